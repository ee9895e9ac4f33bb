//! The workbooks that commands write, opened and saved by another program: LibreOffice Calc.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader as _, Xlsx};
use send_banding::commands::Exit;
use send_banding::commands::determine;

use crate::tables::{C, D, Folder, N, T, asked, child, headings, ran, with, workbook};

/// Every cell that holds something, by sheet, row and column.
pub fn cells(path: &Path) -> BTreeMap<(String, u32, u32), Data> {
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    let mut all = BTreeMap::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        let (first_row, first_column) = range.start().unwrap();
        for (row, column, cell) in range.used_cells() {
            let place = (
                name.clone(),
                first_row + u32::try_from(row).unwrap(),
                first_column + u32::try_from(column).unwrap(),
            );
            all.insert(place, cell.clone());
        }
    }
    all
}

pub fn saved_by_libreoffice(workbook: &Path, folder: &Folder) -> std::path::PathBuf {
    let out = folder.path("saved");
    let done = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            folder.path("settings").display()
        ))
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .args([&out, workbook])
        .output()
        .unwrap_or_else(|error| {
            panic!("LibreOffice Calc is needed (apt-get install libreoffice-calc-nogui): {error}")
        });
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    out.join(workbook.file_name().unwrap())
}

#[test]
fn libreoffice_reads_and_saves_every_cell_as_it_was_written() {
    let rows: Vec<Vec<C>> = vec![
        headings(),
        child("0012"),
        with("=1+1", 6, N(0.6)),
        with("Łukasz", 2, D(42_000.5)),
        with("N4", 3, T("Independent special")),
        with("N5", 9, T("2-3")),
        with("1E5", 5, T("pmld")),
    ];
    let folder = Folder::new();
    let input = folder.write("in.xlsx", workbook(&[("Caseload", rows)]));
    let output = folder.path("bands.xlsx");
    let done = ran(|console| determine::run(&asked(&input, &output), console));
    assert_eq!(done.exit, Exit::Done, "{}", done.err);
    let written = cells(&output);
    let saved = cells(&saved_by_libreoffice(&output, &folder));
    assert!(written.len() > 150, "{} cells", written.len());
    for (place, cell) in &written {
        assert_eq!(saved.get(place), Some(cell), "{place:?}");
    }
    assert_eq!(saved.len(), written.len());
}
