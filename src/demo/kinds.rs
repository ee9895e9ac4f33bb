//! The kinds of providers that an authority has, and how many of each for its plans. The proportions are invented.

use crate::needs::Setting;

/// One kind of provider: how it is listed, whom it takes, and for how many plans there is one.
pub(super) struct Kind {
    pub(super) setting: Setting,
    /// The type in GIAS's words.
    pub(super) kind: &'static str,
    pub(super) phase: &'static str,
    /// What its name ends in, in turn.
    pub(super) endings: &'static [&'static str],
    pub(super) ages: (u8, u8),
    /// Plans of the whole authority to one provider of the kind.
    pub(super) plans_each: usize,
    /// Fewest of the kind.
    pub(super) least: usize,
}

const fn kind(
    setting: Setting,
    kind: &'static str,
    phase: &'static str,
    endings: &'static [&'static str],
    ages: (u8, u8),
    plans_each: usize,
    least: usize,
) -> Kind {
    Kind {
        setting,
        kind,
        phase,
        endings,
        ages,
        plans_each,
        least,
    }
}

const NOT_APPLICABLE: &str = "Not applicable";

/// Every kind, the schools first.
pub(super) const KINDS: [Kind; 15] = [
    kind(
        Setting::Mms,
        "Community school",
        "Primary",
        &["Primary School", "Community Primary School"],
        (3, 11),
        70,
        3,
    ),
    kind(
        Setting::Mms,
        "Academy converter",
        "Primary",
        &["Primary Academy", "Primary School"],
        (3, 11),
        90,
        3,
    ),
    kind(
        Setting::Mms,
        "Community school",
        "Secondary",
        &["School", "High School"],
        (11, 19),
        600,
        1,
    ),
    kind(
        Setting::Mms,
        "Academy converter",
        "Secondary",
        &["Academy", "High School"],
        (11, 19),
        300,
        2,
    ),
    kind(
        Setting::Spec,
        "Community special school",
        NOT_APPLICABLE,
        &["School"],
        (3, 11),
        1400,
        1,
    ),
    kind(
        Setting::Spec,
        "Community special school",
        NOT_APPLICABLE,
        &["School", "Park School"],
        (3, 19),
        1400,
        1,
    ),
    kind(
        Setting::Spec,
        "Academy special converter",
        NOT_APPLICABLE,
        &["Academy", "School"],
        (11, 19),
        1000,
        1,
    ),
    kind(
        Setting::Mind,
        "Other independent school",
        NOT_APPLICABLE,
        &["College", "House School"],
        (3, 19),
        600,
        1,
    ),
    kind(
        Setting::Nmss,
        "Non-maintained special school",
        NOT_APPLICABLE,
        &["Court School"],
        (5, 25),
        1400,
        1,
    ),
    kind(
        Setting::Iss,
        "Other independent special school",
        NOT_APPLICABLE,
        &["Grange", "Lodge School"],
        (5, 25),
        350,
        2,
    ),
    kind(
        Setting::Ap,
        "Pupil referral unit",
        NOT_APPLICABLE,
        &["Centre"],
        (5, 16),
        1400,
        1,
    ),
    kind(
        Setting::Fe,
        "Further education",
        "16 plus",
        &["College", "Sixth Form College"],
        (16, 25),
        840,
        1,
    ),
    kind(
        Setting::Spi,
        "Special post 16 institution",
        "16 plus",
        &["Specialist College"],
        (16, 25),
        1400,
        1,
    ),
    kind(
        Setting::Eyp,
        "Early years provider",
        "Nursery",
        &["Nursery", "Pre-school", "Day Nursery"],
        (0, 5),
        280,
        2,
    ),
    kind(
        Setting::Mms,
        "Local authority nursery school",
        "Nursery",
        &["Nursery School"],
        (2, 5),
        1400,
        1,
    ),
];
