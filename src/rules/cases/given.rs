//! What the cases of a file have in common, and what one of them says itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::calendar::Period;
use crate::money::{Fte, Money, Rate};
use crate::needs::{
    BandId, CircumstanceId, DomainId, Earlier, Facts, Level, Need, NeedsProfile, ProvisionLine,
    Residency, Setting, StreamId,
};
use crate::rules::check::{codes, tables::BASES};
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed, parsed_of, shown, text_of, wrong_kind};
use crate::rules::set::AmountBasis;
use crate::rules::tree::{Entry, Node, Table, Value};

use super::CaseDays;
use super::expected::{Expect, Outcome};

/// The keys of `[defaults]` and of each case.
pub(super) const KEYS: [&str; 30] = [
    "levels",
    "not_enough_evidence",
    "points",
    "band",
    "bands",
    "picked",
    "provision",
    "support_hours",
    "agreed",
    "on",
    "setting",
    "primary_need",
    "fte",
    "basis",
    "hours",
    "year_group",
    "age",
    "institution",
    "host_authority",
    "residency",
    "plan",
    "days_a_week",
    "circumstances",
    "earlier",
    "from",
    "to",
    "decided",
    "requested",
    "plan_due",
    "away",
];

/// Needs and circumstances, as far as they are said.
#[derive(Clone, Default)]
pub(super) struct Given {
    levels: BTreeMap<DomainId, Level>,
    unevidenced: BTreeSet<DomainId>,
    points: Option<Rate>,
    picked: BTreeMap<StreamId, Vec<BandId>>,
    provision: Vec<ProvisionLine>,
    support_hours: Option<Rate>,
    agreed: Option<Money>,
    pub(super) on: Option<Date>,
    pub(super) setting: Option<Setting>,
    pub(super) primary_need: Option<Need>,
    pub(super) fte: Option<Fte>,
    pub(super) basis: Option<AmountBasis>,
    pub(super) hours: Option<Rate>,
    from: Option<Date>,
    to: Option<Date>,
    pub(super) days: CaseDays,
    pub(super) facts: Facts,
}

impl Given {
    /// Reads what a table says over what is known already.
    pub(super) fn read(&mut self, fields: &Fields<'_>) {
        for entry in entries(fields, "levels") {
            if let Some((domain, level)) = level(fields, &entry.key, &entry.node) {
                self.levels.insert(domain, level);
            }
        }
        self.read_unevidenced(fields);
        if let Some(points) = fields.maybe_number("points") {
            self.points = Some(points.value);
        }
        self.read_picked(fields);
        if fields.maybe("provision").is_some() {
            let lines = fields.sections("provision").into_iter();
            self.provision = lines.filter_map(|table| line(fields, table)).collect();
        }
        if let Some(hours) = fields.maybe_number("support_hours") {
            self.support_hours = Some(hours.value);
        }
        if fields.maybe("agreed").is_some() {
            self.agreed = fields.parsed("agreed").map(|agreed| agreed.value);
        }
        self.read_circumstances(fields);
        self.read_days(fields);
        self.read_facts(fields);
    }

    fn read_days(&mut self, fields: &Fields<'_>) {
        let day = |key| {
            let given = fields.maybe(key).map(|_| fields.day(key));
            given.map(|day| day.map(|day| day.value))
        };
        let days = &mut self.days;
        days.decided = day("decided").unwrap_or(days.decided);
        days.requested = day("requested").unwrap_or(days.requested);
        days.plan_due = day("plan_due").unwrap_or(days.plan_due);
        self.from = day("from").unwrap_or(self.from);
        self.to = day("to").unwrap_or(self.to);
        if fields.maybe("away").is_some() {
            let times = fields.sections("away").into_iter();
            self.days.away = times.filter_map(|table| away(fields, table)).collect();
        }
    }

    fn read_unevidenced(&mut self, fields: &Fields<'_>) {
        let named = fields.maybe_texts("not_enough_evidence");
        for name in named.unwrap_or_default() {
            match DomainId::parse(&name.value) {
                Ok(domain) => {
                    self.levels.remove(&domain);
                    self.unevidenced.insert(domain);
                }
                Err(error) => {
                    let sentence = format!("not_enough_evidence: {error}");
                    fields.wrong(&name.place, Fault::UnknownDomain, sentence);
                }
            }
        }
    }

    fn read_circumstances(&mut self, fields: &Fields<'_>) {
        if fields.maybe("on").is_some() {
            self.on = fields.day("on").map(|day| day.value);
        }
        if let Some(code) = fields.maybe_text("setting") {
            self.setting = codes::setting(fields, &code);
        }
        if let Some(code) = fields.maybe_text("primary_need") {
            self.primary_need = codes::need(fields, &code);
        }
        if fields.maybe("fte").is_some() {
            self.fte = fields.parsed("fte").map(|fte| fte.value);
        }
        if let Some(basis) = fields.maybe_choice("basis", &BASES) {
            self.basis = Some(basis.value);
        }
        if let Some(hours) = fields.maybe_number("hours") {
            self.hours = Some(hours.value);
        }
    }

