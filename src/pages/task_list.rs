//! A list in parts, each in pages: what is asked for in its address, and the links from page to page.

use leptos::prelude::*;
use serde::Deserialize;

use super::words::count;
use crate::components::{Cell, Column, Pagination, Table};
use crate::service::task_list::{PageOf, Part, PartAsked};

/// What an address asks for: `list=second&page=2`. What means nothing counts as not asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AskedPart {
    list: String,
    page: String,
}

impl AskedPart {
    /// What an address asks for that says other things too.
    #[must_use]
    pub fn of(list: &str, page: &str) -> AskedPart {
        AskedPart {
            list: list.to_owned(),
            page: page.to_owned(),
        }
    }

    /// The same, understood of a list that has two parts.
    #[must_use]
    pub fn read(&self) -> PartAsked {
        self.among(&[Part::First, Part::Second])
    }

    /// The same, understood of a list that has these parts.
    #[must_use]
    pub fn among(&self, parts: &[Part]) -> PartAsked {
        let mut parts = parts.iter().copied();
        PartAsked {
            only: parts.find(|part| code(*part) == self.list),
            page: self.number(),
        }
    }

    /// The page alone, of a list that has one part.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.page.parse().unwrap_or(1)
    }
}

/// What a part is called in an address.
fn code(part: Part) -> &'static str {
    match part {
        Part::First => "first",
        Part::Second => "second",
        Part::Third => "third",
    }
}

/// A caption that says how many there are where one page does not show them.
#[must_use]
pub fn counted<T>(caption: &str, page: &PageOf<T>) -> String {
    if page.pages > 1 {
        format!("{caption}: {} in all", count(page.total))
    } else {
        caption.to_owned()
    }
}

/// A page of a part as a table, or its heading with the words for there being none.
#[must_use]
pub fn table<T>(
    (caption, none): (&'static str, &'static str),
    page: &PageOf<T>,
    columns: Vec<Column>,
    row: impl Fn(&T) -> Vec<Cell>,
) -> AnyView {
    if page.total == 0 {
        return view! {
            <h2 class="govuk-heading-m">{caption}</h2>
            <p class="govuk-body">{none}</p>
        }
        .into_any();
    }
    let rows = page.lines.iter().map(row).collect();
    view! { <Table caption=counted(caption, page) columns=columns rows=rows stacked=true /> }
        .into_any()
}

/// The links to the other pages of a part; `query` is what else the address says, `year=2026`, or nothing.
#[must_use]
pub fn pages<T>(base: &'static str, query: &str, part: Part, page: &PageOf<T>) -> AnyView {
    let list = format!("list={}", code(part));
    let query = if query.is_empty() {
        list
    } else {
        format!("{query}&{list}")
    };
    let (current, last) = (page.page, page.pages);
    view! { <Pagination base=base query=query current=current last=last /> }.into_any()
}

/// The way back to both parts, where one alone is shown.
#[must_use]
pub fn both(base: String, asked: PartAsked) -> Option<AnyView> {
    asked.only.map(|_| {
        view! { <p class="govuk-body"><a class="govuk-link" href=base>"Show both lists"</a></p> }
            .into_any()
    })
}
