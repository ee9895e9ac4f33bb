//! Every part of a rule set that a case can hit: what a rules owner has to show an example of.
//!
//! Which parts a case hit is the engine's to say (`engine::cases::hits`).

use std::fmt;

use super::set::{
    Group, Model, Modifier, PointsSource, Provision, RuleSet, Stream, ValueTable, Values,
};

/// A part of a rule set: a position in the list that its kind says. Parts of streams name theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A gate that turned somebody away.
    Gate(usize),
    /// A band of a stream, as the model gave it.
    Band(usize, usize),
    /// The cap of a group that bound.
    GroupCap(usize, usize),
    /// The points of a level of a domain; domains by their position over all areas.
    Points(usize, usize, u8),
    /// A row of a look-up.
    LookupRow(usize, usize),
    /// A kind of provision.
    Provision(usize, usize),
    /// A floor that held.
    Floor(usize, usize),
    /// A modifier that changed something.
    Modifier(usize, usize),
    /// A value table that is worked out as a whole.
    Table(usize, usize),
    /// A band of a value table.
    TableBand(usize, usize, usize),
    /// A row of a value table.
    TableRow(usize, usize, usize),
    /// A note of what is not funded by band.
    NotFunded(usize, usize),
}

/// Every part of a set.
#[must_use]
pub fn parts(rules: &RuleSet) -> Vec<Part> {
    let mut parts: Vec<Part> = (0..rules.gates.len()).map(Part::Gate).collect();
    for (at, stream) in rules.streams.iter().enumerate() {
        of_stream(at, stream, &mut parts);
        points_of(at, stream, rules, &mut parts);
    }
    parts
}

/// The points of each level of each domain. The lowest level is everybody's, and shows nothing.
fn points_of(at: usize, stream: &Stream, rules: &RuleSet, parts: &mut Vec<Part>) {
    let Model::ScoreSum {
        points: PointsSource::Here { table },
    } = &stream.model
    else {
        return;
    };
    for (domain, known) in rules.domains().enumerate() {
        let levels = table.get(&known.id).into_iter().flat_map(|row| row.keys());
        parts.extend(
            levels
                .skip(1)
                .map(|level| Part::Points(at, domain, level.number())),
        );
    }
}

fn of_stream(at: usize, stream: &Stream, parts: &mut Vec<Part>) {
    parts.extend((0..stream.bands.len()).map(|band| Part::Band(at, band)));
    match &stream.model {
        Model::WeightedLevels { groups } => {
            let capped = |(_, group): &(usize, &Group)| group.cap.is_some();
            let groups = groups.iter().enumerate().filter(capped);
            parts.extend(groups.map(|(group, _)| Part::GroupCap(at, group)));
        }
        Model::Lookup { rows, .. } => {
            parts.extend((0..rows.len()).map(|row| Part::LookupRow(at, row)));
        }
        Model::CostedProvision { provisions, .. } => {
            parts.extend((0..provisions.len()).map(|kind| Part::Provision(at, kind)));
        }
        _ => {}
    }
    parts.extend((0..stream.floors.len()).map(|floor| Part::Floor(at, floor)));
    let changes = stream.modifiers.iter().enumerate();
    let changes = changes.filter(|(_, modifier)| !matches!(modifier, Modifier::Floor));
    parts.extend(changes.map(|(modifier, _)| Part::Modifier(at, modifier)));
    for (table, values) in stream.value_tables.iter().enumerate() {
        of_table(at, table, values, stream, parts);
    }
    parts.extend((0..stream.not_funded.len()).map(|note| Part::NotFunded(at, note)));
}

fn of_table(at: usize, table: usize, values: &ValueTable, stream: &Stream, parts: &mut Vec<Part>) {
    match &values.values {
        Values::Amounts(_) | Values::Multiples(_) | Values::Staffing(_) => {
            parts.extend((0..stream.bands.len()).map(|band| Part::TableBand(at, table, band)));
        }
        Values::Rows(rows) => {
            parts.extend((0..rows.rows.len()).map(|row| Part::TableRow(at, table, row)));
        }
        Values::SupportHours(_) | Values::Cost(_) | Values::Points(_) => {
            parts.push(Part::Table(at, table))
        }
    }
}

