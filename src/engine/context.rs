//! The circumstances of a case: what is asked of a profile.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::money::{Fte, Rate};
use crate::needs::{Need, Setting};
use crate::rules::AmountBasis;

use crate::needs::Facts;

/// What is asked of a profile: on which day, in which setting, for which share of full time, and the
/// facts of the case that some schemes ask for. A fact that a scheme asks for and that is not known
/// is refused, never guessed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// The day the rules must be in force on.
    pub on: Date,
    /// The setting that the amount is for.
    pub setting: Setting,
    /// The primary need, if it is known; a set with floors asks for it.
    pub primary_need: Option<Need>,
    /// The share of full time.
    pub fte: Fte,
    /// What the amount is wanted for: a year, or what else the set has amounts for.
    pub basis: AmountBasis,
    /// The weekly hours attended, where a set's amounts depend on them.
    pub hours: Option<Rate>,
    /// What else is known of the case; nothing where it was stored before schemes asked for more.
    #[serde(default)]
    pub facts: Facts,
}

impl Context {
    /// The amount of a whole year, without regard to anything that only some schemes ask for.
    #[must_use]
    pub fn year(on: Date, setting: Setting, primary_need: Option<Need>, fte: Fte) -> Context {
        Context {
            on,
            setting,
            primary_need,
            fte,
            basis: AmountBasis::Year,
            hours: None,
            facts: Facts::default(),
        }
    }
}
