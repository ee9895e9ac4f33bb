//! Fields with one input: text, a password, a longer text, a choice from a closed list.

use leptos::prelude::*;

use super::{classes, described_by};

/// The message by a field, with the word that a screen reader says before it.
pub(super) fn error_message(id: &str, message: String) -> impl IntoView + use<> {
    view! {
        <p id=format!("{id}-error") class="govuk-error-message">
            <span class="govuk-visually-hidden">"Error:"</span>
            " "
            {message}
        </p>
    }
}

fn hint_text(id: &str, hint: Option<String>) -> impl IntoView + use<> {
    let id = format!("{id}-hint");
    hint.map(|hint| view! { <div id=id class="govuk-hint">{hint}</div> })
}

/// The label, hint and error of a single input, then the input.
fn group(
    id: &str,
    label: String,
    hint: Option<String>,
    error: Option<String>,
    input: AnyView,
) -> impl IntoView + use<> {
    let class = classes(
        "govuk-form-group",
        &[("govuk-form-group--error", error.is_some())],
    );
    view! {
        <div class=class>
            <label class="govuk-label" for=id.to_owned()>{label}</label>
            {hint_text(id, hint)}
            {error.map(|message| error_message(id, message))}
            {input}
        </div>
    }
}

/// A line of text.
#[component]
pub fn TextInput(
    /// The field's name and its input's id.
    #[prop(into)]
    name: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// What was typed.
    #[prop(optional, into)]
    value: String,
    /// Help with the question.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with the answer.
    #[prop(optional_no_strip)]
    error: Option<String>,
    /// Width in characters where the answer's length is known: 2, 3, 4, 5, 10, 20 or 30.
    #[prop(optional)]
    width: Option<u8>,
    /// `numeric` for digits, `decimal` for money: which keyboard a telephone shows.
    #[prop(optional, into)]
    inputmode: Option<String>,
    /// What a browser may fill in, such as `username`.
    #[prop(optional, into)]
    autocomplete: Option<String>,
    /// `search` for a search box, else plain text.
    #[prop(default = "text")]
    input_type: &'static str,
    /// What stands before the value, such as `£`.
    #[prop(optional, into)]
    prefix: Option<String>,
) -> impl IntoView {
    let width = width
        .map(|width| format!("govuk-input--width-{width}"))
        .unwrap_or_default();
    let class = classes(
        "govuk-input",
        &[
            (&width, !width.is_empty()),
            ("govuk-input--error", error.is_some()),
        ],
    );
    let input = view! {
        <input
            class=class
            id=name.clone()
            name=name.clone()
            type=input_type
            value=value
            spellcheck="false"
            inputmode=inputmode
            autocomplete=autocomplete
            aria-describedby=described_by(&name, hint.is_some(), error.is_some())
        />
    };
    let input = match prefix {
        Some(prefix) => view! {
            <div class="govuk-input__wrapper">
                <div class="govuk-input__prefix" aria-hidden="true">{prefix}</div>
                {input}
            </div>
        }
        .into_any(),
        None => input.into_any(),
    };
    group(&name, label, hint, error, input)
}

/// A file to choose. It is sent only by a form that is `multipart/form-data`, and is never sent back.
#[component]
pub fn FileUpload(
    /// The field's name and its input's id.
    #[prop(into)]
    name: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// Help with the question.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with the file.
    #[prop(optional_no_strip)]
    error: Option<String>,
    /// What a browser offers first, such as `.pdf,.docx`; it promises nothing.
    #[prop(into)]
    accept: String,
    /// Whether several files may be chosen at once.
    #[prop(optional)]
    several: bool,
) -> impl IntoView {
    let class = classes(
        "govuk-file-upload",
        &[("govuk-file-upload--error", error.is_some())],
    );
    let input = view! {
        <input
            class=class
            id=name.clone()
            name=name.clone()
            type="file"
            accept=accept
            multiple=several
            aria-describedby=described_by(&name, hint.is_some(), error.is_some())
        />
    };
    group(&name, label, hint, error, input.into_any())
}

