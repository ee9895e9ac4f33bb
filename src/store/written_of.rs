//! What schools and officers wrote of a child outside its history: corrections, requests for support, first judgements, checks of
//! Section F,
//! proposed amounts, notes of recipients, lines of a school's return and second scorings. Read whole only to tell the family what is held.

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::text;
use crate::ids::ChildId;
use crate::needs::NeedsProfile;

/// One thing that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// What it is.
    pub what: &'static str,
    /// When.
    pub at: Timestamp,
    /// The words, blank where there are none.
    pub words: String,
    /// The answer to them, likewise.
    pub answer: String,
    /// The levels with their evidence, where it has any.
    pub needs: Option<NeedsProfile>,
}

/// Each kind, with the query for a child's: `at`, `words`, `answer` and `document`.
const KINDS: &[(&str, &str)] = &[
    (
        "Correction that a school asked for",
        "SELECT raised_at AS at, note AS words, answer, '' AS document FROM correction WHERE child_id = $1 ORDER BY raised_at",
    ),
    (
        "Request for support by a school",
        "SELECT raised_at AS at, words, answer, document FROM support_request WHERE child_id = $1 ORDER BY raised_at",
    ),
    (
        "An officer’s first judgement of the levels",
        "SELECT j.at, j.words, '' AS answer, '' AS document FROM first_judgement j JOIN profile p ON p.id = j.profile_id \
         WHERE p.child_id = $1 ORDER BY j.at",
    ),
    (
        "An amount that an officer proposed, above the officer’s limit",
        "SELECT a.at, a.reason AS words, '' AS answer, '' AS document FROM amount_proposal a \
         JOIN profile p ON p.id = a.profile_id WHERE p.child_id = $1 ORDER BY a.at, a.number",
    ),
    (
        "A cost of a placement that an officer proposed, above the officer’s limit",
        "SELECT l.at, l.notes AS words, l.answer, '' AS document FROM cost_proposal l \
         JOIN placement p ON p.id = l.placement_id WHERE p.child_id = $1 ORDER BY l.at, l.id",
    ),
    (
        "What an officer checked in Section F before a decision",
        "SELECT d.recorded_at AS at, s.checked AS words, '' AS answer, '' AS document FROM section_f_check s \
         JOIN decision d ON d.id = s.decision_id WHERE d.child_id = $1 ORDER BY d.recorded_at",
    ),
    (
        "Note of who may receive the statement",
        "SELECT at, noted AS words, '' AS answer, '' AS document FROM statement_recipient WHERE child_id = $1 ORDER BY number",
    ),
    (
        "What an officer made of a school’s return",
        "SELECT settled_at AS at, note AS words, '' AS answer, '' AS document FROM reconciliation_line \
         WHERE child_id = $1 AND note <> '' \
         UNION ALL SELECT settled_at AS at, note AS words, '' AS answer, '' AS document FROM reconciliation_line \
         WHERE child_id IS NULL AND LOWER(reference) = (SELECT LOWER(local_id) FROM child WHERE id = $1) AND note <> '' \
         ORDER BY at",
    ),
    (
        "Levels scored a second time, for comparison",
        "SELECT s.scored_at AS at, '' AS words, '' AS answer, s.document FROM second_scoring s \
         JOIN profile p ON p.id = s.profile_id WHERE p.child_id = $1 AND s.document IS NOT NULL ORDER BY s.scored_at",
    ),
];

/// Everything of that kind about a child, kind by kind, the oldest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all(tx: &mut Tx, child: &ChildId) -> Result<Vec<Written>, StoreError> {
    let mut all = Vec::new();
    for (what, sql) in KINDS {
        let found = tx
            .all(*sql, vec![text(child)], |row| read(what, row))
            .await?;
        all.extend(found);
    }
    Ok(all)
}

fn read(what: &'static str, row: &Row) -> Result<Written, StoreError> {
    let needs = row.read("document", |json| match json {
        "" => Ok(None),
        json => serde_json::from_str(json).map(Some),
    })?;
    Ok(Written {
        what,
        at: row.instant("at")?,
        words: row.text("words")?,
        answer: row.text("answer")?,
        needs,
    })
}
