//! One stream of a set, from needs to a band and an amount.

use crate::money::{Money, Rate, Rounding};
use crate::needs::BandId;
use crate::rules::{AmountBasis, IN_BROWSER, Model, Stream};

use super::amount::{self, Measure};
use super::asked::Asked;
use super::exact::Exact;
use super::modifier::Paid;
use super::place::BandAt;
use super::table::Chosen;
use super::{
    Refusal, Step, Stop, TopUp, Trace, band, condition, modifier, provision, score, table,
};

/// What a stream came to.
pub(super) struct Came<'set> {
    /// The score, hours or cost; none where nothing is counted.
    pub(super) score: Option<Rate>,
    /// Its band; none where it has none, or where several may be picked.
    pub(super) band: Option<&'set BandId>,
    /// The bands that were picked, where several may be.
    pub(super) picked: Vec<&'set BandId>,
    /// Its amount; none where the setting is not funded by band.
    pub(super) top_up: Option<TopUp>,
}

/// How a stream's needs measure up: what was counted, and the bands that follow.
#[derive(Default)]
struct Placed {
    score: Option<Rate>,
    band: Option<usize>,
    /// Where several may be picked.
    picked: Vec<usize>,
    measure: Measure,
}

/// Whether a stream is for the child.
pub(super) fn holds(stream: &Stream, asked: &Asked<'_>) -> Result<bool, Stop> {
    match &stream.part {
        Some(part) => condition::all_hold(&part.when, asked),
        None => Ok(true),
    }
}

/// The stream that gives the band: of those for the child the one that does not add, or the first where
/// all of the set add.
///
/// # Errors
/// [`Refusal::NoStream`] where there is none, or more than one that does not add.
pub(super) fn that_gives_band(asked: &Asked<'_>) -> Result<usize, Stop> {
    let streams = &asked.rules.streams;
    let all_add = streams.iter().all(adds);
    let mut found = None;
    for (at, stream) in streams.iter().enumerate() {
        if (all_add || !adds(stream)) && holds(stream, asked)? {
            match found {
                None => found = Some(at),
                Some(_) if all_add => {}
                Some(_) => return Err(Refusal::NoStream.into()),
            }
        }
    }
    found.ok_or_else(|| Refusal::NoStream.into())
}

/// Determines one stream. `decided` is a band that an officer decided on, in place of the model's.
pub(super) fn determine<'set>(
    at: usize,
    stream: &'set Stream,
    decided: Option<&BandId>,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Came<'set>, Stop> {
    let mut placed = Placed::default();
    match decided.and_then(|band| stream.rank(band)) {
        Some(band) => placed.alone(band, stream),
        None => place(at, stream, asked, &mut placed, trace)?,
    }
    let id = |at: usize| with_id(at, stream).map(|(_, id)| id);
    Ok(Came {
        score: placed.score,
        band: placed.band.and_then(id),
        picked: placed.picked.iter().filter_map(|at| id(*at)).collect(),
        top_up: top_up(at, stream, &placed, asked, trace)?,
    })
}

impl Placed {
    /// Takes a band that no model found: decided on, or converted.
    fn alone(&mut self, band: usize, stream: &Stream) {
        if matches!(stream.model, Model::AdditiveStreams { .. }) {
            self.picked.push(band);
        } else {
            self.band = Some(band);
        }
    }
}

/// Measures up, in the place that the caller has for it.
fn place(
    at: usize,
    stream: &Stream,
    asked: &Asked<'_>,
    placed: &mut Placed,
    trace: &mut Trace,
) -> Result<(), Stop> {
    let converts = asked.context.facts.earlier.as_ref();
    if converts.is_some_and(|earlier| earlier.convert) && !adds(stream) {
        let values = || worths(at, stream, asked);
        let band = band::converted(stream, values, asked, trace)?;
        placed.alone(band::modified(band, stream, asked, trace)?, stream);
        return Ok(());
    }
    match &stream.model {
        Model::ScoreSum { points, shares } => {
            let score = score::by_points(points, shares, asked, trace)?;
            scored(score, stream, asked, placed, trace)
        }
        Model::WeightedLevels { groups, shares } => {
            let score = score::by_groups(at, (groups, shares), asked, trace)?;
            scored(score, stream, asked, placed, trace)
        }
        Model::HighestLevel { over } => {
            let levels = asked.every_level(trace)?;
            score::read(levels, trace);
            let band = band::of_levels(*over, levels, stream, asked, trace)?;
            one_band(band, stream, asked, placed, trace)
        }
        Model::BestFit {} | Model::ExternalBand { .. } => {
            let picked = band::picked(stream, 1, asked, trace)?;
            let band = picked.first().copied().unwrap_or_default();
            one_band(band, stream, asked, placed, trace)
        }
        Model::Lookup { columns, rows } => {
            let band = band::looked_up(at, stream, (columns, rows), asked, trace)?;
            one_band(band, stream, asked, placed, trace)
        }
        Model::AdditiveStreams { picks_most, .. } => {
            let most = picks_most.map_or(usize::MAX, usize::from);
            placed.picked = band::picked(stream, most, asked, trace)?;
            Ok(())
        }
        Model::CostedProvision {
            provisions,
            weeks,
            total_hours,
            total_of,
        } => {
            let total = (*total_hours, *total_of);
            let cost = provision::cost(provisions, *weeks, total, asked, trace)?;
            placed.measure.cost = Some(cost);
            measured(cost.rate()?, stream, asked, placed, trace)
        }
        Model::HoursThreshold { unit } => {
            let hours = provision::support_hours(Some(*unit), asked, trace)?;
            placed.measure.support_hours = Some(hours);
            measured(hours, stream, asked, placed, trace)
        }
        Model::NoBand {} => Ok(()),
    }
}

