//! The list of children: a search whose words never stand in an address, filters, an order, pages.

mod query;
mod views;

use axum::extract::{Query, State};
use axum::response::Response;

use crate::forms;
use crate::forms::child_search::ChildSearchForm;
use crate::service::children::{self, SearchWords, Wanted};
use crate::visit::{AppState, FormBody, SignedIn, Visit, WebError, redirect};

pub use query::ListQuery;

/// Answers `GET /children`.
///
/// # Errors
/// [`WebError::Forbidden`] if the reader may list nobody.
pub async fn list(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(query): Query<ListQuery>,
) -> Result<Response, WebError> {
    let (wanted, page) = query.read();
    let found = children::find(
        &state.store,
        state.rules,
        &person.actor,
        &wanted,
        page,
        state.clock.moment(),
    )
    .await?;
    let bands = views::bands_of(&state).await?;
    Ok(views::list(
        &visit,
        wanted,
        found,
        bands,
        state.clock.moment().today,
    ))
}

/// Answers `POST /children/search`: keeps the words and asks for them by an opaque id.
///
/// # Errors
/// [`WebError::Forbidden`] if the reader may list nobody.
pub async fn search(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    FormBody(form): FormBody<ChildSearchForm>,
) -> Result<Response, WebError> {
    // Filters come back in the list's own words; what is not one of them is dropped.
    let (mut wanted, _) = query::of_text(&form.filters).read();
    let moment = state.clock.moment();
    let words = match forms::parse(&form) {
        Ok(words) => words,
        Err(problems) => {
            let everybody = Wanted::default();
            let (store, actor) = (&state.store, &person.actor);
            let found = children::find(store, state.rules, actor, &everybody, 1, moment).await?;
            let bands = views::bands_of(&state).await?;
            return Ok(views::with_problems(
                &visit,
                SearchWords {
                    words: Some(form.words),
                    school: Some(form.school),
                },
                &problems,
                found,
                bands,
                moment.today,
            ));
        }
    };
    wanted.search = match words {
        (None, None) => None,
        (words, school) => {
            let kept = SearchWords { words, school };
            Some(children::keep_search(&state.store, &person.actor, &kept, moment).await?)
        }
    };
    Ok(redirect(&query::address(&wanted)))
}
