//! What a case system calls its columns, and which fields are its own: data that a council writes.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use thiserror::Error;

use crate::codes::stored_codes;
use crate::ids::{AuthorityCode, is_slug};
use crate::import::words::fold;
use crate::rules::nearest_first;

stored_codes!(
    /// What a column of an extract holds, by the name that a system's file gives it.
    Field {
        /// The case system's reference of the child.
        Reference = "reference",
        /// The family name.
        Surname = "surname",
        /// The given name or names.
        Forename = "forename",
        /// The date of birth.
        BirthDate = "birth-date",
        /// The pupil number.
        Upn = "upn",
        /// The learner number.
        Uln = "uln",
        /// Female or male.
        Sex = "sex",
        /// Whether an authority looks after the child.
        LookedAfter = "looked-after",
        /// The first day of the plan.
        PlanStart = "plan-start",
        /// The day on which the plan ceased.
        PlanCeased = "plan-ceased",
        /// The last annual review.
        LastReview = "last-review",
        /// When the next one is due.
        ReviewDue = "review-due",
        /// When a phase transfer must be settled.
        TransferDue = "transfer-due",
        /// When the final amended plan before a phase transfer was issued.
        TransferPlan = "transfer-plan",
        /// When a needs assessment was asked for.
        RequestReceived = "request-received",
        /// Whether to assess.
        RequestOutcome = "request-outcome",
        /// When that was decided.
        RequestDecided = "request-decided",
        /// Whether an exception to the six weeks applies.
        WeekSixException = "week-6-exception",
        /// Whether to issue a plan after the assessment.
        AssessmentOutcome = "assessment-outcome",
        /// When that was decided.
        AssessmentDecided = "assessment-decided",
        /// Whether an exception to the twenty weeks applies.
        WeekTwentyException = "week-20-exception",
        /// What was decided after the last annual review.
        ReviewOutcome = "review-outcome",
        /// When that was decided.
        ReviewDecided = "review-decided",
        /// When the final plan, amended after that review, was issued.
        AmendedPlan = "amended-plan",
        /// The primary need.
        Need = "primary-need",
        /// The establishment's URN.
        Urn = "urn",
        /// The kind of setting.
        Setting = "setting",
        /// Since when the child is there.
        PlacedFrom = "placed-from",
        /// The full-time equivalent.
        Fte = "fte",
    }
);

impl Field {
    /// The field in words, as pages and messages name it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Field::Reference => "Reference",
            Field::Surname => "Surname",
            Field::Forename => "Forename",
            Field::BirthDate => "Date of birth",
            Field::Upn => "UPN",
            Field::Uln => "ULN",
            Field::Sex => "Sex",
            Field::LookedAfter => "Looked after",
            Field::PlanStart => "Plan start",
            Field::PlanCeased => "Plan ceased",
            Field::LastReview => "Last review",
            Field::ReviewDue => "Review due",
            Field::TransferDue => "Phase transfer due",
            Field::TransferPlan => "Final plan before the phase transfer",
            Field::RequestReceived => "Request received",
            Field::RequestOutcome => "Outcome of the request",
            Field::RequestDecided => "Request decided",
            Field::WeekSixException => "Exception to 6 weeks",
            Field::AssessmentOutcome => "Outcome of the assessment",
            Field::AssessmentDecided => "Assessment decided",
            Field::WeekTwentyException => "Exception to 20 weeks",
            Field::ReviewOutcome => "Outcome of the last review",
            Field::ReviewDecided => "Review decided",
            Field::AmendedPlan => "Final amended plan",
            Field::Need => "Primary need",
            Field::Urn => "School (URN)",
            Field::Setting => "Setting",
            Field::PlacedFrom => "Placed from",
            Field::Fte => "Full-time equivalent (FTE)",
        }
    }
}

/// Without these no row says whose it is.
const ALWAYS_NEEDED: [Field; 4] = [
    Field::Reference,
    Field::Surname,
    Field::Forename,
    Field::BirthDate,
];

/// Why a text does not describe a case system, in a sentence.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct NotASystem(String);

/// A case system: its name, its columns, and which fields are its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseSystem {
    /// Its short name.
    pub code: String,
    /// Its name in sentences.
    pub title: String,
    /// The share of the caseload, in whole per cent, above which a loss is asked about.
    pub loss_asked: u8,
    /// The authority of children who are added; none if it is the one that maintains the most of those on record.
    pub authority: Option<AuthorityCode>,
    /// The fields that it keeps, and that our pages do not change.
    pub kept: BTreeSet<Field>,
    /// The text that it was read from, as it is kept.
    pub text: String,
    needed: BTreeSet<Field>,
    /// The first heading of each field, by which messages name the column.
    named: BTreeMap<Field, String>,
    /// Fields by folded heading, with the heading as it is written.
    headings: BTreeMap<String, (Field, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    code: String,
    title: String,
    loss_asked: u8,
    authority: Option<String>,
    column: Vec<Column>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    field: String,
    headings: Vec<String>,
    #[serde(default)]
    needed: bool,
    #[serde(default)]
    kept: bool,
}

