//! A SEN2 return comes in: children are matched, what is new is added, what changed is versioned, and everything is
//! counted by reason. All of it lasts or none of it.

mod changes;
mod identities;
mod placements;
mod plans;
mod runs;
mod summary;

use thiserror::Error;

use super::known_children::Known;
use super::known_places::Register;
use super::pending_records::Pending;
use super::{Moment, ServiceError, new_id};
use crate::calendar::Date;
use crate::ids::{AuthorityCode, ChildId, LocalId, UserId};
use crate::import::LineProblem;
use crate::import::sen2::{Person, Return};
use crate::store::child::{self, Child, Sex};
use crate::store::identity::{self, Identity};
use crate::store::milestone;
use crate::store::{Store, Tx};

pub use changes::Changes;
pub(super) use runs::kept_problem;
use runs::{check_runs, keep_run};
pub use summary::Summary;

/// What an import of a return did.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The counts.
    pub summary: Summary,
    /// What was not taken, or was taken with a doubt.
    pub problems: Vec<LineProblem>,
}

/// Why a return was not imported.
#[derive(Debug, Error)]
pub enum NotImported {
    /// The database holds another authority's children.
    #[error(
        "the return is authority {returned}'s, and this database holds the returns of {held}: one database holds one authority"
    )]
    OtherAuthority {
        /// Of the return.
        returned: String,
        /// Of the database.
        held: String,
    },
    /// A later return is in.
    #[error(
        "the return is for {returned}, and that of {held} is in already: returns are imported in the order of their years"
    )]
    Older {
        /// The year of the return.
        returned: i16,
        /// The latest year that is in.
        held: i64,
    },
    /// The database could not be used.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<crate::store::StoreError> for NotImported {
    fn from(error: crate::store::StoreError) -> NotImported {
        NotImported::Service(error.into())
    }
}

/// Imports a return. The same return again changes nothing.
///
/// # Errors
/// [`NotImported`]; then nothing was changed.
pub async fn import(
    store: &Store,
    by: Option<&UserId>,
    moment: Moment,
    returned: &Return,
) -> Result<Imported, NotImported> {
    let mut tx = store.begin().await?;
    let earlier = check_runs(&mut tx, returned).await?;
    let register = Register::load(&mut tx).await?;
    let mut problems = returned.problems.clone();
    let mut summary = Summary::of(returned, &register, &mut problems);
    let mut import = Import {
        known: Known::load(&mut tx).await?,
        tx: &mut tx,
        returned,
        register: &register,
        problems: &mut problems,
        changes: Changes::default(),
        pending: Pending::default(),
    };
    // What a later return said of these children stands.
    if !earlier.is_later_in {
        for person in &returned.persons {
            import.take(person).await?;
        }
    }
    import.pending.write(import.tx).await?;
    summary.changes = import.changes;
    summary.is_repeated = earlier.is_repeated;
    summary.count_problems(&problems);
    keep_run(&mut tx, by, moment, returned, &summary, &problems).await?;
    tx.commit().await?;
    if summary.changes.is_any() {
        store.analyse().await?;
    }
    Ok(Imported { summary, problems })
}

/// An import under way.
struct Import<'a> {
    tx: &'a mut Tx,
    returned: &'a Return,
    register: &'a Register,
    known: Known,
    problems: &'a mut Vec<LineProblem>,
    changes: Changes,
    pending: Pending,
}

