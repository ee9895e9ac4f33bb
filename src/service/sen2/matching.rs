//! Whose record a person of a return is: by UPN, then ULN, then the authority's own reference. What contradicts is
//! shown and never merged.

use std::collections::HashMap;

use crate::ids::{ChildId, LocalId, Uln, Upn};
use crate::import::sen2::Person;
use crate::store::child::{self, Child};
use crate::store::identity::{self, Identity};
use crate::store::{StoreError, Tx};

/// Every child on record, by each number.
#[derive(Default)]
pub(super) struct Known {
    records: HashMap<ChildId, (Child, Option<Identity>)>,
    by_upn: HashMap<Upn, ChildId>,
    by_uln: HashMap<Uln, ChildId>,
    by_local_id: HashMap<LocalId, ChildId>,
    /// The row of the person file that each child was found in.
    taken: HashMap<ChildId, u32>,
}

/// A child that a person was found to be.
pub(super) struct Found {
    pub(super) child: ChildId,
    /// What is odd about it, as sentences.
    pub(super) doubts: Vec<String>,
}

impl Known {
    pub(super) async fn load(tx: &mut Tx) -> Result<Known, StoreError> {
        let mut known = Known::default();
        let mut identities: HashMap<ChildId, Identity> = identity::all(tx)
            .await?
            .into_iter()
            .map(|identity| (identity.child.clone(), identity))
            .collect();
        for child in child::all(tx).await? {
            let identity = identities.remove(&child.id);
            known.index(&child, identity.as_ref());
            known.records.insert(child.id.clone(), (child, identity));
        }
        Ok(known)
    }

    pub(super) fn add(&mut self, child: Child, identity: Identity) {
        self.index(&child, Some(&identity));
        self.records
            .insert(child.id.clone(), (child, Some(identity)));
    }

    fn index(&mut self, child: &Child, identity: Option<&Identity>) {
        let id = &child.id;
        self.by_local_id.insert(child.local_id.clone(), id.clone());
        if let Some(uln) = &child.uln {
            self.by_uln.insert(uln.clone(), id.clone());
        }
        for upn in identity
            .into_iter()
            .flat_map(|identity| identity.upn.iter().chain(&identity.former_upns))
        {
            self.by_upn.entry(upn.clone()).or_insert_with(|| id.clone());
        }
    }

    pub(super) fn mark_taken(&mut self, child: &ChildId, row: u32) {
        self.taken.insert(child.clone(), row);
    }

    pub(super) fn record(&self, id: &ChildId) -> Option<(&Child, &Identity)> {
        let (child, identity) = self.records.get(id)?;
        Some((child, identity.as_ref()?))
    }

    /// The child that a person is; none if nobody has any of its numbers; a contradiction as a sentence.
    pub(super) fn find(&self, person: &Person) -> Result<Option<Found>, String> {
        let by_upn = person.upn.as_ref().and_then(|upn| self.by_upn.get(upn));
        let by_uln = person.uln.as_ref().and_then(|uln| self.by_uln.get(uln));
        let by_local_id = person
            .native_id
            .as_ref()
            .and_then(|id| self.by_local_id.get(id));
        let named = [("UPN", by_upn), ("ULN", by_uln), ("NativeId", by_local_id)];
        let hits: Vec<(&str, &ChildId)> = named
            .into_iter()
            .filter_map(|(number, id)| Some((number, id?)))
            .collect();
        let Some((first_number, id)) = hits.first().copied() else {
            return Ok(None);
        };
        if let Some((other_number, other)) = hits.iter().find(|(_, other)| *other != id) {
            return Err(format!(
                "{first_number} is that of the child {}, and {other_number} is that of the child {}; nothing was merged.",
                self.reference(id),
                self.reference(other)
            ));
        }
        if let Some(row) = self.taken.get(id) {
            return Err(format!(
                "It is the child {} of row {row} again.",
                self.reference(id)
            ));
        }
        let doubts = self.doubts(id, person, hits.len())?;
        Ok(Some(Found {
            child: id.clone(),
            doubts,
        }))
    }

    /// What differs between a person and the child that it was found to be. With one number alone, another birth date
    /// makes it another child.
    fn doubts(&self, id: &ChildId, person: &Person, hits: usize) -> Result<Vec<String>, String> {
        let reference = self.reference(id);
        let Some((child, identity)) = self.record(id) else {
            return Err(format!(
                "The identity of the child {reference} was erased, and is not filled in again."
            ));
        };
        let mut doubts = Vec::new();
        let differs = matches!((identity.birth_date, person.birth_date), (Some(held), Some(returned)) if held != returned);
        if differs && hits == 1 {
            return Err(format!(
                "It has a number of the child {reference} and another date of birth; nothing was merged."
            ));
        }
        if differs {
            doubts.push(format!(
                "The date of birth is not that on record for the child {reference}; the one on record stays."
            ));
        }
        if person
            .native_id
            .as_ref()
            .is_some_and(|returned| *returned != child.local_id)
        {
            doubts.push(format!(
                "NativeId is new for the child {reference}, who was found by another number."
            ));
        }
        if let (Some(held), Some(returned)) = (&identity.upn, &person.upn)
            && held != returned
            && !held.is_temporary()
        {
            doubts.push(format!(
                "The UPN is not that on record for the child {reference}; the former one is kept beside it."
            ));
        }
        Ok(doubts)
    }

    /// How a sentence names a child: by the authority's own reference, never by name.
    fn reference(&self, id: &ChildId) -> String {
        self.records
            .get(id)
            .map_or_else(|| id.to_string(), |(child, _)| child.local_id.to_string())
    }
}

/// An identity with what a person says anew; what the person leaves blank stays, and so does a birth date on record.
pub(super) fn renewed(identity: &Identity, person: &Person) -> Identity {
    let filled = |new: &str, old: &str| if new.is_empty() { old } else { new }.to_owned();
    let mut renewed = Identity {
        surname: filled(&person.surname, &identity.surname),
        forename: filled(&person.forename, &identity.forename),
        birth_date: identity.birth_date.or(person.birth_date),
        upn_missing_reason: person
            .upn_unknown
            .clone()
            .or_else(|| identity.upn_missing_reason.clone()),
        ..identity.clone()
    };
    if let Some(returned) = &person.upn
        && renewed.upn.as_ref() != Some(returned)
    {
        renewed.former_upns.retain(|former| former != returned);
        renewed
            .former_upns
            .extend(renewed.upn.replace(returned.clone()));
    }
    renewed
}
