//! The codes of the general ledger under which payments are made, by line of the section 251 statement.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::{Action, Actor, Subject};
use crate::costs::SECTION_251_LINES;
use crate::service::reach::{allows, require};
use crate::service::{Moment, ServiceError, trail};
use crate::store::payment::VAT_CODING;
use crate::store::payment::ledger_code::{self, LedgerCode};
use crate::store::{Store, StoreError, ledger};

/// One line and its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRow {
    /// The line of the section 251 statement, or VAT.
    pub line: String,
    /// What it is for.
    pub title: &'static str,
    /// Its code; empty where none is set.
    pub code: String,
    /// The cost centres under which the ledger that was imported last has the line.
    pub centres: Vec<String>,
}

/// Every line and its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodesView {
    /// The lines in the order of the statement, VAT last.
    pub rows: Vec<CodeRow>,
    /// How many entries there were: what a change must be based on.
    pub seen: u32,
    /// Whether the reader may set them.
    pub may_set: bool,
}

/// The codes that count.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever sees no payments.
pub async fn ledger_codes(store: &Store, actor: &Actor) -> Result<CodesView, ServiceError> {
    require(actor, Action::ViewPayments, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let codes = ledger_code::current(&mut tx).await?;
    let mut centres: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (centre, line) in ledger::lines_of_centres(&mut tx).await? {
        centres.entry(line).or_default().insert(centre);
    }
    let lines = SECTION_251_LINES.iter().copied();
    let vat = (VAT_CODING, "Reclaimed by the council");
    let rows = lines.chain([vat]).map(|(line, title)| CodeRow {
        line: line.to_owned(),
        title,
        code: codes
            .get(line)
            .map_or_else(String::new, |one| one.code.clone()),
        centres: centres
            .remove(line)
            .unwrap_or_default()
            .into_iter()
            .collect(),
    });
    Ok(CodesView {
        rows: rows.collect(),
        seen: seen_of(&codes),
        may_set: allows(actor, Action::ProposePayments),
    })
}

fn seen_of(codes: &BTreeMap<String, LedgerCode>) -> u32 {
    codes.values().map(|one| one.number).sum()
}

/// Sets codes; one that counts already is not set again. Lines that were proposed keep theirs.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever does not pay; [`ServiceError::Conflict`] if somebody set codes since they were shown.
pub async fn set_ledger_codes(
    store: &Store,
    actor: &Actor,
    (codes, seen): (&[(String, String)], u32),
    moment: Moment,
) -> Result<(), ServiceError> {
    require(actor, Action::ProposePayments, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let known = ledger_code::current(&mut tx).await?;
    if seen_of(&known) != seen {
        return Err(ServiceError::Conflict);
    }
    let held = |line: &str| known.get(line).map_or("", |one| one.code.as_str());
    let changed = codes.iter().filter(|(line, code)| held(line) != code);
    let new: Vec<LedgerCode> = changed
        .map(|(line, code)| LedgerCode {
            line: line.clone(),
            number: known.get(line).map_or(0, |one| one.number) + 1,
            code: code.clone(),
            set_by: Some(actor.user.clone()),
            set_at: moment.instant,
        })
        .collect();
    ledger_code::add(&mut tx, &new).await?;
    for one in &new {
        let subject = ("section-251-line", one.line.as_str());
        let user = Some(&actor.user);
        trail::note(&mut tx, moment, user, "ledger-code-set", subject).await?;
    }
    match tx.commit().await {
        Err(StoreError::Conflict) => Err(ServiceError::Conflict),
        done => Ok(done?),
    }
}
