//! The slips of the pen that are likeliest of a value.

use std::ops::RangeInclusive;

use jiff::civil::Weekday;
use serde_json::{Map, Value as Json};

use crate::calendar::{Date, iso_text, parse_iso_date};
use crate::money::Decimal;
use crate::needs::{DomainId, Level, Need};
use crate::rules::check::scores::{Ranks, Scores};
use crate::rules::set::{Model, Modifier, PointsSource, RuleSet, Stream, What};

use super::place::toml_key;
use super::{Figure, Key, Slip};

/// From this on a slip of one in a number of pounds is none that a case can be asked to show.
const LARGE: u32 = 1000;

/// The year groups that a phase can have.
const YEARS: RangeInclusive<i64> = -4..=20;

/// Tables whose keys are names of the scheme, or numbers.
const MAPS: [&str; 5] = ["agreed_above", "posts", "adults", "shares", "rate_from"];

/// Choices, each with the one that is taken for it.
const CHOICES: [(&str, &str); 17] = [
    ("clamp", "block"),
    ("block", "clamp"),
    ("half_up", "down"),
    ("half_even", "down"),
    ("down", "half_up"),
    ("domains", "areas"),
    ("areas", "domains"),
    ("decision", "start"),
    ("start", "decision"),
    ("request", "decision"),
    ("week20", "decision"),
    ("paid", "unpaid"),
    ("unpaid", "paid"),
    ("whole", "nothing"),
    ("nothing", "whole"),
    ("half", "whole"),
    ("by_days", "whole"),
];

/// The figure that a number, a day, a choice, yes or no is; none that is anything else.
pub(super) fn of_plain(plain: &Json, path: &[Key]) -> Option<Figure> {
    let key = toml_key(path);
    let others = match plain {
        // Seldom said, and then of a rate that is for one pupil.
        Json::Bool(false) if key == "shared" => Vec::new(),
        // Without its place in the order of modifiers, the share of full time is refused.
        Json::Bool(false) if key == "scales_with_fte" => Vec::new(),
        Json::Bool(is) => vec![Json::Bool(!is)],
        Json::Number(number) => of_number(number.as_i64()?, key),
        Json::String(text) => {
            let others = of_text(text, key);
            others.into_iter().map(Json::String).collect()
        }
        _ => Vec::new(),
    };
    let slips = others.into_iter().map(|other| Slip {
        instead: Some(shown(&other)),
        changes: vec![(path.to_vec(), other)],
    });
    let slips: Vec<Slip> = slips.collect();
    (!slips.is_empty()).then(|| Figure {
        written: format!("{} {}", in_map(path), shown(plain)),
        path: path.to_vec(),
        slips,
    })
}

/// The key of a value, with the name under which it stands where that is of the scheme's own making.
fn in_map(path: &[Key]) -> String {
    match path {
        [.., Key::Name(map), Key::Name(name)] if MAPS.contains(&map.as_str()) => {
            format!("{name} in {map}")
        }
        _ => toml_key(path).to_owned(),
    }
}

/// A bound that is a key: another beside it, with the value that it has.
pub(super) fn of_bound(bound: &str, map: &Map<String, Json>, path: &[Key]) -> Figure {
    let others = of_text(bound, "bound").into_iter();
    // What holds from nothing on holds from the first.
    let others = others.filter(|other| bound != "0" && !map.contains_key(other));
    let slips = others.map(|other| {
        let moved = map.iter().map(|(key, value)| {
            let key = if key == bound { &other } else { key };
            (key.clone(), value.clone())
        });
        Slip {
            changes: vec![(path.to_vec(), Json::Object(moved.collect()))],
            instead: Some(format!("“{other}”")),
        }
    });
    Figure {
        path: path.to_vec(),
        written: format!("“{bound}” in {}", toml_key(path)),
        slips: slips.collect(),
    }
}

fn of_number(number: i64, key: &str) -> Vec<Json> {
    let is_possible = |number: &i64| match key {
        "from" | "to" => YEARS.contains(number),
        "count" => *number > 0,
        _ => true,
    };
    let beside = [number - 1, number + 1].into_iter();
    beside.filter(is_possible).map(Json::from).collect()
}

fn of_text(text: &str, key: &str) -> Vec<String> {
    if let Some(day) = parse_iso_date(text) {
        return of_day(day, key);
    }
    if let Some((_, other)) = CHOICES.iter().find(|(choice, _)| *choice == text) {
        return vec![(*other).to_owned()];
    }
    let Ok(number) = text.parse::<Decimal>() else {
        return Vec::new();
    };
    let step = match number {
        one if one == Decimal::ONE && key == "shares" => Decimal::new(1, 1),
        _ => step_of(number),
    };
    let is_possible = |other: &Decimal| {
        // What is counted is never less than nothing, and a unit of nothing is none; a share is never more than all.
        (number.is_sign_negative() || *other > Decimal::ZERO)
            && (key != "shares" || *other <= Decimal::ONE)
    };
    let beside = [number.checked_sub(step), number.checked_add(step)];
    let beside = beside.into_iter().flatten().filter(is_possible);
    beside
        .map(|number| number.normalize().to_string())
        .collect()
}

