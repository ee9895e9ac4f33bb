//! The plain JSON line of another system, read straight into a case.
//!
//! It reads what most lines are: known keys with well-formed values. Of anything else it reads nothing, and
//! [`super::read_line`] then reads the line with every leniency, and says what is wrong with it.

mod scan;

use crate::calendar::{Date, parse_iso_date};
use crate::engine::Facts;
use crate::ids::{LocalId, Upn};
use crate::money::Fte;
use crate::needs::{DomainId, Level, Need, NeedsProfile, Setting};
use crate::rules::RuleSet;

use super::{Case, fields};

use scan::Scan;

/// A plain line.
pub struct QuickLine<'reader, 'line> {
    /// The reference.
    pub id: &'line str,
    /// The case, until the next line is read.
    pub case: &'reader Case,
}

/// Reads plain lines for one rule set, each into the memory of the one before.
pub struct QuickReader<'rules> {
    words: Words<'rules>,
    reads_levels_alone: bool,
    asks_need: bool,
    /// The levels of a line by the position of the domain in the set.
    levels: Vec<Option<Level>>,
    /// The case of a line, with every domain of the set.
    case: Case,
}

/// What the keys of a line mean.
struct Words<'rules> {
    rules: &'rules RuleSet,
    /// The domains by their position in the set.
    domains: Vec<&'rules DomainId>,
    /// The same as keys of an object: in quotation marks, with the colon behind.
    keys: Vec<String>,
}

impl<'rules> QuickReader<'rules> {
    /// A reader for a rule set.
    #[must_use]
    pub fn of(rules: &'rules RuleSet) -> QuickReader<'rules> {
        let inputs = rules.inputs();
        let domains: Vec<&DomainId> = rules.domains().map(|domain| &domain.id).collect();
        let none = domains.iter().map(|id| ((*id).clone(), Level::new(0)));
        QuickReader {
            reads_levels_alone: inputs.levels && !inputs.points && !fields::are_asked(&inputs),
            asks_need: inputs.primary_need,
            levels: vec![None; domains.len()],
            case: Case {
                upn: None,
                birth_date: None,
                setting: Setting::Unk,
                establishment: None,
                primary_need: None,
                fte: Fte::FULL,
                hours: None,
                facts: Facts::default(),
                profile: NeedsProfile::of_levels(none.collect()),
            },
            words: Words {
                rules,
                keys: domains.iter().map(|id| format!("\"{id}\":")).collect(),
                domains,
            },
        }
    }

    /// Reads a plain line; none if it is not one.
    #[must_use]
    pub fn read<'line>(&mut self, line: &'line str) -> Option<QuickLine<'_, 'line>> {
        if !self.reads_levels_alone {
            return None;
        }
        self.levels.fill(None);
        let mut scan = Scan::of(line);
        let parts = Parts::read(&mut scan, &self.words, &mut self.levels)?;
        let id = self.take(parts).filter(|_| scan.is_at_end())?;
        Some(QuickLine {
            id,
            case: &self.case,
        })
    }

    /// Makes the case of a line's parts; none if something that it must have is not there.
    fn take<'line>(&mut self, parts: Parts<'line>) -> Option<&'line str> {
        let id = parts.id.filter(|id| LocalId::is_well_formed(id))?;
        if self.asks_need && parts.primary_need.is_none() {
            return None;
        }
        // Both are in the order of the domains' names.
        let places = self.words.rules.index().domains().iter();
        for ((_, level), (_, place)) in self.case.profile.levels_mut().zip(places) {
            *level = self.levels.get(*place).copied().flatten()?;
        }
        self.case.upn = parts.upn;
        self.case.birth_date = parts.birth_date;
        self.case.setting = parts.setting?;
        self.case.primary_need = parts.primary_need;
        self.case.fte = parts.fte.unwrap_or(Fte::FULL);
        Some(id)
    }
}

