//! A backup is one state of the database, comes back in either kind, and is refused if a byte of it is not its own.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use send_banding::access::Role;
use send_banding::engine::{self, Context, Status};
use send_banding::ids::DeterminationId;
use send_banding::needs::{DocumentKind, Level, Need, NeedsProfile, Setting};
use send_banding::service::backup::{self, BackupError, NotDone, Restored};
use send_banding::service::{Moment, rule_book, rule_sets};
use send_banding::store::audit::{self, Entry};
use send_banding::store::blob::Blob;
use send_banding::store::caseload::{self, Filter, Scope};
use send_banding::store::determination::{self, DeterminationStatus, StoredDetermination};
use send_banding::store::plan_extract::{self, NewExtract};
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::session::{self, Session, TokenHash};
use send_banding::store::{AuditKey, Page, Store, StoreError, plan, user};
use sha2::{Digest as _, Sha256};

use crate::place::{Outcome, Place};
use crate::sample::{self, TODAY, at, id};

struct Copy {
    directory: tempfile::TempDir,
}

impl Copy {
    async fn of(place: &Place) -> Copy {
        let copy = Copy {
            directory: tempfile::tempdir().unwrap(),
        };
        backup::make(&place.store, &copy.path(), Moment::of(at(100)))
            .await
            .unwrap();
        copy
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("copy.backup")
    }

