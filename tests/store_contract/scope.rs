//! Who may be seen by whom.

use jiff::civil::date;
use send_banding::store::caseload::{self, Filter, Scope};
use send_banding::store::{Page, award, child};

use crate::caseload::{found, three, words};
use crate::place::{Outcome, Place};
use crate::sample::{self, TODAY};

pub async fn restricted_children_are_hidden(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let mut hidden = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?;
    hidden.restricted = true;
    child::update(&mut tx, &hidden).await?;
    assert_eq!(found(&mut tx, &words("N1")).await?, [""; 0]);
    assert!(!caseload::is_in_scope(&mut tx, &hidden.id, &Scope::authority(), TODAY).await?);
    let open = Scope::authority().with_restricted();
    assert_eq!(
        caseload::list(&mut tx, &open, &words("ana"), TODAY, Page::new(1, 10))
            .await?
            .total,
        1
    );
    assert!(caseload::is_in_scope(&mut tx, &hidden.id, &open, TODAY).await?);
    Ok(())
}

pub async fn a_school_sees_its_own_children_only(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (school, _, [placed, unknown, left]) = three(&mut tx).await?;
    let other = sample::keep_establishment(&mut tx, "Other Primary", 990_002).await?;
    let own = Scope::establishments([school.clone()]);
    let listed = caseload::list(&mut tx, &own, &Filter::default(), TODAY, Page::new(1, 10)).await?;
    assert_eq!(
        (listed.total, listed.items[0].child.clone()),
        (1, placed.clone())
    );
    for (child, scope, seen) in [
        (&placed, &own, true),
        (&unknown, &own, false),
        (&left, &own, false),
        (&placed, &Scope::establishments([other]), false),
        (&placed, &Scope::establishments([]), false),
        (&unknown, &Scope::authority(), true),
    ] {
        assert_eq!(
            caseload::is_in_scope(&mut tx, child, scope, TODAY).await?,
            seen,
            "{child} {scope:?}"
        );
    }
    let before = date(2025, 10, 2);
    assert!(
        caseload::is_in_scope(&mut tx, &left, &own, before).await?,
        "it was there on its last day"
    );
    // A filter widens nothing.
    let asked = Filter {
        text: Some("N2".to_owned()),
        establishment: None,
        ..Filter::default()
    };
    assert_eq!(
        caseload::list(&mut tx, &own, &asked, TODAY, Page::new(1, 10))
            .await?
            .total,
        0
    );
    Ok(())
}

pub async fn a_school_user_gets_its_own_awards_only(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (school, officer, [placed, unknown, left]) = three(&mut tx).await?;
    let other = sample::keep_establishment(&mut tx, "Other Primary", 990_002).await?;
    let theirs = sample::keep_award(&mut tx, &unknown, &officer, Some(&other), "H").await?;
    let mut moved = sample::keep_award(&mut tx, &left, &officer, Some(&school), "C")
        .await?
        .1;
    sample::keep_award(&mut tx, &left, &officer, None, "B").await?;
    let user = sample::keep_user(&mut tx, "business-manager", &[&school]).await?;
    let nobody = sample::keep_user(&mut tx, "senco", &[]).await?;

    let seen = award::seen_by_school_user(&mut tx, &user, TODAY).await?;
    assert_eq!(seen.len(), 2);
    assert!(
        seen.iter()
            .all(|line| line.establishment == school && line.award != theirs.0.id)
    );
    assert_eq!(seen[0].name.as_deref(), Some("Ana Ash"));
    assert_eq!(
        award::seen_by_school_user(&mut tx, &nobody, TODAY)
            .await?
            .len(),
        0
    );
    let early = award::seen_by_school_user(&mut tx, &user, date(2026, 3, 31)).await?;
    assert_eq!(early.len(), 0, "before the first day there is no award");

    // The award moves to the other school: the version before is not seen any more.
    moved.number = 2;
    moved.establishment = Some(other);
    award::add_version(&mut tx, &moved).await?;
    let mut hidden = child::find(&mut tx, &placed).await?.unwrap();
    hidden.restricted = true;
    child::update(&mut tx, &hidden).await?;
    let seen = award::seen_by_school_user(&mut tx, &user, TODAY).await?;
    assert_eq!(
        (seen.len(), seen[0].name.as_ref()),
        (1, None),
        "a restricted child has no name here"
    );
    Ok(())
}
