//! How needs become a band or an amount: which model, and what its section says.

use crate::money::{Decimal, Rate};
use crate::needs::Level;
use crate::rules::problem::Fault;
use crate::rules::questions::Condition;
use crate::rules::reader::{Fields, Placed};
use crate::rules::set::{AboveCap, HoursCap, Model, Over, PointsSource};

use super::bands::Known;
use super::conditions::Names;
use super::levels::levels;
use super::scores::{Counted, Scores};
use super::{groups, lookup, points, provisions};

/// Which model it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    WeightedLevels,
    ScoredHere,
    ScoredElsewhere,
    HighestLevel,
    BestFit,
    ExternalBand,
    Lookup,
    AdditiveStreams,
    CostedProvision,
    HoursThreshold,
    NoBand,
}

use Kind::{
    AdditiveStreams, BestFit, CostedProvision, ExternalBand, HighestLevel, HoursThreshold, NoBand,
    ScoredElsewhere, ScoredHere, WeightedLevels,
};

impl Kind {
    /// Whether a score, hours or a cost can be matched with ranges; bands may be absent.
    pub(super) fn may_match_ranges(self) -> bool {
        self.may_have_no_bands()
    }

    /// Whether needs come to a score.
    pub(super) fn has_score(self) -> bool {
        matches!(self, WeightedLevels | ScoredHere | ScoredElsewhere)
    }

    /// Whether value tables can stand without bands.
    pub(super) fn may_have_no_bands(self) -> bool {
        self.has_score() || matches!(self, CostedProvision | HoursThreshold)
    }

    /// Whether a child has one band, which can be raised and lowered.
    pub(super) fn has_one_band(self) -> bool {
        !matches!(self, AdditiveStreams | NoBand)
    }

    /// Whether a person picks a band by what is written of it.
    pub(super) fn is_picked(self) -> bool {
        matches!(self, BestFit | AdditiveStreams)
    }
}

/// What `[model]` says.
pub(super) struct Head<'t> {
    pub(super) kind: Option<Kind>,
    pub(super) fields: Option<Fields<'t>>,
    /// The levels, lowest first; none where no levels are read or the list has a problem.
    pub(super) levels: Option<Placed<Vec<Level>>>,
    /// The bands as `band_order` names them.
    pub(super) band_order: Option<Vec<Placed<String>>>,
    /// Whether the stream has bands at all.
    pub(super) has_bands: bool,
}

/// The model, and the scores it can give where its bands are ranges.
pub(super) struct Scored {
    pub(super) model: Model,
    pub(super) scores: Option<Scores>,
}

const KINDS: [(&str, Option<Kind>); 10] = [
    ("weighted_levels", Some(WeightedLevels)),
    ("score_sum", None),
    ("highest_level", Some(HighestLevel)),
    ("best_fit", Some(BestFit)),
    ("external_band", Some(ExternalBand)),
    ("lookup", Some(Kind::Lookup)),
    ("additive_streams", Some(AdditiveStreams)),
    ("costed_provision", Some(CostedProvision)),
    ("hours_threshold", Some(HoursThreshold)),
    ("no_band", Some(NoBand)),
];

/// The keys of `[model]` that belong to some models only, and what messages call those.
const KEYS: [(&str, &[Kind], &str); 13] = [
    ("scored", &[ScoredHere, ScoredElsewhere], "score_sum"),
    (
        "points_unit",
        &[ScoredElsewhere],
        "points that are scored elsewhere",
    ),
    (
        "levels",
        &[
            WeightedLevels,
            ScoredHere,
            HighestLevel,
            Kind::Lookup,
            NoBand,
            CostedProvision,
        ],
        "a model that scores levels here",
    ),
    (
        "band_order",
        &[
            WeightedLevels,
            ScoredHere,
            ScoredElsewhere,
            HighestLevel,
            BestFit,
            ExternalBand,
            Kind::Lookup,
            AdditiveStreams,
            CostedProvision,
            HoursThreshold,
        ],
        "a model with bands",
    ),
    ("over", &[HighestLevel], "highest_level"),
    ("from", &[ExternalBand], "external_band"),
    ("columns", &[Kind::Lookup], "lookup"),
    (
        "shares",
        &[AdditiveStreams, WeightedLevels, ScoredHere],
        "additive_streams, weighted_levels or points that are scored here",
    ),
    ("picks_most", &[AdditiveStreams], "additive_streams"),
    ("weeks", &[CostedProvision], "costed_provision"),
    ("total_hours", &[CostedProvision], "costed_provision"),
    ("total_hours_of", &[CostedProvision], "costed_provision"),
    ("hours_unit", &[HoursThreshold], "hours_threshold"),
];

