//! Who may do what, as one table. Every page and command asks it through `service`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ids::{EstablishmentId, UserId};

/// A role that a user holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Scores needs profiles.
    Caseworker,
    /// Agrees, sends back or overrides; sits on the panel.
    Moderator,
    /// A school's, college's or early-years provider's SEN coordinator.
    Senco,
    /// A school's or trust's business manager.
    BusinessManager,
    /// Commissions places.
    Commissioner,
    /// Pays and forecasts.
    FinanceOfficer,
    /// Keeps the rule sets.
    RulesOwner,
    /// Head of SEND or section 151 officer.
    HeadOfSend,
    /// Reads everything, changes nothing.
    Auditor,
    /// Keeps users, establishments and imports.
    Administrator,
}

impl Role {
    /// Every role, in the order in which lists show them.
    pub const ALL: &[Role] = &[
        Role::Caseworker,
        Role::Moderator,
        Role::Senco,
        Role::BusinessManager,
        Role::Commissioner,
        Role::FinanceOfficer,
        Role::RulesOwner,
        Role::HeadOfSend,
        Role::Auditor,
        Role::Administrator,
    ];

    /// The role in files and commands: lower case with dashes.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Role::Caseworker => "caseworker",
            Role::Moderator => "moderator",
            Role::Senco => "senco",
            Role::BusinessManager => "business-manager",
            Role::Commissioner => "commissioner",
            Role::FinanceOfficer => "finance-officer",
            Role::RulesOwner => "rules-owner",
            Role::HeadOfSend => "head-of-send",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
        }
    }

    /// The role in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Role::Caseworker => "Caseworker",
            Role::Moderator => "Moderator",
            Role::Senco => "SENCO",
            Role::BusinessManager => "Business manager",
            Role::Commissioner => "Commissioner",
            Role::FinanceOfficer => "Finance officer",
            Role::RulesOwner => "Rules owner",
            Role::HeadOfSend => "Head of SEND",
            Role::Auditor => "Auditor",
            Role::Administrator => "Administrator",
        }
    }

    /// Reads a role's code.
    #[must_use]
    pub fn parse(text: &str) -> Option<Role> {
        Role::ALL.iter().copied().find(|role| role.code() == text)
    }

    /// Whether the role belongs to an establishment and sees only that establishment's children.
    #[must_use]
    pub fn is_of_an_establishment(self) -> bool {
        matches!(self, Role::Senco | Role::BusinessManager)
    }
}

/// Somebody signed in: who, in which roles, for which establishments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The user.
    pub user: UserId,
    /// The roles held.
    pub roles: BTreeSet<Role>,
    /// The establishments of a school user; empty for the authority's own staff.
    pub establishments: BTreeSet<EstablishmentId>,
}

/// Something that may or may not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// List and find children.
    ListChildren,
    /// Open a child's record.
    ViewChild,
    /// See needs, levels and evidence.
    ViewNeeds,
    /// See bands, amounts and dates of awards.
    ViewAwards,
    /// See the indicative band of a profile that is not decided, where the rule set is band-blind.
    ViewBandBeforeDecision,
    /// See the awards of a user's own establishments.
    ViewEstablishmentAwards,
    /// Score a needs profile and send it.
    ScoreProfile,
    /// Decide on a profile and make the award.
    Decide,
    /// See which smallest changes of level would have moved a decided band.
    SeeWhatWouldChange,
    /// See the queue of profiles that wait for a decision.
    ViewQueue,
    /// Try any rule set with no child attached.
    UseCalculator,
    /// Read rule sets.
    ViewRules,
    /// Read drafts and proposals of rule sets, with their records.
    ViewRuleDrafts,
    /// Write drafts of rule sets and propose them.
    EditRules,
    /// Approve a proposed rule set or send it back.
    ApproveRules,
    /// Withdraw an approved rule set from a day on.
    WithdrawRules,
    /// Keep users and their roles.
    KeepUsers,
    /// Load returns, registers and scores.
    RunImport,
    /// Read and verify the audit chain.
    ReadAudit,
}

impl Action {
    /// Every action.
    pub const ALL: &[Action] = &[
        Action::ListChildren,
        Action::ViewChild,
        Action::ViewNeeds,
        Action::ViewAwards,
        Action::ViewBandBeforeDecision,
        Action::ViewEstablishmentAwards,
        Action::ScoreProfile,
        Action::Decide,
        Action::SeeWhatWouldChange,
        Action::ViewQueue,
        Action::UseCalculator,
        Action::ViewRules,
        Action::ViewRuleDrafts,
        Action::EditRules,
        Action::ApproveRules,
        Action::WithdrawRules,
        Action::KeepUsers,
        Action::RunImport,
        Action::ReadAudit,
    ];
}

