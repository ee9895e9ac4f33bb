//! One establishment in a year: its places, who is placed there, and what the placements cost.

use std::collections::BTreeMap;

use super::list::{Row, day_within, filled, row};
use super::{broken, rates_in_force};
use crate::access::{Action, Actor, Subject};
use crate::calendar::{Date, FinancialYear};
use crate::costs::{CostKind, CostTerms};
use crate::ids::{ChildId, EstablishmentId, LocalId};
use crate::money::Money;
use crate::needs::Setting;
use crate::places::PlaceKind;
use crate::rules::RuleBook;
use crate::service::payments::{Costed, costed_in_year};
use crate::service::reach::{allows, require};
use crate::service::{Moment, ServiceError, trail};
use crate::store::establishment::{self, Establishment};
use crate::store::identity::{self, Called};
use crate::store::place_number::{self, PlaceEntry};
use crate::store::placement::{self, Placement};
use crate::store::{Store, Tx, payment};

/// A child placed at the establishment in the year, or paid for there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildAt {
    /// Whose.
    pub child: ChildId,
    /// The child's reference.
    pub local_id: LocalId,
    /// Given and family name; none where the record is restricted or erased.
    pub name: Option<String>,
    /// The setting of the placement; none where the money goes here without one.
    pub setting: Option<Setting>,
    /// The first day of the placement, where a source says it.
    pub from: Option<Date>,
    /// The last day, if there is one.
    pub last: Option<Date>,
    /// Top-ups and exceptional amounts of the year.
    pub top_ups: Money,
    /// Fees of the year.
    pub fees: Money,
    /// Everything else of the year that is paid to the establishment.
    pub others: Money,
}

impl ChildAt {
    /// What the child comes to here in the year.
    ///
    /// # Errors
    /// [`ServiceError::Broken`] beyond what money can be.
    pub fn total(&self) -> Result<Money, ServiceError> {
        Money::total([self.top_ups, self.fees, self.others]).map_err(broken)
    }
}

/// A dated cost line of a placement here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineAt {
    /// Whose.
    pub child: ChildId,
    /// The child's reference.
    pub local_id: LocalId,
    /// Whether the record is neither restricted nor erased.
    pub is_open: bool,
    /// What it pays for, when, and how much.
    pub terms: CostTerms,
}

/// An establishment in a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// The year.
    pub year: FinancialYear,
    /// The day on which places are looked at.
    pub on: Date,
    /// The establishment.
    pub establishment: Establishment,
    /// Its places, by kind.
    pub rows: Vec<Row>,
    /// Kinds that it can have and has no number of.
    pub without: Vec<PlaceKind>,
    /// Every entry of the year, by kind, the newest first.
    pub history: Vec<PlaceEntry>,
    /// Who is placed there in the year, by reference.
    pub children: Vec<ChildAt>,
    /// The dated cost lines of their placements there.
    pub lines: Vec<LineAt>,
    /// What the children come to there in the year, without VAT.
    pub total: Money,
    /// Whether the year has a payment calendar, without which nothing says what a year comes to.
    pub has_calendar: bool,
    /// Whether the reader keeps places.
    pub may_keep: bool,
    /// Whether the reader keeps costs, and so opens a child's.
    pub may_keep_costs: bool,
}