/// The days beside a day; of a term, those that can be school days; of a protection, whose years are counted from it, the
/// same day a year away.
fn of_day(day: Date, key: &str) -> Vec<String> {
    let year = jiff::Span::new().years(1);
    let beside = match key {
        "from" => [day.checked_sub(year).ok(), day.checked_add(year).ok()],
        _ => [day.yesterday().ok(), day.tomorrow().ok()],
    };
    let is_possible = |other: &Date| {
        let free = [Weekday::Saturday, Weekday::Sunday].contains(&other.weekday());
        !free || !["first_day", "last_day"].contains(&key)
    };
    let beside = beside.into_iter().flatten().filter(is_possible);
    beside.map(iso_text).collect()
}

/// One in the last place of a number that is written; of thousands, one in the last that is not 0.
fn step_of(number: Decimal) -> Decimal {
    let plain = number.normalize();
    let mut step = Decimal::new(1, plain.scale());
    if plain.abs() >= Decimal::from(LARGE) {
        while let Some(next) = step.checked_mul(Decimal::TEN)
            && plain.checked_rem(next) == Some(Decimal::ZERO)
        {
            step = next;
        }
    }
    step
}

/// A code or a name in a list, which could have been another.
pub(super) fn left_out(items: &[Json], at: usize, path: &[Key]) -> Figure {
    let list = path.get(..path.len().saturating_sub(1)).unwrap_or_default();
    let rest = items.iter().enumerate().filter(|(place, _)| *place != at);
    let rest: Vec<Json> = rest.map(|(_, item)| item.clone()).collect();
    Figure {
        path: path.to_vec(),
        written: format!(
            "{} in {}",
            items.get(at).map(shown).unwrap_or_default(),
            toml_key(path)
        ),
        slips: vec![Slip {
            changes: vec![(list.to_vec(), Json::from(rest))],
            instead: None,
        }],
    }
}

/// The bounds between the ranges of bands. One is moved on both of its sides, as a misread page has it; where a score
/// beside it is nobody's, that way alone. Of a cost that follows from rates nobody comes within a penny of a bound, so
/// a digit of it is another.
pub(super) fn of_ranges(at: usize, stream: &Stream, rules: &RuleSet) -> Vec<Figure> {
    let scores = scores_of(stream, rules);
    let is_scored = |score: Decimal| scores.as_ref().is_none_or(|all| all.reach(score, score));
    let place = |band: usize, key: &str| {
        let mut path = match at.checked_sub(1) {
            Some(further) => vec![Key::Name("further_streams".to_owned()), Key::At(further)],
            None => Vec::new(),
        };
        let names = ["bands", key].map(|name| Key::Name(name.to_owned()));
        let [bands, key] = names;
        path.extend([bands, Key::At(band), key]);
        path
    };
    let mut found = Vec::new();
    let pairs = stream.bands.iter().zip(stream.bands.iter().skip(1));
    for (lower, (below, above)) in pairs.enumerate() {
        let (Some(below), Some(above)) = (below.range, above.range) else {
            continue;
        };
        let (to, from) = (below.to.value(), above.from.value());
        let step = match stream.model {
            Model::CostedProvision { .. } => step_of(from),
            _ => from.saturating_sub(to),
        };
        let moved = |by: Decimal| {
            let text = |number: Decimal| Json::from(number.normalize().to_string());
            let (to, from) = (to.saturating_add(by), from.saturating_add(by));
            Slip {
                changes: vec![
                    (place(lower, "to"), text(to)),
                    (place(lower + 1, "from"), text(from)),
                ],
                instead: Some(shown(&text(from))),
            }
        };
        let sides = [(to, -step), (from, step)].into_iter();
        let slips = sides.filter(|(score, _)| is_scored(*score));
        found.push(Figure {
            path: place(lower + 1, "from"),
            written: format!("from “{from}” (and to “{to}” below it)"),
            slips: slips.map(|(_, by)| moved(by)).collect(),
        });
    }
    found
}

/// The scores that levels can come to; none where any total may come, or modifiers change it.
fn scores_of(stream: &Stream, rules: &RuleSet) -> Option<Scores> {
    let changes_score = |modifier: &Modifier| match modifier {
        Modifier::Change(change) => matches!(
            change.what,
            What::ScoreFloor { .. } | What::ScoreSupplement { .. }
        ),
        Modifier::Floor | Modifier::Fte => false,
    };
    if stream.modifiers.iter().any(changes_score) {
        return None;
    }
    let needs = || rules.domains().flat_map(|domain| &domain.primary_needs);
    let ranks = |shares| Ranks {
        shares,
        first: rules
            .domains()
            .filter(|domain| !domain.primary_needs.is_empty())
            .map(|domain| &domain.id)
            .collect(),
        every: needs().count() == Need::ALL.len(),
    };
    match &stream.model {
        Model::WeightedLevels { groups, shares } => {
            let levels = |domain: &DomainId| -> Vec<Level> {
                let known = rules.domain(domain).into_iter();
                known
                    .flat_map(|known| known.levels.keys().copied())
                    .collect()
            };
            Scores::of_groups(groups, &ranks(shares), levels)
        }
        Model::ScoreSum {
            points: PointsSource::Here { table },
            shares,
        } => Scores::of_table(table, &ranks(shares)),
        _ => None,
    }
}

fn shown(value: &Json) -> String {
    match value {
        Json::String(text) => format!("“{text}”"),
        other => other.to_string(),
    }
}
