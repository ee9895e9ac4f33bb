//! Which settings have an amount: for each child one table and no more, or a note why there is none.

use std::cell::Cell;
use std::collections::BTreeSet;

use crate::money::Rate;
use crate::needs::Setting;
use crate::rules::problem::Fault;
use crate::rules::questions::Condition;
use crate::rules::reader::{Fields, Placed};
use crate::rules::set::{AmountBasis, NotFunded, ValueTable};
use crate::rules::tree::{Place, Table, Value};

use super::conditions::Names;
use super::space::{Budget, Region, Space, TooMany};

/// What tables are compared by: two of one kind must not hold for one child.
type Kind = (AmountBasis, Option<Rate>);

/// The tables and notes of a stream, with the region in which each table holds.
struct Duty<'t> {
    stream: &'t Fields<'t>,
    names: &'t Names<'t>,
    when: &'t [Condition],
    space: Space,
    region: Region,
    /// Whether years or ages that no table names are in doubt already: once says enough.
    doubted: Cell<bool>,
    tables: Vec<(&'t Placed<ValueTable>, Region)>,
    notes: &'t [Placed<NotFunded>],
}

/// Checks that each setting of the stream has one table of a kind, or a note why none.
pub(super) fn every_setting_once(
    stream: &Fields<'_>,
    when: &[Condition],
    names: &Names<'_>,
    tables: &[Placed<ValueTable>],
    notes: &[Placed<NotFunded>],
) {
    let sections = stream.sections("value_table");
    let conditions_of = |table: &Table| match table.get("when").map(|node| &node.value) {
        Some(Value::List(items)) => items.len(),
        _ => 0,
    };
    let named = |table: &Table| match table.get("settings").map(|node| &node.value) {
        Some(Value::List(items)) => items.len(),
        _ => 0,
    };
    let noted = stream.sections("not_funded");
    let in_tables = sections
        .iter()
        .map(|table| named(table))
        .eq(tables.iter().map(|table| table.value.settings.len()));
    let in_notes = noted
        .iter()
        .map(|table| named(table))
        .eq(notes.iter().map(|note| note.value.settings.len()));
    // A code that is misspelt, or stands twice, has its problem already.
    let whole = in_tables
        && in_notes
        && sections
            .iter()
            .zip(tables)
            .all(|(section, table)| conditions_of(section) == table.value.when.len());
    if !whole {
        // A table that could not be read would make every setting of it look missing.
        return;
    }
    let conditions = tables.iter().flat_map(|table| &table.value.when);
    let space = Space::of(when.iter().chain(conditions), &names.phases);
    let duty = Duty {
        region: space.region(when),
        tables: tables
            .iter()
            .map(|table| (table, space.region(&table.value.when)))
            .collect(),
        doubted: Cell::new(false),
        stream,
        names,
        when,
        space,
        notes,
    };
    duty.gives_a_year();
    duty.inside();
    let mut budget = Budget::default();
    for setting in Setting::ALL
        .iter()
        .filter(|setting| duty.region.has(**setting))
    {
        if duty.setting(*setting, &mut budget).is_err() {
            let sentence = "the tables have more conditions than can be held against each other: use one table with columns and rows";
            stream.wrong(stream.place(), Fault::TooManyConditions, sentence);
            return;
        }
    }
}

/// Whether a year's amount can be worked out from the table.
fn gives_a_year(table: &ValueTable) -> bool {
    table.basis == AmountBasis::Year || table.times_a_year.is_some()
}

