//! Removing an extract, with the reason.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{address, because, file_address};
use crate::components::{Button, ButtonKind, Choice, Radios, WarningText};
use crate::forms::Problems;
use crate::ids::{ChildId, ExtractId};
use crate::service::extracts::{self, Extract, Extracts, RemovedBecause};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// The field of the reason.
const BECAUSE: &str = "because";

/// The form, with the reason by its code.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct RemovalForm {
    because: String,
}

/// Answers `GET /children/{child}/extracts/{extract}/remove`.
///
/// # Errors
/// [`WebError::NotFound`] if there is no such extract any more, or the person may not remove it.
pub async fn ask(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, extract)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let (found, wanted) = opened(&state, &person, (&child, &extract)).await?;
    let extract = kept(&found, &wanted).ok_or(WebError::NotFound)?;
    Ok(page(&visit, &found, extract, &Problems::default()))
}

/// Answers `POST /children/{child}/extracts/{extract}/remove`.
///
/// # Errors
/// As [`ask`]; [`WebError::Conflict`] if somebody else removed it meanwhile.
pub async fn remove(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, extract)): Path<(String, String)>,
    FormBody(form): FormBody<RemovalForm>,
) -> Result<Response, WebError> {
    let (found, wanted) = opened(&state, &person, (&child, &extract)).await?;
    let Some(extract) = kept(&found, &wanted) else {
        // It was there when the form was shown.
        let is_gone = found.all.iter().any(|one| one.id == wanted);
        return Err(if is_gone {
            WebError::Conflict
        } else {
            WebError::NotFound
        });
    };
    let Ok(because) = RemovedBecause::parse(&form.because) else {
        let problems = Problems::one(BECAUSE, "Select why the extract is removed");
        return Ok(page(&visit, &found, extract, &problems));
    };
    let child = &found.about.child;
    let moment = state.clock.moment();
    let which = (child, &wanted);
    extracts::remove(&state.store, &person.actor, which, because, moment).await?;
    person
        .leave_said(&state, "The extract was removed.")
        .await?;
    Ok(redirect(&address(child)))
}

/// The child's extracts, for who removes them, and the id that the address names.
async fn opened(
    state: &AppState,
    person: &SignedIn,
    (child, extract): (&str, &str),
) -> Result<(Extracts, ExtractId), WebError> {
    let child = ChildId::parse(child).map_err(|_| WebError::NotFound)?;
    let extract = ExtractId::parse(extract).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let found = extracts::list(&state.store, &person.actor, &child, moment).await?;
    if !found.keeps {
        return Err(WebError::NotFound);
    }
    Ok((found, extract))
}

/// The extract of an id whose file is there.
fn kept<'found>(found: &'found Extracts, id: &ExtractId) -> Option<&'found Extract> {
    let mut all = found.all.iter();
    all.find(|one| one.id == *id && one.file.is_some())
}

fn page(visit: &Visit, found: &Extracts, extract: &Extract, problems: &Problems) -> Response {
    let page = Page::titled("Remove an extract")
        .back(address(&found.about.child), "Back to the extracts")
        .with_problems(problems);
    let name = extract.file.as_ref().map(|file| file.name.clone());
    let action = format!("{}/remove", file_address(extract));
    let choices = RemovedBecause::ALL
        .iter()
        .map(|why| Choice::new(why.code(), because(*why)))
        .collect::<Vec<_>>();
    page.answer(visit, || {
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <span class="govuk-caption-l app-reference">{found.about.local_id.to_string()}</span>
                    <h1 class="govuk-heading-l">"Remove an extract"</h1>
                    <p class="govuk-body"><strong class="govuk-!-text-break-word">{name}</strong></p>
                    <WarningText text="The file is destroyed. Quotations that were taken from it stay with their levels." />
                    <form method="post" action=action novalidate>
                        <Radios
                            name=BECAUSE
                            legend="Why is it removed?"
                            choices=choices
                            error=problems.of(BECAUSE)
                        />
                        <Button text="Remove the extract" kind=ButtonKind::Warning />
                    </form>
                </div>
            </div>
        }
    })
}
