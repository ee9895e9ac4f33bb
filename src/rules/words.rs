//! Conditions, changes and bases in words, as pages and explanations say them.

use crate::calendar::{YearGroup, in_words};
use crate::money::{Money, Rate, Rounding, RoundingMode};
use crate::needs::DomainId;

use super::{
    AboveCap, AmountBasis, AmountKind, Column, Condition, Otherwise, Parts, Residency, What,
};

/// Conditions that must all hold, in words: `the setting is state special school and the phase is Primary`.
#[must_use]
pub fn conditions_in_words(conditions: &[Condition], set: &Parts) -> String {
    let all: Vec<String> = conditions
        .iter()
        .map(|condition| condition_in_words(condition, set))
        .collect();
    all.join(" and ")
}

fn condition_in_words(condition: &Condition, set: &Parts) -> String {
    let domain = |id: &DomainId| set.domain_title(id);
    match condition {
        Condition::PrimaryNeeds(needs) => {
            let titles = needs.iter().map(|need| need.title().to_lowercase());
            format!("the primary need is {}", any_of(titles))
        }
        Condition::Settings(settings) => {
            let titles = settings.iter().map(|s| s.title().to_lowercase());
            format!("the setting is {}", any_of(titles))
        }
        Condition::AtMost(id, level) => format!("{} is at level {level} or below", domain(id)),
        Condition::AtLeast(id, level) => format!("{} is at level {level} or above", domain(id)),
        Condition::CountAtLeast(level, count) => {
            format!("{count} or more domains are at level {level} or above")
        }
        Condition::Phases(phases) => {
            let known = set.phases.iter().filter(|phase| phases.contains(&phase.id));
            let titles = known.map(|phase| phase.title.to_lowercase());
            format!("the phase is {}", any_of(titles))
        }
        Condition::Ages(from, to) => format!("the age is from {from} to {to}"),
        Condition::Institutions(names) => format!("the institution is {}", any_of(names)),
        Condition::HostAuthorities(names) => {
            format!("the institution is in the area of {}", any_of(names))
        }
        Condition::Residency(Residency::Own) => {
            "the child lives in the authority’s area".to_owned()
        }
        Condition::Residency(Residency::Other) => {
            "the child lives in another authority’s area".to_owned()
        }
        Condition::Plan(true) => "there is an Education, Health and Care Plan".to_owned(),
        Condition::Plan(false) => "there is no Education, Health and Care Plan".to_owned(),
        Condition::Circumstance(id, answer) => {
            let known = set.circumstances.iter().find(|known| known.id == *id);
            let ask = known.map_or(id.as_str(), |known| known.ask.as_str());
            let answer = if *answer { "yes" } else { "no" };
            format!("the answer to “{ask}” is {answer}")
        }
        Condition::OnOrAfter(day) => format!("the day is {} or later", in_words(*day)),
        Condition::Before(day) => format!("the day is before {}", in_words(*day)),
        Condition::Bands(bands) => {
            format!(
                "the band is {}",
                any_of(bands.iter().map(ToString::to_string))
            )
        }
    }
}

fn any_of(words: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let words: Vec<String> = words.into_iter().map(|w| w.as_ref().to_owned()).collect();
    words.join(" or ")
}

