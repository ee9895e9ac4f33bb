//! The statement to a family: what it says, always, and what it never says.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its rule set has failed"
)]

#[path = "common/said.rs"]
#[expect(dead_code, reason = "the rules' own names are looked for elsewhere")]
mod said;
#[path = "common/shipped.rs"]
mod shipped;

use std::collections::BTreeMap;

use said::never_to_a_family;
use send_banding::calendar::{Date, parse_iso_date};
use send_banding::engine::{Context, determine};
use send_banding::explain::{
    Contacts, Decider, EarlierDays, How, Recipient, Revalued, Section, StatementFacts,
    WHAT_YOU_CAN_DO, statement,
};
use send_banding::needs::{BandId, Level, Need, NeedsProfile, Setting};
use send_banding::rules::RuleSet;
use shipped::shipped;

fn day(text: &str) -> Date {
    parse_iso_date(text).unwrap()
}

/// Contacts as long as a council may give them.
fn contacts() -> Contacts {
    let long = |before: &str| Some(format!("{before}{}", "x".repeat(140)));
    let mut contacts = Contacts::default();
    contacts.send_team.name = long("The team");
    contacts.send_team.address = long("Example House");
    contacts.send_team.telephone = Some("01632 960001".to_owned());
    contacts.send_team.email = Some("send@example.org".to_owned());
    contacts.send_team.hours = long("Mondays ");
    contacts.complaints.page = long("https://");
    contacts.sendiass.telephone = Some("01632 960002".to_owned());
    contacts.sendiass.web = long("https://");
    assert_eq!(contacts.problems(), Vec::<String>::new());
    contacts
}

