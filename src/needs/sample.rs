//! A random sample that anybody can draw again: by a seed, from a frame that is known.

use std::collections::BTreeMap;

use super::Setting;
use crate::ids::{Digest, ProfileId};

/// Draws a sample from a frame of profiles with the setting of each, in the order in which they were drawn.
///
/// Each profile's place is the SHA-256 digest of the seed, a colon and its id; the lowest are drawn. The same seed and frame
/// give the same sample in whatever order the frame stands. In proportion to settings, each setting's part of the size is
/// rounded down, and what is left over goes by largest remainder, the setting of the first code first of equals.
#[must_use]
pub fn draw(
    frame: &[(ProfileId, Setting)],
    size: u32,
    seed: &str,
    by_setting: bool,
) -> Vec<ProfileId> {
    let mut strata: BTreeMap<Option<Setting>, Vec<(Digest, &ProfileId)>> = BTreeMap::new();
    for (profile, setting) in frame {
        let place = Digest::of(format!("{seed}:{profile}").as_bytes());
        let stratum = by_setting.then_some(*setting);
        strata.entry(stratum).or_default().push((place, profile));
    }
    let sizes: Vec<u64> = strata.values().map(|all| all.len() as u64).collect();
    let shares = shares(&sizes, size.into());
    let mut drawn = Vec::new();
    for (mut all, share) in strata.into_values().zip(shares) {
        all.sort();
        // No share is above its stratum.
        drawn.extend(
            all.into_iter()
                .take(usize::try_from(share).unwrap_or(usize::MAX)),
        );
    }
    drawn.sort();
    drawn
        .into_iter()
        .map(|(_, profile)| profile.clone())
        .collect()
}

/// How much of a size falls to each stratum: never more than it holds.
fn shares(strata: &[u64], size: u64) -> Vec<u64> {
    let all: u64 = strata.iter().sum();
    let size = size.min(all);
    if all == 0 {
        return vec![0; strata.len()];
    }
    let mut shares: Vec<u64> = strata.iter().map(|held| held * size / all).collect();
    let mut by_remainder: Vec<usize> = (0..strata.len()).collect();
    by_remainder.sort_by_key(|at| std::cmp::Reverse(strata[*at] * size % all));
    let left_over = size - shares.iter().sum::<u64>();
    // The remainders add up to the rest, each below one: there are enough strata that have one.
    for at in by_remainder
        .into_iter()
        .take(usize::try_from(left_over).unwrap_or(usize::MAX))
    {
        shares[at] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::{draw, shares};
    use crate::ids::ProfileId;
    use crate::needs::Setting;

    fn frame() -> Vec<(ProfileId, Setting)> {
        let profile = |number: u32| {
            let id = format!("00000000-0000-7000-8000-{number:012x}");
            let setting = if number < 8 {
                Setting::Mms
            } else {
                Setting::Spec
            };
            (ProfileId::parse(&id).unwrap(), setting)
        };
        (0..12).map(profile).collect()
    }

    #[test]
    fn a_seed_draws_the_same_from_the_same_frame_in_any_order() {
        let drawn = draw(&frame(), 4, "seed", false);
        assert_eq!(drawn.len(), 4);
        let mut turned = frame();
        turned.reverse();
        assert_eq!(draw(&turned, 4, "seed", false), drawn);
        assert_ne!(draw(&frame(), 4, "another", false), drawn);
        assert_eq!(
            draw(&frame(), 99, "seed", false).len(),
            12,
            "no more than there are"
        );
        assert!(draw(&[], 4, "seed", true).is_empty());
    }

    #[test]
    fn each_profile_is_drawn_about_as_often_as_any_other() {
        let mut times = [0_u32; 12];
        for seed in 0..3_000_u32 {
            for drawn in draw(&frame(), 3, &seed.to_string(), false) {
                let at = frame().iter().position(|(id, _)| *id == drawn).unwrap();
                times[at] += 1;
            }
        }
        // 750 each is expected, with a standard deviation below 24: five of them either way.
        assert!(
            times.iter().all(|times| (630..=870).contains(times)),
            "{times:?}"
        );
    }

    #[test]
    fn settings_have_their_share_and_no_setting_more_than_it_holds() {
        let drawn = draw(&frame(), 6, "seed", true);
        let of = |setting| {
            let frame = frame();
            let held = frame.iter().filter(|(_, held)| *held == setting);
            held.filter(|(id, _)| drawn.contains(id)).count()
        };
        assert_eq!((of(Setting::Mms), of(Setting::Spec)), (4, 2));
        assert_eq!(shares(&[8, 4], 5), [3, 2]);
        assert_eq!(shares(&[1, 1, 1], 2), [1, 1, 0]);
        assert_eq!(shares(&[3, 0], 9), [3, 0]);
        assert_eq!(shares(&[], 9), [0_u64; 0]);
    }
}
