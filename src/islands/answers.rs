//! The answers of a form that asks for levels, read the same way by the server and by the browser.
//!
//! A form may be half filled in, so reading never fails: it tells what was understood, what is still
//! unanswered and what is wrong. Only whole answers become a profile and a context.

use std::collections::BTreeMap;

use crate::calendar::parse_iso_date;
use crate::engine::{Context, Facts};
use crate::money::{Decimal, Fte, Rate, parse_decimal};
use crate::needs::{DomainId, Level, Need, NeedsProfile, Setting};
use crate::rules::{AmountBasis, Domain, RuleSet};

/// The field of the day that the rules are asked about.
pub const DAY: &str = "on";
/// The field of the setting's code.
pub const SETTING: &str = "setting";
/// The field of the primary need's code.
pub const NEED: &str = "need";
/// The field of the share of full time.
pub const FTE: &str = "fte";
/// The field of the total of points, where needs are scored elsewhere.
pub const POINTS: &str = "points";
/// The field of the amount wanted, where a set has several for one setting.
pub const AMOUNT: &str = "amount";

/// The field of a domain's level.
#[must_use]
pub fn level_field(domain: &DomainId) -> String {
    format!("level-{domain}")
}

/// One field that is unanswered or wrong, and the sentence that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The field's name, which is also its id on the page.
    pub field: String,
    /// What it asks for, in a word or two.
    pub title: String,
    /// What to do about it.
    pub message: String,
}

/// An amount that a set can be asked for: of a year or a term, and for which weekly hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountChoice {
    /// A year or a term.
    pub basis: AmountBasis,
    /// The weekly hours, where amounts depend on them.
    pub hours: Option<Rate>,
}

impl AmountChoice {
    /// The choices that a set's value tables offer, in the set's order; never empty.
    #[must_use]
    pub fn all_of(rules: &RuleSet) -> Vec<AmountChoice> {
        let mut choices = Vec::new();
        for table in rules.value_tables() {
            let choice = AmountChoice {
                basis: table.basis,
                hours: table.hours,
            };
            if !choices.contains(&choice) {
                choices.push(choice);
            }
        }
        if choices.is_empty() {
            choices.push(AmountChoice {
                basis: AmountBasis::Year,
                hours: None,
            });
        }
        choices
    }

    /// The choice as a form sends it: `year`, `term-15`.
    #[must_use]
    pub fn code(self) -> String {
        let basis = match self.basis {
            AmountBasis::Year => "year",
            AmountBasis::Term => "term",
        };
        match self.hours {
            Some(hours) => format!("{basis}-{hours}"),
            None => basis.to_owned(),
        }
    }

    /// The choice in words: `A term at 15 hours a week`.
    #[must_use]
    pub fn title(self) -> String {
        let basis = match self.basis {
            AmountBasis::Year => "A year",
            AmountBasis::Term => "A term",
        };
        match self.hours {
            Some(hours) => format!("{basis} at {hours} hours a week"),
            None => basis.to_owned(),
        }
    }
}

/// What a form says so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// The levels or the points that were read.
    pub profile: NeedsProfile,
    /// The questions about needs that have an answer.
    pub answered: u32,
    /// The questions about needs that there are.
    pub asked: u32,
    /// What has no answer yet, in the form's order.
    pub unanswered: Vec<Gap>,
    /// What has an answer that cannot be read, in the form's order.
    pub wrong: Vec<Gap>,
    context: Option<Context>,
}

impl Answers {
    /// Reads a form, given the value of a field by its name.
    #[must_use]
    pub fn read(rules: &RuleSet, value_of: &dyn Fn(&str) -> Option<String>) -> Answers {
        let mut reading = Reading {
            value_of,
            unanswered: Vec::new(),
            wrong: Vec::new(),
        };
        // In the order in which the pages ask.
        let context = reading.context(rules);
        let (profile, answered, asked) = if rules.is_scored_elsewhere() {
            reading.points()
        } else {
            reading.levels(rules)
        };
        Answers {
            profile,
            answered,
            asked,
            unanswered: reading.unanswered,
            wrong: reading.wrong,
            context,
        }
    }

    /// Everything that keeps the answers from being whole: what is wrong, then what is unanswered.
    pub fn gaps(&self) -> impl Iterator<Item = &Gap> {
        self.wrong.iter().chain(&self.unanswered)
    }

    /// Setting, primary need and share of full time, if they could be read.
    #[must_use]
    pub fn placed(&self) -> Option<(Setting, Option<Need>, Fte)> {
        let context = self.context.as_ref()?;
        Some((context.setting, context.primary_need, context.fte))
    }

    /// What to ask of the engine, if every question has an answer that can be read.
    #[must_use]
    pub fn context(&self) -> Option<&Context> {
        let whole = self.unanswered.is_empty() && self.wrong.is_empty();
        self.context.as_ref().filter(|_| whole)
    }
}

/// The levels of one area, and what is unanswered or wrong among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaLevels {
    /// The levels that were read.
    pub levels: BTreeMap<DomainId, Level>,
    /// The domains without a level.
    pub unanswered: Vec<Gap>,
    /// The domains with something else than one of their levels.
    pub wrong: Vec<Gap>,
}