/// Every section's text, with its heading.
fn whole(sections: &[Section]) -> String {
    let lines = sections.iter().flat_map(|section| {
        [section.heading.to_owned()]
            .into_iter()
            .chain(section.paragraphs.clone())
            .chain(section.list.clone())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Every domain at one level of its own scale: the lowest, or the highest where the place is beyond it.
fn profile(rules: &RuleSet, place: usize) -> NeedsProfile {
    let levels: BTreeMap<_, Level> = rules
        .domains()
        .filter_map(|domain| {
            let mut levels = domain.levels.keys();
            let level = levels.clone().nth(place).or_else(|| levels.next_back())?;
            Some((domain.id.clone(), *level))
        })
        .collect();
    NeedsProfile::of_levels(levels)
}

struct Asked {
    to: Recipient,
    setting: Setting,
    place: usize,
    fte: &'static str,
}

fn agreed(rules: &RuleSet, asked: &Asked) -> Vec<Section> {
    let on = rules.scheme.first_day;
    let context = Context::year(
        on,
        asked.setting,
        Some(Need::Asd),
        asked.fte.parse().unwrap(),
    );
    let made = determine(&profile(rules, asked.place), rules, &context);
    statement(&StatementFacts {
        to: asked.to,
        how: How::Agreed,
        decided_on: day("2026-09-01"),
        by: Decider::Moderator,
        band: made.band(),
        annual: made.top_up().map(|top_up| top_up.amount),
        revalued: None,
        follows_values: true,
        fte: context.fte,
        from: day("2026-10-01"),
        last: Some(day("2027-03-14")),
        earlier: &[],
        review_due: Some(day("2027-06-30")),
        contacts: &contacts(),
        worked_out: Some((&made, rules)),
    })
}

fn exampleshire() -> RuleSet {
    shipped("exampleshire/2026-04-01")
}

/// Casework's first list, each with words by which it is told.
const SAYS: [(&str, &str); 18] = [
    (
        "what the band funds",
        "The band funds part of what the school needs",
    ),
    (
        "that it goes to the school",
        "The money goes to the school, not to the family",
    ),
    (
        "that it does not limit Section F",
        "This funding does not limit Section F",
    ),
    (
        "which the council must secure whatever the band",
        "must secure everything that Section F specifies, whatever the band",
    ),
    ("levels of need", "Hearing: level 1"),
    ("the arithmetic", "Added together: "),
    (
        "the date of the decision",
        "On 1 September 2026 the council decided band",
    ),
    ("the first day", "from 1 October 2026"),
    ("the last day", "to 14 March 2027"),
    (
        "who decided, by role",
        "decided by a moderator of the council’s SEND team",
    ),
    ("how to correct an error", "Tell us if something is wrong"),
    ("how to ask for a review", "Ask for a review"),
    (
        "how to complain, and the Ombudsman",
        "Local Government and Social Care Ombudsman",
    ),
    (
        "that Sections B, F and I can be appealed",
        "about Sections B, F and I of an Education, Health and Care Plan, by the deadline in the letter that came with the plan",
    ),
    ("SENDIASS", "SENDIASS"),
    (
        "how to reach the team",
        "telephone 01632 960001; e-mail send@example.org",
    ),
    ("how to reach SENDIASS", "SENDIASS: telephone 01632 960002"),
    (
        "other formats",
        "large print, in braille, as audio, in Easy Read",
    ),
];

#[test]
fn it_says_everything_that_casework_lists() {
    let asked = Asked {
        to: Recipient::Parent,
        setting: Setting::Mms,
        place: 1,
        fte: "1",
    };
    let said = whole(&agreed(&exampleshire(), &asked));
    for (what, words) in SAYS {
        assert!(said.contains(words), "{what}: {words:?} is not in\n{said}");
    }
}

/// What no part may say, the one on appeals included; the other parts say nothing of appeals at all.
const NEVER: [&str; 14] = [
    "appeal the band",
    "appeal against the band",
    "appeal this",
    "band can be appealed",
    "your child's",
    "child receives",
    "£6,000 for",
    "receives £6,000",
    "assistant",
    "hours of support",
    "other child",
    "afford",
    "computer",
    "automat",
];

fn assert_says_nothing_forbidden(sections: &[Section], of: &str) {
    let said = whole(sections).to_lowercase().replace('’', "'");
    for never in NEVER {
        assert!(!said.contains(never), "{of}: {never:?} is in\n{said}");
    }
    for section in sections {
        if section.heading == WHAT_YOU_CAN_DO {
            continue;
        }
        for text in section.paragraphs.iter().chain(&section.list) {
            // Who ordered that the plan be changed is told, which is nothing about the band.
            let text = text.replace(
                "The First-tier Tribunal (SEND) ordered a change to the plan",
                "",
            );
            assert_eq!(never_to_a_family(&text), None, "{of}: {text}");
        }
    }
}

/// A set of every shipped authority.
const SHIPPED: [&str; 8] = [
    "bristol/2023-04-01",
    "devon/2023-04-01",
    "exampleshire/2026-04-01",
    "herefordshire/2025-04-01",
    "islington/2021-04-01",
    "telford-and-wrekin/2024-04-01",
    "waltham-forest/2018-04-01",
    "wealdshire/2026-09-01",
];

#[test]
fn it_says_nothing_that_casework_forbids_whatever_the_scheme_setting_or_level() {
    for name in SHIPPED {
        let rules = shipped(name);
        for setting in Setting::ALL {
            for place in 0..5 {
                for to in [Recipient::Parent, Recipient::YoungPerson] {
                    let asked = Asked {
                        to,
                        setting: *setting,
                        place,
                        fte: "0.5",
                    };
                    let said = agreed(&rules, &asked);
                    assert_says_nothing_forbidden(&said, &format!("{name} {setting} {place}"));
                }
            }
        }
    }
}

/// How each other kind of decision is told.
#[test]
fn a_decision_other_than_the_schemes_says_how_it_came_about_and_not_the_schemes_amount() {
    let rules = exampleshire();
    let context = Context::year(
        rules.scheme.first_day,
        Setting::Mms,
        Some(Need::Asd),
        "1".parse().unwrap(),
    );
    let made = determine(&profile(&rules, 1), &rules, &context);
    let band: BandId = "H".parse().unwrap();
    let cases = [
        (
            How::Override("The evidence supports other levels"),
            "for this reason: The evidence supports other levels.",
        ),
        (How::Individual, "no band of the scheme secures everything"),
        (
            How::Ordered,
            "The First-tier Tribunal (SEND) ordered a change to the plan on 1 September 2026. To fund the plan as ordered, the \
             council set band H, which is £20,000.00 a year.",
        ),
        (How::CarriedOver, "goes on as it was"),
    ];
    for (how, words) in cases {
        let facts = StatementFacts {
            to: Recipient::YoungPerson,
            how,
            decided_on: day("2026-09-01"),
            by: Decider::HeadOfSend,
            band: Some(&band),
            annual: Some("20000".parse().unwrap()),
            revalued: None,
            follows_values: false,
            fte: "1".parse().unwrap(),
            from: day("2026-10-01"),
            last: None,
            earlier: &[],
            review_due: None,
            contacts: &contacts(),
            worked_out: Some((&made, &rules)),
        };
        let sections = statement(&facts);
        let said = whole(&sections);
        assert!(said.contains(words), "{said}");
        for always in [
            "band H, which is £20,000.00 a year",
            "until a later decision changes it",
            "the council’s head of SEND",
            "does not limit Section F",
            "The money goes to the school",
            "You can appeal",
        ] {
            assert!(said.contains(always), "{always:?} is not in\n{said}");
        }
        let amount = made.top_up().unwrap().amount.to_string();
        assert!(!said.contains(&amount), "{amount} is in\n{said}");
        assert_says_nothing_forbidden(&sections, words);
    }
}

/// Both amounts stand there where a new year's values came between the decision and today.
#[test]
fn what_it_is_worth_since_the_values_changed_stands_beside_what_was_decided() {
    let rules = exampleshire();
    let context = Context::year(
        rules.scheme.first_day,
        Setting::Mms,
        Some(Need::Asd),
        "1".parse().unwrap(),
    );
    let made = determine(&profile(&rules, 1), &rules, &context);
    let (band, other): (BandId, BandId) = ("C".parse().unwrap(), "K".parse().unwrap());
    let now = Revalued {
        since: day("2027-04-01"),
        is_to_come: false,
        band: Some(&band),
        annual: Some("3240".parse().unwrap()),
    };
    let facts = StatementFacts {
        to: Recipient::Parent,
        how: How::Agreed,
        decided_on: day("2026-09-01"),
        by: Decider::Moderator,
        band: Some(&band),
        annual: Some("3120".parse().unwrap()),
        revalued: Some(now),
        follows_values: true,
        fte: "1".parse().unwrap(),
        from: day("2026-10-01"),
        last: None,
        earlier: &[],
        review_due: None,
        contacts: &contacts(),
        worked_out: Some((&made, &rules)),
    };
    let said = whole(&statement(&facts));
    for words in [
        "On 1 September 2026 the council decided band C, which was £3,120.00 a year when it was decided. Since 1 April 2027 it is \
         £3,240.00 a year, because the council’s values change each year. It runs from 1 October 2026 until a later decision or \
         a new year’s values change it.",
        "These are the values on which it was decided.",
    ] {
        assert!(said.contains(words), "{words:?} is not in\n{said}");
    }
    let to_come = StatementFacts {
        revalued: Some(Revalued {
            is_to_come: true,
            band: Some(&other),
            ..now
        }),
        last: Some(day("2027-08-31")),
        earlier: &[EarlierDays {
            from: day("2026-06-01"),
            last: day("2026-06-30"),
            annual: Some("16000".parse().unwrap()),
        }],
        ..facts
    };
    let said = whole(&statement(&to_come));
    for words in [
        "The same decision funds the days from 1 June 2026 to 30 June 2026 with £16,000.00 a year.",
        "From 1 April 2027 it will be band K, which is £3,240.00 a year, because",
        "to 31 August 2027; a new year’s values may change the amount.",
    ] {
        assert!(said.contains(words), "{words:?} is not in\n{said}");
    }
    let unchanged = StatementFacts {
        revalued: None,
        follows_values: false,
        ..facts
    };
    let said = whole(&statement(&unchanged));
    assert!(said.contains(
        "which is £3,120.00 a year. It runs from 1 October 2026 until a later decision changes it."
    ));
    assert!(!said.contains("values change"), "{said}");
}

/// A council that has said nothing of itself is left out, rather than told with gaps.
#[test]
fn contacts_that_nobody_gave_are_left_out() {
    let rules = exampleshire();
    let context = Context::year(
        rules.scheme.first_day,
        Setting::Mms,
        None,
        "1".parse().unwrap(),
    );
    let made = determine(&profile(&rules, 1), &rules, &context);
    let facts = StatementFacts {
        to: Recipient::Parent,
        how: How::Agreed,
        decided_on: day("2026-09-01"),
        by: Decider::Moderator,
        band: None,
        annual: None,
        revalued: None,
        follows_values: true,
        fte: "1".parse().unwrap(),
        from: day("2026-10-01"),
        last: None,
        earlier: &[],
        review_due: None,
        contacts: &Contacts::default(),
        worked_out: Some((&made, &rules)),
    };
    let said = whole(&statement(&facts));
    assert!(!said.contains("How to reach us"), "{said}");
}

/// The bound that two printed pages hold: `tests/browser/statement.test.mjs` prints one of nearly this length.
#[test]
fn no_shipped_scheme_makes_it_longer_than_two_pages_hold() {
    for name in SHIPPED {
        let rules = shipped(name);
        for setting in Setting::ALL {
            for place in 0..5 {
                let asked = Asked {
                    to: Recipient::Parent,
                    setting: *setting,
                    place,
                    fte: "0.6",
                };
                let length = whole(&agreed(&rules, &asked)).chars().count();
                assert!(length <= 5_700, "{name} {setting} {place}: {length}");
            }
        }
    }
}
