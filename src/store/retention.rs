//! Forgetting who a child was once nothing has been owed for long: names, numbers and people's own words go; levels, bands,
//! amounts and dates stay, so that what was paid can be accounted for, and the audit chain, which holds neither, is whole.

use super::error::StoreError;
use super::identity;
use super::import_row;
use super::plan_extract;
use super::row::Row;
use super::tx::Tx;
use super::value::{day, integer, text};
use crate::calendar::Date;
use crate::ids::{ChildId, LocalId};
use crate::needs::NeedsProfile;

/// What stands where somebody's words had to stand.
const REMOVED: &str = "(removed)";

/// A child of whom nothing has gone on since a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Whose record.
    pub child: ChildId,
    /// The reference of the council's own case system.
    pub local_id: LocalId,
    /// The last day on which a plan, a placement or an award ended.
    pub ended_on: Date,
}

/// The children who are still known, of whom every plan, placement and award ended before a day and for whom nothing was
/// paid for a day after it; by their last day, the earliest first. A child of whom no end is known at all is not among them.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn due(tx: &mut Tx, before: Date) -> Result<Vec<Due>, StoreError> {
    tx.all(
        "SELECT id, local_id, ended_on FROM ( \
           SELECT c.id, c.local_id, ( \
             SELECT MAX(e.ended_on) FROM ( \
               SELECT ceased_on AS ended_on FROM plan WHERE child_id = c.id \
               UNION ALL SELECT to_on FROM placement WHERE child_id = c.id \
               UNION ALL SELECT v.to_on FROM award a JOIN award_version v ON v.award_id = a.id AND v.number = a.latest_version \
                 WHERE a.child_id = c.id \
             ) e) AS ended_on \
           FROM child c JOIN child_identity i ON i.child_id = c.id \
           WHERE NOT EXISTS (SELECT 1 FROM plan p WHERE p.child_id = c.id AND (p.ceased_on IS NULL OR p.ceased_on >= $1)) \
             AND NOT EXISTS (SELECT 1 FROM placement t WHERE t.child_id = c.id AND (t.to_on IS NULL OR t.to_on >= $1)) \
             AND NOT EXISTS (SELECT 1 FROM award a JOIN award_version v ON v.award_id = a.id AND v.number = a.latest_version \
               WHERE a.child_id = c.id AND (v.to_on IS NULL OR v.to_on >= $1)) \
             AND NOT EXISTS (SELECT 1 FROM payment_line l WHERE l.child_id = c.id AND (l.belongs_year >= $1 OR l.to_on >= $1)) \
             AND NOT EXISTS (SELECT 1 FROM support_request r WHERE r.child_id = c.id AND r.state = 'sent') \
         ) gone WHERE ended_on IS NOT NULL ORDER BY ended_on, id",
        vec![day(before)],
        |row| {
            Ok(Due {
                child: row.parsed("id")?,
                local_id: row.parsed("local_id")?,
                ended_on: row.day("ended_on")?,
            })
        },
    )
    .await
}

/// Forgets who a child was: the identity, the extracts of its plans, the rows of imports that named it and were not taken, and
/// every word that people wrote freely about it. Levels, bands, amounts, dates and who did what stay; a stored determination
/// recomputes as before.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such child.
pub async fn forget(tx: &mut Tx, child: &ChildId) -> Result<(), StoreError> {
    identity::erase(tx, child).await?;
    plan_extract::forget(tx, child).await?;
    import_row::forget(tx, child, REMOVED).await?;
    for sql in WORDS {
        tx.execute(*sql, vec![text(child)]).await?;
    }
    for sql in WORDS_REQUIRED {
        tx.execute(*sql, vec![text(child), text(REMOVED)]).await?;
    }
    forget_quotations(tx, child).await
}

