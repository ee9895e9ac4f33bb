//! Two rule sets over one cohort: totals against a slow sum, parts against wholes, protection, refusals and the alarm;
//! and values to a target, against every combination tried one by one.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed, and says where"
)]

#[path = "../common/compared.rs"]
mod compared;
#[path = "../common/shipped.rs"]
mod shipped;
mod solving;
mod totals;
