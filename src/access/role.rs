//! The roles that people hold.

use serde::{Deserialize, Serialize};

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
