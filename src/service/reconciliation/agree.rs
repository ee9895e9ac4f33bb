//! An officer settles a line: the school is right, or the record stays as it is.

use super::SUBJECT;
use crate::access::{Action, Actor, Subject};
use crate::calendar::in_words;
use crate::ids::ReconciliationId;
use crate::reconcile::{Difference, Outcome, SaidEnd};
use crate::rules::RuleBook;
use crate::service::corrections::{self, CorrectionKind, Wanted};
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, trail};
use crate::store::award;
use crate::store::reconciliation::{
    self, HeldSide, LineState, ReconciledLine, Reconciliation, SaidSide,
};
use crate::store::{Store, Tx, child};

/// What came of a line that was agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// Corrections that changed the award: the next open payment period adjusts what was paid.
    pub corrected: u32,
    /// Corrections and questions that wait for casework.
    pub left_to_casework: u32,
}

/// Why a line cannot be agreed as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotAgree {
    /// It was settled before, by this officer or another.
    Settled,
    /// The award was changed after the return was compared.
    AwardChanged,
    /// A correction of the kind about the award waits for an answer.
    Waiting,
    /// The record is restricted, and corrections are not made through a list.
    Restricted,
}

/// Agrees a line: the award is corrected where its dates or share can be, and the rest is left to casework as a task.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever does not reconcile; [`ServiceError::NotFound`] without such a line;
/// [`ServiceError::Conflict`] if the award is changed at the same moment.
pub async fn agree(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    at: (&ReconciliationId, u32),
    moment: Moment,
) -> Result<Result<Agreed, CannotAgree>, ServiceError> {
    let mut tx = store.begin().await?;
    let (of, line) = open(&mut tx, actor, at).await?;
    if line.state != LineState::Open {
        return Ok(Err(CannotAgree::Settled));
    }
    let agreed = match &line.held {
        // No award names the child here, so there is none to correct: casework finds out.
        None => Agreed {
            corrected: 0,
            left_to_casework: 1,
        },
        Some(held) => match correct(&mut tx, book, actor, (&of, &line, held), moment).await? {
            Ok(agreed) => agreed,
            Err(why) => {
                tx.rollback().await?;
                return Ok(Err(why));
            }
        },
    };
    let state = if line.held.is_some() {
        LineState::Agreed
    } else {
        LineState::Task
    };
    let by = (&actor.user, moment.instant);
    reconciliation::settle(&mut tx, at, (LineState::Open, state), "", by).await?;
    note(&mut tx, actor, "reconciliation-line-agreed", at, moment).await?;
    tx.commit().await?;
    Ok(Ok(agreed))
}

/// Leaves the record as it is, for a reason; whether the line was still open.
///
/// # Errors
/// As [`agree`].
pub async fn keep(
    store: &Store,
    actor: &Actor,
    at: (&ReconciliationId, u32),
    reason: &str,
    moment: Moment,
) -> Result<bool, ServiceError> {
    let mut tx = store.begin().await?;
    let (_, line) = open(&mut tx, actor, at).await?;
    if line.state != LineState::Open {
        return Ok(false);
    }
    let by = (&actor.user, moment.instant);
    let states = (LineState::Open, LineState::Kept);
    reconciliation::settle(&mut tx, at, states, reason, by).await?;
    note(&mut tx, actor, "reconciliation-line-kept", at, moment).await?;
    tx.commit().await?;
    Ok(true)
}

