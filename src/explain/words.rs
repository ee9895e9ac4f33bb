//! Numbers, amounts and the fixed terms of the rules in words.

use crate::calendar::in_words;
use crate::money::{Decimal, Rate, Rounding, RoundingMode, shortest};
use crate::needs::{DomainId, GroupId, ModifierId, Need, ProvisionId, Residency, StreamId};
use crate::rules::{AmountKind, Model, Modifier, RuleSet, Stream};

pub(super) use crate::rules::words::{basis_in_words as basis, in_pounds as rate};

/// Decimal places beyond which a number is a division that does not end, and is cut.
pub(super) const PLACES_MOST: u32 = 6;

/// How amounts are shown.
pub(super) type Shown = fn(Rate) -> String;

/// An amount to the penny, as readers have it: `£4,118.40`, and `about £3,134.56` where there are parts of a penny.
pub(super) fn pounds(exact: Rate) -> String {
    let value = exact.value();
    match Rounding::TO_THE_PENNY.to_money(value) {
        Ok(money) if money.pounds() == value => money.to_string(),
        Ok(money) => format!("about {money}"),
        Err(_) => rate(exact),
    }
}

/// A number as it stands in arithmetic: cut where it would not end.
pub(super) fn number(exact: Rate) -> String {
    if exact.value().scale() > PLACES_MOST {
        format!("about {}", shortest(exact.value().round_dp(4)))
    } else {
        exact.to_string()
    }
}

/// Whose place is which among those that count by a share: by their points, or behind the primary need.
pub(super) fn place(rank: u16, primary: Option<Need>) -> String {
    match primary {
        None => format!("number {rank} by its points"),
        Some(need) if rank == 1 => format!("of the primary need ({}), which is first", need.code()),
        Some(need) => format!("number {rank}, behind the primary need ({})", need.code()),
    }
}

/// A share in hundredths: `60%`.
pub(super) fn percent(share: Rate) -> String {
    match share.value().checked_mul(Decimal::ONE_HUNDRED) {
        Some(hundredths) if hundredths.normalize().scale() <= 2 => {
            format!("{}%", shortest(hundredths))
        }
        _ => number(share),
    }
}

/// `1 point`, `2 points`.
pub(super) fn points(count: Rate) -> String {
    counted(count, "point", "points")
}

/// Minutes as people say them: `1 hour`, `2.5 hours`, `50 minutes`.
pub(super) fn time(minutes: Rate) -> String {
    let is_in_halves = minutes.value().checked_rem(Decimal::from(30)) == Some(Decimal::ZERO);
    let hours = minutes.value().checked_div(Decimal::from(60));
    match hours.filter(|_| is_in_halves) {
        Some(hours) => counted(Rate::new(hours), "hour", "hours"),
        None => counted(minutes, "minute", "minutes"),
    }
}

/// `1 hour`, `2.5 hours`.
pub(super) fn hours(count: Rate) -> String {
    counted(count, "hour", "hours")
}

/// `1 hour a week`, `2.5 hours a week`.
pub(super) fn hours_a_week(count: Rate) -> String {
    format!("{} a week", hours(count))
}

/// A number with the noun that fits it.
pub(super) fn counted(count: Rate, one: &str, many: &str) -> String {
    let noun = if count == Rate::ONE { one } else { many };
    format!("{} {noun}", number(count))
}

/// Terms with a sign between them: `4 + 3`.
pub(super) fn added<T: ToString>(terms: impl IntoIterator<Item = T>) -> String {
    let terms: Vec<String> = terms.into_iter().map(|term| term.to_string()).collect();
    terms.join(" + ")
}

/// A rule set's own words as a sentence: they may be written with or without the full stop.
pub(super) fn as_sentence(words: &str) -> String {
    let words = words.trim();
    let mut text = String::with_capacity(words.len() + 1);
    let mut letters = words.chars();
    text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
    text.push_str(letters.as_str());
    if !text.is_empty() && !text.ends_with(['.', '?', '!']) {
        text.push('.');
    }
    text
}

