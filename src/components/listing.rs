//! A list that can be narrowed and paged.

use leptos::prelude::*;

/// Filters beside their results; above them on a narrow screen. Each side is given whole.
#[component]
pub fn FilterLayout(
    /// The form that narrows the list.
    filters: AnyView,
    /// Whether the filters are unfolded on a narrow screen to begin with.
    #[prop(optional)]
    open: bool,
    /// How many there are, the list and its pages.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="app-search">
            <details class="app-search__panel" open=open>
                <summary class="app-search__summary">"Filters"</summary>
                {filters}
            </details>
            <section class="app-search__results" aria-label="Results">{children()}</section>
        </div>
    }
}

/// The address of one page of a list: `base?query&page=3`; the first page has no number.
#[must_use]
pub fn page_address(base: &str, query: &str, page: u32) -> String {
    match (query.is_empty(), page) {
        (true, 1) => base.to_owned(),
        (false, 1) => format!("{base}?{query}"),
        (true, _) => format!("{base}?page={page}"),
        (false, _) => format!("{base}?{query}&page={page}"),
    }
}

/// The pages to name: the first, the last, this one and its neighbours; `None` stands for those left out.
fn named_pages(current: u32, last: u32) -> Vec<Option<u32>> {
    let mut named = Vec::new();
    let mut before = 0;
    for page in 1..=last {
        if page == 1 || page == last || page.abs_diff(current) <= 1 {
            if page > before + 1 {
                // One page left out takes no more room than the dots would.
                named.push((page == before + 2).then_some(page - 1));
            }
            named.push(Some(page));
            before = page;
        }
    }
    named
}

/// Links to the other pages of a list; nothing where there is one page.
#[component]
pub fn Pagination(
    /// The list's address without its query.
    #[prop(into)]
    base: String,
    /// Its query without the page, as `key=value&…`.
    #[prop(optional, into)]
    query: String,
    /// The page that is shown, from 1.
    current: u32,
    /// How many pages there are.
    last: u32,
) -> impl IntoView {
    if last <= 1 {
        return ().into_any();
    }
    let address = |page| page_address(&base, &query, page);
    let previous = (current > 1).then(|| step(address(current - 1), false));
    let next = (current < last).then(|| step(address(current + 1), true));
    let items = named_pages(current, last)
        .into_iter()
        .map(|page| match page {
            None => view! { <li class="govuk-pagination__item govuk-pagination__item--ellipsis">"⋯"</li> }.into_any(),
            Some(page) => page_item(address(page), page, page == current).into_any(),
        })
        .collect_view();
    view! {
        <nav class="govuk-pagination" aria-label="Pagination">
            {previous}
            <ul class="govuk-pagination__list">{items}</ul>
            {next}
        </nav>
    }
    .into_any()
}

fn page_item(href: String, page: u32, current: bool) -> impl IntoView {
    let class = super::classes(
        "govuk-pagination__item",
        &[("govuk-pagination__item--current", current)],
    );
    view! {
        <li class=class>
            <a
                class="govuk-link govuk-pagination__link"
                href=href
                aria-label=format!("Page {page}")
                aria-current=current.then_some("page")
            >
                {page}
            </a>
        </li>
    }
}

const ARROW_BACK: &str = "m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z";
const ARROW_ON: &str = "m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z";

/// The link to the page before or after.
fn step(href: String, on: bool) -> impl IntoView {
    let (side, rel, word, arrow) = if on {
        ("next", "next", "Next", ARROW_ON)
    } else {
        ("prev", "prev", "Previous", ARROW_BACK)
    };
    let icon = view! {
        <svg
            class=format!("govuk-pagination__icon govuk-pagination__icon--{side}")
            xmlns="http://www.w3.org/2000/svg"
            height="13"
            width="15"
            aria-hidden="true"
            focusable="false"
            viewBox="0 0 15 13"
        >
            <path d=arrow></path>
        </svg>
    };
    let words = view! {
        <span class="govuk-pagination__link-title">
            {word}
            <span class="govuk-visually-hidden">" page"</span>
        </span>
    };
    let inside = if on {
        (words.into_any(), icon.into_any())
    } else {
        (icon.into_any(), words.into_any())
    };
    view! {
        <div class=format!("govuk-pagination__{side}")>
            <a class="govuk-link govuk-pagination__link" href=href rel=rel>{inside}</a>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::{named_pages, page_address};

    #[test]
    fn the_first_the_last_and_the_neighbours_are_named() {
        assert_eq!(named_pages(1, 3), [Some(1), Some(2), Some(3)]);
        assert_eq!(
            named_pages(10, 40),
            [Some(1), None, Some(9), Some(10), Some(11), None, Some(40)]
        );
        assert_eq!(
            named_pages(4, 40)[..4],
            [Some(1), Some(2), Some(3), Some(4)]
        );
    }

    #[test]
    fn the_first_page_has_no_number() {
        assert_eq!(page_address("/children", "", 1), "/children");
        assert_eq!(
            page_address("/children", "need=ASD", 2),
            "/children?need=ASD&page=2"
        );
    }
}
