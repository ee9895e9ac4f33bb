//! What was judged of needs besides levels, alone and beside what was judged before.

use leptos::prelude::*;

use crate::components::{Cell, Column, SummaryList, SummaryRow, Table, Tag, TagColour};
use crate::explain::judged_besides_levels;
use crate::needs::NeedsProfile;
use crate::rules::RuleSet;

/// Each thing that was said, as rows of a summary.
pub fn rows(needs: &NeedsProfile, rules: &RuleSet) -> Vec<SummaryRow> {
    let said = judged_besides_levels(needs, Some(rules));
    said.into_iter()
        .map(|(what, value)| SummaryRow::new(what, value))
        .collect()
}

/// Everything that was said, under a heading; nothing where nothing was.
pub fn section(title: &'static str, needs: &NeedsProfile, rules: &RuleSet) -> Option<AnyView> {
    let rows = rows(needs, rules);
    (!rows.is_empty()).then(|| {
        view! {
            <h2 class="govuk-heading-m">{title}</h2>
            <SummaryList rows=rows />
        }
        .into_any()
    })
}

/// Everything that was said then or now; nothing where nothing was.
pub fn changes(
    caption: String,
    (was, is): (&NeedsProfile, &NeedsProfile),
    rules: &RuleSet,
) -> Option<AnyView> {
    let (was, is) = (
        judged_besides_levels(was, Some(rules)),
        judged_besides_levels(is, Some(rules)),
    );
    let of = |said: &[(String, String)], what: &str| {
        let found = said.iter().find(|(known, _)| known == what);
        found.map_or_else(|| "Nothing".to_owned(), |(_, value)| value.clone())
    };
    let gone = was
        .iter()
        .filter(|(what, _)| is.iter().all(|(known, _)| known != what));
    let rows: Vec<Vec<Cell>> = is
        .iter()
        .chain(gone)
        .map(|(what, _)| {
            let (then, now) = (of(&was, what), of(&is, what));
            let change = if then == now {
                Cell::from("None")
            } else {
                Cell::of(view! { <Tag text="Changed" colour=TagColour::Yellow /> })
            };
            vec![
                Cell::from(what.clone()),
                Cell::from(then),
                Cell::from(now),
                change,
            ]
        })
        .collect();
    let columns = vec![
        Column::text("What"),
        Column::text("Then"),
        Column::text("Now"),
        Column::text("Change"),
    ];
    (!rows.is_empty())
        .then(|| view! { <Table caption=caption columns=columns rows=rows /> }.into_any())
}
