//! Registers: every decision of some kinds over a period, by reference and not by name.

use super::clause::Clause;
use super::decision::DecisionKind;
use super::error::StoreError;
use super::restricted::RestrictedRecords;
use super::row::Row;
use super::section_f_check;
use super::tx::Tx;
use super::value::text;
use crate::calendar::Date;
use crate::ids::{ChildId, DecisionId, DeterminationId, Digest, LocalId, ProfileId};
use crate::money::Money;
use crate::needs::{BandId, SectionFLine};

/// A decision as its register shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterLine {
    /// Which decision.
    pub decision: DecisionId,
    /// Whose.
    pub child: ChildId,
    /// The child's local reference.
    pub local_id: LocalId,
    /// On which profile, where there was one.
    pub profile: Option<ProfileId>,
    /// How it came about.
    pub kind: DecisionKind,
    /// The day.
    pub decided_on: Date,
    /// Who decided.
    pub officer: String,
    /// The band that the engine gave.
    pub indicative: Option<BandId>,
    /// The band decided.
    pub band: Option<BandId>,
    /// Why.
    pub reason: String,
    /// Whether the funding secures every line of Section F.
    pub section_f_secured: bool,
    /// What was checked in Section F; none where that was not asked.
    pub section_f_checked: Option<String>,
    /// The lines of Section F that were gone through one by one.
    pub section_f_lines: Vec<SectionFLine>,
    /// The first day of the award that it made.
    pub from: Option<Date>,
    /// The award's pence a year.
    pub annual: Option<Money>,
    /// The determination that the officer saw.
    pub determination: Option<DeterminationId>,
    /// The pence a year that the engine gave.
    pub indicative_annual: Option<Money>,
    /// The rule set, by the reference that people use and its digest.
    pub rules: Option<(String, Digest)>,
}

/// The decisions of some kinds from a day to another, which is not inside, the earliest first; of restricted
/// children only those that are seen.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn lines(
    tx: &mut Tx,
    kinds: &[DecisionKind],
    (from, to): (Date, Date),
    restricted: &RestrictedRecords,
) -> Result<Vec<RegisterLine>, StoreError> {
    let mut wanted = Clause::new(
        "SELECT d.id, d.child_id, c.local_id, d.profile_id, d.kind, d.decided_on, u.display_name, t.band AS indicative, d.band, \
         d.reason, d.section_f_secured, g.checked, d.determination_id, t.top_up_annual_pence, r.reference AS rules, r.digest, \
         w.from_on, w.annual_pence FROM decision d JOIN child c ON c.id = d.child_id \
         JOIN app_user u ON u.id = d.officer LEFT JOIN determination t ON t.id = d.determination_id \
         LEFT JOIN section_f_check g ON g.decision_id = d.id \
         LEFT JOIN rule_set r ON r.digest = COALESCE(d.rule_set_digest, t.rule_set_digest) \
         LEFT JOIN award_version w ON w.number = 1 AND w.award_id = (SELECT x.award_id FROM award_version x \
         WHERE x.decision_id = d.id AND x.number = 1 ORDER BY x.from_on, x.award_id LIMIT 1) WHERE d.kind IN ",
    );
    wanted.bind_list(kinds.iter().map(|kind| text(kind.code())));
    wanted.push(" AND d.decided_on >= ").bind(text(from));
    wanted.push(" AND d.decided_on < ").bind(text(to));
    restricted.limit(&mut wanted);
    wanted.push(" ORDER BY d.decided_on, d.id");
    let (sql, values) = wanted.parts();
    let mut found = tx.all(sql, values, read).await?;
    let mut gone_through = section_f_check::lines_between(tx, (from, to)).await?;
    for line in &mut found {
        line.section_f_lines = gone_through.remove(&line.decision).unwrap_or_default();
    }
    Ok(found)
}

/// How many awards are in force on a day, and how many of them were agreed as exceptional.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn in_force(tx: &mut Tx, on: Date) -> Result<(u64, u64), StoreError> {
    let found = tx
        .first(
            "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(CASE WHEN d.kind = 'exceptional' THEN 1 ELSE 0 END), 0) AS BIGINT) AS exceptional \
             FROM award_version v JOIN award a ON a.id = v.award_id AND a.latest_version = v.number \
             JOIN decision d ON d.id = v.decision_id WHERE v.from_on <= $1 AND (v.to_on IS NULL OR v.to_on > $1)",
            vec![text(on)],
            |row| Ok((row.small("n")?, row.small("exceptional")?)),
        )
        .await?;
    Ok(found.unwrap_or_default())
}

fn read(row: &Row) -> Result<RegisterLine, StoreError> {
    Ok(RegisterLine {
        decision: row.parsed("id")?,
        child: row.parsed("child_id")?,
        local_id: row.parsed("local_id")?,
        profile: row.parsed_or_null("profile_id")?,
        kind: row.read("kind", DecisionKind::parse)?,
        decided_on: row.day("decided_on")?,
        officer: row.text("display_name")?,
        indicative: row.parsed_or_null("indicative")?,
        band: row.parsed_or_null("band")?,
        reason: row.text("reason")?,
        section_f_secured: row.flag("section_f_secured")?,
        section_f_checked: row.text_or_null("checked")?,
        section_f_lines: Vec::new(),
        from: row.day_or_null("from_on")?,
        annual: row.money_or_null("annual_pence")?,
        determination: row.parsed_or_null("determination_id")?,
        indicative_annual: row.money_or_null("top_up_annual_pence")?,
        rules: row
            .text_or_null("rules")?
            .zip(row.parsed_or_null("digest")?),
    })
}
