//! The ledger's entries, virements, bases of a budget and the figures of the section 251 statement.

use jiff::civil::date;
use send_banding::access::Role;
use send_banding::ids::{Digest, ImportRunId};
use send_banding::money::Rate;
use send_banding::spending::{Amounts, LedgerLine, Phase};
use send_banding::store::budget::{self, Basis, BasisPart, Virement, VirementState};
use send_banding::store::import_run::{self, ImportRun};
use send_banding::store::section_251_figure::{self, StatementFigure, StatementKind};
use send_banding::store::{StoreError, Tx, ledger, user};

use crate::place::{Outcome, Place};
use crate::sample::{self, at, money};

fn entry(period: u32, centre: &str, actual: i64) -> LedgerLine {
    LedgerLine {
        period,
        centre: centre.to_owned(),
        title: "Top-ups — “Łódź”".to_owned(),
        line: "1.2.1".to_owned(),
        amounts: Amounts {
            budget: money(100),
            actual: money(actual),
            accruals: money(-7),
        },
    }
}

async fn run(tx: &mut Tx, seconds: i64) -> Result<ImportRunId, StoreError> {
    let run = ImportRun {
        id: sample::id(),
        kind: "ledger".to_owned(),
        file_name: String::new(),
        source: Digest::of(b"a ledger"),
        started_by: None,
        started_at: at(seconds),
        finished_at: at(seconds),
        rows_read: 1,
        rows_accepted: 1,
        rows_refused: 0,
        summary: "{}".to_owned(),
    };
    import_run::insert(tx, &run, &[]).await?;
    Ok(run.id)
}

pub async fn an_entry_of_the_ledger_counts_in_its_newest_version(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let year = date(2026, 4, 1);
    let first = run(&mut tx, 0).await?;
    let both = [entry(1, "EX1", 5), entry(2, "EX1", 6)];
    ledger::add(&mut tx, year, &first, &both).await?;
    assert_eq!(ledger::of_year(&mut tx, year).await?, both);
    let second = run(&mut tx, 1).await?;
    let changed = LedgerLine {
        line: "1.2.2".to_owned(),
        ..entry(2, "EX1", -6)
    };
    ledger::add(&mut tx, year, &second, std::slice::from_ref(&changed)).await?;
    let now = ledger::of_year(&mut tx, year).await?;
    assert_eq!(now, [both[0].clone(), changed]);
    assert!(ledger::of_year(&mut tx, date(2027, 4, 1)).await?.is_empty());
    // The last line of a cost centre is the one that counts.
    let lines = ledger::lines_of_centres(&mut tx).await?;
    assert_eq!(lines.get("EX1").map(String::as_str), Some("1.2.2"));
    // Of a later import it is, though that restates an earlier period.
    let third = run(&mut tx, 2).await?;
    let restated = LedgerLine {
        line: "1.2.3".to_owned(),
        ..entry(1, "EX1", 5)
    };
    ledger::add(&mut tx, year, &third, &[restated]).await?;
    let lines = ledger::lines_of_centres(&mut tx).await?;
    assert_eq!(lines.get("EX1").map(String::as_str), Some("1.2.3"));
    Ok(())
}

pub async fn a_virement_takes_two_and_the_newest_basis_counts(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let year = date(2026, 4, 1);
    let (one, two) = (
        sample::user("one", &[Role::FinanceOfficer], &[]),
        sample::user("two", &[Role::HeadOfSend], &[]),
    );
    user::insert(&mut tx, &one, None).await?;
    user::insert(&mut tx, &two, None).await?;
    let made = Virement {
        id: sample::id(),
        year_on: year,
        from_line: "1.2.5".to_owned(),
        to_line: "1.2.1".to_owned(),
        amount: money(25_050),
        reason: "More plans".to_owned(),
        state: VirementState::Proposed,
        proposed_by: one.id.clone(),
        proposed_at: at(0),
        concluded_by: None,
        concluded_at: None,
    };
    budget::propose(&mut tx, &made).await?;
    assert_eq!(
        budget::virements(&mut tx, year).await?,
        std::slice::from_ref(&made)
    );
    let state = VirementState::Approved;
    let own = budget::conclude(&mut tx, &made.id, state, (&one.id, at(1))).await;
    assert!(matches!(own, Err(StoreError::Conflict)), "{own:?}");
    budget::conclude(&mut tx, &made.id, state, (&two.id, at(1))).await?;
    let again =
        budget::conclude(&mut tx, &made.id, VirementState::Declined, (&two.id, at(2))).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    let kept = budget::virement(&mut tx, &made.id).await?.unwrap();
    assert_eq!((kept.state, kept.concluded_by), (state, Some(two.id)));

    assert_eq!(budget::basis_of(&mut tx, year).await?, None);
    let mut basis = Basis {
        number: 1,
        parts: vec![BasisPart {
            line: "1.2.1".to_owned(),
            key: "SPEC F".to_owned(),
            volume: "365.5".parse::<Rate>().unwrap(),
            amount: money(-12_345),
        }],
        by: Some(one.id.clone()),
        at: at(3),
    };
    budget::add_basis(&mut tx, year, &basis).await?;
    basis.number = 2;
    basis.parts.clear();
    budget::add_basis(&mut tx, year, &basis).await?;
    assert_eq!(budget::basis_of(&mut tx, year).await?, Some(basis));
    Ok(())
}

pub async fn the_newest_figure_of_a_line_and_phase_counts(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let figure = |number, phase, gross| StatementFigure {
        year: "2026-27".to_owned(),
        kind: StatementKind::Budget,
        line: "1.2.1".to_owned(),
        phase,
        number,
        gross: money(gross),
        income: money(7),
        note: "Budget return (invented)".to_owned(),
        by: None,
        at: at(i64::from(number)),
    };
    let all = [
        figure(1, Phase::Primary, 100),
        figure(2, Phase::Primary, 200),
        figure(1, Phase::Special, 300),
    ];
    for one in &all {
        section_251_figure::add(&mut tx, one).await?;
    }
    let current = section_251_figure::current(&mut tx, "2026-27").await?;
    assert_eq!(current, [all[1].clone(), all[2].clone()]);
    let history = section_251_figure::history(&mut tx, "2026-27", "1.2.1").await?;
    assert_eq!(history.len(), 3);
    assert_eq!(history[0], all[1]);
    assert!(
        section_251_figure::history(&mut tx, "2026-27", "1.2.2")
            .await?
            .is_empty()
    );
    tx.commit().await?;
    let mut tx = place.store.begin().await?;
    let twice = section_251_figure::add(&mut tx, &all[0]).await;
    assert!(matches!(twice, Err(StoreError::Conflict)), "{twice:?}");
    Ok(())
}
