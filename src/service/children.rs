//! The list of children: what may be asked of it, by whom, and what its words become.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, ToSpan as _};
use serde::{Deserialize, Serialize};

use super::child_record::Worth;
use super::reach::{allows, scope};
use super::{Moment, ServiceError, kept_back, new_id, payments, trail};
use crate::access::{Action, Actor};
use crate::calendar::{Date, TransferDays, YearGroup};
use crate::ids::{AwardId, ChildId, SavedSearchId};
use crate::needs::{BandId, Need, Setting};
use crate::rules::RuleBook;
use crate::store::caseload::{self, Filter};
use crate::store::{Page, Paged, Store, saved_search};

pub use crate::store::caseload::{ChildLine, Order, PlanFilter};

/// How many children one page shows.
pub const PAGE_SIZE: u32 = 25;
/// A search can be returned to for so long.
const SEARCH_KEPT: SignedDuration = SignedDuration::from_hours(12);

/// A review counts as due soon for so many days.
pub const REVIEW_DAYS: i64 = 60;

/// Which open plans are listed by their review.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReviewFilter {
    /// Whatever its day.
    #[default]
    Any,
    /// It was due before today.
    Overdue,
    /// It is due from today, within [`REVIEW_DAYS`].
    Soon,
}

/// Which open plans are listed by a move between phases that is not settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TransferFilter {
    /// With or without one.
    #[default]
    Any,
    /// Due by the academic year's 15 February, or earlier: into or between schools.
    IntoSchool,
    /// Due after that and by its 31 March: into post-16.
    IntoPost16,
}

/// What somebody searches for. At least one is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchWords {
    /// A reference, a UPN, or a name or its beginning.
    #[serde(default)]
    pub words: Option<String>,
    /// The name of a school or its beginning.
    #[serde(default)]
    pub school: Option<String>,
}

/// What to find; nothing in it says who a child is, so it may stand in an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The search whose words are kept apart.
    pub search: Option<SavedSearchId>,
    /// A year group.
    pub year: Option<YearGroup>,
    /// A primary need.
    pub need: Option<Need>,
    /// A setting.
    pub setting: Option<Setting>,
    /// A band of an award in force.
    pub band: Option<BandId>,
    /// Which plans.
    pub plan: PlanFilter,
    /// Only open plans without a known placement.
    pub placement_unknown: bool,
    /// Which open plans by their review.
    pub review: ReviewFilter,
    /// Which open plans by a move between phases.
    pub transfer: TransferFilter,
    /// In which order.
    pub order: Order,
}

/// A page of the list, and what its reader may see of it.
#[derive(Debug)]
pub struct Found {
    /// The lines.
    pub lines: Paged<ChildLine>,
    /// What the awards of the lines are worth today.
    pub worth: BTreeMap<AwardId, Worth>,
    /// What was searched for, if anything was and it is the reader's own.
    pub words: Option<SearchWords>,
    /// Whether no child or no school is called so, and the lines are of names spelt nearly so.
    pub near: bool,
    /// Whether needs are shown, and may be asked for.
    pub with_needs: bool,
    /// Whether bands and amounts are shown, and may be asked for.
    pub with_awards: bool,
    /// Those of whom they are not shown before the reader has judged a profile that waits, of the children listed or left out.
    pub kept_back: BTreeSet<ChildId>,
}

