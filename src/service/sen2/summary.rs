//! What a return holds, counted; every person by what became of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Changes, Register};
use crate::calendar::{Date, age_on_31_august_before};
use crate::import::LineProblem;
use crate::import::sen2::{ActivePlan, Person, Return, cease_reason};
use crate::needs::{Need, Setting};

/// The counts of a return.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// The authority.
    pub authority: String,
    /// The year of the return.
    pub year: i16,
    /// The day that it is a picture of.
    pub reference_date: String,
    /// Persons in it.
    pub persons: u32,
    /// Plans active on the reference date.
    pub active_plans: u32,
    /// Plans that had ceased by then.
    pub ceased: u32,
    /// Active plans without a placement that was open.
    pub placement_unknown: u32,
    /// Active plans by primary need.
    pub by_need: BTreeMap<String, u32>,
    /// Active plans by age on the 31 August before.
    pub by_age_group: BTreeMap<String, u32>,
    /// Active plans by setting.
    pub by_setting: BTreeMap<String, u32>,
    /// Ceased plans by reason.
    pub ceased_by_reason: BTreeMap<String, u32>,
    /// Persons by what became of them; together they are all persons.
    pub persons_by_outcome: BTreeMap<String, u32>,
    /// Rows of each file, read and taken.
    pub rows: BTreeMap<String, [u32; 2]>,
    /// Columns that this version of the return has not.
    pub missing_columns: Vec<String>,
    /// Whether the same files were imported before.
    pub is_repeated: bool,
    /// What changed.
    pub changes: Changes,
    /// Lines not taken.
    pub refused: u32,
    /// Lines not taken or taken with a doubt.
    pub problems: u32,
}

/// The settings that are shown even if no child is there; the others are shown where a child is.
const SETTINGS_SHOWN: [Setting; 13] = [
    Setting::Mms,
    Setting::Rpu,
    Setting::Spec,
    Setting::Nmss,
    Setting::Iss,
    Setting::Ap,
    Setting::Fe,
    Setting::Spi,
    Setting::Eotas,
    Setting::Ehe,
    Setting::Neet,
    Setting::Eyp,
    Setting::Unk,
];

/// Where a number is not on record.
const NOT_RECORDED: &str = "not recorded";

impl Summary {
    /// Counts a return under a register; what cannot be counted properly becomes a problem.
    pub(super) fn of(
        returned: &Return,
        register: &Register,
        problems: &mut Vec<LineProblem>,
    ) -> Summary {
        let mut summary = Summary {
            authority: returned.authority.to_string(),
            year: returned.year,
            reference_date: returned.reference_date.to_string(),
            persons: 0,
            active_plans: 0,
            ceased: 0,
            placement_unknown: 0,
            by_need: Need::ALL
                .iter()
                .map(|need| (need.code().to_owned(), 0))
                .collect(),
            by_age_group: AGE_GROUPS
                .iter()
                .map(|(_, name)| ((*name).to_owned(), 0))
                .collect(),
            by_setting: SETTINGS_SHOWN
                .iter()
                .map(|setting| (setting.code().to_owned(), 0))
                .collect(),
            ceased_by_reason: BTreeMap::new(),
            persons_by_outcome: BTreeMap::new(),
            rows: returned
                .rows
                .iter()
                .map(|rows| (rows.module.to_owned(), [rows.read, rows.taken]))
                .collect(),
            missing_columns: returned.missing.clone(),
            is_repeated: false,
            changes: Changes::default(),
            refused: 0,
            problems: 0,
        };
        let mut count = Count {
            summary: &mut summary,
            day: returned.reference_date,
            register,
            problems,
            unknown: BTreeMap::new(),
        };
        for person in &returned.persons {
            count.person(person);
        }
        count.tell_unknown_establishments();
        summary
    }

    pub(super) fn count_problems(&mut self, problems: &[LineProblem]) {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.refused = count(problems.iter().filter(|problem| problem.is_refused).count());
        self.problems = count(problems.len());
    }

    /// The summary as JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// The age groups of the national tables, by their highest age.
const AGE_GROUPS: [(i16, &str); 5] = [
    (4, "under 5"),
    (10, "5-10"),
    (15, "11-15"),
    (19, "16-19"),
    (25, "20-25"),
];

fn age_group(birth_date: Option<Date>, day: Date) -> &'static str {
    match birth_date.and_then(|birth| age_on_31_august_before(birth, day)) {
        // Born after that 31 August: not one year old, and under 5.
        None if birth_date.is_some() => "under 5",
        None => NOT_RECORDED,
        Some(age) => AGE_GROUPS
            .iter()
            .find(|(highest, _)| age <= *highest)
            .map_or("over 25", |(_, name)| name),
    }
}

