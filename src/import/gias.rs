//! The register of establishments: GIAS's `edubasealldata` or any extract of it, in Windows-1252 or UTF-8.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::ids::{AuthorityCode, Ukprn, Urn};
use crate::needs::Setting;

use super::cell::quoted;
use super::delimited;
use super::encoding::OtherEncoding;
use super::words::{fold, tidy};
use super::{LineProblem, SourceFile, Unreadable};

/// An establishment as GIAS lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its row in the file.
    pub row: u32,
    /// Its reference.
    pub urn: Urn,
    /// Its provider reference, if it has one.
    pub ukprn: Option<Ukprn>,
    /// Its name.
    pub name: String,
    /// Its type in words.
    pub kind: String,
    /// Its phase in words.
    pub phase: String,
    /// Whether it is open, in GIAS's words.
    pub status: String,
    /// The authority in whose area it is.
    pub authority: Option<AuthorityCode>,
    /// Its number within that authority.
    pub number: Option<String>,
    /// The setting of a child placed there outside any unit; none if the type is not known.
    pub setting: Option<Setting>,
    /// The lowest age it takes, in years.
    pub age_low: Option<u8>,
    /// The highest age it takes, in years.
    pub age_high: Option<u8>,
    /// Whether it has a SEN unit.
    pub has_sen_unit: bool,
    /// Whether it has a resourced provision.
    pub has_resourced_provision: bool,
}

/// The register, read.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// The file's name.
    pub file: String,
    /// The establishments.
    pub establishments: Vec<Listed>,
    /// Lines with something under the headings.
    pub lines: u32,
    /// What was not read.
    pub problems: Vec<LineProblem>,
    /// Columns that the file does not have, and that are then left as they are.
    pub missing: Vec<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Urn,
    Ukprn,
    Name,
    Kind,
    Phase,
    Status,
    Authority,
    Number,
    AgeLow,
    AgeHigh,
    Units,
}

/// GIAS's own headings, and whether a file is useless without the column.
const COLUMNS: [(Column, &str, bool); 11] = [
    (Column::Urn, "URN", true),
    (Column::Ukprn, "UKPRN", false),
    (Column::Name, "EstablishmentName", true),
    (Column::Kind, "TypeOfEstablishment (name)", true),
    (Column::Phase, "PhaseOfEducation (name)", false),
    (Column::Status, "EstablishmentStatus (name)", false),
    (Column::Authority, "LA (code)", false),
    (Column::Number, "EstablishmentNumber", false),
    (Column::AgeLow, "StatutoryLowAge", false),
    (Column::AgeHigh, "StatutoryHighAge", false),
    // One column says which of the two a school has: "SEN unit", "Resourced provision", or both.
    (Column::Units, "TypeOfResourcedProvision (name)", false),
];

#[expect(
    clippy::expect_used,
    reason = "the file is part of the executable, and a test reads it"
)]
static SETTINGS: LazyLock<BTreeMap<String, Setting>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct Types(BTreeMap<Setting, Vec<String>>);
    let Types(types) = toml::from_str(include_str!("establishment_types.toml"))
        .expect("establishment_types.toml is well formed");
    types
        .iter()
        .flat_map(|(setting, names)| names.iter().map(|name| (fold(name), *setting)))
        .collect()
});

/// The setting of a child at an establishment of a type, outside any unit.
#[must_use]
pub fn setting_of_type(kind: &str) -> Option<Setting> {
    SETTINGS.get(&fold(kind)).copied()
}

/// Reads the register.
///
/// # Errors
/// [`Unreadable`] if the file is no text, or lacks a column that it is useless without.
pub fn read(source: &SourceFile) -> Result<Register, Unreadable> {
    let text = delimited::text(source, OtherEncoding::Windows1252)?;
    let mut records = delimited::Records::of(&text);
    let mut register = Register {
        file: source.name.clone(),
        ..Register::default()
    };
    let headings = records.next_of(source)?.unwrap_or_default();
    let columns = columns_of(source, &headings, &mut register)?;
    let mut first_rows = BTreeMap::new();
    let mut row = 1;
    while let Some(record) = records.next_of(source)? {
        row += 1;
        if record.iter().all(|value| tidy(value).is_empty()) {
            continue;
        }
        register.lines += 1;
        match listed(row, &record, &columns) {
            Err(sentence) => register.refuse(row, sentence),
            Ok(listed) => {
                let first = *first_rows.entry(listed.urn.clone()).or_insert(row);
                if first == row {
                    register.take(listed);
                } else {
                    register.refuse(row, format!("URN repeats that of row {first}."));
                }
            }
        }
    }
    Ok(register)
}

