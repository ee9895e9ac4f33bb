//! Which fields of a child a case system keeps: our pages show them and do not change them.

use std::collections::BTreeSet;

use super::systems::described;
use crate::calendar::Date;
use crate::ids::ChildId;
use crate::import::caseload::Field;
use crate::service::ServiceError;
use crate::store::{Tx, case_system};

/// What a case system keeps of a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptElsewhere {
    /// The system's name in sentences.
    pub title: String,
    /// The fields.
    pub fields: BTreeSet<Field>,
    /// The day of the last extract that had the child.
    pub seen_on: Date,
}

/// What a case system keeps of a child; none for a child who was in no extract.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub async fn kept_elsewhere(
    tx: &mut Tx,
    child: &ChildId,
) -> Result<Option<KeptElsewhere>, ServiceError> {
    let Some((code, text, seen_on)) = case_system::of_child(tx, child).await? else {
        return Ok(None);
    };
    Ok(described(&code, &text).map(|system| KeptElsewhere {
        title: system.title,
        fields: system.kept,
        seen_on,
    }))
}

/// The name of the case system that keeps a field of a child; none where our pages do.
pub(in crate::service) async fn is_kept_elsewhere(
    tx: &mut Tx,
    child: &ChildId,
    field: Field,
) -> Result<Option<String>, ServiceError> {
    let kept = kept_elsewhere(tx, child).await?;
    let kept = kept.filter(|kept| kept.fields.contains(&field));
    Ok(kept.map(|kept| kept.title))
}
