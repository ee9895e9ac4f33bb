//! A person of a return: by which numbers it is found, and what it says anew of who the child is.

use crate::import::sen2::Person;
use crate::service::known_children::{Numbers, with_upn};
use crate::store::identity::Identity;

/// The numbers of a person.
pub(super) fn numbers(person: &Person) -> Numbers<'_> {
    Numbers {
        upn: person.upn.as_ref(),
        uln: person.uln.as_ref(),
        local_id: person.native_id.as_ref(),
        birth_date: person.birth_date,
        reference_is_called: "NativeId",
    }
}

/// An identity with what a person says anew; what the person leaves blank stays, and so does a birth date on record.
pub(super) fn renewed(identity: &Identity, person: &Person) -> Identity {
    let filled = |new: &str, old: &str| if new.is_empty() { old } else { new }.to_owned();
    let renewed = Identity {
        surname: filled(&person.surname, &identity.surname),
        forename: filled(&person.forename, &identity.forename),
        birth_date: identity.birth_date.or(person.birth_date),
        upn_missing_reason: person
            .upn_unknown
            .clone()
            .or_else(|| identity.upn_missing_reason.clone()),
        ..identity.clone()
    };
    with_upn(renewed, person.upn.as_ref())
}
