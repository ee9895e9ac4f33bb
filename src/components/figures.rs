//! Tables, and the few figures that head a page.

use leptos::prelude::*;

use super::classes;

/// A table's column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Whether it holds numbers, which are set flush right.
    pub numeric: bool,
    /// The order that the table is in by this column, if it is.
    pub sorted: Option<&'static str>,
    /// Where its heading leads: the same table ordered by it.
    pub href: Option<String>,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn text(title: impl Into<String>) -> Column {
        Column {
            title: title.into(),
            numeric: false,
            sorted: None,
            href: None,
        }
    }

    /// A column of numbers.
    #[must_use]
    pub fn number(title: impl Into<String>) -> Column {
        Column {
            numeric: true,
            ..Column::text(title)
        }
    }
}

/// A table's cell.
pub struct Cell(AnyView);

impl Cell {
    /// A cell of any markup.
    #[must_use]
    pub fn of(content: impl IntoView + 'static) -> Cell {
        Cell(content.into_any())
    }

    /// The same cell with more after it.
    #[must_use]
    pub fn and(self, more: impl IntoView + 'static) -> Cell {
        let first = self.0;
        Cell::of(view! { {first} " " {more} })
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::of(text)
    }
}

impl From<&'static str> for Cell {
    fn from(text: &'static str) -> Cell {
        Cell::of(text)
    }
}

/// A table that scrolls inside its own frame on a narrow screen. The first cell of each row heads it.
#[component]
pub fn Table(
    /// What the table shows: said above it, or only to a screen reader.
    #[prop(into)]
    caption: String,
    /// Whether the caption is for a screen reader only.
    #[prop(optional)]
    caption_hidden: bool,
    /// The columns, from the left.
    columns: Vec<Column>,
    /// The rows, each with a cell for every column.
    rows: Vec<Vec<Cell>>,
    /// A last row of totals, with a cell for every column.
    #[prop(optional)]
    totals: Vec<Cell>,
    /// On a narrow screen each row stands as a block, its cells one below the other under their columns' names; the table does
    /// not scroll.
    #[prop(optional)]
    stacked: bool,
) -> impl IntoView {
    let label = caption.clone();
    let names: Vec<String> = if stacked {
        columns.iter().map(|column| column.title.clone()).collect()
    } else {
        Vec::new()
    };
    let table_class = classes("govuk-table app-table", &[("app-table--stacked", stacked)]);
    let numeric: Vec<bool> = columns.iter().map(|column| column.numeric).collect();
    let caption_class = if caption_hidden {
        "govuk-table__caption govuk-visually-hidden"
    } else {
        "govuk-table__caption govuk-table__caption--m"
    };
    let heads = columns.into_iter().map(head).collect_view();
    let body = rows
        .into_iter()
        .map(|cells| row(cells, (&numeric, &names), "govuk-table__row"))
        .collect_view();
    let foot = (!totals.is_empty()).then(|| {
        row(
            totals,
            (&numeric, &names),
            "govuk-table__row govuk-!-font-weight-bold",
        )
    });
    view! {
        <div class="app-table-frame" tabindex="0" role="region" aria-label=label>
            <table class=table_class role=stacked.then_some("table")>
                <caption class=caption_class>{caption}</caption>
                <thead class="govuk-table__head"><tr class="govuk-table__row">{heads}</tr></thead>
                <tbody class="govuk-table__body" role=stacked.then_some("rowgroup")>{body}</tbody>
                {foot.map(|foot| view! { <tfoot class="govuk-table__foot">{foot}</tfoot> })}
            </table>
        </div>
    }
}

fn head(column: Column) -> impl IntoView {
    let class = classes(
        "govuk-table__header",
        &[("govuk-table__header--numeric", column.numeric)],
    );
    let title = match column.href {
        Some(href) => view! { <a class="govuk-link govuk-link--no-visited-state" href=href>{column.title}</a> }.into_any(),
        None => column.title.into_any(),
    };
    view! { <th scope="col" class=class aria-sort=column.sorted>{title}</th> }
}

/// A row; where the columns' names are given it may be stacked, and says to a screen reader what it is although it is laid out
/// as no row.
fn row(
    cells: Vec<Cell>,
    (numeric, names): (&[bool], &[String]),
    class: &'static str,
) -> impl IntoView + use<> {
    let stacked = !names.is_empty();
    let cells = cells
        .into_iter()
        .enumerate()
        .map(|(place, Cell(content))| {
            let numeric = numeric.get(place).copied().unwrap_or_default();
            if place == 0 {
                let class = classes(
                    "govuk-table__header",
                    &[("govuk-table__header--numeric", numeric)],
                );
                let role = stacked.then_some("rowheader");
                view! { <th scope="row" class=class role=role>{content}</th> }.into_any()
            } else {
                let class = classes(
                    "govuk-table__cell",
                    &[("govuk-table__cell--numeric", numeric)],
                );
                let role = stacked.then_some("cell");
                let name = names.get(place).cloned();
                view! { <td class=class role=role data-column=name>{content}</td> }.into_any()
            }
        })
        .collect_view();
    view! { <tr class=class role=stacked.then_some("row")>{cells}</tr> }
}

/// One figure and what it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The number, as it is shown.
    pub value: String,
    /// What it counts.
    pub label: String,
    /// Where its records are listed.
    pub href: Option<String>,
}

/// The few figures that head a page.
#[component]
pub fn Figures(
    /// The figures, from the left.
    figures: Vec<Figure>,
) -> impl IntoView {
    let figures = figures
        .into_iter()
        .map(|figure| {
            let label = match figure.href {
                Some(href) => {
                    view! { <a class="govuk-link" href=href>{figure.label}</a> }.into_any()
                }
                None => figure.label.into_any(),
            };
            view! {
                <div class="app-figure">
                    <dt class="app-figure__label">{label}</dt>
                    <dd class="app-figure__value">{figure.value}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="app-figures">{figures}</dl> }
}
