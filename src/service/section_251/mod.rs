//! Spend by section 251 line for a financial year: the budget as it was entered, the outturn from the record and from what is
//! entered besides, and the place funding of academies added back, so that both can be compared.
//!
//! The outturn is not the ledger's: a ledger has no phases of education, and a return needs them. What the ledger holds of the
//! year stands beside it, line by line, so that a difference is found before the return is signed.

mod booked;
mod drill;
mod enter;
mod places;
mod sheets;

use std::collections::BTreeMap;

pub use booked::{Booked, BookedRow};
pub use drill::{ChildRow, LineSpend, PlaceRow, PlaceSpend, of_line, of_place};
pub use enter::{Entered, Entering, enter};
pub use places::{PLACES_LINE, PlacePart, PlaceParts, take_places};
pub use sheets::{csv, workbook};

pub use crate::spending::Phase;
pub use crate::store::section_251_figure::{StatementFigure, StatementKind};

use crate::access::{Action, Actor, Subject};
use crate::calendar::FinancialYear;
use crate::ids::EstablishmentId;
use crate::money::{Money, MoneyError};
use crate::needs::Setting;
use crate::rules::RuleBook;
use crate::service::beside::{Standing, Waits};
use crate::service::payments::{Costed, costed_in_year};
use crate::service::places::near;
use crate::service::reach::{allows, require};
use crate::service::year_record::{self, YearRecord as YearSums};
use crate::service::{Moment, ServiceError, trail};
use crate::spending::{Entry, StatementRow, statement};
use crate::store::establishment::{self, Establishment};
use crate::store::{Store, Tx, ledger, payment, section_251_figure};

/// A figure in words.
#[must_use]
pub fn title(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Budget => "Budget",
        StatementKind::Outturn => "Outturn that no placement bears",
        StatementKind::AcademyPlaces => "Place funding of academies, to be added back",
    }
}

/// A line of a year, net of income.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line; empty for all of them.
    pub line: &'static str,
    /// Its title.
    pub title: &'static str,
    /// The budget, with the place funding of academies.
    pub budget: Money,
    /// What the record of placements comes to.
    pub record: Money,
    /// What is entered besides.
    pub besides: Money,
    /// Both together, without the place funding of academies.
    pub outturn: Money,
    /// The place funding of academies.
    pub added_back: Money,
    /// The outturn with it: what compares with the budget.
    pub comparable: Money,
    /// The comparable outturn less the budget.
    pub difference: Money,
}

/// A year's statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The year.
    pub year: FinancialYear,
    /// Every line, in order.
    pub rows: Vec<Row>,
    /// All of them.
    pub total: Row,
    /// The budget by line and phase.
    pub budget: Vec<StatementRow>,
    /// The outturn by line and phase.
    pub outturn: Vec<StatementRow>,
    /// The place funding of academies by line and phase.
    pub added_back: Vec<StatementRow>,
    /// Whether the year has a payment calendar, without which the record comes to nothing.
    pub has_calendar: bool,
    /// How many costs of the record cannot be worked out and are in no line.
    pub left_out: usize,
    /// Of when the sums of the record are.
    pub standing: Standing,
    /// The outturn held against the ledger; none where no ledger of the year is imported.
    pub booked: Option<Booked>,
    /// Whether the reader enters figures.
    pub may_enter: bool,
}

/// The years that the page of a statement offers: near the present one, those with figures or with a payment calendar, by which
/// the record of placements comes to something.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever may not see the forecast.
pub async fn years(
    store: &Store,
    actor: &Actor,
    shown: FinancialYear,
    moment: Moment,
) -> Result<Vec<FinancialYear>, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let mut held = section_251_figure::years(&mut tx).await?;
    let paid = payment::years(&mut tx).await?.into_iter();
    held.extend(paid.map(|on| FinancialYear::containing(on).to_string()));
    Ok(near(&held, shown, moment))
}