impl Duty<'_> {
    fn all(&self) -> impl Iterator<Item = &ValueTable> {
        self.tables.iter().map(|(table, _)| &table.value)
    }

    fn gives_a_year(&self) {
        let noted = |setting: &&Setting| {
            let mut notes = self.notes.iter();
            notes.any(|note| note.value.settings.contains(setting))
        };
        let mut settings = Setting::ALL
            .iter()
            .filter(|setting| self.region.has(**setting));
        // A stream of which every setting says why there is no amount gives bands alone.
        if self.tables.is_empty() && settings.all(|setting| noted(&setting)) {
            return;
        }
        let once = self.all().all(|table| table.basis == AmountBasis::OneOff);
        if !self.all().any(gives_a_year) && (!once || self.tables.is_empty()) {
            let sentence = "there is no [[value_table]] with basis = \"year\": a top-up is shown by the year, so add one, or say how often another basis comes with times_a_year";
            self.stream
                .wrong(self.stream.place(), Fault::NoYearTable, sentence);
        }
    }

    /// Says which tables and notes name settings for which the stream is not.
    fn inside(&self) {
        let tables = self
            .tables
            .iter()
            .map(|(table, _)| (&table.place, &table.value.settings));
        let notes = self
            .notes
            .iter()
            .map(|note| (&note.place, &note.value.settings));
        for (place, settings) in tables.chain(notes) {
            if let Some(setting) = settings.iter().find(|setting| !self.region.has(**setting)) {
                let sentence = format!(
                    "the setting {setting} ({}) stands here, but the stream's when leaves it out: take it out, or mend when",
                    setting.title()
                );
                self.stream.wrong(place, Fault::OutsideStream, sentence);
            }
        }
    }

    fn setting(&self, setting: Setting, budget: &mut Budget) -> Result<(), TooMany> {
        let notes = self
            .notes
            .iter()
            .filter(|note| note.value.settings.contains(&setting));
        let mut notes = notes.map(|note| &note.place);
        let note = notes.next();
        if let (Some(first), Some(second)) = (note, notes.next()) {
            self.twice(setting, first, second);
        }
        let kinds: BTreeSet<Kind> = self.all().map(|table| (table.basis, table.hours)).collect();
        for kind in kinds {
            self.overlap(setting, kind, note, budget)?;
            // Terms stand beside years, each for every setting; what is for less time is an addition.
            if kind.0 == AmountBasis::Term && !self.all().any(|t| t.times_a_year.is_some()) {
                let of_kind = |table: &ValueTable| (table.basis, table.hours) == kind;
                self.covered(setting, note.is_some(), &in_words(kind), of_kind, budget)?;
            }
        }
        let hours: BTreeSet<Option<Rate>> = self
            .all()
            .filter(|table| gives_a_year(table))
            .map(|table| table.hours)
            .collect();
        for hours in hours {
            let year = |table: &ValueTable| {
                table.hours == hours && (gives_a_year(table) || table.basis == AmountBasis::OneOff)
            };
            let words = in_words((AmountBasis::Year, hours));
            self.covered(setting, note.is_some(), &words, year, budget)?;
        }
        if !self.all().any(gives_a_year) {
            self.covered(setting, note.is_some(), "for an amount", |_| true, budget)?;
        }
        Ok(())
    }

    fn twice(&self, setting: Setting, first: &Place, second: &Place) {
        let sentence = format!(
            "the setting {setting} ({}) stands here and on line {} of {}: keep one, so that it has one amount or none",
            setting.title(),
            first.line(),
            first.file()
        );
        self.stream.wrong(second, Fault::SettingTwice, sentence);
    }

    /// Says that two tables of a kind hold for one child, or a table and a note for one setting.
    fn overlap(
        &self,
        setting: Setting,
        kind: Kind,
        note: Option<&Place>,
        budget: &mut Budget,
    ) -> Result<(), TooMany> {
        let of_kind = |(table, _): &&(&Placed<ValueTable>, Region)| {
            (table.value.basis, table.value.hours) == kind
                && table.value.settings.contains(&setting)
        };
        let tables: Vec<_> = self.tables.iter().filter(of_kind).collect();
        if let (Some(note), Some((table, _))) = (note, tables.first()) {
            self.twice(setting, &table.place, note);
        }
        for (at, (table, region)) in tables.iter().enumerate() {
            budget.take(at)?;
            let met = tables
                .iter()
                .take(at)
                .find(|(_, other)| other.meets(region));
            let Some((other, _)) = met else {
                continue;
            };
            if table.value.when.is_empty() && other.value.when.is_empty() {
                self.twice(setting, &other.place, &table.place);
            } else {
                let sentence = format!(
                    "for the setting {setting} ({}) this table and that on line {} of {} can hold for one child: mend when, so that only one does",
                    setting.title(),
                    other.place.line(),
                    other.place.file()
                );
                self.stream
                    .wrong(&table.place, Fault::TableOverlap, sentence);
            }
            break;
        }
        Ok(())
    }

    /// Says that a setting has no table, or none in some circumstances.
    fn covered(
        &self,
        setting: Setting,
        has_note: bool,
        kind: &str,
        of_kind: impl Fn(&ValueTable) -> bool,
        budget: &mut Budget,
    ) -> Result<(), TooMany> {
        if has_note {
            return Ok(());
        }
        let holds = |(table, _): &&(&Placed<ValueTable>, Region)| {
            of_kind(&table.value) && table.value.settings.contains(&setting)
        };
        let tables: Vec<_> = self.tables.iter().filter(holds).collect();
        let Some((first, _)) = tables.first() else {
            let sentence = format!(
                "the setting {setting} ({}) is in no value table {kind} and not among [[not_funded]]: add it to one, so that nobody has to guess",
                setting.title()
            );
            self.stream
                .wrong(self.stream.place(), Fault::MissingSetting, sentence);
            return Ok(());
        };
        let regions: Vec<&Region> = tables.iter().map(|(_, region)| region).collect();
        let inside = self.region.in_setting(setting);
        let (between, beyond) = self.names.left(setting, self.when, &self.space);
        let uncovered =
            |left, budget: &mut Budget| self.space.uncovered(&inside, &regions, left, budget);
        if let Some(left_out) = uncovered(&between, budget)? {
            let sentence = format!(
                "for the setting {setting} ({}) no value table {kind} holds for {left_out}: add one, or mend when",
                setting.title()
            );
            self.stream.wrong(&first.place, Fault::TableHole, sentence);
        } else if !self.doubted.get()
            && let Some(left_out) = uncovered(&beyond, budget)?
        {
            self.doubted.set(true);
            let sentence = format!(
                "for the setting {setting} ({}) no value table {kind} holds for {left_out}, so such a child would have no result: widen the phases or a when, or say in an [[eligibility]] for which phases or ages the scheme is",
                setting.title()
            );
            self.stream.doubt(&first.place, Fault::TableHole, sentence);
        }
        Ok(())
    }
}

fn in_words((basis, hours): Kind) -> String {
    let basis = match basis {
        AmountBasis::Year => "for a year",
        AmountBasis::Term => "for a term",
        AmountBasis::Month => "for a month",
        AmountBasis::Week => "for a week",
        AmountBasis::Day => "for a day",
        AmountBasis::Hour => "for an hour",
        AmountBasis::OneOff => "paid once",
    };
    hours.map_or_else(
        || basis.to_owned(),
        |hours| format!("{basis} at {hours} hours a week"),
    )
}
