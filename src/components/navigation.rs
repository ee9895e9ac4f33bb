//! The way back: one step, or the path from the top.

use leptos::prelude::*;

/// A link to the page before.
#[component]
pub fn BackLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// What it says.
    #[prop(default = "Back".to_owned(), into)]
    text: String,
) -> impl IntoView {
    view! { <a href=href class="govuk-back-link">{text}</a> }
}

/// One page of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

impl Crumb {
    /// A page of the path.
    #[must_use]
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Crumb {
        Crumb {
            text: text.into(),
            href: href.into(),
        }
    }
}

/// The path from the top down to the page above this one.
#[component]
pub fn Breadcrumbs(
    /// The pages, from the top.
    path: Vec<Crumb>,
) -> impl IntoView {
    let items = path
        .into_iter()
        .map(|crumb| {
            view! {
                <li class="govuk-breadcrumbs__list-item">
                    <a class="govuk-breadcrumbs__link" href=crumb.href>{crumb.text}</a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="govuk-breadcrumbs" aria-label="Breadcrumb">
            <ol class="govuk-breadcrumbs__list">{items}</ol>
        </nav>
    }
}
