//! Approves the sets of an invented authority, with a record that says that it is invented.

use jiff::{Span, Timestamp};

use super::next_number;
use crate::calendar::Date;
use crate::ids::{Digest, UserId};
use crate::rules::{Consultation, ProposalRecord, RuleBook, RuleSet, Sufficiency};
use crate::store::rule_set::{self, StoredRuleSet};
use crate::store::rule_step::{self, RuleStep, RuleStepKind};
use crate::store::{StoreError, Tx};

/// Puts an invented authority's sets in force for a demonstration: proposed by one user and approved by another, some weeks
/// before their first day or now, whichever is earlier. Real authorities' sets are left as they came. Answers which sets
/// were approved, and when, for the audit.
///
/// # Errors
/// [`StoreError`] if the database cannot be written.
pub async fn approve_invented(
    tx: &mut Tx,
    book: &RuleBook,
    authority: &str,
    (owner, approver): (&UserId, &UserId),
    now: Timestamp,
) -> Result<Vec<(Digest, Timestamp)>, StoreError> {
    let mut approved = Vec::new();
    let own = |set: &&RuleSet| set.scheme.authority == authority && set.scheme.invented;
    for set in book.iter().filter(own) {
        rule_set::save(tx, &StoredRuleSet::of(set, now)).await?;
        let at = noon(days_before(set.scheme.first_day, 28)).min(now);
        let life = rule_step::of(tx, set.digest())
            .await?
            .ok_or(StoreError::NotFound)?;
        let first = next_number(&life);
        let step = |number, kind, by: &UserId| RuleStep {
            digest: set.digest().clone(),
            number,
            kind,
            by: Some(by.clone()),
            at,
            draft: None,
            record: None,
            note: String::new(),
            from: None,
        };
        let proposed = RuleStep {
            // A record is text, days and a number, which always become JSON.
            record: Some(serde_json::to_string(&record(set)).unwrap_or_default()),
            ..step(first, RuleStepKind::Proposed, owner)
        };
        rule_step::add(tx, &proposed).await?;
        rule_step::add(tx, &step(first + 1, RuleStepKind::Approved, approver)).await?;
        approved.push((set.digest().clone(), at));
    }
    Ok(approved)
}

fn days_before(day: Date, days: i64) -> Date {
    day.saturating_sub(Span::new().days(days))
}

fn noon(day: Date) -> Timestamp {
    let noon = day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    // A rule set's days lie well inside the range of instants.
    noon.map_or(Timestamp::UNIX_EPOCH, |noon| noon.timestamp())
}

fn record(set: &RuleSet) -> ProposalRecord {
    let begins = set.scheme.first_day;
    ProposalRecord {
        invented: true,
        consultation: Consultation {
            title: format!("Consultation on {} (invented)", set.scheme.title),
            from: days_before(begins, 150),
            to: days_before(begins, 108),
            address: "https://www.example.org/invented-consultation".to_owned(),
        },
        schools_forum_on: days_before(begins, 80),
        equality_assessment: "EIA-INVENTED-1".to_owned(),
        decision: "CABINET-INVENTED-1".to_owned(),
        minimum_funding_guarantee:
            "Invented: every special school's budget was compared with last year's.".to_owned(),
        sufficiency: Sufficiency {
            plans: 30,
            all_secured: true,
            note: "Invented: thirty plans drawn across bands and read against Section F."
                .to_owned(),
        },
    }
}
