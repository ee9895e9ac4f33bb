//! Whose record is due to be forgotten, and what forgetting leaves.

use jiff::civil::{Date, date};
use send_banding::ids::ChildId;
use send_banding::needs::{Need, Setting};
use send_banding::store::decision::{self, Decision, DecisionKind};
use send_banding::store::judgement::{self, FirstJudgement};
use send_banding::store::placement::{self, CostLine, Placement};
use send_banding::store::plan::{self, Plan};
use send_banding::store::profile::{self, ProfileState, ProfileVersion};
use send_banding::store::retention::{self, Due};
use send_banding::store::support_request::{self, RequestState, SupportRequest};
use send_banding::store::{StoreError, Tx, rule_set, timeline, written_of};

use crate::place::{Outcome, Place};
use crate::sample;

/// A child with a plan, a placement and a cost line that all ended on a day, or go on.
async fn kept(tx: &mut Tx, name: &str, ended: Option<Date>) -> Result<ChildId, StoreError> {
    let child = sample::keep_child(tx, name, "Ana", "Ash").await?;
    let ended_plan = Plan {
        starts_on: Some(date(2005, 9, 1)),
        ceased_on: ended,
        ..sample::plan(&child.id)
    };
    plan::insert_all(tx, std::slice::from_ref(&ended_plan)).await?;
    plan::insert_versions(tx, &[sample::plan_version(&ended_plan.id, 1, &[Need::Asd])]).await?;
    let placed = Placement {
        from: Some(date(2005, 9, 1)),
        to: ended,
        ..sample::placement(&child.id, None, Setting::Mms)
    };
    placement::insert_all(tx, std::slice::from_ref(&placed)).await?;
    let mut line: CostLine = sample::cost_line(&placed);
    "Ana’s mother rang".clone_into(&mut line.terms.notes);
    placement::insert_cost_lines(tx, &[line]).await?;
    Ok(child.id)
}

pub async fn only_what_ended_long_ago_is_due(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (then, lately) = (date(2010, 7, 31), date(2020, 7, 31));
    let old = kept(&mut tx, "OLD", Some(then)).await?;
    let recent = kept(&mut tx, "RECENT", Some(lately)).await?;
    kept(&mut tx, "OPEN", None).await?;
    sample::keep_child(&mut tx, "BARE", "Ana", "Ash").await?;
    // Of the plan that ended long ago an award goes on: nothing is forgotten that is still paid.
    let paid = kept(&mut tx, "PAID", Some(then)).await?;
    let officer = sample::keep_user(&mut tx, "moderator", &[]).await?;
    sample::keep_award(&mut tx, &paid, &officer, None, "F").await?;
    let of_old = Due {
        child: old.clone(),
        local_id: "OLD".parse().unwrap(),
        ended_on: then,
    };
    assert_eq!(retention::due(&mut tx, then).await?, []);
    let after = date(2010, 8, 1);
    assert_eq!(retention::due(&mut tx, after).await?, [of_old]);
    let due = retention::due(&mut tx, date(2020, 8, 1)).await?;
    let due: Vec<_> = due.into_iter().map(|one| one.child).collect();
    assert_eq!(due, [old.clone(), recent]);
    retention::forget(&mut tx, &old).await?;
    assert_eq!(retention::due(&mut tx, after).await?, []);
    Ok(())
}

pub async fn forgetting_leaves_numbers_and_no_words(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let child = kept(&mut tx, "OLD", Some(date(2010, 7, 31))).await?;
    let officer = sample::keep_user(&mut tx, "moderator", &[]).await?;
    rule_set::save(&mut tx, &sample::rule_set()).await?;
    let (head, version) = sample::profile(&child, &officer, ProfileState::Agreed);
    let version = ProfileVersion {
        note: "Ana’s brother".to_owned(),
        ..version
    };
    profile::insert_all(&mut tx, &[(head.clone(), version.clone())]).await?;
    let overridden = Decision {
        kind: DecisionKind::Override,
        reason: "Ana’s panel".to_owned(),
        ..sample::decision(&version, &child, &officer)
    };
    decision::insert_all(&mut tx, std::slice::from_ref(&overridden)).await?;
    let place = sample::keep_establishment(&mut tx, "Birch Lane", 109_901).await?;
    let request = SupportRequest {
        id: sample::id(),
        child: child.clone(),
        establishment: place,
        rule_set: sample::rule_set().digest,
        needs: sample::needs(),
        words: "Ana’s aunt".to_owned(),
        raised_by: officer.clone(),
        raised_at: sample::at(0),
        state: RequestState::Sent,
        answer: String::new(),
        profile: None,
        answered_by: None,
        answered_at: None,
    };
    support_request::insert(&mut tx, &request).await?;
    let judged = FirstJudgement {
        profile: head.id.clone(),
        version: 1,
        officer: officer.clone(),
        fits: false,
        words: "Ana’s uncle".to_owned(),
        at: sample::at(1),
    };
    judgement::insert(&mut tx, &judged).await?;
    let written = format!("{:?}", written_of::all(&mut tx, &child).await?);
    for held in ["Ana’s aunt", "wears two aids", "Ana’s uncle"] {
        assert!(written.contains(held), "{held} is not in {written}");
    }
    retention::forget(&mut tx, &child).await?;
    let written = format!("{:?}", written_of::all(&mut tx, &child).await?);
    for gone in ["Ana", "aids"] {
        assert!(!written.contains(gone), "{gone} is left in {written}");
    }
    let left = timeline::of(&mut tx, &child).await?.unwrap();
    assert_eq!(left.identity, None);
    let words = format!("{left:?}");
    for gone in ["Ana", "Siân", "wears two aids", "mother", "panel"] {
        assert!(!words.contains(gone), "{gone} is left in {words}");
    }
    let stays = &left.profiles[0].1[0].needs;
    assert_eq!(stays.levels(), sample::needs().levels());
    assert_eq!(left.decisions[0].band, overridden.band);
    assert_eq!(left.cost_lines.len(), 1);
    Ok(())
}
