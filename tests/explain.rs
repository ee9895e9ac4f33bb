//! What a determination says, word for word, and what no determination may say.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its rule set has failed"
)]

#[path = "common/said.rs"]
mod said;
#[path = "common/shipped.rs"]
mod shipped;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use said::{assert_well_said, names_within, never_to_a_family};
use send_banding::calendar::parse_iso_date;
use send_banding::engine::{Context, Determination, determine};
use send_banding::explain::{self, Direction, WouldChange};
use send_banding::ids::Digest;
use send_banding::needs::{
    DomainId, Evidence, EvidenceSource, Grounds, Level, Need, NeedsProfile, Setting,
};
use send_banding::rules::{Parts, RuleSet};
use serde_json::Value;
use shipped::shipped;

/// The set that most tests here ask, read once.
fn exampleshire() -> &'static RuleSet {
    static READ: OnceLock<RuleSet> = OnceLock::new();
    READ.get_or_init(|| shipped("exampleshire/2026-04-01"))
}

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
) -> (&'static RuleSet, Determination) {
    let rules = exampleshire();
    let on = parse_iso_date("2026-09-01").unwrap();
    let context = Context::year(on, setting, Some(need), fte.parse().unwrap());
    let determination = determine(&profile(rules, levels), rules, &context);
    (rules, determination)
}

#[test]
fn a_part_time_place_is_explained_step_by_step() {
    let levels = [4, 3, 2, 2, 1, 1, 2, 0, 0, 1, 0];
    let (rules, determination) = determined(levels, Setting::Mms, Need::Asd, "0.6");
    let said = explain::sentences(&determination, rules);
    assert_eq!(said, PART_TIME, "{}", said.join("\n"));
    assert_eq!(explain::in_one_line(&determination, rules), PART_TIME_LINE);
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
    "For 0.6 FTE: £4,680.00 × 0.6 = £2,808.00.",
];
const PART_TIME_LINE: &str = "Cognition and learning 7 × 4 = 28, counts 16; Communication and interaction 5 × 2 = 10; Social, emotional and mental health 3 × 4 = 12; Sensory and physical needs 1 × 4 = 4; together 42 points; band D (36 to 43); £4,680.00 a year; × 0.6 = £2,808.00";

#[test]
fn a_floor_says_why_it_raised_the_band() {
    let (rules, determination) = determined([1; 11], Setting::Spec, Need::Pmld, "1");
    let said = explain::sentences(&determination, rules).join("\n");
    assert!(said.contains("so the band is not D but F"), "{said}");
    assert!(said.contains("£12,000.00 a year"), "{said}");
}

#[test]
fn a_setting_not_funded_by_band_has_a_note_and_no_amount() {
    let (rules, determination) = determined([1; 11], Setting::Iss, Need::Asd, "1");
    assert_eq!(determination.top_up(), None);
    assert_eq!(
        explain::note(&determination, rules),
        rules.streams[0]
            .not_funded_note(Setting::Iss)
            .map(|entry| entry.note.clone())
    );
}

#[test]
fn every_missing_level_is_named_by_its_title() {
    let rules = exampleshire();
    let on = parse_iso_date("2026-09-01").unwrap();
    let context = Context::year(on, Setting::Mms, Some(Need::Asd), "1".parse().unwrap());
    let nothing = NeedsProfile::of_levels(BTreeMap::new());
    let problems = explain::problems(&determine(&nothing, rules, &context), rules);
    assert_eq!(problems.len(), 11);
    assert!(problems.contains(&"Level missing: Hearing.".to_owned()));
}

/// The set, with its own word on what "not enough evidence" means.
fn meaning(not_enough: &str) -> RuleSet {
    let mut parts: Value = serde_json::from_str(&exampleshire().canonical_json()).unwrap();
    parts["scheme"]["not_enough_evidence"] = not_enough.into();
    let parts: Parts = serde_json::from_value(parts).unwrap();
    let canonical = serde_json::to_value(&parts).unwrap().to_string();
    RuleSet::from_canonical(&canonical, &Digest::of(canonical.as_bytes())).unwrap()
}

