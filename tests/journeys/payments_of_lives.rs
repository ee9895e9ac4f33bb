//! Over generated lives, paid period by period while the record changes: what a year paid is what its segments are due, to
//! the penny, worked out a second way, day by day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use send_banding::access::{Actor, Role};
use send_banding::ids::{AwardId, ChildId, EstablishmentId, UserId};
use send_banding::service::payments::{self, CalendarAsked, CalendarKind};
use send_banding::service::{Moment, rule_book};
use send_banding::store::award::{self, AwardPrice, AwardVersion};
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::{decision, payment, user};

use crate::rig::House;
use crate::sample;

const CHILDREN: usize = 24;

struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, most: u32) -> u32 {
        self.0.next_u32() % most
    }

    /// A day near or in the year.
    fn day(&mut self, first: Date) -> Date {
        first.saturating_add(jiff::Span::new().days(i64::from(self.below(420)) - 30))
    }
}

async fn actor(house: &House, role: Role) -> Actor {
    let mut tx = house.store.read().await.unwrap();
    let found = user::find_by_name(&mut tx, role.code())
        .await
        .unwrap()
        .unwrap();
    Actor {
        user: found.id,
        roles: [role].into(),
        establishments: BTreeSet::new(),
        named_for: BTreeSet::new(),
    }
}

/// Gives a child an award of invented terms.
async fn give(house: &House, child: &ChildId, officer: &UserId, first: Date, dice: &mut Dice) {
    let schools = [&house.authority.birch_lane, &house.authority.oak_hill];
    let mut tx = house.store.begin().await.unwrap();
    let scored = sample::profile(child, officer, ProfileState::Agreed);
    profile::insert_all(&mut tx, std::slice::from_ref(&scored))
        .await
        .unwrap();
    let decided = sample::decision(&scored.1, child, officer);
    decision::insert_all(&mut tx, std::slice::from_ref(&decided))
        .await
        .unwrap();
    let band = ["A", "B", "C"][dice.below(3) as usize];
    let school = schools[dice.below(2) as usize];
    let (head, mut terms) = sample::award(&decided, Some(school), band);
    terms.price = AwardPrice::Protected;
    terms.annual = Some(sample::money(i64::from(dice.below(2_000_000)) + 1));
    terms.fte = ["1", "0.6", "0.5"][dice.below(3) as usize].parse().unwrap();
    terms.from = dice.day(first);
    let to = dice.day(first);
    terms.to = (to > terms.from && dice.below(3) > 0).then_some(to);
    award::insert_all(&mut tx, &[(head, terms)]).await.unwrap();
    tx.commit().await.unwrap();
}

/// Changes an award of a child: another end, another amount, or that it never was.
async fn change(house: &House, child: &ChildId, first: Date, dice: &mut Dice) {
    let mut tx = house.store.begin().await.unwrap();
    let all = award::all_of(&mut tx, child).await.unwrap();
    let Some((_, terms)) = all.first().cloned() else {
        return;
    };
    let mut changed = AwardVersion {
        number: terms.number + 1,
        ..terms
    };
    match dice.below(3) {
        0 => changed.to = Some(changed.from.max(dice.day(first))),
        1 => changed.annual = Some(sample::money(i64::from(dice.below(2_000_000)) + 1)),
        _ => changed.to = Some(changed.from),
    }
    award::add_version(&mut tx, &changed).await.unwrap();
    tx.commit().await.unwrap();
}

/// What the awards of a child are due in a year: each run of days with one school, band, share and amount is rounded once.
fn due(awards: &[(AwardId, AwardVersion)], first: Date, end: Date) -> i64 {
    type Sort = (Option<EstablishmentId>, Option<String>, String, i64);
    let year_days = i128::from((end - first).get_days());
    let mut days: BTreeMap<(Sort, usize), BTreeSet<Date>> = BTreeMap::new();
    for (copy, (_, terms)) in awards.iter().enumerate() {
        let sort = (
            terms.establishment.clone(),
            terms.band.as_ref().map(ToString::to_string),
            terms.fte.to_string(),
            terms.annual.unwrap().pence(),
        );
        let mut day = terms.from.max(first);
        let last = terms.to.unwrap_or(end).min(end);
        let mut own = BTreeSet::new();
        while day < last {
            own.insert(day);
            day = day.tomorrow().unwrap();
        }
        // Days held twice are two amounts; days that meet are one run.
        let apart = days
            .iter()
            .any(|((known, _), held)| *known == sort && !held.is_disjoint(&own));
        let key = (sort, if apart { copy + 1 } else { 0 });
        days.entry(key).or_default().extend(own);
    }
    let mut total = 0;
    for (((_, _, _, annual), _), held) in days {
        let mut run = 0_i128;
        let mut before: Option<Date> = None;
        let round = |run: i128| {
            i64::try_from((2 * i128::from(annual) * run + year_days) / (2 * year_days)).unwrap()
        };
        for day in held {
            if before.is_some_and(|before| before.tomorrow().unwrap() != day) {
                total += round(run);
                run = 0;
            }
            run += 1;
            before = Some(day);
        }
        total += round(run);
    }
    total
}

