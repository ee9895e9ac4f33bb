//! What a page says apart from its content: what is wrong, what was done, what to mind.

use leptos::prelude::*;

/// One problem in an error summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summarised {
    /// The id of the input that it is about; none if it is about the whole form.
    pub field: Option<String>,
    /// The same words as by the field.
    pub message: String,
}

/// Every problem of a form, at its top; the browser is taken there where script runs.
#[component]
pub fn ErrorSummary(
    /// The problems, in the order of their fields. Without any, nothing is shown.
    problems: Vec<Summarised>,
) -> impl IntoView {
    if problems.is_empty() {
        return ().into_any();
    }
    let items = problems
        .into_iter()
        .map(|problem| match problem.field {
            Some(field) => {
                view! { <li><a href=format!("#{field}")>{problem.message}</a></li> }.into_any()
            }
            None => view! { <li>{problem.message}</li> }.into_any(),
        })
        .collect_view();
    view! {
        <div class="govuk-error-summary" data-module="govuk-error-summary">
            // The role is on an inner element, so that being focused and being announced do not race.
            <div role="alert">
                <h2 class="govuk-error-summary__title">"There is a problem"</h2>
                <div class="govuk-error-summary__body">
                    <ul class="govuk-list govuk-error-summary__list">{items}</ul>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// What was just done, or what to know before reading on.
#[component]
pub fn NotificationBanner(
    /// What it says.
    #[prop(into)]
    text: String,
    /// Whether something was done: green, and announced at once.
    #[prop(optional)]
    success: bool,
) -> impl IntoView {
    let (class, role, title) = if success {
        (
            "govuk-notification-banner govuk-notification-banner--success",
            "alert",
            "Success",
        )
    } else {
        ("govuk-notification-banner", "region", "Important")
    };
    view! {
        <div
            class=class
            role=role
            aria-labelledby="govuk-notification-banner-title"
            data-module="govuk-notification-banner"
        >
            <div class="govuk-notification-banner__header">
                <h2 class="govuk-notification-banner__title" id="govuk-notification-banner-title">{title}</h2>
            </div>
            <div class="govuk-notification-banner__content">
                <p class="govuk-notification-banner__heading">{text}</p>
            </div>
        </div>
    }
}

/// A passage set apart by a bar at its side.
#[component]
pub fn InsetText(children: Children) -> impl IntoView {
    view! { <div class="govuk-inset-text">{children()}</div> }
}

/// What has a consequence if it is missed.
#[component]
pub fn WarningText(
    /// What it says.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <div class="govuk-warning-text">
            <span class="govuk-warning-text__icon" aria-hidden="true">"!"</span>
            <strong class="govuk-warning-text__text">
                <span class="govuk-visually-hidden">"Warning"</span>
                " "
                {text}
            </strong>
        </div>
    }
}

/// Help that only some readers need.
#[component]
pub fn Details(
    /// What opens it.
    #[prop(into)]
    summary: String,
    /// Whether it is open to begin with.
    #[prop(optional)]
    open: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="govuk-details" open=open>
            <summary class="govuk-details__summary">
                <span class="govuk-details__summary-text">{summary}</span>
            </summary>
            <div class="govuk-details__text">{children()}</div>
        </details>
    }
}

/// The end of a journey, as the page's heading.
#[component]
pub fn Panel(
    /// What was done.
    #[prop(into)]
    title: String,
    /// A reference, or one more line.
    #[prop(optional, into)]
    body: Option<String>,
) -> impl IntoView {
    view! {
        <div class="govuk-panel govuk-panel--confirmation">
            <h1 class="govuk-panel__title">{title}</h1>
            {body.map(|body| view! { <div class="govuk-panel__body">{body}</div> })}
        </div>
    }
}
