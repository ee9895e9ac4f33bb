//! What few schemes use, which the server works out alone: no browser downloads the code for it.

use crate::money::{Rounding, RoundingMode};
use crate::rules::ANY_KEY;

use super::{AmountBasis, Change, Model, Modifier, Parts, Stream, ValueTable, Values, What};

impl Parts {
    /// Whether a browser cannot work out what comes of the set: needs that count by their rank, hours that are
    /// paid by a table, rates that change on a day, amounts that are not paid below a sum, tables that round by themselves, and rounding up.
    #[must_use]
    pub fn is_for_server_alone(&self) -> bool {
        is_up(&self.rounding) || self.streams.iter().any(Stream::is_for_server_alone)
    }
}

impl Stream {
    /// Whether needs count by their rank.
    #[must_use]
    pub fn counts_by_rank(&self) -> bool {
        match &self.model {
            Model::ScoreSum { shares, .. } | Model::WeightedLevels { shares, .. } => {
                !shares.is_empty()
            }
            _ => false,
        }
    }

    fn is_for_server_alone(&self) -> bool {
        let change = |modifier: &Modifier| match modifier {
            Modifier::Change(Change { what, .. }) => match what {
                What::NothingBelow { .. } | What::HoursAWeek { .. } => true,
                What::Round(rounding) => is_up(rounding),
                _ => false,
            },
            Modifier::Floor | Modifier::Fte => false,
        };
        let dated = match &self.model {
            Model::CostedProvision { provisions, .. } => {
                provisions.iter().any(|kind| !kind.rate_from.is_empty())
            }
            _ => false,
        };
        let once = |table: &&ValueTable| table.basis == AmountBasis::OneOff;
        let (once, others): (Vec<&ValueTable>, Vec<&ValueTable>) =
            self.value_tables.iter().partition(once);
        // A row that is not there leaves a child to what is paid once.
        let falls_to_once = others.iter().any(|table| {
            table.has_a_row_missing()
                && once
                    .iter()
                    .any(|once| !once.settings.is_disjoint(&table.settings))
        });
        let mut tables = self.value_tables.iter();
        self.counts_by_rank()
            || dated
            || falls_to_once
            || self.modifiers.iter().any(change)
            || tables.any(|table| table.rounding.is_some())
    }
}

impl ValueTable {
    /// Whether it has rows, and none of them is for everything.
    fn has_a_row_missing(&self) -> bool {
        match &self.values {
            Values::Rows(rows) => !rows
                .rows
                .iter()
                .any(|row| row.keys.iter().all(|key| key == ANY_KEY)),
            _ => false,
        }
    }
}

fn is_up(rounding: &Rounding) -> bool {
    rounding.mode == RoundingMode::Up
}
