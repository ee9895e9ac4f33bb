//! Claims of one authority on another, their parts and steps. Codes, dates and sums, and no words.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::clause::Clause;
use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{Value, flag, instant, integer, pence, pence_or_null, text, text_or_null};
use super::{Page, Paged};
use crate::calendar::{Date, Period};
use crate::costs::CostKind;
use crate::ids::{AuthorityCode, ChildId, ClaimId, EstablishmentId, LocalId, UserId};
use crate::money::Money;
use crate::recoupment::{ClaimReason, ClaimSide, ClaimState, ClaimSums};

/// A claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Our id.
    pub id: ClaimId,
    /// For whom.
    pub child: ChildId,
    /// Who owes.
    pub side: ClaimSide,
    /// The other authority.
    pub authority: AuthorityCode,
    /// This authority, by its number.
    pub own: AuthorityCode,
    /// The first day of the financial year.
    pub year_on: Date,
    /// Its place among those of the child, the side, the authority and the year, from 1.
    pub number: u32,
    /// The place of the payment period up to whose end it claims.
    pub period: u32,
    /// The days.
    pub days: Period,
    /// How far it has come.
    pub state: ClaimState,
    /// Whether an authority looks after the child on any of its days.
    pub looked_after: bool,
    /// What it comes to.
    pub sums: ClaimSums,
    /// What was agreed.
    pub agreed: Option<Money>,
    /// The number of the invoice.
    pub invoice_number: Option<String>,
    /// When it was sent, or came in.
    pub sent_on: Option<Date>,
    /// The day on which its clock started and the day on which it runs out.
    pub clock: Option<(Date, Date)>,
    /// Who raised it.
    pub raised_by: Option<UserId>,
    /// When.
    pub raised_at: Timestamp,
    /// Counts the changes of this row; 1 when new.
    pub version: i64,
}

/// A part of a claim: what it pays for, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimPart {
    /// Where; none where it goes to no establishment.
    pub establishment: Option<EstablishmentId>,
    /// What it pays for.
    pub kind: CostKind,
    /// The line of the section 251 statement; empty for transport, which is outside.
    pub coding: String,
    /// What of it is claimed.
    pub claimed: Money,
    /// All of it: of transport that is not part of the claim too.
    pub all: Money,
}

/// A step of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimStep {
    /// What it became.
    pub state: ClaimState,
    /// On which day.
    pub on: Date,
    /// The sum of the step: claimed, agreed, paid.
    pub amount: Option<Money>,
    /// Why, where it needs a reason.
    pub reason: Option<ClaimReason>,
    /// Who took it.
    pub by: Option<UserId>,
    /// When it was written down.
    pub at: Timestamp,
}

/// A claim as the register lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimLine {
    /// The claim.
    pub claim: Claim,
    /// The child's reference.
    pub local_id: LocalId,
    /// Given and family name; none where the record is restricted or erased.
    pub name: Option<String>,
}

/// Which claims are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimFilter {
    /// Of a year, by its first day.
    pub year_on: Option<Date>,
    /// Of a side.
    pub side: Option<ClaimSide>,
    /// In a state.
    pub state: Option<ClaimState>,
    /// Of another authority.
    pub authority: Option<AuthorityCode>,
    /// Nothing agreed, and the clock has run out by this day.
    pub overdue_on: Option<Date>,
}

impl ClaimFilter {
    fn narrow(&self, found: &mut Clause) {
        found.push(" WHERE 1 = 1");
        if let Some(year) = self.year_on {
            found.push(" AND m.year_on = ").bind(text(year));
        }
        if let Some(side) = self.side {
            found.push(" AND m.side = ").bind(text(side.code()));
        }
        if let Some(state) = self.state {
            found.push(" AND m.state = ").bind(text(state.code()));
        }
        if let Some(authority) = &self.authority {
            found.push(" AND m.authority = ").bind(text(authority));
        }
        if let Some(day) = self.overdue_on {
            found.push(" AND m.state IN ('sent', 'disputed') AND m.clock_out_on <= ");
            found.bind(text(day));
        }
    }
}