/// A year's statement. `None` for the actor is the command line, whose user has the database itself.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever may not see the forecast.
pub async fn of_year(
    store: &Store,
    book: &RuleBook,
    actor: Option<&Actor>,
    year: FinancialYear,
    moment: Moment,
) -> Result<Statement, ServiceError> {
    if let Some(actor) = actor {
        require(actor, Action::ViewForecast, &Subject::Anything)?;
    }
    let mut tx = store.read().await?;
    let figures = section_251_figure::current(&mut tx, &year.to_string()).await?;
    let calendar = payment::calendar_of(&mut tx, year.first_day()).await?;
    // The command line waits for the records as they are.
    let waits = if actor.is_some() {
        Waits::No
    } else {
        Waits::Yes
    };
    let (record, standing) = match &calendar {
        Some(calendar) => {
            let of = (store, &mut tx);
            year_record::of_year(of, book, calendar, (waits, moment)).await?
        }
        None => (YearSums::default(), Standing::Now),
    };
    let entries = ledger::of_year(&mut tx, year.first_day()).await?;
    drop(tx);
    let subject = year.to_string();
    let subject = ("section-251-year", subject.as_str());
    let who = actor.map(|actor| &actor.user);
    trail::note_alone(store, moment, who, "section-251-viewed", subject).await?;
    let of_kind = |kind| entries_of(&figures, kind);
    let made = Made {
        budget: of_kind(StatementKind::Budget),
        record: record.entries(),
        besides: of_kind(StatementKind::Outturn),
        added_back: of_kind(StatementKind::AcademyPlaces),
    };
    let may_enter = actor.is_some_and(|actor| allows(actor, Action::KeepBudget));
    let has_calendar = calendar.is_some();
    let of = (has_calendar, record.left_out, standing);
    let mut told = made.statement(year, of, may_enter).map_err(broken)?;
    told.booked = Booked::of(&entries, &told.rows).map_err(broken)?;
    Ok(told)
}

pub(super) fn broken(error: MoneyError) -> ServiceError {
    ServiceError::Broken(Box::new(error))
}

fn entries_of(figures: &[StatementFigure], kind: StatementKind) -> Vec<Entry> {
    let own = figures.iter().filter(|figure| figure.kind == kind);
    own.map(|figure| Entry {
        line: figure.line.clone(),
        phase: figure.phase,
        gross: figure.gross,
        income: figure.income,
    })
    .collect()
}

/// The entries of a year, by where they are from.
struct Made {
    budget: Vec<Entry>,
    record: Vec<Entry>,
    besides: Vec<Entry>,
    added_back: Vec<Entry>,
}

impl Made {
    fn statement(
        self,
        year: FinancialYear,
        (has_calendar, left_out, standing): (bool, usize, Standing),
        may_enter: bool,
    ) -> Result<Statement, MoneyError> {
        let of_record = statement(&self.record)?;
        let besides = statement(&self.besides)?;
        let budget = statement(&self.budget)?;
        let added_back = statement(&self.added_back)?;
        let all: Vec<Entry> = self.record.into_iter().chain(self.besides).collect();
        let outturn = statement(&all)?;
        let mut rows = Vec::with_capacity(outturn.len());
        for (place, out) in outturn.iter().enumerate() {
            let (budget, back) = (budget[place].net()?, added_back[place].net()?);
            let comparable = out.net()?.plus(back)?;
            rows.push(Row {
                line: out.line,
                title: out.title,
                budget,
                record: of_record[place].net()?,
                besides: besides[place].net()?,
                outturn: out.net()?,
                added_back: back,
                comparable,
                difference: comparable.minus(budget)?,
            });
        }
        Ok(Statement {
            year,
            total: all_of(&rows)?,
            rows,
            budget,
            outturn,
            added_back,
            has_calendar,
            left_out,
            standing,
            booked: None,
            may_enter,
        })
    }
}

