//! A weekly extract of a case system comes in: compared first, written when somebody said so. All of it lasts or none.
//!
//! A row is new, changed, unchanged or has problems: the four add up to the rows read. Who is missing from an extract is
//! listed and never deleted; plans and placements of the missing end only where that was asked for, and a sudden loss only
//! where the number was said too.

mod compare;
mod describe;
mod kept;
mod milestones;
mod on_record;
mod retry;
mod runs;
mod shown;
mod state;
mod systems;
mod uploads;
mod withheld;
mod write;

use jiff::SignedDuration;
use thiserror::Error;

use super::{Moment, ServiceError, Store};
use crate::calendar::Date;
use crate::ids::{ChildId, Digest, ImportRunId, UserId};
use crate::import::caseload::Extract;
use crate::store::{Tx, award_to_look_at, case_system, import_run};

use compare::{Compared, Outcome, Under, compare};
use on_record::OnRecord;
use runs::{keep_run, settle_corrected};
use shown::{shown, shown_problems};

pub use crate::import::caseload::{CaseSystem, CellProblem, Field, NotASystem};
pub use compare::Missing;
pub(super) use kept::is_kept_elsewhere;
pub use kept::{KeptElsewhere, kept_elsewhere};
pub use retry::{KeptRow, Retried, kept_row, retry};
pub(super) use retry::{cells_of, of_run};
pub use shown::{Preview, Shown, ShownProblem, Tally};
pub use state::FieldChange;
pub use systems::{keep_system, system, systems};
pub use uploads::{Confirmed, NotUploaded, Upload, Wanted, confirm, preview, upload};
pub(super) use withheld::withhold_rows;

/// The kind under which runs are kept.
pub(super) const KIND: &str = "caseload";

/// How long the problems of any run are kept with the rows beside them, which may quote personal data.
const PROBLEMS_KEPT: SignedDuration = SignedDuration::from_hours(365 * 24);

/// What is to become of children who are missing from an extract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nothing: they are listed.
    Nobody,
    /// Their plans and placements end on the day of the extract; the number of them where it was said.
    Missing(Option<u32>),
}

/// How an extract is to be imported.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Whose extract it is.
    pub system: &'a CaseSystem,
    /// Its day.
    pub on: Date,
    /// The run whose rows it corrects; none for a whole caseload.
    pub corrects: Option<&'a ImportRunId>,
    /// What becomes of who is missing.
    pub ending: Ending,
    /// The identity of what was shown before; none where nothing was.
    pub shown: Option<&'a Digest>,
}

/// Why an extract was not imported.
#[derive(Debug, Error)]
pub enum NotImported {
    /// So many are missing that their number has to be said.
    #[error(
        "{missing} of the {caseload} children of the caseload are not in the extract: it may be a part of it. Nothing was \
         changed. To end their plans and placements all the same, say the number"
    )]
    Loss {
        /// How many are missing.
        missing: u32,
        /// Of how many.
        caseload: u32,
    },
    /// The number that was said is not that of the missing.
    #[error("{missing} children are missing from the extract, not {said}. Nothing was changed")]
    OtherNumber {
        /// How many are missing.
        missing: u32,
        /// How many were said.
        said: u32,
    },
    /// The records changed since they were shown beside the extract.
    #[error("the records changed since the extract was compared with them")]
    Stale,
    /// The database could not be used.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<crate::store::StoreError> for NotImported {
    fn from(error: crate::store::StoreError) -> NotImported {
        NotImported::Service(error.into())
    }
}

/// What an import did.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The run.
    pub run: ImportRunId,
    /// What it changed.
    pub preview: Preview,
    /// How many awards go on now though the child left their school or has no plan; awards are not touched by an import.
    pub to_look_at: u64,
}

