//! A line to a record, or to the reason why it is none.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::NOT_ENOUGH;
use crate::calendar::Date;
use crate::engine::Facts;
use crate::ids::{LocalId, Upn};
use crate::money::{Decimal, Fte, Rate};
use crate::needs::{Need, NeedsProfile, Setting};
use crate::rules::{MissingLevel, RuleSet};

use super::super::columns::{self, Meaning};
use super::super::words::fold;
use super::super::{Cell, LeftOut, Row, Table};
use super::blanks::{Blank, Blanks};
use super::{Case, Columns, Record, capitalised, fields, values};

/// How many headings must stand in a line for it to be the heading row again.
const REPEATED_HEADINGS_MIN: usize = 3;

/// Reads every line under the heading row. On the day lines are determined, or taken over.
pub(super) fn read_all(
    table: &Table,
    columns: &Columns,
    rule_set: &RuleSet,
    on: Date,
) -> (Vec<Record>, Vec<LeftOut>) {
    let mut reader = LineReader {
        columns,
        rule_set,
        on,
        is_delimited: table.is_delimited,
        first_rows: BTreeMap::new(),
        upns: BTreeMap::new(),
    };
    let mut records = Vec::new();
    let mut left_out = Vec::new();
    let mut broken = table.broken.iter().peekable();
    let mut next = columns.heading_row + 1;
    for row in table
        .rows
        .iter()
        .filter(|row| row.number > columns.heading_row)
    {
        while let Some((number, reason)) = broken.next_if(|(number, _)| *number < row.number) {
            leave_out_blanks(&mut left_out, next, *number);
            next = number + 1;
            records.push(broken_record(*number, reason));
        }
        leave_out_blanks(&mut left_out, next, row.number);
        next = row.number.saturating_add(1);
        match reader.no_record(row) {
            Some(reason) => leave_out(&mut left_out, row.number, row.number, reason),
            None => records.push(reader.record(row)),
        }
    }
    for (number, reason) in broken {
        leave_out_blanks(&mut left_out, next, *number);
        next = number + 1;
        records.push(broken_record(*number, reason));
    }
    (records, left_out)
}

fn broken_record(row: u32, reason: &str) -> Record {
    Record {
        row,
        id: None,
        case: Err(vec![capitalised(reason)]),
        warnings: Vec::new(),
    }
}

/// Leaves out the lines from one row up to, and not with, another that holds something.
fn leave_out_blanks(left_out: &mut Vec<LeftOut>, from: u32, next: u32) {
    if from < next {
        leave_out(left_out, from, next - 1, "blank".to_owned());
    }
}

/// Adds lines, joined to the ones before if they follow them for the same reason.
fn leave_out(left_out: &mut Vec<LeftOut>, first: u32, last: u32, reason: String) {
    match left_out.last_mut() {
        Some(before) if before.reason == reason && before.last.checked_add(1) == Some(first) => {
            before.last = last;
        }
        _ => left_out.push(LeftOut {
            first,
            last,
            reason,
        }),
    }
}

/// Reads lines one after the other, and remembers what must not come twice.
struct LineReader<'a> {
    columns: &'a Columns,
    rule_set: &'a RuleSet,
    on: Date,
    is_delimited: bool,
    /// The row in which each Local ID came first.
    first_rows: BTreeMap<String, u32>,
    /// The row and Local ID with which each pupil number came first.
    upns: BTreeMap<Upn, (u32, String)>,
}

