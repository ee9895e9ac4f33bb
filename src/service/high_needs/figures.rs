//! The figures of financial years that no record holds: a finance officer enters them, and every entry stays.

use std::collections::BTreeMap;

use crate::access::{Action, Actor, Subject};
use crate::calendar::FinancialYear;
use crate::forecast::{AllocationParts, Besides};
use crate::money::Money;
use crate::places::{Payer, PlaceKind};
use crate::service::places::{Sums, sums_of_year};
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, trail};
use crate::store::high_needs_figure::{self, HighNeedsFigure};
use crate::store::section_251_figure::{self, StatementKind};
use crate::store::{Store, StoreError, Tx};

pub use crate::store::high_needs_figure::FigureKind;

/// How many years back and ahead of the present one figures are entered for.
const YEARS: (i16, i16) = (5, 10);

/// A figure in words.
#[must_use]
pub fn title(kind: FigureKind) -> &'static str {
    match kind {
        FigureKind::BroughtForward => "Balance brought forward",
        FigureKind::Allocation => "Allocation",
        FigureKind::OtherSpend => "Besides placements",
        FigureKind::Outturn => "Spent in all",
        FigureKind::GrossAllocation => "Gross allocation, before deductions",
        FigureKind::ImportExport => "Import and export adjustment",
        FigureKind::PlaceDeductions => "Deducted for places that the department pays",
        FigureKind::OtherDeductions => "Recoupment and other deductions",
        FigureKind::BlockTransfer => "Transferred from other blocks",
        FigureKind::OtherIncome => "Other income",
        FigureKind::StabilityGrant => "Grant towards the deficit",
        FigureKind::UnitPlaces
        | FigureKind::SpecialPlaces
        | FigureKind::AlternativePlaces
        | FigureKind::PostSixteenPlaces
        | FigureKind::Targeted
        | FigureKind::SupportServices
        | FigureKind::HospitalEducation
        | FigureKind::AlternativeProvision
        | FigureKind::Inclusion
        | FigureKind::Difficulty
        | FigureKind::Pfi
        | FigureKind::Therapies
        | FigureKind::Overheads => line_of(kind).map_or("", Besides::title),
    }
}

/// The figure of each line besides placements.
#[must_use]
pub fn kind_of(line: Besides) -> FigureKind {
    match line {
        Besides::UnitPlaces => FigureKind::UnitPlaces,
        Besides::SpecialPlaces => FigureKind::SpecialPlaces,
        Besides::AlternativePlaces => FigureKind::AlternativePlaces,
        Besides::PostSixteenPlaces => FigureKind::PostSixteenPlaces,
        Besides::Targeted => FigureKind::Targeted,
        Besides::SupportServices => FigureKind::SupportServices,
        Besides::HospitalEducation => FigureKind::HospitalEducation,
        Besides::AlternativeProvision => FigureKind::AlternativeProvision,
        Besides::Inclusion => FigureKind::Inclusion,
        Besides::Difficulty => FigureKind::Difficulty,
        Besides::Pfi => FigureKind::Pfi,
        Besides::Therapies => FigureKind::Therapies,
        Besides::Overheads => FigureKind::Overheads,
    }
}

/// The line besides placements that a figure is of.
fn line_of(kind: FigureKind) -> Option<Besides> {
    Besides::ALL.into_iter().find(|line| kind_of(*line) == kind)
}

/// What is entered besides placements by line, of the figures that count; none where it was entered as one sum.
pub(super) fn lines_of(sum: impl Fn(FigureKind) -> Option<Money>) -> Option<Vec<(Besides, Money)>> {
    let entered = |line: Besides| Some((line, sum(kind_of(line))?));
    let lines: Vec<_> = Besides::ALL.into_iter().filter_map(entered).collect();
    (!lines.is_empty()).then_some(lines)
}

/// The allocation of a year by its parts, of the figures that count; none until its gross sum is entered.
pub(super) fn parts_of(sum: impl Fn(FigureKind) -> Option<Money>) -> Option<AllocationParts> {
    let or_nought = |kind| sum(kind).unwrap_or(Money::ZERO);
    Some(AllocationParts {
        gross: sum(FigureKind::GrossAllocation)?,
        import_export: or_nought(FigureKind::ImportExport),
        place_deductions: or_nought(FigureKind::PlaceDeductions),
        other_deductions: or_nought(FigureKind::OtherDeductions),
        block_transfer: or_nought(FigureKind::BlockTransfer),
        other_income: or_nought(FigureKind::OtherIncome),
    })
}

