//! Every way in which a rule set is refused: by name, in the right place, with a sentence that helps.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its fixtures has failed"
)]

use std::collections::BTreeSet;

use send_banding::rules::{
    FILE_BYTES_MAX, Fault, Problem, RuleBook, RuleBookError, RuleFile, RuleSet, read, read_as,
    read_with_doubts,
};
use toml::de::{DeTable, DeValue};

const LIST: &str = include_str!("../fixtures/refused/refused.toml");
const DOUBTED: &str = include_str!("../fixtures/refused/doubted.toml");
const LEVELS: &str = include_str!("../fixtures/refused/sound-levels.toml");
const POINTS: &str = include_str!("../fixtures/refused/sound-points.toml");
const TOTAL: &str = include_str!("../fixtures/refused/sound-total.toml");
const STREAMS: &str = include_str!("../fixtures/refused/sound-streams.toml");

/// One change to a sound set, and what must be found.
struct Refused {
    name: String,
    sound: &'static str,
    /// What is changed, and to what.
    changes: Vec<(String, String)>,
    faults: Vec<String>,
    says: String,
}

fn listed(list: &str, name: &str) -> Vec<Refused> {
    let list = DeTable::parse(list).unwrap();
    let items = list.get_ref().get(name).unwrap().get_ref();
    let text = |item: &DeValue<'_>, key: &str| {
        item.get(key)
            .unwrap()
            .get_ref()
            .as_str()
            .unwrap()
            .to_owned()
    };
    let read = |item: &DeValue<'_>| Refused {
        name: text(item, "name"),
        sound: match text(item, "set").as_str() {
            "levels" => LEVELS,
            "points" => POINTS,
            "total" => TOTAL,
            "streams" => STREAMS,
            other => panic!("no sound set {other}"),
        },
        changes: {
            let mut changes = vec![(text(item, "replace"), text(item, "by"))];
            if item.get("and_replace").is_some() {
                changes.push((text(item, "and_replace"), text(item, "and_by")));
            }
            changes
        },
        faults: {
            let faults = item.get("faults").unwrap().get_ref().as_array().unwrap();
            let names = faults.iter().map(|fault| fault.get_ref().as_str().unwrap());
            names.map(str::to_owned).collect()
        },
        says: text(item, "says"),
    };
    let items = items.as_array().unwrap().iter();
    items.map(|item| read(item.get_ref())).collect()
}

