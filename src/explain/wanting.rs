//! What is not known of a case, and what is wrong with a line of provision, in words.

use crate::engine::{Fact, WrongLine};
use crate::rules::RuleSet;

use super::conditions::question;

/// A fact that is not known, without the full stop.
pub(super) fn fact(wanted: &Fact, rules: &RuleSet) -> String {
    let what = match wanted {
        Fact::YearGroup => "the year group",
        Fact::Age => "the age on 31 August before",
        Fact::Institution => "the institution",
        Fact::HostAuthority => "the authority in whose area the institution is",
        Fact::Residency => "where the child lives",
        Fact::Plan => "whether there is a plan",
        Fact::Hours => "the hours attended a week",
        Fact::DaysAWeek => "the days attended a week",
        Fact::Earlier => "the earlier amount (nothing is £0)",
        Fact::Circumstance(id) => {
            return format!("the answer to “{}” is not known", question(id, rules));
        }
    };
    format!("{what} is not known")
}

/// What is wrong with a line, after “line 2 of the provision”.
pub(super) fn wrong_line(wrong: WrongLine) -> &'static str {
    match wrong {
        WrongLine::TimeMissing => "has no hours or minutes, and its kind is priced by the hour",
        WrongLine::TimeOutOfRange => "has hours or minutes below nothing, or more than a week has",
        WrongLine::PupilsOutOfRange => {
            "is shared by fewer than one pupil, or by more than a school has"
        }
        WrongLine::WeeksOutOfRange => "has weeks below nothing, or more than a year has",
        WrongLine::CostMissing => "has no cost, and its kind is costed one by one",
        WrongLine::NotAsPriced => "has hours or a cost that its kind is not priced by",
    }
}
