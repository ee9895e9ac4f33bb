//! Levers from fields, and back.

use super::ScenarioForm;
use crate::forms::parse;

fn whole() -> ScenarioForm {
    let text = |text: &str| text.to_owned();
    ScenarioForm {
        name: text("Both"),
        growth: text("-1.5 %"),
        leavers: text("+10"),
        prices: text("2"),
        bands: text("3"),
        price_setting: text("ISS"),
        price_percent: text("4"),
        places_setting: text("SPEC"),
        places: text("1,240"),
        places_from_day: text("1"),
        places_from_month: text("9"),
        places_from_year: text("2027"),
        places_overflow: text("ISS"),
        redirect_from: text("ISS"),
        redirect_to: text("SPEC"),
        redirect_percent: text("40"),
        redirect_since_day: text("1"),
        redirect_since_month: text("9"),
        redirect_since_year: text("2028"),
        reform_from_day: text("1"),
        reform_from_month: text("9"),
        reform_from_year: text("2030"),
        reform_joiners: text("−30"),
        reform_leavers: String::new(),
        ..ScenarioForm::default()
    }
}

#[test]
fn every_lever_is_read_and_comes_back_as_it_was_typed() {
    let scenario = parse(&whole()).unwrap();
    assert_eq!(scenario.levers.len(), 8);
    let back = ScenarioForm::of(&scenario, 3);
    assert_eq!(parse(&back).unwrap(), scenario);
    assert_eq!((back.version, back.places.as_str()), (3, "1240"));
    assert_eq!(parse(&ScenarioForm::default()).unwrap().levers, []);
}

#[test]
fn a_lever_that_is_begun_is_ended() {
    let fields = |form: &ScenarioForm| -> Vec<String> {
        let problems = parse(form).unwrap_err();
        problems.iter().map(|one| one.field.to_string()).collect()
    };
    let begun = ScenarioForm {
        growth: "much".to_owned(),
        price_setting: "ISS".to_owned(),
        places: "12".to_owned(),
        redirect_percent: "10".to_owned(),
        reform_leavers: "5".to_owned(),
        ..ScenarioForm::default()
    };
    assert_eq!(
        fields(&begun),
        [
            "growth",
            "price-percent",
            "places-setting",
            "places-from",
            "places-overflow",
            "redirect-from",
            "redirect-to",
            "redirect-since",
            "reform-from",
        ]
    );
}

#[test]
fn a_day_alone_begins_a_lever_and_nought_per_cent_moves_nobody() {
    let alone = ScenarioForm {
        places_from_day: "1".to_owned(),
        redirect_since_year: "2028".to_owned(),
        reform_from_month: "9".to_owned(),
        ..ScenarioForm::default()
    };
    let problems = parse(&alone).unwrap_err();
    for field in [
        "places",
        "places-from",
        "redirect-percent",
        "redirect-since",
        "reform-joiners",
        "reform-from",
    ] {
        assert!(problems.of(field).is_some(), "{field}");
    }
    let none = ScenarioForm {
        redirect_percent: "0".to_owned(),
        ..whole()
    };
    assert_eq!(parse(&none).unwrap().levers.len(), 7);
}

#[test]
fn a_percentage_out_of_range_is_wrong_at_its_own_field() {
    let form = ScenarioForm {
        growth: "1001".to_owned(),
        leavers: "-101".to_owned(),
        prices: "1000".to_owned(),
        drift: "101".to_owned(),
        redirect_percent: "-1".to_owned(),
        reform_joiners: "-100.5".to_owned(),
        ..whole()
    };
    let problems = parse(&form).unwrap_err();
    let found: Vec<(&str, &str)> = problems
        .iter()
        .map(|one| (&*one.field, one.message.as_str()))
        .collect();
    let percent = "Enter a percentage from -100 to 1,000, such as 2 or -1.5";
    let share = "Enter a percentage from 0 to 100, such as 40";
    assert_eq!(
        found,
        [
            ("growth", percent),
            ("leavers", percent),
            ("drift", share),
            ("redirect-percent", share),
            ("reform-joiners", percent),
        ]
    );
    let same = ScenarioForm {
        places_overflow: "SPEC".to_owned(),
        redirect_to: "ISS".to_owned(),
        ..whole()
    };
    let problems = parse(&same).unwrap_err();
    let fields: Vec<&str> = problems.iter().map(|one| &*one.field).collect();
    assert_eq!(fields, ["places-overflow", "redirect-to"]);
}

#[test]
fn what_the_records_refuse_is_wrong_at_the_field_that_it_was_typed_in() {
    use crate::forecast::Grid;
    let scenario = parse(&ScenarioForm {
        drift: "5".to_owned(),
        ..whole()
    })
    .unwrap();
    // A council with state special schools alone, and no bands.
    let grid = Grid::new(vec!["ASD".to_owned()], vec!["SPEC".to_owned()]);
    let problems = ScenarioForm::refused(&scenario, &scenario.refusals(&grid));
    let fields: Vec<&str> = problems.iter().map(|one| &*one.field).collect();
    assert_eq!(
        fields,
        ["drift", "price-setting", "places-overflow", "redirect-from"]
    );
    assert_eq!(
        problems.of("price-setting").as_deref(),
        Some(
            "The records hold nobody in Independent special school, now or before: select another setting"
        )
    );
    assert_eq!(
        problems.of("drift").as_deref(),
        Some("The data have no bands")
    );
}
