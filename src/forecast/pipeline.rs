//! New plans from cases that are open today: how many of each stage become plans, and when.
//!
//! The rates of joining are of all new plans, whoever asked for them and when. A plan that begins soon was asked for before
//! today, and its case is in the pipeline; one that begins later was not yet asked for. So for the months after today the
//! rates count only for what is not yet asked for, and open cases stand for the rest: nobody is counted twice.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::calendar::Date;

use super::months::{MONTHS, PARTS, Parts};
use super::year_group::YEAR_GROUPS;

/// How far a case has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Stage {
    /// Asked for; whether to assess is not decided.
    Requested,
    /// Being assessed; whether to issue a plan is not decided.
    Assessing,
    /// A plan is to be issued and has not begun.
    Agreed,
}

impl Stage {
    /// Every stage, by [`Stage::place`].
    pub const ALL: [Stage; 3] = [Stage::Requested, Stage::Assessing, Stage::Agreed];

    /// Its place in a list.
    #[must_use]
    pub fn place(self) -> usize {
        match self {
            Stage::Requested => 0,
            Stage::Assessing => 1,
            Stage::Agreed => 2,
        }
    }

    /// In words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Stage::Requested => "asked for, not decided",
            Stage::Assessing => "being assessed",
            Stage::Agreed => "plan agreed, not begun",
        }
    }
}

/// What becomes of the cases of a stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StageTerms {
    /// The share that becomes a plan.
    pub share: f64,
    /// The first month after today in which those plans begin.
    pub first: usize,
    /// How many begin in that month and in each after it, against each other.
    pub weights: &'static [u32],
}

impl StageTerms {
    /// The first and the last month after today in which those plans begin.
    #[must_use]
    pub fn months(&self) -> (usize, usize) {
        (
            self.first,
            self.first + self.weights.len().saturating_sub(1),
        )
    }

    /// The share of the cases that become a plan so many months after today.
    fn in_month(&self, after: usize) -> f64 {
        let place = after.checked_sub(self.first);
        let weight = place.and_then(|place| self.weights.get(place));
        let all: u32 = self.weights.iter().sum();
        self.share * f64::from(weight.copied().unwrap_or(0)) / f64::from(all.max(1))
    }
}

/// What becomes of open cases, from a day on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PipelineTerms {
    /// The first day.
    pub since: Date,
    /// By stage.
    pub stages: [StageTerms; Stage::ALL.len()],
    /// The months from the request to the plan: the least and the most, evenly between.
    pub from_request: (usize, usize),
    /// Where the shares are from.
    pub source: &'static str,
}

/// The terms by their first day, the oldest first. Shares: of 154,489 requests in 2024, 65.4 % were assessed, and 93.6 % of
/// assessments led to a plan (DfE, Education, health and care plans 2025); that a plan once agreed begins but for 2 in 100,
/// and every month, are assumptions: 20 weeks are the law's (SEND Regulations 2014, regulation 13), and many take longer.
///
/// The months are those of a steady stream of requests that take five to eight months, are decided after six weeks and begin six
/// weeks after a plan is agreed: of such a stream the open cases, and what is not yet asked for, are as many plans every month.
/// Months that each stage had to itself, and evenly, left gaps and heaps where stages met.
pub const TERMS: [PipelineTerms; 1] = [PipelineTerms {
    since: jiff::civil::date(2025, 1, 1),
    stages: [
        StageTerms {
            share: 0.612,
            first: 4,
            weights: &[1, 3, 3, 3, 2],
        },
        StageTerms {
            share: 0.936,
            first: 2,
            weights: &[4, 8, 7, 5, 3, 1],
        },
        StageTerms {
            share: 0.98,
            first: 1,
            weights: &[2, 1],
        },
    ],
    from_request: (5, 8),
    source: "shares: DfE, Education, health and care plans 2025; months: an assumption of the model",
}];

impl PipelineTerms {
    /// The terms of a day; those of the first day for one before.
    #[must_use]
    pub fn on(day: Date) -> PipelineTerms {
        let earlier = TERMS.iter().rev().find(|terms| terms.since <= day);
        *earlier.unwrap_or(&TERMS[0])
    }

