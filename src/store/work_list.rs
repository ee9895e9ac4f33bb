//! What waits to be done, and how the caseload stands: counts for the first page, and the moderators' queue.

use jiff::Timestamp;

use super::error::StoreError;
use super::page::{Page, Paged};
use super::profile::ProfileState;
use super::restricted::{RestrictedRecords, named, seen};
use super::row::Row;
use super::tx::Tx;
use super::value::{Value, instant, integer, text};
use crate::calendar::{Date, TransferDays};
use crate::ids::{ChildId, LocalId, ProfileId, UserId};
use crate::needs::{BandId, Need, Setting};

/// How much waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkCounts {
    /// Open plans.
    pub open_plans: u64,
    /// Open plans of children whose placement is not known.
    pub placement_unknown: u64,
    /// Profiles that wait for a moderator.
    pub awaiting_moderation: u64,
    /// Open plans whose review was due before the day.
    pub reviews_overdue: u64,
    /// Open plans whose review is due from the day up to, not including, the day given as soon.
    pub reviews_due_soon: u64,
    /// Open plans with an unsettled move between phases that is due by the academic year's 15 February, or was earlier.
    pub transfers_into_school: u64,
    /// As that, due after it and by the academic year's 31 March.
    pub transfers_into_post_16: u64,
}

/// A profile that its scorer has not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLine {
    /// Which profile.
    pub profile: ProfileId,
    /// Whose.
    pub child: ChildId,
    /// The local reference.
    pub local_id: LocalId,
    /// Given and family name; `None` once erased.
    pub name: Option<String>,
    /// Draft or sent back.
    pub state: ProfileState,
    /// Why it was sent back; what was said of a draft.
    pub note: String,
    /// When it was begun or sent back.
    pub at: Timestamp,
}

/// The caseload on a day: open plans by primary need, setting and band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseloadSummary {
    /// Open plans.
    pub open_plans: u64,
    /// By the primary need of the plan's newest version; `None` where it names none. In the order of the list of needs.
    pub by_need: Vec<(Option<Need>, u64)>,
    /// By the setting of the main placement; not known where there is none. In the order of the list of settings.
    pub by_setting: Vec<(Setting, u64)>,
    /// By the band of an award in force; `None` without an award or band. By band.
    pub by_band: Vec<(Option<BandId>, u64)>,
}

/// Which of the profiles that wait for a moderator, and in which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Only those of children with an award before, or only those of children without one; all where none is asked for.
    pub review: Option<bool>,
    /// The shortest wait first, not the longest.
    pub newest_first: bool,
}

/// A profile that waits for a moderator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueLine {
    /// Which profile.
    pub profile: ProfileId,
    /// Which version of it was sent.
    pub version: u32,
    /// Whose.
    pub child: ChildId,
    /// The local reference.
    pub local_id: LocalId,
    /// Given and family name; `None` once erased.
    pub name: Option<String>,
    /// Who scored it, and may not agree it.
    pub scored_by: Option<UserId>,
    /// The scorer's name.
    pub scored_by_name: Option<String>,
    /// When it was sent.
    pub submitted_at: Timestamp,
    /// Whether the child has had an award before: a review, not a first decision.
    pub review: bool,
}

/// Counts what waits on a day; reviews due before `soon` count as due soon. Of restricted records only those that are seen.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn counts(
    tx: &mut Tx,
    (day, soon): (Date, Date),
    restricted: &RestrictedRecords,
) -> Result<WorkCounts, StoreError> {
    let all = counts_over(tx, ("", ""), None, (day, soon)).await?;
    let officer = match restricted {
        RestrictedRecords::Shown => return Ok(all),
        RestrictedRecords::Hidden => None,
        RestrictedRecords::NamedTo(officer) => Some(officer),
    };
    // Few records are restricted: they are counted by themselves and taken away, and each count stays along its index. The
    // cross join keeps SQLite from beginning with the plans.
    let which = match officer {
        None => "c.restricted AND w.child_id = c.id AND ".to_owned(),
        Some(_) => format!(
            "c.restricted AND NOT {} AND w.child_id = c.id AND ",
            named("c.id", 5)
        ),
    };
    let joined = ("child c CROSS JOIN ", which.as_str());
    let hidden = counts_over(tx, joined, officer, (day, soon)).await?;
    Ok(WorkCounts {
        open_plans: all.open_plans.saturating_sub(hidden.open_plans),
        placement_unknown: all
            .placement_unknown
            .saturating_sub(hidden.placement_unknown),
        awaiting_moderation: all
            .awaiting_moderation
            .saturating_sub(hidden.awaiting_moderation),
        reviews_overdue: all.reviews_overdue.saturating_sub(hidden.reviews_overdue),
        reviews_due_soon: all.reviews_due_soon.saturating_sub(hidden.reviews_due_soon),
        transfers_into_school: all
            .transfers_into_school
            .saturating_sub(hidden.transfers_into_school),
        transfers_into_post_16: all
            .transfers_into_post_16
            .saturating_sub(hidden.transfers_into_post_16),
    })
}

