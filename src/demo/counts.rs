//! How much was invented, for the summary that the command prints and the database keeps.

use jiff::civil::Date;
use serde::Serialize;

use super::{Authority, Wish};
use crate::needs::Setting;
use crate::store::profile::ProfileState;

/// Counts of an invented authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// The seed.
    pub seed: u64,
    /// The day on which things stand as invented.
    pub day: Date,
    /// Open plans.
    pub plans: usize,
    /// Plans that have ceased.
    pub ceased: usize,
    /// Children, each with one plan.
    pub children: usize,
    /// Open plans of children whose placement is not known.
    pub placement_unknown: usize,
    /// Schools, colleges and other providers.
    pub establishments: usize,
    /// Profiles, whatever their state.
    pub profiles: usize,
    /// Profiles that wait for a decision.
    pub awaiting_decision: usize,
    /// Decisions.
    pub decisions: usize,
    /// Awards.
    pub awards: usize,
}

impl Authority {
    /// How much of everything there is.
    #[must_use]
    pub fn counts(&self, wish: Wish) -> Counts {
        let ceased = self
            .records
            .iter()
            .filter(|record| record.plan.plan.ceased_on.is_some())
            .count();
        let is_unknown =
            |stay: &&super::Placement| stay.setting == Setting::Unk && stay.to.is_none();
        let casework = || self.records.iter().map(|record| &record.casework);
        let newest = casework()
            .flat_map(|file| &file.profiles)
            .filter_map(|(_, versions)| versions.last());
        Counts {
            seed: wish.seed,
            day: wish.today,
            plans: self.records.len() - ceased,
            ceased,
            children: self.records.len(),
            placement_unknown: self
                .records
                .iter()
                .flat_map(|record| &record.stays)
                .filter(is_unknown)
                .count(),
            establishments: self.establishments.len(),
            profiles: casework().map(|file| file.profiles.len()).sum(),
            awaiting_decision: newest
                .filter(|version| version.state == ProfileState::Submitted)
                .count(),
            decisions: casework().map(|file| file.decisions.len()).sum(),
            awards: casework().map(|file| file.awards.len()).sum(),
        }
    }
}
