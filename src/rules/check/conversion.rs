//! How bands of an earlier scheme become bands of this one.

use std::collections::BTreeMap;

use crate::needs::BandId;
use crate::rules::problem::Fault;
use crate::rules::questions::Condition;
use crate::rules::reader::{Fields, Placed, shown, text_of};
use crate::rules::set::{
    AmountBasis, Column, Conversion, Converting, Modifier, Stream, ValueTable, Values,
};

use super::bands::Known;
use super::model::not_here;

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Closest,
    ClosestUp,
    Table,
}

/// Reads `[conversion]`. `known` are the bands of the first stream that does not add.
pub(super) fn conversion(root: &Fields<'_>, known: &Known) -> Option<Conversion> {
    let section = root.maybe_section("conversion")?;
    let keys = ["from", "how", "table"];
    let fields = Fields::of(section, "[conversion]", &keys, root.problems);
    let from = fields.text("from");
    let choices = [
        ("closest", How::Closest),
        ("closest_up", How::ClosestUp),
        ("table", How::Table),
    ];
    let how = fields.choice("how", &choices)?.value;
    if how != How::Table {
        not_here(&fields, "table", "how = \"table\"");
    }
    let how = match how {
        How::Closest => Converting::Closest,
        How::ClosestUp => Converting::ClosestUp,
        How::Table => Converting::Table(table(&fields, known)?),
    };
    Some(Conversion {
        from: from?.value,
        how,
    })
}

/// Says that a conversion by amount finds none to compare: no band of a stream that gives one is worth anything of its own.
pub(super) fn has_amounts(
    root: &Fields<'_>,
    conversion: Option<&Conversion>,
    streams: &[Option<Stream>],
) {
    let word = match conversion.map(|conversion| &conversion.how) {
        Some(Converting::Closest) => "closest",
        Some(Converting::ClosestUp) => "closest_up",
        Some(Converting::Table(_)) | None => return,
    };
    // Of a stream that could not be read nothing can be said.
    let Some(streams) = streams
        .iter()
        .map(Option::as_ref)
        .collect::<Option<Vec<_>>>()
    else {
        return;
    };
    let mut base = streams
        .iter()
        .filter(|stream| stream.part.as_ref().is_none_or(|part| !part.adds));
    let (Some(section), false) = (
        root.maybe_section("conversion"),
        base.any(|stream| tells_apart(stream)),
    ) else {
        return;
    };
    let place = section
        .get("how")
        .map_or(&section.place, |node| &node.place);
    let sentence = format!(
        "how = \"{word}\" compares what the bands bring in a year, but no band of this set has an amount of its own to be close to: write how = \"table\" with a table, give the bands amounts, or take [conversion] out"
    );
    root.wrong(place, Fault::NothingToConvert, sentence);
}

/// Whether one band of a stream can bring another yearly amount than another.
fn tells_apart(stream: &Stream) -> bool {
    let by_band = |table: &ValueTable| match &table.values {
        Values::Amounts(_) | Values::Multiples(_) | Values::Staffing(_) => true,
        Values::Rows(rows) => rows.columns.contains(&Column::Band),
        Values::SupportHours(_) | Values::Cost(_) | Values::Points(_) => false,
    };
    let of_bands = |modifier: &Modifier| {
        matches!(modifier, Modifier::Change(change)
            if change.when.iter().any(|one| matches!(one, Condition::Bands(_))))
    };
    let a_year =
        |table: &&ValueTable| table.basis == AmountBasis::Year || table.times_a_year.is_some();
    let mut tables = stream.value_tables.iter().filter(a_year);
    !stream.bands.is_empty()
        && tables.any(|table| by_band(table) || stream.modifiers.iter().any(of_bands))
}

fn table(fields: &Fields<'_>, known: &Known) -> Option<BTreeMap<BandId, BandId>> {
    fields.required("table")?;
    let mut table = BTreeMap::new();
    for entry in &fields.section("table")?.entries {
        let Ok(old) = BandId::parse(&entry.key) else {
            let sentence = format!("“{}” is no name of a band", shown(&entry.key));
            fields.wrong(&entry.place, Fault::BadValue, sentence);
            continue;
        };
        let name: Option<Placed<String>> = text_of(&entry.node, &entry.key, fields.problems);
        if let Some(new) = name.and_then(|name| known.band(fields, &name)) {
            table.insert(old, new);
        }
    }
    Some(table)
}
