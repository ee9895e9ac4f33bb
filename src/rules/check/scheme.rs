//! Whose scheme it is, when, from what source, and its policies.

use crate::calendar::Date;
use crate::ids::RuleSetRef;
use crate::money::{Decimal, Money, Rounding, RoundingMode};
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed, shown};
use crate::rules::set::{
    AboveTop, MissingLevel, RoundingApplied, Scheme, Source, YEARLY_LIMIT_PENCE,
};

use super::model::not_here;

const KEYS: [&str; 14] = [
    "authority",
    "authority_title",
    "title",
    "version",
    "invented",
    "first_day",
    "last_day",
    "dates_note",
    "band_blind",
    "levels_hidden",
    "missing_level",
    "not_enough_evidence",
    "above_top_score",
    "yearly_limit",
];

/// What `[scheme]` says, with what other sections are held against.
pub(super) struct Said {
    /// The scheme, if nothing in its section is wrong.
    pub(super) scheme: Option<Scheme>,
    /// What a score above the top means, where some model matches ranges.
    pub(super) above_top: Option<Placed<AboveTop>>,
    /// The first and the last day.
    pub(super) days: Option<(Date, Date)>,
    /// The yearly limit.
    pub(super) limit: Money,
}

/// Reads `[scheme]`. `ranges` is whether some model matches ranges, where that is known.
pub(super) fn scheme(
    root: &Fields<'_>,
    directory: Option<&RuleSetRef>,
    ranges: Option<bool>,
) -> Said {
    let mut said = Said {
        scheme: None,
        above_top: None,
        days: None,
        limit: Money::from_pence(YEARLY_LIMIT_PENCE).unwrap_or(Money::ZERO),
    };
    if let Some(table) = root.section("scheme") {
        let fields = Fields::of(table, "[scheme]", &KEYS, root.problems);
        said.above_top = above_top(&fields, ranges);
        let yearly_limit = yearly_limit(&fields);
        said.limit = yearly_limit.unwrap_or(said.limit);
        said.scheme = whose(&fields, directory, &mut said.days).map(|scheme| Scheme {
            above_top: said
                .above_top
                .as_ref()
                .map_or(AboveTop::Unreachable, |top| top.value),
            yearly_limit,
            ..scheme
        });
    }
    said
}

fn above_top(fields: &Fields<'_>, ranges: Option<bool>) -> Option<Placed<AboveTop>> {
    let choices = [
        ("unreachable", AboveTop::Unreachable),
        ("refuse", AboveTop::Refuse),
        ("top_band", AboveTop::TopBand),
    ];
    match ranges {
        Some(true) => fields.choice("above_top_score", &choices),
        Some(false) => {
            not_here(
                fields,
                "above_top_score",
                "a model whose bands are ranges of scores",
            );
            None
        }
        None => fields.maybe_choice("above_top_score", &choices),
    }
}

fn yearly_limit(fields: &Fields<'_>) -> Option<Money> {
    let limit = fields.maybe_number("yearly_limit")?;
    let money = Money::from_pounds(limit.value.value()).ok();
    let money = money.filter(|money| *money > Money::ZERO);
    if money.is_none() {
        let sentence = format!(
            "£{} is no yearly limit: write pounds above 0 with at most two decimals",
            limit.value
        );
        fields.wrong(&limit.place, Fault::BadAmount, sentence);
    }
    money
}