/// An establishment in a year. Who looks at what its children cost is in the trail.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever may not see places or list children; [`ServiceError::NotFound`] without it.
pub async fn at(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (year, id): (FinancialYear, &EstablishmentId),
    moment: Moment,
) -> Result<At, ServiceError> {
    require(actor, Action::ViewPlaces, &Subject::Anything)?;
    require(actor, Action::ListChildren, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let found = establishment::find(&mut tx, id).await?;
    let place = found.ok_or(ServiceError::NotFound)?;
    let on = day_within(year, moment.today);
    let history = place_number::history(&mut tx, &year.to_string(), id).await?;
    let rows = rows(&mut tx, &place, &history, (year, on)).await?;
    let calendar = payment::calendar_of(&mut tx, year.first_day()).await?;
    let pieces = match &calendar {
        None => Vec::new(),
        Some(calendar) => costed_in_year(&mut tx, book, calendar).await?.pieces,
    };
    let (children, lines) = placed(&mut tx, (year, id), &pieces).await?;
    drop(tx);
    let subject = ("establishment", id.as_str());
    let who = Some(&actor.user);
    trail::note_alone(store, moment, who, "costs-of-children-viewed", subject).await?;
    let totals: Result<Vec<Money>, ServiceError> = children.iter().map(ChildAt::total).collect();
    let kinds = PlaceKind::of_establishment(place.setting);
    let without = kinds
        .iter()
        .copied()
        .filter(|kind| !rows.iter().any(|row| row.kind() == *kind));
    Ok(At {
        year,
        on,
        without: without.collect(),
        rows,
        history,
        total: Money::total(totals?).map_err(broken)?,
        children,
        lines,
        has_calendar: calendar.is_some(),
        may_keep: allows(actor, Action::KeepPlaces),
        may_keep_costs: allows(actor, Action::KeepCosts),
        establishment: place,
    })
}

async fn rows(
    tx: &mut Tx,
    place: &Establishment,
    history: &[PlaceEntry],
    at: (FinancialYear, Date),
) -> Result<Vec<Row>, ServiceError> {
    let rates = rates_in_force(tx).await?;
    let filled = filled(tx, None, at.1).await?;
    let mut rows: Vec<Row> = Vec::new();
    for entry in history {
        let kind = entry.places.kind();
        // The newest of a kind comes first.
        if rows.iter().any(|row| row.kind() == kind) {
            continue;
        }
        let here = filled.get(&(place.id.clone(), kind));
        let here = here.map_or(&[][..], Vec::as_slice);
        rows.push(row(place, entry.clone(), here, at, &rates));
    }
    Ok(rows)
}

/// Who is placed at an establishment in a year or paid for there, and the cost lines of their placements.
async fn placed(
    tx: &mut Tx,
    (year, at): (FinancialYear, &EstablishmentId),
    pieces: &[Costed],
) -> Result<(Vec<ChildAt>, Vec<LineAt>), ServiceError> {
    let days = year.period();
    let mut stays: BTreeMap<ChildId, Vec<Placement>> = BTreeMap::new();
    for stay in placement::at_establishment(tx, at, &days).await? {
        stays.entry(stay.child.clone()).or_default().push(stay);
    }
    let mut costs: BTreeMap<&ChildId, Vec<&Costed>> = BTreeMap::new();
    for piece in pieces {
        if piece.establishment.as_ref() == Some(at) {
            stays.entry(piece.child.clone()).or_default();
            costs.entry(&piece.child).or_default().push(piece);
        }
    }
    let called = identity::called_at(tx, at).await?;
    let mut known: BTreeMap<ChildId, Called> = called
        .into_iter()
        .map(|one| (one.child.clone(), one))
        .collect();
    if stays.keys().any(|child| !known.contains_key(child)) {
        for (child, (local_id, name)) in payment::people(tx).await? {
            let called = Called {
                child: child.clone(),
                local_id,
                name,
            };
            known.entry(child).or_insert(called);
        }
    }
    let mut children = Vec::with_capacity(stays.len());
    for (child, stays) in stays {
        let called = known.get(&child).ok_or(ServiceError::NotFound)?;
        let own = costs.get(&child).map_or(&[][..], Vec::as_slice);
        children.push(child_at(called, &stays, own)?);
    }
    children.sort_by(|one, two| one.local_id.cmp(&two.local_id));
    let mut lines = Vec::new();
    for (child, line) in placement::cost_lines_at(tx, at, &days).await? {
        let called = known.get(&child).ok_or(ServiceError::NotFound)?;
        lines.push(LineAt {
            child,
            local_id: called.local_id.clone(),
            is_open: called.name.is_some(),
            terms: line.terms,
        });
    }
    lines.sort_by(|one, two| one.local_id.cmp(&two.local_id));
    Ok((children, lines))
}

fn child_at(
    called: &Called,
    stays: &[Placement],
    costs: &[&Costed],
) -> Result<ChildAt, ServiceError> {
    let sum = |wanted: fn(CostKind) -> bool| {
        let own = costs.iter().filter(|piece| wanted(piece.kind));
        Money::total(own.map(|piece| piece.amount)).map_err(broken)
    };
    // The earliest placement first; one without an end is the last.
    let ends = stays.iter().map(|stay| stay.to);
    let end = ends.reduce(|one, two| one.zip(two).map(|(one, two)| one.max(two)));
    Ok(ChildAt {
        child: called.child.clone(),
        local_id: called.local_id.clone(),
        name: called.name.clone(),
        setting: stays.last().map(|stay| stay.setting),
        from: stays.first().and_then(|stay| stay.from),
        last: end.flatten().and_then(|end| end.yesterday().ok()),
        top_ups: sum(CostKind::is_of_an_award)?,
        fees: sum(|kind| kind == CostKind::Fee)?,
        others: sum(|kind| !kind.is_of_an_award() && kind != CostKind::Fee)?,
    })
}
