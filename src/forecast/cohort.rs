//! The council's own data, checked: who was where at each January, the people of the area, and the prices.
//!
//! A cohort may come from three files or from a database; [`super::check`] makes one from rows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::calendar::Date;
use crate::money::Money;

use super::bands::{Bands, NO_BAND};
use super::grid::Grid;
use super::known::{KnownPrices, KnownStay};
use super::pipeline::Pipeline;
use super::since::Since;
use super::year_group::YEAR_GROUPS;

/// One January to the next: how many children went from which cell to which.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearPair {
    /// Children by the cell at the first January and at the second; `None` is outside the system.
    #[serde(with = "super::pairs")]
    pub flows: BTreeMap<(Option<usize>, Option<usize>), u32>,
    /// Of those who joined or left: how many came from another authority or went to one.
    #[serde(with = "super::pairs")]
    pub transfers: BTreeMap<(Option<usize>, Option<usize>), u32>,
}

impl YearPair {
    /// Children by cell at the first January.
    #[must_use]
    pub fn start(&self, cells: usize) -> Vec<u32> {
        let mut counts = vec![0; cells];
        for ((from, _), count) in &self.flows {
            if let Some(from) = from {
                counts[*from] += count;
            }
        }
        counts
    }

    /// Children by cell at the second January.
    #[must_use]
    pub fn end(&self, cells: usize) -> Vec<u32> {
        let mut counts = vec![0; cells];
        for ((_, to), count) in &self.flows {
            if let Some(to) = to {
                counts[*to] += count;
            }
        }
        counts
    }

    /// How many were outside at the first January and inside at the second.
    #[must_use]
    pub fn joiners(&self) -> u32 {
        self.sum(|from, to| from.is_none() && to.is_some())
    }

    /// How many were inside at the first January and outside at the second.
    #[must_use]
    pub fn leavers(&self) -> u32 {
        self.sum(|from, to| from.is_some() && to.is_none())
    }

    /// Of those who joined: how many came from other authorities.
    #[must_use]
    pub fn transfers_in(&self) -> u32 {
        let inward = self
            .transfers
            .iter()
            .filter(|((from, _), _)| from.is_none());
        inward.map(|(_, count)| count).sum()
    }

    /// Of those who left: how many went to other authorities.
    #[must_use]
    pub fn transfers_out(&self) -> u32 {
        let outward = self.transfers.iter().filter(|((_, to), _)| to.is_none());
        outward.map(|(_, count)| count).sum()
    }

    /// How many were inside at the first January.
    #[must_use]
    pub fn stock(&self) -> u32 {
        self.sum(|from, _| from.is_some())
    }

    fn sum(&self, wanted: impl Fn(Option<usize>, Option<usize>) -> bool) -> u32 {
        self.flows
            .iter()
            .filter(|((from, to), _)| wanted(*from, *to))
            .map(|(_, count)| count)
            .sum()
    }
}

/// People of each year group at each January; the years are without a gap.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Population {
    pub(super) years: BTreeMap<i16, [Option<f64>; YEAR_GROUPS]>,
}

impl Population {
    /// People of a year group at a January. Beyond the first or last year given, that year's number holds.
    #[must_use]
    pub fn people(&self, january: i16, age: usize) -> Option<f64> {
        let first = *self.years.keys().next()?;
        let last = *self.years.keys().next_back()?;
        self.years.get(&january.clamp(first, last))?[age]
    }

    /// The last January that is given.
    #[must_use]
    pub fn last(&self) -> Option<i16> {
        self.years.keys().next_back().copied()
    }

    /// Whether all year groups of all Januaries have as many people.
    #[must_use]
    pub fn is_level(&self) -> bool {
        let mut all = self.years.values().flatten();
        all.next().is_none_or(|first| all.all(|one| one == first))
    }

    /// The first January that is given.
    #[must_use]
    pub fn first(&self) -> Option<i16> {
        self.years.keys().next().copied()
    }
}

/// What a forecast starts from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cohort {
    /// The needs and settings, and the numbering of cells.
    pub grid: Grid,
    /// By the year of the first January.
    pub pairs: BTreeMap<i16, YearPair>,
    /// The people of the area.
    pub population: Population,
    /// Annual price by pair of need and setting; `None` where the costs name none.
    pub prices: Vec<Option<Money>>,
    /// Who has which band, and what is paid for it; none where the data have no bands.
    pub bands: Option<Bands>,
    /// Requests and assessments that may become plans; none where the data have none.
    pub pipeline: Option<Pipeline>,
    /// What known placements cost by day, where their days are known.
    pub known: KnownPrices,
    /// Who came and went since the last January and who is there today; none where the data have no days.
    pub since: Option<Since>,
    /// The first day that no approved rules price; none where they price every day, or the prices are of no rules.
    pub priced_to: Option<Date>,
}

