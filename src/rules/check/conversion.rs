//! How bands of an earlier scheme become bands of this one.

use std::collections::BTreeMap;

use crate::needs::BandId;
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed, shown, text_of};
use crate::rules::set::{Conversion, Converting};

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
