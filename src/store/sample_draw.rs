//! Random samples of sent profiles, each with everything by which it can be drawn again.

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{flag, instant, integer, text, text_or_null};
use crate::calendar::Date;
use crate::ids::{Digest, ProfileId, SampleDrawId, UserId};
use crate::needs::Setting;

/// A sample that was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleDraw {
    /// Our id.
    pub id: SampleDrawId,
    /// Who drew it.
    pub drawn_by: UserId,
    /// When.
    pub drawn_at: Timestamp,
    /// By which seed.
    pub seed: String,
    /// The size as it was asked for: `12`, or `10%`.
    pub asked: String,
    /// The first day on which its profiles were sent; none for the first of all.
    pub from: Option<Date>,
    /// The last day.
    pub to: Date,
    /// Whether it is in proportion to settings.
    pub by_setting: bool,
    /// How many profiles it could be drawn from.
    pub frame_size: u32,
    /// The identity of what it was drawn from.
    pub frame_digest: Digest,
    /// How many were drawn.
    pub chosen: u32,
}

/// A profile that can be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawable {
    /// Which profile.
    pub profile: ProfileId,
    /// Which version of it was sent.
    pub version: u32,
    /// The setting of the child's main placement on the day; not known without one.
    pub setting: Setting,
}

/// The profiles that were sent from one instant up to another and were not chosen before a draw, by id. Imported ones, which
/// nobody here scored, and those of restricted children are left out. Of draws at one instant, ids tell which came first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn frame(
    tx: &mut Tx,
    (from, until): (Timestamp, Timestamp),
    (draw, at, day): (&SampleDrawId, Timestamp, Date),
) -> Result<Vec<Drawable>, StoreError> {
    tx.all(
        "SELECT v.profile_id, v.number, (SELECT p.setting FROM placement p WHERE p.child_id = f.child_id \
         AND (p.from_on IS NULL OR p.from_on <= $4) AND (p.to_on IS NULL OR p.to_on > $4) \
         ORDER BY p.rank, COALESCE(p.from_on, '') DESC, p.id LIMIT 1) AS setting \
         FROM profile_version v JOIN profile f ON f.id = v.profile_id \
         JOIN child c ON c.id = f.child_id WHERE v.state = 'submitted' AND v.scored_by IS NOT NULL \
         AND c.restricted = FALSE AND v.at >= $1 AND v.at < $2 \
         AND v.profile_id NOT IN (SELECT profile_id FROM second_scoring WHERE chosen_at < $3 \
         OR (chosen_at = $3 AND COALESCE(draw_id, '') < $5)) \
         AND v.number = (SELECT MAX(u.number) FROM profile_version u WHERE u.profile_id = v.profile_id \
         AND u.state = 'submitted' AND u.at < $2) ORDER BY v.profile_id",
        vec![
            instant(from),
            instant(until),
            instant(at),
            text(day),
            text(draw),
        ],
        |row| {
            Ok(Drawable {
                profile: row.parsed("profile_id")?,
                version: row.small("number")?,
                setting: row
                    .read_or_null("setting", Setting::parse)?
                    .unwrap_or(Setting::Unk),
            })
        },
    )
    .await
}

/// Keeps a draw with the profiles that were drawn, which wait for a second scorer from then on.
///
/// # Errors
/// [`StoreError::Conflict`] if one of them was chosen meanwhile; [`StoreError::NotFound`] without such a user or profile.
pub async fn keep(
    tx: &mut Tx,
    draw: &SampleDraw,
    drawn: &[(ProfileId, u32)],
) -> Result<(), StoreError> {
    const DRAW: &str = "sample_draw (id, drawn_by, drawn_at, seed, asked, from_on, to_on, by_setting, frame_size, \
         frame_digest, chosen)";
    let row = vec![
        text(&draw.id),
        text(&draw.drawn_by),
        instant(draw.drawn_at),
        text(&draw.seed),
        text(&draw.asked),
        text_or_null(draw.from),
        text(draw.to),
        flag(draw.by_setting),
        integer(draw.frame_size.into()),
        text(&draw.frame_digest),
        integer(draw.chosen.into()),
    ];
    tx.insert_all(DRAW, vec![row]).await?;
    let rows = drawn
        .iter()
        .map(|(profile, version)| {
            vec![
                text(profile),
                integer((*version).into()),
                text(&draw.drawn_by),
                instant(draw.drawn_at),
                text(&draw.id),
            ]
        })
        .collect();
    const CHOSEN: &str =
        "second_scoring (profile_id, profile_version, chosen_by, chosen_at, draw_id)";
    tx.insert_all(CHOSEN, rows).await
}

/// The latest draws with the names of who drew them, the newest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn latest(tx: &mut Tx, at_most: u32) -> Result<Vec<(SampleDraw, String)>, StoreError> {
    tx.all(
        "SELECT d.*, u.display_name FROM sample_draw d JOIN app_user u ON u.id = d.drawn_by \
         ORDER BY d.drawn_at DESC, d.id DESC LIMIT $1",
        vec![integer(at_most.into())],
        |row| Ok((read(row)?, row.text("display_name")?)),
    )
    .await
}

/// The draw of an id, with the name of who drew it.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(
    tx: &mut Tx,
    id: &SampleDrawId,
) -> Result<Option<(SampleDraw, String)>, StoreError> {
    tx.first(
        "SELECT d.*, u.display_name FROM sample_draw d JOIN app_user u ON u.id = d.drawn_by WHERE d.id = $1",
        vec![text(id)],
        |row| Ok((read(row)?, row.text("display_name")?)),
    )
    .await
}

/// The profiles of a draw, by id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn profiles_of(tx: &mut Tx, id: &SampleDrawId) -> Result<Vec<ProfileId>, StoreError> {
    tx.all(
        "SELECT profile_id FROM second_scoring WHERE draw_id = $1 ORDER BY profile_id",
        vec![text(id)],
        |row| row.parsed("profile_id"),
    )
    .await
}

fn read(row: &Row) -> Result<SampleDraw, StoreError> {
    Ok(SampleDraw {
        id: row.parsed("id")?,
        drawn_by: row.parsed("drawn_by")?,
        drawn_at: row.instant("drawn_at")?,
        seed: row.text("seed")?,
        asked: row.text("asked")?,
        from: row.day_or_null("from_on")?,
        to: row.day("to_on")?,
        by_setting: row.flag("by_setting")?,
        frame_size: row.small("frame_size")?,
        frame_digest: row.parsed("frame_digest")?,
        chosen: row.small("chosen")?,
    })
}
