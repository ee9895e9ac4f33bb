//! What a forecast of the council's own records knows of today: bands, prices by day, open cases, transfers.

use send_banding::access::Role;
use send_banding::calendar::{Date, Period};
use send_banding::forecast::Stage;
use send_banding::ids::ChildId;
use send_banding::needs::{Need, Setting};
use send_banding::service::high_needs::cohort;
use send_banding::service::{Moment, rule_book};
use send_banding::store::award::{self, AwardPrice, AwardVersion};
use send_banding::store::milestone::{self, Assessment, Request};
use send_banding::store::placement::{self, CostKind, CostPer};
use send_banding::store::{Tx, plan};

use crate::high_needs::{know, work_on};
use crate::rig::House;
use crate::sample;

/// Keeps a child who is asked for, and perhaps to have a plan.
async fn keep_case(tx: &mut Tx, reference: &str, is_agreed: bool) {
    let kept = sample::keep_child(tx, reference, "Nour", "Aziz").await;
    let child = kept.unwrap().id;
    let received_on = Date::new(2026, 6, 1).unwrap();
    let yes = is_agreed.then(|| "Y".to_owned());
    let request = Request {
        child: child.clone(),
        received_on,
        source: None,
        in_youth_accommodation: false,
        outcome: yes.clone(),
        outcome_on: None,
        mediation: false,
        tribunal: false,
        week_6_exception: None,
    };
    milestone::save_requests(tx, &[request]).await.unwrap();
    if is_agreed {
        let assessment = Assessment {
            child,
            received_on,
            outcome: yes,
            outcome_on: None,
            mediation: false,
            tribunal: false,
            other_mediation: false,
            other_tribunal: false,
            week_20_exception: false,
        };
        milestone::save_assessments(tx, &[assessment])
            .await
            .unwrap();
    }
}

/// Keeps a child in a mainstream school whose band has been paid since April 2025, and therapy since June 2026.
async fn keep_banded(house: &House, tx: &mut Tx) -> ChildId {
    let oak_hill = &house.authority.oak_hill;
    let kept = sample::keep_child(tx, "EX-3001", "Mira", "Vale").await;
    let child = kept.unwrap().id;
    sample::keep_plan(tx, &child, &[Need::Asd]).await.unwrap();
    let stay = sample::placement(&child, Some(oak_hill), Setting::Mms);
    let stays = std::slice::from_ref(&stay);
    placement::insert_all(tx, stays).await.unwrap();
    let mut therapy = sample::cost_line(&stay);
    therapy.terms.kind = CostKind::Therapy;
    therapy.terms.per = CostPer::Year;
    therapy.terms.period = Period::open(Date::new(2026, 6, 1).unwrap());
    therapy.terms.uplift = None;
    placement::insert_cost_lines(tx, &[therapy]).await.unwrap();
    let officer = &house.authority.caseworker;
    let (_, first) = sample::keep_award(tx, &child, officer, Some(oak_hill), "F")
        .await
        .unwrap();
    let earlier = AwardVersion {
        number: 2,
        from: Date::new(2025, 4, 1).unwrap(),
        price: AwardPrice::Protected,
        annual: Some(sample::money(365_000)),
        ..first
    };
    award::add_version(tx, &earlier).await.unwrap();
    child
}

#[tokio::test]
async fn a_forecast_of_the_records_knows_bands_days_open_cases_and_transfers() {
    let house = House::open().await;
    know(&house).await;
    let mut tx = house.store.begin().await.unwrap();
    keep_banded(&house, &mut tx).await;
    keep_case(&mut tx, "EX-3002", false).await;
    keep_case(&mut tx, "EX-3003", true).await;
    let came = sample::keep_child(&mut tx, "EX-3004", "Ines", "Lobo").await;
    let mut from_elsewhere = sample::plan(&came.unwrap().id);
    from_elsewhere.starts_on = Date::new(2025, 5, 6).ok();
    from_elsewhere.transferred_from = "998".parse().ok();
    let plans = std::slice::from_ref(&from_elsewhere);
    plan::insert_all(&mut tx, plans).await.unwrap();
    let version = sample::plan_version(&from_elsewhere.id, 1, &[Need::Sld]);
    plan::insert_versions(&mut tx, &[version]).await.unwrap();
    tx.commit().await.unwrap();

    let now = Moment::of(sample::at(0));
    let known = cohort::load(&house.store, rule_book(), now).await.unwrap();
    let council = known.unwrap().cohort;
    let mms = council.grid.setting("MMS").unwrap();
    // In January 2026 only one of those in mainstream schools had a band; what has come since is named by the costs.
    assert_eq!(council.grid.bands(mms), ["C", "D", "F", "none"]);
    let pipeline = council.pipeline.as_ref().unwrap();
    let counts = Stage::ALL.map(|stage| pipeline.count(stage));
    assert_eq!(counts, [1, 0, 1]);
    assert_eq!(council.pairs[&2025].transfers_in(), 1);
    assert!(council.known.stays > 3);
    let since = council.since.as_ref().unwrap();
    let cost = |month: usize| -> i128 {
        let seats = council.grid.seats_of(mms);
        since.cost_in(month).unwrap()[seats].iter().sum()
    };
    // Up to today everything is on record: awards begin in April, therapy in June.
    assert!(cost(0) < cost(4) && cost(4) < cost(6));
    assert_eq!(since.cost_in(since.until() + 1), None);

    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let run = officer.post("/high-needs/runs", &[]).await;
    assert!(work_on(&house).await);
    officer.get(run.location()).await.says(&[
        "Plans by setting and band",
        "Mainstream state school, band F",
        "Mainstream state school, no band",
    ]);
    officer
        .get("/high-needs/spend/MMS")
        .await
        .says(&["By band", "By primary need"]);
}
