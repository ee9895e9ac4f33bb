//! The names of the fields that ask for needs and circumstances, on every page alike.

use crate::needs::{CircumstanceId, DomainId, StreamId};
use crate::rules::Inputs;

/// The day that the rules are asked about.
pub const DAY: &str = "on";
/// The setting's code.
pub const SETTING: &str = "setting";
/// The primary need's code.
pub const NEED: &str = "need";
/// The share of full time.
pub const FTE: &str = "fte";
/// The total of points, where needs are scored elsewhere.
pub const POINTS: &str = "points";
/// The amount wanted, where a set has several for one setting.
pub const AMOUNT: &str = "amount";
/// The hours of support a week.
pub const SUPPORT_HOURS: &str = "support-hours";
/// An amount that was agreed one by one.
pub const AGREED: &str = "agreed";
/// The hours attended a week.
pub const HOURS: &str = "hours";
/// The days attended a week.
pub const DAYS_A_WEEK: &str = "days-a-week";
/// The national curriculum year.
pub const YEAR_GROUP: &str = "year-group";
/// The age on 31 August before.
pub const AGE: &str = "age";
/// The institution.
pub const INSTITUTION: &str = "institution";
/// The authority in whose area the institution is.
pub const HOST_AUTHORITY: &str = "host-authority";
/// Where the child lives.
pub const RESIDENCY: &str = "residency";
/// Whether there is a plan.
pub const PLAN: &str = "plan";
/// The band under an earlier scheme.
pub const EARLIER_BAND: &str = "earlier-band";
/// The yearly amount under an earlier scheme.
pub const EARLIER_AMOUNT: &str = "earlier-amount";
/// Whether the band is converted from the earlier scheme.
pub const CONVERT: &str = "convert";

/// Whether a set asks for a field that is neither its own nor asked by every set.
#[must_use]
pub fn is_asked(field: &str, inputs: &Inputs) -> bool {
    match field {
        SUPPORT_HOURS => inputs.support_hours,
        AGREED => inputs.agreed,
        HOURS => inputs.hours,
        DAYS_A_WEEK => inputs.days_a_week,
        YEAR_GROUP => inputs.year_group,
        AGE => inputs.age,
        INSTITUTION => inputs.institution,
        HOST_AUTHORITY => inputs.host_authority,
        RESIDENCY => inputs.residency,
        PLAN => inputs.plan,
        EARLIER_BAND => inputs.earlier_band,
        EARLIER_AMOUNT => inputs.earlier_amount,
        CONVERT => inputs.earlier_band || inputs.earlier_amount,
        _ => false,
    }
}

/// Whether a field asks for needs, not for circumstances.
#[must_use]
pub fn is_of_needs(field: &str) -> bool {
    let starts = ["level-", "band-", "pick-", "line-"];
    [POINTS, SUPPORT_HOURS, AGREED].contains(&field)
        || starts.iter().any(|start| field.starts_with(start))
}

/// How many lines of provision a form holds at the most.
pub const LINES_MAX: usize = 40;

/// How many characters a number has at the most, where a person writes one.
pub(super) const NUMBER_MOST: usize = 10;

/// What is sent in the place of a level where there is not enough evidence to say one. No level is written so.
pub const NOT_ENOUGH: &str = "not-enough-evidence";

/// A domain's level.
#[must_use]
pub fn level_field(domain: &DomainId) -> String {
    format!("level-{domain}")
}

/// The one band that is picked for a stream.
#[must_use]
pub fn band_field(stream: &StreamId) -> String {
    format!("band-{stream}")
}

/// Whether a band is among those picked for a stream, by the band's place in it.
#[must_use]
pub fn pick_field(stream: &StreamId, place: usize) -> String {
    format!("pick-{stream}-{place}")
}

/// A part of a line of provision: `line-1-kind`.
#[must_use]
pub fn line_field(line: usize, part: &str) -> String {
    format!("line-{line}-{part}")
}

/// The answer to a question of the set.
#[must_use]
pub fn circumstance_field(circumstance: &CircumstanceId) -> String {
    format!("circumstance-{circumstance}")
}
