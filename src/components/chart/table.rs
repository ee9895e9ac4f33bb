//! A chart's values as its table and its file have them.

use leptos::prelude::*;

use super::{Chart, Measure};
use crate::components::{Cell, Column, Table};

/// The table below a chart.
pub(super) fn table(chart: &Chart) -> impl IntoView + use<> {
    let mut columns = vec![Column::text(chart.category.clone())];
    columns.extend(
        chart
            .series
            .iter()
            .map(|series| Column::number(series.name.clone())),
    );
    let shown = |value: Option<i64>| value.map(|value| chart.measure.shown(value));
    let rows = chart
        .lines(shown)
        .into_iter()
        .map(|line| line.into_iter().map(Cell::from).collect())
        .collect();
    view! { <Table caption=chart.title.clone() caption_hidden=true columns=columns rows=rows /> }
}

impl Chart {
    /// The headings of the chart's file. Money's say that it is in pounds.
    #[must_use]
    pub fn headings(&self) -> Vec<String> {
        let unit = match self.measure {
            Measure::Count => "",
            Measure::Pence => " (£)",
            Measure::PerMille => " (%)",
        };
        let names = self
            .series
            .iter()
            .map(|series| format!("{}{unit}", series.name));
        std::iter::once(self.category.clone())
            .chain(names)
            .collect()
    }

    /// The rows of the chart's file: a category and its values as plain numbers.
    #[must_use]
    pub fn plain_rows(&self) -> Vec<Vec<String>> {
        self.lines(|value| value.map(|value| self.measure.plain(value)))
    }

    /// Each category with its values as they are written, or with the words for there being none.
    fn lines(&self, written: impl Fn(Option<i64>) -> Option<String>) -> Vec<Vec<String>> {
        let line = |(place, category): (usize, &String)| {
            let values = (0..self.series.len()).map(|series| {
                written(self.value(series, place)).unwrap_or_else(|| self.missing.to_owned())
            });
            std::iter::once(category.clone()).chain(values).collect()
        };
        self.categories.iter().enumerate().map(line).collect()
    }
}
