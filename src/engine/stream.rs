//! One stream of a set, from needs to a band and an amount.

use crate::money::{Decimal, Money, Rate};
use crate::needs::BandId;
use crate::rules::{AmountBasis, Model, Stream};

use super::amount::{self, Chosen, Measure};
use super::asked::Asked;
use super::place::BandAt;
use super::{Refusal, Step, Stop, TopUp, Trace, band, condition, modifier, provision, score};

/// What a stream came to.
pub(super) struct Came<'set> {
    /// The score, hours or cost; none where nothing is counted.
    pub(super) score: Option<Rate>,
    /// Its bands: one, several where several are picked, or none.
    pub(super) bands: Vec<&'set BandId>,
    /// Its amount; none where the setting is not funded by band.
    pub(super) top_up: Option<TopUp>,
}

/// How a stream's needs measure up: what was counted, and the bands that follow.
struct Placed {
    score: Option<Rate>,
    bands: Vec<usize>,
    measure: Measure,
}

/// The streams of the set that are for the child, by position: those that add, and of the others
/// exactly one unless the set has none.
pub(super) fn that_hold(asked: &Asked<'_>) -> Result<Vec<usize>, Stop> {
    let mut holding = Vec::with_capacity(asked.rules.streams.len());
    let (mut bases, mut any_base) = (0, false);
    for (at, stream) in asked.rules.streams.iter().enumerate() {
        let Some(part) = &stream.part else {
            return Ok(vec![at]);
        };
        any_base |= !part.adds;
        if condition::all_hold(&part.when, asked)? {
            bases += usize::from(!part.adds);
            holding.push(at);
        }
    }
    let whole = if any_base {
        bases == 1
    } else {
        !holding.is_empty()
    };
    if whole {
        Ok(holding)
    } else {
        Err(Refusal::NoStream.into())
    }
}

/// Determines one stream. `decided` is a band that an officer decided on, in place of the model's.
pub(super) fn determine<'set>(
    at: usize,
    stream: &'set Stream,
    decided: Option<&BandId>,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Came<'set>, Stop> {
    let placed = match decided.and_then(|band| stream.rank(band)) {
        Some(band) => Placed {
            score: None,
            bands: vec![band],
            measure: Measure::default(),
        },
        None => place(at, stream, asked, trace)?,
    };
    let bands = placed.bands.iter().filter_map(|at| stream.bands.get(*at));
    Ok(Came {
        score: placed.score,
        bands: bands.map(|band| &band.id).collect(),
        top_up: top_up(at, stream, &placed, asked, trace)?,
    })
}

fn place(at: usize, stream: &Stream, asked: &Asked<'_>, trace: &mut Trace) -> Result<Placed, Stop> {
    let converts = asked.context.facts.earlier.as_ref();
    if converts.is_some_and(|earlier| earlier.convert) && !adds(stream) {
        let values = || yearly_values(at, stream, asked);
        let band = band::converted(stream, values, asked, trace)?;
        return one_band(band, None, stream, asked, trace);
    }
    match &stream.model {
        Model::ScoreSum { points } => {
            let score = score::by_points(points, asked, trace)?;
            scored(score, stream, asked, trace)
        }
        Model::WeightedLevels { groups } => {
            let score = score::by_groups(at, groups, asked, trace)?;
            scored(score, stream, asked, trace)
        }
        Model::HighestLevel { over } => {
            let levels = asked.every_level(trace)?;
            score::read(&levels, trace);
            let band = band::of_levels(*over, &levels, stream, asked, trace)?;
            one_band(band, None, stream, asked, trace)
        }
        Model::BestFit {} | Model::ExternalBand { .. } => {
            let picked = band::picked(stream, 1, asked, trace)?;
            let band = picked.first().copied().unwrap_or_default();
            one_band(band, None, stream, asked, trace)
        }
        Model::Lookup { columns, rows } => {
            let band = band::looked_up(at, stream, (columns, rows), asked, trace)?;
            one_band(band, None, stream, asked, trace)
        }
        Model::AdditiveStreams { picks_most, .. } => {
            let most = picks_most.map_or(usize::MAX, usize::from);
            Ok(Placed {
                score: None,
                bands: band::picked(stream, most, asked, trace)?,
                measure: Measure::default(),
            })
        }
        Model::CostedProvision {
            provisions,
            weeks,
            total_hours,
        } => {
            let cost = provision::cost(provisions, *weeks, *total_hours, asked, trace)?;
            let measure = Measure {
                cost: Some(cost),
                ..Measure::default()
            };
            measured(cost, measure, stream, asked, trace)
        }
        Model::HoursThreshold { unit } => {
            let hours = provision::support_hours(Some(*unit), asked, trace)?;
            let measure = Measure {
                support_hours: Some(hours),
                ..Measure::default()
            };
            measured(hours, measure, stream, asked, trace)
        }
        Model::NoBand {} => Ok(Placed {
            score: None,
            bands: Vec::new(),
            measure: Measure::default(),
        }),
    }
}

fn adds(stream: &Stream) -> bool {
    stream.part.as_ref().is_some_and(|part| part.adds)
}

