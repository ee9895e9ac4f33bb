//! A block of lines, determined.

use std::ops::Range;

use crate::engine::{self, Determination, Status};
use crate::import::SourceFile;
use crate::import::scores::{self, LineRead, QuickReader, Record};
use crate::money::Money;
use crate::needs::BandId;
use crate::rules::RuleSet;

use super::super::line::Line;
use super::super::summary::Became;
use super::super::{Determine, line, line_of};
use super::input::Block;
use super::repeats::{Short, short, short_of_reference};

/// A line about a child, determined.
pub(super) struct Made {
    pub(super) row: u32,
    /// The line in the block's text.
    pub(super) text: Range<usize>,
    /// Its result in the block's output.
    pub(super) out: Range<usize>,
    pub(super) reference: Option<Short>,
    pub(super) upn: Option<Short>,
    pub(super) outcome: Outcome,
}

/// What of a line is counted and listed.
pub(super) struct Outcome {
    pub(super) became: Became,
    pub(super) band: Option<BandId>,
    pub(super) top_up: Option<Money>,
    /// What is listed for people: the problem and the warnings.
    pub(super) listed: Vec<String>,
    pub(super) is_warned: bool,
}

/// A block, determined.
#[derive(Default)]
pub(super) struct Done {
    pub(super) text: String,
    pub(super) made: Vec<Made>,
    /// The lines that are no record, with the reason.
    pub(super) left_out: Vec<(u32, String)>,
    /// Why the first line without a key that is known is of no use, if there is one.
    pub(super) unknown: Option<String>,
    pub(super) out: Vec<u8>,
}

/// Determines blocks, on one thread.
pub(super) struct Worker<'a> {
    asked: &'a Determine,
    rules: &'a RuleSet,
    source: &'a SourceFile,
    quick: QuickReader<'a>,
    /// What every result says of the rule set.
    of_rule_set: String,
}

impl<'a> Worker<'a> {
    pub(super) fn of(
        asked: &'a Determine,
        rules: &'a RuleSet,
        source: &'a SourceFile,
    ) -> Worker<'a> {
        let (name, digest) = (rules.reference(), rules.digest());
        Worker {
            asked,
            rules,
            source,
            quick: QuickReader::of(rules),
            of_rule_set: format!(r#","rule_set":"{name}","digest":"{digest}","#),
        }
    }

    /// Determines every line of a block, in the memory of the block before.
    pub(super) fn determine(&mut self, block: Block, done: &mut Done) {
        let Block {
            first_line, text, ..
        } = block;
        done.made.clear();
        done.left_out.clear();
        done.unknown = None;
        done.out.clear();
        let mut start = 0;
        for (row, whole) in (first_line..).zip(text.split_inclusive('\n')) {
            let range = start..start + whole.len();
            start = range.end;
            let line = whole.trim();
            if line.is_empty() {
                done.left_out.push((row, "blank".to_owned()));
            } else {
                self.line(line, row, range, done);
            }
        }
        done.text = text;
    }

    fn line(&mut self, line: &str, row: u32, text: Range<usize>, done: &mut Done) {
        if let Some(quick) = self.quick.read(line) {
            let context = quick.case.context(self.asked.on);
            let made = engine::determine(&quick.case.profile, self.rules, &context);
            let upn = quick.case.upn.as_ref().map(|upn| short(upn.as_str()));
            let id = quick.id;
            if let Some(outcome) = self.plain(id, row, &made, &mut done.out) {
                let begun = done.made.last().map_or(0, |last| last.out.end);
                done.made.push(Made {
                    row,
                    text,
                    out: begun..done.out.len(),
                    reference: Some(short_of_reference(id)),
                    upn,
                    outcome,
                });
                return;
            }
        }
        match scores::read_line(self.source, (row, line), (self.rules, self.asked.on)) {
            LineRead::LeftOut(reason) => done.left_out.push((row, reason)),
            LineRead::Unknown(why) => {
                done.unknown.get_or_insert_with(|| why.clone());
                self.refused(why, row, text, done);
            }
            LineRead::Record(record) => {
                let begun = done.out.len();
                let outcome = self.record(&record, &mut done.out);
                let case = record.case.as_ref().ok();
                let upn = case.and_then(|case| case.upn.as_ref());
                done.made.push(Made {
                    row,
                    text,
                    out: begun..done.out.len(),
                    reference: record.id.as_deref().map(short_of_reference),
                    upn: upn.map(|upn| short(upn.as_str())),
                    outcome,
                });
            }
        }
    }