impl Import<'_> {
    /// Takes a person, or refuses it with a problem.
    async fn take(&mut self, person: &Person) -> Result<(), ServiceError> {
        let mut is_new = false;
        let child = match self.known.find(&identities::numbers(person)) {
            Err(contradiction) => {
                self.refuse("person", person.row, contradiction);
                return Ok(());
            }
            Ok(Some(found)) => {
                for doubt in found.doubts {
                    self.doubt("person", person.row, doubt);
                }
                self.update(&found.child, person).await?;
                found.child
            }
            Ok(None) => match &person.native_id {
                Some(local_id) => {
                    is_new = true;
                    self.add(person, local_id.clone())?
                }
                None => {
                    let sentence =
                        "NativeId is blank, so the child cannot be found again.".to_owned();
                    self.refuse("person", person.row, sentence);
                    return Ok(());
                }
            },
        };
        self.known.mark_taken(&child, person.row);
        self.keep_plans(&child, is_new, person).await?;
        self.keep_placements(&child, is_new, person).await?;
        self.keep_milestones(&child, person);
        Ok(())
    }

    fn add(&mut self, person: &Person, local_id: LocalId) -> Result<ChildId, ServiceError> {
        let id = new_id(ChildId::parse)?;
        let authority = self.returned.authority.clone();
        let child = Child {
            id: id.clone(),
            local_id,
            uln: person.uln.clone(),
            maintaining_authority: authority.clone(),
            paying_authority: authority,
            responsible_authority: None,
            sex: sex_of(person),
            looked_after: false,
            restricted: false,
            version: 1,
        };
        let identity = Identity {
            child: id.clone(),
            surname: person.surname.clone(),
            forename: person.forename.clone(),
            birth_date: person.birth_date,
            upn: person.upn.clone(),
            upn_missing_reason: person.upn_unknown.clone(),
            former_upns: Vec::new(),
        };
        self.pending.children.push(child.clone());
        self.pending.identities.push(identity.clone());
        let ethnicity = person.ethnicity.clone();
        self.pending
            .ethnicities
            .extend(ethnicity.map(|code| (id.clone(), code)));
        self.changes.children_added += 1;
        self.known.add(child, identity);
        Ok(id)
    }

    /// Writes what the return says anew about a child; what the return leaves blank stays.
    async fn update(&mut self, id: &ChildId, person: &Person) -> Result<(), ServiceError> {
        let Some((child, identity)) = self.known.record(id) else {
            return Err(ServiceError::NotFound);
        };
        let changed_child = Child {
            local_id: person
                .native_id
                .clone()
                .unwrap_or_else(|| child.local_id.clone()),
            uln: person.uln.clone().or_else(|| child.uln.clone()),
            sex: sex_of(person).or(child.sex),
            ..child.clone()
        };
        let changed_identity = identities::renewed(identity, person);
        let is_child_changed = changed_child != *child;
        let is_identity_changed = changed_identity != *identity;
        if is_child_changed {
            child::update(self.tx, &changed_child).await?;
        }
        if is_identity_changed {
            identity::save(self.tx, &changed_identity).await?;
        }
        if let Some(code) = &person.ethnicity
            && child::ethnicity(self.tx, id).await?.as_ref() != Some(code)
        {
            child::save_ethnicity(self.tx, id, Some(code)).await?;
        }
        if is_child_changed || is_identity_changed {
            self.changes.children_changed += 1;
            // The next person must be matched against the numbers as they are now.
            self.known.add(changed_child, changed_identity);
        }
        Ok(())
    }

    /// The requests of a person with their assessments; one without a date cannot be kept, and was counted.
    fn keep_milestones(&mut self, child: &ChildId, person: &Person) {
        for request in &person.requests {
            let Some(received_on) = request.received_on else {
                continue;
            };
            self.pending.requests.push(milestone::Request {
                child: child.clone(),
                received_on,
                source: request.source.clone(),
                in_youth_accommodation: request.in_youth_accommodation,
                outcome: request.outcome.clone(),
                outcome_on: request.outcome_on,
                mediation: request.mediation,
                tribunal: request.tribunal,
                week_6_exception: None,
            });
            let assessment = request.assessments.first();
            self.pending
                .assessments
                .extend(assessment.map(|assessment| milestone::Assessment {
                    child: child.clone(),
                    received_on,
                    outcome: assessment.outcome.clone(),
                    outcome_on: assessment.outcome_on,
                    mediation: assessment.mediation,
                    tribunal: assessment.tribunal,
                    other_mediation: assessment.other_mediation,
                    other_tribunal: assessment.other_tribunal,
                    week_20_exception: assessment.week_20_exception,
                }));
        }
    }

    fn refuse(&mut self, module: &str, row: u32, sentence: String) {
        self.problems.push(LineProblem {
            place: module.to_owned(),
            row: Some(row),
            is_refused: true,
            sentence,
        });
    }

    fn doubt(&mut self, module: &str, row: u32, sentence: String) {
        self.problems.push(LineProblem {
            place: module.to_owned(),
            row: Some(row),
            is_refused: false,
            sentence,
        });
    }

    /// Where imported things say that they are from.
    fn source(&self) -> String {
        format!("sen2-{}", self.returned.year)
    }

    fn provider_authority(
        &self,
        establishment: Option<&crate::ids::EstablishmentId>,
    ) -> Option<AuthorityCode> {
        self.register.authority_of(establishment?)
    }
}

fn sex_of(person: &Person) -> Option<Sex> {
    let code = person.sex.as_deref()?.to_ascii_uppercase();
    Sex::parse(&code).ok()
}

/// The first day after a last day.
fn day_after(last: Date) -> Date {
    last.tomorrow().unwrap_or(last)
}