/// The keys of a plain line, and each as it mostly stands there; the levels first.
const KEYS: [(&str, &str); 7] = [
    ("levels", "\"levels\":"),
    ("id", "\"id\":"),
    ("setting", "\"setting\":"),
    ("primary_need", "\"primary_need\":"),
    ("fte", "\"fte\":"),
    ("upn", "\"upn\":"),
    ("birth_date", "\"birth_date\":"),
];

#[derive(Default)]
struct Parts<'line> {
    id: Option<&'line str>,
    upn: Option<Upn>,
    birth_date: Option<Date>,
    setting: Option<Setting>,
    primary_need: Option<Need>,
    fte: Option<Fte>,
}

impl<'line> Parts<'line> {
    /// Reads a line; its levels go where they belong. None if it is not plain: another word for one of these keys, a key
    /// that other rules read, or a slip of the pen.
    fn read(
        scan: &mut Scan<'line>,
        words: &Words<'_>,
        levels: &mut [Option<Level>],
    ) -> Option<Parts<'line>> {
        let mut parts = Parts::default();
        let mut seen = 0_u32;
        let mut more = scan.object()?;
        while more {
            let (place, key) = Parts::key(scan)?;
            if seen >> place & 1 == 1 {
                return None;
            }
            seen |= 1 << place;
            if place == 0 {
                words.levels(scan, levels)?;
            } else {
                parts.value(key, scan.text()?)?;
            }
            more = scan.another()?;
        }
        Some(parts)
    }

    /// Reads a key, with its place among those that are known.
    fn key(scan: &mut Scan<'line>) -> Option<(usize, &'static str)> {
        let mut known = KEYS.iter().enumerate();
        if let Some((place, (key, _))) = known.find(|(_, (_, quoted))| scan.is(quoted.as_bytes())) {
            return Some((place, key));
        }
        let spaced = scan.text()?;
        scan.mark(b':')?;
        let mut known = KEYS.iter().enumerate();
        let (place, (key, _)) = known.find(|(_, (key, _))| *key == spaced)?;
        Some((place, key))
    }

    /// Reads the value of a key; none if it is not plain.
    fn value(&mut self, key: &str, text: &'line str) -> Option<()> {
        match key {
            "id" => {
                let trimmed = text.trim();
                let plain = !trimmed.is_empty() && trimmed.len() == text.len();
                self.id = plain.then_some(text);
                self.id.map(drop)
            }
            "setting" => {
                self.setting = Setting::parse(text).ok();
                self.setting.map(drop)
            }
            "primary_need" => {
                self.primary_need = Need::parse(text).ok();
                self.primary_need.map(drop)
            }
            "fte" => {
                self.fte = text.parse().ok();
                self.fte.map(drop)
            }
            "upn" => {
                let upn = Upn::parse(text).ok();
                self.upn = upn.filter(Upn::check_letter_holds);
                self.upn.as_ref().map(drop)
            }
            _ => {
                self.birth_date = parse_iso_date(text);
                self.birth_date.map(drop)
            }
        }
    }
}

impl Words<'_> {
    /// Reads the levels of a line: text or whole numbers under the domains' own names, each once.
    fn levels(&self, scan: &mut Scan<'_>, levels: &mut [Option<Level>]) -> Option<()> {
        let mut next = 0;
        let mut more = scan.object()?;
        while more {
            let place = self.place(scan, next)?;
            next = place + 1;
            let level = match scan.digit() {
                Some(digit) => Level::new(digit),
                None => Level::parse(scan.text_or_digits()?).ok()?,
            };
            let known = self.rules.index().levels().get(place)?;
            if !known.contain(level) || levels.get_mut(place)?.replace(level).is_some() {
                return None;
            }
            more = scan.another()?;
        }
        Some(())
    }

    /// The position of a domain, which most files have in the set's own order and without spaces.
    fn place(&self, scan: &mut Scan<'_>, next: usize) -> Option<usize> {
        if self
            .keys
            .get(next)
            .is_some_and(|key| scan.is(key.as_bytes()))
        {
            return Some(next);
        }
        let name = scan.text()?;
        scan.mark(b':')?;
        self.domains.iter().position(|id| id.as_str() == name)
    }
}
