//! An amount as people type it: with or without a pound sign and commas.

use super::Problems;
use crate::money::Money;

/// Reads an amount that must be there; adds `blank` where nothing was typed, and what an amount looks like where it is none.
pub(super) fn wanted(
    typed: &str,
    field: &'static str,
    blank: &'static str,
    problems: &mut Problems,
) -> Option<Money> {
    let digits: String = typed
        .trim()
        .trim_start_matches('£')
        .chars()
        .filter(|c| *c != ',')
        .collect();
    if digits.is_empty() {
        problems.add(field, blank);
        return None;
    }
    let amount = digits.parse().ok();
    if amount.is_none() {
        problems.add(field, "Enter pounds and pence, such as 12,345.67");
    }
    amount
}
