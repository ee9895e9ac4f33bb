//! Rule text as a tree in which every key and value knows its place.
//!
//! Nothing here knows what a rule set is. Several files make one tree; which file comes first does
//! not matter.

mod place;

use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use super::misread;
use super::problem::{Fault, Problem, Problems};

pub(super) use place::Place;
use place::Source;

/// The largest rule file in bytes. The largest known scheme needs a thirtieth of it.
pub const FILE_BYTES_MAX: usize = 1024 * 1024;

/// A file of rules: its name, for messages, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFile {
    /// The name, such as `scheme.toml`.
    pub name: String,
    /// The text.
    pub text: String,
}

impl RuleFile {
    /// Takes a file's bytes as text.
    ///
    /// # Errors
    /// A [`Problem`] if the file is larger than [`FILE_BYTES_MAX`], is not UTF-8 or holds a NUL.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<RuleFile, Problem> {
        let unreadable = |offset: usize, sentence: String| {
            let before = bytes.get(..offset).unwrap_or_default();
            let breaks = before.iter().filter(|byte| **byte == b'\n').count();
            Problem {
                fault: Fault::UnreadableFile,
                file: name.to_owned(),
                line: u32::try_from(breaks).map_or(u32::MAX, |line| line.saturating_add(1)),
                column: 1,
                sentence,
            }
        };
        if bytes.len() > FILE_BYTES_MAX {
            let size = bytes.len() / 1024;
            return Err(unreadable(
                0,
                format!("the file has {size} KB, which is more than any rule set needs (1,024 KB)"),
            ));
        }
        if let Some(offset) = bytes.iter().position(|byte| *byte == 0) {
            return Err(unreadable(
                offset,
                "the file holds a NUL character, so it is not a text file: save it as plain text"
                    .to_owned(),
            ));
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(RuleFile {
                name: name.to_owned(),
                // Some editors put a byte-order mark first.
                text: text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(),
            }),
            Err(error) => Err(unreadable(
                error.valid_up_to(),
                "the file is not in UTF-8: save it as plain text with the encoding UTF-8"
                    .to_owned(),
            )),
        }
    }
}

/// A value with its place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) value: Value,
}

impl Node {
    /// The text, if it is text.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The table, or the tables of a list.
    pub(super) fn tables(&self) -> impl Iterator<Item = &Table> {
        let nodes = match &self.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(self),
        };
        nodes.iter().filter_map(|node| match &node.value {
            Value::Table(table) => Some(table),
            _ => None,
        })
    }
}

/// A value of rule text.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Flag(bool),
    Day(Date),
    /// A time of day, a moment, or a day that no calendar has.
    OtherTime,
    /// A number without quotation marks, as it is written.
    BareNumber(String),
    List(Vec<Node>),
    Table(Table),
}

/// Keys and values in the order of the text.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) place: Place,
    pub(super) entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) place: Place,
    pub(super) node: Node,
}

impl Table {
    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        let found = self.entries.iter().find(|entry| entry.key == key);
        found.map(|entry| &entry.node)
    }
}

/// Reads files as one tree. Returns none if some text is not TOML, since what else would be found
/// in it could be an effect of that.
pub(super) fn read(files: &[RuleFile], problems: &Problems) -> Option<Table> {
    let mut sorted: Vec<&RuleFile> = files.iter().collect();
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    let mut whole = Table {
        place: Place::nowhere(sorted.first().map_or("scheme.toml", |file| &file.name)),
        entries: Vec::new(),
    };
    let mut all_toml = true;
    for file in sorted {
        match read_file(file, problems) {
            Some(table) => merge(&mut whole, table, problems),
            None => all_toml = false,
        }
    }
    all_toml.then_some(whole)
}

fn read_file(file: &RuleFile, problems: &Problems) -> Option<Table> {
    let source = Rc::new(Source::of(&file.name, &file.text));
    if file.text.len() > FILE_BYTES_MAX || file.text.contains('\0') {
        let sentence = "the file is too large or holds a NUL character: it is no rule set";
        problems.add(&Place::start_of(&source), Fault::UnreadableFile, sentence);
        return None;
    }
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    let mut broken: Vec<(usize, &str)> = Vec::new();
    let mut twice: Vec<usize> = Vec::new();
    for error in &errors {
        let offset = error.span().map_or(0, |span| span.start);
        if error.message() == "duplicate key" {
            twice.push(offset);
        } else {
            broken.push((offset, error.message()));
        }
    }
    // Below a section that could not be read, the next one's keys seem to be its own.
    let sound = broken.iter().map(|(offset, _)| *offset).min();
    twice.retain(|offset| sound.is_none_or(|end| *offset < end));
    for offset in twice {
        let sentence = "this key or section was given before in this file: keep one of the two";
        problems.add(
            &Place::start_of(&source).at(offset),
            Fault::GivenTwice,
            sentence,
        );
    }
    let readable = broken.is_empty();
    cannot_be_read(&source, broken, problems);
    readable.then(|| table_of(table.get_ref(), Place::start_of(&source)))
}

