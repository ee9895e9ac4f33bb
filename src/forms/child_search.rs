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
    /// The filters that are kept, as the query of the list.
    #[validate(length(
        max = 500,
        message = "The filters are too long: clear them and search again"
    ))]
    pub filters: String,
}

impl Form for ChildSearchForm {
    /// The words; none to see everybody again.
    type Value = Option<String>;

    const FIELDS: &'static [&'static str] = &["words", "filters"];

    fn value(&self, _problems: &mut Problems) -> Option<Option<String>> {
        let words = self.words.trim();
        Some((!words.is_empty()).then(|| words.to_owned()))
    }
}
