//! Levers do what their titles say, and nothing else.

use send_banding::calendar::parse_iso_date;
use send_banding::forecast::{
    Cohort, Course, Expected, Lever, Rates, Runs, Scenario, Source, expect,
};

use crate::{cohort, small};

const YEARS: usize = 3;

fn course(cohort: &Cohort, levers: Vec<Lever>) -> Course {
    let scenario = Scenario {
        name: "test".to_owned(),
        levers,
    };
    assert_eq!(scenario.problems(&cohort.grid), []);
    Course::of(cohort, &Rates::of(cohort), &scenario, YEARS)
}

fn setting_at(cohort: &Cohort, expected: &Expected, ahead: usize, code: &str) -> f64 {
    let setting = cohort.grid.setting(code).unwrap();
    let cells = expected.januaries[ahead].iter().enumerate();
    cells
        .filter(|(index, _)| cohort.grid.cell(*index).setting == setting)
        .map(|(_, count)| count)
        .sum()
}

fn places(places: u32) -> Lever {
    Lever::Places {
        setting: "SPEC".to_owned(),
        places,
        from: parse_iso_date("2024-01-01").unwrap(),
        overflow: vec!["ISS".to_owned()],
    }
}

#[test]
fn a_full_setting_overflows_in_expectation_and_in_every_simulation() {
    let council = cohort(&small());
    let spec = council.grid.setting("SPEC").unwrap();
    let plain = expect(&course(&council, Vec::new())).unwrap();
    let wanted = setting_at(&council, &plain, 3, "SPEC");
    let capped = course(&council, vec![places(wanted as u32 - 6)]);
    let expected = expect(&capped).unwrap();
    let held = setting_at(&council, &expected, 3, "SPEC");
    assert!(
        held <= f64::from(wanted as u32 - 6) + 1e-6,
        "{held} of {wanted}"
    );
    let more = setting_at(&council, &expected, 3, "ISS") - setting_at(&council, &plain, 3, "ISS");
    assert!(more > 3.0, "{more}");
    // Nobody is turned away: leaving and joining are as before, but for what the other setting's rates say.
    assert!((expected.sums[0].joined - plain.sums[0].joined).abs() < 1e-9);
    let runs = Runs::of(&capped, &expected, 1, 30, 1).unwrap();
    let start: i64 = runs.january_setting(0, spec)[0];
    for ahead in 1..=YEARS {
        let most = start.max(wanted as i64 - 6);
        assert!(
            runs.january_setting(ahead, spec)
                .iter()
                .all(|count| *count <= most)
        );
    }
}

#[test]
fn a_price_changes_money_from_the_first_april_and_no_child() {
    let council = cohort(&small());
    let (plain, dear) = (
        course(&council, Vec::new()),
        course(
            &council,
            vec![Lever::Price {
                setting: Some("ISS".to_owned()),
                percent_a_year: "10".parse().unwrap(),
            }],
        ),
    );
    let iss = council.grid.setting("ISS").unwrap();
    let runs = |course: &Course| Runs::of(course, &expect(course).unwrap(), 9, 10, 1).unwrap();
    let (before, after) = (runs(&plain), runs(&dear));
    for month in 0..12 * YEARS {
        // Common random numbers: each simulation has the same children.
        assert_eq!(before.month(month), after.month(month));
        let (before, after) = (
            before.cost(month..month + 1, Some(iss)),
            after.cost(month..month + 1, Some(iss)),
        );
        let rises = (month + 9) / 12;
        for (before, after) in before.into_iter().zip(after) {
            let wanted = before as f64 * 1.1_f64.powi(rises as i32);
            assert!(
                (after as f64 - wanted).abs() < 2.0,
                "{month}: {after}, {wanted}"
            );
        }
    }
}

#[test]
fn redirected_children_start_elsewhere() {
    let council = cohort(&small());
    let plain = expect(&course(&council, Vec::new())).unwrap();
    let all = course(
        &council,
        vec![Lever::Redirect {
            from: "ISS".to_owned(),
            to: "SPEC".to_owned(),
            percent: "100".parse().unwrap(),
            since: parse_iso_date("2020-01-01").unwrap(),
        }],
    );
    let expected = expect(&all).unwrap();
    assert!(setting_at(&council, &expected, 3, "ISS") < setting_at(&council, &plain, 3, "ISS"));
    assert!(setting_at(&council, &expected, 3, "SPEC") > setting_at(&council, &plain, 3, "SPEC"));
    let runs = Runs::of(&all, &expected, 1, 20, 1).unwrap();
    let iss = council.grid.setting("ISS").unwrap();
    for ahead in 0..YEARS {
        let (now, then) = (
            runs.january_setting(ahead, iss),
            runs.january_setting(ahead + 1, iss),
        );
        // Nobody comes in, so it can only empty.
        assert!(now.iter().zip(&then).all(|(now, then)| then <= now));
    }
}

