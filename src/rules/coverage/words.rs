//! Parts of a rule set in words, by the names that they have in it.

use std::fmt;

use super::super::set::{
    Change, Converting, Model, Modifier, Provision, RuleSet, Stream, ValueTable, Values, What,
};
use super::{Part, Side};

impl Part {
    /// The part in words, by its names in the set.
    #[must_use]
    pub fn in_words(self, rules: &RuleSet) -> String {
        let at = self.stream();
        let words = match at.and_then(|at| rules.streams.get(at)) {
            Some(stream) => self.of_stream(stream, rules),
            None => self.of_set(rules),
        };
        let part = at.and_then(|at| rules.streams.get(at)?.part.as_ref());
        match (words, part) {
            (Some(words), Some(part)) => format!("{words} (stream {})", part.id),
            (words, _) => words.unwrap_or_default(),
        }
    }

    fn of_set(self, rules: &RuleSet) -> Option<String> {
        Some(match self {
            Part::LastDay => format!("the last day, {}", rules.scheme.last_day),
            Part::Gate(gate) => format!("eligibility {}, not met", rules.gates.get(gate)?.id),
            Part::Conversion => "the conversion of an earlier band".to_owned(),
            Part::ConversionRow(row) => {
                let Converting::Table(table) = &rules.conversion.as_ref()?.how else {
                    return None;
                };
                format!("the conversion of earlier band {}", table.keys().nth(row)?)
            }
            _ => return None,
        })
    }

    fn of_stream(self, stream: &Stream, rules: &RuleSet) -> Option<String> {
        Some(match self {
            Part::Band(_, band) => format!("band {}", band_of(stream, band)?),
            Part::Way(_, band, way) => {
                let known = stream.bands.get(band)?;
                let ways = known.reached_by.get(way)?.all();
                let ways = ways.map(|way| format!("{} at level {}", way.count, way.at_least));
                let ways: Vec<String> = ways.collect();
                format!("band {} by {}", known.id, ways.join(" and "))
            }
            Part::Points(_, domain, level) => {
                let domain = rules.domains().nth(domain)?;
                format!("the points of level {level} of {}", domain.id)
            }
            Part::Floor(_, floor) => format!("floor {}", stream.floors.get(floor)?.id),
            Part::Modifier(_, modifier) => {
                let name = match stream.modifiers.get(modifier)? {
                    Modifier::Floor => "floor",
                    Modifier::Fte => "fte",
                    Modifier::Change(change) => change.id.as_str(),
                };
                format!("modifier {name}")
            }
            Part::Share(_, modifier, nth) => share(change_of(stream, modifier)?, nth)?,
            Part::Turn(_, modifier, day, side) => {
                let id = &change_of(stream, modifier)?.id;
                match side {
                    Side::Before => format!("modifier {id} on the day before {day}"),
                    Side::Beyond => format!("modifier {id} on {day}"),
                }
            }
            Part::NotFunded(_, note) => {
                let settings = stream.not_funded.get(note)?.settings.iter();
                let codes: Vec<&str> = settings.map(|setting| setting.code()).collect();
                format!("not_funded {}", codes.join(", "))
            }
            _ => return self.of_model(stream).or_else(|| self.of_table(stream)),
        })
    }

    fn of_model(self, stream: &Stream) -> Option<String> {
        Some(match (self, &stream.model) {
            (Part::GroupCap(_, group), Model::WeightedLevels { groups, .. }) => {
                format!("the cap of group {}", groups.get(group)?.id)
            }
            (Part::LookupRow(_, row), Model::Lookup { rows, .. }) => {
                let keys = rows.get(row)?.keys.join(", ");
                format!("row {} of the look-up ({keys})", row + 1)
            }
            (Part::PicksMost(_), Model::AdditiveStreams { .. }) => {
                "picks_most, by one award more".to_owned()
            }
            (Part::PickShare(_, nth), Model::AdditiveStreams { shares, .. }) => {
                format!("share {} of the awards, {}", nth + 1, shares.get(nth)?)
            }
            (Part::Provision(_, kind), _) => {
                format!("provision {}", provision(stream, kind)?.id)
            }
            (Part::ProvisionCap(_, kind, side), _) => {
                let kind = provision(stream, kind)?;
                let limit = format!("the limit of {} hours", kind.hours?.most);
                format!("{limit} of provision {}, {}", kind.id, side.of_limit())
            }
            (Part::TotalHours(_, Some(kind), side), _) => {
                let kind = provision(stream, kind)?;
                let limit = format!("total_hours {}", kind.total_hours?.most);
                format!("{limit} of provision {}, {}", kind.id, side.of_limit())
            }
            (Part::TotalHours(_, None, side), Model::CostedProvision { total_hours, .. }) => {
                let most = (*total_hours)?.most;
                format!("total_hours {most} of the model, {}", side.of_limit())
            }
            _ => return None,
        })
    }

