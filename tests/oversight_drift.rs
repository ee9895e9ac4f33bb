//! How often the watch for drift alarms falsely, and how soon it sees what it is for: by simulation, from fixed seeds.
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use send_banding::oversight::drift;

/// Shares of six bands in thousandths, as an authority might have them; invented.
const USUAL: [u32; 6] = [180, 260, 240, 170, 100, 50];
/// The same with the two top bands twice as common.
const DRIFTED: [u32; 6] = [130, 220, 210, 140, 200, 100];

/// A band drawn by its share in thousandths.
fn band(draws: &mut ChaCha12Rng, shares: &[u32; 6]) -> usize {
    let mut left = draws.next_u32() % 1_000;
    for (place, share) in shares.iter().enumerate() {
        if left < *share {
            return place;
        }
        left -= share;
    }
    shares.len() - 1
}

fn baseline(draws: &mut ChaCha12Rng, cases: usize) -> [u32; 6] {
    let mut counts = [0; 6];
    for _ in 0..cases {
        counts[band(draws, &USUAL)] += 1;
    }
    counts
}

/// When a watch of `since` determinations from some shares alarms, for each of `runs` invented authorities.
fn alarms(runs: u64, pilot: usize, since: usize, shares: &[u32; 6]) -> Vec<Option<usize>> {
    (0..runs)
        .map(|seed| {
            let mut draws = ChaCha12Rng::seed_from_u64(seed);
            let frozen = baseline(&mut draws, pilot);
            let later: Vec<usize> = (0..since).map(|_| band(&mut draws, shares)).collect();
            drift(&frozen, later, 1).alarm_at
        })
        .collect()
}

/// It is looked at after every single determination, and still at most one watch in twenty ever alarms; small baselines,
/// whose own chance is part of the doubt, among them.
#[test]
fn at_most_one_watch_in_twenty_ever_alarms_where_nothing_changed() {
    let runs = 1_000;
    let rates: Vec<(usize, usize)> = [(30, 600), (60, 1_000), (200, 1_000), (600, 2_000)]
        .into_iter()
        .map(|(pilot, since)| {
            let raised = alarms(runs, pilot, since, &USUAL);
            (pilot, raised.iter().flatten().count())
        })
        .collect();
    for (pilot, false_alarms) in &rates {
        assert!(
            *false_alarms <= 50,
            "a baseline of {pilot}: {rates:?} of {runs}"
        );
    }
    let all: usize = rates.iter().map(|(_, false_alarms)| false_alarms).sum();
    assert!(all > 0, "a watch that never errs has been made deaf");
}

/// What undid one council's tool, far more top bands than its pilot, is seen within some three hundred determinations, not
/// after a year.
#[test]
fn twice_as_many_top_bands_are_seen_within_hundreds() {
    let mut seen: Vec<usize> = alarms(200, 600, 2_000, &DRIFTED)
        .into_iter()
        .map(|at| at.unwrap_or(usize::MAX))
        .collect();
    seen.sort_unstable();
    let median = seen[seen.len() / 2];
    let nine_in_ten = seen[seen.len() * 9 / 10];
    assert!(median < 300, "half are seen only after {median}");
    assert!(nine_in_ten < 600, "nine in ten only after {nine_in_ten}");
}