fn scored(
    counted: Rate,
    stream: &Stream,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Placed, Stop> {
    let score = modifier::of_score(counted, stream, asked, trace)?;
    let matched = band::of_score(score, stream, asked.rules.scheme.above_top, trace)?;
    one_band(matched, Some(score), stream, asked, trace)
}

/// Hours or a cost: matched with bands where the stream has any.
fn measured(
    counted: Rate,
    measure: Measure,
    stream: &Stream,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Placed, Stop> {
    if stream.bands.is_empty() {
        return Ok(Placed {
            score: Some(counted),
            bands: Vec::new(),
            measure,
        });
    }
    // Bands of a cost are stated in whole pence.
    let pence = measure
        .cost
        .map(|cost| asked.rules.rounding.to_money(cost.value()));
    let counted = match pence {
        Some(Ok(cost)) => Rate::new(cost.pounds()),
        Some(Err(_)) => return Err(Refusal::TooLarge.into()),
        None => counted,
    };
    let placed = scored(counted, stream, asked, trace)?;
    Ok(Placed { measure, ..placed })
}

fn one_band(
    matched: usize,
    score: Option<Rate>,
    stream: &Stream,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Placed, Stop> {
    Ok(Placed {
        score,
        bands: vec![band::modified(matched, stream, asked, trace)?],
        measure: Measure::default(),
    })
}

fn top_up(
    at: usize,
    stream: &Stream,
    placed: &Placed,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Option<TopUp>, Stop> {
    if stream.not_funded_note(asked.context.setting).is_some() {
        trace.record(Step::NotFundedByBand {
            setting: asked.context.setting,
        });
        return Ok(None);
    }
    let chosen = amount::table(stream, asked)?;
    let exact = match &stream.model {
        Model::AdditiveStreams { shares, .. } => {
            picks(chosen, at, stream, placed, shares, asked, trace)?
        }
        _ => {
            let band = placed.bands.first().and_then(|at| with_id(*at, stream));
            amount::of_band(chosen, at, band, placed.measure, asked, trace)?
        }
    };
    let (pounds, basis) = amount::of_year(exact, chosen.table, asked, trace)?;
    let scales = chosen.table.scales_with_fte;
    let pounds = modifier::of_amount(pounds, stream, scales, asked, trace)?;
    let rounded = modifier::rounded(pounds, asked, trace)?;
    Ok(Some(TopUp {
        amount: in_range(rounded, basis, asked)?,
        basis,
        kind: chosen.table.kind,
    }))
}

fn with_id(at: usize, stream: &Stream) -> Option<(usize, &BandId)> {
    stream.bands.get(at).map(|band| (at, &band.id))
}

/// Each picked band's amount times its share, highest first, added.
fn picks(
    chosen: Chosen<'_>,
    at: usize,
    stream: &Stream,
    placed: &Placed,
    shares: &[Rate],
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Decimal, Stop> {
    let mut amounts = Vec::with_capacity(placed.bands.len());
    for place in &placed.bands {
        let band = with_id(*place, stream);
        let pounds = amount::of_band(chosen, at, band, placed.measure, asked, trace)?;
        amounts.push((pounds, *place));
    }
    // Highest amount first; of two that are alike, the band of higher need.
    amounts.sort_unstable_by(|a, b| b.cmp(a));
    let mut total = Decimal::ZERO;
    for (nth, (pounds, place)) in amounts.into_iter().enumerate() {
        let share = shares
            .get(nth)
            .or(shares.last())
            .copied()
            .unwrap_or(Rate::ONE);
        let counted = amount::times(pounds, share.value())?;
        trace.record(Step::PickCounted {
            band: BandAt::at(place),
            amount: Rate::new(pounds),
            share,
            counted: Rate::new(counted),
        });
        total = total.checked_add(counted).ok_or(Refusal::TooLarge)?;
    }
    trace.record(Step::PicksAdded {
        amount: Rate::new(total),
    });
    Ok(total)
}

/// The amounts of a year of every band in the setting of the case, as the table has them.
fn yearly_values(at: usize, stream: &Stream, asked: &Asked<'_>) -> Result<Vec<Money>, Stop> {
    let chosen = amount::table(stream, asked)?;
    let mut unrecorded = Trace::default();
    let value = |place: usize| {
        let band = with_id(place, stream);
        let measure = Measure::default();
        let exact = amount::of_band(chosen, at, band, measure, asked, &mut unrecorded)?;
        let (pounds, _) = amount::of_year(exact, chosen.table, asked, &mut unrecorded)?;
        let amount = asked.rules.rounding.to_money(pounds);
        amount.map_err(|_| Refusal::TooLarge.into())
    };
    (0..stream.bands.len()).map(value).collect()
}

/// An amount from nothing to the set's yearly limit.
pub(super) fn in_range(
    pounds: Decimal,
    basis: AmountBasis,
    asked: &Asked<'_>,
) -> Result<Money, Stop> {
    let limit = asked.rules.yearly_limit();
    let amount = Money::from_pounds(pounds).map_err(|_| Refusal::TooLarge)?;
    let above = basis == AmountBasis::Year && amount > limit;
    if amount < Money::ZERO || above {
        let amount = Rate::new(pounds);
        return Err(Refusal::AmountOutOfRange { amount, limit }.into());
    }
    Ok(amount)
}