fn adds(stream: &Stream) -> bool {
    stream.part.as_ref().is_some_and(|part| part.adds)
}

/// Points: priced one by one, or matched with bands.
fn scored(
    counted: Rate,
    stream: &Stream,
    asked: &Asked<'_>,
    placed: &mut Placed,
    trace: &mut Trace,
) -> Result<(), Stop> {
    let score = modifier::of_score(counted, stream, asked, trace)?;
    placed.measure.points = Some(score);
    matched(score, stream, asked, placed, trace)
}

/// Hours or a cost: matched with bands where the stream has any.
fn measured(
    counted: Rate,
    stream: &Stream,
    asked: &Asked<'_>,
    placed: &mut Placed,
    trace: &mut Trace,
) -> Result<(), Stop> {
    if stream.bands.is_empty() {
        placed.score = Some(counted);
        return Ok(());
    }
    // Bands of a cost are stated in whole pence, whatever the set rounds amounts to.
    let counted = match placed.measure.cost {
        Some(cost) => {
            let pence = Rounding {
                unit: Rate::PENNY,
                ..asked.rules.rounding
            };
            let cost = pence.to_money(cost.value()?);
            Rate::new(cost.map_err(|_| Refusal::TooLarge)?.pounds())
        }
        None => counted,
    };
    let score = modifier::of_score(counted, stream, asked, trace)?;
    matched(score, stream, asked, placed, trace)
}

fn matched(
    score: Rate,
    stream: &Stream,
    asked: &Asked<'_>,
    placed: &mut Placed,
    trace: &mut Trace,
) -> Result<(), Stop> {
    placed.score = Some(score);
    if stream.bands.is_empty() {
        return Ok(());
    }
    let band = match band::agreed(score, stream, asked, trace) {
        Some(agreed) => agreed,
        None => band::of_score(score, stream, asked.rules.scheme.above_top, trace)?,
    };
    one_band(band, stream, asked, placed, trace)
}

fn one_band(
    matched: usize,
    stream: &Stream,
    asked: &Asked<'_>,
    placed: &mut Placed,
    trace: &mut Trace,
) -> Result<(), Stop> {
    placed.band = Some(band::modified(matched, stream, asked, trace)?);
    Ok(())
}

