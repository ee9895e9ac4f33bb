//! The engine against a slow, obvious look-up, written apart from it and from the rule files.
//!
//! The figures are those of the issue that defined the invented authority, typed again, and those of
//! Herefordshire's page. Nothing here reads a rule set except to hand it to the engine.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use rust_decimal::Decimal;
use send_banding::engine::{Context, determine};
use send_banding::money::Fte;
use send_banding::needs::{DomainId, Level, Need, NeedsProfile, Setting};
use send_banding::rules::{RuleFile, RuleSet, read};

const DOMAINS: [&str; 11] = [
    "thinking",
    "literacy-numeracy",
    "receptive-language",
    "speech",
    "social-communication",
    "emotional-wellbeing",
    "behaviour",
    "hearing",
    "vision",
    "physical",
    "medical",
];

/// Pounds a year for 2026-27, bands A to H.
const MAINSTREAM: [u64; 8] = [0, 1560, 3120, 4680, 6864, 9360, 12480, 16640];
const RESOURCED: [u64; 8] = [0, 1950, 3900, 5850, 8580, 11700, 15600, 20800];
const SPECIAL: [u64; 8] = [0, 2000, 4000, 6500, 9000, 12000, 16000, 22000];
const POST_16: [u64; 8] = [0, 1400, 2800, 4200, 6100, 8400, 11200, 15000];

fn rules(reference: &str) -> RuleSet {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("banding-rules")
        .join(reference);
    let mut files = Vec::new();
    for name in ["scheme.toml", "descriptors.toml", "questions.toml"] {
        if let Ok(text) = std::fs::read_to_string(directory.join(name)) {
            let name = name.to_owned();
            files.push(RuleFile { name, text });
        }
    }
    read(&files).expect("the shipped set is sound")
}

static NEW: LazyLock<RuleSet> = LazyLock::new(|| rules("exampleshire/2026-04-01"));
static OLD: LazyLock<RuleSet> = LazyLock::new(|| rules("exampleshire/2025-04-01"));
static HEREFORDSHIRE: LazyLock<RuleSet> = LazyLock::new(|| rules("herefordshire/2025-04-01"));

fn score(levels: &[u8]) -> u32 {
    let sum =
        |range: std::ops::Range<usize>| levels[range].iter().map(|l| u32::from(*l)).sum::<u32>();
    let cognition = (sum(0..2) * 4).min(16);
    let communication = sum(2..5) * 2;
    let semh = sum(5..7) * 4;
    let sensory = (sum(7..11) * 4).min(32);
    cognition + communication + semh + sensory
}

fn band(score: u32, need: Need) -> char {
    let by_score = match score {
        0..=15 => 'A',
        16..=27 => 'B',
        28..=35 => 'C',
        36..=43 => 'D',
        44..=51 => 'E',
        52..=61 => 'F',
        62..=75 => 'G',
        76..=104 => 'H',
        _ => unreachable!("no profile scores {score}"),
    };
    if matches!(need, Need::Pmld | Need::Msi) {
        by_score.max('F')
    } else {
        by_score
    }
}

/// Pence of a share in thousandths of full time, half a penny rounded up, in whole numbers alone.
fn amount(table: &[u64; 8], band: char, thousandths: u64, last_year: bool) -> u64 {
    let place = usize::try_from(u32::from(band) - u32::from('A')).unwrap();
    let mut pounds = table[place];
    if last_year {
        // 0.96 of it in tens of pounds, halves up.
        pounds = (pounds * 96 + 500) / 1000 * 10;
    }
    (pounds * 100 * thousandths + 500) / 1000
}

fn table(setting: Setting) -> Option<&'static [u64; 8]> {
    match setting {
        Setting::Mms => Some(&MAINSTREAM),
        Setting::Rpu => Some(&RESOURCED),
        Setting::Spec | Setting::Ap => Some(&SPECIAL),
        Setting::Fe | Setting::Spi => Some(&POST_16),
        Setting::Mind
        | Setting::Iss
        | Setting::Nmss
        | Setting::Eotas
        | Setting::Ehe
        | Setting::Neet
        | Setting::Eyp
        | Setting::Oth
        | Setting::Unk => None,
    }
}

