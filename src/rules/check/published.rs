//! What modifiers make of the amounts of the bands, full time: held against what was published after
//! a modifier, and against caps and minimums that leave nothing to tell apart.

use std::collections::BTreeSet;

use crate::calendar::Date;
use crate::money::{Decimal, Money, Rate, Rounding};
use crate::needs::{BandId, Level, Residency, Setting};
use crate::rules::problem::Fault;
use crate::rules::questions::Condition;
use crate::rules::reader::{Fields, Placed};
use crate::rules::set::{
    ANY_KEY, AboveCap, AmountBasis, Change, Column, Modifier, RoundingApplied, Rows, ValueRow,
    ValueTable, Values, What,
};
use crate::rules::words::in_pounds;

use super::amounts;
use super::model::Kind;
use super::modifiers::{Of, of};
use super::shorter::meet;
use super::space::folded;
use super::staffing::a_pupil;
use super::streams::Within;

/// What the arithmetic of a stream needs.
pub(super) struct Arithmetic<'a> {
    pub(super) within: &'a Within<'a>,
    pub(super) tables: &'a [Placed<ValueTable>],
    pub(super) modifiers: &'a [Modifier],
    pub(super) applied: RoundingApplied,
    pub(super) first_day: Option<Date>,
}

/// Whom a modifier is worked out for: in this setting, under this table, on this day.
struct Specimen<'a> {
    table: &'a ValueTable,
    setting: Setting,
    /// What holds for every child of the stream, of the table and of the modifier.
    when: Vec<&'a Condition>,
    on: Option<Date>,
}

/// A child whose amount in a table is known.
struct Child<'a> {
    /// Of one band, or of any.
    band: Option<&'a BandId>,
    /// What a row says of it.
    columns: &'a [Column],
    keys: &'a [String],
    amount: Decimal,
}

/// Holds every modifier of amounts against what was published after it, and against what amounts there are.
pub(super) fn against_amounts(stream: &Fields<'_>, arithmetic: &Arithmetic<'_>) {
    for section in stream.sections("modifier") {
        let id = section
            .get("id")
            .and_then(|node| node.text())
            .unwrap_or_default();
        let is_it = |modifier: &Modifier| matches!(modifier, Modifier::Change(change) if change.id.as_str() == id);
        let Some(at) = arithmetic.modifiers.iter().position(is_it) else {
            continue;
        };
        let Some(Modifier::Change(change)) = arithmetic.modifiers.get(at) else {
            continue;
        };
        let fields = Fields::of(
            section,
            "[[modifier]]",
            &super::changes::KEYS,
            stream.problems,
        );
        arithmetic.as_published(&fields, change, at);
        match change.what {
            What::Cap { pounds, above } => {
                arithmetic.leaves_something(&fields, change, at, (pounds, above));
            }
            What::Minimum { pounds } => arithmetic.leaves_amounts(&fields, change, at, pounds),
            _ => {}
        }
    }
}

