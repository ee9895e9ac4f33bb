//! Charts: pictures drawn on the server, each with its legend, its table and the way to its CSV.
//!
//! One [`Chart`] value is the picture, the table and the file, so that the three cannot disagree. Drawn by our own
//! markup and not by a plotting crate: those that build lightly (`plotters` with its SVG back end) write fixed colours
//! and no class, so that a chart would follow neither the council's colour nor the reader's forced colours; they say
//! nothing to a screen reader, place text by the widths of fonts that the server may not have, and shrink their text
//! with the picture on a telephone. Here places across are shares of the width and text keeps its size.
//!
//! Every scale begins at nought, or below it where values do: a chart here never enlarges a difference by cutting
//! the axis. Nothing is computed but where a mark stands, in whole numbers.

use leptos::prelude::*;

mod bars;
mod lines;
mod measure;
mod scale;
mod table;
#[cfg(all(test, feature = "ssr"))]
mod tests;
mod waterfall;

pub use measure::Measure;

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// A bar across for each category and series, with its value at its end.
    Bars,
    /// One bar across for each category, its series end to end: for parts of a whole, none below nought.
    Stacked,
    /// As [`Drawing::Stacked`], each bar as long as the others: the shares of each category's whole.
    Shares,
    /// A bar for each category of the only series: the first and the last from nought, each other from where the one
    /// before it ended. The values between add up from the first to the last.
    Waterfall,
    /// A line for each series, the categories from left to right.
    Lines,
    /// As [`Drawing::Lines`], but the last two series are the lower and upper bounds of a shaded range.
    LinesWithRange,
}

/// One series: what is drawn alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Its name, in the legend and at the head of its column.
    pub name: String,
    /// A value for each category, in the chart's measure; `None` where there is none to show.
    pub values: Vec<Option<i64>>,
    /// Whether it stands outside the order of the others, as those without a band do: it takes no step of their colour.
    pub outside: bool,
}

impl Series {
    /// A series of known values.
    #[must_use]
    pub fn new(name: impl Into<String>, values: impl IntoIterator<Item = i64>) -> Series {
        Series {
            name: name.into(),
            values: values.into_iter().map(Some).collect(),
            outside: false,
        }
    }

    /// The same, outside the order of the others.
    #[must_use]
    pub fn outside(mut self) -> Series {
        self.outside = true;
        self
    }
}

/// What a chart shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// A name that no other chart of the page has: letters and dashes.
    pub id: &'static str,
    /// The title, above the picture and over the table.
    pub title: String,
    /// What the picture shows, in a sentence or two: said in place of it, and below it.
    pub summary: String,
    /// What a category is: the heading of the table's first column.
    pub category: String,
    /// The categories, in order.
    pub categories: Vec<String>,
    /// The series, in order, each with a value for every category.
    pub series: Vec<Series>,
    /// What the values are.
    pub measure: Measure,
    /// What stands where there is no value: `Not known`, `Suppressed`.
    pub missing: &'static str,
    /// Where its CSV is.
    pub csv: String,
}

impl Chart {
    /// Whether there is anything to draw.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.categories.is_empty() || self.series.is_empty()
    }

    /// The value of a series in a category.
    fn value(&self, series: usize, category: usize) -> Option<i64> {
        self.series.get(series)?.values.get(category).copied()?
    }
}

