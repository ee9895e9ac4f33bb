//! A step with the stream that its places belong to, and the titles of what it points at.

use crate::engine::{
    BandAt, DomainAt, FloorAt, GroupAt, LineAt, ModifierAt, ProvisionAt, RowAt, Step, StreamAt,
    TableAt, Trace, with_streams,
};
use crate::needs::{BandId, Level};
use crate::rules::{
    Band, Change, Domain, Floor, Group, Model, Modifier, Over, Provision, RuleSet, Stream,
    ValueTable, Values,
};

/// One step, where it stands.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    pub(super) step: &'a Step,
    pub(super) stream: &'a Stream,
    pub(super) rules: &'a RuleSet,
    pub(super) trace: &'a Trace,
}

/// What is said where a place points at nothing, which no trace of the set itself does.
const NOT_IN_THE_SET: &str = "not in these rules";

/// Every step of a trace, where it stands.
pub(super) fn steps<'a>(
    trace: &'a Trace,
    rules: &'a RuleSet,
) -> impl Iterator<Item = Here<'a>> + 'a {
    with_streams(trace, rules).map(move |(step, stream)| Here {
        step,
        stream,
        rules,
        trace,
    })
}

impl<'a> Here<'a> {
    pub(super) fn domain(&self, at: DomainAt) -> Option<&'a Domain> {
        self.rules.domains().nth(at.position())
    }

    pub(super) fn domain_title(&self, at: DomainAt) -> &'a str {
        self.domain(at)
            .map_or(NOT_IN_THE_SET, |domain| domain.title.as_str())
    }

    pub(super) fn group(&self, at: GroupAt) -> Option<&'a Group> {
        match &self.stream.model {
            Model::WeightedLevels { groups, .. } => groups.get(at.position()),
            _ => None,
        }
    }

    pub(super) fn group_title(&self, at: GroupAt) -> &'a str {
        self.group(at)
            .map_or(NOT_IN_THE_SET, |group| group.title.as_str())
    }

    /// Whose points a step counts by their rank: a domain's or a group's.
    pub(super) fn ranked_title(&self) -> &'a str {
        match self.step {
            Step::RankCounted {
                domain: Some(at), ..
            } => self.domain_title(*at),
            Step::RankCounted {
                group: Some(at), ..
            } => self.group_title(*at),
            _ => NOT_IN_THE_SET,
        }
    }

    pub(super) fn band(&self, at: BandAt) -> Option<&'a Band> {
        self.stream.bands.get(at.position())
    }

    pub(super) fn band_name(&self, at: BandAt) -> &'a str {
        self.band(at)
            .map_or(NOT_IN_THE_SET, |band| band.id.as_str())
    }

    /// A band as people speak of it: `band F`, and `Local Offer` where the name is words.
    pub(super) fn the_band(&self, at: BandAt) -> String {
        match self.band(at) {
            Some(band) => called(&band.id),
            None => NOT_IN_THE_SET.to_owned(),
        }
    }

    pub(super) fn floor(&self, at: FloorAt) -> Option<&'a Floor> {
        self.stream.floors.get(at.position())
    }

    pub(super) fn table(&self, at: TableAt) -> Option<&'a ValueTable> {
        self.stream.value_tables.get(at.position())
    }

    pub(super) fn table_title(&self, at: TableAt) -> &'a str {
        self.table(at)
            .map_or(NOT_IN_THE_SET, |table| table.title.as_str())
    }

    /// What the amounts of a table of rows are for besides the time, where they are rates.
    pub(super) fn each_hour(&self, at: TableAt) -> &'static str {
        match self.table(at).map(|table| &table.values) {
            Some(Values::Rows(rows)) if rows.per_hour_above.is_some() => " for each weekly hour",
            _ => "",
        }
    }

    /// The keys of a row of a value table.
    pub(super) fn row_of_table(&self, table: TableAt, row: RowAt) -> &'a [String] {
        match self.table(table).map(|table| &table.values) {
            Some(Values::Rows(rows)) => rows
                .rows
                .get(row.position())
                .map_or(&[], |row| row.keys.as_slice()),
            _ => &[],
        }
    }

    /// The keys of a row of the look-up of bands.
    pub(super) fn row_of_lookup(&self, row: RowAt) -> &'a [String] {
        match &self.stream.model {
            Model::Lookup { rows, .. } => rows
                .get(row.position())
                .map_or(&[], |row| row.keys.as_slice()),
            _ => &[],
        }
    }

    pub(super) fn change(&self, at: ModifierAt) -> Option<&'a Change> {
        match self.stream.modifiers.get(at.position()) {
            Some(Modifier::Change(change)) => Some(change),
            _ => None,
        }
    }

    pub(super) fn change_title(&self, at: ModifierAt) -> &'a str {
        self.change(at)
            .map_or(NOT_IN_THE_SET, |change| change.title.trim_end_matches('.'))
    }

    pub(super) fn provision(&self, at: ProvisionAt) -> Option<&'a Provision> {
        match &self.stream.model {
            Model::CostedProvision { provisions, .. } => provisions.get(at.position()),
            _ => None,
        }
    }

    pub(super) fn provision_title(&self, at: ProvisionAt) -> &'a str {
        self.provision(at)
            .map_or(NOT_IN_THE_SET, |provision| provision.title.as_str())
    }

    /// The kind of a line, which is said where the line is costed.
    pub(super) fn line_title(&self, wanted: LineAt) -> String {
        let kind = self.trace.steps().iter().find_map(|step| match step {
            Step::LineCosted {
                line, provision, ..
            }
            | Step::LineCostRead {
                line, provision, ..
            } if *line == wanted => Some(*provision),
            _ => None,
        });
        match kind {
            Some(kind) => self.provision_title(kind).to_owned(),
            None => format!("Line {}", wanted.position().saturating_add(1)),
        }
    }

    pub(super) fn stream_title(&self, at: StreamAt) -> &'a str {
        let part = self.rules.streams.get(at.position());
        part.and_then(|stream| stream.part.as_ref())
            .map_or(self.rules.scheme.title.as_str(), |part| part.title.as_str())
    }

    /// The steps of the same stream before this one.
    pub(super) fn before(&self) -> &'a [Step] {
        let all = self.trace.steps();
        let end = all.iter().position(|step| std::ptr::eq(step, self.step));
        let before = &all[..end.unwrap_or(all.len())];
        let start = before
            .iter()
            .rposition(|step| matches!(step, Step::StreamBegan { .. }));
        &before[start.map_or(0, |start| start + 1)..]
    }

    /// What is counted where a band is reached by levels.
    pub(super) fn is_over_areas(&self) -> bool {
        matches!(self.stream.model, Model::HighestLevel { over: Over::Areas })
    }

    /// The levels that a group added, as the trace read them, in the group's order.
    pub(super) fn levels_of(&self, group: GroupAt) -> Vec<(&'a Domain, Level)> {
        let wanted = self.group(group).map(|group| group.domains.as_slice());
        let domains = wanted.unwrap_or_default().iter();
        let level_of = |position: usize| {
            self.trace.steps().iter().find_map(|step| match step {
                Step::LevelRead { domain, level } | Step::LevelAssumed { domain, level, .. }
                    if domain.position() == position =>
                {
                    Some(*level)
                }
                _ => None,
            })
        };
        domains
            .filter_map(|id| {
                let (position, domain) = self
                    .rules
                    .domains()
                    .enumerate()
                    .find(|(_, domain)| domain.id == *id)?;
                level_of(position).map(|level| (domain, level))
            })
            .collect()
    }
}

/// A band as people speak of it: a short name is a band's, a name of words stands alone.
pub(super) fn called(band: &BandId) -> String {
    let name = band.as_str();
    if name.contains(' ') || name.to_ascii_lowercase().starts_with("band") {
        name.to_owned()
    } else {
        format!("band {name}")
    }
}
