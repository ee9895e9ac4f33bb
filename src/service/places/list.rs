//! A year's places by establishment and kind: commissioned, funded, filled on a day, and what they come to.

use std::collections::BTreeMap;

use super::{broken, rates_in_force};
use crate::access::{Action, Actor, Subject};
use crate::calendar::{Date, FinancialYear};
use crate::ids::{AuthorityCode, EstablishmentId};
use crate::money::Money;
use crate::needs::Setting;
use crate::places::{
    FundingProblem, Payer, PlaceKind, PlaceRates, Pupils, Standing, Stretch, YearFunding, funding,
};
use crate::service::reach::{allows, require};
use crate::service::{Moment, ServiceError};
use crate::store::establishment::Establishment;
use crate::store::place_number::{self, Filling, PlaceEntry};
use crate::store::{Store, Tx, establishment};

/// The places of one kind at one establishment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The establishment's name.
    pub name: String,
    /// Who pays for them.
    pub payer: Payer,
    /// The numbers that count, with their kind and source.
    pub entry: PlaceEntry,
    /// The three numbers on the day that is looked at.
    pub standing: Standing,
    /// What they come to in the year, or why that cannot be said.
    pub funding: Result<YearFunding, FundingProblem>,
}

impl Row {
    /// The kind.
    #[must_use]
    pub fn kind(&self) -> PlaceKind {
        self.entry.places.kind()
    }
}

/// Rows together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// Places commissioned on the day.
    pub commissioned: u32,
    /// Places funded on the day.
    pub funded: u32,
    /// Pupils on the day.
    pub pupils: Pupils,
    /// Vacancies of the rows that have any.
    pub vacancies: u32,
    /// Pupils above the funded places of the rows that have any.
    pub over: u32,
    /// What the council pays in the year.
    pub by_council: Money,
    /// What the department pays and deducts.
    pub by_department: Money,
    /// Both.
    pub year: Money,
    /// How many rows are in no sum, because no rate is stated.
    pub unpriced: u32,
}

/// Pupils in places of a kind for which the establishment has no number in the year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unkept {
    /// Where.
    pub establishment: EstablishmentId,
    /// Its name.
    pub name: String,
    /// Which kind their placements fill.
    pub kind: PlaceKind,
    /// Children on record.
    pub children: u32,
}

/// A year's places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearPlaces {
    /// The year.
    pub year: FinancialYear,
    /// The day on which places are looked at: today, or the day of the year that is nearest.
    pub on: Date,
    /// The kind that is asked for; none for all.
    pub kind: Option<PlaceKind>,
    /// By name and kind.
    pub rows: Vec<Row>,
    /// All rows.
    pub total: Total,
    /// Where places are filled and none is kept, by name.
    pub unkept: Vec<Unkept>,
    /// Whether the reader keeps places.
    pub may_keep: bool,
}

/// A year's places, of one kind or of all.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever may not see places.
pub async fn of_year(
    store: &Store,
    actor: &Actor,
    (year, kind): (FinancialYear, Option<PlaceKind>),
    moment: Moment,
) -> Result<YearPlaces, ServiceError> {
    require(actor, Action::ViewPlaces, &Subject::Anything)?;
    let on = day_within(year, moment.today);
    let mut tx = store.read().await?;
    let entries = place_number::of_year(&mut tx, &year.to_string()).await?;
    let rates = rates_in_force(&mut tx).await?;
    let places = by_id(&mut tx).await?;
    let filling = filled(&mut tx, kind, on).await?;
    drop(tx);
    let is_asked = |one: PlaceKind| kind.is_none_or(|kind| kind == one);
    let (kept, rest): (Vec<_>, Vec<_>) = filling.into_iter().partition(|(at, _)| {
        let has_number =
            |entry: &PlaceEntry| entry.establishment == at.0 && entry.places.kind() == at.1;
        entries.iter().any(has_number)
    });
    let kept: BTreeMap<_, _> = kept.into_iter().collect();
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let place = places.get(&entry.establishment);
        let place = place.filter(|_| is_asked(entry.places.kind()));
        if let Some(place) = place {
            let at = (entry.establishment.clone(), entry.places.kind());
            let here = kept.get(&at).map_or(&[][..], Vec::as_slice);
            rows.push(row(place, entry, here, (year, on), &rates));
        }
    }
    rows.sort_by(|one, two| (&one.name, one.kind()).cmp(&(&two.name, two.kind())));
    Ok(YearPlaces {
        year,
        on,
        kind,
        total: total(&rows)?,
        rows,
        unkept: unkept(rest, &places),
        may_keep: allows(actor, Action::KeepPlaces),
    })
}

