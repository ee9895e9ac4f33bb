//! Packages that went out and came in, and the keys of other authorities.

use send_banding::ids::{Digest, PublicKey};
use send_banding::store::signing::Signer;
use send_banding::store::transfer::{self, AuthorityKey, Direction, Transfer};
use send_banding::store::{Page, StoreError, retention};

use crate::place::{Outcome, Place};
use crate::sample::{self, at, id};

pub async fn a_package_goes_each_way_once(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let child = sample::keep_child(&mut tx, "EX-1", "Ana", "Ash").await?;
    let officer = sample::keep_user(&mut tx, "caseworker", &[]).await?;
    let own = Signer::of(&tx)?;
    assert_eq!(own.public_key(), Signer::of(&tx)?.public_key());
    let sent = Transfer {
        package: id(),
        direction: Direction::Sent,
        child: child.id.clone(),
        authority: "902".parse().unwrap(),
        authority_name: "Otherton Council".to_owned(),
        digest: Digest::of(b"contents"),
        public_key: own.public_key().clone(),
        reason: "Ana’s family moved".to_owned(),
        by: officer,
        at: at(1),
    };
    let received = Transfer {
        direction: Direction::Received,
        reason: String::new(),
        at: at(2),
        ..sent.clone()
    };
    transfer::insert(&mut tx, &sent).await?;
    transfer::insert(&mut tx, &received).await?;
    let found = transfer::find(&mut tx, &sent.package, Direction::Sent).await?;
    assert_eq!(found.as_ref(), Some(&sent));
    let listed = transfer::all(&mut tx, Page::new(1, 10)).await?;
    let newest = &listed.items[0];
    assert_eq!((listed.total, &newest.transfer), (2, &received));
    assert_eq!(newest.local_id, child.local_id);
    // Forgotten with the child is why it was sent, and nothing else.
    retention::forget(&mut tx, &child.id).await?;
    let left = transfer::of_child(&mut tx, &child.id).await?;
    let bare = Transfer {
        reason: String::new(),
        ..sent.clone()
    };
    assert_eq!(left, [bare, received]);
    let twice = transfer::insert(&mut tx, &sent).await;
    assert!(matches!(twice, Err(StoreError::Conflict)));
    Ok(())
}

pub async fn of_an_authority_one_key_counts(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let officer = sample::keep_user(&mut tx, "administrator", &[]).await?;
    let key = |digits: &str| PublicKey::parse(&digits.repeat(32)).unwrap();
    let first = AuthorityKey {
        public_key: key("ab"),
        authority: "902".parse().unwrap(),
        name: "Otherton Council".to_owned(),
        added_by: officer.clone(),
        added_at: at(1),
        withdrawn_at: None,
    };
    transfer::add_key(&mut tx, &first).await?;
    transfer::withdraw_key(&mut tx, &first.public_key, (&officer, at(2))).await?;
    let second = AuthorityKey {
        public_key: key("cd"),
        added_at: at(3),
        ..first.clone()
    };
    transfer::add_key(&mut tx, &second).await?;
    let kept = transfer::keys(&mut tx).await?;
    let withdrawn = AuthorityKey {
        withdrawn_at: Some(at(2)),
        ..first.clone()
    };
    assert_eq!(kept, [second.clone(), withdrawn]);
    tx.commit().await?;

    // A third beside the one that counts, and a withdrawn one again, are refused.
    for refused in [
        AuthorityKey {
            public_key: key("ef"),
            ..second.clone()
        },
        AuthorityKey {
            authority: "903".parse().unwrap(),
            ..first.clone()
        },
    ] {
        let mut tx = place.store.begin().await?;
        let added = transfer::add_key(&mut tx, &refused).await;
        assert!(matches!(added, Err(StoreError::Conflict)));
    }
    let mut tx = place.store.begin().await?;
    let again = transfer::withdraw_key(&mut tx, &first.public_key, (&officer, at(4))).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    Ok(())
}