/// Says where a text is no TOML: in the first place, and on those lines of which each says by itself what it
/// lacks. What else was found could be an effect of the first.
fn cannot_be_read(source: &Rc<Source>, mut broken: Vec<(usize, &str)>, problems: &Problems) {
    broken.sort_by_key(|(offset, _)| *offset);
    let mut said: Option<usize> = None;
    for (offset, message) in broken {
        let place = Place::start_of(source).at(offset);
        let number = place.line();
        // A long line can have an error at every letter.
        if said == Some(number) {
            continue;
        }
        let line = place.whole_line();
        let by_itself = || misread::lacks_quote(line) || misread::day_on(line).is_some();
        if said.is_some() && !by_itself() {
            continue;
        }
        let sentence = match misread::day_on(line) {
            Some(why) => format!("this cannot be read: {why}"),
            None => misread::line(line, message),
        };
        problems.add(&place, Fault::NotToml, sentence);
        said = Some(number);
    }
}

/// Adds a file's sections to the whole: lists of sections grow, everything else stands once.
fn merge(whole: &mut Table, table: Table, problems: &Problems) {
    let known: BTreeMap<String, usize> = whole
        .entries
        .iter()
        .zip(0..)
        .map(|(old, at)| (old.key.clone(), at))
        .collect();
    for entry in table.entries {
        let before = known
            .get(&entry.key)
            .and_then(|at| whole.entries.get_mut(*at));
        match before.map(|old| (&mut old.node.value, &old.place)) {
            None => whole.entries.push(entry),
            Some((Value::List(items), _)) if matches!(entry.node.value, Value::List(_)) => {
                if let Value::List(more) = entry.node.value {
                    items.extend(more);
                }
            }
            Some((_, first)) => {
                let sentence = format!(
                    "“{}” is in {} already, on line {}: keep one of the two",
                    entry.key,
                    first.file(),
                    first.line()
                );
                problems.add(&entry.place, Fault::GivenTwice, sentence);
            }
        }
    }
}

fn table_of(table: &DeTable<'_>, place: Place) -> Table {
    let mut entries: Vec<Entry> = Vec::with_capacity(table.len());
    for (key, value) in table.iter() {
        let at = |offset| Place {
            source: Rc::clone(&place.source),
            offset,
        };
        entries.push(Entry {
            key: key.get_ref().to_string(),
            place: at(key.span().start),
            node: node_of(value.get_ref(), at(value.span().start)),
        });
    }
    // The parser sorts keys; people read problems from the top.
    entries.sort_by_key(|entry| entry.place.offset);
    Table { place, entries }
}

/// The parser bounds how deep values nest, so this cannot exhaust the stack.
fn node_of(value: &DeValue<'_>, place: Place) -> Node {
    let value = match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Integer(number) => Value::BareNumber(number.to_string()),
        DeValue::Float(number) => Value::BareNumber(number.to_string()),
        DeValue::Datetime(moment) => match (moment.date, moment.time, moment.offset) {
            (Some(date), None, None) => {
                day_of(date.year, date.month, date.day).map_or(Value::OtherTime, Value::Day)
            }
            _ => Value::OtherTime,
        },
        DeValue::Array(items) => {
            let node = |item: &toml::Spanned<DeValue<'_>>| {
                let at = Place {
                    source: Rc::clone(&place.source),
                    offset: item.span().start,
                };
                node_of(item.get_ref(), at)
            };
            Value::List(items.iter().map(node).collect())
        }
        DeValue::Table(table) => Value::Table(table_of(table, place.clone())),
    };
    Node { place, value }
}

fn day_of(year: u16, month: u8, day: u8) -> Option<Date> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(i16::try_from(year).ok()?, month, day).ok()
}
