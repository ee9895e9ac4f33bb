//! The register of claims as a workbook and as comma-separated values.

use crate::calendar::{Date, FinancialYear};
use crate::export::{self, Column, Sheet, Value};
use crate::money::{Money, MoneyError};
use crate::recoupment::ClaimSide;
use crate::service::{Moment, ServiceError};
use crate::store::claim::ClaimLine;

/// As the finance guide lists them (2.4), and what the clock says.
const HEADINGS: [(&str, u16); 18] = [
    ("Side", 12),
    ("Home authority", 10),
    ("Provider authority", 10),
    ("Pupil's reference", 16),
    ("Financial year", 10),
    ("Claim", 7),
    ("First day", 12),
    ("Last day", 12),
    ("Cost", 14),
    ("Transport", 14),
    ("Less grant", 14),
    ("Invoice number", 18),
    ("Sent on", 12),
    ("Status", 16),
    ("Clock started", 12),
    ("Clock runs out", 12),
    ("Agreed", 14),
    ("Amount", 16),
];

/// The claims as a workbook: `Recoupment`, and an audit sheet.
///
/// # Errors
/// [`ServiceError::Broken`] beyond what a workbook can hold.
pub fn workbook(claims: &[ClaimLine], moment: Moment) -> Result<Vec<u8>, ServiceError> {
    let mut all = rows(claims)?;
    let amounts = claims.iter().map(|line| line.claim.sums.claimed());
    let amounts: Result<Vec<Money>, MoneyError> = amounts.collect();
    let total = Money::total(amounts.map_err(broken)?).map_err(broken)?;
    let mut last = vec![Value::Blank; HEADINGS.len()];
    last[0] = Value::Text("Total".to_owned());
    last[HEADINGS.len() - 1] = Value::Sum(total);
    all.push(last);
    let fact = |what: &str, value: Value| vec![Value::Text(what.to_owned()), value];
    let count = u32::try_from(claims.len()).unwrap_or(u32::MAX);
    let facts = vec![
        fact("Claims", Value::Count(count)),
        fact("Amount of all", Value::Money(total)),
        fact("Made at (UTC)", Value::Text(moment.instant.to_string())),
        fact(
            "Program version",
            Value::Text(env!("CARGO_PKG_VERSION").to_owned()),
        ),
    ];
    let sheet = |name: &str, columns: Vec<Column>, rows: Vec<Vec<Value>>| Sheet {
        name: name.to_owned(),
        columns,
        rows,
        is_filtered: false,
    };
    let of_facts = vec![Column::new("What", 30), Column::new("Value", 50)];
    let sheets = [
        sheet("Recoupment", columns(), all),
        sheet("Audit", of_facts, facts),
    ];
    export::workbook(&sheets).map_err(|error| ServiceError::Broken(Box::new(error)))
}

/// The claims as comma-separated values, without a row of totals.
///
/// # Errors
/// [`ServiceError::Broken`] beyond what is money.
pub fn csv(claims: &[ClaimLine]) -> Result<Vec<u8>, ServiceError> {
    Ok(export::csv(&columns(), &rows(claims)?))
}

fn columns() -> Vec<Column> {
    let columns = HEADINGS.iter();
    columns
        .map(|(heading, width)| Column::new(*heading, *width))
        .collect()
}

fn rows(claims: &[ClaimLine]) -> Result<Vec<Vec<Value>>, ServiceError> {
    claims
        .iter()
        .map(|line| row(line).map_err(broken))
        .collect()
}

fn row(line: &ClaimLine) -> Result<Vec<Value>, MoneyError> {
    let text = |text: String| Value::Text(text);
    let day = |day: Option<Date>| day.map_or(Value::Blank, |day| Value::Moment(day.at(0, 0, 0, 0)));
    let of = &line.claim;
    // Whose child it is pays in the end; the other has paid the provider.
    let (home, provider) = match of.side {
        ClaimSide::OwedToUs => (&of.authority, &of.own),
        ClaimSide::OwedByUs => (&of.own, &of.authority),
    };
    Ok(vec![
        text(of.side.title().to_owned()),
        text(home.to_string()),
        text(provider.to_string()),
        text(line.local_id.to_string()),
        text(FinancialYear::containing(of.year_on).to_string()),
        Value::Count(of.number),
        day(Some(of.days.start())),
        day(of.days.last_day()),
        Value::Money(of.sums.cost),
        Value::Money(of.sums.transport),
        Value::Money(of.sums.less_grant),
        Value::of_text(of.invoice_number.clone()),
        day(of.sent_on),
        text(of.state.title(of.side).to_owned()),
        day(of.clock.map(|(from, _)| from)),
        day(of.clock.map(|(_, out)| out)),
        of.agreed.map_or(Value::Blank, Value::Money),
        Value::Money(of.sums.claimed()?),
    ])
}

fn broken(error: MoneyError) -> ServiceError {
    ServiceError::Broken(Box::new(error))
}
