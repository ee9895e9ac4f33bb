//! `import sen2` and `import gias`: what a return holds, what a second one changes, and what contradicts.

use std::path::Path;

use clap::Parser as _;
use send_banding::commands::Exit;
use send_banding::commands::import::{self, Import};
use serde_json::Value;

use crate::returns::{At, Child, Files, REGISTER, at, child, coded};
use crate::tables::{Folder, Ran, ran};

#[derive(clap::Parser)]
struct Line {
    #[command(subcommand)]
    import: Import,
}

/// A database in a folder of its own.
struct Place(Folder);

impl Place {
    fn new() -> Place {
        Place(Folder::new())
    }

    fn with_register() -> Place {
        let place = Place::new();
        place.register(REGISTER);
        place
    }

    fn run(&self, kind: &str, path: &Path) -> Ran {
        let database = format!("sqlite:{}", self.0.path("test.db").display());
        let path = path.display().to_string();
        let line = ["import", kind, &path, "--database", &database, "--json"];
        let line = Line::try_parse_from(line).unwrap();
        ran(|console| import::run(&line.import, console))
    }

    fn register(&self, text: &str) -> Value {
        let path = self.0.write("gias.csv", text);
        summary(&self.run("gias", &path))
    }

    fn import(&self, files: &Files) -> (Value, String) {
        let path = files.write(&self.0, &format!("return-{}", files.year));
        let ran = self.run("sen2", &path);
        (summary(&ran), ran.err)
    }

    fn refused(&self, files: &Files) -> String {
        let path = files.write(&self.0, "refused");
        let ran = self.run("sen2", &path);
        assert_eq!(ran.exit, Exit::Unusable, "{}", ran.err);
        assert_eq!(ran.out, "");
        ran.err
    }
}

fn summary(ran: &Ran) -> Value {
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    serde_json::from_str(ran.out.lines().last().unwrap()).unwrap()
}

const A: &str = "A80120000104A";
const B: &str = "E999488722705";
const C: &str = "C999427924093";

/// Six children, one of each kind of placement.
const CHILDREN: [Child; 6] = [
    child("N1", B),
    Child {
        needs: &["PMLD", "HI"],
        places: [
            Some(At {
                is_unit: true,
                ..at("990001", "2024-Sep-01 00:00:00")
            }),
            None,
        ],
        ..child("N2", C)
    },
    Child {
        born: "2005-Aug-31 00:00:00",
        places: [
            Some(At {
                ukprn: "10990003",
                ..at("", "2024-Sep-01 00:00:00")
            }),
            None,
        ],
        ..child("N3", "")
    },
    Child {
        born: "2025-Jan-01 00:00:00",
        needs: &["SLCN"],
        places: [Some(coded("OLA")), None],
        ..child("N4", "")
    },
    Child {
        needs: &["SEMH"],
        places: [
            Some(At {
                left: "2025-Jan-15 00:00:00",
                ..at("990002", "2024-Sep-01 00:00:00")
            }),
            None,
        ],
        ..child("N5", "")
    },
    Child {
        ceased: Some(("2025-Jan-10 00:00:00", "5")),
        ..child("N6", "")
    },
];

#[test]
fn every_person_plan_need_age_and_setting_is_counted() {
    let place = Place::with_register();
    let (summary, _) = place.import(&Files::of(2025, &CHILDREN));
    assert_eq!(summary["persons"], 6);
    assert_eq!(summary["active_plans"], 5);
    assert_eq!(summary["ceased"], 1);
    assert_eq!(summary["placement_unknown"], 1);
    assert_eq!(summary["by_need"]["ASD"], 2);
    assert_eq!(summary["by_need"]["PMLD"], 1);
    assert_eq!(summary["by_need"]["HI"], 0);
    assert_eq!(
        summary["by_age_group"],
        serde_json::json!({"under 5": 1, "5-10": 3, "11-15": 0, "16-19": 1, "20-25": 0})
    );
    for (setting, children) in [
        ("MMS", 1),
        ("RPU", 1),
        ("FE", 1),
        ("EOTAS", 1),
        ("UNK", 1),
        ("SPEC", 0),
    ] {
        assert_eq!(summary["by_setting"][setting], children, "{setting}");
    }
    assert_eq!(
        summary["ceased_by_reason"]["transferred to another authority"],
        1
    );
    assert_eq!(
        summary["persons_by_outcome"],
        serde_json::json!({"active plan": 5, "plan ceased": 1})
    );
    assert_eq!(summary["rows"]["person"], serde_json::json!([6, 6]));
    assert_eq!(summary["changes"]["children_added"], 6);
    assert_eq!(summary["changes"]["placements_added"], 5);
}

