//! A question whose answers ask for more: what belongs to an answer stands below it.
//!
//! The style sheet hides what belongs to other answers, with script or without. GOV.UK Frontend's script for it is not
//! used: it sets `aria-expanded` on a radio, which WAI-ARIA does not allow there.

use leptos::prelude::*;

use super::Choice;
use super::choices::FieldGroup;

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
    let field = name.clone();
    let items = choices
        .into_iter()
        .enumerate()
        .map(|(place, (choice, more))| item(&field, place, choice, more, value.as_deref()))
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

fn item(
    field: &str,
    place: usize,
    choice: Choice,
    more: Option<AnyView>,
    chosen: Option<&str>,
) -> impl IntoView + use<> {
    let id = if place == 0 {
        field.to_owned()
    } else {
        format!("{field}-{}", place + 1)
    };
    let checked = chosen == Some(choice.value.as_str());
    let described = choice.hint.as_ref().map(|_| format!("{id}-item-hint"));
    let more = more.map(|more| view! { <div class="govuk-radios__conditional">{more}</div> });
    view! {
        <div class="govuk-radios__item">
            <input
                class="govuk-radios__input"
                id=id.clone()
                name=field.to_owned()
                type="radio"
                value=choice.value
                checked=checked
                aria-describedby=described.clone()
            />
            <label class="govuk-label govuk-radios__label" for=id>{choice.label}</label>
            {choice.hint.map(|hint| view! {
                <div id=described class="govuk-hint govuk-radios__hint">{hint}</div>
            })}
        </div>
        {more}
    }
}
