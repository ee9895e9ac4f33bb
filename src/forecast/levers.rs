//! A scenario: levers in plain words, as data.

use serde::{Deserialize, Serialize};

use crate::calendar::{Date, in_words};
use crate::money::{Decimal, Rate, shortest};
use crate::needs::Setting;

use super::grid::Grid;
use super::problem::{Problem, Source};

/// What is done differently. An empty scenario is the unmitigated run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// What is done.
    #[serde(default)]
    pub levers: Vec<Lever>,
}

/// One lever. Percentages are signed: `2` is two per cent more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "lever", rename_all = "snake_case", deny_unknown_fields)]
pub enum Lever {
    /// New plans grow by so much more a year, every year.
    JoinerGrowth {
        /// Per cent a year.
        percent_a_year: Rate,
    },
    /// Plans cease more or less often after 16.
    LeaversAfterSixteen {
        /// Per cent of the rate.
        percent: Rate,
    },
    /// Prices rise each 1 April.
    Price {
        /// The setting's code; all settings without one.
        #[serde(default)]
        setting: Option<String>,
        /// Per cent a year.
        percent_a_year: Rate,
    },
    /// Band values rise each 1 April: the prices of the settings that are funded by band.
    BandUplift {
        /// The codes of those settings; one that the data do not hold counts for nothing.
        settings: Vec<String>,
        /// Per cent a year.
        percent_a_year: Rate,
    },
    /// Bands drift at review: a share of those who keep need, setting and band go up to the next dearer band, every year.
    BandDrift {
        /// Per cent of them a year.
        percent_a_year: Rate,
    },
    /// A setting holds no more than so many of the children from a day on.
    Places {
        /// The setting's code.
        setting: String,
        /// Places for this council's children, all together.
        places: u32,
        /// The first day.
        #[serde(with = "crate::calendar::iso")]
        from: Date,
        /// Where children go who find it full, the first that can take them.
        overflow: Vec<String>,
    },
    /// A share of those who would start in one setting start in another.
    Redirect {
        /// The setting's code.
        from: String,
        /// The setting's code.
        to: String,
        /// Per cent of them.
        percent: Rate,
        /// The first day.
        #[serde(with = "crate::calendar::iso")]
        since: Date,
    },
    /// From a day on the law is another.
    Reform {
        /// The first day.
        #[serde(with = "crate::calendar::iso")]
        from: Date,
        /// Per cent of new plans.
        joiners_percent: Rate,
        /// Per cent of the rate at which plans cease, at every age.
        leavers_percent: Rate,
    },
}

impl Lever {
    /// The lever in words.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Lever::JoinerGrowth { percent_a_year } => format!(
                "New plans grow by {} each year",
                either(*percent_a_year, "more", "less")
            ),
            Lever::LeaversAfterSixteen { percent: by } => {
                format!("Plans cease {} often after 16", either(*by, "more", "less"))
            }
            Lever::Price {
                setting,
                percent_a_year,
            } => {
                let whose = setting.as_deref().map(words);
                let whose = whose.unwrap_or_else(|| "all settings".to_owned());
                format!("Prices of {whose} {} each April", rises(*percent_a_year))
            }
            Lever::BandUplift {
                settings,
                percent_a_year,
            } => format!(
                "Band values {} each April ({})",
                rises(*percent_a_year),
                listed(settings, ", ")
            ),
            Lever::BandDrift { percent_a_year } => format!(
                "Bands drift: {} of those who keep theirs go up to the next dearer band at review, each year",
                percent(*percent_a_year)
            ),
            Lever::Places {
                setting,
                places,
                from,
                overflow,
            } => {
                let (setting, from) = (words(setting), in_words(*from));
                let goes = match overflow.is_empty() {
                    // Which is refused, with this name.
                    true => String::new(),
                    false => format!("; who finds none goes to {}", listed(overflow, ", else ")),
                };
                format!("{setting}: {places} places from {from}{goes}")
            }
            Lever::Redirect {
                from,
                to,
                percent: by,
                since,
            } => format!(
                "{} of those who would start in {} start in {}, from {}",
                percent(*by),
                words(from),
                words(to),
                in_words(*since)
            ),
            Lever::Reform {
                from,
                joiners_percent,
                leavers_percent,
            } => format!(
                "From {}: {} new plans, {} plans that cease",
                in_words(*from),
                signed(*joiners_percent),
                signed(*leavers_percent)
            ),
        }
    }

    /// The first day of a lever that has one.
    #[must_use]
    pub fn begins(&self) -> Option<Date> {
        match self {
            Lever::Places { from, .. } | Lever::Reform { from, .. } => Some(*from),
            Lever::Redirect { since, .. } => Some(*since),
            _ => None,
        }
    }

    fn settings(&self) -> Vec<&str> {
        match self {
            Lever::Price { setting, .. } => setting.iter().map(String::as_str).collect(),
            Lever::Places {
                setting, overflow, ..
            } => overflow
                .iter()
                .chain([setting])
                .map(String::as_str)
                .collect(),
            Lever::Redirect { from, to, .. } => vec![from, to],
            _ => Vec::new(),
        }
    }

    fn percents(&self) -> Vec<Rate> {
        match self {
            Lever::JoinerGrowth { percent_a_year }
            | Lever::BandUplift { percent_a_year, .. }
            | Lever::BandDrift { percent_a_year }
            | Lever::Price { percent_a_year, .. } => vec![*percent_a_year],
            Lever::LeaversAfterSixteen { percent } => vec![*percent],
            Lever::Redirect { percent, .. } => vec![*percent],
            Lever::Reform {
                joiners_percent,
                leavers_percent,
                ..
            } => vec![*joiners_percent, *leavers_percent],
            Lever::Places { .. } => Vec::new(),
        }
    }
}

