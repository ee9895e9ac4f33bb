//! Every part of a rule set that a case can hit: what a rules owner has to show an example of.
//!
//! Which parts a case hit is the engine's to say (`engine::coverage`). A part that is a limit or a day has two
//! sides where one of them alone would not show a slip.

mod figures;
mod place;
mod words;

use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::questions::Condition;
use super::set::{
    AboveCap, Converting, Group, HoursCap, Model, Modifier, PointsSource, RuleSet, Stream,
    ValueTable, Values, What,
};

pub use figures::{Figure, figures, figures_placed};
pub use place::placed;

/// A side of a limit, or of a day from which something else holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Exactly at the limit; the day before.
    Before,
    /// Above the limit; the day itself.
    Beyond,
}

/// A part of a rule set: a position in the list that its kind says. Parts of streams name theirs first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The last day of the set.
    LastDay,
    /// A gate that turned somebody away.
    Gate(usize),
    /// The conversion of an earlier band by what is paid.
    Conversion,
    /// A row of the table of a conversion, by the order of the earlier bands' names.
    ConversionRow(usize),
    /// A band of a stream, as the model gave it.
    Band(usize, usize),
    /// One of several ways into a band, by how many needs are how high.
    Way(usize, usize, usize),
    /// The cap of a group that bound.
    GroupCap(usize, usize),
    /// The points of a level of a domain; domains by their position over all areas.
    Points(usize, usize, u8),
    /// A row of a look-up.
    LookupRow(usize, usize),
    /// The most awards that can be picked, by one more.
    PicksMost(usize),
    /// The share of the first, second or further award.
    PickShare(usize, usize),
    /// A kind of provision.
    Provision(usize, usize),
    /// The limit of hours of a kind of provision.
    ProvisionCap(usize, usize, Side),
    /// The limit of hours over all lines: of a kind of provision, or the model's.
    TotalHours(usize, Option<usize>, Side),
    /// A floor that held.
    Floor(usize, usize),
    /// A modifier that changed something.
    Modifier(usize, usize),
    /// A share of a modifier: for days or hours attended a week, or for a year of a protection.
    Share(usize, usize, usize),
    /// A day on which a modifier begins or ends.
    Turn(usize, usize, Date, Side),
    /// A value table that is worked out as a whole.
    Table(usize, usize),
    /// A band of a value table.
    TableBand(usize, usize, usize),
    /// A row of a value table.
    TableRow(usize, usize, usize),
    /// A post of a value table, by the order of the posts' names.
    Post(usize, usize, usize),
    /// The limit of hours of a value table.
    MostHours(usize, usize, Side),
    /// A note of what is not funded by band.
    NotFunded(usize, usize),
}

/// Every part of a set.
#[must_use]
pub fn parts(rules: &RuleSet) -> Vec<Part> {
    let mut parts = vec![Part::LastDay];
    parts.extend((0..rules.gates.len()).map(Part::Gate));
    match rules.conversion.as_ref().map(|conversion| &conversion.how) {
        Some(Converting::Table(table)) => {
            parts.extend((0..table.len()).map(Part::ConversionRow));
        }
        Some(Converting::Closest | Converting::ClosestUp) => parts.push(Part::Conversion),
        None => {}
    }
    for (at, stream) in rules.streams.iter().enumerate() {
        of_stream(at, stream, rules, &mut parts);
        points_of(at, stream, rules, &mut parts);
        days_of(at, stream, rules, &mut parts);
    }
    parts
}

/// A limit of hours: above it, and exactly at it where it blocks, since a block does not say at how many hours it began.
fn limit(cap: Option<HoursCap>, of: impl Fn(Side) -> Part, parts: &mut Vec<Part>) {
    match cap.map(|cap| cap.above) {
        Some(AboveCap::Block) => parts.extend([of(Side::Before), of(Side::Beyond)]),
        Some(AboveCap::Clamp) => parts.push(of(Side::Beyond)),
        None => {}
    }
}

/// The days among the set's own on which a modifier begins or ends, with the day before each.
fn days_of(at: usize, stream: &Stream, rules: &RuleSet, parts: &mut Vec<Part>) {
    let within = |day: &Date| *day > rules.scheme.first_day && *day <= rules.scheme.last_day;
    for (modifier, change) in stream.modifiers.iter().enumerate() {
        let Modifier::Change(change) = change else {
            continue;
        };
        let days = change.when.iter().filter_map(|condition| match condition {
            Condition::OnOrAfter(day) | Condition::Before(day) => Some(*day),
            _ => None,
        });
        let begins = match &change.what {
            What::Protection { from, .. } => Some(*from),
            _ => None,
        };
        for day in days.chain(begins).filter(within) {
            let turn = |side| Part::Turn(at, modifier, day, side);
            parts.extend([turn(Side::Before), turn(Side::Beyond)]);
        }
    }
}

