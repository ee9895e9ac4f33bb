//! The lines of runs: written once, read by run, by school and by year.

use crate::calendar::{Date, Period};
use crate::codes::UnknownCode;
use crate::costs::CostKind;
use crate::entitlement::Reason;
use crate::ids::{ChildId, EstablishmentId, LocalId, PaymentRunId, UserId};
use crate::money::{Fte, Money};
use crate::store::StoreError;
use crate::store::clause::Clause;
use crate::store::plan_history::Whom;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::{Value, integer, pence, pence_or_null, text, text_or_null};

/// What one strand of a child's cost pays to one payee, for one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentLine {
    /// Whose cost.
    pub child: ChildId,
    /// Which strand of it.
    pub strand: String,
    /// What it pays for.
    pub kind: CostKind,
    /// The establishment; none where the money goes elsewhere.
    pub establishment: Option<EstablishmentId>,
    /// The payee's key: the supplier number, or what stands for a payee without one.
    pub payee_key: String,
    /// The payee's name: a trust, not its school.
    pub payee_name: String,
    /// The finance system's number for the payee, where there is one.
    pub supplier_number: Option<String>,
    /// The line of the section 251 statement.
    pub coding: String,
    /// The code of the general ledger, where one is set for the coding.
    pub gl_code: Option<String>,
    /// The purchase order.
    pub order_number: Option<String>,
    /// The band, where the amount goes by one.
    pub band: Option<String>,
    /// The days that are paid for.
    pub days: Option<Period>,
    /// The first day of the year that the amount belongs to.
    pub belongs_year: Date,
    /// The place of the period that it belongs to.
    pub belongs_to: u32,
    /// Why an earlier period is put right; none for the period's own amount.
    pub reason: Option<Reason>,
    /// On which terms it pays.
    pub terms: LineTerms,
    /// What is paid; below zero where it is taken back, or is income.
    pub amount: Money,
}

/// On which terms a line pays, as they were when it was worked out; a line of an older run, and what is taken back whole, has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineTerms {
    /// The price of a year, for the share of full time.
    pub annual: Option<Money>,
    /// The days of the year that its stay at the establishment has.
    pub stay: Option<Period>,
    /// The share of full time.
    pub fte: Option<Fte>,
    /// How the year is shared out, in words.
    pub basis: Option<String>,
    /// The rule set that prices it, by its reference: which version of the band's values.
    pub rules: Option<String>,
    /// What of the record changed, and when it was written down, where an earlier period is put right.
    pub cause: Option<String>,
}

/// What the key of a strand of VAT begins with: it follows a cost line and is paid beside it.
pub const VAT_STRAND: &str = "vat:";

/// The coding of VAT, which the council reclaims: no line of the section 251 statement bears it.
pub const VAT_CODING: &str = "VAT";

impl PaymentLine {
    /// Whether it pays the VAT of a cost line, and not the cost.
    #[must_use]
    pub fn is_vat(&self) -> bool {
        self.strand.starts_with(VAT_STRAND)
    }

    /// What it pays without VAT.
    #[must_use]
    pub fn net(&self) -> Money {
        if self.is_vat() {
            Money::ZERO
        } else {
            self.amount
        }
    }

    /// The VAT that it pays.
    #[must_use]
    pub fn vat(&self) -> Money {
        if self.is_vat() {
            self.amount
        } else {
            Money::ZERO
        }
    }

    /// What it pays for, in words.
    #[must_use]
    pub fn title(&self) -> String {
        match self.is_vat() {
            true => format!("VAT: {}", self.kind.title()),
            false => self.kind.title().to_owned(),
        }
    }
}

/// A line with who the child is, as far as the reader may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineOfChild {
    /// The line.
    pub line: PaymentLine,
    /// The run's year and period.
    pub paid_in: (Date, u32),
    /// The establishment's name.
    pub establishment_name: String,
    /// The child's reference.
    pub local_id: LocalId,
    /// Given and family name; none where the record is restricted or erased.
    pub name: Option<String>,
}

/// What a strand was paid for a period, over all released runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidSum {
    /// Whose.
    pub child: ChildId,
    /// Which strand.
    pub strand: String,
    /// What it paid for.
    pub kind: CostKind,
    /// The purchase order.
    pub order_number: Option<String>,
    /// To which establishment.
    pub establishment: Option<EstablishmentId>,
    /// The place of the period that it belongs to.
    pub belongs_to: u32,
    /// How much.
    pub amount: Money,
}