#[test]
fn growth_leavers_and_reform_act_as_said() {
    let council = cohort(&small());
    let sums = |levers: Vec<Lever>| expect(&course(&council, levers)).unwrap().sums;
    let plain = sums(Vec::new());
    let grown = sums(vec![Lever::JoinerGrowth {
        percent_a_year: "5".parse().unwrap(),
    }]);
    assert!((grown[0].joined / plain[0].joined - 1.05).abs() < 1e-9);
    assert!((grown[2].joined / plain[2].joined - 1.05_f64.powi(3)).abs() < 1e-9);
    let leaving = sums(vec![Lever::LeaversAfterSixteen {
        percent: "-10".parse().unwrap(),
    }]);
    assert!(leaving[0].left < plain[0].left);
    // In force for what happens from September to January: 30 % of five months in twelve.
    let reformed = sums(vec![Lever::Reform {
        from: parse_iso_date("2024-09-01").unwrap(),
        joiners_percent: "-30".parse().unwrap(),
        leavers_percent: "0".parse().unwrap(),
    }]);
    assert!((reformed[0].joined / plain[0].joined - 0.875).abs() < 1e-9);
    assert!((reformed[1].joined / plain[1].joined - 0.7).abs() < 1e-9);
}

#[test]
fn levers_are_data_with_titles_and_are_checked() {
    let text = r#"{"name":"x","levers":[
        {"lever":"places","setting":"SPEC","places":140,"from":"2026-09-01","overflow":["ISS","MMS"]},
        {"lever":"redirect","from":"ISS","to":"ISS","percent":"120","since":"2026-09-01"},
        {"lever":"price","setting":"NOWHERE","percent_a_year":"5"}]}"#;
    let scenario: Scenario = serde_json::from_str(text).unwrap();
    assert_eq!(
        scenario.levers[0].title(),
        "“State special school”: 140 places from 1 September 2026; who finds none goes to “Independent special school”, else “Mainstream state school”"
    );
    let problems = scenario.problems(&cohort(&small()).grid);
    let sentences: Vec<&str> = problems.iter().map(|one| one.sentence.as_str()).collect();
    assert_eq!(sentences.len(), 3, "{sentences:?}");
    assert!(sentences[0].ends_with("a share is from 0 to 100 per cent"));
    assert!(sentences[1].ends_with("both settings are the same"));
    assert!(sentences[2].ends_with("the data have no setting NOWHERE"));
    assert!(serde_json::from_str::<Scenario>(r#"{"levers":[{"lever":"magic"}]}"#).is_err());
}

#[test]
fn a_scenario_that_empties_a_setting_is_reported() {
    let council = crate::by_hand::two_settings();
    let scenario = Scenario {
        name: "test".to_owned(),
        levers: vec![Lever::Places {
            setting: "SPEC".to_owned(),
            places: 0,
            from: parse_iso_date("2020-09-01").unwrap(),
            overflow: vec!["MMS".to_owned()],
        }],
    };
    let asked = send_banding::forecast::Asked {
        years: 6,
        simulations: 5,
        scenario,
        ..crate::asked()
    };
    let made = send_banding::forecast::forecast(&council, &asked).unwrap();
    let outcome =
        send_banding::forecast::Outcome::of(&made, &asked, Vec::new(), Vec::new()).unwrap();
    let sentences: Vec<String> = outcome.problems.iter().map(ToString::to_string).collect();
    assert_eq!(sentences.len(), 2, "{sentences:?}");
    assert!(sentences[0].contains("the levers empty the setting “"));
    assert!(sentences[1].contains("holds 20 children at the start and is given 0 places"));
    assert!(
        sentences.iter().all(|said| !said.contains("SPEC")),
        "{sentences:?}"
    );
}

#[test]
fn a_setting_that_nearly_empties_and_prices_that_vanish_are_reported() {
    let council = cohort(&small());
    let said = |lever: Lever| {
        let asked = send_banding::forecast::Asked {
            years: 6,
            simulations: 2,
            scenario: Scenario {
                name: String::new(),
                levers: vec![lever],
            },
            ..crate::asked()
        };
        let made = send_banding::forecast::forecast(&council, &asked).unwrap();
        let outcome =
            send_banding::forecast::Outcome::of(&made, &asked, Vec::new(), Vec::new()).unwrap();
        // The people of that council end before six years are over.
        let of_levers = outcome.problems.iter();
        let of_levers = of_levers.filter(|it| it.source == Source::Scenario);
        of_levers.map(ToString::to_string).collect::<Vec<String>>()
    };
    let price = |percent: &str| Lever::Price {
        setting: Some("SPEC".to_owned()),
        percent_a_year: percent.parse().unwrap(),
    };
    let free = said(price("-100"));
    assert_eq!(free.len(), 1, "{free:?}");
    assert!(
        free[0].contains("cost nothing from 1 April 2024 on"),
        "{free:?}"
    );
    assert_eq!(said(price("-50")), Vec::<String>::new());
    // Three years in which nobody joins and eleven times as many leave.
    let gone = said(Lever::Reform {
        from: parse_iso_date("2027-02-01").unwrap(),
        joiners_percent: "-100".parse().unwrap(),
        leavers_percent: "1000".parse().unwrap(),
    });
    let says = |what: &str| gone.iter().any(|one| one.contains(what));
    assert!(
        says("the levers leave ") || says("the levers empty "),
        "{gone:?}"
    );
}

#[test]
fn a_share_that_sends_everybody_elsewhere_is_reported_before_the_setting_is_empty() {
    let council = crate::by_hand::two_settings();
    let sentences = |percent: &str, years: u32| -> Vec<String> {
        let scenario = Scenario {
            name: "test".to_owned(),
            levers: vec![Lever::Redirect {
                from: "SPEC".to_owned(),
                to: "MMS".to_owned(),
                percent: percent.parse().unwrap(),
                since: parse_iso_date("2020-09-01").unwrap(),
            }],
        };
        let asked = send_banding::forecast::Asked {
            years,
            simulations: 5,
            scenario: scenario.clone(),
            ..crate::asked()
        };
        let made = send_banding::forecast::forecast(&council, &asked).unwrap();
        let outcome =
            send_banding::forecast::Outcome::of(&made, &asked, Vec::new(), Vec::new()).unwrap();
        let of_runs: Vec<String> = outcome
            .problems
            .into_iter()
            .map(|one| one.sentence)
            .collect();
        // A page says it at once, by expected values, as the simulation does.
        let projection = send_banding::forecast::Projection::of(
            &council,
            &send_banding::forecast::Followed::default(),
            usize::try_from(years).unwrap(),
        );
        let at_once = projection.reported(&scenario).unwrap();
        let at_once: Vec<String> = at_once.into_iter().map(|one| one.sentence).collect();
        assert_eq!(at_once.len(), of_runs.len());
        of_runs
    };
    let told = sentences("100", 3);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0]
            .starts_with("the levers leave the setting “State special school” without new plans")
    );
    let told = sentences("100", 8);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("the levers empty the setting “State special school”"));
    assert_eq!(sentences("50", 8), [""; 0]);
}

