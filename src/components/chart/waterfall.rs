//! From a first sum to a last by steps: each bar begins where the one before it ended.

use leptos::prelude::*;

use super::bars::{BAR, BELOW, LONGEST, WORDS, words};
use super::scale::{Scale, percent};
use super::{Chart, Marks, Picture};

/// A bar for each category of the first series.
pub(super) fn waterfall(chart: &Chart) -> Picture {
    let spans = spans(chart);
    let scale = Scale::of(spans.iter().flat_map(|(from, to)| [*from, *to]));
    let last = spans.len().saturating_sub(1);
    let mut top = 0;
    let mut marks = Vec::new();
    for (place, (category, (from, to))) in chart.categories.iter().zip(&spans).enumerate() {
        marks.push(words(category, top));
        let is_total = place == 0 || place == last;
        // A fall and a rise are told apart by their sign in words, not by colour alone.
        let series = match (is_total, to < from) {
            (true, _) => 0,
            (false, true) => 3,
            (false, false) => 1,
        };
        let value = chart.value(0, place).unwrap_or(0);
        marks.push(bar(chart, &scale, (*from, *to, value, series), top + WORDS));
        top += WORDS + BAR + BELOW;
    }
    Picture {
        height: top,
        marks: marks.into_any(),
    }
}

/// Where each bar begins and ends.
fn spans(chart: &Chart) -> Vec<(i64, i64)> {
    let last = chart.categories.len().saturating_sub(1);
    let mut at = 0;
    (0..chart.categories.len())
        .map(|place| {
            let value = chart.value(0, place).unwrap_or(0);
            let from = if place == 0 || place == last { 0 } else { at };
            at = from + value;
            (from, at)
        })
        .collect()
}

fn bar(chart: &Chart, scale: &Scale, at: (i64, i64, i64, usize), top: u32) -> AnyView {
    let (from, to, value, series) = at;
    let ends = [scale.place(from), scale.place(to)].map(|end| end * LONGEST / 10_000);
    let (left, right) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
    let class = Marks::Apart.class(series, 1);
    view! {
        <rect class=class x=percent(left) y=top width=percent(right - left) height=BAR></rect>
        <text class="app-chart__value" x=percent(right) y=top + BAR / 2 + 5 dx="6">{chart.measure.short(value)}</text>
    }
    .into_any()
}
