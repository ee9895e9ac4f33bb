//! Generated sets and cases: the engine and the slow reading agree, and what must hold of every scheme holds.

use proptest::prelude::*;
use send_banding::engine::{Context, Determination, Status, determine};
use send_banding::needs::NeedsProfile;
use send_banding::rules::{RuleFile, RuleSet, read};
use serde_json::Value;

use crate::cases::case;
use crate::choices::Choices;
use crate::slow::{self, Came, Case, No};
use crate::{tree, written};

/// Cases for each generated set: reading a set costs more than a case.
const CASES: usize = 20;

pub fn parsed(text: &str) -> Result<RuleSet, String> {
    let (name, text) = ("scheme.toml".to_owned(), text.to_owned());
    read(&[RuleFile { name, text }]).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        lines.join("\n")
    })
}

/// A generated set that the checker accepts, with its text as a tree, and the choices that are left.
struct Generated {
    rules: RuleSet,
    text: String,
    tree: Value,
    choices: Choices,
}

fn generated(numbers: Vec<u16>) -> Result<Generated, TestCaseError> {
    let mut choices = Choices::of(numbers);
    let text = written::set(&mut choices);
    let rules = parsed(&text).map_err(TestCaseError::reject)?;
    Ok(Generated {
        rules,
        tree: tree::read(&text),
        text,
        choices,
    })
}

impl Generated {
    fn case(&mut self) -> (NeedsProfile, Context, Value, Value) {
        let (profile, context) = case(&mut self.choices, &self.tree);
        let read = |value: &Value| serde_json::from_value(value.clone());
        (
            read(&profile).unwrap(),
            serde_json::from_value(context.clone()).unwrap(),
            profile,
            context,
        )
    }
}

fn engine(found: &Determination) -> Result<Came, No> {
    match &found.status {
        Status::Determined {
            band,
            top_up,
            one_off,
            ..
        } => Ok(Came {
            band: band.as_ref().map(ToString::to_string),
            pence: top_up.map(|top_up| top_up.amount.pence()),
            once: one_off.map(|paid| paid.pence()),
        }),
        Status::Blocked { .. } => Err(No::Blocked),
        Status::Refused { .. } => Err(No::Refused),
    }
}

fn numbers() -> impl Strategy<Value = Vec<u16>> {
    // Many numbers, so that most cases have choices of their own.
    prop::collection::vec(any::<u16>(), 600..1200)
}

