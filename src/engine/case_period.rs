//! What the days on roll of a case are due of a year's amount.

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use crate::calendar::{AwardDays, Count, Period, TimeRules, sum_of, without};
use crate::money::{Money, Rounding};
use crate::rules::{Case, RuleSet};

use super::cases::{context_of, needs_of};
use super::{Context, Determination, Status, Trace, steps, turns};

/// What the days on roll are due of the year's amounts. The days lie in one year and among the set's own. They are cut
/// where the set's amounts may change; each part is due its share of its own amount, for the band of the case, and is
/// rounded as its amount is: the whole is the sum of its parts. The working is given as
/// steps: `paid_from` where a decision came late, `days_unpaid` for each time away that stops payment, `days_counted` for
/// each stretch of days, `part_due` for each part.
pub(super) fn due(
    case: &Case,
    determination: &Determination,
    rules: &RuleSet,
) -> Result<(Money, Vec<Json>), String> {
    let stay = case.stay.ok_or("the case names no days: add from and to")?;
    let time = rules.time_in(case.setting).ok_or("the set has no [time]")?;
    determination.top_up().ok_or("there is no amount")?;
    let year = time.year().year_of(stay.start());
    let inside = stay.last_day().is_some_and(|last| year.contains(last));
    if !inside {
        return Err("the days on roll run past the end of the year".to_owned());
    }
    if rules.in_force().overlap(&stay) != Some(stay) {
        return Err(format!(
            "the days on roll run past the days of these rules, {}: what is due for the others is for the rules of those days to say",
            rules.days_in_words()
        ));
    }
    let said = |error: &dyn ToString| error.to_string();
    let mut working = Vec::new();
    let mut due = Money::ZERO;
    let Some(stay) = paid(stay, case, time, &mut working)? else {
        return Ok((due, working));
    };
    let unpaid = unpaid(&stay, case, time, &mut working)?;
    let shares = time.shares_of_stay(&stay, &year).map_err(|e| said(&e))?;
    for part in turns::cut(stay, rules) {
        let (annual, rounding) = annual_from(part.start(), case, determination, rules)?;
        let mut counts = Vec::new();
        for days in without(part, &unpaid) {
            counts.extend(shares.counts(&days).map_err(|e| said(&e))?);
        }
        working.extend(counts.iter().map(counted));
        let share = sum_of(&counts).map_err(|e| said(&e))?;
        let exact = share.of_pounds(annual.pounds()).map_err(|e| said(&e))?;
        let part = rounding.to_money(exact).map_err(|e| said(&e))?;
        working.push(json!({
            "step": "part_due",
            "annual": annual,
            "due": part,
        }));
        due = due.plus(part).map_err(|e| said(&e))?;
    }
    Ok((due, working))
}

/// The days on roll that are paid, if the decision came late; none if it came after all of them.
fn paid(
    stay: Period,
    case: &Case,
    time: &TimeRules,
    working: &mut Vec<Json>,
) -> Result<Option<Period>, String> {
    let days = &case.days;
    let Some(decided) = days.decided else {
        let alone = days.requested.or(days.plan_due);
        return match alone {
            None => Ok(Some(stay)),
            Some(_) => Err("the case does not say when it was decided: add decided".to_owned()),
        };
    };
    let rule = time
        .backdating()
        .ok_or("the set says nothing of late decisions: add backdating to [time]")?;
    let from = rule.paid_from(&AwardDays {
        starts: stay.start(),
        decided,
        requested: days.requested,
        week_20: days.plan_due,
    });
    let from = from.map_err(|error| error.to_string())?;
    working.push(json!({
        "step": "paid_from",
        "rule": rule,
        "day": from.to_string(),
    }));
    Ok(stay.from(from))
}

/// The days of a stay that are not paid because the child was educated elsewhere for too long.
fn unpaid(
    stay: &Period,
    case: &Case,
    time: &TimeRules,
    working: &mut Vec<Json>,
) -> Result<Vec<Period>, String> {
    let away = &case.days.away;
    if away.is_empty() {
        return Ok(Vec::new());
    }
    let suspension = time.suspension().ok_or(
        "the set says nothing of times away, which are paid: add suspended_after_days to [time], or take away out",
    )?;
    let stopped = suspension.unpaid(away.iter().copied());
    let stopped: Vec<Period> = stopped
        .iter()
        .filter_map(|days| days.overlap(stay))
        .collect();
    working.extend(stopped.iter().map(|days| {
        json!({
            "step": "days_unpaid",
            "first_day": days.start().to_string(),
            "last_day": days.last_day().map(|day| day.to_string()),
        })
    }));
    Ok(stopped)
}

/// Days that are due a part of the year's amount, as a step: every number is text, as in the rule files.
fn counted(count: &Count) -> Json {
    json!({
        "step": "days_counted",
        "counted": count.counted.to_string(),
        "of": count.of.to_string(),
        "carries": count.carries.to_string(),
    })
}

/// The year's amount from a day on, for the band of the case, and how it is rounded: an uplift changes the price and never
/// the band.
fn annual_from(
    day: Date,
    case: &Case,
    determination: &Determination,
    rules: &RuleSet,
) -> Result<(Money, Rounding), String> {
    let none = || format!("there is no amount on {day}");
    if turns::pays_alike(case.on, day, rules) {
        let amount = determination.top_up().ok_or_else(none)?.amount;
        return Ok((amount, rules.rounding_in(case.setting)));
    }
    let (needs, context) = (
        needs_of(case, rules),
        Context {
            on: day,
            ..context_of(case, rules)
        },
    );
    let mut trace = Trace::default();
    let found = steps(&needs, rules, &context, determination.band(), &mut trace);
    match found {
        Ok(Status::Determined {
            top_up: Some(top_up),
            ..
        }) => Ok((top_up.amount, rules.rounding_in(case.setting))),
        _ => Err(none()),
    }
}
