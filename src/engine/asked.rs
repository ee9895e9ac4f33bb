//! A profile laid beside a rule set: levels by position, and what is wrong with the profile as such.

use std::cell::Cell;

use crate::money::Money;
use crate::needs::{DomainId, Level, NeedsProfile};
use crate::rules::{MissingLevel, Model, RuleSet, Stream};

use super::place::DomainAt;
use super::{Context, Refusal, Step, Stop, Trace};

/// What is asked: a profile under a rule set in the circumstances of a case.
pub(super) struct Asked<'a> {
    pub(super) profile: &'a NeedsProfile,
    pub(super) rules: &'a RuleSet,
    pub(super) context: &'a Context,
    /// What is known of each domain's level, by the position of the domain in the set.
    levels: Vec<Known>,
    /// The agreed amount, until a band has taken it: it is paid for one band.
    agreed: Cell<Option<Money>>,
}

impl<'a> Asked<'a> {
    /// Lays a profile beside a rule set.
    ///
    /// # Errors
    /// What came that no stream of the set reads: every domain that the set does not have, points,
    /// bands, provision, hours or an agreed amount.
    pub(super) fn of(
        profile: &'a NeedsProfile,
        rules: &'a RuleSet,
        context: &'a Context,
    ) -> Result<Asked<'a>, Stop> {
        let mut refusals = Vec::new();
        let levels = levels_by_position(profile, rules, &mut refusals);
        not_expected(profile, rules, &mut refusals);
        if refusals.is_empty() {
            Ok(Asked {
                profile,
                rules,
                context,
                levels,
                agreed: Cell::new(profile.agreed()),
            })
        } else {
            Err(Stop::Refused(refusals))
        }
    }

    /// The amount that was agreed one by one, for the band that asks first.
    pub(super) fn take_agreed(&self) -> Option<Money> {
        self.agreed.take()
    }

    /// Whether an amount was agreed that no band has taken.
    pub(super) fn agreed_is_left(&self) -> bool {
        self.agreed.get().is_some()
    }

    /// The level of a domain by its position, or the one that the scheme assumes.
    ///
    /// # Errors
    /// [`Refusal::LevelUnknown`], [`Refusal::LevelMissing`].
    pub(super) fn level(&self, position: usize) -> Result<Read, Refusal> {
        match self.levels.get(position) {
            Some(Known::Read(read)) => Ok(*read),
            Some(Known::NotOfDomain(level)) => Err(Refusal::LevelUnknown {
                domain: self.domain(position)?,
                level: *level,
            }),
            Some(Known::Missing) | None => Err(Refusal::LevelMissing {
                domain: self.domain(position)?,
            }),
        }
    }

    fn domain(&self, position: usize) -> Result<DomainId, Refusal> {
        let domain = self.rules.domains().nth(position);
        // The checker holds that every domain that a rule names is there.
        domain
            .map(|domain| domain.id.clone())
            .ok_or(Refusal::TooLarge)
    }

    /// The level of each domain of the set, in the set's order, or why there is none.
    pub(super) fn each_level(&self) -> impl Iterator<Item = Result<Read, Refusal>> {
        (0..self.levels.len()).map(|position| self.level(position))
    }

    /// The level of every domain of the set, in the set's order; every problem at once.
    pub(super) fn every_level(&self, trace: &mut Trace) -> Result<Vec<Level>, Stop> {
        let mut refusals = Vec::new();
        let mut levels = Vec::with_capacity(self.levels.len());
        for (position, known) in self.levels.iter().enumerate() {
            match known {
                Known::Read(Read::Given(level)) => levels.push(*level),
                Known::Read(Read::Assumed(level)) => {
                    trace.record(Step::LevelAssumed {
                        domain: DomainAt::at(position),
                        level: *level,
                    });
                    levels.push(*level);
                }
                _ => refusals.extend(self.level(position).err()),
            }
        }
        if refusals.is_empty() {
            Ok(levels)
        } else {
            Err(Stop::Refused(refusals))
        }
    }
}