impl Arithmetic<'_> {
    /// Every table that a change can meet, with a setting of both.
    fn specimens<'a>(&'a self, change: &'a Change) -> impl Iterator<Item = Specimen<'a>> {
        let on = change.when.iter().find_map(|condition| match condition {
            Condition::OnOrAfter(day) => Some(*day),
            _ => None,
        });
        let on = on.or(self.first_day);
        let stages = &self.within.names.phases;
        let tables = self.tables.iter().map(|table| &table.value);
        tables
            .filter(|table| meet(change, table, stages))
            .filter_map(move |table| {
                let when: Vec<&Condition> = change.when.iter().chain(&table.when).collect();
                let setting = *table
                    .settings
                    .iter()
                    .find(|setting| can_be(Setting::code(**setting), &Column::Setting, &when))?;
                Some(Specimen {
                    table,
                    setting,
                    when: when.into_iter().chain(self.within.when).collect(),
                    on,
                })
            })
    }

    /// The children of a table whose amounts are known, for a year where a year is worked out from it.
    fn children<'a>(&'a self, specimen: &Specimen<'a>) -> Vec<Child<'a>> {
        let table = specimen.table;
        let bands = self.within.known.in_order();
        let of_band = |band: &'a BandId| {
            let amount = by_band(band, &table.values)?;
            Some(child(Some(band), amount))
        };
        let children: Vec<Child<'a>> = match &table.values {
            // Hours of support make the amount anything.
            Values::Rows(rows) if rows.per_hour_above.is_some() => Vec::new(),
            Values::Rows(rows) => {
                let named = rows.columns.iter().position(|one| *one == Column::Band);
                let told_apart = named.is_some() || self.told_apart();
                let mut children = Vec::with_capacity(rows.rows.len());
                let stood_in = specimen.stood_in(rows);
                let is_read = |row: &&ValueRow| specimen.has(rows, row) && !stood_in(row);
                for row in rows.rows.iter().filter(is_read) {
                    let of = |band: Option<&'a BandId>| Child {
                        band,
                        columns: &rows.columns,
                        keys: &row.keys,
                        amount: row.amount.pounds(),
                    };
                    let key = named.and_then(|at| row.keys.get(at));
                    match key.filter(|key| *key != ANY_KEY) {
                        Some(key) => {
                            let band = bands.iter().find(|band| band.as_str() == key);
                            children.extend(band.map(|band| of(Some(band))));
                        }
                        None if told_apart => {
                            let left = bands.iter();
                            let left = left.filter(|band| !table.agreed_above.contains_key(*band));
                            children.extend(left.map(|band| of(Some(band))));
                        }
                        None => children.push(of(None)),
                    }
                }
                children
            }
            _ => bands.iter().filter_map(of_band).collect(),
        };
        let times = match table.times_a_year {
            Some(_) if table.basis == AmountBasis::Hour => return Vec::new(),
            times => times.unwrap_or(Rate::ONE).value(),
        };
        let yearly = |mut child: Child<'a>| {
            child.amount = child.amount.checked_mul(times)?;
            Some(child)
        };
        children.into_iter().filter_map(yearly).collect()
    }

    /// Whether some modifier is for some bands only.
    fn told_apart(&self) -> bool {
        self.modifiers.iter().any(|modifier| {
            matches!(modifier, Modifier::Change(change)
                if change.when.iter().any(|one| matches!(one, Condition::Bands(_))))
        })
    }

    /// Pounds of a child after so many modifiers, unrounded.
    fn after(&self, child: &Child<'_>, count: usize, specimen: &Specimen<'_>) -> Option<Decimal> {
        let mut amount = child.amount;
        for modifier in self.modifiers.iter().take(count) {
            if let Modifier::Change(change) = modifier
                && of(&change.what) == Of::Amount
                && specimen.meets(change, child)
            {
                amount = changed(amount, &change.what)?;
                if self.applied == RoundingApplied::EachStep {
                    amount = rounded(amount, specimen.table.rounding_in(self.within.rounding?))?;
                }
            }
        }
        Some(amount)
    }

    /// Holds what was published after a modifier against what comes of the tables and rows that it meets.
    fn as_published(&self, fields: &Fields<'_>, change: &Change, at: usize) {
        if fields.maybe("published").is_none() {
            return;
        }
        let specimens = self.specimens(change);
        let with_children = |one: Specimen<'_>| {
            let children = self.children(&one).into_iter().filter(|child| {
                let bands = child.band;
                change.when.iter().all(|condition| match condition {
                    Condition::Bands(some) => bands.is_none_or(|band| some.contains(band)),
                    _ => true,
                })
            });
            let rounding = self.within.rounding.map(|set| one.table.rounding_in(set));
            let after = |child: Child<'_>| {
                let exact = self.after(&child, at + 1, &one)?;
                Some((child.band.cloned(), rounding?.to_money(exact).ok()?))
            };
            children.filter_map(after).collect::<Vec<_>>()
        };
        let amounts: Vec<(Option<BandId>, Money)> = specimens.flat_map(with_children).collect();
        amounts::published(fields, self.within, |band| {
            let of_band = amounts
                .iter()
                .filter(|(of, _)| of.as_ref().is_none_or(|of| of == band));
            of_band.map(|(_, amount)| *amount).collect()
        });
    }

    /// Says where a cap cuts every amount of a table alike.
    fn leaves_something(
        &self,
        fields: &Fields<'_>,
        change: &Change,
        at: usize,
        (cap, above): (Rate, AboveCap),
    ) {
        for specimen in self.specimens(change) {
            let id = &specimen.table.id;
            let sentence = match self.amounts(&specimen, at) {
                Some((lowest, highest)) if cap.value() < lowest && lowest < highest => format!(
                    "the cap {} is below {}, the lowest amount above nothing in the table {id}, so every band or row would come to the same: raise it",
                    in_pounds(cap),
                    in_pounds(Rate::new(lowest))
                ),
                Some((lowest, _)) if cap.value() < lowest && above == AboveCap::Block => format!(
                    "the cap {} is below {}, the only amount in the table {id}, so it would always block: raise it",
                    in_pounds(cap),
                    in_pounds(Rate::new(lowest))
                ),
                _ => continue,
            };
            fields.wrong(fields.place(), Fault::PointlessCap, sentence);
            return;
        }
    }

    /// Says where a minimum raises every amount alike, whatever the table.
    fn leaves_amounts(&self, fields: &Fields<'_>, change: &Change, at: usize, least: Rate) {
        // Awards that are added come to more than the highest of them, and so may what is agreed or measured.
        if self.within.kind == Some(Kind::AdditiveStreams) {
            return;
        }
        let mut found: Option<(Decimal, Decimal)> = None;
        for specimen in self.specimens(change) {
            let known =
                !is_measured(&specimen.table.values) && specimen.table.agreed_above.is_empty();
            let Some((low, high)) = self.amounts(&specimen, at).filter(|_| known) else {
                return;
            };
            found = Some(found.map_or((low, high), |(l, h)| (l.min(low), h.max(high))));
        }
        if let Some((lowest, highest)) = found
            && least.value() > highest
            && lowest < highest
        {
            let sentence = format!(
                "the minimum {} is above {}, the highest amount, so every band or row would come to the same: lower it",
                in_pounds(least),
                in_pounds(Rate::new(highest))
            );
            fields.wrong(fields.place(), Fault::PointlessCap, sentence);
        }
    }

    /// The lowest amount above nothing and the highest of a table after so many modifiers. What is measured has no highest.
    fn amounts(&self, specimen: &Specimen<'_>, count: usize) -> Option<(Decimal, Decimal)> {
        if is_measured(&specimen.table.values) {
            let nothing = child(None, Decimal::ZERO);
            return Some((self.after(&nothing, count, specimen)?, Decimal::MAX));
        }
        let mut found: Option<(Decimal, Decimal)> = None;
        for child in self.children(specimen) {
            let amount = self.after(&child, count, specimen)?;
            if amount > Decimal::ZERO {
                found = Some(found.map_or((amount, amount), |(low, high)| {
                    (low.min(amount), high.max(amount))
                }));
            }
        }
        found
    }
}

