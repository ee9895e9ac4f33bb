//! Levels of two profiles side by side.

use leptos::prelude::*;

use crate::components::{Cell, Column, Table, Tag, TagColour};
use crate::needs::{DomainId, Level, LevelPair, NeedsProfile, level_pairs};
use crate::rules::RuleSet;

/// A table of every domain that either profile judges: then, now, and whether it changed.
pub fn table(
    caption: String,
    (was, is): (&NeedsProfile, &NeedsProfile),
    rules: &RuleSet,
) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Domain"),
        Column::text("Then"),
        Column::text("Now"),
        Column::text("Change"),
    ];
    let rows = level_pairs(was, is)
        .iter()
        .map(|pair| row(pair, rules))
        .collect();
    view! { <Table caption=caption columns=columns rows=rows /> }
}

fn row(pair: &LevelPair, rules: &RuleSet) -> Vec<Cell> {
    let change = match pair.was.cmp(&pair.is) {
        std::cmp::Ordering::Less => {
            Cell::of(view! { <Tag text="Higher" colour=TagColour::Yellow /> })
        }
        std::cmp::Ordering::Greater => {
            Cell::of(view! { <Tag text="Lower" colour=TagColour::Blue /> })
        }
        std::cmp::Ordering::Equal => Cell::from("None"),
    };
    vec![
        Cell::from(title(&pair.domain, rules)),
        Cell::from(level(pair.was)),
        Cell::from(level(pair.is)),
        change,
    ]
}

/// A domain's title; its id where these rules have no such domain.
pub fn title(domain: &DomainId, rules: &RuleSet) -> String {
    rules
        .domain(domain)
        .map_or_else(|| domain.to_string(), |domain| domain.title.clone())
}

/// A level in words.
pub fn level(level: Option<Level>) -> String {
    level.map_or_else(|| "Not judged".to_owned(), |level| format!("Level {level}"))
}
