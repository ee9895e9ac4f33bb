//! The line of the section 251 statement that a cost is coded to.

use super::CostKind;
use crate::needs::Setting;

/// The line of the planned expenditure and outturn tables for a cost paid to an establishment of a setting and a type, as
/// GIAS words it. Income is coded to the line that it is set against.
///
/// Source: finance guide 2.2. The lines are the department's; that equipment is SEN support and that a package outside
/// school is other alternative provision is this service's reading, which an authority's own guidance may put elsewhere.
#[must_use]
pub fn section_251_line(
    kind: CostKind,
    setting: Setting,
    establishment_type: &str,
) -> &'static str {
    match kind {
        CostKind::Therapy => "1.2.13",
        CostKind::DirectPayment | CostKind::PersonalBudget => "1.2.11",
        CostKind::EotasPackage => "1.2.7",
        CostKind::OneOff => "1.2.5",
        // Outside the grant: no line of it.
        CostKind::TransportMemo => "",
        CostKind::BandTopUp
        | CostKind::Exceptional
        | CostKind::Fee
        | CostKind::HealthContribution
        | CostKind::SocialCareContribution => top_up_line(setting, establishment_type),
    }
}

/// The lines of the section 251 statement that high needs are spent on, in its order, with their titles.
///
/// Source: finance guide 2.2, the department's list as its benchmarking tool reads it. 1.2.12 is not in the present list.
pub const SECTION_251_LINES: [(&str, &str); 14] = [
    (
        "1.0.2",
        "High needs place funding within the Individual Schools Budget",
    ),
    ("1.2.1", "Top-up funding, maintained schools"),
    (
        "1.2.2",
        "Top-up funding, academies, free schools and colleges",
    ),
    (
        "1.2.3",
        "Top-up and other funding, non-maintained and independent providers",
    ),
    (
        "1.2.4",
        "Additional high needs targeted funding for mainstream schools and academies",
    ),
    ("1.2.5", "SEN support services"),
    ("1.2.6", "Hospital education services"),
    ("1.2.7", "Other alternative provision services"),
    ("1.2.8", "Support for inclusion"),
    ("1.2.9", "Special schools and PRUs in financial difficulty"),
    (
        "1.2.10",
        "PFI and BSF costs at special schools, AP and PRUs",
    ),
    ("1.2.11", "Direct payments"),
    ("1.2.13", "Therapies and other health related services"),
    ("1.4.11", "SEN transport charged to the grant"),
];

/// What a line of the section 251 statement is for; none for a line that high needs are not spent on.
#[must_use]
pub fn section_251_title(line: &str) -> Option<&'static str> {
    let found = SECTION_251_LINES.iter().find(|(code, _)| *code == line);
    found.map(|(_, title)| *title)
}

fn top_up_line(setting: Setting, establishment_type: &str) -> &'static str {
    match setting {
        Setting::Iss | Setting::Nmss | Setting::Mind | Setting::Spi | Setting::Eyp => "1.2.3",
        Setting::Fe => "1.2.2",
        Setting::Eotas => "1.2.7",
        _ if is_kept_by_the_authority(setting, establishment_type) => "1.2.1",
        _ => "1.2.2",
    }
}

/// Whether the authority keeps an establishment of a setting and a type, as GIAS words it: a school that is no academy, free
/// school or the like. A college and an independent provider are never its own.
#[must_use]
pub fn is_kept_by_the_authority(setting: Setting, establishment_type: &str) -> bool {
    const NOT_MAINTAINED: [&str; 5] = [
        "Academy",
        "Free school",
        "University technical",
        "Studio school",
        "City technology",
    ];
    let is_another_keepers = matches!(
        setting,
        Setting::Iss | Setting::Nmss | Setting::Mind | Setting::Spi | Setting::Eyp | Setting::Fe
    );
    !is_another_keepers
        && !NOT_MAINTAINED
            .iter()
            .any(|start| establishment_type.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn top_ups_are_coded_by_who_keeps_the_school() {
        let line = |setting, kind| section_251_line(CostKind::BandTopUp, setting, kind);
        assert_eq!(line(Setting::Mms, "Community school"), "1.2.1");
        assert_eq!(line(Setting::Mms, "Academy converter"), "1.2.2");
        assert_eq!(line(Setting::Spec, "Free schools special"), "1.2.2");
        assert_eq!(line(Setting::Fe, "Further education"), "1.2.2");
        assert_eq!(
            line(Setting::Nmss, "Non-maintained special school"),
            "1.2.3"
        );
        let fee = section_251_line(
            CostKind::Fee,
            Setting::Iss,
            "Other independent special school",
        );
        assert_eq!(fee, "1.2.3");
        assert_eq!(
            section_251_line(CostKind::Therapy, Setting::Iss, ""),
            "1.2.13"
        );
    }
}