struct Count<'a> {
    summary: &'a mut Summary,
    day: Date,
    register: &'a Register,
    problems: &'a mut Vec<LineProblem>,
    /// Establishments that are not in the register, with the first row and how many placements name them.
    unknown: BTreeMap<String, (u32, u32)>,
}

fn add(counts: &mut BTreeMap<String, u32>, name: &str) {
    *counts.entry(name.to_owned()).or_default() += 1;
}

impl Count<'_> {
    fn person(&mut self, person: &Person) {
        self.summary.persons += 1;
        let mut active_rows = BTreeSet::new();
        let mut has_ceased = false;
        let mut is_assessed = false;
        for request in &person.requests {
            let plans = request
                .assessments
                .iter()
                .flat_map(|assessment| &assessment.plans);
            let mut request_ceased = false;
            for plan in plans {
                if plan.ceased_on.is_some_and(|ceased| ceased <= self.day) {
                    request_ceased = true;
                    self.summary.ceased += 1;
                    let reason = plan.cease_reason.as_deref().map_or(NOT_RECORDED, |code| {
                        cease_reason(code).unwrap_or("a code that is not in the guide")
                    });
                    add(&mut self.summary.ceased_by_reason, reason);
                }
            }
            if let Some(active) = &request.active {
                active_rows.insert(active.row);
                self.active_plan(person, active);
                let has_open = request
                    .assessments
                    .iter()
                    .flat_map(|assessment| &assessment.plans)
                    .any(|plan| plan.ceased_on.is_none_or(|ceased| ceased > self.day));
                if request_ceased && !has_open {
                    self.doubt(
                        active.row,
                        "The plan is active and its namedplan has ceased.".to_owned(),
                    );
                }
            }
            has_ceased |= request_ceased;
            is_assessed |= !request.assessments.is_empty();
        }
        if active_rows.len() > 1 {
            let row = active_rows.last().copied().unwrap_or_default();
            self.doubt(row, "The person has more than one active plan.".to_owned());
        }
        let outcome = if !active_rows.is_empty() {
            "active plan"
        } else if has_ceased {
            "plan ceased"
        } else if is_assessed {
            "assessed, no plan"
        } else if !person.requests.is_empty() {
            "requested, not assessed"
        } else {
            "no request"
        };
        add(&mut self.summary.persons_by_outcome, outcome);
    }

    fn active_plan(&mut self, person: &Person, active: &ActivePlan) {
        self.summary.active_plans += 1;
        match active.needs.first() {
            Some(need) => add(&mut self.summary.by_need, need.code()),
            None => {
                add(&mut self.summary.by_need, NOT_RECORDED);
                self.doubt(active.row, "The plan has no need in senneed.".to_owned());
            }
        }
        add(
            &mut self.summary.by_age_group,
            age_group(person.birth_date, self.day),
        );
        let setting = match active.placement_on(self.day) {
            None => {
                self.summary.placement_unknown += 1;
                Setting::Unk
            }
            Some(place) => {
                let numbers = [
                    place.urn.as_ref().map(|urn| format!("URN {urn}")),
                    place.ukprn.as_ref().map(|ukprn| format!("UKPRN {ukprn}")),
                ];
                if let (None, Some(number)) = (
                    self.register.find(place),
                    numbers.into_iter().flatten().next(),
                ) {
                    let (_, times) = self.unknown.entry(number).or_insert((place.row, 0));
                    *times += 1;
                }
                self.register.setting(place)
            }
        };
        add(&mut self.summary.by_setting, setting.code());
    }

    fn doubt(&mut self, row: u32, sentence: String) {
        self.problems.push(LineProblem {
            place: "activeplans".to_owned(),
            row: Some(row),
            is_refused: false,
            sentence,
        });
    }

    /// Names each establishment that is not in the register once; without any register, says so once.
    fn tell_unknown_establishments(&mut self) {
        let problem = |row: Option<u32>, sentence: String| LineProblem {
            place: "placementdetail".to_owned(),
            row,
            is_refused: false,
            sentence,
        };
        if self.register.is_empty() && !self.unknown.is_empty() {
            let placements: u32 = self.unknown.values().map(|(_, times)| times).sum();
            self.problems.push(problem(None, format!(
                "No establishments are in the database, so the setting of {placements} placements is not known: run “import gias FILE”, then this again."
            )));
            return;
        }
        for (number, (row, times)) in &self.unknown {
            self.problems.push(problem(
                Some(*row),
                format!("{number} is not among the establishments, so the setting of {times} placement(s) is not known."),
            ));
        }
    }
}
