//! The second reading of how a band of an earlier scheme is converted.

use serde_json::Value;

use crate::fraction::Fraction;
use crate::slow::{Case, No};
use crate::slow_amount::worths;
use crate::slow_band::rank;
use crate::tree::text;

/// Whether the child's earlier band is converted, and not judged anew. What is paid besides is not converted.
pub fn converts(case: &Case<'_>, stream: &Value) -> bool {
    case.fact("earlier")["convert"] == true && stream["adds"] != true
}

/// The band that the earlier one becomes.
pub fn converted(case: &Case<'_>, stream: &Value) -> Result<usize, No> {
    let (conversion, earlier) = (&case.set["conversion"], case.fact("earlier"));
    let how = conversion["how"].as_str().ok_or(No::Refused)?;
    if how == "table" {
        let new = conversion["table"][text(&earlier["band"])].as_str();
        return rank(stream, new.ok_or(No::Refused)?);
    }
    let (old, bands) = worths(case, stream)?;
    let away = |amount: Fraction| amount.minus(old).max(old.minus(amount));
    let (mut found, mut stopped) = (None, None);
    for (at, worth) in bands.into_iter().enumerate() {
        let amount = match worth {
            Ok(Some(amount)) => {
                stopped = None;
                amount
            }
            Ok(None) => continue,
            // Another band may be possible.
            Err(no @ (No::Blocked | No::NotAllowed)) => {
                stopped = stopped.or(Some(no));
                continue;
            }
            Err(no) => return Err(no),
        };
        match (how, found) {
            (_, None) => found = Some((at, amount)),
            ("closest", Some((_, best))) if away(amount) < away(best) => found = Some((at, amount)),
            // Up to the first that is enough, or else to the last.
            ("closest_up", Some((_, best))) if best < old => found = Some((at, amount)),
            _ => {}
        }
    }
    let is_enough = |(_, best): &(usize, Fraction)| how == "closest" || *best >= old;
    match (found.filter(is_enough), stopped) {
        (Some((at, _)), _) => Ok(at),
        (None, Some(no)) => Err(no),
        (None, None) => found.map(|(at, _)| at).ok_or(No::Refused),
    }
}
