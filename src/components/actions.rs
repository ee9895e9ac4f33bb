//! Buttons, and links that look like them.

use leptos::prelude::*;

/// What a button means, and so how it looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The page's one main action.
    #[default]
    Primary,
    /// Any other action.
    Secondary,
    /// An action that takes something away.
    Warning,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            ButtonKind::Primary => "govuk-button",
            ButtonKind::Secondary => "govuk-button govuk-button--secondary",
            ButtonKind::Warning => "govuk-button govuk-button--warning",
        }
    }
}

/// A button that sends its form; sent once, however often it is pressed, where script runs.
#[component]
pub fn Button(
    /// What it says.
    #[prop(into)]
    text: String,
    /// What it means.
    #[prop(optional)]
    kind: ButtonKind,
    /// The field that tells this button from the form's others, with `value`.
    #[prop(optional, into)]
    name: Option<String>,
    /// The value of that field.
    #[prop(optional, into)]
    value: Option<String>,
    /// Words for a screen reader that tell this button from another with the same text.
    #[prop(optional, into)]
    hidden_text: Option<String>,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            class=kind.class()
            data-module="govuk-button"
            data-prevent-double-click="true"
            name=name
            value=value
        >
            {text}
            {hidden_text.map(|words| view! { <span class="govuk-visually-hidden">" "{words}</span> })}
        </button>
    }
}

/// A link to the next step that looks like a button.
#[component]
pub fn ButtonLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// What it says.
    #[prop(into)]
    text: String,
    /// What it means.
    #[prop(optional)]
    kind: ButtonKind,
) -> impl IntoView {
    view! {
        <a href=href role="button" draggable="false" class=kind.class() data-module="govuk-button">
            {text}
        </a>
    }
}
