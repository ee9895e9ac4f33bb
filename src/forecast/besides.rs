//! What high needs are spent on besides placements, line by line: places, services and support that no child's placement bears.

use super::Category;

/// A line of high needs spending that no placement bears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Besides {
    /// Places in units and resourced provision.
    UnitPlaces,
    /// Places at special schools.
    SpecialPlaces,
    /// Places at hospital schools and in alternative provision.
    AlternativePlaces,
    /// Places after sixteen.
    PostSixteenPlaces,
    /// Targeted funding for mainstream schools.
    Targeted,
    /// SEN support services.
    SupportServices,
    /// Hospital education.
    HospitalEducation,
    /// Other alternative provision.
    AlternativeProvision,
    /// Support for inclusion.
    Inclusion,
    /// Schools in financial difficulty.
    Difficulty,
    /// PFI and building schools for the future.
    Pfi,
    /// Therapies and other health services that are bought for many.
    Therapies,
    /// Central overheads.
    Overheads,
}

impl Besides {
    /// All, in the order of the statement; central overheads, which have no line of their own, last.
    pub const ALL: [Besides; 13] = [
        Besides::UnitPlaces,
        Besides::SpecialPlaces,
        Besides::AlternativePlaces,
        Besides::PostSixteenPlaces,
        Besides::Targeted,
        Besides::SupportServices,
        Besides::HospitalEducation,
        Besides::AlternativeProvision,
        Besides::Inclusion,
        Besides::Difficulty,
        Besides::Pfi,
        Besides::Therapies,
        Besides::Overheads,
    ];

    /// The line of the section 251 statement; empty where it has none.
    #[must_use]
    pub fn section_251(self) -> &'static str {
        match self {
            Besides::UnitPlaces
            | Besides::SpecialPlaces
            | Besides::AlternativePlaces
            | Besides::PostSixteenPlaces => "1.0.2",
            Besides::Targeted => "1.2.4",
            Besides::SupportServices => "1.2.5",
            Besides::HospitalEducation => "1.2.6",
            Besides::AlternativeProvision => "1.2.7",
            Besides::Inclusion => "1.2.8",
            Besides::Difficulty => "1.2.9",
            Besides::Pfi => "1.2.10",
            Besides::Therapies => "1.2.13",
            Besides::Overheads => "",
        }
    }

    /// The line in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Besides::UnitPlaces => "Place funding: resourced provision and SEN units",
            Besides::SpecialPlaces => "Place funding: special schools",
            Besides::AlternativePlaces => {
                "Place funding: hospital schools and alternative provision"
            }
            Besides::PostSixteenPlaces => "Place funding: post-16",
            Besides::Targeted => "Targeted funding for mainstream schools",
            Besides::SupportServices => "SEN support services",
            Besides::HospitalEducation => "Hospital education services",
            Besides::AlternativeProvision => "Other alternative provision services",
            Besides::Inclusion => "Support for inclusion",
            Besides::Difficulty => "Special schools and PRUs in financial difficulty",
            Besides::Pfi => "PFI and BSF costs",
            Besides::Therapies => "Therapies and other health services",
            Besides::Overheads => "Central overheads charged to high needs",
        }
    }

    /// The category of placement whose places it funds.
    #[must_use]
    pub fn places_of(self) -> Option<Category> {
        match self {
            Besides::UnitPlaces => Some(Category::Unit),
            Besides::SpecialPlaces => Some(Category::Special),
            Besides::AlternativePlaces => Some(Category::Hospital),
            Besides::PostSixteenPlaces => Some(Category::PostSixteen),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Besides;

    #[test]
    fn every_line_is_one_of_the_statement_or_has_none() {
        let lines: BTreeSet<&str> = Besides::ALL.iter().map(|one| one.section_251()).collect();
        // Top-ups and direct payments are what placements bear; all else of the statement is here.
        let of_the_statement = [
            "", "1.0.2", "1.2.10", "1.2.13", "1.2.4", "1.2.5", "1.2.6", "1.2.7", "1.2.8", "1.2.9",
        ];
        assert_eq!(Vec::from_iter(lines), of_the_statement);
        let titles: BTreeSet<&str> = Besides::ALL.iter().map(|one| one.title()).collect();
        assert_eq!(titles.len(), Besides::ALL.len());
    }
}
