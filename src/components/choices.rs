//! Questions with a list of answers: radios for one of them, checkboxes for any.

use leptos::prelude::*;

use super::{classes, described_by};

/// One answer of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What it says.
    pub label: String,
    /// More about it, below its label.
    pub hint: Option<String>,
}

impl Choice {
    /// An answer without a hint.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice {
            value: value.into(),
            label: label.into(),
            hint: None,
        }
    }

    /// The same answer with a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Choice {
        self.hint = Some(hint.into());
        self
    }
}

/// The legend, hint and error of a group of inputs, round the inputs themselves.
#[component]
pub(super) fn FieldGroup(
    id: String,
    legend: String,
    legend_class: &'static str,
    heading: bool,
    hint: Option<String>,
    error: Option<String>,
    /// `group` for a date, whose inputs are one answer; nothing for radios and checkboxes.
    role: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let group = classes(
        "govuk-form-group",
        &[("govuk-form-group--error", error.is_some())],
    );
    let described = described_by(&id, hint.is_some(), error.is_some());
    let legend = if heading {
        view! { <h1 class="govuk-fieldset__heading">{legend}</h1> }.into_any()
    } else {
        legend.into_any()
    };
    view! {
        <div class=group>
            <fieldset
                class="govuk-fieldset"
                role=role
                aria-describedby=described
            >
                <legend class=format!("govuk-fieldset__legend {legend_class}")>{legend}</legend>
                {hint.map(|hint| view! { <div id=format!("{id}-hint") class="govuk-hint">{hint}</div> })}
                {error.map(|error| super::fields::error_message(&id, error))}
                {children()}
            </fieldset>
        </div>
    }
}

/// Id of an answer's input: the field's own id for the first, so that an error summary's link lands on it.
fn choice_id(field: &str, place: usize) -> String {
    if place == 0 {
        field.to_owned()
    } else {
        format!("{field}-{}", place + 1)
    }
}

/// A question with one answer.
#[component]
pub fn Radios(
    /// The field's name, and the id of its first input.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    legend: String,
    /// The answers.
    choices: Vec<Choice>,
    /// The answer that is chosen.
    #[prop(optional_no_strip)]
    value: Option<String>,
    /// Help with the question.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with the answer.
    #[prop(optional_no_strip)]
    error: Option<String>,
    /// Whether the question is the page's heading.
    #[prop(optional)]
    heading: bool,
    /// Smaller circles, for a filter.
    #[prop(optional)]
    small: bool,
    /// Side by side where there is room.
    #[prop(optional)]
    inline: bool,
) -> impl IntoView {
    let class = classes(
        "govuk-radios",
        &[
            ("govuk-radios--small", small),
            ("govuk-radios--inline", inline),
        ],
    );
    let field = name.clone();
    let inputs = choices
        .into_iter()
        .enumerate()
        .map(|(place, choice)| {
            let id = choice_id(&field, place);
            let checked = value.as_deref() == Some(choice.value.as_str());
            let described = choice.hint.as_ref().map(|_| format!("{id}-item-hint"));
            view! {
                <div class="govuk-radios__item">
                    <input
                        class="govuk-radios__input"
                        id=id.clone()
                        name=field.clone()
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
            }
        })
        .collect_view();
    view! {
        <FieldGroup
            id=name
            legend=legend
            legend_class=legend_class(heading, small)
            heading=heading
            hint=hint
            error=error
            role=None
        >
            <div class=class data-module="govuk-radios">{inputs}</div>
        </FieldGroup>
    }
}

/// A question with any number of answers.
#[component]
pub fn Checkboxes(
    /// The field's name, and the id of its first input.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    legend: String,
    /// The answers.
    choices: Vec<Choice>,
    /// The answers that are ticked.
    #[prop(optional)]
    values: Vec<String>,
    /// Help with the question.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with the answer.
    #[prop(optional_no_strip)]
    error: Option<String>,
    /// Smaller boxes, for a filter.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let class = classes("govuk-checkboxes", &[("govuk-checkboxes--small", small)]);
    let field = name.clone();
    let inputs = choices
        .into_iter()
        .enumerate()
        .map(|(place, choice)| {
            let id = choice_id(&field, place);
            let described = choice.hint.as_ref().map(|_| format!("{id}-item-hint"));
            let checked = values.contains(&choice.value);
            view! {
                <div class="govuk-checkboxes__item">
                    <input
                        class="govuk-checkboxes__input"
                        id=id.clone()
                        name=field.clone()
                        type="checkbox"
                        value=choice.value
                        checked=checked
                        aria-describedby=described.clone()
                    />
                    <label class="govuk-label govuk-checkboxes__label" for=id>{choice.label}</label>
                    {choice.hint.map(|hint| view! {
                        <div id=described class="govuk-hint govuk-checkboxes__hint">{hint}</div>
                    })}
                </div>
            }
        })
        .collect_view();
    view! {
        <FieldGroup
            id=name
            legend=legend
            legend_class=legend_class(false, small)
            heading=false
            hint=hint
            error=error
            role=None
        >
            <div class=class data-module="govuk-checkboxes">{inputs}</div>
        </FieldGroup>
    }
}

/// The size of a legend: the page's heading is largest, a filter's smallest.
fn legend_class(heading: bool, small: bool) -> &'static str {
    match (heading, small) {
        (true, _) => "govuk-fieldset__legend--l",
        (false, true) => "govuk-fieldset__legend--s",
        (false, false) => "govuk-fieldset__legend--m",
    }
}
