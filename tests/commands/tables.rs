//! What the tests of commands share: small tables made here, a folder of their own, and a command run in it.

use std::path::{Path, PathBuf};

use rust_xlsxwriter::{Format, Workbook};
use send_banding::commands::determine::{self, Determine};
use send_banding::commands::{Console, Exit};

/// The eleven domains of exampleshire/2026-04-01, in order.
pub const DOMAINS: [&str; 11] = [
    "Thinking, understanding and learning",
    "Literacy and numeracy",
    "Receptive and expressive language",
    "Speech and means of communication",
    "Social communication and flexibility",
    "Emotional wellbeing",
    "Behaviour, regulation and safety",
    "Hearing",
    "Vision",
    "Physical and motor skills",
    "Medical and health",
];

/// A cell of a workbook to be made.
#[derive(Clone, Debug)]
pub enum C {
    /// Text.
    T(&'static str),
    /// A number.
    N(f64),
    /// A day, as a spreadsheet keeps it: days since 30 December 1899.
    D(f64),
    /// TRUE or FALSE.
    B(bool),
    /// Nothing.
    X,
}

pub use C::{B, D, N, T, X};

/// A folder that goes away with the test.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Every file in the folder, so that a test sees what was left behind.
    pub fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// A workbook of sheets, each with its name and rows.
pub fn workbook(sheets: &[(&str, Vec<Vec<C>>)]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    T(text) => sheet.write_string(row, column, *text).map(|_| ()),
                    N(number) => sheet.write_number(row, column, *number).map(|_| ()),
                    D(serial) => sheet
                        .write_number_with_format(row, column, *serial, &day)
                        .map(|_| ()),
                    B(truth) => sheet.write_boolean(row, column, *truth).map(|_| ()),
                    X => Ok(()),
                }
                .unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// The heading row of an officer's table.
pub fn headings() -> Vec<C> {
    let first = [
        "Local ID",
        "UPN",
        "DOB",
        "Setting",
        "URN",
        "Primary need",
        "FTE",
    ];
    first.into_iter().chain(DOMAINS).map(T).collect()
}

/// A child's row with every level 2: 16 of cognition, 12, 16 and 32 make 76 points, band H.
pub fn child(id: &'static str) -> Vec<C> {
    let mut row = vec![
        T(id),
        X,
        D(41_883.0),
        T("Mainstream"),
        N(990_001.0),
        T("ASD"),
        N(1.0),
    ];
    row.extend(std::iter::repeat_n(N(2.0), 11));
    row
}

/// A child's row with one cell changed.
pub fn with(id: &'static str, column: usize, cell: C) -> Vec<C> {
    let mut row = child(id);
    row[column] = cell;
    row
}

/// What a command did.
pub struct Ran {
    pub exit: Exit,
    pub out: String,
    pub err: String,
}

/// Runs something with a console and keeps what it wrote.
pub fn ran(run: impl FnOnce(&mut Console<'_>) -> Exit) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = run(&mut Console {
        out: &mut out,
        err: &mut err,
    });
    Ran {
        exit,
        out: String::from_utf8(out).unwrap(),
        err: String::from_utf8(err).unwrap(),
    }
}

/// What `determine` is asked, of exampleshire/2026-04-01 on 1 September 2026.
pub fn asked(profiles: &Path, out: &Path) -> Determine {
    Determine {
        rules: "exampleshire/2026-04-01".to_owned(),
        on: "2026-09-01".parse().unwrap(),
        profiles: profiles.to_owned(),
        out: out.to_owned(),
        sheet: None,
        trace: false,
        json: true,
    }
}

/// Determines a file into JSON lines and answers with them.
pub fn lines_of(folder: &Folder, profiles: &Path) -> (Ran, Vec<serde_json::Value>) {
    let out = folder.path("out.jsonl");
    let ran = ran(|console| determine::run(&asked(profiles, &out), console));
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    let text = std::fs::read_to_string(out).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    (ran, lines.collect())
}
