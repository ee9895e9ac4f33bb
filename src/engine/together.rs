//! What the streams of a set come to together: the band of one, the amounts of all.

use crate::money::{Money, Rate};
use crate::needs::BandId;
use crate::rules::AmountBasis;

use super::asked::Asked;
use super::place::StreamAt;
use super::stream::{self, Came};
use super::{Refusal, Status, Step, Stop, StreamOutcome, TopUp, Trace};

/// The streams' results so far.
#[derive(Default)]
pub(super) struct Together {
    score: Option<Rate>,
    band: Option<BandId>,
    /// The first amount that runs; that of the whole is like it.
    first: Option<TopUp>,
    /// All amounts that run, where there are several.
    terms: Vec<Money>,
    one_off: Option<Money>,
    listed: Vec<StreamOutcome>,
}

impl Together {
    /// Names a stream's result by itself.
    pub(super) fn list(&mut self, at: usize, came: &Came<'_>) {
        let bands = came.band.into_iter().chain(came.picked.iter().copied());
        self.listed.push(StreamOutcome {
            stream: StreamAt::at(at),
            bands: bands.cloned().collect(),
            top_up: came.top_up,
        });
    }

    /// Adds a stream's result.
    pub(super) fn add(&mut self, came: Came<'_>, gives_band: bool) -> Result<(), Stop> {
        if gives_band {
            self.score = came.score;
            self.band = came.band.or(only(&came.picked)).cloned();
        }
        let Some(top_up) = came.top_up else {
            return Ok(());
        };
        if top_up.basis == AmountBasis::OneOff {
            let sum = self.one_off.unwrap_or(Money::ZERO).plus(top_up.amount);
            self.one_off = Some(sum.map_err(|_| Refusal::TooLarge)?);
            return Ok(());
        }
        match self.first {
            None => self.first = Some(top_up),
            Some(first) => {
                if self.terms.is_empty() {
                    self.terms.push(first.amount);
                }
                self.terms.push(top_up.amount);
            }
        }
        Ok(())
    }

    /// The whole result.
    ///
    /// # Errors
    /// A [`Refusal`] if the sum is above the set's limit, or an amount was agreed that no band has taken.
    pub(super) fn status(mut self, asked: &Asked<'_>, trace: &mut Trace) -> Result<Status, Stop> {
        let has_amount = self.first.is_some() || self.one_off.is_some();
        if has_amount && asked.agreed_is_left() {
            return Err(Refusal::AgreedNotExpected.into());
        }
        if let Some(first) = &mut self.first
            && !self.terms.is_empty()
        {
            let terms = std::mem::take(&mut self.terms);
            let sum = Money::total(terms.iter().copied()).map_err(|_| Refusal::TooLarge)?;
            first.amount = stream::in_range(sum, asked)?;
            let amount = first.amount;
            trace.record(Step::StreamsAdded { terms, amount });
        }
        if let Some(one_off) = self.one_off {
            stream::in_range(one_off, asked)?;
        }
        Ok(Status::Determined {
            score: self.score,
            band: self.band,
            top_up: self.first,
            streams: self.listed,
            one_off: self.one_off,
        })
    }
}

/// The one of a list that has no other.
fn only<'b>(bands: &[&'b BandId]) -> Option<&'b BandId> {
    match bands {
        [band] => Some(band),
        _ => None,
    }
}
