//! What schools say is wrong with an award, and the year's awards that a school's user sees.

use jiff::civil::date;
use send_banding::access::Role;
use send_banding::store::correction::{
    self, Correction, CorrectionKind, CorrectionLine, CorrectionState, CorrectionsOf,
};
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::{
    Page, RestrictedRecords, StoreError, Tx, award, child, decision, record_officer, rule_set, user,
};

use crate::place::{Outcome, Place};
use crate::sample::{self, TODAY, at};

/// An award at a school, and the school's user.
async fn awarded(tx: &mut Tx) -> Result<(award::AwardVersion, user::User), StoreError> {
    rule_set::save(tx, &sample::rule_set()).await?;
    let here = sample::keep_establishment(tx, "Hazel Primary", 990_001).await?;
    let who = sample::keep_child(tx, "K1", "Ana", "Ash").await?;
    let senco = sample::user("senco", &[Role::Senco], &[&here]);
    user::insert(tx, &senco, None).await?;
    let scored = sample::profile(&who.id, &senco.id, ProfileState::Agreed);
    profile::insert_all(tx, std::slice::from_ref(&scored)).await?;
    let decided = sample::decision(&scored.1, &who.id, &senco.id);
    decision::insert_all(tx, std::slice::from_ref(&decided)).await?;
    let (head, mut terms) = sample::award(&decided, Some(&here), "D");
    terms.from = date(2026, 4, 1);
    terms.to = Some(date(2027, 3, 15));
    award::insert_all(tx, &[(head, terms.clone())]).await?;
    Ok((terms, senco))
}

fn said(child: &child::Child, terms: &award::AwardVersion, by: &user::User) -> Correction {
    Correction {
        id: sample::id(),
        child: child.id.clone(),
        award: terms.award.clone(),
        award_version: 1,
        establishment: terms.establishment.clone().unwrap(),
        kind: CorrectionKind::Share,
        on: Some(TODAY),
        fte: Some("0.5".parse().unwrap()),
        note: "“Half days” — Siân".to_owned(),
        raised_by: by.id.clone(),
        raised_at: at(0),
        state: CorrectionState::Open,
        answer: String::new(),
        answered_by: None,
        answered_at: None,
    }
}

async fn child_of(tx: &mut Tx, terms: &award::AwardVersion) -> Result<child::Child, StoreError> {
    let (head, _) = award::find(tx, &terms.award).await?.unwrap();
    Ok(child::find(tx, &head.child).await?.unwrap())
}

/// The first page of a list, of which the count is the same.
async fn listed(tx: &mut Tx, of: CorrectionsOf<'_>) -> Result<Vec<CorrectionLine>, StoreError> {
    let found = correction::list(tx, of, Page::new(1, 10)).await?;
    assert_eq!(found.total, correction::count(tx, of).await?);
    assert_eq!(found.total, found.items.len() as u64);
    Ok(found.items)
}

pub async fn a_correction_is_answered_once(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (terms, senco) = awarded(&mut tx).await?;
    let who = child_of(&mut tx, &terms).await?;
    let made = said(&who, &terms, &senco);
    correction::insert(&mut tx, &made).await?;
    let kept = correction::find(&mut tx, &made.id).await?.unwrap();
    assert_eq!(kept.correction, made);
    assert_eq!(kept.name.as_deref(), Some("Ana Ash"));
    let open = listed(&mut tx, CorrectionsOf::Waiting(&RestrictedRecords::Hidden)).await?;
    assert_eq!(open, std::slice::from_ref(&kept));
    assert_eq!(
        listed(&mut tx, CorrectionsOf::School(&senco.id)).await?,
        [kept]
    );
    let other = sample::user("other", &[Role::Senco], &[]);
    user::insert(&mut tx, &other, None).await?;
    let nobodys = listed(&mut tx, CorrectionsOf::School(&other.id)).await?;
    assert!(nobodys.is_empty());
    tx.commit().await?;

    // Of one kind one waits at a time.
    let mut tx = place.store.begin().await?;
    let twice = Correction {
        id: sample::id(),
        ..made.clone()
    };
    let doubled = correction::insert(&mut tx, &twice).await;
    assert!(matches!(doubled, Err(StoreError::Conflict)), "{doubled:?}");
    tx.rollback().await?;

    let mut tx = place.store.begin().await?;
    let answer = (CorrectionState::Declined, "On roll until March");
    correction::answer(&mut tx, &made.id, answer, (&senco.id, at(5))).await?;
    let again = correction::answer(&mut tx, &made.id, answer, (&senco.id, at(6))).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    correction::insert(&mut tx, &twice).await?;
    let settled = listed(&mut tx, CorrectionsOf::Answered(&RestrictedRecords::Hidden)).await?;
    assert_eq!(settled.len(), 1);
    let state = |line: &CorrectionLine| line.correction.state;
    assert_eq!(state(&settled[0]), CorrectionState::Declined);
    // A page holds as many as it is asked for, and knows of the others.
    let one = Page::new(2, 1);
    let of_school = correction::list(&mut tx, CorrectionsOf::School(&senco.id), one).await?;
    assert_eq!((of_school.total, of_school.items.len()), (2, 1));
    // A record that was restricted since is in nobody's list but a named officer's; who opens one is for the service to ask.
    let mut hidden = who;
    hidden.restricted = true;
    child::update(&mut tx, &hidden).await?;
    assert!(correction::find(&mut tx, &made.id).await?.is_some());
    let open = listed(&mut tx, CorrectionsOf::Waiting(&RestrictedRecords::Hidden)).await?;
    assert!(open.is_empty());
    let own = listed(&mut tx, CorrectionsOf::School(&senco.id)).await?;
    assert!(own.is_empty());
    let head = sample::keep_user(&mut tx, "names-officers", &[]).await?;
    record_officer::name(&mut tx, &sample::naming(&hidden.id, &senco.id, &head)).await?;
    let named = RestrictedRecords::NamedTo(senco.id.clone());
    let open = listed(&mut tx, CorrectionsOf::Waiting(&named)).await?;
    assert_eq!(open.len(), 1);
    let own = listed(&mut tx, CorrectionsOf::School(&senco.id)).await?;
    assert_eq!(own.len(), 2);
    Ok(())
}

pub async fn a_school_user_gets_its_own_awards_of_a_year(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (terms, senco) = awarded(&mut tx).await?;
    let other = sample::user("other", &[Role::BusinessManager], &[]);
    user::insert(&mut tx, &other, None).await?;
    let year = (date(2026, 4, 1), date(2027, 4, 1));
    let found = award::of_school_user_between(&mut tx, &senco.id, year).await?;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].award, terms.award);
    assert_eq!(found[0].establishment_name, "Hazel Primary");
    for (from, to, count) in [
        // Both ends: the first unpaid day and the first paid one.
        (date(2027, 3, 15), date(2027, 4, 1), 0),
        (date(2027, 3, 14), date(2027, 4, 1), 1),
        (date(2025, 4, 1), date(2026, 4, 1), 0),
        (date(2025, 4, 1), date(2026, 4, 2), 1),
    ] {
        let found = award::of_school_user_between(&mut tx, &senco.id, (from, to)).await?;
        assert_eq!(found.len(), count, "{from} {to}");
    }
    assert!(
        award::of_school_user_between(&mut tx, &other.id, year)
            .await?
            .is_empty()
    );
    Ok(())
}
