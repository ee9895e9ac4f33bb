//! A year's place funding by who pays it and by phase: what section 251 and the high needs figures are offered.

use std::collections::BTreeMap;

use super::list::{day_within, row};
use super::{broken, rates_in_force};
use crate::calendar::FinancialYear;
use crate::money::Money;
use crate::needs::Setting;
use crate::places::{Payer, PlaceKind};
use crate::service::ServiceError;
use crate::service::section_251::phase_of;
use crate::spending::Phase;
use crate::store::establishment::Establishment;
use crate::store::{Tx, establishment, place_number};

/// Place funding of one payer and one phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhaseSum {
    /// Who pays it.
    pub payer: Payer,
    /// The phase.
    pub phase: Phase,
    /// What it comes to in the year.
    pub amount: Money,
}

/// A year's place funding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::service) struct Sums {
    /// By payer and phase; what has no place is left out.
    pub parts: Vec<PhaseSum>,
    /// By payer and kind: the same sums.
    pub by_kind: BTreeMap<(Payer, PlaceKind), Money>,
    /// How many establishments' places are in no sum, because no rate is stated.
    pub unpriced: u32,
}

impl Sums {
    /// What a payer pays in the year.
    pub(in crate::service) fn by(&self, payer: Payer) -> Result<Money, ServiceError> {
        let own = self.parts.iter().filter(|part| part.payer == payer);
        Money::total(own.map(|part| part.amount)).map_err(broken)
    }
}

/// What the places that are kept for a year come to.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(in crate::service) async fn of_year(
    tx: &mut Tx,
    year: FinancialYear,
) -> Result<Sums, ServiceError> {
    let entries = place_number::of_year(tx, &year.to_string()).await?;
    if entries.is_empty() {
        return Ok(Sums::default());
    }
    let rates = rates_in_force(tx).await?;
    let mut by_part: BTreeMap<(Payer, Phase), Money> = BTreeMap::new();
    let mut by_kind: BTreeMap<(Payer, PlaceKind), Money> = BTreeMap::new();
    let mut unpriced = 0;
    for entry in entries {
        let Some(place) = establishment::find(tx, &entry.establishment).await? else {
            continue;
        };
        let on = day_within(year, year.first_day());
        let row = row(&place, entry, &[], (year, on), &rates);
        let Ok(sums) = &row.funding else {
            unpriced += 1;
            continue;
        };
        let part = (row.payer, phase(row.kind(), &place));
        let sum = by_part.entry(part).or_insert(Money::ZERO);
        *sum = sum.plus(sums.year).map_err(broken)?;
        let of_kind = by_kind.entry((row.payer, row.kind()));
        let sum = of_kind.or_insert(Money::ZERO);
        *sum = sum.plus(sums.year).map_err(broken)?;
    }
    let parts = by_part
        .into_iter()
        .map(|((payer, phase), amount)| PhaseSum {
            payer,
            phase,
            amount,
        });
    Ok(Sums {
        parts: parts.collect(),
        by_kind,
        unpriced,
    })
}

/// The column of the statement that places are of: their kind's own, and a unit's its school's phase.
fn phase(kind: PlaceKind, place: &Establishment) -> Phase {
    match kind {
        PlaceKind::Special => Phase::Special,
        PlaceKind::Alternative => Phase::Alternative,
        PlaceKind::PostSixteen => Phase::PostSchool,
        PlaceKind::Unit => phase_of(Setting::Rpu, &place.phase),
    }
}
