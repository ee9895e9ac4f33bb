//! What the record of a year costs, piece by piece: what reconciliation, section 251 and monitoring are worked out from.
//!
//! The pieces of a year come to what is this authority's cost in the end: what its schedule says is due, less what it recovers
//! from other authorities, and with what others recover from it: as it was worked out, or as claims were settled. What was paid
//! does not matter here.

use std::collections::BTreeSet;

use super::nowhere;
use super::payees::Payees;
use super::rules::Rules;
use super::schedule::{due_of, shares_of};
use super::strands::{self, Strand, Strands};
use crate::calendar::{Attends, Date, FinancialYear, Period};
use crate::costs::CostKind;
use crate::entitlement::{DueInYear, PaymentPeriods, PeriodsError, SegmentDue};
use crate::ids::{ChildId, EstablishmentId};
use crate::money::{Fte, Money};
use crate::needs::Setting;
use crate::recoupment::{AuthorityPart, ClaimSide};
use crate::rules::RuleBook;
use crate::service::ServiceError;
use crate::store::Tx;
use crate::store::claim::{self, Claim, ClaimPart};
use crate::store::payment::{self, PaymentCalendar};
use crate::store::plan_history::Whom;

/// Days of one child's cost in a year with the same establishment, band, share and price; or an amount paid once.
#[derive(Clone, Debug)]
pub(in crate::service) struct Costed {
    /// Whose.
    pub child: ChildId,
    /// What it pays for.
    pub kind: CostKind,
    /// Whether it is what is recovered from another authority: income.
    pub is_recovered: bool,
    /// The setting of the first of its days.
    pub setting: Setting,
    /// Where the money goes; none where it goes to no establishment.
    pub establishment: Option<EstablishmentId>,
    /// The line of the section 251 statement.
    pub coding: String,
    /// The band, where the amount goes by one.
    pub band: Option<String>,
    /// Its days; none for an amount paid once.
    pub days: Option<Period>,
    /// The share of full time.
    pub fte: Fte,
    /// What it comes to in the year; below nought where it comes in.
    pub amount: Money,
    /// The amount by the place of its payment period.
    pub by_period: Vec<(u32, Money)>,
}

impl Costed {
    /// Whether it comes in: a contribution, or what is recovered.
    pub(in crate::service) fn is_income(&self) -> bool {
        self.is_recovered || self.kind.is_income()
    }
}

/// What the record of a year costs.
#[derive(Clone, Debug, Default)]
pub(in crate::service) struct Record {
    /// Every piece.
    pub pieces: Vec<Costed>,
    /// How many costs cannot be worked out and are in no piece.
    pub left_out: usize,
    /// Whose they are.
    pub left_out_of: BTreeSet<ChildId>,
}

/// Works out what the record of a calendar's year costs.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(in crate::service) async fn of_year(
    tx: &mut Tx,
    book: &RuleBook,
    calendar: &PaymentCalendar,
) -> Result<Record, ServiceError> {
    let strands = strands::of_year(tx, book, calendar).await?;
    let mut record = pieces(tx, calendar, &strands).await?;
    let claims = claim::standing(tx, calendar.year_on).await?;
    let payees = Payees::read(tx).await?;
    for (claim, parts) in &claims {
        record
            .pieces
            .extend(settled_otherwise(claim, parts, &payees)?);
    }
    Ok(record)
}

/// What the record of some children costs in a year that has a calendar, as it is worked out and not as claims were settled,
/// shared over its months whatever periods it is paid in; by rules that are read once for all of them.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(in crate::service) async fn of_children_by_month(
    tx: &mut Tx,
    book: &RuleBook,
    rules: &mut Rules,
    year_on: Date,
    children: &[ChildId],
) -> Result<Option<(Record, PaymentPeriods)>, ServiceError> {
    let Some(mut calendar) = payment::calendar_of(tx, year_on).await? else {
        return Ok(None);
    };
    let broken = |error: PeriodsError| ServiceError::Broken(Box::new(error));
    let year = FinancialYear::containing(year_on).period();
    calendar.periods = PaymentPeriods::monthly(&year).map_err(broken)?;
    let whom = Whom::Only(children);
    let strands = strands::of_children(tx, book, &calendar, rules, whom).await?;
    let record = pieces(tx, &calendar, &strands).await?;
    Ok(Some((record, calendar.periods)))
}

