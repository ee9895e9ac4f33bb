//! The plain JSON line of another system, read straight into a case.
//!
//! It reads what most lines are: known keys with well-formed values. Of anything else it reads nothing, and
//! [`super::read_line`] then reads the line with every leniency, and says what is wrong with it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};

use crate::calendar::{Date, parse_iso_date};
use crate::engine::Facts;
use crate::ids::{LocalId, Upn};
use crate::money::Fte;
use crate::needs::{DomainId, Level, Need, NeedsProfile, Setting};
use crate::rules::RuleSet;

use super::super::columns::Vocabulary;
use super::{Case, fields};

/// A plain line.
pub struct QuickLine<'line> {
    /// The reference.
    pub id: Cow<'line, str>,
    /// The case.
    pub case: Case,
}

/// Reads plain lines for one rule set.
pub struct QuickReader<'rules> {
    rules: &'rules RuleSet,
    vocabulary: Vocabulary,
    domains: usize,
    reads_levels_alone: bool,
    asks_need: bool,
}

impl<'rules> QuickReader<'rules> {
    /// A reader for a rule set.
    #[must_use]
    pub fn of(rules: &'rules RuleSet) -> QuickReader<'rules> {
        let inputs = rules.inputs();
        QuickReader {
            rules,
            vocabulary: Vocabulary::of(rules),
            domains: rules.domains().count(),
            reads_levels_alone: inputs.levels && !inputs.points && !fields::are_asked(&inputs),
            asks_need: inputs.primary_need,
        }
    }

    /// Reads a plain line; none if it is not one.
    #[must_use]
    pub fn read<'line>(&self, line: &'line str) -> Option<QuickLine<'line>> {
        if !self.reads_levels_alone {
            return None;
        }
        let mut json = serde_json::Deserializer::from_str(line);
        let parts = Plain { reader: self }.deserialize(&mut json).ok()?;
        json.end().ok()?;
        case_of(parts, self)
    }
}

fn case_of<'line>(parts: Parts<'line>, reader: &QuickReader<'_>) -> Option<QuickLine<'line>> {
    let id = parts.id?;
    LocalId::parse(&id).ok()?;
    let lacks_need = reader.asks_need && parts.primary_need.is_none();
    if lacks_need || parts.levels.len() != reader.domains {
        return None;
    }
    Some(QuickLine {
        id,
        case: Case {
            upn: parts.upn,
            birth_date: parts.birth_date,
            setting: parts.setting?,
            establishment: None,
            primary_need: parts.primary_need,
            fte: parts.fte.unwrap_or(Fte::FULL),
            hours: None,
            facts: Facts::default(),
            profile: NeedsProfile::of_levels(parts.levels),
        },
    })
}

#[derive(Default)]
struct Parts<'line> {
    id: Option<Cow<'line, str>>,
    upn: Option<Upn>,
    birth_date: Option<Date>,
    setting: Option<Setting>,
    primary_need: Option<Need>,
    fte: Option<Fte>,
    levels: BTreeMap<DomainId, Level>,
}

struct Plain<'reader> {
    reader: &'reader QuickReader<'reader>,
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
                // Another system's own key is passed over, unless it is another word for one of these.
                other if self.reader.vocabulary.meaning(other).is_none() => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
                _ => return Err(unusual()),
            };
            if seen >> place & 1 == 1 {
                return Err(unusual());
            }
            seen |= 1 << place;
            if place == 1 {
                parts.levels = map.next_value_seed(Levels {
                    rules: self.reader.rules,
                })?;
                continue;
            }
            let Text(text) = map.next_value()?;
            let is_read = match place {
                0 => {
                    let plain = !text.trim().is_empty() && text.trim().len() == text.len();
                    parts.id = plain.then_some(text);
                    parts.id.is_some()
                }
                2 => {
                    parts.setting = Setting::parse(&text).ok();
                    parts.setting.is_some()
                }
                3 => {
                    parts.primary_need = Need::parse(&text).ok();
                    parts.primary_need.is_some()
                }
                4 => {
                    parts.fte = text.parse().ok();
                    parts.fte.is_some()
                }
                5 => {
                    let upn = Upn::parse(&text).ok();
                    parts.upn = upn.filter(Upn::check_letter_holds);
                    parts.upn.is_some()
                }
                _ => {
                    parts.birth_date = parse_iso_date(&text);
                    parts.birth_date.is_some()
                }
            };
            if !is_read {
                return Err(unusual());
            }
        }
        Ok(parts)
    }
}

/// The levels of a line: text or whole numbers under the domains' own names.
struct Levels<'rules> {
    rules: &'rules RuleSet,
}

impl<'line> DeserializeSeed<'line> for Levels<'_> {
    type Value = BTreeMap<DomainId, Level>;

    fn deserialize<D: serde::Deserializer<'line>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'line> Visitor<'line> for Levels<'_> {
    type Value = BTreeMap<DomainId, Level>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("levels")
    }

    fn visit_map<A: MapAccess<'line>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let unusual = || A::Error::custom("not plain");
        let mut levels = BTreeMap::new();
        while let Some(Text(key)) = map.next_key::<Text<'line>>()? {
            let known = self
                .rules
                .domains()
                .find(|domain| domain.id.as_str() == key);
            let domain = known.ok_or_else(unusual)?;
            let LevelNumber(level) = map.next_value()?;
            if !domain.levels.contains_key(&level) {
                return Err(unusual());
            }
            if levels.insert(domain.id.clone(), level).is_some() {
                return Err(unusual());
            }
        }
        Ok(levels)
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
