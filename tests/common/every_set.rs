//! Which rule sets are shipped. `tests/rules_cases.rs` holds the list against the directories.

/// Every shipped set, by reference.
pub const SHIPPED: [&str; 16] = [
    "bristol/2023-04-01",
    "devon/2022-04-01",
    "devon/2023-04-01",
    "exampleshire/2025-04-01",
    "exampleshire/2026-04-01",
    "herefordshire/2014-09-01",
    "herefordshire/2025-04-01",
    "islington/2017-04-01",
    "islington/2021-04-01",
    "telford-and-wrekin/2024-04-01",
    "waltham-forest/2018-04-01",
    "wealdshire/2022-09-01",
    "wealdshire/2023-09-01",
    "wealdshire/2024-09-01",
    "wealdshire/2025-09-01",
    "wealdshire/2026-09-01",
];
