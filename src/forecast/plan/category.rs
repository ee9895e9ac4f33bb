//! The placement categories of the management plan, and the section 251 lines on which each is spent.

use serde::{Deserialize, Serialize};

use crate::calendar::Date;
use crate::forecast::Lever;
use crate::needs::Setting;

/// One of the seven kinds of placement that the Department for Education's template of the DSG management plan tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Category {
    /// Mainstream schools or academies, and early years providers.
    Mainstream,
    /// Resourced provision or SEN units.
    Unit,
    /// Maintained special schools or special academies.
    Special,
    /// Non-maintained special schools and independent schools, special or mainstream.
    Independent,
    /// Hospital schools or alternative provision.
    Hospital,
    /// Further education and specialist colleges.
    PostSixteen,
    /// Everything else: education otherwise than at school, at home, none, not known.
    Other,
}

impl Category {
    /// All seven, in the template's order.
    pub const ALL: [Category; 7] = [
        Category::Mainstream,
        Category::Unit,
        Category::Special,
        Category::Independent,
        Category::Hospital,
        Category::PostSixteen,
        Category::Other,
    ];

    /// The category of a setting's code; a code that is none of the national ones is [`Category::Other`].
    #[must_use]
    pub fn of(setting: &str) -> Category {
        match Setting::parse(setting) {
            Ok(Setting::Mms | Setting::Eyp) => Category::Mainstream,
            Ok(Setting::Rpu) => Category::Unit,
            Ok(Setting::Spec) => Category::Special,
            Ok(Setting::Nmss | Setting::Iss | Setting::Mind) => Category::Independent,
            Ok(Setting::Ap) => Category::Hospital,
            Ok(Setting::Fe | Setting::Spi) => Category::PostSixteen,
            Ok(Setting::Eotas | Setting::Ehe | Setting::Neet | Setting::Oth | Setting::Unk)
            | Err(_) => Category::Other,
        }
    }

    /// The template's number of it, from 1.
    #[must_use]
    pub fn number(self) -> usize {
        self.place() + 1
    }

    /// Its place in [`Category::ALL`].
    #[must_use]
    pub fn place(self) -> usize {
        self as usize
    }

    /// Its name in the template.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Category::Mainstream => "Mainstream schools or academies",
            Category::Unit => "Resourced provision or SEN units",
            Category::Special => "Maintained special schools or special academies",
            Category::Independent => "Non-maintained special or independent schools",
            Category::Hospital => "Hospital schools or alternative provision",
            Category::PostSixteen => "Post-16 and further education",
            Category::Other => "Other placements or direct payments",
        }
    }

    /// The lines of the section 251 statement on which its top-ups and fees are spent. Which of 1.2.1 and 1.2.2 it is
    /// depends on each school; a forecast knows settings only.
    #[must_use]
    pub fn section_251(self) -> &'static str {
        match self {
            Category::Mainstream | Category::Unit | Category::Special => "1.2.1, 1.2.2",
            Category::Independent => "1.2.3",
            Category::Hospital => "1.2.6, 1.2.7",
            Category::PostSixteen => "1.2.2, 1.2.3",
            Category::Other => "1.2.3, 1.2.11",
        }
    }

    /// The national settings that are counted in it, by their codes.
    #[must_use]
    pub fn settings(self) -> Vec<&'static str> {
        let codes = Setting::ALL.iter().map(|setting| setting.code());
        codes.filter(|code| Category::of(code) == self).collect()
    }

    /// The category that a lever is pulled in, where it is one.
    #[must_use]
    pub fn hit_by(lever: &Lever) -> Option<Category> {
        match lever {
            Lever::Price {
                setting: Some(setting),
                ..
            }
            | Lever::Places { setting, .. } => Some(Category::of(setting)),
            Lever::Redirect { from, .. } => Some(Category::of(from)),
            Lever::Price { setting: None, .. }
            | Lever::JoinerGrowth { .. }
            | Lever::LeaversAfterSixteen { .. }
            | Lever::BandUplift { .. }
            | Lever::BandDrift { .. }
            | Lever::Reform { .. } => None,
        }
    }
}

/// The day on which a lever begins to act, where it has one; the others act from the start.
#[must_use]
pub(super) fn first_day(lever: &Lever) -> Option<Date> {
    lever.begins()
}

/// What kind of lever it is, in the words of the template's savings.
#[must_use]
pub(super) fn kind(lever: &Lever) -> &'static str {
    match lever {
        Lever::JoinerGrowth { .. } => "New plans",
        Lever::LeaversAfterSixteen { .. } => "Plans that cease",
        Lever::Price { .. } | Lever::BandUplift { .. } => "Price",
        Lever::BandDrift { .. } => "Band drift",
        Lever::Places { .. } => "Places",
        Lever::Redirect { .. } => "Step down",
        Lever::Reform { .. } => "Reform",
    }
}

#[cfg(test)]
mod tests {
    use super::Category;
    use crate::needs::Setting;

    #[test]
    fn every_setting_is_in_one_category_and_a_strange_code_in_the_last() {
        let all: usize = Category::ALL.iter().map(|one| one.settings().len()).sum();
        assert_eq!(all, Setting::ALL.len());
        for (place, category) in Category::ALL.iter().enumerate() {
            assert_eq!(category.number(), place + 1);
            assert!(!category.settings().is_empty(), "{category:?}");
        }
        assert_eq!(Category::of("spec"), Category::Special);
        assert_eq!(Category::of("MMSIB"), Category::Other);
    }
}
