//! What an officer makes of a profile before comparing it, and the decided profiles to compare it with.

use jiff::Timestamp;

use super::error::StoreError;
use super::restricted::{RestrictedRecords, seen};
use super::tx::Tx;
use super::value::{flag, instant, integer, text};
use crate::ids::{ChildId, Digest, ProfileId, UserId};
use crate::needs::{BandId, NeedsProfile};

/// An officer's first judgement of a profile version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstJudgement {
    /// Of which profile.
    pub profile: ProfileId,
    /// And which version of it.
    pub version: u32,
    /// Whose.
    pub officer: UserId,
    /// Whether the levels follow from the evidence.
    pub fits: bool,
    /// Where they do not, which and why.
    pub words: String,
    /// When.
    pub at: Timestamp,
}

/// A profile that was decided on, without whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidedProfile {
    /// Its levels.
    pub needs: NeedsProfile,
    /// The band decided.
    pub band: Option<BandId>,
    /// What the engine was asked, as JSON; `None` where it was decided without.
    pub context: Option<String>,
}

/// Keeps a first judgement; a second one of the same officer changes nothing.
///
/// # Errors
/// [`StoreError::Conflict`] if the officer judged this version before; [`StoreError::NotFound`] without the version.
pub async fn insert(tx: &mut Tx, judgement: &FirstJudgement) -> Result<(), StoreError> {
    let row = vec![
        text(&judgement.profile),
        integer(judgement.version.into()),
        text(&judgement.officer),
        flag(judgement.fits),
        text(&judgement.words),
        instant(judgement.at),
    ];
    const COLUMNS: &str = "first_judgement (profile_id, profile_version, officer, fits, words, at)";
    tx.insert_all(COLUMNS, vec![row]).await
}

/// An officer's first judgement of a profile version, if there is one.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(
    tx: &mut Tx,
    profile: &ProfileId,
    version: u32,
    officer: &UserId,
) -> Result<Option<FirstJudgement>, StoreError> {
    tx.first(
        "SELECT * FROM first_judgement WHERE profile_id = $1 AND profile_version = $2 AND officer = $3",
        vec![text(profile), integer(version.into()), text(officer)],
        |row| {
            Ok(FirstJudgement {
                profile: row.parsed("profile_id")?,
                version: row.small("profile_version")?,
                officer: row.parsed("officer")?,
                fits: row.flag("fits")?,
                words: row.text("words")?,
                at: row.instant("at")?,
            })
        },
    )
    .await
}

/// The profiles of other children decided last under a rule set, the newest first, at most so many; of restricted children only
/// those that are seen.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn decided_last(
    tx: &mut Tx,
    rules: &Digest,
    but: &ChildId,
    restricted: &RestrictedRecords,
    at_most: u32,
) -> Result<Vec<DecidedProfile>, StoreError> {
    let mut values = vec![text(rules), text(but), integer(at_most.into())];
    values.extend(restricted.values());
    let seen = seen(("c.restricted", "c.id"), (4, 5));
    tx.all(
        format!(
            "SELECT v.document, d.band, t.context FROM decision d \
         JOIN profile_version v ON v.profile_id = d.profile_id AND v.number = d.profile_version \
         JOIN child c ON c.id = d.child_id LEFT JOIN determination t ON t.id = d.determination_id \
         WHERE d.rule_set_digest = $1 AND d.child_id <> $2 AND {seen} \
         AND d.kind IN ('agreed', 'override') ORDER BY d.recorded_at DESC, d.id DESC LIMIT $3"
        ),
        values,
        |row| {
            Ok(DecidedProfile {
                needs: row.read("document", |json| serde_json::from_str(json))?,
                band: row.parsed_or_null("band")?,
                context: row.text_or_null("context")?,
            })
        },
    )
    .await
}
