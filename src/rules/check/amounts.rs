//! The amounts of a value table, in each of the forms that they can have.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::money::{Decimal, Money, Rate, Rounding};
use crate::needs::{BandId, Setting};
use crate::rules::misread;
use crate::rules::problem::Fault;
use crate::rules::questions::Condition;
use crate::rules::reader::{Fields, Placed, number_of, shown};
use crate::rules::set::{
    Column, Cost, Multiples, PricedPoints, Rows, SupportHours, ValueRow, Values,
};
use crate::rules::tree::{Entry, Place};
use crate::rules::words::in_pounds;

use super::by_band::{by_band, rising};
use super::falling;
use super::model::{Kind, is_share, not_here};
use super::rows::{Speaks, grid, in_words};
use super::space::Budget;
use super::staffing;
use super::streams::Within;

/// The most amounts that a message lists.
const NAMED_MAX: usize = 3;

/// What the amounts of a table are asked to cover.
pub(super) struct Asked<'a> {
    pub(super) within: &'a Within<'a>,
    /// What holds for every child of the table.
    pub(super) when: &'a [Condition],
    pub(super) settings: Option<&'a BTreeSet<Setting>>,
    /// The bands whose amount is agreed one by one.
    pub(super) agreed: &'a BTreeMap<BandId, Money>,
    /// How many of the amounts make a year, where that is known.
    pub(super) yearly: Option<Rate>,
    /// How its amounts are rounded.
    pub(super) rounding: Option<Rounding>,
}

impl Asked<'_> {
    /// The bands that must have an amount, lowest need first.
    pub(super) fn bands(&self) -> impl Iterator<Item = &BandId> {
        let bands = self.within.known.in_order().iter();
        bands.filter(|band| !self.agreed.contains_key(*band))
    }
}

/// The forms, by the key that each is known by, and the keys that go with it.
const FORMS: [(&str, &[&str]); 7] = [
    ("amounts", &[]),
    ("multiples", &["base", "published"]),
    ("rows", &["columns", "missing_rows", "may_fall", "per_hour"]),
    ("rate_per_hour", &["above_hours"]),
    ("rate_per_point", &["above_points"]),
    ("classes", &["class_posts", "per_pupil"]),
    ("cost_share", &[]),
];

/// Reads the amounts, which have exactly one form.
pub(super) fn values(fields: &Fields<'_>, asked: &Asked<'_>) -> Option<Values> {
    let form = form(fields)?;
    let per_hour = fields.maybe_flag("per_hour") == Some(true);
    for (other, keys) in FORMS.iter().filter(|(other, _)| *other != form) {
        let keys = keys.iter().chain(std::iter::once(other));
        // Rows of rates have hours that the setting meets itself, as one rate has.
        for key in keys.filter(|key| !(per_hour && **key == "above_hours")) {
            not_here(fields, key, &format!("a table with {other}"));
        }
    }
    let kind = asked.within.kind;
    let has_bands = asked.within.has_bands;
    let by_band = matches!(form, "amounts" | "multiples" | "classes");
    if by_band && !has_bands {
        let sentence = format!(
            "“{form}” gives an amount for each band, but there are none here: use columns and rows, rate_per_hour, rate_per_point or cost_share"
        );
        fields.wrong(fields.place(), Fault::WrongModel, sentence);
        return None;
    }
    if kind == Some(Kind::CostedProvision) && !has_bands && form != "cost_share" {
        let sentence =
            "without bands, costed provision pays a share of the cost: write cost_share = \"1\"";
        fields.wrong(fields.place(), Fault::WrongModel, sentence);
        return None;
    }
    if kind.is_some_and(Kind::has_score) && !has_bands && form != "rate_per_point" {
        let sentence = "without bands, points are paid one by one: write rate_per_point, or add band_order and the bands";
        fields.wrong(fields.place(), Fault::WrongModel, sentence);
        return None;
    }
    match form {
        "amounts" => Some(Values::Amounts(amounts(fields, asked))),
        "multiples" => multiples(fields, asked).map(Values::Multiples),
        "rows" => rows(fields, asked, per_hour).map(Values::Rows),
        "rate_per_hour" => support_hours(fields).map(Values::SupportHours),
        "rate_per_point" => points(fields, asked).map(Values::Points),
        "classes" => staffing::staffing(fields, asked).map(Values::Staffing),
        _ => cost_share(fields, asked).map(Values::Cost),
    }
}

