//! The band that follows a form's answers as they change.

use leptos::prelude::*;

use crate::components::{BandPanel, Outcome};

/// Takes the place of the result that the server worked out, and shows what the forms' answers come to now.
///
/// The change is announced in one line, politely; the focus stays where it is. On the server it shows nothing.
#[island]
pub fn LiveBand(
    /// The address of the rule set's JSON.
    rules: String,
    /// The ids of the forms that hold the answers, separated by spaces; an earlier one wins.
    forms: String,
    /// The id of the server's result, which is hidden once there is a newer one.
    replaces: String,
) -> impl IntoView {
    let live = RwSignal::new(None::<Outcome>);
    let announced = RwSignal::new(String::new());
    #[cfg(feature = "hydrate")]
    super::browser::follow(rules, forms, replaces, live, announced);
    #[cfg(not(feature = "hydrate"))]
    let _ = (rules, forms, replaces);
    view! {
        <p class="govuk-visually-hidden" role="status" aria-live="polite">{announced}</p>
        <div>{move || live.get().map(|outcome| view! { <BandPanel outcome=outcome /> })}</div>
    }
}
