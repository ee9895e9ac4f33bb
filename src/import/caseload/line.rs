//! One row of an extract: its cells become facts, or every reason why they do not.

use std::collections::BTreeMap;

use super::system::Field;
use super::{CellProblem, Facts, Line, milestones};
use crate::calendar::{Date, age_on};
use crate::ids::{LocalId, Uln, Upn, Urn};
use crate::import::cell::quoted;
use crate::import::columns::setting_of;
use crate::import::dates;
use crate::import::encoding::is_mangled;
use crate::letters::is_unseen;
use crate::needs::{Need, Setting};

/// The longest name that is taken, in characters.
const NAME_CHARACTERS_MAX: usize = 100;

/// No plan lasts beyond the end of the academic year in which somebody is 25 (Children and Families Act 2014, section 46).
const AGE_YEARS_MAX: i16 = 26;

/// Reads the cells of a row; blank ones must have been left out.
///
/// `on` is the day of the extract.
#[must_use]
pub fn read_cells(row: u32, cells: BTreeMap<Field, String>, on: Date) -> Line {
    let cells = plain_cells(cells);
    let mut reader = Reader {
        cells: &cells,
        on,
        problems: Vec::new(),
        doubts: Vec::new(),
    };
    let facts = reader.facts();
    let Reader {
        problems, doubts, ..
    } = reader;
    let read = match facts {
        Some(facts) if problems.is_empty() => Ok(facts),
        _ => Err(problems),
    };
    Line {
        row,
        cells,
        read,
        doubts,
    }
}

/// The cells with their values alone; one that held only marks is blank.
fn plain_cells(cells: BTreeMap<Field, String>) -> BTreeMap<Field, String> {
    cells
        .into_iter()
        .map(|(field, text)| (field, plain(&text).to_owned()))
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

/// A value without the marks that some systems, and our own files of rows to correct, put round it for a spreadsheet:
/// `="0123"` keeps the nought, and an apostrophe keeps `=1+1` from being worked out.
fn plain(text: &str) -> &str {
    let unmarked = text
        .strip_prefix('\'')
        .filter(|rest| rest.starts_with(['=', '+', '-', '@']));
    let text = unmarked.unwrap_or(text);
    let inside = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    inside
        .filter(|inside| !inside.contains('"'))
        .map_or(text, str::trim)
}

/// A row while it is read: every problem is gathered, not only the first.
pub(super) struct Reader<'a> {
    cells: &'a BTreeMap<Field, String>,
    on: Date,
    problems: Vec<CellProblem>,
    doubts: Vec<CellProblem>,
}

