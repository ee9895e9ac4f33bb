//! `backup` and `restore` as a person on the server runs them.

use std::path::Path;

use clap::Parser as _;
use send_banding::commands::audit::{self, Audit};
use send_banding::commands::backup::{self, Backup, Restore};
use send_banding::commands::user::{self, User};
use send_banding::commands::{Console, Exit};

use crate::tables::{Folder, Ran, ran};

#[derive(clap::Parser)]
enum Line {
    #[command(subcommand)]
    Audit(Audit),
    Backup(Backup),
    Restore(Restore),
    #[command(subcommand)]
    User(User),
}

fn run(line: &str, console: &mut Console<'_>) -> Exit {
    let words = std::iter::once("send-banding").chain(line.split(' '));
    match Line::try_parse_from(words) {
        Err(error) => console.usage(error),
        Ok(Line::Audit(asked)) => audit::run(&asked, console),
        Ok(Line::Backup(asked)) => backup::run_backup(&asked, console),
        Ok(Line::Restore(asked)) => backup::run_restore(&asked, console),
        Ok(Line::User(asked)) => user::run(&asked, console),
    }
}

/// Runs a command on a database in the folder, `{}` in it being the folder.
fn on(folder: &Folder, database: &str, line: &str) -> Ran {
    let line = format!("{line} --database sqlite:{{}}/{database}");
    let line = line.replace("{}", &shown(&folder.path("")));
    ran(|console| run(&line, console))
}

fn shown(path: &Path) -> String {
    path.display().to_string().trim_end_matches('/').to_owned()
}

/// A database with one user, backed up to `copy.backup`.
fn backed_up() -> Folder {
    let folder = Folder::new();
    let added = on(&folder, "old.db", "user add jo --role auditor");
    assert_eq!(added.exit, Exit::Done, "{}", added.err);
    let made = on(&folder, "old.db", "backup {}/copy.backup --json");
    assert_eq!(made.exit, Exit::Done, "{}", made.err);
    assert!(made.err.contains("personal data"), "{}", made.err);
    let summary: serde_json::Value = serde_json::from_str(made.out.trim()).unwrap();
    assert!(summary["rows"].as_u64() >= Some(3), "{summary}");
    folder
}

fn copy_key(folder: &Folder, to: &str) {
    let key = std::fs::read(folder.path("old.db.audit-key")).unwrap();
    folder.write(&format!("{to}.audit-key"), key);
}

#[test]
fn a_copy_is_restored_with_its_key_and_its_chain_is_whole() {
    let folder = backed_up();
    copy_key(&folder, "new.db");
    let done = on(&folder, "new.db", "restore {}/copy.backup --json");
    assert_eq!(done.exit, Exit::Done, "{}", done.err);
    assert!(done.err.contains("the chain is whole"), "{}", done.err);
    let summary: serde_json::Value = serde_json::from_str(done.out.trim()).unwrap();
    assert_eq!(summary["audit_whole"], true);
    assert_eq!(summary["determinations"], 0);
    let verified = on(&folder, "new.db", "audit verify");
    assert_eq!(verified.exit, Exit::Done, "{}", verified.err);
    assert!(
        verified.err.starts_with("2 audit entries"),
        "{}",
        verified.err
    );
    let head = on(&folder, "old.db", "audit head").out;
    assert!(
        head.starts_with("2:"),
        "the copy is in the old chain: {head}"
    );
    let again = on(&folder, "new.db", "restore {}/copy.backup");
    assert_eq!(again.exit, Exit::Unusable);
    assert!(again.err.contains("not empty"), "{}", again.err);
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_a_backup_even_in_the_place_of_an_older_one() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = backed_up();
    let path = folder.path("copy.backup");
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(&path, open).unwrap();
    on(&folder, "old.db", "backup {}/copy.backup");
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn without_the_key_or_with_another_nothing_is_made() {
    let folder = backed_up();
    let before = folder.files();
    let refused = on(&folder, "new.db", "restore {}/copy.backup");
    assert_eq!(refused.exit, Exit::Unusable);
    assert!(refused.err.contains("audit key"), "{}", refused.err);
    assert_eq!(folder.files(), before);
    folder.write("new.db.audit-key", "ab".repeat(32));
    let refused = on(&folder, "new.db", "restore {}/copy.backup");
    assert_eq!(refused.exit, Exit::Unusable);
    assert!(refused.err.contains("does not fit"), "{}", refused.err);
    assert!(!folder.path("new.db").exists());
}

#[test]
fn what_cannot_be_backed_up_or_read_is_a_sentence_and_leaves_no_file() {
    let folder = backed_up();
    copy_key(&folder, "new.db");
    folder.write("text.backup", "no backup");
    let before = folder.files();
    for (database, line, words) in [
        ("none.db", "backup {}/x.backup", "there is no database"),
        ("old.db", "backup {}/none/x.backup", "there is no folder"),
        ("new.db", "restore {}/none.backup", "cannot be read"),
        ("new.db", "restore {}/text.backup", "it is no backup"),
    ] {
        let refused = on(&folder, database, line);
        assert_eq!(refused.exit, Exit::Unusable, "{line}");
        assert!(refused.err.contains(words), "{}", refused.err);
    }
    assert_eq!(folder.files(), before);
    let nothing = ran(|console| run("backup", console));
    assert_eq!(nothing.exit, Exit::Usage);
}
