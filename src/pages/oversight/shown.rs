//! From a distribution to its chart, and the links by which a page is shown another way.

use leptos::prelude::*;

use crate::components::{Chart, Measure, Series};
use crate::service::oversight::{By, Distribution, NO_BAND, SCHOOLS_SHOWN};

/// What a chart says about itself, apart from its numbers.
pub(super) struct Said {
    /// A name that no other chart of the page has.
    pub id: &'static str,
    /// The title.
    pub title: String,
    /// What the picture shows.
    pub summary: String,
    /// What a group is.
    pub category: &'static str,
    /// Where the file is.
    pub csv: String,
}

/// The chart of a distribution: a bar for each group, a part for each band or level.
pub(super) fn chart(said: Said, distribution: &Distribution) -> Chart {
    let series = distribution
        .columns
        .iter()
        .enumerate()
        .map(|(place, name)| {
            let counts = distribution.counts.iter();
            let of = |row: &Vec<u32>| row.get(place).copied().map_or(0, i64::from);
            let series = Series::new(name.clone(), counts.map(of));
            if name == NO_BAND {
                series.outside()
            } else {
                series
            }
        })
        .collect();
    Chart {
        id: said.id,
        title: said.title,
        summary: said.summary,
        category: said.category.to_owned(),
        categories: distribution.groups.clone(),
        series,
        measure: Measure::Count,
        missing: "Not known",
        csv: said.csv,
    }
}

/// Links to the same page another way: what it says, where it leads, whether it is this one.
pub(super) fn switch(
    label: &'static str,
    links: Vec<(String, String, bool)>,
) -> impl IntoView + use<> {
    let links = links
        .into_iter()
        .map(|(text, href, current)| {
            view! {
                <li>
                    <a class="govuk-link" href=href aria-current=current.then_some("page")>{text}</a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="app-switch" aria-label=label>
            <ul>{links}</ul>
        </nav>
    }
}

/// The links by which a distribution is broken down another way; `base` ends where the way begins.
pub(super) fn ways(base: &str, shown: By) -> impl IntoView + use<> {
    let links = By::ALL
        .into_iter()
        .map(|by| {
            let href = format!("{base}by={}", by.code());
            let text = format!("By {}", by.title().to_lowercase());
            (text, href, by == shown)
        })
        .collect();
    switch("Broken down", links)
}

/// What a page of schools leaves to its file.
pub(super) fn only_largest(by: By) -> String {
    if by == By::School {
        format!(" At most the {SCHOOLS_SHOWN} with the most children are shown; the file has all.")
    } else {
        String::new()
    }
}