fn file(name: &str, text: &str) -> RuleFile {
    RuleFile {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

fn sound(text: &str) -> RuleSet {
    read(&[file("scheme.toml", text)]).unwrap()
}

fn problems(text: &str) -> Vec<Problem> {
    read(&[file("scheme.toml", text)]).unwrap_err()
}

fn only(problems: &[Problem]) -> &Problem {
    assert_eq!(problems.len(), 1, "{problems:#?}");
    &problems[0]
}

#[test]
fn the_sound_sets_are_sound() {
    for text in [LEVELS, POINTS, TOTAL, STREAMS] {
        sound(text);
    }
}

#[test]
fn each_change_is_refused_for_what_it_is() {
    let all = listed(LIST, "refused");
    let wrong = |changed: &Refused| {
        let problems = read(&[file("scheme.toml", &changed.text())]).err();
        otherwise(changed, &problems.unwrap_or_default())
    };
    let wrong: Vec<String> = all.iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_doubt_is_said_and_refuses_nothing() {
    let all = listed(DOUBTED, "doubted");
    let wrong = |changed: &Refused| {
        let reading = read_with_doubts(&[file("scheme.toml", &changed.text())], None);
        let problems = reading.set.err().unwrap_or_default();
        assert!(problems.is_empty(), "{}: {problems:#?}", changed.name);
        otherwise(changed, &reading.doubts)
    };
    let wrong: Vec<String> = all.iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for text in [LEVELS, POINTS, TOTAL, STREAMS] {
        let doubts = read_with_doubts(&[file("scheme.toml", text)], None).doubts;
        assert!(doubts.is_empty(), "{doubts:#?}");
    }
}

impl Refused {
    fn text(&self) -> String {
        let mut text = self.sound.to_owned();
        for (replace, by) in &self.changes {
            let changed = text.replacen(replace, by, 1);
            assert_ne!(changed, text, "{} changes nothing", self.name);
            text = changed;
        }
        text
    }
}

/// What is found otherwise than the list says.
fn otherwise(refused: &Refused, problems: &[Problem]) -> Option<String> {
    let mut faults: Vec<&str> = problems.iter().map(|p| p.fault.name()).collect();
    faults.sort_unstable();
    let mut sentences = problems.iter().map(|problem| &problem.sentence);
    let said = problems.is_empty() || sentences.any(|said| said.contains(&refused.says));
    let lines = u32::try_from(refused.text().lines().count()).unwrap();
    let placed = problems.iter().all(|p| (1..=lines).contains(&p.line));
    let as_listed = faults == refused.faults && said && placed;
    (!as_listed).then(|| format!("{}: {problems:#?}", refused.name))
}

#[test]
fn every_kind_of_fault_is_met() {
    // These need more than one file, much text, cases, or bytes that are no text; other tests meet them.
    let elsewhere = [
        "not_hit",
        "unreadable_file",
        "wrong_directory",
        "broken_seal",
        "too_many",
        "too_many_conditions",
    ];
    let mut met: BTreeSet<String> = elsewhere.map(str::to_owned).into();
    met.extend(
        listed(LIST, "refused")
            .into_iter()
            .flat_map(|refused| refused.faults),
    );
    let all: BTreeSet<String> = Fault::ALL
        .iter()
        .map(|fault| fault.name().to_owned())
        .collect();
    assert_eq!(met, all);
}

#[test]
fn a_problem_has_its_line_and_column() {
    let broken = LEVELS.replacen("weight = \"2\"", "weight = 2", 1);
    let line = broken
        .lines()
        .position(|line| line == "weight = 2")
        .unwrap()
        + 1;
    let problems = problems(&broken);
    let problem = only(&problems);
    assert_eq!(
        (problem.line, problem.column),
        (u32::try_from(line).unwrap(), 10)
    );
    assert!(
        problem
            .to_string()
            .starts_with(&format!("scheme.toml:{line}: the number 2"))
    );
}

/// Tables are compared two by two, but not for ever.
#[test]
fn more_conditions_than_can_be_compared_are_refused() {
    let table = |n: usize| {
        format!(
            "[[value_table]]\nid = \"t{n}\"\ntitle = \"T\"\nsettings = [\"MMS\"]\nwhen = [{{ institutions = [\"{n}\"] }}]\nkind = \"net_top_up\"\nbasis = \"week\"\nscales_with_fte = false\namounts = {{ Low = \"0\", Middle = \"1\", High = \"2\" }}\n"
        )
    };
    let tables: String = (0..1_500).map(table).collect();
    let problems = problems(&format!("{LEVELS}\n{tables}"));
    assert_eq!(only(&problems).fault, Fault::TooManyConditions);
}

#[test]
fn a_set_lies_in_the_directory_of_its_name() {
    let files = [file("scheme.toml", LEVELS)];
    let right = "smallshire/2026-04-01".parse().unwrap();
    assert!(read_as(&files, Some(&right)).is_ok());
    for wrong in ["smallshire/2026-04-02", "bigshire/2026-04-01"] {
        let problems = read_as(&files, Some(&wrong.parse().unwrap())).unwrap_err();
        assert_eq!(only(&problems).fault, Fault::WrongDirectory);
    }
}

#[test]
fn a_section_in_two_files_is_refused_and_a_list_grows() {
    let (head, tail) = LEVELS.split_at(LEVELS.find("[[band]]").unwrap());
    let whole = read(&[file("b.toml", head), file("a.toml", tail)]).unwrap();
    assert_eq!(whole.digest(), sound(LEVELS).digest());
    let again = file(
        "z.toml",
        "[source]\ntitle = \"x\"\naddress = \"invented\"\n",
    );
    let problems = read(&[file("scheme.toml", LEVELS), again]).unwrap_err();
    let problem = only(&problems);
    assert_eq!((problem.file.as_str(), problem.line), ("z.toml", 1));
    assert_eq!(problem.fault, Fault::GivenTwice);
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let windows = LEVELS.replace("Smallshire needs", "Smallshire’s needs");
    let windows: Vec<u8> = windows
        .chars()
        .map(|c| u8::try_from(c).unwrap_or(0x92))
        .collect();
    let problem = RuleFile::from_bytes("scheme.toml", &windows).unwrap_err();
    assert_eq!((problem.fault, problem.line), (Fault::UnreadableFile, 6));
    let nul = RuleFile::from_bytes("scheme.toml", b"a = \"1\"\nb = \"\0\"").unwrap_err();
    assert_eq!((nul.fault, nul.line), (Fault::UnreadableFile, 2));
    let large = vec![b'#'; FILE_BYTES_MAX + 1];
    assert!(RuleFile::from_bytes("scheme.toml", &large).is_err());
    assert!(read(&[file("scheme.toml", "\0")]).is_err());
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_read() {
    let text = format!("\u{feff}{}", LEVELS.replace('\n', "\r\n"));
    let file = RuleFile::from_bytes("scheme.toml", text.as_bytes()).unwrap();
    assert_eq!(read(&[file]).unwrap().digest(), sound(LEVELS).digest());
}

#[test]
fn nothing_at_all_is_refused() {
    assert_eq!(only(&read(&[]).unwrap_err()).fault, Fault::UnreadableFile);
    assert!(problems("").iter().all(|problem| problem.line == 1));
}

#[test]
fn a_flood_of_problems_is_cut() {
    let flood: String = (0..5000).map(|n| format!("key{n} = 1\n")).collect();
    let problems = problems(&flood);
    assert!(problems.len() < 1100);
    assert!(
        problems
            .iter()
            .any(|problem| problem.fault == Fault::TooMany)
    );
}

#[test]
fn two_sets_of_one_council_share_no_day() {
    let next = |first: &str, last: &str| {
        let text = LEVELS.replacen("first_day = 2026-04-01", &format!("first_day = {first}"), 1);
        sound(&text.replacen("last_day = 2027-03-31", &format!("last_day = {last}"), 1))
    };
    let apart = [sound(LEVELS), next("2027-04-01", "2028-03-31")];
    assert!(RuleBook::of(apart).is_ok());
    let overlap = [sound(LEVELS), next("2027-03-31", "2028-03-30")];
    let errors = RuleBook::of(overlap).unwrap_err();
    assert!(matches!(errors.as_slice(), [RuleBookError::Overlap { .. }]));
}

/// A table for less than a year is asked for `times_a_year` only where pounds of a year can meet it.
#[test]
fn pounds_of_a_year_elsewhere_ask_nothing_of_a_table_for_a_term() {
    let with = |phase: &str, pounds: &str| {
        let more = format!(
            "[[stream.value_table]]\nid = \"by-the-term\"\ntitle = \"By the term\"\nsettings = [\"MMS\", \"RPU\"]\nwhen = [{{ phases = [\"primary\"] }}]\nkind = \"net_top_up\"\nbasis = \"term\"\nscales_with_fte = true\namounts = {{ A = \"0\", B = \"400\", C = \"1200\" }}\n[[stream.modifier]]\nid = \"least\"\ntitle = \"At least\"\nkind = \"minimum\"\npounds = \"{pounds}\"\nwhen = [{{ phases = [\"{phase}\"] }}]\n[stream.modifiers]\norder = [\"floor\", \"uplift\", \"fte\", \"least\"]"
        );
        let before = "[stream.modifiers]\norder = [\"floor\", \"uplift\", \"fte\"]";
        read(&[file("scheme.toml", &STREAMS.replacen(before, &more, 1))])
    };
    assert!(with("secondary", "100").is_ok());
    assert!(with("primary", "0").is_ok());
    let problems = with("primary", "100").unwrap_err();
    assert_eq!(only(&problems).fault, Fault::MissingKey);
}

/// A trace counts rows in sixteen bits; a table never comes near.
#[test]
fn more_rows_than_a_table_has_are_refused() {
    // Four rows stand there already.
    let with = |rows: String| {
        let text = STREAMS.replacen("rows = [\n", &format!("rows = [\n{rows}"), 1);
        read(&[file("scheme.toml", &text)])
    };
    let other = |school: u32| format!("[\"{school:x}\",\"1\",\"9\"],");
    assert!(with((0..49_996).map(other).collect()).is_ok());
    let refused = [
        (with((0..49_997).map(other).collect()), 50_001),
        (with("[\"a\",\"1\",\"9\"],".repeat(65_533)), 65_537),
    ];
    for (read, count) in refused {
        let problems = read.unwrap_err();
        let problem = only(&problems);
        assert_eq!(problem.fault, Fault::BadRow);
        let said = format!("a table has 1 to 50000 rows: this one has {count}");
        assert_eq!(problem.sentence, said);
    }
}
