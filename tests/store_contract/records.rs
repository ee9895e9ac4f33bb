//! Every aggregate comes back as it went in.

use jiff::civil::date;
use send_banding::ids::ChildId;
use send_banding::needs::{Need, Setting};
use send_banding::store::establishment::{self, Payee};
use send_banding::store::plan::{self, PlanState, Review};
use send_banding::store::rule_set;
use send_banding::store::{Page, award, child, placement, timeline};

use crate::place::{Outcome, Place};
use crate::sample::{self, TODAY, id};

pub async fn migrating_twice_changes_nothing(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?;
    tx.commit().await?;
    place.store.migrate().await?;
    place.store.analyse().await?;
    place.store.ping().await?;
    assert_eq!(child::all(&mut place.store.read().await?).await?.len(), 1);
    Ok(())
}

pub async fn establishments_and_payees_come_back(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let payee = Payee {
        supplier_number: "S1".to_owned(),
        name: "Trust".to_owned(),
    };
    establishment::save_payee(&mut tx, &payee).await?;
    let renamed = Payee {
        name: "The Trust".to_owned(),
        ..payee
    };
    establishment::save_payee(&mut tx, &renamed).await?;
    assert_eq!(
        establishment::find_payee(&mut tx, "S1").await?,
        Some(renamed)
    );

    let mut school = sample::establishment("St Siân’s Primary", Some(990_001));
    school.supplier_number = Some("S1".to_owned());
    let mut closed = sample::establishment("Its Forerunner", None);
    closed.status = establishment::EstablishmentStatus::Closed;
    establishment::insert_all(&mut tx, &[closed.clone(), school.clone()]).await?;
    assert_eq!(
        establishment::find(&mut tx, &school.id).await?.as_ref(),
        Some(&school)
    );
    let urn = school.urn.clone().unwrap();
    assert_eq!(
        establishment::find_by_urn(&mut tx, &urn).await?.as_ref(),
        Some(&school)
    );
    let ukprn = school.ukprn.clone().unwrap();
    let both = [school.clone(), closed.clone()];
    assert_eq!(
        establishment::find_by_ukprn(&mut tx, &ukprn).await?,
        both,
        "the closed one comes last"
    );
    assert_eq!(establishment::all(&mut tx).await?.len(), 2);
    let found = establishment::search(&mut tx, "sian pri", Page::new(1, 10)).await?;
    assert_eq!((found.total, found.items), (1, vec![school]));
    assert_eq!(
        establishment::search(&mut tx, "", Page::new(1, 10))
            .await?
            .total,
        2
    );
    Ok(())
}

pub async fn plans_come_back_with_their_versions(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let who = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?.id;
    let kept = sample::plan(&who);
    plan::insert_all(&mut tx, std::slice::from_ref(&kept)).await?;
    let first = sample::plan_version(&kept.id, 1, &[Need::Slcn, Need::Asd]);
    plan::insert_versions(&mut tx, std::slice::from_ref(&first)).await?;
    assert_eq!(
        plan::latest_version(&mut tx, &kept.id).await?.as_ref(),
        Some(&first)
    );
    let mut ordered = sample::plan_version(&kept.id, 2, &[Need::Asd]);
    ordered.state = PlanState::TribunalOrdered;
    ordered.comply_by = Some(date(2026, 10, 6));
    plan::add_version(&mut tx, &ordered).await?;
    assert_eq!(
        plan::versions_of(&mut tx, &kept.id).await?,
        [first.clone(), ordered.clone()]
    );
    assert_eq!(
        plan::latest_version(&mut tx, &kept.id).await?.as_ref(),
        Some(&ordered)
    );
    assert_eq!(plan::version(&mut tx, &first.id).await?, Some(first));

    let mut now = plan::open_of(&mut tx, &who).await?.unwrap();
    assert_eq!((now.latest_version, now.version), (2, 2));
    now.ceased_on = Some(TODAY);
    now.cease_reason = Some("5".to_owned());
    plan::update(&mut tx, &now).await?;
    assert_eq!(plan::open_of(&mut tx, &who).await?, None);
    let ceased = plan::Plan { version: 3, ..now };
    assert_eq!(plan::find(&mut tx, &kept.id).await?.as_ref(), Some(&ceased));
    assert_eq!(plan::all_of(&mut tx, &who).await?, [ceased]);

    let mut review = Review {
        plan: kept.id.clone(),
        meeting_on: date(2025, 10, 2),
        outcome: None,
        decided_on: None,
        draft_on: None,
        final_on: None,
    };
    plan::save_review(&mut tx, &review).await?;
    review.decided_on = Some(date(2025, 10, 20));
    plan::save_review(&mut tx, &review).await?;
    assert_eq!(plan::reviews_of(&mut tx, &kept.id).await?, [review]);
    Ok(())
}

