//! An officer settles a line: the school is right, or the record stays as it is.

use super::SUBJECT;
use crate::access::{Action, Actor, Subject};
use crate::calendar::{Date, in_words};
use crate::ids::ReconciliationId;
use crate::reconcile::{Difference, Outcome, SaidEnd};
use crate::rules::RuleBook;
use crate::service::corrections::{self, CorrectionKind, Wanted};
use crate::service::reach::require;
use crate::service::scoring::child_for;
use crate::service::{Moment, ServiceError, trail};
use crate::store::award;
use crate::store::reconciliation::{
    self, HeldSide, LineState, ReconciledLine, Reconciliation, SaidSide,
};
use crate::store::{Store, Tx};

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
    /// The record is restricted, and the officer is not named for it.
    Restricted,
    /// The last day is before the year, or not a day of the award.
    DayOutside,
    /// Both sides have the child, or only the school has: no last day is asked.
    NotOnlyHere,
}

/// Agrees a line: the award is corrected where its dates or share can be, and the rest is left to casework as a task. A child
/// whom the school did not return left it on the day that the officer found out; without one, casework finds out.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever does not reconcile; [`ServiceError::NotFound`] without such a line;
/// [`ServiceError::Conflict`] if the award is changed at the same moment.
pub async fn agree(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (at, left): ((&ReconciliationId, u32), Option<Date>),
    moment: Moment,
) -> Result<Result<Agreed, CannotAgree>, ServiceError> {
    let mut tx = store.begin().await?;
    let (of, line) = open(&mut tx, actor, at).await?;
    if line.state != LineState::Open {
        return Ok(Err(CannotAgree::Settled));
    }
    if let Some(why) = left.and_then(|last| not_a_last_day(&line, last, of.year_on)) {
        return Ok(Err(why));
    }
    let agreed = match &line.held {
        // No award names the child here, so there is none to correct: casework finds out.
        None => Agreed {
            corrected: 0,
            left_to_casework: 1,
        },
        Some(held) => {
            match correct(&mut tx, book, actor, (&of, &line, held, left), moment).await? {
                Ok(agreed) => agreed,
                Err(why) => {
                    tx.rollback().await?;
                    return Ok(Err(why));
                }
            }
        }
    };
    let state = if line.held.is_some() {
        LineState::Agreed
    } else {
        LineState::Task
    };
    let by = (&actor.user, moment.instant);
    let words = left.map(|last| format!("Left; the last day was {}", in_words(last)));
    let words = words.unwrap_or_default();
    reconciliation::settle(&mut tx, at, (LineState::Open, state), &words, by).await?;
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

/// Why a day is no last day of a line's child, if it is none. A return is of its year, as in `corrections_of`.
fn not_a_last_day(line: &ReconciledLine, last: Date, year_on: Date) -> Option<CannotAgree> {
    let Some(held) = line
        .held
        .as_ref()
        .filter(|_| line.outcome == Outcome::OnlyHere)
    else {
        return Some(CannotAgree::NotOnlyHere);
    };
    let is_inside = last >= held.from.max(year_on) && held.to.is_none_or(|to| last < to);
    (!is_inside).then_some(CannotAgree::DayOutside)
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
    (of, line, held, left): (&Reconciliation, &ReconciledLine, &HeldSide, Option<Date>),
    moment: Moment,
) -> Result<Result<Agreed, CannotAgree>, ServiceError> {
    match child_for(tx, actor, Action::ReconcileSchools, &held.child, moment).await {
        Ok(_) => {}
        Err(ServiceError::NotFound) => return Ok(Err(CannotAgree::Restricted)),
        Err(error) => return Err(error),
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
    let asked = match left {
        Some(last) => vec![(
            (CorrectionKind::Left, Some(last), None),
            "the school does not have this child in the year".to_owned(),
        )],
        None => corrections_of(line, held, of.year_on),
    };
    for (kind, words) in asked {
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
type Kind = (CorrectionKind, Option<Date>, Option<crate::money::Fte>);

/// The corrections that a line asks for. Dates first, so that a new share is from the first day that is right; what no
/// correction changes by itself is one in words. A return is of its year: whatever would change a day before `year_on`, its
/// first, is in words too.
fn corrections_of(line: &ReconciledLine, held: &HeldSide, year_on: Date) -> Vec<(Kind, String)> {
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
    let is_moved = said.from.is_some_and(|from| from.min(held.from) >= year_on);
    if let (true, Some(from)) = (differs(Difference::Start), said.from) {
        if is_moved {
            made.push(((CorrectionKind::Started, Some(from), None), String::new()));
        } else {
            words.push(format!("the first day is {} there", in_words(from)));
        }
    }
    if differs(Difference::End) {
        match said.end {
            SaidEnd::On(last) if last >= year_on => {
                made.push(((CorrectionKind::Left, Some(last), None), String::new()));
            }
            SaidEnd::On(last) => words.push(format!("the last day is {} there", in_words(last))),
            SaidEnd::Open | SaidEnd::Unstated => {
                words.push("the child is on roll after the award’s last day".to_owned());
            }
        }
    }
    if let (true, Some(fte)) = (differs(Difference::Share), said.fte) {
        let since = share_since(held, said, is_moved && differs(Difference::Start)).max(year_on);
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
fn share_since(held: &HeldSide, said: &SaidSide, is_moved: bool) -> Date {
    said.from.filter(|_| is_moved).unwrap_or(held.from)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;
    use crate::ids::{AwardId, ChildId};

    const ID: &str = "0197d3c0-0000-7000-8000-000000000001";

    fn line(said: (Option<Date>, SaidEnd), differences: Vec<Difference>) -> ReconciledLine {
        ReconciledLine {
            reconciliation: ReconciliationId::parse(ID).unwrap(),
            number: 1,
            outcome: Outcome::Differs,
            differences,
            reference: "EX-1".to_owned(),
            held: None,
            said: Some(SaidSide {
                row: 2,
                band: None,
                fte: Some("0.6".parse().unwrap()),
                from: said.0,
                end: said.1,
            }),
            problem: String::new(),
            state: LineState::Open,
            note: String::new(),
            settled_by: None,
            settled_at: None::<Timestamp>,
        }
    }

    /// The corrections of a line about an award from a day on, each as its kind and its day; words without one.
    fn made(
        held_from: Date,
        said: (Option<Date>, SaidEnd),
        differences: Vec<Difference>,
    ) -> Vec<(CorrectionKind, Option<Date>)> {
        let held = HeldSide {
            child: ChildId::parse(ID).unwrap(),
            award: AwardId::parse(ID).unwrap(),
            version: 1,
            band: None,
            fte: "1".parse().unwrap(),
            from: held_from,
            to: None,
            amount: None,
        };
        let corrections = corrections_of(&line(said, differences), &held, date(2026, 4, 1));
        let plain = corrections.into_iter().map(|((kind, on, _), words)| {
            assert_eq!(kind == CorrectionKind::Other, !words.is_empty());
            (kind, on)
        });
        plain.collect()
    }

    #[test]
    fn a_child_whom_the_school_does_not_have_left_on_a_day_of_the_award_in_the_year() {
        let (year, last) = (date(2026, 4, 1), date(2027, 3, 31));
        let mut only_here = line((None, SaidEnd::Unstated), Vec::new());
        (only_here.outcome, only_here.said) = (Outcome::OnlyHere, None);
        let held = |from, to| HeldSide {
            child: ChildId::parse(ID).unwrap(),
            award: AwardId::parse(ID).unwrap(),
            version: 1,
            band: None,
            fte: "1".parse().unwrap(),
            from,
            to,
            amount: None,
        };
        let outside = Some(CannotAgree::DayOutside);
        for (from, to, day, wanted) in [
            (date(2024, 9, 1), None, year, None),
            (date(2024, 9, 1), None, date(2026, 3, 31), outside),
            (date(2026, 9, 1), None, date(2026, 8, 31), outside),
            (date(2026, 9, 1), None, date(2026, 9, 1), None),
            (date(2026, 9, 1), Some(last), date(2027, 3, 30), None),
            (date(2026, 9, 1), Some(last), last, outside),
        ] {
            only_here.held = Some(held(from, to));
            assert_eq!(not_a_last_day(&only_here, day, year), wanted, "{day}");
        }
        let both = ReconciledLine {
            outcome: Outcome::Differs,
            ..only_here
        };
        let wanted = Some(CannotAgree::NotOnlyHere);
        assert_eq!(not_a_last_day(&both, date(2026, 9, 2), year), wanted);
    }

    #[test]
    fn a_line_of_a_year_corrects_no_day_before_it() {
        use CorrectionKind::{Left, Other, Share, Started};
        let (year, sep, before) = (date(2026, 4, 1), date(2026, 9, 1), date(2024, 9, 1));
        let start = || vec![Difference::Start, Difference::Share];
        for (held_from, said, differences, wanted) in [
            // Within the year everything moves to the day that the school says.
            (
                sep,
                (Some(year), SaidEnd::Open),
                start(),
                vec![(Started, Some(year)), (Share, Some(year))],
            ),
            // Earlier than the year, or an award that began before it, is for casework; the share is from the year's first day.
            (
                sep,
                (Some(before), SaidEnd::Open),
                start(),
                vec![(Share, Some(sep)), (Other, None)],
            ),
            (
                before,
                (Some(sep), SaidEnd::Open),
                start(),
                vec![(Share, Some(year)), (Other, None)],
            ),
            (
                before,
                (None, SaidEnd::Unstated),
                vec![Difference::Share],
                vec![(Share, Some(year))],
            ),
            (
                before,
                (None, SaidEnd::On(year)),
                vec![Difference::End],
                vec![(Left, Some(year))],
            ),
            (
                before,
                (None, SaidEnd::On(date(2026, 3, 31))),
                vec![Difference::End],
                vec![(Other, None)],
            ),
        ] {
            assert_eq!(
                made(held_from, said, differences),
                wanted,
                "{held_from} {said:?}"
            );
        }
    }
}
