//! Raising claims: what is due up to the end of a period less what was claimed, between every two authorities and for each child.

use std::collections::{BTreeMap, BTreeSet};

use super::own_of;
use crate::access::{Action, Actor, Subject};
use crate::calendar::{Date, Period};
use crate::ids::ClaimId;
use crate::money::{Money, MoneyError};
use crate::recoupment::{AuthorityPart, ClaimState, ClaimSums};
use crate::rules::RuleBook;
use crate::service::payments::{Between, Owed, OwedFor, owed_up_to};
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, new_id};
use crate::store::audit::{self, Entry};
use crate::store::claim::{self, Claim, ClaimPart, ClaimStep};
use crate::store::payment::{self, PaymentCalendar};
use crate::store::plan_history::Whom;
use crate::store::{Store, StoreError, Tx, case_authority, child};

/// Why no claims can be raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRaised {
    /// The year has no payment calendar, by whose periods claims are worked out.
    NoCalendar,
    /// The year has no such period.
    NoSuchPeriod,
}

/// What was raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raised {
    /// How many claims.
    pub claims: usize,
    /// How many costs of those children cannot be worked out and are in no claim.
    pub left_out: usize,
}

/// Raises the claims of a year up to the end of a period, both those owed to this authority and those that it owes. What was
/// claimed already is not claimed again: the same form sent again raises nothing.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever raises none; [`ServiceError::Conflict`] if somebody else raises them meanwhile.
pub async fn raise(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (year, period): (Date, u32),
    moment: Moment,
) -> Result<Result<Raised, NotRaised>, ServiceError> {
    require(actor, Action::KeepRecoupment, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let Some(calendar) = payment::calendar_of(&mut tx, year).await? else {
        return Ok(Err(NotRaised::NoCalendar));
    };
    let place = usize::try_from(period).unwrap_or(usize::MAX);
    let Some(last) = calendar.periods.periods().get(place).copied() else {
        return Ok(Err(NotRaised::NoSuchPeriod));
    };
    let (mut owed, left_out) = owed_up_to(&mut tx, book, &calendar, period).await?;
    let before = Before::read(&mut tx, year).await?;
    let keys: BTreeSet<Between> = owed.keys().chain(before.claimed.keys()).cloned().collect();
    let mut claims = 0;
    for between in keys {
        // What a claim reaches beyond the period is of the future, and not too much.
        let reached = before.reached.get(&between).copied();
        if reached.is_some_and(|(period_before, _)| period_before > period) {
            continue;
        }
        let now = owed.remove(&between).unwrap_or_default();
        let parts = parts(now, before.claimed.get(&between)).map_err(broken)?;
        if parts.is_empty() {
            continue;
        }
        let from = reached.map_or(year, |(_, end)| end);
        let days = match last.end().map(|end| Period::new(from, end)) {
            Some(Ok(days)) => days,
            // The period was claimed before: this puts it right.
            _ => last,
        };
        let at = (&calendar, period, days);
        keep(&mut tx, between, parts, at, (actor, moment)).await?;
        claims += 1;
    }
    tx.commit().await?;
    Ok(Ok(Raised { claims, left_out }))
}

/// What the claims of a year that stand have claimed.
#[derive(Default)]
struct Before {
    claimed: BTreeMap<Between, BTreeMap<OwedFor, Owed>>,
    /// The last period of each, and the first day after its days.
    reached: BTreeMap<Between, (u32, Date)>,
}

impl Before {
    async fn read(tx: &mut Tx, year: Date) -> Result<Before, ServiceError> {
        let mut before = Before::default();
        for (claim, parts) in claim::standing(tx, year).await? {
            let between = Between {
                child: claim.child,
                side: claim.side,
                authority: claim.authority,
            };
            let sums = before.claimed.entry(between.clone()).or_default();
            for part in parts {
                let sum = sums.entry((part.establishment, part.kind, part.coding));
                let sum = sum.or_insert(Owed::NOTHING);
                let more = Owed {
                    claimed: part.claimed,
                    all: part.all,
                };
                *sum = sum.plus(more).map_err(broken)?;
            }
            let end = claim.days.end().unwrap_or(Date::MAX);
            let reached = before.reached.entry(between).or_insert((0, year));
            *reached = (reached.0.max(claim.period), reached.1.max(end));
        }
        Ok(before)
    }
}

/// What is new, part by part; parts of nothing are left out.
fn parts(
    mut now: BTreeMap<OwedFor, Owed>,
    before: Option<&BTreeMap<OwedFor, Owed>>,
) -> Result<Vec<ClaimPart>, MoneyError> {
    for (of, claimed) in before.into_iter().flatten() {
        let sum = now.entry(of.clone()).or_insert(Owed::NOTHING);
        *sum = sum.minus(*claimed)?;
    }
    let new = now.into_iter().filter(|(_, owed)| *owed != Owed::NOTHING);
    let new = new.map(|((establishment, kind, coding), owed)| ClaimPart {
        establishment,
        kind,
        coding,
        claimed: owed.claimed,
        all: owed.all,
    });
    Ok(new.collect())
}

/// The sums of a claim's parts.
fn sums_of(parts: &[ClaimPart]) -> Result<ClaimSums, MoneyError> {
    let sum = |wanted: &dyn Fn(&ClaimPart) -> Option<Money>| {
        Money::total(parts.iter().filter_map(wanted))
    };
    let is_transport = |part: &ClaimPart| !part.kind.is_within_grant();
    Ok(ClaimSums {
        cost: sum(&|part| (!is_transport(part)).then_some(part.claimed))?,
        transport: sum(&|part| is_transport(part).then_some(part.claimed))?,
        all_transport: sum(&|part| is_transport(part).then_some(part.all))?,
        less_grant: Money::ZERO,
    })
}

async fn keep(
    tx: &mut Tx,
    between: Between,
    parts: Vec<ClaimPart>,
    (calendar, period, days): (&PaymentCalendar, u32, Period),
    (actor, moment): (&Actor, Moment),
) -> Result<(), ServiceError> {
    let year = calendar.year_on;
    let to_whom = (between.side, &between.authority);
    let number = claim::last_number(tx, &between.child, to_whom, year).await? + 1;
    let raised = Claim {
        id: new_id(ClaimId::parse)?,
        looked_after: is_looked_after(tx, &between, &days).await?,
        own: own_of(tx).await?,
        child: between.child,
        side: between.side,
        authority: between.authority,
        year_on: year,
        number,
        period,
        days,
        state: ClaimState::Raised,
        sums: sums_of(&parts).map_err(broken)?,
        agreed: None,
        invoice_number: None,
        sent_on: None,
        clock: None,
        raised_by: Some(actor.user.clone()),
        raised_at: moment.instant,
        version: 1,
    };
    let claimed = raised.sums.claimed().map_err(broken)?;
    let step = ClaimStep {
        state: ClaimState::Raised,
        on: moment.today,
        amount: Some(claimed),
        reason: None,
        by: Some(actor.user.clone()),
        at: moment.instant,
    };
    match claim::insert(tx, &raised, &parts, &step).await {
        Err(StoreError::Conflict) => return Err(ServiceError::Conflict),
        done => done?,
    }
    let detail = format!(
        "{} {} {}",
        raised.side.code(),
        days.start(),
        claimed.pence()
    );
    let entry = Entry {
        at: moment.instant,
        actor: Some(&actor.user),
        action: "claim-raised",
        subject_kind: "claim",
        subject_id: raised.id.as_str(),
        detail: detail.as_bytes(),
    };
    audit::append(tx, entry).await?;
    Ok(())
}

/// Whether an authority looks after the child on any of the days: as was written down, or else as the record says.
async fn is_looked_after(
    tx: &mut Tx,
    between: &Between,
    days: &Period,
) -> Result<bool, ServiceError> {
    let one = [between.child.clone()];
    let said = case_authority::within(tx, days, Whom::Only(&one)).await?;
    if said
        .iter()
        .any(|part| part.part == AuthorityPart::LooksAfter)
    {
        return Ok(true);
    }
    let found = child::find(tx, &between.child).await?;
    Ok(found.is_some_and(|child| child.looked_after))
}

fn broken(error: MoneyError) -> ServiceError {
    ServiceError::Broken(Box::new(error))
}