fn top_up(
    at: usize,
    stream: &Stream,
    placed: &Placed,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Option<TopUp>, Stop> {
    let index = asked.rules.index();
    if index.is_not_funded(at, asked.context.setting) {
        trace.record(Step::NotFundedByBand {
            setting: asked.context.setting,
        });
        return Ok(None);
    }
    let chosen = table::choose(at, stream, asked.context.basis, asked)?;
    let (chosen, exact) = match read(chosen, stream, placed, asked, trace) {
        Err(stop) if !IN_BROWSER && has_no_row(&stop) => {
            // What the year's table has no row for may be paid once.
            let once = table::paid_once(at, stream, chosen, asked)?.ok_or(stop)?;
            (once, read(once, stream, placed, asked, trace)?)
        }
        exact => (chosen, exact?),
    };
    let (exact, kind) = amount::within_limit(exact, chosen, asked, trace)?;
    let (exact, basis) = table::of_year(exact, chosen, asked, trace)?;
    let paid = Paid {
        chosen,
        basis,
        band: placed.band.and_then(|at| Some(with_id(at, stream)?.1)),
        besides: true,
    };
    let exact = modifier::of_amount(exact, stream, paid, asked, trace)?;
    let amount = modifier::rounded(exact, chosen, asked, trace)?;
    Ok(Some(TopUp {
        amount: in_range(amount, asked)?,
        basis,
        kind,
    }))
}

/// What a table says of the bands that needs came to.
fn read(
    chosen: Chosen<'_>,
    stream: &Stream,
    placed: &Placed,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Exact, Stop> {
    if let Model::AdditiveStreams { shares, .. } = &stream.model {
        return picks(chosen, stream, placed, shares, asked, trace);
    }
    let band = placed.band.and_then(|at| with_id(at, stream));
    amount::of_band(chosen, band, placed.measure, asked, trace)
}

fn has_no_row(stop: &Stop) -> bool {
    matches!(stop, Stop::Refused(reasons) if matches!(reasons.as_slice(), [Refusal::NoRowFor { .. }]))
}

fn with_id(at: usize, stream: &Stream) -> Option<(usize, &BandId)> {
    stream.bands.get(at).map(|band| (at, &band.id))
}

/// Each picked band's amount times its share, highest first, added.
fn picks(
    chosen: Chosen<'_>,
    stream: &Stream,
    placed: &Placed,
    shares: &[Rate],
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Exact, Stop> {
    let mut amounts = Vec::with_capacity(placed.picked.len());
    for place in &placed.picked {
        let band = with_id(*place, stream);
        let amount = amount::of_band(chosen, band, placed.measure, asked, trace)?;
        // Highest amount first; of two that are alike, the band of higher need.
        let pick = (amount.value()?, *place);
        let at = amounts.partition_point(|(pounds, place, _)| (*pounds, *place) > pick);
        amounts.insert(at, (pick.0, pick.1, amount));
    }
    let mut total = Exact::ZERO;
    for (nth, (pounds, place, amount)) in amounts.into_iter().enumerate() {
        let share = shares.get(nth).or(shares.last());
        let share = share.copied().unwrap_or(Rate::ONE);
        let counted = amount.times(share)?;
        trace.record(Step::PickCounted {
            band: BandAt::at(place),
            amount: Rate::new(pounds),
            share,
            counted: counted.rate()?,
        });
        total = total.plus(counted)?;
    }
    trace.record(Step::PicksAdded {
        amount: total.rate()?,
    });
    Ok(total)
}

/// What the earlier amount, and each band in its stead, would bring this child in a year: after every modifier of bands
/// and amounts, the share of full time among them, and rounded. A supplement that adds and what a protection makes good
/// are paid besides and do not count, so that nobody is in a lower band for them. A band whose amount is agreed one by
/// one, and one that is not possible here, has none.
fn worths(at: usize, stream: &Stream, asked: &Asked<'_>) -> Result<band::Worths, Stop> {
    let chosen = table::choose(at, stream, AmountBasis::Year, asked)?;
    let mut unrecorded = Trace::default();
    let earlier = modifier::earlier_attending(&stream.modifiers, chosen, asked)?;
    let mut worths = band::Worths {
        earlier: modifier::rounded(earlier, chosen, asked, &mut unrecorded)?,
        bands: Vec::with_capacity(stream.bands.len()),
        stopped: None,
    };
    for place in 0..stream.bands.len() {
        match worth(place, chosen, stream, asked, &mut unrecorded) {
            Ok(Some(amount)) => {
                worths.bands.push((place, amount));
                worths.stopped = None;
            }
            Ok(None) => {}
            Err(stop) if is_of_the_band(&stop) => worths.stopped = worths.stopped.or(Some(stop)),
            Err(stop) => return Err(stop),
        }
    }
    Ok(worths)
}

fn worth(
    place: usize,
    chosen: Chosen<'_>,
    stream: &Stream,
    asked: &Asked<'_>,
    unrecorded: &mut Trace,
) -> Result<Option<Money>, Stop> {
    let band = band::modified(place, stream, asked, unrecorded)?;
    let named = with_id(band, stream);
    if named.is_some_and(|(_, id)| chosen.table.agreed_above.contains_key(id)) {
        return Ok(None);
    }
    let exact = amount::of_band(chosen, named, Measure::default(), asked, unrecorded)?;
    let (exact, basis) = table::of_year(exact, chosen, asked, unrecorded)?;
    let paid = Paid {
        chosen,
        basis,
        band: named.map(|(_, id)| id),
        besides: false,
    };
    let exact = modifier::of_amount(exact, stream, paid, asked, unrecorded)?;
    modifier::rounded(exact, chosen, asked, unrecorded).map(Some)
}

/// Whether another band could bring a result where this one brings none.
fn is_of_the_band(stop: &Stop) -> bool {
    match stop {
        Stop::Blocked(_) => true,
        Stop::Refused(reasons) => reasons
            .iter()
            .all(|reason| matches!(reason, Refusal::BandNotAllowed { .. })),
    }
}

/// An amount from nothing to the set's yearly limit, which no shorter time comes near either.
pub(super) fn in_range(amount: Money, asked: &Asked<'_>) -> Result<Money, Stop> {
    let limit = asked.rules.yearly_limit();
    if amount < Money::ZERO || amount > limit {
        let amount = Rate::new(amount.pounds());
        return Err(Refusal::AmountOutOfRange { amount, limit }.into());
    }
    Ok(amount)
}
