//! Recoupment: what this authority and others owe each other for children, claimed by the period, with its clock.
//!
//! A claim is raised for what is due up to the end of a payment period, less what the earlier claims of the year have claimed:
//! the claims of a year make up what is due, to the penny, and a late change of the record is in the next one, below nought
//! where too much was claimed.

mod raise;
mod sheets;
mod step;

pub use raise::{NotRaised, Raised, raise};
pub use sheets::{csv, workbook};
pub use step::{Step, StepProblem, take};

use std::collections::BTreeMap;

use super::reach::{allows, require};
use super::{Moment, Paged, ServiceError, Store, kept_back, trail};
use crate::access::{Action, Actor, Subject};
use crate::calendar::{Date, Period};
use crate::ids::{ClaimId, EstablishmentId, UserId};
use crate::recoupment::{Clock, ClockRules};
use crate::store::{Page, case_authority, claim, establishment, payment, user};

pub use crate::recoupment::{ClaimReason, ClaimSide, ClaimState, ClockRule};
pub use crate::store::claim::{Claim, ClaimFilter, ClaimLine, ClaimPart, ClaimStep};

/// How many claims a page lists.
const A_PAGE: u32 = 50;

/// The register of claims, as far as it is asked for.
#[derive(Debug)]
pub struct Register {
    /// A page of it, without those of children whom the reader is to judge first.
    pub claims: Paged<ClaimLine>,
    /// How many of the page are left out for that.
    pub kept_back: usize,
    /// The financial years that have a payment calendar, by their first days, the latest first.
    pub years: Vec<Date>,
    /// The payment periods of the two latest of them: the year, the place, the days.
    pub periods: Vec<(Date, u32, Period)>,
    /// How many claims have a clock that has run out.
    pub overdue: u64,
    /// The rules of the clock.
    pub rules: ClockRules,
    /// Whether the reader raises claims.
    pub may_keep: bool,
    /// The day that “overdue” means.
    pub today: Date,
}

/// The register.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever sees no recoupment.
pub async fn register(
    store: &Store,
    actor: &Actor,
    filter: &ClaimFilter,
    page: u32,
    moment: Moment,
) -> Result<Register, ServiceError> {
    require(actor, Action::ViewRecoupment, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let years = payment::years(&mut tx).await?;
    let mut periods = Vec::new();
    for year in years.iter().take(2) {
        if let Some(calendar) = payment::calendar_of(&mut tx, *year).await? {
            let own = (0_u32..).zip(calendar.periods.periods());
            periods.extend(own.map(|(place, days)| (*year, place, *days)));
        }
    }
    let mut claims = claim::list(&mut tx, filter, Page::new(page, A_PAGE)).await?;
    let unjudged = kept_back::among(&mut tx, actor, None).await?;
    let all = claims.items.len();
    claims
        .items
        .retain(|line| !unjudged.contains(&line.claim.child));
    let found = Register {
        kept_back: all - claims.items.len(),
        claims,
        years,
        periods,
        overdue: claim::overdue(&mut tx, moment.today).await?,
        rules: clock_rules()?,
        may_keep: allows(actor, Action::KeepRecoupment),
        today: moment.today,
    };
    drop(tx);
    let shown = found.claims.items.iter().map(|line| &line.claim.child);
    trail::listed(store, moment, actor, "claims", shown).await?;
    Ok(found)
}

/// Every claim that is asked for, for a file.
///
/// # Errors
/// As [`register`].
pub async fn every(
    store: &Store,
    actor: &Actor,
    filter: &ClaimFilter,
    moment: Moment,
) -> Result<Vec<ClaimLine>, ServiceError> {
    require(actor, Action::ViewRecoupment, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let found = claim::all(&mut tx, filter).await?;
    // A file without some of them would look whole.
    let unjudged = kept_back::among(&mut tx, actor, None).await?;
    let first = found
        .iter()
        .find(|line| unjudged.contains(&line.claim.child));
    if let Some(line) = first {
        kept_back::keep(&mut tx, actor, &line.claim.child).await?;
    }
    drop(tx);
    let shown = found.iter().map(|line| &line.claim.child);
    trail::listed(store, moment, actor, "claims-file", shown).await?;
    Ok(found)
}

/// A claim with what it is made of.
#[derive(Debug)]
pub struct ClaimView {
    /// The claim.
    pub line: ClaimLine,
    /// Its parts.
    pub parts: Vec<ClaimPart>,
    /// Its steps, the first first.
    pub steps: Vec<ClaimStep>,
    /// The names of the establishments of its parts.
    pub places: BTreeMap<EstablishmentId, String>,
    /// The names of who took its steps.
    pub people: BTreeMap<UserId, String>,
    /// How its clock stands.
    pub clock: Clock,
    /// What it may become, by the reader.
    pub next: Vec<ClaimState>,
    /// The day that “run out” means.
    pub today: Date,
}

/// A claim. That it was opened, or refused, is in the child's trail; which one was opened, in its own.
///
/// # Errors
/// [`ServiceError::NotFound`] to whoever sees no recoupment, as without it; [`ServiceError::KeptBack`] if the reader is to judge
/// the child's levels first.
pub async fn open(
    store: &Store,
    actor: &Actor,
    id: &ClaimId,
    moment: Moment,
) -> Result<ClaimView, ServiceError> {
    let mut tx = store.read().await?;
    let line = claim::find(&mut tx, id).await?;
    let line = line.ok_or(ServiceError::NotFound)?;
    if !allows(actor, Action::ViewRecoupment) {
        drop(tx);
        trail::child_refused(store, moment, actor, &line.claim.child).await?;
        return Err(ServiceError::NotFound);
    }
    kept_back::keep(&mut tx, actor, &line.claim.child).await?;
    let parts = claim::parts_of(&mut tx, id).await?;
    let steps = claim::steps_of(&mut tx, id).await?;
    let mut places = BTreeMap::new();
    for at in parts.iter().filter_map(|part| part.establishment.as_ref()) {
        if let Some(found) = establishment::find(&mut tx, at).await? {
            places.insert(at.clone(), found.name);
        }
    }
    let mut people = BTreeMap::new();
    for by in steps.iter().filter_map(|step| step.by.as_ref()) {
        if let Some(found) = user::find(&mut tx, by).await? {
            people.insert(by.clone(), found.display_name);
        }
    }
    drop(tx);
    let of = &line.claim;
    let mut tx = store.begin().await?;
    for subject in [("child", of.child.as_str()), ("claim", id.as_str())] {
        trail::note(&mut tx, moment, Some(&actor.user), "claim-viewed", subject).await?;
    }
    tx.commit().await?;
    let clock = match of.clock {
        Some((started, runs_out)) => Clock::Running { started, runs_out },
        None if of.state == ClaimState::Raised => {
            clock_rules()?.of(&of.days, of.looked_after, None)
        }
        None => Clock::None,
    };
    let next = of.state.next().iter().copied();
    let next = next.filter(|state| step::may_take(actor, *state));
    Ok(ClaimView {
        next: next.collect(),
        clock,
        parts,
        steps,
        places,
        people,
        today: moment.today,
        line,
    })
}

/// Whose database this is, by its number.
async fn own_of(tx: &mut crate::store::Tx) -> Result<crate::ids::AuthorityCode, ServiceError> {
    let own = case_authority::own(tx).await?;
    own.ok_or_else(|| ServiceError::Broken("no child is on record".into()))
}

/// The clock's rules that the program comes with.
fn clock_rules() -> Result<ClockRules, ServiceError> {
    ClockRules::shipped().map_err(|error| ServiceError::Broken(Box::new(error)))
}
