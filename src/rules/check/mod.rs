//! From the tree of a rule set's text to a checked [`RuleSet`], or every problem with its place.
//!
//! Each file here checks one section. A section that has problems becomes absent and the others are
//! still checked, so that a rules owner mends a text in one round and not in ten.

mod agreed;
mod amounts;
mod at_large;
mod bands;
mod by_band;
mod cells;
mod changes;
pub(super) mod codes;
mod conditions;
mod conversion;
mod facts;
mod falling;
mod floors;
mod fractions;
mod groups;
mod levels;
mod lookup;
mod misnamed;
mod model;
mod modifiers;
mod needs;
mod order;
mod points;
mod provisions;
mod published;
mod questions;
mod ranges;
mod reached;
mod rows;
mod said;
mod scheme;
pub(super) mod scores;
mod settings;
mod shorter;
mod space;
mod spelled;
mod staffing;
mod stages;
mod streams;
pub(super) mod tables;
mod texts;
mod time;

use crate::ids::RuleSetRef;
use crate::money::{Decimal, Rate};

use super::problem::{Fault, Problem, Problems};
use super::reader::{Fields, Placed};
use super::set::{Parts, RoundingApplied, RuleSet, Scheme, Stream};
use super::tree::{self, Place, RuleFile, Table};
use bands::Known;
use conditions::Names;
use levels::Levels;
use model::{Head, Kind};
use streams::Shared;

/// The sections of a set besides those of its streams.
const SECTIONS: [&str; 11] = [
    "scheme",
    "source",
    "phase",
    "circumstance",
    "eligibility",
    "area",
    "conversion",
    "rounding",
    "time",
    "question",
    "stream",
];

/// The hours in a week, more than which nobody attends.
const WEEK_HOURS: i64 = 168;

/// Reads and checks the text of one rule set. The files are one document, in any order.
///
/// # Errors
/// Every [`Problem`] of the text, by file and line. A text with any problem is no rule set.
pub fn read(files: &[RuleFile]) -> Result<RuleSet, Vec<Problem>> {
    read_as(files, None)
}

/// Reads and checks the text of one rule set that lies in a directory whose name says what it is.
///
/// # Errors
/// Every [`Problem`], also if authority or first day is not what the directory's name says.
pub fn read_as(
    files: &[RuleFile],
    directory: Option<&RuleSetRef>,
) -> Result<RuleSet, Vec<Problem>> {
    read_with_doubts(files, directory).set
}

/// What came of reading a text.
#[derive(Debug)]
pub struct Reading {
    /// The rule set, or every problem of its text.
    pub set: Result<RuleSet, Vec<Problem>>,
    /// What may be meant and is worth a second look, by file and line. It refuses nothing.
    pub doubts: Vec<Problem>,
}

/// As [`read_as`], with what the checker doubts.
#[must_use]
pub fn read_with_doubts(files: &[RuleFile], directory: Option<&RuleSetRef>) -> Reading {
    let problems = Problems::default();
    let parts = parts_of(files, directory, &problems);
    let (problems, doubts) = problems.into_both();
    let set = match parts {
        Some(parts) if problems.is_empty() => Ok(RuleSet::seal(parts)),
        // A part is absent only where a problem says why.
        _ => Err(problems),
    };
    Reading { set, doubts }
}

fn parts_of(
    files: &[RuleFile],
    directory: Option<&RuleSetRef>,
    problems: &Problems,
) -> Option<Parts> {
    if files.is_empty() {
        let sentence = "there is no .toml file here: a rule set needs at least one";
        problems.add(
            &Place::nowhere("scheme.toml"),
            Fault::UnreadableFile,
            sentence,
        );
        return None;
    }
    let mut tree = tree::read(files, problems)?;
    misnamed::mend(&mut tree, problems);
    check(&tree, directory, problems)
}

