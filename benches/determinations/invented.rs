//! Rule sets of any size, invented, to measure how cost grows.

use std::fmt::Write;

/// A set of weighted levels with so many domains, and a value table with a row for each of so many schools.
pub fn text(domains: usize, rows: usize) -> String {
    let mut text = HEAD.to_owned();
    let mut names = Vec::new();
    for domain in 0..domains {
        let _ = write!(
            text,
            "[[area.domain]]\nid = \"d{domain}\"\ntitle = \"Domain {domain}\"\n[area.domain.levels]\n"
        );
        for level in 0..5 {
            let _ = writeln!(
                text,
                "\"{level}\" = \"Needs of domain {domain} at level {level}\""
            );
        }
        names.push(format!("\"d{domain}\""));
    }
    let top = domains * 4;
    let _ = write!(
        text,
        "[[group]]\nid = \"all\"\ntitle = \"All\"\ndomains = [{}]\nweight = \"1\"\n\
         [[band]]\nid = \"Low\"\nfrom = \"0\"\nto = \"5\"\n[[band]]\nid = \"High\"\nfrom = \"6\"\nto = \"{top}\"\n\
         [[value_table]]\nid = \"schools\"\ntitle = \"Schools\"\nsettings = [\"MMS\"]\nkind = \"net_top_up\"\n\
         basis = \"year\"\nscales_with_fte = true\ncolumns = [\"institution\", \"band\"]\nrows = [\n",
        names.join(", ")
    );
    for school in 0..rows / 2 {
        let _ = writeln!(
            text,
            "[\"School {school}\", \"Low\", \"{school}\"], [\"School {school}\", \"High\", \"{school}.50\"],"
        );
    }
    text + "[\"*\", \"Low\", \"1000\"], [\"*\", \"High\", \"2000\"],\n]\n" + TAIL
}

const HEAD: &str = r#"[scheme]
authority = "smallshire"
authority_title = "Smallshire"
title = "Invented"
version = "1"
invented = true
first_day = 2026-04-01
last_day = 2027-03-31
band_blind = false
missing_level = "refuse"
above_top_score = "unreachable"
[source]
title = "Invented"
address = "invented"
[model]
kind = "weighted_levels"
levels = ["0", "1", "2", "3", "4"]
band_order = ["Low", "High"]
[[area]]
id = "all"
title = "All"
"#;

const TAIL: &str = r#"[[not_funded]]
settings = ["MIND", "RPU", "SPEC", "NMSS", "ISS", "AP", "FE", "SPI", "EOTAS", "EHE", "NEET", "EYP", "OTH", "UNK"]
note = "Agreed one by one"
[modifiers]
order = ["fte"]
[rounding]
mode = "half_up"
to = "0.01"
applied = "end"
"#;
