//! The kinds of cost, and the time that an amount is for.

use crate::codes::stored_codes;
use crate::needs::Setting;

stored_codes!(
    /// What an amount pays for.
    CostKind {
        /// Top-up by band; comes from an award.
        BandTopUp = "band_top_up",
        /// An amount agreed for this child, at any band; comes from an award.
        Exceptional = "exceptional",
        /// An independent or non-maintained school's fee.
        Fee = "fee",
        /// Therapy bought by the council.
        Therapy = "therapy",
        /// A package of education otherwise than at school.
        EotasPackage = "eotas_package",
        /// A personal budget that the council or a third party holds for the family.
        PersonalBudget = "personal_budget",
        /// A personal budget paid to the family.
        DirectPayment = "direct_payment",
        /// Equipment and the like, once.
        OneOff = "one_off",
        /// Income from health.
        HealthContribution = "health_contribution",
        /// Income from social care.
        SocialCareContribution = "social_care_contribution",
        /// Transport, a memorandum: outside the dedicated schools grant.
        TransportMemo = "transport_memo",
    }
);

impl CostKind {
    /// The kind in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            CostKind::BandTopUp => "Top-up by band",
            CostKind::Exceptional => "Exceptional amount",
            CostKind::Fee => "School fee",
            CostKind::Therapy => "Therapy",
            CostKind::EotasPackage => "Package of education otherwise than at school",
            CostKind::PersonalBudget => "Personal budget, held for the family",
            CostKind::DirectPayment => "Direct payment to the family",
            CostKind::OneOff => "One-off equipment",
            CostKind::HealthContribution => "Contribution from health",
            CostKind::SocialCareContribution => "Contribution from social care",
            CostKind::TransportMemo => "Transport (outside the grant)",
        }
    }

    /// Whether the amount comes in instead of going out; it is stored positive either way.
    #[must_use]
    pub fn is_income(self) -> bool {
        matches!(
            self,
            CostKind::HealthContribution | CostKind::SocialCareContribution
        )
    }

    /// Whether it counts against the dedicated schools grant.
    #[must_use]
    pub fn is_within_grant(self) -> bool {
        self != CostKind::TransportMemo
    }

    /// Whether it comes from an award, and so is never a line of its own.
    #[must_use]
    pub fn is_of_an_award(self) -> bool {
        matches!(self, CostKind::BandTopUp | CostKind::Exceptional)
    }

    /// Whether the establishment is paid; otherwise the family, a supplier, or nobody.
    #[must_use]
    pub fn is_paid_to_establishment(self) -> bool {
        matches!(
            self,
            CostKind::BandTopUp | CostKind::Exceptional | CostKind::Fee
        )
    }

    /// Whether a placement in a setting can have it. A state school has no fee: it has places and top-ups.
    #[must_use]
    pub fn belongs_to(self, setting: Setting) -> bool {
        match self {
            CostKind::Fee => matches!(
                setting,
                Setting::Mind
                    | Setting::Nmss
                    | Setting::Iss
                    | Setting::Spi
                    | Setting::Eyp
                    | Setting::Oth
            ),
            CostKind::EotasPackage => matches!(setting, Setting::Eotas | Setting::Oth),
            _ => true,
        }
    }
}

stored_codes!(
    /// The time that an amount is for.
    CostPer {
        /// A year.
        Year = "year",
        /// A school term, a third of a year.
        Term = "term",
        /// A week of seven days.
        Week = "week",
        /// Once, on the line's first day.
        Once = "once",
    }
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::UnknownCode;

    #[test]
    fn codes_come_back_and_nothing_else_is_one() {
        for kind in CostKind::ALL {
            assert_eq!(CostKind::parse(kind.code()), Ok(*kind));
        }
        for per in CostPer::ALL {
            assert_eq!(CostPer::parse(per.code()), Ok(*per));
        }
        assert_eq!(CostKind::parse("Fee"), Err(UnknownCode));
    }

    #[test]
    fn a_state_school_has_no_fee() {
        for setting in [Setting::Mms, Setting::Rpu, Setting::Spec, Setting::Ap] {
            assert!(!CostKind::Fee.belongs_to(setting), "{setting}");
        }
        assert!(CostKind::Fee.belongs_to(Setting::Nmss));
        assert!(CostKind::Therapy.belongs_to(Setting::Mms));
    }
}
