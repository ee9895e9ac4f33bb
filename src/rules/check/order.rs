//! Modifiers that hardly mean what their order, or the kind of their table, says.
//!
//! A council may do any of it, so these are doubts and no problems.

use crate::money::{Decimal, Rate};
use crate::needs::PhaseId;
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed};
use crate::rules::set::{AmountKind, Change, Modifier, ValueTable, What};
use crate::rules::words::in_pounds;

use super::shorter::meet;
use super::space::Space;

/// What every mainstream school meets, and the part of it that an early-years setting may meet.
const FIRST_POUNDS: [i64; 2] = [6_000, 4_000];

/// Doubts thresholds that stand after a minimum, or meet a table of another kind.
pub(super) fn doubted(
    stream: &Fields<'_>,
    tables: &[Placed<ValueTable>],
    modifiers: &[Modifier],
    phases: &[PhaseId],
) {
    let changes: Vec<&Change> = modifiers
        .iter()
        .filter_map(|modifier| match modifier {
            Modifier::Change(change) => Some(change),
            _ => None,
        })
        .collect();
    for (at, change) in changes.iter().enumerate() {
        if let What::Threshold { pounds } = change.what {
            let before = changes.iter().take(at);
            after_a_minimum(stream, change, before.copied(), phases);
            of_another_kind(stream, change, pounds, tables, phases);
        }
    }
}

fn after_a_minimum<'c>(
    stream: &Fields<'_>,
    threshold: &Change,
    mut before: impl Iterator<Item = &'c Change>,
    phases: &[PhaseId],
) {
    let both = |other: &&Change| {
        let space = Space::of(other.when.iter().chain(&threshold.when), phases);
        matches!(other.what, What::Minimum { .. })
            && space
                .region(&other.when)
                .meets(&space.region(&threshold.when))
    };
    let Some(minimum) = before.find(both) else {
        return;
    };
    let order = stream.maybe_section("modifiers");
    let order = order.and_then(|section| section.get("order"));
    let place = order.map_or(stream.place(), |node| &node.place);
    let sentence = format!(
        "the minimum {} comes before the threshold {}, which can take the amount below it again: write {} first, if that is not meant",
        minimum.id, threshold.id, threshold.id
    );
    stream.doubt(place, Fault::ModifierOrder, sentence);
}

fn of_another_kind(
    stream: &Fields<'_>,
    threshold: &Change,
    pounds: Rate,
    tables: &[Placed<ValueTable>],
    phases: &[PhaseId],
) {
    for table in tables {
        if !meet(threshold, &table.value, phases) {
            continue;
        }
        let first = FIRST_POUNDS.map(Decimal::from).contains(&pounds.value());
        let pounds = in_pounds(pounds);
        let sentence = match table.value.kind {
            AmountKind::NetTopUp => format!(
                "the table {} has kind = \"net_top_up\", from which nothing is left to take, but the threshold {} takes {pounds} off it: write kind = \"total_with_first_6000\" or \"total_with_place\", or give the modifier a when that leaves the table out",
                table.value.id, threshold.id
            ),
            AmountKind::TotalWithFirst6000 if !first => format!(
                "the table {} has the first £6,000 in it, but the threshold {} takes {pounds} off it: mend kind or pounds, if that is not meant",
                table.value.id, threshold.id
            ),
            _ => continue,
        };
        stream.doubt(&table.place, Fault::ModifierOrder, sentence);
    }
}