/// What it would be done to.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// Nothing in particular.
    Anything,
    /// A child's record.
    Child {
        /// The establishments where the child is placed or was placed under the authority's award.
        establishments: &'a BTreeSet<EstablishmentId>,
        /// Whether the record is restricted: adoption, protection, a colleague's own child.
        restricted: bool,
    },
    /// A profile that somebody scored.
    Profile {
        /// Who scored it.
        scored_by: &'a UserId,
    },
    /// What came of a profile.
    Outcome {
        /// Whether an officer has decided on it.
        is_decided: bool,
    },
    /// A rule set that was proposed.
    RuleProposal {
        /// Who proposed it, and everybody who wrote a version of its text.
        authors: &'a BTreeSet<UserId>,
    },
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be done.
    Allowed,
    /// It may not, and why.
    Refused(Reason),
}

/// Why something may not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No role of the actor has the action.
    NoRole,
    /// The child is not of the actor's establishments.
    OtherEstablishment,
    /// The record is restricted.
    Restricted,
    /// The actor scored the profile, or wrote or proposed the rules, and cannot decide on it.
    OwnWork,
    /// Nobody has decided yet.
    NotDecided,
}

/// The table: which roles have which action.
fn roles_with(action: Action) -> &'static [Role] {
    use Role::{
        Administrator, Auditor, BusinessManager, Caseworker, Commissioner, FinanceOfficer,
        HeadOfSend, Moderator, RulesOwner, Senco,
    };
    match action {
        Action::ListChildren => &[
            Caseworker,
            Moderator,
            Senco,
            BusinessManager,
            Commissioner,
            FinanceOfficer,
            HeadOfSend,
            Auditor,
            Administrator,
        ],
        Action::ViewChild => &[
            Caseworker,
            Moderator,
            Senco,
            BusinessManager,
            Commissioner,
            FinanceOfficer,
            HeadOfSend,
            Auditor,
            Administrator,
        ],
        Action::ViewNeeds => &[Caseworker, Moderator, Senco, HeadOfSend, Auditor],
        Action::ViewAwards => &[
            Caseworker,
            Moderator,
            Senco,
            BusinessManager,
            Commissioner,
            FinanceOfficer,
            HeadOfSend,
            Auditor,
        ],
        Action::ViewBandBeforeDecision => &[Moderator, HeadOfSend, Auditor],
        Action::ViewEstablishmentAwards => &[Senco, BusinessManager],
        Action::ScoreProfile => &[Caseworker],
        Action::Decide => &[Moderator, HeadOfSend],
        Action::SeeWhatWouldChange => &[Moderator, Auditor],
        Action::ViewQueue => &[Moderator, HeadOfSend, Auditor],
        Action::UseCalculator => Role::ALL,
        Action::ViewRules => Role::ALL,
        Action::ViewRuleDrafts => &[RulesOwner, HeadOfSend, Auditor],
        Action::EditRules => &[RulesOwner],
        Action::ApproveRules | Action::WithdrawRules => &[HeadOfSend],
        Action::KeepUsers => &[Administrator],
        Action::RunImport => &[Administrator],
        Action::ReadAudit => &[Auditor, Administrator],
    }
}

/// The roles that may open a restricted record.
const RESTRICTED: &[Role] = &[Role::HeadOfSend, Role::Auditor];

