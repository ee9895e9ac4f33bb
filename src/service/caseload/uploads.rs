//! An extract given by a page: kept while it is looked at, then imported or forgotten.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{Asked, Ending, Imported, NotImported, Preview, analyse, compared, systems, within};
use crate::access::{Action, Actor, Subject};
use crate::calendar::Date;
use crate::ids::{BlobId, Digest, ImportRunId};
use crate::import::caseload::{self, CaseSystem, Extract};
use crate::import::{SourceFile, Unreadable};
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, Store, new_id, trail};
use crate::store::blob::{self, Blob};
use crate::store::draft::{self, DraftKey};
use crate::store::{StoreError, Tx, import_run};

/// How long an extract that nobody confirmed is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// The form under which what was said of an upload is kept.
const FORM: &str = "caseload-upload";

/// What is said of a file when it is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// The code of the case system.
    pub system: String,
    /// The day of the extract.
    pub on: Date,
    /// The run whose rows it corrects; none for a whole caseload.
    pub corrects: Option<ImportRunId>,
}

/// An extract that waits to be confirmed.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its id.
    pub id: BlobId,
    /// The file's name.
    pub file: String,
    /// Whose extract it is.
    pub system: CaseSystem,
    /// What was said of it.
    pub wanted: Wanted,
}

/// Why a file was not kept.
#[derive(Debug)]
pub enum NotUploaded {
    /// It cannot be read, or is no extract of that system.
    Unreadable(Unreadable),
    /// The use case was not carried out.
    Service(ServiceError),
}

impl From<ServiceError> for NotUploaded {
    fn from(error: ServiceError) -> NotUploaded {
        NotUploaded::Service(error)
    }
}

impl From<StoreError> for NotUploaded {
    fn from(error: StoreError) -> NotUploaded {
        NotUploaded::Service(error.into())
    }
}

/// What became of a confirmation.
#[derive(Debug)]
pub enum Confirmed {
    /// It was imported.
    Done(Box<Imported>),
    /// It had been imported when the form was sent before, by this run.
    Already(ImportRunId),
    /// It was not, and why; the extract still waits.
    NotDone(NotImported),
}

/// Keeps a file that is an extract of the system, to be looked at.
///
/// # Errors
/// [`NotUploaded`].
pub async fn upload(
    store: &Store,
    actor: &Actor,
    (name, bytes): (String, Vec<u8>),
    wanted: &Wanted,
    moment: Moment,
) -> Result<BlobId, NotUploaded> {
    require(actor, Action::RunImport, &Subject::Anything)?;
    let system = systems::system(store, &wanted.system).await?;
    if let Some(run) = &wanted.corrects {
        let mut tx = store.read().await?;
        let found = import_run::find(&mut tx, run).await?;
        found
            .filter(|run| run.kind == super::KIND)
            .ok_or(ServiceError::NotFound)?;
    }
    let source = SourceFile::of(name, bytes).map_err(NotUploaded::Unreadable)?;
    let read = read(source.clone(), system, wanted.on).await?;
    read.map_err(NotUploaded::Unreadable)?;
    let expires = moment.instant.checked_add(KEPT);
    let kept = Blob {
        id: new_id(BlobId::parse)?,
        owner: Some(actor.user.clone()),
        file_name: source.name,
        media_type: "application/octet-stream".to_owned(),
        bytes: source.bytes,
        created_at: moment.instant,
        expires_at: expires.ok(),
    };
    let mut tx = store.begin().await?;
    blob::insert(&mut tx, &kept).await?;
    let document =
        serde_json::to_string(wanted).map_err(|error| ServiceError::Broken(Box::new(error)))?;
    draft::save(&mut tx, &key(actor, &kept.id), &document, 0, moment.instant).await?;
    tx.commit().await?;
    Ok(kept.id)
}

fn key(actor: &Actor, id: &BlobId) -> DraftKey {
    DraftKey {
        owner: actor.user.clone(),
        form: FORM.to_owned(),
        subject: id.to_string(),
    }
}

/// Reads a file away from the threads that answer requests.
async fn read(
    source: SourceFile,
    system: CaseSystem,
    on: Date,
) -> Result<Result<Extract, Unreadable>, ServiceError> {
    tokio::task::spawn_blocking(move || caseload::read(&source, &system, on))
        .await
        .map_err(|error| ServiceError::Broken(Box::new(error)))
}

