//! The kinds of provision of a costed model: their prices, weeks and limits.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Date, parse_iso_date};
use crate::money::{Decimal, Rate};
use crate::needs::ProvisionId;
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed, number_of, shown};
use crate::rules::set::{HoursCap, Model, Provision, ProvisionPrice, TotalOf};
use crate::rules::tree::Table;

use super::conditions::{Kinds, Names};
use super::model::{hours_cap, not_here};
use super::needs::same_id;

/// More weeks than any year has.
const WEEKS_MAX: i64 = 53;

/// Reads the limits of the model and every `[[provision]]`.
pub(super) fn costed(stream: &Fields<'_>, model: &Fields<'_>, names: &Names<'_>) -> Option<Model> {
    let weeks = model
        .number("weeks")
        .inspect(|weeks| weeks_a_year(model, weeks));
    let total = hours_cap(model, "total_hours", "above_total_hours");
    let choices = [
        ("lowest", TotalOf::Lowest),
        ("last_line", TotalOf::LastLine),
    ];
    let total_of = model.maybe_choice("total_hours_of", &choices);
    let tables = stream.sections("provision");
    if tables.is_empty() {
        let sentence = "costed_provision needs a [[provision]] for each kind of line: add them";
        stream.wrong(stream.place(), Fault::MissingKey, sentence);
    }
    let mut ids = BTreeSet::new();
    let total = total.map(|cap| cap.value);
    let read = |table| provision(stream, table, (total, names), &mut ids);
    let provisions: Vec<Provision> = tables.into_iter().filter_map(read).collect();
    if let Some(total_of) = &total_of
        && provisions.iter().all(|kind| kind.total_hours.is_none())
    {
        let sentence = "no [[provision]] has total_hours of its own, so there is one limit over all lines and nothing to choose from: take total_hours_of out, or give the kinds their limits";
        model.wrong(&total_of.place, Fault::PointlessCap, sentence);
    }
    Some(Model::CostedProvision {
        provisions,
        weeks: weeks?.value,
        total_hours: total,
        total_of: total_of.map(|of| of.value).unwrap_or_default(),
    })
}

/// Says that a number is no number of weeks in a year.
pub(super) fn weeks_a_year(fields: &Fields<'_>, weeks: &Placed<Rate>) {
    let number = weeks.value.value();
    if number <= Decimal::ZERO || number > Decimal::from(WEEKS_MAX) {
        let sentence = format!(
            "weeks is “{}”, which is not a number of weeks in a year: write one above 0 and at most {WEEKS_MAX}",
            weeks.value
        );
        fields.wrong(&weeks.place, Fault::BadValue, sentence);
    }
}

