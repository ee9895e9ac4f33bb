//! The form that notes who may receive the statements to a family.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems};

/// The raw form.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct RecipientsForm {
    /// The number of the note that was shown.
    pub seen: u32,
    /// What is noted, by its code.
    pub noted: String,
}

impl Form for RecipientsForm {
    type Value = String;

    const FIELDS: &'static [&'static str] = &["noted"];

    fn value(&self, problems: &mut Problems) -> Option<String> {
        if self.noted.is_empty() {
            problems.add("noted", "Select who may receive statements");
            return None;
        }
        Some(self.noted.clone())
    }
}
