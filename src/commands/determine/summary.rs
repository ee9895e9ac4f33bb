//! What became of the file as a whole.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::calendar::Date;
use crate::import::LeftOut;
use crate::import::scores::Scores;
use crate::money::Money;
use crate::rules::RuleSet;

use super::super::{Console, counted};
use super::line::Line;

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Became {
    Determined,
    Blocked,
    Refused,
}

/// The counts, and what they were counted under.
pub(super) struct Summary {
    pub(super) rule_set: String,
    pub(super) title: String,
    pub(super) digest: String,
    pub(super) on: Date,
    pub(super) sheet: Option<String>,
    pub(super) heading_row: u32,
    pub(super) determined: usize,
    pub(super) blocked: usize,
    pub(super) refused: usize,
    /// Determined rows that have a warning.
    pub(super) warned: usize,
    /// Lines that are no record.
    pub(super) left_out: u64,
    pub(super) left_out_lines: Vec<LeftOut>,
    /// Children by band.
    pub(super) by_band: BTreeMap<String, usize>,
    /// The sum of the amounts of a year; none if it is larger than money can be.
    pub(super) total: Option<Money>,
    /// What else was not read.
    pub(super) notes: Vec<String>,
}

impl Summary {
    /// A summary of nothing yet, for a file that is read bit by bit.
    pub(super) fn begun(rules: &RuleSet, on: Date) -> Summary {
        Summary {
            rule_set: rules.reference().to_string(),
            title: rules.scheme.title.clone(),
            digest: rules.digest().to_string(),
            on,
            sheet: None,
            heading_row: 0,
            determined: 0,
            blocked: 0,
            refused: 0,
            warned: 0,
            left_out: 0,
            left_out_lines: Vec::new(),
            by_band: BTreeMap::new(),
            total: Some(Money::ZERO),
            notes: Vec::new(),
        }
    }

    /// Counts a record.
    pub(super) fn count(&mut self, became: Became, band: Option<&str>, top_up: Option<Money>) {
        match became {
            Became::Determined => self.determined += 1,
            Became::Blocked => self.blocked += 1,
            Became::Refused => self.refused += 1,
        }
        if let Some(band) = band {
            match self.by_band.get_mut(band) {
                Some(count) => *count += 1,
                None => {
                    self.by_band.insert(band.to_owned(), 1);
                }
            }
        }
        if let Some(top_up) = top_up {
            self.total = self.total.and_then(|total| total.plus(top_up).ok());
        }
    }

    /// Counts a line that is no record, joined to the one before if it follows it for the same reason.
    pub(super) fn leave_out(&mut self, row: u32, reason: &str) {
        self.left_out += 1;
        match self.left_out_lines.last_mut() {
            Some(before) if before.reason == reason && before.last + 1 == row => before.last = row,
            _ => self.left_out_lines.push(LeftOut {
                first: row,
                last: row,
                reason: reason.to_owned(),
            }),
        }
    }

    pub(super) fn of(rules: &RuleSet, on: Date, scores: &Scores, lines: &[Line]) -> Summary {
        let with = |status: &str| lines.iter().filter(|line| line.status == status).count();
        let mut by_band: BTreeMap<String, usize> = BTreeMap::new();
        for band in lines.iter().filter_map(|line| line.band.as_ref()) {
            *by_band.entry(band.to_string()).or_default() += 1;
        }
        Summary {
            rule_set: rules.reference().to_string(),
            title: rules.scheme.title.clone(),
            digest: rules.digest().to_string(),
            on,
            sheet: scores.table.sheet.clone(),
            heading_row: scores.columns.heading_row,
            determined: with("determined"),
            blocked: with("blocked"),
            refused: with("refused"),
            warned: lines
                .iter()
                .filter(|line| line.is_determined() && !line.warnings.is_empty())
                .count(),
            left_out: scores
                .left_out
                .iter()
                .map(|lines| u64::from(lines.lines()))
                .sum(),
            left_out_lines: scores.left_out.clone(),
            by_band,
            total: Money::total(lines.iter().filter_map(|line| line.top_up_annual)).ok(),
            notes: scores.notes.clone(),
        }
    }

    /// The summary as a sentence for people.
    pub(super) fn say(&self, console: &mut Console<'_>) {
        console.say(format_args!(
            "{} determined ({} with a warning), {} blocked, {} refused, {} left out, under {} on {}",
            counted(self.determined, "row", "rows"),
            self.warned,
            self.blocked,
            self.refused,
            self.left_out,
            self.rule_set,
            self.on
        ));
    }

    /// The summary as one JSON object.
    pub(super) fn json(&self) -> Value {
        let left_out: Vec<Value> = self
            .left_out_lines
            .iter()
            .map(|lines| json!({"first": lines.first, "last": lines.last, "reason": lines.reason}))
            .collect();
        json!({
            "determined": self.determined,
            "blocked": self.blocked,
            "refused": self.refused,
            "left_out": self.left_out,
            "warnings": self.warned,
            "left_out_rows": left_out,
            "by_band": self.by_band,
            "top_up_annual_total": self.total,
            "rule_set": self.rule_set,
            "digest": self.digest,
            "on": self.on.to_string(),
            "sheet": self.sheet,
            "heading_row": self.heading_row,
            "notes": self.notes,
        })
    }
}
