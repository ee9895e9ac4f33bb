//! What schools returned, compared line by line, and what officers made of each.

use jiff::civil::date;
use send_banding::access::Role;
use send_banding::ids::{Digest, ReconciliationId};
use send_banding::reconcile::{Difference, Outcome, SaidEnd};
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::reconciliation::{
    self, HeldSide, LineState, ReconciledLine, Reconciliation, SaidSide,
};
use send_banding::store::{StoreError, award, decision, retention, rule_set, user, written_of};

use crate::place::{Outcome as Done, Place};
use crate::sample::{self, at, money};

fn line(of: &ReconciliationId, number: u32, outcome: Outcome) -> ReconciledLine {
    ReconciledLine {
        reconciliation: of.clone(),
        number,
        outcome,
        differences: Vec::new(),
        reference: format!("K{number}"),
        held: None,
        said: None,
        problem: String::new(),
        state: LineState::Open,
        note: String::new(),
        settled_by: None,
        settled_at: None,
    }
}

pub async fn a_comparison_comes_back_and_each_line_is_settled_once(place: &Place) -> Done {
    let mut tx = place.store.begin().await?;
    rule_set::save(&mut tx, &sample::rule_set()).await?;
    let here = sample::keep_establishment(&mut tx, "Hazel Primary", 990_001).await?;
    let who = sample::keep_child(&mut tx, "K1", "Ana", "Ash").await?;
    let officer = sample::user("officer", &[Role::FinanceOfficer], &[]);
    user::insert(&mut tx, &officer, None).await?;
    let scored = sample::profile(&who.id, &officer.id, ProfileState::Agreed);
    profile::insert_all(&mut tx, std::slice::from_ref(&scored)).await?;
    let decided = sample::decision(&scored.1, &who.id, &officer.id);
    decision::insert_all(&mut tx, std::slice::from_ref(&decided)).await?;
    let (head, terms) = sample::award(&decided, Some(&here), "D");
    award::insert_all(&mut tx, &[(head.clone(), terms.clone())]).await?;

    let made = Reconciliation {
        id: sample::id(),
        establishment: here.clone(),
        year_on: date(2026, 4, 1),
        source: Digest::of(b"a return"),
        rows_read: 3,
        rows_left_out: 1,
        awards_held: 1,
        made_by: officer.id.clone(),
        made_at: at(0),
    };
    let said = SaidSide {
        row: 2,
        band: Some("Ė".to_owned()),
        fte: Some("0.6".parse().unwrap()),
        from: Some(date(2026, 9, 1)),
        end: SaidEnd::On(date(2026, 12, 18)),
    };
    let differs = ReconciledLine {
        differences: vec![Difference::Band, Difference::End],
        held: Some(HeldSide {
            child: who.id.clone(),
            award: head.id,
            version: 1,
            band: terms.band.as_ref().map(ToString::to_string),
            fte: terms.fte,
            from: terms.from,
            to: terms.to,
            amount: Some(money(-1)),
        }),
        said: Some(said.clone()),
        ..line(&made.id, 1, Outcome::Differs)
    };
    let open = ReconciledLine {
        said: Some(SaidSide {
            end: SaidEnd::Open,
            ..said.clone()
        }),
        ..line(&made.id, 2, Outcome::OnlyThere)
    };
    let refused = ReconciledLine {
        said: Some(SaidSide {
            band: None,
            fte: None,
            from: None,
            end: SaidEnd::Unstated,
            ..said
        }),
        problem: "The last day is no date".to_owned(),
        state: LineState::Settled,
        ..line(&made.id, 3, Outcome::Refused)
    };
    // Of a child who is held elsewhere, by reference alone.
    let only_there = |number, reference: &str| ReconciledLine {
        reference: reference.to_owned(),
        ..line(&made.id, number, Outcome::OnlyThere)
    };
    let lines = [
        differs,
        open,
        refused,
        only_there(4, "k1"),
        only_there(5, "K11"),
    ];
    reconciliation::insert(&mut tx, &made, &lines).await?;
    assert_eq!(
        reconciliation::find(&mut tx, &made.id).await?,
        Some(made.clone())
    );
    assert_eq!(reconciliation::lines(&mut tx, &made.id).await?, lines);

    // The newest of a school counts, with what waits in it.
    let later = Reconciliation {
        id: sample::id(),
        made_at: at(60),
        ..made.clone()
    };
    reconciliation::insert(&mut tx, &later, &[]).await?;
    let newest = reconciliation::newest(&mut tx, made.year_on).await?;
    assert_eq!(newest.len(), 1);
    assert_eq!((&newest[0].reconciliation, newest[0].open), (&later, 0));
    let all = reconciliation::of_school(&mut tx, made.year_on, &here).await?;
    let waiting: Vec<u32> = all.iter().map(|one| one.open).collect();
    assert_eq!(waiting, [0, 4]);
    let other_year = reconciliation::of_school(&mut tx, date(2027, 4, 1), &here).await?;
    assert!(other_year.is_empty());

    let by = (&officer.id, at(5));
    let states = (LineState::Open, LineState::Task);
    reconciliation::settle(&mut tx, (&made.id, 2), states, "", by).await?;
    let kept = (LineState::Open, LineState::Kept);
    reconciliation::settle(&mut tx, (&made.id, 1), kept, "Ana is here", by).await?;
    let tasks = reconciliation::for_casework(&mut tx, 10).await?;
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0].establishment_name, "Hazel Primary");
    assert_eq!(tasks[0].line.settled_by, Some(officer.id.clone()));
    let again = reconciliation::settle(&mut tx, (&made.id, 2), states, "", by).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    for number in [4, 5] {
        let words = "Ana was here in May";
        reconciliation::settle(&mut tx, (&made.id, number), kept, words, by).await?;
    }
    let written = written_of::all(&mut tx, &who.id).await?;
    let mut words: Vec<&str> = written.iter().map(|one| one.words.as_str()).collect();
    words.sort_unstable();
    assert_eq!(words, ["Ana is here", "Ana was here in May"]);
    // People's words are forgotten with the child; what was compared stays.
    retention::forget(&mut tx, &who.id).await?;
    let mut left = reconciliation::lines(&mut tx, &made.id).await?;
    let words: Vec<&str> = left.iter().map(|line| line.note.as_str()).collect();
    assert_eq!(words, ["", "", "", "", "Ana was here in May"]);
    let first = left.remove(0);
    assert_eq!(
        (first.note.as_str(), first.held),
        ("", lines[0].held.clone())
    );
    Ok(())
}
