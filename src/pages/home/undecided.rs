//! Profiles that wait although nobody is left who may decide on them, and what to do about it.

use leptos::prelude::*;

use crate::access::{Action, Actor};
use crate::pages::words;
use crate::service::Moment;
use crate::service::overview::WithoutDecider;
use crate::service::reach::allows;

/// The list with the ways to help; nothing where everything has somebody to decide.
pub(super) fn list(lines: &[WithoutDecider], actor: &Actor) -> Option<AnyView> {
    if lines.is_empty() {
        return None;
    }
    let lifts = allows(actor, Action::LiftConflict);
    let items: Vec<AnyView> = lines.iter().map(|line| item(line, lifts)).collect();
    let users = allows(actor, Action::KeepUsers).then(|| {
        view! {
            <p class="govuk-body">
                "Give an officer who has no part in the case a role that decides, or add one: "
                <a class="govuk-link" href="/administration/users">"Keep users"</a>
                "."
            </p>
        }
    });
    let asks = (users.is_none()).then(|| {
        view! {
            <p class="govuk-body">
                "Ask an administrator to give an officer who has no part in the case a role that decides, or lift an interest that \
                 does not stand any more."
            </p>
        }
    });
    Some(
        view! {
            <h2 class="govuk-heading-m">"Nobody is left to decide"</h2>
            <p class="govuk-body">
                "Everybody who decides has scored these profiles, left them to colleagues or declared an interest. They wait until \
                 somebody else may decide."
            </p>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
            {asks}
            {users}
        }
        .into_any(),
    )
}

fn item(line: &WithoutDecider, lifts: bool) -> AnyView {
    let sent = words::day(Moment::of(line.sent_at).today);
    let said = format!("{}, sent on {sent}", line.local_id);
    let interest = (lifts && line.has_interest).then(|| {
        let href = format!("/children/{}/conflict", line.child);
        let hidden = format!(" of {}", line.local_id);
        view! {
            ": "
            <a class="govuk-link" href=href>
                "see the interests declared" <span class="govuk-visually-hidden app-joined">{hidden}</span>
            </a>
        }
    });
    view! { <li>{said} {interest}</li> }.into_any()
}