/// Where words may be blank.
const WORDS: &[&str] = &[
    "UPDATE profile_version SET note = '' WHERE profile_id IN (SELECT id FROM profile WHERE child_id = $1)",
    "UPDATE decision SET answers = '{}' WHERE child_id = $1",
    "UPDATE decision SET reason = '' WHERE child_id = $1 AND kind <> 'override'",
    "UPDATE section_f_check SET checked = '' WHERE decision_id IN (SELECT id FROM decision WHERE child_id = $1)",
    "UPDATE section_f_line SET words = '' WHERE decision_id IN (SELECT id FROM decision WHERE child_id = $1)",
    "UPDATE award_version SET note = '' WHERE award_id IN (SELECT id FROM award WHERE child_id = $1)",
    "UPDATE cost_line SET notes = '' WHERE placement_id IN (SELECT id FROM placement WHERE child_id = $1)",
    "UPDATE cost_proposal SET notes = '', answer = '' WHERE placement_id IN (SELECT id FROM placement WHERE child_id = $1)",
    "UPDATE first_judgement SET words = '' WHERE fits = TRUE AND profile_id IN (SELECT id FROM profile WHERE child_id = $1)",
    "UPDATE amount_proposal SET reason = '' WHERE profile_id IN (SELECT id FROM profile WHERE child_id = $1)",
    "UPDATE correction SET note = '' WHERE child_id = $1",
    "UPDATE correction SET answer = '' WHERE child_id = $1 AND state <> 'declined'",
    "UPDATE transfer SET reason = '' WHERE child_id = $1",
    "UPDATE record_officer SET reason = '', ended_reason = '' WHERE child_id = $1",
    "UPDATE reconciliation_line SET note = '' WHERE child_id = $1",
    // A row that only a school had, or that could not be read, names the child by reference alone.
    "UPDATE reconciliation_line SET note = '' \
     WHERE child_id IS NULL AND LOWER(reference) = (SELECT LOWER(local_id) FROM child WHERE id = $1)",
    "UPDATE support_request SET words = '', answer = '' WHERE child_id = $1",
    "DELETE FROM draft WHERE subject IN (SELECT id FROM profile WHERE child_id = $1) OR subject = $1",
];

/// Where something must stand: an override, a judgement that the levels do not fit, and a correction declined each gave a reason.
const WORDS_REQUIRED: &[&str] = &[
    "UPDATE decision SET reason = $2 WHERE child_id = $1 AND kind = 'override'",
    "UPDATE first_judgement SET words = $2 WHERE fits = FALSE AND profile_id IN (SELECT id FROM profile WHERE child_id = $1)",
    "UPDATE correction SET answer = $2 WHERE child_id = $1 AND state = 'declined'",
];

/// Where evidence is kept beside levels: the query for a child's, and how one is written again.
const QUOTING: &[(&str, &str)] = &[
    (
        "SELECT v.profile_id AS owner, v.number, v.document FROM profile_version v JOIN profile p ON p.id = v.profile_id \
         WHERE p.child_id = $1",
        "UPDATE profile_version SET document = $3 WHERE profile_id = $1 AND number = $2",
    ),
    (
        "SELECT s.profile_id AS owner, s.profile_version AS number, s.document FROM second_scoring s \
         JOIN profile p ON p.id = s.profile_id WHERE p.child_id = $1 AND s.document IS NOT NULL",
        "UPDATE second_scoring SET document = $3 WHERE profile_id = $1 AND profile_version = $2",
    ),
    (
        "SELECT id AS owner, CAST(0 AS BIGINT) AS number, document FROM support_request WHERE child_id = $1",
        "UPDATE support_request SET document = $3 WHERE id = $1 AND $2 = 0",
    ),
];

/// Takes the evidence away, whose quotations name people. The levels stay.
async fn forget_quotations(tx: &mut Tx, child: &ChildId) -> Result<(), StoreError> {
    for (asked, written) in QUOTING {
        let kept = tx
            .all(*asked, vec![text(child)], |row| {
                Ok((row.text("owner")?, row.integer("number")?, needs(row)?))
            })
            .await?;
        for (owner, number, needs) in kept {
            let bare = text(without_evidence(needs)?);
            let values = vec![text(owner), integer(number), bare];
            tx.execute(*written, values).await?;
        }
    }
    Ok(())
}

fn needs(row: &Row) -> Result<NeedsProfile, StoreError> {
    row.read("document", |json| serde_json::from_str(json))
}

fn without_evidence(needs: NeedsProfile) -> Result<String, StoreError> {
    let bare = needs.with_evidence(std::collections::BTreeMap::new());
    serde_json::to_string(&bare)
        .map_err(|_| StoreError::unavailable("a profile could not be written"))
}