fn profile(levels: &[u8]) -> NeedsProfile {
    let pairs = DOMAINS.iter().zip(levels);
    let levels: BTreeMap<DomainId, Level> = pairs
        .map(|(id, level)| (DomainId::parse(id).unwrap(), Level::new(*level)))
        .collect();
    NeedsProfile::of_levels(levels)
}

fn agrees(levels: &[u8], need: Need, setting: Setting, thousandths: u64, last_year: bool) {
    let (rules, day) = if last_year {
        (&*OLD, "2025-09-01")
    } else {
        (&*NEW, "2026-09-01")
    };
    let share = Decimal::new(i64::try_from(thousandths).unwrap(), 3);
    let fte: Fte = share.to_string().parse().unwrap();
    let context = Context::year(day.parse().unwrap(), setting, Some(need), fte);
    let found = determine(&profile(levels), rules, &context);
    let wanted = band(score(levels), need);
    assert_eq!(
        found.band().map(ToString::to_string),
        Some(wanted.to_string()),
        "{levels:?} {need}"
    );
    let pence = table(setting).map(|table| amount(table, wanted, thousandths, last_year));
    let found_pence = found
        .top_up_annual()
        .map(|money| u64::try_from(money.pence()).unwrap());
    assert_eq!(found_pence, pence, "{levels:?} {need} {setting} {share}");
}

/// A failure is shown with its smallest input; it is not kept in a file.
fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 2000,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_engine_agrees_with_the_look_up(
        levels in prop::collection::vec(0u8..=4, 11),
        need in prop::sample::select(Need::ALL.to_vec()),
        setting in prop::sample::select(Setting::ALL.to_vec()),
        thousandths in 1u64..=1000,
        last_year: bool,
    ) {
        agrees(&levels, need, setting, thousandths, last_year);
    }
}

/// Every score that levels can make, by the fewest profiles: sums of each group apart.
#[test]
fn every_sum_of_levels_agrees() {
    let spread = |sum: u8, domains: usize| -> Vec<u8> {
        let mut left = sum;
        let take = |_| {
            let level = left.min(4);
            left -= level;
            level
        };
        (0..domains).map(take).collect()
    };
    for cognition in 0..=8 {
        for communication in 0..=12 {
            for semh in 0..=8 {
                for sensory in 0..=16 {
                    let mut levels = spread(cognition, 2);
                    levels.extend(spread(communication, 3));
                    levels.extend(spread(semh, 2));
                    levels.extend(spread(sensory, 4));
                    agrees(&levels, Need::Asd, Setting::Mms, 1000, false);
                }
            }
        }
    }
}

/// Points, tariff, and pounds a year as Herefordshire's page has them: first and last points of each.
const TARIFFS: [(i64, i64, &str, i64); 21] = [
    (0, 9, "Local Offer", 0),
    (10, 14, "A1", 753),
    (15, 19, "A2", 1494),
    (20, 24, "B1", 2580),
    (25, 29, "B2", 3681),
    (30, 34, "C1", 4320),
    (35, 39, "C2", 4974),
    (40, 44, "C3", 5613),
    (45, 49, "C4", 6378),
    (50, 54, "D1", 8814),
    (55, 59, "D2", 10218),
    (60, 64, "D3", 11625),
    (65, 69, "D4", 13035),
    (70, 74, "E1", 14454),
    (75, 79, "E2", 15861),
    (80, 84, "E3", 17268),
    (85, 89, "E4", 18690),
    (90, 94, "F1", 20100),
    (95, 99, "F2", 21504),
    (100, 104, "F3", 22911),
    (105, 109, "F4", 24333),
];

#[test]
fn every_total_of_herefordshire_agrees() {
    for points in -5i64..=120 {
        let day = "2025-09-01".parse().unwrap();
        let context = Context::year(day, Setting::Spec, None, Fte::FULL);
        let found = determine(
            &NeedsProfile::of_points(Decimal::from(points)),
            &HEREFORDSHIRE,
            &context,
        );
        let row = TARIFFS
            .iter()
            .find(|(from, to, _, _)| (*from..=*to).contains(&points));
        let tariff = found.band().map(ToString::to_string);
        assert_eq!(tariff.as_deref(), row.map(|row| row.2), "{points}");
        let pounds = found.top_up_annual().map(|money| money.pence());
        assert_eq!(pounds, row.map(|row| row.3 * 100), "{points}");
    }
}
