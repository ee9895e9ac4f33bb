//! The kinds of refusal and of block that a case can expect. The engine's own names; a test holds them together.

/// Why a profile cannot be determined.
pub const REFUSALS: [&str; 35] = [
    "not_in_force",
    "not_eligible",
    "no_stream",
    "fact_missing",
    "primary_need_missing",
    "level_missing",
    "not_enough_evidence",
    "level_unknown",
    "domain_unknown",
    "points_missing",
    "points_not_in_units",
    "points_not_expected",
    "score_in_no_band",
    "band_missing",
    "band_unknown",
    "too_many_bands",
    "band_not_expected",
    "band_not_allowed",
    "conversion_missing",
    "no_row_for",
    "no_amount_for",
    "agreed_missing",
    "agreed_too_low",
    "agreed_not_expected",
    "amount_out_of_range",
    "too_large",
    "provision_unknown",
    "provision_line",
    "provision_missing",
    "provision_not_expected",
    "support_hours_missing",
    "support_hours_wrong",
    "support_hours_not_expected",
    "days_a_week_unknown",
    "hours_wrong",
];

/// Which cap blocks.
pub const BLOCKS: [&str; 5] = [
    "group_above_cap",
    "provision_above_cap",
    "hours_above_cap",
    "funded_hours_above_cap",
    "amount_above_cap",
];
