//! A school's return comes in and is compared; and a comparison is shown.

use std::collections::BTreeSet;

use crate::access::{Action, Actor, Subject};
use crate::calendar::{Date, FinancialYear};
use crate::ids::{ChildId, EstablishmentId, LocalId, ReconciliationId};
use crate::import::school_return::{self, SchoolReturn};
use crate::import::{SourceFile, Unreadable};
use crate::money::Money;
use crate::reconcile::{Held, Line, Outcome, reconcile};
use crate::rules::RuleBook;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, new_id, trail};
use crate::store::reconciliation::{
    self, HeldSide, LineState, ReconciledLine, Reconciliation, SaidSide,
};
use crate::store::{Store, Tx, establishment, payment};

use super::SUBJECT;
use super::held::{HeldAward, days_of, of_school};

/// How a return was taken.
#[derive(Debug)]
pub enum Taken {
    /// It is compared; every award and every row is in the comparison.
    Compared(ReconciliationId),
    /// Nothing of the file can be used.
    Unreadable(Unreadable),
}

/// A comparison as it stands.
#[derive(Debug)]
pub struct Compared {
    /// The comparison.
    pub of: Reconciliation,
    /// The year.
    pub year: FinancialYear,
    /// The school's name.
    pub name: String,
    /// Its lines, each with the child's name; none where the record is restricted or erased, or no child is meant.
    pub lines: Vec<(ReconciledLine, Option<String>)>,
    /// What the lines held come to in the year.
    pub held: Money,
}

impl Compared {
    /// How many lines ended in one way.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> u64 {
        let of = self
            .lines
            .iter()
            .filter(|(line, _)| line.outcome == outcome);
        u64::try_from(of.count()).unwrap_or(u64::MAX)
    }
}

