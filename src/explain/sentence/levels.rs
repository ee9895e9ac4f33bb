//! Levels, points, groups and the score.

use crate::engine::Step;
use crate::explain::here::Here;
use crate::explain::words::{self, added, number, points};
use crate::rules::{IN_BROWSER, Model};

pub(super) fn of(here: &Here<'_>) -> Option<String> {
    match here.step {
        Step::LevelRead { domain, level } => {
            // Where levels are weighted or scored, the step that does so names them.
            let is_said_later = matches!(
                here.stream.model,
                Model::WeightedLevels { .. } | Model::ScoreSum { .. }
            );
            (!is_said_later).then(|| format!("{}: level {level}.", here.domain_title(*domain)))
        }
        Step::LevelAssumed {
            domain,
            level,
            unevidenced,
        } => {
            let why = if *unevidenced {
                "there was not enough evidence to say a level"
            } else {
                "no level was given"
            };
            Some(format!(
                "{}: {why}, and the scheme takes the lowest, level {level}.",
                here.domain_title(*domain)
            ))
        }
        Step::LevelScored {
            domain,
            level,
            points: scored,
        } => Some(format!(
            "{}: level {level} scores {}.",
            here.domain_title(*domain),
            points(*scored)
        )),
        Step::PointsRead { points: total } => Some(format!(
            "The needs were scored elsewhere: {}.",
            points(*total)
        )),
        Step::GroupWeighted {
            group,
            sum,
            weight,
            points: weighted,
        } => {
            let read = here.levels_of(*group);
            let named: Vec<String> = read
                .iter()
                .map(|(domain, level)| format!("{} level {level}", domain.title))
                .collect();
            let sum = match read.as_slice() {
                [_] => String::new(),
                _ => format!(". {} = {sum}", added(read.iter().map(|(_, level)| level))),
            };
            Some(format!(
                "{}: {}{sum}, times {weight} makes {}.",
                here.group_title(*group),
                named.join("; "),
                points(*weighted)
            ))
        }
        Step::GroupCapped {
            group,
            before,
            after,
            ..
        } => Some(format!(
            "{} counts for at most {}, so its {} count as {after}.",
            here.group_title(*group),
            points(*after),
            points(*before)
        )),
        Step::RankCounted {
            primary_need,
            rank,
            points: before,
            share,
            counted,
            ..
        } if !IN_BROWSER => Some(format!(
            "{} is {}{} and counts by {share}: {before} × {share} = {}.",
            here.ranked_title(),
            words::place(*rank, *primary_need),
            if primary_need.is_some() { "," } else { "" },
            points(*counted)
        )),
        Step::ScoreTotalled { terms, score } => {
            let terms = terms.iter().map(|term| number(*term));
            Some(format!(
                "Added together: {} = {}.",
                added(terms),
                points(*score)
            ))
        }
        _ => None,
    }
}