/// Adds a claim with its parts and its first step.
///
/// # Errors
/// [`StoreError::Conflict`] if another of its place is there; [`StoreError::NotFound`] without the child or the calendar.
pub async fn insert(
    tx: &mut Tx,
    claim: &Claim,
    parts: &[ClaimPart],
    step: &ClaimStep,
) -> Result<(), StoreError> {
    const COLUMNS: &str = "claim (id, child_id, side, authority, own_authority, year_on, number, period, from_on, to_on, \
         state, looked_after, cost_pence, transport_pence, all_transport_pence, grant_pence, agreed_pence, \
         invoice_number, sent_on, clock_from_on, clock_out_on, raised_by, raised_at, version)";
    tx.insert_all(COLUMNS, vec![values(claim)]).await?;
    let rows = (1_i64..).zip(parts).map(|(number, part)| {
        vec![
            text(&claim.id),
            integer(number),
            text_or_null(part.establishment.as_ref()),
            text(part.kind.code()),
            text(&part.coding),
            pence(part.claimed),
            pence(part.all),
        ]
    });
    tx.insert_all(
        "claim_part (claim_id, number, establishment_id, kind, coding, claimed_pence, all_pence)",
        rows.collect(),
    )
    .await?;
    add_step(tx, &claim.id, 1, step).await
}

async fn add_step(
    tx: &mut Tx,
    claim: &ClaimId,
    number: i64,
    step: &ClaimStep,
) -> Result<(), StoreError> {
    let row = vec![
        text(claim),
        integer(number),
        text(step.state.code()),
        text(step.on),
        pence_or_null(step.amount),
        text_or_null(step.reason.map(ClaimReason::code)),
        text_or_null(step.by.as_ref()),
        instant(step.at),
    ];
    let columns = "claim_step (claim_id, number, state, on_day, pence, reason, by_user, at)";
    tx.insert_all(columns, vec![row]).await
}

/// Writes the claim over the version it was read at, with the step that it took.
///
/// # Errors
/// [`StoreError::Conflict`] if it was changed since.
pub async fn update(tx: &mut Tx, changed: &Claim, step: &ClaimStep) -> Result<(), StoreError> {
    let clock = changed.clock;
    tx.execute_one(
        "UPDATE claim SET state = $2, grant_pence = $3, agreed_pence = $4, invoice_number = $5, sent_on = $6, \
         clock_from_on = $7, clock_out_on = $8, version = version + 1 WHERE id = $1 AND version = $9",
        vec![
            text(&changed.id),
            text(changed.state.code()),
            pence(changed.sums.less_grant),
            pence_or_null(changed.agreed),
            text_or_null(changed.invoice_number.as_ref()),
            text_or_null(changed.sent_on),
            text_or_null(clock.map(|(from, _)| from)),
            text_or_null(clock.map(|(_, out)| out)),
            integer(changed.version),
        ],
        StoreError::Conflict,
    )
    .await?;
    add_step(tx, &changed.id, changed.version + 1, step).await
}

/// A claim with its child.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, id: &ClaimId) -> Result<Option<ClaimLine>, StoreError> {
    tx.first(
        "SELECT m.*, c.local_id, i.forename, i.surname FROM claim m JOIN child c ON c.id = m.child_id \
         LEFT JOIN child_identity i ON i.child_id = m.child_id AND c.restricted = FALSE WHERE m.id = $1",
        vec![text(id)],
        read_line,
    )
    .await
}

/// The parts of a claim.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn parts_of(tx: &mut Tx, id: &ClaimId) -> Result<Vec<ClaimPart>, StoreError> {
    tx.all(
        "SELECT * FROM claim_part WHERE claim_id = $1 ORDER BY number",
        vec![text(id)],
        read_part,
    )
    .await
}

