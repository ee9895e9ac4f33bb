//! The years that a page offers: those that hold something, near the present one.

use std::collections::BTreeSet;

use crate::access::{Action, Actor, Subject};
use crate::calendar::FinancialYear;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError};
use crate::store::{Store, place_number};

/// How many years back and ahead of the present one are offered.
const NEAR: (i16, i16) = (3, 5);

/// The years that a page offers beside the one it shows: near the present one, those that hold something, with this year and
/// the next, in which something may be begun.
pub(in crate::service) fn near(
    held: &BTreeSet<String>,
    shown: FinancialYear,
    moment: Moment,
) -> Vec<FinancialYear> {
    let this = FinancialYear::containing(moment.today).first_day();
    (-NEAR.0..=NEAR.1)
        .map(|ahead| (ahead, this.saturating_add(jiff::Span::new().years(ahead))))
        .map(|(ahead, first)| (ahead, FinancialYear::containing(first)))
        .filter(|(ahead, year)| {
            (0..=1).contains(ahead) || *year == shown || held.contains(&year.to_string())
        })
        .map(|(_, year)| year)
        .collect()
}

/// The years that the page of a year's places offers.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever may not see places.
pub async fn years(
    store: &Store,
    actor: &Actor,
    shown: FinancialYear,
    moment: Moment,
) -> Result<Vec<FinancialYear>, ServiceError> {
    require(actor, Action::ViewPlaces, &Subject::Anything)?;
    let held = place_number::years(&mut store.read().await?).await?;
    Ok(near(&held, shown, moment))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn years_that_hold_nothing_are_not_offered() {
        let moment = Moment::of("2026-11-23T12:00:00Z".parse().unwrap());
        let shown = FinancialYear::containing(date(2024, 4, 1));
        let held = ["2019-20", "2023-24", "2025-26", "2031-32", "2032-33"].map(str::to_owned);
        let offered = near(&BTreeSet::from(held), shown, moment);
        let offered: Vec<String> = offered.iter().map(ToString::to_string).collect();
        let wanted = [
            "2023-24", "2024-25", "2025-26", "2026-27", "2027-28", "2031-32",
        ];
        assert_eq!(offered, wanted);
    }
}