#[test]
fn not_enough_evidence_means_what_the_set_says_and_a_gap_stays_a_gap() {
    let on = parse_iso_date("2026-09-01").unwrap();
    let context = Context::year(on, Setting::Mms, Some(Need::Asd), "1".parse().unwrap());
    let levels = profile(exampleshire(), [2; 11]).levels().clone();
    let hearing: DomainId = "hearing".parse().unwrap();
    let mut without = levels.clone();
    without.remove(&hearing);
    let gap = NeedsProfile::of_levels(without);
    let unsure = gap.clone().with_unevidenced([hearing.clone()].into());

    let silent = determine(&unsure, exampleshire(), &context);
    assert_eq!(
        explain::problems(&silent, exampleshire()),
        [
            "Not enough evidence to say a level: Hearing, and the scheme gives no result without one."
        ]
    );
    let lenient = meaning("lowest");
    let made = determine(&unsure, &lenient, &context);
    let lowest = gap.clone().with_level(hearing.clone(), Level::new(0));
    assert_eq!(
        made.band(),
        determine(&lowest, &lenient, &context).band(),
        "{:?}",
        explain::problems(&made, &lenient)
    );
    let said = explain::sentences(&made, &lenient).join(" ");
    assert!(
        said.contains("Hearing: there was not enough evidence to say a level"),
        "{said}"
    );
    // What nobody answered is still refused, and a level given afterwards is the answer.
    let missing = explain::problems(&determine(&gap, &lenient, &context), &lenient);
    assert_eq!(missing, ["Level missing: Hearing."]);
    let answered = unsure.with_level(hearing, Level::new(2));
    assert!(answered.unevidenced().is_empty());
    assert_eq!(answered.levels(), &levels);
}

/// A gate that asks two things says which of them is not so, to a colleague, a caseworker and a family.
#[test]
fn a_shut_gate_says_which_of_its_conditions_is_not_so() {
    let mut parts: Value = serde_json::from_str(&exampleshire().canonical_json()).unwrap();
    parts["gates"] = serde_json::json!([{
        "id": "of-school-age",
        "requires": [{"ages": [5, 16]}, {"plan": true}],
        "otherwise": "This funding is for children of school age who have a plan",
    }]);
    let parts: Parts = serde_json::from_value(parts).unwrap();
    let canonical = serde_json::to_value(&parts).unwrap().to_string();
    let rules = RuleSet::from_canonical(&canonical, &Digest::of(canonical.as_bytes())).unwrap();
    let on = parse_iso_date("2026-09-01").unwrap();
    let profile = profile(&rules, [1; 11]);
    let told = |age, plan| {
        let mut context = Context::year(on, Setting::Mms, Some(Need::Asd), "1".parse().unwrap());
        (context.facts.age, context.facts.plan) = (Some(age), Some(plan));
        let made = determine(&profile, &rules, &context);
        let of = (&made, &profile, &context);
        let rows = explain::not_so_for_caseworker(of, &rules);
        assert!(rows.iter().all(|row| row.result == "It is not so"));
        let said = explain::not_so(of, &rules);
        assert_eq!(explain::not_so_for_family(of, &rules), said);
        (
            said,
            rows.into_iter().map(|row| row.rule).collect::<Vec<_>>(),
        )
    };
    const AGE: &str = "the age on 31 August before is from 5 to 16";
    let not_so = |clause| format!("The scheme asks that {clause}, and here it is not so.");
    for (age, plan, failed) in [
        (10, true, vec![]),
        (10, false, vec!["there is a plan"]),
        (17, true, vec![AGE]),
        (17, false, vec![AGE, "there is a plan"]),
    ] {
        let (said, rows) = told(age, plan);
        assert_eq!(rows, failed);
        let sentences: Vec<String> = failed.into_iter().map(not_so).collect();
        assert_eq!(said, sentences);
    }
}

/// Nothing was determined, and a family still reads whole sentences.
#[test]
fn where_nothing_can_be_read_a_family_reads_whole_sentences() {
    let said = explain::without_result();
    assert!(said[0].starts_with("There is no result yet"));
    assert!(said[1].contains("does not limit Section F"));
    for sentence in said {
        assert_well_said(sentence, &[]);
        assert_eq!(never_to_a_family(sentence), None);
    }
}

