//! Whose record a row of an import is: by UPN, then ULN, then the authority's own reference. What contradicts is shown and
//! never merged.

use std::collections::HashMap;

use crate::calendar::Date;
use crate::ids::{ChildId, LocalId, Uln, Upn};
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
    /// The row that each child was found in.
    taken: HashMap<ChildId, u32>,
}

/// What a row of an import says of whose it is.
pub(super) struct Numbers<'a> {
    pub(super) upn: Option<&'a Upn>,
    pub(super) uln: Option<&'a Uln>,
    pub(super) local_id: Option<&'a LocalId>,
    pub(super) birth_date: Option<Date>,
    /// What the import calls the reference, for sentences.
    pub(super) reference_is_called: &'static str,
}

/// A child that a row was found to be.
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

    /// The child of a reference.
    pub(super) fn of_reference(&self, reference: &LocalId) -> Option<&ChildId> {
        self.by_local_id.get(reference)
    }

    /// The child who has a pupil number, or had it before.
    pub(super) fn of_upn(&self, upn: &Upn) -> Option<&ChildId> {
        self.by_upn.get(upn)
    }

    /// The child of a learner number.
    pub(super) fn of_uln(&self, uln: &Uln) -> Option<&ChildId> {
        self.by_uln.get(uln)
    }

    /// A child with its identity, unless that was erased.
    pub(super) fn all_of(&self, id: &ChildId) -> Option<(&Child, Option<&Identity>)> {
        let (child, identity) = self.records.get(id)?;
        Some((child, identity.as_ref()))
    }

    pub(super) fn record(&self, id: &ChildId) -> Option<(&Child, &Identity)> {
        let (child, identity) = self.records.get(id)?;
        Some((child, identity.as_ref()?))
    }

    /// Every child on record with its identity, unless that was erased.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Child, Option<&Identity>)> {
        let records = self.records.values();
        records.map(|(child, identity)| (child, identity.as_ref()))
    }

    /// The child that a row is about; none if nobody has any of its numbers; a contradiction as a sentence.
    pub(super) fn find(&self, row: &Numbers<'_>) -> Result<Option<Found>, String> {
        let by_upn = row.upn.and_then(|upn| self.by_upn.get(upn));
        let by_uln = row.uln.and_then(|uln| self.by_uln.get(uln));
        let by_local_id = row.local_id.and_then(|id| self.by_local_id.get(id));
        let named = [
            ("UPN", by_upn),
            ("ULN", by_uln),
            (row.reference_is_called, by_local_id),
        ];
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
        let doubts = self.doubts(id, row, hits.len())?;
        Ok(Some(Found {
            child: id.clone(),
            doubts,
        }))
    }

    /// What differs between a row and the child that it was found to be. With one number alone, another birth date
    /// makes it another child.
    fn doubts(&self, id: &ChildId, row: &Numbers<'_>, hits: usize) -> Result<Vec<String>, String> {
        let reference = self.reference(id);
        let Some((child, identity)) = self.record(id) else {
            return Err(format!(
                "The identity of the child {reference} was erased, and is not filled in again."
            ));
        };
        let mut doubts = Vec::new();
        let differs = matches!((identity.birth_date, row.birth_date), (Some(held), Some(returned)) if held != returned);
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
        if row
            .local_id
            .is_some_and(|returned| *returned != child.local_id)
        {
            doubts.push(format!(
                "{} is new for the child {reference}, who was found by another number.",
                row.reference_is_called
            ));
        }
        if let (Some(held), Some(returned)) = (&identity.upn, row.upn)
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

/// An identity with the pupil number that a row says; another one before it is kept among the former.
pub(super) fn with_upn(mut identity: Identity, said: Option<&Upn>) -> Identity {
    if let Some(said) = said
        && identity.upn.as_ref() != Some(said)
    {
        identity.former_upns.retain(|former| former != said);
        identity
            .former_upns
            .extend(identity.upn.replace(said.clone()));
    }
    identity
}
