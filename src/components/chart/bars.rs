//! Bars across: each category's words above its bars, so that both fit a telephone.

use leptos::prelude::*;

use super::scale::{Scale, percent, share};
use super::{Chart, Marks, Picture};

/// The height of the line of words above a category's bars.
pub(super) const WORDS: u32 = 20;
/// The height of a bar.
pub(super) const BAR: u32 = 18;
/// The room between two bars of a category.
const GAP: u32 = 2;
/// The room below a category.
pub(super) const BELOW: u32 = 14;
/// How much of the width the longest bar takes, in hundredths of a per cent: its value stands after it.
pub(super) const LONGEST: i64 = 8_000;

/// A bar for each category and series.
pub(super) fn grouped(chart: &Chart) -> Picture {
    let values = chart
        .series
        .iter()
        .flat_map(|series| series.values.iter().copied().flatten());
    let scale = Scale::of(values);
    let series = u32::try_from(chart.series.len()).unwrap_or(u32::MAX);
    let each = WORDS + series * (BAR + GAP) + BELOW;
    let mut top = 0;
    let mut marks = Vec::new();
    for (place, category) in chart.categories.iter().enumerate() {
        marks.push(words(category, top));
        let mut bar_top = top + WORDS;
        for series in 0..chart.series.len() {
            marks.push(bar(chart, &scale, (series, place), bar_top));
            bar_top += BAR + GAP;
        }
        top += each;
    }
    Picture {
        height: top,
        marks: marks.into_any(),
    }
}

/// A category's words, above its bars.
pub(super) fn words(category: &str, top: u32) -> AnyView {
    view! { <text class="app-chart__words" x="0" y=top + 14>{category.to_owned()}</text> }
        .into_any()
}

/// One bar with its value after it; the words for a gap where there is none.
fn bar(chart: &Chart, scale: &Scale, at: (usize, usize), top: u32) -> AnyView {
    let (series, category) = at;
    let middle = top + BAR / 2 + 5;
    let Some(value) = chart.value(series, category) else {
        return view! { <text class="app-chart__value" x="0" y=middle dx="6">{chart.missing}</text> }
            .into_any();
    };
    let ends = [scale.place(0), scale.place(value)].map(|end| end * LONGEST / 10_000);
    let (from, to) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
    let class = Marks::Apart.class_in(chart, series);
    view! {
        <rect class=class x=percent(from) y=top width=percent(to - from) height=BAR></rect>
        <text class="app-chart__value" x=percent(to) y=middle dx="6">{chart.measure.short(value)}</text>
    }
    .into_any()
}

/// One bar for each category, its series end to end; with `of_whole`, each bar is its category's whole.
pub(super) fn stacked(chart: &Chart, of_whole: bool) -> Picture {
    let totals: Vec<i128> = (0..chart.categories.len())
        .map(|place| {
            parts(chart, place)
                .iter()
                .map(|part| i128::from(*part))
                .sum()
        })
        .collect();
    let longest = totals.iter().copied().max().unwrap_or(0);
    let each = WORDS + BAR + BELOW;
    let mut top = 0;
    let mut marks = Vec::new();
    for (place, category) in chart.categories.iter().enumerate() {
        let total = totals[place];
        let whole = i64::try_from(total).unwrap_or(i64::MAX);
        let said = format!("{category} ({})", chart.measure.short(whole));
        marks.push(words(&said, top));
        let against = if of_whole { total } else { longest };
        marks.push(stack(chart, place, against, top + WORDS));
        top += each;
    }
    Picture {
        height: top,
        marks: marks.into_any(),
    }
}

/// A category's parts, in the order of the series: a gap or a value below nought is no part.
fn parts(chart: &Chart, category: usize) -> Vec<i64> {
    (0..chart.series.len())
        .map(|series| chart.value(series, category).unwrap_or(0).max(0))
        .collect()
}

/// The parts of one bar. Each begins where the one before ends, whatever is lost in rounding.
fn stack(chart: &Chart, category: usize, against: i128, top: u32) -> AnyView {
    let mut before = 0_i128;
    let mut marks = Vec::new();
    for (series, part) in parts(chart, category).into_iter().enumerate() {
        let from = share(before, against);
        before += i128::from(part);
        let to = share(before, against);
        if part > 0 {
            let class = format!("app-chart__part {}", Marks::Ordered.class_in(chart, series));
            marks.push(view! {
                <rect class=class x=percent(from) y=top width=percent(to - from) height=BAR></rect>
            });
        }
    }
    marks.into_any()
}
