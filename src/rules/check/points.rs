//! Points of each level of each domain, scored by the set's own table.

use std::collections::BTreeMap;

use crate::money::{Decimal, Rate};
use crate::needs::{DomainId, Level};
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed, number_of, shown};
use crate::rules::set::{Model, PointsSource};
use crate::rules::tree::Table;

use super::conditions::Names;
use super::levels::Levels;
use super::model::{Scored, too_many_scores};
use super::needs::{known_domain, same_id};
use super::scores::Scores;

/// Reads every `[[points]]`; each domain has one.
pub(super) fn scored_here(root: &Fields<'_>, names: &Names<'_>, shares: &[Rate]) -> Scored {
    let before = root.problems.len();
    let mut table: BTreeMap<DomainId, BTreeMap<Level, Rate>> = BTreeMap::new();
    for section in root.sections("points") {
        let fields = Fields::of(section, "[[points]]", &["domain", "table"], root.problems);
        let domain = fields.text("domain").and_then(|name| {
            known_domain(&fields, names.areas, &name).map(|id| Placed {
                value: id,
                place: name.place,
            })
        });
        let own = domain
            .as_ref()
            .map(|domain| names.areas.levels_of(&domain.value));
        let row = points_row(&fields, names.levels, own.unwrap_or(names.levels.list()));
        if let Some(domain) = domain
            && table.insert(domain.value.clone(), row).is_some()
        {
            same_id(
                &fields,
                "points table of domain",
                domain.value.as_str(),
                &domain.place,
            );
        }
    }
    for (domain, place) in names.areas.domains() {
        if !table.contains_key(domain) {
            let sentence = format!(
                "the domain {domain} has no [[points]], so its level would count for nothing: add them"
            );
            root.problems.add(place, Fault::DomainGrouping, sentence);
        }
    }
    let whole =
        root.problems.len() == before && !table.is_empty() && !names.levels.list().is_empty();
    let scores = if whole {
        Scores::of_table(&table, &names.areas.ranks(shares))
    } else {
        None
    };
    // Without bands no range is held against the scores.
    if whole && scores.is_none() && root.maybe("band").is_some() {
        too_many_scores(root);
    }
    Scored {
        model: Model::ScoreSum {
            points: PointsSource::Here { table },
            shares: shares.to_vec(),
        },
        scores,
    }
}

fn points_row(fields: &Fields<'_>, levels: &Levels, own: &[Level]) -> BTreeMap<Level, Rate> {
    let mut row = BTreeMap::new();
    let Some(table) = fields.section("table") else {
        return row;
    };
    for entry in &table.entries {
        let level = levels.level(&entry.key);
        let Some(level) = level.filter(|level| own.is_empty() || own.contains(level)) else {
            if levels.list().is_empty() {
                continue;
            }
            let own: Vec<String> = own.iter().map(Level::to_string).collect();
            let sentence = format!(
                "“{}” is not a level of this domain ({})",
                shown(&entry.key),
                own.join(", ")
            );
            fields
                .problems
                .add(&entry.place, Fault::UnknownLevel, sentence);
            continue;
        };
        let points = number_of(&entry.node, &entry.key, fields.problems);
        if let Some(points) = points
            .as_ref()
            .filter(|points| points.value.value() < Decimal::ZERO)
        {
            let sentence = "points below 0 would count a need against the child: write 0 or more";
            fields
                .problems
                .add(&points.place, Fault::BadValue, sentence);
        }
        row.insert(level, points.map_or(Rate::ONE, |points| points.value));
    }
    rises(fields, table, &row);
    for level in own.iter().filter(|level| !row.contains_key(level)) {
        let sentence = format!("there are no points for level {level}: add \"{level}\" = \"…\"");
        fields
            .problems
            .add(&table.place, Fault::MissingKey, sentence);
    }
    row
}

/// Says where a higher level has fewer points than a lower one.
fn rises(fields: &Fields<'_>, table: &Table, row: &BTreeMap<Level, Rate>) {
    for ((lower, before), (level, points)) in row.iter().zip(row.iter().skip(1)) {
        // Points below nothing are said already.
        if points < before && points.value() >= Decimal::ZERO {
            let place = table
                .get(&level.to_string())
                .map_or(&table.place, |node| &node.place);
            let sentence = format!(
                "level {level} has {points} points, fewer than the {before} of level {lower}: a higher need never counts less; mend one of them"
            );
            fields.wrong(place, Fault::FallingAmount, sentence);
        }
    }
}