    fn read_facts(&mut self, fields: &Fields<'_>) {
        let facts = &mut self.facts;
        let wanted = "a national curriculum year such as \"7\", where \"0\" is Reception";
        if let Some(year) = fields.maybe_whole("year_group", wanted) {
            facts.year_group = Some(year.value);
        }
        if let Some(age) = fields.maybe_whole("age", "an age such as \"12\"") {
            facts.age = Some(age.value);
        }
        if let Some(name) = fields.maybe_text("institution") {
            facts.institution = Some(name.value);
        }
        if let Some(name) = fields.maybe_text("host_authority") {
            facts.host_authority = Some(name.value);
        }
        let places = [("own", Residency::Own), ("other", Residency::Other)];
        if let Some(place) = fields.maybe_choice("residency", &places) {
            facts.residency = Some(place.value);
        }
        if let Some(plan) = fields.maybe_flag("plan") {
            facts.plan = Some(plan);
        }
        if let Some(days) = fields.maybe_number("days_a_week") {
            facts.days_a_week = Some(days.value);
        }
        for entry in entries(fields, "circumstances") {
            match (CircumstanceId::parse(&entry.key), &entry.node.value) {
                (Ok(id), Value::Flag(flag)) => {
                    facts.circumstances.insert(id, *flag);
                }
                _ => wrong_kind(
                    &entry.node,
                    &entry.key,
                    "a circumstance with true or false, without quotation marks",
                    fields.problems,
                ),
            }
        }
        if let Some(table) = fields.maybe_section("earlier") {
            facts.earlier = Some(earlier(fields, table));
        }
    }

    fn read_picked(&mut self, fields: &Fields<'_>) {
        if fields.maybe("band").is_some()
            && let Some(band) = fields.parsed("band")
        {
            self.picked.insert(StreamId::main(), vec![band.value]);
        }
        for entry in entries(fields, "bands") {
            let band = parsed_of(&entry.node, &entry.key, fields.problems);
            if let (Some(stream), Some(band)) = (stream(fields, entry), band) {
                self.picked.insert(stream, vec![band.value]);
            }
        }
        match fields.maybe("picked").map(|node| &node.value) {
            None => {}
            Some(Value::Table(_)) => {
                for entry in entries(fields, "picked") {
                    let bands = bands(fields, &entry.node, &entry.key);
                    if let (Some(stream), Some(bands)) = (stream(fields, entry), bands) {
                        self.picked.insert(stream, bands);
                    }
                }
            }
            Some(_) => {
                let node = fields.maybe("picked");
                if let Some(bands) = node.and_then(|node| bands(fields, node, "picked")) {
                    self.picked.insert(StreamId::main(), bands);
                }
            }
        }
    }

    /// The days on roll, from the first to the last, both inside.
    pub(super) fn stay(&self, fields: &Fields<'_>) -> Option<Period> {
        let (first, last) = match (self.from, self.to) {
            (Some(first), Some(last)) => (first, last),
            (None, None) => return None,
            _ => {
                let sentence =
                    "from and to belong together: write the first and the last day on roll";
                fields.wrong(fields.place(), Fault::MissingKey, sentence);
                return None;
            }
        };
        Period::from_first_to_last(first, last)
            .map_err(|_| {
                let sentence =
                    format!("the last day on roll, {last}, is before the first, {first}");
                fields.wrong(fields.place(), Fault::DaysReversed, sentence);
            })
            .ok()
    }

    /// Says that days are given of which nothing is asked: they tell what the days on roll are due, and nothing else.
    pub(super) fn asks_for_days(&self, fields: &Fields<'_>, expect: Option<&Expect>) {
        let is_asked = expect.is_none_or(|expect| match &expect.outcome {
            Outcome::Determined(determined) => determined.for_period.is_some(),
            Outcome::Blocked(_) | Outcome::Refused(_) => false,
        });
        let keys = ["decided", "requested", "plan_due", "away"];
        let given = keys.iter().find_map(|key| Some((key, fields.maybe(key)?)));
        if let (Some((key, node)), false) = (given, is_asked) {
            let sentence = format!(
                "{key} matters only to what days on roll are due: write from and to beside it and for_period under [case.expect], or take it out"
            );
            fields.wrong(&node.place, Fault::WrongModel, sentence);
        }
    }

    /// Takes away what the defaults gave.
    pub(super) fn leave_out(&mut self, fields: &Fields<'_>, name: &Placed<String>) {
        let facts = &mut self.facts;
        match name.value.as_str() {
            "primary_need" => self.primary_need = None,
            "points" => self.points = None,
            "band" | "bands" | "picked" => self.picked.clear(),
            "provision" => self.provision.clear(),
            "support_hours" => self.support_hours = None,
            "agreed" => self.agreed = None,
            "hours" => self.hours = None,
            "from" => self.from = None,
            "to" => self.to = None,
            "decided" => self.days.decided = None,
            "requested" => self.days.requested = None,
            "plan_due" => self.days.plan_due = None,
            "away" => self.days.away.clear(),
            "year_group" => facts.year_group = None,
            "age" => facts.age = None,
            "institution" => facts.institution = None,
            "host_authority" => facts.host_authority = None,
            "residency" => facts.residency = None,
            "plan" => facts.plan = None,
            "days_a_week" => facts.days_a_week = None,
            "circumstances" => facts.circumstances.clear(),
            "earlier" => facts.earlier = None,
            other => self.leave_out_level(fields, name, other),
        }
    }

