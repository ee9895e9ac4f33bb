//! A profile laid beside a rule set: levels by position, and what is wrong with the profile as such.

use std::cell::Cell;
use std::ops::{Deref, DerefMut};

use crate::money::Money;
use crate::needs::{DomainId, Level, NeedsProfile};
use crate::rules::{MissingLevel, Model, RuleSet, Stream, ValueTable};

use super::place::DomainAt;
use super::{Context, Refusal, Step, Stop, Trace};

/// What is asked: a profile under a rule set in the circumstances of a case.
pub(super) struct Asked<'a> {
    pub(super) profile: &'a NeedsProfile,
    pub(super) rules: &'a RuleSet,
    pub(super) context: &'a Context,
    levels: Levels,
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
    /// [`Refusal::LevelUnknown`], [`Refusal::LevelMissing`], [`Refusal::NotEnoughEvidence`].
    pub(super) fn level(&self, position: usize) -> Result<Read, Refusal> {
        let amiss = self.levels.amiss.iter().find(|(at, _)| *at == position);
        match (self.levels.read.get(position), amiss) {
            (_, Some((_, Some(level)))) => Err(Refusal::LevelUnknown {
                domain: self.domain(position)?,
                level: *level,
            }),
            (None, _) | (_, Some((_, None))) => Err(self.no_level(self.domain(position)?)),
            (Some(level), None) if self.levels.assumed.contains(&position) => Ok(Read::Assumed {
                level: *level,
                unevidenced: self.is_unevidenced(position),
            }),
            (Some(level), None) => Ok(Read::Given(*level)),
        }
    }

    fn no_level(&self, domain: DomainId) -> Refusal {
        if self.profile.unevidenced().contains(&domain) {
            Refusal::NotEnoughEvidence { domain }
        } else {
            Refusal::LevelMissing { domain }
        }
    }

    /// Whether a domain has no level because there is not enough evidence for one.
    fn is_unevidenced(&self, position: usize) -> bool {
        let unevidenced = self.profile.unevidenced();
        let is_one = |domain: DomainId| unevidenced.contains(&domain);
        !unevidenced.is_empty() && self.domain(position).is_ok_and(is_one)
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
        (0..self.levels.read.len()).map(|position| self.level(position))
    }

    /// The level of every domain of the set, in the set's order; every problem at once.
    pub(super) fn every_level(&self, trace: &mut Trace) -> Result<&[Level], Stop> {
        let Levels {
            read,
            assumed,
            amiss,
        } = &self.levels;
        for position in assumed {
            if let Some(level) = read.get(*position) {
                trace.record(Step::LevelAssumed {
                    domain: DomainAt::at(*position),
                    level: *level,
                    unevidenced: self.is_unevidenced(*position),
                });
            }
        }
        if amiss.is_empty() {
            return Ok(read);
        }
        let refusals = amiss.iter().filter_map(|(at, _)| self.level(*at).err());
        Err(Stop::Refused(refusals.collect()))
    }
}

/// A profile's levels by the position of the domain in the set.
struct Levels {
    /// The level of each domain; what stands for one that is amiss means nothing.
    read: Laid,
    /// The domains without a level, for which the scheme takes the lowest; in the set's order, as below.
    assumed: Vec<usize>,
    /// The domains with a level that they do not have, or with none where none is assumed.
    amiss: Vec<(usize, Option<Level>)>,
}

impl Levels {
    /// Notes that a domain has no level, which the scheme gives this meaning.
    fn absent(&mut self, position: usize, meaning: MissingLevel, rules: &RuleSet) {
        let lowest = rules.index().levels().get(position);
        let assumes = meaning == MissingLevel::Lowest;
        let lowest = lowest.and_then(|known| known.lowest()).filter(|_| assumes);
        match (lowest, self.read.get_mut(position)) {
            (Some(lowest), Some(read)) => {
                *read = lowest;
                let at = self.assumed.partition_point(|other| *other < position);
                self.assumed.insert(at, position);
            }
            _ => self.wrong(position, None),
        }
    }

    fn wrong(&mut self, position: usize, level: Option<Level>) {
        let at = self.amiss.partition_point(|(other, _)| *other < position);
        self.amiss.insert(at, (position, level));
    }
}

/// How many levels lie in place: as many as most sets have domains, with room to spare.
const IN_PLACE: usize = 24;

/// A level for each domain: in place where they are few, since to find room for them would cost more than to read them.
struct Laid {
    count: usize,
    in_place: [Level; IN_PLACE],
    /// All of them, where they are more.
    beyond: Vec<Level>,
}

impl Laid {
    fn of(count: usize) -> Laid {
        let beyond = if count > IN_PLACE { count } else { 0 };
        Laid {
            count,
            in_place: [Level::new(0); IN_PLACE],
            beyond: vec![Level::new(0); beyond],
        }
    }
}

impl Deref for Laid {
    type Target = [Level];

    fn deref(&self) -> &[Level] {
        self.in_place.get(..self.count).unwrap_or(&self.beyond)
    }
}

