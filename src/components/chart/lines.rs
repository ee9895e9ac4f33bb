//! Lines from left to right, over marks across the whole width.

use leptos::prelude::*;

use super::scale::{Scale, percent};
use super::{Chart, Marks, Picture};

/// The height of the part that is drawn in.
const HEIGHT: u32 = 260;
/// The room above it, for the topmost mark's words.
const ABOVE: u32 = 22;
/// The room below it, for the categories.
const BELOW: u32 = 26;
/// The most categories named below: what a telephone has room for.
const NAMED: usize = 4;

/// A line for each series; with `range`, the last two are a shaded range's bounds.
pub(super) fn lines(chart: &Chart, range: bool) -> Picture {
    let values = chart
        .series
        .iter()
        .flat_map(|series| series.values.iter().copied().flatten());
    let scale = Scale::of(values);
    let series = chart.series.len();
    let drawn = if range {
        series.saturating_sub(2)
    } else {
        series
    };
    let shade = range.then(|| shade(chart, &scale));
    let paths: Vec<_> = (0..drawn)
        .flat_map(|place| runs(chart, &scale, place))
        .collect();
    let marks = view! {
        {grid(&scale)}
        // Stretched to the width; a line's own width is not stretched with it.
        <svg y=ABOVE width="100%" height=HEIGHT viewBox="0 0 10000 10000" preserveAspectRatio="none">
            {shade}
            {paths}
        </svg>
        {marked(chart, &scale)}
        {named(chart)}
    };
    Picture {
        height: ABOVE + HEIGHT + BELOW,
        marks: marks.into_any(),
    }
}

/// How far from the left a category stands, in hundredths of a per cent: the first at the edge, the last at the other.
fn across(category: usize, of: usize) -> i64 {
    let last = of.saturating_sub(1).max(1);
    i64::try_from(category * 10_000 / last).unwrap_or(0)
}

/// How far from the top a value stands.
fn down(scale: &Scale, value: i64) -> i64 {
    10_000 - scale.place(value)
}

fn point(chart: &Chart, scale: &Scale, category: usize, value: i64) -> String {
    let x = across(category, chart.categories.len());
    format!("{x},{}", down(scale, value))
}

/// A series' line, broken where a value is missing; a value alone is a short dash.
fn runs(chart: &Chart, scale: &Scale, series: usize) -> Vec<AnyView> {
    let class = format!("app-chart__line {}", Marks::Apart.class_in(chart, series));
    let mut runs: Vec<Vec<String>> = vec![Vec::new()];
    for category in 0..chart.categories.len() {
        match (chart.value(series, category), runs.last_mut()) {
            (Some(value), Some(run)) => run.push(point(chart, scale, category, value)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.into_iter()
        .filter(|run| !run.is_empty())
        .map(|mut run| {
            if let [only] = run.as_slice() {
                run.push(only.clone());
            }
            view! { <polyline class=class.clone() points=run.join(" ")></polyline> }.into_any()
        })
        .collect()
}

/// The area between the last two series, where both have a value.
fn shade(chart: &Chart, scale: &Scale) -> Option<AnyView> {
    let upper = chart.series.len().checked_sub(1)?;
    let lower = upper.checked_sub(1)?;
    let both: Vec<(usize, i64, i64)> = (0..chart.categories.len())
        .filter_map(|place| {
            Some((
                place,
                chart.value(lower, place)?,
                chart.value(upper, place)?,
            ))
        })
        .collect();
    let along = both
        .iter()
        .map(|(place, low, _)| point(chart, scale, *place, *low));
    let back = both
        .iter()
        .rev()
        .map(|(place, _, high)| point(chart, scale, *place, *high));
    let points: Vec<String> = along.chain(back).collect();
    Some(view! { <polygon class="app-chart__range" points=points.join(" ")></polygon> }.into_any())
}

/// The marks across.
fn grid(scale: &Scale) -> AnyView {
    let marks: Vec<_> = scale
        .marks
        .iter()
        .map(|mark| {
            let y = mark_at(scale, *mark);
            let class = if *mark == 0 {
                "app-chart__axis"
            } else {
                "app-chart__grid"
            };
            view! { <line class=class x1="0" x2="100%" y1=y y2=y></line> }
        })
        .collect();
    marks.into_any()
}

/// Each mark's value above it at the left, over the lines: those begin there, and would strike it out.
fn marked(chart: &Chart, scale: &Scale) -> AnyView {
    let values: Vec<_> = scale
        .marks
        .iter()
        .map(|mark| {
            let y = mark_at(scale, *mark) - 4;
            view! {
                <text class="app-chart__value app-chart__value--over" x="0" y=y>
                    {chart.measure.short(*mark)}
                </text>
            }
        })
        .collect();
    values.into_any()
}

/// How far from the picture's top a mark stands, in pixels.
fn mark_at(scale: &Scale, mark: i64) -> i64 {
    i64::from(ABOVE) + down(scale, mark) * i64::from(HEIGHT) / 10_000
}

/// The places of the categories that are named, the first and the last among them: as many as a telephone has room for, no
/// two nearer to each other than a quarter of the width.
fn named_places(last: usize) -> Vec<usize> {
    let of = |steps: usize| -> Vec<usize> {
        let mut places: Vec<usize> = (0..=steps).map(|step| step * last / steps).collect();
        places.dedup();
        places
    };
    let has_room = |places: &Vec<usize>| places.windows(2).all(|two| 4 * (two[1] - two[0]) > last);
    let most = last.clamp(1, NAMED - 1);
    (1..=most)
        .rev()
        .map(of)
        .find(has_room)
        .unwrap_or_else(|| of(1))
}

/// Some of the categories' words below: the first, the last and a few between.
fn named(chart: &Chart) -> AnyView {
    let of = chart.categories.len();
    let last = of.saturating_sub(1);
    let places = named_places(last);
    let words: Vec<_> = places
        .into_iter()
        .map(|place| {
            let anchor = match place {
                0 => "start",
                _ if place == last => "end",
                _ => "middle",
            };
            let x = percent(across(place, of));
            view! {
                <text class="app-chart__value" x=x y=ABOVE + HEIGHT + 20 text-anchor=anchor>
                    {chart.categories.get(place).cloned()}
                </text>
            }
        })
        .collect();
    words.into_any()
}

#[cfg(test)]
mod tests {
    use super::named_places;

    #[test]
    fn names_below_never_touch_on_a_telephone() {
        assert_eq!(named_places(0), [0]);
        assert_eq!(named_places(1), [0, 1]);
        assert_eq!(named_places(3), [0, 1, 2, 3]);
        assert_eq!(named_places(4), [0, 2, 4]);
        assert_eq!(
            named_places(5),
            [0, 2, 5],
            "not 0, 1, 3, 5: a fifth of the width is too near"
        );
        assert_eq!(named_places(7), [0, 2, 4, 7]);
    }
}
