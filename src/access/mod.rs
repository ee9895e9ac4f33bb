//! Who may do what. Every page and command asks it through `service`.
//!
//! `action` is the one table of actions and roles; here are the conditions that a role alone does not decide: whose
//! child, whose work, what has been decided.

use std::collections::BTreeSet;

use crate::ids::{ChildId, EstablishmentId, UserId};
use crate::money::Money;

mod action;
mod role;
#[cfg(test)]
mod tests;

pub use action::Action;
pub use role::{Role, RolesProblem, may_be_held_together};

use action::roles_with;

/// Somebody signed in: who, in which roles, for which establishments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The user.
    pub user: UserId,
    /// The roles held.
    pub roles: BTreeSet<Role>,
    /// The establishments of a school user; empty for the authority's own staff.
    pub establishments: BTreeSet<EstablishmentId>,
    /// The children for whose restricted records they are a named officer.
    pub named_for: BTreeSet<ChildId>,
}

/// Whether a record is restricted: adoption, protection, a colleague's own child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restriction<'a> {
    /// It is not.
    None,
    /// It is, and this child's: its named officers do for it what their roles let them.
    Of(&'a ChildId),
    /// It is, of a child for whom nobody is named.
    WithoutOfficers,
}

impl<'a> Restriction<'a> {
    /// That of a child's record.
    #[must_use]
    pub fn of(child: &'a ChildId, is_restricted: bool) -> Restriction<'a> {
        if is_restricted {
            Restriction::Of(child)
        } else {
            Restriction::None
        }
    }

    /// Whether it keeps somebody out who is not let into every restricted record.
    fn keeps_out(self, actor: &Actor) -> bool {
        match self {
            Restriction::None => false,
            Restriction::Of(child) => !actor.named_for.contains(child),
            Restriction::WithoutOfficers => true,
        }
    }
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
        /// Whether the record is restricted.
        restriction: Restriction<'a>,
    },
    /// A profile that somebody scored.
    Profile {
        /// Whether the actor scored it, wholly or in part.
        has_scored: bool,
        /// Whether the actor left it to colleagues, to read what is kept back until the levels are judged.
        has_stood_aside: bool,
    },
    /// A profile that is being scored, or came back to its scorer.
    Draft {
        /// Whether the actor is its scorer.
        is_scorer: bool,
    },
    /// A profile of a sample, to be scored a second time.
    SecondScoring {
        /// Whether the actor scored it first, wholly or in part.
        has_scored: bool,
        /// Whether the actor has opened levels of the child's since it was sent.
        has_seen_levels: bool,
    },
    /// A case, by how the actor stands to it.
    Interest {
        /// Whether the actor declared a conflict of interest.
        is_declared: bool,
    },
    /// An interest that an officer declared.
    InterestOf {
        /// Who declared it.
        officer: &'a UserId,
    },
    /// Naming an officer for a restricted record, or ending that.
    OfficerOf {
        /// Who is named.
        officer: &'a UserId,
    },
    /// What came of a profile.
    Outcome {
        /// Whether an officer has decided on it; to compare it, it is enough that the actor has judged it.
        is_decided: bool,
    },
    /// A payment run that was proposed.
    PaymentRun {
        /// Who proposed it.
        proposed_by: &'a UserId,
    },
    /// A move of budget that was proposed.
    Virement {
        /// Who proposed it.
        proposed_by: &'a UserId,
    },
    /// A cost line that was proposed.
    CostProposal {
        /// Who proposed it.
        proposed_by: &'a UserId,
    },
    /// An amount of a year, for one child.
    Amount {
        /// The amount.
        annual: Money,
        /// Up to how much the actor may agree.
        limit: Money,
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
    /// The actor scored the profile, wrote or proposed the rules, proposed the payment run, the virement or the cost line, declared
    /// the interest, or would be the officer named, and cannot decide on it.
    OwnWork,
    /// A colleague scores it, and it is the colleague's to give up.
    AnothersWork,
    /// The actor has seen levels of the child's, and could not score blind.
    SeenLevels,
    /// The actor left the profile to colleagues.
    StoodAside,
    /// The actor declared a conflict of interest.
    ConflictOfInterest,
    /// Nobody has decided yet.
    NotDecided,
    /// The amount is above what the actor may agree.
    AboveLimit,
}

/// The roles that may open a restricted record without being named for it.
const RESTRICTED: &[Role] = &[Role::HeadOfSend, Role::Auditor];

/// The roles that decide on profiles, and those of them that are let into every restricted record.
#[must_use]
pub fn deciding_roles() -> (&'static [Role], Vec<Role>) {
    let roles = roles_with(Action::Decide);
    let let_in = roles.iter().filter(|role| RESTRICTED.contains(role));
    (roles, let_in.copied().collect())
}

/// Whether naming somebody of these roles for a restricted record opens anything to them: one of the roles opens records, and
/// is not let into every restricted one.
#[must_use]
pub fn can_be_named(roles: &BTreeSet<Role>) -> bool {
    let opens = |role: &&Role| roles_with(Action::ViewChild).contains(role);
    let mut opening = roles.iter().filter(opens);
    opening.any(|role| !RESTRICTED.contains(role))
}

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
            restriction,
        } => {
            let is_let_in = held.iter().any(|role| RESTRICTED.contains(role));
            if restriction.keeps_out(actor) && !is_let_in {
                return Verdict::Refused(Reason::Restricted);
            }
            let authority_wide = held.iter().any(|role| !role.is_of_an_establishment());
            if authority_wide || !actor.establishments.is_disjoint(establishments) {
                Verdict::Allowed
            } else {
                Verdict::Refused(Reason::OtherEstablishment)
            }
        }
        Subject::Profile {
            has_scored: true, ..
        } if action == Action::Decide => Verdict::Refused(Reason::OwnWork),
        Subject::Profile {
            has_stood_aside: true,
            ..
        } if action == Action::Decide => Verdict::Refused(Reason::StoodAside),
        Subject::Draft { is_scorer: true } if action == Action::TakeOverScoring => {
            Verdict::Refused(Reason::OwnWork)
        }
        // Whoever heads the service gives up what an absent scorer left.
        Subject::Draft { is_scorer: false }
            if action == Action::WithdrawProfile && !held.contains(&Role::HeadOfSend) =>
        {
            Verdict::Refused(Reason::AnothersWork)
        }
        Subject::Interest { is_declared: true } => Verdict::Refused(Reason::ConflictOfInterest),
        Subject::InterestOf { officer } | Subject::OfficerOf { officer }
            if actor.user == **officer =>
        {
            Verdict::Refused(Reason::OwnWork)
        }
        Subject::SecondScoring {
            has_scored: true, ..
        } => Verdict::Refused(Reason::OwnWork),
        Subject::SecondScoring {
            has_seen_levels: true,
            ..
        } => Verdict::Refused(Reason::SeenLevels),
        // Before the decision it would teach which level to nudge, and before the judgement it would sway it.
        Subject::Profile { .. } | Subject::Outcome { is_decided: false }
            if matches!(action, Action::SeeWhatWouldChange | Action::CompareProfiles) =>
        {
            Verdict::Refused(Reason::NotDecided)
        }
        Subject::PaymentRun { proposed_by } | Subject::Virement { proposed_by }
            if matches!(action, Action::ReleasePayments | Action::ApproveVirement)
                && actor.user == **proposed_by =>
        {
            Verdict::Refused(Reason::OwnWork)
        }
        Subject::CostProposal { proposed_by }
            if action == Action::AgreeCosts && actor.user == **proposed_by =>
        {
            Verdict::Refused(Reason::OwnWork)
        }
        // Whoever heads the service agrees what is above every other officer's limit.
        Subject::Amount { annual, limit }
            if annual > limit && !held.contains(&Role::HeadOfSend) =>
        {
            Verdict::Refused(Reason::AboveLimit)
        }
        Subject::RuleProposal { authors }
            if action == Action::ApproveRules && authors.contains(&actor.user) =>
        {
            Verdict::Refused(Reason::OwnWork)
        }
        Subject::Profile { .. }
        | Subject::Draft { .. }
        | Subject::SecondScoring { .. }
        | Subject::Interest { .. }
        | Subject::InterestOf { .. }
        | Subject::OfficerOf { .. }
        | Subject::Outcome { .. }
        | Subject::PaymentRun { .. }
        | Subject::Virement { .. }
        | Subject::CostProposal { .. }
        | Subject::Amount { .. }
        | Subject::RuleProposal { .. } => Verdict::Allowed,
    }
}
