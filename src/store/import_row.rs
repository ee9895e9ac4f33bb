//! Rows of an extract that were not taken, as they stood: kept to be corrected and tried again, and found by the children
//! whom they name, so that they are withheld and forgotten with their records.

use jiff::Timestamp;

use super::error::StoreError;
use super::tx::Tx;
use super::value::{flag, integer, text};
use crate::ids::{ChildId, ImportRunId};

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UntakenRow {
    /// Its number.
    pub row: u32,
    /// What is kept of it, as a document that this room does not read; none where nothing may be.
    pub document: Option<String>,
    /// Whether the document holds no more than the reference.
    pub is_withheld: bool,
    /// The children on record whom it names.
    pub children: Vec<ChildId>,
}

/// A row that names a child, with the run that did not take it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowOfChild {
    /// When the run began.
    pub started_at: Timestamp,
    /// The file's name.
    pub file_name: String,
    /// Its number.
    pub row: u32,
    /// What is kept of it.
    pub document: String,
}

/// Keeps rows that were not taken, and whom they name.
///
/// # Errors
/// [`StoreError::Conflict`] if a row of the run is kept already.
pub async fn keep(tx: &mut Tx, id: &ImportRunId, rows: &[UntakenRow]) -> Result<(), StoreError> {
    let kept = rows.iter().filter_map(|row| {
        let document = row.document.as_ref()?;
        Some(vec![
            text(id),
            integer(row.row.into()),
            text(document),
            flag(row.is_withheld),
        ])
    });
    const ROW: &str = "import_row (import_run_id, row_number, document, withheld)";
    tx.insert_all(ROW, kept.collect()).await?;
    let named = rows.iter().flat_map(|row| {
        let of = |child| vec![text(id), integer(row.row.into()), text(child)];
        row.children.iter().map(of)
    });
    const CHILD: &str = "import_row_child (import_run_id, row_number, child_id)";
    tx.insert_all(CHILD, named.collect()).await
}

/// The rows that a run keeps, by number.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of_run(tx: &mut Tx, id: &ImportRunId) -> Result<Vec<(u32, String)>, StoreError> {
    tx.all(
        "SELECT row_number, document FROM import_row WHERE import_run_id = $1 ORDER BY row_number",
        vec![text(id)],
        |row| Ok((row.small("row_number")?, row.text("document")?)),
    )
    .await
}

/// Whether a run keeps any row.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn any_of(tx: &mut Tx, id: &ImportRunId) -> Result<bool, StoreError> {
    let found = tx
        .first(
            "SELECT row_number FROM import_row WHERE import_run_id = $1 LIMIT 1",
            vec![text(id)],
            |row| row.integer("row_number"),
        )
        .await?;
    Ok(found.is_some())
}

/// What stood in a row, if the run keeps it and it is not withheld.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, id: &ImportRunId, row: u32) -> Result<Option<String>, StoreError> {
    tx.first(
        "SELECT document FROM import_row WHERE import_run_id = $1 AND row_number = $2 AND withheld = FALSE",
        vec![text(id), integer(row.into())],
        |row| row.text("document"),
    )
    .await
}

/// The rows that name a child, the oldest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of_child(tx: &mut Tx, child: &ChildId) -> Result<Vec<RowOfChild>, StoreError> {
    tx.all(
        "SELECT r.started_at, r.file_name, w.row_number, w.document FROM import_row_child c \
         JOIN import_row w ON w.import_run_id = c.import_run_id AND w.row_number = c.row_number \
         JOIN import_run r ON r.id = c.import_run_id \
         WHERE c.child_id = $1 ORDER BY r.started_at, r.id, w.row_number",
        vec![text(child)],
        |row| {
            Ok(RowOfChild {
                started_at: row.instant("started_at")?,
                file_name: row.text("file_name")?,
                row: row.small("row_number")?,
                document: row.text("document")?,
            })
        },
    )
    .await
}

/// Removes a row; one that is gone stays gone.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn remove(tx: &mut Tx, (id, row): (&ImportRunId, u32)) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM import_row WHERE import_run_id = $1 AND row_number = $2",
        vec![text(id), integer(row.into())],
    )
    .await?;
    Ok(())
}

/// Withholds the rows that name a child: of each document what `bare` leaves is kept, and of each reason why it was not
/// taken the sentence and what to do that are given.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn withhold(
    tx: &mut Tx,
    child: &ChildId,
    bare: impl Fn(&str) -> String,
    (sentence, fix): (&str, &str),
) -> Result<(), StoreError> {
    for (run, row) in places_of(tx, child).await? {
        let place = [text(&run), integer(row.into())];
        if let Some(document) = find(tx, &run, row).await? {
            let mut values = place.to_vec();
            values.push(text(bare(&document)));
            tx.execute(
                "UPDATE import_row SET document = $3, withheld = TRUE WHERE import_run_id = $1 AND row_number = $2",
                values,
            )
            .await?;
        }
        let mut values = place.to_vec();
        values.extend([text(sentence), text(fix)]);
        tx.execute(
            "UPDATE import_problem SET sentence = $3, fix = $4 \
             WHERE import_run_id = $1 AND row_number = $2 AND severity = 'refused'",
            values,
        )
        .await?;
    }
    Ok(())
}

/// Forgets the rows that name a child, and what was said of them: `sentence` stands in its place.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub(super) async fn forget(tx: &mut Tx, child: &ChildId, sentence: &str) -> Result<(), StoreError> {
    for (run, row) in places_of(tx, child).await? {
        remove(tx, (&run, row)).await?;
        tx.execute(
            "UPDATE import_problem SET sentence = $3, fix = '' WHERE import_run_id = $1 AND row_number = $2",
            vec![text(&run), integer(row.into()), text(sentence)],
        )
        .await?;
    }
    tx.execute(
        "DELETE FROM import_row_child WHERE child_id = $1",
        vec![text(child)],
    )
    .await?;
    Ok(())
}

/// Where a child is named: the runs and their rows.
async fn places_of(tx: &mut Tx, child: &ChildId) -> Result<Vec<(ImportRunId, u32)>, StoreError> {
    tx.all(
        "SELECT import_run_id, row_number FROM import_row_child WHERE child_id = $1 ORDER BY import_run_id, row_number",
        vec![text(child)],
        |row| Ok((row.parsed("import_run_id")?, row.small("row_number")?)),
    )
    .await
}
