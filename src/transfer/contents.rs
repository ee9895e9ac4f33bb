//! What is handed over.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::calendar::Date;
use crate::ids::{
    AuthorityCode, Digest, LocalId, PlanVersionId, RuleSetRef, TransferId, Ukprn, Uln, Upn, Urn,
};
use crate::money::Fte;
use crate::needs::{DomainId, Grounds, Level, Need, Setting};

/// What is handed over.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    /// The package's own id: it is taken in once.
    pub package: TransferId,
    /// When it was made.
    pub made_at: Timestamp,
    /// The authority that hands over.
    pub from: AuthorityNamed,
    /// The authority that it is for.
    pub to: AuthorityNamed,
    /// The child or young person.
    pub child: ChildFacts,
    /// The plan.
    pub plan: PlanFacts,
    /// Where the child is placed, if anywhere.
    pub placement: Option<PlacementFacts>,
    /// The profile that was agreed last, if one was.
    pub profile: Option<ProfileFacts>,
}

impl Contents {
    /// The version of the shape that these contents need: the first, which every reader knows, unless a domain has several
    /// pieces of evidence.
    #[must_use]
    pub fn format_version(&self) -> u32 {
        let domains = self.profile.iter().flat_map(|profile| &profile.domains);
        let mut pieces = domains.filter_map(|domain| domain.evidence.as_ref());
        if pieces.any(|pieces| pieces.count() > 1) {
            2
        } else {
            1
        }
    }
}

impl fmt::Debug for Contents {
    /// Says which package it is and nothing of what it holds: debug text ends in logs.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Contents(of package {})", self.package)
    }
}

/// An authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityNamed {
    /// Its number.
    pub code: AuthorityCode,
    /// Its name.
    pub name: String,
}

/// Who the child or young person is. Not to be debugged: such text ends in logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChildFacts {
    /// The sender's reference.
    pub reference: LocalId,
    /// Given names.
    pub forename: String,
    /// Family name.
    pub surname: String,
    /// The birth date, where known.
    pub birth_date: Option<Date>,
    /// The pupil number, if there is one.
    pub upn: Option<Upn>,
    /// The learner number, if there is one.
    pub uln: Option<Uln>,
    /// The sex as returned: SEN2's code.
    pub sex: Option<String>,
    /// Whether an authority looks after the child.
    pub looked_after: bool,
    /// Which authority is responsible for a looked-after child, where that is known.
    pub responsible_authority: Option<AuthorityCode>,
    /// Whether the sender keeps the record closed to most of its own officers.
    pub restricted: bool,
}

/// The plan that is open, as its versions say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanFacts {
    /// When it was first final.
    pub starts_on: Option<Date>,
    /// When it was last reviewed.
    pub last_review_on: Option<Date>,
    /// When its next review is due.
    pub review_due_on: Option<Date>,
    /// When a phase transfer must be settled.
    pub phase_transfer_due_on: Option<Date>,
    /// Its versions, the first first.
    pub versions: Vec<VersionFacts>,
}

/// One version of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionFacts {
    /// The sender's id of it.
    pub id: PlanVersionId,
    /// `draft`, `final`, `amended` or `tribunal_ordered`.
    pub state: String,
    /// Its date, or the order's.
    pub dated_on: Option<Date>,
    /// By when a tribunal's order must be complied with.
    pub comply_by: Option<Date>,
    /// Residential placement: SEN2's code.
    pub residential: Option<String>,
    /// Work-based learning: SEN2's code.
    pub work_based: Option<String>,
    /// Whether there is a personal budget.
    pub personal_budget: bool,
    /// Whether it has an organised arrangement.
    pub organised_arrangement: bool,
    /// Whether it has a direct payment.
    pub direct_payment: bool,
    /// Needs, the primary first.
    pub needs: Vec<Need>,
    /// What Section I names, the main one first.
    pub named: Vec<PlaceFacts>,
}

/// An establishment, or a setting without one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceFacts {
    /// Its number in GIAS.
    pub urn: Option<Urn>,
    /// Its provider number.
    pub ukprn: Option<Ukprn>,
    /// Its name.
    pub name: Option<String>,
    /// The setting.
    pub setting: Setting,
    /// What an "other" setting is.
    pub setting_other: Option<String>,
    /// In its SEN unit.
    pub in_sen_unit: bool,
    /// In its resourced provision.
    pub in_resourced_provision: bool,
}

/// Where the child is placed on the day that the package is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlacementFacts {
    /// Where.
    pub at: PlaceFacts,
    /// Since when, where that is known.
    pub from: Option<Date>,
    /// The share of full time.
    pub fte: Fte,
}

/// An agreed profile, in words that another scheme can be compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileFacts {
    /// By which rules.
    pub rules: RulesNamed,
    /// When it was agreed.
    pub agreed_on: Date,
    /// What was judged, domain by domain.
    pub domains: Vec<DomainFacts>,
    /// What was judged besides levels (provision, points), a sentence each.
    pub besides: Vec<String>,
}

/// The rule set whose domains a profile has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesNamed {
    /// How people name it; none where the sender cannot read it any more.
    pub reference: Option<RuleSetRef>,
    /// Its title.
    pub title: String,
    /// Its identity: the same digest is the same rules, word for word.
    pub digest: Digest,
}

/// What was judged of one domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DomainFacts {
    /// Its name in the rules.
    pub id: DomainId,
    /// Its name for people.
    pub title: String,
    /// The level; none where there was not enough evidence to say one.
    pub level: Option<Level>,
    /// What the rules say that level looks like.
    pub says: Option<String>,
    /// What it rests on. Several pieces are a list, which a package says by its version.
    pub evidence: Option<Grounds>,
}
