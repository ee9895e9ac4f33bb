//! The figures of a financial year, as a finance officer types them.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems};
use crate::forecast::Besides;
use crate::money::{Money, plain_number};

/// The figures as they are sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct FiguresForm {
    /// How many entries the year had when the form was made.
    pub seen: usize,
    /// Pounds brought forward; a deficit with a minus.
    pub brought_forward: String,
    /// Pounds allocated.
    pub allocation: String,
    /// Pounds planned besides placements.
    pub other_spend: String,
    /// Pounds spent in a year that is over.
    pub outturn: String,
    /// Pounds allocated before deductions.
    pub gross_allocation: String,
    /// Pounds of the import and export adjustment; may be below nought.
    pub import_export: String,
    /// Pounds deducted for places.
    pub place_deductions: String,
    /// Pounds of recoupment and other deductions.
    pub other_deductions: String,
    /// Pounds from other blocks; may be below nought.
    pub block_transfer: String,
    /// Pounds of other income.
    pub other_income: String,
    /// Pounds of a grant towards the deficit.
    pub stability_grant: String,
    /// Pounds: places in units and resourced provision.
    pub unit_places: String,
    /// Pounds: places at special schools.
    pub special_places: String,
    /// Pounds: places at hospital schools and in alternative provision.
    pub alternative_places: String,
    /// Pounds: places after sixteen.
    pub post_sixteen_places: String,
    /// Pounds: targeted funding for mainstream schools.
    pub targeted: String,
    /// Pounds: SEN support services.
    pub support_services: String,
    /// Pounds: hospital education.
    pub hospital_education: String,
    /// Pounds: other alternative provision.
    pub alternative_provision: String,
    /// Pounds: support for inclusion.
    pub inclusion: String,
    /// Pounds: schools in financial difficulty.
    pub difficulty: String,
    /// Pounds: PFI and building schools for the future.
    pub pfi: String,
    /// Pounds: therapies and other health services that are bought for many.
    pub therapies: String,
    /// Pounds: central overheads.
    pub overheads: String,
    /// Where they are from.
    #[validate(length(
        max = 300,
        message = "Where the figures are from must be 300 characters or fewer"
    ))]
    pub note: String,
}

/// The figures that were typed; a blank field is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The balance brought forward.
    pub brought_forward: Option<Money>,
    /// The allocation.
    pub allocation: Option<Money>,
    /// What is planned besides placements.
    pub other_spend: Option<Money>,
    /// What was spent.
    pub outturn: Option<Money>,
    /// The allocation before deductions.
    pub gross_allocation: Option<Money>,
    /// The import and export adjustment.
    pub import_export: Option<Money>,
    /// What is deducted for places.
    pub place_deductions: Option<Money>,
    /// Recoupment and other deductions.
    pub other_deductions: Option<Money>,
    /// What comes from other blocks.
    pub block_transfer: Option<Money>,
    /// Other income.
    pub other_income: Option<Money>,
    /// A grant towards the deficit.
    pub stability_grant: Option<Money>,
    /// What is planned besides placements, by line.
    pub besides: Vec<(Besides, Money)>,
    /// Where they are from.
    pub note: String,
}

impl FiguresForm {
    /// The field of a line besides placements, and what was typed.
    #[must_use]
    pub fn besides(&self, line: Besides) -> (&'static str, &str) {
        match line {
            Besides::UnitPlaces => ("unit-places", &self.unit_places),
            Besides::SpecialPlaces => ("special-places", &self.special_places),
            Besides::AlternativePlaces => ("alternative-places", &self.alternative_places),
            Besides::PostSixteenPlaces => ("post-sixteen-places", &self.post_sixteen_places),
            Besides::Targeted => ("targeted", &self.targeted),
            Besides::SupportServices => ("support-services", &self.support_services),
            Besides::HospitalEducation => ("hospital-education", &self.hospital_education),
            Besides::AlternativeProvision => ("alternative-provision", &self.alternative_provision),
            Besides::Inclusion => ("inclusion", &self.inclusion),
            Besides::Difficulty => ("difficulty", &self.difficulty),
            Besides::Pfi => ("pfi", &self.pfi),
            Besides::Therapies => ("therapies", &self.therapies),
            Besides::Overheads => ("overheads", &self.overheads),
        }
    }
}

