//! Levels of need, points and provision, for a family.

use std::collections::BTreeMap;

use crate::engine::{DomainAt, Step};
use crate::explain::here::Here;
use crate::explain::words::{added, as_sentence, number, points, pounds};
use crate::money::{Decimal, Rate};
use crate::needs::Level;

use super::fit::{fit, fitting, kind_of_provision};

pub(super) fn of(here: &Here<'_>) -> Option<String> {
    match here.step {
        Step::LevelRead { domain, level } => Some(level_of(here, *domain, *level)),
        Step::LevelAssumed {
            domain,
            level,
            unevidenced,
        } => {
            let why = if *unevidenced {
                "There was not enough evidence to say a level"
            } else {
                "No level was given"
            };
            let level = level_of(here, *domain, *level);
            Some(format!("{level} {why}, so the scheme takes the lowest."))
        }
        Step::LevelScored {
            domain,
            level,
            points: scored,
        } => Some(format!(
            "{} This level counts for {}.",
            level_of(here, *domain, *level),
            points(*scored)
        )),
        Step::PointsRead { points: total } => Some(format!(
            "The needs were compared with the scheme’s own descriptions, which together come to {}.",
            points(*total)
        )),
        Step::GroupWeighted { .. } | Step::GroupCapped { .. } | Step::ScoreTotalled { .. } => {
            summed(here)
        }
        Step::RankCounted { .. } => summed(here),
        Step::ScoreModified {
            modifier,
            before,
            after,
        } => Some(as_sentence(&format!(
            "{}: {} become {}",
            fitting(here.change_title(*modifier), "The scheme changes the points"),
            points(*before),
            number(*after)
        ))),
        Step::SupportHoursRead { .. } => {
            Some("The scheme looks at how much support the plan specifies.".to_owned())
        }
        Step::HoursCapped { .. } => Some(
            "For one kind of provision the scheme counts only up to a limit, and the plan specifies more. \
             The limit is for this calculation only."
                .to_owned(),
        ),
        Step::CostTotalled { cost } => Some(costed(here, *cost)),
        // The sum of the costs names every kind.
        _ => None,
    }
}

/// A level on its scale, with the scheme's own description where there is one.
fn level_of(here: &Here<'_>, at: DomainAt, level: Level) -> String {
    let title = fitting(here.domain_title(at), "One area of need");
    let Some(domain) = here.domain(at) else {
        return format!("{title}: level {level}.");
    };
    let lowest = domain.levels.keys().next();
    let scale = match (lowest, domain.levels.keys().next_back()) {
        (Some(lowest), Some(highest)) => format!(", on a scale from {lowest} to {highest}"),
        _ => String::new(),
    };
    let described = domain.levels.get(&level).map_or("", |text| text.trim());
    if described.is_empty() || !fit(described) {
        format!("{title}: level {level}{scale}.")
    } else {
        format!(
            "{title}: level {level}{scale}. The scheme describes this level as: {}",
            as_sentence(described)
        )
    }
}

fn summed(here: &Here<'_>) -> Option<String> {
    match here.step {
        Step::GroupWeighted {
            group,
            sum,
            weight,
            points: weighted,
        } => {
            let levels = here.levels_of(*group);
            let title = fitting(here.group_title(*group), "One group of needs");
            let sum_up = if levels.len() > 1 {
                let levels = added(levels.iter().map(|(_, level)| level));
                format!("the levels add up to {levels} = {sum}")
            } else {
                format!("the level is {sum}")
            };
            Some(if *weight == Rate::ONE {
                format!("{title}: {sum_up}, which makes {}.", points(*weighted))
            } else {
                format!(
                    "{title}: {sum_up}. The scheme multiplies this by {weight}, which makes {}.",
                    points(*weighted)
                )
            })
        }
        Step::GroupCapped {
            group,
            before,
            after,
            ..
        } => Some(format!(
            "The scheme counts at most {} for {}, so {} count as {}.",
            points(*after),
            fitting(here.group_title(*group), "this group of needs"),
            points(*before),
            number(*after)
        )),
        Step::RankCounted {
            primary_need,
            rank,
            points: before,
            share,
            counted,
            ..
        } => Some(format!(
            "The scheme counts {}a part of the points of {}: {before} × {share} = {}.",
            match primary_need {
                Some(_) if *rank > 1 => "the primary need first, and ",
                _ => "",
            },
            fitting(here.ranked_title(), "one of these needs"),
            points(*counted)
        )),
        Step::ScoreTotalled { terms, score } => Some(format!(
            "Added together: {} = {}.",
            added(terms.iter().map(|term| number(*term))),
            points(*score)
        )),
        _ => None,
    }
}

/// The kinds that were counted and what each costs in a year; lines of one kind are one sum, and so are all kinds whose
/// title is not told, which stand last.
fn costed(here: &Here<'_>, cost: Rate) -> String {
    let mut kinds: BTreeMap<&str, Decimal> = BTreeMap::new();
    let mut others = None;
    for step in here.before() {
        if let Step::LineCosted {
            provision, cost, ..
        }
        | Step::LineCostRead {
            provision, cost, ..
        } = step
        {
            let sum = match kind_of_provision(here.provision_title(*provision)) {
                Some(title) => kinds.entry(title).or_default(),
                None => others.get_or_insert_default(),
            };
            *sum = sum.saturating_add(cost.value());
        }
    }
    let total = pounds(cost);
    let counted = if kinds.is_empty() {
        format!("The provision was counted by what it costs: {total} a year.")
    } else {
        let others = others.map(|sum| ("all other provision", sum));
        let named = kinds.into_iter().chain(others);
        let named: Vec<String> = named
            .map(|(title, sum)| format!("{title}, {}", pounds(Rate::new(sum))))
            .collect();
        format!(
            "These kinds of provision were counted, with what each costs in a year: {}. Together they cost {total} a year.",
            named.join("; ")
        )
    };
    format!(
        "{counted} What is to be provided, and how much of it, is what Section F of the plan says, not this calculation."
    )
}