/// A chart: its picture, its legend, the link to its file and its table.
#[component]
pub fn Charted(
    /// What it shows.
    chart: Chart,
    /// How it is drawn.
    drawing: Drawing,
    /// Said in place of a chart of nothing.
    #[prop(default = "There is nothing to show yet.")]
    empty: &'static str,
) -> impl IntoView {
    if chart.is_empty() {
        return view! {
            <h2 class="govuk-heading-m" id=chart.id>{chart.title}</h2>
            <p class="govuk-body">{empty}</p>
        }
        .into_any();
    }
    let picture = match drawing {
        Drawing::Bars => bars::grouped(&chart),
        Drawing::Stacked => bars::stacked(&chart, false),
        Drawing::Shares => bars::stacked(&chart, true),
        Drawing::Waterfall => waterfall::waterfall(&chart),
        Drawing::Lines => lines::lines(&chart, false),
        Drawing::LinesWithRange => lines::lines(&chart, true),
    };
    let marks = Marks::of(drawing);
    let label = format!("{}. {}", chart.title, chart.summary);
    view! {
        <h2 class="govuk-heading-m" id=chart.id>{chart.title.clone()}</h2>
        <figure class="app-chart" aria-labelledby=chart.id>
            {legend(&chart, drawing, marks)}
            <svg role="img" aria-label=label width="100%" height=picture.height focusable="false">{picture.marks}</svg>
            <figcaption>{chart.summary.clone()}</figcaption>
        </figure>
        {table::table(&chart)}
        <p class="govuk-body">
            <a class="govuk-link" href=chart.csv.clone() download="">
                "Download as CSV"
                <span class="govuk-visually-hidden app-joined">": "{chart.title.clone()}</span>
            </a>
        </p>
    }
    .into_any()
}

/// A picture without its frame.
struct Picture {
    /// Its height in pixels; its width is its place's.
    height: u32,
    /// What is in it.
    marks: AnyView,
}

/// Which family of classes colours the series.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    /// Parts of a whole, in order: one colour from light to dark.
    Ordered,
    /// Things apart: colours told from one another.
    Apart,
}

impl Marks {
    fn of(drawing: Drawing) -> Marks {
        match drawing {
            Drawing::Stacked | Drawing::Shares => Marks::Ordered,
            Drawing::Bars | Drawing::Waterfall | Drawing::Lines | Drawing::LinesWithRange => {
                Marks::Apart
            }
        }
    }

    /// The class of a chart's series at a place.
    fn class_in(self, chart: &Chart, place: usize) -> String {
        let inside = |series: &&Series| !series.outside;
        let of = chart.series.iter().filter(inside).count();
        match chart.series.get(place) {
            Some(series) if series.outside && self == Marks::Ordered => {
                "app-chart__step-outside".to_owned()
            }
            _ => self.class(chart.series.iter().take(place).filter(inside).count(), of),
        }
    }

    /// The class of the series at a place, of so many; beyond what the style sheet knows, colours come again.
    fn class(self, place: usize, of: usize) -> String {
        match self {
            Marks::Apart => format!("app-chart__series-{}", place % SERIES_APART + 1),
            // Few series take steps far apart, so that they are told from one another.
            Marks::Ordered if of <= 1 => format!("app-chart__step-{STEPS}"),
            Marks::Ordered => {
                let step = place.min(of - 1) * (STEPS - 1) / (of - 1);
                format!("app-chart__step-{}", step + 1)
            }
        }
    }
}

/// How many series `style/_chart.scss` colours apart.
const SERIES_APART: usize = 6;
/// How many steps from light to dark it has.
const STEPS: usize = 12;

/// What each colour stands for, the shaded range too; nothing where there is one series.
fn legend(chart: &Chart, drawing: Drawing, marks: Marks) -> Option<impl IntoView + use<>> {
    let of = chart.series.len();
    if of < 2 {
        return None;
    }
    // The two bounds of a range are drawn as one shape, and no lines.
    let lines = match drawing {
        Drawing::LinesWithRange => of - 2,
        _ => of,
    };
    let named =
        |(place, series): (usize, &Series)| (marks.class_in(chart, place), series.name.clone());
    let range = chart.series.get(lines..).and_then(|bounds| match bounds {
        [low, high] => Some((
            "app-chart__range".to_owned(),
            format!("{} to {}", low.name, high.name),
        )),
        _ => None,
    });
    let entries: Vec<_> = chart.series[..lines]
        .iter()
        .enumerate()
        .map(named)
        .chain(range.filter(|_| lines < of))
        .map(|(class, name)| {
            view! {
                <li>
                    <svg class="app-chart__swatch" width="16" height="16" aria-hidden="true" focusable="false">
                        <rect class=class width="16" height="16"></rect>
                    </svg>
                    {name}
                </li>
            }
        })
        .collect();
    Some(view! { <ul class="app-chart__legend">{entries}</ul> })
}