impl Reader<'_> {
    fn facts(&mut self) -> Option<Facts> {
        let local_id = self.needed(Field::Reference, |text| LocalId::parse(text).ok());
        let surname = self.name(Field::Surname);
        let forename = self.name(Field::Forename);
        let birth_date = self.birth_date();
        let facts = Facts {
            upn: self.upn(),
            uln: self.read(
                Field::Uln,
                "is no learner number, which has ten digits",
                |text| Uln::parse(text).ok(),
            ),
            sex: self.read(Field::Sex, "is neither F nor M", sex_of),
            looked_after: self.truth(Field::LookedAfter),
            plan_start: self.past_day(Field::PlanStart),
            plan_ceased: self.past_day(Field::PlanCeased),
            last_review: self.past_day(Field::LastReview),
            review_due: self.day(Field::ReviewDue),
            transfer_due: self.day(Field::TransferDue),
            transfer_plan: self.past_day(Field::TransferPlan),
            request: milestones::request(self),
            review: milestones::review(self),
            need: self.read(
                Field::Need,
                "is no type of need, such as ASD or “Autistic spectrum disorder”",
                need_of,
            ),
            urn: self.read(Field::Urn, "is no URN, which has six digits", |text| {
                Urn::parse(text).ok()
            }),
            setting: self.read(
                Field::Setting,
                "is no kind of setting that is known",
                setting_of,
            ),
            placed_from: self.day(Field::PlacedFrom),
            fte: self.read(
                Field::Fte,
                "is no number above 0 and at most 1, such as 0.6",
                |text| text.parse().ok(),
            ),
            local_id: local_id?,
            surname: surname?,
            forename: forename?,
            birth_date: birth_date?,
        };
        self.check_order(&facts);
        Some(facts)
    }

    fn problem(&mut self, field: Field, reason: String, fix: &str) {
        self.problems.push(CellProblem::of(field, reason, fix));
    }

    /// A cell's text: none where it is blank, or holds a formula.
    fn text(&mut self, field: Field) -> Option<String> {
        let text = self.cells.get(&field)?;
        if text.starts_with('=') || is_failed_formula(text) {
            let reason = format!("{} holds a formula: {}.", field.title(), quoted(text));
            self.problem(field, reason, "Put the value in place of the formula.");
            return None;
        }
        Some(text.clone())
    }

    pub(super) fn read<T>(
        &mut self,
        field: Field,
        wrong: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(field)?;
        let parsed = parse(&text);
        if parsed.is_none() {
            let reason = format!("{} {} {wrong}.", field.title(), quoted(&text));
            self.problem(
                field,
                reason,
                "Correct the cell, or leave it blank to keep what is on record.",
            );
        }
        parsed
    }

    pub(super) fn truth(&mut self, field: Field) -> Option<bool> {
        self.read(field, "is neither Y nor N", truth_of)
    }

    fn needed<T>(&mut self, field: Field, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        if !self.cells.contains_key(&field) {
            self.blank(field);
            return None;
        }
        let text = self.text(field)?;
        let parsed = parse(&text);
        if parsed.is_none() {
            let reason = format!("{} {} cannot be used.", field.title(), quoted(&text));
            self.problem(field, reason, "Correct the cell.");
        }
        parsed
    }

    fn blank(&mut self, field: Field) {
        self.problem(
            field,
            format!("{} is blank.", field.title()),
            "Fill it in. If the line is a total or a note, take it out.",
        );
    }

    fn name(&mut self, field: Field) -> Option<String> {
        let name = self.needed(field, |text| {
            let fits = text.chars().count() <= NAME_CHARACTERS_MAX && !text.chars().any(is_unseen);
            fits.then(|| text.to_owned())
        })?;
        if is_mangled(&name) || name.contains('?') {
            let reason = format!(
                "{} {} has lost letters: the file was saved in an encoding that does not have them.",
                field.title(),
                quoted(&name)
            );
            self.problem(
                field,
                reason,
                "Make the extract again and save it as “CSV UTF-8” or as a workbook.",
            );
            return None;
        }
        Some(name)
    }

    fn birth_date(&mut self) -> Option<Date> {
        if !self.cells.contains_key(&Field::BirthDate) {
            self.blank(Field::BirthDate);
            return None;
        }
        let born = self.past_day(Field::BirthDate)?;
        if age_on(born, self.on).is_some_and(|age| age > AGE_YEARS_MAX) {
            let reason = format!("Date of birth {born} makes somebody older than {AGE_YEARS_MAX}.");
            self.problem(Field::BirthDate, reason, "Correct the year.");
        }
        Some(born)
    }

    fn upn(&mut self) -> Option<Upn> {
        let wrong = "is no UPN, which is a letter, eleven digits and a digit or letter";
        let upn = self.read(Field::Upn, wrong, |text| Upn::parse(text).ok())?;
        if !upn.check_letter_holds() {
            let reason = "The UPN’s first letter does not go with its digits.";
            self.doubts.push(CellProblem::of(
                Field::Upn,
                reason,
                "Compare it with the school’s register.",
            ));
        }
        Some(upn)
    }

    fn day(&mut self, field: Field) -> Option<Date> {
        let text = self.text(field)?;
        let day = dates::parse(&text);
        if day.is_none() {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            let (reason, fix) = if digits {
                (
                    "is a number, not a date",
                    "Format the column as a date and save again.",
                )
            } else {
                (
                    "is no date",
                    "Write it as 31/01/2015 or 2015-01-31: day before month, a year of four digits, a day that exists.",
                )
            };
            let reason = format!("{} {} {reason}.", field.title(), quoted(&text));
            self.problem(field, reason, fix);
        }
        day
    }

    /// A day that cannot lie after the extract.
    pub(super) fn past_day(&mut self, field: Field) -> Option<Date> {
        let day = self.day(field)?;
        if day > self.on {
            let reason = format!(
                "{} {day} is after the day of the extract, {}.",
                field.title(),
                self.on
            );
            self.problem(field, reason, "Correct the date.");
        }
        Some(day)
    }

    /// Days that cannot come before others.
    fn check_order(&mut self, facts: &Facts) {
        let born = facts.birth_date;
        let days = [
            (Field::PlanStart, facts.plan_start),
            (Field::PlanCeased, facts.plan_ceased),
            (Field::LastReview, facts.last_review),
            (Field::ReviewDue, facts.review_due),
            (Field::TransferDue, facts.transfer_due),
            (Field::TransferPlan, facts.transfer_plan),
            (Field::RequestReceived, facts.request.received_on),
            (Field::PlacedFrom, facts.placed_from),
        ];
        for (field, day) in days {
            if let Some(day) = day.filter(|day| *day < born) {
                let reason = format!("{} {day} is before the date of birth.", field.title());
                self.problem(field, reason, "Correct one of the two dates.");
            }
        }
        if let (Some(start), Some(ceased)) = (facts.plan_start, facts.plan_ceased)
            && ceased < start
        {
            let reason = format!("Plan ceased {ceased} is before Plan start {start}.");
            self.problem(Field::PlanCeased, reason, "Correct one of the two dates.");
        }
        if facts.placed_from.is_some() && facts.urn.is_none() && facts.setting.is_none() {
            self.problem(
                Field::PlacedFrom,
                "Placed from is given, and neither a school nor a setting.".to_owned(),
                "Fill in the URN or the setting.",
            );
        }
    }
}

