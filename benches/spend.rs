//! The high needs dashboard's sums over a whole authority in SQLite: as they stand, after one child's record was written, and
//! worked out again from every record, which is what the sums save. The target is 1 second over 720,000 plans.
//!
//! `PLANS` says of how many plans; the authority is invented once, which takes most of the time. `MADE` names a database that
//! `demo` made before, in SQLite or PostgreSQL (its audit key as the server takes it): it is used as it is, and what would read
//! every record again is left out.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot make its authority has nothing to measure"
)]

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::{Date, date};
use send_banding::access::{Actor, Role};
use send_banding::demo::{self, Keeping, Wish};
use send_banding::needs::Setting;
use send_banding::service::high_needs::spend::{afresh, all, of_setting};
use send_banding::service::{Moment, rule_book};
use send_banding::store::{AuditKey, Store, placement, plan_history, user};

const TODAY: Date = date(2026, 11, 21);
/// As many as an authority above any in England has, where `PLANS` says nothing.
const PLANS: usize = 5_000;

async fn authority(store: &Store, moment: Moment) {
    let plans = std::env::var("PLANS").ok();
    let wish = Wish {
        plans: plans.map_or(PLANS, |plans| plans.parse().unwrap()),
        seed: 1,
        today: TODAY,
    };
    let into = (store, Keeping::InParts);
    let mut progress = |what: &str| eprintln!("  {what}");
    let invented = demo::invent(wish);
    demo::keep(
        &invented,
        &[],
        rule_book(),
        into,
        moment.instant,
        &mut progress,
    )
    .await
    .unwrap();
    let days = (TODAY, moment.instant);
    demo::make_ready(store, rule_book(), days, &mut progress)
        .await
        .unwrap();
}

async fn invented(folder: &Path, moment: Moment) -> Store {
    let url = format!("sqlite:{}", folder.join("spend.db").display());
    let key = AuditKey::of_bytes(&[7; 32]).unwrap();
    let store = Store::open_with_key(&url, key).await.unwrap();
    store.migrate().await.unwrap();
    authority(&store, moment).await;
    store
}

async fn officer(store: &Store) -> Actor {
    let users = user::all(&mut store.read().await.unwrap()).await.unwrap();
    let officer = users
        .into_iter()
        .find(|user| user.roles.contains(&Role::FinanceOfficer))
        .unwrap();
    Actor {
        user: officer.id,
        roles: officer.roles,
        establishments: officer.establishments,
        named_for: Default::default(),
    }
}

fn dashboard(bench: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let moment = Moment::of("2026-11-21T12:00:00Z".parse().unwrap());
    let made = std::env::var("MADE").ok();
    let (store, actor) = runtime.block_on(async {
        let store = match &made {
            Some(url) => Store::open(url).await.unwrap(),
            None => invented(folder.path(), moment).await,
        };
        let actor = officer(&store).await;
        (store, actor)
    });
    let mut group = bench.benchmark_group("what placements cost");
    group.sample_size(10);
    group.bench_function("all of it", |timer| {
        timer.iter(|| {
            let told = all(&store, rule_book(), &actor, moment);
            black_box(runtime.block_on(told).unwrap())
        });
    });
    group.bench_function("a setting by establishment", |timer| {
        timer.iter(|| {
            let told = of_setting(&store, rule_book(), &actor, Setting::Spec, moment);
            black_box(runtime.block_on(told).unwrap())
        });
    });
    let child = runtime.block_on(async {
        let mut tx = store.read().await.unwrap();
        let after = plan_history::changes_after(&mut tx, Date::MIN, plan_history::Whom::Everybody);
        after.await.unwrap().remove(0).0
    });
    group.bench_function("all of it after a record was written", |timer| {
        timer.iter(|| {
            runtime.block_on(async {
                let mut tx = store.begin().await.unwrap();
                let stays = placement::all_of(&mut tx, &child).await.unwrap();
                placement::update(&mut tx, &stays[0]).await.unwrap();
                tx.commit().await.unwrap();
                black_box(all(&store, rule_book(), &actor, moment).await.unwrap())
            })
        });
    });
    if made.is_some() {
        return group.finish();
    }
    group.bench_function("worked out from every record", |timer| {
        timer.iter(|| {
            let told = afresh(&store, rule_book(), None, TODAY);
            black_box(runtime.block_on(told).unwrap())
        });
    });
    group.finish();
}

criterion_group!(benches, dashboard);
criterion_main!(benches);
