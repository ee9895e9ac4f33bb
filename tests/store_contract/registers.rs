//! Registers.

use jiff::civil::date;
use send_banding::store::decision::{self, DecisionKind};
use send_banding::store::{RestrictedRecords, child, profile, register, rule_set};

use crate::place::{Outcome, Place};
use crate::sample;

pub async fn a_register_holds_its_kind_and_its_days(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let officer = sample::keep_user(&mut tx, "moderator", &[]).await?;
    let who = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?;
    rule_set::save(&mut tx, &sample::rule_set()).await?;
    let scored = sample::profile(&who.id, &officer, profile::ProfileState::Agreed);
    profile::insert_all(&mut tx, std::slice::from_ref(&scored)).await?;
    for (kind, on) in [
        (DecisionKind::Override, date(2026, 3, 31)),
        (DecisionKind::Override, date(2026, 4, 1)),
        (DecisionKind::Agreed, date(2026, 5, 1)),
        (DecisionKind::Exceptional, date(2027, 3, 31)),
        (DecisionKind::Exceptional, date(2027, 4, 1)),
    ] {
        let mut made = sample::decision(&scored.1, &who.id, &officer);
        made.kind = kind;
        made.decided_on = on;
        made.reason = "Why".to_owned();
        decision::insert_all(&mut tx, &[made]).await?;
    }
    let year = (date(2026, 4, 1), date(2027, 4, 1));
    for (kind, day) in [
        (DecisionKind::Override, date(2026, 4, 1)),
        (DecisionKind::Exceptional, date(2027, 3, 31)),
    ] {
        let lines = register::lines(&mut tx, &[kind], year, &RestrictedRecords::Hidden).await?;
        assert_eq!(lines.len(), 1, "{kind:?}");
        assert_eq!(
            (lines[0].decided_on, lines[0].reason.as_str()),
            (day, "Why")
        );
        assert_eq!(lines[0].officer, "moderator (invented)");
    }
    let mut hidden = who;
    hidden.restricted = true;
    child::update(&mut tx, &hidden).await?;
    for (restricted, count) in [
        (RestrictedRecords::Hidden, 0),
        (RestrictedRecords::Shown, 1),
    ] {
        let kinds = [DecisionKind::Override];
        let lines = register::lines(&mut tx, &kinds, year, &restricted).await?;
        assert_eq!(lines.len(), count);
    }
    Ok(())
}
