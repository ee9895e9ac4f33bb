//! Files that are not what they say, too much, or broken: a sentence with the place, exit 1, no file, no panic.

use std::io::Write as _;
use std::path::Path;

use proptest::prelude::*;
use send_banding::commands::Exit;
use send_banding::commands::determine::{self, Determine};
use send_banding::import::{SourceFile, school_return};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::tables::{C, DOMAINS, Folder, Ran, T, asked, child, headings, ran, workbook};

/// Determines a file that nothing can come of, and answers with what was said.
fn refused(folder: &Folder, asked: &Determine) -> String {
    let before = folder.files();
    let Ran { exit, err, out } = ran(|console| determine::run(asked, console));
    assert_eq!(exit, Exit::Unusable, "{err}");
    assert_eq!(out, "");
    assert_eq!(folder.files(), before, "a file was left behind");
    assert!(err.trim_end().lines().count() >= 1);
    err
}

fn refused_file(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let folder = Folder::new();
    let path = folder.write(name, bytes);
    refused(&folder, &asked(&path, &folder.path("out.jsonl")))
}

fn sound() -> Vec<u8> {
    workbook(&[("Caseload", vec![headings(), child("N1")])])
}

/// A sound workbook, with one of its parts changed or taken out.
fn with_part(name: &str, change: impl Fn(String) -> Option<Vec<u8>>) -> Vec<u8> {
    let bytes = sound();
    let mut from = ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut to = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut parts: Vec<(String, Option<Vec<u8>>)> = Vec::new();
    for place in 0..from.len() {
        let mut part = from.by_index(place).unwrap();
        let mut content = Vec::new();
        std::io::copy(&mut part, &mut content).unwrap();
        let part_name = part.name().unwrap().into_owned();
        if part_name == name {
            parts.push((part_name, change(String::from_utf8(content).unwrap())));
        } else {
            parts.push((part_name, Some(content)));
        }
    }
    for (name, content) in parts {
        if let Some(content) = content {
            to.start_file(
                name,
                SimpleFileOptions::default().compression_level(Some(1)),
            )
            .unwrap();
            to.write_all(&content).unwrap();
        }
    }
    to.finish().unwrap().into_inner()
}

/// A zip file, byte by byte (APPNOTE 4.3): an empty `xl/workbook.xml`, and a part of blanks that says it is empty.
fn bomb(name: &str, blanks: usize) -> Vec<u8> {
    let parts: [(&str, u16, Vec<u8>); 2] = [
        ("xl/workbook.xml", 0, Vec::new()),
        (name, 8, deflated_blanks(blanks)),
    ];
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, method, data) in &parts {
        let offset = u32::try_from(file.len()).unwrap();
        let mut fields = vec![20, 0, 0, 0];
        fields.extend(method.to_le_bytes());
        fields.extend([0; 8]);
        fields.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        fields.extend(u32::try_from(blanks).unwrap().to_le_bytes());
        fields.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        fields.extend([0; 2]);
        file.extend(b"PK\x03\x04");
        file.extend(&fields);
        file.extend(name.bytes());
        file.extend(data);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&fields);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.bytes());
    }
    let start = u32::try_from(file.len()).unwrap();
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0\x02\0\x02\0");
    file.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0; 2]);
    file
}

