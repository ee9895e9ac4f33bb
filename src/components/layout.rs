//! The frame of every page: what is round its content.

use leptos::prelude::*;

/// One entry of the service navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavigationItem {
    /// What it says.
    pub text: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// Whether the page is this one, or one below it.
    pub current: bool,
}

/// A whole page, from `<html>` to `</html>`; the document type is the response's.
#[component]
pub fn Layout(
    /// The title in the browser's tab, whole.
    title: String,
    /// Addresses of the style sheets.
    stylesheets: Vec<String>,
    /// Addresses of the scripts, all modules; each carries the nonce.
    scripts: Vec<String>,
    /// The nonce that the page's security policy names.
    nonce: String,
    /// What is above the content.
    header: AnyView,
    /// What is below it.
    footer: AnyView,
    /// What comes before the main part: a back link or breadcrumbs.
    before: Option<AnyView>,
    /// The main part.
    children: Children,
) -> impl IntoView {
    let sheets = stylesheets
        .into_iter()
        .map(|href| view! { <link rel="stylesheet" href=href /> })
        .collect_view();
    let scripts = scripts
        .into_iter()
        .map(|src| view! { <script type="module" src=src nonce=nonce.clone()></script> })
        .collect_view();
    view! {
        <html lang="en-GB" class="govuk-template">
            <head>
                <meta charset="utf-8" />
                <title>{title}</title>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="robots" content="noindex" />
                <link rel="icon" href="data:," />
                {sheets}
                {scripts}
            </head>
            <body class="govuk-template__body">
                <a href="#main-content" class="govuk-skip-link" data-module="govuk-skip-link">
                    "Skip to main content"
                </a>
                {header}
                <div class="govuk-width-container app-frame__body">
                    {before}
                    <main class="govuk-main-wrapper" id="main-content">{children()}</main>
                </div>
                {footer}
            </body>
        </html>
    }
}

/// The council's name, who is signed in, the navigation, and a warning where the data are invented.
#[component]
pub fn Header(
    /// The council.
    council: String,
    /// The product's name.
    product: &'static str,
    /// Who is signed in and in which role; none before signing in.
    signed_in: Option<String>,
    /// The navigation; empty before signing in.
    navigation: Vec<NavigationItem>,
    /// Whether the authority is invented.
    invented: bool,
) -> impl IntoView {
    let user = signed_in.map(|who| {
        view! {
            <div class="app-header__user">
                <span>{who}</span>
                <form method="post" action="/sign-out">
                    <button type="submit" class="app-header__action">"Sign out"</button>
                </form>
            </div>
        }
    });
    view! {
        <header class="app-header">
            <div class="govuk-width-container app-header__row">
                <a class="app-header__council" href="/">{council}</a>
                {user}
            </div>
        </header>
        {service_navigation(product, navigation)}
        {invented.then(|| view! {
            <div class="app-invented">
                <p class="govuk-width-container">
                    <strong>"Invented data."</strong>
                    " No child, school or officer shown here is real."
                </p>
            </div>
        })}
    }
}

fn service_navigation(product: &'static str, items: Vec<NavigationItem>) -> impl IntoView {
    let list = (!items.is_empty()).then(|| {
        let items = items.into_iter().map(navigation_item).collect_view();
        view! {
            <nav aria-label="Menu" class="govuk-service-navigation__wrapper">
                <button
                    type="button"
                    class="govuk-service-navigation__toggle govuk-js-service-navigation-toggle"
                    aria-controls="navigation"
                    hidden
                    aria-hidden="true"
                >
                    "Menu"
                </button>
                <ul class="govuk-service-navigation__list" id="navigation">{items}</ul>
            </nav>
        }
    });
    view! {
        <section class="govuk-service-navigation" data-module="govuk-service-navigation" aria-label="Service information">
            <div class="govuk-width-container">
                <div class="govuk-service-navigation__container">
                    <span class="govuk-service-navigation__service-name">
                        <a href="/" class="govuk-service-navigation__link">{product}</a>
                    </span>
                    {list}
                </div>
            </div>
        </section>
    }
}

fn navigation_item(item: NavigationItem) -> impl IntoView {
    if item.current {
        view! {
            <li class="govuk-service-navigation__item govuk-service-navigation__item--active">
                <a class="govuk-service-navigation__link" href=item.href aria-current="true">
                    <strong class="govuk-service-navigation__active-fallback">{item.text}</strong>
                </a>
            </li>
        }
        .into_any()
    } else {
        view! {
            <li class="govuk-service-navigation__item">
                <a class="govuk-service-navigation__link" href=item.href>{item.text}</a>
            </li>
        }
        .into_any()
    }
}

/// The links that every page carries, and whose service it is.
#[component]
pub fn Footer(
    /// The council.
    council: String,
    /// The product's name.
    product: &'static str,
    /// The links, as text and address.
    links: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let links = links
        .into_iter()
        .map(|(text, href)| view! { <li><a class="govuk-footer__link govuk-link" href=href>{text}</a></li> })
        .collect_view();
    view! {
        <footer class="app-footer">
            <div class="govuk-width-container">
                <h2 class="govuk-visually-hidden">"About this service"</h2>
                <ul>{links}</ul>
                <p>{product}", a service of "{council}</p>
            </div>
        </footer>
    }
}
