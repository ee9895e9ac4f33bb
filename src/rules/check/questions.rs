//! Consistency questions.

use std::collections::BTreeSet;

use crate::needs::{DomainId, Level};
use crate::rules::problem::Fault;
use crate::rules::questions::{Condition, Question};
use crate::rules::reader::{Fields, Placed, shown};
use crate::rules::tree::Table;

use super::codes::{needs, settings};
use super::model::{Head, known_domain};
use super::needs::{Areas, same_id};

/// Reads every `[[question]]`.
pub(super) fn questions(root: &Fields<'_>, areas: &Areas, head: &Head) -> Vec<Question> {
    let mut ids = BTreeSet::new();
    let mut questions = Vec::new();
    for table in root.sections("question") {
        let fields = Fields::of(table, "[[question]]", &["id", "ask", "when"], root.problems);
        let id = fields.text("id");
        let ask = fields.text("ask");
        if let Some(id) = &id
            && !ids.insert(id.value.clone())
        {
            same_id(&fields, "question", &id.value, &id.place);
        }
        let conditions = fields.sections("when");
        if conditions.is_empty() {
            let sentence = "this question has no condition, so it would be asked of everybody: add when = [{ … }]";
            fields
                .problems
                .add(fields.place(), Fault::MissingKey, sentence);
        }
        let when: Vec<Condition> = conditions
            .into_iter()
            .filter_map(|table| condition(root, table, areas, head))
            .collect();
        if let (Some(id), Some(ask)) = (id, ask) {
            questions.push(Question {
                id: id.value,
                ask: ask.value,
                when,
            });
        }
    }
    questions
}

fn condition(root: &Fields<'_>, table: &Table, areas: &Areas, head: &Head) -> Option<Condition> {
    let keys = ["primary_needs", "settings", "domain", "at_most", "at_least"];
    let fields = Fields::of(table, "a condition in when", &keys, root.problems);
    let mut given: Vec<&str> = keys
        .into_iter()
        .filter(|key| fields.maybe(key).is_some())
        .collect();
    given.sort_unstable();
    match given.as_slice() {
        ["primary_needs"] => {
            let needs = needs(&fields, "primary_needs")?;
            let codes = needs.into_iter().map(|need| need.value);
            Some(Condition::PrimaryNeeds(codes.collect()))
        }
        ["settings"] => {
            let settings = settings(&fields, "settings")?;
            let codes = settings.into_iter().map(|setting| setting.value);
            Some(Condition::Settings(codes.collect()))
        }
        ["at_most", "domain"] => {
            let (domain, level) = domain_and_level(&fields, "at_most", areas, head)?;
            Some(Condition::AtMost(domain, level))
        }
        ["at_least", "domain"] => {
            let (domain, level) = domain_and_level(&fields, "at_least", areas, head)?;
            Some(Condition::AtLeast(domain, level))
        }
        _ => {
            let sentence = "a condition is one of { primary_needs = […] }, { settings = […] }, { domain = \"…\", at_most = \"…\" } or { domain = \"…\", at_least = \"…\" }: write two conditions where two are meant";
            fields
                .problems
                .add(fields.place(), Fault::BadValue, sentence);
            None
        }
    }
}

fn domain_and_level(
    fields: &Fields<'_>,
    key: &str,
    areas: &Areas,
    head: &Head,
) -> Option<(DomainId, Level)> {
    let name = fields.text("domain");
    let domain = name.and_then(|name| known_domain(fields, areas, &name));
    let text = fields.text(key)?;
    let level = level(fields, &text, head);
    Some((domain?, level?))
}

fn level(fields: &Fields<'_>, text: &Placed<String>, head: &Head) -> Option<Level> {
    let level = head.level(&text.value);
    if level.is_none() {
        let sentence = format!(
            "“{}” is not a level of this set ({})",
            shown(&text.value),
            head.levels_in_words()
        );
        fields
            .problems
            .add(&text.place, Fault::UnknownLevel, sentence);
    }
    level
}
