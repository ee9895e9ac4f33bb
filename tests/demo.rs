//! The `demo` command: a whole authority in a database, or nothing; never in a database of somebody else's.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed, and says where"
)]

#[path = "common/postgres.rs"]
mod postgres_cluster;

use std::path::{Path, PathBuf};

use send_banding::access::{Actor, Role};
use send_banding::calendar::{Date, FinancialYear};
use send_banding::commands::demo::{Demo, run};
use send_banding::commands::{Console, Exit};
use send_banding::demo::SignIns;
use send_banding::forecast::Besides;
use send_banding::ids::{Digest, LocalId};
use send_banding::money::Money;
use send_banding::places::PlaceKind;
use send_banding::service::high_needs::figures::{FigureKind, kind_of};
use send_banding::service::password::Passwords;
use send_banding::service::sign_in::{Attempt, SignIn, sign_in};
use send_banding::service::{Moment, payments, places, rule_book};
use send_banding::store::caseload::{Filter, Scope};
use send_banding::store::high_needs_figure::{self, HighNeedsFigure};
use send_banding::store::rule_step::{self, RuleStepKind};
use send_banding::store::section_251_figure::{self, StatementKind};
use send_banding::store::{
    Page, RestrictedRecords, Store, audit, caseload, child, ledger, live_cohort, payment, rule_set,
    user, work_list,
};

const PLANS: u32 = 300;
const TODAY: Date = jiff::civil::date(2026, 11, 21);

/// A few costs changed after their periods were paid: the run that is proposed puts them right, both ways, and everything that was
/// paid and is proposed of those children comes to what the record says is due.
async fn late_changes_are_put_right(store: &Store) {
    let moment = Moment::of("2026-11-21T12:00:00Z".parse().unwrap());
    let mut tx = store.read().await.unwrap();
    let year = jiff::civil::date(2026, 4, 1);
    let runs = payment::runs_of(&mut tx, year).await.unwrap();
    let proposed = runs.last().unwrap();
    let lines = payment::lines_of(&mut tx, &proposed.id).await.unwrap();
    let late = lines.iter().filter(|line| line.reason.is_some());
    let (back, more): (Vec<_>, Vec<_>) = late.partition(|line| line.amount < Money::ZERO);
    assert!(
        back.len() >= 2 && more.len() >= 2,
        "{} {}",
        back.len(),
        more.len()
    );
    drop(tx);
    let users = user::all(&mut store.read().await.unwrap()).await.unwrap();
    let officer = users
        .into_iter()
        .find(|user| user.roles.contains(&Role::FinanceOfficer))
        .unwrap();
    let actor = Actor {
        user: officer.id,
        roles: officer.roles,
        establishments: officer.establishments,
        named_for: Default::default(),
    };
    let shown = payments::year(store, rule_book(), &actor, year, moment)
        .await
        .unwrap();
    let anew = payments::schedule_of_year(store, rule_book(), None, (year, false), moment).await;
    assert_eq!(shown.control, anew.unwrap().control);
    assert!(shown.out_of_date.is_none(), "{:?}", shown.out_of_date);
}

/// A folder with a database that the command is asked to make.
struct Room {
    folder: tempfile::TempDir,
}

