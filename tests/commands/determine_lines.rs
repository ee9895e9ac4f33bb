//! `determine` reads a plain line of JSON by hand and every other line with all its leniency: both come to the same.

use send_banding::commands::Exit;
use send_banding::commands::determine;

use crate::tables::{Folder, asked, ran};

/// What is read by hand and what is read with every leniency must be the same: an escape in a line is not plain.
#[test]
fn a_line_comes_to_the_same_whichever_way_it_is_read() {
    let levels = r#""thinking":"2","literacy-numeracy":2,"receptive-language":"0","speech":"04","social-communication":"4","emotional-wellbeing":"3","behaviour":2,"hearing":"1","vision":0,"physical":"2","medical":"3""#;
    let backwards = levels.split(',').rev().collect::<Vec<_>>().join(",");
    let mut lines = Vec::new();
    for levels in [levels, &backwards, &levels.replace(':', " : ")] {
        for rest in [
            r#""setting":"MMS","primary_need":"ASD","fte":"0.6""#,
            r#""fte":"1","primary_need":"PMLD","setting":"spec""#,
            r#""setting":"FE","primary_need":"SLCN","birth_date":"2014-06-15""#,
            r#""setting":"RPU","primary_need":"MLD","upn":"E999488722705""#,
            r#""setting":"ISS","primary_need":"MLD""#,
            // Each of these is refused.
            r#""setting":"MMS","setting":"FE","primary_need":"ASD""#,
            r#""setting":"MMS""#,
            r#""primary_need":"ASD""#,
            r#""setting":"MMS","primary_need":"ASD","fte":"1.5""#,
            r#""setting":"MMS","primary_need":"ASD","hearing":"1""#,
        ] {
            let id = lines.len();
            lines.push(format!(
                "{{\"id\":\"N{id}\",\"levels\":{{{levels}}},{rest}}}"
            ));
        }
    }
    for (before, after) in [
        (r#""hearing":"1""#, r#""hearing":"5""#),
        (r#""hearing":"1""#, r#""hearing":"x""#),
        (r#""hearing":"1""#, r#""hearing":"1","hearing":"2""#),
        (r#""hearing":"1","#, ""),
        (r#""hearing":"1""#, r#""listening":"1""#),
        (r#""id":"N0""#, r#""id":" N0 x ""#),
        (r#""id":"N0""#, r#""id":"""#),
    ] {
        lines.push(lines[0].replace(before, after));
    }
    let folder = Folder::new();
    let came = |name: &str, lines: &[String]| {
        let path = folder.write(&format!("{name}.jsonl"), lines.join("\n"));
        let out = folder.path(&format!("{name}-out.jsonl"));
        let done = ran(|console| determine::run(&asked(&path, &out), console));
        assert_eq!(done.exit, Exit::Done, "{}", done.err);
        std::fs::read_to_string(out).unwrap()
    };
    let escaped = |line: &String| line.replace("\"primary_need\"", "\"primary\\u005fneed\"");
    let escaped: Vec<String> = lines.iter().map(escaped).collect();
    let (plain, lenient) = (came("plain", &lines), came("lenient", &escaped));
    for (plain, lenient) in plain.lines().zip(lenient.lines()) {
        assert_eq!(plain, lenient);
    }
    assert_eq!(plain.lines().count(), lines.len());
    assert!(
        plain
            .lines()
            .filter(|line| line.contains("\"determined\""))
            .count()
            >= 15
    );
}
