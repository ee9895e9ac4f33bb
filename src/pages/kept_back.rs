//! What stands in the place of bands, levels and amounts that are kept back from whoever is to judge them first.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use crate::components::{Button, ButtonKind, ButtonLink, Details, InsetText};
use crate::ids::ChildId;
use crate::service::kept_back::{self, KeptBack, Until};
use crate::visit::{AppState, SignedIn, WebError, redirect};

/// The heading of a page that is kept back.
#[must_use]
pub fn heading(kept: &KeptBack) -> &'static str {
    match kept.until {
        Until::Judged => "Shown once you have judged",
        Until::ScoredAgain => "Shown once you have scored it again",
    }
}

/// What is kept back and why, the way to what waits, and the way to leave that to a colleague.
#[must_use]
pub fn way_on(kept: &KeptBack) -> AnyView {
    let profile = &kept.profile;
    let (said, href, text) = match kept.until {
        Until::Judged => (
            "A profile of this child waits for a decision that you can make. The band that follows from it and the child’s \
             earlier profiles, levels, bands and amounts are shown once you have judged its levels on their evidence.",
            format!("/decisions/{profile}"),
            "Judge the levels",
        ),
        Until::ScoredAgain => (
            "You are scoring a profile of this child a second time. The levels and the band that were sent, and the child’s \
             earlier ones, are shown once you have kept your own.",
            format!("/double-scoring/{profile}"),
            "Go on scoring",
        ),
    };
    view! {
        <p class="govuk-body">{said}</p>
        <ButtonLink href=href text=text />
        {kept.may_stand_aside.then(|| aside(kept))}
    }
    .into_any()
}

/// The same on a page that shows the rest.
pub(super) fn inset(kept: &KeptBack) -> AnyView {
    let (heading, way_on) = (heading(kept), way_on(kept));
    view! {
        <InsetText>
            <h2 class="govuk-heading-s">{heading}</h2>
            {way_on}
        </InsetText>
    }
    .into_any()
}

fn aside(kept: &KeptBack) -> AnyView {
    let action = format!("/children/{}/stand-aside", kept.child);
    let (summary, said, button) = match kept.until {
        Until::Judged => (
            "You only read, and do not decide on it",
            "You see everything now, and cannot decide on this profile any more, unless it is sent back and sent anew. That you \
             left it to a colleague is in the trail.",
            "Leave the decision to a colleague",
        ),
        Until::ScoredAgain => (
            "You do not score it",
            "You see everything now, and cannot score this profile a second time any more. What you saved of it is not kept.",
            "Leave it to a colleague",
        ),
    };
    view! {
        <Details summary=summary>
            <p class="govuk-body">{said}</p>
            <form method="post" action=action>
                <Button text=button kind=ButtonKind::Secondary />
            </form>
        </Details>
    }
    .into_any()
}

/// What a list says where it keeps something back; nothing where it does not.
pub(super) fn in_list(children: usize, by_band: bool) -> Option<AnyView> {
    let said = match (children, by_band) {
        (0, _) => return None,
        (_, true) => {
            "Children of whom a profile waits for your own judgement are left out of a list by band: theirs are shown once you have \
             judged."
        }
        (_, false) => {
            "Bands and amounts are kept back of children of whom a profile waits for your own judgement, until you have judged it."
        }
    };
    Some(view! { <p class="govuk-body">{said}</p> }.into_any())
}

/// Answers `POST /children/{child}/stand-aside`.
///
/// # Errors
/// [`WebError::NotFound`] where nothing of the child is kept back from this reader, or who must judge.
pub async fn stand_aside(
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
) -> Result<Response, WebError> {
    let id = ChildId::parse(&child).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    kept_back::stand_aside(&state.store, &person.actor, &id, moment).await?;
    person
        .leave_said(
            &state,
            "A colleague does it. You see everything of this child now.",
        )
        .await?;
    Ok(redirect(&format!("/children/{id}")))
}