/// Why an entry does not go with the figures of its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amiss {
    /// The allocation that was entered is not what its parts come to.
    NotTheSum(Money),
    /// Parts of an allocation without its gross sum.
    NoGross,
    /// More is deducted than there is.
    BelowNought(Money),
    /// What was entered besides placements is not what its lines come to.
    NotTheLines(Money),
}

/// The entry with the allocation that its parts, and those entered before, come to, and with what its lines besides placements
/// come to.
///
/// # Errors
/// [`ServiceError::Broken`] beyond what is money.
pub fn complete(known: &YearFigures, entry: Entry) -> Result<Result<Entry, Amiss>, ServiceError> {
    let entered = |kind| {
        let found = entry.sums.iter().find(|(one, _)| *one == kind);
        found.map(|(_, sum)| *sum)
    };
    let sum = |kind| entered(kind).or_else(|| known.sum(kind));
    let besides = match lines_of(sum) {
        None => None,
        Some(lines) => {
            let all = Money::total(lines.iter().map(|(_, sum)| *sum));
            let all = all.map_err(|error| ServiceError::Broken(Box::new(error)))?;
            match entered(FigureKind::OtherSpend) {
                Some(typed) if typed != all => return Ok(Err(Amiss::NotTheLines(all))),
                Some(_) => None,
                None => Some((FigureKind::OtherSpend, all)),
            }
        }
    };
    let allocation = match allocation(sum, entered(FigureKind::Allocation))? {
        Ok(allocation) => allocation,
        Err(amiss) => return Ok(Err(amiss)),
    };
    let mut entry = entry;
    entry.sums.extend(besides);
    entry.sums.extend(allocation);
    Ok(Ok(entry))
}

/// The allocation to be entered with its parts, if they are entered.
fn allocation(
    sum: impl Fn(FigureKind) -> Option<Money> + Copy,
    typed: Option<Money>,
) -> Result<Result<Option<(FigureKind, Money)>, Amiss>, ServiceError> {
    let is_part = |kind: &FigureKind| kind.is_part_of_the_allocation() && sum(*kind).is_some();
    let Some(parts) = parts_of(sum) else {
        let has_parts = FigureKind::ALL.iter().any(is_part);
        return Ok(if has_parts {
            Err(Amiss::NoGross)
        } else {
            Ok(None)
        });
    };
    let net = parts
        .net()
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    if net < Money::ZERO {
        return Ok(Err(Amiss::BelowNought(net)));
    }
    Ok(match typed {
        Some(typed) if typed != net => Err(Amiss::NotTheSum(net)),
        Some(_) => Ok(None),
        None => Ok(Some((FigureKind::Allocation, net))),
    })
}

/// The figures of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearFigures {
    /// The year.
    pub year: FinancialYear,
    /// The entry of each kind that counts.
    pub current: BTreeMap<&'static str, HighNeedsFigure>,
    /// Every entry, the newest first.
    pub history: Vec<HighNeedsFigure>,
    /// What the high needs places that are kept for the year come to: paid by the council, and paid by the department and
    /// deducted; none where none is kept. It is in no figure by itself.
    pub places: Option<(Money, Money)>,
    /// What is known elsewhere of lines besides placements: what the places that the council pays come to, and the section 251
    /// budget of each other line, with what placements bear of it.
    pub elsewhere: BTreeMap<Besides, Money>,
}

impl YearFigures {
    /// The sum of a kind that counts.
    #[must_use]
    pub fn sum(&self, kind: FigureKind) -> Option<Money> {
        self.current.get(kind.code()).map(|figure| figure.sum)
    }
}

/// The years that figures may be entered for, the first first.
#[must_use]
pub fn years(moment: Moment) -> Vec<FinancialYear> {
    let this = FinancialYear::containing(moment.today).first_day();
    (-YEARS.0..=YEARS.1)
        .map(|ahead| {
            let first = this.saturating_add(jiff::Span::new().years(ahead));
            FinancialYear::containing(first)
        })
        .collect()
}

/// The figures that count, by year.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn by_year(tx: &mut Tx) -> Result<Vec<HighNeedsFigure>, ServiceError> {
    Ok(high_needs_figure::current(tx).await?)
}

/// The figures of a year, written `2026-27`.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see the forecast; [`ServiceError::NotFound`] for a year out of reach.
pub async fn of_year(
    store: &Store,
    actor: &Actor,
    year: &str,
    moment: Moment,
) -> Result<YearFigures, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let year = years(moment)
        .into_iter()
        .find(|known| known.to_string() == year);
    let year = year.ok_or(ServiceError::NotFound)?;
    told(&mut store.read().await?, year).await
}

