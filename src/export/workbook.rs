//! Sheets to an Excel workbook.

use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError};
use thiserror::Error;

use super::{Dress, Sheet, Shown, Value};
use crate::money::Decimal;

/// The longest text that a cell of a workbook holds, in characters (Excel specifications and limits).
const TEXT_MAX: usize = 32_767;

/// A sheet that cannot be a workbook's, such as one with two million rows.
#[derive(Debug, Error)]
#[error("the workbook cannot be written: {0}")]
pub struct NotWritten(#[from] XlsxError);

/// Writes sheets as a workbook. Text stays text, whatever it looks like.
///
/// # Errors
/// [`NotWritten`] beyond what a workbook can hold.
pub fn workbook(sheets: &[Sheet]) -> Result<Vec<u8>, NotWritten> {
    let mut workbook = Workbook::new();
    add_sheets(&mut workbook, sheets)?;
    Ok(workbook.save_to_buffer()?)
}

/// Writes sheets as a workbook in which ranges have names: each with what it stands for, such as `=Lines!$G$40`.
///
/// # Errors
/// As [`workbook`].
pub fn named_workbook(sheets: &[Sheet], names: &[(&str, String)]) -> Result<Vec<u8>, NotWritten> {
    dressed_workbook(sheets, names, &Dress::default())
}

/// As [`named_workbook`], with charts under their sheets and with what may be typed in some cells.
///
/// # Errors
/// As [`workbook`].
pub fn dressed_workbook(
    sheets: &[Sheet],
    names: &[(&str, String)],
    dress: &Dress,
) -> Result<Vec<u8>, NotWritten> {
    let mut workbook = Workbook::new();
    add_sheets(&mut workbook, sheets)?;
    for (name, range) in names {
        workbook.define_name(*name, range)?;
    }
    dress.put_on(&mut workbook, sheets)?;
    Ok(workbook.save_to_buffer()?)
}

/// Adds sheets to a workbook that is not saved yet.
pub(super) fn add_sheets(workbook: &mut Workbook, sheets: &[Sheet]) -> Result<(), XlsxError> {
    let formats = Formats::new();
    for sheet in sheets {
        let worksheet = workbook.add_worksheet_with_constant_memory()?;
        write_sheet(worksheet, sheet, &formats)?;
    }
    Ok(())
}

/// How each kind of value is shown.
struct Formats {
    heading: Format,
    block: Format,
    money: Format,
    sum: Format,
    whole: Format,
    tenths: Format,
    share: Format,
    pounds: Format,
    date: Format,
    moment: Format,
}

impl Formats {
    fn new() -> Formats {
        Formats {
            heading: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_background_color("#E8EDF2"),
            block: Format::new().set_bold(),
            money: Format::new().set_num_format("£#,##0.00"),
            whole: Format::new().set_num_format("#,##0"),
            tenths: Format::new().set_num_format("#,##0.0"),
            share: Format::new().set_num_format("0.0%"),
            pounds: Format::new().set_num_format("£#,##0"),
            sum: Format::new().set_num_format("£#,##0.00").set_bold(),
            date: Format::new().set_num_format("dd/mm/yyyy"),
            moment: Format::new().set_num_format("dd/mm/yyyy hh:mm:ss"),
        }
    }
}

impl Formats {
    fn of(&self, shown: Shown) -> &Format {
        match shown {
            Shown::Whole => &self.whole,
            Shown::Tenths => &self.tenths,
            Shown::Share => &self.share,
            Shown::Pounds => &self.pounds,
        }
    }
}

fn write_sheet(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    formats: &Formats,
) -> Result<(), XlsxError> {
    worksheet.set_name(&sheet.name)?;
    for (place, column) in (0..).zip(&sheet.columns) {
        worksheet.set_column_width(place, f64::from(column.width))?;
    }
    worksheet.set_freeze_panes(1, 0)?;
    print_set_up(worksheet)?;
    for (place, column) in (0..).zip(&sheet.columns) {
        worksheet.write_string_with_format(0, place, cut(&column.heading), &formats.heading)?;
    }
    for (number, row) in (1..).zip(&sheet.rows) {
        for (place, value) in (0..).zip(row) {
            write_value(worksheet, number, place, value, formats)?;
        }
    }
    if let (true, Some(last)) = (sheet.is_filtered, sheet.columns.len().checked_sub(1)) {
        // A row of totals is none that is filtered or sorted.
        let is_total = |row: &Vec<Value>| row.iter().any(|value| matches!(value, Value::Sum(_)));
        let totals = usize::from(sheet.rows.last().is_some_and(is_total));
        let last_row = u32::try_from(sheet.rows.len() - totals).unwrap_or(u32::MAX);
        worksheet.autofilter(0, 0, last_row, u16::try_from(last).unwrap_or(u16::MAX))?;
    }
    Ok(())
}

/// On paper: A4 across, as wide as the page, the headings on each.
fn print_set_up(worksheet: &mut Worksheet) -> Result<(), XlsxError> {
    const A4: u8 = 9;
    worksheet.set_landscape();
    worksheet.set_paper_size(A4);
    worksheet.set_print_fit_to_pages(1, 0);
    worksheet.set_repeat_rows(0, 0)?;
    Ok(())
}

fn write_value(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Value,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match value {
        Value::Blank => return Ok(()),
        Value::Text(text) => worksheet.write_string(row, column, cut(text))?,
        Value::Number(number) => worksheet.write_number(row, column, *number)?,
        Value::Measured(number, shown) => {
            worksheet.write_number_with_format(row, column, *number, formats.of(*shown))?
        }
        Value::Count(count) => worksheet.write_number(row, column, *count)?,
        Value::Money(money) => {
            // Excel holds floats; one near the amount shows as the amount, to the penny.
            let pounds = money.pounds().to_f64().unwrap_or_default();
            worksheet.write_number_with_format(row, column, pounds, &formats.money)?
        }
        Value::Sum(money) => {
            let letter = column_number_to_name(column);
            // The heading is row 1; with nothing between, the sum is of the heading, which is nothing.
            let formula = Formula::new(format!("=SUM({letter}1:{letter}{row})"))
                .set_result(money.pounds_text());
            worksheet.write_formula_with_format(row, column, formula, &formats.sum)?
        }
        Value::Worked { formula, is } => {
            let formula = Formula::new(formula).set_result(is.pounds_text());
            worksheet.write_formula_with_format(row, column, formula, &formats.money)?
        }
        Value::Heading(text) => {
            worksheet.write_string_with_format(row, column, cut(text), &formats.block)?
        }
        Value::Tenths(tenths) => {
            let number = Decimal::new(*tenths, 1).to_f64().unwrap_or_default();
            worksheet.write_number_with_format(row, column, number, &formats.tenths)?
        }
        Value::Reckoned { formula, is, shown } => {
            let formula = Formula::new(formula).set_result(is.normalize().to_string());
            worksheet.write_formula_with_format(row, column, formula, formats.of(*shown))?
        }
        Value::Moment(moment) => {
            let serial = serial_of(*moment);
            let is_day = moment.time() == jiff::civil::Time::midnight();
            let format = if is_day {
                &formats.date
            } else {
                &formats.moment
            };
            worksheet.write_number_with_format(row, column, serial, format)?
        }
        Value::Truth(truth) => worksheet.write_boolean(row, column, *truth)?,
    };
    Ok(())
}

/// A moment as a workbook holds it: days since 30 December 1899, the time of day as a fraction.
#[expect(
    clippy::float_arithmetic,
    reason = "a workbook's dates are floats; no money is in them"
)]
fn serial_of(moment: jiff::civil::DateTime) -> f64 {
    let start = jiff::civil::date(1899, 12, 30);
    let days = (moment.date() - start).get_days();
    let time = moment.time();
    let seconds =
        i32::from(time.hour()) * 3600 + i32::from(time.minute()) * 60 + i32::from(time.second());
    f64::from(days) + f64::from(seconds) / 86_400.0
}

fn cut(text: &str) -> String {
    if text.chars().nth(TEXT_MAX).is_none() {
        return text.to_owned();
    }
    text.chars().take(TEXT_MAX - 1).chain(['…']).collect()
}