    fn lines(&self) -> Vec<String> {
        let mut text = String::new();
        let file = std::fs::File::open(self.path()).unwrap();
        GzDecoder::new(file).read_to_string(&mut text).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    /// Writes other lines in place of the file's, closed by their own digest if asked, as somebody without the key can.
    fn write(&self, lines: &[String], closed: bool) {
        let mut lines = lines.to_vec();
        if closed {
            let last = lines.pop().unwrap();
            let body: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
            let mut end: serde_json::Value = serde_json::from_str(&last).unwrap();
            end["digest"] = hex::encode(Sha256::digest(body.as_bytes())).into();
            lines.push(end.to_string());
        }
        let file = std::fs::File::create(self.path()).unwrap();
        let mut out = GzEncoder::new(file, Compression::fast());
        for line in lines {
            writeln!(out, "{line}").unwrap();
        }
        out.finish().unwrap();
    }

    async fn restored_into(&self, place: &Place) -> Result<Restored, NotDone> {
        let checked = backup::check(&self.path())?;
        backup::restore(&place.store, &self.path(), &checked, Moment::of(at(200))).await
    }
}

/// A child with everything that hangs on one, a file, a restricted word or two, and an audit entry for each.
async fn fill(place: &Place) -> Result<DeterminationId, StoreError> {
    rule_sets::keep(&place.store, rule_book(), Moment::of(at(0)))
        .await
        .unwrap();
    let mut tx = place.store.begin().await?;
    let school = sample::keep_establishment(&mut tx, "Hazel “Quote” Primary", 990_001).await?;
    let officer = sample::keep_user(&mut tx, "moderator", &[&school]).await?;
    let child = sample::keep_child(&mut tx, "EX-1", "Siân 北京", "Łęcka\nO'Hara").await?;
    let plan = sample::keep_plan(&mut tx, &child.id, &[Need::Asd, Need::Slcn]).await?;
    sample::keep_placement(&mut tx, &child.id, Some(&school), Setting::Mms).await?;
    let kept = determined(&child.id, &officer);
    let scored = sample::profile(&child.id, &officer, ProfileState::Submitted);
    let (mut head, mut version) = scored;
    (head.rule_set, version.needs) = (kept.rule_set.clone(), levels());
    (head.id, version.profile) = (kept.profile.clone(), kept.profile.clone());
    profile::insert_all(&mut tx, &[(head, version)]).await?;
    determination::insert_all(&mut tx, std::slice::from_ref(&kept)).await?;
    let file = Blob {
        id: id(),
        owner: Some(officer.clone()),
        file_name: "extract.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: (0..=255).cycle().take(70_000).collect(),
        created_at: at(0),
        expires_at: None,
    };
    let read = plan::latest_version(&mut tx, &plan.id).await?.unwrap();
    let extract = NewExtract {
        id: id(),
        child: child.id.clone(),
        plan_version: read.id,
        kind: DocumentKind::Pdf,
        attached_by: officer.clone(),
    };
    plan_extract::attach(&mut tx, &extract, &file).await?;
    for subject in [child.id.as_str(), kept.id.as_str()] {
        let entry = Entry {
            at: at(1),
            actor: Some(&officer),
            action: "child-read",
            subject_kind: "child",
            subject_id: subject,
            detail: b"",
        };
        audit::append(&mut tx, entry).await?;
    }
    tx.commit().await?;
    Ok(kept.id)
}

fn levels() -> NeedsProfile {
    let rules = rule_book().in_force("exampleshire", TODAY).unwrap();
    let levels: BTreeMap<_, _> = rules
        .domains()
        .map(|domain| (domain.id.clone(), Level::new(2)))
        .collect();
    NeedsProfile::of_levels(levels)
}

/// What the engine itself makes of the levels, as sending a profile keeps it.
fn determined(
    child: &send_banding::ids::ChildId,
    by: &send_banding::ids::UserId,
) -> StoredDetermination {
    let rules = rule_book().in_force("exampleshire", TODAY).unwrap();
    let fte = send_banding::money::Fte::FULL;
    let context = Context::year(TODAY, Setting::Mms, Some(Need::Asd), fte);
    let made = engine::determine(&levels(), rules, &context);
    assert!(matches!(made.status, Status::Determined { .. }), "{made:?}");
    StoredDetermination {
        id: id(),
        child: child.clone(),
        profile: id(),
        profile_version: 1,
        rule_set: made.digest.clone(),
        engine_version: made.engine_version,
        trace_version: made.trace_version,
        on: TODAY,
        context: serde_json::to_string(&context).unwrap(),
        status: DeterminationStatus::Determined,
        band: made.band().cloned(),
        top_up_annual: made.top_up_annual(),
        document: serde_json::to_string(&made).unwrap(),
        made_by: Some(by.clone()),
        made_at: at(10),
    }
}

/// The rows of a copy, apart from the chain's own growth by making and restoring copies.
fn rows(lines: &[String]) -> Vec<&str> {
    let mut table = "";
    let mut rows = Vec::new();
    for line in &lines[1..lines.len() - 1] {
        if line.starts_with('{') {
            table = line;
        }
        let chain = table.contains(r#""table":"audit_head""#)
            || line.contains(r#""backup-made""#)
            || line.contains(r#""backup-restored""#);
        if !chain {
            rows.push(line.as_str());
        }
    }
    rows.sort_unstable();
    rows
}

pub async fn a_backup_comes_back_in_either_database(place: &Place) -> Outcome {
    fill(place).await?;
    let mut tx = place.store.read().await?;
    let entries = audit::verify(&mut tx, None).await?.entries;
    drop(tx);
    let copy = Copy::of(place).await;
    let written = copy.lines();
    for target in [Place::sqlite().await, Place::postgres().await] {
        let found = copy.restored_into(&target).await.unwrap();
        assert!(found.is_sound(), "{found:?}");
        assert_eq!(
            (found.chain.entries, found.tally.determinations),
            (entries, 1)
        );
        let again = Copy::of(&target).await.lines();
        assert_eq!(rows(&written), rows(&again));
        let mut tx = target.store.read().await?;
        let whole = audit::verify(&mut tx, None).await?;
        assert!(
            whole.is_whole() && whole.entries == entries + 2,
            "{whole:?}"
        );
        // The references between tables hold in the copy as they did before.
        drop(tx);
        let mut tx = target.store.begin().await?;
        let nobody = sample::placement(&id(), None, Setting::Eotas);
        let orphan = send_banding::store::placement::insert_all(&mut tx, &[nobody]).await;
        let refused = match orphan {
            Err(error) => error,
            // SQLite could have put the look at it off until the end.
            Ok(()) => tx.commit().await.unwrap_err(),
        };
        assert!(matches!(refused, StoreError::NotFound), "{refused:?}");
    }
    Ok(())
}

pub async fn a_backup_while_others_write_is_one_state(place: &Place) -> Outcome {
    fill(place).await?;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let writers: Vec<_> = (0..3)
        .map(|writer| {
            let (store, stopped) = (place.store.clone(), stopped.clone());
            tokio::spawn(async move {
                let mut written = 0;
                while !*stopped.borrow() {
                    write_one(&store, &format!("W{writer}-{written}")).await?;
                    written += 1;
                }
                Ok::<u32, StoreError>(written)
            })
        })
        .collect();
    let mut copies = Vec::new();
    for _ in 0..3 {
        copies.push(Copy::of(place).await);
    }
    stop.send(true).unwrap();
    let mut written = 0;
    for writer in writers {
        written += writer.await.unwrap()?;
    }
    assert!(written > 3, "the writers were at work");
    for copy in copies {
        let target = Place::sqlite().await;
        let found = copy.restored_into(&target).await.unwrap();
        assert!(found.is_sound(), "{found:?}");
        // Each child came in one transaction with its name and its entry: a copy has all three or none.
        let mut tx = target.store.read().await?;
        let mut added = 0;
        for number in 1.. {
            let entries = audit::all(&mut tx, Page::new(number, 500)).await?.items;
            added += entries
                .iter()
                .filter(|entry| entry.action == "child-added")
                .count();
            if entries.is_empty() {
                break;
            }
        }
        let (scope, all) = (Scope::authority(), Filter::default());
        let page = Page::new(1, 10);
        let children = caseload::list(&mut tx, &scope, &all, TODAY, page).await?;
        assert_eq!(children.total, 1 + added as u64);
    }
    Ok(())
}

async fn write_one(store: &Store, local_id: &str) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    let child = sample::keep_child(&mut tx, local_id, "Ada", "Invented").await?;
    let entry = Entry {
        at: at(2),
        actor: None,
        action: "child-added",
        subject_kind: "child",
        subject_id: child.id.as_str(),
        detail: b"",
    };
    audit::append(&mut tx, entry).await?;
    tx.commit().await
}

pub async fn a_damaged_file_is_refused_and_leaves_nothing(place: &Place) -> Outcome {
    fill(place).await?;
    let copy = Copy::of(place).await;
    let (bytes, lines) = (std::fs::read(copy.path()).unwrap(), copy.lines());
    let refused = |what: &str| match backup::check(&copy.path()) {
        Err(BackupError::Damaged { .. }) => {}
        other => panic!("{what}: {other:?}"),
    };
    for cut in [bytes.len() - 1, bytes.len() - 9, bytes.len() / 2] {
        std::fs::write(copy.path(), &bytes[..cut]).unwrap();
        refused("cut");
    }
    for at in [bytes.len() / 3, bytes.len() / 2, bytes.len() - 5] {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        std::fs::write(copy.path(), &flipped).unwrap();
        refused("one bit");
    }
    std::fs::write(copy.path(), [&bytes[..], b"more"].concat()).unwrap();
    refused("more behind");
    std::fs::write(copy.path(), [&bytes[..], &bytes[..]].concat()).unwrap();
    refused("twice");

    let row = lines
        .iter()
        .position(|line| line.contains("Hazel"))
        .unwrap();
    let mut other = lines.clone();
    other[row] = other[row].replace("Hazel", "Holly");
    copy.write(&other, false);
    refused("a changed row");
    let without: Vec<_> = [&lines[..row], &lines[row + 1..]].concat();
    copy.write(&without, false);
    refused("a row less");
    let mut swapped = lines.clone();
    swapped.swap(row, row - 2);
    copy.write(&swapped, false);
    refused("rows swapped");
    copy.write(&lines[..lines.len() - 1], false);
    refused("no last line");

    // Closed anew by somebody without the key: whole in itself, and yet not what was written.
    copy.write(&other, true);
    let checked = backup::check(&copy.path()).unwrap();
    let key = AuditKey::of_bytes(&[7; 32])?;
    assert!(matches!(checked.fits(&key), Err(BackupError::Seal)));
    std::fs::write(copy.path(), &bytes).unwrap();
    let checked = backup::check(&copy.path()).unwrap();
    checked.fits(&key).unwrap();
    let another = AuditKey::of_bytes(&[8; 32])?;
    assert!(matches!(checked.fits(&another), Err(BackupError::Seal)));

    // Exchanged between the two readings: the rows were added, and none of them stays.
    let target = Place::sqlite().await;
    copy.write(&other, true);
    let done = backup::restore(&target.store, &copy.path(), &checked, Moment::of(at(200))).await;
    assert!(
        matches!(done, Err(NotDone::Backup(BackupError::Damaged { .. }))),
        "{done:?}"
    );
    assert_eq!(user::all(&mut target.store.read().await?).await?, []);
    std::fs::write(copy.path(), &bytes).unwrap();
    assert!(copy.restored_into(&target).await.unwrap().is_sound());
    Ok(())
}

pub async fn what_is_no_backup_of_ours_is_told_apart(place: &Place) -> Outcome {
    fill(place).await?;
    let copy = Copy::of(place).await;
    let lines = copy.lines();
    let with_first = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut first: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
        change(&mut first);
        let mut lines = lines.clone();
        lines[0] = first.to_string();
        copy.write(&lines, true);
        backup::check(&copy.path())
    };
    let newer = with_first(&|first| {
        *first = serde_json::json!({"format": first["format"], "format_version": 2});
    });
    assert!(matches!(newer, Err(BackupError::Newer)), "{newer:?}");
    let newer = with_first(&|first| first["migrations"][0] = 9_999_999.into());
    assert!(matches!(newer, Err(BackupError::Newer)), "{newer:?}");
    let foreign = with_first(&|first| first["format"] = "another program's".into());
    assert!(matches!(foreign, Err(BackupError::Foreign)), "{foreign:?}");
    for bytes in [
        &b""[..],
        b"PK\x03\x04",
        b"\x1f\x8b\x08 no gzip",
        b"SQLite format 3\0",
    ] {
        std::fs::write(copy.path(), bytes).unwrap();
        let foreign = backup::check(&copy.path());
        assert!(matches!(foreign, Err(BackupError::Foreign)), "{foreign:?}");
    }
    assert!(matches!(
        backup::check(Path::new("no-such-file")),
        Err(BackupError::File(_))
    ));
    Ok(())
}

pub async fn a_database_with_anything_in_it_is_not_restored_into(place: &Place) -> Outcome {
    fill(place).await?;
    let copy = Copy::of(place).await;
    let into = async |target: Place| {
        let done = copy.restored_into(&target).await;
        let refused = matches!(done, Err(NotDone::Backup(BackupError::NotEmpty)));
        assert!(refused, "{done:?}");
    };
    for target in [Place::sqlite().await, Place::postgres().await] {
        let mut tx = target.store.begin().await?;
        sample::keep_user(&mut tx, "somebody", &[]).await?;
        tx.commit().await?;
        into(target).await;
    }
    let target = Place::sqlite().await;
    target.tamper("UPDATE audit_head SET sequence = 1").await;
    into(target).await;
    let target = Place::sqlite().await;
    target
        .tamper("INSERT INTO _sqlx_migrations VALUES (99999, 'later', '', TRUE, x'00', 1)")
        .await;
    into(target).await;
    Ok(())
}

pub async fn what_does_not_follow_is_named_after_a_restore(place: &Place) -> Outcome {
    let kept = fill(place).await?;
    place
        .tamper(
            "UPDATE determination SET document = replace(document, '\"band\":\"', '\"band\":\"Z')",
        )
        .await;
    place
        .tamper("UPDATE audit SET action = 'child-kept' WHERE sequence = 2")
        .await;
    let copy = Copy::of(place).await;
    let target = Place::sqlite().await;
    let found = copy.restored_into(&target).await.unwrap();
    assert!(!found.is_sound());
    assert_eq!(found.tally.different, std::slice::from_ref(&kept));
    assert!(
        matches!(
            found.chain.faults.as_slice(),
            [audit::Fault::Altered { sequence: 2 }, audit::Fault::RowAltered(row)]
                if row.table == "determination" && row.key == kept.as_str()
        ),
        "{:?}",
        found.chain.faults
    );
    let mut tx = target.store.read().await?;
    assert_eq!(
        user::all(&mut tx).await?.len(),
        1,
        "it is there all the same"
    );
    Ok(())
}

pub async fn a_copy_signs_nobody_in(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let person = sample::user("auditor", &[Role::Auditor], &[]);
    user::insert(&mut tx, &person, None).await?;
    let opened = Session {
        user: person.id.clone(),
        created_at: at(0),
        idle_until: at(1_000),
        expires_at: at(1_000),
        message: None,
    };
    let token = TokenHash::of("a long random token");
    session::open(&mut tx, &token, &opened).await?;
    tx.commit().await?;
    let target = Place::sqlite().await;
    Copy::of(place).await.restored_into(&target).await.unwrap();
    let mut tx = target.store.read().await?;
    assert_eq!(user::all(&mut tx).await?, [person]);
    assert_eq!(session::find(&mut tx, &token, at(1)).await?, None);
    Ok(())
}
