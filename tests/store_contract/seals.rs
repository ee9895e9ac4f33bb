//! What stands on record is found where somebody changes it, adds to it or takes it away behind the store's back.

use std::collections::BTreeSet;

use jiff::civil::date;
use send_banding::access::Role;
use send_banding::ids::{ChildId, UserId};
use send_banding::needs::{Need, SectionFAnswer, SectionFLine, Setting};
use send_banding::store::audit::{self, Entry, Fault};
use send_banding::store::payment::{self, RunState};
use send_banding::store::rule_step::{self, RuleStep, RuleStepKind};
use send_banding::store::{
    StoreError, Tx, award_limit, child, cost_limit, decision, determination, placement, retention,
    section_f_check, user,
};

use crate::payments;
use crate::place::{Outcome, Place};
use crate::sample;

/// A child with an award that was decided upon a profile, and a moderator.
async fn decided(tx: &mut Tx) -> Result<(ChildId, UserId), StoreError> {
    let child = sample::keep_child(tx, "SEALED", "Ana", "Ash").await?;
    let officer = sample::keep_user(tx, "moderator", &[]).await?;
    sample::keep_award(tx, &child.id, &officer, None, "F").await?;
    Ok((child.id, officer))
}

/// Something of everything: two children, a plan, a placement and what it costs, a decision with what was checked, an award,
/// a released run of payments, and officers with limits.
async fn filled(place: &Place) -> Result<(), StoreError> {
    let mut tx = place.store.begin().await?;
    let (child, officer) = decided(&mut tx).await?;
    sample::keep_child(&mut tx, "OTHER", "Ben", "Birch").await?;
    sample::keep_plan(&mut tx, &child, &[Need::Asd]).await?;
    let school = sample::keep_establishment(&mut tx, "Hazel Primary", 990_001).await?;
    let placed = sample::keep_placement(&mut tx, &child, Some(&school), Setting::Iss).await?;
    placement::insert_cost_lines(&mut tx, &[sample::cost_line(&placed)]).await?;
    let made = decision::all_of(&mut tx, &child).await?;
    let decision = &made[0].id;
    section_f_check::insert(&mut tx, decision, "pages 4 to 6").await?;
    let line = |words: &str| SectionFLine {
        words: words.to_owned(),
        answer: SectionFAnswer::Secured,
    };
    let lines = [line("Speech therapy, weekly"), line("A quiet room")];
    section_f_check::insert_lines(&mut tx, decision, &lines).await?;
    let owner = sample::user("owner", &[Role::RulesOwner], &[&school]);
    user::insert(&mut tx, &owner, Some("hash of a password")).await?;
    award_limit::save(&mut tx, &officer, sample::money(1_000_000)).await?;
    cost_limit::save(&mut tx, &officer, Some(sample::money(500_000))).await?;
    for (number, kind) in [(1, RuleStepKind::Proposed), (2, RuleStepKind::Approved)] {
        let step = RuleStep {
            digest: sample::rule_set().digest,
            number,
            kind,
            by: Some(officer.clone()),
            at: sample::at(number.into()),
            draft: None,
            record: (kind == RuleStepKind::Proposed).then(|| "{}".to_owned()),
            note: String::new(),
            from: None,
        };
        rule_step::add(&mut tx, &step).await?;
    }
    payment::set_calendar(&mut tx, &payments::calendar(), None).await?;
    let run = payments::run(&officer, 0);
    payment::insert_run(&mut tx, &run).await?;
    payment::add_lines(&mut tx, &run.id, &[payments::line(&child, &school, 12_345)]).await?;
    payment::conclude(
        &mut tx,
        &run.id,
        RunState::Released,
        &owner.id,
        sample::at(2),
    )
    .await?;
    let made = determination::all_of(&mut tx, &child).await?;
    for (action, subject_kind, subject_id) in [
        (
            "determination-made",
            "determination",
            made[0].id.to_string(),
        ),
        ("payment-run-released", "payment-run", run.id.to_string()),
    ] {
        let entry = Entry {
            at: sample::at(2),
            actor: Some(&owner.id),
            action,
            subject_kind,
            subject_id: &subject_id,
            detail: b"{}",
        };
        audit::append(&mut tx, entry).await?;
    }
    tx.commit().await
}

async fn faults(place: &Place) -> Result<Vec<Fault>, StoreError> {
    let found = audit::verify(&mut place.store.read().await?, None).await?;
    Ok(found.faults)
}