fn whose(
    fields: &Fields<'_>,
    directory: Option<&RuleSetRef>,
    days: &mut Option<(Date, Date)>,
) -> Option<Scheme> {
    let authority = fields.text("authority");
    let authority_title = fields.text("authority_title");
    let title = fields.text("title");
    let version = fields.text("version");
    let invented = fields.flag("invented");
    let first_day = fields.day("first_day");
    let last_day = fields.day("last_day");
    let dates_note = fields.maybe_text("dates_note").map(|note| note.value);
    let band_blind = fields.flag("band_blind");
    let levels_hidden = fields.maybe_flag("levels_hidden").unwrap_or(false);
    let missing = [
        ("refuse", MissingLevel::Refuse),
        ("lowest", MissingLevel::Lowest),
    ];
    let missing_level = fields.choice("missing_level", &missing);
    let not_enough = fields.maybe_choice("not_enough_evidence", &missing);
    let (authority, first_day, last_day) = (authority?, first_day?, last_day?);
    *days = Some((first_day.value, last_day.value));
    if last_day.value < first_day.value {
        let sentence = format!(
            "the last day, {}, is before the first day, {}: mend one of them",
            last_day.value, first_day.value
        );
        fields
            .problems
            .add(&last_day.place, Fault::DaysReversed, sentence);
    }
    for text in [&title, &version].into_iter().flatten() {
        names_its_year(fields, text, first_day.value, last_day.value);
    }
    match RuleSetRef::of(&authority.value, first_day.value) {
        Ok(reference) => in_its_directory(fields, &authority, &reference, directory),
        Err(error) => {
            let sentence = format!("authority: {error}");
            fields
                .problems
                .add(&authority.place, Fault::BadValue, sentence);
        }
    }
    Some(Scheme {
        authority: authority.value,
        authority_title: authority_title?.value,
        title: title?.value,
        version: version?.value,
        invented: invented?,
        first_day: first_day.value,
        last_day: last_day.value,
        dates_note,
        band_blind: band_blind?,
        levels_hidden,
        missing_level: missing_level?.value,
        not_enough_evidence: not_enough.map(|meaning| meaning.value),
        above_top: AboveTop::Unreachable,
        yearly_limit: None,
        rounding_applied: RoundingApplied::End,
    })
}

fn in_its_directory(
    fields: &Fields<'_>,
    authority: &Placed<String>,
    reference: &RuleSetRef,
    directory: Option<&RuleSetRef>,
) {
    if let Some(directory) = directory.filter(|directory| *directory != reference) {
        let sentence = format!(
            "the set is {reference}, but its directory is {directory}: move the directory, or mend authority or first_day"
        );
        fields
            .problems
            .add(&authority.place, Fault::WrongDirectory, sentence);
    }
}

/// Doubts a title or a version that names a year which is not among the days: `2025-26` over days of 2026.
fn names_its_year(fields: &Fields<'_>, text: &Placed<String>, first: Date, last: Date) {
    let mut words = text
        .value
        .split(|c: char| !(c.is_ascii_digit() || "-–/".contains(c)));
    let span = |word: &str| {
        let (year, next) = word.split_once(['-', '–', '/'])?;
        let next = next
            .strip_prefix("20")
            .filter(|rest| rest.len() == 2)
            .unwrap_or(next);
        let (year, next): (i16, i16) = match (year.len(), next.len()) {
            (4, 2) => (year.parse().ok()?, next.parse().ok()?),
            _ => return None,
        };
        ((1990..2100).contains(&year) && (year + 1) % 100 == next).then_some(year)
    };
    let Some(year) = words.find_map(span) else {
        return;
    };
    if !(first.year()..=last.year()).contains(&year) {
        let sentence = format!(
            "“{}” names {year}, but the set is in force from {first} to {last}: mend the one that is wrong",
            shown(&text.value)
        );
        fields.doubt(&text.place, Fault::TextContradicts, sentence);
    }
}

/// Says that a source is invented where the set says it is not, and doubts the other way round.
fn as_invented_as_said(fields: &Fields<'_>, address: &Placed<String>, invented: Option<bool>) {
    let by_address = address.value == "invented";
    match invented {
        Some(false) if by_address => {
            let sentence = "address is \"invented\", but [scheme] says invented = false: write the page's address, or invented = true";
            fields.wrong(&address.place, Fault::MissingSource, sentence);
        }
        Some(true) if !by_address => {
            let sentence = "[scheme] says invented = true, but address is a page's: write invented = false if the figures are those of the page";
            fields.doubt(&address.place, Fault::MissingSource, sentence);
        }
        _ => {}
    }
}

