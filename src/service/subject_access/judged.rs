//! What was judged of the child's needs, what the rules made of it, and what officers decided.

use super::held::Entry;
use super::sections::{Sets, words, yes};
use super::told;
use crate::engine::read_stored;
use crate::explain::{self, judged_besides_levels};
use crate::needs::NeedsProfile;
use crate::rules::RuleSet;
use crate::service::said;
use crate::store::determination::StoredDetermination;
use crate::store::kept_of_child::KeptRow;
use crate::store::timeline::Timeline;
use crate::store::written_of::Written;

pub(super) fn profiles(kept: &Timeline, sets: &Sets) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (profile, versions) in kept.profiles.iter().rev() {
        let set = sets.get(&profile.rule_set);
        for version in versions {
            let mut entry = Entry::default();
            entry.fact("Saved on", told::day_of(version.at));
            entry.fact("How far it had come", said::profile_state(version.state));
            entry.fact(
                "Rules",
                set.map_or_else(String::new, |set| set.scheme.title.clone()),
            );
            needs(&version.needs, set, &mut entry);
            entry.passage("Note", &version.note);
            entries.push(entry);
        }
    }
    entries
}

fn needs(needs: &NeedsProfile, set: Option<&RuleSet>, entry: &mut Entry) {
    let name = |id: &str| {
        let mut domains = set.into_iter().flat_map(|set| set.domains());
        let known = domains.find(|domain| domain.id.as_str() == id);
        known.map_or_else(|| id.to_owned(), |domain| domain.title.clone())
    };
    for (domain, level) in needs.levels() {
        entry.fact(name(domain.as_str()), format!("level {}", level.number()));
    }
    let pieces = needs.evidence().iter();
    let pieces = pieces.flat_map(|(domain, pieces)| pieces.iter().map(move |one| (domain, one)));
    for (domain, evidence) in pieces {
        let page = match &evidence.page {
            Some(page) if page.starts_with(|c: char| c.is_ascii_digit()) => {
                format!(", page {page}")
            }
            Some(place) => format!(", {place}"),
            None => String::new(),
        };
        let what = format!(
            "Evidence for {}: {}{page}",
            name(domain.as_str()),
            evidence.named()
        );
        entry.passage(what, &evidence.quotation);
    }
    for domain in needs.unevidenced() {
        entry.fact(name(domain.as_str()), "not enough evidence");
    }
    for (what, value) in judged_besides_levels(needs, set) {
        entry.fact(what, value);
    }
}

pub(super) fn determinations(kept: &Timeline, sets: &Sets) -> Vec<Entry> {
    let mut entries = Vec::new();
    for made in kept.determinations.iter().rev() {
        let mut entry = Entry::default();
        entry.fact("For the day", told::day(made.on));
        entry.fact(
            "Rules",
            sets.get(&made.rule_set)
                .map_or_else(String::new, |set| set.scheme.title.clone()),
        );
        entry.fact("Result", words(made.status.code()));
        entry.fact(
            "Indicative band",
            made.band
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
        );
        entry.fact(
            "Top-up of a year",
            made.top_up_annual
                .map_or_else(String::new, |sum| sum.to_string()),
        );
        for sentence in why(made, sets.get(&made.rule_set)) {
            entry.fact("Why", sentence);
        }
        entries.push(entry);
    }
    entries
}

/// How the rules came to it, sentence by sentence; nothing where rules or record cannot be read any more.
fn why(made: &StoredDetermination, set: Option<&RuleSet>) -> Vec<String> {
    let read = read_stored(&made.document).ok();
    let both = read.zip(set);
    both.map_or_else(Vec::new, |(made, set)| explain::sentences(&made, set))
}

pub(super) fn decisions(kept: &Timeline) -> Vec<Entry> {
    let mut entries = Vec::new();
    for decision in kept.decisions.iter().rev() {
        let mut entry = Entry::default();
        entry.fact("Decided on", told::day(decision.decided_on));
        entry
            .fact("How", said::decision_kind(decision.kind))
            .fact("By", "An officer of the authority");
        entry.fact(
            "Band",
            decision
                .band
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
        );
        entry.fact(
            "Funding secures all of Section F",
            yes(decision.section_f_secured),
        );
        entry.passage("Reason", &decision.reason);
        entries.push(entry);
    }
    entries
}

/// What else is kept of something that is told above in words.
pub(super) fn kept_row(row: &KeptRow) -> Entry {
    let mut entry = Entry::default();
    entry.fact("Of", row.row);
    for fact in &row.facts {
        if fact.is_free {
            entry.passage(fact.what.clone(), &fact.value);
        } else {
            entry.fact(fact.what.clone(), told::value(&fact.what, &fact.value));
        }
    }
    entry
}

/// What somebody wrote outside the child's history.
pub(super) fn written(one: &Written) -> Entry {
    let mut entry = Entry::default();
    entry.fact("What", one.what);
    entry.fact("On", told::day_of(one.at));
    if let Some(levels) = &one.needs {
        needs(levels, None, &mut entry);
    }
    entry.passage("Words", &one.words);
    entry.passage("Answer", &one.answer);
    entry
}
