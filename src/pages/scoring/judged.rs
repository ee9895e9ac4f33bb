//! What the rules read of needs besides levels: points, a band that is picked, provision, hours, an agreed amount.

use axum::response::Response;
use leptos::prelude::*;

use super::super::needs_form::{Filled, judged};
use super::conflict::{Compared, conflict};
use super::{
    ACTION, VERSION, address, band_blind_note, caption, saved, tasks_address, version_field,
};
use crate::answers::{Answers, is_of_needs};
use crate::calendar::Date;
use crate::components::Button;
use crate::explain::judged_besides_levels;
use crate::forms::Problems;
use crate::needs::NeedsProfile;
use crate::rules::RuleSet;
use crate::service::scoring::{self, OpenScoring, Saved};
use crate::visit::{AppState, Lists, Page, SignedIn, Visit, WebError, redirect};

/// The last part of this page's address. No area has this name, since pages are looked for first.
pub(super) const PART: &str = "needs";

/// What the page asks for, in a few words.
pub(super) fn title(rules: &RuleSet) -> &'static str {
    let inputs = rules.inputs();
    match (inputs.points, inputs.provision, inputs.picked) {
        (true, _, _) => "Total of points",
        (_, true, _) => "Provision",
        (_, _, true) => "Band",
        _ => "Hours and amounts",
    }
}

pub(super) fn show(visit: &Visit, open: &OpenScoring, today: Date) -> Response {
    let filled = saved(open, today);
    page(visit, open, open.version, &filled, &Problems::default())
}

pub(super) async fn save(
    state: &AppState,
    visit: &Visit,
    person: &SignedIn,
    open: &OpenScoring,
    sent: &Lists,
) -> Result<Response, WebError> {
    let filled = |field: &str| sent.first(field).map(str::to_owned);
    let based_on = sent
        .first(VERSION)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    // Whether everything is there is seen against the setting that is saved already.
    let kept = saved(open, state.clock.moment().today);
    let whole = |field: &str| {
        let of_page = is_of_needs(field) && !field.starts_with("level-");
        if of_page { filled(field) } else { kept(field) }
    };
    let answers = Answers::read(&open.rules, &whole);
    let mut problems = Problems::default();
    let of_page = |field: &str| is_of_needs(field) && !field.starts_with("level-");
    for gap in answers.gaps().filter(|gap| of_page(&gap.field)) {
        problems.add(gap.field.clone(), gap.message.clone());
    }
    if !problems.is_empty() {
        return Ok(page(visit, open, based_on, &filled, &problems));
    }
    let draft = (&open.profile, based_on);
    let moment = state.clock.moment();
    let done = scoring::save_judged(
        &state.store,
        state.rules,
        &person.actor,
        draft,
        &answers.profile,
        moment,
    );
    match done.await? {
        Saved::Done => Ok(redirect(&tasks_address(open))),
        Saved::Lost(now) => Ok(lost(visit, &now, &answers.profile, sent)),
    }
}

fn lost(visit: &Visit, now: &OpenScoring, mine: &NeedsProfile, sent: &Lists) -> Response {
    let theirs = in_words(&now.scoring.needs, &now.rules);
    let row = Compared::new(title(&now.rules), theirs, in_words(mine, &now.rules));
    let fields = sent.pairs_but(&[VERSION, ACTION]);
    conflict(visit, now, PART, vec![row], fields)
}

/// The answers of the page in one line, so that two can be compared.
pub(super) fn in_words(needs: &NeedsProfile, rules: &RuleSet) -> String {
    let said = judged_besides_levels(needs, Some(rules));
    let parts: Vec<String> = said
        .into_iter()
        .map(|(what, value)| format!("{what}: {value}"))
        .collect();
    if parts.is_empty() {
        "Nothing given".to_owned()
    } else {
        parts.join(". ")
    }
}

fn page(
    visit: &Visit,
    open: &OpenScoring,
    version: i64,
    filled: &Filled<'_>,
    problems: &Problems,
) -> Response {
    let title = title(&open.rules);
    let page = Page::titled(title)
        .back(tasks_address(open), "Back to the list")
        .with_problems(problems);
    page.answer(visit, || {
        view! {
            {caption(open)}
            <h1 class="govuk-heading-l">{title}</h1>
            {band_blind_note(open)}
            <form method="post" action=address(open, PART) novalidate>
                {version_field(version)}
                {judged(&open.rules, filled, problems)}
                <Button text="Save and continue" />
            </form>
        }
    })
}
