//! Drafts of rule sets, and the steps in a set's life.

use jiff::civil::date;
use send_banding::ids::{Digest, RuleDraftId, UserId};
use send_banding::store::rule_draft::{self, RuleDraft, RuleDraftVersion};
use send_banding::store::rule_step::{self, RuleStep, RuleStepKind};
use send_banding::store::{StoreError, Tx, rule_set};

use crate::place::{Outcome, Place};
use crate::sample::{self, id};

fn draft(by: &UserId) -> RuleDraft {
    RuleDraft {
        id: id(),
        started_from: Some(sample::rule_set().digest),
        begun_by: by.clone(),
        begun_at: sample::at(0),
        latest_version: 1,
    }
}

fn version(of: &RuleDraftId, number: u32, by: &UserId) -> RuleDraftVersion {
    RuleDraftVersion {
        draft: of.clone(),
        number,
        files: format!(r#"{{"scheme.toml":"version {number}"}}"#),
        digest: (number > 1).then(|| Digest::of(&[7])),
        report: r#"{"problems":[]}"#.to_owned(),
        by: by.clone(),
        at: sample::at(number.into()),
    }
}

fn step(number: u32, kind: RuleStepKind, by: &UserId) -> RuleStep {
    let says_why = matches!(kind, RuleStepKind::SentBack | RuleStepKind::Withdrawn);
    RuleStep {
        digest: sample::rule_set().digest,
        number,
        kind,
        by: Some(by.clone()),
        at: sample::at(number.into()),
        draft: None,
        record: (kind == RuleStepKind::Proposed).then(|| "{}".to_owned()),
        note: if says_why { "Invented" } else { "" }.to_owned(),
        from: (kind == RuleStepKind::Withdrawn).then(|| date(2026, 9, 1)),
    }
}

async fn keep_two(tx: &mut Tx) -> Result<(UserId, UserId), StoreError> {
    let owner = sample::keep_user(tx, "rules-owner", &[]).await?;
    let head = sample::keep_user(tx, "head-of-send", &[]).await?;
    rule_set::save(tx, &sample::rule_set()).await?;
    Ok((owner, head))
}

pub async fn a_draft_comes_back_with_every_version(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (owner, head) = keep_two(&mut tx).await?;
    let kept = draft(&owner);
    let first = version(&kept.id, 1, &owner);
    rule_draft::insert(&mut tx, &kept, &first).await?;
    let second = version(&kept.id, 2, &head);
    rule_draft::add_version(&mut tx, &second).await?;
    let now = RuleDraft {
        latest_version: 2,
        ..kept
    };
    let found = rule_draft::find(&mut tx, &now.id).await?;
    assert_eq!(found, Some((now.clone(), second.clone())));
    assert_eq!(
        rule_draft::versions_of(&mut tx, &now.id).await?,
        [first.clone(), second.clone()]
    );
    assert_eq!(
        rule_draft::version(&mut tx, &now.id, 1).await?,
        Some(first),
        "a saved text is never lost"
    );
    assert_eq!(rule_draft::all(&mut tx).await?, [(now, second)]);
    assert_eq!(rule_draft::find(&mut tx, &id()).await?, None);
    Ok(())
}

pub async fn a_draft_saved_by_two_is_a_conflict(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (owner, head) = keep_two(&mut tx).await?;
    let kept = draft(&owner);
    rule_draft::insert(&mut tx, &kept, &version(&kept.id, 1, &owner)).await?;
    tx.commit().await?;
    let mut tx = place.store.begin().await?;
    rule_draft::add_version(&mut tx, &version(&kept.id, 2, &owner)).await?;
    tx.commit().await?;
    let mut tx = place.store.begin().await?;
    let late = rule_draft::add_version(&mut tx, &version(&kept.id, 2, &head)).await;
    assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
    Ok(())
}

pub async fn a_life_is_told_step_by_step(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (owner, head) = keep_two(&mut tx).await?;
    let set = sample::rule_set();
    assert!(
        rule_step::of(&mut tx, &set.digest)
            .await?
            .unwrap()
            .steps
            .is_empty()
    );
    let written = draft(&owner);
    rule_draft::insert(&mut tx, &written, &version(&written.id, 1, &owner)).await?;
    let mut proposed = step(1, RuleStepKind::Proposed, &owner);
    proposed.draft = Some((written.id.clone(), 1));
    let steps = [
        proposed,
        step(2, RuleStepKind::SentBack, &head),
        step(3, RuleStepKind::Proposed, &owner),
        step(4, RuleStepKind::Approved, &head),
        step(5, RuleStepKind::Withdrawn, &head),
    ];
    for step in &steps {
        rule_step::add(&mut tx, step).await?;
    }
    let life = rule_step::of(&mut tx, &set.digest).await?.unwrap();
    assert_eq!(life.steps, steps);
    assert_eq!(
        (&life.reference, life.first_day, life.last_day),
        (&set.reference, set.first_day, set.last_day)
    );
    assert_eq!(
        rule_step::all(&mut tx, Some("exampleshire")).await?,
        std::slice::from_ref(&life)
    );
    assert_eq!(rule_step::all(&mut tx, None).await?, [life]);
    assert!(
        rule_step::all(&mut tx, Some("elsewhere")).await?.is_empty(),
        "another authority's sets are not taken"
    );
    assert_eq!(
        rule_step::proposed_from(&mut tx, &written.id)
            .await?
            .map(|step| step.number),
        Some(1)
    );
    Ok(())
}

pub async fn of_two_who_act_on_a_set_one_is_refused(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (owner, head) = keep_two(&mut tx).await?;
    rule_step::add(&mut tx, &step(1, RuleStepKind::Proposed, &owner)).await?;
    tx.commit().await?;
    let mut tx = place.store.begin().await?;
    rule_step::add(&mut tx, &step(2, RuleStepKind::Approved, &head)).await?;
    tx.commit().await?;
    let mut tx = place.store.begin().await?;
    let late = rule_step::add(&mut tx, &step(2, RuleStepKind::SentBack, &head)).await;
    assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
    Ok(())
}

pub async fn a_step_says_what_it_must(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (owner, head) = keep_two(&mut tx).await?;
    tx.commit().await?;
    let no_record = RuleStep {
        record: None,
        ..step(1, RuleStepKind::Proposed, &owner)
    };
    let no_reason = RuleStep {
        note: String::new(),
        ..step(1, RuleStepKind::Withdrawn, &head)
    };
    let no_day = RuleStep {
        from: None,
        ..step(1, RuleStepKind::Withdrawn, &head)
    };
    let no_set = RuleStep {
        digest: Digest::of(&[9]),
        ..step(1, RuleStepKind::Approved, &head)
    };
    for wrong in [no_record, no_reason, no_day, no_set] {
        let mut tx = place.store.begin().await?;
        assert!(
            rule_step::add(&mut tx, &wrong).await.is_err(),
            "{:?}",
            wrong.kind
        );
    }
    Ok(())
}

/// The tables as they were before sets had a life, with one set of each state that there was then.
pub async fn sets_in_use_before_their_life_was_recorded_stay_in_use(place: &Place) -> Outcome {
    let mut before = String::from(
        "DROP TABLE rule_set_step; DROP TABLE rule_draft_version; DROP TABLE rule_draft; \
         DELETE FROM _sqlx_migrations WHERE version = 31; ALTER TABLE rule_set ADD COLUMN state TEXT;",
    );
    for (byte, state) in [(1, "approved"), (2, "proposed")] {
        let digest = Digest::of(&[byte]);
        before.push_str(&format!(
            "INSERT INTO rule_set (digest, reference, authority, title, first_day, last_day, document, recorded_at, \
             state) VALUES ('{digest}', 'exampleshire/2026-04-01', 'exampleshire', 'T', '2026-04-01', '2027-03-31', \
             '{{}}', '2026-04-01T09:00:00.000000Z', '{state}');"
        ));
    }
    place.tamper(Box::leak(before.into_boxed_str())).await;
    place.store.migrate().await?;
    let mut tx = place.store.read().await?;
    let kinds = |digest: Digest, lives: &[rule_step::RuleLife]| -> Vec<RuleStepKind> {
        let life = lives.iter().find(|life| life.digest == digest).unwrap();
        life.steps.iter().map(|step| step.kind).collect()
    };
    let lives = rule_step::all(&mut tx, None).await?;
    assert_eq!(
        kinds(Digest::of(&[1]), &lives),
        [RuleStepKind::Shipped, RuleStepKind::Approved]
    );
    assert!(kinds(Digest::of(&[2]), &lives).is_empty());
    Ok(())
}
