//! Every case beside every shipped rule set, and the shipped sets as one book.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

use std::path::Path;

#[path = "common/every_set.rs"]
mod every_set;
#[path = "common/shipped.rs"]
mod shipped;

use every_set::SHIPPED;
use send_banding::engine::Status;
use send_banding::engine::cases::{bands_without_case, came_of, differences};
use send_banding::engine::coverage::{not_hit, unnoticed};
use send_banding::rules::{
    Case, RuleBook, RuleFile, RuleSet, figures_placed, placed, read, read_as, read_cases,
    read_with_doubts,
};
use shipped::{directory, files, shipped};

#[test]
fn every_case_of_every_shipped_set_holds() {
    for reference in SHIPPED {
        let rules = shipped(reference);
        let cases = read_cases(&files(&directory(reference).join("cases"))).unwrap();
        let mut wrong = Vec::new();
        for case in &cases {
            for difference in differences(case, &rules) {
                wrong.push(format!(
                    "{}:{}: {}: {difference}",
                    case.file, case.line, case.name
                ));
            }
        }
        assert!(wrong.is_empty(), "{reference}:\n{}", wrong.join("\n"));
        assert_eq!(bands_without_case(&cases, &rules), Vec::<&str>::new());
    }
}

#[test]
fn every_shipped_set_is_listed_here() {
    let root = directory("");
    let mut found = Vec::new();
    for authority in std::fs::read_dir(root).unwrap() {
        let authority = authority.unwrap().path();
        if !authority.is_dir() {
            continue;
        }
        for set in std::fs::read_dir(&authority).unwrap() {
            let set = set.unwrap().path();
            let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
            found.push(format!("{}/{}", name(&authority), name(&set)));
        }
    }
    found.sort();
    assert_eq!(found, SHIPPED);
}

#[test]
fn shipped_sets_share_no_day_and_leave_none_to_a_neighbour() {
    let book = RuleBook::of(SHIPPED.map(shipped)).unwrap();
    let on = |day: &str| {
        let set = book.in_force("exampleshire", day.parse().unwrap());
        set.map(|set| set.reference().to_string()).ok()
    };
    assert_eq!(on("2025-03-31"), None);
    assert_eq!(on("2026-03-31").as_deref(), Some("exampleshire/2025-04-01"));
    assert_eq!(on("2026-04-01").as_deref(), Some("exampleshire/2026-04-01"));
    assert_eq!(on("2027-04-01"), None);
}

#[test]
fn the_order_of_files_changes_nothing() {
    let reference = "exampleshire/2026-04-01";
    let mut reversed = files(&directory(reference));
    reversed.sort_by(|a, b| b.name.cmp(&a.name));
    let set = read_as(&reversed, None).unwrap();
    assert_eq!(set.digest(), shipped(reference).digest());
}

#[test]
fn comments_and_layout_are_no_part_of_the_identity() {
    let reference = "herefordshire/2025-04-01";
    let mut files = files(&directory(reference));
    for file in &mut files {
        file.text = format!(
            "# another comment\r\n\r\n{}",
            file.text.replace('\n', "\r\n")
        );
    }
    let set = read_as(&files, None).unwrap();
    assert_eq!(set.digest(), shipped(reference).digest());
}

/// 55 descriptors, of a length that can be read beside a radio, none of them naming who helps or how long.
#[test]
fn descriptors_state_need_and_impact() {
    for reference in ["exampleshire/2025-04-01", "exampleshire/2026-04-01"] {
        let rules = shipped(reference);
        let texts: Vec<&String> = rules
            .domains()
            .flat_map(|domain| domain.levels.values())
            .collect();
        assert_eq!(texts.len(), 55);
        for text in texts {
            let words = text.split_whitespace().count();
            assert!((35..=70).contains(&words), "{words} words: {text}");
            for hint in ["hour", "1:1", "assistant", "staff", "diagnos", "autis"] {
                assert!(!text.to_lowercase().contains(hint), "{hint}: {text}");
            }
        }
        assert!(rules.questions.len() >= 7);
    }
}

#[test]
fn a_browser_reads_the_same_rules_from_what_is_served() {
    for reference in SHIPPED {
        let set = shipped(reference);
        let read = RuleSet::from_served_json(&set.served_json()).unwrap();
        assert_eq!(read, set.without_descriptors());
        assert_eq!(read.digest(), set.digest());
    }
}

#[test]
fn a_set_in_memory_of_its_own_is_the_same_set() {
    for reference in SHIPPED {
        let set = shipped(reference);
        assert_eq!(set.of_its_own(), set);
    }
}