#[test]
fn the_cost_without_levers_is_at_prices_without_them() {
    let council = cohort(&small());
    let scenario = Scenario {
        name: String::new(),
        levers: vec![Lever::Price {
            setting: None,
            percent_a_year: "10".parse().unwrap(),
        }],
    };
    let asked = send_banding::forecast::Asked {
        simulations: 2,
        scenario,
        ..crate::asked()
    };
    let made = send_banding::forecast::forecast(&council, &asked).unwrap();
    let outcome =
        send_banding::forecast::Outcome::of(&made, &asked, Vec::new(), Vec::new()).unwrap();
    let plain = send_banding::forecast::Projection::of(&council, &made.followed, YEARS)
        .expect(&Scenario::default())
        .unwrap();
    let shown: Vec<_> = outcome
        .financial_years
        .iter()
        .filter(|year| year.months == 12)
        .map(|year| (year.year.clone(), year.spend_unmitigated))
        .collect();
    let wanted: Vec<_> = plain
        .years
        .into_iter()
        .map(|year| (year.year, year.spend))
        .collect();
    assert_eq!(shown, wanted);
}

#[test]
fn the_effects_of_the_levers_are_the_whole_difference_to_the_penny() {
    let council = cohort(&crate::invented_cohort::Invented {
        bands: 3,
        transfers: 100,
        ..small()
    });
    let scenario = Scenario {
        name: String::new(),
        levers: vec![
            Lever::Price {
                setting: None,
                percent_a_year: "3".parse().unwrap(),
            },
            Lever::JoinerGrowth {
                percent_a_year: "-12.5".parse().unwrap(),
            },
        ],
    };
    let asked = send_banding::forecast::Asked {
        simulations: 2,
        scenario,
        ..crate::asked()
    };
    let made = send_banding::forecast::forecast(&council, &asked).unwrap();
    let outcome =
        send_banding::forecast::Outcome::of(&made, &asked, Vec::new(), Vec::new()).unwrap();
    let years = outcome
        .financial_years
        .iter()
        .filter(|year| year.months == 12);
    let difference: i64 = years
        .map(|year| year.spend.expected.pence() - year.spend_unmitigated.pence())
        .sum();
    let effects = outcome.effects.iter().map(|effect| effect.change.pence());
    assert_ne!(difference, 0);
    assert_eq!(effects.sum::<i64>(), difference);
}