fn check(tree: &Table, directory: Option<&RuleSetRef>, problems: &Problems) -> Option<Parts> {
    let mut sections = SECTIONS.to_vec();
    sections.extend(streams::SECTIONS);
    let root = Fields::of(tree, "a rule set", &sections, problems);
    let streams = streams::sections(&root);
    let heads: Vec<Head<'_>> = streams.iter().map(model::head).collect();
    let said = scheme::scheme(&root, directory, ranges(&heads));
    let invented = said.scheme.as_ref().map(|scheme| scheme.invented);
    let source = scheme::source(&root, invented);
    let levels = Levels::of(&heads, &root);
    if heads
        .iter()
        .all(|head| head.kind.is_some() && head.levels.is_none())
        && !asks_levels(&heads)
    {
        model::not_here(&root, "area", "a model that scores levels here");
    }
    let areas = needs::areas(&root, &levels);
    let facts = facts::facts(&root);
    let names = Names::of(&levels, &areas, &facts, said.days);
    let gates = facts::gates(&root, &names);
    names.stages(&facts, &gates);
    let parts = streams::parts(&root, &streams, &names);
    let rounding = scheme::rounding(&root);
    let shared = Shared {
        names: &names,
        rounding: rounding.map(|(rounding, _)| rounding),
        limit: said.limit,
        above_top: said.above_top.as_ref(),
        applied: rounding.map_or(RoundingApplied::End, |(_, applied)| applied),
        first_day: said.days.map(|(first, _)| first),
        has_streams: root.maybe("stream").is_some(),
    };
    let first = parts
        .iter()
        .position(|part| part.as_ref().is_none_or(|part| !part.value.adds));
    let converted = first.and_then(|at| Some((streams.get(at)?, heads.get(at)?)));
    let conversion = converted
        .and_then(|(stream, head)| conversion::conversion(&root, &Known::of(stream, None, head)));
    let read: Vec<Option<Stream>> = streams
        .iter()
        .zip(&heads)
        .zip(parts)
        .map(|((fields, head), part)| streams::stream(fields, head, part, &shared))
        .collect();
    if !read.iter().flatten().any(Stream::counts_by_rank) {
        names.areas.primary_for_nothing(problems);
    }
    conversion::has_amounts(&root, conversion.as_ref(), &read);
    let time = time::time(&root);
    let questions = questions::questions(&root, &names);
    facts::all_used(&root, &facts, &names);
    texts::against_figures(&root);
    if root.maybe("stream").is_some() {
        streams.iter().for_each(texts::against_figures);
    }
    at_large::doubted(&root, tree);
    let (rounding, applied) = rounding?;
    drop(names);
    Some(Parts {
        scheme: said.scheme.map(|scheme| Scheme {
            rounding_applied: applied,
            ..scheme
        })?,
        source: source?,
        gates,
        phases: facts.phases.into_iter().map(|phase| phase.value).collect(),
        circumstances: facts
            .circumstances
            .into_iter()
            .map(|one| one.value)
            .collect(),
        areas: areas.into_areas(),
        streams: read
            .into_iter()
            .collect::<Option<Vec<Stream>>>()
            .filter(|all| !all.is_empty())?,
        conversion,
        rounding,
        time,
        questions,
    })
}

/// Whether some model matches ranges. None where a model is not known.
fn ranges(heads: &[Head<'_>]) -> Option<bool> {
    let matches = |head: &Head<'_>| Some(head.kind?.may_match_ranges() && head.has_bands);
    let all: Option<Vec<bool>> = heads.iter().map(matches).collect();
    all.map(|all| all.contains(&true))
}

/// Whether some model has levels, be they right or wrong.
fn asks_levels(heads: &[Head<'_>]) -> bool {
    heads.iter().any(|head| {
        head.fields
            .as_ref()
            .is_some_and(|fields| fields.maybe("levels").is_some())
            || matches!(
                head.kind,
                Some(Kind::WeightedLevels | Kind::ScoredHere | Kind::HighestLevel)
            )
    })
}

/// Says that a number is no number of hours in a week.
fn weekly_hours(fields: &Fields<'_>, key: &str, hours: &Placed<Rate>) {
    let number = hours.value.value();
    if number <= Decimal::ZERO || number > Decimal::from(WEEK_HOURS) {
        let sentence = format!(
            "{key} is “{}”, which is not a number of hours in a week: write one above 0 and at most {WEEK_HOURS}",
            hours.value
        );
        fields.wrong(&hours.place, Fault::BadValue, sentence);
    }
}