/// Where the band of one stream only is picked, a case need not name the stream.
#[test]
fn a_band_without_a_stream_is_that_of_the_only_stream_whose_band_is_picked() {
    let case = |given: &str| {
        let file = RuleFile {
            name: "cases.toml".to_owned(),
            text: format!("[[case]]\nname = \"A picked band\"\n{given}"),
        };
        read_cases(&[file]).unwrap().remove(0)
    };
    let file = RuleFile {
        name: "scheme.toml".to_owned(),
        text: include_str!("../fixtures/refused/sound-streams.toml").to_owned(),
    };
    let one = read_as(&[file], None).unwrap();
    let given =
        "on = 2026-09-01\nsetting = \"SPEC\"\ninstitution = \"Orchard Manor\"\nage = \"9\"\n";
    let expect = "expect = { status = \"determined\", band = \"2\", top_up = \"21500.50\" }\n";
    for band in [
        "band = \"2\"\n",
        "picked = [\"2\"]\n",
        "bands = { special = \"2\" }\n",
    ] {
        let case = case(&format!("{given}{band}{expect}"));
        assert_eq!(differences(&case, &one), Vec::<String>::new(), "{band}");
    }
    let several = shipped("wealdshire/2022-09-01");
    let given = "on = 2022-09-05\nsetting = \"RPU\"\nband = \"Base A\"\nplan = true\nage = \"9\"\n";
    let expect = "expect = { status = \"refused\", refusal = \"band_not_expected\" }\n";
    let case = case(&format!("{given}{expect}"));
    assert_eq!(differences(&case, &several), Vec::<String>::new());
}

/// What was sealed keeps its identity: decisions were made under these digests.
#[test]
fn sets_in_force_keep_their_digests() {
    let sealed = [
        (
            "exampleshire/2025-04-01",
            "64c07896e84e461922f45a4ee26985ac33de6c6a5e67d5bbda186e429299f98c",
        ),
        (
            "exampleshire/2026-04-01",
            "d3c0dc15fcfaeb51b9d4d1fb85be18f3ccab68dbd2d590e486d3d4115b9dbe39",
        ),
        (
            "herefordshire/2025-04-01",
            "e3ced091b555d762efa0e14f8dfdf07c7e1507a23f5eb945832f1feda734422c",
        ),
    ];
    for (reference, digest) in sealed {
        assert_eq!(
            shipped(reference).digest().to_string(),
            digest,
            "{reference}"
        );
    }
}

/// What the cases of a shipped set leave out is named by what it is.
#[test]
fn parts_without_a_case_are_named() {
    let rules = shipped("exampleshire/2026-04-01");
    let cases = read_cases(&files(&directory("exampleshire/2026-04-01").join("cases"))).unwrap();
    let (left, all) = not_hit(&cases, &rules);
    let words: Vec<String> = left.iter().map(|part| part.in_words(&rules)).collect();
    assert_eq!(words, Vec::<String>::new());
    assert!(all > 20, "{all}");
    let (left, all_again) = not_hit(&[], &rules);
    assert_eq!((left.len(), all_again), (all, all));
    assert_eq!(left[0].in_words(&rules), "the last day, 2027-03-31");
    assert_eq!(
        left[1].in_words(&rules),
        format!("band {}", rules.streams[0].bands[0].id)
    );
}