#[test]
fn another_year_is_refused_and_says_which_days_there_are() {
    let rules = exampleshire();
    let on = parse_iso_date("2026-03-31").unwrap();
    let context = Context::year(on, Setting::Mms, Some(Need::Asd), "1".parse().unwrap());
    let determination = determine(&profile(rules, [0; 11]), rules, &context);
    assert_eq!(
        explain::problems(&determination, rules),
        [
            "No rule set in force on 31 March 2026: exampleshire/2026-04-01 runs from 1 April 2026 to 31 March 2027."
        ]
    );
}

#[test]
fn no_setting_and_no_need_lets_a_family_read_what_none_may_be_told() {
    let names = names_within(exampleshire());
    for setting in Setting::ALL {
        for need in Need::ALL {
            let (rules, made) = determined([2; 11], *setting, *need, "0.5");
            for told in explain::for_family(&made, rules) {
                assert_well_said(&told.text, &names);
                assert_eq!(
                    never_to_a_family(&told.text),
                    None,
                    "{setting} {need}: {}",
                    told.text
                );
            }
        }
    }
}

#[test]
fn a_part_time_place_is_told_to_a_family_step_by_step() {
    let levels = [4, 3, 2, 2, 1, 1, 2, 0, 0, 1, 0];
    let (rules, made) = determined(levels, Setting::Mms, Need::Asd, "0.6");
    let rules = rules.without_descriptors();
    let told: Vec<String> = explain::for_family(&made, &rules)
        .into_iter()
        .map(|sentence| sentence.text)
        .filter(|text| !text.contains(": level "))
        .collect();
    assert_eq!(told, TO_FAMILY, "{}", told.join("\n"));
}

const TO_FAMILY: [&str; 14] = [
    "The council’s rules for this funding are Exampleshire needs matrix 2026-27 (Exampleshire). They hold from 1 April 2026 to 31 March 2027, and were read as they stand on 1 September 2026.",
    "Cognition and learning: the levels add up to 4 + 3 = 7. The scheme multiplies this by 4, which makes 28 points.",
    "The scheme counts at most 16 points for Cognition and learning, so 28 points count as 16.",
    "Communication and interaction: the levels add up to 2 + 2 + 1 = 5. The scheme multiplies this by 2, which makes 10 points.",
    "Social, emotional and mental health: the levels add up to 1 + 2 = 3. The scheme multiplies this by 4, which makes 12 points.",
    "Sensory and physical needs: the levels add up to 0 + 0 + 1 + 0 = 1. The scheme multiplies this by 4, which makes 4 points.",
    "Added together: 16 + 10 + 12 + 4 = 42 points.",
    "A total of 42 points is in band D, which runs from 36 to 43 points.",
    "For band D at this place (mainstream state school) the council pays £4,680.00 a year, on top of the first £6,000 of extra support, which a school meets from its own budget.",
    "The place is 60% of full time: £4,680.00 × 0.6 = £2,808.00.",
    "So this is band D.",
    "So the amount is £2,808.00 a year.",
    "The band funds part of what the school needs to make special educational provision. The money goes to the school, not to the family.",
    "This funding does not limit Section F of an Education, Health and Care Plan. The council must secure everything that Section F specifies, whatever the band or amount.",
];

#[test]
fn a_caseworker_sees_the_evidence_beside_each_level() {
    let rules = exampleshire();
    let hearing = rules
        .domains()
        .find(|domain| domain.title == "Hearing")
        .unwrap();
    let evidence = Evidence {
        source: EvidenceSource::SectionB,
        report: None,
        page: Some("page 4".to_owned()),
        quotation: "wears two hearing aids".to_owned(),
    };
    let report = Evidence {
        source: EvidenceSource::Report,
        report: Some("Audiology".to_owned()),
        page: Some("7".to_owned()),
        quotation: "reads lips".to_owned(),
    };
    let pieces = Grounds::of(vec![evidence, report]).unwrap();
    let profile = profile(rules, [1; 11]).with_evidence([(hearing.id.clone(), pieces)].into());
    let on = parse_iso_date("2026-09-01").unwrap();
    let context = Context::year(on, Setting::Mms, Some(Need::Asd), "1".parse().unwrap());
    let made = determine(&profile, rules, &context);
    let rows = explain::for_caseworker(&made, &profile, rules).rows;
    let of = |title: &str| {
        let mut found = rows.iter().filter(|row| row.read.starts_with(title));
        found.next().unwrap().evidence.as_str()
    };
    assert_eq!(
        of("Hearing level"),
        "Section B (needs), page 4: “wears two hearing aids”; A report (Audiology), 7: “reads lips”"
    );
    assert_eq!(of("Vision level"), "None is noted");
}