/// The day on which a year is looked at: today within it, else its first or last day.
pub(super) fn day_within(year: FinancialYear, today: Date) -> Date {
    let last = year.period().last_day().unwrap_or_else(|| year.first_day());
    today.clamp(year.first_day(), last)
}

/// The establishments by their ids.
async fn by_id(tx: &mut Tx) -> Result<BTreeMap<EstablishmentId, Establishment>, ServiceError> {
    let all = establishment::all(tx).await?;
    Ok(all.into_iter().map(|one| (one.id.clone(), one)).collect())
}

/// Who fills places on a day, by where and of which kind.
pub(super) async fn filled(
    tx: &mut Tx,
    kind: Option<PlaceKind>,
    on: Date,
) -> Result<BTreeMap<(EstablishmentId, PlaceKind), Vec<Filling>>, ServiceError> {
    let fills = |setting: &Setting| {
        let kinds = [false, true].map(|in_unit| PlaceKind::filled_by(*setting, in_unit));
        let mut kinds = kinds.into_iter().flatten();
        kinds.any(|one| kind.is_none_or(|kind| kind == one))
    };
    let settings: Vec<Setting> = Setting::ALL.iter().copied().filter(fills).collect();
    let mut by_place: BTreeMap<_, Vec<Filling>> = BTreeMap::new();
    for one in place_number::filling(tx, &settings, on).await? {
        let filled = PlaceKind::filled_by(one.setting, one.in_unit);
        if let Some(kind) = filled.filter(|found| kind.is_none_or(|kind| kind == *found)) {
            let at = (one.establishment.clone(), kind);
            by_place.entry(at).or_default().push(one);
        }
    }
    Ok(by_place)
}

/// A row of the establishment's entry that counts and of who is there.
pub(super) fn row(
    place: &Establishment,
    entry: PlaceEntry,
    here: &[Filling],
    (year, on): (FinancialYear, Date),
    rates: &PlaceRates,
) -> Row {
    let stretch = Stretch::on(on);
    let pupils = pupils(here, &entry.commissioned_by);
    Row {
        name: place.name.clone(),
        payer: Payer::of(place.setting, &place.kind),
        standing: Standing {
            commissioned: entry.places.commissioned().of(stretch),
            funded: entry.places.funded().of(stretch),
            pupils: Pupils {
                of_others: pupils.of_others.saturating_add(entry.others_reported),
                ..pupils
            },
        },
        funding: funding(&entry.places, year, rates),
        entry,
    }
}

/// Children on record by whether the commissioning authority pays for them.
fn pupils(here: &[Filling], commissioned_by: &AuthorityCode) -> Pupils {
    let mut pupils = Pupils::default();
    for one in here {
        let side = if one.paid_by == *commissioned_by {
            &mut pupils.own
        } else {
            &mut pupils.of_others
        };
        *side = side.saturating_add(one.children);
    }
    pupils
}

pub(super) fn total(rows: &[Row]) -> Result<Total, ServiceError> {
    let mut total = Total {
        commissioned: 0,
        funded: 0,
        pupils: Pupils::default(),
        vacancies: 0,
        over: 0,
        by_council: Money::ZERO,
        by_department: Money::ZERO,
        year: Money::ZERO,
        unpriced: 0,
    };
    for row in rows {
        let standing = row.standing;
        total.commissioned += standing.commissioned;
        total.funded += standing.funded;
        total.pupils.own += standing.pupils.own;
        total.pupils.of_others += standing.pupils.of_others;
        total.vacancies += standing.vacancies();
        total.over += standing.over();
        match &row.funding {
            Err(_) => total.unpriced += 1,
            Ok(sums) => {
                let paid = match row.payer {
                    Payer::Authority => &mut total.by_council,
                    Payer::Department => &mut total.by_department,
                };
                *paid = paid.plus(sums.year).map_err(broken)?;
            }
        }
    }
    total.year = total.by_council.plus(total.by_department).map_err(broken)?;
    Ok(total)
}

/// Where places are filled without a number, of kinds that the establishment can have.
fn unkept(
    rest: Vec<((EstablishmentId, PlaceKind), Vec<Filling>)>,
    places: &BTreeMap<EstablishmentId, Establishment>,
) -> Vec<Unkept> {
    let mut found: Vec<Unkept> = rest
        .into_iter()
        .filter_map(|((id, kind), here)| {
            let place = places.get(&id)?;
            let can_have = PlaceKind::of_establishment(place.setting).contains(&kind);
            can_have.then(|| Unkept {
                name: place.name.clone(),
                kind,
                children: here.iter().map(|one| one.children).sum(),
                establishment: id,
            })
        })
        .collect();
    found.sort_by(|one, two| (&one.name, one.kind).cmp(&(&two.name, two.kind)));
    found
}
