//! Value tables: for whom they hold, what their amounts are for, and the notes of what is not funded.

use std::collections::{BTreeMap, BTreeSet};

use crate::money::{Decimal, Money, Rate, Rounding};
use crate::needs::BandId;
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed};
use crate::rules::set::{AmountBasis, AmountKind, HoursCap, NotFunded, ValueTable};
use crate::rules::tree::Table;

use super::amounts;
use super::codes;
use super::conditions::Kinds;
use super::model::{hours_cap, not_here};
use super::needs::same_id;
use super::scheme::rounding_of;
use super::streams::Within;

/// The words for what an amount is for.
pub(in crate::rules) const BASES: [(&str, AmountBasis); 7] = [
    ("year", AmountBasis::Year),
    ("term", AmountBasis::Term),
    ("month", AmountBasis::Month),
    ("week", AmountBasis::Week),
    ("day", AmountBasis::Day),
    ("hour", AmountBasis::Hour),
    ("one_off", AmountBasis::OneOff),
];

const KINDS: [(&str, AmountKind); 4] = [
    ("net_top_up", AmountKind::NetTopUp),
    ("total_with_first_6000", AmountKind::TotalWithFirst6000),
    ("total_with_place", AmountKind::TotalWithPlace),
    ("upper_limit", AmountKind::UpperLimit),
];

const KEYS: [&str; 31] = [
    "id",
    "title",
    "settings",
    "when",
    "kind",
    "basis",
    "times_a_year",
    "hours",
    "scales_with_fte",
    "on_top_of",
    "amounts",
    "base",
    "multiples",
    "published",
    "columns",
    "rows",
    "missing_rows",
    "may_fall",
    "per_hour",
    "rate_per_hour",
    "above_hours",
    "rate_per_point",
    "above_points",
    "most_hours",
    "above_most_hours",
    "class_posts",
    "classes",
    "per_pupil",
    "cost_share",
    "agreed_above",
    "rounding",
];

/// Reads every `[[value_table]]`.
pub(super) fn value_tables(stream: &Fields<'_>, within: &Within<'_>) -> Vec<Placed<ValueTable>> {
    let mut ids = BTreeSet::new();
    let tables = stream.sections("value_table").into_iter();
    tables
        .filter_map(|table| value_table(stream, table, within, &mut ids))
        .collect()
}

fn value_table(
    stream: &Fields<'_>,
    table: &Table,
    within: &Within<'_>,
    ids: &mut BTreeSet<String>,
) -> Option<Placed<ValueTable>> {
    let fields = Fields::of(table, "[[value_table]]", &KEYS, stream.problems);
    let id = fields.text("id");
    let title = fields.text("title");
    let settings = codes::settings(&fields, "settings");
    let when = within
        .names
        .conditions(&fields, "when", Kinds::Circumstances);
    let kind = fields.choice("kind", &KINDS);
    let basis = fields.choice("basis", &BASES);
    let times_a_year = times_a_year(&fields, basis.as_ref().map(|basis| basis.value));
    let hours = fields.maybe_number("hours");
    if let Some(hours) = &hours {
        super::weekly_hours(&fields, "hours", hours);
    }
    let most_hours = most_hours(&fields, basis.as_ref().map(|basis| basis.value));
    let scales_with_fte = fields.flag("scales_with_fte");
    let on_top_of = fields.maybe_text("on_top_of").map(|text| text.value);
    let agreed_above = agreed_above(&fields, within);
    let rounding = rounding(&fields);
    if let Some(id) = &id
        && !ids.insert(id.value.clone())
    {
        same_id(&fields, "value table", &id.value, &id.place);
    }
    let settings: Option<BTreeSet<_>> =
        settings.map(|list| list.into_iter().map(|setting| setting.value).collect());
    let yearly = match (basis.as_ref().map(|basis| basis.value), &times_a_year) {
        (Some(AmountBasis::Year), None) => Some(Rate::ONE),
        (Some(AmountBasis::Hour), _) => None,
        (_, times) => times.as_ref().map(|times| times.value),
    };
    let values = amounts::values(
        &fields,
        &amounts::Asked {
            within,
            when: &when,
            settings: settings.as_ref(),
            agreed: &agreed_above,
            yearly,
            rounding: rounding.or(within.rounding),
        },
    );
    Some(Placed::at(
        fields.place(),
        ValueTable {
            id: id?.value,
            title: title?.value,
            settings: settings?,
            when,
            kind: kind?.value,
            basis: basis?.value,
            times_a_year: times_a_year.map(|times| times.value),
            hours: hours.map(|hours| hours.value),
            most_hours,
            on_top_of,
            scales_with_fte: scales_with_fte?,
            values: values?,
            agreed_above,
            rounding,
        },
    ))
}