/// What a spreadsheet shows for a formula that failed: `#N/A`, `#REF!`, `#NAME?`.
fn is_failed_formula(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|rest| {
        !rest.is_empty()
            && rest
                .chars()
                .all(|c| c.is_ascii_uppercase() || matches!(c, '/' | '!' | '?' | '0'))
    })
}

fn sex_of(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "f" | "female" | "girl" => Some("F"),
        "m" | "male" | "boy" => Some("M"),
        _ => None,
    }
}

fn truth_of(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "y" | "yes" | "true" | "1" => Some(true),
        "n" | "no" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// A need by its code, with its title behind it or not, or by its title alone.
fn need_of(text: &str) -> Option<Need> {
    let code = text.split([' ', '-', ':']).next().unwrap_or(text);
    let titled = |need: &&Need| need.title().eq_ignore_ascii_case(text);
    Need::parse(text)
        .ok()
        .or_else(|| Need::ALL.iter().find(titled).copied())
        .or_else(|| Need::parse(code).ok())
}

impl Facts {
    /// Whether it says anything of a plan beside its first day.
    #[must_use]
    pub fn is_of_a_plan(&self) -> bool {
        self.plan_ceased.is_some()
            || self.last_review.is_some()
            || self.review_due.is_some()
            || self.transfer_due.is_some()
            || self.transfer_plan.is_some()
            || self.review.says_something()
            || self.need.is_some()
    }

    /// Whether it says where the child is.
    #[must_use]
    pub fn is_of_a_place(&self) -> bool {
        self.urn.is_some() || self.setting.is_some_and(|setting| setting != Setting::Unk)
    }
}
