//! The parts of a comparison: problems, changed, new and missing children, a page of each at a time.

use leptos::prelude::*;

use crate::components::{Cell, Column, InsetText, Pagination, Table};
use crate::pages::words::{child_or_withheld, count, day_cell};
use crate::service::caseload::{Missing, Preview, Shown, ShownProblem};

/// How many children or problems a page shows.
const A_PAGE: usize = 50;

/// A part of what an extract changes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Problems,
    Changed,
    New,
    Missing,
}

impl Part {
    const ALL: [Part; 4] = [Part::Problems, Part::Changed, Part::New, Part::Missing];

    fn code(self) -> &'static str {
        match self {
            Part::Problems => "problems",
            Part::Changed => "changed",
            Part::New => "new",
            Part::Missing => "missing",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Part::Problems => "Problems",
            Part::Changed => "Changed",
            Part::New => "New",
            Part::Missing => "Not in the extract",
        }
    }

    fn len(self, preview: &Preview) -> usize {
        match self {
            Part::Problems => preview.problems.len(),
            Part::Changed => preview.changed.len(),
            Part::New => preview.new.len(),
            Part::Missing => preview.missing.len(),
        }
    }

    /// The part asked for, or the first that has something in it.
    pub(super) fn of(asked: &str, preview: &Preview) -> Part {
        let named = Part::ALL.into_iter().find(|part| part.code() == asked);
        let filled = || Part::ALL.into_iter().find(|part| part.len(preview) > 0);
        named.or_else(filled).unwrap_or(Part::Changed)
    }
}

/// The parts, each with its number; the one that is shown is no link.
pub(super) fn parts(here: &str, shown: Part, preview: &Preview) -> impl IntoView + use<> {
    let items = Part::ALL.map(|part| {
        let text = format!("{} ({})", part.title(), count(part.len(preview) as u64));
        let href = format!("{here}?show={}", part.code());
        if part == shown {
            view! { <li><strong>{text}</strong></li> }.into_any()
        } else {
            view! { <li><a class="govuk-link" href=href>{text}</a></li> }.into_any()
        }
    });
    view! { <ul class="govuk-list app-actions">{items.collect_view()}</ul> }
}

/// One page of a part.
pub(super) fn listed(here: &str, part: Part, preview: &Preview, page: usize) -> AnyView {
    let total = part.len(preview);
    if total == 0 {
        return view! { <InsetText>"There is none."</InsetText> }.into_any();
    }
    let pages = total.div_ceil(A_PAGE);
    let page = page.clamp(1, pages);
    let from = (page - 1) * A_PAGE;
    let (columns, rows): (Vec<Column>, Vec<Vec<Cell>>) = match part {
        Part::Problems => (
            ["Where", "Taken", "Why", "What to do"]
                .map(Column::text)
                .into(),
            some(&preview.problems, from).map(problem_row).collect(),
        ),
        Part::Changed => (
            ["Child", "Row", "What changes"].map(Column::text).into(),
            some(&preview.changed, from).map(changed_row).collect(),
        ),
        Part::New => (
            ["Child", "Reference", "Row"].map(Column::text).into(),
            some(&preview.new, from).map(new_row).collect(),
        ),
        Part::Missing => (
            ["Child", "Plan since", "Last in an extract"]
                .map(Column::text)
                .into(),
            some(&preview.missing, from).map(missing_row).collect(),
        ),
    };
    let (current, last) = (
        u32::try_from(page).unwrap_or(u32::MAX),
        u32::try_from(pages).unwrap_or(u32::MAX),
    );
    view! {
        <Table caption=part.title() columns=columns rows=rows />
        <Pagination base=here query=format!("show={}", part.code()) current=current last=last />
    }
    .into_any()
}

fn some<T>(all: &[T], from: usize) -> impl Iterator<Item = &T> {
    all.iter().skip(from).take(A_PAGE)
}

fn problem_row(problem: &ShownProblem) -> Vec<Cell> {
    let place = match &problem.column {
        Some(column) => format!("Row {}, {column}", problem.row),
        None => format!("Row {}", problem.row),
    };
    vec![
        Cell::from(place),
        Cell::from(if problem.is_refused {
            "No"
        } else {
            "Yes, with a doubt"
        }),
        Cell::from(problem.reason.clone()),
        Cell::from(problem.fix.clone()),
    ]
}

fn changed_row(shown: &Shown) -> Vec<Cell> {
    let named = match &shown.child {
        Some(child) => child_or_withheld(child, shown.name.as_deref(), &shown.local_id),
        None => Cell::from(shown.local_id.to_string()),
    };
    let or_none = |text: &str| if text.is_empty() { "none" } else { text }.to_owned();
    let withheld = shown.name.is_none();
    let changes = shown
        .changes
        .iter()
        .map(|change| {
            let field = change.field.title();
            let words = if withheld {
                "changes (the record is restricted)".to_owned()
            } else {
                format!("{} → {}", or_none(&change.before), or_none(&change.after))
            };
            view! { <li><strong>{field}</strong>" "<bdi>{words}</bdi></li> }
        })
        .collect_view();
    vec![
        named,
        Cell::from(shown.row.to_string()),
        Cell::of(view! { <ul class="govuk-list govuk-!-margin-bottom-0">{changes}</ul> }),
    ]
}

fn new_row(shown: &Shown) -> Vec<Cell> {
    let name = shown.name.clone().unwrap_or_default();
    vec![
        Cell::of(view! { <bdi>{name}</bdi> }),
        Cell::from(shown.local_id.to_string()),
        Cell::from(shown.row.to_string()),
    ]
}

fn missing_row(missing: &Missing) -> Vec<Cell> {
    vec![
        child_or_withheld(&missing.child, missing.name.as_deref(), &missing.local_id),
        day_cell(missing.plan_since, "No open plan"),
        day_cell(missing.last_seen, "Never"),
    ]
}
