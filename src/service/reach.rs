//! How far an actor sees: the store's scope of a list, made from what `access` answers about single children.

use std::collections::BTreeSet;

use super::ServiceError;
use crate::access::{Action, Actor, Subject, Verdict, may};
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
    let authority_wide = may_to(actor, action, &nowhere, false);
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
    Ok(if may_to(actor, action, own, true) {
        scope.with_restricted()
    } else {
        scope
    })
}

fn may_to(
    actor: &Actor,
    action: Action,
    establishments: &BTreeSet<crate::ids::EstablishmentId>,
    restricted: bool,
) -> bool {
    let child = Subject::Child {
        establishments,
        restricted,
    };
    may(actor, action, &child) == Verdict::Allowed
}

#[cfg(test)]
mod tests {
    use super::scope;
    use crate::access::{Action, Actor, Role};
    use crate::ids::{EstablishmentId, UserId};
    use crate::store::caseload::Scope;

    const ID: &str = "0197f3e0-0000-7000-8000-00000000000a";

    fn actor(roles: &[Role]) -> Actor {
        Actor {
            user: UserId::parse(ID).unwrap(),
            roles: roles.iter().copied().collect(),
            establishments: [EstablishmentId::parse(ID).unwrap()].into(),
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
    }
}
