//! No change of the past goes unseen.

use std::collections::BTreeSet;

use send_banding::ids::UserId;
use send_banding::store::audit::{self, Entry, Fault, Head, Verification};
use send_banding::store::{AuditKey, Page, Store, StoreError};

use crate::place::{Outcome, Place};
use crate::sample::{at, id};

async fn append(store: &Store, actor: &UserId, subject: &str) -> Result<i64, StoreError> {
    let mut tx = store.begin().await?;
    let entry = Entry {
        at: at(0),
        actor: Some(actor),
        action: "child-read",
        subject_kind: "child",
        subject_id: subject,
        detail: b"{}",
    };
    let sequence = audit::append(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(sequence)
}

/// Five entries; the head after the fifth.
async fn five(place: &Place) -> Result<Head, StoreError> {
    let actor = id();
    for number in 1..=5 {
        append(&place.store, &actor, &format!("subject-{number}")).await?;
    }
    let head = audit::head(&mut place.store.read().await?).await?;
    let whole = verify(place, Some(&head)).await?;
    assert!(whole.is_whole() && whole.entries == 5, "{whole:?}");
    Ok(head)
}

async fn verify(place: &Place, exported: Option<&Head>) -> Result<Verification, StoreError> {
    audit::verify(&mut place.store.read().await?, exported).await
}

pub async fn racing_entries_are_all_there_and_chained(place: &Place) -> Outcome {
    let tasks: Vec<_> = (0..8)
        .map(|task| {
            let store = place.store.clone();
            tokio::spawn(async move {
                let actor = id();
                let mut places = Vec::new();
                for number in 0..40 {
                    places.push(append(&store, &actor, &format!("{task}-{number}")).await?);
                }
                Ok::<_, StoreError>(places)
            })
        })
        .collect();
    let mut places = BTreeSet::new();
    for task in tasks {
        places.extend(task.await.unwrap()?);
    }
    assert_eq!(places, (1..=320).collect());
    let found = verify(place, None).await?;
    assert!(found.is_whole(), "{found:?}");
    assert_eq!((found.entries, found.head.sequence), (320, 320));
    Ok(())
}

pub async fn a_changed_entry_is_found(place: &Place) -> Outcome {
    five(place).await?;
    for column in [
        "at",
        "actor",
        "action",
        "subject_kind",
        "subject_id",
        "detail_digest",
    ] {
        place
            .tamper(&format!(
                "UPDATE audit SET {column} = {column} || 'x' WHERE sequence = 3"
            ))
            .await;
        let found = verify(place, None).await?;
        assert_eq!(found.faults, [Fault::Altered { sequence: 3 }], "{column}");
        place.tamper(&format!("UPDATE audit SET {column} = substr({column}, 1, length({column}) - 1) WHERE sequence = 3")).await;
        assert!(verify(place, None).await?.is_whole());
    }
    // Text that moves from one column to the next is a change as well.
    place
        .tamper("UPDATE audit SET action = 'child-readc', subject_kind = 'hild' WHERE sequence = 3")
        .await;
    assert_eq!(
        verify(place, None).await?.faults,
        [Fault::Altered { sequence: 3 }]
    );
    Ok(())
}

pub async fn a_removed_entry_is_found(place: &Place) -> Outcome {
    five(place).await?;
    place
        .tamper("DELETE FROM audit WHERE sequence IN (2, 3)")
        .await;
    assert_eq!(
        verify(place, None).await?.faults,
        [Fault::Missing { first: 2, last: 3 }]
    );
    place.tamper("DELETE FROM audit WHERE sequence = 5").await;
    let both = [
        Fault::Missing { first: 2, last: 3 },
        Fault::Missing { first: 5, last: 5 },
    ];
    assert_eq!(verify(place, None).await?.faults, both);
    Ok(())
}

pub async fn an_added_entry_is_found(place: &Place) -> Outcome {
    five(place).await?;
    for (sequence, fault) in [
        (6, Fault::Added { sequence: 6 }),
        (0, Fault::Added { sequence: 0 }),
    ] {
        place
            .tamper(&format!(
                "INSERT INTO audit SELECT {sequence}, at, actor, action, subject_kind, subject_id, detail_digest, mac \
                 FROM audit WHERE sequence = 5"
            ))
            .await;
        assert_eq!(verify(place, None).await?.faults, [fault]);
        place
            .tamper(&format!("DELETE FROM audit WHERE sequence = {sequence}"))
            .await;
    }
    // Put in with the head moved on: the mac cannot be made without the key.
    place
        .tamper(
            "INSERT INTO audit SELECT 6, at, actor, action, subject_kind, subject_id, detail_digest, mac \
             FROM audit WHERE sequence = 5; UPDATE audit_head SET sequence = 6",
        )
        .await;
    let both = [Fault::Altered { sequence: 6 }, Fault::HeadAltered];
    assert_eq!(verify(place, None).await?.faults, both);
    Ok(())
}

pub async fn swapped_entries_are_found(place: &Place) -> Outcome {
    five(place).await?;
    place
        .tamper(
            "UPDATE audit SET sequence = 100 WHERE sequence = 2; UPDATE audit SET sequence = 2 WHERE sequence = 3; \
             UPDATE audit SET sequence = 3 WHERE sequence = 100",
        )
        .await;
    let altered = [2, 3, 4].map(|sequence| Fault::Altered { sequence });
    assert_eq!(verify(place, None).await?.faults, altered);
    Ok(())
}

pub async fn a_cut_chain_is_found_by_the_exported_head(place: &Place) -> Outcome {
    let head = five(place).await?;
    place.tamper("DELETE FROM audit WHERE sequence > 3").await;
    assert_eq!(
        verify(place, None).await?.faults,
        [Fault::Missing { first: 4, last: 5 }]
    );
    // With the head cut too: its seal cannot be made without the key, and to leave it out, or to take that of the head
    // before, does not do either. What is appended afterwards puts nothing right.
    place
        .tamper("CREATE TABLE kept AS SELECT substr(mac, 65) AS seal FROM audit_head")
        .await;
    let older = "(SELECT mac FROM audit WHERE sequence = 3)";
    let kept = "(SELECT seal FROM kept)";
    for (mac, fault) in [
        (older.to_owned(), Fault::HeadBare),
        (format!("{older} || {kept}"), Fault::HeadAltered),
    ] {
        place
            .tamper(&format!("UPDATE audit_head SET sequence = 3, mac = {mac}"))
            .await;
        let found = verify(place, None).await?.faults;
        assert_eq!(found, std::slice::from_ref(&fault));
        let with_head = verify(place, Some(&head)).await?.faults;
        assert!(with_head.contains(&Fault::ExportedHeadMissing { sequence: 5 }));
        append(&place.store, &id(), "later").await?;
        assert_eq!(verify(place, None).await?.faults, [fault]);
        place.tamper("DELETE FROM audit WHERE sequence > 3").await;
    }
    place
        .tamper("DELETE FROM audit; UPDATE audit_head SET sequence = 0, mac = ''")
        .await;
    assert!(verify(place, None).await?.is_whole());
    assert_eq!(
        verify(place, Some(&head)).await?.faults,
        [Fault::ExportedHeadMissing { sequence: 5 }]
    );
    Ok(())
}

pub async fn a_rebuilt_chain_is_found_by_the_exported_head(place: &Place) -> Outcome {
    let head = five(place).await?;
    let read: Head = head.to_string().parse().unwrap();
    assert_eq!(read.to_string(), head.to_string());
    for text in ["", "5", "5:", "x:00", "-1:", "5:zz", "0:00"] {
        assert!(text.parse::<Head>().is_err(), "{text}");
    }
    // Somebody who has the key begins anew and writes as many entries.
    place
        .tamper("DELETE FROM audit; UPDATE audit_head SET sequence = 0, mac = ''")
        .await;
    let empty = audit::head(&mut place.store.read().await?).await?;
    let actor = id();
    for number in 1..=6 {
        append(&place.store, &actor, &format!("rewritten-{number}")).await?;
    }
    assert!(verify(place, None).await?.is_whole());
    assert!(
        verify(place, Some(&empty)).await?.is_whole(),
        "every chain grows from the empty one"
    );
    assert_eq!(
        verify(place, Some(&head)).await?.faults,
        [Fault::ExportedHeadMissing { sequence: 5 }]
    );
    // The last mac put straight without the key, and the chain read with another key.
    place.tamper("UPDATE audit_head SET mac = 'x'").await;
    let both = [Fault::HeadAltered, Fault::HeadBare];
    assert_eq!(verify(place, None).await?.faults, both);
    let other = Store::open_with_key(&place.url, AuditKey::of_bytes(&[8; 32])?).await?;
    assert_eq!(
        audit::verify(&mut other.read().await?, None)
            .await?
            .faults
            .len(),
        8,
        "every entry, the head and its seal"
    );
    assert!(AuditKey::of_bytes(&[8; 31]).is_err());
    Ok(())
}

pub async fn a_head_of_an_older_version_is_sealed_once(place: &Place) -> Outcome {
    five(place).await?;
    place
        .tamper("UPDATE audit_head SET mac = substr(mac, 1, 64)")
        .await;
    assert_eq!(verify(place, None).await?.faults, [Fault::HeadBare]);
    let mut tx = place.store.begin().await?;
    assert_eq!(audit::seal_bare(&mut tx).await?, 0);
    tx.commit().await?;
    assert!(verify(place, None).await?.is_whole());
    // What bears a false seal keeps it.
    place
        .tamper("UPDATE audit_head SET mac = substr(mac, 1, 64) || ' x'")
        .await;
    let mut tx = place.store.begin().await?;
    audit::seal_bare(&mut tx).await?;
    tx.commit().await?;
    assert_eq!(verify(place, None).await?.faults, [Fault::HeadAltered]);
    Ok(())
}

pub async fn entries_about_a_record_are_listed(place: &Place) -> Outcome {
    five(place).await?;
    let mut tx = place.store.read().await?;
    let about = audit::about(&mut tx, "child", "subject-2", Page::new(1, 10)).await?;
    assert_eq!((about.total, about.items[0].sequence), (1, 2));
    assert_ne!(
        about.items[0].detail_digest, "",
        "the detail is there as a digest"
    );
    let all = audit::all(&mut tx, Page::new(1, 2)).await?;
    assert_eq!(
        (all.total, all.items[0].sequence, all.items[1].sequence),
        (5, 5, 4)
    );
    Ok(())
}
