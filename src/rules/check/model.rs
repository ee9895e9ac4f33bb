//! How needs become a score: which model, which levels.

use crate::money::{Decimal, Rate};
use crate::needs::{DomainId, Level};
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed, shown};
use crate::rules::set::{Model, PointsSource};

use super::needs::Areas;
use super::scores::Scores;
use super::{groups, points};

/// Which model it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    WeightedLevels,
    ScoredHere,
    ScoredElsewhere,
}

/// What `[model]` says.
#[derive(Default)]
pub(super) struct Head {
    kind: Option<Kind>,
    /// The levels, lowest first; none where needs are scored elsewhere or the list has a problem.
    pub(super) levels: Vec<Level>,
    /// The bands as `band_order` names them.
    pub(super) band_order: Option<Vec<Placed<String>>>,
    points_unit: Option<Rate>,
}

impl Head {
    /// A level of the set by its text. Where the levels themselves have problems, any level is.
    pub(super) fn level(&self, text: &str) -> Option<Level> {
        let level = Level::parse(text).ok()?;
        (self.levels.is_empty() || self.levels.contains(&level)).then_some(level)
    }

    /// The levels as messages name them.
    pub(super) fn levels_in_words(&self) -> String {
        let words: Vec<String> = self.levels.iter().map(Level::to_string).collect();
        words.join(", ")
    }
}

/// The model, and the scores it can give.
pub(super) struct Scored {
    pub(super) model: Model,
    pub(super) scores: Option<Scores>,
}

/// Reads `[model]`.
pub(super) fn head(root: &Fields<'_>) -> Head {
    let Some(table) = root.section("model") else {
        return Head::default();
    };
    let keys = ["kind", "scored", "points_unit", "levels", "band_order"];
    let fields = Fields::of(table, "[model]", &keys, root.problems);
    let kind = kind(&fields);
    let levels = match kind {
        Some(Kind::WeightedLevels | Kind::ScoredHere) => levels(&fields),
        Some(Kind::ScoredElsewhere) | None => Vec::new(),
    };
    let points_unit = (kind == Some(Kind::ScoredElsewhere))
        .then(|| fields.number("points_unit"))
        .flatten();
    if let Some(unit) = points_unit
        .as_ref()
        .filter(|unit| unit.value.value() <= Decimal::ZERO)
    {
        let sentence =
            "points_unit must be above 0: write the step in which points are given, such as \"1\"";
        fields.problems.add(&unit.place, Fault::BadValue, sentence);
    }
    Head {
        kind,
        levels,
        band_order: fields.texts("band_order"),
        points_unit: points_unit
            .map(|unit| unit.value)
            .filter(|unit| unit.value() > Decimal::ZERO),
    }
}

fn kind(fields: &Fields<'_>) -> Option<Kind> {
    let kind = fields.choice("kind", &[("weighted_levels", false), ("score_sum", true)])?;
    let kind = if kind.value {
        let choices = [
            ("here", Kind::ScoredHere),
            ("elsewhere", Kind::ScoredElsewhere),
        ];
        fields.choice("scored", &choices)?.value
    } else {
        not_here(fields, "scored", "score_sum");
        Kind::WeightedLevels
    };
    if kind == Kind::ScoredElsewhere {
        not_here(fields, "levels", "a model that scores levels here");
    } else {
        not_here(fields, "points_unit", "points that are scored elsewhere");
    }
    Some(kind)
}

/// Says that a key belongs to another model.
pub(super) fn not_here(fields: &Fields<'_>, key: &str, owner: &str) {
    if let Some(node) = fields.maybe(key) {
        let sentence = format!("“{key}” belongs to {owner}, which this is not: take it out");
        fields
            .problems
            .add(&node.place, Fault::WrongModel, sentence);
    }
}

fn levels(fields: &Fields<'_>) -> Vec<Level> {
    let before = fields.problems.len();
    let mut levels: Vec<Level> = Vec::new();
    for text in fields.texts("levels").unwrap_or_default() {
        match Level::parse(&text.value) {
            Ok(level) if levels.last().is_none_or(|last| *last < level) => levels.push(level),
            Ok(level) => {
                let sentence = format!(
                    "level {level} is not above the one before it: list the levels once each, lowest first"
                );
                fields.problems.add(&text.place, Fault::BadValue, sentence);
            }
            Err(_) => {
                let sentence = format!(
                    "“{}” is not a level: levels are whole numbers from \"0\" to \"99\"",
                    shown(&text.value)
                );
                fields.problems.add(&text.place, Fault::BadValue, sentence);
            }
        }
    }
    if let (1, Some(node)) = (levels.len(), fields.maybe("levels")) {
        let sentence = "one level cannot tell one need from another: list two or more";
        fields.problems.add(&node.place, Fault::BadValue, sentence);
    }
    if fields.problems.len() > before {
        levels.clear();
    }
    levels
}

/// Reads the sections of the model.
pub(super) fn model(root: &Fields<'_>, head: &Head, areas: &Areas) -> Option<Scored> {
    let kind = head.kind?;
    if kind != Kind::WeightedLevels {
        not_here(root, "group", "weighted_levels");
    }
    if kind != Kind::ScoredHere {
        not_here(root, "points", "score_sum with scored = \"here\"");
    }
    match kind {
        Kind::WeightedLevels => Some(groups::weighted(root, head, areas)),
        Kind::ScoredHere => Some(points::scored_here(root, head, areas)),
        Kind::ScoredElsewhere => {
            not_here(root, "area", "a model that scores levels here");
            let unit = head.points_unit?;
            Some(Scored {
                model: Model::ScoreSum {
                    points: PointsSource::Elsewhere { unit },
                },
                scores: Some(Scores::any_total(unit)),
            })
        }
    }
}

/// Says that there are more scores than can be checked.
pub(super) fn too_many_scores(root: &Fields<'_>) {
    let sentence = "levels, weights and caps make more different scores than can be checked: use weights with fewer decimals, or fewer domains";
    root.problems
        .add(root.place(), Fault::TooManyScores, sentence);
}

/// A domain of the set by its name; anything else is a problem.
pub(super) fn known_domain(
    fields: &Fields<'_>,
    areas: &Areas,
    name: &Placed<String>,
) -> Option<DomainId> {
    let found = DomainId::parse(&name.value)
        .ok()
        .filter(|id| areas.domains().contains_key(id));
    if found.is_none() {
        let ids: Vec<&str> = areas.domains().keys().map(DomainId::as_str).collect();
        let sentence = format!(
            "“{}” is not a domain of this set: write one of {}",
            shown(&name.value),
            if ids.is_empty() {
                "none, since there is no [[area.domain]]".to_owned()
            } else {
                ids.join(", ")
            }
        );
        fields
            .problems
            .add(&name.place, Fault::UnknownDomain, sentence);
    }
    found
}
