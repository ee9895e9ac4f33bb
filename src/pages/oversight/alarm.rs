//! The alarm, as it stands at the head of a page.

use leptos::prelude::*;

use super::baseline::HERE;
use crate::components::WarningText;
use crate::pages::words::day;
use crate::service::oversight::{Alarm, Alarms};

/// What a page says first where an alarm stands; nothing otherwise.
pub(in crate::pages) fn raised(alarms: &Alarms) -> impl IntoView + use<> {
    view! {
        {unwatched(alarms.unwatched.as_deref())}
        {standing_alarms(&alarms.standing)}
    }
}

/// That nothing watches the rule set that decides today, and what to do about it.
pub(super) fn unwatched(rules: Option<&str>) -> Option<impl IntoView + use<>> {
    let text = format!(
        "No baseline watches the rule set now in force, {}: its bands are others than those of the baseline that was frozen.",
        rules?
    );
    Some(view! {
        <WarningText text=text />
        <p class="govuk-body">
            "Once its first determinations are agreed to be sound, a head of SEND freezes a new one under "
            <a class="govuk-link" href=HERE>"Baseline and alarm"</a>
            ". Until then bands may drift unseen."
        </p>
    })
}

fn standing_alarms(alarms: &[Alarm]) -> Option<impl IntoView + use<>> {
    let first = alarms.first()?;
    let place = match (&first.school, alarms.len() - 1) {
        (None, 0) => "over the whole caseload".to_owned(),
        (None, 1) => "over the whole caseload and at one school".to_owned(),
        (None, others) => format!("over the whole caseload and at {others} schools"),
        (Some(name), 0) => format!("at {name}"),
        (Some(name), others) => format!("at {name} and {others} more"),
    };
    let text = format!(
        "Bands no longer come out as they did when the baseline was frozen: {place}, since {}.{}",
        day(first.on),
        direction(first.steps)
    );
    Some(view! {
        <WarningText text=text />
        <p class="govuk-body"><a class="govuk-link" href=HERE>"See what has changed"</a></p>
    })
}

/// In which direction the mean band has moved, as a sentence; nothing where it has not.
pub(super) fn direction(steps: i64) -> String {
    let amount = steps.unsigned_abs();
    let amount = format!("{}.{:02}", amount / 100, amount % 100);
    match steps.signum() {
        1 => format!(" On average they are {amount} bands higher."),
        -1 => format!(" On average they are {amount} bands lower."),
        _ => " On average they are neither higher nor lower: they are spread otherwise.".to_owned(),
    }
}