impl Register {
    fn refuse(&mut self, row: u32, sentence: String) {
        self.problems.push(LineProblem {
            place: self.file.clone(),
            row: Some(row),
            is_refused: true,
            sentence,
        });
    }

    fn take(&mut self, listed: Listed) {
        if listed.setting.is_none() {
            self.problems.push(LineProblem {
                place: self.file.clone(),
                row: Some(listed.row),
                is_refused: false,
                sentence: format!(
                    "TypeOfEstablishment (name) is {}, which is no type that is known; a placement there has no known setting.",
                    quoted(&listed.kind)
                ),
            });
        }
        self.establishments.push(listed);
    }
}

fn columns_of(
    source: &SourceFile,
    headings: &[String],
    register: &mut Register,
) -> Result<BTreeMap<Column, usize>, Unreadable> {
    let mut columns = BTreeMap::new();
    let mut needed = Vec::new();
    for (column, heading, is_needed) in COLUMNS {
        match headings.iter().position(|seen| fold(seen) == fold(heading)) {
            Some(place) => {
                columns.insert(column, place);
            }
            None if is_needed => needed.push(quoted(heading)),
            None => register.missing.push(heading),
        }
    }
    if needed.is_empty() {
        return Ok(columns);
    }
    let seen: Vec<String> = headings
        .iter()
        .take(40)
        .map(|heading| quoted(heading))
        .collect();
    Err(Unreadable::MissingColumns {
        file: source.name.clone(),
        missing: format!("the columns {}", needed.join(", ")),
        seen: seen.join(", "),
    })
}

fn listed(
    row: u32,
    record: &[String],
    columns: &BTreeMap<Column, usize>,
) -> Result<Listed, String> {
    let value = |column: Column| {
        let value = columns.get(&column).and_then(|place| record.get(*place));
        value.map_or("", |value| tidy(value))
    };
    let some = |column: Column| Some(value(column).to_owned()).filter(|text| !text.is_empty());
    let urn = Urn::parse(value(Column::Urn)).map_err(|_| {
        format!(
            "URN is {}, which is not six digits.",
            quoted(value(Column::Urn))
        )
    })?;
    let name = some(Column::Name).ok_or("EstablishmentName is blank.")?;
    let kind = value(Column::Kind).to_owned();
    let units = value(Column::Units).to_lowercase();
    Ok(Listed {
        row,
        urn,
        ukprn: Ukprn::parse(value(Column::Ukprn)).ok(),
        name,
        setting: setting_of_type(&kind),
        kind,
        phase: value(Column::Phase).to_owned(),
        status: value(Column::Status).to_owned(),
        authority: AuthorityCode::parse(value(Column::Authority)).ok(),
        number: some(Column::Number),
        age_low: value(Column::AgeLow).parse().ok(),
        age_high: value(Column::AgeHigh).parse().ok(),
        has_sen_unit: units.contains("sen unit"),
        has_resourced_provision: units.contains("resourced provision"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_one_setting() {
        for (kind, setting) in [
            ("Community school", Setting::Mms),
            ("Academy special converter", Setting::Spec),
            ("Free schools alternative provision", Setting::Ap),
            ("Academy 16-19 converter", Setting::Fe),
            ("Online provider", Setting::Eotas),
            ("Other independent school", Setting::Mind),
            ("Secure units", Setting::Oth),
        ] {
            assert_eq!(setting_of_type(kind), Some(setting), "{kind}");
        }
        assert_eq!(setting_of_type("Castle"), None);
        let types: BTreeMap<Setting, Vec<String>> =
            toml::from_str(include_str!("establishment_types.toml")).unwrap();
        for (setting, kinds) in &types {
            for kind in kinds {
                assert_eq!(setting_of_type(kind), Some(*setting), "{kind} stands twice");
            }
        }
    }

    #[test]
    fn windows_1252_and_utf_8_are_both_read() {
        let line =
            "URN,EstablishmentName,TypeOfEstablishment (name)\n990003,St Zoë’s,Community school\n";
        let cp1252 = encoding_rs::WINDOWS_1252.encode(line).0.into_owned();
        for bytes in [cp1252, line.as_bytes().to_vec()] {
            let source = SourceFile::of("gias.csv".to_owned(), bytes).unwrap();
            assert_eq!(read(&source).unwrap().establishments[0].name, "St Zoë’s");
        }
    }
}
