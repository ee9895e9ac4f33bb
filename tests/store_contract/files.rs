//! Files, and the accounts of imports.

use send_banding::ids::ChildId;
use send_banding::store::blob::{self, Blob};
use send_banding::store::draft::{self, DraftKey};
use send_banding::store::import_row::{self, UntakenRow};
use send_banding::store::import_run::{self, ImportProblem, ImportRun, ImportSeverity, Settled};
use send_banding::store::{Page, StoreError, case_system, retention};

use crate::place::{Outcome, Place};
use crate::sample::{self, at, id};

pub async fn files_come_back_whole(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let owner = sample::keep_user(&mut tx, "finance-officer", &[]).await?;
    for (bytes, expires) in [
        (vec![], None),
        (
            (0..=255).cycle().take(1_000_000).collect::<Vec<u8>>(),
            Some(at(60)),
        ),
    ] {
        let kept = Blob {
            id: id(),
            owner: Some(owner.clone()),
            file_name: "payments.xlsx".to_owned(),
            media_type: "application/octet-stream".to_owned(),
            bytes,
            created_at: at(0),
            expires_at: expires,
        };
        blob::insert(&mut tx, &kept).await?;
        assert_eq!(blob::find(&mut tx, &kept.id).await?.as_ref(), Some(&kept));
        let about = DraftKey {
            owner: owner.clone(),
            form: "upload".to_owned(),
            subject: kept.id.to_string(),
        };
        draft::save(&mut tx, &about, "{}", 0, at(0)).await?;
        assert_eq!(
            blob::sweep(&mut tx, at(60)).await?,
            u64::from(expires.is_some())
        );
        assert_eq!(
            blob::find(&mut tx, &kept.id).await?.is_some(),
            expires.is_none()
        );
        // What was said of it goes with it.
        assert_eq!(
            draft::find(&mut tx, &about).await?.is_some(),
            expires.is_none()
        );
    }
    Ok(())
}

pub async fn imports_come_back_with_their_problems(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let run = ImportRun {
        id: id(),
        kind: "scores".to_owned(),
        file_name: "scores.xlsx".to_owned(),
        source: send_banding::ids::Digest::of(b"workbook"),
        started_by: None,
        started_at: at(0),
        finished_at: at(2),
        rows_read: 3,
        rows_accepted: 1,
        rows_refused: 2,
        summary: "{}".to_owned(),
    };
    let problem = |row, severity| ImportProblem {
        severity,
        place: "Scores, column H".to_owned(),
        row,
        column: Some("Hearing".to_owned()),
        sentence: "The level is missing.".to_owned(),
        fix: "Fill it in.".to_owned(),
    };
    let problems = [
        problem(Some(15), ImportSeverity::Refused),
        problem(None, ImportSeverity::Warning),
    ];
    import_run::insert(&mut tx, &run, &problems).await?;
    assert_eq!(
        import_run::find(&mut tx, &run.id).await?.as_ref(),
        Some(&run)
    );
    assert_eq!(
        import_run::all(&mut tx, Page::new(1, 10)).await?.items,
        std::slice::from_ref(&run)
    );
    let page = import_run::problems_of(&mut tx, &run.id, false, Page::new(2, 1)).await?;
    let kept: Vec<ImportProblem> = page.items.iter().map(|kept| kept.problem.clone()).collect();
    assert_eq!(
        (page.total, page.pages(), kept),
        (2, 2, vec![problems[1].clone()])
    );
    assert_eq!(import_run::forget_problems(&mut tx, at(1)).await?, 2);
    assert_eq!(import_run::find(&mut tx, &run.id).await?, Some(run));
    Ok(())
}

pub async fn a_problem_is_settled_once_and_its_row_goes_with_it(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let run = ImportRun {
        id: id(),
        kind: "caseload".to_owned(),
        file_name: "caseload.csv".to_owned(),
        source: send_banding::ids::Digest::of(b"extract"),
        started_by: Some(sample::keep_user(&mut tx, "administrator", &[]).await?),
        started_at: at(0),
        finished_at: at(0),
        rows_read: 2,
        rows_accepted: 0,
        rows_refused: 2,
        summary: "{}".to_owned(),
    };
    let problem = |row| ImportProblem {
        severity: ImportSeverity::Refused,
        place: "caseload.csv".to_owned(),
        row: Some(row),
        column: Some("UPN".to_owned()),
        sentence: "Two children have this UPN.".to_owned(),
        fix: "Correct one of them.".to_owned(),
    };
    import_run::insert(&mut tx, &run, &[problem(2), problem(2), problem(3)]).await?;
    import_row::keep(&mut tx, &run.id, &[untaken(2, &[]), untaken(3, &[])]).await?;
    let line = import_run::find_line(&mut tx, &run.id).await?.unwrap();
    assert_eq!((line.problems, line.open), (3, 3));
    let of_row = import_run::problems_of_row(&mut tx, &run.id, 2).await?;
    assert!(
        of_row
            .iter()
            .all(|kept| kept.has_row && kept.settled.is_none())
    );
    let third = (&run.id, 3);
    import_run::settle(&mut tx, third, Settled::DealtWith, None, at(5)).await?;
    let again = import_run::settle(&mut tx, third, Settled::DealtWith, None, at(6)).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    // Its row had no other; the other row has two.
    assert_eq!(
        import_row::of_run(&mut tx, &run.id).await?,
        [(2, "{}".to_owned())]
    );
    let both = import_run::settle_row(&mut tx, (&run.id, 2), Settled::Corrected, None, at(7));
    assert_eq!(both.await?, 2);
    assert_eq!(import_row::of_run(&mut tx, &run.id).await?, []);
    let line = import_run::lines(&mut tx, Page::new(1, 10))
        .await?
        .items
        .remove(0);
    assert_eq!((line.problems, line.open), (3, 0));
    assert_eq!(line.who.as_deref(), Some("administrator (invented)"));
    let open = import_run::problems_of(&mut tx, &run.id, true, Page::new(1, 10)).await?;
    assert_eq!(open.total, 0);
    let all = import_run::problems_of(&mut tx, &run.id, false, Page::new(1, 10)).await?;
    assert_eq!(all.items[2].settled, Some((Settled::DealtWith, at(5))));
    Ok(())
}

