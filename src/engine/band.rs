//! A score, levels or a person's pick to a band, and a band to its floor.

use crate::money::{Money, Rate};
use crate::needs::{BandId, Level};
use crate::rules::{
    AboveTop, Band, Change, Column, Converting, LookupRow, Model, Modifier, Otherwise, Over,
    Reached, Stream, What,
};

use super::asked::{Asked, Read};
use super::place::{BandAt, DomainAt, FloorAt, ModifierAt, RowAt};
use super::{Refusal, Step, Stop, Trace, condition, keys};

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
        let met = ways.find_map(|way| {
            let found = reached(way, over, levels, asked);
            (found >= way.count).then_some((way, found))
        });
        if let Some((way, found)) = met {
            trace.record(Step::BandReached {
                band: BandAt::at(at),
                at_least: way.at_least,
                needed: way.count,
                found,
            });
            return Ok(at);
        }
    }
    // The checker holds that the lowest band is always reached.
    Err(Refusal::TooLarge.into())
}

/// How many domains or areas are at the level or above.
fn reached(way: &Reached, over: Over, levels: &[Level], asked: &Asked<'_>) -> u16 {
    let mut rest = levels.iter();
    let mut found = 0;
    for area in &asked.rules.areas {
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

/// What an earlier amount and the bands of a stream bring a child in a year.
pub(super) struct Worths {
    /// The earlier amount, as the child's attendance leaves it.
    pub(super) earlier: Money,
    /// The bands that bring an amount, lowest need first.
    pub(super) bands: Vec<(usize, Money)>,
    /// Why the next higher band brings none, if there is one: a cap blocks, or the setting does not allow it.
    pub(super) stopped: Option<Stop>,
}

/// The band that a band of the earlier scheme is converted to.
pub(super) fn converted(
    stream: &Stream,
    worths: impl FnOnce() -> Result<Worths, Stop>,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<usize, Stop> {
    let missing = || Stop::from(Refusal::ConversionMissing);
    let conversion = asked.rules.conversion.as_ref().ok_or_else(missing)?;
    let earlier = asked.context.facts.earlier.as_ref().ok_or_else(missing)?;
    let (at, amounts) = match &conversion.how {
        Converting::Table(table) => {
            let old = earlier.band.as_ref().ok_or_else(missing)?;
            let new = table.get(old).and_then(|new| stream.rank(new));
            (new.ok_or_else(missing)?, None)
        }
        how => {
            let Worths {
                earlier: old,
                bands,
                stopped,
            } = worths()?;
            let fitting = if *how == Converting::Closest {
                nearest(&bands, old)
            } else {
                bands.iter().find(|(_, value)| *value >= old).copied()
            };
            let (at, new) = match (fitting, bands.last().copied(), stopped) {
                (Some(new), ..) => new,
                // None is enough, and somebody must look at the one that might have been.
                (None, _, Some(stop)) => return Err(stop),
                (None, last, None) => last.ok_or_else(missing)?,
            };
            (at, Some((old, new)))
        }
    };
    trace.record(Step::BandConverted {
        earlier: amounts.map(|(old, _)| old),
        nearest: amounts.map(|(_, new)| new),
        band: BandAt::at(at),
    });
    Ok(at)
}

/// The nearest of some amounts; the first, which is of lower need, of two that are as near.
fn nearest(values: &[(usize, Money)], wanted: Money) -> Option<(usize, Money)> {
    let away = |(_, value): &(usize, Money)| value.pence().abs_diff(wanted.pence());
    values.iter().copied().min_by_key(away)
}

/// The band after the modifiers of bands, in the set's order.
pub(super) fn modified(
    matched: usize,
    stream: &Stream,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<usize, Stop> {
    let mut band = matched;
    for (at, modifier) in stream.modifiers.iter().enumerate() {
        match modifier {
            Modifier::Floor => band = after_floors(band, stream, asked, trace)?,
            Modifier::Change(change) => {
                let after = changed(band, change, stream, asked)?;
                if after != band {
                    trace.record(Step::BandModified {
                        modifier: ModifierAt::at(at),
                        before: BandAt::at(band),
                        after: BandAt::at(after),
                    });
                    band = after;
                }
            }
            Modifier::Fte => {}
        }
    }
    Ok(band)
}

fn changed(
    band: usize,
    change: &Change,
    stream: &Stream,
    asked: &Asked<'_>,
) -> Result<usize, Stop> {
    let of_bands = matches!(
        change.what,
        What::BandShift { .. } | What::AllowedBands { .. }
    );
    if !of_bands || !condition::all_hold(&change.when, asked)? {
        return Ok(band);
    }
    match &change.what {
        What::BandShift { by } => {
            let top = stream.bands.len().saturating_sub(1);
            // A band above every range is for agreed amounts alone: no shift leads there or from there.
            let ranged = stream
                .bands
                .first()
                .is_some_and(|first| first.range.is_some());
            match top.checked_sub(usize::from(ranged && !has_range(top, stream))) {
                Some(top) if band <= top => {
                    Ok(band.saturating_add_signed(isize::from(*by)).min(top))
                }
                _ => Ok(band),
            }
        }
        What::AllowedBands { bands, otherwise } => allowed(band, bands, *otherwise, stream)
            .ok_or_else(|| {
                let band = stream.bands.get(band).map(|band| band.id.clone());
                let modifier = change.id.clone();
                match band {
                    Some(band) => Refusal::BandNotAllowed { band, modifier }.into(),
                    None => Refusal::TooLarge.into(),
                }
            }),
        _ => Ok(band),
    }
}

/// The band itself if it is allowed, or what becomes of it; none where it is refused.
fn allowed(band: usize, bands: &[BandId], otherwise: Otherwise, stream: &Stream) -> Option<usize> {
    let known = stream.bands.iter().enumerate();
    let allowed = known.filter(|(_, known)| bands.contains(&known.id));
    let places: Vec<usize> = allowed.map(|(place, _)| place).collect();
    if places.contains(&band) {
        return Some(band);
    }
    let above = places.iter().copied().find(|place| *place > band);
    let below = places.iter().rev().copied().find(|place| *place < band);
    match otherwise {
        Otherwise::Refuse => None,
        Otherwise::Up => above.or(below),
        Otherwise::Down => below.or(above),
        Otherwise::Nearest => match (below, above) {
            (Some(below), Some(above)) if above - band < band - below => Some(above),
            (below, above) => below.or(above),
        },
    }
}

/// The band after every floor that holds for the child; a floor never lowers a band.
fn after_floors(
    matched: usize,
    stream: &Stream,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<usize, Stop> {
    let mut band = matched;
    for (at, floor) in stream.floors.iter().enumerate() {
        let primary_need = if floor.primary_needs.is_empty() {
            None
        } else {
            let need = asked.context.primary_need;
            let need = need.ok_or(Refusal::PrimaryNeedMissing)?;
            if !floor.primary_needs.contains(&need) {
                continue;
            }
            Some(need)
        };
        if !condition::all_hold(&floor.when, asked)? {
            continue;
        }
        let lowest = stream.rank(&floor.band).unwrap_or(band);
        let at = FloorAt::at(at);
        if band < lowest {
            trace.record(Step::FloorApplied {
                floor: at,
                primary_need,
                before: BandAt::at(band),
                after: BandAt::at(lowest),
            });
            band = lowest;
        } else {
            trace.record(Step::FloorMet {
                floor: at,
                primary_need,
                band: BandAt::at(band),
            });
        }
    }
    Ok(band)
}
