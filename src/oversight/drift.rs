//! Whether what is determined now still spreads over the bands as it did when a baseline was frozen.
//!
//! **The test.** A sequential likelihood ratio, taken anew with each determination. Under “nothing has changed” the next
//! determination falls in band k with the chance that the baseline gives, (b_k + n_k + 1) / (N + n + K): b_k of N at the
//! baseline, n_k of n since, K bands; the baseline's own size is thus part of the doubt about it. Under “something has
//! changed” it falls there with (n_k + 1) / (n + K): what is seen since, and the baseline forgotten. The evidence is the product of
//! the second over the first.
//!
//! **The false-alarm rate.** While nothing changes, the evidence is a martingale that begins at 1, so the chance that it
//! *ever* reaches 40 is at most 1 in 40 (Ville, 1939), however often anybody looks and for as long as the baseline
//! stands: nothing need be corrected for looking again. That is an average over the shares that the baseline leaves open
//! (a uniform prior, updated by it); for one authority's own shares and a small baseline the chance can be higher. So 40
//! is asked for where 20 would give 1 in 20 on average, and `tests/oversight_drift.rs` holds the chance to at most 5 in
//! 100 for fixed shares and baselines of 30 to 600. For s schools watched beside the whole, each must reach 40 s: the
//! chance that any of them is ever a false alarm is then held likewise.
//!
//! An alarm once raised stands: the moment at which the evidence first reached the bound is what counts, and later
//! determinations do not take it back. What it does not know: a child scored again is counted again, which makes change
//! harder to see and false alarms no likelier.

use super::Evidence;

/// The chance, in a hundred, that a watch ever alarms while nothing changes: at most this.
pub const FALSE_ALARMS_PER_HUNDRED: u64 = 5;

/// The odds that one watch alone must reach.
const BOUND: u64 = 40;

/// What a watch has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drift {
    /// The evidence of a change after the last determination.
    pub now: Evidence,
    /// The most that it ever was.
    pub most: Evidence,
    /// The odds that it must reach.
    pub bound: u64,
    /// Which determination since the baseline raised the alarm, from nought; `None` while there is none.
    pub alarm_at: Option<usize>,
}

/// Watches determinations, in the order in which they were made, against a baseline.
///
/// `baseline` counts by band; `since` names bands by their place in it, and `watches` is how many watches share the
/// false-alarm rate, at least one. A determination of no band of the baseline is to be left out by the caller.
#[must_use]
pub fn drift(baseline: &[u32], since: impl IntoIterator<Item = usize>, watches: usize) -> Drift {
    let bands = baseline.len() as u64;
    let of_baseline: u64 = baseline.iter().map(|count| u64::from(*count)).sum();
    let shared = u64::try_from(watches.max(1)).unwrap_or(u64::MAX);
    let mut drift = Drift {
        now: Evidence::NONE,
        most: Evidence::NONE,
        bound: BOUND.saturating_mul(shared),
        alarm_at: None,
    };
    let mut seen = vec![0_u64; baseline.len()];
    let mut total = 0_u64;
    for (place, band) in since.into_iter().enumerate() {
        let (Some(before), Some(count)) = (baseline.get(band), seen.get_mut(band)) else {
            continue;
        };
        drift.now = drift
            .now
            .times(*count + 1, total + bands)
            .times(of_baseline + total + bands, u64::from(*before) + *count + 1);
        *count += 1;
        total += 1;
        drift.most = drift.most.max(drift.now);
        if drift.alarm_at.is_none() && drift.now.is_at_least(drift.bound) {
            drift.alarm_at = Some(place);
        }
    }
    drift
}

#[cfg(test)]
mod tests {
    use super::drift;

    /// By hand, two bands, one determination of each at the baseline: after the first of band 0 the evidence is
    /// (1/2)/(2/4) = 1, after the second (2/3)/(3/5) = 10/9, after the third 10/9 (3/4)/(4/6) = 5/4.
    #[test]
    fn evidence_follows_the_formula() {
        let odds = |n: usize| drift(&[1, 1], std::iter::repeat_n(0, n), 1).now;
        // Rounding loses a part in 2^63 at each step, so the values are met from below.
        let about = |evidence: super::Evidence, above: u64, below: u64| {
            let thousandfold = evidence.times(below * 1_000_000, above);
            assert!(
                (999_999..=1_000_000).contains(&thousandfold.odds()),
                "{thousandfold:?}"
            );
        };
        about(odds(1), 1, 1);
        about(odds(2), 10, 9);
        about(odds(3), 5, 4);
    }

    /// By hand: baseline 8 of band 0 and none of band 1 (shares 9/10 and 1/10 with the prior's one each). Band 1 once:
    /// (1/2)/(1/10) = 5; twice: 5 (2/3)/(2/11) = 55/3; three times: 55/3 (3/4)/(3/12) = 55, above 40.
    #[test]
    fn a_band_that_was_never_used_alarms_at_its_third() {
        let watched = drift(&[8, 0], [1, 1, 1, 1], 1);
        assert_eq!(watched.alarm_at, Some(2));
        assert_eq!(drift(&[8, 0], [1, 1], 1).now.odds(), 18);
        assert_eq!(
            drift(&[8, 0], [1, 1, 1], 1).now.odds(),
            54,
            "55, met from below"
        );
        assert_eq!(
            drift(&[8, 0], [1, 1, 1], 3).alarm_at,
            None,
            "one of three watches needs 120"
        );
    }

    #[test]
    fn an_alarm_stands_when_the_evidence_falls_again() {
        let since = [1, 1, 1].into_iter().chain(std::iter::repeat_n(0, 500));
        let watched = drift(&[8, 0], since, 1);
        assert_eq!(watched.alarm_at, Some(2));
        assert!(watched.now < watched.most);
    }

    #[test]
    fn nothing_since_and_no_baseline_are_no_alarm() {
        assert_eq!(drift(&[8, 0], [], 1).alarm_at, None);
        assert_eq!(drift(&[], [0, 1], 1).now, super::Evidence::NONE);
        // With no baseline, “unchanged” knows nothing either: the evidence stays at one.
        assert_eq!(drift(&[0, 0], [1; 50], 1).alarm_at, None);
    }
}
