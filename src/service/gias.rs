//! The register of establishments comes in: new ones are added, known ones renewed, none removed.

use std::collections::HashMap;

use serde::Serialize;

use super::{Moment, ServiceError, new_id, trail};
use crate::ids::{Digest, EstablishmentId, ImportRunId, Urn, UserId};
use crate::import::gias::{Listed, Register};
use crate::needs::Setting;
use crate::store::establishment::{self, Establishment, EstablishmentStatus};
use crate::store::import_run::{self, ImportProblem, ImportRun};
use crate::store::{Store, Tx};

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

/// What a register makes of the establishments on record.
#[derive(Debug, Default)]
pub(super) struct Renewed {
    added: Vec<Establishment>,
    changed: Vec<(Establishment, Establishment)>,
}

/// An establishment that a register adds or changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EstablishmentChange {
    /// Its reference.
    pub urn: Option<Urn>,
    /// Its name in the register.
    pub name: String,
    /// What changes, in words: the field, what is on record, what the register says. Nothing for a new one.
    pub fields: Vec<(&'static str, String, String)>,
    /// Whether it is new.
    pub is_new: bool,
}

impl Renewed {
    /// What is added and changed, field by field.
    pub(super) fn changes(&self) -> Vec<EstablishmentChange> {
        let added = self.added.iter().map(|one| change(one, Vec::new(), true));
        let changed = self.changed.iter().map(|(held, now)| {
            let both = described(held).into_iter().zip(described(now));
            let fields = both.filter(|((_, before), (_, after))| before != after);
            let fields = fields.map(|((field, before), (_, after))| (field, before, after));
            change(now, fields.collect(), false)
        });
        added.chain(changed).collect()
    }

    /// The counts.
    pub(super) fn summary(&self, register: &Register) -> Summary {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let refused = register
            .problems
            .iter()
            .filter(|problem| problem.is_refused);
        let touched = self.added.len() + self.changed.len();
        Summary {
            establishments: count(register.establishments.len()),
            added: count(self.added.len()),
            changed: count(self.changed.len()),
            unchanged: count(register.establishments.len() - touched),
            refused: count(refused.count()),
            problems: count(register.problems.len()),
            missing_columns: register.missing.clone(),
        }
    }
}

fn change(
    one: &Establishment,
    fields: Vec<(&'static str, String, String)>,
    is_new: bool,
) -> EstablishmentChange {
    EstablishmentChange {
        urn: one.urn.clone(),
        name: one.name.clone(),
        fields,
        is_new,
    }
}

/// What a register says of an establishment, in words.
fn described(one: &Establishment) -> [(&'static str, String); 12] {
    let or_blank = |text: Option<String>| text.unwrap_or_default();
    let age = |age: Option<u8>| or_blank(age.map(|age| age.to_string()));
    let truth = |truth: bool| if truth { "Yes" } else { "No" }.to_owned();
    [
        ("Name", one.name.clone()),
        (
            "UKPRN",
            or_blank(one.ukprn.as_ref().map(ToString::to_string)),
        ),
        ("Type", one.kind.clone()),
        ("Phase", one.phase.clone()),
        ("Status", status_in_words(one.status).to_owned()),
        (
            "Authority",
            or_blank(one.authority.as_ref().map(ToString::to_string)),
        ),
        ("Number", or_blank(one.number.clone())),
        ("Setting", one.setting.title().to_owned()),
        ("Lowest age", age(one.age_low)),
        ("Highest age", age(one.age_high)),
        ("SEN unit", truth(one.has_sen_unit)),
        ("Resourced provision", truth(one.has_resourced_provision)),
    ]
}

/// Whether an establishment is open, in words.
#[must_use]
pub fn status_in_words(status: EstablishmentStatus) -> &'static str {
    match status {
        EstablishmentStatus::Open => "Open",
        EstablishmentStatus::Closing => "Open, but proposed to close",
        EstablishmentStatus::Closed => "Closed",
        EstablishmentStatus::Proposed => "Proposed to open",
    }
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
    let renewed = renewals(&mut tx, register).await?;
    let summary = write(&mut tx, by, moment, digest, (register, &renewed)).await?;
    tx.commit().await?;
    Ok(summary)
}

/// What a register makes of the establishments on record; nothing is written.
pub(super) async fn renewals(tx: &mut Tx, register: &Register) -> Result<Renewed, ServiceError> {
    let known: HashMap<Urn, Establishment> = establishment::all(tx)
        .await?
        .into_iter()
        .filter_map(|one| Some((one.urn.clone()?, one)))
        .collect();
    let mut renewals = Renewed::default();
    for listed in &register.establishments {
        match known.get(&listed.urn) {
            None => {
                let id = new_id(EstablishmentId::parse)?;
                renewals.added.push(renewed(None, listed, id));
            }
            Some(held) => {
                let now = renewed(Some(held), listed, held.id.clone());
                if now != *held {
                    renewals.changed.push((held.clone(), now));
                }
            }
        }
    }
    Ok(renewals)
}

/// Writes what a register makes of the establishments, and keeps the run.
pub(super) async fn write(
    tx: &mut Tx,
    by: Option<&UserId>,
    moment: Moment,
    digest: &Digest,
    (register, renewed): (&Register, &Renewed),
) -> Result<Summary, ServiceError> {
    for (_, now) in &renewed.changed {
        establishment::update(tx, now).await?;
    }
    establishment::insert_all(tx, &renewed.added).await?;
    let summary = renewed.summary(register);
    let run = ImportRun {
        id: new_id(ImportRunId::parse)?,
        kind: "gias".to_owned(),
        file_name: register.file.clone(),
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
    import_run::insert(tx, &run, &problems).await?;
    let subject = ("import-run", run.id.as_str());
    trail::note(tx, moment, by, "gias-imported", subject).await?;
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