/// Reads `[model]`, as far as other sections need it.
pub(super) fn head<'t>(stream: &Fields<'t>) -> Head<'t> {
    let fields = stream.section("model").map(|table| {
        let mut keys = vec!["kind"];
        keys.extend(KEYS.iter().map(|(key, ..)| *key));
        keys.push("above_total_hours");
        Fields::of(table, "[model]", &keys, stream.problems)
    });
    let kind = fields.as_ref().and_then(kind);
    let mut head = Head {
        kind,
        fields,
        levels: None,
        band_order: None,
        has_bands: true,
    };
    let (Some(fields), Some(kind)) = (&head.fields, kind) else {
        return head;
    };
    let reads_levels = matches!(kind, WeightedLevels | ScoredHere | HighestLevel);
    let may_read_levels = matches!(kind, Kind::Lookup | NoBand | CostedProvision);
    if reads_levels || (may_read_levels && fields.maybe("levels").is_some()) {
        head.levels = levels(fields);
    }
    let said = fields.maybe("band_order").is_some() || stream.maybe("band").is_some();
    head.has_bands = kind != NoBand && (said || !kind.may_have_no_bands());
    if head.has_bands {
        head.band_order = fields.texts("band_order");
    }
    head
}

fn kind(fields: &Fields<'_>) -> Option<Kind> {
    let kind = match fields.choice("kind", &KINDS)?.value {
        Some(kind) => kind,
        None => {
            let choices = [("here", ScoredHere), ("elsewhere", ScoredElsewhere)];
            fields.choice("scored", &choices)?.value
        }
    };
    for (key, kinds, owner) in KEYS {
        if !kinds.contains(&kind) {
            not_here(fields, key, owner);
        }
    }
    Some(kind)
}

/// Says that a key belongs to another model.
pub(super) fn not_here(fields: &Fields<'_>, key: &str, owner: &str) {
    if let Some(node) = fields.maybe(key) {
        let sentence = format!("“{key}” belongs to {owner}, which this is not: take it out");
        fields.wrong(&node.place, Fault::WrongModel, sentence);
    }
}

/// Reads the model's own sections. `when` says for whom the stream is.
pub(super) fn model(
    stream: &Fields<'_>,
    head: &Head<'_>,
    known: &Known,
    names: &Names<'_>,
    when: &[Condition],
) -> Option<Scored> {
    let (kind, fields) = (head.kind?, head.fields.as_ref()?);
    let sections = [
        ("group", WeightedLevels, "weighted_levels"),
        ("points", ScoredHere, "score_sum with scored = \"here\""),
        ("lookup", Kind::Lookup, "lookup"),
        ("provision", CostedProvision, "costed_provision"),
    ];
    for (section, owner, words) in sections {
        if kind != owner {
            not_here(stream, section, words);
        }
    }
    if kind == NoBand {
        not_here(stream, "band", "a model with bands");
    }
    let scores = |model, scores| Some(Scored { model, scores });
    match kind {
        WeightedLevels => Some(groups::weighted(stream, names, &by_rank(fields))),
        ScoredHere => Some(points::scored_here(stream, names, &by_rank(fields))),
        ScoredElsewhere => {
            let unit = step(fields, "points_unit", "the step in which points are given")?;
            let model = Model::ScoreSum {
                points: PointsSource::Elsewhere { unit },
                shares: Vec::new(),
            };
            scores(
                model,
                Some(Scores::any_total(unit).counted_in(Counted::Points)),
            )
        }
        HighestLevel => scores(highest_level(fields)?, None),
        BestFit => scores(Model::BestFit {}, None),
        ExternalBand => {
            let from = fields.text("from")?.value;
            scores(Model::ExternalBand { from }, None)
        }
        Kind::Lookup => scores(lookup::lookup(stream, fields, known, names, when)?, None),
        AdditiveStreams => scores(additive(fields, known)?, None),
        CostedProvision => scores(
            provisions::costed(stream, fields, names)?,
            Some(Scores::any_total(Rate::new(Decimal::new(1, 2))).counted_in(Counted::Pounds)),
        ),
        HoursThreshold => {
            let unit = step(fields, "hours_unit", "the step in which hours are given")?;
            whole_hours(fields, unit);
            let week = Decimal::from(super::WEEK_HOURS);
            scores(
                Model::HoursThreshold { unit },
                Some(Scores::up_to(unit, week).counted_in(Counted::Hours)),
            )
        }
        NoBand => scores(Model::NoBand {}, None),
    }
}

/// A step above nothing.
fn step(fields: &Fields<'_>, key: &str, what: &str) -> Option<Rate> {
    let unit = fields.number(key)?;
    if unit.value.value() <= Decimal::ZERO {
        let sentence = format!(
            "{key} is “{}”, but it must be above 0: write {what}, such as \"1\"",
            unit.value
        );
        fields.wrong(&unit.place, Fault::BadValue, sentence);
        return None;
    }
    Some(unit.value)
}

