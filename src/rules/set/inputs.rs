//! What a rule set asks of a case: which answers a form must ask for and a file must hold.

use std::collections::BTreeSet;

use crate::needs::{CircumstanceId, Facts};
use crate::rules::{Condition, IN_BROWSER};

use super::index::ANY_KEY;
use super::{
    AmountBasis, Change, Column, Converting, Model, Modifier, Parts, Stream, ValueTable, Values,
    What,
};

/// What a rule set asks of a case besides the setting.
///
/// A fact is asked for where some rule could depend on it; for one child it may turn out that none does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own"
)]
pub struct Inputs {
    /// A level for each domain.
    pub levels: bool,
    /// A total of points scored elsewhere.
    pub points: bool,
    /// Bands that a person picks or that come from elsewhere.
    pub picked: bool,
    /// Lines of provision.
    pub provision: bool,
    /// Hours of support a week.
    pub support_hours: bool,
    /// An amount that was agreed one by one, for some bands or within a limit.
    pub agreed: bool,
    /// The primary need.
    pub primary_need: bool,
    /// The share of full time.
    pub fte: bool,
    /// The hours attended a week, otherwise than to choose among published amounts.
    pub hours: bool,
    /// The national curriculum year.
    pub year_group: bool,
    /// The age on 31 August before.
    pub age: bool,
    /// The institution.
    pub institution: bool,
    /// The authority in whose area the institution is.
    pub host_authority: bool,
    /// Where the child lives.
    pub residency: bool,
    /// Whether there is a plan.
    pub plan: bool,
    /// Days attended a week.
    pub days_a_week: bool,
    /// The band under an earlier scheme.
    pub earlier_band: bool,
    /// The yearly amount under an earlier scheme.
    pub earlier_amount: bool,
    /// Answers to the set's own questions.
    pub circumstances: BTreeSet<CircumstanceId>,
    /// The institutions that rows and conditions name, as they are spelt there.
    pub institutions: BTreeSet<String>,
    /// The authorities that rows and conditions name, as they are spelt there.
    pub host_authorities: BTreeSet<String>,
}

impl Inputs {
    /// Whether something besides levels is judged of needs.
    #[must_use]
    pub fn are_judged(&self) -> bool {
        self.points || self.picked || self.provision || self.support_hours || self.agreed
    }

    /// Writes the places of a case as the rules spell them, if they are the rules' but for capitals and spaces.
    ///
    /// A row for any other institution stands ready to take a name that no row has: a capital must not cost a child the
    /// school's own rate.
    pub fn spell(&self, facts: &mut Facts) {
        as_spelt(&mut facts.institution, &self.institutions);
        as_spelt(&mut facts.host_authority, &self.host_authorities);
    }

    pub(super) fn of(parts: &Parts) -> Inputs {
        let mut inputs = Inputs::default();
        for gate in &parts.gates {
            inputs.conditions(&gate.requires);
        }
        for stream in &parts.streams {
            inputs.stream(stream);
        }
        // A browser gets no set of which a domain counts first.
        if !IN_BROWSER {
            let mut domains = parts.areas.iter().flat_map(|area| &area.domains);
            inputs.primary_need |= domains.any(|domain| !domain.primary_needs.is_empty());
        }
        match parts.conversion.as_ref().map(|conversion| &conversion.how) {
            Some(Converting::Table(_)) => inputs.earlier_band = true,
            Some(Converting::Closest | Converting::ClosestUp) => inputs.earlier_amount = true,
            None => {}
        }
        inputs
    }

    fn stream(&mut self, stream: &Stream) {
        if let Some(part) = &stream.part {
            self.conditions(&part.when);
        }
        self.levels |= stream.reads_levels();
        self.points |= stream.is_scored_elsewhere();
        match &stream.model {
            Model::BestFit {} | Model::ExternalBand { .. } | Model::AdditiveStreams { .. } => {
                self.picked = true;
            }
            Model::Lookup { columns, rows, .. } => {
                self.columns(columns, rows.iter().map(|row| row.keys.as_slice()));
            }
            Model::CostedProvision { provisions, .. } => {
                self.provision = true;
                let whens = provisions.iter().map(|kind| &kind.when);
                whens.for_each(|when| self.conditions(when));
            }
            Model::HoursThreshold { .. } => self.support_hours = true,
            Model::ScoreSum { .. }
            | Model::WeightedLevels { .. }
            | Model::HighestLevel { .. }
            | Model::NoBand {} => {}
        }
        for floor in &stream.floors {
            self.primary_need |= !floor.primary_needs.is_empty();
            self.conditions(&floor.when);
        }
        for table in &stream.value_tables {
            self.table(table);
        }
        for modifier in &stream.modifiers {
            match modifier {
                Modifier::Fte => self.fte = true,
                Modifier::Floor => {}
                Modifier::Change(change) => self.change(change),
            }
        }
    }

