//! The rows of the three inputs, as they were read: each holds its row number, so that a problem has a place.

use crate::money::Money;

/// Where a child is at one January census.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Side {
    /// The primary need and setting, by the data's own codes; `None` outside the system (`NONSEND`).
    pub place: Option<(String, String)>,
    /// The national curriculum year.
    pub year_group: i16,
    /// The band that was decided, by its code; `None` where none was, where the setting is not funded by band, and where
    /// the data have no bands.
    pub band: Option<String>,
}

/// One child from one January census to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitionRow {
    /// The row, as a spreadsheet numbers it.
    pub row: u32,
    /// The year of the first of the two Januaries.
    pub january: i16,
    /// At the first January.
    pub from: Side,
    /// At the second.
    pub to: Side,
    /// Whether a plan that begins came from another authority, or one that ends went to another.
    pub is_transfer: bool,
}

/// The people of a year group at a January.
#[derive(Clone, Debug, PartialEq)]
pub struct PopulationRow {
    /// The row, as a spreadsheet numbers it.
    pub row: u32,
    /// The year of the January.
    pub january: i16,
    /// The national curriculum year.
    pub year_group: i16,
    /// How many live in the area; projections have parts of a person.
    pub people: f64,
}

/// What a child with a need in a setting costs a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostRow {
    /// The row, as a spreadsheet numbers it.
    pub row: u32,
    /// The need's code.
    pub need: String,
    /// The setting's code.
    pub setting: String,
    /// The band's code, for whoever has that band; `None` for everybody of the need in the setting.
    pub band: Option<String>,
    /// Pounds and pence a year.
    pub cost: Money,
}
