//! `check-rules` as a rules owner runs it: on the shipped sets, and on directories with one thing wrong.

#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot write its directory has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

use send_banding::commands::check_rules::{CheckRules, run};
use send_banding::commands::{Console, Exit};
use tempfile::TempDir;

const SOUND: &str = include_str!("../fixtures/refused/sound-levels.toml");

const CASE: &str = r#"[[case]]
name = "no need is the lowest band"
on = 2026-09-01
setting = "MMS"
primary_need = "MLD"
levels = { thinking = "0", hearing = "0" }
[case.expect]
status = "determined"
band = "Low"
top_up = "0.00"
"#;

/// A command's end, its results and what it said.
fn check(directory: &Path) -> (Exit, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut console = Console {
        out: &mut out,
        err: &mut err,
    };
    let asked = CheckRules {
        directory: directory.to_owned(),
        seal: false,
    };
    let exit = run(&asked, &mut console);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (exit, text(out), text(err))
}

/// A directory with the sound set in the directory of its name, and one case.
fn sound() -> (TempDir, PathBuf) {
    let root = tempfile::tempdir().unwrap();
    let set = root.path().join("smallshire/2026-04-01");
    fs::create_dir_all(set.join("cases")).unwrap();
    fs::write(set.join("scheme.toml"), SOUND).unwrap();
    fs::write(set.join("cases/lowest.toml"), CASE).unwrap();
    (root, set)
}

#[test]
fn the_shipped_sets_are_sound_and_every_band_has_a_case() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("banding-rules");
    let (exit, out, err) = check(&shipped);
    assert_eq!((exit, err.as_str()), (Exit::Done, ""));
    let sound = out
        .lines()
        .filter(|line| line.contains("the rules are sound"));
    assert_eq!(sound.count(), 16, "{out}");
    assert!(!out.contains("no case ends in"), "{out}");
}

#[test]
fn bands_without_a_case_are_named_and_are_no_fault() {
    let (root, _) = sound();
    let (exit, out, err) = check(root.path());
    assert_eq!((exit, err.as_str()), (Exit::Done, ""));
    assert!(out.contains("1 case holds"), "{out}");
    assert!(out.contains("no case ends in Middle, High"), "{out}");
}

#[test]
fn parts_without_a_case_are_named_and_are_no_fault() {
    let (root, _) = sound();
    let (exit, out, err) = check(root.path());
    assert_eq!((exit, err.as_str()), (Exit::Done, ""));
    for part in [
        "band Middle",
        "the cap of group sensory",
        "floor multi-sensory",
        "modifier fte",
        "band High of value table schools",
        "not_funded MIND, NMSS",
    ] {
        assert!(
            out.contains(&format!("not hit by a case: {part}")),
            "{part}: {out}"
        );
    }
    assert!(!out.contains("not hit by a case: band Low"), "{out}");
}

#[test]
fn a_problem_is_said_with_file_and_line() {
    let (_root, set) = sound();
    let scheme = set.join("scheme.toml");
    fs::write(&scheme, SOUND.replacen("version = \"1\"", "version = 1", 1)).unwrap();
    let (exit, _, err) = check(&set);
    assert_eq!(exit, Exit::Unusable);
    let place = format!("{}:7: the number 1 stands without", scheme.display());
    assert!(err.starts_with(&place), "{err}");
}

#[test]
fn the_directory_must_be_what_the_set_says() {
    let (root, set) = sound();
    fs::rename(&set, root.path().join("smallshire/2026-04-02")).unwrap();
    let (exit, _, err) = check(root.path());
    assert_eq!(exit, Exit::Unusable);
    assert!(
        err.contains("its directory is smallshire/2026-04-02"),
        "{err}"
    );
    // A draft's directory says nothing of its days.
    fs::rename(
        root.path().join("smallshire/2026-04-02"),
        root.path().join("smallshire/draft"),
    )
    .unwrap();
    assert_eq!(check(root.path()).0, Exit::Done);
}

#[test]
fn a_case_that_does_not_hold_is_said_by_its_name() {
    let (_root, set) = sound();
    fs::write(
        set.join("cases/lowest.toml"),
        CASE.replace("\"Low\"", "\"High\""),
    )
    .unwrap();
    let (exit, out, err) = check(&set);
    assert_eq!(exit, Exit::Unusable);
    assert!(
        err.contains(
            "lowest.toml:1: no need is the lowest band: expected band High, £0.00; the rules give band Low, £0.00, because "
        ),
        "{err}"
    );
    assert!(out.contains("of 1 case, 1 failed"), "{out}");
}

#[test]
fn two_sets_of_one_council_in_force_on_one_day_are_refused() {
    let (root, _) = sound();
    let other = root.path().join("smallshire/2027-03-31");
    fs::create_dir_all(&other).unwrap();
    let later = SOUND
        .replace("2026-04-01", "2027-03-31")
        .replace("last_day = 2027-03-31", "last_day = 2028-03-31");
    fs::write(other.join("scheme.toml"), later).unwrap();
    let (exit, _, err) = check(root.path());
    assert_eq!(exit, Exit::Unusable);
    assert!(err.contains("in force on the same days"), "{err}");
}

#[test]
fn a_file_that_is_no_text_hides_nothing_else() {
    let (_root, set) = sound();
    fs::write(set.join("picture.toml"), b"\x89PNG\r\n").unwrap();
    let (exit, _, err) = check(&set);
    assert_eq!((exit, err.lines().count()), (Exit::Unusable, 1), "{err}");
    assert!(
        err.contains("picture.toml:1: the file is not in UTF-8"),
        "{err}"
    );
}