fn percent(rate: Rate) -> String {
    format!("{}%", shortest(rate.value()))
}

/// A change and its direction in words: `2% more`, `2% less`.
fn either(rate: Rate, more: &str, less: &str) -> String {
    let direction = if rate.value() < Decimal::ZERO {
        less
    } else {
        more
    };
    format!("{}% {direction}", shortest(rate.value().abs()))
}

fn rises(rate: Rate) -> String {
    let verb = if rate.value() < Decimal::ZERO {
        "fall"
    } else {
        "rise"
    };
    format!("{verb} by {}%", shortest(rate.value().abs()))
}

/// A setting by its national name; a code that is none of the national ones stands for itself.
#[must_use]
pub(super) fn words(code: &str) -> String {
    Setting::parse(code).map_or_else(
        |_| code.to_owned(),
        |setting| format!("“{}”", setting.title()),
    )
}

fn listed(codes: &[String], between: &str) -> String {
    let words: Vec<String> = codes.iter().map(|code| words(code)).collect();
    words.join(between)
}

fn signed(rate: Rate) -> String {
    let sign = if rate.value() < Decimal::ZERO {
        "−"
    } else {
        "+"
    };
    format!("{sign}{}%", shortest(rate.value().abs()))
}

fn has_twice(codes: &[String]) -> bool {
    (1..codes.len()).any(|place| codes[..place].contains(&codes[place]))
}

impl Scenario {
    /// Every problem of the levers for some data: a setting that the data do not hold, a percentage that cannot be,
    /// places that overflow nowhere, values of no band, a lever that is pulled twice.
    #[must_use]
    pub fn problems(&self, grid: &Grid) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (lever, place) in self.levers.iter().zip(1_u32..) {
            let mut refuse = |why: String| {
                let sentence = format!("lever {place} ({}): {why}", lever.title());
                problems.push(Problem::fatal(Source::Scenario, sentence));
            };
            let before = (1_u32..).zip(&self.levers).find(|(_, one)| *one == lever);
            if let Some((first, _)) = before.filter(|(first, _)| *first < place) {
                refuse(format!(
                    "it is lever {first} again, and both would act one after the other; give one with what both are to come to"
                ));
            }
            for code in lever.settings() {
                if grid.setting(code).is_none() {
                    refuse(format!("the data have no setting {code}"));
                }
            }
            for rate in lever.percents() {
                if rate.value() < Decimal::from(-100) || rate.value() > Decimal::from(1_000) {
                    refuse("a percentage is from -100 to 1000".to_owned());
                }
            }
            match lever {
                Lever::Redirect {
                    percent, from, to, ..
                } => {
                    if percent.value() < Decimal::ZERO || percent.value() > Decimal::ONE_HUNDRED {
                        refuse("a share is from 0 to 100 per cent".to_owned());
                    }
                    if from == to {
                        refuse("both settings are the same".to_owned());
                    }
                }
                Lever::BandUplift { settings, .. } if settings.is_empty() => {
                    refuse("it names no setting, so it would change nothing".to_owned());
                }
                Lever::BandUplift { settings, .. } if has_twice(settings) => {
                    refuse("it names a setting twice".to_owned());
                }
                Lever::BandDrift { percent_a_year }
                    if percent_a_year.value() < Decimal::ZERO
                        || percent_a_year.value() > Decimal::ONE_HUNDRED =>
                {
                    refuse("a share is from 0 to 100 per cent".to_owned());
                }
                Lever::BandDrift { .. } if !grid.is_banded() => {
                    refuse("the data have no bands".to_owned());
                }
                Lever::Places {
                    setting, overflow, ..
                } if overflow.is_empty() || overflow.contains(setting) => {
                    refuse("overflow names another setting for who finds no place".to_owned());
                }
                _ => {}
            }
        }
        problems
    }
}
