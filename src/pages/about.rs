//! What the service is, what it keeps, and how accessible it is: short pages for everybody.

use axum::response::Response;
use leptos::prelude::*;

use crate::visit::{PRODUCT, Page, Visit};

/// Answers `GET /about`.
pub async fn about(visit: Visit) -> Response {
    let council = visit.settings().council.name.clone();
    Page::titled("About this service and privacy").answer(&visit, move || {
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">"About this service and privacy"</h1>
                    <p class="govuk-body">
                        {PRODUCT}
                        " is where officers of "
                        {council.clone()}
                        " score the needs that an Education, Health and Care Plan describes, and see which funding band they \
                         come to and why. A band funds provision. It never limits what a plan’s Section F says, which the \
                         council must secure whatever the band."
                    </p>
                    <h2 class="govuk-heading-m">"A person decides"</h2>
                    <p class="govuk-body">
                        "What the service works out is an indicative band. An award is made only by a named officer, who reads \
                         the evidence and may change the result."
                    </p>
                    <h2 class="govuk-heading-m">"What is kept"</h2>
                    <p class="govuk-body">
                        "The record of each child or young person holds what is needed to fund their provision: plans, needs, \
                         placements, decisions and awards. Each role sees only what it needs. A school sees its own children. \
                         Each time a record is opened, that is noted."
                    </p>
                    <p class="govuk-body">
                        "To ask for a copy of what is kept about you or your child, or to have a mistake put right, write to \
                         the data protection officer of "
                        {council}
                        "."
                    </p>
                    <h2 class="govuk-heading-m">"Cookies"</h2>
                    <p class="govuk-body">
                        "One cookie keeps you signed in. It is removed when you sign out. There are no others, and nothing is \
                         sent to anybody else."
                    </p>
                </div>
            </div>
        }
    })
}

/// Answers `GET /accessibility`.
pub async fn accessibility(visit: Visit) -> Response {
    let council = visit.settings().council.name.clone();
    Page::titled("Accessibility").answer(&visit, move || {
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">"Accessibility"</h1>
                    <p class="govuk-body">
                        "This service is made to meet the Web Content Accessibility Guidelines version 2.2, level AA. You \
                         should be able to:"
                    </p>
                    <ul class="govuk-list govuk-list--bullet">
                        <li>"use it with a keyboard alone"</li>
                        <li>"use it with a screen reader"</li>
                        <li>"enlarge the text to 400% without losing anything"</li>
                        <li>"use it on a telephone"</li>
                        <li>"use all of it with JavaScript switched off"</li>
                    </ul>
                    <h2 class="govuk-heading-m">"What is checked"</h2>
                    <p class="govuk-body">
                        "Automatic checks run on the pages with each change to the service. They do not find everything, and \
                         wide tables have to be scrolled sideways on a narrow screen."
                    </p>
                    <h2 class="govuk-heading-m">"If something does not work for you"</h2>
                    <p class="govuk-body">
                        "Tell "
                        {council}
                        " which page it is and what you need. If you are not content with the answer, the Equality Advisory \
                         and Support Service can help."
                    </p>
                </div>
            </div>
        }
    })
}
