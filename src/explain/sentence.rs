//! One step in words.

use crate::calendar::in_words;
use crate::engine::{Step, Trace};
use crate::money::{Rate, RoundingMode};
use crate::needs::{DomainId, GroupId, Level};
use crate::rules::{AmountBasis, AmountKind, Group, Model, RuleSet};

use super::{as_sentence, points, pounds};

/// A step as a sentence; none where it changed nothing that a reader would ask about.
pub(super) fn of(step: &Step, trace: &Trace, rules: &RuleSet) -> Option<String> {
    match step {
        Step::InForce {
            on,
            first_day,
            last_day,
        } => Some(format!(
            "The rules are {} ({}), in force from {} to {}; the day asked about is {}.",
            rules.scheme.title,
            rules.scheme.authority_title,
            in_words(*first_day),
            in_words(*last_day),
            in_words(*on)
        )),
        Step::LevelRead { .. } => None,
        Step::LevelScored {
            domain,
            level,
            points: scored,
        } => Some(format!(
            "{}: level {level} scores {}.",
            domain_title(domain, rules),
            points(*scored)
        )),
        Step::PointsRead { points: total } => Some(format!(
            "The needs were scored elsewhere: {}.",
            points(*total)
        )),
        Step::GroupWeighted { .. } | Step::GroupCapped { .. } | Step::ScoreTotalled { .. } => {
            of_score(step, trace, rules)
        }
        Step::BandMatched { .. } | Step::FloorApplied { .. } | Step::FloorMet { .. } => {
            of_band(step, rules)
        }
        Step::AmountRead { .. }
        | Step::NotFundedByBand { .. }
        | Step::FteMultiplied { .. }
        | Step::Rounded { .. } => of_amount(step, rules),
    }
}

fn of_score(step: &Step, trace: &Trace, rules: &RuleSet) -> Option<String> {
    match step {
        Step::GroupWeighted {
            group,
            sum,
            weight,
            points: weighted,
        } => {
            let read = levels_of(group, trace, rules);
            let named: Vec<String> = read
                .iter()
                .map(|(domain, level)| format!("{} level {level}", domain_title(domain, rules)))
                .collect();
            let added: Vec<String> = read.iter().map(|(_, level)| level.to_string()).collect();
            Some(format!(
                "{}: {}. {} = {sum}, times {weight} makes {}.",
                group_title(group, rules),
                named.join("; "),
                added.join(" + "),
                points(*weighted)
            ))
        }
        Step::GroupCapped {
            group,
            before,
            after,
            ..
        } => Some(format!(
            "{} counts for at most {}, so its {before} points count as {after}.",
            group_title(group, rules),
            points(*after)
        )),
        Step::ScoreTotalled { terms, score } => {
            let sum = terms
                .iter()
                .map(Rate::to_string)
                .collect::<Vec<_>>()
                .join(" + ");
            Some(format!("Added together: {sum} = {}.", points(*score)))
        }
        _ => None,
    }
}

fn of_band(step: &Step, rules: &RuleSet) -> Option<String> {
    match step {
        Step::BandMatched {
            score,
            band,
            from,
            to,
        } => Some(format!(
            "A score of {score} is in band {band}, which runs from {from} to {to}."
        )),
        Step::FloorApplied {
            floor,
            primary_need,
            before,
            after,
        } => {
            let reason = rules
                .floors
                .iter()
                .find(|known| known.id == *floor)
                .map(|known| known.reason.as_str());
            Some(format!(
                "The primary need is {} ({primary_need}), so the band is not {before} but {after}. {}",
                primary_need.title().to_ascii_lowercase(),
                reason.map(as_sentence).unwrap_or_default()
            ))
        }
        Step::FloorMet {
            primary_need, band, ..
        } => Some(format!(
            "The primary need is {} ({primary_need}), for which there is a lowest band; band {band} is not below it.",
            primary_need.title().to_ascii_lowercase()
        )),
        _ => None,
    }
}

