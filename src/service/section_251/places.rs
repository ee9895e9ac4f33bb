//! Line 1.0.2 from the places that are kept: what they come to by phase beside what is entered, and taking it over.
//!
//! Nothing of the kept places counts by itself. Taking them over enters a figure for every phase of both kinds, nought where
//! no place is kept, so that what was entered before is replaced and nothing is counted twice.

use std::collections::BTreeMap;

use crate::access::{Action, Actor, Subject};
use crate::calendar::FinancialYear;
use crate::ids::Digest;
use crate::money::Money;
use crate::places::Payer;
use crate::service::places::{Sums, sums_of_year};
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, trail};
use crate::spending::Phase;
use crate::store::section_251_figure::{self, StatementFigure, StatementKind};
use crate::store::{Store, Tx};

/// The line of high needs place funding.
pub const PLACES_LINE: &str = "1.0.2";

/// Where the figures are from that are taken over.
const SOURCE: &str = "High needs places as they are kept";

/// A phase of one kind of figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacePart {
    /// The outturn, for what the council pays; or what is added back, for what the department pays.
    pub kind: StatementKind,
    /// The phase.
    pub phase: Phase,
    /// What the places that are kept come to.
    pub kept: Money,
    /// The figure that counts, net of income; none where none is entered.
    pub entered: Option<Money>,
}

/// The places that are kept, beside what is entered of their line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceParts {
    /// What the places come to, or what is entered, by kind and phase; what is neither is left out.
    pub parts: Vec<PlacePart>,
    /// How many establishments' places are in no sum, because no rate is stated.
    pub unpriced: u32,
}

impl PlaceParts {
    /// What identifies the parts as they are shown.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(format!("{:?}", self.parts).as_bytes())
    }

    /// Whether what is entered is what the places come to.
    #[must_use]
    pub fn is_taken_over(&self) -> bool {
        let mut parts = self.parts.iter();
        parts.all(|part| part.entered.unwrap_or(Money::ZERO) == part.kept)
    }
}

/// The figure that a payer's places make.
fn kind_of(payer: Payer) -> StatementKind {
    match payer {
        Payer::Authority => StatementKind::Outturn,
        Payer::Department => StatementKind::AcademyPlaces,
    }
}

/// The places that are kept for a year beside what is entered of their line; none where none is kept.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn kept(
    tx: &mut Tx,
    year: FinancialYear,
) -> Result<Option<PlaceParts>, ServiceError> {
    let sums = sums_of_year(tx, year).await?;
    if sums == Sums::default() {
        return Ok(None);
    }
    let mut parts: BTreeMap<(StatementKind, Phase), (Money, Option<Money>)> = BTreeMap::new();
    for sum in &sums.parts {
        parts.insert((kind_of(sum.payer), sum.phase), (sum.amount, None));
    }
    for figure in section_251_figure::current(tx, &year.to_string()).await? {
        let is_of_places = figure.line == PLACES_LINE && figure.kind != StatementKind::Budget;
        if is_of_places {
            let net = figure.gross.minus(figure.income).map_err(super::broken)?;
            let part = parts.entry((figure.kind, figure.phase));
            part.or_insert((Money::ZERO, None)).1 = Some(net);
        }
    }
    let part = |((kind, phase), (kept, entered))| PlacePart {
        kind,
        phase,
        kept,
        entered,
    };
    Ok(Some(PlaceParts {
        parts: parts.into_iter().map(part).collect(),
        unpriced: sums.unpriced,
    }))
}

/// Enters what the places that are kept come to as the figures of their line, as it was shown.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever enters none; [`ServiceError::NotFound`] where no place is kept;
/// [`ServiceError::Conflict`] if places or figures changed since they were shown.
pub async fn take_places(
    store: &Store,
    actor: &Actor,
    (year, shown): (FinancialYear, &Digest),
    moment: Moment,
) -> Result<(), ServiceError> {
    require(actor, Action::KeepBudget, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let kept = kept(&mut tx, year).await?.ok_or(ServiceError::NotFound)?;
    if kept.digest() != *shown {
        return Err(ServiceError::Conflict);
    }
    let known = section_251_figure::history(&mut tx, &year.to_string(), PLACES_LINE).await?;
    for part in &kept.parts {
        if part.entered == Some(part.kept) {
            continue;
        }
        let same = known
            .iter()
            .filter(|one| one.kind == part.kind && one.phase == part.phase);
        let figure = StatementFigure {
            year: year.to_string(),
            kind: part.kind,
            line: PLACES_LINE.to_owned(),
            phase: part.phase,
            number: same.map(|one| one.number).max().unwrap_or(0) + 1,
            gross: part.kept,
            income: Money::ZERO,
            note: SOURCE.to_owned(),
            by: Some(actor.user.clone()),
            at: moment.instant,
        };
        section_251_figure::add(&mut tx, &figure).await?;
    }
    let subject = format!("{year}/{PLACES_LINE}");
    let subject = ("section-251-figure", subject.as_str());
    let who = Some(&actor.user);
    trail::note(&mut tx, moment, who, "section-251-places-taken", subject).await?;
    tx.commit().await?;
    Ok(())
}
