//! What one modifier does, by its kind.

use std::collections::BTreeMap;

use crate::calendar::{Date, age_on};
use crate::money::{Decimal, Rate};
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed, number_of, shown};
use crate::rules::set::{AboveCap, Otherwise, What};
use crate::rules::tree::Place;

use super::model::{Kind, is_share, not_here, shares};
use super::scheme;
use super::streams::Within;

/// The keys of `[[modifier]]`.
pub(super) const KEYS: [&str; 19] = [
    "id",
    "title",
    "when",
    "kind",
    "score",
    "points",
    "by",
    "bands",
    "otherwise",
    "percent",
    "pounds",
    "above",
    "to",
    "mode",
    "full_hours",
    "shares",
    "from",
    "at_least",
    "published",
];

/// A kind with the keys that belong to it.
const KINDS: [(&str, &[&str]); 16] = [
    ("score_floor", &["score"]),
    ("score_supplement", &["points"]),
    ("band_shift", &["by"]),
    ("allowed_bands", &["bands", "otherwise"]),
    ("uplift", &["percent"]),
    ("supplement", &["pounds"]),
    ("factor", &["by"]),
    ("threshold", &["pounds"]),
    ("minimum", &["pounds"]),
    ("nothing_below", &["pounds"]),
    ("cap", &["pounds", "above"]),
    ("round", &["to", "mode"]),
    ("hours_fraction", &["full_hours"]),
    ("hours_a_week", &["shares"]),
    ("days_a_week", &["shares"]),
    ("protection", &["from", "shares", "at_least"]),
];

/// The keys that belong to some kinds only.
const OWNED: [&str; 14] = [
    "score",
    "points",
    "by",
    "bands",
    "otherwise",
    "percent",
    "pounds",
    "above",
    "to",
    "mode",
    "full_hours",
    "shares",
    "from",
    "at_least",
];

/// Reads `kind` and what goes with it.
pub(super) fn what(fields: &Fields<'_>, within: &Within<'_>) -> Option<What> {
    let choices: Vec<(&str, usize)> = KINDS.iter().map(|(word, _)| *word).zip(0..).collect();
    let (kind, keys) = *KINDS.get(fields.choice("kind", &choices)?.value)?;
    for key in OWNED.into_iter().filter(|key| !keys.contains(key)) {
        not_here(fields, key, "another kind of modifier");
    }
    suits(fields, kind, within);
    match kind {
        "score_floor" => above_nothing(fields, "score").map(|score| What::ScoreFloor { score }),
        "score_supplement" => {
            above_nothing(fields, "points").map(|points| What::ScoreSupplement { points })
        }
        "band_shift" => band_shift(fields, within),
        "allowed_bands" => allowed_bands(fields, within),
        "uplift" => uplift(fields),
        "supplement" => {
            let pounds = fields.number("pounds")?;
            is_limited(fields, &pounds, within);
            Some(What::Supplement {
                pounds: pounds.value,
            })
        }
        "factor" => above_nothing(fields, "by").map(|by| What::Factor { by }),
        "threshold" => pounds(fields, within).map(|pounds| What::Threshold { pounds }),
        "minimum" => {
            let pounds = fields.number("pounds")?;
            if pounds.value.value() < Decimal::ZERO {
                let sentence = "a minimum below nothing would take money away: write 0 or more";
                fields.wrong(&pounds.place, Fault::BadAmount, sentence);
            }
            is_limited(fields, &pounds, within);
            Some(What::Minimum {
                pounds: pounds.value,
            })
        }
        "nothing_below" => pounds(fields, within).map(|pounds| What::NothingBelow { pounds }),
        "cap" => {
            let choices = [("clamp", AboveCap::Clamp), ("block", AboveCap::Block)];
            let above = fields.choice("above", &choices);
            let pounds = pounds(fields, within)?;
            Some(What::Cap {
                pounds,
                above: above?.value,
            })
        }
        "round" => scheme::rounding_of(fields).map(What::Round),
        "hours_fraction" => {
            let full = fields.number("full_hours")?;
            super::weekly_hours(fields, "full_hours", &full);
            Some(What::HoursFraction { full: full.value })
        }
        "hours_a_week" => {
            let shares = shares_of(fields, "shares", Spell::Hours)?;
            Some(What::HoursAWeek { shares })
        }
        "days_a_week" => {
            let shares = shares_of(fields, "shares", Spell::Days)?;
            Some(What::DaysAWeek { shares })
        }
        _ => protection(fields, within),
    }
}