/// Takes a school's return of a year and compares it with what is held now.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever does not reconcile; [`ServiceError::NotFound`] without the school or the year's
/// payment calendar; [`ServiceError::Broken`] if a row or an award were lost on the way.
pub async fn take(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (year, at): (Date, &EstablishmentId),
    (file, bytes): (String, Vec<u8>),
    moment: Moment,
) -> Result<Taken, ServiceError> {
    require(actor, Action::ReconcileSchools, &Subject::Anything)?;
    let read = SourceFile::of(file, bytes)
        .and_then(|source| Ok((school_return::read(&source)?, source.digest())));
    let (returned, digest) = match read {
        Ok(read) => read,
        Err(why) => return Ok(Taken::Unreadable(why)),
    };
    let mut tx = store.begin().await?;
    establishment::find(&mut tx, at)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let held = of_school(&mut tx, book, (year, at)).await?;
    let made = Reconciliation {
        id: new_id(ReconciliationId::parse)?,
        establishment: at.clone(),
        year_on: year,
        source: digest,
        rows_read: small(returned.rows.len() + returned.refused.len()),
        rows_left_out: small(returned.left_out.len()),
        awards_held: small(held.len()),
        made_by: actor.user.clone(),
        made_at: moment.instant,
    };
    let calendar = payment::calendar_of(&mut tx, year).await?;
    let days = days_of(&calendar.ok_or(ServiceError::NotFound)?)?;
    let sides: Vec<Held> = held.iter().map(side).collect();
    let matched = reconcile(&sides, &returned.rows, &days);
    let known = payment::people(&mut tx).await?.into_values();
    let known = known.map(|(local_id, _)| local_id.as_str().to_lowercase());
    let lines = lines_of(&made, (&held, &returned), &matched, &known.collect());
    check(&made, &lines)?;
    reconciliation::insert(&mut tx, &made, &lines).await?;
    let subject = (SUBJECT, made.id.as_str());
    let who = Some(&actor.user);
    trail::note(&mut tx, moment, who, "school-return-compared", subject).await?;
    tx.commit().await?;
    Ok(Taken::Compared(made.id))
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn side(award: &HeldAward) -> Held {
    let terms = &award.terms;
    Held {
        reference: award.local_id.clone(),
        band: terms.band.as_ref().map(ToString::to_string),
        fte: terms.fte,
        from: terms.from,
        to: terms.to,
    }
}

/// The lines of a comparison: those that were compared, then the rows that could not be read.
fn lines_of(
    made: &Reconciliation,
    (held, returned): (&[HeldAward], &SchoolReturn),
    matched: &[Line],
    known: &BTreeSet<String>,
) -> Vec<ReconciledLine> {
    let blank = |outcome, reference: String| ReconciledLine {
        reconciliation: made.id.clone(),
        number: 0,
        outcome,
        differences: Vec::new(),
        reference,
        held: None,
        said: None,
        problem: String::new(),
        state: match outcome {
            Outcome::Matched | Outcome::Refused => LineState::Settled,
            Outcome::Differs | Outcome::OnlyHere | Outcome::OnlyThere => LineState::Open,
        },
        note: String::new(),
        settled_by: None,
        settled_at: None,
    };
    let compared = matched.iter().map(|line| {
        let award = line.held.and_then(|place| held.get(place));
        let row = line.said.and_then(|place| returned.rows.get(place));
        let reference = match (award, row) {
            (Some(award), _) => award.local_id.to_string(),
            (None, row) => {
                row.map_or_else(String::new, |row| kept_reference(&row.reference, known))
            }
        };
        ReconciledLine {
            differences: line.differences.clone(),
            held: award.map(held_side),
            said: row.map(|row| SaidSide {
                row: row.row,
                band: row.band.clone(),
                fte: row.fte,
                from: row.from,
                end: row.end,
            }),
            ..blank(line.outcome(), reference)
        }
    });
    let mut lines: Vec<ReconciledLine> = compared.collect();
    for row in &returned.refused {
        let unread = ReconciledLine {
            said: Some(SaidSide {
                row: row.row,
                band: None,
                fte: None,
                from: None,
                end: crate::reconcile::SaidEnd::Unstated,
            }),
            problem: row.why.clone(),
            ..blank(Outcome::Refused, kept_reference(&row.reference, known))
        };
        // A child whose row could not be read was returned: nobody is to end the award for want of it.
        let awaited = lines.iter_mut().find(|line| {
            line.outcome == Outcome::OnlyHere && line.reference.eq_ignore_ascii_case(&row.reference)
        });
        match awaited {
            Some(line) => {
                *line = ReconciledLine {
                    held: line.held.take(),
                    ..unread
                }
            }
            None => lines.push(unread),
        }
    }
    let numbered = (1..).zip(lines);
    numbered
        .map(|(number, line)| ReconciledLine { number, ..line })
        .collect()
}

/// A reference as it is kept: one that is a child's here, or that has a digit and no space. Anything else may be a name, and is
/// kept as nothing; the row's number leads the school to it.
fn kept_reference(reference: &str, known: &BTreeSet<String>) -> String {
    let looks_like_one =
        reference.contains(char::is_numeric) && !reference.contains(char::is_whitespace);
    if looks_like_one || known.contains(&reference.to_lowercase()) {
        reference.to_owned()
    } else {
        String::new()
    }
}

fn held_side(award: &HeldAward) -> HeldSide {
    let terms = &award.terms;
    HeldSide {
        child: award.child.clone(),
        award: terms.award.clone(),
        version: terms.number,
        band: terms.band.as_ref().map(ToString::to_string),
        fte: terms.fte,
        from: terms.from,
        to: terms.to,
        amount: award.amount,
    }
}

/// Rows in are rows classified, and so are awards: anything else ends the comparison.
fn check(made: &Reconciliation, lines: &[ReconciledLine]) -> Result<(), ServiceError> {
    let said = small(lines.iter().filter(|line| line.said.is_some()).count());
    let held = small(lines.iter().filter(|line| line.held.is_some()).count());
    if said == made.rows_read && held == made.awards_held {
        return Ok(());
    }
    Err(ServiceError::Broken(
        "a comparison has lost or doubled a row".into(),
    ))
}

/// A comparison with its lines. Who looks is in the trail.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever does not reconcile; [`ServiceError::NotFound`] if there is none.
pub async fn compared(
    store: &Store,
    actor: &Actor,
    id: &ReconciliationId,
    moment: Moment,
) -> Result<Compared, ServiceError> {
    require(actor, Action::ReconcileSchools, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let of = reconciliation::find(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let place = establishment::find(&mut tx, &of.establishment).await?;
    let name = place.ok_or(ServiceError::NotFound)?.name;
    let lines = reconciliation::lines(&mut tx, id).await?;
    let lines = named(&mut tx, lines).await?;
    drop(tx);
    let who = Some(&actor.user);
    let subject = (SUBJECT, id.as_str());
    trail::note_alone(store, moment, who, "reconciliation-viewed", subject).await?;
    let amounts = lines
        .iter()
        .filter_map(|(line, _)| line.held.as_ref()?.amount);
    let held = Money::total(amounts).map_err(|error| ServiceError::Broken(Box::new(error)))?;
    Ok(Compared {
        year: FinancialYear::containing(of.year_on),
        of,
        name,
        lines,
        held,
    })
}

/// Lines with the names of the children who are held, as far as any reader of payments may know them.
async fn named(
    tx: &mut Tx,
    lines: Vec<ReconciledLine>,
) -> Result<Vec<(ReconciledLine, Option<String>)>, ServiceError> {
    let people = payment::people(tx).await?;
    let name = |child: &ChildId| -> Option<String> {
        let found: Option<&(LocalId, Option<String>)> = people.get(child);
        found.and_then(|(_, name)| name.clone())
    };
    let with_name = |line: ReconciledLine| {
        let name = line.held.as_ref().and_then(|held| name(&held.child));
        (line, name)
    };
    Ok(lines.into_iter().map(with_name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_not_kept_as_a_reference() {
        let known = BTreeSet::from(["odd one".to_owned()]);
        for (said, kept) in [
            ("EX-9999", "EX-9999"),
            ("Odd One", "Odd One"),
            ("Mira Vale", ""),
            ("Vale", ""),
            ("Vale 2", ""),
            ("", ""),
        ] {
            assert_eq!(kept_reference(said, &known), kept, "{said}");
        }
    }
}
