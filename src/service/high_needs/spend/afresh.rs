//! What placements cost a year, worked out child by child from the records: what the kept sums must equal.

use std::collections::BTreeMap;

use super::{Spend, Sums, dearest_first, in_order, line};
use crate::calendar::Date;
use crate::costs::{section_251_line, section_251_title};
use crate::ids::ChildId;
use crate::money::Money;
use crate::needs::{Need, Setting};
use crate::rules::RuleBook;
use crate::service::ServiceError;
use crate::service::beside::Standing;
use crate::service::high_needs::annual::{self, Annual};
use crate::store::Store;
use crate::store::plan_history::{self, BandDays, PlacedNow};

/// What placements cost by setting and need, from the records and not from the sums that are kept of them; of one setting by
/// establishment. It reads everybody's record: for whoever checks the sums.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub async fn afresh(
    store: &Store,
    book: &RuleBook,
    setting: Option<Setting>,
    today: Date,
) -> Result<Spend, ServiceError> {
    let mut placed = placed(store, book, today).await?;
    let Some(setting) = setting else {
        return placed.sum(|one| {
            let title = Setting::parse(&one.setting).map_or("Not known", Setting::title);
            (Some(one.setting.clone()), title.to_owned())
        });
    };
    placed.all.retain(|one| one.now.setting == setting.code());
    placed.sum(school)
}

/// The establishment of a child as a line: its code is the setting's and the establishment's, as pages address it.
fn school(one: &PlacedNow) -> (Option<String>, String) {
    match &one.establishment {
        Some(place) => (
            Some(format!("{}/{}", one.setting, place.id)),
            place.name.clone(),
        ),
        None => (None, "No establishment".to_owned()),
    }
}

/// The band of a child as a line.
fn band(one: &PlacedCost) -> (Option<String>, String) {
    let name = one.band.clone().unwrap_or_else(|| "No band".to_owned());
    (one.band.clone(), name)
}

/// Every child with a plan, and what a year costs.
struct Placed {
    all: Vec<PlacedCost>,
    doubt: Option<String>,
}

/// A child with a plan, and what a year costs by section 251 line.
struct PlacedCost {
    now: PlacedNow,
    band: Option<String>,
    parts: Vec<(&'static str, Money)>,
}

impl PlacedCost {
    fn annual(&self) -> Result<Money, ServiceError> {
        Money::total(self.parts.iter().map(|(_, sum)| *sum))
            .map_err(|error| ServiceError::Broken(Box::new(error)))
    }
}

async fn placed(store: &Store, book: &RuleBook, today: Date) -> Result<Placed, ServiceError> {
    let mut tx = store.read().await?;
    let annual = annual::on(&mut tx, book, today).await?;
    let placed = plan_history::placed(&mut tx, today).await?;
    let held = plan_history::bands(&mut tx).await?;
    let mut bands: BTreeMap<(ChildId, String), String> = BTreeMap::new();
    let is_held = |one: &BandDays| one.from <= today && one.to.is_none_or(|to| today < to);
    for one in held.into_iter().filter(is_held) {
        // Of two in one setting the later.
        bands.insert((one.child, one.setting), one.band);
    }
    let priced = |now: PlacedNow| PlacedCost {
        parts: coded(&now, &annual),
        band: bands
            .get(&(now.child.clone(), now.setting.clone()))
            .cloned(),
        now,
    };
    Ok(Placed {
        all: placed.into_iter().map(priced).collect(),
        doubt: annual.doubt(),
    })
}

/// What a child costs by line of the section 251 statement; nothing that is outside the grant.
fn coded(now: &PlacedNow, annual: &Annual) -> Vec<(&'static str, Money)> {
    let setting = Setting::parse(&now.setting).unwrap_or(Setting::Unk);
    let of_type = now
        .establishment
        .as_ref()
        .map_or("", |place| place.kind.as_str());
    annual
        .parts(&now.child)
        .filter(|(kind, sum)| kind.is_within_grant() && *sum != Money::ZERO)
        .map(|(kind, sum)| (section_251_line(kind, setting, of_type), sum))
        .collect()
}

impl Placed {
    fn sum(
        self,
        place: impl Fn(&PlacedNow) -> (Option<String>, String),
    ) -> Result<Spend, ServiceError> {
        let mut lines = Sums::new();
        let mut needs = Sums::new();
        let mut bands = Sums::new();
        let mut coded = Sums::new();
        let mut total = (0, 0);
        for one in &self.all {
            let pence = one.annual()?.pence();
            let need = one.now.need.clone();
            let title = need.as_deref().and_then(|code| Need::parse(code).ok());
            let title = title.map_or("Not recorded", Need::title).to_owned();
            let sums = [
                lines.entry(place(&one.now)).or_default(),
                needs.entry((need, title)).or_default(),
                bands.entry(band(one)).or_default(),
                &mut total,
            ];
            for (children, annual) in sums {
                *children += 1;
                *annual += pence;
            }
            let mut of_child: BTreeMap<&'static str, i64> = BTreeMap::new();
            for (line, sum) in &one.parts {
                *of_child.entry(line).or_default() += sum.pence();
            }
            for (line, pence) in of_child {
                let title = section_251_title(line).unwrap_or_default();
                let key = (Some(line.to_owned()), title.to_owned());
                let (children, annual) = coded.entry(key).or_default();
                *children += 1;
                *annual += pence;
            }
        }
        Ok(Spend {
            total: line(((None, "All".to_owned()), total))?,
            lines: dearest_first(lines)?,
            needs: dearest_first(needs)?,
            bands: match bands.keys().any(|(code, _)| code.is_some()) {
                true => bands.into_iter().map(line).collect::<Result<_, _>>()?,
                false => Vec::new(),
            },
            coded: in_order(coded)?,
            doubt: self.doubt,
            standing: Standing::Now,
            is_kept_back: false,
        })
    }
}