impl AreaLevels {
    /// Reads the levels of an area's domains.
    #[must_use]
    pub fn read(domains: &[Domain], value_of: &dyn Fn(&str) -> Option<String>) -> AreaLevels {
        let mut reading = Reading {
            value_of,
            unanswered: Vec::new(),
            wrong: Vec::new(),
        };
        AreaLevels {
            levels: reading.levels_of(domains),
            unanswered: reading.unanswered,
            wrong: reading.wrong,
        }
    }
}

/// How many, as a form's pages count.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A reading under way.
struct Reading<'form> {
    value_of: &'form dyn Fn(&str) -> Option<String>,
    unanswered: Vec<Gap>,
    wrong: Vec<Gap>,
}

impl Reading<'_> {
    /// A field's value without the spaces round it; a blank is no value.
    fn value(&self, field: &str) -> Option<String> {
        let value = (self.value_of)(field)?;
        let trimmed = value.trim();
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }

    fn levels(&mut self, rules: &RuleSet) -> (NeedsProfile, u32, u32) {
        let mut levels = BTreeMap::new();
        let (mut answered, mut asked) = (0, 0);
        for area in &rules.areas {
            let of_area = self.levels_of(&area.domains);
            asked += count(area.domains.len());
            answered += count(of_area.len());
            levels.extend(of_area);
        }
        (NeedsProfile::of_levels(levels), answered, asked)
    }

    fn levels_of(&mut self, domains: &[Domain]) -> BTreeMap<DomainId, Level> {
        let mut levels = BTreeMap::new();
        for domain in domains {
            if let Some(level) = self.level(domain) {
                levels.insert(domain.id.clone(), level);
            }
        }
        levels
    }

    fn level(&mut self, domain: &Domain) -> Option<Level> {
        let field = level_field(&domain.id);
        let Some(text) = self.value(&field) else {
            self.unanswered.push(Gap {
                field,
                title: domain.title.clone(),
                message: format!("Select a level for {}", domain.title),
            });
            return None;
        };
        let level = Level::parse(&text)
            .ok()
            .filter(|level| domain.levels.contains_key(level));
        if level.is_none() {
            self.wrong.push(Gap {
                field,
                title: domain.title.clone(),
                message: format!("Select one of the levels listed for {}", domain.title),
            });
        }
        level
    }

    fn points(&mut self) -> (NeedsProfile, u32, u32) {
        let title = "Total of points".to_owned();
        let Some(text) = self.value(POINTS) else {
            let message = "Enter the total of points".to_owned();
            self.unanswered.push(gap(POINTS, title, message));
            return (NeedsProfile::default(), 0, 1);
        };
        match parse_points(&text) {
            Some(points) => (NeedsProfile::of_points(points), 1, 1),
            None => {
                let message = "Total of points must be a number, such as 47".to_owned();
                self.wrong.push(gap(POINTS, title, message));
                (NeedsProfile::default(), 0, 1)
            }
        }
    }

    fn context(&mut self, rules: &RuleSet) -> Option<Context> {
        let setting = self.setting();
        let primary_need = self.primary_need(rules);
        let fte = self.fte();
        let amount = self.amount(rules);
        let on = self.value(DAY).as_deref().and_then(parse_iso_date);
        Some(Context {
            on: on.unwrap_or(rules.scheme.first_day),
            setting: setting?,
            primary_need,
            fte: fte?,
            basis: amount.basis,
            hours: amount.hours,
            facts: Facts::default(),
        })
    }

    fn setting(&mut self) -> Option<Setting> {
        let setting = self
            .value(SETTING)
            .and_then(|code| Setting::parse(&code).ok());
        if setting.is_none() {
            let message = "Select the setting".to_owned();
            self.unanswered
                .push(gap(SETTING, "Setting".to_owned(), message));
        }
        setting
    }

    /// The primary need; a set without floors does without it.
    fn primary_need(&mut self, rules: &RuleSet) -> Option<Need> {
        let need = self.value(NEED).and_then(|code| Need::parse(&code).ok());
        if need.is_none() && rules.inputs().primary_need {
            let message = "Select the primary need".to_owned();
            self.unanswered
                .push(gap(NEED, "Primary need".to_owned(), message));
        }
        need
    }

    /// The share of full time; a blank is full time.
    fn fte(&mut self) -> Option<Fte> {
        let Some(text) = self.value(FTE) else {
            return Some(Fte::FULL);
        };
        let fte = text.parse().ok();
        if fte.is_none() {
            let message =
                "Full-time equivalent must be above 0 and at most 1, such as 0.6".to_owned();
            self.wrong
                .push(gap(FTE, "Full-time equivalent".to_owned(), message));
        }
        fte
    }

    /// The amount wanted; the first that the set offers if the form does not ask.
    fn amount(&self, rules: &RuleSet) -> AmountChoice {
        let choices = AmountChoice::all_of(rules);
        let wanted = self.value(AMOUNT);
        let chosen = choices
            .iter()
            .find(|choice| wanted.as_deref() == Some(&choice.code()));
        *chosen.unwrap_or(&choices[0])
    }
}

fn gap(field: &str, title: String, message: String) -> Gap {
    Gap {
        field: field.to_owned(),
        title,
        message,
    }
}

/// A total of points: not negative, and short enough to have been written by a person.
fn parse_points(text: &str) -> Option<Decimal> {
    parse_decimal(text)
        .ok()
        .filter(|points| *points >= Decimal::ZERO && text.len() <= 10)
}
