//! What the cases beside every shipped set say to each reader: casework's two lists, asserted.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its rule set has failed"
)]

#[path = "common/said.rs"]
mod said;
#[path = "common/shipped.rs"]
mod shipped;

use std::path::Path;
use std::sync::OnceLock;

use said::{assert_well_said, names_within, never_to_a_family};
use send_banding::calendar::in_words;
use send_banding::engine::{Context, Determination, Status, Step, cases, determine};
use send_banding::explain;
use send_banding::money::Rate;
use send_banding::needs::NeedsProfile;
use send_banding::rules::{Case, RuleSet, read_cases};
use shipped::{directory, files, shipped};

/// The references of all shipped sets.
fn references() -> Vec<String> {
    let mut found = Vec::new();
    for authority in std::fs::read_dir(directory("")).unwrap() {
        let authority = authority.unwrap().path();
        if authority.is_dir() {
            let sets = std::fs::read_dir(&authority).unwrap();
            found.extend(sets.map(|set| {
                let set = set.unwrap().path();
                let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
                format!("{}/{}", name(&authority), name(&set))
            }));
        }
    }
    found.sort();
    found
}

/// A shipped set with its cases, read once.
struct Shipped {
    reference: String,
    rules: RuleSet,
    names: Vec<String>,
    cases: Vec<Case>,
}

fn sets() -> &'static [Shipped] {
    static READ: OnceLock<Vec<Shipped>> = OnceLock::new();
    let read = |reference: String| {
        let rules = shipped(&reference);
        Shipped {
            names: names_within(&rules),
            cases: read_cases(&files(&directory(&reference).join("cases"))).unwrap(),
            reference,
            rules,
        }
    };
    READ.get_or_init(|| references().into_iter().map(read).collect())
}

/// A case and what comes of it.
struct Told<'a> {
    name: String,
    profile: &'a NeedsProfile,
    context: Context,
    made: Determination,
    rules: &'a RuleSet,
    names: &'a [String],
}

/// Every case beside every shipped set.
fn every_case() -> impl Iterator<Item = Told<'static>> {
    assert!(sets().iter().map(|set| set.cases.len()).sum::<usize>() > 100);
    let cases = |set: &'static Shipped| set.cases.iter().map(move |case| (set, case));
    sets().iter().flat_map(cases).map(|(set, case)| Told {
        name: format!("{}: {}", set.reference, case.name),
        profile: &case.profile,
        context: cases::context_of(case, &set.rules),
        made: cases::came_of(case, &set.rules),
        rules: &set.rules,
        names: &set.names,
    })
}

#[test]
fn every_case_is_well_said_to_every_reader() {
    for told in every_case() {
        let Told {
            name,
            profile,
            made,
            rules,
            names,
            ..
        } = &told;
        let family = explain::for_family(made, rules).into_iter();
        let family = family.map(|sentence| sentence.text);
        for sentence in explain::sentences(made, rules).into_iter().chain(family) {
            assert_well_said(&sentence, names);
        }
        let line = explain::in_one_line(made, rules);
        assert!(!line.is_empty() && !line.contains("  "), "{name}: {line}");
        let rows = explain::for_caseworker(made, profile, rules).rows;
        let problems = explain::problems(made, rules).len();
        assert_eq!(rows.len(), made.trace.steps().len() + problems, "{name}");
        assert!(rows.iter().all(|row| !row.step.is_empty()), "{name}");
    }
}

/// Casework, “The statement to a family”, its first list, as far as it depends on the determination.
#[test]
fn a_family_is_told_everything_that_mattered() {
    for told in every_case() {
        let Told {
            name,
            context,
            made,
            rules,
            ..
        } = &told;
        let said = to_family(made, rules);
        let mut wanted = vec![
            "does not limit Section F".to_owned(),
            "The council must secure everything that Section F specifies".to_owned(),
        ];
        if let Status::Determined { band, top_up, .. } = &made.status {
            let scheme = &rules.scheme;
            wanted.extend([scheme.first_day, scheme.last_day, context.on].map(in_words));
            wanted.extend(band.as_ref().map(ToString::to_string));
            wanted.extend(top_up.map(|top_up| top_up.amount.to_string()));
            wanted.extend(top_up.map(|_| "The money goes to the".to_owned()));
            wanted.extend(
                made.trace
                    .steps()
                    .iter()
                    .flat_map(|step| numbers(step, rules)),
            );
        }
        for words in wanted {
            assert!(said.contains(&words), "{name}: “{words}” is not in {said}");
        }
    }
}

