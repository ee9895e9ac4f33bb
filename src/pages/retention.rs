//! Retention: asking whose records ended long enough ago, seeing them, and forgetting who they were.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::words;
use crate::access::{Action, Subject};
use crate::components::{Button, ButtonKind, Cell, Column, Table, TextInput, WarningText};
use crate::forms::Problems;
use crate::ids::Digest;
use crate::service::reach::require;
use crate::service::retention::{self, CarriedOut, DryRun, YEARS};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

const HERE: &str = "/administration/retention";

/// How many children the page lists; the number of all is said.
const SHOWN_MOST: usize = 200;

/// After how many years; blank where nothing was asked yet.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    years: String,
}

/// What is to be carried out: the years, and which children were shown, by their digest.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    years: u8,
    shown: String,
}

/// What is said where others are due than were shown.
const OVERTAKEN: &str = "Others are due now than you were shown, and nobody was forgotten. Look at the list as it is now.";

/// Answers `GET /administration/retention`: with years, the dry run.
///
/// # Errors
/// [`WebError::Forbidden`] to anybody but an administrator.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    require(&person.actor, Action::CarryOutRetention, &Subject::Anything)?;
    let typed = asked.years.trim();
    let years = typed.parse().ok().filter(|years| YEARS.contains(years));
    let (found, problems) = match years {
        Some(years) => {
            let moment = state.clock.moment();
            let found = retention::dry_run(&state.store, &person.actor, years, moment).await?;
            (Some((years, found)), Problems::default())
        }
        None if typed.is_empty() => (None, Problems::default()),
        None => (
            None,
            Problems::one("years", "Enter a number of years from 1 to 100"),
        ),
    };
    Ok(page(&visit, asked.years, found, &problems, false))
}

fn page(
    visit: &Visit,
    typed: String,
    found: Option<(u8, DryRun)>,
    problems: &Problems,
    is_overtaken: bool,
) -> Response {
    let page = Page::titled("Retention")
        .back("/", "Back to the start")
        .with_problems(problems)
        .overtaken(is_overtaken, OVERTAKEN);
    page.answer(visit, move || {
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">"Retention"</h1>
                    <p class="govuk-body">
                        "Forgets who a child was once every plan, placement and award ended long ago: names, birth date, numbers, \
                         ethnicity, and all that people wrote freely. Levels, bands, amounts and dates stay, so that what was \
                         paid can be accounted for, and the audit trail stays whole."
                    </p>
                    <form method="get" action=HERE novalidate>
                        <TextInput
                            name="years"
                            label="Years since everything ended"
                            hint="As your council’s retention schedule says. Nothing is changed yet."
                            value=typed.clone()
                            error=problems.of("years")
                            width=3
                            inputmode="numeric"
                        />
                        <Button text="Show who is due" kind=ButtonKind::Secondary />
                    </form>
                    {found.map(|(years, found)| dry_run(years, &found))}
                </div>
            </div>
        }
    })
}

/// Answers `POST /administration/retention`.
///
/// # Errors
/// As [`show`].
pub async fn carry_out(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    FormBody(wanted): FormBody<Wanted>,
) -> Result<Response, WebError> {
    let (store, actor, moment) = (&state.store, &person.actor, state.clock.moment());
    let shown = Digest::parse(&wanted.shown).map_err(|_| WebError::BadRequest)?;
    let chosen = (wanted.years, &shown);
    let said = match retention::carry_out(store, actor, chosen, moment).await? {
        CarriedOut::Overtaken => {
            let found = retention::dry_run(store, actor, wanted.years, moment).await?;
            let (typed, problems) = (wanted.years.to_string(), Problems::default());
            return Ok(page(
                &visit,
                typed,
                Some((wanted.years, found)),
                &problems,
                true,
            ));
        }
        CarriedOut::Forgotten(1) => "1 child was forgotten.".to_owned(),
        CarriedOut::Forgotten(many) => {
            format!("{} children were forgotten.", words::count(many as u64))
        }
    };
    person.leave_said(&state, said).await?;
    Ok(redirect(HERE))
}

fn dry_run(years: u8, found: &DryRun) -> AnyView {
    let before = words::day(found.before);
    if found.due.is_empty() {
        return view! { <p class="govuk-body">"Nobody is due: no record ended before " {before} "."</p> }.into_any();
    }
    let caption = match found.due.len() {
        1 => "1 child is due".to_owned(),
        many => format!("{} children are due", words::count(many as u64)),
    };
    let rows = found.due.iter().take(SHOWN_MOST).map(|one| {
        let href = format!("/children/{}", one.child);
        let reference = one.local_id.to_string();
        vec![
            Cell::of(view! { <a class="govuk-link" href=href>{reference}</a> }),
            Cell::from(words::day(one.ended_on)),
        ]
    });
    let rows = rows.collect();
    let rest = (found.due.len() > SHOWN_MOST)
        .then(|| view! { <p class="govuk-body">"The first " {SHOWN_MOST} " are listed."</p> });
    view! {
        <h2 class="govuk-heading-m">"Everything ended before " {before}</h2>
        <Table caption=caption columns=vec![Column::text("Reference"), Column::text("Ended on")] rows=rows />
        {rest}
        <form method="post" action=HERE>
            <input type="hidden" name="years" value=years.to_string() />
            <input type="hidden" name="shown" value=found.digest().to_string() />
            <WarningText text="This cannot be undone. Make sure that nobody has asked for one of these records." />
            <Button text="Forget who they were" kind=ButtonKind::Warning />
        </form>
    }
    .into_any()
}
