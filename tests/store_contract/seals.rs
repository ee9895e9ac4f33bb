//! What is written once is found where somebody changes it, adds to it or takes it away behind the store's back.

use send_banding::ids::ChildId;
use send_banding::store::audit::{self, Fault};
use send_banding::store::{StoreError, retention};

use crate::place::{Outcome, Place};
use crate::sample;

/// A child with an award that was decided upon a profile.
async fn decided(place: &Place) -> Result<ChildId, StoreError> {
    let mut tx = place.store.begin().await?;
    let child = sample::keep_child(&mut tx, "SEALED", "Ana", "Ash").await?;
    let officer = sample::keep_user(&mut tx, "moderator", &[]).await?;
    sample::keep_award(&mut tx, &child.id, &officer, None, "F").await?;
    tx.commit().await?;
    Ok(child.id)
}

async fn faults(place: &Place) -> Result<Vec<Fault>, StoreError> {
    let found = audit::verify(&mut place.store.read().await?, None).await?;
    Ok(found.faults)
}

/// The tables of which rows are found altered.
async fn altered(place: &Place) -> Result<Vec<&'static str>, StoreError> {
    let found = faults(place).await?.into_iter();
    Ok(found
        .filter_map(|fault| match fault {
            Fault::RowAltered(row) => Some(row.table),
            _ => None,
        })
        .collect())
}

pub async fn a_row_that_is_written_once_is_found_where_it_was_changed(place: &Place) -> Outcome {
    decided(place).await?;
    let whole = audit::verify(&mut place.store.read().await?, None).await?;
    assert!(whole.is_whole() && whole.rows == 4, "{whole:?}");
    for (table, column, changed) in [
        (
            "award_version",
            "annual_pence",
            "COALESCE(annual_pence, 0) + 1",
        ),
        ("award_version", "band", "'A'"),
        ("award_version", "note", "'x'"),
        ("decision", "reason", "'x'"),
        ("decision", "section_f_secured", "NOT section_f_secured"),
        ("decision", "band", "NULL"),
        ("determination", "band", "'A'"),
        ("profile_version", "document", "document || ' '"),
        ("profile_version", "scored_by", "NULL"),
    ] {
        place
            .tamper(&format!(
                "CREATE TABLE kept AS SELECT * FROM {table}; UPDATE {table} SET {column} = {changed}"
            ))
            .await;
        assert_eq!(altered(place).await?, [table], "{table}.{column}");
        place
            .tamper(&format!(
                "UPDATE {table} SET {column} = (SELECT {column} FROM kept); DROP TABLE kept"
            ))
            .await;
        assert_eq!(faults(place).await?, [], "{table}.{column}");
    }
    Ok(())
}

pub async fn a_row_put_in_or_taken_away_is_found(place: &Place) -> Outcome {
    decided(place).await?;
    // The next version of the award, with the seal of the first: a better amount from the same decision.
    place
        .tamper(
            "CREATE TABLE kept AS SELECT * FROM award_version; UPDATE kept SET number = 2; \
             INSERT INTO award_version SELECT * FROM kept; UPDATE award SET latest_version = 2",
        )
        .await;
    assert_eq!(altered(place).await?, ["award_version"]);
    place
        .tamper("UPDATE award_version SET seal = '' WHERE number = 2")
        .await;
    let bare = Fault::RowsBare {
        table: "award_version",
        rows: 1,
    };
    assert_eq!(faults(place).await?, [bare]);
    place
        .tamper("DELETE FROM award_version WHERE number = 2")
        .await;
    let found = faults(place).await?;
    assert!(
        matches!(found.as_slice(), [Fault::RowsMissing { kind: "award", .. }]),
        "{found:?}"
    );
    Ok(())
}

pub async fn rows_of_an_older_version_are_sealed_once(place: &Place) -> Outcome {
    decided(place).await?;
    place
        .tamper("UPDATE decision SET seal = ''; UPDATE award_version SET seal = ''")
        .await;
    assert_eq!(faults(place).await?.len(), 2);
    let mut tx = place.store.begin().await?;
    assert_eq!(audit::seal_bare(&mut tx).await?, 2);
    tx.commit().await?;
    assert_eq!(faults(place).await?, []);
    Ok(())
}

pub async fn retention_leaves_rows_sealed_and_puts_no_change_right(place: &Place) -> Outcome {
    let child = decided(place).await?;
    place
        .tamper("UPDATE award_version SET annual_pence = COALESCE(annual_pence, 0) + 1")
        .await;
    let mut tx = place.store.begin().await?;
    retention::forget(&mut tx, &child).await?;
    tx.commit().await?;
    assert_eq!(altered(place).await?, ["award_version"]);
    assert_eq!(faults(place).await?.len(), 1);
    Ok(())
}
