//! An invented year of the ledger, the basis of its budget and the figures of its statement, made from the record.

use super::broken;
use super::record::{self, MONTHS, RecordLine};
use crate::calendar::{Date, FinancialYear};
use crate::costs::section_251_title;
use crate::ids::{Digest, ImportRunId, UserId};
use crate::money::Money;
use crate::rules::RuleBook;
use crate::service::{Moment, ServiceError, new_id};
use crate::spending::{Amounts, LedgerLine, Phase};
use crate::store::budget::{self, Basis};
use crate::store::import_run::{self, ImportRun};
use crate::store::section_251_figure::{self, StatementFigure, StatementKind};
use crate::store::{Tx, ledger};

/// Services that no placement bears, with what a month of each is budgeted in pounds.
const SERVICES: [(&str, &str, i64); 2] = [("EX4500", "1.2.5", 41_500), ("EX4800", "1.2.8", 18_250)];

/// Place funding in pounds: budgeted, and of it what the department pays academies itself.
const PLACES: (i64, i64) = (6_480_000, 2_310_000);

/// Keeps an invented ledger of the year that a day falls in up to the month before it, the basis of the budget, and the
/// budget of the statement.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written.
pub async fn demonstrate(
    tx: &mut Tx,
    book: &RuleBook,
    today: Date,
    officer: &UserId,
    moment: Moment,
) -> Result<(), ServiceError> {
    let year = FinancialYear::containing(today);
    let year_on = year.first_day();
    let Some((record, _)) = record::of_year(tx, book, year_on).await? else {
        return Ok(());
    };
    let past = usize::try_from((i32::from(today.month()) + 8) % 12).unwrap_or(0);
    let mut lines = Vec::new();
    for (number, (line, of)) in (1_u32..).zip(&record) {
        lines.extend(booked(&format!("EX4{number:02}0"), line, of, past)?);
    }
    for (centre, line, monthly) in SERVICES {
        lines.extend(service(centre, line, monthly, past)?);
    }
    for figure in figures(year, &lines, moment)? {
        section_251_figure::add(tx, &figure).await?;
    }
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
    Ok(())
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
        // Somewhat over in one month and under in the next.
        let booked = share(budget, if period.is_multiple_of(2) { 985 } else { 1_030 })?;
        let amounts = Amounts {
            budget,
            actual: if place < past { booked } else { Money::ZERO },
            accruals: Money::ZERO,
        };
        made.push(entry(period, centre, line, amounts));
    }
    Ok(made)
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

/// The budget of the statement: what the ledger has, all in one phase, and place funding.
fn figures(
    year: FinancialYear,
    lines: &[LedgerLine],
    moment: Moment,
) -> Result<Vec<StatementFigure>, ServiceError> {
    let figure = |kind, line: &str, gross| StatementFigure {
        year: year.to_string(),
        kind,
        line: line.to_owned(),
        phase: Phase::Special,
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
        made.push(figure(StatementKind::Budget, line, budget));
    }
    let (places, academies) = PLACES;
    let pounds = |pounds: i64| Money::from_pence(pounds * 100).map_err(broken);
    made.push(figure(StatementKind::Budget, "1.0.2", pounds(places)?));
    made.push(figure(
        StatementKind::Outturn,
        "1.0.2",
        pounds(places - academies)?,
    ));
    made.push(figure(
        StatementKind::AcademyPlaces,
        "1.0.2",
        pounds(academies)?,
    ));
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
