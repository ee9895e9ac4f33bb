//! What a record, a line of a table and a form say of provision, awards and facts, in the words that each has for it.

use send_banding::answers::Answers;
use send_banding::calendar::Date;
use send_banding::commands::Exit;
use send_banding::commands::determine::{self, Determine};
use send_banding::commands::explain::{self, Explain, Reader};
use send_banding::engine;
use send_banding::engine::cases::came_of;
use send_banding::rules::{Case, RuleFile, read_cases};
use serde_json::{Value as Json, json};

use crate::shipped::shipped;
use crate::tables::{Folder, asked, ran};

/// The lines of `determine` under a set of Wealdshire, by its first year.
fn of_wealdshire(year: i16, name: &str, text: &str) -> Vec<Json> {
    let folder = Folder::new();
    let asked = Determine {
        rules: format!("wealdshire/{year}-09-01"),
        on: Date::new(year, 10, 2).unwrap(),
        profiles: folder.write(name, text),
        out: folder.path("out.jsonl"),
        sheet: None,
        trace: false,
        json: false,
    };
    let done = ran(|console| determine::run(&asked, console));
    assert_eq!(done.exit, Exit::Done, "{}", done.err);
    let out = std::fs::read_to_string(&asked.out).unwrap();
    out.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Fifteen hours and a half of support that costs £16.90 an hour in 38 weeks, less the school's own £6,000.
#[test]
fn hours_and_minutes_of_a_line_are_added_wherever_it_stands() {
    const AMOUNT: &str = "3954.10";
    let case = r#"
[[case]]
name = "fifteen hours and a half"
on = 2023-10-02
setting = "MMS"
circumstances = { new-to-setting = false }
provision = [{ kind = "assistant", hours = "15", minutes = "30" }]
expect = { status = "determined", no_band = true }
"#;
    let case = RuleFile {
        name: "case.toml".to_owned(),
        text: case.to_owned(),
    };
    let rules = shipped("wealdshire/2023-09-01");
    let found = |case: &Case| {
        let lines = case.profile.provision();
        assert_eq!(lines[0].minutes.unwrap().to_string(), "930");
        came_of(case, &rules)
    };
    let of_case = found(&read_cases(&[case]).unwrap()[0]);
    let amount = json!(AMOUNT);
    assert_eq!(json!(of_case.top_up_annual()), amount);

    let record = r#"{"id":"N1","setting":"MMS","circumstances":{"new-to-setting":false},"provision":[{"kind":"assistant","hours":"15","minutes":30}]}"#;
    let lines = of_wealdshire(2023, "in.jsonl", record);
    assert_eq!(lines[0]["top_up_annual"], amount, "{}", lines[0]);

    let table = "ID,Setting,new-to-setting,line-1-kind,line-1-hours,line-1-minutes\nN1,MMS,no,assistant,15,30\n";
    let lines = of_wealdshire(2023, "in.csv", table);
    assert_eq!(lines[0]["top_up_annual"], amount, "{}", lines[0]);

    let form = [
        ("setting", "MMS"),
        ("circumstance-new-to-setting", "no"),
        ("line-1-kind", "assistant"),
        ("line-1-hours", "15"),
        ("line-1-minutes", "30"),
    ];
    let value_of = |field: &str| {
        let found = form.iter().find(|(name, _)| *name == field);
        found.map(|(_, value)| (*value).to_owned())
    };
    let answers = Answers::read(&rules, &value_of);
    assert_eq!(answers.gaps().next(), None);
    let made = engine::determine(&answers.profile, &rules, answers.context().unwrap());
    assert_eq!(json!(made.top_up_annual()), amount);
}

/// Two streams cost lines, the second of fewer kinds: what the first alone has is a column, and refused in the second alone.
#[test]
fn kinds_of_provision_of_every_stream_are_columns() {
    let table = "ID,Setting,new-to-setting,assistant,midday\nN1,MMS,no,15,2\nN2,RPU,no,15,2\n";
    let lines = of_wealdshire(2023, "in.csv", table);
    // 15 × £16.90 × 38 + 2 × £13.15 × 38 − £6,000
    assert_eq!(lines[0]["top_up_annual"], "4632.40", "{}", lines[0]);
    assert_eq!(lines[1]["status"], "refused", "{}", lines[1]);
    let problem = lines[1]["problem"].as_str().unwrap();
    assert!(problem.contains("midday"), "{problem}");
}

/// Wealdshire has an award that is called like a domain.
#[test]
fn an_award_is_picked_by_its_own_name_in_a_record_and_beside_its_stream_in_a_table() {
    let records = r#"{"id":"N1","setting":"AP","hours":"30","picked":{"awards":["Learning","Body"]}}
{"id":"N2","setting":"AP","hours":"30","picked":["Learning","Body"]}
{"id":"N3","setting":"AP","hours":"30","picked":["Learning","Learning"]}
{"id":"N4","setting":"AP","hours":"30","picked":["Learnin"]}
{"id":"N5","setting":"AP","hours":"30","picked":{"award":["Learning"]}}"#;
    let lines = of_wealdshire(2024, "in.jsonl", records);
    assert_eq!(lines[0]["top_up_annual"], "2280.00", "{}", lines[0]);
    assert_eq!(lines[1]["top_up_annual"], "2280.00", "{}", lines[1]);
    for (at, words) in [
        (2, "one of them twice"),
        (
            3,
            "“Learnin” is no band of Awards that add up: write one of Learning,",
        ),
        (
            4,
            "“award” is no field of a record under these rules: mend it to one of awards",
        ),
    ] {
        let line = &lines[at];
        assert_eq!(line["status"], "refused", "{line}");
        assert_eq!(line["id"], format!("N{}", at + 1), "{line}");
        assert!(line["problem"].as_str().unwrap().contains(words), "{line}");
    }
    let table = "ID,Setting,Hours,Awards: Learning,Body\nN1,AP,30,x,yes\n";
    let lines = of_wealdshire(2024, "in.csv", table);
    assert_eq!(lines[0]["top_up_annual"], "2280.00", "{}", lines[0]);
}

#[test]
fn what_cannot_be_read_is_named_with_its_value_and_what_may_stand_there() {
    let of_2023 = [
        (
            r#""setting":"MMS","provision":[{"kind":"horses","hours":"1"}]"#,
            "kind of line 1 of the provision is “horses”, which is no kind of provision under these rules: write one of ",
        ),
        (
            r#""setting":"MMS","provision":[{"hours":"1"}]"#,
            "Line 1 of “provision” has no “kind”",
        ),
        (
            r#""setting":"MMS","provision":[{"kind":"assistant","hours":-1}]"#,
            "hours of line 1 of the provision is “-1”, which is not a number such as 2.5",
        ),
        (
            r#""setting":"MMS","provision":[{"kind":"equipment","cost":"much"}]"#,
            "cost of line 1 of the provision is “much”, which is not pounds and pence",
        ),
        (
            r#""setting":"EYP","band":"core plus""#,
            "“core plus” is no band of ",
        ),
        (
            r#""setting":"MMS","circumstances":{"new-to-setting":"perhaps"}"#,
            "circumstances.new-to-setting is “perhaps”, which is neither yes nor no",
        ),
        (
            r#""setting":"MMS","from":"2023-10-02""#,
            "“from” is said by a case and by no record",
        ),
    ];
    let of_2024 = [(
        r#""setting":"AP","year_group":"ten""#,
        "year_group is “ten”, which is no national curriculum year, such as 7",
    )];
    for (year, said) in [(2023, of_2023.as_slice()), (2024, of_2024.as_slice())] {
        let records: Vec<String> = (1..)
            .zip(said)
            .map(|(number, (record, _))| format!("{{\"id\":\"N{number}\",{record}}}"))
            .collect();
        let lines = of_wealdshire(year, "in.jsonl", &records.join("\n"));
        for (line, (_, words)) in lines.iter().zip(said) {
            assert_eq!(line["status"], "refused", "{line}");
            assert!(line["problem"].as_str().unwrap().contains(words), "{line}");
        }
    }
}

/// Under the Exampleshire set every level is read, and one for which there is not enough evidence is not merely missing.
#[test]
fn a_record_says_that_there_is_not_enough_evidence_for_a_level() {
    let folder = Folder::new();
    let levels: Vec<String> = shipped("exampleshire/2026-04-01")
        .domains()
        .filter(|domain| domain.id.as_str() != "hearing")
        .map(|domain| format!("\"{}\":\"2\"", domain.id))
        .collect();
    let record = format!(
        r#"{{"id":"N1","setting":"MMS","primary_need":"ASD","levels":{{{}}},"not_enough_evidence":["hearing"]}}"#,
        levels.join(",")
    );
    let (path, out) = (folder.write("in.jsonl", record), folder.path("out.jsonl"));
    let done = ran(|console| determine::run(&asked(&path, &out), console));
    assert_eq!(done.exit, Exit::Done, "{}", done.err);
    let line = std::fs::read_to_string(out).unwrap();
    assert!(
        line.contains("Not enough evidence to say a level: Hearing"),
        "{line}"
    );
}

/// A file that is wrong tells a family what every family is told, and tells whoever mends the file what is wrong with it.
#[test]
fn a_family_reads_whole_sentences_where_a_level_is_blank() {
    let folder = Folder::new();
    let child = "setting = \"MMS\"\nprimary_need = \"ASD\"\nlevels = { hearing = \"1\" }\n";
    let asked = Explain {
        rules: Some("exampleshire/2026-04-01".to_owned()),
        on: Some(Date::new(2026, 10, 2).unwrap()),
        profile: Some(folder.write("child.toml", child)),
        verify: None,
        database: None,
        reader: Reader::Family,
    };
    let done = ran(|console| explain::run(&asked, console));
    assert_ne!(done.exit, Exit::Done);
    assert!(
        done.out.starts_with("There is no result yet"),
        "{}",
        done.out
    );
    assert!(
        done.out.contains("does not limit Section F"),
        "{}",
        done.out
    );
    assert!(!done.out.contains("child.toml"), "{}", done.out);
    assert!(done.err.contains("child.toml"), "{}", done.err);
}
