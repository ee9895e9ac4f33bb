//! How far an actor sees: the store's scope of a list, made from what `access` answers about single children.

use std::collections::BTreeSet;

use super::ServiceError;
use crate::access::{Action, Actor, Restriction, Subject, Verdict, may};
use crate::store::RestrictedRecords;
use crate::store::caseload::Scope;

/// Asks whether an actor may do something at all, or to a subject.
///
/// # Errors
/// [`ServiceError::Refused`] with the reason.
pub fn require(actor: &Actor, action: Action, subject: &Subject<'_>) -> Result<(), ServiceError> {
    match may(actor, action, subject) {
        Verdict::Allowed => Ok(()),
        Verdict::Refused(reason) => Err(ServiceError::Refused(reason)),
    }
}

/// Whether an actor may do something at all.
#[must_use]
pub fn allows(actor: &Actor, action: Action) -> bool {
    may(actor, action, &Subject::Anything) == Verdict::Allowed
}

/// The children to whom an actor may do something, as the store's scope.
///
/// # Errors
/// [`ServiceError::Refused`] if no role of the actor has the action.
pub fn scope(actor: &Actor, action: Action) -> Result<Scope, ServiceError> {
    require(actor, action, &Subject::Anything)?;
    let nowhere = BTreeSet::new();
    // Who may do it to a child of no establishment may do it to any.
    let authority_wide = may_to(actor, action, &nowhere, Restriction::None);
    let scope = if authority_wide {
        Scope::authority()
    } else {
        Scope::establishments(actor.establishments.iter().cloned())
    };
    let own = if authority_wide {
        &nowhere
    } else {
        &actor.establishments
    };
    Ok(
        if may_to(actor, action, own, Restriction::WithoutOfficers) {
            scope.with_restricted()
        } else if actor.named_for.is_empty() {
            scope
        } else {
            scope.with_named(actor.user.clone())
        },
    )
}

/// Which restricted children are among those to whom an actor may do something.
///
/// # Errors
/// As [`scope`].
pub fn restricted(actor: &Actor, action: Action) -> Result<RestrictedRecords, ServiceError> {
    Ok(scope(actor, action)?.restricted().clone())
}

fn may_to(
    actor: &Actor,
    action: Action,
    establishments: &BTreeSet<crate::ids::EstablishmentId>,
    restriction: Restriction<'_>,
) -> bool {
    let child = Subject::Child {
        establishments,
        restriction,
    };
    may(actor, action, &child) == Verdict::Allowed
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::scope;
    use crate::access::{Action, Actor, Role};
    use crate::ids::{ChildId, EstablishmentId, UserId};
    use crate::store::caseload::Scope;

    const ID: &str = "0197f3e0-0000-7000-8000-00000000000a";

    fn actor(roles: &[Role]) -> Actor {
        Actor {
            user: UserId::parse(ID).unwrap(),
            roles: roles.iter().copied().collect(),
            establishments: [EstablishmentId::parse(ID).unwrap()].into(),
            named_for: BTreeSet::new(),
        }
    }

    #[test]
    fn a_school_user_reaches_its_own_establishments_and_an_officer_the_authority() {
        let own = Scope::establishments([EstablishmentId::parse(ID).unwrap()]);
        assert_eq!(
            scope(&actor(&[Role::Senco]), Action::ListChildren).unwrap(),
            own
        );
        assert_eq!(
            scope(&actor(&[Role::Caseworker]), Action::ListChildren).unwrap(),
            Scope::authority()
        );
        let head = scope(&actor(&[Role::HeadOfSend]), Action::ListChildren).unwrap();
        assert_eq!(head, Scope::authority().with_restricted());
        assert!(scope(&actor(&[Role::RulesOwner]), Action::ListChildren).is_err());
        for role in [Role::Caseworker, Role::Senco, Role::HeadOfSend] {
            let before = scope(&actor(&[role]), Action::ListChildren).unwrap();
            let mut named = actor(&[role]);
            named.named_for = [ChildId::parse(ID).unwrap()].into();
            let reach = scope(&named, Action::ListChildren).unwrap();
            let expected = match role {
                Role::HeadOfSend => before,
                _ => before.with_named(named.user.clone()),
            };
            assert_eq!(reach, expected, "{role:?}");
        }
    }
}
