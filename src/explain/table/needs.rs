//! Levels with their evidence, points, and provision.

use crate::engine::{DomainAt, Step};
use crate::explain::here::Here;
use crate::explain::sentence::{because, effect, line_arithmetic};
use crate::explain::words::{self, added, hours_a_week, number, points, pounds, time};
use crate::needs::{Evidence, Level, NeedsProfile};
use crate::rules::AboveCap;

use super::Row;

pub(super) fn scored(here: &Here<'_>, profile: &NeedsProfile) -> Row {
    match here.step {
        Step::LevelRead { domain, level } => level_row("Level", here, *domain, *level, profile),
        Step::LevelAssumed {
            domain,
            level,
            unevidenced,
        } => {
            let (kind, rule) = if *unevidenced {
                (
                    "Not enough evidence",
                    "Without enough evidence the lowest level is taken",
                )
            } else {
                ("Level missing", "A missing level is taken as the lowest")
            };
            Row::of(kind)
                .read(here.domain_title(*domain))
                .rule(rule)
                .result(format!("level {level}"))
        }
        Step::LevelScored {
            domain,
            level,
            points: scored,
        } => level_row("Points of a level", here, *domain, *level, profile).result(points(*scored)),
        Step::PointsRead { points: total } => Row::of("Points")
            .read(points(*total))
            .rule("Scored elsewhere")
            .result(points(*total)),
        Step::GroupWeighted {
            group,
            sum,
            weight,
            points: weighted,
        } => {
            let levels = here.levels_of(*group);
            let read: Vec<String> = levels
                .iter()
                .map(|(domain, level)| format!("{} {level}", domain.title))
                .collect();
            let added = match levels.as_slice() {
                [_] => String::new(),
                _ => format!(
                    "({}) × {weight} = ",
                    added(levels.iter().map(|(_, level)| level))
                ),
            };
            Row::of("Group of domains")
                .read(read.join("; "))
                .rule(format!(
                    "{}, weight {weight}{}",
                    here.group_title(*group),
                    most(here)
                ))
                .arithmetic(format!("{added}{sum} × {weight}"))
                .result(points(*weighted))
        }
        Step::GroupCapped {
            group,
            before,
            cap,
            after,
        } => Row::of("Limit of a group")
            .read(points(*before))
            .rule(format!(
                "{} counts for at most {}",
                here.group_title(*group),
                points(*cap)
            ))
            .result(points(*after)),
        Step::RankCounted {
            primary_need,
            rank,
            points: before,
            share,
            counted,
            ..
        } => Row::of("Share by rank")
            .read(points(*before))
            .rule(format!(
                "{} is {}",
                here.ranked_title(),
                words::place(*rank, *primary_need)
            ))
            .arithmetic(format!("{before} × {share}"))
            .result(points(*counted)),
        Step::ScoreTotalled { terms, score } => Row::of("Score")
            .arithmetic(added(terms.iter().map(|term| number(*term))))
            .result(points(*score)),
        Step::ScoreModified {
            modifier,
            before,
            after,
        } => Row::of("Change of the score")
            .read(points(*before))
            .rule(format!("{}{}", here.change_title(*modifier), because(here)))
            .arithmetic(
                here.change(*modifier)
                    .map_or_else(String::new, |change| effect(&change.what)),
            )
            .result(points(*after)),
        _ => Row::default(),
    }
}

pub(super) fn provided(here: &Here<'_>) -> Row {
    match here.step {
        Step::SupportHoursRead { hours } => {
            Row::of("Hours of support").result(hours_a_week(*hours))
        }
        Step::LineCosted {
            line,
            provision,
            rate,
            cost,
            ..
        } => Row::of("Line of provision")
            .read(format!(
                "Line {}: {}",
                line.position().saturating_add(1),
                here.provision_title(*provision)
            ))
            .rule(format!("{} an hour", words::rate(*rate)))
            .arithmetic(line_arithmetic(here).unwrap_or_default())
            .result(format!("{} a year", pounds(*cost))),
        Step::LineCostRead {
            line,
            provision,
            cost,
        } => Row::of("Line of provision")
            .read(format!(
                "Line {}: {}",
                line.position().saturating_add(1),
                here.provision_title(*provision)
            ))
            .rule("Costed one by one")
            .result(format!("{} a year", pounds(*cost))),
        Step::HoursCapped {
            line,
            before,
            after,
            most,
        } => Row::of("Limit of hours")
            .read(format!("{}: {}", here.line_title(*line), time(*before)))
            .rule(format!("At most {}", hours_a_week(*most)))
            .result(time(*after)),
        Step::CostTotalled { cost } => {
            Row::of("Cost of the provision").result(format!("{} a year", pounds(*cost)))
        }
        _ => Row::default(),
    }
}

fn level_row(
    step: &str,
    here: &Here<'_>,
    at: DomainAt,
    level: Level,
    profile: &NeedsProfile,
) -> Row {
    let domain = here.domain(at);
    let described = domain.and_then(|domain| domain.levels.get(&level));
    let evidence = domain.and_then(|domain| profile.evidence().get(&domain.id));
    Row {
        evidence: match evidence {
            Some(pieces) => pieces.iter().map(quoted).collect::<Vec<_>>().join("; "),
            None => "None is noted".to_owned(),
        },
        ..Row::of(step)
            .read(format!("{} level {level}", here.domain_title(at)))
            .rule(described.map_or("", String::as_str))
            .result(format!("level {level}"))
    }
}

/// Where a piece of evidence stands, and its words.
fn quoted(evidence: &Evidence) -> String {
    let page = evidence.page.as_ref().map(|page| format!(", {page}"));
    format!(
        "{}{}: “{}”",
        evidence.named(),
        page.unwrap_or_default(),
        evidence.quotation
    )
}

/// A group's limit, after its weight.
fn most(here: &Here<'_>) -> String {
    let Step::GroupWeighted { group, .. } = here.step else {
        return String::new();
    };
    match here.group(*group).and_then(|group| group.cap) {
        Some(cap) if cap.above == AboveCap::Clamp => {
            format!(", at most {} count", points(cap.points))
        }
        Some(cap) => format!(", not above {}", points(cap.points)),
        None => String::new(),
    }
}