/// What was found, without ids.
async fn said(place: &Place) -> Result<BTreeSet<String>, StoreError> {
    let found = faults(place).await?.into_iter();
    Ok(found
        .map(|fault| match fault {
            Fault::RowAltered(row) => format!("{} altered", row.table),
            Fault::RowsBare { table, rows } => format!("{table} bare {rows}"),
            Fault::RowsOtherwise {
                table,
                written,
                there,
            } => format!("{table} {written} now {there}"),
            Fault::RowsMissing { kind, .. } => format!("{kind} lacks"),
            other => format!("{other:?}"),
        })
        .collect())
}

/// The tables of which rows are found altered.
async fn altered(place: &Place) -> Result<Vec<&'static str>, StoreError> {
    let found = faults(place).await?.into_iter();
    Ok(found
        .filter_map(|fault| match fault {
            Fault::RowAltered(row) => Some(row.table),
            _ => None,
        })
        .collect())
}

fn set(of: &[&str]) -> BTreeSet<String> {
    of.iter().map(|text| (*text).to_owned()).collect()
}

const OTHER: &str = "(SELECT id FROM child WHERE local_id = 'OTHER')";

/// What somebody changes in a table directly. Each is found as a row of that table that is not what was written.
const CHANGED: &[(&str, &str, &str)] = &[
    // Money and levels moved to another child.
    ("award", "child_id", OTHER),
    ("profile", "child_id", OTHER),
    ("payment_line", "child_id", OTHER),
    ("placement", "child_id", OTHER),
    ("plan", "child_id", OTHER),
    ("decision", "child_id", OTHER),
    // What was decided, and for how much.
    (
        "award_version",
        "annual_pence",
        "COALESCE(annual_pence, 0) + 1",
    ),
    ("award_version", "band", "'A'"),
    ("award_version", "note", "'x'"),
    ("decision", "reason", "'x'"),
    ("decision", "section_f_secured", "NOT section_f_secured"),
    ("decision", "band", "NULL"),
    ("determination", "band", "'A'"),
    ("profile_version", "document", "document || ' '"),
    ("profile_version", "scored_by", "NULL"),
    // What the officer said was checked.
    ("section_f_check", "checked", "'all pages'"),
    ("section_f_line", "words", "words || '.'"),
    ("section_f_line", "answer", "'unclear'"),
    // The rules, and who approved them.
    ("rule_set", "document", "'{}'"),
    ("rule_set", "last_day", "'2030-03-31'"),
    ("rule_set_step", "by_user", "NULL"),
    // The plan, the place and what it costs.
    ("plan_version", "state", "'draft'"),
    ("plan_need", "need", "'SLD'"),
    ("named_placement", "setting", "'ISS'"),
    ("placement", "fte", "'0.25'"),
    ("cost_line", "net_pence", "net_pence * 10"),
    ("cost_line", "in_error", "NOT in_error"),
    // Who may see the record, and who may do what.
    ("child", "restricted", "NOT restricted"),
    ("child_identity", "surname", "'Other'"),
    ("app_user", "password_hash", "'another hash'"),
    ("app_user", "disabled", "NOT disabled"),
    ("app_user_role", "role", "'administrator'"),
    ("award_limit", "annual_pence", "annual_pence * 10"),
    ("cost_limit", "annual_pence", "annual_pence * 10"),
    // What is paid, to whom and when.
    ("payment_run", "state", "'proposed'"),
    ("payment_run", "total_pence", "total_pence + 1"),
    ("payment_line", "amount_pence", "amount_pence + 1"),
    ("payment_line", "supplier_number", "'MINE'"),
    ("payment_calendar", "pay_days", "'[]'"),
    ("establishment", "name", "'Another school'"),
];

pub async fn a_row_that_was_changed_is_found(place: &Place) -> Outcome {
    filled(place).await?;
    assert_eq!(said(place).await?, set(&[]));
    for (table, column, changed) in CHANGED {
        place
            .tamper(&format!(
                "CREATE TABLE kept AS SELECT * FROM {table}; UPDATE {table} SET {column} = {changed}"
            ))
            .await;
        let found = said(place).await?;
        let expected = set(&[&format!("{table} altered")]);
        assert_eq!(found, expected, "{table}.{column}");
        place
            .tamper(&format!(
                "UPDATE {table} SET {column} = (SELECT k.{column} FROM kept k WHERE k.seal = {table}.seal); \
                 DROP TABLE kept"
            ))
            .await;
        assert_eq!(said(place).await?, set(&[]), "{table}.{column}");
    }
    Ok(())
}

