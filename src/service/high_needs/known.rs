//! Everybody who was placed since the last January, and what each costs by day: the first year of a forecast is priced by it.

use std::collections::BTreeMap;

use super::ours::ours;
use crate::calendar::{Date, Period, iso_text};
use crate::forecast::{
    Census, ChildHistory, Input, KnownStay, Pipeline, Problem, Source, is_of_age,
};
use crate::ids::{ChildId, Digest};
use crate::money::Money;
use crate::service::ServiceError;
use crate::service::payments::AwardPrices;
use crate::store::plan_history::{self, CostInForce, Whom};
use crate::store::{Tx, case_authority};

/// The days that are asked about: the year from the last January, and today.
pub(super) fn window(last: Census, today: Date) -> Period {
    let year = year_of(last);
    let next = today.tomorrow().unwrap_or(today);
    Period::new(today, next).map_or(year, |today| year.through(&today))
}

/// The calendar year of a January.
fn year_of(census: Census) -> Period {
    let first = |year: i16| jiff::civil::date(year.clamp(1, 9998), 1, 1);
    // A year ends after it begins; the calendar's last is without end.
    Period::new(
        first(census.january),
        first(census.january.saturating_add(1)),
    )
    .unwrap_or(Period::open(first(census.january)))
}

/// Everybody who held a plan on any day since the last January, a stay for each setting, need and band, with what each day
/// costs.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn stays(
    tx: &mut Tx,
    children: &BTreeMap<ChildId, ChildHistory>,
    (last, today): (Census, Date),
    (awards, window): (&AwardPrices, &Period),
) -> Result<Vec<KnownStay>, ServiceError> {
    let mut costs: BTreeMap<ChildId, Vec<(Period, Money)>> = BTreeMap::new();
    for priced in &awards.0 {
        let of = costs.entry(priced.child.clone()).or_default();
        of.push((priced.days, priced.annual));
    }
    let payers = case_authority::payers(tx, window, Whom::Everybody).await?;
    let lines = plan_history::costs_between(tx, window).await?;
    for line in ours(lines, &payers, window.start()) {
        let prices = by_day(&line)?;
        costs.entry(line.child).or_default().extend(prices);
    }
    let year = year_of(last);
    let of = |(number, (id, child)): (u32, (&ChildId, &ChildHistory))| {
        let costs = costs.remove(id).unwrap_or_default();
        let stays = child.stays(&year, last.day, today).into_iter();
        stays.map(move |stay| KnownStay {
            child: number,
            costs: costs.clone(),
            ..stay
        })
    };
    Ok((0..).zip(children).flat_map(of).collect())
}

/// A cost line's days by price, within the grant; what comes in is below nought.
fn by_day(line: &CostInForce) -> Result<Vec<(Period, Money)>, ServiceError> {
    let terms = &line.terms;
    if !terms.kind.is_within_grant() {
        return Ok(Vec::new());
    }
    let broken = |error| ServiceError::Broken(Box::new(error));
    let first = terms.price_on(terms.period.start()).map_err(broken)?;
    let Some(rise) = first.until else {
        return Ok(vec![(terms.period, first.annual)]);
    };
    let risen = terms.price_on(rise).map_err(broken)?;
    let before = terms.period.before(rise).map(|days| (days, first.annual));
    let after = terms.period.from(rise).map(|days| (days, risen.annual));
    Ok(before.into_iter().chain(after).collect())
}

/// How many of those on record today are left out, and why.
pub(super) fn left_out(stays: &[KnownStay], today: Date) -> Option<Problem> {
    let there = stays.iter().filter(|stay| stay.days.contains(today));
    let count = there.filter(|stay| !is_of_age(stay.year_group)).count();
    let who = match count {
        0 => return None,
        1 => "1 child on record today is".to_owned(),
        _ => format!("{count} children on record today are"),
    };
    let sentence = format!(
        "{who} left out, with what is paid: no birth date is recorded, or one of an age at which no plan is held"
    );
    Some(Problem::warning(Source::Known, None, sentence))
}

/// What a forecast was made of besides transitions, people and costs, as one input.
pub(super) fn input(stays: &[KnownStay], pipeline: &Pipeline) -> Input {
    let mut text = format!("{}\n", iso_text(pipeline.day));
    for ((stage, age), count) in &pipeline.cases {
        text.push_str(&format!("{},{age},{count}\n", stage.title()));
    }
    for stay in stays {
        let band = stay.band.as_deref().unwrap_or_default();
        let year_group = stay
            .year_group
            .map_or(String::new(), |group| group.to_string());
        text.push_str(&format!(
            "{},{year_group},{},{},{},{band},{:?}\n",
            stay.child, stay.is_transfer, stay.need, stay.setting, stay.days
        ));
        for (days, annual) in &stay.costs {
            text.push_str(&format!("{days:?},{}\n", annual.pence()));
        }
    }
    Input {
        source: Source::Known,
        name: "the database".to_owned(),
        sha256: Digest::of(text.as_bytes()),
        rows: u32::try_from(stays.len() + pipeline.cases.len()).unwrap_or(u32::MAX),
        refused: 0,
    }
}