pub async fn placements_and_cost_lines_come_back(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let who = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?.id;
    let school = sample::keep_establishment(&mut tx, "Hazel Primary", 990_001).await?;
    let mut before = sample::placement(&who, None, Setting::Ehe);
    before.from = None;
    before.to = Some(date(2024, 9, 1));
    let mut now = sample::placement(&who, Some(&school), Setting::Rpu);
    now.fte = "0.6".parse().unwrap();
    now.in_resourced_provision = true;
    now.residential = Some("38".to_owned());
    placement::insert_all(&mut tx, &[now.clone(), before.clone()]).await?;
    assert_eq!(
        placement::all_of(&mut tx, &who).await?,
        [before.clone(), now.clone()]
    );
    assert_eq!(
        placement::on_day(&mut tx, &who, date(2024, 8, 31)).await?,
        [before]
    );
    assert_eq!(
        placement::on_day(&mut tx, &who, date(2024, 9, 1)).await?,
        [now.clone()],
        "an end is outside"
    );
    assert_eq!(
        placement::find(&mut tx, &now.id).await?.as_ref(),
        Some(&now)
    );

    let mut line = sample::cost_line(&now);
    placement::insert_cost_lines(&mut tx, std::slice::from_ref(&line)).await?;
    assert_eq!(
        placement::cost_lines_of(&mut tx, &who).await?,
        [line.clone()]
    );
    line.terms.net = sample::money(-1);
    line.terms.uplift = None;
    line.in_error = true;
    placement::update_cost_line(&mut tx, &line).await?;
    line.version = 2;
    assert_eq!(
        placement::find_cost_line(&mut tx, &line.id).await?,
        Some((who.clone(), line.clone()))
    );
    assert_eq!(placement::cost_lines_of(&mut tx, &who).await?, [line]);
    Ok(())
}

pub async fn rule_sets_are_kept_once_by_digest(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let set = sample::rule_set();
    assert!(rule_set::save(&mut tx, &set).await?);
    let again = rule_set::StoredRuleSet {
        title: "Other".to_owned(),
        ..set.clone()
    };
    assert!(
        !rule_set::save(&mut tx, &again).await?,
        "a known digest is left as it is"
    );
    assert_eq!(
        rule_set::by_digest(&mut tx, &set.digest).await?.as_ref(),
        Some(&set)
    );
    assert_eq!(
        rule_set::by_reference(&mut tx, &set.reference).await?,
        std::slice::from_ref(&set)
    );
    assert_eq!(rule_set::all(&mut tx).await?, [set]);
    Ok(())
}

pub async fn a_child_has_one_timeline(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let who = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?;
    let other = sample::keep_child(&mut tx, "N2", "Ben", "Birch").await?;
    let officer = sample::keep_user(&mut tx, "moderator", &[]).await?;
    let school = sample::keep_establishment(&mut tx, "Hazel Primary", 990_001).await?;
    for child in [&who, &other] {
        sample::keep_plan(&mut tx, &child.id, &[Need::Asd]).await?;
        sample::keep_placement(&mut tx, &child.id, Some(&school), Setting::Mms).await?;
        sample::keep_award(&mut tx, &child.id, &officer, Some(&school), "F").await?;
    }
    let mut changed = award::all_of(&mut tx, &who.id).await?[0].1.clone();
    changed.number = 2;
    changed.to = Some(date(2026, 7, 24));
    award::add_version(&mut tx, &changed).await?;
    tx.commit().await?;

    let mut tx = place.store.read().await?;
    let all = timeline::of(&mut tx, &who.id).await?.unwrap();
    assert_eq!(all.child, who);
    assert_eq!(all.identity.unwrap().forename, "Ana");
    assert_eq!(
        (
            all.plans.len(),
            all.plans[0].versions.len(),
            all.placements.len()
        ),
        (1, 1, 1)
    );
    assert_eq!((all.profiles.len(), all.profiles[0].1.len()), (1, 1));
    assert_eq!(
        all.profiles[0].1[0].needs,
        sample::needs(),
        "levels and evidence come back"
    );
    assert_eq!((all.determinations.len(), all.decisions.len()), (1, 1));
    assert_eq!(
        all.determinations[0].top_up_annual,
        Some(sample::money(936_000))
    );
    assert_eq!(
        all.decisions[0].profile,
        Some((all.profiles[0].0.id.clone(), 1))
    );
    assert_eq!(all.awards.len(), 1, "the version that counts, not each");
    assert_eq!(all.awards[0].1, changed);
    let versions = award::versions_of(&mut tx, &changed.award).await?;
    assert_eq!(
        (versions[0].to, versions[1].to),
        (None, changed.to),
        "the version before stays as it was"
    );
    assert_eq!(
        award::find(&mut tx, &changed.award)
            .await?
            .unwrap()
            .0
            .latest_version,
        2
    );
    assert_eq!(timeline::of(&mut tx, &id::<ChildId>()).await?, None);
    Ok(())
}
