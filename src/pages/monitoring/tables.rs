//! The lines of a year in tables: what they come to, and why.

use leptos::prelude::*;

use super::year::month;
use crate::components::{Cell, Column, Table, Tag, TagColour};
use crate::money::Money;
use crate::pages::words::{count, day, day_cell, short_day};
use crate::service::monitoring::{LineView, Monitoring, NoticeOwed, Rag, Said};

fn name(line: &LineView) -> Cell {
    if line.line.is_empty() {
        return Cell::from(line.title.clone());
    }
    Cell::from(format!("{} {}", line.line, line.title))
}

pub(super) fn lines(told: &Monitoring) -> AnyView {
    let columns = vec![
        Column::text("Line"),
        Column::number("Variance"),
        Column::number("Budget"),
        Column::number("Forecast"),
        Column::number("Profiled to date"),
        Column::number("Ledger to date"),
        Column::number("Committed"),
    ];
    let row = |line: &LineView| {
        let booked = line.posted.plus(line.accruals).unwrap_or(line.posted);
        let sums = [
            line.variance,
            line.budget,
            line.forecast,
            line.profiled,
            booked,
            line.committed,
        ];
        let sums = sums.map(|sum| Cell::from(sum.to_string()));
        std::iter::once(name(line)).chain(sums).collect()
    };
    let rows = told.lines.iter().map(row).collect();
    let totals = row(&told.total);
    view! { <Table caption="By section 251 line" columns=columns rows=rows totals=totals stacked=true /> }
        .into_any()
}

/// Which lines are forecast over their budgets and by how much, the most first: what a year is opened for.
pub(super) fn over(told: &Monitoring) -> AnyView {
    let mut over: Vec<&LineView> = told.lines.iter().collect();
    over.retain(|line| line.variance > Money::ZERO);
    over.sort_by_key(|line| std::cmp::Reverse(line.variance));
    let heading = match (over.len(), told.lines.len()) {
        (0, _) => "No line is forecast over its budget".to_owned(),
        (1, all) => format!("1 of {all} lines is forecast over its budget"),
        (some, all) => format!("{some} of {all} lines are forecast over their budgets"),
    };
    let item = |line: &LineView| {
        let share = line.share.map_or_else(
            || "for which nothing is budgeted".to_owned(),
            super::thresholds::per_cent,
        );
        let (title, sum) = (
            format!("{} {}", line.line, line.title),
            line.variance.to_string(),
        );
        view! { <li>{title} ": " <strong>{sum} " over"</strong> " (" {share} ")"</li> }
    };
    let list: Vec<_> = over.into_iter().map(item).collect();
    let list =
        (!list.is_empty()).then(|| view! { <ul class="govuk-list govuk-list--bullet">{list}</ul> });
    let all = match told.total.variance {
        Money::ZERO => "All lines together are forecast at their budget.".to_owned(),
        sum => {
            let size = Money::from_pence(sum.pence().abs()).unwrap_or(sum);
            let way = if sum > Money::ZERO { "over" } else { "under" };
            format!("All lines together are forecast {size} {way} budget.")
        }
    };
    view! {
        <h2 class="govuk-heading-m">{heading}</h2>
        {list}
        <p class="govuk-body">{all}</p>
    }
    .into_any()
}

/// How far each line is from its budget and from what was reported, who comes and goes, and what is said of it.
pub(super) fn explained(told: &Monitoring) -> AnyView {
    let moved = match told.moved_from {
        Some((period, _)) => format!("Since {}", month(period)),
        None => "Since the last report".to_owned(),
    };
    let columns = vec![
        Column::text("Line"),
        Column::text("Mark"),
        Column::number("Variance of the budget"),
        Column::number(moved),
        Column::number("Starters"),
        Column::number("Leavers"),
        Column::text("May come to"),
        Column::text("Owner"),
        Column::text("Provider"),
        Column::text("Reason"),
    ];
    let row = |line: &LineView| {
        let said = |of: fn(&Said) -> String| line.said.as_ref().map(of).unwrap_or_default();
        let share = line
            .share
            .map_or_else(|| "No budget".to_owned(), super::thresholds::per_cent);
        let moved = line
            .moved
            .map_or_else(|| "Not reported".to_owned(), |moved| moved.to_string());
        vec![
            explain(told, line),
            mark(line.rag),
            Cell::from(share),
            Cell::from(moved),
            Cell::from(with_others(line.starters, line.from_others)),
            Cell::from(with_others(line.leavers, line.to_others)),
            Cell::from(said(super::said::range)),
            Cell::from(said(|said| said.owner.clone())),
            Cell::from(said(|said| said.provider.clone())),
            Cell::from(said(|said| said.reason.clone())),
        ]
    };
    let rows = told.lines.iter().map(row).collect();
    let totals = row(&told.total);
    let marks = super::thresholds::sentence(&told.thresholds);
    let from = match told.moved_from {
        Some((period, on)) => format!(
            "Movement is from the forecast that was reported for {} on {}. ",
            month(period),
            day(on)
        ),
        None => "No earlier period of the year was reported. ".to_owned(),
    };
    view! {
        <Table caption="What is said of each line" columns=columns rows=rows totals=totals stacked=true />
        <p class="govuk-body">
            {from}
            "Starters are children on record who come to the line after the year’s first day, leavers those who are gone before its last \
             day; one with costs on two lines counts on both. In brackets: how many of them had a cost on another line before, or go \
             on with one. Every other leaver’s plan, placement or award ends in the year, and every other starter’s begins. Marks: "
            {marks} "."
        </p>
    }
    .into_any()
}