async fn told(tx: &mut Tx, year: FinancialYear) -> Result<YearFigures, ServiceError> {
    let history = high_needs_figure::history(tx, &year.to_string()).await?;
    let mut current: BTreeMap<&'static str, HighNeedsFigure> = BTreeMap::new();
    for figure in &history {
        let held = current
            .entry(figure.kind.code())
            .or_insert_with(|| figure.clone());
        if figure.number > held.number {
            *held = figure.clone();
        }
    }
    let places = sums_of_year(tx, year).await?;
    let elsewhere = elsewhere(tx, year, &places).await?;
    let places = if places == Sums::default() {
        None
    } else {
        Some((places.by(Payer::Authority)?, places.by(Payer::Department)?))
    };
    Ok(YearFigures {
        year,
        current,
        history,
        places,
        elsewhere,
    })
}

/// The line of a kind of place.
#[must_use]
pub fn line_of_places(kind: PlaceKind) -> Besides {
    match kind {
        PlaceKind::Unit => Besides::UnitPlaces,
        PlaceKind::Special => Besides::SpecialPlaces,
        PlaceKind::Alternative => Besides::AlternativePlaces,
        PlaceKind::PostSixteen => Besides::PostSixteenPlaces,
    }
}

async fn elsewhere(
    tx: &mut Tx,
    year: FinancialYear,
    places: &Sums,
) -> Result<BTreeMap<Besides, Money>, ServiceError> {
    let mut known: BTreeMap<Besides, Money> = BTreeMap::new();
    let mut add = |line: Besides, sum: Money| -> Result<(), ServiceError> {
        let held = known.entry(line).or_insert(Money::ZERO);
        let all = held.plus(sum);
        *held = all.map_err(|error| ServiceError::Broken(Box::new(error)))?;
        Ok(())
    };
    for ((payer, kind), sum) in &places.by_kind {
        if *payer == Payer::Authority {
            add(line_of_places(*kind), *sum)?;
        }
    }
    for figure in section_251_figure::current(tx, &year.to_string()).await? {
        let of_line = |line: &Besides| {
            line.places_of().is_none()
                && !line.section_251().is_empty()
                && line.section_251() == figure.line
        };
        let line = Besides::ALL.into_iter().find(of_line);
        if let Some(line) = line.filter(|_| figure.kind == StatementKind::Budget) {
            let net = figure.gross.minus(figure.income);
            add(
                line,
                net.map_err(|error| ServiceError::Broken(Box::new(error)))?,
            )?;
        }
    }
    Ok(known)
}

/// What an officer enters about a year: the sums by kind, where they are from, and how many entries there were to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The sums; a kind that is left out stays as it is.
    pub sums: Vec<(FigureKind, Money)>,
    /// Where they are from.
    pub note: String,
    /// How many entries the year had when the form was made.
    pub seen: usize,
}

/// Enters figures of a year; a sum that counts already is not entered again. Says how many were.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not; [`ServiceError::Conflict`] if somebody entered figures of the year first.
pub async fn enter(
    store: &Store,
    actor: &Actor,
    year: FinancialYear,
    entry: &Entry,
    moment: Moment,
) -> Result<usize, ServiceError> {
    require(actor, Action::KeepForecast, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let known = told(&mut tx, year).await?;
    if known.history.len() != entry.seen {
        return Err(ServiceError::Conflict);
    }
    let new: Vec<HighNeedsFigure> = entry
        .sums
        .iter()
        .filter(|(kind, sum)| known.sum(*kind) != Some(*sum))
        .map(|(kind, sum)| HighNeedsFigure {
            year: year.to_string(),
            kind: *kind,
            number: known.current.get(kind.code()).map_or(0, |held| held.number) + 1,
            sum: *sum,
            note: entry.note.clone(),
            by: Some(actor.user.clone()),
            at: moment.instant,
        })
        .collect();
    high_needs_figure::add(&mut tx, &new).await?;
    let subject = year.to_string();
    for _ in &new {
        let subject = ("financial-year", subject.as_str());
        trail::note(
            &mut tx,
            moment,
            Some(&actor.user),
            "high-needs-figure-entered",
            subject,
        )
        .await?;
    }
    match tx.commit().await {
        Err(StoreError::Conflict) => Err(ServiceError::Conflict),
        done => Ok(done.map(|()| new.len())?),
    }
}
