//! Amounts that are agreed one by one, above a sum: never less than what a band of lower need brings.

use crate::money::{Decimal, Money, Rate};
use crate::needs::BandId;
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed};
use crate::rules::set::{ANY_KEY, AboveCap, Band, BandRange, Column, Rows, ValueTable, Values};
use crate::rules::tree::{Place, Table, Value};
use crate::rules::words::in_pounds;

use super::model::Kind;
use super::published::by_band;
use super::streams::Within;

/// The least and the most that a band brings in a table.
type Amounts = (Decimal, Decimal);

/// Says where a sum of `agreed_above` lies below a band of lower need, or above one of higher need.
pub(super) fn above_lower(
    stream: &Fields<'_>,
    bands: &[Placed<Band>],
    tables: &[Placed<ValueTable>],
    within: &Within<'_>,
) {
    // Awards that stand side by side are in no order of need.
    if within.kind == Some(Kind::AdditiveStreams) {
        return;
    }
    for table in tables {
        for (at, band) in bands.iter().enumerate() {
            let id = &band.value.id;
            let Some(sum) = table.value.agreed_above.get(id) else {
                continue;
            };
            let (lower, higher) = bands.split_at(at);
            let place = place_of(stream, table, id);
            let brings = |other| brings(other, &table.value, within);
            let found: Vec<_> = lower.iter().filter_map(brings).collect();
            if let Some((other, least, _)) = found.iter().max_by_key(|(_, least, _)| *least)
                && *least > sum.pounds()
            {
                below(stream, place, (id, *sum), other, *least);
            } else if let Some((other, _, most)) = found.iter().max_by_key(|(_, _, most)| *most)
                && *most > sum.pounds()
                && !may_fall(stream, table)
            {
                let sentence = format!(
                    "band {id} is agreed above {sum}, less than the {} that some row brings band {other}, which is of lower need: raise the sum, or write may_fall = true if it is meant",
                    in_pounds(Rate::new(*most))
                );
                stream.doubt(place, Fault::FallingAmount, sentence);
            }
            let fixed = higher
                .iter()
                .filter(|band| !table.value.agreed_above.contains_key(&band.value.id));
            if let Some((other, _, most)) = fixed
                .filter_map(brings)
                .find(|(_, _, most)| *most < sum.pounds())
            {
                let sentence = format!(
                    "band {id} is agreed above {sum}, more than the {} of band {other}, which is of higher need: mend one of them, or band_order",
                    in_pounds(Rate::new(most))
                );
                stream.wrong(place, Fault::FallingAmount, sentence);
            }
        }
    }
}

/// A band with the least and the most that it brings.
fn brings<'b>(
    band: &'b Placed<Band>,
    table: &ValueTable,
    within: &Within<'_>,
) -> Option<(&'b BandId, Decimal, Decimal)> {
    let (least, most) = amounts(&band.value, table, within)?;
    Some((&band.value.id, least, most))
}

fn below(
    stream: &Fields<'_>,
    place: &Place,
    (band, sum): (&BandId, Money),
    other: &BandId,
    least: Decimal,
) {
    let sentence = format!(
        "band {band} is agreed above {sum}, less than the {} of band {other}, which is of lower need: raise the sum, or mend the amount or band_order",
        in_pounds(Rate::new(least))
    );
    stream.wrong(place, Fault::FallingAmount, sentence);
}

/// Where the sum of a band stands, or else its table.
fn place_of<'t>(stream: &Fields<'t>, table: &'t Placed<ValueTable>, band: &BandId) -> &'t Place {
    let section = section_of(stream, table);
    let agreed = section.and_then(|section| section.get("agreed_above"));
    match agreed.map(|node| &node.value) {
        Some(Value::Table(sums)) => sums
            .get(band.as_str())
            .map_or(&table.place, |node| &node.place),
        _ => &table.place,
    }
}

fn may_fall(stream: &Fields<'_>, table: &Placed<ValueTable>) -> bool {
    let said = section_of(stream, table).and_then(|section| section.get("may_fall"));
    said.is_some_and(|node| matches!(node.value, Value::Flag(true)))
}

fn section_of<'t>(stream: &Fields<'t>, table: &Placed<ValueTable>) -> Option<&'t Table> {
    let mut sections = stream.sections("value_table").into_iter();
    sections.find(|section| {
        let id = section.get("id").and_then(|node| node.text());
        id == Some(table.value.id.as_str())
    })
}

fn amounts(band: &Band, table: &ValueTable, within: &Within<'_>) -> Option<Amounts> {
    if let Some(sum) = table.agreed_above.get(&band.id) {
        return Some((sum.pounds(), sum.pounds()));
    }
    let one = |amount: Decimal| (amount, amount);
    match &table.values {
        Values::Rows(rows) if rows.per_hour_above.is_none() => of_rows(&band.id, rows),
        Values::SupportHours(priced) if within.kind == Some(Kind::HoursThreshold) => {
            let most = table.most_hours;
            let clamp = most.filter(|most| most.above == AboveCap::Clamp);
            let hours = |hours: Decimal| clamp.map_or(hours, |most| hours.min(most.most.value()));
            measured(band.range, hours, priced.above.value(), priced.rate.value())
        }
        Values::Points(priced) => measured(
            band.range,
            |points| points,
            priced.above.value(),
            priced.rate.value(),
        ),
        values => by_band(&band.id, values).map(one),
    }
}

/// What the highest measure of a band comes to: somebody in the band has it.
fn measured(
    range: Option<BandRange>,
    funded: impl Fn(Decimal) -> Decimal,
    above: Decimal,
    rate: Decimal,
) -> Option<Amounts> {
    let most = funded(range?.to.value()).checked_sub(above)?;
    let most = most.max(Decimal::ZERO).checked_mul(rate)?;
    Some((most, most))
}

fn of_rows(band: &BandId, rows: &Rows) -> Option<Amounts> {
    let at = rows.columns.iter().position(|one| *one == Column::Band);
    let of = |key: &str| {
        let of_key =
            move |keys: &[String]| at.is_none_or(|at| keys.get(at).is_some_and(|k| k == key));
        let amounts = rows.rows.iter().filter(|row| of_key(&row.keys));
        amounts
            .map(|row| row.amount.pounds())
            .fold(None, |found, amount| {
                let (least, most): Amounts = found.unwrap_or((amount, amount));
                Some((least.min(amount), most.max(amount)))
            })
    };
    of(band.as_str()).or_else(|| of(ANY_KEY))
}