/// What each figure counts, by its name: the table, and which of its rows `w`.
const COUNTED: [(&str, &str, &str); 7] = [
    ("open_plans", "plan", "w.ceased_on IS NULL"),
    (
        "placement_unknown",
        "plan",
        "w.ceased_on IS NULL AND w.placed_from > $1 \
         AND NOT EXISTS (SELECT 1 FROM placement x WHERE x.child_id = w.child_id AND x.setting <> 'UNK' \
         AND (x.from_on IS NULL OR x.from_on <= $1) AND (x.to_on IS NULL OR x.to_on > $1))",
    ),
    (
        "awaiting_moderation",
        "profile",
        "w.latest_state = 'submitted'",
    ),
    (
        "reviews_overdue",
        "plan",
        "w.ceased_on IS NULL AND w.review_due_on < $1",
    ),
    (
        "reviews_due_soon",
        "plan",
        "w.ceased_on IS NULL AND w.review_due_on >= $1 AND w.review_due_on < $2",
    ),
    (
        "transfers_into_school",
        "plan",
        "w.ceased_on IS NULL AND w.phase_transfer_final_on IS NULL AND w.phase_transfer_due_on <= $3",
    ),
    (
        "transfers_into_post_16",
        "plan",
        "w.ceased_on IS NULL AND w.phase_transfer_final_on IS NULL AND w.phase_transfer_due_on > $3 \
         AND w.phase_transfer_due_on <= $4",
    ),
];

/// Every figure, over the rows of its table that are joined to something and are so; `$5` is the officer, where one is given.
async fn counts_over(
    tx: &mut Tx,
    (joined, which): (&str, &str),
    officer: Option<&UserId>,
    (day, soon): (Date, Date),
) -> Result<WorkCounts, StoreError> {
    let transfers = TransferDays::around(day);
    let figures: Vec<String> = COUNTED
        .iter()
        .map(|(name, table, rows)| {
            format!("(SELECT COUNT(*) FROM {joined}{table} w WHERE {which}{rows}) AS {name}")
        })
        .collect();
    let mut values = vec![
        text(day),
        text(soon),
        text(transfers.into_school),
        text(transfers.into_post_16),
    ];
    values.extend(officer.map(text));
    let sql = format!("SELECT {}", figures.join(", "));
    let found = tx.first(sql, values, read_counts).await?;
    found.ok_or(StoreError::NotFound)
}

/// Counts the open plans on a day by need, setting and band.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn summary_of_caseload(tx: &mut Tx, day: Date) -> Result<CaseloadSummary, StoreError> {
    let open_plans = tx
        .count(
            "SELECT COUNT(*) AS n FROM plan WHERE ceased_on IS NULL",
            Vec::new(),
        )
        .await?;
    let mut by_need = tx
        .all(
            "SELECT n.need, COUNT(*) AS n FROM plan p \
             JOIN plan_version v ON v.plan_id = p.id AND v.number = p.latest_version \
             LEFT JOIN plan_need n ON n.plan_version_id = v.id AND n.rank = 1 \
             WHERE p.ceased_on IS NULL GROUP BY n.need",
            Vec::new(),
            |row| Ok((row.read_or_null("need", Need::parse)?, row.small("n")?)),
        )
        .await?;
    by_need.sort_by_key(|(need, _)| (need.is_none(), *need));
    let mut by_setting: Vec<(Setting, u64)> = tx
        .all(
            "SELECT COALESCE(x.setting, 'UNK') AS setting, COUNT(*) AS n FROM plan p \
             LEFT JOIN placement x ON x.id = (SELECT y.id FROM placement y WHERE y.child_id = p.child_id \
             AND (y.from_on IS NULL OR y.from_on <= $1) AND (y.to_on IS NULL OR y.to_on > $1) \
             ORDER BY y.rank, COALESCE(y.from_on, '') DESC, y.id LIMIT 1) \
             WHERE p.ceased_on IS NULL GROUP BY COALESCE(x.setting, 'UNK')",
            vec![text(day)],
            |row| Ok((row.read("setting", Setting::parse)?, row.small("n")?)),
        )
        .await?;
    by_setting.sort();
    let mut by_band = tx
        .all(
            "SELECT w.band, COUNT(*) AS n FROM plan p \
             LEFT JOIN award a ON a.id = (SELECT b.id FROM award b JOIN award_version u ON u.award_id = b.id \
             AND u.number = b.latest_version WHERE b.child_id = p.child_id AND u.from_on <= $1 \
             AND (u.to_on IS NULL OR u.to_on > $1) ORDER BY u.from_on DESC, b.id DESC LIMIT 1) \
             LEFT JOIN award_version w ON w.award_id = a.id AND w.number = a.latest_version \
             WHERE p.ceased_on IS NULL GROUP BY w.band",
            vec![text(day)],
            |row| Ok((row.parsed_or_null::<BandId>("band")?, row.small("n")?)),
        )
        .await?;
    by_band.sort_by_key(|(band, _)| (band.is_none(), band.clone()));
    Ok(CaseloadSummary {
        open_plans,
        by_need,
        by_setting,
        by_band,
    })
}

