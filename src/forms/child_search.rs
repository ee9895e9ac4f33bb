//! The form that searches for a child.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems};

/// The raw form.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ChildSearchForm {
    /// A reference, a UPN, or a name or its beginning.
    #[validate(length(max = 100, message = "Search must be 100 characters or fewer"))]
    pub words: String,
    /// The name of a school or its beginning.
    #[validate(length(max = 100, message = "School must be 100 characters or fewer"))]
    pub school: String,
    /// The filters that are kept, as the query of the list.
    #[validate(length(
        max = 500,
        message = "The filters are too long: clear them and search again"
    ))]
    pub filters: String,
}

impl Form for ChildSearchForm {
    /// The words and the school; none of either to see everybody again.
    type Value = (Option<String>, Option<String>);

    const FIELDS: &'static [&'static str] = &["words", "school", "filters"];

    fn value(&self, _problems: &mut Problems) -> Option<Self::Value> {
        let said = |typed: &str| Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty());
        Some((said(&self.words), said(&self.school)))
    }
}
