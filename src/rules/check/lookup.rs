//! The table of a look-up model, which gives bands.

use std::collections::BTreeSet;

use crate::needs::{BandId, Setting};
use crate::rules::problem::Fault;
use crate::rules::questions::Condition;
use crate::rules::reader::Fields;
use crate::rules::set::{Column, LookupRow, Model};

use super::bands::Known;
use super::conditions::Names;
use super::falling;
use super::rows::{Speaks, grid};
use super::space::Budget;

/// The settings that a stream can be for.
fn settings_of(when: &[Condition]) -> impl Iterator<Item = &'static Setting> {
    Setting::ALL.iter().filter(|setting| {
        when.iter().all(|condition| match condition {
            Condition::Settings(settings) => settings.contains(setting),
            _ => true,
        })
    })
}

/// Reads `columns` of the model and the one `[[lookup]]`.
pub(super) fn lookup(
    stream: &Fields<'_>,
    model: &Fields<'_>,
    known: &Known,
    names: &Names<'_>,
    when: &[Condition],
) -> Option<Model> {
    let columns = model.required("columns")?;
    let tables = stream.sections("lookup");
    let [table] = tables.as_slice() else {
        let sentence = "a look-up has one [[lookup]] with rows = [[…], […]]: write one";
        stream.wrong(stream.place(), Fault::MissingKey, sentence);
        return None;
    };
    let known_keys = ["rows", "missing_rows", "may_fall"];
    let fields = Fields::of(table, "[[lookup]]", &known_keys, stream.problems);
    let refuses = fields
        .maybe_choice("missing_rows", &[("refuse", ())])
        .is_some();
    let speaks = Speaks {
        known,
        names,
        bands: Vec::new(),
        settings: settings_of(when)
            .map(|setting| setting.code().to_owned())
            .collect(),
        when: when.iter().collect(),
    };
    let grid = grid(model, &fields, &speaks, "the band")?;
    if grid.columns.contains(&Column::Band) {
        let sentence = "the band is what the look-up finds, so it is no column: take it out";
        model.wrong(&columns.place, Fault::BadRow, sentence);
        return None;
    }
    let before = stream.problems.len();
    let mut reached: BTreeSet<BandId> = BTreeSet::new();
    let mut rows = Vec::with_capacity(grid.rows.len());
    for row in &grid.rows {
        if let Some(band) = known.band(&fields, &row.last) {
            reached.insert(band.clone());
            rows.push(LookupRow {
                keys: row.keys.clone(),
                band,
            });
        }
    }
    if !refuses {
        grid.no_holes(&fields, &mut Budget::default());
    }
    let rank = |band: &str| known.in_order().iter().position(|one| one.as_str() == band);
    let worth: Vec<Option<usize>> = grid.rows.iter().map(|row| rank(&row.last.value)).collect();
    falling::doubted(&fields, &grid, &[], &worth, |at| {
        format!(
            "band {}",
            grid.rows.get(at).map_or("", |row| &row.last.value)
        )
    });
    for band in known
        .in_order()
        .iter()
        .filter(|band| !reached.contains(*band))
    {
        let sentence = format!(
            "no row of the look-up gives band {band}, so nobody could ever be in it: add a row, or take the band out"
        );
        fields.wrong(fields.place(), Fault::UnreachableBand, sentence);
    }
    (stream.problems.len() == before).then_some(Model::Lookup {
        columns: grid.columns,
        rows,
    })
}
