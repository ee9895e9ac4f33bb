//! Which part of a determination a step belongs to: the one list of steps by which every form finds its words.

use crate::engine::Step;

/// A part of a determination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The rules in force, the gate before them, the stream that begins.
    Rules,
    /// Levels of need and what they score.
    Levels,
    /// A change of the score.
    ScoreChange,
    /// Provision and what it costs.
    Provision,
    /// How the band was found.
    Band,
    /// The lowest band for a need or a case.
    Floor,
    /// A change of the band.
    BandChange,
    /// An amount as it stands, or that there is none.
    Price,
    /// An amount that is worked out from a price.
    Working,
    /// Amounts that are added, or taken for a year.
    Sum,
    /// A change of the amount, its share of full time, its rounding.
    AmountChange,
}

impl Part {
    pub(super) fn of(step: &Step) -> Part {
        match step {
            Step::InForce { .. } | Step::GatePassed { .. } | Step::StreamBegan { .. } => {
                Part::Rules
            }
            Step::LevelRead { .. }
            | Step::LevelAssumed { .. }
            | Step::LevelScored { .. }
            | Step::PointsRead { .. }
            | Step::GroupWeighted { .. }
            | Step::GroupCapped { .. }
            | Step::RankCounted { .. }
            | Step::ScoreTotalled { .. } => Part::Levels,
            Step::ScoreModified { .. } => Part::ScoreChange,
            Step::SupportHoursRead { .. }
            | Step::LineCosted { .. }
            | Step::LineCostRead { .. }
            | Step::HoursCapped { .. }
            | Step::CostTotalled { .. } => Part::Provision,
            Step::BandMatched { .. }
            | Step::AboveTopBand { .. }
            | Step::BandAgreed { .. }
            | Step::BandReached { .. }
            | Step::BandPicked { .. }
            | Step::BandReceived { .. }
            | Step::BandLookedUp { .. }
            | Step::BandConverted { .. } => Part::Band,
            Step::FloorApplied { .. } | Step::FloorMet { .. } => Part::Floor,
            Step::BandModified { .. } => Part::BandChange,
            Step::AmountRead { .. }
            | Step::RowRead { .. }
            | Step::AgreedRead { .. }
            | Step::AgreedLimited { .. }
            | Step::NotFundedByBand { .. } => Part::Price,
            Step::MultipleTaken { .. }
            | Step::SupportHoursPriced { .. }
            | Step::PointsPriced { .. }
            | Step::FundedHoursCapped { .. }
            | Step::ClassPriced { .. }
            | Step::CostMet { .. } => Part::Working,
            Step::PickCounted { .. }
            | Step::PicksAdded { .. }
            | Step::YearTaken { .. }
            | Step::StreamsAdded { .. } => Part::Sum,
            Step::HoursShared { .. }
            | Step::HoursInRange { .. }
            | Step::DaysShared { .. }
            | Step::FallShared { .. }
            | Step::AmountModified { .. }
            | Step::FteMultiplied { .. }
            | Step::Rounded { .. } => Part::AmountChange,
        }
    }
}
