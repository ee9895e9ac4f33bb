//! An amount as people type it: with or without a pound sign and the commas between thousands.

use super::Problems;
use crate::money::{Money, plain_number};

/// Reads an amount that must be there; adds `blank` where nothing was typed, and what an amount looks like where it is none.
pub(super) fn wanted(
    typed: &str,
    field: &'static str,
    blank: &'static str,
    problems: &mut Problems,
) -> Option<Money> {
    let plain = plain_number(typed);
    if plain.as_deref() == Some("") {
        problems.add(field, blank);
        return None;
    }
    let amount = plain.and_then(|plain| plain.parse().ok());
    if amount.is_none() {
        problems.add(field, "Enter pounds and pence, such as 12,345.67");
    }
    amount
}
