//! A score to a band, and a band to its floor.

use crate::money::Rate;
use crate::needs::{BandId, Need};
use crate::rules::RuleSet;

use super::{Refusal, Step, Stop, Trace};

/// The one band whose range holds the score.
pub(super) fn of_score<'set>(
    score: Rate,
    rules: &'set RuleSet,
    trace: &mut Trace,
) -> Result<&'set BandId, Stop> {
    let Some(band) = rules
        .bands
        .iter()
        .find(|band| band.from <= score && score <= band.to)
    else {
        let lowest = rules
            .bands
            .iter()
            .map(|band| band.from)
            .min()
            .unwrap_or(score);
        let highest = rules
            .bands
            .iter()
            .map(|band| band.to)
            .max()
            .unwrap_or(score);
        return Err(Refusal::ScoreInNoBand {
            score,
            lowest,
            highest,
        }
        .into());
    };
    trace.record(Step::BandMatched {
        score,
        band: band.id.clone(),
        from: band.from,
        to: band.to,
    });
    Ok(&band.id)
}

/// The band after every floor of the primary need; a floor never lowers a band.
pub(super) fn after_floors<'set>(
    matched: &'set BandId,
    rules: &'set RuleSet,
    primary_need: Option<Need>,
    trace: &mut Trace,
) -> Result<&'set BandId, Stop> {
    if rules.floors.is_empty() {
        return Ok(matched);
    }
    let primary_need = primary_need.ok_or(Refusal::PrimaryNeedMissing)?;
    let mut band = matched;
    for floor in rules
        .floors
        .iter()
        .filter(|floor| floor.primary_needs.contains(&primary_need))
    {
        let id = floor.id.clone();
        if rules.rank(band) < rules.rank(&floor.band) {
            let (before, after) = (band.clone(), floor.band.clone());
            trace.record(Step::FloorApplied {
                floor: id,
                primary_need,
                before,
                after,
            });
            band = &floor.band;
        } else {
            trace.record(Step::FloorMet {
                floor: id,
                primary_need,
                band: band.clone(),
            });
        }
    }
    Ok(band)
}