impl LineReader<'_> {
    fn cell<'row>(&self, row: &'row Row, meaning: &Meaning) -> Option<&'row Cell> {
        row.get(self.columns.get(meaning)?.place)
    }

    /// Why a line is no record; none if it is one.
    fn no_record(&self, row: &Row) -> Option<String> {
        if row.is_blank() {
            return Some("blank".to_owned());
        }
        if self.is_headings_again(row) {
            return Some("the headings again".to_owned());
        }
        if self.describes_nobody(row) {
            if let Some((_, label)) = row.filled().find(|(_, cell)| is_total(cell)) {
                return Some(format!("a total: {}", label.quoted()));
            }
            if self.has_figures_alone(row) {
                return Some("figures that are no levels, and no child".to_owned());
            }
            if !self.has_scores(row) {
                let note = row.filled().next().map(|(_, cell)| cell.quoted());
                return Some(format!("a note: {}", note.unwrap_or_default()));
            }
        }
        None
    }

    fn is_headings_again(&self, row: &Row) -> bool {
        let again = self.columns.headings.iter().filter(|(place, heading)| {
            row.get(*place)
                .is_some_and(|cell| fold(&cell.text()) == fold(heading))
        });
        let wanted = REPEATED_HEADINGS_MIN.min(self.columns.headings.len());
        again.count() >= wanted
    }

    /// Whether nothing in the line can be a child's: no reference, number, name, birth date or need.
    fn describes_nobody(&self, row: &Row) -> bool {
        let has_id = self
            .cell(row, &Meaning::LocalId)
            .is_some_and(looks_like_reference);
        let has_upn = self
            .cell(row, &Meaning::Upn)
            .is_some_and(|cell| Upn::parse(&cell.text()).is_ok());
        let has_birth_date = self
            .cell(row, &Meaning::BirthDate)
            .is_some_and(|cell| values::birth_date(cell).is_ok());
        let has_need = self
            .cell(row, &Meaning::PrimaryNeed)
            .is_some_and(|cell| Need::parse(&cell.text()).is_ok());
        let has_name = [Meaning::Surname, Meaning::Forename]
            .iter()
            .all(|name| self.cell(row, name).is_some());
        !(has_id || has_upn || has_birth_date || has_need || has_name)
    }

    /// Whether the line holds figures in the columns of levels, most of them no levels, and no setting: sums or
    /// averages without a label.
    fn has_figures_alone(&self, row: &Row) -> bool {
        let levels: Vec<bool> = self
            .rule_set
            .domains()
            .filter_map(|domain| {
                let cell = self.cell(row, &Meaning::Level(domain.id.clone()))?;
                Some(values::level(Some(cell), domain).is_ok())
            })
            .collect();
        let readable = levels.iter().filter(|is_level| **is_level).count();
        self.cell(row, &Meaning::Setting).is_none()
            && !levels.is_empty()
            && readable * 2 < levels.len()
    }

    /// Whether a level, a setting, a share or points stand in the line.
    fn has_scores(&self, row: &Row) -> bool {
        self.columns.meant.iter().any(|(meaning, column)| {
            let is_score = matches!(
                meaning,
                Meaning::Level(_) | Meaning::Points | Meaning::Setting | Meaning::Fte
            );
            is_score && row.get(column.place).is_some()
        })
    }

    fn record(&mut self, row: &Row) -> Record {
        let mut line = Line {
            row,
            columns: self.columns,
            problems: Vec::new(),
            blanks: Blanks::default(),
            warnings: Vec::new(),
        };
        if self.is_delimited {
            line.check_width();
        }
        line.check_keys();
        let id = line.local_id();
        let duplicate = id.as_ref().and_then(|id| self.first_row(id, row.number));
        if let Some(first) = duplicate {
            line.problem(
                &Meaning::LocalId,
                &format!("repeats the reference of row {first}"),
            );
        }
        let case = line.case(self.rule_set);
        let blanks = std::mem::take(&mut line.blanks);
        blanks.forgive(&case, self.rule_set, self.on, &mut line.problems);
        if let (Some(upn), Some(id), None) = (&case.upn, &id, duplicate) {
            self.note_upn(upn, id, &mut line);
        }
        Record {
            row: row.number,
            id: self.cell(row, &Meaning::LocalId).map(Cell::text),
            case: if line.problems.is_empty() {
                Ok(case)
            } else {
                Err(line.problems)
            },
            warnings: line.warnings,
        }
    }

    /// The row that had the reference first, if it was another.
    fn first_row(&mut self, id: &LocalId, row: u32) -> Option<u32> {
        let first = *self
            .first_rows
            .entry(id.as_str().to_lowercase())
            .or_insert(row);
        (first != row).then_some(first)
    }

    fn note_upn(&mut self, upn: &Upn, id: &LocalId, line: &mut Line<'_>) {
        let row = line.row.number;
        let (first, first_id) = self
            .upns
            .entry(upn.clone())
            .or_insert_with(|| (row, id.to_string()));
        if *first != row {
            let warning = format!("is also that of {first_id} in row {first}");
            line.warning(&Meaning::Upn, &warning);
        }
    }
}