    /// The share of the plans that begin so many months after today that is not yet asked for.
    #[must_use]
    pub fn not_yet_asked(&self, months: usize) -> f64 {
        let (least, most) = self.from_request;
        let lags = (least..=most).count().max(1) as f64;
        (least..=most).filter(|lag| *lag < months).count() as f64 / lags
    }
}

/// Open cases on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pipeline {
    /// The day.
    pub day: Date,
    /// How many, by stage and year group at the January that the forecast starts from, counted from the youngest.
    #[serde(with = "super::pairs")]
    pub cases: BTreeMap<(Stage, usize), u32>,
}

/// What the open cases and the rates of joining each stand for in a year.
#[derive(Clone, Debug, PartialEq)]
pub struct Starting {
    /// The share of the year's new plans at the rates of joining that counts.
    pub share: f64,
    /// When they begin.
    pub parts: Parts,
    /// Plans expected of open cases, by year group at the second January.
    pub of_cases: [f64; YEAR_GROUPS],
    /// When those begin.
    pub case_parts: Parts,
}

impl Starting {
    /// A year on which open cases have no bearing.
    pub const PLAIN: Starting = Starting {
        share: 1.0,
        parts: super::months::EVEN,
        of_cases: [0.0; YEAR_GROUPS],
        case_parts: super::months::EVEN,
    };

    /// A year ahead of a January, the first being 0, from the first step that is not on record.
    #[must_use]
    pub fn of(pipeline: Option<&Pipeline>, january: i16, ahead: usize, first: usize) -> Starting {
        let Some(pipeline) = pipeline else {
            let parts = super::months::EVEN.within(&(first..MONTHS + 1));
            return Starting {
                share: f64::from(parts.total()) / f64::from(PARTS),
                parts,
                ..Starting::PLAIN
            };
        };
        let terms = PipelineTerms::on(pipeline.day);
        let mut weights = [0.0; MONTHS];
        let mut case_weights = [0.0; MONTHS];
        for step in 0..MONTHS {
            let after = months_after(pipeline.day, january, ahead, step);
            // A month up to today's has its plans already: those on record, or at the rates of the past.
            weights[step] = match step + 1 < first {
                true => 0.0,
                false => after.map_or(1.0, |after| terms.not_yet_asked(after)),
            };
            case_weights[step] = pipeline.expected_in(&terms, after);
        }
        let mut of_cases = [0.0; YEAR_GROUPS];
        for ((stage, age), count) in &pipeline.cases {
            let share = pipeline.share_in(*stage, january, ahead);
            of_cases[older(*age, ahead)] += f64::from(*count) * share;
        }
        Starting {
            share: weights.iter().sum::<f64>() / MONTHS as f64,
            parts: Parts::nearest(&weights),
            of_cases,
            case_parts: Parts::nearest(&case_weights),
        }
    }
}

/// The year group at the second January of a year ahead of who was of one at the first of all.
#[must_use]
pub fn older(age: usize, ahead: usize) -> usize {
    (age + ahead + 1).min(YEAR_GROUPS - 1)
}

/// How many months a step of a year lies after a day's month; none for a month that is not after it.
fn months_after(day: Date, january: i16, ahead: usize, step: usize) -> Option<usize> {
    // Step 0 is February, the month after the January of the year.
    let at = MONTHS * ahead + step + 2;
    let of_day = (i32::from(day.year()) - i32::from(january)) * 12 + i32::from(day.month());
    let after = i32::try_from(at).ok()?.checked_sub(of_day)?;
    usize::try_from(after).ok().filter(|after| *after > 0)
}

impl Pipeline {
    /// Plans expected to begin so many months after its day.
    fn expected_in(&self, terms: &PipelineTerms, after: Option<usize>) -> f64 {
        let Some(after) = after else { return 0.0 };
        let of = |((stage, _), count): (&(Stage, usize), &u32)| {
            f64::from(*count) * terms.stages[stage.place()].in_month(after)
        };
        self.cases.iter().map(of).sum()
    }

    /// The share of the cases of a stage that become a plan in a year ahead of a January, the first being 0.
    #[must_use]
    pub fn share_in(&self, stage: Stage, january: i16, ahead: usize) -> f64 {
        let terms = PipelineTerms::on(self.day).stages[stage.place()];
        (0..MONTHS)
            .filter_map(|step| months_after(self.day, january, ahead, step))
            .map(|after| terms.in_month(after))
            .sum()
    }

