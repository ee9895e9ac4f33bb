//! The roles that people hold.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;

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

/// Why nobody may hold roles as they were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RolesProblem {
    /// No role at all.
    #[error("Select at least one role")]
    None,
    /// A school's role and the authority's: who scores or decides does not also ask for the money.
    #[error("Nobody holds a school role and an authority role at once")]
    Mixed,
    /// A school's role without a school.
    #[error("A school role needs an establishment")]
    NoEstablishment,
}

/// Whether one user may hold these roles, with or without an establishment of their own.
///
/// # Errors
/// [`RolesProblem`], the first that there is.
pub fn may_be_held_together(
    roles: &BTreeSet<Role>,
    has_establishment: bool,
) -> Result<(), RolesProblem> {
    let of_schools = roles.iter().filter(|role| role.is_of_an_establishment());
    match of_schools.count() {
        _ if roles.is_empty() => Err(RolesProblem::None),
        0 => Ok(()),
        schools if schools < roles.len() => Err(RolesProblem::Mixed),
        _ if !has_establishment => Err(RolesProblem::NoEstablishment),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Role, RolesProblem, may_be_held_together};

    #[test]
    fn a_school_and_the_authority_are_never_one_user() {
        let cases: &[(&[Role], bool, Result<(), RolesProblem>)] = &[
            (&[], false, Err(RolesProblem::None)),
            (&[Role::Moderator, Role::Caseworker], false, Ok(())),
            (&[Role::Senco], false, Err(RolesProblem::NoEstablishment)),
            (&[Role::Senco, Role::BusinessManager], true, Ok(())),
            (
                &[Role::Senco, Role::Caseworker],
                true,
                Err(RolesProblem::Mixed),
            ),
        ];
        for (roles, has_establishment, expected) in cases {
            let roles = roles.iter().copied().collect();
            let found = may_be_held_together(&roles, *has_establishment);
            assert_eq!(found, *expected, "{roles:?}");
        }
    }
}