/// The shares of a modifier. Of a protection, those of the years that the set has days of.
fn shares_of(at: usize, modifier: usize, what: &What, rules: &RuleSet, parts: &mut Vec<Part>) {
    let share = |nth| Part::Share(at, modifier, nth);
    match what {
        What::DaysAWeek { shares } | What::HoursAWeek { shares } => {
            parts.extend((0..shares.len()).map(share))
        }
        What::Protection { from, shares, .. } => {
            let years = years_of(*from, rules);
            parts.extend(
                (0..shares.len())
                    .filter(|nth| years.contains(nth))
                    .map(share),
            );
        }
        _ => {}
    }
}

/// The years, counted from a day, that the set has days of.
fn years_of(from: Date, rules: &RuleSet) -> RangeInclusive<usize> {
    let year = |day| crate::calendar::age_on(from, day);
    let first = year(rules.scheme.first_day).and_then(|year| usize::try_from(year).ok());
    let last = year(rules.scheme.last_day).and_then(|year| usize::try_from(year).ok());
    match last {
        Some(last) => first.unwrap_or(0)..=last,
        #[expect(
            clippy::reversed_empty_ranges,
            reason = "it begins after the set: no year"
        )]
        None => 1..=0,
    }
}

/// The points of each level of each domain. The lowest level is everybody's, and shows nothing.
fn points_of(at: usize, stream: &Stream, rules: &RuleSet, parts: &mut Vec<Part>) {
    let Model::ScoreSum {
        points: PointsSource::Here { table },
        ..
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

fn of_stream(at: usize, stream: &Stream, rules: &RuleSet, parts: &mut Vec<Part>) {
    for (band, known) in stream.bands.iter().enumerate() {
        parts.push(Part::Band(at, band));
        // The only way into a band is the band.
        let ways = known.reached_by.len();
        parts.extend(
            (0..ways)
                .filter(|_| ways > 1)
                .map(|way| Part::Way(at, band, way)),
        );
    }
    of_model(at, &stream.model, parts);
    parts.extend((0..stream.floors.len()).map(|floor| Part::Floor(at, floor)));
    for (modifier, kind) in stream.modifiers.iter().enumerate() {
        if !matches!(kind, Modifier::Floor) {
            parts.push(Part::Modifier(at, modifier));
        }
        if let Modifier::Change(change) = kind {
            shares_of(at, modifier, &change.what, rules, parts);
        }
    }
    for (table, values) in stream.value_tables.iter().enumerate() {
        of_table(at, table, values, stream, parts);
    }
    parts.extend((0..stream.not_funded.len()).map(|note| Part::NotFunded(at, note)));
}

fn of_model(at: usize, model: &Model, parts: &mut Vec<Part>) {
    match model {
        Model::WeightedLevels { groups, .. } => {
            let capped = |(_, group): &(usize, &Group)| group.cap.is_some();
            let groups = groups.iter().enumerate().filter(capped);
            parts.extend(groups.map(|(group, _)| Part::GroupCap(at, group)));
        }
        Model::Lookup { rows, .. } => {
            parts.extend((0..rows.len()).map(|row| Part::LookupRow(at, row)));
        }
        Model::AdditiveStreams { shares, picks_most } => {
            parts.extend(picks_most.map(|_| Part::PicksMost(at)));
            parts.extend((0..shares.len()).map(|nth| Part::PickShare(at, nth)));
        }
        Model::CostedProvision {
            provisions,
            total_hours,
            ..
        } => {
            for (kind, provision) in provisions.iter().enumerate() {
                parts.push(Part::Provision(at, kind));
                let of_kind = |side| Part::ProvisionCap(at, kind, side);
                limit(provision.hours, of_kind, parts);
                let of_all = |side| Part::TotalHours(at, Some(kind), side);
                limit(provision.total_hours, of_all, parts);
            }
            limit(*total_hours, |side| Part::TotalHours(at, None, side), parts);
        }
        _ => {}
    }
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
    if let Values::Staffing(staffing) = &values.values {
        parts.extend((0..staffing.posts.len()).map(|post| Part::Post(at, table, post)));
    }
    let most = |side| Part::MostHours(at, table, side);
    limit(values.most_hours, most, parts);
}