/// The profiles that wait for a moderator, the longest first; of restricted children only those that are seen, and no child in
/// whose case the reader declared an interest.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn moderation_queue(
    tx: &mut Tx,
    reader: &UserId,
    restricted: &RestrictedRecords,
    filter: QueueFilter,
    page: Page,
) -> Result<Paged<QueueLine>, StoreError> {
    const AWARDED: &str = "EXISTS (SELECT 1 FROM award a WHERE a.child_id = f.child_id)";
    const NO_INTEREST: &str = "NOT EXISTS (SELECT 1 FROM conflict_of_interest k WHERE k.child_id = f.child_id AND k.officer = $1 \
         AND k.lifted_at IS NULL)";
    let seen = seen(("c.restricted", "c.id"), (2, 3));
    let which = match filter.review {
        None => String::new(),
        Some(true) => format!(" AND {AWARDED}"),
        Some(false) => format!(" AND NOT {AWARDED}"),
    };
    let order = if filter.newest_first { " DESC" } else { "" };
    let mut values = vec![text(reader)];
    values.extend(restricted.values());
    let total = tx
        .count(
            format!(
                "SELECT COUNT(*) AS n FROM profile f JOIN child c ON c.id = f.child_id \
                 WHERE f.latest_state = 'submitted' AND {seen} AND {NO_INTEREST}{which}"
            ),
            values.clone(),
        )
        .await?;
    let items = tx
        .all(
            format!("SELECT v.profile_id, v.number, v.scored_by, v.at, f.child_id, c.local_id, i.forename, i.surname, \
             u.display_name, {AWARDED} AS review FROM profile_version v JOIN profile f ON f.id = v.profile_id \
             AND f.latest_version = v.number JOIN child c ON c.id = f.child_id \
             LEFT JOIN child_identity i ON i.child_id = f.child_id LEFT JOIN app_user u ON u.id = v.scored_by \
             WHERE f.latest_state = 'submitted' AND {seen} AND {NO_INTEREST}{which} \
             ORDER BY v.at{order}, v.profile_id LIMIT $4 OFFSET $5"),
            [values, vec![integer(page.limit()), integer(page.offset())]].concat(),
            read_queue_line,
        )
        .await?;
    Ok(Paged { items, total, page })
}

/// A scorer's profiles in one state, the longest there first; of restricted children only those that are seen.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn own_profiles(
    tx: &mut Tx,
    scorer: &UserId,
    state: ProfileState,
    restricted: &RestrictedRecords,
    page: Page,
) -> Result<Paged<OwnLine>, StoreError> {
    let total = own_count(tx, scorer, state, restricted).await?;
    let seen = seen(("c.restricted", "c.id"), (3, 4));
    let values = own_values(scorer, state, restricted);
    let limits = vec![integer(page.limit()), integer(page.offset())];
    let items = tx
        .all(
            format!(
                "SELECT v.profile_id, v.state, v.note, v.at, f.child_id, c.local_id, i.forename, i.surname \
                 FROM profile_version v JOIN profile f ON f.id = v.profile_id AND f.latest_version = v.number \
                 JOIN child c ON c.id = f.child_id LEFT JOIN child_identity i ON i.child_id = f.child_id \
                 WHERE v.scored_by = $1 AND f.latest_state = $2 AND {seen} \
                 ORDER BY v.at, v.profile_id LIMIT $5 OFFSET $6"
            ),
            [values, limits].concat(),
            read_own_line,
        )
        .await?;
    Ok(Paged { items, total, page })
}

