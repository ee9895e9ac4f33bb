//! What other authorities owe this one for a year's placements, and what it owes them: the shares of each strand.

use std::collections::BTreeMap;

use super::nowhere;
use super::payees::Payees;
use super::rules::Rules;
use super::schedule::shares_of;
use super::strands::{self, Strand};
use crate::calendar::Period;
use crate::costs::CostKind;
use crate::ids::{AuthorityCode, ChildId, EstablishmentId};
use crate::money::{Money, MoneyError};
use crate::recoupment::{AuthorityPart, ClaimSide, Payers};
use crate::rules::RuleBook;
use crate::service::ServiceError;
use crate::store::payment::PaymentCalendar;
use crate::store::plan_history::Whom;
use crate::store::{Tx, case_authority};

/// How many children are worked out at once.
const CHILDREN_AT_ONCE: usize = 500;

/// Between whom and for whom something is owed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::service) struct Between {
    /// For whom.
    pub child: ChildId,
    /// Who owes.
    pub side: ClaimSide,
    /// The other authority.
    pub authority: AuthorityCode,
}

/// What it is owed for: where, what, and the line of the section 251 statement.
pub(in crate::service) type OwedFor = (Option<EstablishmentId>, CostKind, String);

/// What is owed: what is claimed, and all of it, which has transport in it that is no part of the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::service) struct Owed {
    /// What is claimed.
    pub claimed: Money,
    /// All of it.
    pub all: Money,
}

impl Owed {
    /// Nothing.
    pub(in crate::service) const NOTHING: Owed = Owed {
        claimed: Money::ZERO,
        all: Money::ZERO,
    };

    /// Both together.
    pub(in crate::service) fn plus(self, other: Owed) -> Result<Owed, MoneyError> {
        Ok(Owed {
            claimed: self.claimed.plus(other.claimed)?,
            all: self.all.plus(other.all)?,
        })
    }

    /// This less other.
    pub(in crate::service) fn minus(self, other: Owed) -> Result<Owed, MoneyError> {
        Ok(Owed {
            claimed: self.claimed.minus(other.claimed)?,
            all: self.all.minus(other.all)?,
        })
    }
}

/// What authorities owe each other in a year.
pub(in crate::service) type OwedInYear = BTreeMap<Between, BTreeMap<OwedFor, Owed>>;

/// Works out what is owed for the periods of a year up to the end of one; with how many costs cannot be worked out.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(in crate::service) async fn owed_up_to(
    tx: &mut Tx,
    book: &RuleBook,
    calendar: &PaymentCalendar,
    period: u32,
) -> Result<(OwedInYear, usize), ServiceError> {
    let year = calendar
        .periods
        .year()
        .ok_or_else(|| ServiceError::Broken("a payment calendar without a year".into()))?;
    let payers = case_authority::payers(tx, &year, Whom::Everybody).await?;
    let has_claims = |payers: &Payers| payers.said().iter().any(|one| side_of(one.part).is_some());
    let children: Vec<ChildId> = payers
        .into_iter()
        .filter(|(_, payers)| has_claims(payers))
        .map(|(child, _)| child)
        .collect();
    let payees = Payees::read(tx).await?;
    let nowhere = nowhere()?;
    let mut rules = Rules::default();
    let mut owed = OwedInYear::new();
    let mut left_out = 0;
    for some in children.chunks(CHILDREN_AT_ONCE) {
        let whom = Whom::Only(some);
        let strands = strands::with_transport(tx, book, calendar, &mut rules, whom).await?;
        left_out += strands.unpaid.len();
        for strand in strands.all.iter().filter(|strand| !strand.is_vat()) {
            let at = (&payees, &nowhere);
            if add(&mut owed, strand, (calendar, period), at)?.is_none() {
                left_out += 1;
            }
        }
    }
    Ok((owed, left_out))
}

/// Who owes under a part; none where nothing goes between authorities.
fn side_of(part: AuthorityPart) -> Option<ClaimSide> {
    match part {
        AuthorityPart::WeRecover => Some(ClaimSide::OwedToUs),
        AuthorityPart::RecoversFromUs => Some(ClaimSide::OwedByUs),
        AuthorityPart::WePay | AuthorityPart::PaysDirectly | AuthorityPart::LooksAfter => None,
    }
}

/// The days that belong together: between whom, and whether transport is claimed.
fn shares(strand: &Strand) -> Vec<((Between, bool), Vec<Period>)> {
    let mut days: BTreeMap<(Between, bool), Vec<Period>> = BTreeMap::new();
    for one in strand.payers.said() {
        if let (Some(side), Some(authority)) = (side_of(one.part), &one.authority) {
            let between = Between {
                child: strand.child.clone(),
                side,
                authority: authority.clone(),
            };
            let own = days.entry((between, one.with_transport)).or_default();
            own.push(one.days);
        }
    }
    days.into_iter().collect()
}

/// Adds what is owed for a strand; none if it cannot be worked out.
fn add(
    owed: &mut OwedInYear,
    strand: &Strand,
    (calendar, period): (&PaymentCalendar, u32),
    (payees, nowhere): (&Payees, &EstablishmentId),
) -> Result<Option<()>, ServiceError> {
    let broken = |error: MoneyError| ServiceError::Broken(Box::new(error));
    let (of, days): (Vec<_>, Vec<_>) = shares(strand).into_iter().unzip();
    let Ok(parts) = shares_of(strand, calendar, &days) else {
        return Ok(None);
    };
    for ((between, with_transport), part) in of.into_iter().zip(parts.into_iter().skip(1)) {
        let is_claimed = strand.kind.is_within_grant() || with_transport;
        for (at, periods) in part.by_establishment().map_err(broken)? {
            let due = periods.range(..=period).map(|(_, amount)| *amount);
            let all = Money::total(due).map_err(broken)?;
            let claimed = if is_claimed { all } else { Money::ZERO };
            let setting = strand.settings.at(&at, None);
            let place = Some(at).filter(|at| at != nowhere);
            let coding = payees.of(Some(setting), strand.kind, place.as_ref()).coding;
            let sums = owed.entry(between.clone()).or_default();
            let sum = sums.entry((place, strand.kind, coding));
            let sum = sum.or_insert(Owed::NOTHING);
            *sum = sum.plus(Owed { claimed, all }).map_err(broken)?;
        }
    }
    Ok(Some(()))
}