/// Reads how the table's amounts are rounded, where it is not as the set rounds.
fn rounding(fields: &Fields<'_>) -> Option<Rounding> {
    let section = fields.maybe_section("rounding")?;
    let fields = Fields::of(
        section,
        "rounding of a table",
        &["mode", "to"],
        fields.problems,
    );
    rounding_of(&fields)
}

/// Reads how many times a year the basis comes.
fn times_a_year(fields: &Fields<'_>, basis: Option<AmountBasis>) -> Option<Placed<Rate>> {
    let times = fields.maybe_number("times_a_year")?;
    let (most, what) = match basis? {
        AmountBasis::Year | AmountBasis::OneOff => {
            let sentence =
                "times_a_year belongs to a basis that comes several times a year: take it out";
            fields.wrong(&times.place, Fault::WrongModel, sentence);
            return None;
        }
        AmountBasis::Term => (6, "terms"),
        AmountBasis::Month => (12, "months"),
        AmountBasis::Week => (53, "weeks"),
        AmountBasis::Hour => (53, "weeks, in each of which hours are attended"),
        AmountBasis::Day => (366, "days"),
    };
    let number = times.value.value();
    if number <= Decimal::ZERO || number > Decimal::from(most) {
        let sentence = format!(
            "times_a_year is “{}”, but a year has 1 to {most} {what}: write at most {most} and more than 0, or mend basis",
            times.value
        );
        fields.wrong(&times.place, Fault::BadValue, sentence);
    }
    Some(times)
}

/// Reads the most hours that the table funds, which it must price.
fn most_hours(fields: &Fields<'_>, basis: Option<AmountBasis>) -> Option<HoursCap> {
    let is_priced = basis? == AmountBasis::Hour
        || fields.maybe("rate_per_hour").is_some()
        || fields.maybe("per_hour").is_some();
    if !is_priced {
        for key in ["most_hours", "above_most_hours"] {
            not_here(
                fields,
                key,
                "a table with basis = \"hour\", rate_per_hour or per_hour",
            );
        }
        return None;
    }
    let most = hours_cap(fields, "most_hours", "above_most_hours")?;
    let own = fields.maybe_number("above_hours");
    if let Some(own) =
        own.filter(|own| basis != Some(AmountBasis::Hour) && own.value >= most.value.most)
    {
        let sentence = format!(
            "at most {} hours are funded, but the setting meets {} itself, so nothing ever is: raise most_hours, or lower above_hours",
            most.value.most, own.value
        );
        fields.wrong(&most.place, Fault::PointlessCap, sentence);
    }
    Some(most.value)
}

/// Reads the bands whose amount is agreed one by one.
fn agreed_above(fields: &Fields<'_>, within: &Within<'_>) -> BTreeMap<BandId, Money> {
    let mut agreed = BTreeMap::new();
    for entry in fields
        .maybe_section("agreed_above")
        .iter()
        .flat_map(|table| &table.entries)
    {
        let name = Placed::at(&entry.place, entry.key.clone());
        let band = within.known.band(fields, &name);
        let amount = amounts::amount(fields, entry, Some(Rate::ONE), within.limit);
        if let (Some(band), Some(amount)) = (band, amount) {
            agreed.insert(band, amount);
        }
    }
    agreed
}

/// Reads every `[[not_funded]]`.
pub(super) fn not_funded(stream: &Fields<'_>) -> Vec<Placed<NotFunded>> {
    let read = |table| {
        let keys = ["settings", "note"];
        let fields = Fields::of(table, "[[not_funded]]", &keys, stream.problems);
        let settings = codes::settings(&fields, "settings");
        let note = fields.text("note");
        Some(Placed::at(
            fields.place(),
            NotFunded {
                settings: settings?.into_iter().map(|setting| setting.value).collect(),
                note: note?.value,
            },
        ))
    };
    let tables = stream.sections("not_funded");
    tables.into_iter().filter_map(read).collect()
}
