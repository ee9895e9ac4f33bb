//! One establishment: what the register says, who is paid, what depends on it, who may see it.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{colour, path};
use crate::components::{InsetText, SummaryList, SummaryRow, Tag};
use crate::ids::EstablishmentId;
use crate::pages::words::count;
use crate::service::establishments::{self, Open, status_in_words};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Answers `GET /administration/establishments/{establishment}`.
///
/// # Errors
/// [`WebError::Forbidden`] to anybody but an administrator; [`WebError::NotFound`] without such an establishment.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(establishment): Path<String>,
) -> Result<Response, WebError> {
    let id = EstablishmentId::parse(&establishment).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let open = establishments::open(&state.store, &person.actor, &id, moment).await?;
    let title = open.establishment.name.clone();
    let page = Page::titled(title.clone()).below(path());
    Ok(page.answer(&visit, move || {
        let status = open.establishment.status;
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body"><Tag text=status_in_words(status) colour=colour(status) /></p>
            <h2 class="govuk-heading-m">"What the register says"</h2>
            <SummaryList rows=register(&open) />
            <h2 class="govuk-heading-m">"Funding"</h2>
            <SummaryList rows=funding(&open) />
            <h2 class="govuk-heading-m">"Users who see its children as their own"</h2>
            {users(&open)}
        }
    }))
}

fn register(open: &Open) -> Vec<SummaryRow> {
    let one = &open.establishment;
    let or = |text: Option<String>, none: &str| text.unwrap_or_else(|| none.to_owned());
    let ages = match (one.age_low, one.age_high) {
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("From {low}"),
        (None, Some(high)) => format!("To {high}"),
        (None, None) => "Not given".to_owned(),
    };
    let units = match (one.has_sen_unit, one.has_resourced_provision) {
        (true, true) => "SEN unit and resourced provision",
        (true, false) => "SEN unit",
        (false, true) => "Resourced provision",
        (false, false) => "None",
    };
    vec![
        SummaryRow::new("URN", or(one.urn.as_ref().map(ToString::to_string), "None")),
        SummaryRow::new(
            "UKPRN",
            or(one.ukprn.as_ref().map(ToString::to_string), "None"),
        ),
        SummaryRow::new("Type", one.kind.clone()),
        SummaryRow::new("Phase", given(&one.phase)),
        SummaryRow::new("Setting of a child placed there", one.setting.title()),
        SummaryRow::new("Ages", ages),
        SummaryRow::new("Units", units),
        SummaryRow::new(
            "Authority and number",
            match (&one.authority, &one.number) {
                (None, None) => "Not given".to_owned(),
                (authority, number) => format!(
                    "{} / {}",
                    or(authority.as_ref().map(ToString::to_string), "–"),
                    or(number.clone(), "–")
                ),
            },
        ),
    ]
}

/// What the register says, or that it says nothing.
fn given(text: &str) -> String {
    let shown = if text.is_empty() { "Not given" } else { text };
    shown.to_owned()
}

fn funding(open: &Open) -> Vec<SummaryRow> {
    let usage = open.usage;
    let payee = match (&open.payee, &open.establishment.supplier_number) {
        (Some(payee), _) => format!("{} (supplier {})", payee.name, payee.supplier_number),
        (None, Some(number)) => format!("Supplier {number}"),
        (None, None) => "Nobody is set up".to_owned(),
    };
    vec![
        SummaryRow::new("Paid to", payee),
        SummaryRow::new("Children placed there now", count(usage.placed_now)),
        SummaryRow::new("Placements at any time", count(usage.placed_ever)),
        SummaryRow::new("Awards in force", count(usage.awards)),
        SummaryRow::new("Lines of payment runs", count(usage.payment_lines)),
    ]
}

fn users(open: &Open) -> AnyView {
    if open.users.is_empty() {
        return view! { <InsetText>"Nobody. A SENCO or business manager is given the school under Users."</InsetText> }
            .into_any();
    }
    let users = open.users.iter().map(|(user, name)| {
        let href = format!("/administration/users/{user}");
        let name = name.clone();
        view! { <li><a class="govuk-link" href=href>{name}</a></li> }
    });
    view! { <ul class="govuk-list">{users.collect_view()}</ul> }.into_any()
}