/// A password, with a button that shows it where script runs. What was typed is never sent back.
#[component]
pub fn PasswordInput(
    /// The field's name and its input's id.
    #[prop(into)]
    name: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// What is wrong with the answer.
    #[prop(optional_no_strip)]
    error: Option<String>,
    /// `current-password` or `new-password`.
    #[prop(default = "current-password")]
    autocomplete: &'static str,
) -> impl IntoView {
    let wrong = error.is_some();
    let class = classes(
        "govuk-form-group govuk-password-input",
        &[("govuk-form-group--error", wrong)],
    );
    let input = classes(
        "govuk-input govuk-password-input__input govuk-js-password-input-input",
        &[("govuk-input--error", wrong)],
    );
    view! {
        <div class=class data-module="govuk-password-input">
            <label class="govuk-label" for=name.clone()>{label}</label>
            {error.map(|message| error_message(&name, message))}
            <div class="govuk-input__wrapper govuk-password-input__wrapper">
                <input
                    class=input
                    id=name.clone()
                    name=name.clone()
                    type="password"
                    spellcheck="false"
                    autocomplete=autocomplete
                    autocapitalize="none"
                    aria-describedby=described_by(&name, false, wrong)
                />
                <button
                    type="button"
                    class="govuk-button govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle"
                    data-module="govuk-button"
                    aria-controls=name
                    aria-label="Show password"
                    hidden
                >
                    "Show"
                </button>
            </div>
        </div>
    }
}

/// A text as markup: Leptos escapes no text inside a `textarea`, where `</textarea>` would end it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Several lines of text.
#[component]
pub fn TextArea(
    /// The field's name and its input's id.
    #[prop(into)]
    name: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// What was typed.
    #[prop(optional, into)]
    value: String,
    /// Help with the question.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with the answer.
    #[prop(optional_no_strip)]
    error: Option<String>,
    /// Height in lines.
    #[prop(default = 5)]
    rows: u8,
) -> impl IntoView {
    let class = classes(
        "govuk-textarea",
        &[("govuk-textarea--error", error.is_some())],
    );
    // A browser drops one line break at the start: this one, not the first of the text. It is one
    // piece with the text, because Leptos marks the seam of two pieces, and a `textarea` shows the mark.
    let content = format!("\n{}", escaped(&value));
    let input = view! {
        <textarea
            class=class
            id=name.clone()
            name=name.clone()
            rows=rows.to_string()
            aria-describedby=described_by(&name, hint.is_some(), error.is_some())
        >
            {content}
        </textarea>
    };
    group(&name, label, hint, error, input.into_any())
}

/// One entry of a closed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectOption {
    /// What is sent.
    pub value: String,
    /// What it says.
    pub label: String,
}

impl SelectOption {
    /// An entry.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> SelectOption {
        SelectOption {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// One of a closed list that is too long for radios.
#[component]
pub fn Select(
    /// The field's name and its input's id.
    #[prop(into)]
    name: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// The entries.
    options: Vec<SelectOption>,
    /// The entry that is chosen.
    #[prop(optional, into)]
    value: String,
    /// Help with the question.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with the answer.
    #[prop(optional_no_strip)]
    error: Option<String>,
) -> impl IntoView {
    let class = classes("govuk-select", &[("govuk-select--error", error.is_some())]);
    let options = options
        .into_iter()
        .map(|option| {
            let selected = option.value == value;
            view! { <option value=option.value selected=selected>{option.label}</option> }
        })
        .collect_view();
    let input = view! {
        <select
            class=class
            id=name.clone()
            name=name.clone()
            aria-describedby=described_by(&name, hint.is_some(), error.is_some())
        >
            {options}
        </select>
    };
    group(&name, label, hint, error, input.into_any())
}
