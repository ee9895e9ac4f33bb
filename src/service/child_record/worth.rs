//! What each award of a record is worth by period and on a day, priced by the approved sets of the authority whose band it is.

use std::collections::BTreeMap;

use crate::calendar::{Date, Period};
use crate::engine::{Agreed, Context, PeriodPrice, PriceReason, PricingSet, price_by_period};
use crate::ids::AwardId;
use crate::money::Money;
use crate::needs::{BandId, NeedsProfile};
use crate::rules::{RuleBook, RuleSet};
use crate::service::ServiceError;
use crate::service::rule_life::{self, Priced};
use crate::service::scoring::rules_of;
use crate::store::Tx;
use crate::store::award::{AwardPrice, AwardVersion};
use crate::store::timeline::Timeline;

/// What an award is worth on one of its days: what a page says that is of now. What was decided is kept beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worth {
    /// Pounds and pence a year for the share of full time; none where there is no amount by band.
    pub annual: Option<Money>,
    /// The same as it was decided.
    pub decided: Option<Money>,
    /// The band by which it is priced.
    pub band: Option<BandId>,
    /// The first of the days on which it is worth that.
    pub since: Date,
    /// Whether its amount or its having none is by the rules of the day. If not, it stands as it was decided: it is owed, though
    /// payments wait until rules price it.
    pub is_priced: bool,
}

impl Worth {
    /// What an award is worth on a day, by its prices; none before its first paid day and after its last.
    pub(in crate::service) fn on(
        terms: &AwardVersion,
        prices: Option<&[PeriodPrice]>,
        day: Date,
    ) -> Option<Worth> {
        if !days(terms)?.contains(day) {
            return None;
        }
        let price = prices.and_then(|prices| prices.iter().find(|price| price.days.contains(day)));
        let price =
            price.filter(|price| price.annual.is_some() || price.reason == PriceReason::NotFunded);
        Some(Worth {
            annual: price.map_or(terms.annual, |price| price.annual),
            decided: terms.annual,
            band: price.map_or(&terms.band, |price| &price.band).clone(),
            since: price.map_or(terms.from, |price| price.days.start()),
            is_priced: price.is_some(),
        })
    }

    /// Whether it is worth something else than was decided.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        self.annual != self.decided
    }
}

/// The prices of each award by period; none of one of which nothing is due, or whose rules cannot be read any more.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(in crate::service) async fn worth(
    tx: &mut Tx,
    book: &RuleBook,
    found: &Timeline,
) -> Result<BTreeMap<AwardId, Vec<PeriodPrice>>, ServiceError> {
    let mut prices = BTreeMap::new();
    let mut pricing: BTreeMap<String, Vec<Priced>> = BTreeMap::new();
    for (_, terms) in &found.awards {
        let Some(days) = days(terms) else {
            continue;
        };
        let decided = match &terms.rule_set {
            // A text that is no rule set to this program leaves the record readable without its prices.
            Some(digest) => rules_of(tx, book, digest).await.ok(),
            None => None,
        };
        if decided.is_none() && terms.price == AwardPrice::Band {
            continue;
        }
        let authority = decided.as_ref().map(|rules| rules.scheme.authority.clone());
        let authority = authority.unwrap_or_default();
        if !pricing.contains_key(&authority) {
            let sets = rule_life::pricing(tx, book, &authority).await?;
            pricing.insert(authority.clone(), sets);
        }
        let sets = pricing
            .get(&authority)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let (profile, context) = decided_on(found, terms);
        let periods = priced(terms, days, decided.as_ref(), sets, (&profile, &context));
        prices.insert(terms.award.clone(), periods);
    }
    Ok(prices)
}

/// The days of an award; none where nothing was ever due.
pub(in crate::service) fn days(terms: &AwardVersion) -> Option<Period> {
    match terms.to {
        Some(to) => Period::new(terms.from, to).ok(),
        None => Some(Period::open(terms.from)),
    }
}

/// The prices of an award by period, by the sets of the authority by whose rules it was decided, from the needs and the circumstances
/// that it was decided on.
pub(in crate::service) fn priced(
    terms: &AwardVersion,
    days: Period,
    decided: Option<&RuleSet>,
    sets: &[Priced],
    (profile, context): (&NeedsProfile, &Context),
) -> Vec<PeriodPrice> {
    let agreed = Agreed {
        days,
        by: decided.map(|rules| (terms.band.as_ref(), rules)),
        annual: terms.annual,
        fixed: terms.price != AwardPrice::Band,
        profile,
        context,
    };
    let sets: Vec<PricingSet<'_>> = sets
        .iter()
        .map(|set| PricingSet {
            days: set.days,
            rules: &set.rules,
        })
        .collect();
    price_by_period(&agreed, &sets)
}

/// An award's circumstances: those of its determination, as JSON, in the setting and for the share of the award.
pub(in crate::service) fn context_of(terms: &AwardVersion, determined: Option<&str>) -> Context {
    let asked: Option<Context> = determined.and_then(|context| serde_json::from_str(context).ok());
    Context {
        setting: terms.setting,
        fte: terms.fte,
        ..asked.unwrap_or_else(|| Context::year(terms.from, terms.setting, None, terms.fte))
    }
}

/// The needs that the award's decision was made on, and the award's circumstances.
pub(in crate::service) fn decided_on(
    found: &Timeline,
    terms: &AwardVersion,
) -> (NeedsProfile, Context) {
    let decision = found
        .decisions
        .iter()
        .find(|decision| decision.id == terms.decision);
    let versions = found.profiles.iter().flat_map(|(_, versions)| versions);
    let profile = decision.and_then(|decision| decision.profile.as_ref());
    let needs = profile.and_then(|(id, number)| {
        versions
            .into_iter()
            .find(|version| version.profile == *id && version.number == *number)
    });
    let made = decision.and_then(|decision| decision.determination.as_ref());
    let made = made.and_then(|id| found.determinations.iter().find(|made| made.id == *id));
    let context = context_of(terms, made.map(|made| made.context.as_str()));
    (
        needs
            .map(|version| version.needs.clone())
            .unwrap_or_default(),
        context,
    )
}
