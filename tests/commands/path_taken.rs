//! One rule for every door: what is asked of a record is what the rules read on the path that they take for that child.

use send_banding::commands::Exit;
use send_banding::commands::determine::{self, Determine};
use send_banding::commands::explain::{self, Explain, Reader};
use serde_json::Value;

use crate::tables::{Folder, asked, ran};

/// Mainstream by band, special schools by need, and a conversion from the scheme before.
const SCHEME: &str = r#"
[scheme]
authority = "pathshire"
authority_title = "Pathshire"
title = "Invented for a test"
version = "1"
invented = true
first_day = 2026-04-01
last_day = 2027-03-31
band_blind = false
missing_level = "refuse"
above_top_score = "unreachable"

[source]
title = "Invented for a test"
address = "invented"

[model]
kind = "weighted_levels"
levels = ["0", "1", "2"]
band_order = ["Low", "High"]

[[area]]
id = "learning"
title = "Learning"

[[area.domain]]
id = "thinking"
title = "Thinking"
[area.domain.levels]
"0" = "Learns at about the pace of others."
"1" = "Needs new ideas in small steps."
"2" = "Understands what is here and now."

[[group]]
id = "learning"
title = "Learning"
domains = ["thinking"]
weight = "1"

[[band]]
id = "Low"
from = "0"
to = "1"

[[band]]
id = "High"
from = "2"
to = "2"

[[circumstance]]
id = "awaiting-place"
ask = "Does the child await a place?"

[[value_table]]
id = "mainstream"
title = "Mainstream, a year"
settings = ["MMS"]
kind = "net_top_up"
basis = "year"
scales_with_fte = true
amounts = { Low = "1000", High = "3000" }

[[value_table]]
id = "special"
title = "Special schools, a year"
settings = ["SPEC"]
kind = "net_top_up"
basis = "year"
scales_with_fte = true
columns = ["primary_need"]
rows = [["PMLD", "17000"], ["*", "9000"]]

[[not_funded]]
settings = ["MIND", "RPU", "NMSS", "ISS", "AP", "FE", "SPI", "EOTAS", "EHE", "NEET", "EYP", "OTH", "UNK"]
note = "Agreed one by one"

[[modifier]]
id = "waiting"
title = "more while a place is awaited"
when = [{ settings = ["SPEC"] }, { circumstance = "awaiting-place" }]
kind = "supplement"
pounds = "500"

[modifiers]
order = ["waiting", "fte"]

[conversion]
from = "The scheme before"
how = "closest_up"

[rounding]
mode = "half_up"
to = "0.01"
applied = "end"
"#;

fn rules(folder: &Folder) -> String {
    let directory = folder.path("pathshire/2026-04-01");
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("scheme.toml"), SCHEME).unwrap();
    directory.to_str().unwrap().to_owned()
}

