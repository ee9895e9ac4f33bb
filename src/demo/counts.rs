//! How much was invented, for the summary that the command prints and the database keeps.

use jiff::civil::Date;
use serde::Serialize;

use std::collections::BTreeMap;

use super::{Authority, Record, outlook};
use crate::ids::EstablishmentId;
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
    /// Children for whom a plan was asked for and is not decided.
    pub open_requests: usize,
}

/// What is counted of the records as they are kept.
pub(super) struct Tally {
    pub(super) counts: Counts,
    /// What the awards as decided and the cost lines in force come to in a year, in pence.
    pub(super) spend: i64,
    /// How many children each establishment has now.
    pub(super) children: BTreeMap<EstablishmentId, usize>,
}

impl Tally {
    /// Nothing yet of an authority.
    pub(super) fn of(authority: &Authority) -> Tally {
        Tally {
            counts: Counts {
                seed: authority.wish.seed,
                day: authority.wish.today,
                plans: 0,
                ceased: 0,
                children: 0,
                placement_unknown: 0,
                establishments: authority.places.all.len(),
                profiles: 0,
                awaiting_decision: 0,
                decisions: 0,
                awards: 0,
                open_requests: 0,
            },
            spend: 0,
            children: BTreeMap::new(),
        }
    }

    /// Counts a record.
    pub(super) fn add(&mut self, record: &Record) {
        let counts = &mut self.counts;
        let has_ceased = record.plan.plan.ceased_on.is_some();
        counts.children += 1;
        counts.ceased += usize::from(has_ceased);
        counts.plans += usize::from(!has_ceased);
        let file = &record.casework;
        let newest = file.profiles.iter().filter_map(|(_, all)| all.last());
        let waiting = newest.filter(|version| version.state == ProfileState::Submitted);
        counts.awaiting_decision += waiting.count();
        counts.profiles += file.profiles.len();
        counts.decisions += file.decisions.len();
        counts.awards += file.awards.len();
        for stay in record.stays.iter().filter(|stay| stay.to.is_none()) {
            counts.placement_unknown += usize::from(stay.setting == Setting::Unk);
            if let Some(at) = &stay.establishment {
                *self.children.entry(at.clone()).or_insert(0) += 1;
            }
        }
        self.spend += outlook::spend(record, counts.day);
    }
}
