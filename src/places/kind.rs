//! The kinds of places, the rates that they are paid at, and who pays them.

use crate::codes::stored_codes;
use crate::costs::is_kept_by_the_authority;
use crate::needs::Setting;

stored_codes!(
    /// A kind of place.
    PlaceKind {
        /// In a special school or special academy.
        Special = "special",
        /// In the SEN unit or resourced provision of a mainstream school.
        Unit = "unit",
        /// After school: in a college, a special post-16 institution or a sixth form.
        PostSixteen = "post_16",
        /// In alternative provision: a pupil referral unit, or a school's own.
        Alternative = "alternative",
    }
);

stored_codes!(
    /// What a place is paid at. A kind has one rate, but a unit two.
    RateKind {
        /// A special school's place.
        Special = "special",
        /// A unit's place of a pupil whom the school's budget share counts already.
        UnitOnRoll = "unit_on_roll",
        /// A unit's other places: not filled, or by a pupil whom only the unit has.
        UnitOther = "unit_other",
        /// A place after school: element 2 alone.
        PostSixteen = "post_16",
        /// A place in alternative provision.
        Alternative = "alternative",
    }
);

impl PlaceKind {
    /// The kind in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            PlaceKind::Special => "Special school",
            PlaceKind::Unit => "SEN unit or resourced provision",
            PlaceKind::PostSixteen => "Post-16",
            PlaceKind::Alternative => "Alternative provision",
        }
    }

    /// The kind of place that a placement fills; none where no place is funded: a mainstream class, an independent school,
    /// home. `in_unit` is whether it is in a SEN unit or resourced provision.
    #[must_use]
    pub fn filled_by(setting: Setting, in_unit: bool) -> Option<PlaceKind> {
        match setting {
            Setting::Spec => Some(PlaceKind::Special),
            Setting::Rpu => Some(PlaceKind::Unit),
            Setting::Mms if in_unit => Some(PlaceKind::Unit),
            Setting::Fe | Setting::Spi => Some(PlaceKind::PostSixteen),
            Setting::Ap => Some(PlaceKind::Alternative),
            _ => None,
        }
    }

    /// The kinds of places that an establishment of a setting can have. An independent school has none: its fee is the whole
    /// price. A non-maintained special school's are the department's own and are not kept here (finance guide 1.1).
    #[must_use]
    pub fn of_establishment(setting: Setting) -> &'static [PlaceKind] {
        match setting {
            Setting::Spec => &[PlaceKind::Special],
            Setting::Mms | Setting::Rpu => &[
                PlaceKind::Unit,
                PlaceKind::PostSixteen,
                PlaceKind::Alternative,
            ],
            Setting::Fe | Setting::Spi => &[PlaceKind::PostSixteen],
            Setting::Ap => &[PlaceKind::Alternative],
            _ => &[],
        }
    }
}

impl RateKind {
    /// The rate in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            RateKind::Special => "Special school",
            RateKind::UnitOnRoll => "SEN unit or resourced provision: place of a pupil on roll",
            RateKind::UnitOther => {
                "SEN unit or resourced provision: place not filled, or by a pupil not on roll"
            }
            RateKind::PostSixteen => "Post-16, element 2",
            RateKind::Alternative => "Alternative provision",
        }
    }
}

/// Who pays place funding to an establishment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Payer {
    /// The authority, to a school that it maintains.
    Authority,
    /// The department, to an academy, free school or college; it deducts the same from the authority's allocation.
    Department,
}

impl Payer {
    /// Who pays an establishment of a setting and a type, as GIAS words it (finance guide 2.2).
    #[must_use]
    pub fn of(setting: Setting, establishment_type: &str) -> Payer {
        if is_kept_by_the_authority(setting, establishment_type) {
            Payer::Authority
        } else {
            Payer::Department
        }
    }

    /// Who pays, in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Payer::Authority => "The council",
            Payer::Department => "The department, deducted from the allocation",
        }
    }
}