/// Reads `[source]`, without which no figure is believed. `invented` is what the scheme says.
pub(super) fn source(root: &Fields<'_>, invented: Option<bool>) -> Option<Source> {
    if root.maybe("source").is_none() {
        let sentence =
            "there is no [source]: say where the figures come from, with title and address";
        root.problems
            .add(root.place(), Fault::MissingSource, sentence);
        return None;
    }
    let keys = ["title", "address", "note", "illustrative"];
    let fields = Fields::of(root.section("source")?, "[source]", &keys, root.problems);
    let title = fields.text("title");
    let note = fields.maybe_text("note").map(|note| note.value);
    let illustrative = fields.maybe_texts("illustrative").unwrap_or_default();
    let address = fields.text("address")?;
    let of_web = ["https://", "http://"]
        .iter()
        .find_map(|start| address.value.strip_prefix(start));
    // A name and an ending: example.org/page.
    let is_address = of_web.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let mut labels = host.split('.');
        host.contains('.') && labels.all(|label| !label.is_empty()) && !rest.contains(' ')
    });
    if !is_address && address.value != "invented" {
        let sentence = format!(
            "address is “{}”: write the page's address, which begins with https://, or \"invented\"",
            shown(&address.value)
        );
        fields
            .problems
            .add(&address.place, Fault::MissingSource, sentence);
    }
    as_invented_as_said(
        &fields,
        &address,
        invented.filter(|_| is_address || address.value == "invented"),
    );
    let said = note.as_ref().is_some_and(|note| note.contains("http"));
    if address.value.starts_with("http://") && !said {
        let sentence = "address begins with http://, which anybody on the way can change: write https:// if the council has the page there, or say in note that it has http:// only";
        fields.doubt(&address.place, Fault::MissingSource, sentence);
    }
    Some(Source {
        title: title?.value,
        address: address.value,
        note,
        illustrative: illustrative.into_iter().map(|text| text.value).collect(),
    })
}

/// Reads `[rounding]`.
pub(super) fn rounding(root: &Fields<'_>) -> Option<(Rounding, RoundingApplied)> {
    let section = root.section("rounding")?;
    let keys = ["mode", "to", "applied"];
    let fields = Fields::of(section, "[rounding]", &keys, root.problems);
    let applied = [
        ("end", RoundingApplied::End),
        ("each_line", RoundingApplied::EachLine),
        ("each_step", RoundingApplied::EachStep),
    ];
    let applied = fields.choice("applied", &applied);
    Some((rounding_of(&fields)?, applied?.value))
}

/// Reads `mode` and `to`.
pub(super) fn rounding_of(fields: &Fields<'_>) -> Option<Rounding> {
    let modes = [
        ("half_up", RoundingMode::HalfUp),
        ("half_even", RoundingMode::HalfEven),
        ("down", RoundingMode::Down),
        ("up", RoundingMode::Up),
    ];
    let mode = fields.choice("mode", &modes);
    let unit = fields.number("to")?;
    let whole_pence = Money::from_pounds(unit.value.value()).is_ok();
    let digits = unit.value.value().normalize().mantissa();
    let first_digit = digits.to_string().trim_end_matches('0').to_owned();
    let pennies = whole_pence && unit.value.value() < Decimal::ONE;
    if pennies && !["1", "5", "25"].contains(&first_digit.as_str()) {
        let sentence = format!(
            "to = \"{}\" rounds to multiples of £{}, which no council was seen to do: write \"0.01\" for pennies, \"1\" or \"10\", if that is not meant",
            unit.value, unit.value
        );
        fields.doubt(&unit.place, Fault::BadValue, sentence);
    }
    if unit.value.value() <= Decimal::ZERO || !whole_pence {
        let sentence = format!(
            "amounts cannot be rounded to £{}: write pounds and whole pence above nothing, such as \"0.01\", \"1\" or \"10\"",
            unit.value
        );
        fields.wrong(&unit.place, Fault::BadValue, sentence);
    }
    Some(Rounding {
        mode: mode?.value,
        unit: unit.value,
    })
}
