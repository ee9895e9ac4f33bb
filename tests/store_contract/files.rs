//! Files, and the accounts of imports.

use send_banding::store::Page;
use send_banding::store::blob::{self, Blob};
use send_banding::store::import_run::{self, ImportProblem, ImportRun, ImportSeverity};

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
        sentence: "The level is missing.".to_owned(),
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
    let page = import_run::problems_of(&mut tx, &run.id, Page::new(2, 1)).await?;
    assert_eq!(
        (page.total, page.pages(), page.items),
        (2, 2, vec![problems[1].clone()])
    );
    assert_eq!(import_run::forget_problems(&mut tx, at(1)).await?, 2);
    assert_eq!(import_run::find(&mut tx, &run.id).await?, Some(run));
    Ok(())
}