fn protection(fields: &Fields<'_>, within: &Within<'_>) -> Option<What> {
    let at_least = fields.maybe_number("at_least");
    if let Some(share) = &at_least
        && (share.value <= Rate::ZERO || share.value > Rate::ONE)
    {
        let sentence = format!(
            "at_least is “{}”, but what is protected is a share of the earlier amount: write a number above 0 and at most 1, such as \"0.985\" for 98.5 per cent",
            share.value
        );
        fields.wrong(&share.place, Fault::BadValue, sentence);
    }
    let at_least = at_least.map(|share| share.value);
    let has_years = fields.maybe("from").is_some() || fields.maybe("shares").is_some();
    if at_least.is_some() && !has_years {
        let (from, shares) = on_every_day(within)?;
        return Some(What::Protection {
            from,
            shares,
            at_least,
        });
    }
    let from = fields.day("from");
    let shares = shares(fields)?;
    let falls = |pair: &[Rate]| matches!(pair, [first, second] if first >= second);
    if !shares.windows(2).all(falls) {
        let sentence = "a share of the loss that grows from year to year protects backwards: list the first year's first";
        fields.wrong(fields.place(), Fault::BadValue, sentence);
    }
    let from = from?;
    if let Some((first, last)) = within.names.days() {
        let years = i16::try_from(shares.len()).unwrap_or(i16::MAX);
        // A set may continue the protection that an earlier one began.
        let over = from.value.checked_add(jiff::Span::new().years(years));
        if from.value > last || over.is_ok_and(|over| over <= first) {
            let sentence = format!(
                "the set is in force from {first} to {last}, but this protection begins on {} and lasts {years} years, so it protects nobody: mend from",
                from.value
            );
            fields.wrong(&from.place, Fault::PointlessCondition, sentence);
        }
    }
    Some(What::Protection {
        from: from.value,
        shares,
        at_least,
    })
}

/// A protection that holds as long as the set: all of the loss, in every year that the set has days of.
fn on_every_day(within: &Within<'_>) -> Option<(Date, Vec<Rate>)> {
    let (first, last) = within.names.days()?;
    let years = usize::try_from(age_on(first, last)?).ok()?;
    Some((first, vec![Rate::ONE; years.saturating_add(1)]))
}

/// Says that the stream has nothing that the modifier could change.
fn suits(fields: &Fields<'_>, kind: &str, within: &Within<'_>) {
    let Some(model) = within.kind else {
        return;
    };
    let counts = model.has_score() || (within.has_bands && model.may_match_ranges());
    let (suits, needed) = match kind {
        "score_floor" | "score_supplement" => (
            counts,
            "a model that counts points, or whose bands are ranges",
        ),
        "band_shift" | "allowed_bands" => (
            within.has_bands && model.has_one_band(),
            "a model that gives one band",
        ),
        _ => return,
    };
    if !suits {
        let sentence = format!("“{kind}” belongs to {needed}, which this is not: take it out");
        fields.wrong(fields.place(), Fault::WrongModel, sentence);
    }
}

fn above_nothing(fields: &Fields<'_>, key: &str) -> Option<Rate> {
    let number = fields.number(key)?;
    if number.value.value() <= Decimal::ZERO {
        let sentence = format!("{key} must be above 0: mend it");
        fields.wrong(&number.place, Fault::BadValue, sentence);
    }
    Some(number.value)
}

/// Pounds above nothing and within the yearly limit.
fn pounds(fields: &Fields<'_>, within: &Within<'_>) -> Option<Rate> {
    let pounds = fields.number("pounds")?;
    if pounds.value.value() <= Decimal::ZERO {
        let sentence = "pounds must be above 0: mend it";
        fields.wrong(&pounds.place, Fault::BadAmount, sentence);
    }
    is_limited(fields, &pounds, within);
    Some(pounds.value)
}

fn is_limited(fields: &Fields<'_>, pounds: &Placed<Rate>, within: &Within<'_>) {
    let size = pounds.value.value().abs();
    super::amounts::within_limit(
        fields,
        &pounds.place,
        size,
        &"this modifier",
        Some(Rate::ONE),
        within.limit,
    );
}

fn uplift(fields: &Fields<'_>) -> Option<What> {
    let percent = fields.number("percent")?;
    let number = percent.value.value();
    if number.is_zero() || number < -Decimal::ONE_HUNDRED || number > Decimal::ONE_HUNDRED {
        let sentence = format!(
            "an uplift of {} per cent is not one that a council makes: write hundredths, such as \"2.5\", from -100 to 100 and not 0",
            percent.value
        );
        fields.wrong(&percent.place, Fault::BadValue, sentence);
    }
    Some(What::Uplift {
        percent: percent.value,
    })
}

