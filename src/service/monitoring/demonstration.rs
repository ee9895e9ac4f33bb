//! An invented year of the ledger, the basis of its budget and the figures of its statement, made from the record.

use std::collections::BTreeMap;

use super::broken;
use super::notices;
use super::record::{self, MONTHS, RecordLine};
use super::view::{Known, days_of};
use crate::calendar::{Date, FinancialYear};
use crate::costs::section_251_title;
use crate::forecast::Besides;
use crate::ids::{Digest, ImportRunId, UserId};
use crate::money::Money;
use crate::places::Payer;
use crate::rules::RuleBook;
use crate::service::high_needs::figures::line_of_places;
use crate::service::places::{Sums, sums_of_year};
use crate::service::{Moment, ServiceError, new_id};
use crate::spending::{Amounts, LedgerLine, Phase, Thresholds, to_date};
use crate::store::budget::{self, Basis};
use crate::store::import_run::{self, ImportRun};
use crate::store::monitoring::{self as kept, Reported, Said};
use crate::store::section_251_figure::{self, StatementFigure, StatementKind};
use crate::store::{Tx, ledger};

/// Services that no placement bears, with what a month of each is budgeted in pounds.
const SERVICES: [(&str, Besides, i64); 2] = [
    ("EX4500", Besides::SupportServices, 41_500),
    ("EX4800", Besides::Inclusion, 18_250),
];

/// The cost centre of the place funding that the council pays.
const PLACES_CENTRE: &str = "EX4900";

/// Who answers for the dearest lines, and why they are not their budget.
const SAID: [(&str, &str); 3] = [
    (
        "Head of SEND (invented)",
        "More plans than were budgeted for, and dearer bands at review (invented)",
    ),
    (
        "Commissioning manager (invented)",
        "Fees rose in September by more than was budgeted (invented)",
    ),
    (
        "Head of inclusion (invented)",
        "Children came to units later than planned (invented)",
    ),
];

/// What the invented year has besides placements: the same sums that its ledger and its statement have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// By line: the places that the council pays, and services.
    pub besides: Vec<(Besides, Money)>,
    /// Places that the department pays, and deducts from the allocation.
    pub by_department: Money,
}

/// Keeps an invented ledger of the year that a day falls in up to the month before it, the basis of the budget, and the
/// statement. Place funding is what the places that are kept come to, in the ledger, in the statement and in what is returned.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written.
pub async fn demonstrate(
    tx: &mut Tx,
    book: &RuleBook,
    today: Date,
    officer: &UserId,
    moment: Moment,
) -> Result<Option<Planned>, ServiceError> {
    let year = FinancialYear::containing(today);
    let year_on = year.first_day();
    let Some((mut record, _)) = record::of_year(tx, book, year_on).await? else {
        return Ok(None);
    };
    let places = sums_of_year(tx, year).await?;
    let past = usize::try_from((i32::from(today.month()) + 8) % 12).unwrap_or(0);
    let mut lines = Vec::new();
    for (number, (line, of)) in (1_u32..).zip(&record) {
        lines.extend(booked(&format!("EX4{number:02}0"), line, of, past)?);
    }
    for (centre, line, monthly) in SERVICES {
        lines.extend(service(centre, line.section_251(), monthly, past)?);
    }
    for figure in figures(year, &lines, &places, moment)? {
        section_251_figure::add(tx, &figure).await?;
    }
    // The statement has places by phase; the ledger has the council's own in one cost centre.
    lines.extend(paid_in_twelfths(places.by(Payer::Authority)?, past)?);
    let run = run(officer, &lines, moment)?;
    import_run::insert(tx, &run, &[]).await?;
    ledger::add(tx, year_on, &run.id, &lines).await?;
    let basis = Basis {
        number: 1,
        parts: record::basis_parts(&record),
        by: Some(officer.clone()),
        at: moment.instant,
    };
    budget::add_basis(tx, year_on, &basis).await?;
    record::commit(&mut record, &notices::of_year(tx, year).await?)?;
    keep_reported(tx, (year, past), (&record, &basis), moment).await?;
    planned(&places).map(Some)
}

