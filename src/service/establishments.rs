//! The register of establishments as administrators see it: the list, one establishment, and a new GIAS file compared with it.

use jiff::SignedDuration;

use super::gias::{Renewed, Summary, renewals, write};
use super::reach::require;
use super::{Moment, ServiceError, Store, new_id};
use crate::access::{Action, Actor, Subject};
use crate::ids::{BlobId, Digest, EstablishmentId};
use crate::import::gias::{self, Register};
use crate::import::{LineProblem, SourceFile, Unreadable, limits};
use crate::store::blob::{self, Blob};
use crate::store::establishment;
use crate::store::{Page, Paged, StoreError, user};

pub use super::gias::{EstablishmentChange, status_in_words};
pub use crate::store::establishment::{Establishment, EstablishmentStatus, Payee, Usage, Wanted};

/// How many establishments a page lists.
const A_PAGE: u32 = 50;

/// How long a file that nobody confirmed is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// What is kept of the kind of a file that waits.
const MEDIA_TYPE: &str = "text/csv; header=present";

/// A page of the list of establishments.
#[derive(Debug)]
pub struct Listed {
    /// The establishments.
    pub found: Paged<Establishment>,
    /// Whether none is called so, and these are called nearly so.
    pub near: bool,
}

/// Establishments by name, as far as they are asked for; where none is called so, those called nearly so.
///
/// # Errors
/// [`ServiceError::Refused`] to anybody but who runs imports.
pub async fn list(
    store: &Store,
    actor: &Actor,
    wanted: &Wanted,
    page: u32,
) -> Result<Listed, ServiceError> {
    require(actor, Action::RunImport, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let page = Page::new(page, A_PAGE);
    let found = establishment::wanted(&mut tx, wanted, page).await?;
    if found.total > 0 || wanted.words.is_empty() {
        return Ok(Listed { found, near: false });
    }
    let nearly = Wanted {
        near: true,
        ..wanted.clone()
    };
    let found = establishment::wanted(&mut tx, &nearly, page).await?;
    let near = found.total > 0;
    Ok(Listed { found, near })
}

/// An establishment with what depends on it.
#[derive(Clone, Debug)]
pub struct Open {
    /// The establishment.
    pub establishment: Establishment,
    /// Who is paid for it, where somebody is set up.
    pub payee: Option<Payee>,
    /// What depends on it.
    pub usage: Usage,
    /// The names, as colleagues see them, of the users who may see it as theirs.
    pub users: Vec<(crate::ids::UserId, String)>,
}

/// One establishment.
///
/// # Errors
/// As [`list`]; [`ServiceError::NotFound`] without it.
pub async fn open(
    store: &Store,
    actor: &Actor,
    id: &EstablishmentId,
    moment: Moment,
) -> Result<Open, ServiceError> {
    require(actor, Action::RunImport, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let found = establishment::find(&mut tx, id).await?;
    let found = found.ok_or(ServiceError::NotFound)?;
    let payee = match &found.supplier_number {
        Some(number) => establishment::find_payee(&mut tx, number).await?,
        None => None,
    };
    Ok(Open {
        usage: establishment::usage(&mut tx, id, moment.today).await?,
        users: user::of_establishment(&mut tx, id).await?,
        establishment: found,
        payee,
    })
}

/// What a register would change.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The file's name.
    pub file: String,
    /// The counts.
    pub summary: Summary,
    /// What is added and what changes, field by field.
    pub changes: Vec<EstablishmentChange>,
    /// What cannot be read.
    pub problems: Vec<LineProblem>,
    /// The identity of all this.
    pub digest: Digest,
}

/// Why a register was not kept.
#[derive(Debug)]
pub enum NotUploaded {
    /// It is no register, or an empty one: why, in a sentence.
    Unreadable(String),
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

/// Keeps a register, to be looked at.
///
/// # Errors
/// [`NotUploaded`].
pub async fn upload(
    store: &Store,
    actor: &Actor,
    (name, bytes): (String, Vec<u8>),
    moment: Moment,
) -> Result<BlobId, NotUploaded> {
    require(actor, Action::RunImport, &Subject::Anything)?;
    let source = SourceFile::of_within(name, bytes, limits::REGISTER_BYTES_MAX);
    let source = source.map_err(|why| NotUploaded::Unreadable(why.to_string()))?;
    let register = read(source.clone()).await?;
    let register = register.map_err(|why| NotUploaded::Unreadable(why.to_string()))?;
    if register.establishments.is_empty() {
        let why = format!("{}: there is no establishment in it", source.name);
        return Err(NotUploaded::Unreadable(why));
    }
    let kept = Blob {
        id: new_id(BlobId::parse)?,
        owner: Some(actor.user.clone()),
        file_name: source.name,
        media_type: MEDIA_TYPE.to_owned(),
        bytes: source.bytes,
        created_at: moment.instant,
        expires_at: moment.instant.checked_add(KEPT).ok(),
    };
    let mut tx = store.begin().await?;
    blob::insert(&mut tx, &kept).await?;
    tx.commit().await?;
    Ok(kept.id)
}

/// Reads a register away from the threads that answer requests.
async fn read(source: SourceFile) -> Result<Result<Register, Unreadable>, ServiceError> {
    tokio::task::spawn_blocking(move || gias::read(&source))
        .await
        .map_err(|error| ServiceError::Broken(Box::new(error)))
}

/// The register that waits under an id.
async fn waiting(
    store: &Store,
    actor: &Actor,
    id: &BlobId,
    moment: Moment,
) -> Result<(Digest, Register), ServiceError> {
    require(actor, Action::RunImport, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let file = blob::find(&mut tx, id).await?;
    drop(tx);
    let file = file
        .filter(|file| file.owner.as_ref() == Some(&actor.user) && file.media_type == MEDIA_TYPE)
        .filter(|file| file.expires_at.is_none_or(|end| end > moment.instant))
        .ok_or(ServiceError::NotFound)?;
    let source = SourceFile {
        name: file.file_name,
        bytes: file.bytes,
    };
    let digest = source.digest();
    // It was readable when it was given.
    let register = read(source).await?.map_err(|_| ServiceError::NotFound)?;
    Ok((digest, register))
}

/// What a register that waits would change.
///
/// # Errors
/// [`ServiceError::NotFound`] if the actor gave no such file, or it is too long ago.
pub async fn preview(
    store: &Store,
    actor: &Actor,
    id: &BlobId,
    moment: Moment,
) -> Result<Preview, ServiceError> {
    let (_, register) = waiting(store, actor, id, moment).await?;
    let mut tx = store.read().await?;
    let renewed = renewals(&mut tx, &register).await?;
    Ok(previewed(&register, &renewed))
}

fn previewed(register: &Register, renewed: &Renewed) -> Preview {
    let changes = renewed.changes();
    Preview {
        file: register.file.clone(),
        summary: renewed.summary(register),
        digest: Digest::of(format!("{changes:?}").as_bytes()),
        changes,
        problems: register.problems.clone(),
    }
}

/// Imports a register that waits, as it was shown.
///
/// # Errors
/// As [`preview`]; [`ServiceError::Conflict`] if the establishments changed since.
pub async fn confirm(
    store: &Store,
    actor: &Actor,
    id: &BlobId,
    shown: &Digest,
    moment: Moment,
) -> Result<Summary, ServiceError> {
    let (digest, register) = waiting(store, actor, id, moment).await?;
    let mut tx = store.begin().await?;
    let renewed = renewals(&mut tx, &register).await?;
    if previewed(&register, &renewed).digest != *shown {
        return Err(ServiceError::Conflict);
    }
    let by = Some(&actor.user);
    let summary = write(&mut tx, by, moment, &digest, (&register, &renewed)).await?;
    blob::remove(&mut tx, id).await?;
    tx.commit().await?;
    Ok(summary)
}