#[test]
fn the_same_return_again_changes_nothing_and_says_so() {
    let place = Place::with_register();
    let files = Files::of(2025, &CHILDREN);
    let (first, _) = place.import(&files);
    let (second, said) = place.import(&files);
    assert!(said.contains("imported before; nothing changed"), "{said}");
    assert_eq!(second["is_repeated"], true);
    for (change, count) in second["changes"].as_object().unwrap() {
        assert_eq!(*count, 0, "{change}");
    }
    assert_eq!(first["by_setting"], second["by_setting"]);
    // The same by value in other bytes: rows in another order.
    let turned = Files::of(2025, &CHILDREN).with("senneed", |text| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        lines.join("\n")
    });
    let (third, said) = place.import(&turned);
    assert!(said.contains("Nothing changed"), "{said}");
    assert_eq!(third["by_need"], first["by_need"]);
}

#[test]
fn a_later_return_moves_ceases_and_adds() {
    let place = Place::with_register();
    place.import(&Files::of(2025, &CHILDREN));
    let moved = [
        Child {
            places: [Some(at("990002", "2025-Sep-01 00:00:00")), None],
            ..CHILDREN[0]
        },
        Child {
            ceased: Some(("2025-Oct-03 00:00:00", "6")),
            ..CHILDREN[1]
        },
        CHILDREN[2],
        CHILDREN[3],
        CHILDREN[4],
        child("N7", A),
    ];
    let files = Files::of(2026, &moved);
    let (summary, said) = place.import(&files);
    let changes = &summary["changes"];
    assert_eq!(summary["persons"], 6, "{said}");
    assert_eq!(changes["children_added"], 1);
    assert_eq!(changes["plans_added"], 1);
    assert_eq!(changes["placements_added"], 2, "{changes}");
    assert_eq!(
        changes["placements_ended"], 2,
        "the one left, and the one whose plan ceased: {changes}"
    );
    assert_eq!(
        changes["plan_versions_added"], 1,
        "Section I names another school for one child: {changes}"
    );
    let (again, _) = place.import(&files);
    assert_eq!(again["changes"]["placements_ended"], 0);
    // The older one again is counted, and changes nothing of what the later one said.
    let (older, said) = place.import(&Files::of(2025, &CHILDREN));
    assert_eq!(older["active_plans"], 5);
    assert!(said.contains("nothing changed"), "{said}");
    let unseen = Files::of(2025, &CHILDREN[..2]);
    assert!(
        place
            .refused(&unseen)
            .contains("in the order of their years")
    );
}

#[test]
fn a_child_is_matched_by_upn_before_the_local_reference() {
    let place = Place::with_register();
    place.import(&Files::of(2025, &CHILDREN[..1]));
    let renamed = [Child {
        id: "X9",
        ..CHILDREN[0]
    }];
    let (summary, said) = place.import(&Files::of(2026, &renamed));
    assert_eq!(summary["changes"]["children_added"], 0);
    assert_eq!(summary["changes"]["children_changed"], 1);
    assert!(said.contains("NativeId is new for the child N1"), "{said}");
}

#[test]
fn a_contradiction_is_shown_and_nothing_merged() {
    let place = Place::with_register();
    place.import(&Files::of(2025, &CHILDREN[..2]));
    // The UPN of N1 with the reference of N2.
    let (summary, said) = place.import(&Files::of(2026, &[child("N2", B)]));
    assert!(said.contains("person, row 2: refused: UPN is that of the child N1, and NativeId is that of the child N2"), "{said}");
    assert_eq!(summary["refused"], 1);
    for (change, count) in summary["changes"].as_object().unwrap() {
        assert_eq!(*count, 0, "{change}");
    }
    // One number alone with another birth date is another child.
    let other = Child {
        id: "X9",
        born: "2013-Jun-15 00:00:00",
        ..child("X9", B)
    };
    let (_, said) = place.import(&Files::of(2026, &[other]));
    assert!(
        said.contains("another date of birth; nothing was merged"),
        "{said}"
    );
    // Two numbers that agree outweigh a birth date, which stays as it was and is shown.
    let same = Child {
        born: "2013-Jun-15 00:00:00",
        ..CHILDREN[0]
    };
    let (summary, said) = place.import(&Files::of(2026, &[same]));
    assert!(said.contains("the one on record stays"), "{said}");
    assert_eq!(summary["changes"]["children_changed"], 0);
}