/// Compares an extract with what is on record, and changes nothing.
async fn compared(
    tx: &mut Tx,
    extract: &Extract,
    asked: &Asked<'_>,
) -> Result<(OnRecord, Compared, Preview), ServiceError> {
    let source = source_of(asked);
    let under = Under {
        system: asked.system,
        on: asked.on,
        source: &source,
        is_whole: asked.corrects.is_none(),
    };
    let mut held = OnRecord::load(tx, asked.system).await?;
    let compared = compare(&mut held, extract, &under)?;
    let tally = Tally::of(&compared, &under);
    debug_assert_eq!(
        tally.rows,
        tally.new + tally.changed + tally.unchanged + tally.refused,
        "every row is one of the four"
    );
    let preview = Preview {
        notes: extract.notes.clone(),
        new: shown(&compared, |outcome| matches!(outcome, Outcome::New(_))),
        changed: shown(&compared, |outcome| {
            matches!(outcome, Outcome::Changed { .. })
        }),
        missing: compared.missing.clone(),
        problems: shown_problems(&compared, asked.system),
        is_a_loss: compared.is_a_loss(asked.system),
        digest: compared.digest(),
        tally,
    };
    Ok((held, compared, preview))
}

/// What an extract would change, for whoever runs commands on the server.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub async fn dry_run(
    store: &Store,
    extract: &Extract,
    asked: &Asked<'_>,
) -> Result<Preview, ServiceError> {
    let mut tx = store.read().await?;
    let (_, _, preview) = compared(&mut tx, extract, asked).await?;
    Ok(preview)
}

/// Imports an extract. The same extract again changes nothing.
///
/// # Errors
/// [`NotImported`]; then nothing was changed.
pub async fn import(
    store: &Store,
    by: Option<&UserId>,
    moment: Moment,
    extract: &Extract,
    asked: &Asked<'_>,
) -> Result<Imported, NotImported> {
    let mut tx = store.begin().await?;
    let imported = within(&mut tx, by, moment, extract, asked).await?;
    tx.commit().await?;
    analyse(store, &imported).await?;
    Ok(imported)
}

/// Lets the database count anew what an import changed.
async fn analyse(store: &Store, imported: &Imported) -> Result<(), ServiceError> {
    let tally = &imported.preview.tally;
    if tally.new + tally.changed > 0 {
        store.analyse().await?;
    }
    Ok(())
}

async fn within(
    tx: &mut Tx,
    by: Option<&UserId>,
    moment: Moment,
    extract: &Extract,
    asked: &Asked<'_>,
) -> Result<Imported, NotImported> {
    let (held, compared, mut preview) = compared(tx, extract, asked).await?;
    if asked.shown.is_some_and(|shown| *shown != preview.digest) {
        return Err(NotImported::Stale);
    }
    let ends = ends(asked, &preview)?;
    systems::keep(tx, by, asked.system, moment).await?;
    let present = write::rows(tx, &compared, &source_of(asked)).await?;
    case_system::saw(tx, &asked.system.code, asked.on, &present).await?;
    if ends {
        let missing: Vec<ChildId> = preview
            .missing
            .iter()
            .map(|one| one.child.clone())
            .collect();
        write::end_missing(tx, &held, &missing, asked.on).await?;
        preview.tally.ended = preview.tally.missing;
    }
    forget_old_problems(tx, moment).await?;
    let run = keep_run(tx, by, moment, extract, (asked, &compared, &preview)).await?;
    if let Some(corrected) = asked.corrects {
        settle_corrected(tx, by, moment, corrected, &compared).await?;
    }
    let shown = crate::store::RestrictedRecords::Shown;
    let to_look_at = award_to_look_at::count(tx, moment.today, &shown).await?;
    Ok(Imported {
        run,
        preview,
        to_look_at,
    })
}

/// Forgets the problems of runs, and the rows beside them, that are older than they are kept.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written.
pub(super) async fn forget_old_problems(tx: &mut Tx, moment: Moment) -> Result<(), ServiceError> {
    if let Ok(before) = moment.instant.checked_sub(PROBLEMS_KEPT) {
        import_run::forget_problems(tx, before).await?;
    }
    Ok(())
}

/// Whether the missing are ended.
fn ends(asked: &Asked<'_>, preview: &Preview) -> Result<bool, NotImported> {
    let missing = preview.tally.missing;
    match asked.ending {
        Ending::Nobody => Ok(false),
        Ending::Missing(Some(said)) if said != missing => {
            Err(NotImported::OtherNumber { missing, said })
        }
        Ending::Missing(None) if preview.is_a_loss => Err(NotImported::Loss {
            missing,
            caseload: preview.tally.caseload,
        }),
        Ending::Missing(_) => Ok(true),
    }
}

/// Where imported things say that they are from.
fn source_of(asked: &Asked<'_>) -> String {
    format!("caseload-{}", asked.system.code)
}