impl Specimen<'_> {
    /// Whether a child of the table can come to a row.
    fn has(&self, rows: &Rows, row: &ValueRow) -> bool {
        rows.columns.iter().zip(&row.keys).all(|(column, key)| {
            let is_of_table = *column != Column::Setting
                || key == ANY_KEY
                || self
                    .table
                    .settings
                    .iter()
                    .any(|setting| setting.code() == key);
            is_of_table && can_be(key, column, &self.when)
        })
    }

    /// Whether rows of their own stand for all children who could come to a row for any other.
    fn stood_in<'r>(&self, rows: &'r Rows) -> impl Fn(&ValueRow) -> bool + use<'r> {
        let mut limits: Vec<(usize, Vec<String>)> = Vec::new();
        for (at, column) in rows.columns.iter().enumerate() {
            let named = self.when.iter().filter_map(|one| named(one, column));
            limits.extend(named.map(|keys| (at, keys)));
            if *column == Column::Setting {
                let codes = self.table.settings.iter().map(|one| folded(one.code()));
                limits.push((at, codes.collect()));
            }
        }
        let as_one = |keys: &[String]| keys.iter().map(folded).collect::<Vec<_>>();
        let all: BTreeSet<Vec<String>> = if limits.is_empty() {
            BTreeSet::new()
        } else {
            rows.rows.iter().map(|row| as_one(&row.keys)).collect()
        };
        move |row| {
            limits.iter().any(|(at, keys)| {
                row.keys.get(*at).is_some_and(|key| key == ANY_KEY)
                    && keys.iter().all(|key| {
                        let mut own = as_one(&row.keys);
                        if let Some(cell) = own.get_mut(*at) {
                            cell.clone_from(key);
                        }
                        all.contains(&own)
                    })
            })
        }
    }

    /// Whether a modifier is for the child, as far as that is known.
    fn meets(&self, change: &Change, child: &Child<'_>) -> bool {
        let said = |condition: &Condition| {
            let mut cells = child.columns.iter().zip(child.keys);
            cells.find_map(|(column, key)| holds(condition, column, key))
        };
        change.when.iter().all(|condition| match condition {
            Condition::OnOrAfter(day) => self.on.is_some_and(|on| on >= *day),
            Condition::Before(day) => self.on.is_some_and(|on| on < *day),
            Condition::Bands(bands) => child.band.is_some_and(|band| bands.contains(band)),
            Condition::Settings(settings) => {
                said(condition).unwrap_or_else(|| settings.contains(&self.setting))
            }
            other => said(other).unwrap_or_else(|| self.when.contains(&other)),
        })
    }
}

fn child<'a>(band: Option<&'a BandId>, amount: Decimal) -> Child<'a> {
    Child {
        band,
        columns: &[],
        keys: &[],
        amount,
    }
}

/// Whether an amount is worked out from what a child's plan says, so that it can be anything.
fn is_measured(values: &Values) -> bool {
    match values {
        Values::SupportHours(_) | Values::Cost(_) | Values::Points(_) => true,
        Values::Rows(rows) => rows.per_hour_above.is_some(),
        Values::Amounts(_) | Values::Multiples(_) | Values::Staffing(_) => false,
    }
}