/// What an extract that waits would change. That somebody looked is written down.
///
/// # Errors
/// [`ServiceError::NotFound`] if the actor gave no such file, or it is too long ago.
pub async fn preview(
    store: &Store,
    actor: &Actor,
    id: &BlobId,
    moment: Moment,
) -> Result<(Upload, Preview), ServiceError> {
    require(actor, Action::RunImport, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let (upload, source) = waiting(&mut tx, actor, id, moment).await?;
    drop(tx);
    let extract = readable(source, &upload).await?;
    let mut tx = store.read().await?;
    let (_, _, preview) =
        compared(&mut tx, &extract, &asked(&upload, Ending::Nobody, None)).await?;
    drop(tx);
    let (by, subject) = (Some(&actor.user), ("upload", id.as_str()));
    trail::note_alone(store, moment, by, "caseload-compared", subject).await?;
    Ok((upload, preview))
}

async fn waiting(
    tx: &mut Tx,
    actor: &Actor,
    id: &BlobId,
    moment: Moment,
) -> Result<(Upload, SourceFile), ServiceError> {
    let kept = draft::find(tx, &key(actor, id)).await?;
    let kept = kept.ok_or(ServiceError::NotFound)?;
    let wanted: Wanted = serde_json::from_str(&kept.document)
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let file = blob::find(tx, id).await?;
    let file = file
        .filter(|file| file.owner.as_ref() == Some(&actor.user))
        .filter(|file| file.expires_at.is_none_or(|end| end > moment.instant))
        .ok_or(ServiceError::NotFound)?;
    let mut systems = systems::within(tx).await?.into_iter();
    let system = systems
        .rfind(|system| system.code == wanted.system)
        .ok_or(ServiceError::NotFound)?;
    let upload = Upload {
        id: id.clone(),
        file: file.file_name.clone(),
        system,
        wanted,
    };
    let source = SourceFile {
        name: file.file_name,
        bytes: file.bytes,
    };
    Ok((upload, source))
}

async fn readable(source: SourceFile, upload: &Upload) -> Result<Extract, ServiceError> {
    let read = read(source, upload.system.clone(), upload.wanted.on).await?;
    // It was readable when it was given; the system's columns may have been described anew since.
    read.map_err(|_| ServiceError::Conflict)
}

fn asked<'a>(upload: &'a Upload, ending: Ending, shown: Option<&'a Digest>) -> Asked<'a> {
    Asked {
        system: &upload.system,
        on: upload.wanted.on,
        corrects: upload.wanted.corrects.as_ref(),
        ending,
        shown,
    }
}

/// Imports an extract that waits, as it was shown.
///
/// # Errors
/// As [`preview`].
pub async fn confirm(
    store: &Store,
    actor: &Actor,
    id: &BlobId,
    (ending, shown): (Ending, &Digest),
    moment: Moment,
) -> Result<Confirmed, ServiceError> {
    require(actor, Action::RunImport, &Subject::Anything)?;
    let mut tx = store.read().await?;
    if let Some(run) = imported_already(&mut tx, actor, id).await? {
        return Ok(Confirmed::Already(run));
    }
    let (upload, source) = waiting(&mut tx, actor, id, moment).await?;
    drop(tx);
    let extract = readable(source, &upload).await?;
    let asked = asked(&upload, ending, Some(shown));
    let mut tx = store.begin().await?;
    // The same form may have been sent twice within the time that reading takes.
    if let Some(run) = imported_already(&mut tx, actor, id).await? {
        return Ok(Confirmed::Already(run));
    }
    let imported = match within(&mut tx, Some(&actor.user), moment, &extract, &asked).await {
        Ok(imported) => imported,
        Err(NotImported::Service(error)) => return Err(error),
        Err(why) => return Ok(Confirmed::NotDone(why)),
    };
    draft::discard(&mut tx, &key(actor, id)).await?;
    blob::remove(&mut tx, id).await?;
    remember(&mut tx, actor, (id, &imported.run), moment).await?;
    tx.commit().await?;
    analyse(store, &imported).await?;
    Ok(Confirmed::Done(Box::new(imported)))
}

/// The extract that an officer imported last, and the run of it: the same form, sent again, leads there.
#[derive(Serialize, Deserialize)]
struct Last {
    upload: String,
    run: String,
}

fn last_key(actor: &Actor) -> DraftKey {
    DraftKey {
        owner: actor.user.clone(),
        form: "caseload-imported".to_owned(),
        subject: "last".to_owned(),
    }
}

async fn remember(
    tx: &mut Tx,
    actor: &Actor,
    (upload, run): (&BlobId, &ImportRunId),
    moment: Moment,
) -> Result<(), ServiceError> {
    let last = Last {
        upload: upload.to_string(),
        run: run.to_string(),
    };
    let document =
        serde_json::to_string(&last).map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let key = last_key(actor);
    draft::discard(tx, &key).await?;
    draft::save(tx, &key, &document, 0, moment.instant).await?;
    Ok(())
}

/// The run of an extract, where it is the one that the actor imported last.
async fn imported_already(
    tx: &mut Tx,
    actor: &Actor,
    id: &BlobId,
) -> Result<Option<ImportRunId>, ServiceError> {
    let kept = draft::find(tx, &last_key(actor)).await?;
    let last = kept.and_then(|kept| serde_json::from_str::<Last>(&kept.document).ok());
    let last = last.filter(|last| last.upload == id.as_str());
    Ok(last.and_then(|last| ImportRunId::parse(&last.run).ok()))
}
