//! The tables of an effect: groups of children, the matrix of bands, and the largest moves.

use leptos::prelude::*;

use crate::compare::{Group, Matrix, Movement, Tally};
use crate::components::{Cell, Column, Table};
use crate::money::Money;

/// How many of the largest moves a page shows; the file has all of them.
const SHOWN: usize = 20;

/// Groups of children with what becomes of each, and all of them together.
pub(super) fn groups(title: &'static str, groups: &[Group], total: &Tally, csv: &str) -> AnyView {
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
pub(super) fn matrix(matrix: &Matrix, children: u32) -> AnyView {
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
        let mut cells = vec![Cell::from(ending.title())];
        cells.extend(counts.iter().map(|count| Cell::from(count.to_string())));
        cells.push(Cell::from(matrix.row_total(place).to_string()));
        cells
    };
    let rows = matrix
        .rows
        .iter()
        .zip(&matrix.counts)
        .enumerate()
        .map(row)
        .collect();
    let mut totals = vec![Cell::from("All")];
    let across = 0..matrix.columns.len();
    totals.extend(across.map(|column| Cell::from(matrix.column_total(column).to_string())));
    totals.push(Cell::from(children.to_string()));
    view! {
        <Table caption="Children by band as it is and under the draft" caption_hidden=true columns=columns rows=rows totals=totals />
    }
    .into_any()
}

/// The largest moves one way. Which child it is, only for whoever may see children.
pub(super) fn movements(
    title: &'static str,
    movements: &[Movement],
    sees_children: bool,
    csv: &str,
) -> AnyView {
    if movements.is_empty() {
        return view! {
            <h2 class="govuk-heading-m">{title}</h2>
            <p class="govuk-body">"None."</p>
        }
        .into_any();
    }
    let mut columns = vec![
        Column::text("Setting and need"),
        Column::text("From"),
        Column::text("To"),
        Column::number("As it is"),
        Column::number("Draft"),
        Column::number("Change"),
    ];
    if sees_children {
        columns.insert(0, Column::text("Child"));
    }
    let row = |movement: &Movement| {
        let need = movement.need.map_or("need not known", |need| need.title());
        let mut cells: Vec<Cell> = [
            format!("{}, {need}", movement.setting.title()),
            movement.from.title(),
            movement.to.title(),
            movement.before.to_string(),
            movement.after.to_string(),
            movement.change().to_string(),
        ]
        .map(Cell::from)
        .into();
        if sees_children {
            cells.insert(0, child(movement));
        }
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
                <span class="govuk-visually-hidden">": "{title}</span>
            </a>
        </p>
    }
    .into_any()
}
