//! Input from anybody, many times over: rule text, profiles and circumstances that are broken or absurd
//! are answered, never met with a panic.
//!
//! `make test` tries some; `HOSTILE_INPUTS=10000000 cargo test --release --no-default-features --test
//! hostile_inputs` tries as many as it is told.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

#[path = "common/shipped.rs"]
mod shipped;

use send_banding::engine::{Context, determine, price};
use send_banding::needs::{BandId, NeedsProfile};
use send_banding::rules::{RuleFile, RuleSet, read, read_cases};

/// A seeded generator (xorshift64), so that every run tries the same inputs.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides.max(1) as u64).unwrap()
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const ABSURD: [&str; 16] = [
    "-1",
    "0",
    "99",
    "168",
    "0.0000000000000000000000000001",
    "79228162514264337593543950335",
    "-79228162514264337593543950335",
    "100000000000",
    "100000000000.01",
    "1e9",
    "NaN",
    "",
    "\u{202e}",
    "*",
    "\u{1f}",
    "2026-02-30",
];

/// A text with some of its quoted words exchanged, or a piece of it cut out or doubled.
fn broken(text: &str, dice: &mut Dice) -> String {
    let mut words: Vec<&str> = text.split('"').collect();
    for _ in 0..=dice.below(3) {
        let at = dice.below(words.len());
        match dice.below(4) {
            0 => drop(words.remove(at)),
            1 => words.insert(at, words[at]),
            2 => words[at] = words[dice.below(words.len())],
            _ => words[at] = dice.of(&ABSURD),
        }
        if words.is_empty() {
            words.push("");
        }
    }
    words.join("\"")
}

const PROFILE: &str = r#"{"levels":{"thinking":"1","hearing":"4","literacy-numeracy":"2"},"points":"12","picked":{"main":["A","Plus"]},"provision":[{"provision":"teaching-assistant","minutes":"90","pupils":"3","weeks":"38","cost":"12.50"}],"support_hours":"25.5","agreed":"5200"}"#;

const CONTEXT: &str = r#"{"on":"2026-09-01","setting":"MMS","primary_need":"ASD","fte":"0.6","basis":"year","hours":"15","facts":{"year_group":5,"age":9,"institution":"Orchard Manor","host_authority":"Essex","residency":"own","plan":true,"days_a_week":"3","circumstances":{"awaiting":true},"earlier":{"band":"A","top_up_annual":"3100","convert":true}}}"#;

/// How many inputs are tried: some in every run, and as many as asked for by hand.
fn tries(in_every_run: usize) -> usize {
    std::env::var("HOSTILE_INPUTS").map_or(in_every_run, |tries| tries.parse().unwrap())
}

#[test]
fn broken_and_absurd_profiles_are_answered() {
    let sets: Vec<RuleSet> = SETS.iter().map(|name| shipped::shipped(name)).collect();
    let mut dice = Dice(0x5eed);
    for nth in 0..tries(4_000) {
        meet(&sets[nth % sets.len()], &mut dice);
    }
}

#[test]
fn broken_and_absurd_rule_texts_are_answered() {
    let small: Vec<String> = SMALL.iter().map(ToString::to_string).collect();
    let shipped_texts: Vec<String> = SETS
        .iter()
        .flat_map(|name| shipped::files(&shipped::directory(name)))
        .map(|file| file.text)
        .collect();
    let mut dice = Dice(0xb0de);
    for nth in 0..tries(200) {
        // Mostly small texts, which fail later and are quicker.
        let texts = if nth % 100 == 0 {
            &shipped_texts
        } else {
            &small
        };
        let text = broken(&texts[dice.below(texts.len())], &mut dice);
        let file = [RuleFile {
            name: "scheme.toml".to_owned(),
            text,
        }];
        let _ = read_cases(&file);
        if let Ok(rules) = read(&file) {
            meet(&rules, &mut dice);
        }
    }
}

/// A broken profile meets a set, if it can be read at all.
fn meet(rules: &RuleSet, dice: &mut Dice) {
    let mut profile = PROFILE.to_owned();
    // Mostly without what the set does not read, or every answer would be the same refusal.
    if dice.below(4) > 0 {
        let levels = rules.domains().map(|domain| {
            let at = dice.below(domain.levels.len());
            let level = domain.levels.keys().nth(at).unwrap();
            format!("\"{}\":\"{level}\"", domain.id)
        });
        profile = format!(
            "{{\"levels\":{{{}}}}}",
            levels.collect::<Vec<_>>().join(",")
        );
    }
    let profile = if dice.below(2) == 0 {
        broken(&profile, dice)
    } else {
        profile
    };
    let context = if dice.below(2) == 0 {
        broken(CONTEXT, dice)
    } else {
        CONTEXT.to_owned()
    };
    let (Ok(profile), Ok(mut context)) = (
        serde_json::from_str::<NeedsProfile>(&profile),
        serde_json::from_str::<Context>(&context),
    ) else {
        return;
    };
    if dice.below(8) > 0 {
        context.on = rules.scheme.first_day;
    }
    let _ = determine(&profile, rules, &context);
    let bands: Vec<&BandId> = rules.bands().map(|band| &band.id).collect();
    if let Some(band) = bands.get(dice.below(bands.len())) {
        let _ = price(Some(band), &profile, rules, &context);
    }
}

const SMALL: [&str; 3] = [
    include_str!("../fixtures/refused/sound-levels.toml"),
    include_str!("../fixtures/refused/sound-streams.toml"),
    include_str!("../fixtures/refused/sound-points.toml"),
];

const SETS: [&str; 8] = [
    "bristol/2023-04-01",
    "devon/2023-04-01",
    "exampleshire/2026-04-01",
    "herefordshire/2025-04-01",
    "islington/2021-04-01",
    "telford-and-wrekin/2024-04-01",
    "wealdshire/2025-09-01",
    "wealdshire/2026-09-01",
];