/// A failure is shown with its smallest input; it is not kept in a file.
pub fn config() -> ProptestConfig {
    ProptestConfig {
        cases: std::env::var("ORACLE_SETS").map_or(100, |sets| sets.parse().unwrap()),
        failure_persistence: None,
        max_global_rejects: 1_000_000,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_engine_and_the_slow_reading_agree(numbers in numbers()) {
        let mut generated = generated(numbers)?;
        for _ in 0..CASES {
            let (profile, context, profile_json, context_json) = generated.case();
            let found = determine(&profile, &generated.rules, &context);
            let case = Case { set: &generated.tree, profile: &profile_json, context: &context_json };
            prop_assert_eq!(
                engine(&found),
                slow::determine(&case),
                "{}\n{}\n{}\n{}",
                &generated.text, profile_json, context_json, serde_json::to_string_pretty(&found).unwrap()
            );
        }
    }

    /// Sets as a browser gets them and as the store keeps them determine to the same bytes, again and again.
    #[test]
    fn a_set_read_back_determines_the_same_bytes(numbers in numbers()) {
        let mut generated = generated(numbers)?;
        let rules = &generated.rules;
        let stored = RuleSet::from_canonical(&rules.canonical_json(), rules.digest()).unwrap();
        // A browser makes nothing of a set that it could not work out.
        let served = match RuleSet::from_served_json(&rules.served_json()) {
            Ok(served) => served,
            Err(_) => {
                prop_assert!(rules.is_for_server_alone(), "{}", generated.text);
                stored.clone()
            }
        };
        let stored_digest = stored.digest().clone();
        prop_assert_eq!(&stored_digest, generated.rules.digest());
        for _ in 0..CASES {
            let (profile, context, _, _) = generated.case();
            let bytes = |rules| serde_json::to_string(&determine(&profile, rules, &context)).unwrap();
            let first = bytes(&generated.rules);
            prop_assert_eq!(&first, &bytes(&generated.rules));
            prop_assert_eq!(&first, &bytes(&stored));
            prop_assert_eq!(&first, &bytes(&served));
        }
    }

    /// Sections may stand in any order and in any file: the set is the same, its identity too.
    #[test]
    fn sections_and_files_in_another_order_are_the_same_set(numbers in numbers(), turn in 0usize..40) {
        let generated = generated(numbers)?;
        let mut sections = root_sections(&generated.text);
        let lists = |section: &String| section.starts_with("[[");
        let (mut moved, mut fixed): (Vec<_>, Vec<_>) = sections.drain(..).partition(|section| !lists(section));
        let (turn, half) = (turn % moved.len(), moved.len() / 2);
        moved.rotate_left(turn);
        fixed.splice(0..0, moved.drain(..half));
        let file = |name: &str, text: String| RuleFile { name: name.to_owned(), text };
        let turned = read(&[file("b.toml", moved.concat()), file("a.toml", fixed.concat())]);
        let turned = turned.map_err(|problems| TestCaseError::fail(format!("{problems:?}\n{}", generated.text)))?;
        prop_assert_eq!(turned.digest(), generated.rules.digest());
    }

    /// Rows of a table may stand in any order: another identity, since rows are a list, but the same result.
    #[test]
    fn rows_in_another_order_give_the_same_result(numbers in numbers(), turn in 0usize..40) {
        let mut generated = generated(numbers)?;
        let turned: Vec<String> = generated.text.lines().map(|line| turned_rows(line, turn)).collect();
        let turned = parsed(&turned.join("\n")).map_err(TestCaseError::fail)?;
        for _ in 0..CASES {
            let (profile, context, _, _) = generated.case();
            let status = |rules| determine(&profile, rules, &context).status;
            prop_assert_eq!(status(&generated.rules), status(&turned));
        }
    }

    /// Where levels are added or the highest counts and nothing shifts bands, more need is no lower band and no less money.
    #[test]
    fn a_higher_level_never_lowers_band_or_amount(
        mut numbers in numbers(),
        rising in prop::sample::select(vec![0, 1, 3]),
        domain in 0usize..5,
    ) {
        // The first choices are one stream for all, and its model.
        (numbers[0], numbers[1]) = (0, rising);
        let mut generated = generated(numbers)?;
        let has = |words: &[&str]| words.iter().any(|word| generated.text.contains(word));
        if has(&["band_shift", "allowed_bands"]) || modifiers_read_levels(&generated.tree) {
            return Ok(());
        }
        let amounts_rise = !has(&["rows", "classes", "agreed_above"]);
        for _ in 0..CASES {
            let (profile, context, mut raised, _) = generated.case();
            let levels = raised["levels"].as_object_mut().unwrap();
            let Some((_, level)) = levels.iter_mut().nth(domain) else { continue };
            let higher = level.as_str().unwrap().parse::<u8>().unwrap() + 1;
            *level = Value::from(higher.min(3).to_string());
            if higher > 3 {
                continue;
            }
            let raised: NeedsProfile = serde_json::from_value(raised).unwrap();
            let before = determine(&profile, &generated.rules, &context);
            let after = determine(&raised, &generated.rules, &context);
            let determined = |found: &Determination| matches!(found.status, Status::Determined { .. });
            if !determined(&before) || !determined(&after) {
                continue;
            }
            let bands = &generated.rules.streams[0];
            let rank = |found: &Determination| found.band().and_then(|band| bands.rank(band));
            prop_assert!(rank(&before) <= rank(&after), "{}", generated.text);
            let amount = |found: &Determination| found.top_up().map(|paid| paid.amount);
            if amounts_rise {
                prop_assert!(amount(&before) <= amount(&after), "{}", generated.text);
            }
        }
    }
}

/// Whether some modifier of a set of one stream depends on levels or the band: more need may then end what it gives.
fn modifiers_read_levels(set: &Value) -> bool {
    let modifiers = tree::list(&set["modifier"]).iter();
    let mut conditions = modifiers.flat_map(|change| tree::list(&change["when"]));
    let turns_on = [
        "domain",
        "domains_at_least",
        "bands",
        "band_at_least",
        "band_at_most",
    ];
    conditions.any(|one| turns_on.iter().any(|key| !one[*key].is_null()))
}

/// The sections of a text that stand at the root, each with what is nested in it: an area its domains, a stream all that is
/// of it.
fn root_sections(text: &str) -> Vec<String> {
    let mut sections: Vec<String> = Vec::new();
    for line in text.lines() {
        let name = line.trim_start_matches('[');
        let nested = name.starts_with("area.domain") || name.starts_with("stream.");
        if line.starts_with('[') && !nested {
            sections.push(String::new());
        }
        if let Some(last) = sections.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
    }
    sections
}

/// A line of `rows = […]` with its rows the other way round, beginning with another.
fn turned_rows(line: &str, turn: usize) -> String {
    let Some(rows) = line
        .strip_prefix("rows = [[")
        .and_then(|rest| rest.strip_suffix("]]"))
    else {
        return line.to_owned();
    };
    let mut rows: Vec<&str> = rows.split("], [").collect();
    rows.reverse();
    let turn = turn % rows.len();
    rows.rotate_left(turn);
    format!("rows = [[{}]]", rows.join("], ["))
}

/// The generator writes what the checker accepts, of every kind: else the comparisons would be of little.
#[test]
fn generated_sets_are_sound_and_of_every_kind() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut sound, mut words) = (0, String::new());
    let mut problems = std::collections::BTreeMap::<String, usize>::new();
    for _ in 0..300 {
        let numbers = numbers().new_tree(&mut runner).unwrap().current();
        let text = written::set(&mut Choices::of(numbers));
        match parsed(&text) {
            Ok(_) => {
                sound += 1;
                words.push_str(&text);
            }
            Err(found) => *problems.entry(found).or_default() += 1,
        }
    }
    assert!(sound >= 240, "{sound} of 300 are sound: {problems:#?}");
    for kind in EVERY_KIND {
        assert!(words.contains(kind), "no generated set has {kind}");
    }
}

