//! A question whose answers ask for more: what belongs to an answer stands below it.
//!
//! The style sheet hides what belongs to other answers, with script or without. GOV.UK Frontend's script for it is not
//! used: it sets `aria-expanded` on a radio, which WAI-ARIA does not allow there.

use leptos::prelude::*;

use super::Choice;
use super::choices::{FieldGroup, Inputs, item};

/// A question with one answer; what an answer asks for is hidden until it is chosen.
#[component]
pub fn RevealingRadios(
    /// The field's name, and the id of its first input.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    legend: String,
    /// The answers, each with what it asks for.
    choices: Vec<(Choice, Option<AnyView>)>,
    /// The answer that is chosen.
    value: Option<String>,
    /// Help with the question.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with the answer.
    error: Option<String>,
) -> impl IntoView {
    let items = choices
        .into_iter()
        .enumerate()
        .map(|(place, (choice, more))| {
            let checked = value.as_deref() == Some(choice.value.as_str());
            let more =
                more.map(|more| view! { <div class="govuk-radios__conditional">{more}</div> });
            view! {
                {item(Inputs::Radios, &name, place, choice, checked)}
                {more}
            }
        })
        .collect_view();
    view! {
        <FieldGroup
            id=name
            legend=legend
            legend_class="govuk-fieldset__legend--m"
            heading=false
            hint=hint
            error=error
            role=None
        >
            <div class="govuk-radios app-revealing">{items}</div>
        </FieldGroup>
    }
}