fn band_shift(fields: &Fields<'_>, within: &Within<'_>) -> Option<What> {
    fields.required("by")?;
    let by = fields.maybe_whole::<i16>("by", "a whole number of bands, such as \"1\" or \"-1\"")?;
    let bands = within.known.in_order().len();
    if by.value == 0 || (bands > 0 && usize::from(by.value.unsigned_abs()) >= bands) {
        let sentence = format!(
            "a shift by {} among {bands} bands moves nobody, or everybody to the end: mend it",
            by.value
        );
        fields.wrong(&by.place, Fault::BadValue, sentence);
    }
    Some(What::BandShift { by: by.value })
}

fn allowed_bands(fields: &Fields<'_>, within: &Within<'_>) -> Option<What> {
    let choices = [
        ("refuse", Otherwise::Refuse),
        ("nearest", Otherwise::Nearest),
        ("up", Otherwise::Up),
        ("down", Otherwise::Down),
    ];
    let otherwise = fields.choice("otherwise", &choices);
    let names = fields.texts("bands")?;
    let mut bands = Vec::with_capacity(names.len());
    for name in &names {
        let Some(band) = within.known.band(fields, name) else {
            continue;
        };
        if bands.contains(&band) {
            let sentence = format!("band {band} stands twice in this list: keep one");
            fields.wrong(&name.place, Fault::BandOrder, sentence);
        }
        bands.push(band);
    }
    let all = within.known.in_order().len();
    if names.is_empty() || (all > 0 && bands.len() >= all) {
        let sentence =
            "this allows no band, or every band, and so says nothing: name those that are allowed";
        fields.wrong(fields.place(), Fault::BadValue, sentence);
    }
    Some(What::AllowedBands {
        bands,
        otherwise: otherwise?.value,
    })
}

/// What of a week a table of shares counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spell {
    /// Days, each with its own share.
    Days,
    /// Hours, from which on a share holds.
    Hours,
}

impl Spell {
    fn in_words(self) -> &'static str {
        match self {
            Spell::Days => "days",
            Spell::Hours => "hours",
        }
    }

    /// Whether a week has so many.
    fn has(self, number: Rate) -> bool {
        match self {
            Spell::Days => number > Rate::ZERO && number <= Rate::whole(7),
            Spell::Hours => {
                number >= Rate::ZERO && number.value() <= Decimal::from(super::WEEK_HOURS)
            }
        }
    }

    fn example(self) -> &'static str {
        match self {
            Spell::Days => "\"3\" = \"0.6\"",
            Spell::Hours => "\"15\" = \"0.6\"",
        }
    }
}

/// A table of shares under a key.
pub(super) fn shares_of(fields: &Fields<'_>, key: &str, of: Spell) -> Option<BTreeMap<Rate, Rate>> {
    fields.required(key)?;
    let what = of.in_words();
    let mut shares: BTreeMap<Rate, Rate> = BTreeMap::new();
    let mut places: BTreeMap<Rate, Place> = BTreeMap::new();
    let table = fields.section(key)?;
    for entry in &table.entries {
        let number = entry.key.parse::<Rate>().ok();
        let Some(number) = number.filter(|number| of.has(*number)) else {
            let sentence = format!(
                "“{}” is no number of {what} in a week: write {}",
                shown(&entry.key),
                of.example()
            );
            fields.wrong(&entry.place, Fault::BadValue, sentence);
            continue;
        };
        let Some(share) = number_of(&entry.node, &entry.key, fields.problems) else {
            continue;
        };
        is_share(fields, &share);
        places.insert(number, share.place);
        if shares.insert(number, share.value).is_some() {
            let sentence = format!("{number} {what} stand twice: keep one");
            fields.wrong(&entry.place, Fault::GivenTwice, sentence);
        }
    }
    for ((fewer, before), (more, share)) in shares.iter().zip(shares.iter().skip(1)) {
        let place = places.get(more).unwrap_or(&table.place);
        if share < before {
            let sentence =
                format!("{more} {what} have a smaller share than {fewer}: mend one of them");
            fields.wrong(place, Fault::FallingAmount, sentence);
        }
        if of == Spell::Hours && share == before {
            let sentence = format!(
                "from {more} hours on the share is that from {fewer}, {share}: leave {more} out, or mend its share"
            );
            fields.wrong(place, Fault::BadValue, sentence);
        }
    }
    if of == Spell::Hours && !shares.is_empty() && !shares.contains_key(&Rate::ZERO) {
        let sentence = "each share holds from its hours on up to the next, and fewer hours than the first would have none: add \"0\" = \"0\", or the share that the fewest hours have";
        fields.wrong(&table.place, Fault::BandGap, sentence);
    }
    Some(shares)
}

/// Whether a model can have floors at all.
pub(super) fn no_floors(kind: Kind, has_bands: bool) -> bool {
    !kind.has_one_band() || !has_bands
}
