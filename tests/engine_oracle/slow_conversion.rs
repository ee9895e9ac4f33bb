//! The second reading of how a band of an earlier scheme is converted.

use serde_json::Value;

use crate::fraction::Fraction;
use crate::slow::{Case, No, given};
use crate::slow_amount::yearly_amounts;
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
    let old = given(&earlier["top_up_annual"])?;
    let amounts = yearly_amounts(case, stream)?;
    let away = |amount: Fraction| amount.minus(old).max(old.minus(amount));
    let mut found = None;
    for (at, amount) in amounts.iter().copied().enumerate() {
        let Some(amount) = amount else { continue };
        match (how, found) {
            (_, None) => found = Some((at, amount)),
            ("closest", Some((_, best))) if away(amount) < away(best) => found = Some((at, amount)),
            // Up to the first that is enough, or else to the last.
            ("closest_up", Some((_, best))) if best < old => found = Some((at, amount)),
            _ => {}
        }
    }
    found.map(|(at, _)| at).ok_or(No::Refused)
}
