//! Why there is no result, in sentences that say what to mend.

use crate::calendar::in_words;
use crate::engine::{Block, Refusal};
use crate::money::Rate;
use crate::rules::RuleSet;

use super::points;
use super::sentence::{basis_in_words, domain_title, group_title};

pub(super) fn of_block(block: &Block, rules: &RuleSet) -> String {
    match block {
        Block::GroupAboveCap {
            group,
            points: scored,
            cap,
        } => format!(
            "{} scores {}, above its limit of {cap}: look at its levels again before a band can be worked out",
            group_title(group, rules),
            points(*scored)
        ),
    }
}

pub(super) fn of_refusal(refusal: &Refusal, rules: &RuleSet) -> String {
    match refusal {
        Refusal::NotInForce { on } => format!(
            "no rule set in force on {}: {} runs from {}",
            in_words(*on),
            rules.reference(),
            rules.days_in_words()
        ),
        Refusal::LevelMissing { domain } => {
            format!("level missing: {}", domain_title(domain, rules))
        }
        Refusal::LevelUnknown { domain, level } => {
            format!("{} has no level {level}", domain_title(domain, rules))
        }
        Refusal::DomainUnknown { domain } => format!("these rules have no domain {domain}"),
        Refusal::PointsMissing => {
            "total of points missing: these rules read points scored elsewhere".to_owned()
        }
        Refusal::PointsNotInUnits { points, unit } if *unit == Rate::ONE => {
            format!("a total of {points} points is not whole: these rules read whole points")
        }
        Refusal::PointsNotInUnits { points, unit } => {
            format!(
                "a total of {points} points is no multiple of {unit}, in which these rules count"
            )
        }
        Refusal::PointsNotExpected => "these rules read levels, not a total of points".to_owned(),
        Refusal::ScoreInNoBand {
            score,
            lowest,
            highest,
        } => {
            format!("a score of {score} is in no band: the table runs from {lowest} to {highest}")
        }
        Refusal::PrimaryNeedMissing => {
            "primary need missing: these rules have a lowest band for some needs".to_owned()
        }
        Refusal::NoAmountFor {
            setting,
            basis,
            hours,
        } => {
            let hours = hours
                .map(|hours| format!(" at {hours} hours a week"))
                .unwrap_or_default();
            format!(
                "there is no amount {}{hours} for {}",
                basis_in_words(*basis),
                setting.title()
            )
        }
        Refusal::TooLarge => "a number is too large to be worked out exactly".to_owned(),
    }
}
