//! Every decision of a financial year as a file: what was decided, why, by which rules. By reference, never by name.

use super::reach::restricted;
use super::registers::{keep_back, kind_in_words, lines_cell};
use super::{Moment, ServiceError, Store, kept_back, trail};
use crate::access::{Action, Actor};
use crate::calendar::{Date, FinancialYear};
use crate::export::{self, Column, Sheet, Value};
use crate::ids::UserId;
use crate::store::RestrictedRecords;
use crate::store::decision::DecisionKind;
use crate::store::register::{self, RegisterLine};

/// The decisions of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The financial year, by the day of the decision.
    pub year: FinancialYear,
    /// The decisions, the earliest first.
    pub lines: Vec<RegisterLine>,
}

/// The decisions of a year, for a file. That somebody took them is written down.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not read registers.
pub async fn of_year(
    store: &Store,
    actor: &Actor,
    year: FinancialYear,
    moment: Moment,
) -> Result<Decided, ServiceError> {
    let seen = restricted(actor, Action::ViewRegisters)?;
    let mut found = within(store, Some(&actor.user), (year, &seen), moment).await?;
    let mut tx = store.read().await?;
    let unjudged = kept_back::among(&mut tx, actor, None).await?;
    keep_back(&mut found.lines, &unjudged);
    Ok(found)
}

/// As [`of_year`], for whoever runs commands on the server; with those of restricted records.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub async fn of_year_on_server(
    store: &Store,
    year: FinancialYear,
    moment: Moment,
) -> Result<Decided, ServiceError> {
    within(store, None, (year, &RestrictedRecords::Shown), moment).await
}

async fn within(
    store: &Store,
    by: Option<&UserId>,
    (year, seen): (FinancialYear, &RestrictedRecords),
    moment: Moment,
) -> Result<Decided, ServiceError> {
    let mut tx = store.read().await?;
    let days = (year.first_day(), year.end());
    let lines = register::lines(&mut tx, DecisionKind::ALL, days, seen).await?;
    drop(tx);
    let said = year.to_string();
    let subject = ("decisions", said.as_str());
    trail::note_alone(store, moment, by, "decisions-exported", subject).await?;
    Ok(Decided { year, lines })
}

/// The decisions as a workbook of one sheet.
///
/// # Errors
/// [`ServiceError::Broken`] beyond what a workbook can hold.
pub fn workbook(decided: &Decided) -> Result<Vec<u8>, ServiceError> {
    let sheet = Sheet {
        name: "Decisions".to_owned(),
        columns: columns(),
        rows: decided.lines.iter().map(cells).collect(),
        is_filtered: true,
    };
    export::workbook(&[sheet]).map_err(|error| ServiceError::Broken(Box::new(error)))
}

/// The decisions as a CSV.
#[must_use]
pub fn csv(decided: &Decided) -> Vec<u8> {
    let rows: Vec<Vec<Value>> = decided.lines.iter().map(cells).collect();
    export::csv(&columns(), &rows)
}

fn columns() -> Vec<Column> {
    let headings = [
        ("Reference", 14),
        ("Decided on", 12),
        ("How", 28),
        ("Officer", 24),
        ("Indicative band", 12),
        ("Indicative amount a year", 14),
        ("Band decided", 12),
        ("Amount a year", 14),
        ("Award from", 12),
        ("Override", 10),
        ("Exceptional award", 14),
        ("Section F secured", 12),
        ("Checked in Section F", 30),
        ("Lines of Section F", 40),
        ("Reason", 60),
        ("Rule set", 26),
        ("Digest of the rule set", 66),
        ("Determination", 38),
    ];
    headings
        .into_iter()
        .map(|(heading, width)| Column::new(heading, width))
        .collect()
}

fn cells(line: &RegisterLine) -> Vec<Value> {
    let day = |day: Date| Value::Moment(day.at(0, 0, 0, 0));
    let money = |amount| Option::map_or(amount, Value::Blank, Value::Money);
    let is_exceptional = line.kind == DecisionKind::Exceptional;
    let (rules, digest) = line.rules.clone().unzip();
    let determination = line.determination.as_ref().map(ToString::to_string);
    vec![
        Value::Text(line.local_id.to_string()),
        day(line.decided_on),
        Value::Text(how(line).to_owned()),
        Value::Text(line.officer.clone()),
        Value::of_text(line.indicative.as_ref().map(ToString::to_string)),
        money(line.indicative_annual),
        Value::of_text(line.band.as_ref().map(ToString::to_string)),
        money(line.annual),
        line.from.map_or(Value::Blank, day),
        Value::Truth(line.kind == DecisionKind::Override),
        money(line.annual.filter(|_| is_exceptional)),
        Value::Truth(line.section_f_secured),
        Value::of_text(line.section_f_checked.clone()),
        lines_cell(line),
        Value::Text(line.reason.clone()),
        Value::of_text(rules),
        Value::of_text(digest.as_ref().map(ToString::to_string)),
        Value::of_text(determination),
    ]
}

/// How a decision came about, in words.
fn how(line: &RegisterLine) -> &'static str {
    match line.kind {
        DecisionKind::Agreed => "Indicative band agreed",
        DecisionKind::Override | DecisionKind::Exceptional | DecisionKind::Tribunal => {
            kind_in_words(line)
        }
        DecisionKind::CarriedOver => "Carried over",
    }
}

#[cfg(test)]
mod tests {
    use super::{Decided, csv};
    use crate::calendar::FinancialYear;
    use crate::ids::{ChildId, DecisionId, LocalId};
    use crate::money::Money;
    use crate::needs::{SectionFAnswer, SectionFLine};
    use crate::store::decision::DecisionKind;
    use crate::store::register::RegisterLine;
    use jiff::civil::date;

    #[test]
    fn a_reason_is_text_and_an_exceptional_award_has_its_own_column() {
        let line = RegisterLine {
            decision: DecisionId::parse("00000000-0000-7000-8000-000000000001").unwrap(),
            child: ChildId::parse("00000000-0000-7000-8000-000000000002").unwrap(),
            local_id: LocalId::parse("EX-1").unwrap(),
            profile: None,
            kind: DecisionKind::Exceptional,
            decided_on: date(2026, 5, 1),
            officer: "Ana Ash".to_owned(),
            indicative: None,
            band: None,
            reason: "=HYPERLINK(1)".to_owned(),
            section_f_secured: true,
            section_f_checked: None,
            section_f_lines: vec![SectionFLine {
                words: "Therapy".to_owned(),
                answer: SectionFAnswer::Secured,
            }],
            from: None,
            annual: Some(Money::from_pence(123_456).unwrap()),
            determination: None,
            indicative_annual: None,
            rules: None,
        };
        let decided = Decided {
            year: FinancialYear::containing(date(2026, 5, 1)),
            lines: vec![line],
        };
        let text = String::from_utf8(csv(&decided)).unwrap();
        let row = text.lines().nth(1).unwrap();
        assert_eq!(
            row,
            "EX-1,2026-05-01,Amount agreed,Ana Ash,,,,1234.56,,FALSE,1234.56,TRUE,,Therapy: secured,'=HYPERLINK(1),,,"
        );
    }
}
