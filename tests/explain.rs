//! What a determination says, word for word, and what no determination may say.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its rule set has failed"
)]

#[path = "common/shipped.rs"]
mod shipped;

use std::collections::BTreeMap;

use send_banding::calendar::parse_iso_date;
use send_banding::engine::{Context, Determination, determine};
use send_banding::explain;
use send_banding::needs::{Level, Need, NeedsProfile, Setting};
use send_banding::rules::RuleSet;
use shipped::shipped;

/// Levels in the order in which the set scores its domains.
fn profile(rules: &RuleSet, levels: [u8; 11]) -> NeedsProfile {
    let domains = rules.domains().map(|domain| domain.id.clone());
    let levels: BTreeMap<_, _> = domains.zip(levels.map(Level::new)).collect();
    NeedsProfile::of_levels(levels)
}

fn determined(
    levels: [u8; 11],
    setting: Setting,
    need: Need,
    fte: &str,
) -> (RuleSet, Determination) {
    let rules = shipped("exampleshire/2026-04-01");
    let on = parse_iso_date("2026-09-01").unwrap();
    let context = Context::year(on, setting, Some(need), fte.parse().unwrap());
    let determination = determine(&profile(&rules, levels), &rules, &context);
    (rules, determination)
}

#[test]
fn a_part_time_place_is_explained_step_by_step() {
    let levels = [4, 3, 2, 2, 1, 1, 2, 0, 0, 1, 0];
    let (rules, determination) = determined(levels, Setting::Mms, Need::Asd, "0.6");
    let said = explain::sentences(&determination, &rules);
    assert_eq!(said, PART_TIME, "{}", said.join("\n"));
    assert_eq!(explain::in_one_line(&determination, &rules), PART_TIME_LINE);
}

const PART_TIME: [&str; 10] = [
    "The rules are Exampleshire needs matrix 2026-27 (Exampleshire), in force from 1 April 2026 to 31 March 2027; the day asked about is 1 September 2026.",
    "Cognition and learning: Thinking, understanding and learning level 4; Literacy and numeracy level 3. 4 + 3 = 7, times 4 makes 28 points.",
    "Cognition and learning counts for at most 16 points, so its 28 points count as 16.",
    "Communication and interaction: Receptive and expressive language level 2; Speech and means of communication level 2; Social communication and flexibility level 1. 2 + 2 + 1 = 5, times 2 makes 10 points.",
    "Social, emotional and mental health: Emotional wellbeing level 1; Behaviour, regulation and safety level 2. 1 + 2 = 3, times 4 makes 12 points.",
    "Sensory and physical needs: Hearing level 0; Vision level 0; Physical and motor skills level 1; Medical and health level 0. 0 + 0 + 1 + 0 = 1, times 4 makes 4 points.",
    "Added together: 16 + 10 + 12 + 4 = 42 points.",
    "A score of 42 is in band D, which runs from 36 to 43.",
    "Mainstream state school: for band D the top-up is £4,680.00 a year, on top of the first £6,000 of extra support, which a school meets from its own budget.",
    "For 0.6 of full time: £4,680.00 × 0.6 = £2,808.00.",
];
const PART_TIME_LINE: &str = "Cognition and learning 7 × 4 = 28, counts 16; Communication and interaction 5 × 2 = 10; Social, emotional and mental health 3 × 4 = 12; Sensory and physical needs 1 × 4 = 4; together 42 points; band D (36 to 43); £4,680.00 a year; × 0.6 = £2,808.00";

#[test]
fn a_floor_says_why_it_raised_the_band() {
    let (rules, determination) = determined([1; 11], Setting::Spec, Need::Pmld, "1");
    let said = explain::sentences(&determination, &rules).join("\n");
    assert!(said.contains("so the band is not D but F"), "{said}");
    assert!(said.contains("£12,000.00 a year"), "{said}");
}

#[test]
fn a_setting_not_funded_by_band_has_a_note_and_no_amount() {
    let (rules, determination) = determined([1; 11], Setting::Iss, Need::Asd, "1");
    assert_eq!(determination.top_up(), None);
    assert_eq!(
        explain::note(&determination, &rules),
        rules
            .not_funded_note(Setting::Iss)
            .map(|entry| entry.note.clone())
    );
}

#[test]
fn every_missing_level_is_named_by_its_title() {
    let rules = shipped("exampleshire/2026-04-01");
    let on = parse_iso_date("2026-09-01").unwrap();
    let context = Context::year(on, Setting::Mms, Some(Need::Asd), "1".parse().unwrap());
    let nothing = NeedsProfile::of_levels(BTreeMap::new());
    let problems = explain::problems(&determine(&nothing, &rules, &context), &rules);
    assert_eq!(problems.len(), 11);
    assert!(problems.contains(&"level missing: Hearing".to_owned()));
}

#[test]
fn another_year_is_refused_and_says_which_days_there_are() {
    let rules = shipped("exampleshire/2026-04-01");
    let on = parse_iso_date("2026-03-31").unwrap();
    let context = Context::year(on, Setting::Mms, Some(Need::Asd), "1".parse().unwrap());
    let determination = determine(&profile(&rules, [0; 11]), &rules, &context);
    assert_eq!(
        explain::problems(&determination, &rules),
        [
            "no rule set in force on 31 March 2026: exampleshire/2026-04-01 runs from 1 April 2026 to 31 March 2027"
        ]
    );
}

/// Casework, “never says”: none of these words belongs in any explanation, whatever the profile.
#[test]
fn no_explanation_says_what_none_may_say() {
    let forbidden = [
        "appeal",
        "tribunal",
        "assistant",
        "afford",
        "computer",
        "algorithm",
        "automat",
        "the child's",
        "the child’s",
        "receives £6,000",
    ];
    for setting in Setting::ALL {
        for need in Need::ALL {
            let (rules, determination) = determined([2; 11], *setting, *need, "0.5");
            let said = explain::sentences(&determination, &rules)
                .join(" ")
                .to_lowercase();
            for words in forbidden {
                assert!(!said.contains(words), "{setting} {need}: {words} in {said}");
            }
        }
    }
}