/// The numbers of a step that a family is told.
fn numbers(step: &Step, rules: &RuleSet) -> Vec<String> {
    match step {
        Step::LevelRead { domain, level } | Step::LevelScored { domain, level, .. } => {
            let domain = rules.domains().nth(domain.position()).unwrap();
            vec![format!("{}: level {level}", domain.title)]
        }
        Step::GroupWeighted { sum, points, .. } => vec![sum.to_string(), points.to_string()],
        Step::GroupCapped { before, cap, .. } => vec![format!("at most {cap}"), before.to_string()],
        Step::ScoreTotalled { score, .. } => vec![format!("= {score} point")],
        Step::PointsRead { points } => vec![points.to_string()],
        Step::HoursShared { hours, full } => {
            vec![format!("Of {full} hours a week, {hours} are attended")]
        }
        Step::DaysShared { days, .. } => {
            vec![format!("For {days} day"), "% of the amount".to_owned()]
        }
        Step::FallShared { earlier, fall, .. } => {
            let sums = [*earlier, *fall].into_iter();
            sums.filter_map(|sum| in_pence(sum, rules)).collect()
        }
        Step::AmountModified { before, after, .. } => {
            let sums = [*before, *after].into_iter();
            sums.filter_map(|sum| in_pence(sum, rules)).collect()
        }
        Step::BandMatched { .. } => Vec::new(),
        Step::FteMultiplied { fte, .. } if !fte.is_full() => vec![format!("× {fte} =")],
        Step::AmountRead { amount, .. }
        | Step::RowRead { amount, .. }
        | Step::AgreedRead { amount, .. }
        | Step::Rounded { amount, .. }
        | Step::StreamsAdded { amount, .. } => vec![amount.to_string()],
        _ => Vec::new(),
    }
}

/// A sum as it is written, if it is whole pence.
fn in_pence(sum: Rate, rules: &RuleSet) -> Option<String> {
    let money = rules.rounding.to_money(sum.value()).unwrap();
    (money.pounds() == sum.value()).then(|| money.to_string())
}

fn to_family(made: &Determination, rules: &RuleSet) -> String {
    let told = explain::for_family(made, rules).into_iter();
    told.map(|sentence| sentence.text)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Its second list: none of these words belongs in a text to a family, whatever the case.
#[test]
fn a_family_is_told_nothing_that_none_may_be_told() {
    for told in every_case() {
        let Told {
            name, made, rules, ..
        } = &told;
        let said = to_family(made, rules);
        assert_eq!(never_to_a_family(&said), None, "{name}: {said}");
    }
}

#[test]
fn an_auditor_can_compute_every_case_again_from_what_is_handed_over() {
    for told in every_case() {
        let Told {
            name,
            profile,
            context,
            made,
            rules,
            ..
        } = &told;
        let handed = explain::for_auditor(made, profile, context, rules);
        let profile: NeedsProfile = serde_json::from_value(handed["profile"].clone()).unwrap();
        let context: Context = serde_json::from_value(handed["context"].clone()).unwrap();
        let again = determine(&profile, rules, &context);
        let again = serde_json::to_value(again.trace).unwrap();
        assert_eq!(again, handed["trace"], "{name}");
        assert_eq!(handed["digest"], rules.digest().to_string());
        let (trace, named) = (handed["trace"].as_array().unwrap(), &handed["named"]);
        for (step, named) in trace.iter().zip(named.as_array().unwrap()) {
            assert_eq!(step["step"], named["step"], "{name}");
            for (place, number) in [("row", "row_number"), ("line", "line_number")] {
                // Counted from 0 as stored, from 1 as named, and never under one word.
                assert_eq!(named.get(place), None, "{name}");
                let counted = step[place].as_u64().map(|at| (at + 1).to_string());
                assert_eq!(named[number].as_str(), counted.as_deref(), "{name}");
            }
        }
    }
}
