//! An extract beside what is on record: who is new, who changed and how, who is missing, and what cannot be taken.

use std::collections::{BTreeSet, HashSet};

use super::describe::changes;
use super::on_record::{OnRecord, caseload_of};
use super::state::{self, FieldChange, Frame, NoState, State, Stay};
use super::withheld::Withheld;
use crate::calendar::Date;
use crate::ids::{ChildId, Digest, LocalId, Uln, Upn};
use crate::import::caseload::{CaseSystem, CellProblem, Extract, Facts, Field, Line};
use crate::service::ServiceError;
use crate::service::known_children::Numbers;
use crate::store::identity::Identity;

/// What becomes of a row.
#[derive(Debug)]
pub(super) enum Outcome {
    New(Box<State>),
    Changed {
        from: Box<State>,
        to: Box<State>,
        changes: Vec<FieldChange>,
    },
    Unchanged(ChildId),
    Refused(Vec<CellProblem>),
}

/// A row, what becomes of it, and what is odd about it.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: Line,
    pub(super) outcome: Outcome,
    pub(super) doubts: Vec<CellProblem>,
    /// The children on record whom a row that cannot be taken names.
    pub(super) named: BTreeSet<ChildId>,
    /// Why what stands in such a row is neither kept nor quoted.
    pub(super) withheld: Option<Withheld>,
}

/// A child of the caseload who is not in the extract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Who.
    pub child: ChildId,
    /// The reference.
    pub local_id: LocalId,
    /// Given and family name; none once erased, or where the record is restricted.
    pub name: Option<String>,
    /// Since when the plan lasts, where one is open.
    pub plan_since: Option<Date>,
    /// When the child stood in the system's extract last; none if it never did.
    pub last_seen: Option<Date>,
}

/// An extract compared.
pub(super) struct Compared {
    pub(super) rows: Vec<Row>,
    pub(super) missing: Vec<Missing>,
    /// How many children the caseload has on record.
    pub(super) caseload: usize,
}

/// What an extract is compared under.
pub(super) struct Under<'a> {
    pub(super) system: &'a CaseSystem,
    pub(super) on: Date,
    pub(super) source: &'a str,
    /// Whether the extract is the whole caseload, so that who is not in it is missing.
    pub(super) is_whole: bool,
}

/// Whether an extract says what comes of reviews: one of its rows does.
fn reviews_are_told(extract: &Extract) -> bool {
    let mut read = extract
        .lines
        .iter()
        .filter_map(|line| line.read.as_ref().ok());
    read.any(|facts| facts.review.says_something())
}

/// Compares an extract with what is on record.
///
/// # Errors
/// [`ServiceError::Broken`] only if no id can be made.
pub(super) fn compare(
    held: &mut OnRecord,
    extract: &Extract,
    under: &Under<'_>,
) -> Result<Compared, ServiceError> {
    let mut rows = Vec::with_capacity(extract.lines.len());
    let mut present = HashSet::new();
    let reviews_are_told = reviews_are_told(extract);
    for line in &extract.lines {
        let mut doubts = line.doubts.clone();
        let outcome = match &line.read {
            Err(problems) => Outcome::Refused(problems.clone()),
            Ok(facts) => match outcome_of(
                held,
                (line.row, facts),
                (under, reviews_are_told),
                &mut doubts,
            ) {
                Ok(outcome) => outcome,
                Err(NoState::Broken(error)) => return Err(error),
                Err(NoState::Problem(problem)) => Outcome::Refused(vec![problem]),
            },
        };
        let mut named = BTreeSet::new();
        match &outcome {
            Outcome::Changed { from, .. } => {
                present.insert(from.child.id.clone());
            }
            Outcome::Unchanged(child) => {
                present.insert(child.clone());
            }
            Outcome::New(_) => {}
            Outcome::Refused(_) => {
                // The child may be in it all the same: what cannot be read ends nothing.
                named = named_in(held, line);
                present.extend(named.iter().cloned());
            }
        }
        rows.push(Row {
            line: line.clone(),
            outcome,
            doubts,
            withheld: Withheld::of(held, &named),
            named,
        });
    }
    let caseload = caseload_of(held);
    let missing = if under.is_whole {
        let missing = caseload.iter().filter(|id| !present.contains(*id));
        missing.filter_map(|id| missing_child(held, id)).collect()
    } else {
        Vec::new()
    };
    Ok(Compared {
        rows,
        missing,
        caseload: caseload.len(),
    })
}

