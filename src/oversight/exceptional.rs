//! Up to which share awards are exceptional where a scheme fits: dated parameters with their source (`exceptional.json`), which
//! practice gives and no law.

use serde::Deserialize;

use crate::calendar::{Date, iso};

/// A share that is looked for, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ShareLookedFor {
    /// From this day on.
    #[serde(with = "iso")]
    pub from: Date,
    /// The share that exceptional awards stay under, in per cent.
    pub percent: u32,
    /// Who says so.
    pub source: String,
}

impl ShareLookedFor {
    /// What is looked for on a day; none before the first.
    #[must_use]
    pub fn on(day: Date) -> Option<ShareLookedFor> {
        let mut known: Vec<ShareLookedFor> =
            serde_json::from_str(include_str!("exceptional.json")).unwrap_or_default();
        known.retain(|share| share.from <= day);
        known.into_iter().max_by_key(|share| share.from)
    }

    /// Whether so many exceptional awards of so many are fewer than the share.
    #[must_use]
    pub fn is_kept(&self, exceptional: u64, all: u64) -> bool {
        exceptional.saturating_mul(100) < all.saturating_mul(u64::from(self.percent))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::ShareLookedFor;

    #[test]
    fn five_of_a_hundred_are_not_fewer_than_five_per_cent() {
        let share = ShareLookedFor::on(date(2026, 9, 1)).unwrap();
        assert_eq!(share.percent, 5);
        assert!(share.is_kept(4, 100) && !share.is_kept(5, 100) && !share.is_kept(6, 100));
        assert!(!share.is_kept(0, 0), "of nothing nothing is said");
        assert_eq!(ShareLookedFor::on(date(2026, 3, 31)), None);
    }
}
