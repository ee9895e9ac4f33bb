//! What the record of a year costs, piece by piece: what reconciliation is worked out from.
//!
//! The pieces of a year come to exactly what its schedule says is due; what was paid does not matter here.

use super::nowhere;
use super::schedule::due_of;
use super::strands::{self, Strand};
use crate::calendar::Period;
use crate::costs::CostKind;
use crate::entitlement::SegmentDue;
use crate::ids::{ChildId, EstablishmentId};
use crate::money::Money;
use crate::rules::RuleBook;
use crate::service::ServiceError;
use crate::store::Tx;
use crate::store::payment::PaymentCalendar;

/// Days of one child's cost in a year with the same establishment, band, share and price; or an amount paid once.
#[derive(Clone, Debug)]
pub(in crate::service) struct Costed {
    /// Whose.
    pub child: ChildId,
    /// What it pays for.
    pub kind: CostKind,
    /// Where the money goes; none where it goes to no establishment.
    pub establishment: Option<EstablishmentId>,
    /// The band, where the amount goes by one.
    pub band: Option<String>,
    /// Its days; none for an amount paid once.
    pub days: Option<Period>,
    /// What it comes to in the year; below nought where it comes in.
    pub amount: Money,
}

/// What the record of a year costs.
#[derive(Clone, Debug, Default)]
pub(in crate::service) struct Record {
    /// Every piece.
    pub pieces: Vec<Costed>,
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
    let nowhere = nowhere()?;
    let mut record = Record { pieces: Vec::new() };
    for strand in &strands.all {
        let Ok(due) = due_of(strand, calendar) else {
            continue;
        };
        let piece = |at: &EstablishmentId| {
            let establishment = Some(at).filter(|at| **at != nowhere).cloned();
            blank(strand, establishment)
        };
        for one in &due.segments {
            record
                .pieces
                .push(of_segment(piece(&one.segment.establishment), one));
        }
        record.pieces.extend(due.one_offs.iter().map(|one| Costed {
            amount: one.amount,
            ..piece(&one.establishment)
        }));
    }
    Ok(record)
}

/// A piece without days and amount.
fn blank(strand: &Strand, establishment: Option<EstablishmentId>) -> Costed {
    Costed {
        child: strand.child.clone(),
        kind: strand.kind,
        establishment,
        band: None,
        days: None,
        amount: Money::ZERO,
    }
}

fn of_segment(piece: Costed, due: &SegmentDue) -> Costed {
    let segment = &due.segment;
    Costed {
        band: segment.band.clone(),
        days: Some(segment.days),
        amount: due.amount,
        ..piece
    }
}
