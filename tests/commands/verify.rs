//! `explain --verify`: a determination on record, untouched, tampered with, and of an older trace version.

use std::path::Path;

use send_banding::commands::Exit;
use send_banding::commands::demo::{self, Demo};
use send_banding::commands::explain::{self, Explain, Reader};
use send_banding::engine::TRACE_VERSION;
use send_banding::ids::DeterminationId;
use sqlx::{Connection as _, SqliteConnection};

use crate::tables::{Folder, Ran, ran};

/// A small invented authority on record, and one of its determinations that has an amount.
struct Record {
    folder: Folder,
    id: String,
}

impl Record {
    fn new() -> Record {
        let folder = Folder::new();
        let made = Demo {
            plans: 60,
            seed: 1,
            database: url(&folder.path("record.db")),
            on: "2026-11-20".parse().ok(),
            listen: "127.0.0.1:3000".parse().unwrap(),
            anew: false,
            json: false,
        };
        let done = ran(|console| demo::run(&made, console));
        assert_eq!(done.exit, Exit::Done, "{}", done.err);
        let mut record = Record {
            folder,
            id: String::new(),
        };
        record.id = record
            .sql("SELECT id FROM determination WHERE top_up_annual_pence > 0 ORDER BY id LIMIT 1");
        record
    }

    /// Runs SQL behind the program's back; the first value of the first row, where there is one.
    fn sql(&self, text: &str) -> String {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let path = self.folder.path("record.db");
            let mut connection = SqliteConnection::connect(&url(&path)).await.unwrap();
            let statement = sqlx::query_scalar(sqlx::AssertSqlSafe(text.to_owned()));
            let value: Option<String> = statement.fetch_optional(&mut connection).await.unwrap();
            connection.close().await.unwrap();
            value.unwrap_or_default()
        })
    }

    fn change(&self, what: &str) {
        self.sql(&format!(
            "UPDATE determination SET {what} WHERE id = '{}'",
            self.id
        ));
    }

    fn verified(&self, reader: Reader) -> Ran {
        let asked = Explain {
            rules: None,
            on: None,
            profile: None,
            verify: Some(DeterminationId::parse(&self.id).unwrap()),
            database: Some(url(&self.folder.path("record.db"))),
            reader,
        };
        ran(|console| explain::run(&asked, console))
    }
}

fn url(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

#[test]
fn an_untouched_determination_is_the_same_byte_for_byte_to_every_reader() {
    let record = Record::new();
    for (reader, words) in [
        (Reader::Colleague, "The rules are "),
        (Reader::Family, "does not limit Section F"),
        (
            Reader::Caseworker,
            "Step\tRead\tRule\tArithmetic\tResult\tEvidence",
        ),
        (Reader::Auditor, "\"named\":["),
    ] {
        let done = record.verified(reader);
        assert_eq!(done.exit, Exit::Done, "{}", done.err);
        assert!(done.err.contains("the same byte for byte"), "{}", done.err);
        assert!(done.out.contains(words), "{}", done.out);
    }
}

#[test]
fn a_determination_that_was_tampered_with_is_found() {
    let record = Record::new();
    record.sql("CREATE TABLE kept AS SELECT * FROM determination");
    for (change, words) in [
        (
            "document = replace(document, '\"status\":\"determined\"', '\"status\":\"refused\"')",
            "the result differs",
        ),
        (
            "top_up_annual_pence = top_up_annual_pence + 1",
            "the result differs",
        ),
        ("band = 'A9'", "the result differs"),
        (
            "document = replace(document, '\"weight\":\"4\"', '\"weight\":\"5\"')",
            "the steps differ",
        ),
        ("document = document || ' '", "the steps differ"),
        ("document = 'gone'", "its record is not JSON"),
        ("context = 'gone'", "what was asked about it cannot be read"),
    ] {
        record.change(change);
        let done = record.verified(Reader::Colleague);
        assert_eq!(done.exit, Exit::Unusable, "{change}: {}", done.err);
        assert!(done.err.contains(words), "{change}: {}", done.err);
        record.change(
            "(document, context, band, top_up_annual_pence) = \
             (SELECT document, context, band, top_up_annual_pence FROM kept WHERE kept.id = determination.id)",
        );
        assert_eq!(record.verified(Reader::Colleague).exit, Exit::Done);
    }
}

#[test]
fn levels_changed_on_record_are_found_by_what_came_of_them() {
    let record = Record::new();
    record.sql("UPDATE profile_version SET document = replace(document, ':\"1\"', ':\"0\"')");
    let done = record.verified(Reader::Colleague);
    assert_eq!(done.exit, Exit::Unusable, "{}", done.err);
    assert!(done.err.contains("differ"), "{}", done.err);
}

#[test]
fn of_an_older_trace_version_the_result_is_compared_and_said_so() {
    let record = Record::new();
    record.change(&format!(
        "engine_version = 1, trace_version = 1, document = replace(replace(document, \
         '\"trace_version\":{TRACE_VERSION}', '\"trace_version\":1'), '\"domain\":0', '\"domain\":\"thinking\"')",
    ));
    let done = record.verified(Reader::Colleague);
    assert_eq!(done.exit, Exit::Done, "{}", done.err);
    assert!(
        done.err.contains("the steps were not compared"),
        "{}",
        done.err
    );
    record.change("document = replace(document, '\"band\":\"', '\"band\":\"Z')");
    let changed = record.verified(Reader::Colleague);
    assert_eq!(changed.exit, Exit::Unusable);
    assert!(
        changed.err.contains("the result differs")
            && changed.err.contains("by version 1 of the arithmetic"),
        "{}",
        changed.err
    );
}
