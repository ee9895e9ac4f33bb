//! The children who can be compared on a day: the newest agreed profile of each, where the child is, and the award.
//!
//! Evidence stays behind: what is read here is for arithmetic over thousands, not for anybody's eyes.

use std::collections::BTreeMap;

use super::award::AwardPrice;
use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{integer, text};
use crate::calendar::Date;
use crate::ids::{AwardId, ChildId, EstablishmentId, LocalId, Urn};
use crate::money::{Fte, Money};
use crate::needs::{BandId, Need, NeedsProfile, Setting};

/// A child with an agreed profile, as things stand on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveChild {
    /// Who.
    pub child: ChildId,
    /// The local reference.
    pub local_id: LocalId,
    /// Whether the record is restricted.
    pub restricted: bool,
    /// The newest agreed profile, without its evidence.
    pub needs: NeedsProfile,
    /// What the engine was asked when the profile was sent, as JSON.
    pub context: Option<String>,
    /// The primary need in the newest plan.
    pub need: Option<Need>,
    /// Whether the newest plan has ceased; a child without a plan may be funded all the same.
    pub plan_ceased: bool,
    /// The main placement on the day.
    pub placement: Option<LivePlacement>,
    /// The award in force on the day.
    pub award: Option<LiveAward>,
}

/// Where a child is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LivePlacement {
    /// The setting.
    pub setting: Setting,
    /// The share of full time.
    pub fte: Fte,
    /// The establishment with its name and URN; none for a child of no establishment.
    pub establishment: Option<(EstablishmentId, String, Option<Urn>)>,
}

/// What a child is awarded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveAward {
    /// Which.
    pub award: AwardId,
    /// The band that was decided.
    pub band: Option<BandId>,
    /// Pounds a year as decided.
    pub annual: Option<Money>,
    /// What the price follows.
    pub price: AwardPrice,
}

/// The children behind an id who have an agreed profile, in the order of ids, at most so many: what a walk over all of
/// them reads at a time.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn after(
    tx: &mut Tx,
    id: Option<&ChildId>,
    day: Date,
    at_most: u32,
) -> Result<Vec<LiveChild>, StoreError> {
    let behind = id.map_or("", ChildId::as_str);
    tx.all(
        "SELECT c.id, c.local_id, c.restricted, v.document, \
         (SELECT d.context FROM determination d WHERE d.profile_id = p.id \
         ORDER BY d.profile_version DESC, d.made_at DESC, d.id DESC LIMIT 1) AS context, \
         n.need, l.ceased_on, x.setting, x.fte, x.establishment_id, e.name AS establishment_name, e.urn, \
         w.award_id, w.band, w.annual_pence, w.price \
         FROM child c \
         JOIN profile p ON p.id = (SELECT MAX(q.id) FROM profile q JOIN profile_version u ON u.profile_id = q.id \
         AND u.number = q.latest_version AND u.state = 'agreed' WHERE q.child_id = c.id) \
         JOIN profile_version v ON v.profile_id = p.id AND v.number = p.latest_version \
         LEFT JOIN plan l ON l.child_id = c.id \
         AND l.ordinal = (SELECT MAX(m.ordinal) FROM plan m WHERE m.child_id = c.id) \
         LEFT JOIN plan_version k ON k.plan_id = l.id AND k.number = l.latest_version \
         LEFT JOIN plan_need n ON n.plan_version_id = k.id AND n.rank = 1 \
         LEFT JOIN placement x ON x.id = (SELECT y.id FROM placement y WHERE y.child_id = c.id \
         AND (y.from_on IS NULL OR y.from_on <= $1) AND (y.to_on IS NULL OR y.to_on > $1) \
         ORDER BY y.rank, COALESCE(y.from_on, '') DESC, y.id LIMIT 1) \
         LEFT JOIN establishment e ON e.id = x.establishment_id \
         LEFT JOIN award a ON a.id = (SELECT b.id FROM award b JOIN award_version t ON t.award_id = b.id \
         AND t.number = b.latest_version WHERE b.child_id = c.id AND t.from_on <= $1 \
         AND (t.to_on IS NULL OR t.to_on > $1) ORDER BY t.from_on DESC, b.id DESC LIMIT 1) \
         LEFT JOIN award_version w ON w.award_id = a.id AND w.number = a.latest_version \
         WHERE c.id > $2 ORDER BY c.id LIMIT $3",
        vec![text(day), text(behind), integer(at_most.into())],
        read,
    )
    .await
}

/// How many children have an open plan and no agreed profile.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn not_scored(tx: &mut Tx) -> Result<u64, StoreError> {
    tx.count(
        "SELECT COUNT(*) AS n FROM plan l WHERE l.ceased_on IS NULL AND NOT EXISTS (SELECT 1 FROM profile q \
         JOIN profile_version u ON u.profile_id = q.id AND u.number = q.latest_version AND u.state = 'agreed' \
         WHERE q.child_id = l.child_id)",
        Vec::new(),
    )
    .await
}

fn read(row: &Row) -> Result<LiveChild, StoreError> {
    let needs: NeedsProfile = row.read("document", |json| serde_json::from_str(json))?;
    Ok(LiveChild {
        child: row.parsed("id")?,
        local_id: row.parsed("local_id")?,
        restricted: row.flag("restricted")?,
        needs: needs.with_evidence(BTreeMap::new()),
        context: row.text_or_null("context")?,
        need: row.read_or_null("need", Need::parse)?,
        plan_ceased: row.day_or_null("ceased_on")?.is_some(),
        placement: read_placement(row)?,
        award: read_award(row)?,
    })
}

fn read_placement(row: &Row) -> Result<Option<LivePlacement>, StoreError> {
    let Some(setting) = row.read_or_null("setting", Setting::parse)? else {
        return Ok(None);
    };
    let establishment = match row.parsed_or_null("establishment_id")? {
        Some(id) => Some((
            id,
            row.text("establishment_name")?,
            row.parsed_or_null("urn")?,
        )),
        None => None,
    };
    Ok(Some(LivePlacement {
        setting,
        fte: row.parsed("fte")?,
        establishment,
    }))
}

fn read_award(row: &Row) -> Result<Option<LiveAward>, StoreError> {
    let Some(award) = row.parsed_or_null("award_id")? else {
        return Ok(None);
    };
    Ok(Some(LiveAward {
        award,
        band: row.parsed_or_null("band")?,
        annual: row.money_or_null("annual_pence")?,
        price: row.read("price", AwardPrice::parse)?,
    }))
}
