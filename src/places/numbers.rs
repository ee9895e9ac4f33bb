//! The numbers of places of a year, and what makes them sound.

use thiserror::Error;

use super::PlaceKind;
use crate::calendar::Date;

/// The most places of one kind that an establishment can have: far above any, so that sums of money stay in range.
pub const PLACES_MAX: u32 = 5_000;

/// A stretch of the financial year with one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stretch {
    /// April to August: the academic year that ends.
    April,
    /// September to March: the academic year that begins.
    September,
}

impl Stretch {
    /// The stretch that a day falls in, whatever its year.
    #[must_use]
    pub fn on(day: Date) -> Stretch {
        if (4..=8).contains(&day.month()) {
            Stretch::April
        } else {
            Stretch::September
        }
    }

    /// The stretch in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Stretch::April => "April to August",
            Stretch::September => "September to March",
        }
    }
}

/// A number of places for each stretch of a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// April to August.
    pub april: u32,
    /// September to March.
    pub september: u32,
}

impl Numbers {
    /// The number of a stretch.
    #[must_use]
    pub fn of(self, stretch: Stretch) -> u32 {
        match stretch {
            Stretch::April => self.april,
            Stretch::September => self.september,
        }
    }
}

/// What is wrong with numbers of places.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum PlaceProblem {
    /// More than [`PLACES_MAX`].
    #[error("no establishment has more than 5,000 places")]
    TooMany,
    /// More places of pupils on roll than are funded.
    #[error("more places of pupils on roll than are funded")]
    OnRollAboveFunded(Stretch),
    /// Places of pupils on roll where the kind knows no such difference.
    #[error("only a unit's places differ by who is on roll")]
    OnRollOutsideUnit,
}

/// The places of one kind that an establishment has in a year; valid by construction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    kind: PlaceKind,
    commissioned: Numbers,
    funded: Numbers,
    on_roll: Numbers,
}

impl Places {
    /// The numbers commissioned and funded, and of the funded those of pupils on roll, which only a unit has.
    ///
    /// # Errors
    /// [`PlaceProblem`], the first.
    pub fn new(
        kind: PlaceKind,
        commissioned: Numbers,
        funded: Numbers,
        on_roll: Numbers,
    ) -> Result<Places, PlaceProblem> {
        let stretches = [Stretch::April, Stretch::September];
        for stretch in stretches {
            if commissioned.of(stretch) > PLACES_MAX || funded.of(stretch) > PLACES_MAX {
                return Err(PlaceProblem::TooMany);
            }
        }
        if kind != PlaceKind::Unit && on_roll != Numbers::default() {
            return Err(PlaceProblem::OnRollOutsideUnit);
        }
        for stretch in stretches {
            if on_roll.of(stretch) > funded.of(stretch) {
                return Err(PlaceProblem::OnRollAboveFunded(stretch));
            }
        }
        Ok(Places {
            kind,
            commissioned,
            funded,
            on_roll,
        })
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> PlaceKind {
        self.kind
    }

    /// What the authority agreed with the establishment.
    #[must_use]
    pub fn commissioned(&self) -> Numbers {
        self.commissioned
    }

    /// What place funding is paid for.
    #[must_use]
    pub fn funded(&self) -> Numbers {
        self.funded
    }

    /// Of the funded, those of pupils whom the school's budget share counts already.
    #[must_use]
    pub fn on_roll(&self) -> Numbers {
        self.on_roll
    }
}
