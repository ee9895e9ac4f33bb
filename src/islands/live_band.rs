//! The band that follows a form's answers as they change.

use leptos::prelude::*;

use crate::components::{BandPanel, Outcome};

/// Stands round the result that the server worked out, and shows instead what the form's answers come to now.
///
/// The change is announced in one line, politely; the focus stays where it is.
#[island]
pub fn LiveBand(
    /// The address of the rule set's JSON.
    rules: String,
    /// The ids of the forms that hold the answers, separated by spaces; an earlier one wins.
    forms: String,
    children: Children,
) -> impl IntoView {
    let live = RwSignal::new(None::<Outcome>);
    let announced = RwSignal::new(String::new());
    #[cfg(feature = "hydrate")]
    super::browser::follow(rules, forms, live, announced);
    #[cfg(not(feature = "hydrate"))]
    let _ = (rules, forms);
    view! {
        <p class="govuk-visually-hidden" role="status" aria-live="polite">{announced}</p>
        <div hidden=move || live.with(Option::is_some)>{children()}</div>
        <div>{move || live.get().map(|outcome| view! { <BandPanel outcome=outcome /> })}</div>
    }
}
