//! One file of a return: its columns by name, its rows with what is missing left blank.

use std::collections::BTreeMap;

use crate::calendar::Date;

use super::super::cell::quoted;
use super::super::delimited::{self, Records};
use super::super::encoding::OtherEncoding;
use super::super::words::tidy;
use super::super::{LineProblem, SourceFile, Unreadable, dates};

/// The modules with their columns: the keys first, without which nothing can be joined, then, after an empty name,
/// those that some version of the return has not. `a|b` is a column that had another name in another version.
pub(super) const MODULES: [(&str, &[&str]); 9] = [
    ("sen2", &["sen2tableid", "lea", "year", "referencedate", ""]),
    (
        "person",
        &[
            "persontableid",
            "nativeid",
            "",
            "surname",
            "forename",
            "personbirthdate",
            "sex|gendercurrent",
            "ethnicity",
            "upn",
            "uniquelearnernumber",
            "upnunknown",
        ],
    ),
    (
        "requests",
        &[
            "requeststableid",
            "persontableid",
            "",
            "receiveddate",
            "requestsource",
            "rya",
            "requestoutcomedate",
            "requestoutcome",
            "requestmediation",
            "requesttribunal",
            "exported",
        ],
    ),
    (
        "assessment",
        &[
            "assessmenttableid",
            "requeststableid",
            "",
            "assessmentoutcome",
            "assessmentoutcomedate",
            "assessmentmediation",
            "assessmenttribunal",
            "othermediation",
            "othertribunal",
            "week20",
        ],
    ),
    (
        "namedplan",
        &[
            "namedplantableid",
            "assessmenttableid",
            "",
            "startdate",
            "planres",
            "planwbp",
            "pb",
            "oa",
            "dp",
            "ceasedate",
            "ceasereason",
        ],
    ),
    (
        "plandetail",
        &[
            "plandetailtableid",
            "namedplantableid",
            "",
            "urn",
            "ukprn",
            "sensetting",
            "sensettingother",
            "placementrank",
            "senunitindicator",
            "resourcedprovisionindicator",
        ],
    ),
    (
        "activeplans",
        &[
            "activeplanstableid",
            "requeststableid",
            "",
            "transferla",
            "reviewmeeting",
            "reviewoutcome",
            "reviewdraft",
            "phasetransferduedate",
            "phasetransferfinaldate",
            "lastreview",
        ],
    ),
    (
        "placementdetail",
        &[
            "placementdetailtableid",
            "activeplanstableid",
            "",
            "urn",
            "ukprn",
            "sensetting",
            "sensettingother",
            "placementrank",
            "entrydate",
            "leavingdate",
            "senunitindicator",
            "resourcedprovisionindicator",
            "res",
            "wbp",
        ],
    ),
    (
        "senneed",
        &[
            "senneedtableid",
            "activeplanstableid",
            "",
            "sentype",
            "sentyperank",
        ],
    ),
];

/// A file of a return.
pub(super) struct Module {
    pub(super) name: &'static str,
    pub(super) file: String,
    pub(super) bytes_digest: crate::ids::Digest,
    /// Columns of other versions that this file has not, as sentences.
    pub(super) missing: Vec<String>,
    places: BTreeMap<&'static str, usize>,
    rows: Vec<(u32, Vec<String>)>,
}

impl Module {
    /// Reads a module's file.
    pub(super) fn read(name: &'static str, source: &SourceFile) -> Result<Module, Unreadable> {
        let text = delimited::text(source, OtherEncoding::Windows1252)?;
        let mut records = Records::of(&text);
        let headings: Vec<String> = records
            .next_of(source)?
            .unwrap_or_default()
            .iter()
            .map(|heading| tidy(heading).to_ascii_lowercase())
            .collect();
        let mut module = Module {
            name,
            file: source.name.clone(),
            bytes_digest: source.digest(),
            missing: Vec::new(),
            places: BTreeMap::new(),
            rows: Vec::new(),
        };
        module.find_columns(&headings)?;
        let mut number = 1;
        while let Some(record) = records.next_of(source)? {
            number += 1;
            if record.iter().any(|value| !tidy(value).is_empty()) {
                module.rows.push((number, record));
            }
        }
        Ok(module)
    }

    fn find_columns(&mut self, headings: &[String]) -> Result<(), Unreadable> {
        let columns = MODULES
            .iter()
            .find(|(module, _)| *module == self.name)
            .map_or(&[][..], |(_, columns)| columns);
        let mut is_key = true;
        let mut missing_keys = Vec::new();
        for column in columns {
            if column.is_empty() {
                is_key = false;
                continue;
            }
            let (now, before) = column.split_once('|').unwrap_or((column, ""));
            let place_of = |name: &str| headings.iter().position(|heading| heading == name);
            match (place_of(now), place_of(before)) {
                (Some(place), _) => {
                    self.places.insert(now, place);
                }
                (None, Some(place)) => {
                    self.places.insert(now, place);
                    self.missing
                        .push(format!("{} has {before} in place of {now}", self.name));
                }
                (None, None) if is_key => missing_keys.push(quoted(now)),
                (None, None) => self.missing.push(format!("{} has no {now}", self.name)),
            }
        }
        if missing_keys.is_empty() {
            return Ok(());
        }
        let seen: Vec<String> = headings
            .iter()
            .take(40)
            .map(|heading| quoted(heading))
            .collect();
        Err(Unreadable::MissingColumns {
            file: self.file.clone(),
            missing: format!("the columns {}", missing_keys.join(", ")),
            seen: seen.join(", "),
        })
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.rows.iter().map(|(row, values)| Line {
            module: self,
            row: *row,
            values,
        })
    }
}

/// A row of a file of a return.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    module: &'a Module,
    pub(super) row: u32,
    values: &'a [String],
}

impl<'a> Line<'a> {
    /// A value without spaces round it; none if it is blank or the file has no such column.
    pub(super) fn text(&self, column: &str) -> Option<&'a str> {
        let value = self.values.get(*self.module.places.get(column)?)?;
        Some(tidy(value)).filter(|text| !text.is_empty())
    }

    pub(super) fn owned(&self, column: &str) -> Option<String> {
        self.text(column).map(str::to_owned)
    }

    /// A flag: `true`, `1` and `Y` are set.
    pub(super) fn flag(&self, column: &str) -> bool {
        self.text(column).is_some_and(|text| {
            ["true", "1", "y", "yes"]
                .iter()
                .any(|set| text.eq_ignore_ascii_case(set))
        })
    }

    /// A date; one that cannot be read is a doubt.
    pub(super) fn date(&self, column: &str, problems: &mut Vec<LineProblem>) -> Option<Date> {
        self.parsed(column, "a date", problems, dates::parse)
    }

    /// A value of some kind; one that cannot be read is a doubt, and the line is taken without it.
    pub(super) fn parsed<T>(
        &self,
        column: &str,
        wanted: &str,
        problems: &mut Vec<LineProblem>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(column)?;
        let value = parse(text);
        if value.is_none() {
            problems.push(self.doubt(format!(
                "{column} is {}, which is not {wanted}, and was left out.",
                quoted(text)
            )));
        }
        value
    }

    pub(super) fn doubt(&self, sentence: String) -> LineProblem {
        LineProblem {
            place: self.module.name.to_owned(),
            row: Some(self.row),
            is_refused: false,
            sentence,
        }
    }

    pub(super) fn refusal(&self, sentence: String) -> LineProblem {
        LineProblem {
            is_refused: true,
            ..self.doubt(sentence)
        }
    }
}
