//! Brings the kept sums in step with the records: works out the children whose records were written since, and those for whom
//! a day has come on which something changes.

use std::collections::BTreeMap;

use crate::calendar::{Date, Period};
use crate::costs::section_251_line;
use crate::ids::{ChildId, Digest};
use crate::needs::Setting;
use crate::rules::RuleBook;
use crate::service::beside::{self, Standing};
use crate::service::high_needs::annual::{a_year, year_before};
use crate::service::high_needs::ours::ours;
use crate::service::payments::{PricingRules, award_prices_of};
use crate::service::{Moment, ServiceError};
use crate::store::plan_history::{self, BandDays, CostInForce, PlacedNow, Whom};
use crate::store::spend::{self as kept, ChildSpend};
use crate::store::{Store, Tx, case_authority};

/// How many children one transaction works out: on SQLite it holds the only writer's place, and a job may do so while others
/// write.
const CHILDREN_A_TURN: u32 = 2_000;
/// The most children who are worked out while a page waits.
const CHILDREN_WHILE_WAITING: u32 = 200;
/// How many children one statement names.
const CHILDREN_AT_ONCE: usize = 500;

/// Brings the sums in step where few children were written since, or the authority is small. Of a large one whose rules
/// changed, or for which a day has come on which many prices change, a job does, and the sums stand as they are.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub(super) async fn or_ask(
    store: &Store,
    book: &RuleBook,
    moment: Moment,
) -> Result<Standing, ServiceError> {
    let rules = digest_of(book);
    let mut tx = store.read().await?;
    if kept::is_in_step(&mut tx, &rules, moment.today).await? {
        return Ok(Standing::Now);
    }
    let is_large = beside::is_large(&mut tx).await?;
    let at_most = CHILDREN_WHILE_WAITING;
    if !is_large || kept::is_little(&mut tx, &rules, moment.today, at_most).await? {
        drop(tx);
        bring_in_step(store, book, moment).await?;
        return Ok(Standing::Now);
    }
    let standing = match kept::in_step_at(&mut tx).await? {
        Some(at) => Standing::AsOf(at),
        None => {
            let (done, all) = kept::worked_out_of(&mut tx).await?;
            Standing::Begun(done, all)
        }
    };
    drop(tx);
    beside::ask_for(store, beside::SPEND, "{}", moment).await?;
    Ok(standing)
}

/// Works out every child whose sums are not those of the day.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub async fn bring_in_step(
    store: &Store,
    book: &RuleBook,
    moment: Moment,
) -> Result<(), ServiceError> {
    let (rules, today) = (digest_of(book), moment.today);
    if kept::is_in_step(&mut store.read().await?, &rules, today).await? {
        return Ok(());
    }
    let mut pricing = PricingRules::default();
    loop {
        let mut tx = store.begin().await?;
        kept::take_turn(&mut tx, &rules, today).await?;
        let claimed = kept::claim(&mut tx, today, CHILDREN_A_TURN).await?;
        let mut worked = Vec::with_capacity(claimed.len());
        for some in claimed.chunks(CHILDREN_AT_ONCE) {
            worked.extend(work_out(&mut tx, book, &mut pricing, some, today).await?);
        }
        kept::replace(&mut tx, &worked).await?;
        if claimed.is_empty() {
            kept::set_in_step(&mut tx, moment.instant).await?;
        }
        tx.commit().await?;
        if claimed.is_empty() {
            return Ok(());
        }
    }
}

/// One digest of the rule sets that came with the program; what becomes of them in use is the store's to say.
fn digest_of(book: &RuleBook) -> Digest {
    let digests: Vec<&str> = book.iter().map(|set| set.digest().as_str()).collect();
    Digest::of(digests.join(" ").as_bytes())
}

/// What a child's records say, as far as they are read.
struct Read {
    spend: ChildSpend,
    /// The establishment's type.
    kind: String,
}

impl Read {
    fn blank(child: ChildId) -> Read {
        Read {
            spend: ChildSpend {
                child,
                is_counted: false,
                setting: Setting::Unk.code().to_owned(),
                establishment: None,
                need: String::new(),
                band: String::new(),
                parts: BTreeMap::new(),
                unpriced: 0,
                until: Date::MAX,
            },
            kind: String::new(),
        }
    }

