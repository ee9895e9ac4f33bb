//! Case systems as the council describes them, and which child stood in whose extract last. The text of a system that comes
//! with the program is blank here: the program's own counts.

use jiff::Timestamp;

use super::error::StoreError;
use super::tx::Tx;
use super::value::{day, instant, text, text_or_null};
use crate::calendar::Date;
use crate::ids::{ChildId, UserId};

/// How many children one statement writes down.
const AT_A_TIME: usize = 40;

/// Keeps a system's text, in place of the one before.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such user.
pub async fn save(
    tx: &mut Tx,
    (code, document): (&str, &str),
    by: Option<&UserId>,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO case_system (code, document, kept_by, kept_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (code) DO UPDATE SET document = excluded.document, kept_by = excluded.kept_by, \
         kept_at = excluded.kept_at",
        vec![text(code), text(document), text_or_null(by), instant(at)],
    )
    .await?;
    Ok(())
}

/// The text of the system of a code, if one is kept.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, code: &str) -> Result<Option<String>, StoreError> {
    tx.first(
        "SELECT document FROM case_system WHERE code = $1",
        vec![text(code)],
        |row| row.text("document"),
    )
    .await
}

/// The text of every system that is kept, by its code.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    tx.all(
        "SELECT document FROM case_system ORDER BY code",
        Vec::new(),
        |row| row.text("document"),
    )
    .await
}

/// The code and text of the system in whose extract a child stands, and the day of the last extract that had it.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of_child(
    tx: &mut Tx,
    child: &ChildId,
) -> Result<Option<(String, String, Date)>, StoreError> {
    tx.first(
        "SELECT s.code, s.document, c.seen_on FROM case_child c JOIN case_system s ON s.code = c.system WHERE c.child_id = $1",
        vec![text(child)],
        |row| Ok((row.text("code")?, row.text("document")?, row.day("seen_on")?)),
    )
    .await
}

/// Notes that children stood in a system's extract of a day, unless they stood in a later one.
///
/// # Errors
/// [`StoreError::NotFound`] without such a system or child.
pub async fn saw(
    tx: &mut Tx,
    system: &str,
    on: Date,
    children: &[ChildId],
) -> Result<(), StoreError> {
    for some in children.chunks(AT_A_TIME) {
        let places: Vec<String> = (0..some.len())
            .map(|at| format!("(${}, $1, $2)", at + 3))
            .collect();
        let sql = format!(
            "INSERT INTO case_child (child_id, system, seen_on) VALUES {} \
             ON CONFLICT (child_id) DO UPDATE SET system = excluded.system, seen_on = excluded.seen_on \
             WHERE excluded.seen_on >= case_child.seen_on",
            places.join(",")
        );
        let mut values = vec![text(system), day(on)];
        values.extend(some.iter().map(text));
        tx.execute(sql, values).await?;
    }
    Ok(())
}

/// The children who stood in a system's extract at some time, with the day of the last one.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn seen(tx: &mut Tx, system: &str) -> Result<Vec<(ChildId, Date)>, StoreError> {
    tx.all(
        "SELECT child_id, seen_on FROM case_child WHERE system = $1 ORDER BY child_id",
        vec![text(system)],
        |row| Ok((row.parsed("child_id")?, row.day("seen_on")?)),
    )
    .await
}
