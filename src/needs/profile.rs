//! The profile itself.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::money::{Money, Rate};

use super::{BandId, DomainId, Grounds, Level, ProvisionLine, StreamId};

/// What was judged about a child's needs: a level for each domain with its evidence, or a total of
/// points where a scheme is scored on paper elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedsProfile {
    levels: BTreeMap<DomainId, Level>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    unevidenced: BTreeSet<DomainId>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    evidence: BTreeMap<DomainId, Grounds>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "rust_decimal::serde::str_option"
    )]
    points: Option<Decimal>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    picked: BTreeMap<StreamId, Vec<BandId>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    provision: Vec<ProvisionLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    support_hours: Option<Rate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    agreed: Option<Money>,
}

impl NeedsProfile {
    /// A profile of levels, without evidence yet.
    #[must_use]
    pub fn of_levels(levels: BTreeMap<DomainId, Level>) -> NeedsProfile {
        NeedsProfile {
            levels,
            ..NeedsProfile::default()
        }
    }

    /// A profile of which only the total of points is known.
    #[must_use]
    pub fn of_points(points: Decimal) -> NeedsProfile {
        NeedsProfile {
            points: Some(points.normalize()),
            ..NeedsProfile::default()
        }
    }

    /// The same profile, with another level of one domain.
    #[must_use]
    pub fn with_level(mut self, domain: DomainId, level: Level) -> NeedsProfile {
        self.unevidenced.remove(&domain);
        self.levels.insert(domain, level);
        self
    }

    /// The same profile, with other levels.
    #[must_use]
    pub fn with_levels(mut self, levels: BTreeMap<DomainId, Level>) -> NeedsProfile {
        self.unevidenced
            .retain(|domain| !levels.contains_key(domain));
        NeedsProfile { levels, ..self }
    }

    /// The same profile, with a total of points scored elsewhere.
    #[must_use]
    pub fn with_points(self, points: Decimal) -> NeedsProfile {
        NeedsProfile {
            points: Some(points),
            ..self
        }
    }

    /// The same profile, with the domains on which there is not enough evidence to say a level; one that has a level is
    /// none of them.
    #[must_use]
    pub fn with_unevidenced(self, mut unevidenced: BTreeSet<DomainId>) -> NeedsProfile {
        unevidenced.retain(|domain| !self.levels.contains_key(domain));
        NeedsProfile {
            unevidenced,
            ..self
        }
    }

    /// The same profile, with the total of points of another.
    #[must_use]
    pub fn with_points_of(self, other: &NeedsProfile) -> NeedsProfile {
        NeedsProfile {
            points: other.points,
            ..self
        }
    }

    /// The same profile, with evidence beside its levels.
    #[must_use]
    pub fn with_evidence(self, evidence: BTreeMap<DomainId, Grounds>) -> NeedsProfile {
        NeedsProfile { evidence, ..self }
    }

    /// The same profile, with bands that a person picked, or that came from elsewhere, by stream.
    #[must_use]
    pub fn with_picked(self, picked: BTreeMap<StreamId, Vec<BandId>>) -> NeedsProfile {
        NeedsProfile { picked, ..self }
    }

    /// The same profile, with lines of provision.
    #[must_use]
    pub fn with_provision(self, provision: Vec<ProvisionLine>) -> NeedsProfile {
        NeedsProfile { provision, ..self }
    }

    /// The same profile, with the hours of support a week that the plan specifies.
    #[must_use]
    pub fn with_support_hours(self, hours: Rate) -> NeedsProfile {
        NeedsProfile {
            support_hours: Some(hours),
            ..self
        }
    }

    /// The same profile, with a yearly amount that was agreed one by one.
    #[must_use]
    pub fn with_agreed(self, agreed: Money) -> NeedsProfile {
        NeedsProfile {
            agreed: Some(agreed),
            ..self
        }
    }

    /// The levels, by domain.
    #[must_use]
    pub fn levels(&self) -> &BTreeMap<DomainId, Level> {
        &self.levels
    }

    /// The levels, to be changed in place: the domains stay as they are.
    pub fn levels_mut(&mut self) -> impl Iterator<Item = (&DomainId, &mut Level)> {
        self.levels.iter_mut()
    }

    /// The level of one domain, if it was judged.
    #[must_use]
    pub fn level(&self, domain: &DomainId) -> Option<Level> {
        self.levels.get(domain).copied()
    }

    /// The domains on which there is not enough evidence to say a level. It is an answer: what it means is in the rule set
    /// ([`Scheme::not_enough_evidence`](crate::rules::Scheme::not_enough_evidence)).
    #[must_use]
    pub fn unevidenced(&self) -> &BTreeSet<DomainId> {
        &self.unevidenced
    }

    /// Whether a domain was judged, or judged to have too little evidence for it.
    #[must_use]
    pub fn is_answered(&self, domain: &DomainId) -> bool {
        self.levels.contains_key(domain) || self.unevidenced.contains(domain)
    }

    /// The evidence, by domain: each has one piece or several.
    #[must_use]
    pub fn evidence(&self) -> &BTreeMap<DomainId, Grounds> {
        &self.evidence
    }

    /// The total of points scored elsewhere, if that is what is known.
    #[must_use]
    pub fn points(&self) -> Option<Decimal> {
        self.points
    }

    /// The bands that were picked for a stream; a set's only stream is [`StreamId::main`].
    #[must_use]
    pub fn picked(&self, stream: &StreamId) -> &[BandId] {
        self.picked.get(stream).map_or(&[], Vec::as_slice)
    }

    /// The bands that were picked, by stream.
    #[must_use]
    pub fn all_picked(&self) -> &BTreeMap<StreamId, Vec<BandId>> {
        &self.picked
    }

    /// The lines of provision.
    #[must_use]
    pub fn provision(&self) -> &[ProvisionLine] {
        &self.provision
    }

    /// The hours of support a week that the plan specifies, if that is what is known.
    #[must_use]
    pub fn support_hours(&self) -> Option<Rate> {
        self.support_hours
    }

    /// The yearly amount that was agreed one by one, for a band that has no amount of its own or within a limit.
    #[must_use]
    pub fn agreed(&self) -> Option<Money> {
        self.agreed
    }
}