impl Cohort {
    /// The year of the last January that the data hold: the forecast starts there.
    #[must_use]
    pub fn last_january(&self) -> i16 {
        self.pairs.keys().next_back().map_or(0, |year| year + 1)
    }

    /// Children by cell at the last January.
    #[must_use]
    pub fn at_start(&self) -> Vec<u32> {
        self.pairs
            .values()
            .next_back()
            .map_or_else(Vec::new, |pair| pair.end(self.grid.len()))
    }

    /// Children in a setting today, or at the last January where nothing is on record since.
    #[must_use]
    pub fn now_in(&self, setting: &str) -> u32 {
        let Some(setting) = self.grid.setting(setting) else {
            return 0;
        };
        let of = |stand: usize| self.grid.of_pair(self.grid.pair_of(stand)).1 == setting;
        let stands = self.grid.stands();
        let sum = |counts: &mut dyn Iterator<Item = (usize, i64)>| -> i64 {
            let there = counts.filter(|(place, _)| of(place % stands));
            there.map(|(_, count)| count).sum()
        };
        let count = match &self.since {
            Some(since) => sum(&mut since.present.iter().copied().enumerate()),
            None => {
                let at_start = self.at_start_by_stand().into_iter().map(i64::from);
                sum(&mut at_start.enumerate())
            }
        };
        u32::try_from(count).unwrap_or(0)
    }

    /// Children by cell at a January; `None` where the data hold no such January.
    #[must_use]
    pub fn at(&self, january: i16) -> Option<Vec<u32>> {
        if let Some(pair) = self.pairs.get(&(january - 1)) {
            return Some(pair.end(self.grid.len()));
        }
        self.pairs
            .get(&january)
            .map(|pair| pair.start(self.grid.len()))
    }

    /// The same council as it was known at an earlier January; `None` before the second.
    #[must_use]
    pub fn as_known_at(&self, january: i16) -> Option<Cohort> {
        self.pairs.get(&(january - 1))?;
        Some(Cohort {
            pairs: self
                .pairs
                .range(..january)
                .map(|(year, pair)| (*year, pair.clone()))
                .collect(),
            // Bands, open cases, today's children and prices by day are those of the last January.
            grid: self.grid.without_bands(),
            bands: None,
            pipeline: None,
            known: KnownPrices::default(),
            since: None,
            priced_to: None,
            population: self.population.clone(),
            prices: self.prices.clone(),
        })
    }

    /// Children by year group and stand at the last January, numbered as cells are.
    #[must_use]
    pub fn at_start_by_stand(&self) -> Vec<u32> {
        match &self.bands {
            Some(bands) => bands.at_start.clone(),
            None => self.at_start(),
        }
    }

    /// Takes over everybody's days since the last January: who is there today, and what each month costs.
    pub fn know(&mut self, stays: &[KnownStay], today: Date) {
        let prices = self.stand_prices();
        let stand = |stay: &KnownStay| {
            let setting = self.grid.setting(&stay.setting)?;
            let stands = self
                .grid
                .stands_of(self.grid.pair(self.grid.need(&stay.need)?, setting));
            let bands = self.grid.bands(setting);
            let band = stay.band.as_deref().unwrap_or(NO_BAND);
            let place = bands.iter().position(|known| known == band).unwrap_or(0);
            Some(stands.start + place)
        };
        let january = self.last_january();
        let known = KnownPrices::of(stays, &self.grid, (january, self.priced_to), |stay| {
            stand(stay).map(|stand| prices[stand])
        });
        let at_start = self.at_start_by_stand();
        let times = (january, today, known.months());
        let of = (&self.grid, prices.as_slice(), at_start.as_slice());
        // Without a stay nothing is on record, which is not the same as nobody being there.
        let since = (!stays.is_empty()).then(|| Since::of(stays, of, times, stand));
        self.since = since.flatten();
        self.known = known;
    }

    /// The annual price of each stand in pence; nought where no child can be.
    #[must_use]
    pub fn stand_prices(&self) -> Vec<i64> {
        let of_pair = |stand| self.prices[self.grid.pair_of(stand)].map_or(0, Money::pence);
        (0..self.grid.stands())
            .map(|stand| match &self.bands {
                Some(bands) => bands.prices[stand].map_or_else(|| of_pair(stand), Money::pence),
                None => of_pair(stand),
            })
            .collect()
    }

    /// The annual price of a cell in pence; `None` where the costs name none.
    #[must_use]
    pub fn price(&self, index: usize) -> Option<i64> {
        self.prices[index % self.grid.pairs()].map(Money::pence)
    }
}