fn all_of(rows: &[Row]) -> Result<Row, MoneyError> {
    let sum = |of: fn(&Row) -> Money| Money::total(rows.iter().map(of));
    Ok(Row {
        line: "",
        title: "All lines",
        budget: sum(|row| row.budget)?,
        record: sum(|row| row.record)?,
        besides: sum(|row| row.besides)?,
        outturn: sum(|row| row.outturn)?,
        added_back: sum(|row| row.added_back)?,
        comparable: sum(|row| row.comparable)?,
        difference: sum(|row| row.difference)?,
    })
}

/// The record of a year with its establishments.
struct YearRecord {
    pieces: Vec<Costed>,
    places: BTreeMap<EstablishmentId, Establishment>,
}

async fn record_of(
    tx: &mut Tx,
    book: &RuleBook,
    year: FinancialYear,
) -> Result<YearRecord, ServiceError> {
    let calendar = payment::calendar_of(tx, year.first_day()).await?;
    let pieces = match &calendar {
        None => Vec::new(),
        Some(calendar) => costed_in_year(tx, book, calendar).await?.pieces,
    };
    let places = establishment::all(tx).await?;
    Ok(YearRecord {
        pieces,
        places: places
            .into_iter()
            .map(|place| (place.id.clone(), place))
            .collect(),
    })
}

/// What some pieces of a year's record are in the statement, one after another.
///
/// # Errors
/// [`ServiceError::Broken`] beyond what is money.
pub(super) fn entries_of_record(
    pieces: &[Costed],
    places: &BTreeMap<EstablishmentId, Establishment>,
) -> Result<Vec<Entry>, ServiceError> {
    let entry = |piece: &Costed| -> Result<Entry, MoneyError> {
        let place = piece.establishment.as_ref().and_then(|id| places.get(id));
        let phase = phase_of(
            piece.setting,
            place.map_or("", |place| place.phase.as_str()),
        );
        let (gross, income) = if piece.is_income() {
            (Money::ZERO, Money::ZERO.minus(piece.amount)?)
        } else {
            (piece.amount, Money::ZERO)
        };
        Ok(Entry {
            line: piece.coding.clone(),
            phase,
            gross,
            income,
        })
    };
    let entries: Result<_, MoneyError> = pieces.iter().map(entry).collect();
    entries.map_err(broken)
}

/// The column of the statement for a cost in a setting, at an establishment of a phase as GIAS words it.
///
/// The columns are the department's (finance guide 2.2); which of them a cost without a phase is of, such as a direct payment,
/// is this service's reading: that of special schools, and of alternative provision for education otherwise than at school.
pub(in crate::service) fn phase_of(setting: Setting, phase: &str) -> Phase {
    let phase = phase.to_lowercase();
    match setting {
        Setting::Eyp => Phase::EarlyYears,
        Setting::Spec | Setting::Nmss | Setting::Iss => Phase::Special,
        Setting::Ap | Setting::Eotas => Phase::Alternative,
        Setting::Fe | Setting::Spi => Phase::PostSchool,
        _ if phase.contains("nursery") => Phase::EarlyYears,
        _ if phase.contains("primary") => Phase::Primary,
        _ if phase.contains("secondary") || phase.contains("all-through") => Phase::Secondary,
        _ if phase.contains("16 plus") => Phase::PostSchool,
        _ => Phase::Special,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_is_of_its_schools_phase() {
        for (setting, phase, wanted) in [
            (Setting::Mms, "Primary", Phase::Primary),
            (Setting::Mms, "Middle deemed secondary", Phase::Secondary),
            (Setting::Rpu, "All-through", Phase::Secondary),
            (Setting::Mms, "Nursery", Phase::EarlyYears),
            (Setting::Mms, "16 plus", Phase::PostSchool),
            (Setting::Spec, "Not applicable", Phase::Special),
            (Setting::Ap, "Not applicable", Phase::Alternative),
            (Setting::Fe, "16 plus", Phase::PostSchool),
            (Setting::Oth, "", Phase::Special),
        ] {
            assert_eq!(phase_of(setting, phase), wanted, "{setting} {phase}");
        }
    }
}