const EVERY_KIND: [&str; 81] = [
    "\"weighted_levels\"",
    "\"here\"",
    "\"elsewhere\"",
    "\"highest_level\"",
    "\"best_fit\"",
    "\"external_band\"",
    "\"lookup\"",
    "\"additive_streams\"",
    "\"costed_provision\"",
    "\"hours_threshold\"",
    "\"no_band\"",
    "amounts =",
    "multiples =",
    "rows =",
    "rate_per_hour",
    "classes =",
    "cost_share",
    "rate_per_point",
    "most_hours",
    "scored = \"here\"\nshares = [\"1\", \"0.5\"]",
    "shares = [\"1\", \"0.5\", \"0\"]",
    "own_levels",
    "\"1\" = \"4\" }",
    "nothing_below",
    "\"up\"",
    "rounding = { mode",
    "id = \"most\"",
    "mode = \"up\", to",
    "{ bands",
    "{ band_at_least",
    "{ band_at_most",
    "agreed_above",
    "upper_limit",
    "score_floor",
    "score_supplement",
    "band_shift",
    "allowed_bands",
    "uplift",
    "\"supplement\"",
    "\"factor\"",
    "\"threshold\"",
    "\"minimum\"",
    "\"cap\"",
    "\"round\"",
    "hours_fraction",
    "hours_a_week",
    "rate_from",
    "\nprimary_needs",
    "days_a_week",
    "protection",
    "protection\"\nat_least",
    "[[floor]]",
    "[[stream]]",
    "eligibility",
    "domains_at_least",
    "reached_by",
    "and = [",
    "not_funded",
    "each_step",
    "each_line",
    "\"lowest\"",
    "half_even",
    "\"one_off\"",
    "\"closest\"",
    "\"closest_up\"",
    "how = \"table\"",
    "{ primary_needs",
    "{ settings",
    "at_least",
    "at_most",
    "{ domains_at_least",
    "{ phases",
    "{ ages",
    "{ institutions",
    "{ host_authorities",
    "{ residency",
    "{ plan",
    "{ circumstance",
    "is = false",
    "{ on_or_after",
    "{ before",
];
