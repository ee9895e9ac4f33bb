//! Budget moved from one line to another: proposed by one officer with a reason, approved or declined by another person.

use std::collections::BTreeMap;

use super::broken;
use super::view::moved;
use crate::access::{Action, Actor, Subject, Verdict, may};
use crate::calendar::{Date, FinancialYear};
use crate::ids::{UserId, VirementId};
use crate::money::Money;
use crate::service::reach::{allows, require};
use crate::service::{Moment, ServiceError, id_of_form, trail};
use crate::spending::to_date;
use crate::store::budget::{self, Virement, VirementState};
use crate::store::{Store, StoreError, Tx, ledger, user};

/// A virement with who did what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VirementView {
    /// The virement.
    pub virement: Virement,
    /// Who proposed it, by name.
    pub proposed_by: String,
    /// Who approved or declined it, by name.
    pub concluded_by: Option<String>,
    /// Whether the reader may conclude on it.
    pub may_conclude: bool,
}

/// The virements of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Virements {
    /// The year.
    pub year: FinancialYear,
    /// Every one, the last first.
    pub all: Vec<VirementView>,
    /// What approved ones moved to each line, below nought where they took more; together nought.
    pub moved: BTreeMap<String, Money>,
    /// Whether the reader proposes one.
    pub may_propose: bool,
}

/// The virements of a year.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever may not see the forecast.
pub async fn virements(
    store: &Store,
    actor: &Actor,
    year: FinancialYear,
) -> Result<Virements, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let found = budget::virements(&mut tx, year.first_day()).await?;
    let mut names: BTreeMap<UserId, String> = BTreeMap::new();
    for one in &found {
        for id in [Some(&one.proposed_by), one.concluded_by.as_ref()]
            .into_iter()
            .flatten()
        {
            if !names.contains_key(id)
                && let Some(known) = user::find(&mut tx, id).await?
            {
                names.insert(id.clone(), known.display_name);
            }
        }
    }
    let name = |id: &UserId| {
        let found = names.get(id).cloned();
        found.unwrap_or_else(|| "Somebody who has left".to_owned())
    };
    let moved = moved(&found).map_err(broken)?;
    let mut all: Vec<VirementView> = found
        .iter()
        .map(|one| VirementView {
            proposed_by: name(&one.proposed_by),
            concluded_by: one.concluded_by.as_ref().map(name),
            may_conclude: one.state == VirementState::Proposed && may_conclude(actor, one),
            virement: one.clone(),
        })
        .collect();
    all.reverse();
    Ok(Virements {
        year,
        all,
        moved,
        may_propose: allows(actor, Action::KeepBudget),
    })
}

fn may_conclude(actor: &Actor, one: &Virement) -> bool {
    let subject = Subject::Virement {
        proposed_by: &one.proposed_by,
    };
    may(actor, Action::ApproveVirement, &subject) == Verdict::Allowed
}

/// How a proposal or an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// It is kept.
    Kept,
    /// Somebody else answered first, so nothing is kept.
    AnsweredBefore,
    /// The line that gives has no more than this left, so nothing is kept.
    TooMuch(Money),
}

/// What a line has to give: its budget in the ledger with what approved virements moved, less what waits to be taken. None where
/// the ledger holds no budget of the year yet, so that nothing says how much there is.
async fn left_of(
    tx: &mut Tx,
    year_on: Date,
    line: &str,
    besides: Option<&VirementId>,
) -> Result<Option<Money>, ServiceError> {
    let sums = to_date(&ledger::of_year(tx, year_on).await?, 0).map_err(broken)?;
    if sums.is_empty() {
        return Ok(None);
    }
    let all = budget::virements(tx, year_on).await?;
    let moved = moved(&all).map_err(broken)?;
    let waits = all.iter().filter(|one| {
        one.state == VirementState::Proposed && one.from_line == line && Some(&one.id) != besides
    });
    let waits = Money::total(waits.map(|one| one.amount)).map_err(broken)?;
    let budget = sums.get(line).map_or(Money::ZERO, |sums| sums.budget);
    let moved = moved.get(line).copied().unwrap_or(Money::ZERO);
    let left = budget.plus(moved).and_then(|budget| budget.minus(waits));
    Ok(Some(left.map_err(broken)?))
}

/// Proposes to move budget of a year from one line to another, which may not take the first below nought. A form that is sent
/// again, by its key, proposes nothing.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever does not keep the budget; [`ServiceError::Conflict`] if the key was used for another.
pub async fn propose(
    store: &Store,
    actor: &Actor,
    (year, key): (FinancialYear, Option<VirementId>),
    (from_line, to_line, amount, reason): (&str, &str, Money, &str),
    moment: Moment,
) -> Result<Moved, ServiceError> {
    require(actor, Action::KeepBudget, &Subject::Anything)?;
    let made = Virement {
        id: id_of_form(key, VirementId::parse)?,
        year_on: year.first_day(),
        from_line: from_line.to_owned(),
        to_line: to_line.to_owned(),
        amount,
        reason: reason.to_owned(),
        state: VirementState::Proposed,
        proposed_by: actor.user.clone(),
        proposed_at: moment.instant,
        concluded_by: None,
        concluded_at: None,
    };
    let mut tx = store.begin().await?;
    if let Some(kept) = budget::virement(&mut tx, &made.id).await? {
        let said = |one: &Virement| {
            let lines = (one.from_line.clone(), one.to_line.clone());
            (one.year_on, lines, one.amount, one.reason.clone())
        };
        return if said(&kept) == said(&made) && kept.proposed_by == made.proposed_by {
            Ok(Moved::Kept)
        } else {
            Err(ServiceError::Conflict)
        };
    }
    let left = left_of(&mut tx, made.year_on, from_line, None).await?;
    if let Some(left) = left.filter(|left| *left < amount) {
        return Ok(Moved::TooMuch(left));
    }
    budget::propose(&mut tx, &made).await?;
    let subject = ("virement", made.id.as_str());
    trail::note(
        &mut tx,
        moment,
        Some(&actor.user),
        "virement-proposed",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(Moved::Kept)
}

/// Approves a virement or declines it. What takes a line below nought by now cannot be approved.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever proposed it, and to whoever approves none; [`ServiceError::NotFound`] without it.
pub async fn conclude(
    store: &Store,
    actor: &Actor,
    (id, is_approved): (&VirementId, bool),
    moment: Moment,
) -> Result<Moved, ServiceError> {
    require(actor, Action::ApproveVirement, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let found = budget::virement(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let subject = Subject::Virement {
        proposed_by: &found.proposed_by,
    };
    require(actor, Action::ApproveVirement, &subject)?;
    if is_approved && found.state == VirementState::Proposed {
        let left = left_of(&mut tx, found.year_on, &found.from_line, Some(&found.id)).await?;
        if let Some(left) = left.filter(|left| *left < found.amount) {
            return Ok(Moved::TooMuch(left));
        }
    }
    let (state, action) = if is_approved {
        (VirementState::Approved, "virement-approved")
    } else {
        (VirementState::Declined, "virement-declined")
    };
    match budget::conclude(&mut tx, id, state, (&actor.user, moment.instant)).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => return Ok(Moved::AnsweredBefore),
        Err(error) => return Err(error.into()),
    }
    let subject = ("virement", id.as_str());
    trail::note(&mut tx, moment, Some(&actor.user), action, subject).await?;
    tx.commit().await?;
    Ok(Moved::Kept)
}