/// Without a case every part is named, each at its line of the text; a case takes away what it shows.
#[test]
fn what_no_case_shows_is_named_at_its_line() {
    let file = |name: &str, text: &str| RuleFile {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let text = include_str!("../fixtures/refused/sound-streams.toml");
    let files = [file("scheme.toml", text)];
    let set = read(&files).unwrap();
    let named = |cases: &[Case]| {
        let (left, all) = not_hit(cases, &set);
        let problems = placed(&left, &set, &files);
        let lines: Vec<&str> = text.lines().collect();
        let said = problems.iter().map(|one| {
            let line = usize::try_from(one.line).unwrap();
            format!("{} | {}", lines[line - 1].trim(), one.sentence)
        });
        (said.collect::<Vec<String>>(), all)
    };
    let (bare, all) = named(&[]);
    assert_eq!(bare.len(), all);
    let expected = [
        ("last_day = ", "the last day, "),
        ("table = { One", "the conversion of earlier band One"),
        ("table = { One", "the conversion of earlier band Two"),
        (
            "reached_by = [{ at_least = \"2\", count",
            "band C by 2 at level 2",
        ),
        (
            "hours = \"15\"",
            "the limit of 15 hours of provision speech, above it",
        ),
        (
            "total_hours = \"32\"",
            "total_hours 32 of the model, exactly at it",
        ),
        (
            "total_hours = \"32\"",
            "total_hours 32 of the model, above it",
        ),
        ("class_posts = ", "post assistant of value table classes"),
        ("[\"*\", \"2\", \"20000\"]", "row 4 of value table schools"),
    ];
    let is_named = |said: &[String], (line, words): (&str, &str)| {
        let words = format!("| not hit by a case: {words}");
        said.iter()
            .any(|one| one.starts_with(line) && one.contains(&words))
    };
    for part in expected {
        assert!(is_named(&bare, part), "{part:?}: {bare:#?}");
    }
    let case = "[[case]]\nname = \"a case\"\non = 2027-03-31\nsetting = \"MMS\"\nyear_group = \"3\"\nage = \"8\"\nplan = true\n\
                circumstances = { awaits-a-special-place = false }\nprovision = [{ kind = \"speech\", hours = \"16\" }]\n\
                earlier = { band = \"One\", convert = true }\nexpect = { status = \"determined\", band = \"A\" }\n";
    let cases = read_cases(&[file("case.toml", case)]).unwrap();
    let (left, _) = named(&cases);
    for (at, part) in expected.into_iter().enumerate() {
        assert_eq!(
            is_named(&left, part),
            ![0, 1, 4].contains(&at),
            "{part:?}: {left:#?}"
        );
    }
}

/// A day on which no case stands, and a share that none has, are named.
#[test]
fn days_and_shares_without_a_case_are_named() {
    let reference = "wealdshire/2022-09-01";
    let rules = shipped(reference);
    let cases = read_cases(&files(&directory(reference).join("cases"))).unwrap();
    let named = |leaves_out: &dyn Fn(&Case) -> bool| {
        let kept: Vec<Case> = cases
            .iter()
            .filter(|case| !leaves_out(case))
            .cloned()
            .collect();
        let words = not_hit(&kept, &rules)
            .0
            .into_iter()
            .map(|part| part.in_words(&rules));
        words.collect::<Vec<String>>().join("; ")
    };
    assert_eq!(named(&|_| false), "");
    for (day, words) in [
        ("2023-08-31", "the last day, 2023-08-31"),
        ("2023-03-31", "on the day before 2023-04-01"),
        ("2023-04-01", " on 2023-04-01"),
    ] {
        let found = named(&|case: &Case| case.on.to_string() == day);
        assert!(found.contains(words), "{day}: {found}");
    }
    let days = cases
        .iter()
        .find_map(|case| case.facts.days_a_week)
        .unwrap();
    let found = named(&|case: &Case| case.facts.days_a_week == Some(days));
    let words = format!("the share for {days} days a week of modifier");
    assert!(found.contains(&words), "{found}");
}

/// Schemes of other kinds than the shipped ones, each with its cases beside it.
#[test]
fn every_case_of_every_scheme_among_the_fixtures_holds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/schemes");
    let mut names = Vec::new();
    for scheme in std::fs::read_dir(root).unwrap() {
        let scheme = scheme.unwrap().path();
        let file = |name: &str| RuleFile {
            name: name.to_owned(),
            text: std::fs::read_to_string(scheme.join(name)).unwrap(),
        };
        let reading = read_with_doubts(&[file("scheme.toml")], None);
        assert!(
            reading.doubts.is_empty(),
            "{scheme:?}: {:#?}",
            reading.doubts
        );
        let rules = reading.set.unwrap_or_else(|wrong| panic!("{wrong:#?}"));
        // A browser reads the same set, or nothing of one that the server works out alone.
        match RuleSet::from_served_json(&rules.served_json()) {
            Ok(served) => assert_eq!(served, rules.without_descriptors()),
            Err(_) => assert!(rules.is_for_server_alone(), "{scheme:?}"),
        }
        for case in read_cases(&[file("cases.toml")]).unwrap() {
            let found = differences(&case, &rules);
            assert_eq!(found, Vec::<String>::new(), "{scheme:?}: {}", case.name);
        }
        names.push(rules.scheme.authority.clone());
    }
    names.sort();
    assert_eq!(
        names,
        [
            "careshire",
            "countshire",
            "hostshire",
            "hourshire",
            "keepshire",
            "keyshire",
            "laddershire",
            "limitshire",
            "matrixshire",
            "monthshire",
            "nurseryshire",
            "primaryshire",
            "quarryshire",
            "rankshire",
            "rateshire",
            "sectorshire",
            "settleshire",
            "sliceshire",
            "therapyshire",
            "unitshire"
        ]
    );
}

