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
    /// The field that it is sent in, where it is not the question's.
    pub field: Option<String>,
}

impl Choice {
    /// An answer without a hint.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice {
            value: value.into(),
            label: label.into(),
            hint: None,
            field: None,
        }
    }

    /// The same answer with a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Choice {
        self.hint = Some(hint.into());
        self
    }

    /// The same answer, sent in a field of its own, whose name is also the id of its input.
    #[must_use]
    pub fn in_field(mut self, field: impl Into<String>) -> Choice {
        self.field = Some(field.into());
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

/// What the inputs of a question are.
#[derive(Clone, Copy)]
pub(super) enum Inputs {
    /// One of them can be chosen.
    Radios,
    /// Any number can be ticked.
    Checkboxes,
}

impl Inputs {
    /// The block of GOV.UK Frontend, and the input's type.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Inputs::Radios => ("govuk-radios", "radio"),
            Inputs::Checkboxes => ("govuk-checkboxes", "checkbox"),
        }
    }
}

/// One answer: its input, its label and its hint.
///
/// The first input of a question has the field's own id, so that an error summary's link lands on it.
pub(super) fn item(
    inputs: Inputs,
    field: &str,
    place: usize,
    choice: Choice,
    checked: bool,
) -> impl IntoView + use<> {
    let (block, kind) = inputs.names();
    let id = match (&choice.field, place) {
        (Some(own), _) => own.clone(),
        (None, 0) => field.to_owned(),
        (None, _) => format!("{field}-{}", place + 1),
    };
    let described = choice.hint.as_ref().map(|_| format!("{id}-item-hint"));
    view! {
        <div class=format!("{block}__item")>
            <input
                class=format!("{block}__input")
                id=id.clone()
                name=choice.field.unwrap_or_else(|| field.to_owned())
                type=kind
                value=choice.value
                checked=checked
                aria-describedby=described.clone()
            />
            <label class=format!("govuk-label {block}__label") for=id>{choice.label}</label>
            {choice.hint.map(|hint| view! {
                <div id=described class=format!("govuk-hint {block}__hint")>{hint}</div>
            })}
        </div>
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
    let inputs = choices
        .into_iter()
        .enumerate()
        .map(|(place, choice)| {
            let checked = value.as_deref() == Some(choice.value.as_str());
            item(Inputs::Radios, &name, place, choice, checked)
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
    let inputs = choices
        .into_iter()
        .enumerate()
        .map(|(place, choice)| {
            let checked = values.contains(&choice.value);
            item(Inputs::Checkboxes, &name, place, choice, checked)
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