/// A profile that a colleague took over from a scorer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenOver {
    /// Whose.
    pub child: ChildId,
    /// The local reference.
    pub local_id: LocalId,
    /// The colleague's name.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// What colleagues took over from a scorer since an instant, the last first; of restricted children only those that are seen.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn taken_over_from(
    tx: &mut Tx,
    scorer: &UserId,
    since: Timestamp,
    restricted: &RestrictedRecords,
) -> Result<Vec<TakenOver>, StoreError> {
    let seen = seen(("c.restricted", "c.id"), (3, 4));
    let mut values = vec![text(scorer), instant(since)];
    values.extend(restricted.values());
    tx.all(
        format!(
            "SELECT f.child_id, c.local_id, u.display_name, v.note, v.at FROM profile_version w \
             JOIN profile_version v ON v.profile_id = w.profile_id AND v.number = w.number + 1 \
             JOIN profile f ON f.id = w.profile_id JOIN child c ON c.id = f.child_id JOIN app_user u ON u.id = v.scored_by \
             WHERE w.scored_by = $1 AND w.state IN ('draft', 'sent_back') AND v.state = 'draft' AND v.scored_by <> $1 \
             AND v.at >= $2 AND {seen} ORDER BY v.at DESC, v.profile_id LIMIT 20"
        ),
        values,
        |row| {
            Ok(TakenOver {
                child: row.parsed("child_id")?,
                local_id: row.parsed("local_id")?,
                by: row.text("display_name")?,
                reason: row.text("note")?,
                at: row.instant("at")?,
            })
        },
    )
    .await
}

/// How many profiles [`own_profiles`] lists.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn own_count(
    tx: &mut Tx,
    scorer: &UserId,
    state: ProfileState,
    restricted: &RestrictedRecords,
) -> Result<u64, StoreError> {
    let seen = seen(("c.restricted", "c.id"), (3, 4));
    tx.count(
        format!(
            "SELECT COUNT(*) AS n FROM profile_version v JOIN profile f ON f.id = v.profile_id \
             AND f.latest_version = v.number JOIN child c ON c.id = f.child_id \
             WHERE v.scored_by = $1 AND f.latest_state = $2 AND {seen}"
        ),
        own_values(scorer, state, restricted),
    )
    .await
}

fn own_values(scorer: &UserId, state: ProfileState, restricted: &RestrictedRecords) -> Vec<Value> {
    let mut values = vec![text(scorer), text(state.code())];
    values.extend(restricted.values());
    values
}

fn read_own_line(row: &Row) -> Result<OwnLine, StoreError> {
    Ok(OwnLine {
        profile: row.parsed("profile_id")?,
        child: row.parsed("child_id")?,
        local_id: row.parsed("local_id")?,
        name: name_of(row)?,
        state: row.read("state", ProfileState::parse)?,
        note: row.text("note")?,
        at: row.instant("at")?,
    })
}

/// Given and family name of a row joined with `child_identity`.
fn name_of(row: &Row) -> Result<Option<String>, StoreError> {
    let (forename, surname) = (row.text_or_null("forename")?, row.text_or_null("surname")?);
    Ok(forename
        .zip(surname)
        .map(|(forename, surname)| format!("{forename} {surname}")))
}

fn read_counts(row: &Row) -> Result<WorkCounts, StoreError> {
    Ok(WorkCounts {
        open_plans: row.small("open_plans")?,
        placement_unknown: row.small("placement_unknown")?,
        awaiting_moderation: row.small("awaiting_moderation")?,
        reviews_overdue: row.small("reviews_overdue")?,
        reviews_due_soon: row.small("reviews_due_soon")?,
        transfers_into_school: row.small("transfers_into_school")?,
        transfers_into_post_16: row.small("transfers_into_post_16")?,
    })
}

fn read_queue_line(row: &Row) -> Result<QueueLine, StoreError> {
    Ok(QueueLine {
        profile: row.parsed("profile_id")?,
        version: row.small("number")?,
        child: row.parsed("child_id")?,
        local_id: row.parsed("local_id")?,
        name: name_of(row)?,
        scored_by: row.parsed_or_null("scored_by")?,
        scored_by_name: row.text_or_null("display_name")?,
        submitted_at: row.instant("at")?,
        review: row.flag("review")?,
    })
}
