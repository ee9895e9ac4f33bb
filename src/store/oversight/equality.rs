//! Sex and ethnicity beside bands and levels: for equality analysis alone, and with nothing that names a child.

use super::{Levels, agreed_levels, award_in_force};
use crate::calendar::Date;
use crate::ids::ChildId;
use crate::needs::BandId;
use crate::store::error::StoreError;
use crate::store::tx::Tx;
use crate::store::value::text;

/// A child with an open plan, without anything by which it could be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EqualityCase {
    /// `F`, `M`, or not known.
    pub sex: Option<String>,
    /// The school census' code; `None` where none is kept.
    pub ethnicity: Option<String>,
    /// The band of the award in force.
    pub band: Option<BandId>,
    /// The newest agreed levels; empty where there are none.
    pub levels: Levels,
}

/// Every child with an open plan, in no order that means anything.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn equality(tx: &mut Tx, day: Date) -> Result<Vec<EqualityCase>, StoreError> {
    let mut agreed = agreed_levels(tx).await?;
    let found: Vec<(ChildId, EqualityCase)> = tx
        .all(
            concat!(
                "SELECT p.child_id, c.sex, h.code, w.band FROM plan p JOIN child c ON c.id = p.child_id \
                 LEFT JOIN child_ethnicity h ON h.child_id = p.child_id ",
                award_in_force!(),
                "WHERE p.ceased_on IS NULL"
            ),
            vec![text(day)],
            |row| {
                let case = EqualityCase {
                    sex: row.text_or_null("sex")?,
                    ethnicity: row.text_or_null("code")?,
                    band: row.parsed_or_null("band")?,
                    levels: Levels::new(),
                };
                Ok((row.parsed("child_id")?, case))
            },
        )
        .await?;
    Ok(found
        .into_iter()
        .map(|(child, case)| EqualityCase {
            levels: agreed.remove(&child).unwrap_or_default(),
            ..case
        })
        .collect())
}
