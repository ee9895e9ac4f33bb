//! What contents must be, one rule a test, on an invented child.

use super::{Contents, Wrong};

/// Invented contents, as a package holds them.
fn invented() -> serde_json::Value {
    serde_json::from_str(include_str!("../../fixtures/transfer/contents.json")).unwrap()
}

fn read(json: serde_json::Value) -> Contents {
    serde_json::from_value(json).unwrap()
}

#[test]
fn contents_come_back_as_they_were_written() {
    let contents = read(invented());
    assert_eq!(contents.check(), Ok(()));
    let again = serde_json::to_value(&contents).unwrap();
    assert_eq!(again, invented());
}

#[test]
fn contents_that_no_record_can_hold_are_refused() {
    let wrong = |pointer: &str, value: serde_json::Value| {
        let mut json = invented();
        *json.pointer_mut(pointer).unwrap() = value;
        read(json).check()
    };
    assert_eq!(wrong("/child/surname", "".into()), Err(Wrong::Text));
    assert_eq!(wrong("/child/surname", "a\u{0}b".into()), Err(Wrong::Text));
    assert_eq!(
        wrong("/from/name", "x".repeat(301).into()),
        Err(Wrong::Text)
    );
    assert_eq!(wrong("/child/sex", "X".into()), Err(Wrong::Code));
    assert_eq!(wrong("/to/code", "901".into()), Err(Wrong::SameAuthority));
    let none = serde_json::json!([]);
    assert_eq!(wrong("/plan/versions", none), Err(Wrong::NoVersion));
    assert_eq!(
        wrong("/plan/versions/0/state", "secret".into()),
        Err(Wrong::Code)
    );
    let twice = serde_json::json!(["ASD", "ASD"]);
    assert_eq!(wrong("/plan/versions/0/needs", twice), Err(Wrong::Twice));
    let quotation = "/profile/domains/0/evidence/quotation";
    assert_eq!(wrong(quotation, "a\u{7}".into()), Err(Wrong::Text));
    assert_eq!(wrong(quotation, "two\nlines".into()), Ok(()));
}

#[test]
fn several_pieces_for_a_domain_are_checked_one_by_one_and_need_the_second_version() {
    let mut json = invented();
    assert_eq!(read(json.clone()).format_version(), 1);
    let evidence = &mut json["profile"]["domains"][0]["evidence"];
    let first = evidence.clone();
    let report =
        serde_json::json!({"source": "report", "report": "EP", "page": "7", "quotation": "Signs."});
    *evidence = serde_json::json!([first, report]);
    let contents = read(json.clone());
    assert_eq!((contents.check(), contents.format_version()), (Ok(()), 2));
    json["profile"]["domains"][0]["evidence"][1]["quotation"] = "".into();
    assert_eq!(read(json).check(), Err(Wrong::Text));
}

#[test]
fn a_field_that_is_not_known_or_not_there_makes_it_unreadable() {
    let mut more = invented();
    more["child"]["postcode"] = "AB1 2CD".into();
    assert!(serde_json::from_value::<Contents>(more).is_err());
    let mut less = invented();
    less["plan"].as_object_mut().unwrap().remove("versions");
    assert!(serde_json::from_value::<Contents>(less).is_err());
}

#[test]
fn debug_text_says_nothing_of_who_it_is() {
    let words = format!("{:?}", read(invented()));
    assert!(
        !words.contains("Invented") && !words.contains("Ada"),
        "{words}"
    );
}