/// Which form the amounts have: the first that is there.
fn form(fields: &Fields<'_>) -> Option<&'static str> {
    let heads = FORMS.iter().map(|(head, _)| *head);
    let mut given = heads.filter(|head| fields.maybe(head).is_some());
    let with = |keys: &&(&str, &[&str])| keys.1.iter().any(|key| fields.maybe(key).is_some());
    let first = given
        .next()
        .or_else(|| FORMS.iter().find(with).map(|(head, _)| *head));
    if first.is_none() {
        let sentence = "this table has no amounts: add amounts = { … }, base and multiples, columns and rows, rate_per_hour, rate_per_point, class_posts and classes, or cost_share";
        fields.wrong(fields.place(), Fault::MissingKey, sentence);
    }
    first
}

fn amounts(fields: &Fields<'_>, asked: &Asked<'_>) -> BTreeMap<BandId, Money> {
    let read = |entry: &Entry| amount(fields, entry, asked.yearly, asked.within.limit);
    let (amounts, places) = by_band(fields, "amounts", asked, read);
    rising(fields, asked, &amounts, &places, |amount| {
        amount.to_string()
    });
    amounts
}

/// Reads an amount: whole pence, not below nothing, and within the yearly limit.
pub(super) fn amount(
    fields: &Fields<'_>,
    entry: &Entry,
    yearly: Option<Rate>,
    limit: Money,
) -> Option<Money> {
    let number = number_of(&entry.node, &entry.key, fields.problems)?;
    money(
        fields,
        &number,
        &format!("band {}", shown(&entry.key)),
        yearly,
        limit,
    )
}

/// An amount of money for something.
pub(super) fn money(
    fields: &Fields<'_>,
    number: &Placed<Rate>,
    of: &dyn fmt::Display,
    yearly: Option<Rate>,
    limit: Money,
) -> Option<Money> {
    let amount = Money::from_pounds(number.value.value()).ok();
    let Some(amount) = amount.filter(|amount| *amount >= Money::ZERO) else {
        let sentence = misread::amount(number.value.value(), of);
        fields.wrong(&number.place, Fault::BadAmount, sentence);
        return None;
    };
    within_limit(fields, &number.place, amount.pounds(), of, yearly, limit);
    Some(amount)
}

/// Says that an amount comes to more than the yearly limit.
pub(super) fn within_limit(
    fields: &Fields<'_>,
    place: &Place,
    pounds: Decimal,
    of: &dyn fmt::Display,
    yearly: Option<Rate>,
    limit: Money,
) {
    let year = yearly.map(|times| pounds.checked_mul(times.value()));
    if year.is_some_and(|year| year.is_none_or(|year| year > limit.pounds())) {
        let sentence = format!(
            "{} for {of} comes to more than {limit} a year, the yearly limit: mend it, or raise yearly_limit in [scheme]",
            in_pounds(Rate::new(pounds))
        );
        fields.wrong(place, Fault::AboveYearlyLimit, sentence);
    }
}

fn multiples(fields: &Fields<'_>, asked: &Asked<'_>) -> Option<Multiples> {
    let base = fields.number("base");
    if let Some(base) = base
        .as_ref()
        .filter(|base| base.value.value() <= Decimal::ZERO)
    {
        let sentence = "the base must be above 0: write pounds";
        fields.wrong(&base.place, Fault::BadAmount, sentence);
    }
    let read = |entry: &Entry| {
        let multiple = number_of(&entry.node, &entry.key, fields.problems)?;
        if multiple.value.value() < Decimal::ZERO {
            let sentence = "a multiple below 0 would take money away for need: write 0 or more";
            fields.wrong(&multiple.place, Fault::BadAmount, sentence);
        }
        let pounds = base
            .as_ref()?
            .value
            .value()
            .checked_mul(multiple.value.value());
        let of = format!("band {}", shown(&entry.key));
        let (place, limit) = (&multiple.place, asked.within.limit);
        within_limit(
            fields,
            place,
            pounds.unwrap_or(Decimal::MAX),
            &of,
            asked.yearly,
            limit,
        );
        Some(multiple.value)
    };
    let (by_band, places) = by_band(fields, "multiples", asked, read);
    rising(fields, asked, &by_band, &places, |multiple| {
        format!("{multiple} times the base")
    });
    let base = base?.value;
    let gives = |band: &BandId| {
        let multiple = by_band.get(band);
        let amount = multiple.and_then(|multiple| multiple.value().checked_mul(base.value()));
        let rounded = amount.and_then(|amount| asked.rounding?.to_money(amount).ok());
        rounded.into_iter().collect()
    };
    Some(Multiples {
        base,
        published: published(fields, asked.within, gives),
        by_band: by_band.clone(),
    })
}

/// Reads what was published and holds it against what the arithmetic gives, rounded. Where a band has several amounts, by row or by table, it must be one of them.
pub(super) fn published(
    fields: &Fields<'_>,
    within: &Within<'_>,
    gives: impl Fn(&BandId) -> BTreeSet<Money>,
) -> BTreeMap<BandId, Money> {
    let mut published = BTreeMap::new();
    for entry in fields
        .maybe_section("published")
        .iter()
        .flat_map(|table| &table.entries)
    {
        let name = Placed::at(&entry.place, entry.key.clone());
        let band = within.known.band(fields, &name);
        let amount = amount(fields, entry, None, within.limit);
        let (Some(band), Some(amount)) = (band, amount) else {
            continue;
        };
        let rounded = gives(&band);
        if !rounded.is_empty() && !rounded.contains(&amount) {
            let sentence = format!(
                "{amount} is published for band {band}, but the arithmetic gives {}: mend the number that is wrong, or the rounding",
                nearest(&rounded, amount)
            );
            fields.wrong(&entry.node.place, Fault::PublishedDiffers, sentence);
        }
        published.insert(band, amount);
    }
    published
}

/// A few of some amounts as a message lists them, those nearest to an amount first.
fn nearest(amounts: &BTreeSet<Money>, to: Money) -> String {
    let mut listed: Vec<&Money> = amounts.iter().collect();
    listed.sort_by_key(|amount| amount.pence().abs_diff(to.pence()));
    let more = if listed.len() > NAMED_MAX {
        ", or others"
    } else {
        ""
    };
    let words: Vec<String> = listed
        .into_iter()
        .take(NAMED_MAX)
        .map(ToString::to_string)
        .collect();
    words.join(" or ") + more
}

fn rows(fields: &Fields<'_>, asked: &Asked<'_>, per_hour: bool) -> Option<Rows> {
    let within = asked.within;
    let refuses = fields
        .maybe_choice("missing_rows", &[("refuse", ())])
        .is_some();
    let settings = asked.settings.into_iter().flatten();
    let speaks = Speaks {
        known: within.known,
        names: within.names,
        bands: asked.bands().map(ToString::to_string).collect(),
        settings: settings.map(|setting| setting.code().to_owned()).collect(),
        when: within.when.iter().chain(asked.when).collect(),
    };
    let grid = grid(fields, fields, &speaks, "pounds")?;
    if grid.columns.contains(&Column::Band) && !within.has_bands {
        let sentence = "there are no bands here, so no column can hold them: take the column out";
        fields.wrong(fields.place(), Fault::WrongModel, sentence);
        return None;
    }
    if !refuses {
        grid.no_holes(fields, &mut Budget::default());
    }
    let written = grid
        .rows
        .iter()
        .map(|row| row.last.value.parse::<Rate>().ok());
    let pounds: Vec<Option<Rate>> = written.collect();
    let bands = if within.kind == Some(Kind::AdditiveStreams) {
        &[]
    } else {
        within.known.in_order()
    };
    falling::doubted(fields, &grid, bands, &pounds, |at| {
        let pounds = pounds.get(at).copied().flatten();
        pounds.map_or_else(String::new, in_pounds)
    });
    let mut rows = Vec::with_capacity(grid.rows.len());
    for (row, pounds) in grid.rows.into_iter().zip(pounds) {
        let Some(pounds) = pounds else {
            let sentence = misread::number("the end of the row", &row.last.value);
            fields.wrong(&row.last.place, Fault::BadAmount, sentence);
            continue;
        };
        let pounds = Placed::at(&row.last.place, pounds);
        // Written only where something is wrong with one of many rows.
        let of = fmt::from_fn(|out| out.write_str(&in_words(&row.keys)));
        if let Some(amount) = money(fields, &pounds, &of, asked.yearly, within.limit) {
            rows.push(ValueRow {
                keys: row.keys,
                amount,
            });
        }
    }
    Some(Rows {
        columns: grid.columns,
        rows,
        per_hour_above: per_hour.then(|| above_hours(fields)),
    })
}

/// Reads pounds for one of something.
fn rate(fields: &Fields<'_>, key: &str, of: &str) -> Option<Rate> {
    let rate = fields.number(key)?;
    if rate.value.value() <= Decimal::ZERO {
        let sentence = format!("a rate must be above 0: write pounds for one {of}");
        fields.wrong(&rate.place, Fault::BadAmount, sentence);
    }
    Some(rate.value)
}

fn points(fields: &Fields<'_>, asked: &Asked<'_>) -> Option<PricedPoints> {
    if !asked.within.kind.is_some_and(Kind::has_score) {
        not_here(fields, "rate_per_point", "a model that counts points");
        return None;
    }
    let rate = rate(fields, "rate_per_point", "point");
    let above = fields.maybe_number("above_points");
    if let Some(above) = above
        .as_ref()
        .filter(|above| above.value.value() < Decimal::ZERO)
    {
        let sentence = "nobody has points below nothing: write 0 or more, or take it out";
        fields.wrong(&above.place, Fault::BadValue, sentence);
    }
    Some(PricedPoints {
        rate: rate?,
        above: above.map_or(Rate::ZERO, |above| above.value),
    })
}

fn support_hours(fields: &Fields<'_>) -> Option<SupportHours> {
    let rate = rate(fields, "rate_per_hour", "weekly hour");
    let above = above_hours(fields);
    Some(SupportHours { rate: rate?, above })
}

/// The hours that the setting meets itself; none if nothing is said.
fn above_hours(fields: &Fields<'_>) -> Rate {
    let above = fields.maybe_number("above_hours");
    if let Some(above) = above
        .as_ref()
        .filter(|above| !above.value.value().is_zero())
    {
        super::weekly_hours(fields, "above_hours", above);
    }
    above.map_or(Rate::ZERO, |above| above.value)
}

fn cost_share(fields: &Fields<'_>, asked: &Asked<'_>) -> Option<Cost> {
    if asked.within.kind != Some(Kind::CostedProvision) || asked.within.has_bands {
        not_here(fields, "cost_share", "costed_provision without bands");
    }
    let share = fields.number("cost_share")?;
    is_share(fields, &share);
    Some(Cost { share: share.value })
}
