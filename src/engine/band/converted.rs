//! A band of an earlier scheme to one of this.

use crate::engine::asked::Asked;
use crate::engine::place::BandAt;
use crate::engine::{Refusal, Step, Stop, Trace};
use crate::money::Money;
use crate::rules::{Converting, Stream};

/// What an earlier amount and the bands of a stream bring a child in a year.
pub(in crate::engine) struct Worths {
    /// The earlier amount, as the child's attendance leaves it.
    pub(in crate::engine) earlier: Money,
    /// The bands that bring an amount, lowest need first.
    pub(in crate::engine) bands: Vec<(usize, Money)>,
    /// Why the next higher band brings none, if there is one: a cap blocks, or the setting does not allow it.
    pub(in crate::engine) stopped: Option<Stop>,
}

/// The band that a band of the earlier scheme is converted to.
pub(in crate::engine) fn converted(
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
