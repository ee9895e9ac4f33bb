//! What a distribution is broken down by, and the order of its rows and columns.

use crate::calendar::{Date, YearGroup};
use crate::needs::{BandId, Need, Setting};
use crate::rules::RuleSet;
use crate::store::oversight::Case;

/// What a distribution is broken down by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// The setting of the main placement.
    #[default]
    Setting,
    /// The establishment of the main placement.
    School,
    /// The primary need.
    Need,
    /// The national curriculum year group.
    YearGroup,
}

impl By {
    /// Every way, in the order in which pages offer them.
    pub const ALL: [By; 4] = [By::Setting, By::School, By::Need, By::YearGroup];

    /// The way in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            By::Setting => "setting",
            By::School => "school",
            By::Need => "need",
            By::YearGroup => "year-group",
        }
    }

    /// The way in words, as a heading: `Year group`.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            By::Setting => "Setting",
            By::School => "School",
            By::Need => "Primary need",
            By::YearGroup => "Year group",
        }
    }

    /// Reads the way in an address.
    #[must_use]
    pub fn parse(text: &str) -> Option<By> {
        By::ALL.into_iter().find(|by| by.code() == text)
    }

    /// The row that a case belongs to on a day.
    pub(super) fn of(self, case: &Case, today: Date) -> Place {
        match self {
            By::Setting => Place::at(position(Setting::ALL, &case.setting), case.setting.title()),
            By::School => match &case.establishment {
                Some((_, name)) => Place::at(0, name),
                None => Place::last("No establishment"),
            },
            By::Need => match case.need {
                Some(need) => Place::at(position(Need::ALL, &need), need.title()),
                None => Place::last("No need recorded"),
            },
            By::YearGroup => match case.birth_date.and_then(|born| YearGroup::of(born, today)) {
                Some(year) => Place::at(i64::from(year.number()), &year.title()),
                None => Place::last("Birth date not known"),
            },
        }
    }
}

/// A row or a column: where it stands, then what it is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    order: i64,
    /// What it is called.
    pub title: String,
}

impl Place {
    pub fn at(order: i64, title: &str) -> Place {
        Place {
            order,
            title: title.to_owned(),
        }
    }

    /// After all others: for what is not known.
    pub fn last(title: &str) -> Place {
        Place::at(i64::MAX, title)
    }
}

/// What the column of those without a band is called.
pub const NO_BAND: &str = "No band";

/// The column of a band: in the order of the rule set, then those that it does not have, then none.
pub(super) fn band_place(band: Option<&BandId>, rules: Option<&RuleSet>) -> Place {
    let Some(band) = band else {
        return Place::last(NO_BAND);
    };
    let known = rules.and_then(|rules| rules.bands().position(|it| it.id == *band));
    let order = known.and_then(|place| i64::try_from(place).ok());
    Place::at(order.unwrap_or(i64::MAX - 1), &band.to_string())
}

fn position<T: PartialEq>(all: &[T], one: &T) -> i64 {
    let place = all.iter().position(|it| it == one);
    place
        .and_then(|place| i64::try_from(place).ok())
        .unwrap_or(i64::MAX)
}