    fn of_table(self, stream: &Stream) -> Option<String> {
        let table = |table: usize| stream.value_tables.get(table);
        Some(match self {
            Part::Table(_, at) => format!("value table {}", table(at)?.id),
            Part::TableBand(_, at, band) => {
                let band = band_of(stream, band)?;
                format!("band {band} of value table {}", table(at)?.id)
            }
            Part::TableRow(_, at, row) => {
                let table: &ValueTable = table(at)?;
                let Values::Rows(rows) = &table.values else {
                    return None;
                };
                let keys = rows.rows.get(row)?.keys.join(", ");
                format!("row {} of value table {} ({keys})", row + 1, table.id)
            }
            Part::Post(_, at, post) => {
                let table: &ValueTable = table(at)?;
                let Values::Staffing(staffing) = &table.values else {
                    return None;
                };
                let post = staffing.posts.keys().nth(post)?;
                format!("post {post} of value table {}", table.id)
            }
            Part::MostHours(_, at, side) => {
                let table: &ValueTable = table(at)?;
                let most = table.most_hours?.most;
                let side = side.of_limit();
                format!("most_hours {most} of value table {}, {side}", table.id)
            }
            _ => return None,
        })
    }

    pub(super) fn stream(self) -> Option<usize> {
        match self {
            Part::LastDay | Part::Gate(_) | Part::Conversion | Part::ConversionRow(_) => None,
            Part::Band(at, _)
            | Part::Way(at, ..)
            | Part::GroupCap(at, _)
            | Part::Points(at, ..)
            | Part::LookupRow(at, _)
            | Part::PicksMost(at)
            | Part::PickShare(at, _)
            | Part::Provision(at, _)
            | Part::ProvisionCap(at, ..)
            | Part::TotalHours(at, ..)
            | Part::Floor(at, _)
            | Part::Modifier(at, _)
            | Part::Share(at, ..)
            | Part::Turn(at, ..)
            | Part::Table(at, _)
            | Part::TableBand(at, ..)
            | Part::TableRow(at, ..)
            | Part::Post(at, ..)
            | Part::MostHours(at, ..)
            | Part::NotFunded(at, _) => Some(at),
        }
    }
}

impl Side {
    /// On which side of a limit.
    fn of_limit(self) -> &'static str {
        match self {
            Side::Before => "exactly at it",
            Side::Beyond => "above it",
        }
    }
}

fn share(change: &Change, nth: usize) -> Option<String> {
    let id = &change.id;
    Some(match &change.what {
        What::DaysAWeek { shares } => {
            let days = shares.keys().nth(nth)?;
            format!("the share for {days} days a week of modifier {id}")
        }
        What::HoursAWeek { shares } => {
            let hours = shares.keys().nth(nth)?;
            format!("the share from {hours} hours a week of modifier {id}")
        }
        What::Protection { shares, .. } => {
            let share = shares.get(nth)?;
            format!("year {} of modifier {id}, share {share}", nth + 1)
        }
        _ => return None,
    })
}

fn band_of(stream: &Stream, band: usize) -> Option<impl fmt::Display> {
    stream.bands.get(band).map(|band| &band.id)
}

pub(super) fn change_of(stream: &Stream, modifier: usize) -> Option<&Change> {
    match stream.modifiers.get(modifier)? {
        Modifier::Change(change) => Some(change),
        Modifier::Floor | Modifier::Fte => None,
    }
}

pub(super) fn provision(stream: &Stream, kind: usize) -> Option<&Provision> {
    match &stream.model {
        Model::CostedProvision { provisions, .. } => provisions.get(kind),
        _ => None,
    }
}