#[test]
fn the_same_child_twice_in_one_return_is_refused_the_second_time() {
    let place = Place::with_register();
    let (summary, said) = place.import(&Files::of(2025, &[CHILDREN[0], CHILDREN[0]]));
    assert_eq!(summary["changes"]["children_added"], 1);
    assert!(
        said.contains("person, row 3: refused: It is the child N1 of row 2 again"),
        "{said}"
    );
}

#[test]
fn orphans_and_broken_keys_are_refused_row_by_row() {
    let place = Place::with_register();
    let files = Files::of(2025, &CHILDREN[..2])
        .with("requests", |text| format!("{text}9,N9,99,,,,\n"))
        .with("person", |text| {
            format!("{text}1,N8,1,Again,Ann,,,,\n,N8,1,Blank,Ann,,,,\n")
        })
        .with("senneed", |text| format!("{text}8,N1,1,ZZZ,3\n"))
        .with("activeplans", |text| format!("{text}9,N1,1,,\n"));
    let (summary, said) = place.import(&files);
    for words in [
        "requests, row 4: refused: persontableid “99” is in no row that was taken",
        "person, row 4: refused: persontableid “1” stands in an earlier row",
        "person, row 5: refused: persontableid is blank",
        "senneed, row 5: refused: sentype is “ZZZ”",
        "activeplans, row 4: refused: The request has an active plan already, in row 2",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    assert_eq!(summary["rows"]["person"], serde_json::json!([4, 2]));
    assert_eq!(summary["refused"], 5);
    assert_eq!(summary["active_plans"], 2);
}

#[test]
fn values_that_cannot_be_read_are_doubts_and_the_row_is_taken() {
    let place = Place::with_register();
    let files = Files::of(
        2025,
        &[Child {
            upn: "A999488722705",
            born: "soon",
            ..CHILDREN[0]
        }],
    )
    .with("placementdetail", |text| text.replace("990001", "12"));
    let (summary, said) = place.import(&files);
    assert!(
        said.contains("person, row 2: warning: personbirthdate is “soon”, which is not a date"),
        "{said}"
    );
    assert!(said.contains("whose check letter is wrong"), "{said}");
    assert!(
        said.contains("placementdetail, row 2: warning: urn is “12”"),
        "{said}"
    );
    assert_eq!(summary["by_age_group"]["not recorded"], 1);
    assert_eq!(summary["by_setting"]["UNK"], 1);
    assert_eq!(summary["placement_unknown"], 0);
}

#[test]
fn older_columns_are_read_and_missing_ones_named() {
    let place = Place::with_register();
    let files = Files::of(2023, &CHILDREN[..1])
        .with("person", |text| text.replace(",sex,", ",gendercurrent,"))
        .with("activeplans", |text| {
            text.replace(",phasetransferduedate", ",attendancepattern")
        });
    let (summary, _) = place.import(&files);
    let missing = summary["missing_columns"].to_string();
    assert!(
        missing.contains("person has gendercurrent in place of sex"),
        "{missing}"
    );
    assert!(
        missing.contains("activeplans has no phasetransferduedate"),
        "{missing}"
    );
    let keyless =
        Files::of(2024, &CHILDREN).with("senneed", |text| text.replace("activeplanstableid", "x"));
    assert!(
        place
            .refused(&keyless)
            .contains("lacks the columns “activeplanstableid”")
    );
}

#[test]
fn a_return_without_a_file_or_with_one_twice_is_refused() {
    let place = Place::with_register();
    let folder = Files::of(2025, &CHILDREN).write(&place.0, "return");
    std::fs::copy(
        folder.join("Blade-Export_15-01-2025_person.csv"),
        folder.join("person.csv"),
    )
    .unwrap();
    let said = place.run("sen2", &folder).err;
    assert!(
        said.contains("Blade-Export_15-01-2025_person.csv and person.csv are both “person”"),
        "{said}"
    );
    std::fs::remove_file(folder.join("person.csv")).unwrap();
    std::fs::remove_file(folder.join("Blade-Export_15-01-2025_senneed.csv")).unwrap();
    let ran = place.run("sen2", &folder);
    assert_eq!(ran.exit, Exit::Unusable);
    assert!(
        ran.err.contains("_senneed.csv are not there"),
        "{}",
        ran.err
    );
    let nowhere = place.run("sen2", Path::new("/nowhere/at/all"));
    assert!(
        nowhere.err.contains("there is no such file or folder"),
        "{}",
        nowhere.err
    );
}

#[test]
fn without_the_register_placements_have_no_known_setting_until_it_comes() {
    let place = Place::new();
    let files = Files::of(2025, &CHILDREN);
    let (before, said) = place.import(&files);
    assert!(
        said.contains("run “import gias FILE”, then this again"),
        "{said}"
    );
    assert_eq!(before["by_setting"]["UNK"], 4);
    assert_eq!(before["placement_unknown"], 1);
    place.register(REGISTER);
    let (after, _) = place.import(&files);
    assert_eq!(after["by_setting"]["UNK"], 1);
    assert_eq!(after["changes"]["placements_added"], 0);
    assert_eq!(
        after["changes"]["placements_changed"], 4,
        "{}",
        after["changes"]
    );
    assert_eq!(after["changes"]["placements_ended"], 0);
}

#[test]
fn an_establishment_or_type_that_is_not_known_is_named_once() {
    let place = Place::with_register();
    let children = [
        Child {
            places: [Some(at("990999", "2024-Sep-01 00:00:00")), None],
            ..CHILDREN[0]
        },
        Child {
            places: [Some(at("990999", "2024-Sep-01 00:00:00")), None],
            ..CHILDREN[1]
        },
        Child {
            places: [Some(at("990004", "2024-Sep-01 00:00:00")), None],
            ..CHILDREN[2]
        },
    ];
    let (summary, said) = place.import(&Files::of(2025, &children));
    assert!(
        said.contains(
            "URN 990999 is not among the establishments, so the setting of 2 placement(s)"
        ),
        "{said}"
    );
    assert_eq!(summary["by_setting"]["UNK"], 3);
}

#[test]
fn the_return_of_another_authority_is_refused() {
    let place = Place::with_register();
    place.import(&Files::of(2025, &CHILDREN));
    let other = Files::of(2026, &CHILDREN).with("sen2", |text| text.replace(",999", ",998"));
    let said = place.refused(&other);
    assert!(
        said.contains("authority 998's") && said.contains("one database holds one authority"),
        "{said}"
    );
}

#[test]
fn the_register_renews_what_changed_and_keeps_the_rest() {
    let place = Place::new();
    let first = place.register(REGISTER);
    assert_eq!(first["added"], 4);
    assert_eq!(first["problems"], 1, "a type that is not known");
    let second = place.register(REGISTER);
    assert_eq!(second["unchanged"], 4);
    let renamed = REGISTER.replace(
        "Hazel School,Community school,Open",
        "Hazel School,Academy converter,Closed",
    );
    let third = place.register(&format!(
        "{renamed}990001,999,Again,Community school,Open,\nabc,,No,Community school,Open,\n"
    ));
    assert_eq!(third["changed"], 1);
    assert_eq!(third["refused"], 2);
    let path = place.0.write("bad.csv", "Name,Type\nA,B\n");
    let ran = place.run("gias", &path);
    assert_eq!(ran.exit, Exit::Unusable);
    assert!(ran.err.contains("lacks the columns “URN”"), "{}", ran.err);
}

#[test]
fn a_plan_that_ceased_is_not_opened_again_and_one_is_not_taken_twice() {
    let place = Place::with_register();
    place.import(&Files::of(2025, &CHILDREN));
    let alive = Child {
        ceased: None,
        ..CHILDREN[5]
    };
    let (summary, said) = place.import(&Files::of(2026, &[alive]));
    assert!(
        said.contains("ceased on record and is active in the return"),
        "{said}"
    );
    assert_eq!(summary["changes"]["plans_changed"], 0);

    let twice = Files::of(2026, &CHILDREN[..1]).with("namedplan", |text| {
        format!("{text}9,N1,1,2020-Jan-10 00:00:00,true,false,false,,\n")
    });
    let (first, said) = place.import(&twice);
    assert!(
        said.contains("an earlier plan with the same first day"),
        "{said}"
    );
    let (second, _) = place.import(&twice);
    assert_eq!(first["changes"]["plan_versions_added"], 0);
    assert_eq!(second["changes"]["plan_versions_added"], 0);
}

#[test]
fn a_number_that_a_child_was_just_given_is_that_child_s() {
    let place = Place::with_register();
    place.import(&Files::of(2025, &[child("N1", A), child("N2", "")]));
    // N1's temporary UPN becomes permanent, and a later row has the permanent one under another reference.
    let (summary, said) = place.import(&Files::of(2026, &[child("N1", B), child("N9", B)]));
    assert!(
        said.contains("person, row 3: refused: It is the child N1 of row 2 again"),
        "{said}"
    );
    assert_eq!(summary["changes"]["children_changed"], 1);
    assert_eq!(summary["changes"]["children_added"], 0);
}