/// What becomes of a file, by the ending of its name.
fn determined(name: &str, text: &str) -> Vec<Value> {
    let folder = Folder::new();
    let path = folder.write(name, text);
    let out = folder.path("out.jsonl");
    let asked = Determine {
        rules: rules(&folder),
        on: "2026-09-01".parse().unwrap(),
        ..asked(&path, &out)
    };
    let ran = ran(|console| determine::run(&asked, console));
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    let text = std::fs::read_to_string(out).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

fn told(record: &str) -> String {
    let folder = Folder::new();
    let asked = Explain {
        rules: Some(rules(&folder)),
        on: Some("2026-09-01".parse().unwrap()),
        profile: Some(folder.write("one.json", record)),
        verify: None,
        database: None,
        reader: Reader::Colleague,
    };
    let ran = ran(|console| explain::run(&asked, console));
    format!("{}{}", ran.out, ran.err)
}

fn problem(line: &Value) -> &str {
    line["problem"].as_str().unwrap_or_default()
}

#[test]
fn a_need_is_asked_for_only_where_a_row_of_it_is_read() {
    let records = r#"{"id":"N1","setting":"MMS","levels":{"thinking":"2"}}
{"id":"N2","setting":"SPEC","levels":{"thinking":"2"},"circumstances":{"awaiting-place":false}}
{"id":"N3","setting":"SPEC","primary_need":"PMLD","levels":{"thinking":"2"},"circumstances":{"awaiting-place":false}}"#;
    let lines = determined("in.jsonl", records);
    assert_eq!(lines[0]["top_up_annual"], "3000.00", "{}", lines[0]);
    assert!(
        problem(&lines[1]).starts_with("Primary need is blank"),
        "{}",
        lines[1]
    );
    assert_eq!(lines[2]["top_up_annual"], "17000.00", "{}", lines[2]);

    let table = "ID,Setting,Primary need,Thinking,awaiting-place\nN1,MMS,,2,\nN2,SPEC,,2,no\nN3,SPEC,PMLD,2,no\n";
    let lines = determined("in.csv", table);
    assert_eq!(lines[0]["top_up_annual"], "3000.00", "{}", lines[0]);
    assert!(
        problem(&lines[1]).starts_with("Primary need (column C) is blank"),
        "{}",
        lines[1]
    );
    assert_eq!(lines[2]["top_up_annual"], "17000.00", "{}", lines[2]);

    let said = told(r#"{"setting":"MMS","levels":{"thinking":"2"}}"#);
    assert!(said.contains("£3,000"), "{said}");
}

#[test]
fn a_child_whose_earlier_band_is_converted_needs_no_levels() {
    let records = r#"{"id":"N1","setting":"MMS","earlier":{"top_up":"900","convert":true}}
{"id":"N2","setting":"MMS","earlier":{"top_up":"900"}}"#;
    let lines = determined("in.jsonl", records);
    assert_eq!(lines[0]["band"], "Low", "{}", lines[0]);
    assert!(
        problem(&lines[1]).contains("Thinking is blank"),
        "{}",
        lines[1]
    );
    assert!(!problem(&lines[1]).contains("Primary need"), "{}", lines[1]);

    let with_levels = "ID,Setting,Primary need,Thinking,Earlier amount,Convert\nN1,MMS,,,1001,yes\nN2,MMS,,,1001,\n";
    let lines = determined("in.csv", with_levels);
    assert_eq!(lines[0]["band"], "High", "{}", lines[0]);
    assert!(
        problem(&lines[1]).contains("Thinking (column D) is blank"),
        "{}",
        lines[1]
    );

    let without = "ID,Setting,Earlier amount,Convert\nN1,MMS,900,yes\nN2,MMS,900,no\n";
    let lines = determined("in.csv", without);
    assert_eq!(lines[0]["band"], "Low", "{}", lines[0]);
    assert!(problem(&lines[1]).contains("Thinking"), "{}", lines[1]);

    let said = told(r#"{"setting":"MMS","earlier":{"top_up":"1001","convert":true}}"#);
    assert!(said.contains("£3,000"), "{said}");
}

#[test]
fn a_key_that_no_record_has_is_refused_with_the_nearest_that_one_has() {
    let records = r#"{"id":"N1","setting":"MMS","levels":{"thinking":"2"},"full_time":"0.5"}
{"id":"N2","setting":"MMS","levels":{"thinkin":"2","thinking":"2"}}
{"id":"N3","setting":"MMS","levels":{"thinking":"2"},"circumstances":{"awaiting":true}}
{"id":"N4","setting":"MMS","levels":{"thinking":"2"},"provision":[{"kind":"a","hrs":"2"}]}
{"id":"N5","setting":"MMS","levels":{"thinking":"2"},"residency":"own","surname":"Invented","full_time":null}"#;
    let lines = determined("in.jsonl", records);
    for (line, (seen, nearest)) in lines.iter().zip([
        ("“full_time” is no field of a record", ""),
        ("“thinkin” is no field of a record", "one of thinking,"),
        ("“awaiting” is no field of a record", "awaiting-place"),
        ("“line-1-hrs” is no field of a record", ""),
    ]) {
        assert_eq!(line["status"], "refused", "{line}");
        assert!(problem(line).contains(seen), "{line}");
        assert!(problem(line).contains(nearest), "{line}");
    }
    assert_eq!(lines[4]["top_up_annual"], "3000.00", "{}", lines[4]);
    assert!(
        told(r#"{"setting":"MMS","levels":{"thinking":"2"},"full_time":"1"}"#)
            .contains("full_time")
    );
}
