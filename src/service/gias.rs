//! The register of establishments comes in: new ones are added, known ones renewed, none removed.

use std::collections::HashMap;

use serde::Serialize;

use super::{Moment, ServiceError, new_id, trail};
use crate::ids::{Digest, EstablishmentId, ImportRunId, Urn, UserId};
use crate::import::gias::{Listed, Register};
use crate::needs::Setting;
use crate::store::Store;
use crate::store::establishment::{self, Establishment, EstablishmentStatus};
use crate::store::import_run::{self, ImportProblem, ImportRun};

/// What an import of the register did.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// Establishments in the file.
    pub establishments: u32,
    /// Those that were not known.
    pub added: u32,
    /// Those that changed.
    pub changed: u32,
    /// Those that are as they were.
    pub unchanged: u32,
    /// Lines not taken.
    pub refused: u32,
    /// Lines not taken or taken with a doubt.
    pub problems: u32,
    /// Columns that the file has not.
    pub missing_columns: Vec<&'static str>,
}

/// Imports the register. The same file again changes nothing.
///
/// # Errors
/// [`ServiceError`]; then nothing was changed.
pub async fn import(
    store: &Store,
    by: Option<&UserId>,
    moment: Moment,
    digest: &Digest,
    register: &Register,
) -> Result<Summary, ServiceError> {
    let mut tx = store.begin().await?;
    let known: HashMap<Urn, Establishment> = establishment::all(&mut tx)
        .await?
        .into_iter()
        .filter_map(|one| Some((one.urn.clone()?, one)))
        .collect();
    let mut added = Vec::new();
    let mut changed = 0;
    for listed in &register.establishments {
        match known.get(&listed.urn) {
            None => added.push(renewed(None, listed, new_id(EstablishmentId::parse)?)),
            Some(held) => {
                let now = renewed(Some(held), listed, held.id.clone());
                if now != *held {
                    establishment::update(&mut tx, &now).await?;
                    changed += 1;
                }
            }
        }
    }
    establishment::insert_all(&mut tx, &added).await?;
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let refused = register
        .problems
        .iter()
        .filter(|problem| problem.is_refused);
    let summary = Summary {
        establishments: count(register.establishments.len()),
        added: count(added.len()),
        changed,
        unchanged: count(register.establishments.len() - added.len()) - changed,
        refused: count(refused.count()),
        problems: count(register.problems.len()),
        missing_columns: register.missing.clone(),
    };
    let run = ImportRun {
        id: new_id(ImportRunId::parse)?,
        kind: "gias".to_owned(),
        source: digest.clone(),
        started_by: by.cloned(),
        started_at: moment.instant,
        finished_at: moment.instant,
        rows_read: register.lines,
        rows_accepted: summary.establishments,
        rows_refused: summary.refused,
        summary: serde_json::to_string(&summary).unwrap_or_default(),
    };
    let problems: Vec<ImportProblem> = register
        .problems
        .iter()
        .map(super::sen2::kept_problem)
        .collect();
    import_run::insert(&mut tx, &run, &problems).await?;
    trail::note(
        &mut tx,
        moment,
        by,
        "gias-imported",
        ("import-run", run.id.as_str()),
    )
    .await?;
    tx.commit().await?;
    Ok(summary)
}

/// An establishment with what the register says; what the register has no column for stays.
fn renewed(held: Option<&Establishment>, listed: &Listed, id: EstablishmentId) -> Establishment {
    let phase = held
        .filter(|_| listed.phase.is_empty())
        .map(|held| held.phase.clone());
    Establishment {
        id,
        urn: Some(listed.urn.clone()),
        ukprn: listed.ukprn.clone().or_else(|| held?.ukprn.clone()),
        name: listed.name.clone(),
        kind: listed.kind.clone(),
        phase: phase.unwrap_or_else(|| listed.phase.clone()),
        status: status_of(&listed.status)
            .or(held.map(|held| held.status))
            .unwrap_or(EstablishmentStatus::Open),
        authority: listed.authority.clone().or_else(|| held?.authority.clone()),
        number: listed.number.clone().or_else(|| held?.number.clone()),
        setting: listed.setting.unwrap_or(Setting::Unk),
        age_low: listed.age_low.or_else(|| held?.age_low),
        age_high: listed.age_high.or_else(|| held?.age_high),
        has_sen_unit: listed.has_sen_unit || held.is_some_and(|held| held.has_sen_unit),
        has_resourced_provision: listed.has_resourced_provision
            || held.is_some_and(|held| held.has_resourced_provision),
        supplier_number: held.and_then(|held| held.supplier_number.clone()),
        version: held.map_or(1, |held| held.version),
    }
}

/// GIAS's words for whether an establishment is open.
fn status_of(words: &str) -> Option<EstablishmentStatus> {
    match words.to_lowercase().as_str() {
        "open" => Some(EstablishmentStatus::Open),
        "open, but proposed to close" => Some(EstablishmentStatus::Closing),
        "closed" => Some(EstablishmentStatus::Closed),
        "proposed to open" => Some(EstablishmentStatus::Proposed),
        _ => None,
    }
}
