//! What placements cost a year as things stand today, from the total to a setting, and from a setting to its
//! establishments and needs. The children themselves are in the list of children, under its own rules.

use std::collections::BTreeMap;

use super::annual;
use crate::access::{Action, Actor, Subject};
use crate::money::Money;
use crate::needs::{Need, Setting};
use crate::rules::RuleBook;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError};
use crate::store::Store;
use crate::store::plan_history::{self, PlacedNow};

/// Children and what they cost a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its code or id; none for children in no establishment.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// Children.
    pub children: u64,
    /// What they cost a year, within the grant.
    pub annual: Money,
}

/// What placements cost a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spend {
    /// All of them.
    pub total: Line,
    /// By setting, or of one setting by establishment, the dearest first.
    pub lines: Vec<Line>,
    /// By primary need, the dearest first.
    pub needs: Vec<Line>,
    /// Which awards of anybody are not counted at the price of the day, and why, in a sentence.
    pub doubt: Option<String>,
}

/// What placements cost by setting and need.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see the forecast.
pub async fn all(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    moment: Moment,
) -> Result<Spend, ServiceError> {
    let placed = placed(store, book, actor, moment).await?;
    placed.sum(|one| {
        let title = Setting::parse(&one.setting).map_or("Not known", Setting::title);
        (Some(one.setting.clone()), title.to_owned())
    })
}

/// What placements in a setting cost by establishment and need.
///
/// # Errors
/// As [`all`].
pub async fn of_setting(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    setting: Setting,
    moment: Moment,
) -> Result<Spend, ServiceError> {
    let mut placed = placed(store, book, actor, moment).await?;
    placed.all.retain(|(one, _)| one.setting == setting.code());
    placed.sum(|one| match &one.establishment {
        Some((id, name)) => (Some(id.to_string()), name.clone()),
        None => (None, "No establishment".to_owned()),
    })
}

/// Every child with a plan, and what a year costs in pence.
struct Placed {
    all: Vec<(PlacedNow, i64)>,
    doubt: Option<String>,
}

async fn placed(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    moment: Moment,
) -> Result<Placed, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let annual = annual::on(&mut tx, book, moment.today).await?;
    let placed = plan_history::placed(&mut tx, moment.today).await?;
    let priced = |one: PlacedNow| {
        let pence = annual.of(&one.child).pence();
        (one, pence)
    };
    Ok(Placed {
        all: placed.into_iter().map(priced).collect(),
        doubt: annual.doubt(),
    })
}

impl Placed {
    fn sum(
        self,
        place: impl Fn(&PlacedNow) -> (Option<String>, String),
    ) -> Result<Spend, ServiceError> {
        let mut lines: BTreeMap<(Option<String>, String), (u64, i64)> = BTreeMap::new();
        let mut needs: BTreeMap<(Option<String>, String), (u64, i64)> = BTreeMap::new();
        let mut total = (0, 0);
        for (one, pence) in &self.all {
            let need = one.need.clone();
            let title = need.as_deref().and_then(|code| Need::parse(code).ok());
            let title = title.map_or("Not recorded", Need::title).to_owned();
            let sums = [
                lines.entry(place(one)).or_default(),
                needs.entry((need, title)).or_default(),
                &mut total,
            ];
            for (children, annual) in sums {
                *children += 1;
                *annual += pence;
            }
        }
        Ok(Spend {
            total: line(((None, "All".to_owned()), total))?,
            lines: dearest_first(lines)?,
            needs: dearest_first(needs)?,
            doubt: self.doubt,
        })
    }
}

type Summed = ((Option<String>, String), (u64, i64));

fn line(((code, name), (children, pence)): Summed) -> Result<Line, ServiceError> {
    Ok(Line {
        code,
        name,
        children,
        annual: Money::from_pence(pence).map_err(|error| ServiceError::Broken(Box::new(error)))?,
    })
}

fn dearest_first(
    sums: BTreeMap<(Option<String>, String), (u64, i64)>,
) -> Result<Vec<Line>, ServiceError> {
    let mut lines: Vec<Line> = sums.into_iter().map(line).collect::<Result<_, _>>()?;
    lines.sort_by_key(|line| std::cmp::Reverse((line.annual, line.children)));
    Ok(lines)
}