async fn paid_as_due(year: i16, kind: CalendarKind, seed: u64) {
    let house = House::open().await;
    let (first, end) = (date(year, 4, 1), date(year + 1, 4, 1));
    let officer = actor(&house, Role::FinanceOfficer).await;
    let head = actor(&house, Role::HeadOfSend).await;
    let moment = Moment::of(sample::at(0));
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
    let calendar_of = |year: i16| CalendarAsked {
        kind,
        pay_after_days: 14,
        terms: [
            (date(year, 4, 13), date(year, 7, 22)),
            (date(year, 9, 2), date(year, 12, 18)),
            (date(year + 1, 1, 5), date(year + 1, 3, 25)),
        ],
        first_days: Vec::new(),
    };
    let asked = calendar_of(year);
    payments::set_calendar(&house.store, &officer, (first, None), &asked, moment)
        .await
        .unwrap()
        .unwrap();
    let mut tx = house.store.begin().await.unwrap();
    let mut children = Vec::new();
    for number in 0..CHILDREN {
        let name = format!("G{number:03}");
        children.push(
            sample::keep_child(&mut tx, &name, "Ada", "Made")
                .await
                .unwrap()
                .id,
        );
    }
    tx.commit().await.unwrap();
    for child in &children {
        for _ in 0..=dice.below(3) {
            give(&house, child, &officer.user, first, &mut dice).await;
        }
    }
    let mut tx = house.store.read().await.unwrap();
    let calendar = payment::calendar_of(&mut tx, first).await.unwrap().unwrap();
    drop(tx);
    let periods = u32::try_from(calendar.periods.periods().len()).unwrap();
    for period in 0..periods {
        let at = (first, period);
        payments::propose(&house.store, rule_book(), &officer, at, moment)
            .await
            .unwrap()
            .unwrap();
        let released = payments::release(&house.store, rule_book(), &head, at, moment);
        assert_eq!(released.await.unwrap(), payments::Released::Done);
        let child = &children[dice.below(24) as usize];
        change(&house, child, first, &mut dice).await;
        let child = &children[dice.below(24) as usize];
        give(&house, child, &officer.user, first, &mut dice).await;
    }
    let schedule = payments::schedule_of_year(
        &house.store,
        rule_book(),
        Some(&officer),
        (first, false),
        moment,
    )
    .await
    .unwrap();
    assert_eq!(schedule.control.difference().unwrap().pence(), 0);
    // What late changes of the last period still owe is paid by the next year's first run.
    let left_over = schedule.control.to_pay.pence();
    let mut paid: BTreeMap<ChildId, i64> = BTreeMap::new();
    for (_, view) in &schedule.lines {
        *paid.entry(view.line.child.clone()).or_default() += view.line.amount.pence();
    }
    let mut tx = house.store.read().await.unwrap();
    let (mut due_in_all, mut unsettled) = (0, 0);
    for child in &children {
        let awards = award::all_of(&mut tx, child).await.unwrap();
        let mut awards: Vec<(AwardId, AwardVersion)> = awards
            .into_iter()
            .map(|(head, terms)| (head.id, terms))
            .collect();
        awards.sort_by(|one, two| (one.1.from, &one.0).cmp(&(two.1.from, &two.0)));
        let due = due(&awards, first, end);
        due_in_all += due;
        unsettled += i64::from(due != paid.get(child).copied().unwrap_or(0));
    }
    let paid_in_all: i64 = children.iter().filter_map(|child| paid.get(child)).sum();
    assert_eq!(
        paid_in_all + left_over,
        due_in_all,
        "{year} {kind:?} {seed}"
    );
    assert!(unsettled <= 2, "only the last two changes are unsettled");
    assert!(
        schedule
            .lines
            .iter()
            .any(|(_, view)| view.line.reason.is_some()),
        "the lives change after they were paid"
    );
    drop(tx);
    // The next year's table says of its first period what the period itself says, with what this year still owes.
    let asked = calendar_of(year + 1);
    payments::set_calendar(&house.store, &officer, (end, None), &asked, moment)
        .await
        .unwrap()
        .unwrap();
    let (store, book) = (&house.store, rule_book());
    let next = payments::year(store, book, &officer, end, moment).await;
    let next = next.unwrap();
    let owed = next.left_over.map_or(0, |sum| sum.pence());
    assert_eq!(owed, left_over, "{year} {kind:?} {seed}");
    let (_, rows) = next.paid.unwrap();
    for place in 0..2 {
        let period = payments::period(store, book, &officer, (end, place), None, moment).await;
        let row = &rows[usize::try_from(place).unwrap()];
        assert_eq!(row.total, period.unwrap().total, "{year} {place}");
    }
    // What all periods pay is what is due of the next year and what this one still owes.
    let all = next.total.pence();
    assert_eq!(all, next.control.due.pence() + owed);
}

#[tokio::test]
async fn what_a_year_pays_is_what_its_segments_are_due() {
    paid_as_due(2026, CalendarKind::Monthly, 1).await;
    paid_as_due(2026, CalendarKind::Termly, 2).await;
    // A year of 366 days, paid every four weeks.
    paid_as_due(2027, CalendarKind::FourWeekly, 3).await;
}