/// What a run's lines come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// The run.
    pub run: PaymentRunId,
    /// How many payees.
    pub payees: u64,
    /// How many children.
    pub children: u64,
    /// What was adjusted for earlier periods.
    pub adjustments: Money,
    /// All of it.
    pub total: Money,
}

/// Adds the lines of a run, in their order.
///
/// # Errors
/// [`StoreError::NotFound`] without the run, the child or the establishment.
pub async fn add_lines(
    tx: &mut Tx,
    run: &PaymentRunId,
    lines: &[PaymentLine],
) -> Result<(), StoreError> {
    const COLUMNS: &str = "payment_line (run_id, number, child_id, strand, kind, establishment_id, payee_key, \
         payee_name, supplier_number, coding, order_number, band, from_on, to_on, belongs_year, belongs_to, reason, \
         amount_pence, gl_code, annual_pence, stay_from, stay_to, fte, basis, rules, cause)";
    let rows = (1_i64..).zip(lines);
    let rows = rows.map(|(number, line)| values(run, number, line));
    tx.insert_all(COLUMNS, rows.collect()).await
}

/// A run's lines, in their order.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn lines_of(tx: &mut Tx, run: &PaymentRunId) -> Result<Vec<PaymentLine>, StoreError> {
    tx.all(
        "SELECT * FROM payment_line WHERE run_id = $1 ORDER BY number",
        vec![text(run)],
        read,
    )
    .await
}

/// Everything that runs hold of a child, the earliest year first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn lines_of_child(tx: &mut Tx, child: &ChildId) -> Result<Vec<PaymentLine>, StoreError> {
    tx.all(
        "SELECT * FROM payment_line WHERE child_id = $1 ORDER BY belongs_year, belongs_to, run_id, number",
        vec![text(child)],
        read,
    )
    .await
}

/// What released runs paid for the periods of a year.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn paid_sums(tx: &mut Tx, belongs_year: Date) -> Result<Vec<PaidSum>, StoreError> {
    paid_sums_of(tx, belongs_year, Whom::Everybody).await
}

/// As [`paid_sums`], of some children.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn paid_sums_of(
    tx: &mut Tx,
    belongs_year: Date,
    whom: Whom<'_>,
) -> Result<Vec<PaidSum>, StoreError> {
    let mut found = Clause::new(
        "SELECT l.child_id, l.strand, l.kind, MAX(l.order_number) AS order_number, l.establishment_id, l.belongs_to, \
         CAST(SUM(l.amount_pence) AS BIGINT) AS pence \
         FROM payment_line l JOIN payment_run r ON r.id = l.run_id AND r.state = 'released' WHERE l.belongs_year = ",
    );
    found.bind(text(belongs_year));
    whom.narrow(&mut found, " AND l.child_id IN ");
    found.push(" GROUP BY l.child_id, l.strand, l.kind, l.establishment_id, l.belongs_to");
    let (sql, values) = found.parts();
    tx.all(sql, values, |row| {
        Ok(PaidSum {
            child: row.parsed("child_id")?,
            strand: row.text("strand")?,
            kind: row.read("kind", CostKind::parse)?,
            order_number: row.text_or_null("order_number")?,
            establishment: row.parsed_or_null("establishment_id")?,
            belongs_to: row.small("belongs_to")?,
            amount: row.money("pence")?,
        })
    })
    .await
}

/// What each run of a year that stands comes to.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn totals_by_run(tx: &mut Tx, year_on: Date) -> Result<Vec<Totals>, StoreError> {
    tx.all(
        "SELECT r.id, COUNT(DISTINCT l.payee_key) AS payees, COUNT(DISTINCT l.child_id) AS children, \
         CAST(COALESCE(SUM(CASE WHEN l.reason IS NULL THEN 0 ELSE l.amount_pence END), 0) AS BIGINT) AS adjusted, \
         CAST(COALESCE(SUM(l.amount_pence), 0) AS BIGINT) AS pence \
         FROM payment_run r LEFT JOIN payment_line l ON l.run_id = r.id \
         WHERE r.year_on = $1 AND r.state <> 'withdrawn' GROUP BY r.id",
        vec![text(year_on)],
        |row| {
            Ok(Totals {
                run: row.parsed("id")?,
                payees: row.small("payees")?,
                children: row.small("children")?,
                adjustments: row.money("adjusted")?,
                total: row.money("pence")?,
            })
        },
    )
    .await
}

