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
use crate::store::{Store, Tx, user};

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

/// Proposes the run of a period: its lines are worked out and kept as they are now. Asked again by the same officer while it
/// waits, it is the same run.
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
    let is_again = |run: &&PaymentRun| {
        (run.period, run.state) == (period, RunState::Proposed) && run.proposed_by == actor.user
    };
    if let Some(run) = runs.iter().find(is_again) {
        return Ok(Ok(run.id.clone()));
    }
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

/// How the release of a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Released {
    /// It is released, now or when the same officer asked before; its period is closed.
    Done,
    /// Its lines are not those of the record any more, so nothing was released.
    OutOfDate(OutOfDate),
    /// Somebody else had released it.
    Before(By),
}

/// Who concluded on a run, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// The name; none of somebody who has left.
    pub name: Option<String>,
    /// The day.
    pub on: Option<Date>,
}

/// Releases the proposed run of a period, which is closed from then on; or says how it is out of date, and releases nothing.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever proposed it, and to whoever may not release; [`ServiceError::NotFound`] if none stands; [`ServiceError::Broken`] if its lines are not those that were proposed.
pub async fn release(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (year, period): (Date, u32),
    moment: Moment,
) -> Result<Released, ServiceError> {
    require(actor, Action::ReleasePayments, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let run = standing(&mut tx, year, period).await?;
    if run.state == RunState::Released {
        return if run.concluded_by.as_ref() == Some(&actor.user) {
            Ok(Released::Done)
        } else {
            Ok(Released::Before(concluded(&mut tx, &run).await?))
        };
    }
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
        return Ok(Released::OutOfDate(why));
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
    Ok(Released::Done)
}

/// Takes a proposed run back, and its period can be proposed again; or says who had released it. One that the officer took back
/// before stays so.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever neither proposes nor releases; [`ServiceError::NotFound`] if none stands.
pub async fn withdraw(
    store: &Store,
    actor: &Actor,
    (year, period): (Date, u32),
    moment: Moment,
) -> Result<Result<(), By>, ServiceError> {
    require(actor, Action::WithdrawPayments, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let run = match standing(&mut tx, year, period).await {
        // The same form, sent again.
        Err(ServiceError::NotFound)
            if payment::is_withdrawn_by(&mut tx, (year, period), &actor.user).await? =>
        {
            return Ok(Ok(()));
        }
        run => run?,
    };
    if run.state == RunState::Released {
        return Ok(Err(concluded(&mut tx, &run).await?));
    }
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
    Ok(Ok(()))
}

/// The run of a period that is proposed or released.
async fn standing(tx: &mut Tx, year: Date, period: u32) -> Result<PaymentRun, ServiceError> {
    let runs = payment::runs_of(tx, year).await?;
    runs.into_iter()
        .find(|run| run.period == period)
        .ok_or(ServiceError::NotFound)
}

/// Who concluded on a run.
async fn concluded(tx: &mut Tx, run: &PaymentRun) -> Result<By, ServiceError> {
    let known = match &run.concluded_by {
        Some(by) => user::find(tx, by).await?,
        None => None,
    };
    Ok(By {
        name: known.map(|known| known.display_name),
        on: run.concluded_at.map(|at| Moment::of(at).today),
    })
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
