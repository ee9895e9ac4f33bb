//! The band that follows a form's answers as they change.

use leptos::prelude::*;

/// The id of the element that says where the rules, the answers and the earlier result are.
pub(super) const PLACE: &str = "live-band";

/// Takes the place of the result that the server worked out, and shows what the forms' answers come to now.
///
/// The change is announced in one line, politely; the focus stays where it is. On the server it shows nothing.
#[component]
pub fn LiveBand(
    /// The address of the rule set's JSON.
    rules: String,
    /// The ids of the forms that hold the answers, separated by spaces; an earlier one wins.
    forms: String,
    /// The id of the server's result, which is hidden once there is a newer one.
    replaces: String,
) -> impl IntoView {
    view! {
        <div id=PLACE data-rules=rules data-forms=forms data-replaces=replaces>
            <p class="govuk-visually-hidden" role="status" aria-live="polite"></p>
            <div></div>
        </div>
        <FollowedAnswers />
    }
}

/// What makes the browser follow the answers. It takes nothing and holds nothing reactive: either would double what a
/// browser downloads for it.
#[island]
pub fn FollowedAnswers() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    super::browser::follow();
}
