//! Why a child is away from a place that is kept.

use crate::codes::stored_codes;

stored_codes!(
    /// Why a child is away from its place.
    AbsenceKind {
        /// Taught somewhere else for the time: in hospital, in alternative provision, at another school.
        EducatedElsewhere = "educated_elsewhere",
        /// Suspended by the school.
        Suspended = "suspended",
    }
);

impl AbsenceKind {
    /// The kind in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            AbsenceKind::EducatedElsewhere => "Educated elsewhere",
            AbsenceKind::Suspended => "Suspended",
        }
    }
}
