//! Amounts for one child that an officer proposed because they are above the officer's limit: the newest one counts.

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{day, instant, integer, pence, text, text_or_null};
use crate::calendar::Date;
use crate::ids::{ProfileId, UserId};
use crate::money::{Fte, Money};

/// An amount that waits for an officer with a higher limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmountProposal {
    /// For which profile.
    pub profile: ProfileId,
    /// And which version of it.
    pub version: u32,
    /// 1 for the first; the highest counts.
    pub number: u32,
    /// Who proposed it.
    pub officer: UserId,
    /// The amount of a year.
    pub annual: Money,
    /// What it secures that no band does; blank once retention took the words.
    pub reason: String,
    /// The first day funded.
    pub from: Date,
    /// The first day not funded; none while it lasts.
    pub to: Option<Date>,
    /// The share of full time.
    pub fte: Fte,
    /// When.
    pub at: Timestamp,
}

/// The proposal that counts for a version of a profile, if there is one.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn latest(
    tx: &mut Tx,
    profile: &ProfileId,
    version: u32,
) -> Result<Option<AmountProposal>, StoreError> {
    tx.first(
        "SELECT * FROM amount_proposal WHERE profile_id = $1 AND profile_version = $2 ORDER BY number DESC LIMIT 1",
        vec![text(profile), integer(version.into())],
        read,
    )
    .await
}

/// Adds a proposal.
///
/// # Errors
/// [`StoreError::Conflict`] if its number is taken: another was made meanwhile; [`StoreError::NotFound`] without the version
/// or the user.
pub async fn add(tx: &mut Tx, proposal: &AmountProposal) -> Result<(), StoreError> {
    let row = vec![
        text(&proposal.profile),
        integer(proposal.version.into()),
        integer(proposal.number.into()),
        text(&proposal.officer),
        pence(proposal.annual),
        text(&proposal.reason),
        day(proposal.from),
        text_or_null(proposal.to),
        text(proposal.fte),
        instant(proposal.at),
    ];
    const COLUMNS: &str = "amount_proposal (profile_id, profile_version, number, officer, annual_pence, reason, from_on, to_on, fte, at)";
    tx.insert_all(COLUMNS, vec![row]).await
}

fn read(row: &Row) -> Result<AmountProposal, StoreError> {
    Ok(AmountProposal {
        profile: row.parsed("profile_id")?,
        version: row.small("profile_version")?,
        number: row.small("number")?,
        officer: row.parsed("officer")?,
        annual: row.money("annual_pence")?,
        reason: row.text("reason")?,
        from: row.day("from_on")?,
        to: row.day_or_null("to_on")?,
        fte: row.parsed("fte")?,
        at: row.instant("at")?,
    })
}
