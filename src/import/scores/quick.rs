//! The plain JSON line of another system, read straight into a case.
//!
//! It reads what most lines are: known keys with well-formed values. Of anything else it reads nothing, and
//! [`super::read_line`] then reads the line with every leniency, and says what is wrong with it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, Visitor};

use crate::calendar::{Date, parse_iso_date};
use crate::engine::Facts;
use crate::ids::{LocalId, Upn};
use crate::money::Fte;
use crate::needs::{DomainId, Level, Need, NeedsProfile, Setting};
use crate::rules::RuleSet;

use super::{Case, fields};

/// A plain line.
pub struct QuickLine<'reader, 'line> {
    /// The reference.
    pub id: Cow<'line, str>,
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
            words: Words { rules, domains },
        }
    }

    /// Reads a plain line; none if it is not one.
    #[must_use]
    pub fn read<'line>(&mut self, line: &'line str) -> Option<QuickLine<'_, 'line>> {
        if !self.reads_levels_alone {
            return None;
        }
        self.levels.fill(None);
        let mut json = serde_json::Deserializer::from_str(line);
        let plain = Plain {
            words: &self.words,
            levels: &mut self.levels,
        };
        let parts = plain.deserialize(&mut json).ok()?;
        json.end().ok()?;
        let id = self.take(parts)?;
        Some(QuickLine {
            id,
            case: &self.case,
        })
    }

    /// Makes the case of a line's parts; none if something that it must have is not there.
    fn take<'line>(&mut self, parts: Parts<'line>) -> Option<Cow<'line, str>> {
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

#[derive(Default)]
struct Parts<'line> {
    id: Option<Cow<'line, str>>,
    upn: Option<Upn>,
    birth_date: Option<Date>,
    setting: Option<Setting>,
    primary_need: Option<Need>,
    fte: Option<Fte>,
}

/// Reads a line; its levels go where they belong.
struct Plain<'reader> {
    words: &'reader Words<'reader>,
    levels: &'reader mut [Option<Level>],
}

impl<'line> DeserializeSeed<'line> for Plain<'_> {
    type Value = Parts<'line>;

    fn deserialize<D: serde::Deserializer<'line>>(self, from: D) -> Result<Parts<'line>, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'line> Visitor<'line> for Plain<'_> {
    type Value = Parts<'line>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a plain line")
    }

    fn visit_map<A: MapAccess<'line>>(self, mut map: A) -> Result<Parts<'line>, A::Error> {
        let unusual = || A::Error::custom("not plain");
        let mut parts = Parts::default();
        let mut seen = 0_u32;
        while let Some(Text(key)) = map.next_key::<Text<'line>>()? {
            let place = match key.as_ref() {
                "id" => 0,
                "levels" => 1,
                "setting" => 2,
                "primary_need" => 3,
                "fte" => 4,
                "upn" => 5,
                "birth_date" => 6,
                // Another word for one of these, what other rules read, or a slip of the pen.
                _ => return Err(unusual()),
            };
            if seen >> place & 1 == 1 {
                return Err(unusual());
            }
            seen |= 1 << place;
            if place == 1 {
                map.next_value_seed(Levels {
                    words: self.words,
                    levels: &mut *self.levels,
                })?;
                continue;
            }
            let Text(text) = map.next_value()?;
            if !parts.read(place, text) {
                return Err(unusual());
            }
        }
        Ok(parts)
    }
}

impl<'line> Parts<'line> {
    /// Reads the value of the key of a place; says whether it is plain.
    fn read(&mut self, place: u32, text: Cow<'line, str>) -> bool {
        match place {
            0 => {
                let plain = !text.trim().is_empty() && text.trim().len() == text.len();
                self.id = plain.then_some(text);
                self.id.is_some()
            }
            2 => {
                self.setting = Setting::parse(&text).ok();
                self.setting.is_some()
            }
            3 => {
                self.primary_need = Need::parse(&text).ok();
                self.primary_need.is_some()
            }
            4 => {
                self.fte = text.parse().ok();
                self.fte.is_some()
            }
            5 => {
                let upn = Upn::parse(&text).ok();
                self.upn = upn.filter(Upn::check_letter_holds);
                self.upn.is_some()
            }
            _ => {
                self.birth_date = parse_iso_date(&text);
                self.birth_date.is_some()
            }
        }
    }
}

/// The levels of a line: text or whole numbers under the domains' own names.
struct Levels<'reader> {
    words: &'reader Words<'reader>,
    levels: &'reader mut [Option<Level>],
}

impl<'line> DeserializeSeed<'line> for Levels<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'line>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'line> Visitor<'line> for Levels<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("levels")
    }

    fn visit_map<A: MapAccess<'line>>(self, mut map: A) -> Result<(), A::Error> {
        let unusual = || A::Error::custom("not plain");
        let mut next = 0;
        while let Some(Text(key)) = map.next_key::<Text<'line>>()? {
            let place = self.words.place(&key, next).ok_or_else(unusual)?;
            next = place + 1;
            let LevelNumber(level) = map.next_value()?;
            let known = self.words.rules.index().levels().get(place);
            let slot = self.levels.get_mut(place);
            let (Some(known), Some(slot)) = (known, slot) else {
                return Err(unusual());
            };
            if !known.contain(level) || slot.replace(level).is_some() {
                return Err(unusual());
            }
        }
        Ok(())
    }
}

impl Words<'_> {
    /// The position of a domain, which most files have in the set's own order.
    fn place(&self, name: &str, next: usize) -> Option<usize> {
        let is_it = |id: &&DomainId| id.as_str() == name;
        if self.domains.get(next).is_some_and(is_it) {
            return Some(next);
        }
        self.domains.iter().position(is_it)
    }
}

/// Text that is borrowed from the line where it can be.
struct Text<'line>(Cow<'line, str>);

impl<'line> serde::Deserialize<'line> for Text<'line> {
    fn deserialize<D: serde::Deserializer<'line>>(from: D) -> Result<Text<'line>, D::Error> {
        struct Borrowing;
        impl<'line> Visitor<'line> for Borrowing {
            type Value = Text<'line>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'line str) -> Result<Text<'line>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text<'line>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        from.deserialize_str(Borrowing)
    }
}

/// A level as text or as a whole number.
struct LevelNumber(Level);

impl<'line> serde::Deserialize<'line> for LevelNumber {
    fn deserialize<D: serde::Deserializer<'line>>(from: D) -> Result<LevelNumber, D::Error> {
        struct Either;
        impl<'line> Visitor<'line> for Either {
            type Value = LevelNumber;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a level")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<LevelNumber, E> {
                Level::parse(text)
                    .map(LevelNumber)
                    .map_err(|_| E::custom("not plain"))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<LevelNumber, E> {
                let small = u8::try_from(number).ok().filter(|number| *number <= 99);
                let level = small.map(|number| LevelNumber(Level::new(number)));
                level.ok_or_else(|| E::custom("not plain"))
            }
        }
        from.deserialize_any(Either)
    }
}
