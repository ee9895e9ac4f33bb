//! What a workbook has besides cells: charts of its numbers, and what may be typed where.

use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{
    Chart, ChartType, DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime,
    Formula, Workbook, XlsxError,
};

use super::Sheet;
use crate::calendar::Date;

/// The longest list that a cell offers by itself, its commas included (Excel specifications and limits).
const LIST_MAX: usize = 255;
/// The smallest and the largest amount that is typed: those of money here.
const POUNDS_MIN: f64 = -100_000_000_000.0;
const POUNDS_MAX: f64 = 100_000_000_000.0;

/// Charts and rules of typing.
#[derive(Clone, Debug, Default)]
pub struct Dress {
    /// The charts, at most one a sheet: each stands under its sheet's last row.
    pub drawn: Vec<Drawn>,
    /// What may be typed where.
    pub typed: Vec<Typed>,
}

/// A chart of a sheet's own numbers: another value in its cells is another picture.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The sheet.
    pub sheet: String,
    /// What it shows, with the unit.
    pub title: &'static str,
    /// How.
    pub shape: Shape,
    /// The cells that say what each place is.
    pub labels: String,
    /// What is drawn.
    pub series: Vec<Series>,
}

/// A row or column of numbers in a chart.
#[derive(Clone, Debug)]
pub struct Series {
    /// Its name in the key.
    pub name: &'static str,
    /// Its cells, such as `=Periods!$I$2:$I$13`.
    pub cells: String,
}

/// The shape of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Columns beside each other.
    Columns,
    /// Bars, one under another: for labels that are long.
    Bars,
    /// Columns on each other.
    Stacked,
}

/// What may be typed in the cells of a column.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The sheet.
    pub sheet: String,
    /// The column, from 0.
    pub column: u16,
    /// The first and the last row, as the sheet numbers them.
    pub rows: (u32, u32),
    /// What.
    pub allowed: Allowed,
    /// What a reader is told who typed something else.
    pub sentence: String,
}

/// What may be typed.
#[derive(Clone, Debug)]
pub enum Allowed {
    /// One of some words. A list that is too long for a cell is not offered, and anything may be typed.
    OneOf(Vec<String>),
    /// A share of the whole: more than nothing, at most all of it.
    Share,
    /// A day between two; another is asked about, and may stand.
    DayBetween(Date, Date),
    /// An amount in pounds, below nought or above.
    Pounds,
    /// An amount in pounds that is no less than what stands in the column before it, in the same row.
    PoundsFrom,
    /// Text of at most so many characters.
    TextUpTo(u32),
}

impl Dress {
    pub(super) fn put_on(
        &self,
        workbook: &mut Workbook,
        sheets: &[Sheet],
    ) -> Result<(), XlsxError> {
        for drawn in &self.drawn {
            let own = sheets.iter().find(|sheet| sheet.name == drawn.sheet);
            let rows = own.map_or(0, |sheet| sheet.rows.len());
            // The heading's row, and one between.
            let below = u32::try_from(rows + 2).unwrap_or(u32::MAX);
            let sheet = workbook.worksheet_from_name(&drawn.sheet)?;
            sheet.insert_chart(below, 0, &drawn.chart())?;
        }
        for typed in &self.typed {
            let Some(rule) = typed.rule()? else {
                continue;
            };
            let rule = rule.set_error_message(&typed.sentence)?;
            let (first, last) = typed.rows;
            let sheet = workbook.worksheet_from_name(&typed.sheet)?;
            let (first, column) = (first.saturating_sub(1), typed.column);
            sheet.add_data_validation(first, column, last.saturating_sub(1), column, &rule)?;
        }
        Ok(())
    }
}

impl Drawn {
    fn chart(&self) -> Chart {
        let mut chart = Chart::new(match self.shape {
            Shape::Columns => ChartType::Column,
            Shape::Bars => ChartType::Bar,
            Shape::Stacked => ChartType::ColumnStacked,
        });
        chart.title().set_name(self.title);
        for series in &self.series {
            chart
                .add_series()
                .set_name(series.name)
                .set_categories(self.labels.as_str())
                .set_values(series.cells.as_str());
        }
        if self.series.len() == 1 {
            chart.legend().set_hidden();
        }
        chart.set_width(900).set_height(400);
        chart
    }
}

impl Typed {
    fn rule(&self) -> Result<Option<DataValidation>, XlsxError> {
        let rule = DataValidation::new();
        Ok(Some(match &self.allowed {
            Allowed::OneOf(words) => {
                let length: usize = words.iter().map(|word| word.chars().count() + 1).sum();
                if words.is_empty() || length > LIST_MAX {
                    return Ok(None);
                }
                rule.allow_list_strings(words)?
            }
            Allowed::Share => rule.allow_decimal_number(DataValidationRule::Between(0.01, 1.0)),
            Allowed::DayBetween(first, last) => rule
                .allow_date(DataValidationRule::Between(day(*first)?, day(*last)?))
                .set_error_style(DataValidationErrorStyle::Warning),
            Allowed::Pounds => {
                rule.allow_decimal_number(DataValidationRule::Between(POUNDS_MIN, POUNDS_MAX))
            }
            Allowed::PoundsFrom => {
                let (row, own) = (self.rows.0, column_number_to_name(self.column));
                let before = column_number_to_name(self.column.saturating_sub(1));
                let formula = format!("=AND(ISNUMBER({own}{row}),{own}{row}>={before}{row})");
                rule.allow_custom(Formula::new(formula))
            }
            Allowed::TextUpTo(most) => {
                rule.allow_text_length(DataValidationRule::LessThanOrEqualTo(*most))
            }
        }))
    }
}

fn day(day: Date) -> Result<ExcelDateTime, XlsxError> {
    let part = |part: i8| u8::try_from(part).unwrap_or(1);
    let year = u16::try_from(day.year()).unwrap_or(1900);
    ExcelDateTime::from_ymd(year, part(day.month()), part(day.day()))
}