impl CaseSystem {
    /// Reads a system's file.
    ///
    /// # Errors
    /// [`NotASystem`] with what is wrong: no TOML, an unknown key or field, two headings that read the same, a field
    /// that an extract cannot do without.
    pub fn parse(text: &str) -> Result<CaseSystem, NotASystem> {
        let document: Document =
            toml::from_str(text).map_err(|error| NotASystem(error.to_string()))?;
        let mut system = CaseSystem {
            authority: authority_of(&document)?,
            kept: BTreeSet::new(),
            text: text.to_owned(),
            needed: ALWAYS_NEEDED.into(),
            named: BTreeMap::new(),
            headings: BTreeMap::new(),
            code: document.code,
            title: document.title.trim().to_owned(),
            loss_asked: document.loss_asked,
        };
        if !is_slug(&system.code) {
            return Err(NotASystem(format!(
                "code is “{}”; it must be lower-case letters, digits and single dashes",
                system.code
            )));
        }
        if system.title.is_empty() || system.loss_asked > 100 {
            return Err(NotASystem(
                "title must not be blank, and loss-asked must be a per cent from 0 to 100"
                    .to_owned(),
            ));
        }
        for column in &document.column {
            system.add(column)?;
        }
        match ALWAYS_NEEDED
            .iter()
            .find(|field| !system.named.contains_key(field))
        {
            None => Ok(system),
            Some(field) => Err(NotASystem(format!(
                "no column has the field “{}”, without which no child is known",
                field.code()
            ))),
        }
    }

    fn add(&mut self, column: &Column) -> Result<(), NotASystem> {
        let field = Field::parse(&column.field).map_err(|_| {
            let known = nearest_first(&column.field, Field::ALL.iter().map(|field| field.code()));
            NotASystem(format!(
                "“{}” is no field; the nearest are {}",
                column.field,
                known.join(", ")
            ))
        })?;
        let Some(first) = column.headings.first() else {
            return Err(NotASystem(format!(
                "the field “{}” has no heading",
                field.code()
            )));
        };
        if self.named.insert(field, first.clone()).is_some() {
            return Err(NotASystem(format!(
                "the field “{}” stands twice",
                field.code()
            )));
        }
        for heading in &column.headings {
            let folded = fold(heading);
            if folded.is_empty() {
                return Err(NotASystem(format!(
                    "{}a heading of the field “{}” is blank: “{heading}”",
                    place(&self.text, heading, 0),
                    field.code()
                )));
            }
            if let Some((of, before)) = self.headings.get(&folded) {
                let twice = usize::from(before == heading);
                return Err(NotASystem(format!(
                    "{}the heading “{heading}” of the field “{}” reads the same as “{before}” of the field “{}”: an extract’s \
                     column could mean either",
                    place(&self.text, heading, twice),
                    field.code(),
                    of.code()
                )));
            }
            self.headings.insert(folded, (field, heading.clone()));
        }
        if column.needed {
            self.needed.insert(field);
        }
        if column.kept {
            self.kept.insert(field);
        }
        Ok(())
    }

    /// The field of a heading, if it is one of the system's.
    #[must_use]
    pub fn field_of(&self, heading: &str) -> Option<Field> {
        self.headings.get(&fold(heading)).map(|(field, _)| *field)
    }

    /// The fields without which an extract is refused.
    pub fn needed(&self) -> impl Iterator<Item = Field> {
        self.needed.iter().copied()
    }

    /// The fields that it has a column for.
    pub fn fields(&self) -> impl Iterator<Item = Field> {
        self.named.keys().copied()
    }

    /// The heading by which messages name a field's column; the field's own title where the system has none.
    #[must_use]
    pub fn heading(&self, field: Field) -> &str {
        self.named.get(&field).map_or(field.title(), String::as_str)
    }
}

fn authority_of(document: &Document) -> Result<Option<AuthorityCode>, NotASystem> {
    let parsed = document.authority.as_deref().map(AuthorityCode::parse);
    let parsed = parsed.transpose();
    parsed.map_err(|error| NotASystem(format!("authority: {error}")))
}

/// Where a heading stands in a system's text, `before` of the same being passed over: `line 12: `; nothing where it is not found
/// as it is read.
fn place(text: &str, heading: &str, before: usize) -> String {
    let quoted = format!("\"{heading}\"");
    let lines = text.lines().enumerate();
    let mut found = lines.flat_map(|(at, line)| line.matches(&quoted).map(move |_| at + 1));
    found
        .nth(before)
        .map_or_else(String::new, |line| format!("line {line}: "))
}

/// The systems that come with the program.
///
/// # Errors
/// [`NotASystem`] if one of them is none, which a test holds.
pub fn shipped() -> Result<Vec<CaseSystem>, NotASystem> {
    const TEXTS: [&str; 1] = [include_str!("systems/case-system.toml")];
    TEXTS.into_iter().map(CaseSystem::parse).collect()
}