fn provision(
    stream: &Fields<'_>,
    table: &Table,
    (total, names): (Option<HoursCap>, &Names<'_>),
    ids: &mut BTreeSet<ProvisionId>,
) -> Option<Provision> {
    let keys = [
        "id",
        "title",
        "rate",
        "rate_from",
        "individual",
        "shared",
        "weeks",
        "hours",
        "above_hours",
        "total_hours",
        "above_total_hours",
        "when",
        "note",
    ];
    let fields = Fields::of(table, "[[provision]]", &keys, stream.problems);
    let id = fields.parsed::<ProvisionId>("id");
    let title = fields.text("title");
    let price = price(&fields);
    let rate_from = match price {
        Some(ProvisionPrice::Hourly { rate, .. }) => rates_from(&fields, rate, names),
        _ => BTreeMap::new(),
    };
    let weeks = fields.maybe_number("weeks");
    if let Some(weeks) = &weeks {
        weeks_a_year(&fields, weeks);
    }
    let hours = hours_cap(&fields, "hours", "above_hours");
    let total_hours = hours_cap(&fields, "total_hours", "above_total_hours");
    let lowest = [total_hours.as_ref().map(|cap| cap.value), total]
        .into_iter()
        .flatten();
    let lowest = lowest.map(|cap| cap.most).min();
    if let (Some(hours), Some(total)) = (&hours, lowest)
        && hours.value.most > total
    {
        let sentence = format!(
            "the limit of {} hours never binds, since all lines together have at most {total}: lower it, or take hours and above_hours out",
            hours.value.most
        );
        fields.wrong(&hours.place, Fault::PointlessCap, sentence);
    }
    let id = id?;
    if !ids.insert(id.value.clone()) {
        same_id(&fields, "provision", id.value.as_str(), &id.place);
    }
    Some(Provision {
        id: id.value,
        title: title?.value,
        price: price?,
        rate_from,
        weeks: weeks.map(|weeks| weeks.value),
        hours: hours.map(|cap| cap.value),
        total_hours: total_hours.map(|cap| cap.value),
        when: names.conditions(&fields, "when", Kinds::All),
        note: fields.maybe_text("note").map(|note| note.value),
    })
}

/// The rates that follow the first, each from a day on.
fn rates_from(fields: &Fields<'_>, first: Rate, names: &Names<'_>) -> BTreeMap<Date, Rate> {
    let mut rates: BTreeMap<Date, Rate> = BTreeMap::new();
    let mut places = BTreeMap::new();
    if fields.maybe("rate_from").is_none() {
        return rates;
    }
    let Some(table) = fields.section("rate_from") else {
        return rates;
    };
    if table.entries.is_empty() {
        let sentence = "rate_from is empty: write a day and its rate, such as { 2026-09-01 = \"18.20\" }, or take it out";
        fields.wrong(&table.place, Fault::Empty, sentence);
    }
    for entry in &table.entries {
        let Some(day) = parse_iso_date(&entry.key) else {
            let sentence = format!(
                "“{}” is no day: write year-month-day and the rate from then on, such as 2026-09-01 = \"18.20\"",
                shown(&entry.key)
            );
            fields.wrong(&entry.place, Fault::BadValue, sentence);
            continue;
        };
        let Some(rate) = number_of(&entry.node, &entry.key, fields.problems) else {
            continue;
        };
        not_below_nothing(fields, &rate);
        if let Some((from, to)) = names.days()
            && (day <= from || day > to)
        {
            let sentence = format!(
                "the set is in force from {from} to {to}, so on no day or on every day the rate is that from {day}: mend the day, or write the rate of these days as rate"
            );
            fields.wrong(&entry.place, Fault::PointlessCondition, sentence);
        }
        rates.insert(day, rate.value);
        places.insert(day, rate.place);
    }
    let mut before = first;
    for (day, rate) in &rates {
        if *rate == before {
            let place = places.get(day).unwrap_or(&table.place);
            let sentence = format!(
                "the rate from {day} is {rate}, as it was before: mend one of them, or leave the day out"
            );
            fields.wrong(place, Fault::BadValue, sentence);
        }
        before = *rate;
    }
    rates
}

fn not_below_nothing(fields: &Fields<'_>, rate: &Placed<Rate>) {
    if rate.value.value() < Decimal::ZERO {
        let sentence = "a rate below 0 would take money away for need: write 0 or more";
        fields.wrong(&rate.place, Fault::BadAmount, sentence);
    }
}

fn price(fields: &Fields<'_>) -> Option<ProvisionPrice> {
    if fields.maybe_flag("individual") == Some(true) {
        let by_the_hour = [
            "rate",
            "rate_from",
            "shared",
            "weeks",
            "hours",
            "above_hours",
            "total_hours",
            "above_total_hours",
        ];
        for key in by_the_hour {
            not_here(fields, key, "provision that is priced by the hour");
        }
        return Some(ProvisionPrice::Individual {});
    }
    let shared = fields.maybe_flag("shared").unwrap_or(false);
    let rate = fields.number("rate")?;
    not_below_nothing(fields, &rate);
    Some(ProvisionPrice::Hourly {
        rate: rate.value,
        shared,
    })
}
