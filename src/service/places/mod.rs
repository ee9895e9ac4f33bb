//! High needs places for a commissioner: a year's list with what is commissioned, funded and filled, one establishment with its
//! placements and fees, the numbers as they are kept, and the rates that they are paid at.
//!
//! Numbers and rates are entries that stay: each change is a new one, with who and when in the trail by ids alone.

mod demonstration;
mod keep;
mod list;
mod one;
mod rates;
mod sheets;
mod sums;
mod years;

pub use demonstration::demonstrate;
pub use keep::{Asked, Kept, asked, find, keep};
pub use list::{Row, Total, Unkept, YearPlaces, of_year};
pub use one::{At, ChildAt, LineAt, at};
pub use rates::{RateEntry, RateView, enter_rate, rates};
pub use sheets::{csv, workbook};
pub use sums::PhaseSum;
pub use years::years;

pub(in crate::service) use sums::{Sums, of_year as sums_of_year};
pub(in crate::service) use years::near;

pub use crate::store::place_number::PlaceEntry;
pub use crate::store::place_rate::EnteredRate;

use crate::money::MoneyError;
use crate::places::PlaceRates;
use crate::service::ServiceError;
use crate::store::{Tx, place_rate};

/// The published rates with those that officers entered.
async fn rates_in_force(tx: &mut Tx) -> Result<PlaceRates, ServiceError> {
    let entered = place_rate::all(tx).await?;
    Ok(PlaceRates::with(entered.into_iter().map(|one| one.rate)))
}

fn broken(error: MoneyError) -> ServiceError {
    ServiceError::Broken(Box::new(error))
}