fn is_total(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if columns::is_total(text))
}

/// Whether a cell could be a reference rather than a remark: without spaces, with a digit.
fn looks_like_reference(cell: &Cell) -> bool {
    let text = cell.text();
    text.contains(|c: char| c.is_ascii_digit()) && !text.contains(char::is_whitespace)
}

/// One line while it is read.
struct Line<'a> {
    row: &'a Row,
    columns: &'a Columns,
    problems: Vec<String>,
    /// Which of the problems are blanks that matter only where the rules read them.
    blanks: Blanks,
    warnings: Vec<String>,
}

impl Line<'_> {
    fn cell(&self, meaning: &Meaning) -> Option<&Cell> {
        self.row.get(self.columns.get(meaning)?.place)
    }

    fn label(&self, meaning: &Meaning) -> &str {
        self.columns
            .get(meaning)
            .map_or("", |column| column.label.as_str())
    }

    fn problem(&mut self, meaning: &Meaning, refusal: &str) {
        let problem = format!("{} {refusal}", self.label(meaning));
        self.problems.push(problem);
    }

    fn warning(&mut self, meaning: &Meaning, oddity: &str) {
        let warning = format!("{} {oddity}.", self.label(meaning));
        self.warnings.push(warning);
    }

    /// Takes a value, or notes why there is none.
    fn read<T>(&mut self, meaning: &Meaning, value: Result<T, String>) -> Option<T> {
        value
            .map_err(|refusal| self.problem(meaning, &refusal))
            .ok()
    }

    /// Notes that something is blank, which the path that the rules take may not read.
    fn blank(&mut self, meaning: &Meaning, blank: Blank, refusal: &str) {
        self.blanks.note(self.problems.len(), blank);
        self.problem(meaning, refusal);
    }

    /// In JSON lines a key that no record has is a slip of the pen.
    fn check_keys(&mut self) {
        let unknown = self.columns.unknown.iter();
        let seen = unknown.filter(|(place, _)| self.row.get(*place).is_some());
        let wrong: Vec<String> = seen.map(|(_, sentence)| sentence.clone()).collect();
        self.problems.extend(wrong);
    }

    /// In delimited text a value too many means that the values after a comma have moved along.
    fn check_width(&mut self) {
        let last = self.columns.last();
        if self.row.filled().any(|(column, _)| column > last) {
            self.problems.push(
                "The line has more values than the heading row: a comma inside a value needs quotation marks round the value"
                    .to_owned(),
            );
        }
    }

    fn local_id(&mut self) -> Option<LocalId> {
        let value = match self.cell(&Meaning::LocalId) {
            None => Err("is blank, so the child is not known".to_owned()),
            Some(cell @ (Cell::Text(_) | Cell::Number(_))) => LocalId::parse(&cell.text())
                .map_err(|_| format!("is {}, which is too long for a reference", cell.quoted())),
            Some(cell) => Err(format!("is {}, which is no reference", cell.quoted())),
        };
        self.read(&Meaning::LocalId, value)
    }

    /// The case; what could not be read is in `problems`, and the case is then not used.
    fn case(&mut self, rule_set: &RuleSet) -> Case {
        let upn = self.upn();
        let birth_date = match (
            self.columns.get(&Meaning::BirthDate),
            self.cell(&Meaning::BirthDate),
        ) {
            (Some(_), Some(cell)) => {
                let value = values::birth_date(cell);
                self.read(&Meaning::BirthDate, value)
            }
            (Some(_), None) => {
                self.warning(&Meaning::BirthDate, "is blank");
                None
            }
            (None, _) => None,
        };
        let setting = values::setting(self.cell(&Meaning::Setting));
        let setting = self.read(&Meaning::Setting, setting);
        let primary_need = self.primary_need(rule_set);
        let fte = values::fte(self.cell(&Meaning::Fte));
        let fte = self.read(&Meaning::Fte, fte);
        let levels = self.profile(rule_set);
        let (profile, hours, facts) = self.more(levels, rule_set);
        Case {
            upn,
            birth_date,
            setting: setting.unwrap_or(Setting::Unk),
            establishment: self.establishment(),
            primary_need,
            fte: fte.unwrap_or(Fte::FULL),
            hours,
            facts,
            profile,
        }
    }

    /// The profile with what else the set reads of needs, and the facts that it asks for.
    fn more(
        &mut self,
        levels: NeedsProfile,
        rule_set: &RuleSet,
    ) -> (NeedsProfile, Option<Rate>, Facts) {
        if !fields::are_asked(&rule_set.inputs()) {
            return (levels, None, Facts::default());
        }
        let more = fields::read(self.row, self.columns, rule_set);
        let sentences = more.wrong.into_iter();
        self.problems
            .extend(sentences.map(|wrong| wrong.trim_end_matches('.').to_owned()));
        let profile = match levels.points() {
            Some(_) => more.needs.with_points_of(&levels),
            None => more
                .needs
                .with_levels(levels.levels().clone())
                .with_unevidenced(levels.unevidenced().clone()),
        };
        (profile, more.hours, more.facts)
    }

    fn upn(&mut self) -> Option<Upn> {
        let (upn, oddity) = values::upn(self.cell(&Meaning::Upn)?);
        if let Some(oddity) = oddity {
            self.warning(&Meaning::Upn, &oddity);
        }
        upn
    }

    /// A need that is there must be a code; one that is not there is missed only where the rules read it.
    fn primary_need(&mut self, rule_set: &RuleSet) -> Option<Need> {
        let meaning = Meaning::PrimaryNeed;
        let cell = self.cell(&meaning);
        let is_blank = cell.is_none();
        if is_blank && !(rule_set.inputs().primary_need && self.columns.get(&meaning).is_some()) {
            return None;
        }
        match values::primary_need(cell) {
            Err(refusal) if is_blank => {
                self.blank(&meaning, Blank::PrimaryNeed, &refusal);
                None
            }
            value => self.read(&meaning, value),
        }
    }

    fn establishment(&mut self) -> Option<super::EstablishmentNumber> {
        for meaning in [Meaning::Urn, Meaning::Ukprn] {
            match self.cell(&meaning).map(values::establishment) {
                Some(Ok(number)) => return Some(number),
                Some(Err(oddity)) => self.warning(&meaning, &oddity),
                None => {}
            }
        }
        None
    }

    fn profile(&mut self, rule_set: &RuleSet) -> NeedsProfile {
        if rule_set.is_scored_elsewhere() {
            let points = self.points();
            return points.map(NeedsProfile::of_points).unwrap_or_default();
        }
        let is_missed = rule_set.scheme.missing_level == MissingLevel::Refuse;
        let (mut levels, mut unevidenced) = (BTreeMap::new(), BTreeSet::new());
        for domain in rule_set.domains() {
            let meaning = Meaning::Level(domain.id.clone());
            let cell = self.cell(&meaning);
            if cell.is_some_and(|cell| cell.text() == NOT_ENOUGH) {
                unevidenced.insert(domain.id.clone());
                continue;
            }
            let is_blank = cell.is_none();
            if is_blank && !(is_missed && self.columns.get(&meaning).is_some()) {
                continue;
            }
            match values::level(cell, domain) {
                Err(refusal) if is_blank => {
                    self.blank(&meaning, Blank::Level(domain.id.clone()), &refusal);
                }
                level => {
                    let level = self.read(&meaning, level);
                    levels.extend(level.map(|level| (domain.id.clone(), level)));
                }
            }
        }
        NeedsProfile::of_levels(levels).with_unevidenced(unevidenced)
    }

    fn points(&mut self) -> Option<Decimal> {
        let cell = self.cell(&Meaning::Points);
        match (cell.is_none(), values::points(cell)) {
            (true, _) if self.columns.get(&Meaning::Points).is_none() => None,
            (true, Err(refusal)) => {
                self.blank(&Meaning::Points, Blank::Points, &refusal);
                None
            }
            (_, points) => self.read(&Meaning::Points, points),
        }
    }
}
