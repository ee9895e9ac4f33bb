//! A profile laid beside a rule set: levels by position, and what is wrong with the profile as such.

use crate::needs::{Level, NeedsProfile};
use crate::rules::{MissingLevel, Model, RuleSet, Stream};

use super::place::DomainAt;
use super::{Context, Refusal, Step, Stop, Trace};

/// What is asked: a profile under a rule set in the circumstances of a case.
pub(super) struct Asked<'a> {
    pub(super) profile: &'a NeedsProfile,
    pub(super) rules: &'a RuleSet,
    pub(super) context: &'a Context,
    /// The profile's levels by the position of the domain in the set.
    levels: Vec<Option<Level>>,
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
            })
        } else {
            Err(Stop::Refused(refusals))
        }
    }

    /// The level of a domain by its position, if there is one or the scheme assumes one.
    pub(super) fn level(&self, domain: usize) -> Option<Level> {
        self.given(domain).or_else(|| {
            let assumes = self.rules.scheme.missing_level == MissingLevel::Lowest;
            let domain = self.rules.domains().nth(domain).filter(|_| assumes)?;
            domain.levels.keys().next().copied()
        })
    }

    fn given(&self, domain: usize) -> Option<Level> {
        self.levels.get(domain).copied().flatten()
    }

    /// Every level that was given, in the set's order.
    pub(super) fn given_levels(&self) -> impl Iterator<Item = Level> {
        self.levels.iter().copied().flatten()
    }

    /// The level of every domain of the set, in the set's order; every problem at once.
    pub(super) fn every_level(&self, trace: &mut Trace) -> Result<Vec<Level>, Stop> {
        let mut refusals = Vec::new();
        let mut levels = Vec::with_capacity(self.levels.len());
        for (position, domain) in self.rules.domains().enumerate() {
            match self.given(position) {
                Some(level) if domain.levels.contains_key(&level) => levels.push(level),
                Some(level) => refusals.push(Refusal::LevelUnknown {
                    domain: domain.id.clone(),
                    level,
                }),
                None => match (self.rules.scheme.missing_level, domain.levels.keys().next()) {
                    (MissingLevel::Lowest, Some(lowest)) => {
                        trace.record(Step::LevelAssumed {
                            domain: DomainAt::at(position),
                            level: *lowest,
                        });
                        levels.push(*lowest);
                    }
                    _ => refusals.push(Refusal::LevelMissing {
                        domain: domain.id.clone(),
                    }),
                },
            }
        }
        if refusals.is_empty() {
            Ok(levels)
        } else {
            Err(Stop::Refused(refusals))
        }
    }
}

/// Both lists are in the order of names, so one walk finds every place.
fn levels_by_position(
    profile: &NeedsProfile,
    rules: &RuleSet,
    refusals: &mut Vec<Refusal>,
) -> Vec<Option<Level>> {
    let domains = rules.index().domains();
    let mut levels = vec![None; domains.len()];
    let mut known = domains.iter().peekable();
    for (id, level) in profile.levels() {
        while known.next_if(|(name, _)| name < id).is_some() {}
        match known.next_if(|(name, _)| name == id) {
            Some((_, position)) => {
                if let Some(slot) = levels.get_mut(*position) {
                    *slot = Some(*level);
                }
            }
            None => refusals.push(Refusal::DomainUnknown { domain: id.clone() }),
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
