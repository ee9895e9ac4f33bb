//! The page that ends a dated entry of a child’s record: on its last day, or because it was entered in error.

use axum::response::Response;
use leptos::prelude::*;

use crate::components::{
    Button, Choice, Crumb, DateFields, DateInput, RevealingRadios, SummaryList, SummaryRow,
};
use crate::forms::Problems;
use crate::forms::ending::EndForm;
use crate::visit::{Page, Visit};

/// What one kind of entry says on the page.
pub(super) struct EndPage {
    /// The heading, and the text of the button that does it.
    pub title: &'static str,
    pub button: &'static str,
    pub crumbs: Vec<Crumb>,
    /// What ends.
    pub facts: Vec<SummaryRow>,
    /// Where the form is sent.
    pub action: String,
    /// What the last day is called.
    pub last_day: &'static str,
    /// What follows where it was entered in error.
    pub in_error: &'static str,
    /// Whether it is asked when notice was given.
    pub asks_notice: bool,
}

impl EndPage {
    /// The page, with what was typed and what is wrong with it.
    pub(super) fn answer(self, visit: &Visit, filled: &EndForm, problems: &Problems) -> Response {
        let how = how(self.last_day, self.in_error, filled, problems);
        let notice = self.asks_notice.then(|| notice(filled, problems));
        Page::titled(self.title)
            .below(self.crumbs)
            .with_problems(problems)
            .answer(visit, || {
                view! {
                    <div class="govuk-grid-row">
                        <div class="govuk-grid-column-two-thirds">
                            <h1 class="govuk-heading-l">{self.title}</h1>
                            <SummaryList rows=self.facts />
                            <form method="post" action=self.action novalidate>
                                <input type="hidden" name="version" value=filled.version.to_string() />
                                {how}
                                {notice}
                                <Button text=self.button />
                            </form>
                        </div>
                    </div>
                }
            })
    }
}

fn notice(filled: &EndForm, problems: &Problems) -> AnyView {
    let value = DateFields {
        day: filled.notice_day.clone(),
        month: filled.notice_month.clone(),
        year: filled.notice_year.clone(),
    };
    view! {
        <DateInput
            name="notice"
            legend="When was notice given? (optional)"
            hint="The fee is owed until the notice that was agreed runs out. Without a day it counts from the last paid day."
            value=value
            error=problems.of("notice")
        />
    }
    .into_any()
}

fn how(
    last_day: &'static str,
    in_error: &'static str,
    filled: &EndForm,
    problems: &Problems,
) -> AnyView {
    let last = DateFields {
        day: filled.last_day.clone(),
        month: filled.last_month.clone(),
        year: filled.last_year.clone(),
    };
    let last =
        view! { <DateInput name="last" legend=last_day value=last error=problems.of("last") /> };
    let choices = vec![
        (
            Choice::new("ends", "It ends on a day"),
            Some(last.into_any()),
        ),
        (
            Choice::new("error", "It was entered in error").with_hint(in_error),
            None,
        ),
    ];
    view! {
        <RevealingRadios
            name="how"
            legend="How does it end?"
            choices=choices
            value=Some(filled.how.clone())
            error=problems.of("how")
        />
    }
    .into_any()
}
