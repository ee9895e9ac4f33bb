//! What a form says of needs: levels, points, bands that are picked, provision, hours.

use std::collections::{BTreeMap, BTreeSet};

use crate::money::{Decimal, Money, Rate, parse_decimal, plain_number};
use crate::needs::{DomainId, Level, NeedsProfile, ProvisionId, ProvisionLine};
use crate::rules::{Domain, Inputs, Model, RuleSet, Stream};

use super::field::{
    AGREED, LINES_MAX, NOT_ENOUGH, NUMBER_MOST, POINTS, SUPPORT_HOURS, band_field, level_field,
    line_field, pick_field,
};
use super::reading::{Gap, Reading};

impl Reading<'_> {
    /// Everything about needs that the set reads, with how many questions are answered of how many.
    pub(super) fn needs(&mut self, rules: &RuleSet, inputs: &Inputs) -> (NeedsProfile, u32, u32) {
        let (mut profile, mut answered, mut asked) = if inputs.points {
            self.points()
        } else {
            self.levels(rules)
        };
        let mut count = |is_answered: bool| {
            asked += 1;
            answered += u32::from(is_answered);
        };
        let mut picked = BTreeMap::new();
        for stream in &rules.streams {
            let bands = self.picked(stream);
            if let Some(bands) = bands {
                count(!bands.is_empty());
                if !bands.is_empty() {
                    picked.insert(stream.name(), bands);
                }
            }
        }
        profile = profile.with_picked(picked);
        if inputs.provision {
            let lines = self.provision(rules);
            count(!lines.is_empty());
            profile = profile.with_provision(lines);
        }
        if inputs.support_hours {
            let title = "Hours of support a week";
            let hours = self.number(SUPPORT_HOURS, title, "15");
            count(hours.is_some());
            if let Some(hours) = hours {
                profile = profile.with_support_hours(hours);
            }
        }
        if let Some(agreed) = self.money(AGREED, "Amount agreed one by one") {
            profile = profile.with_agreed(agreed);
        }
        (profile, answered, asked)
    }

    fn levels(&mut self, rules: &RuleSet) -> (NeedsProfile, u32, u32) {
        let (mut levels, mut unevidenced) = (BTreeMap::new(), BTreeSet::new());
        let (mut answered, mut asked) = (0, 0);
        for area in &rules.areas {
            let (of_area, without) = self.levels_of(&area.domains);
            asked += count(area.domains.len());
            answered += count(of_area.len()) + count(without.len());
            levels.extend(of_area);
            unevidenced.extend(without);
        }
        let profile = NeedsProfile::of_levels(levels).with_unevidenced(unevidenced);
        (profile, answered, asked)
    }

    /// The levels, and the domains on which there is not enough evidence to say one.
    fn levels_of(&mut self, domains: &[Domain]) -> (BTreeMap<DomainId, Level>, BTreeSet<DomainId>) {
        let (mut levels, mut unevidenced) = (BTreeMap::new(), BTreeSet::new());
        for domain in domains {
            let answer = self.value(&level_field(&domain.id));
            if answer.as_deref() == Some(NOT_ENOUGH) {
                unevidenced.insert(domain.id.clone());
            } else if let Some(level) = self.level(domain) {
                levels.insert(domain.id.clone(), level);
            }
        }
        (levels, unevidenced)
    }

    fn level(&mut self, domain: &Domain) -> Option<Level> {
        let field = level_field(&domain.id);
        let Some(text) = self.value(&field) else {
            let message = format!("Select a level for {}", domain.title);
            self.unanswered(&field, &domain.title, &message);
            return None;
        };
        let level = Level::parse(&text)
            .ok()
            .filter(|level| domain.levels.contains_key(level));
        if level.is_none() {
            let message = format!("Select one of the levels listed for {}", domain.title);
            self.wrong(&field, &domain.title, &message);
        }
        level
    }

    fn points(&mut self) -> (NeedsProfile, u32, u32) {
        let title = "Total of points";
        let Some(text) = self.value(POINTS) else {
            self.unanswered(POINTS, title, "Enter the total of points");
            return (NeedsProfile::default(), 0, 1);
        };
        match parse_points(&text) {
            Some(points) => (NeedsProfile::of_points(points), 1, 1),
            None => {
                let message = "Total of points must be a number, such as 47";
                self.wrong(POINTS, title, message);
                (NeedsProfile::default(), 0, 1)
            }
        }
    }

    /// The bands picked for a stream; none if nobody picks bands for it.
    fn picked(&mut self, stream: &Stream) -> Option<Vec<crate::needs::BandId>> {
        let name = stream.name();
        let title = stream
            .part
            .as_ref()
            .map_or("Band", |part| part.title.as_str());
        match stream.model {
            Model::BestFit {} | Model::ExternalBand { .. } => {
                let field = band_field(&name);
                let Some(wanted) = self.value(&field) else {
                    self.unanswered(&field, title, &format!("Select the band: {title}"));
                    return Some(Vec::new());
                };
                let band = stream.bands.iter().find(|band| band.id.as_str() == wanted);
                if band.is_none() {
                    self.wrong(
                        &field,
                        title,
                        &format!("Select one of the bands listed: {title}"),
                    );
                }
                Some(band.map(|band| band.id.clone()).into_iter().collect())
            }
            Model::AdditiveStreams { .. } => {
                let places = stream.bands.iter().enumerate();
                let picked: Vec<_> = places
                    .filter(|(place, _)| self.value(&pick_field(&name, *place)).is_some())
                    .map(|(_, band)| band.id.clone())
                    .collect();
                if picked.is_empty() {
                    let message = format!("Select at least one: {title}");
                    self.unanswered(&pick_field(&name, 0), title, &message);
                }
                Some(picked)
            }
            _ => None,
        }
    }

    fn provision(&mut self, rules: &RuleSet) -> Vec<ProvisionLine> {
        let mut lines = Vec::new();
        for line in 1..=LINES_MAX {
            let kind = line_field(line, "kind");
            let Some(wanted) = self.value(&kind) else {
                continue;
            };
            let known = rules.provisions().find(|known| known.id.as_str() == wanted);
            match known {
                Some(known) => lines.extend(self.line(line, &known.id)),
                None => self.wrong(
                    &kind,
                    &format!("Line {line}"),
                    &format!("Select a kind of provision that is listed for line {line}"),
                ),
            }
        }
        if lines.is_empty() {
            let message = "Add at least one line of provision";
            self.unanswered(&line_field(1, "kind"), "Provision", message);
        }
        lines
    }

    fn line(&mut self, line: usize, provision: &ProvisionId) -> Option<ProvisionLine> {
        let before = self.wrongs();
        let part = |part: &str| line_field(line, part);
        let title = |what: &str| format!("{what} of line {line}");
        let hours = self.maybe_number(&part("hours"), &title("Hours a week"), "2.5");
        let minutes = self.maybe_number(&part("minutes"), &title("Minutes a week"), "50");
        let pupils = self.maybe_number(&part("pupils"), &title("Learners who share"), "3");
        let weeks = self.maybe_number(&part("weeks"), &title("Weeks a year"), "38");
        let cost = self.money(&part("cost"), &title("Cost"));
        (self.wrongs() == before).then(|| ProvisionLine {
            provision: provision.clone(),
            minutes: ProvisionLine::minutes_of(hours, minutes),
            pupils,
            weeks,
            cost,
        })
    }

    /// A number that must be there.
    fn number(&mut self, field: &str, title: &str, example: &str) -> Option<Rate> {
        if self.value(field).is_none() {
            let message = format!("Enter {}", lower_first(title));
            self.unanswered(field, title, &message);
            return None;
        }
        self.maybe_number(field, title, example)
    }

    /// A number that may be left out.
    pub(super) fn maybe_number(&mut self, field: &str, title: &str, example: &str) -> Option<Rate> {
        let text = self.value(field)?;
        let number = parse_points(&text).map(Rate::new);
        if number.is_none() {
            let message = format!("{title} must be a number, such as {example}");
            self.wrong(field, title, &message);
        }
        number
    }

    /// An amount that may be left out.
    pub(super) fn money(&mut self, field: &str, title: &str) -> Option<Money> {
        let text = self.value(field)?;
        let amount = plain_number(&text).and_then(|plain| plain.parse().ok());
        let amount = amount.filter(|amount| *amount >= Money::ZERO);
        if amount.is_none() {
            let message = format!("{title} must be pounds and pence, such as 1250.00");
            self.wrong(field, title, &message);
        }
        amount
    }
}

/// How many, as a form's pages count.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}

/// A number as a person writes it: not negative, and not long.
fn parse_points(text: &str) -> Option<Decimal> {
    parse_decimal(text)
        .ok()
        .filter(|points| *points >= Decimal::ZERO && text.len() <= NUMBER_MOST)
}

/// The levels of one area, and what is unanswered or wrong among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaLevels {
    /// The levels that were read.
    pub levels: BTreeMap<DomainId, Level>,
    /// The domains on which there is not enough evidence to say a level.
    pub unevidenced: BTreeSet<DomainId>,
    /// The domains without an answer.
    pub unanswered: Vec<Gap>,
    /// The domains with something else than one of their levels.
    pub wrong: Vec<Gap>,
}

impl AreaLevels {
    /// Reads the levels of an area's domains.
    #[must_use]
    pub fn read(domains: &[Domain], value_of: &dyn Fn(&str) -> Option<String>) -> AreaLevels {
        let mut reading = Reading::of(value_of);
        let (levels, unevidenced) = reading.levels_of(domains);
        let (unanswered, wrong) = reading.into_gaps();
        AreaLevels {
            levels,
            unevidenced,
            unanswered,
            wrong,
        }
    }
}