    fn table(&mut self, table: &ValueTable) {
        self.conditions(&table.when);
        self.agreed |= table.reads_agreed();
        self.hours |= table.basis == AmountBasis::Hour;
        match &table.values {
            Values::Rows(rows) => {
                self.support_hours |= rows.per_hour_above.is_some();
                self.columns(
                    &rows.columns,
                    rows.rows.iter().map(|row| row.keys.as_slice()),
                );
            }
            Values::SupportHours(_) => self.support_hours = true,
            Values::Amounts(_)
            | Values::Multiples(_)
            | Values::Staffing(_)
            | Values::Cost(_)
            | Values::Points(_) => {}
        }
    }

    fn change(&mut self, change: &Change) {
        self.conditions(&change.when);
        match &change.what {
            What::HoursFraction { .. } | What::HoursAWeek { .. } => self.hours = true,
            What::DaysAWeek { .. } => self.days_a_week = true,
            What::Protection { .. } => self.earlier_amount = true,
            _ => {}
        }
    }

    fn columns<'r>(
        &mut self,
        columns: &[Column],
        rows: impl Iterator<Item = &'r [String]> + Clone,
    ) {
        for (place, column) in columns.iter().enumerate() {
            let keys = rows.clone().filter_map(|keys| keys.get(place));
            let names = keys.filter(|key| *key != ANY_KEY).cloned();
            match column {
                Column::PrimaryNeed => self.primary_need = true,
                Column::Phase => self.year_group = true,
                Column::Institution => {
                    self.institution = true;
                    self.institutions.extend(names);
                }
                Column::HostAuthority => {
                    self.host_authority = true;
                    self.host_authorities.extend(names);
                }
                Column::Residency => self.residency = true,
                Column::Plan => self.plan = true,
                Column::Level(_) => self.levels = true,
                Column::Band | Column::Setting => {}
            }
        }
    }

    fn conditions(&mut self, conditions: &[Condition]) {
        for condition in conditions {
            match condition {
                Condition::PrimaryNeeds(_) => self.primary_need = true,
                Condition::AtMost(..) | Condition::AtLeast(..) | Condition::CountAtLeast(..) => {
                    self.levels = true;
                }
                Condition::Phases(_) => self.year_group = true,
                Condition::Ages(..) => self.age = true,
                Condition::Institutions(names) => {
                    self.institution = true;
                    self.institutions.extend(names.iter().cloned());
                }
                Condition::HostAuthorities(names) => {
                    self.host_authority = true;
                    self.host_authorities.extend(names.iter().cloned());
                }
                Condition::Residency(_) => self.residency = true,
                Condition::Plan(_) => self.plan = true,
                Condition::Circumstance(id, _) => {
                    self.circumstances.insert(id.clone());
                }
                Condition::Settings(_)
                | Condition::OnOrAfter(_)
                | Condition::Before(_)
                | Condition::Bands(_) => {}
            }
        }
    }
}

/// Spells a name as one of the names is, if they are the same but for capitals and spaces.
fn as_spelt(said: &mut Option<String>, names: &BTreeSet<String>) {
    let Some(typed) = said else {
        return;
    };
    let is_same = |name: &&String| {
        let (mut theirs, mut ours) = (
            name.split_ascii_whitespace(),
            typed.split_ascii_whitespace(),
        );
        loop {
            match (theirs.next(), ours.next()) {
                (None, None) => return true,
                (Some(a), Some(b)) if a.eq_ignore_ascii_case(b) => {}
                _ => return false,
            }
        }
    };
    if let Some(name) = names.iter().find(is_same) {
        typed.clone_from(name);
    }
}

#[cfg(test)]
mod tests {
    use super::as_spelt;

    #[test]
    fn a_name_is_known_whatever_its_capitals_and_spaces() {
        let names = ["Five Acre School".to_owned(), "118900".to_owned()].into();
        let spelt = |typed: &str| {
            let mut said = Some(typed.to_owned());
            as_spelt(&mut said, &names);
            said.unwrap_or_default()
        };
        for typed in [
            "Five Acre School",
            "five acre school",
            " FIVE  Acre\tSchool ",
        ] {
            assert_eq!(spelt(typed), "Five Acre School");
        }
        for other in ["Five Acre", "Five Acre School, Maidstone", "11890", ""] {
            assert_eq!(spelt(other), other);
        }
    }
}