    /// Writes out the refusal of a line about nobody.
    fn refused(&self, why: String, row: u32, text: Range<usize>, done: &mut Done) {
        let record = Record {
            row,
            id: None,
            case: Err(vec![why.trim_end_matches('.').to_owned()]),
            warnings: Vec::new(),
        };
        let begun = done.out.len();
        let outcome = self.record(&record, &mut done.out);
        done.made.push(Made {
            row,
            text,
            out: begun..done.out.len(),
            reference: None,
            upn: None,
            outcome,
        });
    }

    /// Writes out a plain result: a band and an amount, nothing odd, no trace asked for. None of it is
    /// written if it is anything else.
    fn plain(
        &self,
        id: &str,
        row: u32,
        made: &Determination,
        out: &mut Vec<u8>,
    ) -> Option<Outcome> {
        let Status::Determined {
            band: Some(band),
            top_up: Some(_),
            ..
        } = &made.status
        else {
            return None;
        };
        let top_up = made.top_up_annual().filter(|_| !self.asked.trace)?;
        out.extend_from_slice(b"{\"id\":");
        quoted(id, out);
        out.extend_from_slice(b",\"row\":");
        digits(row.into(), out);
        out.extend_from_slice(b",\"status\":\"determined\",\"band\":");
        quoted(band.as_str(), out);
        out.extend_from_slice(b",\"top_up_annual\":\"");
        pounds(top_up, out);
        out.push(b'"');
        out.extend_from_slice(self.of_rule_set.as_bytes());
        out.extend_from_slice(b"\"note\":null,\"warnings\":[],\"problem\":null}\n");
        Some(Outcome {
            became: Became::Determined,
            band: Some(band.clone()),
            top_up: Some(top_up),
            listed: Vec::new(),
            is_warned: false,
        })
    }

    /// Writes out any result.
    pub(super) fn record(&self, record: &Record, out: &mut Vec<u8>) -> Outcome {
        let line = line_of(record, self.rules, self.asked);
        out.extend_from_slice(&line::json_line(&line));
        Outcome {
            became: match line.status {
                "determined" => Became::Determined,
                "blocked" => Became::Blocked,
                _ => Became::Refused,
            },
            band: line.band.clone(),
            top_up: line.top_up_annual,
            listed: listed(&line),
            is_warned: line.is_determined() && !line.warnings.is_empty(),
        }
    }

    /// Reads a line again, with what other lines say against it, and writes out its result.
    pub(super) fn again(
        &self,
        line: &str,
        row: u32,
        repeats: Option<u32>,
        upn_of: Option<u32>,
        out: &mut Vec<u8>,
    ) -> Option<Outcome> {
        let LineRead::Record(mut record) =
            scores::read_line(self.source, (row, line.trim()), (self.rules, self.asked.on))
        else {
            return None;
        };
        if let Some(first) = repeats {
            let problem = format!("id repeats the reference of row {first}");
            match &mut record.case {
                Ok(_) => record.case = Err(vec![problem]),
                Err(problems) => problems.insert(0, problem),
            }
        } else if let Some(first) = upn_of {
            let warning = format!("upn is also that of another child in row {first}.");
            record.warnings.push(warning);
        }
        Some(self.record(&record, out))
    }
}

/// What a person is told of a line.
fn listed(line: &Line) -> Vec<String> {
    let who = line
        .id
        .as_ref()
        .map_or_else(String::new, |id| format!(" ({id})"));
    let place = format!("row {}{who}", line.row);
    let problem = line
        .problem
        .iter()
        .map(|problem| format!("{place}: {}: {problem}", line.status));
    let warnings = line
        .warnings
        .iter()
        .map(|warning| format!("{place}: warning: {warning}"));
    problem.chain(warnings).collect()
}

/// A whole number.
fn digits(number: u64, out: &mut Vec<u8>) {
    if number >= 10 {
        digits(number / 10, out);
    }
    // A remainder of ten is one digit.
    out.push(b'0' + (number % 10) as u8);
}

/// Pounds as [`Money::pounds_text`] has them.
fn pounds(money: Money, out: &mut Vec<u8>) {
    let pence = money.pence().unsigned_abs();
    if money < Money::ZERO {
        out.push(b'-');
    }
    digits(pence / 100, out);
    out.push(b'.');
    digits(pence / 10 % 10, out);
    digits(pence % 10, out);
}

/// Text as JSON has it.
fn quoted(text: &str, out: &mut Vec<u8>) {
    let is_plain = text
        .bytes()
        .all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
    if is_plain {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pounds_are_written_as_everywhere() {
        for pence in [0, 9, 10, 99, 100, 146_134, -5, -123_456_789, 100_000_000] {
            let money = Money::from_pence(pence).unwrap();
            let mut out = Vec::new();
            pounds(money, &mut out);
            assert_eq!(out, money.pounds_text().as_bytes());
        }
        let mut out = Vec::new();
        digits(u64::MAX, &mut out);
        assert_eq!(out, u64::MAX.to_string().as_bytes());
    }
}