/// Whether an actor may do something to a subject.
#[must_use]
pub fn may(actor: &Actor, action: Action, subject: &Subject<'_>) -> Verdict {
    let held: BTreeSet<Role> = roles_with(action)
        .iter()
        .copied()
        .filter(|role| actor.roles.contains(role))
        .collect();
    if held.is_empty() {
        return Verdict::Refused(Reason::NoRole);
    }
    match subject {
        Subject::Anything => Verdict::Allowed,
        Subject::Child {
            establishments,
            restricted,
        } => {
            if *restricted && !held.iter().any(|role| RESTRICTED.contains(role)) {
                return Verdict::Refused(Reason::Restricted);
            }
            let authority_wide = held.iter().any(|role| !role.is_of_an_establishment());
            if authority_wide || !actor.establishments.is_disjoint(establishments) {
                Verdict::Allowed
            } else {
                Verdict::Refused(Reason::OtherEstablishment)
            }
        }
        Subject::Profile { scored_by } if action == Action::Decide && actor.user == **scored_by => {
            Verdict::Refused(Reason::OwnWork)
        }
        // Before the decision it would teach which level to nudge.
        Subject::Profile { .. } | Subject::Outcome { is_decided: false }
            if action == Action::SeeWhatWouldChange =>
        {
            Verdict::Refused(Reason::NotDecided)
        }
        Subject::RuleProposal { authors }
            if action == Action::ApproveRules && authors.contains(&actor.user) =>
        {
            Verdict::Refused(Reason::OwnWork)
        }
        Subject::Profile { .. } | Subject::Outcome { .. } | Subject::RuleProposal { .. } => {
            Verdict::Allowed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(last: char) -> UserId {
        UserId::parse(&format!("0197f3e0-0000-7000-8000-00000000000{last}")).unwrap()
    }

    fn school(last: char) -> EstablishmentId {
        EstablishmentId::parse(&format!("0197f3e0-0000-7000-8000-00000000000{last}")).unwrap()
    }

    fn actor(role: Role, schools: &[EstablishmentId]) -> Actor {
        Actor {
            user: user('1'),
            roles: [role].into(),
            establishments: schools.iter().cloned().collect(),
        }
    }

    #[test]
    fn nobody_decides_on_their_own_scoring() {
        let mut both = actor(Role::Moderator, &[]);
        both.roles.insert(Role::Caseworker);
        let own = Subject::Profile {
            scored_by: &user('1'),
        };
        assert_eq!(
            may(&both, Action::Decide, &own),
            Verdict::Refused(Reason::OwnWork)
        );
        assert_eq!(
            may(
                &both,
                Action::Decide,
                &Subject::Profile {
                    scored_by: &user('2')
                }
            ),
            Verdict::Allowed
        );
        assert_eq!(
            may(&actor(Role::Caseworker, &[]), Action::Decide, &own),
            Verdict::Refused(Reason::NoRole)
        );
    }

    #[test]
    fn nobody_approves_rules_alone() {
        let mut both = actor(Role::RulesOwner, &[]);
        both.roles.insert(Role::HeadOfSend);
        let (own, anothers) = (BTreeSet::from([user('1')]), BTreeSet::from([user('2')]));
        let verdict = |authors| {
            may(
                &both,
                Action::ApproveRules,
                &Subject::RuleProposal { authors },
            )
        };
        assert_eq!(verdict(&own), Verdict::Refused(Reason::OwnWork));
        assert_eq!(verdict(&anothers), Verdict::Allowed);
        let owner = actor(Role::RulesOwner, &[]);
        assert_eq!(
            may(
                &owner,
                Action::ApproveRules,
                &Subject::RuleProposal { authors: &anothers }
            ),
            Verdict::Refused(Reason::NoRole)
        );
    }

    #[test]
    fn a_school_sees_its_own_children_only() {
        let here = BTreeSet::from([school('a')]);
        let senco = actor(Role::Senco, &[school('a')]);
        let (other, nowhere) = (BTreeSet::from([school('b')]), BTreeSet::new());
        let child = |establishments| Subject::Child {
            establishments,
            restricted: false,
        };
        assert_eq!(
            may(&senco, Action::ViewChild, &child(&here)),
            Verdict::Allowed
        );
        assert_eq!(
            may(&senco, Action::ViewChild, &child(&other)),
            Verdict::Refused(Reason::OtherEstablishment)
        );
        assert_eq!(
            may(&senco, Action::ViewChild, &child(&nowhere)),
            Verdict::Refused(Reason::OtherEstablishment)
        );
        let manager = actor(Role::BusinessManager, &[school('a')]);
        assert_eq!(
            may(&manager, Action::ViewNeeds, &child(&here)),
            Verdict::Refused(Reason::NoRole)
        );
    }

    /// A caseworker who also manages a school keeps the caseworker's reach only for a caseworker's actions.
    #[test]
    fn reach_comes_with_the_role_that_has_the_action() {
        let mut both = actor(Role::BusinessManager, &[school('a')]);
        both.roles.insert(Role::RulesOwner);
        let other = BTreeSet::from([school('b')]);
        let child = Subject::Child {
            establishments: &other,
            restricted: false,
        };
        assert_eq!(
            may(&both, Action::ViewAwards, &child),
            Verdict::Refused(Reason::OtherEstablishment)
        );
    }

    #[test]
    fn a_restricted_record_is_closed_to_most() {
        let nowhere = BTreeSet::new();
        let child = Subject::Child {
            establishments: &nowhere,
            restricted: true,
        };
        for role in Role::ALL {
            let verdict = may(&actor(*role, &[]), Action::ViewChild, &child);
            assert_eq!(
                verdict == Verdict::Allowed,
                RESTRICTED.contains(role),
                "{role:?}"
            );
        }
    }

    #[test]
    fn what_would_change_a_band_is_for_moderators_and_auditors_after_the_decision() {
        for role in Role::ALL {
            let actor = actor(*role, &[]);
            let outcome = |is_decided| {
                let subject = Subject::Outcome { is_decided };
                may(&actor, Action::SeeWhatWouldChange, &subject)
            };
            if matches!(role, Role::Moderator | Role::Auditor) {
                assert_eq!(outcome(true), Verdict::Allowed, "{role:?}");
                assert_eq!(
                    outcome(false),
                    Verdict::Refused(Reason::NotDecided),
                    "{role:?}"
                );
            } else {
                assert_eq!(outcome(true), Verdict::Refused(Reason::NoRole), "{role:?}");
            }
        }
    }

    #[test]
    fn an_auditor_changes_nothing() {
        let auditor = actor(Role::Auditor, &[]);
        for action in [
            Action::ScoreProfile,
            Action::Decide,
            Action::EditRules,
            Action::ApproveRules,
            Action::WithdrawRules,
            Action::KeepUsers,
            Action::RunImport,
        ] {
            assert_eq!(
                may(&auditor, action, &Subject::Anything),
                Verdict::Refused(Reason::NoRole)
            );
        }
    }
}