/// What somebody takes away directly, from the last table to the first, and what is said of it.
const GONE: &[(&[&str], &[&str])] = &[
    (
        &["payment_run", "payment_line"],
        &[
            "payment_line 1 now 0",
            "payment_run 1 now 0",
            "payment run lacks",
        ],
    ),
    (
        &["payment_line"],
        &["payment_line 1 now 0", "payment run lacks"],
    ),
    (
        &["determination"],
        &["determination 1 now 0", "determination lacks"],
    ),
    (
        &["award", "award_version"],
        &["award 1 now 0", "award_version 1 now 0"],
    ),
    (
        &["award_version"],
        &["award lacks", "award_version 1 now 0"],
    ),
    (
        &["profile", "profile_version"],
        &["profile 1 now 0", "profile_version 1 now 0"],
    ),
    (&["decision"], &["decision 1 now 0"]),
    (&["section_f_check"], &["section_f_check 1 now 0"]),
    (&["section_f_line"], &["section_f_line 2 now 0"]),
    (&["rule_set_step"], &["rule_set_step 2 now 0"]),
    (&["rule_set"], &["rule_set 1 now 0"]),
    (
        &["plan", "plan_version"],
        &["plan 1 now 0", "plan_version 1 now 0"],
    ),
    (&["plan_version"], &["plan_version 1 now 0"]),
    (
        &["placement", "cost_line"],
        &["cost_line 1 now 0", "placement 1 now 0"],
    ),
    (&["cost_line"], &["cost_line 1 now 0"]),
    (
        &["child", "child_identity"],
        &["child 2 now 0", "child_identity 2 now 0"],
    ),
    (&["app_user_role"], &["app_user_role 2 now 0"]),
    (
        &["app_user_establishment"],
        &["app_user_establishment 1 now 0"],
    ),
    (&["award_limit"], &["award_limit 1 now 0"]),
    (&["cost_limit"], &["cost_limit 1 now 0"]),
    (&["app_user"], &["app_user 2 now 0"]),
];

/// Lets somebody who has the database take rows away that others refer to.
fn unbound(place: &Place) -> &'static str {
    if place.url.starts_with("sqlite:") {
        "PRAGMA foreign_keys = OFF;"
    } else {
        "SET session_replication_role = replica;"
    }
}

pub async fn a_row_taken_away_is_found(place: &Place) -> Outcome {
    filled(place).await?;
    let unbound = unbound(place);
    for (tables, expected) in GONE {
        for table in *tables {
            place
                .tamper(&format!(
                    "{unbound} CREATE TABLE kept_{table} AS SELECT * FROM {table}; DELETE FROM {table}"
                ))
                .await;
        }
        assert_eq!(said(place).await?, set(expected), "{tables:?}");
        for table in *tables {
            place
                .tamper(&format!(
                    "{unbound} INSERT INTO {table} SELECT * FROM kept_{table}; DROP TABLE kept_{table}"
                ))
                .await;
        }
        assert_eq!(said(place).await?, set(&[]), "{tables:?}");
    }
    Ok(())
}

/// What somebody puts in directly, and what is said of it.
const PUT_IN: &[(&str, &str, &[&str])] = &[
    // The next version of the award, with the seal of the first: a better amount from the same decision.
    (
        "CREATE TABLE kept AS SELECT * FROM award_version; UPDATE kept SET number = 2, annual_pence = 9999999; \
         INSERT INTO award_version SELECT * FROM kept; UPDATE award SET latest_version = 2",
        "DELETE FROM award_version WHERE number = 2; UPDATE award SET latest_version = 1; DROP TABLE kept",
        &[
            "award altered",
            "award_version 1 now 2",
            "award_version altered",
        ],
    ),
    (
        "INSERT INTO app_user_role (user_id, role) SELECT id, 'administrator' FROM app_user WHERE name = 'moderator'",
        "DELETE FROM app_user_role WHERE role = 'administrator'",
        &["app_user_role bare 1"],
    ),
    (
        "INSERT INTO app_user_role (user_id, role, seal) SELECT user_id, 'administrator', seal FROM app_user_role \
         WHERE role = 'caseworker'",
        "DELETE FROM app_user_role WHERE role = 'administrator'",
        &["app_user_role 2 now 3", "app_user_role altered"],
    ),
    (
        "INSERT INTO app_user_establishment (user_id, establishment_id, seal) \
         SELECT u.id, e.id, 'x' FROM app_user u CROSS JOIN establishment e WHERE u.name = 'moderator'",
        "DELETE FROM app_user_establishment WHERE seal = 'x'",
        &[
            "app_user_establishment 1 now 2",
            "app_user_establishment altered",
        ],
    ),
    (
        "INSERT INTO award_limit (user_id, annual_pence) SELECT id, 999999999 FROM app_user WHERE name = 'owner'",
        "DELETE FROM award_limit WHERE annual_pence = 999999999",
        &["award_limit bare 1"],
    ),
    // Two lines of Section F change places.
    (
        "CREATE TABLE kept AS SELECT * FROM section_f_line; UPDATE kept SET number = 3 - number; \
         DELETE FROM section_f_line; INSERT INTO section_f_line SELECT * FROM kept",
        "UPDATE kept SET number = 3 - number; DELETE FROM section_f_line; INSERT INTO section_f_line SELECT * FROM kept; \
         DROP TABLE kept",
        &["section_f_line altered"],
    ),
    // The seal is taken away with what it shows.
    (
        "CREATE TABLE kept AS SELECT * FROM placement; UPDATE placement SET fte = '0.25', seal = ''",
        "UPDATE placement SET fte = (SELECT fte FROM kept), seal = (SELECT seal FROM kept); DROP TABLE kept",
        &["placement 1 now 0", "placement bare 1"],
    ),
    // Nobody counted, says the head.
    (
        "CREATE TABLE kept AS SELECT sealed_rows FROM audit_head; UPDATE audit_head SET sealed_rows = ''",
        "UPDATE audit_head SET sealed_rows = (SELECT sealed_rows FROM kept); DROP TABLE kept",
        &["HeadAltered", "RowsUncounted"],
    ),
];

