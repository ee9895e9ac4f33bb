//! A run's life: proposed by one officer, released by another, or taken back before that.

use super::schedule::{self, Walk, closed_of};
use super::waiting::{self, OutOfDate};
use super::year_on;
use crate::access::{Action, Actor, Subject};
use crate::calendar::{Date, iso_text};
use crate::ids::{ChildId, Digest, PaymentRunId, UserId};
use crate::money::Money;
use crate::rules::RuleBook;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, new_id};
use crate::store::audit::{self, Entry};
use crate::store::payment::{self, PaymentCalendar, PaymentLine, PaymentRun, RunState, StoredDue};
use crate::store::{Store, Tx};

/// Why a period cannot be proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotPropose {
    /// An earlier period of the year is open, or this one is closed or proposed already.
    NotTheNext,
    /// The year before has a calendar, and a period that is open.
    EarlierYearOpen,
}

/// The lines of a run, and what is to be kept with them.
pub(super) struct Proposal {
    pub(super) lines: Vec<PaymentLine>,
    pub(super) dues: Vec<StoredDue>,
}

/// Proposes the run of a period: its lines are worked out and kept as they are now.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever does not pay; [`ServiceError::NotFound`] without a calendar or such a period.
pub async fn propose(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (year, period): (Date, u32),
    moment: Moment,
) -> Result<Result<PaymentRunId, CannotPropose>, ServiceError> {
    require(actor, Action::ProposePayments, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let calendar = calendar_with(&mut tx, year, period).await?;
    let runs = payment::runs_of(&mut tx, year).await?;
    if closed_of(&runs) != period || runs.iter().any(|run| run.period == period) {
        return Ok(Err(CannotPropose::NotTheNext));
    }
    let Some(left_over) = left_over(&mut tx, book, year, None).await? else {
        return Ok(Err(CannotPropose::EarlierYearOpen));
    };
    let mut run = begin(&mut tx, (year, period), (&actor.user, moment)).await?;
    payment::add_dues(&mut tx, &run.id, &left_over.dues).await?;
    let mut own = Vec::new();
    let mut walk = Walk::begin(&mut tx, book, &calendar).await?;
    while let Some(part) = walk.next(&mut tx).await? {
        payment::add_dues(&mut tx, &run.id, &part.changed).await?;
        let lines = part.lines.into_iter();
        let lines = lines.filter(|scheduled| scheduled.paid_in == Some(period));
        own.extend(lines.map(|scheduled| scheduled.line));
    }
    schedule::in_order(&mut own);
    let mut lines = left_over.lines;
    lines.append(&mut own);
    complete(&mut tx, &mut run, &lines).await?;
    note(
        &mut tx,
        Some(&actor.user),
        "payment-run-proposed",
        &run,
        moment,
    )
    .await?;
    tx.commit().await?;
    Ok(Ok(run.id))
}

/// What a closed year before still owes, of everybody or of some children: its late changes are paid by the next year's first
/// open period. `None` if it has a calendar and an open period.
pub(super) async fn left_over(
    tx: &mut Tx,
    book: &RuleBook,
    year: Date,
    only: Option<&[ChildId]>,
) -> Result<Option<Proposal>, ServiceError> {
    let before = year
        .yesterday()
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let Some(calendar) = payment::calendar_of(tx, year_on(before)).await? else {
        return Ok(Some(Proposal {
            lines: Vec::new(),
            dues: Vec::new(),
        }));
    };
    let mut walk = Walk::begin(tx, book, &calendar).await?.only(only);
    if usize::try_from(walk.closed()).unwrap_or(usize::MAX) < calendar.periods.periods().len() {
        return Ok(None);
    }
    // What did not change since the year closed is in no part: the few late changes are all that is held.
    let mut proposal = Proposal {
        lines: Vec::new(),
        dues: Vec::new(),
    };
    while let Some(part) = walk.next(tx).await? {
        let lines = part.lines.into_iter();
        proposal.lines.extend(lines.map(|one| one.line));
        proposal.dues.extend(part.changed);
    }
    schedule::in_order(&mut proposal.lines);
    Ok(Some(proposal))
}

/// Keeps a run with its lines and what was due.
pub(super) async fn keep(
    tx: &mut Tx,
    (year, period): (Date, u32),
    proposal: &Proposal,
    by: (&UserId, Moment),
) -> Result<PaymentRun, ServiceError> {
    let mut run = begin(tx, (year, period), by).await?;
    payment::add_dues(tx, &run.id, &proposal.dues).await?;
    complete(tx, &mut run, &proposal.lines).await?;
    Ok(run)
}

/// A run without lines yet: what was due goes with it as it is worked out.
async fn begin(
    tx: &mut Tx,
    (year, period): (Date, u32),
    (by, moment): (&UserId, Moment),
) -> Result<PaymentRun, ServiceError> {
    let run = PaymentRun {
        id: new_id(PaymentRunId::parse)?,
        year_on: year,
        period,
        state: RunState::Proposed,
        lines: 0,
        total: Money::ZERO,
        digest: digest_of(&[]),
        proposed_by: by.clone(),
        proposed_at: moment.instant,
        concluded_by: None,
        concluded_at: None,
        exported_by: None,
        exported_at: None,
    };
    payment::insert_run(tx, &run).await?;
    Ok(run)
}

/// Keeps a run's lines, and what it comes to.
async fn complete(
    tx: &mut Tx,
    run: &mut PaymentRun,
    lines: &[PaymentLine],
) -> Result<(), ServiceError> {
    let total = Money::total(lines.iter().map(|line| line.amount));
    run.total = total.map_err(|error| ServiceError::Broken(Box::new(error)))?;
    run.lines = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    run.digest = digest_of(lines);
    payment::add_lines(tx, &run.id, lines).await?;
    payment::complete_run(tx, run).await?;
    Ok(())
}

/// Releases the proposed run of a period, which is closed from then on; or says how it is out of date, and releases nothing.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever proposed it, and to whoever may not release; [`ServiceError::NotFound`] if none is
/// proposed; [`ServiceError::Broken`] if its lines are not those that were proposed.
pub async fn release(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (year, period): (Date, u32),
    moment: Moment,
) -> Result<Result<(), OutOfDate>, ServiceError> {
    require(actor, Action::ReleasePayments, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let run = proposed(&mut tx, year, period).await?;
    let subject = Subject::PaymentRun {
        proposed_by: &run.proposed_by,
    };
    require(actor, Action::ReleasePayments, &subject)?;
    let lines = payment::lines_of(&mut tx, &run.id).await?;
    if digest_of(&lines) != run.digest {
        return Err(ServiceError::Broken(
            "a payment run's lines were changed".into(),
        ));
    }
    let calendar = calendar_with(&mut tx, year, period).await?;
    let runs = payment::runs_of(&mut tx, year).await?;
    let schedule = schedule::of_year(&mut tx, book, &calendar).await?;
    let waiting = waiting::of(&mut tx, book, &calendar, &runs, &schedule).await?;
    if let Some(why) = waiting.and_then(|waiting| waiting.out_of_date) {
        return Ok(Err(why));
    }
    let state = RunState::Released;
    payment::conclude(&mut tx, &run.id, state, &actor.user, moment.instant).await?;
    note(
        &mut tx,
        Some(&actor.user),
        "payment-run-released",
        &run,
        moment,
    )
    .await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// Takes a proposed run back; its period can be proposed again.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever neither proposes nor releases; [`ServiceError::NotFound`] if none is proposed.
pub async fn withdraw(
    store: &Store,
    actor: &Actor,
    (year, period): (Date, u32),
    moment: Moment,
) -> Result<(), ServiceError> {
    require(actor, Action::WithdrawPayments, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let run = proposed(&mut tx, year, period).await?;
    let state = RunState::Withdrawn;
    payment::conclude(&mut tx, &run.id, state, &actor.user, moment.instant).await?;
    note(
        &mut tx,
        Some(&actor.user),
        "payment-run-withdrawn",
        &run,
        moment,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

async fn proposed(tx: &mut Tx, year: Date, period: u32) -> Result<PaymentRun, ServiceError> {
    let runs = payment::runs_of(tx, year).await?;
    runs.into_iter()
        .find(|run| run.period == period && run.state == RunState::Proposed)
        .ok_or(ServiceError::NotFound)
}

/// The calendar of a year that has a period of that place.
pub(super) async fn calendar_with(
    tx: &mut Tx,
    year: Date,
    period: u32,
) -> Result<PaymentCalendar, ServiceError> {
    let calendar = payment::calendar_of(tx, year).await?;
    let place = usize::try_from(period).unwrap_or(usize::MAX);
    calendar
        .filter(|calendar| place < calendar.periods.periods().len())
        .ok_or(ServiceError::NotFound)
}

/// The digest of a run's lines, in their order: whoever has the export can make it again.
pub(super) fn digest_of(lines: &[PaymentLine]) -> Digest {
    let mut text = String::new();
    for line in lines {
        let parts = [
            line.child.to_string(),
            line.strand.clone(),
            line.kind.code().to_owned(),
            line.establishment
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
            line.payee_key.clone(),
            line.coding.clone(),
            line.order_number.clone().unwrap_or_default(),
            iso_text(line.belongs_year),
            line.belongs_to.to_string(),
            line.reason.map_or("", |reason| reason.code()).to_owned(),
            line.amount.pence().to_string(),
        ];
        text.push_str(&parts.join("\t"));
        // Runs of before codes were kept have none.
        if let Some(code) = &line.gl_code {
            text.push('\t');
            text.push_str(code);
        }
        text.push('\n');
    }
    Digest::of(text.as_bytes())
}

/// An entry about a run, with the digest of its lines.
pub(super) async fn note(
    tx: &mut Tx,
    actor: Option<&UserId>,
    action: &str,
    run: &PaymentRun,
    moment: Moment,
) -> Result<(), ServiceError> {
    let entry = Entry {
        at: moment.instant,
        actor,
        action,
        subject_kind: "payment-run",
        subject_id: run.id.as_str(),
        detail: run.digest.as_str().as_bytes(),
    };
    audit::append(tx, entry).await?;
    Ok(())
}