async fn open(
    tx: &mut Tx,
    actor: &Actor,
    (id, number): (&ReconciliationId, u32),
) -> Result<(Reconciliation, ReconciledLine), ServiceError> {
    require(actor, Action::ReconcileSchools, &Subject::Anything)?;
    let of = reconciliation::find(tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let mut lines = reconciliation::lines(tx, id).await?.into_iter();
    let line = lines.find(|line| line.number == number);
    Ok((of, line.ok_or(ServiceError::NotFound)?))
}

pub(super) async fn note(
    tx: &mut Tx,
    actor: &Actor,
    action: &str,
    (id, number): (&ReconciliationId, u32),
    moment: Moment,
) -> Result<(), ServiceError> {
    let subject = format!("{id}/{number}");
    let subject = (SUBJECT, subject.as_str());
    trail::note(tx, moment, Some(&actor.user), action, subject).await
}

/// Makes the corrections of a line about an award that is held.
async fn correct(
    tx: &mut Tx,
    book: &RuleBook,
    actor: &Actor,
    (of, line, held): (&Reconciliation, &ReconciledLine, &HeldSide),
    moment: Moment,
) -> Result<Result<Agreed, CannotAgree>, ServiceError> {
    let who = child::find(tx, &held.child).await?;
    if who.is_none_or(|who| who.restricted) {
        return Ok(Err(CannotAgree::Restricted));
    }
    let terms = award::find(tx, &held.award).await?;
    if terms.is_none_or(|(_, terms)| terms.number != held.version) {
        return Ok(Err(CannotAgree::AwardChanged));
    }
    let said = format!(
        "From the return of {}",
        in_words(Moment::of(of.made_at).today)
    );
    let mut agreed = Agreed {
        corrected: 0,
        left_to_casework: 0,
    };
    for (kind, words) in corrections_of(line, held) {
        let wanted = Wanted {
            child: held.child.clone(),
            award: held.award.clone(),
            establishment: of.establishment.clone(),
            kind: kind.0,
            on: kind.1,
            fte: kind.2,
            note: if words.is_empty() {
                said.clone()
            } else {
                format!("{said}: {words}")
            },
        };
        match corrections::make(tx, book, actor, wanted, moment).await {
            Ok(true) => agreed.corrected += 1,
            Ok(false) => agreed.left_to_casework += 1,
            Err(ServiceError::Conflict) => return Ok(Err(CannotAgree::Waiting)),
            Err(error) => return Err(error),
        }
    }
    Ok(Ok(agreed))
}

/// A correction's kind, its day and its share.
type Kind = (
    CorrectionKind,
    Option<crate::calendar::Date>,
    Option<crate::money::Fte>,
);

/// The corrections that a line asks for. Dates first, so that a new share is from the first day that is right; what no
/// correction changes by itself is one in words.
fn corrections_of(line: &ReconciledLine, held: &HeldSide) -> Vec<(Kind, String)> {
    let in_words_alone = |words: Vec<String>| {
        let kind = (CorrectionKind::Other, None, None);
        (!words.is_empty()).then(|| (kind, words.join("; ")))
    };
    let Some(said) = &line.said else {
        let words = vec!["the school does not have this child in the year".to_owned()];
        return in_words_alone(words).into_iter().collect();
    };
    if line.outcome != Outcome::Differs {
        return Vec::new();
    }
    let mut made = Vec::new();
    let mut words = Vec::new();
    let differs = |one| line.differences.contains(&one);
    if let (true, Some(from)) = (differs(Difference::Start), said.from) {
        made.push(((CorrectionKind::Started, Some(from), None), String::new()));
    }
    if differs(Difference::End) {
        match said.end {
            SaidEnd::On(last) => {
                made.push(((CorrectionKind::Left, Some(last), None), String::new()));
            }
            SaidEnd::Open | SaidEnd::Unstated => {
                words.push("the child is on roll after the award’s last day".to_owned());
            }
        }
    }
    if let (true, Some(fte)) = (differs(Difference::Share), said.fte) {
        let since = share_since(held, said, differs(Difference::Start));
        made.push((
            (CorrectionKind::Share, Some(since), Some(fte)),
            String::new(),
        ));
    }
    if let (true, Some(band)) = (differs(Difference::Band), &said.band) {
        let ours = held.band.as_deref().unwrap_or("none");
        words.push(format!("the band is {band} there and {ours} here"));
    }
    made.extend(in_words_alone(words));
    made
}

/// From when another share of full time holds: the first day of the award as it is once its dates are right.
fn share_since(held: &HeldSide, said: &SaidSide, is_moved: bool) -> crate::calendar::Date {
    said.from.filter(|_| is_moved).unwrap_or(held.from)
}