/// Pounds of a band, where a table says them by band alone.
pub(super) fn by_band(band: &BandId, values: &Values) -> Option<Decimal> {
    match values {
        Values::Amounts(amounts) => Some(amounts.get(band)?.pounds()),
        Values::Multiples(multiples) => {
            let multiple = multiples.by_band.get(band)?.value();
            multiple.checked_mul(multiples.base.value())
        }
        Values::Staffing(staffing) => a_pupil(
            staffing.classes.get(band)?,
            &staffing.posts,
            staffing.per_pupil,
        ),
        Values::Rows(_) | Values::SupportHours(_) | Values::Cost(_) | Values::Points(_) => None,
    }
}

/// The only keys of a column that a condition leaves, where it names some.
fn named(condition: &Condition, column: &Column) -> Option<Vec<String>> {
    Some(match (condition, column) {
        (Condition::Settings(some), Column::Setting) => {
            some.iter().map(|one| folded(one.code())).collect()
        }
        (Condition::PrimaryNeeds(some), Column::PrimaryNeed) => {
            some.iter().map(|one| folded(one.code())).collect()
        }
        (Condition::Phases(some), Column::Phase) => {
            some.iter().map(|one| folded(one.as_str())).collect()
        }
        (Condition::Institutions(some), Column::Institution)
        | (Condition::HostAuthorities(some), Column::HostAuthority) => {
            some.iter().map(folded).collect()
        }
        (Condition::Residency(Residency::Own), Column::Residency) => vec!["own".to_owned()],
        (Condition::Residency(Residency::Other), Column::Residency) => vec!["other".to_owned()],
        (Condition::Plan(true), Column::Plan) => vec!["plan".to_owned()],
        (Condition::Plan(false), Column::Plan) => vec!["no plan".to_owned()],
        _ => return None,
    })
}

/// Whether a key of a column can be a child's for whom all of the conditions hold.
fn can_be(key: &str, column: &Column, when: &[&Condition]) -> bool {
    let mut when = when.iter();
    when.all(|condition| holds(condition, column, key).unwrap_or(true))
}

/// Whether a condition holds of whoever has this key in this column. None where the column says nothing of it.
fn holds(condition: &Condition, column: &Column, key: &str) -> Option<bool> {
    if key == ANY_KEY {
        return None;
    }
    let is_named = |names: &BTreeSet<String>| {
        let name = folded(key);
        names.iter().any(|one| folded(one) == name)
    };
    let level = || Level::parse(key).ok();
    Some(match (condition, column) {
        (Condition::Settings(some), Column::Setting) => some.iter().any(|one| one.code() == key),
        (Condition::PrimaryNeeds(some), Column::PrimaryNeed) => {
            some.iter().any(|one| one.code() == key)
        }
        (Condition::Phases(some), Column::Phase) => some.iter().any(|one| one.as_str() == key),
        (Condition::Institutions(some), Column::Institution)
        | (Condition::HostAuthorities(some), Column::HostAuthority) => is_named(some),
        (Condition::Residency(lives), Column::Residency) => {
            (*lives == Residency::Own) == (key == "own")
        }
        (Condition::Plan(is), Column::Plan) => *is == (key == "plan"),
        (Condition::AtLeast(domain, least), Column::Level(of)) if domain == of => {
            level()? >= *least
        }
        (Condition::AtMost(domain, most), Column::Level(of)) if domain == of => level()? <= *most,
        _ => return None,
    })
}

/// What a change makes of an amount, full time; a change that depends on the child's days, hours or
/// earlier amount leaves it.
fn changed(amount: Decimal, what: &What) -> Option<Decimal> {
    match what {
        What::Uplift { percent } => {
            let part = amount
                .checked_mul(percent.value())?
                .checked_div(Decimal::ONE_HUNDRED)?;
            amount.checked_add(part)
        }
        What::Supplement { pounds } => amount.checked_add(pounds.value()),
        What::Factor { by } => amount.checked_mul(by.value()),
        What::Threshold { pounds } => amount.checked_sub(pounds.value()),
        What::Minimum { pounds } => Some(amount.max(pounds.value())),
        What::NothingBelow { pounds } if amount < pounds.value() => Some(Decimal::ZERO),
        What::Cap { pounds, .. } => Some(amount.min(pounds.value())),
        What::Round(rounding) => rounded(amount, *rounding),
        _ => Some(amount),
    }
}

fn rounded(amount: Decimal, rounding: Rounding) -> Option<Decimal> {
    rounding.to_money(amount).ok().map(Money::pounds)
}