fn of_amount(step: &Step, rules: &RuleSet) -> Option<String> {
    match step {
        Step::AmountRead {
            table,
            setting,
            basis,
            hours,
            band,
            kind,
            amount,
        } => {
            let known = rules.value_tables.iter().find(|known| known.id == *table);
            let on_top = known.and_then(|known| known.on_top_of.as_deref());
            let on_top = on_top
                .map(|what| format!(", on top of {what}"))
                .unwrap_or_default();
            let hours = hours
                .map(|hours| format!(" for {hours} hours a week"))
                .unwrap_or_default();
            Some(format!(
                "{}: for band {band} the {} is {amount} {}{hours}{on_top}.",
                setting.title(),
                kind_in_words(*kind),
                basis_in_words(*basis)
            ))
        }
        Step::NotFundedByBand { setting } => {
            let note = rules
                .not_funded_note(*setting)
                .map(|entry| as_sentence(&entry.note))
                .unwrap_or_default();
            Some(format!(
                "{}: there is no amount by band. {note}",
                setting.title()
            ))
        }
        Step::FteMultiplied { fte, .. } if fte.is_full() => None,
        Step::FteMultiplied { before, fte, after } => Some(format!(
            "For {fte} of full time: {} × {fte} = {}.",
            pounds(*before),
            pounds(*after)
        )),
        Step::Rounded { before, amount, .. } if before.value() == amount.pounds() => None,
        Step::Rounded {
            before,
            mode,
            unit,
            amount,
        } => Some(format!(
            "{} is rounded {} to {amount}.",
            pounds(*before),
            rounding_in_words(*mode, *unit)
        )),
        _ => None,
    }
}

/// A step as part of a line; none where the line needs no mention of it.
pub(super) fn in_brief(step: &Step, rules: &RuleSet) -> Option<String> {
    match step {
        Step::GroupWeighted {
            group,
            sum,
            weight,
            points,
        } => Some(format!(
            "{} {sum} × {weight} = {points}",
            group_title(group, rules)
        )),
        Step::LevelScored {
            domain,
            level,
            points,
        } => Some(format!(
            "{} level {level} = {points}",
            domain_title(domain, rules)
        )),
        Step::PointsRead { points: total } => Some(points(*total)),
        Step::ScoreTotalled { score, .. } => Some(format!("together {}", points(*score))),
        Step::BandMatched { band, from, to, .. } => Some(format!("band {band} ({from} to {to})")),
        Step::FloorApplied {
            primary_need,
            after,
            ..
        } => Some(format!("raised to {after}, the lowest for {primary_need}")),
        Step::AmountRead { amount, basis, .. } => {
            Some(format!("{amount} {}", basis_in_words(*basis)))
        }
        Step::NotFundedByBand { setting } => {
            Some(format!("{}: not funded by band", setting.title()))
        }
        Step::FteMultiplied { fte, after, .. } if !fte.is_full() => {
            Some(format!("× {fte} = {}", pounds(*after)))
        }
        Step::Rounded { before, amount, .. } if before.value() != amount.pounds() => {
            Some(format!("rounded {amount}"))
        }
        _ => None,
    }
}

pub(super) fn domain_title(id: &DomainId, rules: &RuleSet) -> String {
    rules
        .domain(id)
        .map_or_else(|| id.to_string(), |domain| domain.title.clone())
}

pub(super) fn group_title(id: &GroupId, rules: &RuleSet) -> String {
    weighted_group(id, rules).map_or_else(|| id.to_string(), |group| group.title.clone())
}

/// The levels that a group added, as the trace read them, in the group's order.
fn levels_of<'set>(
    group: &GroupId,
    trace: &Trace,
    rules: &'set RuleSet,
) -> Vec<(&'set DomainId, Level)> {
    let domains = weighted_group(group, rules).map(|group| group.domains.as_slice());
    let read = |wanted: &DomainId| {
        trace.steps().iter().find_map(|step| match step {
            Step::LevelRead { domain, level } if domain == wanted => Some(*level),
            _ => None,
        })
    };
    let domains = domains.unwrap_or_default().iter();
    domains
        .filter_map(|domain| read(domain).map(|level| (domain, level)))
        .collect()
}

fn weighted_group<'set>(id: &GroupId, rules: &'set RuleSet) -> Option<&'set Group> {
    match &rules.model {
        Model::WeightedLevels { groups } => groups.iter().find(|group| group.id == *id),
        Model::ScoreSum { .. } => None,
    }
}

pub(super) fn basis_in_words(basis: AmountBasis) -> &'static str {
    match basis {
        AmountBasis::Year => "a year",
        AmountBasis::Term => "a term",
    }
}

fn kind_in_words(kind: AmountKind) -> &'static str {
    match kind {
        AmountKind::NetTopUp => "top-up",
        AmountKind::TotalWithFirst6000 => "total, the first £6,000 included,",
        AmountKind::TotalWithPlace => "total, the place included,",
        AmountKind::UpperLimit => "most that may be agreed",
    }
}

fn rounding_in_words(mode: RoundingMode, unit: Rate) -> String {
    let way = match mode {
        RoundingMode::HalfUp => "half up",
        RoundingMode::HalfEven => "half to even",
        RoundingMode::Down => "down",
    };
    format!("{way} to whole {}", pounds(unit))
}