    fn leave_out_level(&mut self, fields: &Fields<'_>, name: &Placed<String>, text: &str) {
        let asked = CircumstanceId::parse(text).ok();
        if asked
            .and_then(|id| self.facts.circumstances.remove(&id))
            .is_some()
        {
            return;
        }
        let known = DomainId::parse(text).ok();
        if known.and_then(|id| self.levels.remove(&id)).is_none() {
            let sentence = format!(
                "“{}” is not given here, so it cannot be left out: name a domain or a circumstance of the defaults, or a key such as primary_need",
                shown(text)
            );
            fields.wrong(&name.place, Fault::UnknownDomain, sentence);
        }
    }

    /// The profile that the needs make.
    pub(super) fn profile(&self) -> NeedsProfile {
        let profile = match self.points {
            Some(points) if self.levels.is_empty() => NeedsProfile::of_points(points.value()),
            _ => NeedsProfile::of_levels(self.levels.clone()),
        };
        let mut profile = profile
            .with_unevidenced(self.unevidenced.clone())
            .with_picked(self.picked.clone())
            .with_provision(self.provision.clone());
        if let Some(hours) = self.support_hours {
            profile = profile.with_support_hours(hours);
        }
        if let Some(agreed) = self.agreed {
            profile = profile.with_agreed(agreed);
        }
        profile
    }
}

/// The entries of a table that may be absent.
fn entries<'t>(fields: &Fields<'t>, key: &str) -> &'t [Entry] {
    fields
        .maybe_section(key)
        .map_or(&[], |table| &table.entries)
}

fn level(fields: &Fields<'_>, key: &str, node: &Node) -> Option<(DomainId, Level)> {
    let text = text_of(node, key, fields.problems)?;
    let read = (DomainId::parse(key).ok(), Level::parse(&text.value).ok());
    let (Some(domain), Some(level)) = read else {
        let sentence = format!(
            "{} = “{}” is not a domain with a whole level",
            shown(key),
            shown(&text.value)
        );
        fields.wrong(&text.place, Fault::BadValue, sentence);
        return None;
    };
    Some((domain, level))
}

fn stream(fields: &Fields<'_>, entry: &Entry) -> Option<StreamId> {
    let id = StreamId::parse(&entry.key);
    if let Err(error) = &id {
        fields.wrong(&entry.place, Fault::BadValue, error.to_string());
    }
    id.ok()
}

fn bands(fields: &Fields<'_>, node: &Node, key: &str) -> Option<Vec<BandId>> {
    let Value::List(items) = &node.value else {
        wrong_kind(
            node,
            key,
            "a list of bands in square brackets",
            fields.problems,
        );
        return None;
    };
    let band = |item| Some(parsed_of(item, key, fields.problems)?.value);
    items.iter().map(band).collect()
}

/// Reads a line of provision.
fn line(case: &Fields<'_>, table: &Table) -> Option<ProvisionLine> {
    let keys = ["kind", "hours", "minutes", "pupils", "weeks", "cost"];
    let fields = Fields::of(table, "a line of provision", &keys, case.problems);
    let provision = fields.parsed("kind");
    let number = |key| fields.maybe_number(key).map(|number| number.value);
    let minutes = ProvisionLine::minutes_of(number("hours"), number("minutes"));
    let cost = match fields.maybe("cost") {
        Some(_) => Some(fields.parsed("cost")?.value),
        None => None,
    };
    Some(ProvisionLine {
        provision: provision?.value,
        minutes,
        pupils: number("pupils"),
        weeks: number("weeks"),
        cost,
    })
}

/// Reads a time educated elsewhere, by its first and its last day.
fn away(case: &Fields<'_>, table: &Table) -> Option<Period> {
    let fields = Fields::of(table, "a time away", &["from", "to"], case.problems);
    let (first, last) = (fields.day("from"), fields.day("to"));
    let (first, last) = (first?.value, last?);
    Period::from_first_to_last(first, last.value)
        .map_err(|_| {
            let sentence = format!(
                "the last day away, {}, is before the first, {first}: mend one of them",
                last.value
            );
            fields.wrong(&last.place, Fault::DaysReversed, sentence);
        })
        .ok()
}

fn earlier(case: &Fields<'_>, table: &Table) -> Earlier {
    let keys = ["band", "top_up", "convert"];
    let fields = Fields::of(table, "earlier", &keys, case.problems);
    let band = fields.maybe("band").and_then(|_| fields.parsed("band"));
    let top_up = fields.maybe("top_up").and_then(|_| fields.parsed("top_up"));
    Earlier {
        band: band.map(|band| band.value),
        top_up_annual: top_up.map(|top_up| top_up.value),
        convert: fields.maybe_flag("convert").unwrap_or(false),
    }
}
