//! Days on which a child's shares of full time come to more than one.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::calendar::{Fraction, FractionError, Period};

/// The days on which the shares of overlapping periods sum to more than 1, each run of days with its sum.
///
/// # Errors
/// [`FractionError::Overflow`] for shares too fine to be summed.
pub(super) fn above_full_time(
    shares: &[(Period, Fraction)],
) -> Result<Vec<(Period, Fraction)>, FractionError> {
    if shares.len() < 2 {
        return Ok(Vec::new());
    }
    let edges: BTreeSet<Date> = shares
        .iter()
        .flat_map(|(days, _)| [Some(days.start()), days.end()])
        .flatten()
        .collect();
    let edges: Vec<Date> = edges.into_iter().collect();
    let mut above: Vec<(Period, Fraction)> = Vec::new();
    for pair in edges.windows(2) {
        let Ok(days) = Period::new(pair[0], pair[1]) else {
            continue;
        };
        let mut sum = Fraction::ZERO;
        for (_, share) in shares.iter().filter(|(held, _)| held.contains(pair[0])) {
            sum = sum.plus(*share)?;
        }
        if sum <= Fraction::ONE {
            continue;
        }
        match above.last_mut() {
            Some((last, before)) if *before == sum && last.end() == Some(pair[0]) => {
                *last = last.through(&days);
            }
            _ => above.push((days, sum)),
        }
    }
    Ok(above)
}