/// Blanks as one block of deflate with fixed codes (RFC 1951, 3.2.6): a blank, then "258 more of the same" again and
/// again, in 13 bits each.
fn deflated_blanks(blanks: usize) -> Vec<u8> {
    let mut bits = vec![true, true, false];
    let code = |bits: &mut Vec<bool>, code: u16, length: u16| {
        bits.extend((0..length).rev().map(|place| code >> place & 1 == 1));
    };
    code(&mut bits, 0x30 + u16::from(b' '), 8);
    for _ in 0..blanks / 258 {
        code(&mut bits, 0b1100_0101, 8);
        code(&mut bits, 0, 5);
    }
    code(&mut bits, 0, 7);
    let byte = |bits: &[bool]| {
        (0..)
            .zip(bits)
            .map(|(place, bit)| u8::from(*bit) << place)
            .sum()
    };
    bits.chunks(8).map(byte).collect()
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn with_cells(cells: &str) -> Vec<u8> {
    with_part(SHEET, |xml| {
        let rows = format!("{cells}</sheetData>");
        Some(xml.replace("</sheetData>", &rows).into_bytes())
    })
}

fn determined(bytes: &[u8]) -> (Ran, Folder) {
    let folder = Folder::new();
    let path = folder.write("in.xlsx", bytes);
    let out = folder.path("out.jsonl");
    let ran = ran(|console| determine::run(&asked(&path, &out), console));
    (ran, folder)
}

#[test]
fn a_file_that_is_not_what_its_name_says_is_named_for_what_it_is() {
    let cases: [(&str, Vec<u8>, &str); 9] = [
        ("a.xlsx", b"a,b\n1,2\n".to_vec(), "it is text"),
        ("a.xlsx", b"%PDF-1.7 x".to_vec(), "it is a PDF"),
        (
            "a.xlsx",
            b"<html><table></table></html>".to_vec(),
            "it is a web page",
        ),
        (
            "a.xlsx",
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest".to_vec(),
            "protected by a password",
        ),
        ("a.csv", sound(), "it is a zip archive"),
        ("a.csv", b"Local ID\n\0\n".to_vec(), "NUL"),
        ("a.csv", b"{\"id\":1}\n".to_vec(), "it is JSON"),
        ("a.jsonl", b"id,setting\n".to_vec(), "it is text"),
        (
            "a.ods",
            sound(),
            "the name must end in .xlsx, .csv or .jsonl",
        ),
    ];
    for (name, bytes, words) in cases {
        let said = refused_file(name, bytes);
        assert!(said.contains(name) && said.contains(words), "{said}");
    }
}

#[test]
fn other_archives_are_named() {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("content.xml", SimpleFileOptions::default())
        .unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    assert!(refused_file("a.xlsx", bytes).contains("OpenDocument"));
}

#[test]
fn an_empty_file_a_missing_one_and_a_folder_are_refused() {
    let folder = Folder::new();
    let out = folder.path("out.jsonl");
    assert!(refused_file("a.csv", "").contains("a.csv is empty"));
    assert!(
        refused(&folder, &asked(&folder.path("no.csv"), &out)).contains("there is no such file")
    );
    std::fs::create_dir(folder.path("b.csv")).unwrap();
    assert!(refused(&folder, &asked(&folder.path("b.csv"), &out)).contains("it is a folder"));
}

#[test]
fn a_file_above_the_limit_is_refused_with_the_limit() {
    let mut bytes = b"Local ID,Setting\n".to_vec();
    bytes.resize(30_000_001, b'x');
    assert!(refused_file("a.csv", bytes).contains("larger than 30 MB"));
}

#[test]
fn a_zip_bomb_is_measured_and_not_opened() {
    let bomb = bomb("xl/worksheets/sheet9.xml", 301_000_000);
    assert!(bomb.len() < 2_000_000, "it must be small to be a bomb");
    let said = refused_file("bomb.xlsx", &bomb);
    assert!(said.contains("unpacks to more than 300 MB"), "{said}");
    assert!(said.contains("sheet9.xml"), "{said}");
}

#[test]
fn shared_texts_have_a_limit_of_their_own() {
    let bomb = bomb("xl/sharedStrings.xml", 65_000_000);
    assert!(refused_file("bomb.xlsx", bomb).contains("unpacks to more than 64 MB"));
}

#[test]
fn a_lone_cell_at_the_far_corner_costs_nothing_and_is_named() {
    let bytes = with_cells("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>");
    let (ran, _folder) = determined(&bytes);
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    assert!(
        ran.err.contains("the cell XFD1048576 is beyond column 400"),
        "{}",
        ran.err
    );
    assert!(ran.out.contains("\"determined\":1"));
}

#[test]
fn a_stray_cell_far_down_is_left_out_with_the_blank_lines_before_it() {
    let bytes = with_cells(
        "<row r=\"1048576\"><c r=\"A1048576\" t=\"inlineStr\"><is><t>stray</t></is></c></row>",
    );
    let (ran, _folder) = determined(&bytes);
    assert!(
        ran.err.contains("rows 3 to 1048575: left out: blank"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("row 1048576: left out: a note: “stray”"),
        "{}",
        ran.err
    );
}

#[test]
fn a_place_that_no_sheet_has_is_damage() {
    for place in ["ZZZZZZZZZZ99999999999", "A99999999999", "AAAA1", "é1"] {
        let said = refused_file(
            "a.xlsx",
            with_cells(&format!("<row><c r=\"{place}\"><v>1</v></c></row>")),
        );
        assert!(said.contains("names a place that no sheet has"), "{said}");
    }
}

#[test]
fn broken_workbooks_are_damaged_and_say_where() {
    let truncated = {
        let bytes = sound();
        bytes[..bytes.len() / 2].to_vec()
    };
    let missing_sheet = with_part(SHEET, |_| None);
    let cut_sheet = with_part(SHEET, |xml| {
        Some(xml[..xml.len() / 2].to_owned().into_bytes())
    });
    let wrong_text = with_cells("<row r=\"3\"><c r=\"A3\" t=\"s\"><v>9999</v></c></row>");
    for bytes in [truncated, missing_sheet, cut_sheet, wrong_text] {
        let said = refused_file("a.xlsx", bytes);
        assert!(said.contains("a.xlsx is damaged"), "{said}");
    }
}

#[test]
fn a_sheet_that_is_not_there_is_answered_with_those_that_are() {
    let folder = Folder::new();
    let path = folder.write("in.xlsx", sound());
    let named = Determine {
        sheet: Some("Nope".to_owned()),
        ..asked(&path, &folder.path("out.jsonl"))
    };
    let said = refused(&folder, &named);
    assert!(
        said.contains("no sheet “Nope”; its sheets are “Caseload”"),
        "{said}"
    );
}

fn csv(headings: &str, lines: &str) -> String {
    let domains: Vec<String> = DOMAINS
        .iter()
        .map(|domain| format!("\"{domain}\""))
        .collect();
    format!("{headings},{}\n{lines}", domains.join(","))
}

const LEVELS: &str = "2,2,2,2,2,2,2,2,2,2,2";

#[test]
fn a_missing_column_and_two_for_one_meaning_are_answered_with_what_was_seen() {
    let said = refused_file(
        "a.csv",
        csv("Local ID,Xyz,Need", &format!("N1,Special,ASD,{LEVELS}\n")),
    );
    assert!(
        said.contains("lacks “Setting”. Seen: “Local ID”, “Xyz”, “Need”"),
        "{said}"
    );
    let said = refused_file(
        "a.csv",
        csv(
            "ID,Setting,Need,Primary need",
            &format!("N1,Special,ASD,ASD,{LEVELS}\n"),
        ),
    );
    assert!(
        said.contains("Need (column C) and Primary need (column D) both mean “Primary need”"),
        "{said}"
    );
    let said = refused_file("a.csv", csv("ID,Setting,Need", "\n\n"));
    assert!(said.contains("no child under the heading row 1"), "{said}");
    let said = refused_file("a.jsonl", "{\"a\":1}\n");
    assert!(said.contains("no line has a key that is known"), "{said}");
}

#[test]
fn text_in_other_encodings_is_read_or_refused_by_line() {
    let text = csv(
        "Local ID;Setting;Need;Notes".replace(';', ",").as_str(),
        &format!("N1,Special,ASD,café,{LEVELS}\n"),
    );
    let utf_16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let marked = format!("\u{feff}{text}").into_bytes();
    for bytes in [utf_16.clone(), marked, text.clone().into_bytes()] {
        let folder = Folder::new();
        let path = folder.write("a.csv", bytes);
        let (_, lines) = crate::tables::lines_of(&folder, &path);
        assert_eq!(lines[0]["band"], "H");
    }
    let latin: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let said = refused_file("a.csv", latin);
    assert!(
        said.contains("a.csv, line 2: the text is not UTF-8"),
        "{said}"
    );
    assert!(refused_file("a.csv", &utf_16[..utf_16.len() - 1]).contains("marked as UTF-16"));
}

#[test]
fn a_comma_without_quotation_marks_refuses_the_line_that_it_shifts() {
    let folder = Folder::new();
    // Every value after the name moves along, and every level is still a level.
    let lines = format!("N1,Special,ASD,{LEVELS}\nN2,Special,ASD,2,{LEVELS}\n");
    let path = folder.write("a.csv", csv("Local ID,Setting,Need", &lines));
    let (_, lines) = crate::tables::lines_of(&folder, &path);
    assert_eq!(lines[1]["status"], "refused");
    assert!(
        lines[1]["problem"]
            .as_str()
            .unwrap()
            .contains("more values than the heading row")
    );
    let said = refused_file("a.csv", csv("Local ID,Setting,Need", "\"N1,Special\n"));
    assert!(
        said.contains("a quotation mark is opened on line 2 and never closed"),
        "{said}"
    );
}

#[test]
fn a_day_outside_the_rule_set_is_refused_and_no_other_year_is_taken() {
    let folder = Folder::new();
    let path = folder.write("in.xlsx", sound());
    for on in ["2026-03-31", "2027-04-01"] {
        let early = Determine {
            on: on.parse().unwrap(),
            ..asked(&path, &folder.path("out.jsonl"))
        };
        let said = refused(&folder, &early);
        assert!(
            said.contains(&format!("no rule set of exampleshire is in force on {on}")),
            "{said}"
        );
    }
}

#[test]
fn rules_that_are_not_there_or_not_sound_are_refused() {
    let folder = Folder::new();
    let path = folder.write("in.xlsx", sound());
    let by = |rules: String| Determine {
        rules,
        ..asked(&path, &folder.path("out.jsonl"))
    };
    let said = refused(&folder, &by("exampleshire/2024-04-01".to_owned()));
    assert!(said.contains("exampleshire/2026-04-01"), "{said}");
    let shipped =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("banding-rules/exampleshire/2026-04-01");
    for file in ["scheme.toml", "descriptors.toml", "questions.toml"] {
        let text = std::fs::read_to_string(shipped.join(file)).unwrap();
        folder.write(
            &format!("rules/{file}"),
            text.replacen("weight = \"4\"", "weight = 4.0", 1),
        );
    }
    let said = refused(&folder, &by(folder.path("rules").display().to_string()));
    assert!(
        said.contains("scheme.toml:") && said.contains("quotation marks"),
        "{said}"
    );
}

#[test]
fn the_result_never_replaces_the_input_and_needs_a_place_to_go() {
    let folder = Folder::new();
    let path = folder.write("in.xlsx", sound());
    let same = ran(|console| determine::run(&asked(&path, &path), console));
    assert_eq!(same.exit, Exit::Usage);
    assert_eq!(std::fs::read(&path).unwrap(), sound());
    let said = refused(&folder, &asked(&path, &folder.path("no/out.jsonl")));
    assert!(said.contains("there is no folder"), "{said}");
    std::fs::create_dir(folder.path("dir.jsonl")).unwrap();
    let said = refused(&folder, &asked(&path, &folder.path("dir.jsonl")));
    assert!(said.contains("cannot be written"), "{said}");
    for name in ["out.pdf", "out"] {
        let wrong = ran(|console| determine::run(&asked(&path, &folder.path(name)), console));
        assert_eq!(wrong.exit, Exit::Usage, "{}", wrong.err);
    }
}

/// Texts of the kinds that officers, systems and attackers leave in cells.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[0-4]",
        1 => "[L ]?[0-9]{1,3}(\\.[0-9])?",
        1 => "\\PC{0,12}",
        1 => Just(String::new()),
        1 => "[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}",
        1 => prop::sample::select(vec!["TOTAL", "ASD", "Special", "=1+1", "\"", "N1", "1e400", "NaN", "-0"])
            .prop_map(str::to_owned),
    ]
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Every line becomes a line of the result or is left out; what is determined has every level as it was written.
    #[test]
    fn every_line_is_accounted_for(rows in prop::collection::vec(prop::collection::vec(cell(), 14), 1..12)) {
        let folder = Folder::new();
        let mut text = csv("Local ID,Setting,Need", "");
        for row in &rows {
            let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
            text.push_str(&cells.join(","));
            text.push('\n');
        }
        let path = folder.write("in.csv", text);
        let out = folder.path("out.jsonl");
        let ran = ran(|console| determine::run(&asked(&path, &out), console));
        if ran.exit == Exit::Unusable {
            prop_assert!(!out.exists());
            return Ok(());
        }
        let summary: serde_json::Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
        let count = |name: &str| summary[name].as_u64().unwrap();
        let all = count("determined") + count("blocked") + count("refused") + count("left_out");
        prop_assert_eq!(all, rows.len() as u64);
        let text = std::fs::read_to_string(&out).unwrap();
        for line in text.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            prop_assert_eq!(line["status"] == "refused", line["problem"].is_string());
            prop_assert_eq!(line["status"] == "determined", line["band"].is_string());
        }
    }

    /// Bytes of any kind, under any name: a result or a sentence.
    #[test]
    fn bytes_of_any_kind_do_no_harm(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        name in prop::sample::select(vec!["a.csv", "a.jsonl", "a.xlsx"]),
    ) {
        let folder = Folder::new();
        let path = folder.write(name, bytes);
        let out = folder.path("out.jsonl");
        let ran = ran(|console| determine::run(&asked(&path, &out), console));
        prop_assert_eq!(ran.exit == Exit::Done, out.exists());
        prop_assert!(!ran.err.is_empty());
    }

    /// A sound workbook with bytes changed in its sheet, under the container's checks.
    #[test]
    fn a_sheet_with_changed_bytes_does_no_harm(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let bytes = with_part(SHEET, |xml| {
            let mut xml = xml.into_bytes();
            for (place, byte) in &changes {
                let place = place.index(xml.len());
                xml[place] = *byte;
            }
            Some(xml)
        });
        let (ran, folder) = determined(&bytes);
        prop_assert_eq!(ran.exit == Exit::Done, folder.path("out.jsonl").exists());
    }
}

