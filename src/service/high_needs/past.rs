//! What placements of years that are over came to, by category: from the record of a year that has a payment calendar, and where
//! there is none the reason, so that no cell of a plan is blank without one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::calendar::{Date, FinancialYear};
use crate::forecast::Category;
use crate::money::Money;
use crate::rules::RuleBook;
use crate::service::payments::costed_in_year;
use crate::service::{Moment, ServiceError};
use crate::store::{Store, payment};

/// How many Januaries that are past a plan shows.
const YEARS: i16 = 3;

/// A year that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PastYear {
    /// The year, `2025-26`.
    pub(super) year: String,
    /// What each category came to; none of a year of which that is not known.
    pub(super) spend: Option<BTreeMap<Category, Money>>,
    /// Why it is not known, or what is not in it; nothing where all is.
    pub(super) why: Option<String>,
}

/// The financial years in which the last Januaries lie.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn of_years(
    store: &Store,
    book: &RuleBook,
    last_january: i16,
    moment: Moment,
) -> Result<Vec<PastYear>, ServiceError> {
    let mut tx = store.read().await?;
    let mut years = Vec::new();
    for january in last_january - YEARS + 1..=last_january {
        let Ok(day) = Date::new(january, 1, 15) else {
            continue;
        };
        let year = FinancialYear::containing(day);
        let unknown = |why: &str| PastYear {
            year: year.to_string(),
            spend: None,
            why: Some(why.to_owned()),
        };
        if year.end() > moment.today {
            years.push(unknown("Not known: the year is not over"));
            continue;
        }
        let Some(calendar) = payment::calendar_of(&mut tx, year.first_day()).await? else {
            years.push(unknown("Not known: no payment calendar of the year"));
            continue;
        };
        let record = costed_in_year(&mut tx, book, &calendar).await?;
        let mut spend: BTreeMap<Category, Money> = Category::ALL
            .into_iter()
            .map(|category| (category, Money::ZERO))
            .collect();
        for piece in record
            .pieces
            .iter()
            .filter(|piece| piece.kind.is_within_grant())
        {
            let category = Category::of(piece.setting.code());
            let sum = spend.entry(category).or_insert(Money::ZERO);
            *sum = sum
                .plus(piece.amount)
                .map_err(|error| ServiceError::Broken(Box::new(error)))?;
        }
        let why = (record.left_out > 0).then(|| {
            format!(
                "{} costs of the record cannot be worked out",
                record.left_out
            )
        });
        years.push(PastYear {
            year: year.to_string(),
            spend: Some(spend),
            why,
        });
    }
    Ok(years)
}