/// The steps of a claim, the first first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn steps_of(tx: &mut Tx, id: &ClaimId) -> Result<Vec<ClaimStep>, StoreError> {
    tx.all(
        "SELECT * FROM claim_step WHERE claim_id = $1 ORDER BY number",
        vec![text(id)],
        |row| {
            Ok(ClaimStep {
                state: row.read("state", ClaimState::parse)?,
                on: row.day("on_day")?,
                amount: row.money_or_null("pence")?,
                reason: row.read_or_null("reason", ClaimReason::parse)?,
                by: row.parsed_or_null("by_user")?,
                at: row.instant("at")?,
            })
        },
    )
    .await
}

/// The claims of a year that stand, with their parts: those withdrawn are none. By child, the earliest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn standing(
    tx: &mut Tx,
    year_on: Date,
) -> Result<Vec<(Claim, Vec<ClaimPart>)>, StoreError> {
    let claims = tx
        .all(
            "SELECT * FROM claim WHERE year_on = $1 AND state <> 'withdrawn' \
             ORDER BY child_id, side, authority, number",
            vec![text(year_on)],
            read,
        )
        .await?;
    let parts = tx
        .all(
            "SELECT p.* FROM claim m JOIN claim_part p ON p.claim_id = m.id \
             WHERE m.year_on = $1 AND m.state <> 'withdrawn' ORDER BY p.claim_id, p.number",
            vec![text(year_on)],
            |row| Ok((row.parsed::<ClaimId>("claim_id")?, read_part(row)?)),
        )
        .await?;
    let mut by_claim: BTreeMap<ClaimId, Vec<ClaimPart>> = BTreeMap::new();
    for (claim, part) in parts {
        by_claim.entry(claim).or_default().push(part);
    }
    let with_parts = claims.into_iter().map(|claim| {
        let parts = by_claim.remove(&claim.id).unwrap_or_default();
        (claim, parts)
    });
    Ok(with_parts.collect())
}

/// The highest number of the claims of a child, a side, an authority and a year, those withdrawn too; 0 without any.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn last_number(
    tx: &mut Tx,
    child: &ChildId,
    (side, authority): (ClaimSide, &AuthorityCode),
    year_on: Date,
) -> Result<u32, StoreError> {
    let found = tx
        .first(
            "SELECT COALESCE(MAX(number), 0) AS n FROM claim \
             WHERE child_id = $1 AND side = $2 AND authority = $3 AND year_on = $4",
            vec![
                text(child),
                text(side.code()),
                text(authority),
                text(year_on),
            ],
            |row| row.small("n"),
        )
        .await?;
    Ok(found.unwrap_or(0))
}

/// A page of the claims that are wanted, the latest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn list(
    tx: &mut Tx,
    filter: &ClaimFilter,
    page: Page,
) -> Result<Paged<ClaimLine>, StoreError> {
    let mut counted = Clause::new("SELECT COUNT(*) AS n FROM claim m");
    filter.narrow(&mut counted);
    let (sql, values) = counted.parts();
    let total = tx.count(sql, values).await?;
    let mut found = Clause::new(
        "SELECT m.*, c.local_id, i.forename, i.surname FROM claim m JOIN child c ON c.id = m.child_id \
         LEFT JOIN child_identity i ON i.child_id = m.child_id AND c.restricted = FALSE",
    );
    filter.narrow(&mut found);
    found
        .push(" ORDER BY m.raised_at DESC, m.id DESC")
        .page(page);
    let (sql, values) = found.parts();
    let items = tx.all(sql, values, read_line).await?;
    Ok(Paged { items, total, page })
}

/// All claims that are wanted, the earliest first: for a file.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all(tx: &mut Tx, filter: &ClaimFilter) -> Result<Vec<ClaimLine>, StoreError> {
    let mut found = Clause::new(
        "SELECT m.*, c.local_id, i.forename, i.surname FROM claim m JOIN child c ON c.id = m.child_id \
         LEFT JOIN child_identity i ON i.child_id = m.child_id AND c.restricted = FALSE",
    );
    filter.narrow(&mut found);
    found.push(" ORDER BY m.raised_at, m.id");
    let (sql, values) = found.parts();
    tx.all(sql, values, read_line).await
}