/// The tables of this file are sound themselves: nothing is refused because of how it was made.
#[test]
fn the_sound_workbook_is_sound() {
    let (ran, _folder) = determined(&sound());
    assert!(ran.out.contains("\"determined\":1"), "{}", ran.err);
    let cells: Vec<C> = vec![T("x")];
    let folder = Folder::new();
    let path = folder.write("in.xlsx", workbook(&[("Only", vec![cells])]));
    let said = refused(&folder, &asked(&path, &folder.path("out.jsonl")));
    assert!(said.contains("None of the first 50 rows"), "{said}");
}

#[test]
fn a_formula_that_was_never_worked_out_is_no_blank() {
    let text =
        |at: &str, said: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{said}</t></is></c>");
    let formula =
        |at: &str, t: &str, v: &str| format!("<c r=\"{at}\"{t}><f>DATE(2026,7,22)</f>{v}</c>");
    let cells = format!(
        "<row r=\"1\">{}{}</row><row r=\"2\">{}{}</row><row r=\"3\">{}{}</row><row r=\"4\">{}{}</row>",
        text("A1", "Ref"),
        text("B1", "Last day"),
        text("A2", "EX-1"),
        formula("B2", "", "<v></v>"),
        text("A3", "EX-2"),
        // What a formula came to may be no text at all.
        formula("B3", " t=\"str\"", "<v></v>"),
        text("A4", "EX-3"),
        formula("B4", "", ""),
    );
    let bytes = with_part(SHEET, |xml| {
        let (head, rest) = xml.split_once("<sheetData>")?;
        let (_, foot) = rest.split_once("</sheetData>")?;
        Some(format!("{head}<sheetData>{cells}</sheetData>{foot}").into_bytes())
    });
    let source = SourceFile::of("return.xlsx".to_owned(), bytes).unwrap();
    let found = school_return::read(&source).unwrap();
    let refused: Vec<u32> = found.refused.iter().map(|row| row.row).collect();
    assert_eq!(refused, [2, 4]);
    assert_eq!(found.rows[0].reference, "EX-2");
}