pub async fn a_row_put_in_is_found(place: &Place) -> Outcome {
    filled(place).await?;
    for (tampered, undone, expected) in PUT_IN {
        place.tamper(tampered).await;
        assert_eq!(said(place).await?, set(expected), "{tampered}");
        place.tamper(undone).await;
        assert_eq!(said(place).await?, set(&[]), "{tampered}");
    }
    Ok(())
}

pub async fn a_row_put_back_as_it_once_was_is_found(place: &Place) -> Outcome {
    filled(place).await?;
    // An officer was an administrator once, and a limit was higher; seals and the count of then were kept.
    let mut tx = place.store.begin().await?;
    let mut owner = user::find_by_name(&mut tx, "owner").await?.unwrap();
    owner.roles.insert(Role::Administrator);
    user::update(&mut tx, &owner).await?;
    tx.commit().await?;
    place
        .tamper(
            "CREATE TABLE kept AS SELECT * FROM app_user_role; CREATE TABLE kept_limit AS SELECT * FROM award_limit; \
             CREATE TABLE kept_head AS SELECT * FROM audit_head",
        )
        .await;
    let mut tx = place.store.begin().await?;
    let mut owner = user::find_by_name(&mut tx, "owner").await?.unwrap();
    owner.roles.remove(&Role::Administrator);
    user::update(&mut tx, &owner).await?;
    let officer = user::find_by_name(&mut tx, "moderator").await?.unwrap().id;
    award_limit::save(&mut tx, &officer, sample::money(1)).await?;
    let entry = Entry {
        at: sample::at(3),
        actor: None,
        action: "user-roles-changed",
        subject_kind: "user",
        subject_id: "owner",
        detail: b"{}",
    };
    audit::append(&mut tx, entry).await?;
    tx.commit().await?;
    assert_eq!(said(place).await?, set(&[]));
    place
        .tamper("INSERT INTO app_user_role SELECT * FROM kept WHERE role = 'administrator'")
        .await;
    assert_eq!(said(place).await?, set(&["app_user_role 2 now 3"]));
    place
        .tamper(
            "DELETE FROM app_user_role WHERE role = 'administrator'; DELETE FROM award_limit; \
                 INSERT INTO award_limit SELECT * FROM kept_limit",
        )
        .await;
    assert_eq!(said(place).await?, set(&["award_limit 1 now 1"]));
    // With the count of then, which the seal of the head covers.
    place
        .tamper("UPDATE audit_head SET sealed_rows = (SELECT sealed_rows FROM kept_head)")
        .await;
    assert!(said(place).await?.contains("HeadAltered"));
    // With the whole head of then: an entry has been written since.
    place
        .tamper("UPDATE audit_head SET mac = (SELECT mac FROM kept_head), sequence = (SELECT sequence FROM kept_head)")
        .await;
    assert!(
        said(place)
            .await?
            .iter()
            .any(|fault| fault.starts_with("Added"))
    );
    Ok(())
}

