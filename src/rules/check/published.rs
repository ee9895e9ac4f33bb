//! What modifiers make of the amounts of the bands, full time: held against what was published after
//! a modifier, and against caps and minimums that leave nothing to tell apart.

use crate::calendar::Date;
use crate::money::{Decimal, Money, Rounding};
use crate::needs::{BandId, Setting};
use crate::rules::problem::Fault;
use crate::rules::questions::Condition;
use crate::rules::reader::{Fields, Placed};
use crate::rules::set::{
    AmountBasis, Change, Column, Modifier, RoundingApplied, ValueTable, Values, What,
};

use super::amounts;
use super::modifiers::{Of, of};
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

/// A child for whom a modifier is worked out: in this setting, under this table, on this day.
struct Specimen<'a> {
    table: &'a ValueTable,
    setting: Setting,
    when: &'a [Condition],
    on: Option<Date>,
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
        let Some(specimen) = arithmetic.specimen(change) else {
            continue;
        };
        let fields = Fields::of(
            section,
            "[[modifier]]",
            &super::changes::KEYS,
            stream.problems,
        );
        let gives = |band: &BandId| arithmetic.after(band, at, &specimen);
        amounts::published(&fields, arithmetic.within, gives);
        arithmetic.leaves_something(&fields, change, at, &specimen);
    }
}

impl Arithmetic<'_> {
    /// The first table that holds where the change does, with a setting of both.
    fn specimen<'a>(&'a self, change: &'a Change) -> Option<Specimen<'a>> {
        let on = change.when.iter().find_map(|condition| match condition {
            Condition::OnOrAfter(day) => Some(*day),
            _ => None,
        });
        self.tables.iter().find_map(|table| {
            let table = &table.value;
            let known = |condition| change.when.contains(condition);
            let setting = table.settings.iter().find(|setting| {
                change.when.iter().all(|condition| match condition {
                    Condition::Settings(settings) => settings.contains(setting),
                    _ => true,
                })
            })?;
            table.when.iter().all(known).then_some(Specimen {
                table,
                setting: *setting,
                when: &change.when,
                on: on.or(self.first_day),
            })
        })
    }

    /// Pounds of a band after the modifiers up to and with one, unrounded.
    fn after(&self, band: &BandId, last: usize, specimen: &Specimen<'_>) -> Option<Decimal> {
        let mut amount = base(band, specimen)?;
        for modifier in self.modifiers.iter().take(last + 1) {
            if let Modifier::Change(change) = modifier
                && of(&change.what) == Of::Amount
                && specimen.meets(change, band)
            {
                amount = changed(amount, &change.what)?;
                if self.applied == RoundingApplied::EachStep {
                    amount = rounded(amount, self.within.rounding?)?;
                }
            }
        }
        Some(amount)
    }

    /// Says where a cap cuts every amount alike, or a minimum raises every amount alike.
    fn leaves_something(
        &self,
        fields: &Fields<'_>,
        change: &Change,
        at: usize,
        specimen: &Specimen<'_>,
    ) {
        let before = |band: &BandId| match at.checked_sub(1) {
            Some(last) => self.after(band, last, specimen),
            None => base(band, specimen),
        };
        let bands = self.within.known.in_order().iter();
        let amounts: Vec<Decimal> = bands
            .filter_map(before)
            .filter(|amount| *amount > Decimal::ZERO)
            .collect();
        let (Some(lowest), Some(highest)) = (amounts.iter().min(), amounts.iter().max()) else {
            return;
        };
        let sentence = match change.what {
            What::Cap { pounds, .. } if pounds.value() < *lowest && lowest < highest => format!(
                "the cap £{pounds} is below £{lowest}, the lowest amount above nothing, so every band would come to the same: raise it"
            ),
            What::Minimum { pounds } if pounds.value() > *highest && lowest < highest => format!(
                "the minimum £{pounds} is above £{highest}, the highest amount, so every band would come to the same: lower it"
            ),
            _ => return,
        };
        fields.wrong(fields.place(), Fault::PointlessCap, sentence);
    }
}

impl Specimen<'_> {
    fn meets(&self, change: &Change, band: &BandId) -> bool {
        change.when.iter().all(|condition| match condition {
            Condition::Settings(settings) => settings.contains(&self.setting),
            Condition::OnOrAfter(day) => self.on.is_some_and(|on| on >= *day),
            Condition::Before(day) => self.on.is_some_and(|on| on < *day),
            Condition::Bands(bands) => bands.contains(band),
            other => self.when.contains(other),
        })
    }
}

/// Pounds of a band in the table, for a year where a year is worked out from it.
fn base(band: &BandId, specimen: &Specimen<'_>) -> Option<Decimal> {
    let amount = match &specimen.table.values {
        Values::Amounts(amounts) => amounts.get(band)?.pounds(),
        Values::Multiples(multiples) => {
            let multiple = multiples.by_band.get(band)?.value();
            multiple.checked_mul(multiples.base.value())?
        }
        Values::Staffing(staffing) => a_pupil(
            staffing.classes.get(band)?,
            &staffing.posts,
            staffing.per_pupil,
        )?,
        Values::Rows(rows) if rows.columns == [Column::Band] => {
            let row = rows.rows.iter().find(|row| row.keys == [band.as_str()])?;
            row.amount.pounds()
        }
        Values::Rows(_) | Values::SupportHours(_) | Values::Cost(_) | Values::Points(_) => {
            return None;
        }
    };
    match specimen.table.times_a_year {
        Some(_) if specimen.table.basis == AmountBasis::Hour => None,
        Some(times) => amount.checked_mul(times.value()),
        None => Some(amount),
    }
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
        What::Cap { pounds, .. } => Some(amount.min(pounds.value())),
        What::Round(rounding) => rounded(amount, *rounding),
        _ => Some(amount),
    }
}

fn rounded(amount: Decimal, rounding: Rounding) -> Option<Decimal> {
    rounding.to_money(amount).ok().map(Money::pounds)
}
