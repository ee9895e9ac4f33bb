//! A score, levels, a person's pick or an earlier band to a band, and what modifiers make of it.

mod converted;
mod modified;

use crate::money::Rate;
use crate::needs::Level;
use crate::rules::{AboveTop, Band, Column, LookupRow, Model, Over, Reached, RuleSet, Stream};

use super::asked::{Asked, Read};
use super::place::{BandAt, DomainAt, RowAt};
use super::{Refusal, Step, Stop, Trace, keys};

pub(super) use converted::{Worths, converted};
pub(super) use modified::modified;

/// The one band whose range holds the score.
pub(super) fn of_score(
    score: Rate,
    stream: &Stream,
    above_top: AboveTop,
    trace: &mut Trace,
) -> Result<usize, Stop> {
    // Ranges stand lowest first, so the band is the last that begins at or below the score.
    let begins = |band: &Band| band.range.is_some_and(|range| range.from <= score);
    let at = stream.bands.partition_point(begins).checked_sub(1);
    let found = at.and_then(|at| stream.bands.get(at)?.range.map(|range| (at, range)));
    if let Some((at, range)) = found {
        let band = BandAt::at(at);
        if score <= range.to {
            trace.record_with(|| Step::BandMatched {
                score,
                band,
                from: range.from,
                to: range.to,
            });
            return Ok(at);
        }
        let top = stream.bands.len().saturating_sub(1);
        // A band without a range stands above every range.
        if above_top == AboveTop::TopBand && at + usize::from(!has_range(top, stream)) == top {
            let band = BandAt::at(top);
            trace.record(Step::AboveTopBand { score, band });
            return Ok(top);
        }
    }
    let ranges = || stream.bands.iter().filter_map(|band| band.range);
    Err(Refusal::ScoreInNoBand {
        score,
        lowest: ranges().map(|range| range.from).min().unwrap_or(score),
        highest: ranges().map(|range| range.to).max().unwrap_or(score),
    }
    .into())
}

/// The band above every range, of which the amount is agreed one by one, where an amount was agreed.
pub(super) fn agreed(
    score: Rate,
    stream: &Stream,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Option<usize> {
    asked.profile.agreed()?;
    let top = stream.bands.len().checked_sub(1)?;
    if has_range(top, stream) {
        return None;
    }
    trace.record(Step::BandAgreed {
        score,
        band: BandAt::at(top),
    });
    Some(top)
}

fn has_range(at: usize, stream: &Stream) -> bool {
    stream
        .bands
        .get(at)
        .is_some_and(|band| band.range.is_some())
}

/// The highest band whose levels are reached.
pub(super) fn of_levels(
    over: Over,
    levels: &[Level],
    stream: &Stream,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<usize, Stop> {
    for (at, band) in stream.bands.iter().enumerate().rev() {
        // The lowest band need not say how it is reached: whoever is in no other is in it.
        if at == 0 && band.reached_by.is_empty() {
            trace.record(Step::BandReached {
                band: BandAt::at(at),
                at_least: levels.iter().copied().min().unwrap_or(Level::new(0)),
                needed: 0,
                found: u16::try_from(levels.len()).unwrap_or(u16::MAX),
            });
            return Ok(at);
        }
        let mut ways = band.reached_by.iter();
        if let Some(way) = ways.find(|way| is_met(way, over, levels, asked.rules)) {
            for way in way.all() {
                trace.record(Step::BandReached {
                    band: BandAt::at(at),
                    at_least: way.at_least,
                    needed: way.count,
                    found: reached(way, over, levels, asked.rules),
                });
            }
            return Ok(at);
        }
    }
    // The checker holds that the lowest band is always reached.
    Err(Refusal::TooLarge.into())
}

/// Whether a way into a band is met, with all that must be so besides.
pub(super) fn is_met(way: &Reached, over: Over, levels: &[Level], rules: &RuleSet) -> bool {
    way.all()
        .all(|way| reached(way, over, levels, rules) >= way.count)
}

/// How many domains or areas are at the level or above.
fn reached(way: &Reached, over: Over, levels: &[Level], rules: &RuleSet) -> u16 {
    let mut rest = levels.iter();
    let mut found = 0;
    for area in &rules.areas {
        let there = rest.by_ref().take(area.domains.len());
        let high = there.filter(|level| **level >= way.at_least).count();
        if way.areas.is_empty() || way.areas.contains(&area.id) {
            found += match over {
                Over::Domains => high,
                Over::Areas => high.min(1),
            };
        }
    }
    u16::try_from(found).unwrap_or(u16::MAX)
}

/// The bands that a person picked for the stream, or that came from elsewhere, at most so many.
pub(super) fn picked(
    stream: &Stream,
    most: usize,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Vec<usize>, Stop> {
    let name = stream.name();
    let bands = asked.profile.picked(&name);
    if bands.is_empty() {
        return Err(Refusal::BandMissing { stream: name }.into());
    }
    let mut places = Vec::with_capacity(bands.len());
    let mut refusals = Vec::new();
    for band in bands {
        match stream.rank(band) {
            Some(at) if places.contains(&at) => refusals.push(Refusal::TooManyBands {
                stream: name.clone(),
            }),
            Some(at) => places.push(at),
            None => refusals.push(Refusal::BandUnknown {
                stream: name.clone(),
                band: band.clone(),
            }),
        }
    }
    if places.len() > most {
        refusals.push(Refusal::TooManyBands { stream: name });
    }
    if !refusals.is_empty() {
        return Err(Stop::Refused(refusals));
    }
    let elsewhere = matches!(stream.model, Model::ExternalBand { .. });
    for at in &places {
        let band = BandAt::at(*at);
        trace.record(if elsewhere {
            Step::BandReceived { band }
        } else {
            Step::BandPicked { band }
        });
    }
    Ok(places)
}

/// The band in the row of the look-up that holds for the case.
pub(super) fn looked_up(
    stream_at: usize,
    stream: &Stream,
    (columns, rows): (&[Column], &[LookupRow]),
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<usize, Stop> {
    for column in columns {
        if let Column::Level(domain) = column
            && let Some(position) = asked.rules.index().domain(domain)
        {
            let at = DomainAt::at(position);
            trace.record(match asked.level(position)? {
                Read::Given(level) => Step::LevelRead { domain: at, level },
                Read::Assumed { level, unevidenced } => Step::LevelAssumed {
                    domain: at,
                    level,
                    unevidenced,
                },
            });
        }
    }
    let keys = keys::of(columns, None, asked)?;
    let texts: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
    let index = asked.rules.index().lookup(stream_at);
    let row = index.and_then(|index| index.row(&texts));
    let band = row.and_then(|row| stream.rank(&rows.get(row)?.band));
    let (Some(row), Some(band)) = (row, band) else {
        return Err(Refusal::NoRowFor {
            table: None,
            keys: texts.into_iter().map(str::to_owned).collect(),
        }
        .into());
    };
    trace.record(Step::BandLookedUp {
        row: RowAt::at(row),
        band: BandAt::at(band),
    });
    Ok(band)
}