pub async fn what_the_program_changes_stays_sealed(place: &Place) -> Outcome {
    filled(place).await?;
    let mut tx = place.store.begin().await?;
    let officer = user::find_by_name(&mut tx, "moderator").await?.unwrap().id;
    for annual in [Some(7), Some(8), None, None, Some(9)] {
        cost_limit::save(&mut tx, &officer, annual.map(sample::money)).await?;
    }
    award_limit::save(&mut tx, &officer, sample::money(2)).await?;
    user::set_password_hash(&mut tx, &officer, "renewed").await?;
    let known = child::find_by_local_id(&mut tx, &"SEALED".parse().unwrap()).await?;
    let mut known = known.unwrap();
    known.restricted = true;
    child::update(&mut tx, &known).await?;
    let stale = child::update(&mut tx, &known).await;
    assert!(matches!(stale, Err(StoreError::Conflict)));
    let mut placed = placement::all_of(&mut tx, &known.id).await?.remove(0);
    placed.from = Some(date(2026, 5, 1));
    placement::update(&mut tx, &placed).await?;
    tx.commit().await?;
    assert_eq!(said(place).await?, set(&[]));
    // What is not committed is not counted.
    let mut tx = place.store.begin().await?;
    sample::keep_child(&mut tx, "NEVER", "Cal", "Cedar").await?;
    tx.rollback().await?;
    assert_eq!(said(place).await?, set(&[]));
    Ok(())
}

pub async fn a_change_is_not_put_right_by_the_next(place: &Place) -> Outcome {
    filled(place).await?;
    place
        .tamper("UPDATE award_limit SET annual_pence = 5; UPDATE child SET restricted = NOT restricted; \
                 UPDATE app_user SET password_hash = 'mine' WHERE name = 'owner'")
        .await;
    let found = set(&["app_user altered", "award_limit altered", "child altered"]);
    assert_eq!(said(place).await?, found);
    let mut tx = place.store.begin().await?;
    let officer = user::find_by_name(&mut tx, "moderator").await?.unwrap().id;
    award_limit::save(&mut tx, &officer, sample::money(2)).await?;
    let owner = user::find_by_name(&mut tx, "owner").await?.unwrap();
    user::set_password_hash(&mut tx, &owner.id, "renewed").await?;
    let known = child::find_by_local_id(&mut tx, &"SEALED".parse().unwrap()).await?;
    child::update(&mut tx, &known.unwrap()).await?;
    tx.commit().await?;
    assert_eq!(said(place).await?, found);
    Ok(())
}

pub async fn rows_of_an_older_version_are_sealed_once(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    decided(&mut tx).await?;
    tx.commit().await?;
    // As a version left it that knew neither seals nor a count.
    place
        .tamper(
            "UPDATE decision SET seal = ''; UPDATE award_version SET seal = ''; \
             UPDATE audit_head SET sealed_rows = '', mac = ''",
        )
        .await;
    let found = set(&["RowsUncounted", "award_version bare 1", "decision bare 1"]);
    assert_eq!(said(place).await?, found);
    // What is written meanwhile is sealed, and the rest stays as it is.
    let mut tx = place.store.begin().await?;
    sample::keep_child(&mut tx, "LATER", "Cal", "Cedar").await?;
    tx.commit().await?;
    assert_eq!(said(place).await?, found);
    let mut tx = place.store.begin().await?;
    assert_eq!(audit::seal_bare(&mut tx).await?, 2);
    tx.commit().await?;
    assert_eq!(said(place).await?, set(&[]));
    let mut tx = place.store.begin().await?;
    sample::keep_child(&mut tx, "LATEST", "Dan", "Dogwood").await?;
    tx.commit().await?;
    assert_eq!(said(place).await?, set(&[]));
    Ok(())
}

pub async fn retention_leaves_rows_sealed_and_puts_no_change_right(place: &Place) -> Outcome {
    filled(place).await?;
    place
        .tamper("UPDATE award_version SET annual_pence = COALESCE(annual_pence, 0) + 1")
        .await;
    let mut tx = place.store.begin().await?;
    let known = child::find_by_local_id(&mut tx, &"SEALED".parse().unwrap()).await?;
    retention::forget(&mut tx, &known.unwrap().id).await?;
    tx.commit().await?;
    assert_eq!(altered(place).await?, ["award_version"]);
    assert_eq!(faults(place).await?.len(), 1);
    Ok(())
}

pub async fn every_table_bears_seals_or_is_said_not_to(place: &Place) -> Outcome {
    let there = place.tables().await;
    let apart = audit::UNSEALED
        .iter()
        .flat_map(|(_, tables)| tables.iter().copied())
        .filter(|name| !name.contains('.'));
    let listed: BTreeSet<String> = audit::sealed_tables()
        .chain(apart)
        .chain(audit::OF_THE_AUDIT.iter().copied())
        .map(str::to_owned)
        .collect();
    assert_eq!(there, listed);
    Ok(())
}
