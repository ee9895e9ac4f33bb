//! Files, and the accounts of imports.

use send_banding::store::Page;
use send_banding::store::blob::{self, Blob};
use send_banding::store::import_run::{self, ImportProblem, ImportRun, ImportSeverity, Settled};
use send_banding::store::{StoreError, case_system};

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
        assert_eq!(
            blob::sweep(&mut tx, at(60)).await?,
            u64::from(expires.is_some())
        );
        assert_eq!(
            blob::find(&mut tx, &kept.id).await?.is_some(),
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
    import_run::keep_rows(&mut tx, &run.id, &[(2, "{}".to_owned())]).await?;
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
    assert_eq!(
        import_run::row_of(&mut tx, &run.id, 2).await?.as_deref(),
        Some("{}")
    );
    let both = import_run::settle_row(&mut tx, (&run.id, 2), Settled::Corrected, None, at(7));
    assert_eq!(both.await?, 2);
    assert_eq!(import_run::rows_of(&mut tx, &run.id).await?, []);
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

pub async fn a_case_system_and_who_stood_in_its_extract_come_back(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let child = sample::keep_child(&mut tx, "EX-0001", "Ana", "Ash").await?;
    case_system::save(&mut tx, ("capital", "one"), None, at(0)).await?;
    case_system::save(&mut tx, ("capital", "two"), None, at(1)).await?;
    assert_eq!(case_system::all(&mut tx).await?, ["two"]);
    assert_eq!(case_system::of_child(&mut tx, &child.id).await?, None);
    for day in [sample::TODAY, sample::TODAY.tomorrow().unwrap()] {
        let children = std::slice::from_ref(&child.id);
        case_system::saw(&mut tx, "capital", day, children).await?;
        let held = case_system::of_child(&mut tx, &child.id).await?;
        assert_eq!(held, Some(("two".to_owned(), day)));
    }
    let last = sample::TODAY.tomorrow().unwrap();
    assert_eq!(
        case_system::seen(&mut tx, "capital").await?,
        [(child.id, last)]
    );
    Ok(())
}