/// A child's claims, the earliest first, those withdrawn too.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all_of(tx: &mut Tx, child: &ChildId) -> Result<Vec<Claim>, StoreError> {
    tx.all(
        "SELECT * FROM claim WHERE child_id = $1 ORDER BY raised_at, id",
        vec![text(child)],
        read,
    )
    .await
}

/// How many claims have nothing agreed and a clock that has run out by a day.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn overdue(tx: &mut Tx, day: Date) -> Result<u64, StoreError> {
    tx.count(
        "SELECT COUNT(*) AS n FROM claim WHERE state IN ('sent', 'disputed') AND clock_out_on <= $1",
        vec![text(day)],
    )
    .await
}

fn values(claim: &Claim) -> Vec<Value> {
    vec![
        text(&claim.id),
        text(&claim.child),
        text(claim.side.code()),
        text(&claim.authority),
        text(&claim.own),
        text(claim.year_on),
        integer(claim.number.into()),
        integer(claim.period.into()),
        text(claim.days.start()),
        text_or_null(claim.days.end()),
        text(claim.state.code()),
        flag(claim.looked_after),
        pence(claim.sums.cost),
        pence(claim.sums.transport),
        pence(claim.sums.all_transport),
        pence(claim.sums.less_grant),
        pence_or_null(claim.agreed),
        text_or_null(claim.invoice_number.as_ref()),
        text_or_null(claim.sent_on),
        text_or_null(claim.clock.map(|(from, _)| from)),
        text_or_null(claim.clock.map(|(_, out)| out)),
        text_or_null(claim.raised_by.as_ref()),
        instant(claim.raised_at),
        integer(claim.version),
    ]
}

fn read(row: &Row) -> Result<Claim, StoreError> {
    Ok(Claim {
        id: row.parsed("id")?,
        child: row.parsed("child_id")?,
        side: row.read("side", ClaimSide::parse)?,
        authority: row.parsed("authority")?,
        own: row.parsed("own_authority")?,
        year_on: row.day("year_on")?,
        number: row.small("number")?,
        period: row.small("period")?,
        days: row.period("from_on", "to_on")?,
        state: row.read("state", ClaimState::parse)?,
        looked_after: row.flag("looked_after")?,
        sums: ClaimSums {
            cost: row.money("cost_pence")?,
            transport: row.money("transport_pence")?,
            all_transport: row.money("all_transport_pence")?,
            less_grant: row.money("grant_pence")?,
        },
        agreed: row.money_or_null("agreed_pence")?,
        invoice_number: row.text_or_null("invoice_number")?,
        sent_on: row.day_or_null("sent_on")?,
        clock: row
            .day_or_null("clock_from_on")?
            .zip(row.day_or_null("clock_out_on")?),
        raised_by: row.parsed_or_null("raised_by")?,
        raised_at: row.instant("raised_at")?,
        version: row.integer("version")?,
    })
}

fn read_part(row: &Row) -> Result<ClaimPart, StoreError> {
    Ok(ClaimPart {
        establishment: row.parsed_or_null("establishment_id")?,
        kind: row.read("kind", CostKind::parse)?,
        coding: row.text("coding")?,
        claimed: row.money("claimed_pence")?,
        all: row.money("all_pence")?,
    })
}

fn read_line(row: &Row) -> Result<ClaimLine, StoreError> {
    let (forename, surname) = (row.text_or_null("forename")?, row.text_or_null("surname")?);
    let name = forename.zip(surname);
    Ok(ClaimLine {
        claim: read(row)?,
        local_id: row.parsed("local_id")?,
        name: name.map(|(forename, surname)| format!("{forename} {surname}")),
    })
}