/// The children whose reference, pupil or learner number a row that cannot be taken holds, each once.
fn named_in(held: &OnRecord, line: &Line) -> BTreeSet<ChildId> {
    let cell = |field| line.cells.get(&field).map(String::as_str);
    let reference = cell(Field::Reference).and_then(|text| LocalId::parse(text).ok());
    let upn = cell(Field::Upn).and_then(|text| Upn::parse(text).ok());
    let uln = cell(Field::Uln).and_then(|text| Uln::parse(text).ok());
    let named = [
        reference.and_then(|reference| held.known.of_reference(&reference)),
        upn.and_then(|upn| held.known.of_upn(&upn)),
        uln.and_then(|uln| held.known.of_uln(&uln)),
    ];
    named.into_iter().flatten().cloned().collect()
}

fn outcome_of(
    held: &mut OnRecord,
    (row, facts): (u32, &Facts),
    (under, reviews_are_told): (&Under<'_>, bool),
    doubts: &mut Vec<CellProblem>,
) -> Result<Outcome, NoState> {
    let found = find(held, facts, doubts)?;
    let frame = Frame {
        register: &held.register,
        on: under.on,
        source: under.source,
        reviews_are_told,
    };
    let Some(id) = found else {
        let authority = held.authority.as_ref().ok_or_else(|| {
            CellProblem::of(
                Field::Reference,
                "Nothing on record says which authority this is.",
                "Import a SEN2 return first, or give the authority in the file of columns.",
            )
        })?;
        let blank = state::of_nobody(facts, authority)?;
        return Ok(Outcome::New(Box::new(state::renewed(
            &blank, facts, &frame,
        )?)));
    };
    let Some(from) = held.state_of(&id) else {
        return Err(erased(facts).into());
    };
    let mut to = state::renewed(&from, facts, &frame)?;
    if held.known.of_reference(&facts.local_id).is_none() {
        // Found by other numbers: a birth date that differs was doubted, and does not count.
        to.identity.birth_date = from.identity.birth_date.or(to.identity.birth_date);
    }
    doubt_what_ended(&from, facts, doubts);
    doubt_what_is_earlier(&from, facts, doubts);
    let changes = changes(&from, &to, &held.register);
    held.known.mark_taken(&id, row);
    if changes.is_empty() {
        return Ok(Outcome::Unchanged(id));
    }
    Ok(Outcome::Changed {
        from: Box::new(from),
        to: Box::new(to),
        changes,
    })
}

/// Whose record a row is. The case system's own reference counts most: under it even a birth date may be corrected, unless
/// nothing else is the same either.
fn find(
    held: &OnRecord,
    facts: &Facts,
    doubts: &mut Vec<CellProblem>,
) -> Result<Option<ChildId>, CellProblem> {
    let has_reference = held.known.of_reference(&facts.local_id).is_some();
    let numbers = Numbers {
        upn: facts.upn.as_ref(),
        uln: facts.uln.as_ref(),
        local_id: Some(&facts.local_id),
        birth_date: (!has_reference).then_some(facts.birth_date),
        reference_is_called: "The reference",
    };
    let fix = "Compare the row with the record, and correct the number that is wrong.";
    let found = held
        .known
        .find(&numbers)
        .map_err(|sentence| CellProblem::of(Field::Reference, sentence, fix))?;
    let Some(found) = found else { return Ok(None) };
    if let Some((_, identity)) = held.known.record(&found.child)
        && is_somebody_else(identity, facts)
    {
        return Err(CellProblem::of(
            Field::Reference,
            "The reference is that of a child on record with another name and another date of birth.",
            "Check the reference: it may have been given to somebody else. If the record is wrong, correct it first.",
        ));
    }
    doubts.extend(
        found.doubts.into_iter().map(|sentence| {
            CellProblem::of(Field::Reference, sentence, "Compare with the record.")
        }),
    );
    Ok(Some(found.child))
}

fn is_somebody_else(identity: &Identity, facts: &Facts) -> bool {
    identity
        .birth_date
        .is_some_and(|born| born != facts.birth_date)
        && identity.surname != facts.surname
        && identity.forename != facts.forename
}

fn erased(facts: &Facts) -> CellProblem {
    CellProblem::of(
        Field::Reference,
        format!(
            "Who the child {} is was forgotten, and is not filled in again.",
            facts.local_id
        ),
        "Take the row out of the extract.",
    )
}

/// What ended on record and goes on in the extract: it stays ended, and is said.
fn doubt_what_ended(from: &State, facts: &Facts, doubts: &mut Vec<CellProblem>) {
    let plan = from.plan.as_ref().filter(|plan| plan.ceased_on.is_some());
    if plan.is_some_and(|plan| {
        facts.plan_ceased.is_none()
            && facts
                .plan_start
                .is_none_or(|day| plan.starts_on == Some(day))
    }) {
        doubts.push(CellProblem::of(
            Field::PlanCeased,
            "The plan ceased on record and goes on in the extract; on record it stays as it is.",
            "If the plan goes on, correct the record; if it ceased, fill in the day in the case system.",
        ));
    }
    let stay = from.stay.as_ref().filter(|stay| stay.last.to.is_some());
    let goes_on = |stay: &Stay| {
        facts.is_of_a_place()
            && facts
                .placed_from
                .is_none_or(|day| stay.last.to.is_some_and(|to| day < to))
    };
    if stay.is_some_and(goes_on) {
        doubts.push(CellProblem::of(
            Field::PlacedFrom,
            "The last placement ended on record and goes on in the extract; on record it stays as it is.",
            "If the child is there, correct the record; if it left, correct the case system.",
        ));
    }
}

/// What the extract says of a request or a review before the last one on record: it changes nothing, and is said.
fn doubt_what_is_earlier(from: &State, facts: &Facts, doubts: &mut Vec<CellProblem>) {
    let earlier = [
        (
            Field::RequestReceived,
            from.milestones.is_of_an_earlier_request(facts),
            "A later request is on record; what the row says of this one was not taken.",
        ),
        (
            Field::LastReview,
            from.milestones.is_of_an_earlier_review(facts),
            "A later review is on record; what the row says came of this one was not taken.",
        ),
    ];
    for (field, _, sentence) in earlier.into_iter().filter(|(_, is_earlier, _)| *is_earlier) {
        doubts.push(CellProblem::of(field, sentence, "Compare with the record."));
    }
}

fn missing_child(held: &OnRecord, id: &ChildId) -> Option<Missing> {
    let (child, identity) = held.known.all_of(id)?;
    let identity = identity.filter(|_| !child.restricted);
    let (plan, _) = held.open_of(id);
    Some(Missing {
        child: id.clone(),
        local_id: child.local_id.clone(),
        name: identity.map(|identity| format!("{} {}", identity.forename, identity.surname)),
        plan_since: plan.and_then(|plan| plan.starts_on),
        last_seen: held.seen.get(id).copied(),
    })
}

impl Compared {
    /// The identity of what was shown: the same file beside the same records gives the same.
    pub(super) fn digest(&self) -> Digest {
        let mut shown = String::new();
        for row in &self.rows {
            let line = match &row.outcome {
                Outcome::New(_) => format!("{} new\n", row.line.row),
                Outcome::Unchanged(_) => format!("{} same\n", row.line.row),
                Outcome::Refused(problems) => format!("{} refused {problems:?}\n", row.line.row),
                Outcome::Changed { from, changes, .. } => {
                    format!("{} {} {changes:?}\n", row.line.row, from.child.id)
                }
            };
            shown.push_str(&line);
        }
        for missing in &self.missing {
            shown.push_str(missing.child.as_str());
        }
        Digest::of(shown.as_bytes())
    }

    /// Whether more of the caseload is missing than the system lets pass unasked.
    pub(super) fn is_a_loss(&self, system: &CaseSystem) -> bool {
        self.missing.len() * 100 > self.caseload * usize::from(system.loss_asked)
    }
}