fn changes(levels: [u8; 11]) -> (&'static RuleSet, NeedsProfile, Context, Vec<WouldChange>) {
    let rules = exampleshire();
    let profile = profile(rules, levels);
    let on = parse_iso_date("2026-09-01").unwrap();
    let context = Context::year(on, Setting::Mms, Some(Need::Asd), "1".parse().unwrap());
    let found = explain::what_would_change(&profile, rules, &context);
    (rules, profile, context, found)
}

/// Each change that is named moves the band as it says, and no single step that does so is left out.
#[test]
fn the_smallest_changes_are_named_and_no_others() {
    for levels in [[1; 11], [4, 3, 2, 2, 1, 1, 2, 0, 0, 1, 0], [2; 11]] {
        let (rules, profile, context, found) = changes(levels);
        let place = |profile: &NeedsProfile| {
            let made = determine(profile, rules, &context);
            rules.streams[0].rank(made.band().unwrap()).unwrap()
        };
        let now = place(&profile);
        for change in &found {
            let changed = change.levels.iter().fold(profile.clone(), |profile, step| {
                assert_eq!(profile.level(&step.domain), Some(step.from));
                profile.with_level(step.domain.clone(), step.to)
            });
            let moved = place(&changed);
            assert_eq!(moved > now, change.direction == Direction::Up);
            assert_ne!(moved, now);
            assert_eq!(rules.streams[0].rank(&change.band), Some(moved));
        }
        for direction in [Direction::Up, Direction::Down] {
            let wanted: usize = rules
                .domains()
                .map(|domain| {
                    let level = profile.level(&domain.id).unwrap().number();
                    let beside = [level.checked_add(1), level.checked_sub(1)];
                    let beside = beside.into_iter().flatten().map(Level::new);
                    let there = beside.filter(|level| domain.levels.contains_key(level));
                    let moves = there.filter(|level| {
                        let moved = place(&profile.clone().with_level(domain.id.clone(), *level));
                        if direction == Direction::Up {
                            moved > now
                        } else {
                            moved < now
                        }
                    });
                    moves.count()
                })
                .sum();
            let of_way = found.iter().filter(|change| change.direction == direction);
            let single = of_way
                .clone()
                .filter(|change| change.levels.len() == 1)
                .count();
            if wanted > 0 {
                assert_eq!((single, of_way.count()), (wanted, wanted));
            }
        }
    }
}

#[test]
fn two_steps_are_named_only_where_one_is_not_enough() {
    // 38 points, in band D from 36 to 43: one step is at most 4 points, so up takes two and down takes one.
    let (_, _, _, found) = changes([2, 2, 2, 2, 1, 1, 1, 0, 0, 1, 0]);
    let of = |direction| {
        found
            .iter()
            .filter(move |change| change.direction == direction)
    };
    assert!(of(Direction::Down).count() > 0);
    assert!(of(Direction::Down).all(|change| change.levels.len() == 1));
    assert!(of(Direction::Up).count() > 0);
    let steps = |change: &WouldChange| -> i16 {
        let size = |from: Level, to: Level| i16::from(to.number()) - i16::from(from.number());
        change
            .levels
            .iter()
            .map(|step| size(step.from, step.to).abs())
            .sum()
    };
    assert!(of(Direction::Up).all(|change| steps(change) == 2));
}

#[test]
fn nothing_moves_up_from_the_highest_band_or_where_there_is_no_band() {
    let (_, _, _, found) = changes([4; 11]);
    assert!(
        found
            .iter()
            .all(|change| change.direction == Direction::Down)
    );
    let (rules, _, context, _) = changes([0; 11]);
    let nothing = NeedsProfile::of_levels(BTreeMap::new());
    assert_eq!(explain::what_would_change(&nothing, rules, &context), []);
}