/// Days that the rules of time turn on say something only where days on roll are asked for, and where the set has such rules.
#[test]
fn days_of_a_case_that_nothing_turns_on_are_said() {
    let scheme = |name: &str| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/schemes");
        std::fs::read_to_string(root.join(name).join("scheme.toml")).unwrap()
    };
    let whole = scheme("monthshire");
    let without = |key: &str| {
        let lines = whole.lines().filter(|line| !line.starts_with(key));
        lines.collect::<Vec<_>>().join("\n")
    };
    let file = |name: &str, text: String| RuleFile {
        name: name.to_owned(),
        text,
    };
    let case = |days: &str, asked: &str| {
        format!(
            "[[case]]\nname = \"a case\"\non = 2026-03-02\nsetting = \"MMS\"\nband = \"One\"\n{days}\n[case.expect]\nstatus = \"determined\"\nband = \"One\"\n{asked}"
        )
    };
    let roll = "from = 2026-02-01\nto = 2026-02-28\n";
    let said = |scheme: String, days: &str| {
        let rules = read(&[file("scheme.toml", scheme)]).unwrap();
        let text = case(&format!("{roll}{days}"), "for_period = \"280\"\n");
        differences(&read_cases(&[file("case", text)]).unwrap()[0], &rules).join("; ")
    };
    let away = "away = [{ from = 2026-02-02, to = 2026-02-03 }]";
    let late = "decided = 2026-01-20\nplan_due = 2026-01-20";
    assert_eq!(said(whole.clone(), away), "");
    assert_eq!(said(whole.clone(), late), "");
    for (scheme, days, words) in [
        (
            without("suspended"),
            away,
            "the set says nothing of times away",
        ),
        (
            without("backdating"),
            late,
            "the set says nothing of late decisions",
        ),
        (whole.clone(), "plan_due = 2026-01-20", "add decided"),
        (whole.clone(), "decided = 2026-01-20", "is not recorded"),
    ] {
        assert!(said(scheme, days).contains(words), "{words}");
    }
    let refused = |days: &str, asked: &str| {
        let problems = read_cases(&[file("case", case(days, asked))]).unwrap_err();
        problems[0].sentence.clone()
    };
    let reversed = "away = [{ from = 2026-02-03, to = 2026-02-02 }]";
    assert!(
        refused(&format!("{roll}{reversed}"), "for_period = \"1\"\n")
            .contains("is before the first")
    );
    assert!(refused(away, "").contains("away matters only to what days on roll are due"));
}

#[test]
fn an_answer_to_no_question_and_days_of_other_rules_are_said() {
    let rules = shipped("wealdshire/2026-09-01");
    let said = |case: &str| {
        let text = format!(
            "[defaults]\non = 2026-10-14\nsetting = \"MMS\"\nprimary_need = \"MLD\"\nage = \"10\"\nresidency = \"own\"\n\
             levels = {{ learning = \"0\", literacy = \"0\", language = \"0\", interaction = \"0\", wellbeing = \"3\", \
             regulation = \"0\", hearing = \"0\", vision = \"0\", movement = \"0\", health = \"0\" }}\n\
             [[case]]\nname = \"a case\"\n{case}[case.expect]\nstatus = \"determined\"\nband = \"Middle\"\nfor_period = \"306\"\n"
        );
        let file = RuleFile {
            name: "case".to_owned(),
            text,
        };
        differences(&read_cases(&[file]).unwrap()[0], &rules).join("; ")
    };
    let days = "from = 2026-10-14\nto = 2026-11-10\n";
    let sound = said(&format!("{days}circumstances = {{ reviewed = false }}\n"));
    assert_eq!(sound, "");
    let slip = said(&format!(
        "{days}circumstances = {{ reviewed = false, reviewd = true }}\n"
    ));
    assert_eq!(
        slip,
        "circumstances has “reviewd”, which is no question of this set: write one of reviewed"
    );
    let before = said("from = 2026-08-20\nto = 2026-09-20\ncircumstances = { reviewed = false }\n");
    assert!(
        before.contains("run past the days of these rules"),
        "{before}"
    );
}

/// What no case would notice is said at its line: a bound with no case at it, a code that no case has.
#[test]
fn figures_on_which_no_case_turns_are_named_at_their_lines() {
    let reference = "exampleshire/2026-04-01";
    let rules = shipped(reference);
    let said = |keep: &dyn Fn(&Case) -> bool| {
        let mut cases = read_cases(&files(&directory(reference).join("cases"))).unwrap();
        cases.retain(keep);
        let (loose, _) = unnoticed(&cases, &rules);
        let named = figures_placed(&loose, &rules, &files(&directory(reference)));
        let lines = named.iter().map(ToString::to_string);
        lines.collect::<Vec<String>>().join("\n")
    };
    assert_eq!(said(&|_| true), "");
    let scored = |case: &Case| match came_of(case, &rules).status {
        Status::Determined { score, .. } => score.map(|score| score.to_string()),
        _ => None,
    };
    let bound = said(&|case| scored(case).as_deref() != Some("36"));
    assert_eq!(
        bound.lines().next().unwrap(),
        "scheme.toml:76: no case turns on from “36” (and to “35” below it) of band D: every case holds as well with “37” (column 1)"
    );
    assert_eq!(
        said(&|case| case.primary_need.is_none_or(|need| need.code() != "MSI")),
        "scheme.toml:101: no case turns on “MSI” in primary_needs of floor profound-or-multi-sensory: every case holds as well without it (column 26)"
    );
}
