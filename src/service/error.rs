//! Why a use case was not carried out.

use std::error::Error;

use thiserror::Error;

use super::kept_back::KeptBack;
use crate::access::Reason;
use crate::store::StoreError;

/// Why a use case was not carried out. What a person can put right in a form is a value of the use case, not one of these.
#[derive(Debug, Error)]
pub enum ServiceError {
    /// The record does not exist, or is hidden from the actor: the two look the same from outside.
    #[error("there is no such record for this user")]
    NotFound,
    /// The actor may not do this at all.
    #[error("this user may not do this ({0:?})")]
    Refused(Reason),
    /// The child's bands, levels and amounts are kept back until the actor has judged for herself or himself.
    #[error("the record is kept back until this user has judged")]
    KeptBack(Box<KeptBack>),
    /// Somebody else changed the record first.
    #[error("the record was changed by somebody else")]
    Conflict,
    /// Something broke; the cause is for the log.
    #[error("something broke")]
    Broken(#[source] Box<dyn Error + Send + Sync>),
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> ServiceError {
        match error {
            StoreError::NotFound => ServiceError::NotFound,
            StoreError::Conflict => ServiceError::Conflict,
            StoreError::Unavailable(_) => ServiceError::Broken(Box::new(error)),
        }
    }
}
