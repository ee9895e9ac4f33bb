//! What the levers are expected to do: the sum, by year, one after another and one by one.

use leptos::prelude::*;

use super::Shown;
use crate::components::{Cell, Charted, Column, Drawing, Table, WarningText};
use crate::money::Money;
use crate::pages::high_needs::{change, charts};
use crate::service::high_needs::scenarios::{Expected, Tried};

fn total(expected: &Expected) -> i64 {
    expected
        .projected
        .years
        .iter()
        .map(|year| year.spend.pence())
        .sum()
}

pub(super) fn effect(tried: &Tried, shown: &Shown) -> AnyView {
    let pence = total(&tried.with) - total(&tried.plain);
    let said = Money::from_pence(pence).map(change).unwrap_or_default();
    let years = tried.plain.projected.years.len();
    let query = serde_urlencoded::to_string(&shown.filled).unwrap_or_default();
    let csv = |chart: &str| format!("/high-needs/scenarios/charts/{chart}.csv?{query}");
    let charted = (!tried.one_by_one.is_empty()).then(|| {
        view! {
            <Charted chart=charts::waterfall(tried, csv("waterfall")) drawing=Drawing::Waterfall />
            <Charted chart=charts::tornado(&tried.one_by_one, csv("tornado")) drawing=Drawing::Bars />
        }
    });
    view! {
        <h2 class="govuk-heading-m">"What it is expected to do"</h2>
        <p class="govuk-body-l">{format!("Over {years} years, compared with no lever: {said}.")}</p>
        {reported(&tried.with)}
        {by_year(tried)}
        {charted}
    }
    .into_any()
}

/// What the levers do that nobody may have meant: done, and said.
fn reported(with: &Expected) -> AnyView {
    let said = with.reported.iter();
    said.map(|sentence| view! { <WarningText text=format!("{}.", first_up(sentence)) /> })
        .collect_view()
        .into_any()
}

/// A sentence with a capital letter.
fn first_up(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

fn by_year(tried: &Tried) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Financial year"),
        Column::number("Placements without any lever"),
        Column::number("With the levers"),
        Column::number("Carried forward without any lever"),
        Column::number("Carried forward with the levers"),
    ];
    let carried = |expected: &Expected, year: &str| {
        let found = expected
            .balance
            .iter()
            .find(|one| one.year.to_string() == year);
        found.map_or_else(
            || "Not entered".to_owned(),
            |one| one.carried_forward.to_string(),
        )
    };
    let rows = tried
        .plain
        .projected
        .years
        .iter()
        .zip(&tried.with.projected.years)
        .map(|(plain, with)| {
            vec![
                Cell::from(plain.year.clone()),
                Cell::from(plain.spend.to_string()),
                Cell::from(with.spend.to_string()),
                Cell::from(carried(&tried.plain, &plain.year)),
                Cell::from(carried(&tried.with, &plain.year)),
            ]
        })
        .collect();
    view! { <Table caption="By year, expected" columns=columns rows=rows /> }
}
