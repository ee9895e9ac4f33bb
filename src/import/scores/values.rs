//! Cells to values: what is plainly readable is read, and nothing else. A refusal is what a sentence says
//! after the column's name: `is “high”, which is not a level from 0 to 4`.

use crate::calendar::Date;
use crate::ids::{Ukprn, Upn, Urn};
use crate::money::{Decimal, Fte, Rate, parse_decimal};
use crate::needs::{Level, Need, Setting};
use crate::rules::Domain;

use super::super::words::tidy;
use super::super::{Cell, columns, dates};
use super::EstablishmentNumber;

/// A formula that failed says so, whatever was wanted of it.
fn failed(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Failed(shown) => Some(format!("is “{shown}”, since its formula failed")),
        _ => None,
    }
}

/// A level of a domain: `3`, `3.0`, `L3`, `Level 3`.
pub(super) fn level(cell: Option<&Cell>, domain: &Domain) -> Result<Level, String> {
    let wanted = levels_in_words(domain);
    let Some(cell) = cell else {
        return Err(format!("is blank, and {wanted} is needed"));
    };
    if let Some(refusal) = failed(cell) {
        return Err(refusal);
    }
    let refused = || format!("is {}, which is not {wanted}", cell.quoted());
    if !matches!(cell, Cell::Text(_) | Cell::Number(_)) {
        return Err(refused());
    }
    let text = cell.text();
    let level = Level::parse(whole_digits(without_level_word(&text))).map_err(|_| refused())?;
    if domain.levels.contains_key(&level) {
        Ok(level)
    } else {
        Err(refused())
    }
}

fn levels_in_words(domain: &Domain) -> String {
    match (
        domain.levels.keys().next(),
        domain.levels.keys().next_back(),
    ) {
        (Some(first), Some(last)) => format!("a level from {first} to {last}"),
        _ => "a level".to_owned(),
    }
}

/// `Level 3`, `L3`, `L 3` without the word.
fn without_level_word(text: &str) -> &str {
    for word in ["level", "lvl", "l"] {
        let has_word = text
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word));
        if has_word {
            return tidy(&text[word.len()..]);
        }
    }
    text
}

/// `3.0` without its empty decimals; anything else as it is.
fn whole_digits(text: &str) -> &str {
    match text.split_once('.') {
        Some((whole, decimals))
            if !decimals.is_empty() && decimals.bytes().all(|digit| digit == b'0') =>
        {
            whole
        }
        _ => text,
    }
}

/// A date of birth: a real date, or plain text that is one.
pub(super) fn birth_date(cell: &Cell) -> Result<Date, String> {
    if let Some(refusal) = failed(cell) {
        return Err(refusal);
    }
    match cell {
        Cell::Moment(moment) => Ok(moment.date()),
        Cell::Text(text) => dates::parse(text)
            .ok_or_else(|| format!("is {}, which is no date such as 31/01/2015", cell.quoted())),
        Cell::Number(_) => Err(format!(
            "is {}, a number that the sheet does not show as a date",
            cell.quoted()
        )),
        Cell::Truth(_) | Cell::Failed(_) => Err(format!("is {}, which is no date", cell.quoted())),
    }
}

/// A primary need: one of SEN2's codes, in either case.
pub(super) fn primary_need(cell: Option<&Cell>) -> Result<Need, String> {
    let codes = || {
        Need::ALL
            .iter()
            .map(|need| need.code())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let Some(cell) = cell else {
        return Err(format!("is blank, and one of {} is needed", codes()));
    };
    if let Some(refusal) = failed(cell) {
        return Err(refusal);
    }
    Need::parse(&cell.text()).map_err(|_| {
        format!(
            "is {}, which is not one of the codes {}",
            cell.quoted(),
            codes()
        )
    })
}

/// A setting: its code, or a word of `settings.toml`; a blank one is a placement that is not known.
pub(super) fn setting(cell: Option<&Cell>) -> Result<Setting, String> {
    let Some(cell) = cell else {
        return Ok(Setting::Unk);
    };
    if let Some(refusal) = failed(cell) {
        return Err(refusal);
    }
    columns::setting_of(&cell.text())
        .ok_or_else(|| format!("is {}, which is no setting that is known", cell.quoted()))
}

/// A share of full time: `0.6` or `60%`; a blank one is full time.
pub(super) fn fte(cell: Option<&Cell>) -> Result<Fte, String> {
    let Some(cell) = cell else {
        return Ok(Fte::FULL);
    };
    if let Some(refusal) = failed(cell) {
        return Err(refusal);
    }
    let text = cell.text();
    let share = match (cell, text.strip_suffix('%')) {
        (Cell::Number(_), _) | (Cell::Text(_), None) => parse_decimal(&text).ok(),
        (Cell::Text(_), Some(percent)) => parse_decimal(tidy(percent))
            .ok()
            .and_then(|percent| percent.checked_div(Decimal::ONE_HUNDRED)),
        _ => None,
    };
    share
        .and_then(|share| Fte::try_from(Rate::new(share)).ok())
        .ok_or_else(|| {
            format!(
                "is {}, which is not a full-time equivalent (FTE) above 0 and at most 1",
                cell.quoted()
            )
        })
}

/// A total of points scored elsewhere.
pub(super) fn points(cell: Option<&Cell>) -> Result<Decimal, String> {
    let Some(cell) = cell else {
        return Err("is blank, and a total of points is needed".to_owned());
    };
    if let Some(refusal) = failed(cell) {
        return Err(refusal);
    }
    let number = match cell {
        Cell::Number(_) | Cell::Text(_) => parse_decimal(&cell.text()).ok(),
        _ => None,
    };
    number
        .filter(|points| !points.is_sign_negative())
        .ok_or_else(|| format!("is {}, which is not a number of points", cell.quoted()))
}

/// A pupil number of the right shape, with a warning if its check letter is wrong; a warning alone if it has
/// not the shape.
pub(super) fn upn(cell: &Cell) -> (Option<Upn>, Option<String>) {
    match Upn::parse(&cell.text()) {
        Ok(upn) if upn.check_letter_holds() => (Some(upn), None),
        Ok(upn) => {
            let warning = format!("is {}, whose check letter is wrong", cell.quoted());
            (Some(upn), Some(warning))
        }
        Err(_) => (
            None,
            Some(format!("is {}, which is no pupil number", cell.quoted())),
        ),
    }
}

/// An establishment's number, of either kind in either column.
pub(super) fn establishment(cell: &Cell) -> Result<EstablishmentNumber, String> {
    let text = cell.text();
    Urn::parse(&text)
        .map(EstablishmentNumber::Urn)
        .or_else(|_| Ukprn::parse(&text).map(EstablishmentNumber::Ukprn))
        .map_err(|_| {
            format!(
                "is {}, which is neither a URN nor a UKPRN, and was not used",
                cell.quoted()
            )
        })
}