/// Levers that begin in September, each for itself.
fn from_september() -> [Lever; 3] {
    let september = parse_iso_date("2024-09-01").unwrap();
    [
        Lever::Reform {
            from: september,
            joiners_percent: "-60".parse().unwrap(),
            leavers_percent: "80".parse().unwrap(),
        },
        Lever::Redirect {
            from: "ISS".to_owned(),
            to: "SPEC".to_owned(),
            percent: "100".parse().unwrap(),
            since: september,
        },
        Lever::Places {
            setting: "SPEC".to_owned(),
            places: 1,
            from: september,
            overflow: vec!["ISS".to_owned()],
        },
    ]
}

#[test]
fn a_lever_with_a_day_acts_from_its_month_and_not_a_month_before() {
    let council = cohort(&small());
    let plain = expect(&course(&council, Vec::new())).unwrap();
    let far = |one: f64, other: f64| (one - other).abs() > 0.05;
    for lever in from_september() {
        let title = lever.title();
        let pulled = expect(&course(&council, vec![lever])).unwrap();
        let differs = |month: usize| {
            let settings = |of: &Expected| of.months[month].settings.clone();
            let (before, after) = (settings(&plain), settings(&pulled));
            before
                .iter()
                .zip(&after)
                .any(|(one, other)| far(*one, *other))
        };
        // The January that the data end with is 2024's: September is the ninth month.
        for month in 0..8 {
            // Whoever leaves later in the year does not move before: of the reform only the total is as it was.
            let of = |one: &Expected| match title.starts_with("From") {
                true => vec![one.months[month].total()],
                false => one.months[month].settings.clone(),
            };
            for (one, other) in of(&plain).iter().zip(of(&pulled)) {
                assert!((one - other).abs() < 1e-9, "{title}, month {month}");
            }
        }
        assert!(differs(8) && differs(11), "{title}");
    }
}

#[test]
fn phase_transfers_of_september_go_where_a_lever_of_september_sends_them() {
    let council = cohort(&small());
    let redirect = |since: &str| {
        let lever = Lever::Redirect {
            from: "ISS".to_owned(),
            to: "SPEC".to_owned(),
            percent: "100".parse().unwrap(),
            since: parse_iso_date(since).unwrap(),
        };
        expect(&course(&council, vec![lever])).unwrap()
    };
    let (september, october) = (redirect("2024-09-01"), redirect("2024-10-01"));
    let iss = council.grid.setting("ISS").unwrap();
    let rise = |of: &Expected| of.months[8].settings[iss] - of.months[7].settings[iss];
    // Whoever starts there on 1 September does so under the old law if the lever comes in October.
    assert!(
        rise(&october) > rise(&september) + 0.5,
        "{} {}",
        rise(&october),
        rise(&september)
    );
}

#[test]
fn simulations_agree_where_a_year_turns_in_its_midst() {
    let council = cohort(&crate::invented_cohort::Invented {
        bands: 3,
        transfers: 100,
        ..small()
    });
    for lever in from_september().into_iter().take(2) {
        let course = course(&council, vec![lever]);
        let expected = expect(&course).unwrap();
        let runs = Runs::of(&course, &expected, 5, 500, 2).unwrap();
        for month in [4, 7, 8, 11, 12] {
            for (setting, of) in expected.months[month].settings.iter().enumerate() {
                crate::agreement::agrees("a setting", &runs.month_setting(month, setting), *of);
            }
        }
    }
}