/// Says that a step of hours is none in which anybody counts: more than a school day, or less than a minute.
fn whole_hours(fields: &Fields<'_>, unit: Rate) {
    let (least, most) = (Decimal::new(1, 2), Decimal::TEN);
    if let Some(node) = fields.maybe("hours_unit")
        && !(least..=most).contains(&unit.value())
    {
        let sentence = format!(
            "hours_unit is “{unit}”, a step in which nobody counts hours of support: write one from {least} to {most}, such as \"0.5\""
        );
        fields.wrong(&node.place, Fault::BadValue, sentence);
    }
}

fn highest_level(fields: &Fields<'_>) -> Option<Model> {
    let choices = [("domains", Over::Domains), ("areas", Over::Areas)];
    let over = fields.choice("over", &choices)?.value;
    Some(Model::HighestLevel { over })
}

fn additive(fields: &Fields<'_>, known: &Known) -> Option<Model> {
    let shares = match fields.maybe("shares") {
        None => vec![Rate::ONE],
        Some(_) => shares(fields)?,
    };
    let bands = known.in_order().len();
    let wanted = "how many awards may be picked, such as \"2\"";
    let picks_most = fields.maybe_whole::<u16>("picks_most", wanted);
    if let Some(most) = picks_most
        .as_ref()
        .filter(|most| most.value == 0 || (bands > 0 && usize::from(most.value) > bands))
    {
        let sentence = format!(
            "picks_most is “{}”, but there are {bands} awards: write a number from 1 to {bands}, or take it out",
            most.value
        );
        fields.wrong(&most.place, Fault::BadValue, sentence);
    }
    Some(Model::AdditiveStreams {
        shares,
        picks_most: picks_most.map(|most| most.value),
    })
}

/// The shares by which points count from the highest on; none where all count whole. A share above the one before it would
/// let a higher need count for less.
fn by_rank(fields: &Fields<'_>) -> Vec<Rate> {
    let Some(node) = fields.maybe("shares") else {
        return Vec::new();
    };
    let shares = shares(fields).unwrap_or_default();
    let mut pairs = shares.iter().zip(shares.iter().skip(1));
    if let Some((higher, lower)) = pairs.find(|(higher, lower)| higher < lower) {
        let sentence = format!(
            "a lower need would count by {lower}, and the one above it by {higher} only: write shares that do not rise"
        );
        fields.wrong(&node.place, Fault::BadValue, sentence);
        return Vec::new();
    }
    shares
}

/// A list of shares, each from 0 to 1, at least one.
pub(super) fn shares(fields: &Fields<'_>) -> Option<Vec<Rate>> {
    let shares = fields.numbers("shares")?;
    if shares.is_empty() {
        let sentence = "shares is empty: write at least one share from 0 to 1";
        fields.wrong(fields.place(), Fault::Empty, sentence);
    }
    for share in &shares {
        is_share(fields, share);
    }
    Some(shares.into_iter().map(|share| share.value).collect())
}

/// Says that a number is no share from 0 to 1.
pub(super) fn is_share(fields: &Fields<'_>, share: &Placed<Rate>) {
    if !(Decimal::ZERO..=Decimal::ONE).contains(&share.value.value()) {
        let sentence = format!(
            "{} is no share: write a number from 0 to 1, such as \"0.5\" for a half",
            share.value
        );
        fields.wrong(&share.place, Fault::BadValue, sentence);
    }
}

/// Reads the most hours a week and what happens above them. The two keys come together.
pub(super) fn hours_cap(
    fields: &Fields<'_>,
    key: &str,
    above_key: &str,
) -> Option<Placed<HoursCap>> {
    let choices = [("clamp", AboveCap::Clamp), ("block", AboveCap::Block)];
    let Some(most) = fields.maybe_number(key) else {
        if fields.maybe(key).is_none() {
            not_here(fields, above_key, &format!("a section with {key}"));
        }
        return None;
    };
    super::weekly_hours(fields, key, &most);
    fields.required(above_key)?;
    let above = fields.maybe_choice(above_key, &choices)?.value;
    let cap = HoursCap {
        most: most.value,
        above,
    };
    Some(Placed::at(&most.place, cap))
}

/// Says that there are more scores than can be checked.
pub(super) fn too_many_scores(stream: &Fields<'_>) {
    let sentence = "levels, weights and caps make more different scores than can be checked: use weights with fewer decimals, or fewer domains";
    stream.wrong(stream.place(), Fault::TooManyScores, sentence);
}
