//! A commissioner keeps the numbers of places; every entry stays.

use crate::access::{Action, Actor, Subject};
use crate::calendar::{Date, FinancialYear};
use crate::ids::{AuthorityCode, EstablishmentId, Ukprn, Urn};
use crate::places::{PlaceKind, Places};
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, trail};
use crate::store::establishment::Establishment;
use crate::store::place_number::{self, PlaceEntry};
use crate::store::{Store, Tx, establishment};

/// What a form of numbers stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The year.
    pub year: FinancialYear,
    /// The establishment.
    pub establishment: Establishment,
    /// The kind.
    pub kind: PlaceKind,
    /// The entry that counts, if there is one.
    pub current: Option<PlaceEntry>,
}

/// Numbers as they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The numbers.
    pub places: Places,
    /// The authority that commissions them.
    pub commissioned_by: AuthorityCode,
    /// Pupils of other authorities who have no record here, and on which day they were counted.
    pub others: Option<(u32, Date)>,
    /// From whom the numbers are.
    pub source: String,
    /// Of which day they are.
    pub agreed_on: Date,
    /// How many entries there were when the form was made.
    pub seen: u32,
}

/// What a form of numbers stands on: the establishment and the entry that counts.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever keeps no places; [`ServiceError::NotFound`] without the establishment, or where it
/// can have no places of the kind.
pub async fn asked(
    store: &Store,
    actor: &Actor,
    (year, at, kind): (FinancialYear, &EstablishmentId, PlaceKind),
) -> Result<Asked, ServiceError> {
    require(actor, Action::KeepPlaces, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let establishment = with_places(&mut tx, at, kind).await?;
    Ok(Asked {
        year,
        establishment,
        kind,
        current: counting(&mut tx, year, at, kind).await?,
    })
}

async fn with_places(
    tx: &mut Tx,
    at: &EstablishmentId,
    kind: PlaceKind,
) -> Result<Establishment, ServiceError> {
    let found = establishment::find(tx, at).await?;
    let can_have = |one: &Establishment| PlaceKind::of_establishment(one.setting).contains(&kind);
    found.filter(can_have).ok_or(ServiceError::NotFound)
}

async fn counting(
    tx: &mut Tx,
    year: FinancialYear,
    at: &EstablishmentId,
    kind: PlaceKind,
) -> Result<Option<PlaceEntry>, ServiceError> {
    let history = place_number::history(tx, &year.to_string(), at).await?;
    // The newest of a kind comes first.
    Ok(history.into_iter().find(|one| one.places.kind() == kind))
}

/// Keeps the numbers of an establishment's places; says whether they differ from those that counted.
///
/// # Errors
/// As [`asked`]; [`ServiceError::Conflict`] if somebody else kept numbers of the same places first.
pub async fn keep(
    store: &Store,
    actor: &Actor,
    (year, at): (FinancialYear, &EstablishmentId),
    kept: Kept,
    moment: Moment,
) -> Result<bool, ServiceError> {
    require(actor, Action::KeepPlaces, &Subject::Anything)?;
    let kind = kept.places.kind();
    let mut tx = store.begin().await?;
    with_places(&mut tx, at, kind).await?;
    let current = counting(&mut tx, year, at, kind).await?;
    let number = current.as_ref().map_or(0, |one| one.number);
    if number != kept.seen {
        return Err(ServiceError::Conflict);
    }
    let entry = PlaceEntry {
        year: year.to_string(),
        establishment: at.clone(),
        places: kept.places,
        number: number + 1,
        commissioned_by: kept.commissioned_by,
        others_reported: kept.others.map_or(0, |(count, _)| count),
        others_on: kept.others.map(|(_, on)| on),
        source: kept.source,
        agreed_on: kept.agreed_on,
        by: Some(actor.user.clone()),
        at: moment.instant,
    };
    if current.is_some_and(|one| is_same(&one, &entry)) {
        return Ok(false);
    }
    place_number::add(&mut tx, std::slice::from_ref(&entry)).await?;
    let subject = format!("{year}/{at}/{}/{}", kind.code(), entry.number);
    let subject = ("places", subject.as_str());
    trail::note(&mut tx, moment, Some(&actor.user), "places-kept", subject).await?;
    tx.commit().await?;
    Ok(true)
}

/// Whether two entries say the same, whoever made them and when.
fn is_same(one: &PlaceEntry, two: &PlaceEntry) -> bool {
    let said = |entry: &PlaceEntry| PlaceEntry {
        number: 0,
        by: None,
        at: two.at,
        ..entry.clone()
    };
    said(one) == said(two)
}

/// The establishment of a URN or UKPRN; none where no number fits. Of several that share a UKPRN the one that is open.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever keeps no places.
pub async fn find(
    store: &Store,
    actor: &Actor,
    reference: &str,
) -> Result<Option<Establishment>, ServiceError> {
    require(actor, Action::KeepPlaces, &Subject::Anything)?;
    let mut tx = store.read().await?;
    if let Ok(urn) = Urn::parse(reference)
        && let Some(found) = establishment::find_by_urn(&mut tx, &urn).await?
    {
        return Ok(Some(found));
    }
    match Ukprn::parse(reference) {
        Ok(ukprn) => {
            let found = establishment::find_by_ukprn(&mut tx, &ukprn).await?;
            Ok(found.into_iter().next())
        }
        Err(_) => Ok(None),
    }
}