#[test]
fn a_directory_without_rules_is_refused() {
    let empty = tempfile::tempdir().unwrap();
    for directory in [empty.path(), &empty.path().join("nowhere")] {
        let (exit, out, err) = check(directory);
        assert_eq!((exit, out.as_str()), (Exit::Unusable, ""));
        assert_eq!(err.lines().count(), 1, "{err}");
    }
}

/// Two cases beside the sound set: one that cannot be read, and one that does not hold.
#[test]
fn one_case_that_cannot_be_read_hides_no_other() {
    let (_root, set) = sound();
    let unreadable = CASE
        .replace("no need is", "nothing is")
        .replace("levels =", "level =");
    let differs = CASE.replace("\"0.00\"", "\"1.00\"");
    let both = format!("{unreadable}\n{differs}");
    fs::write(set.join("cases/lowest.toml"), both).unwrap();
    let (exit, out, err) = check(&set);
    assert_eq!(exit, Exit::Unusable);
    assert!(err.contains("“level” is not a key of [[case]]"), "{err}");
    let differs = "no need is the lowest band: expected band Low, £1.00; the rules give band Low, £0.00, because ";
    assert!(err.contains(differs), "{err}");
    assert!(out.contains("of 1 case, 1 failed"), "{out}");
}

#[test]
fn what_is_wrong_with_cases_is_said_beside_what_is_wrong_with_rules() {
    let (_root, set) = sound();
    fs::write(
        set.join("scheme.toml"),
        SOUND.replacen("version = \"1\"", "version = 1", 1),
    )
    .unwrap();
    fs::write(
        set.join("cases/lowest.toml"),
        CASE.replace("\"determined\"", "\"determind\""),
    )
    .unwrap();
    let (_, _, err) = check(&set);
    let lines: Vec<&str> = err.lines().collect();
    assert_eq!(lines.len(), 2, "{err}");
    assert!(lines[0].contains("scheme.toml:7: the number 1"), "{err}");
    assert!(lines[1].contains("status is “determind”"), "{err}");
}

/// A doubt is said and refuses nothing.
#[test]
fn what_is_in_doubt_ends_well() {
    let (_root, set) = sound();
    let scheme = SOUND.replacen("matrix 2026-27", "matrix 2025-26", 1);
    fs::write(set.join("scheme.toml"), scheme).unwrap();
    let (exit, _, err) = check(&set);
    assert_eq!((exit, err.lines().count()), (Exit::Done, 1), "{err}");
    assert!(
        err.contains("scheme.toml:6: in doubt: “Smallshire needs matrix 2025-26” names 2025"),
        "{err}"
    );
}

/// Results come one line a set, then a blank line, then what no case shows.
#[test]
fn coverage_comes_last_below_a_blank_line() {
    let (root, _) = sound();
    let other = root.path().join("smallshire/draft");
    fs::create_dir_all(&other).unwrap();
    let later = SOUND
        .replace("2026-04-01", "2027-04-01")
        .replace("2027-03-31", "2028-03-31")
        .replace("matrix 2026-27", "matrix 2027-28");
    fs::write(other.join("scheme.toml"), later).unwrap();
    let (exit, out, err) = check(root.path());
    assert_eq!((exit, err.as_str()), (Exit::Done, ""));
    let lines: Vec<&str> = out.lines().collect();
    let blank = lines.iter().position(|line| line.is_empty()).unwrap();
    assert_eq!(blank, 2, "{out}");
    let sound = |line: &&str| line.contains("the rules are sound");
    assert!(lines[..blank].iter().all(sound), "{out}");
    assert!(!lines[blank..].iter().any(sound), "{out}");
}

#[test]
fn a_sealed_set_names_the_line_that_was_changed() {
    let (_root, set) = sound();
    let seal = |directory: &Path| {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut console = Console {
            out: &mut out,
            err: &mut err,
        };
        let asked = CheckRules {
            directory: directory.to_owned(),
            seal: true,
        };
        (run(&asked, &mut console), String::from_utf8(out).unwrap())
    };
    let (exit, out) = seal(&set);
    assert_eq!(exit, Exit::Done);
    assert!(out.contains("smallshire/2026-04-01: sealed"), "{out}");
    assert_eq!(check(&set).0, Exit::Done);
    let changed = SOUND.replacen("at_most = \"0\"", "at_most = \"1\"", 1);
    fs::write(set.join("scheme.toml"), &changed).unwrap();
    let (exit, _, err) = check(&set);
    let line = changed
        .lines()
        .position(|line| line.contains("at_most = \"1\""))
        .unwrap()
        + 1;
    // The text now contradicts its condition too, which is a doubt of its own.
    let problems = err.lines().filter(|line| !line.contains(": in doubt: "));
    assert_eq!((exit, problems.count()), (Exit::Unusable, 1), "{err}");
    let said = format!("scheme.toml:{line}: this was changed after the set was sealed");
    assert!(err.contains(&said), "{err}");
    fs::write(set.join("seal.txt"), "no seal").unwrap();
    let (exit, _, err) = check(&set);
    assert_eq!(exit, Exit::Unusable);
    assert!(err.contains("seal.txt:1: this is no seal"), "{err}");
    assert_eq!(seal(&set).0, Exit::Done);
    assert_eq!(check(&set).0, Exit::Done);
}
