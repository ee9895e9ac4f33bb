//! The tables of an effect: groups of children, the matrix of bands, and the largest moves.

use leptos::prelude::*;

use crate::compare::{Group, Movement, Tally};
use crate::components::{Cell, Column, Table};
use crate::money::Money;
use crate::service::comparing::Guarded;

/// How many of the largest moves a page shows; the file has all of them.
const SHOWN: usize = 20;

/// Groups of children with what becomes of each, and all of them together.
pub(super) fn groups(title: &'static str, groups: &[Group], total: &Tally, csv: &str) -> AnyView {
    if groups.is_empty() && total.children > 0 {
        return view! {
            <h2 class="govuk-heading-m">{title}</h2>
            <p class="govuk-body">"Withheld: its small numbers could be worked out from the rest."</p>
        }
        .into_any();
    }
    let columns = vec![
        Column::text(title),
        Column::number("Children"),
        Column::number("As it is"),
        Column::number("Draft"),
        Column::number("Change"),
        Column::number("Gain"),
        Column::number("Lose"),
    ];
    let rows = groups
        .iter()
        .map(|group| cells(&group.title, &group.tally))
        .collect();
    view! {
        <Table caption=title columns=columns rows=rows totals=cells("All", total) />
        {download(csv, title)}
    }
    .into_any()
}

fn cells(title: &str, tally: &Tally) -> Vec<Cell> {
    // A sum beyond any budget would have been refused when it was compared.
    let change = tally.change().unwrap_or(Money::ZERO);
    [
        title.to_owned(),
        tally.children.to_string(),
        tally.before.amount.to_string(),
        tally.after.amount.to_string(),
        change.to_string(),
        tally.gain.children.to_string(),
        tally.lose.children.to_string(),
    ]
    .map(Cell::from)
    .into()
}

/// Old endings down, new ones across.
pub(super) fn matrix(shown: &Guarded) -> AnyView {
    let (matrix, children) = (&shown.comparison.matrix, shown.comparison.total.children);
    if shown.is_guarded && matrix.rows.is_empty() {
        return view! { <p class="govuk-body">"Withheld: its small numbers could be worked out from the rest."</p> }.into_any();
    }
    let mut columns = vec![Column::text("As it is, down; draft, across")];
    columns.extend(
        matrix
            .columns
            .iter()
            .map(|ending| Column::number(ending.title())),
    );
    columns.push(Column::number("All"));
    let row = |(place, (ending, counts)): (usize, (&_, &Vec<u32>))| {
        let ending: &crate::compare::Ending = ending;
        let total = matrix.row_total(place);
        let counts = counts.iter().chain(std::iter::once(&total)).enumerate();
        let mut cells = vec![Cell::from(ending.title())];
        cells.extend(counts.map(|(column, count)| {
            if shown.hides(place, column) {
                Cell::from("Hidden")
            } else {
                Cell::from(count.to_string())
            }
        }));
        cells
    };
    let rows = matrix
        .rows
        .iter()
        .zip(&matrix.counts)
        .enumerate()
        .map(row)
        .collect();
    let mut totals = Vec::new();
    if shown.shows_totals {
        totals.push(Cell::from("All"));
        let across = 0..matrix.columns.len();
        totals.extend(across.map(|column| Cell::from(matrix.column_total(column).to_string())));
        totals.push(Cell::from(children.to_string()));
    }
    view! {
        <Table caption="Children by band as it is and under the draft" caption_hidden=true columns=columns rows=rows totals=totals />
    }
    .into_any()
}

/// The largest moves one way.
pub(super) fn movements(title: &'static str, movements: &[Movement], csv: &str) -> AnyView {
    if movements.is_empty() {
        return view! {
            <h2 class="govuk-heading-m">{title}</h2>
            <p class="govuk-body">"None."</p>
        }
        .into_any();
    }
    let columns = vec![
        Column::text("Child"),
        Column::text("Setting and need"),
        Column::text("From"),
        Column::text("To"),
        Column::number("As it is"),
        Column::number("Draft"),
        Column::number("Change"),
    ];
    let row = |movement: &Movement| {
        let need = movement.need.map_or("need not known", |need| need.title());
        let of = [
            format!("{}, {need}", movement.setting.title()),
            movement.from.title(),
            movement.to.title(),
            movement.before.to_string(),
            movement.after.to_string(),
            movement.change().to_string(),
        ];
        let mut cells = vec![child(movement)];
        cells.extend(of.map(Cell::from));
        cells
    };
    let rows = movements.iter().take(SHOWN).map(row).collect();
    view! {
        <Table caption=title columns=columns rows=rows />
        {download(csv, title)}
    }
    .into_any()
}

fn child(movement: &Movement) -> Cell {
    match &movement.reference {
        Some(reference) => {
            let (href, text) = (
                format!("/children/{}", movement.child),
                reference.to_string(),
            );
            Cell::of(view! { <a class="govuk-link" href=href>{text}</a> })
        }
        None => Cell::from("Not shown"),
    }
}

fn download(href: &str, title: &'static str) -> AnyView {
    let href = href.to_owned();
    view! {
        <p class="govuk-body">
            <a class="govuk-link" href=href download="">
                "Download as CSV"
                <span class="govuk-visually-hidden app-joined">": "{title}</span>
            </a>
        </p>
    }
    .into_any()
}
