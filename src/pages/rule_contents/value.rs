//! What a band, or the circumstances alone, are worth.

use leptos::prelude::*;

use crate::components::{Cell, Column, Table};
use crate::money::{Money, Rate};
use crate::rules::words::{
    basis_in_words, column_in_words, conditions_in_words, in_pounds, kind_in_words,
    rounding_in_words,
};
use crate::rules::{Multiples, Rows, RuleSet, Staffing, Stream, ValueTable, Values};

use super::band::key_in_words;

/// The amounts of a stream: published ones side by side by band, others each in its own form.
pub(super) fn tables(stream: &Stream, set: &RuleSet) -> AnyView {
    let published: Vec<&ValueTable> = stream
        .value_tables
        .iter()
        .filter(|table| matches!(table.values, Values::Amounts(_)))
        .collect();
    let others = stream
        .value_tables
        .iter()
        .filter_map(|table| other(table, set))
        .collect_view();
    let notes = stream
        .value_tables
        .iter()
        .map(|table| note(table, set))
        .collect_view();
    view! {
        {(!published.is_empty()).then(|| by_band(stream, &published))}
        {others}
        <ul class="govuk-list govuk-list--bullet">{notes}</ul>
    }
    .into_any()
}

fn by_band(stream: &Stream, tables: &[&ValueTable]) -> AnyView {
    let mut columns = vec![Column::text("Band")];
    columns.extend(
        tables
            .iter()
            .map(|table| Column::number(table.title.clone())),
    );
    let amount = |table: &ValueTable, band| -> String {
        let Values::Amounts(amounts) = &table.values else {
            return String::new();
        };
        match (amounts.get(band), table.agreed_above.get(band)) {
            (Some(amount), _) => amount.to_string(),
            (None, Some(above)) => format!("Agreed one by one, above {above}"),
            (None, None) => String::new(),
        }
    };
    let rows = stream
        .bands
        .iter()
        .map(|band| {
            let cells = tables
                .iter()
                .map(|table| Cell::from(amount(table, &band.id)));
            [Cell::from(band.id.to_string())]
                .into_iter()
                .chain(cells)
                .collect()
        })
        .collect();
    view! { <Table caption="Amounts" columns=columns rows=rows /> }.into_any()
}

fn other(table: &ValueTable, set: &RuleSet) -> Option<AnyView> {
    match &table.values {
        Values::Amounts(_) => None,
        Values::Multiples(multiples) => Some(multiples_table(table, multiples)),
        Values::Rows(rows) => Some(rows_table(table, rows, set)),
        Values::SupportHours(priced) => Some(each(
            table,
            "weekly hour of support",
            (priced.rate, priced.above),
        )),
        Values::Points(priced) => Some(each(table, "point", (priced.rate, priced.above))),
        Values::Staffing(staffing) => Some(staffing_table(table, staffing)),
        Values::Cost(met) => {
            let title = table.title.clone();
            let share = met.share.to_string();
            Some(view! { <p class="govuk-body">{title} ": the cost of the lines, times " {share}</p> }.into_any())
        }
    }
}

fn multiples_table(table: &ValueTable, multiples: &Multiples) -> AnyView {
    let columns = vec![Column::text("Band"), Column::number("Times the base")];
    let rows = multiples
        .by_band
        .iter()
        .map(|(band, times)| vec![Cell::from(band.to_string()), Cell::from(times.to_string())])
        .collect();
    let caption = format!("{}: base {}", table.title, in_pounds(multiples.base));
    view! { <Table caption=caption columns=columns rows=rows /> }.into_any()
}

fn rows_table(table: &ValueTable, rows: &Rows, set: &RuleSet) -> AnyView {
    let mut columns: Vec<Column> = rows
        .columns
        .iter()
        .map(|column| Column::text(column_in_words(column, set)))
        .collect();
    columns.push(Column::number("Amount"));
    let lines = rows
        .rows
        .iter()
        .map(|row| {
            let keys = row.keys.iter().map(|key| Cell::from(key_in_words(key)));
            keys.chain([Cell::from(row.amount.to_string())]).collect()
        })
        .collect();
    let caption = table.title.clone();
    view! { <Table caption=caption columns=columns rows=lines /> }.into_any()
}

/// What each of something is worth, and above how many.
fn each(table: &ValueTable, what: &str, (rate, above): (Rate, Rate)) -> AnyView {
    let above = if above.value().is_zero() {
        String::new()
    } else {
        format!(" above {above}")
    };
    let said = format!(
        "{}: each {what}{above} is worth {} {}.",
        table.title,
        in_pounds(rate),
        basis_in_words(table.basis)
    );
    view! { <p class="govuk-body">{said}</p> }.into_any()
}

fn staffing_table(table: &ValueTable, staffing: &Staffing) -> AnyView {
    let mut columns = vec![
        Column::text("Band"),
        Column::number("Learners in the class"),
    ];
    let posts = || staffing.posts.iter();
    columns.extend(posts().map(|(post, cost)| {
        Column::number(format!("Adults: {post} at {} a year", in_pounds(*cost)))
    }));
    let rows = staffing
        .classes
        .iter()
        .map(|(band, class)| {
            let adults = posts().map(|(post, _)| {
                let count = class.adults.get(post).map(ToString::to_string);
                Cell::from(count.unwrap_or_default())
            });
            [
                Cell::from(band.to_string()),
                Cell::from(class.pupils.to_string()),
            ]
            .into_iter()
            .chain(adults)
            .collect()
        })
        .collect();
    let besides = Money::from_pounds(staffing.per_pupil.value());
    let besides = besides.map_or_else(|_| in_pounds(staffing.per_pupil), |m| m.to_string());
    let caption = format!(
        "{}: staff by class, and {besides} for each learner",
        table.title
    );
    view! { <Table caption=caption columns=columns rows=rows /> }.into_any()
}

fn note(table: &ValueTable, set: &RuleSet) -> AnyView {
    let settings: Vec<&str> = table
        .settings
        .iter()
        .map(|setting| setting.title())
        .collect();
    let on_top = table
        .on_top_of
        .clone()
        .map(|what| format!(", on top of {what}"));
    let when = (!table.when.is_empty())
        .then(|| format!(", where {}", conditions_in_words(&table.when, set)));
    let yearly = table
        .times_a_year
        .map(|times| format!(", {times} times a year"));
    let rounding = table
        .rounding
        .map(|rounding| format!(", {}", rounding_in_words(rounding)));
    view! {
        <li>
            {table.title.clone()} ": " {kind_in_words(table.kind)} " " {basis_in_words(table.basis)} {yearly} {on_top}
            {when} {rounding} ". For: " {settings.join(", ")}
        </li>
    }
    .into_any()
}

/// The settings that are not funded by band, with the reason.
pub(super) fn not_funded(stream: &Stream) -> Option<AnyView> {
    let items = stream
        .not_funded
        .iter()
        .map(|entry| {
            let settings: Vec<&str> = entry.settings.iter().map(|s| s.title()).collect();
            view! { <li>{settings.join(", ")} ": " {entry.note.clone()} "."</li> }
        })
        .collect_view();
    (!stream.not_funded.is_empty()).then(|| {
        view! {
            <h3 class="govuk-heading-s">"Not funded by band"</h3>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        }
        .into_any()
    })
}
