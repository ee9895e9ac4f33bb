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
    /// Every problem of the levers for some data, in words that name the lever.
    #[must_use]
    pub fn problems(&self, grid: &Grid) -> Vec<Problem> {
        let named = |refusal: Refusal| {
            let title = self.levers[refusal.lever].title();
            let why = refusal.why;
            let sentence = format!("lever {} ({title}): {why}", refusal.lever + 1);
            Problem::fatal(Source::Scenario, sentence)
        };
        self.refusals(grid).into_iter().map(named).collect()
    }

    /// Everything of the levers that cannot be for some data: a setting that the data do not hold, a percentage that cannot be,
    /// places that overflow nowhere, values of no band, a lever that is pulled twice.
    #[must_use]
    pub fn refusals(&self, grid: &Grid) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        for (place, lever) in self.levers.iter().enumerate() {
            let mut refuse = |about: About, why: &str| {
                refusals.push(Refusal {
                    lever: place,
                    about,
                    why: why.to_owned(),
                });
            };
            let first = self.levers[..place].iter().position(|one| one == lever);
            if let Some(first) = first {
                refuse(
                    About::Lever,
                    &format!(
                        "it is lever {} again, and both would act one after the other; give one with what both are to come to",
                        first + 1
                    ),
                );
            }
            for code in lever.settings() {
                if grid.setting(code).is_none() {
                    let why = format!("the data have no setting {code}");
                    refuse(About::Setting(code.to_owned()), &why);
                }
            }
            for (number, rate) in lever.percents().into_iter().enumerate() {
                if !is_within(rate, PERCENT) {
                    refuse(About::Percent(number), "a percentage is from -100 to 1000");
                }
            }
            match lever {
                Lever::Redirect {
                    percent, from, to, ..
                } => {
                    if !is_within(*percent, SHARE) {
                        refuse(About::Percent(0), "a share is from 0 to 100 per cent");
                    }
                    if from == to {
                        refuse(About::Elsewhere, "both settings are the same");
                    }
                }
                Lever::BandUplift { settings, .. } if settings.is_empty() => {
                    refuse(
                        About::Lever,
                        "it names no setting, so it would change nothing",
                    );
                }
                Lever::BandUplift { settings, .. } if has_twice(settings) => {
                    refuse(About::Lever, "it names a setting twice");
                }
                Lever::BandDrift { percent_a_year } if !is_within(*percent_a_year, SHARE) => {
                    refuse(About::Percent(0), "a share is from 0 to 100 per cent");
                }
                Lever::BandDrift { .. } if !grid.is_banded() => {
                    refuse(About::Lever, "the data have no bands");
                }
                Lever::Places {
                    setting, overflow, ..
                } if overflow.is_empty() || overflow.contains(setting) => {
                    let why = "overflow names another setting for who finds no place";
                    refuse(About::Elsewhere, why);
                }
                _ => {}
            }
        }
        refusals
    }
}

/// The least and the most of a lever's percentage.
pub const PERCENT: (i64, i64) = (-100, 1_000);
/// The least and the most of a share of children.
pub const SHARE: (i64, i64) = (0, 100);

/// Whether a percentage lies within a least and a most.
#[must_use]
pub fn is_within(rate: Rate, (least, most): (i64, i64)) -> bool {
    (Decimal::from(least)..=Decimal::from(most)).contains(&rate.value())
}

/// What of a lever cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The lever's place, the first being 0.
    pub lever: usize,
    /// What of it.
    pub about: About,
    /// Why not.
    pub why: String,
}

/// What a refusal of a lever is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The lever as it is.
    Lever,
    /// A setting that it names, by its code.
    Setting(String),
    /// Where children go instead.
    Elsewhere,
    /// One of its percentages, the first being 0.
    Percent(usize),
}