/// What is known of a domain's level.
#[derive(Clone, Copy)]
enum Known {
    Read(Read),
    /// The profile has a level that the domain does not have.
    NotOfDomain(Level),
    /// The profile has none, and none is assumed.
    Missing,
}

/// A level as it was read.
#[derive(Clone, Copy)]
pub(super) enum Read {
    /// The profile has it.
    Given(Level),
    /// The profile has none, and the scheme takes the lowest.
    Assumed(Level),
}

impl Read {
    pub(super) fn level(self) -> Level {
        match self {
            Read::Given(level) | Read::Assumed(level) => level,
        }
    }
}

/// Both lists are in the order of names, so one walk finds every place.
fn levels_by_position(
    profile: &NeedsProfile,
    rules: &RuleSet,
    refusals: &mut Vec<Refusal>,
) -> Vec<Known> {
    let (domains, of_domains) = (rules.index().domains(), rules.index().levels());
    let assumes = rules.scheme.missing_level == MissingLevel::Lowest;
    let absent = |lowest: Option<Level>| match lowest {
        Some(lowest) if assumes => Known::Read(Read::Assumed(lowest)),
        _ => Known::Missing,
    };
    let mut levels: Vec<Known> = of_domains.iter().map(|it| absent(it.lowest())).collect();
    let mut known = domains.iter();
    for (id, level) in profile.levels() {
        let found = known.find_map(|(name, position)| {
            // Mostly the very same text, which costs less to see than an order.
            if name == id {
                return Some(Some(*position));
            }
            (name > id).then_some(None)
        });
        let place = found.flatten().and_then(|position| {
            let of_domain = of_domains.get(position)?;
            Some((levels.get_mut(position)?, of_domain.contain(*level)))
        });
        match place {
            Some((slot, true)) => *slot = Known::Read(Read::Given(*level)),
            Some((slot, false)) => *slot = Known::NotOfDomain(*level),
            None => {
                refusals.push(Refusal::DomainUnknown { domain: id.clone() });
                // The walk passed the place where the name would stand, perhaps over the next one.
                known = domains.iter();
            }
        }
    }
    levels
}

/// What the profile holds that no stream of the set reads.
fn not_expected(profile: &NeedsProfile, rules: &RuleSet, refusals: &mut Vec<Refusal>) {
    if profile.points().is_some() && !rules.is_scored_elsewhere() {
        refusals.push(Refusal::PointsNotExpected);
    }
    if !profile.provision().is_empty() && !some(rules, |s| is_costed(&s.model)) {
        refusals.push(Refusal::ProvisionNotExpected);
    }
    if profile.support_hours().is_some() && !some(rules, reads_support_hours) {
        refusals.push(Refusal::SupportHoursNotExpected);
    }
    if profile.agreed().is_some() && !some(rules, has_agreed_band) {
        refusals.push(Refusal::AgreedNotExpected);
    }
    for stream in profile.all_picked().keys() {
        let found = rules.streams.iter().find(|known| known.name() == *stream);
        if found.is_none_or(|found| !is_picked(&found.model)) {
            let stream = stream.clone();
            refusals.push(Refusal::BandNotExpected { stream });
        }
    }
}

fn some(rules: &RuleSet, holds: impl Fn(&Stream) -> bool) -> bool {
    rules.streams.iter().any(holds)
}

fn is_costed(model: &Model) -> bool {
    matches!(model, Model::CostedProvision { .. })
}

/// Whether a person, or another tool, names the band.
pub(super) fn is_picked(model: &Model) -> bool {
    matches!(
        model,
        Model::BestFit {} | Model::ExternalBand { .. } | Model::AdditiveStreams { .. }
    )
}

fn reads_support_hours(stream: &Stream) -> bool {
    use crate::rules::Values;
    matches!(stream.model, Model::HoursThreshold { .. })
        || stream
            .value_tables
            .iter()
            .any(|table| matches!(table.values, Values::SupportHours(_)))
}

fn has_agreed_band(stream: &Stream) -> bool {
    let mut tables = stream.value_tables.iter();
    tables.any(|table| !table.agreed_above.is_empty())
}
