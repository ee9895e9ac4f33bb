//! Scoring a profile: begun for a child, area by area with a list of what is left, checked, sent.
//!
//! Where the rules are band-blind, nothing here shows a band, a score or an amount.

mod area;
mod check;
mod conflict;
mod hand_over;
mod judged;
mod own;
mod setting;
mod start;
mod tasks;

pub(in crate::pages) use area::{
    one as domain_questions, pieces_changed, pressed_by_enter, read as read_area,
};
pub use area::{save as save_area, show as area};
pub use check::{send, show as check};
pub use hand_over::{give_up, show_take_over, show_withdraw, take_over};
pub use own::list as own;
pub use setting::{save as save_setting, show as setting};
pub use start::{begin, form as start};
pub use tasks::show as tasks;

use leptos::prelude::*;

use super::needs_form::Filled;
use super::words;
use crate::answers::{Answers, DAY, FTE, HOURS, NEED, SETTING, facts_as_fields, needs_as_fields};
use crate::components::{InsetText, Outcome};
use crate::ids::ProfileId;
use crate::islands::outcome;
use crate::service::scoring::{self, OpenScoring};
use crate::visit::{AppState, SignedIn, WebError};

/// The field of the version that a save is based on.
const VERSION: &str = "version";

/// The field that tells a form's buttons apart.
pub(in crate::pages) const ACTION: &str = "action";

/// Opens what the person is scoring, by the id in the address.
async fn opened(
    state: &AppState,
    person: &SignedIn,
    profile: &str,
) -> Result<OpenScoring, WebError> {
    let id = ProfileId::parse(profile).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    Ok(scoring::open(&state.store, state.rules, &person.actor, &id, moment).await?)
}

/// As [`opened`], for a form that was filled in, by whoever scores it or did when the form was shown.
async fn opened_to_save(
    state: &AppState,
    person: &SignedIn,
    profile: &str,
) -> Result<OpenScoring, WebError> {
    let id = ProfileId::parse(profile).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    Ok(scoring::open_to_save(&state.store, state.rules, &person.actor, &id, moment).await?)
}

/// Where a part of the scoring is.
fn address(open: &OpenScoring, part: &str) -> String {
    format!("/scoring/{}/{part}", open.profile)
}

/// Where the list of what is left is.
fn tasks_address(open: &OpenScoring) -> String {
    format!("/scoring/{}", open.profile)
}

/// What was saved, by the names of the fields.
fn saved(open: &OpenScoring, today: crate::calendar::Date) -> impl Fn(&str) -> Option<String> {
    let scoring = &open.scoring;
    let mut values = vec![
        (DAY.to_owned(), crate::calendar::iso_text(today)),
        (FTE.to_owned(), scoring.fte.to_string()),
    ];
    let mut add = |field: &str, value: Option<String>| {
        values.extend(value.map(|value| (field.to_owned(), value)));
    };
    add(
        SETTING,
        scoring.setting.map(|setting| setting.code().to_owned()),
    );
    add(
        NEED,
        scoring.primary_need.map(|need| need.code().to_owned()),
    );
    add(HOURS, scoring.hours.map(|hours| hours.to_string()));
    values.extend(facts_as_fields(&scoring.facts));
    values.extend(needs_as_fields(&scoring.needs, &open.rules));
    move |field: &str| {
        let found = values.iter().find(|(name, _)| name == field);
        found.map(|(_, value)| value.clone())
    }
}

/// What the answers come to, where the scorer may see it; none where the rules are band-blind.
fn visible_outcome(open: &OpenScoring, filled: &Filled<'_>) -> Option<Outcome> {
    (!open.rules.scheme.band_blind)
        .then(|| outcome::of_answers(&Answers::read(&open.rules, filled), &open.rules))
}

/// Why no band is shown, where none is.
fn band_blind_note(open: &OpenScoring) -> Option<AnyView> {
    open.rules.scheme.band_blind.then(|| {
        view! {
            <InsetText>
                "These rules are band-blind: whoever scores sees no band, score or amount before the decision, so that each \
                 level is judged on the evidence alone."
            </InsetText>
        }
        .into_any()
    })
}

/// Whom the page is about, above its heading.
fn caption(open: &OpenScoring) -> AnyView {
    words::about_child(&open.about)
}

/// The version of the draft in a form.
fn version_field(version: i64) -> AnyView {
    view! { <input type="hidden" name=VERSION value=version.to_string() /> }.into_any()
}