/// What released runs of a year paid for the user's own establishments, the latest period first.
///
/// The user's establishments are joined here and not passed in: no caller can ask for another's.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn lines_of_school_user(
    tx: &mut Tx,
    user: &UserId,
    year_on: Date,
) -> Result<Vec<LineOfChild>, StoreError> {
    tx.all(
        "SELECT l.*, r.year_on, r.period, c.local_id, i.forename, i.surname, e.name AS establishment_name \
         FROM app_user_establishment m \
         JOIN payment_line l ON l.establishment_id = m.establishment_id \
         JOIN payment_run r ON r.id = l.run_id AND r.state = 'released' AND r.year_on = $2 \
         JOIN establishment e ON e.id = l.establishment_id \
         JOIN child c ON c.id = l.child_id \
         LEFT JOIN child_identity i ON i.child_id = l.child_id AND c.restricted = FALSE \
         WHERE m.user_id = $1 ORDER BY r.period DESC, e.name_key, e.id, c.local_id, l.number",
        vec![text(user), text(year_on)],
        read_of_child,
    )
    .await
}

fn values(run: &PaymentRunId, number: i64, line: &PaymentLine) -> Vec<Value> {
    vec![
        text(run),
        integer(number),
        text(&line.child),
        text(&line.strand),
        text(line.kind.code()),
        text_or_null(line.establishment.as_ref()),
        text(&line.payee_key),
        text(&line.payee_name),
        text_or_null(line.supplier_number.as_ref()),
        text(&line.coding),
        text_or_null(line.order_number.as_ref()),
        text_or_null(line.band.as_ref()),
        text_or_null(line.days.map(|days| days.start())),
        text_or_null(line.days.and_then(|days| days.end())),
        text(line.belongs_year),
        integer(line.belongs_to.into()),
        text_or_null(line.reason.map(Reason::code)),
        pence(line.amount),
        text_or_null(line.gl_code.as_ref()),
        pence_or_null(line.terms.annual),
        text_or_null(line.terms.stay.map(|stay| stay.start())),
        text_or_null(line.terms.stay.and_then(|stay| stay.end())),
        text_or_null(line.terms.fte),
        text_or_null(line.terms.basis.as_ref()),
        text_or_null(line.terms.rules.as_ref()),
        text_or_null(line.terms.cause.as_ref()),
    ]
}

fn read(row: &Row) -> Result<PaymentLine, StoreError> {
    let period = |from: &str, to: &str| match row.text_or_null(from)? {
        Some(_) => Ok(Some(row.period(from, to)?)),
        None => Ok::<_, StoreError>(None),
    };
    let reason = |code: &str| Reason::parse(code).ok_or(UnknownCode);
    Ok(PaymentLine {
        child: row.parsed("child_id")?,
        strand: row.text("strand")?,
        kind: row.read("kind", CostKind::parse)?,
        establishment: row.parsed_or_null("establishment_id")?,
        payee_key: row.text("payee_key")?,
        payee_name: row.text("payee_name")?,
        supplier_number: row.text_or_null("supplier_number")?,
        coding: row.text("coding")?,
        gl_code: row.text_or_null("gl_code")?,
        order_number: row.text_or_null("order_number")?,
        band: row.text_or_null("band")?,
        days: period("from_on", "to_on")?,
        belongs_year: row.day("belongs_year")?,
        belongs_to: row.small("belongs_to")?,
        reason: row.read_or_null("reason", reason)?,
        terms: LineTerms {
            annual: row.money_or_null("annual_pence")?,
            stay: period("stay_from", "stay_to")?,
            fte: row.parsed_or_null("fte")?,
            basis: row.text_or_null("basis")?,
            rules: row.text_or_null("rules")?,
            cause: row.text_or_null("cause")?,
        },
        amount: row.money("amount_pence")?,
    })
}

fn read_of_child(row: &Row) -> Result<LineOfChild, StoreError> {
    let (forename, surname) = (row.text_or_null("forename")?, row.text_or_null("surname")?);
    let name = forename.zip(surname);
    Ok(LineOfChild {
        line: read(row)?,
        paid_in: (row.day("year_on")?, row.small("period")?),
        establishment_name: row.text("establishment_name")?,
        local_id: row.parsed("local_id")?,
        name: name.map(|(forename, surname)| format!("{forename} {surname}")),
    })
}
