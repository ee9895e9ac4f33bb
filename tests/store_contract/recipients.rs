//! Notes of who may receive the statement to a family.

use send_banding::access::Role;
use send_banding::store::recipient::{self, RecipientNote, RecipientNoted};
use send_banding::store::{StoreError, user};

use crate::place::{Outcome, Place};
use crate::sample::{self, at};

pub async fn the_last_note_of_the_recipients_counts(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let child = sample::keep_child(&mut tx, "R1", "Ana", "Ash").await?;
    let other = sample::keep_child(&mut tx, "R2", "Ben", "Birch").await?;
    let officer = sample::user("caseworker", &[Role::Caseworker], &[]);
    user::insert(&mut tx, &officer, None).await?;
    assert_eq!(recipient::latest(&mut tx, &child.id).await?, None);
    let mut note = RecipientNote {
        child: child.id.clone(),
        number: 1,
        noted: RecipientNoted::SeparatedParents,
        by: officer.id.clone(),
        at: at(0),
    };
    recipient::add(&mut tx, &note).await?;
    note.number = 2;
    note.noted = RecipientNoted::Checked;
    recipient::add(&mut tx, &note).await?;
    assert_eq!(
        recipient::latest(&mut tx, &child.id).await?,
        Some(note.clone())
    );
    assert_eq!(recipient::latest(&mut tx, &other.id).await?, None);
    tx.commit().await?;

    let mut tx = place.store.begin().await?;
    let lost = recipient::add(&mut tx, &note).await;
    assert!(matches!(lost, Err(StoreError::Conflict)), "{lost:?}");
    tx.rollback().await?;
    let mut tx = place.store.begin().await?;
    note.child = sample::id();
    let nobodys = recipient::add(&mut tx, &note).await;
    assert!(matches!(nobodys, Err(StoreError::NotFound)), "{nobodys:?}");
    Ok(())
}
