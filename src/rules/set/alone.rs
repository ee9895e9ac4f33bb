//! What few schemes use, which the server works out alone: no browser downloads the code for it.

use crate::money::{Rounding, RoundingMode};

use super::{Change, Model, Modifier, Parts, Stream, What};

impl Parts {
    /// Whether a browser cannot work out what comes of the set: needs that count by their rank, amounts that are not paid
    /// below a sum, tables that round by themselves, and rounding up.
    #[must_use]
    pub fn is_for_server_alone(&self) -> bool {
        is_up(&self.rounding) || self.streams.iter().any(Stream::is_for_server_alone)
    }
}

impl Stream {
    fn is_for_server_alone(&self) -> bool {
        let ranks = match &self.model {
            Model::ScoreSum { shares, .. } | Model::WeightedLevels { shares, .. } => {
                !shares.is_empty()
            }
            _ => false,
        };
        let change = |modifier: &Modifier| match modifier {
            Modifier::Change(Change { what, .. }) => match what {
                What::NothingBelow { .. } => true,
                What::Round(rounding) => is_up(rounding),
                _ => false,
            },
            Modifier::Floor | Modifier::Fte => false,
        };
        let mut tables = self.value_tables.iter();
        ranks || self.modifiers.iter().any(change) || tables.any(|table| table.rounding.is_some())
    }
}

fn is_up(rounding: &Rounding) -> bool {
    rounding.mode == RoundingMode::Up
}