/// What a change does, in words: `3% is added`.
#[must_use]
pub fn change_in_words(what: &What) -> String {
    match what {
        What::ScoreFloor { score } => format!("the score is at least {score}"),
        What::ScoreSupplement { points } => signed(*points, "added to the score", "taken off it"),
        What::BandShift { by } if *by > 0 => format!("{by} up in the order of the bands"),
        What::BandShift { by } => format!("{} down in the order of the bands", by.unsigned_abs()),
        What::AllowedBands { bands, otherwise } => {
            let other = match otherwise {
                Otherwise::Refuse => "any other is refused",
                Otherwise::Nearest => "any other becomes the nearest of them",
                Otherwise::Up => "any other becomes the next of them above",
                Otherwise::Down => "any other becomes the next of them below",
            };
            let bands = any_of(bands.iter().map(ToString::to_string));
            format!("the band is {bands}; {other}")
        }
        What::Uplift { percent } if is_below_nothing(*percent) => {
            format!("{}% is taken off", without_sign(*percent))
        }
        What::Uplift { percent } => format!("{percent}% is added"),
        What::Supplement { pounds } if is_below_nothing(*pounds) => {
            format!("{} is taken off", in_pounds(without_sign(*pounds)))
        }
        What::Supplement { pounds } => format!("{} is added", in_pounds(*pounds)),
        What::Factor { by } => format!("multiplied by {by}"),
        What::Threshold { pounds } => {
            format!(
                "{}, which the setting meets, is taken off",
                in_pounds(*pounds)
            )
        }
        What::Minimum { pounds } => format!("at least {}", in_pounds(*pounds)),
        What::NothingBelow { pounds } => format!("nothing below {}", in_pounds(*pounds)),
        What::Cap { pounds, above } => match above {
            AboveCap::Clamp => format!("at most {}", in_pounds(*pounds)),
            AboveCap::Block => format!("no result above {}", in_pounds(*pounds)),
        },
        What::Round(rounding) => rounding_in_words(*rounding),
        What::HoursFraction { full } => {
            format!("multiplied by the hours attended over {full} hours, at most 1")
        }
        What::DaysAWeek { shares } => {
            let parts = shares
                .iter()
                .map(|(days, share)| format!("{days}: {share}"));
            let parts: Vec<String> = parts.collect();
            format!(
                "multiplied by the share for the days attended a week ({})",
                parts.join(", ")
            )
        }
        What::HoursAWeek { shares } => {
            let parts = shares
                .iter()
                .map(|(hours, share)| format!("from {hours}: {share}"));
            let parts: Vec<String> = parts.collect();
            format!(
                "multiplied by the share for the hours attended a week ({})",
                parts.join(", ")
            )
        }
        What::Protection {
            from,
            shares,
            at_least,
        } => {
            let parts: Vec<String> = shares.iter().map(ToString::to_string).collect();
            let kept = at_least.map(|share| format!("{share} times "));
            format!(
                "of a loss against {}the earlier amount, this share is made good in each year from {}: {}",
                kept.unwrap_or_default(),
                in_words(*from),
                parts.join(", ")
            )
        }
    }
}

fn signed(number: Rate, above: &str, below: &str) -> String {
    if is_below_nothing(number) {
        format!("{} {below}", without_sign(number))
    } else {
        format!("{number} {above}")
    }
}

fn is_below_nothing(number: Rate) -> bool {
    number.value().is_sign_negative()
}

fn without_sign(number: Rate) -> Rate {
    Rate::new(number.value().abs())
}

/// Pounds as people write them; more decimals than pence are shown as they are.
#[must_use]
pub fn in_pounds(pounds: Rate) -> String {
    Money::from_pounds(pounds.value()).map_or_else(|_| format!("£{pounds}"), |m| m.to_string())
}

/// How something is rounded, in words.
#[must_use]
pub fn rounding_in_words(rounding: Rounding) -> String {
    let way = match rounding.mode {
        RoundingMode::HalfUp => "half up",
        RoundingMode::HalfEven => "half to even",
        RoundingMode::Down => "down",
        RoundingMode::Up => "up",
    };
    format!("rounded {way} to whole {}", in_pounds(rounding.unit))
}

/// What an amount is for, in words: `a year`.
#[must_use]
pub fn basis_in_words(basis: AmountBasis) -> &'static str {
    match basis {
        AmountBasis::Year => "a year",
        AmountBasis::Term => "a term",
        AmountBasis::Month => "a month",
        AmountBasis::Week => "a week",
        AmountBasis::Day => "a day",
        AmountBasis::Hour => "an hour",
        AmountBasis::OneOff => "once",
    }
}

/// What an amount includes, in words: `the top-up`.
#[must_use]
pub fn kind_in_words(kind: AmountKind) -> &'static str {
    match kind {
        AmountKind::NetTopUp => "the top-up",
        AmountKind::TotalWithFirst6000 => "the total with the first £6,000",
        AmountKind::TotalWithPlace => "the total with the place",
        AmountKind::UpperLimit => "the most that may be agreed",
    }
}

/// What a column holds, as its heading.
#[must_use]
pub fn column_in_words(column: &Column, set: &Parts) -> String {
    match column {
        Column::Band => "Band".to_owned(),
        Column::Setting => "Setting".to_owned(),
        Column::PrimaryNeed => "Primary need".to_owned(),
        Column::Phase => "Phase".to_owned(),
        Column::Institution => "Institution".to_owned(),
        Column::HostAuthority => "Authority of the institution’s area".to_owned(),
        Column::Residency => "Where the child lives".to_owned(),
        Column::Plan => "Plan or no plan".to_owned(),
        Column::Level(domain) => format!("Level of {}", set.domain_title(domain)),
    }
}

/// A year group from its number, in words.
#[must_use]
pub fn year_group_in_words(number: i16) -> String {
    YearGroup::parse(&number.to_string()).map_or_else(|| number.to_string(), YearGroup::title)
}