impl Form for FiguresForm {
    type Value = Figures;

    const FIELDS: &'static [&'static str] = &[
        "brought-forward",
        "allocation",
        "other-spend",
        "outturn",
        "gross-allocation",
        "import-export",
        "place-deductions",
        "other-deductions",
        "block-transfer",
        "other-income",
        "stability-grant",
        "unit-places",
        "special-places",
        "alternative-places",
        "post-sixteen-places",
        "targeted",
        "support-services",
        "hospital-education",
        "alternative-provision",
        "inclusion",
        "difficulty",
        "pfi",
        "therapies",
        "overheads",
        "note",
    ];

    fn value(&self, problems: &mut Problems) -> Option<Figures> {
        let note = self.note.trim().to_owned();
        if note.is_empty() {
            problems.add("note", "Say where the figures are from");
        }
        let figures = Figures {
            brought_forward: pounds(&self.brought_forward, "brought-forward", true, problems),
            allocation: pounds(&self.allocation, "allocation", false, problems),
            other_spend: pounds(&self.other_spend, "other-spend", false, problems),
            outturn: pounds(&self.outturn, "outturn", false, problems),
            gross_allocation: pounds(&self.gross_allocation, "gross-allocation", false, problems),
            import_export: pounds(&self.import_export, "import-export", true, problems),
            place_deductions: pounds(&self.place_deductions, "place-deductions", false, problems),
            other_deductions: pounds(&self.other_deductions, "other-deductions", false, problems),
            block_transfer: pounds(&self.block_transfer, "block-transfer", true, problems),
            other_income: pounds(&self.other_income, "other-income", false, problems),
            stability_grant: pounds(&self.stability_grant, "stability-grant", false, problems),
            besides: Besides::ALL
                .into_iter()
                .filter_map(|line| {
                    let (field, typed) = self.besides(line);
                    Some((line, pounds(typed, field, false, problems)?))
                })
                .collect(),
            note,
        };
        Some(figures)
    }
}

/// Pounds and pence with or without a pound sign and commas; none where the field is blank or wrong.
fn pounds(
    typed: &str,
    field: &'static str,
    may_be_negative: bool,
    problems: &mut Problems,
) -> Option<Money> {
    let plain = plain_number(typed);
    if plain.as_deref() == Some("") {
        return None;
    }
    let Some(sum) = plain.and_then(|plain| plain.parse::<Money>().ok()) else {
        problems.add(
            field,
            "Enter an amount in pounds, such as 41250000 or 41250000.50",
        );
        return None;
    };
    if sum.pence() < 0 && !may_be_negative {
        problems.add(field, "The amount must not be below nought");
        return None;
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::FiguresForm;
    use crate::forms::parse;

    #[test]
    fn amounts_are_read_as_people_type_them_and_only_a_balance_may_be_negative() {
        let form = FiguresForm {
            brought_forward: "−£1,250,000.50".to_owned(),
            allocation: " 41250000 ".to_owned(),
            note: "Settlement".to_owned(),
            ..FiguresForm::default()
        };
        let figures = parse(&form).unwrap();
        assert_eq!(figures.brought_forward.unwrap().pence(), -125_000_050);
        assert_eq!(figures.allocation.unwrap().pence(), 4_125_000_000);
        assert_eq!(figures.outturn, None);
        let wrong = FiguresForm {
            allocation: "-1".to_owned(),
            other_spend: "lots".to_owned(),
            place_deductions: "-1".to_owned(),
            import_export: "-1".to_owned(),
            special_places: "-1".to_owned(),
            ..FiguresForm::default()
        };
        let problems = parse(&wrong).unwrap_err();
        for field in [
            "allocation",
            "other-spend",
            "place-deductions",
            "special-places",
            "note",
        ] {
            assert!(problems.of(field).is_some(), "{field}");
        }
        assert!(problems.of("import-export").is_none());
    }
}
