//! The sums of what placements cost: in step with the records, whoever writes them.

use jiff::Timestamp;
use jiff::civil::date;
use send_banding::access::{Actor, Role};
use send_banding::calendar::{Date, Period};
use send_banding::costs::CostTerms;
use send_banding::demo::{self, Keeping, Wish};
use send_banding::needs::Setting;
use send_banding::service::high_needs::spend::{afresh, all, of_setting};
use send_banding::service::{Moment, rule_book};
use send_banding::store::placement::{self, CostKind, CostPer};
use send_banding::store::plan_history::{self, PlacedNow};
use send_banding::store::{Store, award, establishment, plan, user};

use crate::place::{Outcome, Place};
use crate::sample::{id, money};

const TODAY: Date = date(2026, 11, 21);

fn noon(day: Date) -> Moment {
    Moment {
        instant: format!("{day}T12:00:00Z").parse::<Timestamp>().unwrap(),
        today: day,
    }
}

async fn authority(store: &Store, plans: usize) {
    let wish = Wish {
        plans,
        seed: 1,
        today: TODAY,
    };
    let now = noon(TODAY).instant;
    let (book, whole) = (rule_book(), (store, Keeping::Whole));
    let mut silent = |_: &str| {};
    demo::keep(&demo::invent(wish), &[], book, whole, now, &mut silent)
        .await
        .unwrap();
    demo::make_ready(store, book, (TODAY, now), &mut silent)
        .await
        .unwrap();
}

async fn officer(store: &Store) -> Actor {
    let mut tx = store.read().await.unwrap();
    let users = user::all(&mut tx).await.unwrap();
    let is_officer = |user: &&user::User| user.roles.contains(&Role::FinanceOfficer);
    let officer = users.into_iter().find(|user| is_officer(&user)).unwrap();
    Actor {
        user: officer.id,
        roles: officer.roles,
        establishments: officer.establishments,
        named_for: Default::default(),
    }
}

/// The sums are the records' on a day: of everybody, and of each setting by establishment.
async fn in_step(store: &Store, actor: &Actor, day: Date) {
    let moment = noon(day);
    let kept = all(store, rule_book(), actor, moment).await.unwrap();
    let slow = afresh(store, rule_book(), None, day).await.unwrap();
    assert_eq!(kept, slow, "{day}");
    assert!(kept.total.children > 50 && kept.coded.len() > 2, "{kept:?}");
    for setting in [Setting::Mms, Setting::Spec, Setting::Iss, Setting::Unk] {
        let kept = of_setting(store, rule_book(), actor, setting, moment);
        let slow = afresh(store, rule_book(), Some(setting), day)
            .await
            .unwrap();
        assert_eq!(kept.await.unwrap(), slow, "{setting} on {day}");
    }
}

/// Somebody in a setting.
async fn someone_in(store: &Store, setting: Setting) -> PlacedNow {
    let mut tx = store.read().await.unwrap();
    let placed = plan_history::placed(&mut tx, TODAY).await.unwrap();
    let is_there = |one: &PlacedNow| one.setting == setting.code() && one.establishment.is_some();
    placed.into_iter().find(is_there).unwrap()
}

pub async fn sums_follow_every_write_and_every_day(place: &Place) -> Outcome {
    let store = &place.store;
    authority(store, 90).await;
    let actor = officer(store).await;
    in_step(store, &actor, TODAY).await;
    // A fee begins and later rises; something is paid once.
    let child = someone_in(store, Setting::Iss).await.child;
    let mut tx = store.begin().await?;
    let stays = placement::on_day(&mut tx, &child, TODAY).await?;
    let mut fee = crate::sample::cost_line(&stays[0]);
    fee.terms.period = Period::open(date(2026, 12, 1));
    fee.terms.uplift = fee.terms.uplift.map(|rise| send_banding::costs::Uplift {
        from: date(2027, 4, 1),
        ..rise
    });
    let once = placement::CostLine {
        id: id(),
        terms: CostTerms {
            kind: CostKind::OneOff,
            per: CostPer::Once,
            period: Period::open(date(2026, 11, 20)),
            uplift: None,
            ..fee.terms.clone()
        },
        ..fee.clone()
    };
    placement::insert_cost_lines(&mut tx, &[fee, once]).await?;
    tx.commit().await?;
    in_step(store, &actor, TODAY).await;
    // A placement ends on a day to come, an award today, and a plan ceases.
    let moving = someone_in(store, Setting::Spec).await.child;
    let mut tx = store.begin().await?;
    let mut stay = placement::on_day(&mut tx, &moving, TODAY).await?.remove(0);
    stay.to = Some(date(2027, 1, 5));
    placement::update(&mut tx, &stay).await?;
    let leaving = someone_in(store, Setting::Mms).await.child;
    let mut left = plan::open_of(&mut tx, &leaving).await?.unwrap();
    left.ceased_on = Some(TODAY);
    left.cease_reason = Some("6".to_owned());
    plan::update(&mut tx, &left).await?;
    for (_, mut terms) in award::all_of(&mut tx, &moving).await? {
        terms.number += 1;
        terms.to = Some(terms.to.unwrap_or(TODAY).max(terms.from));
        award::add_version(&mut tx, &terms).await?;
    }
    tx.commit().await?;
    in_step(store, &actor, TODAY).await;
    // The school's type decides the line; a tampered sum would stay until the child is written again.
    let school = someone_in(store, Setting::Mms).await.establishment.unwrap();
    let mut tx = store.begin().await?;
    let mut school = establishment::find(&mut tx, &school.id).await?.unwrap();
    let is_academy = school.kind.starts_with("Academy");
    let other = if is_academy {
        "Community school"
    } else {
        "Academy converter"
    };
    school.kind = other.to_owned();
    establishment::update(&mut tx, &school).await?;
    tx.commit().await?;
    in_step(store, &actor, TODAY).await;
    for day in [
        date(2026, 12, 1),
        date(2027, 1, 5),
        date(2027, 3, 31),
        date(2027, 4, 1),
        date(2027, 9, 1),
        date(2027, 11, 20),
        date(2027, 11, 21),
        date(2028, 4, 1),
        // A clock that was put back.
        date(2026, 12, 1),
    ] {
        in_step(store, &actor, day).await;
    }
    Ok(())
}

pub async fn what_is_written_while_children_are_worked_out_is_not_lost(place: &Place) -> Outcome {
    let store = &place.store;
    authority(store, 60).await;
    let actor = officer(store).await;
    in_step(store, &actor, TODAY).await;
    let child = someone_in(store, Setting::Spec).await.child;
    let writing = async {
        for day in 1..=20 {
            let mut tx = store.begin().await.unwrap();
            let mut stay = placement::on_day(&mut tx, &child, TODAY)
                .await
                .unwrap()
                .remove(0);
            stay.to = Some(date(2027, 1, day));
            placement::update(&mut tx, &stay).await.unwrap();
            tx.commit().await.unwrap();
        }
    };
    let reading = async {
        for _ in 0..10 {
            all(store, rule_book(), &actor, noon(TODAY)).await.unwrap();
        }
    };
    tokio::join!(writing, reading);
    in_step(store, &actor, TODAY).await;
    in_step(store, &actor, date(2027, 1, 20)).await;
    let kept = all(store, rule_book(), &actor, noon(date(2027, 1, 19))).await;
    assert!(kept.unwrap().total.annual > Some(money(0)));
    Ok(())
}