#[test]
fn children_for_whom_no_setting_has_room_are_counted_and_begin_where_it_is_full() {
    let council = cohort(&small());
    let closed = |setting: &str, overflow: &str| Lever::Places {
        setting: setting.to_owned(),
        places: 0,
        from: parse_iso_date("2024-01-01").unwrap(),
        overflow: vec![overflow.to_owned()],
    };
    let both = vec![closed("SPEC", "ISS"), closed("ISS", "SPEC")];
    let full = expect(&course(&council, both.clone())).unwrap();
    let (spec, iss) = (
        council.grid.setting("SPEC").unwrap(),
        council.grid.setting("ISS").unwrap(),
    );
    for (year, no_room) in full.no_room.iter().enumerate() {
        for setting in [spec, iss] {
            // Movers stay where they are; new plans of other authorities come over as well.
            let begun = full.at_settings[year][setting].joined;
            assert!(no_room[setting] > 0.0, "{year}");
            assert!(
                (no_room[setting] - begun).abs() < 1e-6,
                "{year}: {} of {begun}",
                no_room[setting]
            );
        }
    }
    let said = reported(&council, both);
    let counted = said
        .iter()
        .filter(|it| it.contains("no setting that is named for them has room"));
    assert_eq!(counted.count(), 2, "{said:?}");
    assert!(!said.iter().any(|it| it.contains("nobody comes in")));
    let one = expect(&course(&council, vec![closed("SPEC", "ISS")])).unwrap();
    assert!(one.no_room.iter().flatten().all(|count| count.abs() < 1e-9));
}

/// What a forecast says of some levers.
fn reported(council: &Cohort, levers: Vec<Lever>) -> Vec<String> {
    let asked = send_banding::forecast::Asked {
        scenario: Scenario {
            name: "test".to_owned(),
            levers,
        },
        simulations: 2,
        ..crate::asked()
    };
    let made = send_banding::forecast::forecast(council, &asked).unwrap();
    let outcome =
        send_banding::forecast::Outcome::of(&made, &asked, Vec::new(), Vec::new()).unwrap();
    let of_levers = outcome.problems.into_iter();
    let of_levers = of_levers.filter(|it| it.source == Source::Scenario);
    let said = of_levers.map(|it| it.sentence);
    said.collect()
}

#[test]
fn levers_that_change_nothing_are_said_and_those_given_twice_or_of_no_setting_refused() {
    let council = cohort(&small());
    let reform = |from: &str| Lever::Reform {
        from: parse_iso_date(from).unwrap(),
        joiners_percent: "-30".parse().unwrap(),
        leavers_percent: "0".parse().unwrap(),
    };
    let uplift = |settings: &[&str]| Lever::BandUplift {
        settings: settings.iter().map(|code| (*code).to_owned()).collect(),
        percent_a_year: "2".parse().unwrap(),
    };
    let end = format!("{}-01-01", council.last_january() + 3);
    let said = reported(&council, vec![reform(&end), uplift(&["HOSP"])]);
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(
        said[0].starts_with("lever 1 (From")
            && said[0].contains("changes nothing: it begins on 1 January")
    );
    assert!(said[1].ends_with("changes nothing: the data have none of its settings"));
    let within = format!("{}-12-01", council.last_january() + 2);
    assert_eq!(
        reported(&council, vec![reform(&within)]),
        Vec::<String>::new()
    );
    let refused = |levers: Vec<Lever>| {
        let scenario = Scenario {
            name: String::new(),
            levers,
        };
        let problems = scenario.problems(&council.grid);
        assert!(problems.iter().all(|it| it.is_refused));
        problems
            .into_iter()
            .map(|it| it.sentence)
            .collect::<Vec<_>>()
    };
    let none = refused(vec![uplift(&[])]);
    assert!(none[0].contains("it names no setting"), "{none:?}");
    assert!(refused(vec![uplift(&["MMS", "MMS"])])[0].contains("names a setting twice"));
    let twice = refused(vec![uplift(&["MMS"]), reform(&within), uplift(&["MMS"])]);
    assert_eq!(twice.len(), 1, "{twice:?}");
    assert!(twice[0].starts_with("lever 3") && twice[0].contains("it is lever 1 again"));
}
