//! The lines of a year in tables: what they come to, and why.

use leptos::prelude::*;

use crate::components::{Cell, Column, Table};
use crate::pages::words::count;
use crate::service::monitoring::{LineView, Monitoring};

fn name(line: &LineView) -> Cell {
    if line.line.is_empty() {
        return Cell::from(line.title.clone());
    }
    Cell::from(format!("{} {}", line.line, line.title))
}

pub(super) fn lines(told: &Monitoring) -> AnyView {
    let columns = vec![
        Column::text("Line"),
        Column::number("Budget"),
        Column::number("Profiled to date"),
        Column::number("Ledger to date"),
        Column::number("Committed"),
        Column::number("Forecast"),
        Column::number("Variance"),
    ];
    let row = |line: &LineView| {
        let booked = line.posted.plus(line.accruals).unwrap_or(line.posted);
        let sums = [
            line.budget,
            line.profiled,
            booked,
            line.committed,
            line.forecast,
            line.variance,
        ];
        let sums = sums.map(|sum| Cell::from(sum.to_string()));
        std::iter::once(name(line)).chain(sums).collect()
    };
    let rows = told.lines.iter().map(row).collect();
    let totals = row(&told.total);
    view! { <Table caption="By section 251 line" columns=columns rows=rows totals=totals /> }
        .into_any()
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
        <Table caption="Why the forecast is not the budget" columns=columns rows=rows totals=totals />
        <p class="govuk-body">
            "Children are full-time ones over the year; one with costs on two lines counts on both. Volume is more or fewer of them at \
             the budget’s average price; mix is other bands and settings than planned, at the budget’s prices; price is other prices of \
             the same; timing is what the ledger holds earlier, later or otherwise than the record says is due. The four are the \
             variance, to the penny."
        </p>
    }
    .into_any()
}
