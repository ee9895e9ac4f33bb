//! Invented places for the demonstration, made from who is placed where in the invented authority.

use super::list::filled;
use crate::calendar::{Date, FinancialYear};
use crate::ids::AuthorityCode;
use crate::places::{Numbers, PlaceKind, Places};
use crate::service::{Moment, ServiceError};
use crate::store::Tx;
use crate::store::establishment::{self, Establishment};
use crate::store::place_number::{self, Filling, PlaceEntry};

/// Where the numbers are from.
const SOURCE: &str = "Place change return (invented)";

/// Keeps invented places of the year that a day falls in, at every school and college of the authority's own area that has
/// children in funded places. The same records and day give the same places.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written.
pub async fn demonstrate(
    tx: &mut Tx,
    today: Date,
    own: &AuthorityCode,
    moment: Moment,
) -> Result<(), ServiceError> {
    let year = FinancialYear::containing(today);
    let mut entries = Vec::new();
    for (turn, ((id, kind), here)) in (0_u32..).zip(filled(tx, None, today).await?) {
        let Some(place) = establishment::find(tx, &id).await? else {
            continue;
        };
        let can_have = PlaceKind::of_establishment(place.setting).contains(&kind);
        // One in eleven has no number yet, so that the list of those has something to show.
        if can_have && place.authority.as_ref() == Some(own) && turn % 11 != 10 {
            entries.extend(entry(&place, kind, (&here, turn), (year, own), moment));
        }
    }
    place_number::add(tx, &entries).await?;
    Ok(())
}

/// Places of about as many as are there: some with room, some over number, more from September.
fn entry(
    place: &Establishment,
    kind: PlaceKind,
    (here, turn): (&[Filling], u32),
    (year, own): (FinancialYear, &AuthorityCode),
    moment: Moment,
) -> Option<PlaceEntry> {
    let children: u32 = here.iter().map(|one| one.children).sum();
    // Special schools take other authorities' children, units hardly.
    let others = match kind {
        PlaceKind::Special => children / 14,
        PlaceKind::PostSixteen => children / 9,
        PlaceKind::Unit | PlaceKind::Alternative => 0,
    };
    let pupils = children + others;
    let april = match turn % 4 {
        0 => pupils.saturating_sub(2).max(1),
        1 => pupils,
        2 => pupils + 2,
        _ => pupils + pupils / 12 + 1,
    };
    let september = april
        + if kind == PlaceKind::Special {
            4
        } else {
            turn % 2
        };
    let funded = Numbers { april, september };
    let on_roll = match kind {
        PlaceKind::Unit => Numbers {
            april: april - april / 5,
            september: september - september / 5,
        },
        _ => Numbers::default(),
    };
    // A commissioner agrees some places before the department funds them.
    let commissioned = Numbers {
        april,
        september: september + u32::from(turn % 3 == 0),
    };
    Some(PlaceEntry {
        year: year.to_string(),
        establishment: place.id.clone(),
        places: Places::new(kind, commissioned, funded, on_roll).ok()?,
        number: 1,
        commissioned_by: own.clone(),
        others_reported: others,
        others_on: (others > 0).then(|| census_before(year)),
        source: SOURCE.to_owned(),
        agreed_on: year.first_day(),
        by: None,
        at: moment.instant,
    })
}

/// An invented day on which schools counted, in the January before a year.
fn census_before(year: FinancialYear) -> Date {
    let first = year.first_day();
    Date::new(first.year(), 1, 15).unwrap_or(first)
}
