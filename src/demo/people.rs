//! The people who sign in to the demonstration: one for each role, a second caseworker, and a second finance officer who releases what the first proposes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;

use super::draw::{Draw, midnight};
use crate::access::Role;
use crate::ids::{EstablishmentId, UserId};
use crate::needs::Setting;
use crate::store::establishment::Establishment;
use crate::store::user::User;

/// Sign-in name, name that colleagues see, role. All invented.
const PEOPLE: [(&str, &str, Role); 12] = [
    ("caseworker", "Rowan Ellery", Role::Caseworker),
    ("caseworker-two", "Samira Denholm", Role::Caseworker),
    ("moderator", "Gareth Lindqvist", Role::Moderator),
    ("senco", "Maya Oyelaran", Role::Senco),
    ("business-manager", "Colin Prewett", Role::BusinessManager),
    ("commissioner", "Helen Tsang", Role::Commissioner),
    ("finance-officer", "Iwan Brearley", Role::FinanceOfficer),
    ("rules-owner", "Dilys Abara", Role::RulesOwner),
    ("head-of-send", "Marianne Kell", Role::HeadOfSend),
    ("auditor", "Tobias Fenwick", Role::Auditor),
    ("administrator", "Jo Castellan", Role::Administrator),
    ("finance-officer-two", "Esme Wadhurst", Role::FinanceOfficer),
];

/// Those of the people who score and decide.
#[derive(Clone, Debug)]
pub(super) struct Officers {
    pub(super) scorers: [UserId; 2],
    pub(super) moderator: UserId,
    pub(super) head: UserId,
}

/// The users with the officers among them, who are there from the first; the schools of two are known only later.
pub(super) fn people(draw: &mut Draw) -> (Vec<User>, Officers) {
    let joined = midnight(date(2024, 9, 2));
    let users: Vec<User> = PEOPLE
        .iter()
        .map(|(name, display_name, role)| User {
            id: draw.id(joined),
            name: (*name).to_owned(),
            display_name: (*display_name).to_owned(),
            roles: BTreeSet::from([*role]),
            establishments: BTreeSet::new(),
            disabled: false,
            version: 1,
        })
        .collect();
    let officers = Officers {
        scorers: [users[0].id.clone(), users[1].id.clone()],
        moderator: users[2].id.clone(),
        head: users[8].id.clone(),
    };
    (users, officers)
}

/// Ties the SENCO to the mainstream school of a trust that has most children, and the business manager to it and another
/// school of the same trust. `children` counts those who are there now.
pub(super) fn tie_to_schools(
    users: &mut [User],
    schools: &[Establishment],
    children: &BTreeMap<EstablishmentId, usize>,
) {
    let count = |school: &&Establishment| children.get(&school.id).copied().unwrap_or(0);
    let is_of_trust = |school: &&Establishment| {
        school.setting == Setting::Mms && school.kind.starts_with("Academy")
    };
    let others = |main: &Establishment| {
        let same = |school: &&Establishment| {
            school.supplier_number == main.supplier_number && school.id != main.id
        };
        schools
            .iter()
            .filter(is_of_trust)
            .filter(same)
            .max_by_key(count)
    };
    let with_sister = schools
        .iter()
        .filter(is_of_trust)
        .filter(|school| others(school).is_some());
    // A very small authority may have no trust with two schools; then one school must do.
    let Some(main) = with_sister
        .max_by_key(count)
        .or_else(|| schools.iter().filter(is_of_trust).max_by_key(count))
    else {
        return;
    };
    for user in users {
        if user.roles.iter().any(|role| role.is_of_an_establishment()) {
            user.establishments.insert(main.id.clone());
        }
        if user.roles.contains(&Role::BusinessManager) {
            user.establishments
                .extend(others(main).map(|school| school.id.clone()));
        }
    }
}