/// A row that was not taken and names children.
fn untaken(row: u32, children: &[ChildId]) -> UntakenRow {
    UntakenRow {
        row,
        document: Some("{}".to_owned()),
        is_withheld: false,
        children: children.to_vec(),
    }
}

pub async fn rows_are_withheld_and_forgotten_with_the_child_they_name(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let ana = sample::keep_child(&mut tx, "EX-0001", "Ana", "Ash")
        .await?
        .id;
    let ben = sample::keep_child(&mut tx, "EX-0002", "Ben", "Birch")
        .await?
        .id;
    let run = ImportRun {
        id: id(),
        kind: "caseload".to_owned(),
        file_name: "caseload.csv".to_owned(),
        source: send_banding::ids::Digest::of(b"extract"),
        started_by: None,
        started_at: at(0),
        finished_at: at(0),
        rows_read: 3,
        rows_accepted: 0,
        rows_refused: 3,
        summary: "{}".to_owned(),
    };
    let problem = |row| ImportProblem {
        severity: ImportSeverity::Refused,
        place: "caseload.csv".to_owned(),
        row: Some(row),
        column: None,
        sentence: "“Ash” cannot be.".to_owned(),
        fix: "Correct it.".to_owned(),
    };
    import_run::insert(&mut tx, &run, &[problem(2), problem(3), problem(4)]).await?;
    let nothing = UntakenRow {
        document: None,
        ..untaken(4, std::slice::from_ref(&ana))
    };
    let both = [ana.clone(), ben.clone()];
    let rows = [untaken(2, &both), untaken(3, &both[1..]), nothing];
    import_row::keep(&mut tx, &run.id, &rows).await?;
    let of_ana = import_row::of_child(&mut tx, &ana).await?;
    assert_eq!(of_ana.iter().map(|one| one.row).collect::<Vec<_>>(), [2]);
    let bare = |document: &str| format!("{document} bare");
    import_row::withhold(&mut tx, &ana, bare, ("Closed.", "By file.")).await?;
    assert_eq!(import_row::find(&mut tx, &run.id, 2).await?, None);
    assert!(import_row::find(&mut tx, &run.id, 3).await?.is_some());
    let kept = |row, document: &str| (row, document.to_owned());
    assert_eq!(
        import_row::of_run(&mut tx, &run.id).await?,
        [kept(2, "{} bare"), kept(3, "{}")]
    );
    let problems = import_run::problems_of(&mut tx, &run.id, true, Page::new(1, 9)).await?;
    let said = |place: usize| {
        let kept = &problems.items[place];
        (kept.problem.sentence.as_str(), kept.has_row)
    };
    assert_eq!(said(0), ("Closed.", false));
    assert_eq!(said(1), ("“Ash” cannot be.", true));
    assert_eq!(said(2), ("Closed.", false));
    retention::forget(&mut tx, &ben).await?;
    assert_eq!(import_row::of_run(&mut tx, &run.id).await?, []);
    let problems = import_run::problems_of(&mut tx, &run.id, true, Page::new(1, 9)).await?;
    let sentences = problems.items.iter().map(|kept| &kept.problem.sentence);
    assert_eq!(
        sentences.collect::<Vec<_>>(),
        ["(removed)", "(removed)", "Closed."]
    );
    assert_eq!(import_run::forget_problems(&mut tx, at(1)).await?, 3);
    Ok(())
}

pub async fn a_case_system_and_who_stood_in_its_extract_come_back(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let child = sample::keep_child(&mut tx, "EX-0001", "Ana", "Ash").await?;
    case_system::save(&mut tx, ("capital", "one"), None, at(0)).await?;
    case_system::save(&mut tx, ("capital", "two"), None, at(1)).await?;
    assert_eq!(case_system::all(&mut tx).await?, ["two"]);
    let held = case_system::find(&mut tx, "capital").await?;
    assert_eq!(held.as_deref(), Some("two"));
    assert_eq!(case_system::of_child(&mut tx, &child.id).await?, None);
    for day in [sample::TODAY, sample::TODAY.tomorrow().unwrap()] {
        let children = std::slice::from_ref(&child.id);
        case_system::saw(&mut tx, "capital", day, children).await?;
        let held = case_system::of_child(&mut tx, &child.id).await?;
        assert_eq!(held, Some(("capital".to_owned(), "two".to_owned(), day)));
    }
    // An extract of a day before, given late, moves nothing back.
    let children = std::slice::from_ref(&child.id);
    case_system::saw(&mut tx, "capital", sample::TODAY, children).await?;
    let last = sample::TODAY.tomorrow().unwrap();
    assert_eq!(
        case_system::seen(&mut tx, "capital").await?,
        [(child.id, last)]
    );
    Ok(())
}