/// Keeps the forecasts of the month before the last as they were reported, and what is said of the last month's dearest lines.
async fn keep_reported(
    tx: &mut Tx,
    (year, past): (FinancialYear, usize),
    (record, basis): (&BTreeMap<String, RecordLine>, &Basis),
    moment: Moment,
) -> Result<(), ServiceError> {
    let Some(before) = u32::try_from(past)
        .ok()
        .and_then(|past| past.checked_sub(1))
    else {
        return Ok(());
    };
    if before == 0 {
        return Ok(());
    }
    let year_on = year.first_day();
    let entries = ledger::of_year(tx, year_on).await?;
    let known = Known {
        marks: Thresholds::assumed(),
        before: None,
        said: &[],
        period: before,
        days: days_of(year),
        entries: &entries,
        sums: to_date(&entries, before).map_err(broken)?,
        moved: BTreeMap::new(),
        basis: Some(basis),
        record,
    };
    let mut lines = known.lines().map_err(broken)?;
    let forecasts = lines.iter().map(|line| (line.line.clone(), line.forecast));
    let made = Reported {
        period: before,
        number: 1,
        forecasts: forecasts.collect(),
        by: basis.by.clone(),
        at: moment.instant,
    };
    kept::report(tx, year_on, &made).await?;
    lines.sort_by_key(|line| std::cmp::Reverse(line.forecast));
    for (line, (owner, reason)) in lines.iter().zip(SAID) {
        let share = |thousandths| share(line.forecast, thousandths);
        let said = Said {
            period: before + 1,
            line: line.line.clone(),
            number: 1,
            range: Some((share(985)?, share(1_030)?)),
            owner: owner.to_owned(),
            provider: String::new(),
            reason: reason.to_owned(),
            by: basis.by.clone(),
            at: moment.instant,
        };
        kept::say(tx, year_on, &said).await?;
    }
    Ok(())
}

fn planned(places: &Sums) -> Result<Planned, ServiceError> {
    let own = places.by_kind.iter();
    let own = own.filter(|((payer, _), _)| *payer == Payer::Authority);
    let mut besides: Vec<(Besides, Money)> = own
        .map(|((_, kind), sum)| (line_of_places(*kind), *sum))
        .collect();
    for (_, line, monthly) in SERVICES {
        let year = Money::from_pence(monthly * 100 * 12).map_err(broken)?;
        besides.push((line, year));
    }
    Ok(Planned {
        besides,
        by_department: places.by(Payer::Department)?,
    })
}

/// A sum of a year as a ledger books it: a twelfth each month, the pennies by cumulative difference.
fn paid_in_twelfths(year: Money, past: usize) -> Result<Vec<LedgerLine>, ServiceError> {
    let mut made = Vec::with_capacity(MONTHS);
    let mut before = 0;
    for (place, period) in (0..MONTHS).zip(1_u32..) {
        let so_far = year.pence() * i64::from(period) / 12;
        let due = Money::from_pence(so_far - before).map_err(broken)?;
        before = so_far;
        let amounts = Amounts {
            budget: due,
            actual: if place < past { due } else { Money::ZERO },
            accruals: Money::ZERO,
        };
        made.push(entry(period, PLACES_CENTRE, "1.0.2", amounts));
    }
    Ok(made)
}

/// A share of a sum in thousandths.
fn share(sum: Money, thousandths: i64) -> Result<Money, ServiceError> {
    Money::from_pence(sum.pence() / 1_000 * thousandths).map_err(broken)
}

/// A line of the record in the ledger: budgeted somewhat under it, and booked up to the month before.
fn booked(
    centre: &str,
    line: &str,
    of: &RecordLine,
    past: usize,
) -> Result<Vec<LedgerLine>, ServiceError> {
    let mut made = Vec::with_capacity(MONTHS);
    for ((place, period), due) in (0..MONTHS).zip(1..).zip(of.by_month) {
        let is_last = place + 1 == past;
        let amounts = Amounts {
            budget: share(due, 972)?,
            // Of the last month a part is accrued and not posted yet.
            actual: match place < past {
                true if is_last => share(due, 900)?,
                true => due,
                false => Money::ZERO,
            },
            accruals: if is_last {
                share(due, 100)?
            } else {
                Money::ZERO
            },
        };
        made.push(entry(period, centre, line, amounts));
    }
    Ok(made)
}