    /// How many cases of a stage there are.
    #[must_use]
    pub fn count(&self, stage: Stage) -> u32 {
        let own = self.cases.iter().filter(|((of, _), _)| *of == stage);
        own.map(|(_, count)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pipeline() -> Pipeline {
        Pipeline {
            day: jiff::civil::date(2025, 10, 20),
            cases: [
                ((Stage::Requested, 8), 100),
                ((Stage::Assessing, 8), 50),
                ((Stage::Agreed, 24), 10),
            ]
            .into(),
        }
    }

    #[test]
    fn every_case_that_becomes_a_plan_does_so_once() {
        let pipeline = pipeline();
        for stage in Stage::ALL {
            let in_years: f64 = (0..3)
                .map(|ahead| pipeline.share_in(stage, 2025, ahead))
                .sum();
            let share = TERMS[0].stages[stage.place()].share;
            assert!((in_years - share).abs() < 1e-12, "{stage:?}: {in_years}");
        }
        let years: Vec<Starting> = (0..3)
            .map(|ahead| Starting::of(Some(&pipeline), 2025, ahead, 1))
            .collect();
        let all: f64 = years.iter().flat_map(|year| year.of_cases).sum();
        assert!((all - (61.2 + 46.8 + 9.8)).abs() < 1e-9, "{all}");
        // November and December of the first year, all of them of the oldest year group.
        assert!((years[0].of_cases[24] - 9.8).abs() < 1e-9);
        assert_eq!(
            (years[0].case_parts.by(9), years[1].case_parts.by(12)),
            (0, 120)
        );
    }

    #[test]
    fn a_steady_stream_of_requests_is_as_many_plans_every_month() {
        // A thousand plans a month: six weeks' worth of requests and of plans that are agreed, three and a half months' of
        // assessments.
        let stock = |stage: Stage, months: f64| {
            let share = TERMS[0].stages[stage.place()].share;
            ((stage, 8), (months * 1_000.0 / share).round() as u32)
        };
        let pipeline = Pipeline {
            cases: [
                stock(Stage::Requested, 1.5),
                stock(Stage::Assessing, 3.5),
                stock(Stage::Agreed, 1.5),
            ]
            .into(),
            ..pipeline()
        };
        for after in 1..=10 {
            let open = pipeline.expected_in(&TERMS[0], Some(after));
            let new = 1_000.0 * TERMS[0].not_yet_asked(after);
            assert!(
                (open + new - 1_000.0).abs() < 1.0,
                "{after}: {open} and {new}"
            );
        }
    }

    #[test]
    fn rates_count_for_what_is_not_yet_asked_for() {
        let terms = TERMS[0];
        let shares = [1, 5, 6, 7, 8, 9, 20].map(|months| terms.not_yet_asked(months));
        assert_eq!(shares, [0.0, 0.0, 0.25, 0.5, 0.75, 1.0, 1.0]);
        let of = |ahead| Starting::of(Some(&pipeline()), 2025, ahead, 1);
        // February to October are over; November to January are asked for.
        assert!((of(0).share - 9.0 / 12.0).abs() < 1e-12);
        // February and March are asked for, then a quarter more each month is not.
        assert!((of(1).share - (1.5 + 7.0) / 12.0).abs() < 1e-12);
        assert_eq!(of(1).parts.by(2), 0);
        assert_eq!(
            of(2),
            Starting {
                share: 1.0,
                ..of(2)
            }
        );
        assert_eq!(Starting::of(None, 2025, 0, 1), Starting::PLAIN);
        // Of a year that is on record up to November two months are left, and all of their plans are asked for.
        let left = Starting::of(Some(&pipeline()), 2025, 0, 11);
        assert_eq!(left.share, 0.0);
        assert_eq!(left.of_cases, of(0).of_cases);
        let left = Starting::of(None, 2025, 0, 11);
        assert!((left.share - 2.0 / 12.0).abs() < 1e-12);
        assert_eq!((left.parts.by(10), left.parts.by(12)), (0, 20));
    }

    #[test]
    fn terms_are_those_of_the_day() {
        assert_eq!(
            PipelineTerms::on(jiff::civil::date(2026, 5, 1)).since,
            TERMS[0].since
        );
        assert_eq!(
            PipelineTerms::on(jiff::civil::date(2000, 5, 1)).since,
            TERMS[0].since
        );
    }
}