/// A count, with how many of them are on another line before or after.
fn with_others(all: u64, others: u64) -> String {
    match others {
        0 => count(all),
        _ => format!("{} ({})", count(all), count(others)),
    }
}

/// A line's name, as the way to what is said of it.
fn explain(told: &Monitoring, line: &LineView) -> Cell {
    if line.line.is_empty() || told.period == 0 {
        return name(line);
    }
    let href = format!(
        "{}/lines/{}?period={}",
        super::address(told.year),
        line.line,
        told.period
    );
    let title = format!("{} {}", line.line, line.title);
    Cell::of(view! { <a class="govuk-link" href=href>{title}</a> })
}

fn mark(rag: Rag) -> Cell {
    let colour = match rag {
        Rag::Green => TagColour::Green,
        Rag::Amber => TagColour::Yellow,
        Rag::Red => TagColour::Red,
    };
    Cell::of(view! { <Tag text=rag.title() colour=colour /> })
}

/// Fees of placements that ended, owed until notice runs out; nothing where there are none.
pub(super) fn notices(told: &Monitoring) -> Option<AnyView> {
    if told.notices.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("Child"),
        Column::text("Provider"),
        Column::text("Last paid day"),
        Column::text("Owed up to"),
        Column::text("Why"),
        Column::number("In the year"),
        Column::number("Of it committed"),
    ];
    let after = usize::try_from(told.period).unwrap_or(usize::MAX);
    let committed = |one: &NoticeOwed| {
        let ahead = one.by_month.iter().skip(after).copied();
        Money::total(ahead).unwrap_or(Money::ZERO)
    };
    let row = |one: &NoticeOwed| {
        let href = format!("/children/{}/costs", one.child);
        let reference = one.local_id.to_string();
        vec![
            Cell::of(view! { <a class="govuk-link" href=href>{reference}</a> }),
            Cell::from(one.place.clone()),
            day_cell(Some(one.last_day), ""),
            day_cell(one.notice.owed.last_day(), ""),
            Cell::from(one.why(short_day)),
            Cell::from(one.amount.to_string()),
            Cell::from(committed(one).to_string()),
        ]
    };
    let rows = told.notices.iter().map(row).collect();
    let blanks = [""; 4].map(Cell::from);
    let sums = [
        Money::total(told.notices.iter().map(|one| one.amount)),
        Money::total(told.notices.iter().map(committed)),
    ];
    let sums = sums.map(|sum| Cell::from(sum.unwrap_or(Money::ZERO).to_string()));
    let totals = std::iter::once(Cell::from("All"))
        .chain(blanks)
        .chain(sums)
        .collect();
    Some(view! {
        <h2 class="govuk-heading-m">"Placements that ended and are still owed"</h2>
        <p class="govuk-body">
            "A fee is owed until its notice runs out, by calendar days at its last price, without VAT. What falls after the period is \
             among what is committed. Payments end with the placement: an invoice for notice is paid when it comes. Write down on the child’s \
             costs on which day notice was given."
        </p>
        <Table caption="Fees owed until notice runs out" caption_hidden=true columns=columns rows=rows totals=totals stacked=true />
    }
    .into_any())
}

pub(super) fn causes(told: &Monitoring) -> AnyView {
    let columns = vec![
        Column::text("Line"),
        Column::number("Children planned"),
        Column::number("Children on record"),
        Column::number("Volume"),
        Column::number("Mix"),
        Column::number("Price"),
        Column::number("Timing"),
        Column::number("Variance"),
    ];
    let tenths = |tenths: i64| {
        let whole = u64::try_from(tenths / 10).unwrap_or(0);
        format!("{}.{}", count(whole), (tenths % 10).abs())
    };
    let row = |line: &LineView| {
        let (split, children) = (&line.split, line.children);
        let counts = [tenths(children.0), tenths(children.1)].map(Cell::from);
        let sums = [
            split.volume,
            split.mix,
            split.price,
            split.timing,
            line.variance,
        ];
        let sums = sums.map(|sum| Cell::from(sum.to_string()));
        std::iter::once(name(line))
            .chain(counts)
            .chain(sums)
            .collect()
    };
    let rows = told.lines.iter().map(row).collect();
    let totals = row(&told.total);
    view! {
        <Table caption="Why the forecast is not the budget" columns=columns rows=rows totals=totals stacked=true />
        <p class="govuk-body">
            "Children are full-time ones over the year; one with costs on two lines counts on both. Volume is more or fewer of them at \
             the budget’s average price; mix is other bands and settings than planned, at the budget’s prices; price is other prices of \
             the same; timing is what the ledger holds earlier, later or otherwise than the record says is due. The four are the \
             variance, to the penny."
        </p>
    }
    .into_any()
}
