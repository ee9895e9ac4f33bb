//! Why a closed period is adjusted.

use serde::{Deserialize, Serialize};

/// Why a closed period is adjusted, by what differs in that period between the record then and now; the first that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Another authority pays for days of it, or does no longer.
    PayerChanged,
    /// Nothing was due then, something is now.
    NewlyDue,
    /// Something was due then, nothing is now.
    NoLongerDue,
    /// Other days are due: a start, an end or an absence changed.
    DaysChanged,
    /// The band changed.
    BandChanged,
    /// The share of full time, the days or the hours changed.
    AttendanceChanged,
    /// The price changed.
    PriceChanged,
    /// A one-off amount came, went or changed.
    OneOffChanged,
    /// Something else was paid than was due then.
    PaidOtherwise,
    /// Nothing in the period changed; a change elsewhere in the stay changed what the period carries. The differences of
    /// all such periods are one line, which belongs to the last of them: mostly a penny of rounding.
    CarriedOtherwise,
}

impl Reason {
    /// Every reason, in the order in which they are looked for.
    pub const ALL: &[Reason] = &[
        Reason::PayerChanged,
        Reason::NewlyDue,
        Reason::NoLongerDue,
        Reason::DaysChanged,
        Reason::BandChanged,
        Reason::AttendanceChanged,
        Reason::PriceChanged,
        Reason::OneOffChanged,
        Reason::PaidOtherwise,
        Reason::CarriedOtherwise,
    ];

    /// The reason as it is stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Reason::PayerChanged => "payer_changed",
            Reason::NewlyDue => "newly_due",
            Reason::NoLongerDue => "no_longer_due",
            Reason::DaysChanged => "days_changed",
            Reason::BandChanged => "band_changed",
            Reason::AttendanceChanged => "attendance_changed",
            Reason::PriceChanged => "price_changed",
            Reason::OneOffChanged => "one_off_changed",
            Reason::PaidOtherwise => "paid_otherwise",
            Reason::CarriedOtherwise => "carried_otherwise",
        }
    }

    /// The reason in words, for whoever is paid.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Reason::PayerChanged => "Which authority pays changed",
            Reason::NewlyDue => "Became due after the period was paid",
            Reason::NoLongerDue => "Is no longer due",
            Reason::DaysChanged => "The dates changed",
            Reason::BandChanged => "The band changed",
            Reason::AttendanceChanged => "The full-time equivalent (FTE) changed",
            Reason::PriceChanged => "The price changed",
            Reason::OneOffChanged => "A one-off amount changed",
            Reason::PaidOtherwise => "Something else was paid than was due",
            Reason::CarriedOtherwise => "Shared out again after a change elsewhere in the year",
        }
    }

    /// Reads a reason's code.
    #[must_use]
    pub fn parse(text: &str) -> Option<Reason> {
        let mut all = Reason::ALL.iter().copied();
        all.find(|reason| reason.code() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::Reason;

    /// Two ways of writing a reason must stay one.
    #[test]
    fn the_stored_code_is_the_codes_own_json() {
        for reason in Reason::ALL {
            let json = serde_json::to_string(reason).unwrap();
            assert_eq!(json, format!("\"{}\"", reason.code()));
            assert_eq!(Reason::parse(reason.code()), Some(*reason));
        }
        assert_eq!(Reason::parse("x"), None);
    }
}