impl Room {
    fn new() -> Room {
        Room {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("demonstration 100%.db")
    }

    fn url(&self) -> String {
        format!(
            "sqlite:{}",
            self.database().display().to_string().replace('%', "%25")
        )
    }

    fn sign_ins(&self) -> PathBuf {
        self.folder
            .path()
            .join("demonstration 100%.db.sign-ins.json")
    }

    async fn store(&self) -> Store {
        Store::open(&self.url()).await.unwrap()
    }

    /// Names of everything in the folder.
    fn files(&self) -> Vec<String> {
        let names = std::fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = names
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn wish(url: &str) -> Demo {
    Demo {
        plans: PLANS,
        seed: 1,
        database: url.to_owned(),
        on: Some(TODAY),
        listen: "127.0.0.1:3000".parse().unwrap(),
        anew: false,
        json: true,
    }
}

/// Runs the command; returns how it ended and what it wrote to standard output and standard error.
fn demo(asked: &Demo) -> (Exit, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = run(
        asked,
        &mut Console {
            out: &mut out,
            err: &mut err,
        },
    );
    (
        exit,
        String::from_utf8(out).unwrap(),
        String::from_utf8(err).unwrap(),
    )
}

fn in_a_runtime<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

fn digest(file: &Path) -> Digest {
    Digest::of(&std::fs::read(file).unwrap())
}

#[test]
fn an_authority_is_made_whole_with_a_way_to_sign_in_for_each_role() {
    let room = Room::new();
    let (exit, out, err) = demo(&wish(&room.url()));
    assert_eq!(exit, Exit::Done, "{err}");
    let summary: serde_json::Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
    assert_eq!(summary["plans"], PLANS);
    let sign_ins = SignIns::read(&room.sign_ins()).unwrap();
    assert_eq!(sign_ins.users.len(), 12);
    assert!(
        sign_ins
            .users
            .iter()
            .all(|sign_in| out.contains(&sign_in.password))
    );
    in_a_runtime(async {
        let store = room.store().await;
        holds_what_was_asked_for(&store).await;
        places_are_one_truth(&store).await;
        late_changes_are_put_right(&store).await;
        everybody_signs_in(&store, &sign_ins).await;
        store.close().await;
    });
    let kept =
        ["", ".audit-key", ".sign-ins.json"].map(|ending| format!("demonstration 100%.db{ending}"));
    assert_eq!(room.files(), kept);
}

/// What places come to at their rates is the place funding of section 251, of the ledger and of the high needs figures.
async fn places_are_one_truth(store: &Store) {
    let year = FinancialYear::containing(TODAY);
    let mut tx = store.read().await.unwrap();
    let officer = user::all(&mut tx).await.unwrap();
    let officer = officer
        .into_iter()
        .find(|user| user.roles.contains(&Role::FinanceOfficer))
        .unwrap();
    let statement = section_251_figure::current(&mut tx, &year.to_string())
        .await
        .unwrap();
    let booked = ledger::of_year(&mut tx, year.first_day()).await.unwrap();
    let figures = high_needs_figure::current(&mut tx).await.unwrap();
    drop(tx);
    let actor = Actor {
        user: officer.id,
        roles: officer.roles,
        establishments: Default::default(),
        named_for: Default::default(),
    };
    let moment = Moment::of(TODAY.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp());
    let held = places::of_year(store, &actor, (year, None), moment)
        .await
        .unwrap();
    assert!(held.rows.len() > 5, "{}", held.rows.len());
    for row in &held.rows {
        let numbers = row.entry.places.funded();
        let (april, september) = (i64::from(numbers.april), i64::from(numbers.september));
        let funded = row.funding.as_ref().unwrap().year.pence();
        // Five and seven twelfths of £10,000, or at a unit of no less than £6,000.
        let most = 1_000_000 * (5 * april + 7 * september) / 12;
        if row.kind() == PlaceKind::Unit {
            assert!((most * 6 / 10 - 1..=most + 1).contains(&funded), "{row:?}");
        } else if row.kind() != PlaceKind::PostSixteen {
            assert!((funded - most).abs() <= 1, "{row:?}");
        }
        assert!(row.entry.places.commissioned().september >= numbers.september);
    }
    let (council, department) = (held.total.by_council, held.total.by_department);
    assert!(council > Money::ZERO && department > Money::ZERO);
    let of_line = |kind: StatementKind| {
        let own = statement
            .iter()
            .filter(|one| one.kind == kind && one.line == "1.0.2");
        Money::total(own.map(|one| one.gross)).unwrap()
    };
    assert_eq!(of_line(StatementKind::Outturn), council);
    assert_eq!(of_line(StatementKind::AcademyPlaces), department);
    assert_eq!(of_line(StatementKind::Budget), held.total.year);
    let in_ledger = booked.iter().filter(|line| line.line == "1.0.2");
    let in_ledger = Money::total(in_ledger.map(|line| line.amounts.budget));
    assert_eq!(in_ledger.unwrap(), council);
    let entered = |kind: FigureKind| {
        let of_year = |one: &&HighNeedsFigure| one.year == year.to_string() && one.kind == kind;
        figures
            .iter()
            .find(of_year)
            .map_or(Money::ZERO, |one| one.sum)
    };
    let of_places = Besides::ALL
        .into_iter()
        .filter(|line| line.places_of().is_some());
    let of_places = Money::total(of_places.map(|line| entered(kind_of(line)))).unwrap();
    assert_eq!(of_places, council);
    assert_eq!(entered(FigureKind::PlaceDeductions), department);
    let all = Money::total(Besides::ALL.map(|line| entered(kind_of(line)))).unwrap();
    assert_eq!(entered(FigureKind::OtherSpend), all);
    let net = entered(FigureKind::GrossAllocation)
        .minus(department)
        .unwrap();
    assert_eq!(entered(FigureKind::Allocation), net);
}

async fn holds_what_was_asked_for(store: &Store) {
    let mut tx = store.read().await.unwrap();
    let counts = work_list::counts(&mut tx, (TODAY, TODAY), &RestrictedRecords::Shown)
        .await
        .unwrap();
    assert_eq!(counts.open_plans, u64::from(PLANS));
    assert!((5..=14).contains(&counts.placement_unknown), "{counts:?}");
    assert!(counts.awaiting_moderation > 0, "{counts:?}");
    assert!(live_cohort::not_scored(&mut tx).await.unwrap() > counts.awaiting_moderation);
    assert!(counts.reviews_overdue > 0, "{counts:?}");
    let summary = work_list::summary_of_caseload(&mut tx, TODAY)
        .await
        .unwrap();
    assert!(summary.by_band.len() >= 7, "{summary:?}");
    assert!(audit::verify(&mut tx, None).await.unwrap().is_whole());
    let rule_sets = rule_set::all(&mut tx).await.unwrap();
    assert!(
        rule_sets
            .iter()
            .any(|set| set.reference.to_string() == "exampleshire/2026-04-01")
    );
    for life in rule_step::all(&mut tx, None).await.unwrap() {
        let is_ours = life.reference.authority() == "exampleshire";
        let kinds: Vec<RuleStepKind> = life.steps.iter().map(|step| step.kind).collect();
        let approved = [RuleStepKind::Proposed, RuleStepKind::Approved];
        assert_eq!(kinds == approved, is_ours, "{}: {kinds:?}", life.reference);
        let records = life.steps.iter().filter_map(|step| step.record.as_ref());
        assert!(
            records
                .into_iter()
                .all(|record| record.contains(r#""invented":true"#)),
            "a demonstration’s record says that it is invented"
        );
    }
    let senco = user::find_by_name(&mut tx, "senco").await.unwrap().unwrap();
    let scope = Scope::establishments(senco.establishments);
    let seen = caseload::list(
        &mut tx,
        &scope,
        &Filter::default(),
        TODAY,
        Page::new(1, 100),
    )
    .await
    .unwrap();
    assert!(
        seen.total > 1 && seen.total < u64::from(PLANS) / 2,
        "{}",
        seen.total
    );
}

async fn everybody_signs_in(store: &Store, sign_ins: &SignIns) {
    let passwords = Passwords::new().unwrap();
    let moment = Moment::of("2026-11-21T09:00:00Z".parse().unwrap());
    for known in &sign_ins.users {
        let attempt = |password: &str| Attempt {
            name: known.user.clone(),
            password: password.to_owned(),
            address: "127.0.0.1".to_owned(),
        };
        let done = sign_in(store, &passwords, attempt(&known.password), moment)
            .await
            .unwrap();
        assert!(matches!(done, SignIn::Done(_)), "{}", known.user);
    }
}

#[cfg(unix)]
#[test]
fn passwords_and_key_are_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let room = Room::new();
    assert_eq!(
        demo(&Demo {
            plans: 5,
            ..wish(&room.url())
        })
        .0,
        Exit::Done
    );
    let key = room.folder.path().join("demonstration 100%.db.audit-key");
    for secret in [room.sign_ins(), key] {
        let mode = std::fs::metadata(&secret).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", secret.display());
    }
}

#[test]
fn a_demonstration_that_is_there_is_left_unless_asked_anew() {
    let room = Room::new();
    let small = Demo {
        plans: 10,
        ..wish(&room.url())
    };
    assert_eq!(demo(&small).0, Exit::Done);
    let (database, first) = (
        digest(&room.database()),
        SignIns::read(&room.sign_ins()).unwrap(),
    );
    let (exit, out, err) = demo(&Demo {
        plans: 20,
        listen: "127.0.0.1:4567".parse().unwrap(),
        ..wish(&room.url())
    });
    assert_eq!(exit, Exit::Done, "{err}");
    assert!(
        out.starts_with("Sign in at http://127.0.0.1:4567\n"),
        "{out}"
    );
    assert!(
        err.contains("there already") && out.contains(&first.users[0].password),
        "{err}{out}"
    );
    assert_eq!(digest(&room.database()), database);

    let child_of = |reference: &'static str| {
        in_a_runtime(async {
            let store = room.store().await;
            let mut tx = store.read().await.unwrap();
            let found = child::find_by_local_id(&mut tx, &LocalId::parse(reference).unwrap())
                .await
                .unwrap();
            drop(tx);
            store.close().await;
            found.map(|child| child.id)
        })
    };
    let before = child_of("EX100003");
    assert!(before.is_some() && child_of("EX100015").is_none());
    let (exit, _, err) = demo(&Demo {
        plans: 20,
        anew: true,
        ..wish(&room.url())
    });
    assert_eq!(exit, Exit::Done, "{err}");
    assert!(child_of("EX100015").is_some());
    let second = SignIns::read(&room.sign_ins()).unwrap();
    assert_ne!(
        first.users[0].password, second.users[0].password,
        "passwords are no part of the seed"
    );
    let verified = in_a_runtime(async {
        let store = room.store().await;
        audit::verify(&mut store.read().await.unwrap(), None)
            .await
            .unwrap()
    });
    assert!(verified.is_whole(), "{verified:?}");
}

#[test]
fn a_database_of_somebody_elses_is_refused_and_left_as_it_is() {
    let room = Room::new();
    in_a_runtime(async {
        let store = room.store().await;
        store.migrate().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let official = user::User {
            id: send_banding::ids::UserId::parse("01890000-0000-7000-8000-000000000001").unwrap(),
            name: "official".to_owned(),
            display_name: "An official".to_owned(),
            roles: [].into(),
            establishments: [].into(),
            disabled: false,
            version: 1,
        };
        user::insert(&mut tx, &official, None).await.unwrap();
        tx.commit().await.unwrap();
        store.close().await;
    });
    let before = digest(&room.database());
    for anew in [false, true] {
        let (exit, _, err) = demo(&Demo {
            anew,
            ..wish(&room.url())
        });
        assert_eq!(exit, Exit::Unusable);
        assert!(err.contains("did not make"), "{err}");
    }
    assert_eq!(digest(&room.database()), before);
    assert!(!room.sign_ins().exists());
}

#[test]
fn what_is_no_database_or_has_no_place_is_refused_without_a_trace() {
    let room = Room::new();
    std::fs::write(
        room.database(),
        "minutes of the schools forum\n".repeat(100),
    )
    .unwrap();
    let before = digest(&room.database());
    let (exit, _, err) = demo(&wish(&room.url()));
    assert_eq!(exit, Exit::Unusable);
    assert!(err.contains("is no database"), "{err}");
    assert_eq!(digest(&room.database()), before);

    let inside_a_file = format!("{}/inside.db", room.url());
    assert_eq!(demo(&wish(&inside_a_file)).0, Exit::Unusable);
    assert_eq!(demo(&wish("mysql://elsewhere")).0, Exit::Unusable);
    assert_eq!(room.files(), ["demonstration 100%.db"]);
    let before_the_rules = Demo {
        on: Some(jiff::civil::date(2020, 1, 1)),
        ..wish(&room.url())
    };
    assert_eq!(demo(&before_the_rules).0, Exit::Usage);
}

#[test]
fn an_empty_database_is_filled() {
    let room = Room::new();
    in_a_runtime(async {
        let store = room.store().await;
        store.migrate().await.unwrap();
        store.close().await;
    });
    let (exit, _, err) = demo(&Demo {
        plans: 5,
        ..wish(&room.url())
    });
    assert_eq!(exit, Exit::Done, "{err}");
}

/// The command as a program of its own, since passwords for a server's database are kept where it runs.
#[test]
fn a_servers_database_is_filled_once_and_never_emptied() {
    let room = Room::new();
    let url = postgres_cluster::new_database();
    let demo = |more: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_send-banding"))
            .args(["demo", "--plans", "10", "--database", &url])
            .args(more)
            .env("SEND_BANDING_AUDIT_KEY", "5a".repeat(32))
            .current_dir(room.folder.path())
            .output()
            .unwrap()
    };
    let words =
        |output: &std::process::Output| String::from_utf8_lossy(&output.stderr).into_owned();
    let made = demo(&[]);
    assert!(made.status.success(), "{}", words(&made));
    let kept = room.folder.path().join("demo/sign-ins.json");
    assert_eq!(SignIns::read(&kept).unwrap().users.len(), 12);
    assert!(words(&demo(&[])).contains("there already"));
    let anew = demo(&["--anew"]);
    assert_eq!(anew.status.code(), Some(1));
    assert!(words(&anew).contains("not emptied"), "{}", words(&anew));
}
