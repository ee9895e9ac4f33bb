//! A table of needs profiles comes in: each becomes a draft profile of the child that has its reference.

use std::collections::HashMap;

use serde::Serialize;

use super::{Moment, ServiceError, new_id, trail};
use crate::ids::{Digest, ImportRunId, LocalId, ProfileId, UserId};
use crate::import::LineProblem;
use crate::import::scores::{Record, Scores};
use crate::needs::NeedsProfile;
use crate::rules::RuleSet;
use crate::store::child::{self, Child};
use crate::store::import_run::{self, ImportProblem, ImportRun};
use crate::store::profile::{self, Profile, ProfileState, ProfileVersion};
use crate::store::rule_set::{self, StoredRuleSet};
use crate::store::{Store, Tx, plan};

/// What an import of scores did.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// Records in the file.
    pub records: u32,
    /// Profiles of children who had none, or whose last one is settled.
    pub added: u32,
    /// Draft profiles that got a new version.
    pub changed: u32,
    /// Profiles that say the same already.
    pub unchanged: u32,
    /// Records whose reference is no child's.
    pub unmatched: u32,
    /// Records that could not be read.
    pub refused: u32,
    /// Lines that are no record.
    pub left_out: u32,
}

/// Imports a table of profiles under a rule set. The same table again changes nothing.
///
/// # Errors
/// [`ServiceError`]; then nothing was changed.
pub async fn import(
    store: &Store,
    by: Option<&UserId>,
    moment: Moment,
    source: &Digest,
    (scores, rules): (&Scores, &RuleSet),
) -> Result<(Summary, Vec<LineProblem>), ServiceError> {
    let mut tx = store.begin().await?;
    keep_rule_set(&mut tx, moment, rules).await?;
    let children: HashMap<LocalId, Child> = child::all(&mut tx)
        .await?
        .into_iter()
        .map(|child| (child.local_id.clone(), child))
        .collect();
    let mut import = Import {
        tx: &mut tx,
        by,
        moment,
        rules,
        summary: Summary {
            left_out: scores
                .left_out
                .iter()
                .map(crate::import::LeftOut::lines)
                .sum(),
            ..Summary::default()
        },
        problems: Vec::new(),
    };
    for record in &scores.records {
        import.summary.records += 1;
        let child = record
            .id
            .as_deref()
            .and_then(|id| LocalId::parse(id).ok())
            .and_then(|id| children.get(&id));
        import.take(record, child).await?;
    }
    let Import {
        summary, problems, ..
    } = import;
    keep_run(&mut tx, by, moment, source, &summary, &problems).await?;
    tx.commit().await?;
    Ok((summary, problems))
}

async fn keep_rule_set(tx: &mut Tx, moment: Moment, rules: &RuleSet) -> Result<(), ServiceError> {
    let kept = StoredRuleSet::of(rules, moment.instant);
    rule_set::save(tx, &kept).await?;
    Ok(())
}

async fn keep_run(
    tx: &mut Tx,
    by: Option<&UserId>,
    moment: Moment,
    source: &Digest,
    summary: &Summary,
    problems: &[LineProblem],
) -> Result<(), ServiceError> {
    let run = ImportRun {
        id: new_id(ImportRunId::parse)?,
        kind: "scores".to_owned(),
        file_name: String::new(),
        source: source.clone(),
        started_by: by.cloned(),
        started_at: moment.instant,
        finished_at: moment.instant,
        rows_read: summary.records,
        rows_accepted: summary.records - summary.refused - summary.unmatched,
        rows_refused: summary.refused + summary.unmatched,
        summary: serde_json::to_string(summary).unwrap_or_default(),
    };
    let problems: Vec<ImportProblem> = problems.iter().map(super::sen2::kept_problem).collect();
    import_run::insert(tx, &run, &problems).await?;
    trail::note(
        tx,
        moment,
        by,
        "scores-imported",
        ("import-run", run.id.as_str()),
    )
    .await
}

struct Import<'a> {
    tx: &'a mut Tx,
    by: Option<&'a UserId>,
    moment: Moment,
    rules: &'a RuleSet,
    summary: Summary,
    problems: Vec<LineProblem>,
}

impl Import<'_> {
    async fn take(&mut self, record: &Record, child: Option<&Child>) -> Result<(), ServiceError> {
        for warning in &record.warnings {
            self.problem(record, false, warning.clone());
        }
        let case = match (&record.case, record.problem()) {
            (Ok(case), _) => case,
            (Err(_), problem) => {
                self.summary.refused += 1;
                self.problem(record, true, problem.unwrap_or_default());
                return Ok(());
            }
        };
        let Some(child) = child else {
            self.summary.unmatched += 1;
            let id = record.id.as_deref().unwrap_or_default();
            self.problem(
                record,
                true,
                format!("No child on record has the reference “{id}”."),
            );
            return Ok(());
        };
        self.keep(child, &case.profile).await
    }

    fn problem(&mut self, record: &Record, is_refused: bool, sentence: String) {
        self.problems.push(LineProblem {
            place: "scores".to_owned(),
            row: Some(record.row),
            is_refused,
            sentence,
        });
    }

    /// Keeps a profile: as it is if the last one says the same, as a version of an imported draft, or as a new one.
    async fn keep(&mut self, child: &Child, needs: &NeedsProfile) -> Result<(), ServiceError> {
        let held = profile::all_of(self.tx, &child.id).await?;
        // All profiles of a child stand newest first or last; the newest id is the latest made.
        let last = held
            .into_iter()
            .filter(|profile| profile.rule_set == *self.rules.digest())
            .max_by(|one, other| one.id.cmp(&other.id));
        if let Some(last) = last
            && let Some(version) = profile::version(self.tx, &last.id, last.latest_version).await?
        {
            if version.needs.levels() == needs.levels() && version.needs.points() == needs.points()
            {
                self.summary.unchanged += 1;
                return Ok(());
            }
            if version.state == ProfileState::Draft && version.scored_by.is_none() {
                let next = self.version(last.id, version.number + 1, needs);
                profile::add_version(self.tx, &next).await?;
                self.summary.changed += 1;
                return Ok(());
            }
        }
        self.add(child, needs).await
    }

    async fn add(&mut self, child: &Child, needs: &NeedsProfile) -> Result<(), ServiceError> {
        let plan_version = match plan::open_of(self.tx, &child.id).await? {
            Some(open) => plan::latest_version(self.tx, &open.id)
                .await?
                .map(|version| version.id),
            None => None,
        };
        let profile = Profile {
            id: new_id(ProfileId::parse)?,
            child: child.id.clone(),
            plan_version,
            rule_set: self.rules.digest().clone(),
            latest_version: 1,
        };
        let version = self.version(profile.id.clone(), 1, needs);
        profile::insert_all(self.tx, &[(profile, version)]).await?;
        self.summary.added += 1;
        Ok(())
    }

    fn version(&self, profile: ProfileId, number: u32, needs: &NeedsProfile) -> ProfileVersion {
        ProfileVersion {
            profile,
            number,
            state: ProfileState::Draft,
            needs: needs.clone(),
            scored_by: None,
            by: self.by.cloned(),
            at: self.moment.instant,
            note: "Imported from a table of scores.".to_owned(),
        }
    }
}
