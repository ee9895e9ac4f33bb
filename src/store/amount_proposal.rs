//! Amounts for one child that an officer proposed because they are above the officer's limit: the newest one counts.

use jiff::Timestamp;

use super::error::StoreError;
use super::restricted::{RestrictedRecords, seen};
use super::row::Row;
use super::tx::Tx;
use super::value::{day, instant, integer, pence, text, text_or_null};
use crate::calendar::Date;
use crate::ids::{ChildId, LocalId, ProfileId, UserId};
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

/// An amount that waits, in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedLine {
    /// For which profile.
    pub profile: ProfileId,
    /// For whom.
    pub child: ChildId,
    /// The child's local reference.
    pub local_id: LocalId,
    /// The amount of a year.
    pub annual: Money,
    /// Who proposed it.
    pub officer_name: String,
    /// When.
    pub at: Timestamp,
}

/// The most amounts of one list.
const LINES_MAX: i64 = 50;

/// The amounts that others proposed and the reader may agree, the earliest first: up to the reader's limit, where there is one,
/// for profiles that the reader did not score, of restricted children only those that are seen, and of no child in whose case
/// the reader declared an interest.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn proposed_to(
    tx: &mut Tx,
    reader: &UserId,
    up_to: Option<Money>,
    restricted: &RestrictedRecords,
) -> Result<Vec<ProposedLine>, StoreError> {
    let seen = seen(("c.restricted", "c.id"), (2, 3));
    let mut values = vec![text(reader)];
    values.extend(restricted.values());
    values.push(pence(up_to.unwrap_or(Money::LARGEST)));
    values.push(integer(LINES_MAX));
    tx.all(
        format!(
            "SELECT f.id, f.child_id, c.local_id, p.annual_pence, p.at, u.display_name FROM profile f \
             JOIN amount_proposal p ON p.profile_id = f.id AND p.profile_version = f.latest_version \
             JOIN profile_version v ON v.profile_id = f.id AND v.number = f.latest_version \
             JOIN child c ON c.id = f.child_id JOIN app_user u ON u.id = p.officer \
             WHERE f.latest_state = 'submitted' AND p.officer <> $1 AND (v.scored_by IS NULL OR v.scored_by <> $1) \
             AND {seen} AND p.annual_pence <= $4 \
             AND NOT EXISTS (SELECT 1 FROM amount_proposal q WHERE q.profile_id = p.profile_id \
             AND q.profile_version = p.profile_version AND q.number > p.number) \
             AND NOT EXISTS (SELECT 1 FROM conflict_of_interest k WHERE k.child_id = f.child_id AND k.officer = $1 \
             AND k.lifted_at IS NULL) ORDER BY p.at, f.id LIMIT $5"
        ),
        values,
        |row| {
            Ok(ProposedLine {
                profile: row.parsed("id")?,
                child: row.parsed("child_id")?,
                local_id: row.parsed("local_id")?,
                annual: row.money("annual_pence")?,
                officer_name: row.text("display_name")?,
                at: row.instant("at")?,
            })
        },
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
