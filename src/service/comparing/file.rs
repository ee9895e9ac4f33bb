//! The tables of a comparison as files: each as CSV, or all of them as a workbook.

use super::guarded::Guarded;
use super::workbook;
use crate::export;
use crate::service::ServiceError;

/// A file of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// Every sheet.
    Workbook,
    /// One sheet, by its place in the workbook.
    Sheet(&'static str, &'static str),
}

/// The name of each file and the sheet that it is.
const SHEETS: [(&str, &str); 7] = [
    ("matrix.csv", "Matrix"),
    ("schools.csv", "By school"),
    ("needs.csv", "By need"),
    ("settings.csv", "By setting"),
    ("bands.csv", "By band"),
    ("losses.csv", "Every loss"),
    ("gains.csv", "Every gain"),
];

const WORKBOOK: &str = "effect.xlsx";

impl File {
    /// The file of a name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<File> {
        if name == WORKBOOK {
            return Some(File::Workbook);
        }
        let mut sheets = SHEETS.iter();
        sheets
            .find(|(known, _)| *known == name)
            .map(|(name, sheet)| File::Sheet(name, sheet))
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            File::Workbook => WORKBOOK,
            File::Sheet(name, _) => name,
        }
    }

    /// What a browser is told that it is.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            File::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            File::Sheet(..) => "text/csv; charset=utf-8",
        }
    }
}

/// The bytes of a file.
///
/// # Errors
/// [`ServiceError::NotFound`] for a sheet that this reader does not see; [`ServiceError::Broken`] beyond what a workbook can hold.
pub fn file(shown: &Guarded, file: File) -> Result<Vec<u8>, ServiceError> {
    match file {
        File::Workbook => {
            workbook::bytes(shown).map_err(|error| ServiceError::Broken(Box::new(error)))
        }
        File::Sheet(_, wanted) => {
            let sheets = workbook::sheets(shown);
            let sheet = sheets.into_iter().find(|sheet| sheet.name == wanted);
            let sheet = sheet.ok_or(ServiceError::NotFound)?;
            Ok(export::csv(&sheet.columns, &sheet.rows))
        }
    }
}
