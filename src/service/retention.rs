//! Retention: whose names and words are due to go, shown before anything is done, and then done.
//!
//! For how long records are kept is the council's own schedule, so it is asked each time and no number is built in.

use super::caseload::forget_old_problems;
use super::reach::require;
use super::{Moment, ServiceError, trail};
use crate::access::{Action, Actor, Subject};
use crate::calendar::Date;
use crate::ids::{Digest, UserId};
use crate::store::retention::{self, Due};
use crate::store::{Store, Tx};

/// The fewest and most years after which a record may be forgotten.
pub const YEARS: std::ops::RangeInclusive<u8> = 1..=100;

/// How many children are forgotten in one transaction, so that nobody else waits long to write.
const AT_A_TIME: usize = 50;

/// Whose names and words would go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DryRun {
    /// Everything ended before this day.
    pub before: Date,
    /// The children, by their last day.
    pub due: Vec<Due>,
}

impl DryRun {
    /// The identity of who is due: by it a list that was shown is known to be the one that is carried out.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let due: Vec<&str> = self.due.iter().map(|one| one.child.as_str()).collect();
        Digest::of(format!("{} {}", self.before, due.join(" ")).as_bytes())
    }
}

/// How carrying out ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CarriedOut {
    /// So many children were forgotten.
    Forgotten(usize),
    /// Others are due than were shown. Nobody was forgotten.
    Overtaken,
}

/// The children whose records ended more than so many years ago; changes nothing.
///
/// # Errors
/// [`ServiceError::Refused`] to anybody but who carries retention out; [`ServiceError::Conflict`] for years out of [`YEARS`].
pub async fn dry_run(
    store: &Store,
    actor: &Actor,
    years: u8,
    moment: Moment,
) -> Result<DryRun, ServiceError> {
    require(actor, Action::CarryOutRetention, &Subject::Anything)?;
    dry_run_on_server(store, years, moment).await
}

/// As [`dry_run`], for whoever runs commands on the server.
///
/// # Errors
/// As [`dry_run`].
pub async fn dry_run_on_server(
    store: &Store,
    years: u8,
    moment: Moment,
) -> Result<DryRun, ServiceError> {
    let mut tx = store.read().await?;
    due(&mut tx, years, moment).await
}

/// Forgets the children of a dry run, if they are those that were shown; each is an entry of the audit chain.
///
/// # Errors
/// As [`dry_run`].
pub async fn carry_out(
    store: &Store,
    actor: &Actor,
    (years, shown): (u8, &Digest),
    moment: Moment,
) -> Result<CarriedOut, ServiceError> {
    require(actor, Action::CarryOutRetention, &Subject::Anything)?;
    forget(store, Some(&actor.user), (years, Some(shown)), moment).await
}

/// As [`carry_out`], for whoever runs commands on the server.
///
/// # Errors
/// As [`dry_run`].
pub async fn carry_out_on_server(
    store: &Store,
    years: u8,
    moment: Moment,
) -> Result<usize, ServiceError> {
    match forget(store, None, (years, None), moment).await? {
        CarriedOut::Forgotten(many) => Ok(many),
        CarriedOut::Overtaken => Err(ServiceError::Conflict),
    }
}

async fn forget(
    store: &Store,
    by: Option<&UserId>,
    (years, shown): (u8, Option<&Digest>),
    moment: Moment,
) -> Result<CarriedOut, ServiceError> {
    let mut tx = store.read().await?;
    let found = due(&mut tx, years, moment).await?;
    drop(tx);
    if shown.is_some_and(|shown| *shown != found.digest()) {
        return Ok(CarriedOut::Overtaken);
    }
    let found = found.due;
    let mut tx = store.begin().await?;
    forget_old_problems(&mut tx, moment).await?;
    tx.commit().await?;
    for some in found.chunks(AT_A_TIME) {
        let mut tx = store.begin().await?;
        for one in some {
            retention::forget(&mut tx, &one.child).await?;
            let subject = ("child", one.child.as_str());
            trail::note(&mut tx, moment, by, "child-forgotten", subject).await?;
        }
        tx.commit().await?;
    }
    Ok(CarriedOut::Forgotten(found.len()))
}

async fn due(tx: &mut Tx, years: u8, moment: Moment) -> Result<DryRun, ServiceError> {
    if !YEARS.contains(&years) {
        return Err(ServiceError::Conflict);
    }
    let span = jiff::Span::new().years(i64::from(years));
    let before = moment.today.checked_sub(span);
    let before = before.map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let due = retention::due(tx, before).await?;
    Ok(DryRun { before, due })
}