/// What was matched with the ranges of bands: `a score of 42`, `15 hours a week`, `a cost of £900.00 a year`.
pub(super) fn measured(matched: Rate, stream: &Stream) -> String {
    match &stream.model {
        Model::CostedProvision { .. } => format!("a cost of {} a year", pounds(matched)),
        Model::HoursThreshold { .. } => hours_a_week(matched),
        _ => format!("a score of {}", number(matched)),
    }
}

/// An end of a range of bands, in what the model counts.
pub(super) fn bound(end: Rate, stream: &Stream) -> String {
    match &stream.model {
        Model::CostedProvision { .. } => rate(end),
        _ => number(end),
    }
}

/// What an amount is.
pub(super) fn kind(kind: AmountKind) -> &'static str {
    match kind {
        AmountKind::NetTopUp => "top-up",
        AmountKind::TotalWithFirst6000 => "total, the first £6,000 included,",
        AmountKind::TotalWithPlace => "total, the place included,",
        AmountKind::UpperLimit => "most that may be agreed",
    }
}

/// How a remainder was treated: `half up to whole pence`.
pub(super) fn rounding(mode: RoundingMode, unit: Rate) -> String {
    let way = match mode {
        RoundingMode::HalfUp => "half up",
        RoundingMode::HalfEven => "half to even",
        RoundingMode::Down => "down",
        RoundingMode::Up => "up",
    };
    let unit = if unit == Rate::ONE {
        "whole pounds".to_owned()
    } else if unit == Rate::new(Decimal::new(1, 2)) {
        "whole pence".to_owned()
    } else {
        format!("multiples of {}", rate(unit))
    };
    format!("{way} to {unit}")
}

/// Where a child lives.
pub(super) fn residency(residency: Residency, rules: &RuleSet) -> String {
    let whose = &rules.scheme.authority_title;
    match residency {
        Residency::Own => format!("the child lives in {whose}"),
        Residency::Other => format!("the child lives outside {whose}"),
    }
}

/// The days of a set: `1 April 2026 to 31 March 2027`.
pub(super) fn days(first: crate::calendar::Date, last: crate::calendar::Date) -> String {
    format!("{} to {}", in_words(first), in_words(last))
}

/// A domain by its title; what came, where the set has no such domain.
pub(super) fn domain_title(id: &DomainId, rules: &RuleSet) -> String {
    rules
        .domain(id)
        .map_or_else(|| id.to_string(), |domain| domain.title.clone())
}

/// A group by its title.
pub(super) fn group_title(id: &GroupId, rules: &RuleSet) -> String {
    let models = rules.streams.iter().map(|stream| &stream.model);
    let groups = models.filter_map(|model| match model {
        Model::WeightedLevels { groups, .. } => Some(groups),
        _ => None,
    });
    let found = groups.flatten().find(|group| group.id == *id);
    found.map_or_else(|| id.to_string(), |group| group.title.clone())
}

/// A kind of provision by its title; what came, where the set has no such kind.
pub(super) fn provision_title(id: &ProvisionId, rules: &RuleSet) -> String {
    let models = rules.streams.iter().map(|stream| &stream.model);
    let provisions = models.filter_map(|model| match model {
        Model::CostedProvision { provisions, .. } => Some(provisions),
        _ => None,
    });
    let found = provisions.flatten().find(|kind| kind.id == *id);
    found.map_or_else(|| id.to_string(), |kind| kind.title.clone())
}

/// A modifier by its title.
pub(super) fn modifier_title(id: &ModifierId, rules: &RuleSet) -> String {
    let modifiers = rules.streams.iter().flat_map(|stream| &stream.modifiers);
    let mut changes = modifiers.filter_map(|modifier| match modifier {
        Modifier::Change(change) => Some(change),
        _ => None,
    });
    changes.find(|change| change.id == *id).map_or_else(
        || id.to_string(),
        |change| change.title.trim_end_matches('.').to_owned(),
    )
}

/// A stream after “for”: ` for Special schools`; nothing where the set has one stream.
pub(super) fn for_stream(id: &StreamId, rules: &RuleSet) -> String {
    let parts = rules
        .streams
        .iter()
        .filter_map(|stream| stream.part.as_ref());
    let mut named = parts.filter(|part| part.id == *id);
    match named.next() {
        Some(part) => format!(" for {}", part.title),
        None if *id == StreamId::main() => String::new(),
        None => format!(" for {id}"),
    }
}