async fn pieces(
    tx: &mut Tx,
    calendar: &PaymentCalendar,
    strands: &Strands,
) -> Result<Record, ServiceError> {
    let payees = Payees::read(tx).await?;
    let nowhere = nowhere()?;
    let mut record = Record {
        pieces: Vec::new(),
        left_out: strands.unpaid.len(),
        left_out_of: strands.unpaid.iter().map(|of| of.child.clone()).collect(),
    };
    // VAT is reclaimed: it is paid, and costs nothing.
    for strand in strands.all.iter().filter(|strand| !strand.is_vat()) {
        let Ok(shares) = our_shares(strand, calendar) else {
            record.left_out += 1;
            record.left_out_of.insert(strand.child.clone());
            continue;
        };
        let piece = |at: &EstablishmentId, day: Option<Date>| {
            let setting = strand.settings.at(at, day);
            let establishment = Some(at).filter(|at| **at != nowhere).cloned();
            let paid = payees.of(Some(setting), strand.kind, establishment.as_ref());
            blank(strand, setting, establishment, paid.coding)
        };
        for (due, is_recovered) in shares {
            for one in &due.segments {
                let segment = &one.segment;
                let blank = piece(&segment.establishment, Some(segment.days.start()));
                let made = of_segment(blank, one);
                record.pieces.push(signed(made, is_recovered)?);
            }
            for one in &due.one_offs {
                let made = Costed {
                    amount: one.amount,
                    by_period: vec![(one.period, one.amount)],
                    ..piece(&one.establishment, None)
                };
                record.pieces.push(signed(made, is_recovered)?);
            }
        }
    }
    Ok(record)
}

/// What a claim was settled by more or less than was worked out, on the line and at the establishment of its largest part.
fn settled_otherwise(
    claim: &Claim,
    parts: &[ClaimPart],
    payees: &Payees,
) -> Result<Option<Costed>, ServiceError> {
    let broken = |error| ServiceError::Broken(Box::new(error));
    let difference = claim.sums.difference(claim.state, claim.agreed);
    let difference = difference.map_err(broken)?;
    let own = parts.iter().filter(|part| part.kind.is_within_grant());
    let largest = own.max_by_key(|part| part.claimed.pence().abs());
    let Some(part) = largest.filter(|_| difference != Money::ZERO) else {
        return Ok(None);
    };
    // Less recovered is more of our cost; less owed is less of it.
    let is_recovered = claim.side == ClaimSide::OwedToUs;
    let amount = match is_recovered {
        true => Money::ZERO.minus(difference).map_err(broken)?,
        false => difference,
    };
    Ok(Some(Costed {
        child: claim.child.clone(),
        kind: part.kind,
        is_recovered,
        setting: payees.setting_of(part.establishment.as_ref()),
        establishment: part.establishment.clone(),
        coding: part.coding.clone(),
        band: None,
        days: None,
        fte: Fte::FULL,
        amount,
        by_period: vec![(claim.period, amount)],
    }))
}

/// What of a strand is this authority's to bear, and what of that it recovers again, marked so.
fn our_shares(
    strand: &Strand,
    calendar: &PaymentCalendar,
) -> Result<Vec<(DueInYear, bool)>, String> {
    if strand.payers.said().is_empty() {
        return Ok(vec![(due_of(strand, calendar)?, false)]);
    }
    let of = |wanted: AuthorityPart| strand.payers.days_of(|part| part == wanted);
    let direct = of(AuthorityPart::PaysDirectly);
    let borne = shares_of(strand, calendar, &[direct])?.swap_remove(0);
    let recovered = of(AuthorityPart::WeRecover);
    let recovered = shares_of(strand, calendar, &[recovered])?.swap_remove(1);
    Ok(vec![(borne, false), (recovered, true)])
}

/// A piece as it counts: what is recovered is below nought, as what comes in is.
fn signed(piece: Costed, is_recovered: bool) -> Result<Costed, ServiceError> {
    if !is_recovered {
        return Ok(piece);
    }
    let broken = |error| ServiceError::Broken(Box::new(error));
    let minus = |amount: Money| Money::ZERO.minus(amount).map_err(broken);
    let by_period = piece.by_period.iter();
    let by_period = by_period.map(|(period, amount)| Ok((*period, minus(*amount)?)));
    Ok(Costed {
        is_recovered,
        amount: minus(piece.amount)?,
        by_period: by_period.collect::<Result<_, ServiceError>>()?,
        ..piece
    })
}

/// A piece without days and amount.
fn blank(
    strand: &Strand,
    setting: Setting,
    establishment: Option<EstablishmentId>,
    coding: String,
) -> Costed {
    Costed {
        child: strand.child.clone(),
        kind: strand.kind,
        is_recovered: false,
        setting,
        establishment,
        coding,
        band: None,
        days: None,
        fte: Fte::FULL,
        amount: Money::ZERO,
        by_period: Vec::new(),
    }
}

fn of_segment(piece: Costed, due: &SegmentDue) -> Costed {
    let segment = &due.segment;
    let payments = due.payments.iter();
    Costed {
        band: segment.band.clone(),
        days: Some(segment.days),
        fte: match segment.attends {
            Attends::Share(fte) => fte,
            // Days and hours a week are in the amount already, which was decided for them.
            Attends::FullTime | Attends::DaysAWeek(_) | Attends::HoursAWeek(_) => Fte::FULL,
        },
        amount: due.amount,
        by_period: payments
            .map(|payment| (payment.period, payment.amount))
            .collect(),
        ..piece
    }
}