/// Finds children within what the actor may see.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may list nobody.
pub async fn find(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    wanted: &Wanted,
    page: u32,
    moment: Moment,
) -> Result<Found, ServiceError> {
    let scope = scope(actor, Action::ListChildren)?;
    let with_needs = allows(actor, Action::ViewNeeds);
    let with_awards = allows(actor, Action::ViewAwards);
    let mut tx = store.read().await?;
    let words = match &wanted.search {
        Some(id) => saved_search::find(&mut tx, id, &actor.user, moment.instant)
            .await?
            .and_then(|kept| serde_json::from_str::<SearchWords>(&kept).ok()),
        None => None,
    };
    let text = words.as_ref().and_then(|kept| kept.words.clone());
    let (review_due_from, review_due_before) = review_days(wanted.review, moment.today);
    let mut filter = Filter {
        text,
        near: false,
        school: words.as_ref().and_then(|kept| kept.school.clone()),
        born: wanted.year.map(|year| year.born(moment.today)),
        // What is not shown cannot be asked for either: a count would tell it.
        need: wanted.need.filter(|_| with_needs),
        setting: wanted.setting,
        establishment: None,
        band: wanted.band.clone().filter(|_| with_awards),
        but: BTreeSet::new(),
        review_due_from,
        review_due_before,
        transfer_due: transfer_days(wanted.transfer, moment.today),
        placement_unknown: wanted.placement_unknown,
        plan: wanted.plan,
        order: wanted.order,
    };
    if filter.band.is_some() {
        filter.but = kept_back::among(&mut tx, actor, None).await?;
    }
    let mut lines = list_within(&mut tx, &scope, &filter, page, moment).await?;
    if lines.total == 0 && (filter.text.is_some() || filter.school.is_some()) {
        filter.near = true;
        lines = list_within(&mut tx, &scope, &filter, page, moment).await?;
    }
    let mut worth = BTreeMap::new();
    let mut kept_back = BTreeSet::new();
    if with_awards {
        let listed: Vec<ChildId> = lines.items.iter().map(|line| line.child.clone()).collect();
        kept_back = kept_back::among(&mut tx, actor, Some(&listed)).await?;
        let awarded = lines.items.iter().filter(|line| line.award.is_some());
        let awarded: Vec<ChildId> = awarded.map(|line| line.child.clone()).collect();
        worth = payments::worth_on(&mut tx, book, moment.today, &awarded).await?;
    }
    drop(tx);
    for line in &mut lines.items {
        if !with_needs {
            line.need = None;
        }
        if !with_awards || kept_back.contains(&line.child) {
            line.band = None;
            line.award = None;
        }
    }
    let shown = lines.items.iter().map(|line| &line.child);
    trail::listed(store, moment, actor, "all", shown).await?;
    Ok(Found {
        near: filter.near && lines.total > 0,
        lines,
        worth,
        words,
        with_needs,
        with_awards,
        kept_back: kept_back.into_iter().chain(filter.but).collect(),
    })
}

/// From which day a review is due, and before which.
fn review_days(filter: ReviewFilter, today: Date) -> (Option<Date>, Option<Date>) {
    match filter {
        ReviewFilter::Any => (None, None),
        ReviewFilter::Overdue => (None, Some(today)),
        ReviewFilter::Soon => (Some(today), Some(soon(today))),
    }
}

/// The first day on which a review is not due soon any more.
#[must_use]
pub fn soon(today: Date) -> Date {
    today.saturating_add(REVIEW_DAYS.days())
}

/// After which day a move is due, and up to which.
fn transfer_days(filter: TransferFilter, today: Date) -> Option<(Date, Date)> {
    let days = TransferDays::around(today);
    match filter {
        TransferFilter::Any => None,
        TransferFilter::IntoSchool => Some((Date::MIN, days.into_school)),
        TransferFilter::IntoPost16 => Some((days.into_school, days.into_post_16)),
    }
}

/// The page asked for, or the last one where the list has become shorter.
async fn list_within(
    tx: &mut crate::store::Tx,
    scope: &caseload::Scope,
    filter: &Filter,
    page: u32,
    moment: Moment,
) -> Result<Paged<ChildLine>, ServiceError> {
    let lines = caseload::list(tx, scope, filter, moment.today, Page::new(page, PAGE_SIZE)).await?;
    let last = u32::try_from(lines.pages()).unwrap_or(u32::MAX);
    if lines.page.number() <= last {
        return Ok(lines);
    }
    Ok(caseload::list(tx, scope, filter, moment.today, Page::new(last, PAGE_SIZE)).await?)
}

/// Keeps the words of a search, and returns the id under which its address asks for them.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may list nobody.
pub async fn keep_search(
    store: &Store,
    actor: &Actor,
    words: &SearchWords,
    moment: Moment,
) -> Result<SavedSearchId, ServiceError> {
    super::reach::require(
        actor,
        Action::ListChildren,
        &crate::access::Subject::Anything,
    )?;
    let id = new_id(SavedSearchId::parse)?;
    let kept =
        serde_json::to_string(words).map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let expires_at = moment
        .instant
        .saturating_add(SEARCH_KEPT)
        .unwrap_or(jiff::Timestamp::MAX);
    let mut tx = store.begin().await?;
    saved_search::sweep(&mut tx, moment.instant).await?;
    saved_search::insert(&mut tx, &id, &actor.user, &kept, expires_at).await?;
    tx.commit().await?;
    Ok(id)
}