impl Part {
    /// The part in words, by its names in the set.
    #[must_use]
    pub fn in_words(self, rules: &RuleSet) -> String {
        self.named(rules).unwrap_or_default()
    }

    fn named(self, rules: &RuleSet) -> Option<String> {
        let stream = |at: usize| rules.streams.get(at);
        let words = match self {
            Part::Gate(gate) => {
                return Some(format!(
                    "eligibility {}, not met",
                    rules.gates.get(gate)?.id
                ));
            }
            Part::Band(at, band) => format!("band {}", band_of(stream(at)?, band)?),
            Part::GroupCap(at, group) => {
                let Model::WeightedLevels { groups } = &stream(at)?.model else {
                    return None;
                };
                format!("the cap of group {}", groups.get(group)?.id)
            }
            Part::Points(_, domain, level) => {
                let domain = rules.domains().nth(domain)?;
                format!("the points of level {level} of {}", domain.id)
            }
            Part::LookupRow(at, row) => {
                let Model::Lookup { rows, .. } = &stream(at)?.model else {
                    return None;
                };
                format!(
                    "row {} of the look-up ({})",
                    row + 1,
                    rows.get(row)?.keys.join(", ")
                )
            }
            Part::Provision(at, kind) => {
                format!("provision {}", provision(stream(at)?, kind)?.id)
            }
            Part::Floor(at, floor) => format!("floor {}", stream(at)?.floors.get(floor)?.id),
            Part::Modifier(at, modifier) => {
                let name = match stream(at)?.modifiers.get(modifier)? {
                    Modifier::Floor => "floor",
                    Modifier::Fte => "fte",
                    Modifier::Change(change) => change.id.as_str(),
                };
                format!("modifier {name}")
            }
            Part::Table(at, table) => format!("value table {}", table_of(stream(at)?, table)?.id),
            Part::TableBand(at, table, band) => {
                let stream = stream(at)?;
                format!(
                    "band {} of value table {}",
                    band_of(stream, band)?,
                    table_of(stream, table)?.id
                )
            }
            Part::TableRow(at, table, row) => {
                let table = table_of(stream(at)?, table)?;
                let Values::Rows(rows) = &table.values else {
                    return None;
                };
                let keys = rows.rows.get(row)?.keys.join(", ");
                format!("row {} of value table {} ({keys})", row + 1, table.id)
            }
            Part::NotFunded(at, note) => {
                let settings = stream(at)?.not_funded.get(note)?.settings.iter();
                let codes: Vec<&str> = settings.map(|setting| setting.code()).collect();
                format!("not_funded {}", codes.join(", "))
            }
        };
        Some(match stream(self.stream()?)?.part.as_ref() {
            Some(part) => format!("{words} (stream {})", part.id),
            None => words,
        })
    }

    fn stream(self) -> Option<usize> {
        match self {
            Part::Gate(_) => None,
            Part::Band(at, _)
            | Part::GroupCap(at, _)
            | Part::Points(at, ..)
            | Part::LookupRow(at, _)
            | Part::Provision(at, _)
            | Part::Floor(at, _)
            | Part::Modifier(at, _)
            | Part::Table(at, _)
            | Part::TableBand(at, ..)
            | Part::TableRow(at, ..)
            | Part::NotFunded(at, _) => Some(at),
        }
    }
}

fn band_of(stream: &Stream, band: usize) -> Option<impl fmt::Display> {
    stream.bands.get(band).map(|band| &band.id)
}

fn table_of(stream: &Stream, table: usize) -> Option<&ValueTable> {
    stream.value_tables.get(table)
}

fn provision(stream: &Stream, kind: usize) -> Option<&Provision> {
    match &stream.model {
        Model::CostedProvision { provisions, .. } => provisions.get(kind),
        _ => None,
    }
}