    fn place(&mut self, now: PlacedNow) {
        self.spend.is_counted = true;
        self.spend.setting = now.setting;
        self.spend.need = now.need.unwrap_or_default();
        if let Some(place) = now.establishment {
            self.spend.establishment = Some(place.id);
            self.kind = place.kind;
        }
    }

    fn cost(&mut self, kind: crate::costs::CostKind, pence: i64) {
        if pence == 0 || !kind.is_within_grant() {
            return;
        }
        let setting = Setting::parse(&self.spend.setting).unwrap_or(Setting::Unk);
        let line = section_251_line(kind, setting, &self.kind);
        *self.spend.parts.entry(line.to_owned()).or_default() += pence;
    }

    /// It must be worked out again on a day, if that is yet to come.
    fn changes_on(&mut self, day: Date, today: Date) {
        if day > today {
            self.spend.until = self.spend.until.min(day);
        }
    }
}

async fn work_out(
    tx: &mut Tx,
    book: &RuleBook,
    pricing: &mut PricingRules,
    children: &[ChildId],
    today: Date,
) -> Result<Vec<ChildSpend>, ServiceError> {
    let whom = Whom::Only(children);
    let blank = |child: &ChildId| (child.clone(), Read::blank(child.clone()));
    let mut read: BTreeMap<ChildId, Read> = children.iter().map(blank).collect();
    for now in plan_history::placed_of(tx, today, whom).await? {
        if let Some(one) = read.get_mut(&now.child) {
            one.place(now);
        }
    }
    for (child, day) in plan_history::changes_after(tx, today, whom).await? {
        if let Some(one) = read.get_mut(&child) {
            one.changes_on(day, today);
        }
    }
    for held in plan_history::bands_of(tx, whom).await? {
        if let Some(one) = read.get_mut(&held.child) {
            band(one, held, today);
        }
    }
    price_awards(tx, book, pricing, (&mut read, whom), today).await?;
    let payers = case_authority::payers(tx, &Period::open(year_before(today)), whom).await?;
    let lines = plan_history::costs_from(tx, year_before(today), today, whom).await?;
    for line in ours(lines, &payers, today) {
        if let Some(one) = read.get_mut(&line.child) {
            price_line(one, &line, today)?;
        }
    }
    Ok(read.into_values().map(|one| one.spend).collect())
}

/// Of two bands in one setting the later counts.
fn band(one: &mut Read, held: BandDays, today: Date) {
    let is_held = held.from <= today && held.to.is_none_or(|to| today < to);
    if is_held && held.setting == one.spend.setting {
        one.spend.band = held.band;
    }
}

async fn price_awards(
    tx: &mut Tx,
    book: &RuleBook,
    pricing: &mut PricingRules,
    (read, whom): (&mut BTreeMap<ChildId, Read>, Whom<'_>),
    today: Date,
) -> Result<(), ServiceError> {
    let prices = award_prices_of(tx, book, pricing, &Period::open(today), whom).await?;
    // An award may be without a price under other rules, though no day of it tells so.
    let in_a_year = today.saturating_add(jiff::Span::new().years(1));
    for priced in prices.0 {
        let Some(one) = read.get_mut(&priced.child) else {
            continue;
        };
        one.changes_on(in_a_year, today);
        one.changes_on(priced.days.start(), today);
        if let Some(end) = priced.days.end() {
            one.changes_on(end, today);
        }
        if priced.days.contains(today) {
            one.spend.unpriced += i64::from(priced.is_unpriced());
            one.cost(crate::costs::CostKind::BandTopUp, priced.annual.pence());
        }
    }
    Ok(())
}

fn price_line(one: &mut Read, line: &CostInForce, today: Date) -> Result<(), ServiceError> {
    let terms = &line.terms;
    let days = &terms.period;
    one.changes_on(days.start(), today);
    if terms.per == crate::costs::CostPer::Once {
        // What is paid once counts for a year. Of a leap day the year ends on either of two days.
        let year_on = days.start().saturating_add(jiff::Span::new().years(1));
        one.changes_on(year_on, today);
        one.changes_on(year_on.saturating_add(jiff::Span::new().days(1)), today);
    } else if let Some(end) = days.end() {
        one.changes_on(end, today);
    }
    if let Some(rise) = terms.uplift {
        one.changes_on(rise.from, today);
    }
    if days.start() <= today {
        let annual = a_year(line, today).map_err(|error| ServiceError::Broken(Box::new(error)))?;
        one.cost(terms.kind, annual.pence());
    }
    Ok(())
}
