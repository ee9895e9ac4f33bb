//! The workbooks that commands write, opened and saved by another program: LibreOffice Calc.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
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

pub fn saved_by_libreoffice(workbook: &Path, folder: &Folder) -> PathBuf {
    let mut saved = all_saved_by_libreoffice(&[workbook.to_owned()], folder);
    saved.pop().unwrap()
}

/// Every workbook as the other program has saved it, in the same order. Their names differ.
pub fn all_saved_by_libreoffice(workbooks: &[PathBuf], folder: &Folder) -> Vec<PathBuf> {
    let out = folder.path("saved");
    let done = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            folder.path("settings").display()
        ))
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .arg(&out)
        .args(workbooks)
        .output()
        .unwrap_or_else(|error| {
            panic!("LibreOffice Calc is needed (apt-get install libreoffice-calc-nogui): {error}")
        });
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let saved = workbooks.iter();
    saved
        .map(|workbook| out.join(workbook.file_name().unwrap()))
        .collect()
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

/// Settings of LibreOffice by which it works every formula out anew when it opens a workbook of another program.
pub fn works_out_anew(folder: &Folder) {
    folder.write(
        "settings/user/registrymodifications.xcu",
        r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"#,
    );
}

#[test]
fn libreoffice_works_a_forecasts_formulas_out_to_what_they_say() {
    let folder = Folder::new();
    works_out_anew(&folder);
    let output = folder.path("forecast.xlsx");
    crate::forecast::to_workbook(&output);
    let sheets = [
        ("Summary", 3),
        ("Plans", 2),
        ("Financial years", 2),
        ("Months", 24),
        ("Audit", 3),
    ];
    worked_out_alike(&folder, &output, &sheets);
}

#[test]
fn libreoffice_works_out_a_waterfall_of_levers_and_a_forecast_by_band() {
    let folder = Folder::new();
    works_out_anew(&folder);
    let output = folder.path("banded.xlsx");
    crate::forecast::to_banded_workbook(&output);
    let sheets = [("Summary", 8), ("Levers", 12), ("Audit", 4)];
    worked_out_alike(&folder, &output, &sheets);
    let written = cells(&output);
    let bands = written.keys().filter(|(sheet, ..)| sheet == "Bands");
    assert!(bands.count() > 100);
    let nought = written.iter().filter(|((sheet, row, column), _)| {
        let words = written
            .get(&(sheet.clone(), *row, 0))
            .map(ToString::to_string);
        sheet == "Audit"
            && *column == 1
            && words.is_some_and(|words| words.ends_with("must be nought"))
    });
    let nought: Vec<String> = nought.map(|(_, cell)| cell.to_string()).collect();
    assert_eq!(nought, ["0", "0"], "the control totals hold");
    let book: Xlsx<_> = calamine::open_workbook(&output).unwrap();
    let names: Vec<&str> = book
        .defined_names()
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    for name in ["Further_price_change", "Lever_effects", "Spend_expected"] {
        assert!(names.contains(&name), "{names:?}");
    }
}

/// Fails where a value of a workbook is another once LibreOffice has worked it out, or a sheet has too few formulas.
fn worked_out_alike(folder: &Folder, output: &Path, sheets: &[(&str, usize)]) {
    let written = cells(output);
    let saved = cells(&saved_by_libreoffice(output, folder));
    assert!(written.len() > 1_000, "{} cells", written.len());
    for (place, cell) in &written {
        assert_eq!(saved.get(place), Some(cell), "{place:?}");
        assert!(!matches!(cell, Data::Error(_)), "{place:?}");
    }
    assert_eq!(saved.len(), written.len());
    let mut book: Xlsx<_> = calamine::open_workbook(output).unwrap();
    for (sheet, least) in sheets {
        let formulas = book.worksheet_formula(sheet).unwrap();
        let count = formulas
            .used_cells()
            .filter(|(_, _, text)| !text.is_empty())
            .count();
        assert!(count >= *least, "{sheet}: {count} formulas");
    }
}

/// The test above sees a wrong value only if this holds.
#[test]
fn libreoffice_does_not_believe_a_formulas_value() {
    let folder = Folder::new();
    works_out_anew(&folder);
    let mut book = rust_xlsxwriter::Workbook::new();
    let wrong = rust_xlsxwriter::Formula::new("=1+1").set_result("3");
    book.add_worksheet().write_formula(0, 0, wrong).unwrap();
    let path = folder.path("wrong.xlsx");
    book.save(&path).unwrap();
    let value = |path: &Path| cells(path).into_values().next().unwrap().to_string();
    assert_eq!(value(&path), "3");
    assert_eq!(value(&saved_by_libreoffice(&path, &folder)), "2");
}