fn service(
    centre: &str,
    line: &str,
    monthly: i64,
    past: usize,
) -> Result<Vec<LedgerLine>, ServiceError> {
    let budget = Money::from_pence(monthly * 100).map_err(broken)?;
    let mut made = Vec::with_capacity(MONTHS);
    for (place, period) in (0..MONTHS).zip(1_u32..) {
        let booked = booked_for_a_service(budget, period)?;
        let amounts = Amounts {
            budget,
            actual: if place < past { booked } else { Money::ZERO },
            accruals: Money::ZERO,
        };
        made.push(entry(period, centre, line, amounts));
    }
    Ok(made)
}

/// Somewhat over in one month and under in the next.
fn booked_for_a_service(budget: Money, period: u32) -> Result<Money, ServiceError> {
    share(budget, if period.is_multiple_of(2) { 985 } else { 1_030 })
}

fn entry(period: u32, centre: &str, line: &str, amounts: Amounts) -> LedgerLine {
    LedgerLine {
        period,
        centre: centre.to_owned(),
        title: format!("{} (invented)", section_251_title(line).unwrap_or_default()),
        line: line.to_owned(),
        amounts,
    }
}

/// The statement: as budget what the ledger has, all in one phase; as outturn what services come to in the year; and place
/// funding by phase, as the places that are kept come to, with that of academies apart.
fn figures(
    year: FinancialYear,
    lines: &[LedgerLine],
    places: &Sums,
    moment: Moment,
) -> Result<Vec<StatementFigure>, ServiceError> {
    let figure = |kind, line: &str, phase, gross| StatementFigure {
        year: year.to_string(),
        kind,
        line: line.to_owned(),
        phase,
        number: 1,
        gross,
        income: Money::ZERO,
        note: "Invented for the demonstration".to_owned(),
        by: None,
        at: moment.instant,
    };
    let mut made = Vec::new();
    let mut seen: Vec<&str> = lines.iter().map(|line| line.line.as_str()).collect();
    seen.sort_unstable();
    seen.dedup();
    for line in seen {
        let own = lines.iter().filter(|one| one.line == line);
        let budget = Money::total(own.map(|one| one.amounts.budget)).map_err(broken)?;
        made.push(figure(StatementKind::Budget, line, Phase::Special, budget));
    }
    for (_, line, monthly) in SERVICES {
        let budget = Money::from_pence(monthly * 100).map_err(broken)?;
        let months: Result<Vec<Money>, ServiceError> = (1..=12)
            .map(|period| booked_for_a_service(budget, period))
            .collect();
        let outturn = Money::total(months?).map_err(broken)?;
        let line = line.section_251();
        made.push(figure(
            StatementKind::Outturn,
            line,
            Phase::Special,
            outturn,
        ));
    }
    let mut by_phase: BTreeMap<Phase, Money> = BTreeMap::new();
    for part in &places.parts {
        let all = by_phase.entry(part.phase).or_insert(Money::ZERO);
        *all = all.plus(part.amount).map_err(broken)?;
        let kind = match part.payer {
            Payer::Authority => StatementKind::Outturn,
            Payer::Department => StatementKind::AcademyPlaces,
        };
        made.push(figure(kind, "1.0.2", part.phase, part.amount));
    }
    for (phase, all) in by_phase {
        made.push(figure(StatementKind::Budget, "1.0.2", phase, all));
    }
    Ok(made)
}

fn run(officer: &UserId, lines: &[LedgerLine], moment: Moment) -> Result<ImportRun, ServiceError> {
    let rows = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    Ok(ImportRun {
        id: new_id(ImportRunId::parse)?,
        kind: "ledger".to_owned(),
        file_name: String::new(),
        source: Digest::of(b"an invented ledger"),
        started_by: Some(officer.clone()),
        started_at: moment.instant,
        finished_at: moment.instant,
        rows_read: rows,
        rows_accepted: rows,
        rows_refused: 0,
        summary: "{}".to_owned(),
    })
}
