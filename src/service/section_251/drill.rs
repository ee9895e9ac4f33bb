//! From a section 251 line of a year to establishments, and from an establishment to its children.

use std::collections::{BTreeMap, BTreeSet};

use super::places::{self, PLACES_LINE, PlaceParts};
use super::{broken, record_of};
use crate::access::{Action, Actor, Subject};
use crate::calendar::FinancialYear;
use crate::costs::section_251_title;
use crate::ids::{ChildId, EstablishmentId, LocalId};
use crate::money::Money;
use crate::rules::RuleBook;
use crate::service::payments::Costed;
use crate::service::reach::{allows, require};
use crate::service::{Moment, ServiceError, trail};
use crate::store::section_251_figure::{self, StatementFigure};
use crate::store::{Store, payment};

/// What stands for the name where money goes to no establishment.
const NO_ESTABLISHMENT: &str = "No establishment";

/// An establishment of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceRow {
    /// The establishment; none for what goes to none.
    pub establishment: Option<EstablishmentId>,
    /// Its name.
    pub name: String,
    /// Children.
    pub children: u64,
    /// What they come to in the year, net of income.
    pub amount: Money,
}

/// A line of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineSpend {
    /// The year.
    pub year: FinancialYear,
    /// The line.
    pub line: String,
    /// Its title.
    pub title: &'static str,
    /// Its establishments in the record, the dearest first.
    pub places: Vec<PlaceRow>,
    /// What they come to.
    pub total: Money,
    /// Every figure that was entered of it, the newest first.
    pub figures: Vec<StatementFigure>,
    /// On the line of place funding, what the places that are kept come to.
    pub kept_places: Option<PlaceParts>,
    /// Whether the reader enters figures.
    pub may_enter: bool,
}

/// A child of an establishment on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildRow {
    /// Whose.
    pub child: ChildId,
    /// The child's reference.
    pub local_id: LocalId,
    /// Given and family name; none where the record is restricted or erased.
    pub name: Option<String>,
    /// What the child comes to in the year, net of income.
    pub amount: Money,
}

/// The children of an establishment on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceSpend {
    /// The year.
    pub year: FinancialYear,
    /// The line.
    pub line: String,
    /// The establishment's name, or that there is none.
    pub name: String,
    /// The children, the dearest first.
    pub children: Vec<ChildRow>,
    /// What they come to.
    pub total: Money,
}

/// A line of a year by establishment, with what was entered of it.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever may not see the forecast; [`ServiceError::NotFound`] for a line that is none.
pub async fn of_line(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (year, line): (FinancialYear, &str),
) -> Result<LineSpend, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let title = section_251_title(line).ok_or(ServiceError::NotFound)?;
    let mut tx = store.read().await?;
    let figures = section_251_figure::history(&mut tx, &year.to_string(), line).await?;
    let kept_places = match line {
        PLACES_LINE => places::kept(&mut tx, year).await?,
        _ => None,
    };
    let record = record_of(&mut tx, book, year).await?;
    let mut of_place: BTreeMap<Option<&EstablishmentId>, Vec<&Costed>> = BTreeMap::new();
    for piece in record.pieces.iter().filter(|piece| piece.coding == line) {
        of_place
            .entry(piece.establishment.as_ref())
            .or_default()
            .push(piece);
    }
    let mut places = Vec::with_capacity(of_place.len());
    for (at, pieces) in of_place {
        let children: BTreeSet<&ChildId> = pieces.iter().map(|piece| &piece.child).collect();
        let place = at.and_then(|id| record.places.get(id));
        places.push(PlaceRow {
            establishment: at.cloned(),
            name: place.map_or_else(|| NO_ESTABLISHMENT.to_owned(), |place| place.name.clone()),
            children: u64::try_from(children.len()).unwrap_or(u64::MAX),
            amount: Money::total(pieces.iter().map(|piece| piece.amount)).map_err(broken)?,
        });
    }
    places.sort_by(|one, two| {
        two.amount
            .cmp(&one.amount)
            .then_with(|| one.name.cmp(&two.name))
    });
    Ok(LineSpend {
        year,
        line: line.to_owned(),
        title,
        total: Money::total(places.iter().map(|place| place.amount)).map_err(broken)?,
        places,
        figures,
        kept_places,
        may_enter: allows(actor, Action::KeepBudget),
    })
}

/// The children of an establishment on a line of a year, or of what goes to none. Who looks is in the trail.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever may not see the forecast, or no list of children; [`ServiceError::NotFound`] where
/// nothing of the line goes.
pub async fn of_place(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (year, line, at): (FinancialYear, &str, Option<&EstablishmentId>),
    moment: Moment,
) -> Result<PlaceSpend, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    require(actor, Action::ListChildren, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let record = record_of(&mut tx, book, year).await?;
    let people = payment::people(&mut tx).await?;
    drop(tx);
    let mut sums: BTreeMap<&ChildId, Money> = BTreeMap::new();
    let here = |piece: &&Costed| piece.coding == line && piece.establishment.as_ref() == at;
    for piece in record.pieces.iter().filter(here) {
        let sum = sums.entry(&piece.child).or_insert(Money::ZERO);
        *sum = sum.plus(piece.amount).map_err(broken)?;
    }
    if sums.is_empty() {
        return Err(ServiceError::NotFound);
    }
    let name = match at {
        None => NO_ESTABLISHMENT.to_owned(),
        Some(at) => {
            let place = record.places.get(at);
            place.ok_or(ServiceError::NotFound)?.name.clone()
        }
    };
    let who = Some(&actor.user);
    let subject = match at {
        Some(at) => ("establishment", at.as_str()),
        None => ("section-251-line", line),
    };
    trail::note_alone(store, moment, who, "costs-of-children-viewed", subject).await?;
    let mut children = Vec::with_capacity(sums.len());
    for (child, amount) in sums {
        let (local_id, name) = people.get(child).cloned().ok_or(ServiceError::NotFound)?;
        children.push(ChildRow {
            child: child.clone(),
            local_id,
            name,
            amount,
        });
    }
    children.sort_by(|one, two| {
        two.amount
            .cmp(&one.amount)
            .then_with(|| one.local_id.cmp(&two.local_id))
    });
    Ok(PlaceSpend {
        year,
        line: line.to_owned(),
        name,
        total: Money::total(children.iter().map(|child| child.amount)).map_err(broken)?,
        children,
    })
}
