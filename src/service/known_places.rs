//! Establishments by their numbers, as the store has them from GIAS.

use std::collections::HashMap;

use crate::ids::{AuthorityCode, EstablishmentId, Ukprn, Urn};
use crate::import::sen2::Place;
use crate::needs::Setting;
use crate::store::establishment::{self, EstablishmentStatus};
use crate::store::{StoreError, Tx};

/// An establishment, as far as a placement needs it.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) id: EstablishmentId,
    pub(super) setting: Setting,
}

/// The register.
#[derive(Default)]
pub(super) struct Register {
    by_urn: HashMap<Urn, Known>,
    by_ukprn: HashMap<Ukprn, Known>,
    authorities: HashMap<EstablishmentId, AuthorityCode>,
    names: HashMap<EstablishmentId, String>,
}

impl Register {
    pub(super) async fn load(tx: &mut Tx) -> Result<Register, StoreError> {
        let mut establishments = establishment::all(tx).await?;
        // Where two share a provider number, the open one stands for it.
        establishments.sort_by_key(|one| one.status != EstablishmentStatus::Open);
        let mut register = Register::default();
        for one in establishments {
            let known = Known {
                id: one.id.clone(),
                setting: one.setting,
            };
            if let Some(urn) = one.urn {
                register.by_urn.insert(urn, known.clone());
            }
            if let Some(ukprn) = one.ukprn {
                register.by_ukprn.entry(ukprn).or_insert(known);
            }
            register.names.insert(one.id.clone(), one.name);
            if let Some(authority) = one.authority {
                register.authorities.insert(one.id, authority);
            }
        }
        Ok(register)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_urn.is_empty() && self.by_ukprn.is_empty()
    }

    /// The establishment of a URN.
    pub(super) fn at(&self, urn: &Urn) -> Option<&Known> {
        self.by_urn.get(urn)
    }

    /// The establishment that a place names, by URN before UKPRN.
    pub(super) fn find(&self, place: &Place) -> Option<&Known> {
        let by_urn = place.urn.as_ref().and_then(|urn| self.by_urn.get(urn));
        by_urn.or_else(|| {
            place
                .ukprn
                .as_ref()
                .and_then(|ukprn| self.by_ukprn.get(ukprn))
        })
    }

    /// The setting of a place.
    pub(super) fn setting(&self, place: &Place) -> Setting {
        place.setting(self.find(place).map(|known| known.setting))
    }

    pub(super) fn name_of(&self, establishment: &EstablishmentId) -> Option<&str> {
        self.names.get(establishment).map(String::as_str)
    }

    pub(super) fn authority_of(&self, establishment: &EstablishmentId) -> Option<AuthorityCode> {
        self.authorities.get(establishment).cloned()
    }
}
