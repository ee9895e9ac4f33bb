//! What a line leaves blank: a problem only where the rules, on the path that they take for this child, read it.
//!
//! A case is determined without what nobody reads, and so is a line. The engine alone knows which path is taken, so it is
//! asked: what it misses stays a problem, under the name of the column.

use crate::calendar::Date;
use crate::engine::{Refusal, Status, determine};
use crate::money::Decimal;
use crate::needs::{DomainId, Need};
use crate::rules::RuleSet;

use super::Case;

/// Something that is blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Blank {
    /// The level of a domain.
    Level(DomainId),
    /// The total of points.
    Points,
    /// The primary need.
    PrimaryNeed,
}

impl Blank {
    fn is_missed(&self, reasons: &[Refusal]) -> bool {
        reasons.iter().any(|reason| match (self, reason) {
            (Blank::Level(blank), Refusal::LevelMissing { domain }) => blank == domain,
            (Blank::Points, Refusal::PointsMissing)
            | (Blank::PrimaryNeed, Refusal::PrimaryNeedMissing) => true,
            _ => false,
        })
    }

    /// Puts something in its stead, so that what is missed after it comes to light too.
    fn fill(&self, case: &mut Case, rule_set: &RuleSet) {
        match self {
            Blank::Level(id) => {
                let mut levels = case.profile.levels().clone();
                let domain = rule_set.domain(id);
                let lowest = domain.and_then(|domain| domain.levels.keys().next());
                levels.extend(lowest.map(|lowest| (id.clone(), *lowest)));
                case.profile = case.profile.clone().with_levels(levels);
            }
            Blank::Points => case.profile = case.profile.clone().with_points(Decimal::ZERO),
            Blank::PrimaryNeed => case.primary_need = Some(Need::Oth),
        }
    }
}

/// The blanks of a line, each with its place among the line's problems.
#[derive(Debug, Default)]
pub(super) struct Blanks(Vec<(usize, Blank)>);

impl Blanks {
    pub(super) fn note(&mut self, problem: usize, blank: Blank) {
        self.0.push((problem, blank));
    }

    /// Takes the problems away that nobody reads on the day.
    pub(super) fn forgive(
        self,
        case: &Case,
        rule_set: &RuleSet,
        on: Date,
        problems: &mut Vec<String>,
    ) {
        let mut left = self.0;
        let mut case = case.clone();
        // Each turn finds a blank that is missed, or is the last.
        while !left.is_empty() {
            let made = determine(&case.profile, rule_set, &case.context(on));
            let Status::Refused { reasons } = made.status else {
                break;
            };
            let before = left.len();
            left.retain(|(_, blank)| {
                let is_missed = blank.is_missed(&reasons);
                if is_missed {
                    blank.fill(&mut case, rule_set);
                }
                !is_missed
            });
            if left.len() == before {
                break;
            }
        }
        for (problem, _) in left.into_iter().rev() {
            problems.remove(problem);
        }
    }
}