impl DerefMut for Laid {
    fn deref_mut(&mut self) -> &mut [Level] {
        self.in_place
            .get_mut(..self.count)
            .unwrap_or(&mut self.beyond)
    }
}

/// A level as it was read.
#[derive(Clone, Copy)]
pub(super) enum Read {
    /// The profile has it.
    Given(Level),
    /// The profile has none, and the scheme takes the lowest.
    Assumed {
        /// The lowest.
        level: Level,
        /// Whether that is for want of evidence.
        unevidenced: bool,
    },
}

impl Read {
    pub(super) fn level(self) -> Level {
        match self {
            Read::Given(level) | Read::Assumed { level, .. } => level,
        }
    }
}

/// The levels of a profile that has a level of its own for each domain of the set and no more, as most have.
fn all_given(profile: &NeedsProfile, rules: &RuleSet) -> Option<Laid> {
    let (domains, of_domains) = (rules.index().domains(), rules.index().levels());
    if profile.levels().len() != domains.len() {
        return None;
    }
    let mut laid = Laid::of(domains.len());
    let read: &mut [Level] = &mut laid;
    for ((id, level), (name, position)) in profile.levels().iter().zip(domains) {
        // Mostly it is the very text that the set has, which is seen without reading it.
        let is_it = name.is_one_with(id) || name == id;
        let is_known = of_domains.get(*position)?.contain(*level);
        let place = read.get_mut(*position).filter(|_| is_it && is_known)?;
        *place = *level;
    }
    Some(laid)
}

/// Both lists are in the order of names, so one walk finds every place.
fn levels_by_position(
    profile: &NeedsProfile,
    rules: &RuleSet,
    refusals: &mut Vec<Refusal>,
) -> Levels {
    if let Some(read) = all_given(profile, rules) {
        return Levels {
            read,
            assumed: Vec::new(),
            amiss: Vec::new(),
        };
    }
    let (domains, of_domains) = (rules.index().domains(), rules.index().levels());
    let mut levels = Levels {
        read: Laid::of(domains.len()),
        assumed: Vec::new(),
        amiss: Vec::new(),
    };
    let meaning = |name: &DomainId| {
        if profile.unevidenced().contains(name) {
            rules.scheme.without_evidence()
        } else {
            rules.scheme.missing_level
        }
    };
    let mut known = domains.iter();
    for (id, level) in profile.levels() {
        let found = loop {
            match known.next() {
                Some((name, position)) if name == id => break Some(*position),
                Some((name, position)) if name < id => {
                    levels.absent(*position, meaning(name), rules);
                }
                _ => break None,
            }
        };
        let Some(position) = found else {
            refusals.push(Refusal::DomainUnknown { domain: id.clone() });
            // The walk passed the place where the name would stand, perhaps over the next one. What is
            // absent counts no more, since the profile is refused.
            known = domains.iter();
            continue;
        };
        let is_known = of_domains
            .get(position)
            .is_some_and(|of| of.contain(*level));
        match levels.read.get_mut(position) {
            Some(read) if is_known => *read = *level,
            _ => levels.wrong(position, Some(*level)),
        }
    }
    for (name, position) in known {
        levels.absent(*position, meaning(name), rules);
    }
    levels
}

/// What the profile holds that no stream of the set reads.
fn not_expected(profile: &NeedsProfile, rules: &RuleSet, refusals: &mut Vec<Refusal>) {
    let unknown = |domain: &&DomainId| rules.domain(domain).is_none();
    for domain in profile.unevidenced().iter().filter(unknown) {
        refusals.push(Refusal::DomainUnknown {
            domain: domain.clone(),
        });
    }
    if profile.points().is_some() && !rules.is_scored_elsewhere() {
        refusals.push(Refusal::PointsNotExpected);
    }
    if !profile.provision().is_empty() && !some(rules, |s| is_costed(&s.model)) {
        refusals.push(Refusal::ProvisionNotExpected);
    }
    if profile.support_hours().is_some() && !some(rules, reads_support_hours) {
        refusals.push(Refusal::SupportHoursNotExpected);
    }
    if profile.agreed().is_some() && !some(rules, reads_agreed) {
        refusals.push(Refusal::AgreedNotExpected);
    }
    for stream in profile.all_picked().keys() {
        let found = rules.streams.iter().find(|known| known.name() == *stream);
        if found.is_none_or(|found| !found.model.is_picked()) {
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

fn reads_support_hours(stream: &Stream) -> bool {
    use crate::rules::Values;
    matches!(stream.model, Model::HoursThreshold { .. })
        || stream
            .value_tables
            .iter()
            .any(|table| matches!(table.values, Values::SupportHours(_)))
}

fn reads_agreed(stream: &Stream) -> bool {
    let mut tables = stream.value_tables.iter();
    tables.any(ValueTable::reads_agreed)
}

/// Whether a stream has bands of which the amount is agreed one by one.
pub(super) fn has_agreed_band(stream: &Stream) -> bool {
    let mut tables = stream.value_tables.iter();
    tables.any(|table| !table.agreed_above.is_empty())
}
