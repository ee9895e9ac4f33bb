//! The extracts of a child's plans: listed, attached, fetched and removed.

mod list;
mod remove;

pub use list::{attach, fetch, list};
pub use remove::{ask as ask_removal, remove};

use leptos::prelude::*;

use super::words::{day, plan_state};
use crate::components::{Cell, Column, Table};
use crate::ids::ChildId;
use crate::service::Moment;
use crate::service::extracts::{Extract, RemovedBecause};

/// Where the extracts of a child are.
fn address(child: &ChildId) -> String {
    format!("/children/{child}/extracts")
}

/// Where the file of an extract is fetched.
fn file_address(extract: &Extract) -> String {
    format!("{}/{}", address(&extract.child), extract.id)
}

/// A number of bytes as people read it.
fn size(bytes: i64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// Why an extract was removed, in words.
fn because(why: RemovedBecause) -> &'static str {
    match why {
        RemovedBecause::OtherChild => "It is about another child",
        RemovedBecause::OtherVersion => "It is of another version of the plan",
        RemovedBecause::TooMuch => "It holds more of the plan than the evidence needs",
        RemovedBecause::SomebodyElse => "It tells of somebody else",
        RemovedBecause::Unreadable => "It cannot be opened or read",
    }
}

/// Extracts whose files are there, each name leading to the file. `named` says whether officers are named; `removes` adds
/// a link to removing each.
pub(super) fn table(extracts: &[&Extract], named: bool, removes: bool) -> impl IntoView + use<> {
    let mut columns = vec![
        Column::text("File"),
        Column::text("Version of the plan"),
        Column::number("Size"),
        Column::text("Attached"),
        Column::text("Digest"),
    ];
    if removes {
        columns.push(Column::text("Remove"));
    }
    let rows = extracts
        .iter()
        .map(|extract| row(extract, named, removes))
        .collect();
    view! { <Table caption="Extracts of the plan" caption_hidden=true columns=columns rows=rows /> }
}

fn row(extract: &Extract, named: bool, removes: bool) -> Vec<Cell> {
    let name = extract
        .file
        .as_ref()
        .map(|file| file.name.clone())
        .unwrap_or_default();
    let on = day(Moment::of(extract.attached_at).today);
    let attached = if named {
        format!("{on} by {}", extract.attached_by_name)
    } else {
        on
    };
    let version = format!(
        "{}, version {}",
        plan_state(extract.version_state),
        extract.version_number
    );
    let digest = extract.digest.short().to_owned();
    let href = file_address(extract);
    let removal = format!("{href}/remove");
    let hidden = format!(" {name}");
    let mut cells = vec![
        Cell::of(
            view! { <a class="govuk-link govuk-!-text-break-word" href=href download>{name}</a> },
        ),
        Cell::from(version),
        Cell::from(size(extract.size_bytes)),
        Cell::from(attached),
        Cell::of(view! { <span class="app-reference">{digest}</span> }),
    ];
    if removes {
        cells.push(Cell::of(view! {
            <a class="govuk-link" href=removal>"Remove"<span class="govuk-visually-hidden">{hidden}</span></a>
        }));
    }
    cells
}

/// Extracts to be opened beside a form, below words that say what they are for; nothing where there are none.
pub(super) fn beside(extracts: &[Extract], words: &'static str) -> Option<AnyView> {
    if extracts.is_empty() {
        return None;
    }
    let items = extracts.iter().map(|extract| {
        let name = extract.file.as_ref().map(|file| file.name.clone());
        let href = file_address(extract);
        let about = format!(" ({}, {})", extract.kind.title(), size(extract.size_bytes));
        view! { <li><a class="govuk-link govuk-!-text-break-word" href=href download>{name}</a>{about}</li> }
    });
    let items = items.collect_view();
    Some(
        view! {
            <div class="govuk-inset-text">
                <p class="govuk-body">{words}</p>
                <ul class="govuk-list">{items}</ul>
            </div>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_cut_and_never_rounded_up() {
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(1_999), "1 KB");
        assert_eq!(size(9_999_999), "9.9 MB");
        assert_eq!(size(10_000_000), "10.0 MB");
    }
}
