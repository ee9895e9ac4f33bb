//! Extracts of a plan: a file with its row, and a row without its file.

use send_banding::ids::Digest;
use send_banding::needs::{DocumentKind, Need};
use send_banding::store::blob::{self, Blob};
use send_banding::store::plan::{self, PlanState};
use send_banding::store::plan_extract::{self, NewExtract, Removal, RemovedBecause};
use send_banding::store::{StoreError, Tx, retention};

use crate::place::{Outcome, Place};
use crate::sample::{self, at, id};

/// A child with a plan, its version, and somebody who attaches.
async fn kept(tx: &mut Tx) -> Result<NewExtract, StoreError> {
    let child = sample::keep_child(tx, "EX-1", "Ana", "Ash").await?;
    let plan = sample::keep_plan(tx, &child.id, &[Need::Asd]).await?;
    let version = plan::latest_version(tx, &plan.id).await?.unwrap();
    Ok(NewExtract {
        id: id(),
        child: child.id,
        plan_version: version.id,
        kind: DocumentKind::Pdf,
        attached_by: sample::keep_user(tx, "caseworker", &[]).await?,
    })
}

fn file(name: &str, bytes: &[u8]) -> Blob {
    Blob {
        id: id(),
        owner: None,
        file_name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: bytes.to_vec(),
        created_at: at(5),
        expires_at: None,
    }
}

pub async fn an_extract_comes_back_until_it_is_removed(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let new = kept(&mut tx).await?;
    let bytes = file("Sekcja B – Ana.pdf", b"%PDF-1.7 \0\xFF");
    plan_extract::attach(&mut tx, &new, &bytes).await?;
    let found = plan_extract::find(&mut tx, &new.id).await?.unwrap();
    assert_eq!(found.digest, Digest::of(&bytes.bytes));
    assert_eq!((found.size_bytes, found.attached_at), (11, at(5)));
    assert_eq!(
        (found.version_number, found.version_state),
        (1, PlanState::Final)
    );
    let stored = found.file.clone().unwrap();
    assert_eq!(stored.name, bytes.file_name);
    assert_eq!(blob::find(&mut tx, &stored.blob).await?, Some(bytes));
    let of_version = plan_extract::of_version(&mut tx, &new.plan_version).await?;
    assert_eq!(of_version, std::slice::from_ref(&found));
    // A sweep takes what expires, and an extract does not.
    assert_eq!(blob::sweep(&mut tx, at(1_000_000_000)).await?, 0);

    let removal = Removal {
        by: new.attached_by.clone(),
        at: at(9),
        because: RemovedBecause::TooMuch,
    };
    plan_extract::remove(&mut tx, &new.id, &stored, &removal).await?;
    assert_eq!(blob::find(&mut tx, &stored.blob).await?, None);
    let of_version = plan_extract::of_version(&mut tx, &new.plan_version).await?;
    assert_eq!(of_version, []);
    let left = plan_extract::of_child(&mut tx, &new.child).await?.remove(0);
    assert_eq!((left.file, left.removed), (None, Some(removal.clone())));
    assert_eq!(left.digest, found.digest);
    let again = plan_extract::remove(&mut tx, &new.id, &stored, &removal).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    Ok(())
}

pub async fn one_file_is_attached_to_a_version_once(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let new = kept(&mut tx).await?;
    plan_extract::attach(&mut tx, &new, &file("a.pdf", b"%PDF-a")).await?;
    let another = NewExtract {
        id: id(),
        ..new.clone()
    };
    plan_extract::attach(&mut tx, &another, &file("b.pdf", b"%PDF-b")).await?;
    tx.commit().await?;

    let mut tx = place.store.begin().await?;
    let twice = NewExtract {
        id: id(),
        ..new.clone()
    };
    let refused = plan_extract::attach(&mut tx, &twice, &file("c.pdf", b"%PDF-a")).await;
    assert!(matches!(refused, Err(StoreError::Conflict)));
    drop(tx);

    // What is forgotten with the child can be told by its digest alone.
    let mut tx = place.store.begin().await?;
    retention::forget(&mut tx, &new.child).await?;
    let left = plan_extract::of_child(&mut tx, &new.child).await?;
    assert_eq!(left.len(), 2);
    assert!(
        left.iter()
            .all(|one| one.file.is_none() && one.removed.is_none())
    );
    Ok(())
}
