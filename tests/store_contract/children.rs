//! Children, who they are, and what of them outlives that.

use jiff::civil::date;
use send_banding::ids::ChildId;
use send_banding::needs::{Need, Setting};
use send_banding::store::milestone::{self, Assessment, Request};
use send_banding::store::{child, identity, placement, plan, timeline};

use crate::place::{Outcome, Place};
use crate::sample::{self, id};

pub async fn children_come_back(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let mut kept = sample::child("N 1/a");
    kept.uln = Some("1234567890".parse().unwrap());
    kept.looked_after = true;
    kept.responsible_authority = Some("998".parse().unwrap());
    kept.sex = None;
    child::insert_all(&mut tx, std::slice::from_ref(&kept)).await?;
    assert_eq!(child::find(&mut tx, &kept.id).await?.as_ref(), Some(&kept));
    assert_eq!(child::find(&mut tx, &id::<ChildId>()).await?, None);

    let mut who = sample::identity(&kept.id, "Łukasz", "O’Brien");
    who.upn = Some(sample::upn(1));
    who.former_upns = vec![sample::upn(2), sample::upn(3)];
    identity::save(&mut tx, &who).await?;
    assert_eq!(
        identity::find(&mut tx, &kept.id).await?.as_ref(),
        Some(&who)
    );
    who.upn = None;
    who.birth_date = None;
    who.upn_missing_reason = Some("UN3".to_owned());
    identity::save(&mut tx, &who).await?;
    assert_eq!(
        identity::find(&mut tx, &kept.id).await?.as_ref(),
        Some(&who)
    );
    assert_eq!(identity::all(&mut tx).await?, [who.clone()]);
    assert!(
        !format!("{who:?}").contains("ukasz"),
        "debug text names nobody"
    );

    child::save_ethnicity(&mut tx, &kept.id, Some("WBRI")).await?;
    child::save_ethnicity(&mut tx, &kept.id, Some("NOBT")).await?;
    assert_eq!(
        child::ethnicity(&mut tx, &kept.id).await?.as_deref(),
        Some("NOBT")
    );
    child::save_ethnicity(&mut tx, &kept.id, None).await?;
    assert_eq!(child::ethnicity(&mut tx, &kept.id).await?, None);
    Ok(())
}

pub async fn children_are_matched_by_upn_uln_and_local_id(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let mut kept = sample::child("N100");
    kept.uln = Some("1234567890".parse().unwrap());
    let other = sample::child("N200");
    child::insert_all(&mut tx, &[kept.clone(), other]).await?;
    let mut who = sample::identity(&kept.id, "Ana", "Ash");
    who.upn = Some(sample::upn(11));
    who.former_upns = vec![sample::upn(12)];
    identity::insert_all(&mut tx, &[who]).await?;
    assert_eq!(
        child::find_by_upn(&mut tx, &sample::upn(11))
            .await?
            .as_ref(),
        Some(&kept)
    );
    assert_eq!(
        child::find_by_upn(&mut tx, &sample::upn(12)).await?,
        None,
        "a former number is another question"
    );
    assert_eq!(
        identity::find_by_former_upn(&mut tx, &sample::upn(12)).await?,
        [kept.id.clone()]
    );
    let uln = "1234567890".parse().unwrap();
    assert_eq!(
        child::find_by_uln(&mut tx, &uln).await?.as_ref(),
        Some(&kept)
    );
    assert_eq!(
        child::find_by_local_id(&mut tx, &kept.local_id).await?,
        Some(kept)
    );
    Ok(())
}

pub async fn requests_and_assessments_are_replaced_not_doubled(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let who = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?.id;
    let mut request = Request {
        child: who.clone(),
        received_on: date(2020, 3, 11),
        source: Some("1".to_owned()),
        in_youth_accommodation: false,
        outcome: None,
        outcome_on: None,
        mediation: false,
        tribunal: true,
        week_6_exception: None,
    };
    let mut assessment = Assessment {
        child: who.clone(),
        received_on: date(2020, 3, 11),
        outcome: None,
        outcome_on: None,
        mediation: true,
        tribunal: false,
        other_mediation: true,
        other_tribunal: false,
        week_20_exception: true,
    };
    for outcome in [None, Some("Y".to_owned())] {
        request.outcome = outcome.clone();
        assessment.outcome = outcome.clone();
        assessment.outcome_on = outcome.map(|_| date(2020, 6, 29));
        milestone::save_requests(&mut tx, std::slice::from_ref(&request)).await?;
        milestone::save_assessments(&mut tx, std::slice::from_ref(&assessment)).await?;
        assert_eq!(
            milestone::requests_of(&mut tx, &who).await?,
            [request.clone()]
        );
        assert_eq!(
            milestone::assessments_of(&mut tx, &who).await?,
            [assessment.clone()]
        );
    }
    Ok(())
}

pub async fn erasing_a_child_leaves_the_history(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let mut kept = sample::child("N1");
    kept.uln = Some("1234567890".parse().unwrap());
    child::insert_all(&mut tx, std::slice::from_ref(&kept)).await?;
    identity::insert_all(&mut tx, &[sample::identity(&kept.id, "Ana", "Ash")]).await?;
    child::save_ethnicity(&mut tx, &kept.id, Some("WBRI")).await?;
    let officer = sample::keep_user(&mut tx, "moderator", &[]).await?;
    sample::keep_plan(&mut tx, &kept.id, &[Need::Asd]).await?;
    sample::keep_award(&mut tx, &kept.id, &officer, None, "F").await?;
    identity::erase(&mut tx, &kept.id).await?;
    assert!(identity::erase(&mut tx, &id()).await.is_err());
    let all = timeline::of(&mut tx, &kept.id).await?.unwrap();
    assert_eq!((all.identity, all.child.uln), (None, None));
    assert_eq!(
        (all.plans.len(), all.decisions.len(), all.awards.len()),
        (1, 1, 1)
    );
    assert_eq!(child::ethnicity(&mut tx, &kept.id).await?, None);
    Ok(())
}

pub async fn four_thousand_children_go_in_at_once(place: &Place) -> Outcome {
    let children: Vec<_> = (0..4_200)
        .map(|number| sample::child(&format!("N{number}")))
        .collect();
    let identities: Vec<_> = children
        .iter()
        .map(|child| sample::identity(&child.id, "Ana", "Ash"))
        .collect();
    let plans: Vec<_> = children
        .iter()
        .map(|child| sample::plan(&child.id))
        .collect();
    let versions: Vec<_> = plans
        .iter()
        .map(|plan| sample::plan_version(&plan.id, 1, &[Need::Asd]))
        .collect();
    let placements: Vec<_> = children
        .iter()
        .map(|child| sample::placement(&child.id, None, Setting::Neet))
        .collect();
    let mut tx = place.store.begin().await?;
    child::insert_all(&mut tx, &children).await?;
    identity::insert_all(&mut tx, &identities).await?;
    plan::insert_all(&mut tx, &plans).await?;
    plan::insert_versions(&mut tx, &versions).await?;
    placement::insert_all(&mut tx, &placements).await?;
    tx.commit().await?;
    let mut tx = place.store.read().await?;
    assert_eq!(child::all(&mut tx).await?.len(), 4_200);
    assert_eq!(
        plan::version(&mut tx, &versions[4_199].id).await?.as_ref(),
        versions.last()
    );
    Ok(())
}
