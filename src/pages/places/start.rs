//! Where places are to be added: an establishment by its URN or UKPRN, then which of its kinds.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{address, address_at, below};
use crate::access::{Action, Subject};
use crate::calendar::FinancialYear;
use crate::components::{Button, TextInput};
use crate::forms::places::FindForm;
use crate::forms::{self, Problems};
use crate::places::PlaceKind;
use crate::service::monitoring::year_named;
use crate::service::places;
use crate::service::reach::require;
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /places/{year}/new`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever keeps no places; [`WebError::NotFound`] for a year out of reach.
pub async fn ask(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(year): Path<String>,
) -> Result<Response, WebError> {
    require(&person.actor, Action::KeepPlaces, &Subject::Anything)?;
    let year = year_named(&year, state.clock.moment())?;
    Ok(page(
        &visit,
        year,
        &FindForm::default(),
        &Problems::default(),
    ))
}

/// Answers `POST /places/{year}/new`: leads to the establishment, or straight to the form where it has one kind of place.
///
/// # Errors
/// As [`ask`].
pub async fn find(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(year): Path<String>,
    FormBody(sent): FormBody<FindForm>,
) -> Result<Response, WebError> {
    require(&person.actor, Action::KeepPlaces, &Subject::Anything)?;
    let year = year_named(&year, state.clock.moment())?;
    let reference = match forms::parse(&sent) {
        Ok(reference) => reference,
        Err(problems) => return Ok(page(&visit, year, &sent, &problems)),
    };
    let found = places::find(&state.store, &person.actor, &reference).await?;
    let Some(found) = found else {
        let problems = Problems::one("reference", "There is no establishment with this number");
        return Ok(page(&visit, year, &sent, &problems));
    };
    let at = address_at(year, &found.id);
    match PlaceKind::of_establishment(found.setting) {
        [] => {
            let why = format!(
                "{} has no places here: an independent school’s fee is its whole price, and the department funds a non-maintained \
                 special school itself",
                found.name
            );
            Ok(page(&visit, year, &sent, &Problems::one("reference", why)))
        }
        [only] => Ok(redirect(&format!("{at}/{}", only.code()))),
        _ => Ok(redirect(&at)),
    }
}

fn page(visit: &Visit, year: FinancialYear, filled: &FindForm, problems: &Problems) -> Response {
    let title = format!("Add places for {year}");
    let page = Page::titled(title.clone())
        .below(below(year))
        .with_problems(problems);
    page.answer(visit, || {
        let action = format!("{}/new", address(year));
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <form method="post" action=action novalidate>
                <TextInput
                    name="reference"
                    label="URN or UKPRN of the establishment"
                    hint="A URN has six digits, a UKPRN eight. Colleges have a UKPRN alone."
                    value=filled.reference.clone()
                    error=problems.of("reference")
                    width=10
                    inputmode="numeric"
                />
                <Button text="Continue" />
            </form>
        }
    })
}
