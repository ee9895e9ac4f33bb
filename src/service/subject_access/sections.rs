//! What is kept of a child, put into words section by section.

use std::collections::BTreeMap;

use super::held::{Entry, Section};
use crate::calendar::Date;
use crate::ids::{Digest, EstablishmentId};
use crate::needs::NeedsProfile;
use crate::rules::{RuleBook, RuleSet};
use crate::service::scoring::rules_of;
use crate::service::{Moment, ServiceError};
use crate::store::payment::{self, PaymentLine};
use crate::store::placement::{CostLine, Placement};
use crate::store::timeline::{PlanHistory, Timeline};
use crate::store::{Page, Tx, audit, establishment};

/// How many entries of the audit trail are told, the newest.
const TRAIL_MOST: u32 = 500;

/// The sections of a child's history.
pub(super) async fn of(
    tx: &mut Tx,
    rules: &RuleBook,
    kept: &Timeline,
    ethnicity: Option<String>,
) -> Result<Vec<Section>, ServiceError> {
    let places = places(tx, kept).await?;
    let sets = rule_sets(tx, rules, kept).await;
    let paid = payment::lines_of_child(tx, &kept.child.id).await?;
    let looks = audit::about(
        tx,
        "child",
        kept.child.id.as_str(),
        Page::new(1, TRAIL_MOST),
    )
    .await?;
    Ok(vec![
        section("Who the child is", vec![identity(kept, ethnicity)]),
        section(
            "Requests for an assessment and what came of them",
            assessments(kept),
        ),
        section(
            "Education, Health and Care Plans",
            kept.plans
                .iter()
                .flat_map(|plan| plan_entries(plan, &places))
                .collect(),
        ),
        section(
            "Where the child is taught",
            kept.placements
                .iter()
                .map(|at| placement(at, &places))
                .collect(),
        ),
        section(
            "What the placements cost",
            kept.cost_lines.iter().map(cost_line).collect(),
        ),
        section("Levels of need and their evidence", profiles(kept, &sets)),
        section("What the rules made of them", determinations(kept, &sets)),
        section("Decisions", decisions(kept)),
        section("Awards", awards(kept, &places)),
        section("Payments", paid.iter().map(payment_line).collect()),
        section(
            "Who looked at the record",
            looks.items.iter().rev().map(look).collect(),
        ),
    ])
}

fn section(title: &'static str, entries: Vec<Entry>) -> Section {
    let entries = entries.into_iter().filter(|entry| !entry.facts.is_empty());
    Section {
        title,
        entries: entries.collect(),
    }
}

type Places = BTreeMap<EstablishmentId, String>;
type Sets = BTreeMap<Digest, RuleSet>;

async fn places(tx: &mut Tx, kept: &Timeline) -> Result<Places, ServiceError> {
    let placed = kept
        .placements
        .iter()
        .filter_map(|at| at.establishment.as_ref());
    let awarded = kept
        .awards
        .iter()
        .filter_map(|(_, terms)| terms.establishment.as_ref());
    let versions = kept.plans.iter().flat_map(|plan| &plan.versions);
    let named = versions
        .flat_map(|version| &version.named)
        .filter_map(|named| named.establishment.as_ref());
    let mut names = Places::new();
    for id in placed.chain(awarded).chain(named) {
        if !names.contains_key(id)
            && let Some(found) = establishment::find(tx, id).await?
        {
            names.insert(id.clone(), found.name);
        }
    }
    Ok(names)
}

/// The rule sets by which the child was scored. One that cannot be read any more leaves its codes as they are.
async fn rule_sets(tx: &mut Tx, rules: &RuleBook, kept: &Timeline) -> Sets {
    let mut sets = Sets::new();
    for (profile, _) in &kept.profiles {
        if !sets.contains_key(&profile.rule_set)
            && let Ok(set) = rules_of(tx, rules, &profile.rule_set).await
        {
            sets.insert(profile.rule_set.clone(), set);
        }
    }
    sets
}

fn identity(kept: &Timeline, ethnicity: Option<String>) -> Entry {
    let child = &kept.child;
    let mut entry = Entry::default();
    if let Some(known) = &kept.identity {
        entry
            .fact("Given name", &known.forename)
            .fact("Family name", &known.surname);
        entry.fact("Birth date", day(known.birth_date));
        entry.fact(
            "Unique pupil number",
            known
                .upn
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
        );
        for upn in &known.former_upns {
            entry.fact("Pupil number before", upn.to_string());
        }
    }
    entry.fact("Reference", child.local_id.to_string());
    entry.fact(
        "Unique learner number",
        child
            .uln
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
    );
    entry.fact("Sex as returned", child.sex.map_or("", |sex| sex.code()));
    entry.fact("Ethnicity code as returned", ethnicity.unwrap_or_default());
    entry.fact("Looked after by an authority", yes(child.looked_after));
    entry.fact(
        "Authority that maintains the plan",
        child.maintaining_authority.to_string(),
    );
    entry.fact("Authority that pays", child.paying_authority.to_string());
    entry
}

fn assessments(kept: &Timeline) -> Vec<Entry> {
    let requests = kept.requests.iter().map(|request| {
        let mut entry = Entry::default();
        entry.fact("Request received", request.received_on.to_string());
        entry.fact(
            "Asked by (SEN2 code)",
            request.source.clone().unwrap_or_default(),
        );
        entry.fact(
            "Outcome (SEN2 code)",
            request.outcome.clone().unwrap_or_default(),
        );
        entry.fact("Outcome on", day(request.outcome_on));
        entry
            .fact("Mediation", yes(request.mediation))
            .fact("Appeal", yes(request.tribunal));
        entry
    });
    let assessed = kept.assessments.iter().map(|assessment| {
        let mut entry = Entry::default();
        entry.fact(
            "Assessment after the request of",
            assessment.received_on.to_string(),
        );
        entry.fact(
            "Outcome (SEN2 code)",
            assessment.outcome.clone().unwrap_or_default(),
        );
        entry.fact("Outcome on", day(assessment.outcome_on));
        entry.fact(
            "Exception to the 20 weeks",
            yes(assessment.week_20_exception),
        );
        entry.fact(
            "Mediation",
            yes(assessment.mediation || assessment.other_mediation),
        );
        entry.fact(
            "Appeal",
            yes(assessment.tribunal || assessment.other_tribunal),
        );
        entry
    });
    requests.chain(assessed).collect()
}

fn plan_entries(history: &PlanHistory, places: &Places) -> Vec<Entry> {
    let plan = &history.plan;
    let mut whole = Entry::default();
    whole.fact("Plan", plan.ordinal.to_string());
    whole
        .fact("First final", day(plan.starts_on))
        .fact("Ceased", day(plan.ceased_on));
    whole
        .fact("Last reviewed", day(plan.last_review_on))
        .fact("Next review due", day(plan.review_due_on));
    let versions = history.versions.iter().map(|version| {
        let mut entry = Entry::default();
        entry.fact(
            "Version",
            format!("{} of plan {}", version.number, plan.ordinal),
        );
        entry
            .fact("What it is", words(version.state.code()))
            .fact("Dated", day(version.dated_on));
        let needs: Vec<&str> = version.needs.iter().map(|need| need.title()).collect();
        entry.fact("Needs", needs.join(", "));
        for named in &version.named {
            let place = named.establishment.as_ref().and_then(|id| places.get(id));
            entry.fact(
                "Section I names",
                place
                    .cloned()
                    .unwrap_or_else(|| named.setting.title().to_owned()),
            );
        }
        entry
    });
    let reviews = history.reviews.iter().map(|review| {
        let mut entry = Entry::default();
        entry.fact("Annual review meeting", review.meeting_on.to_string());
        entry.fact(
            "Outcome (SEN2 code)",
            review.outcome.clone().unwrap_or_default(),
        );
        entry
            .fact("Decision", day(review.decided_on))
            .fact("Final plan", day(review.final_on));
        entry
    });
    std::iter::once(whole)
        .chain(versions)
        .chain(reviews)
        .collect()
}

fn placement(at: &Placement, places: &Places) -> Entry {
    let place = at.establishment.as_ref().and_then(|id| places.get(id));
    let mut entry = Entry::default();
    entry.fact("Where", place.cloned().unwrap_or_default());
    entry
        .fact("Setting", at.setting.title())
        .fact("What it is", at.setting_other.clone().unwrap_or_default());
    entry
        .fact("From", day(at.from))
        .fact("Until before", day(at.to));
    entry.fact("Share of full time", at.fte.rate().to_string());
    entry
}

fn cost_line(line: &CostLine) -> Entry {
    let terms = &line.terms;
    let mut entry = Entry::default();
    entry.fact("What is paid for", terms.kind.title());
    entry
        .fact("Amount without VAT", terms.net.to_string())
        .fact("For each", words(terms.per.code()));
    entry.fact("From", terms.period.start().to_string());
    entry.fact("Last day", day(terms.period.last_day()));
    entry.fact("Entered in error", if line.in_error { "Yes" } else { "" });
    entry.passage("Notes", &terms.notes);
    entry
}

fn profiles(kept: &Timeline, sets: &Sets) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (profile, versions) in kept.profiles.iter().rev() {
        let set = sets.get(&profile.rule_set);
        for version in versions {
            let mut entry = Entry::default();
            entry.fact("Saved on", Moment::of(version.at).today.to_string());
            entry.fact("How far it had come", words(version.state.code()));
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
    for (domain, evidence) in needs.evidence() {
        let page = evidence
            .page
            .as_ref()
            .map_or_else(String::new, |page| format!(", page {page}"));
        let what = format!(
            "Evidence for {}: {}{page}",
            name(domain.as_str()),
            evidence.source.title()
        );
        entry.passage(what, &evidence.quotation);
    }
    if let Some(points) = needs.points() {
        entry.fact("Points", points.to_string());
    }
    if let Some(hours) = needs.support_hours() {
        entry.fact("Hours of support a week", hours.to_string());
    }
    for line in needs.provision() {
        let minutes = line
            .minutes
            .map_or_else(String::new, |minutes| format!("{minutes} minutes a week"));
        entry.fact(format!("Provision {}", line.provision), minutes);
    }
}

fn determinations(kept: &Timeline, sets: &Sets) -> Vec<Entry> {
    let mut entries = Vec::new();
    for made in kept.determinations.iter().rev() {
        let mut entry = Entry::default();
        entry.fact("For the day", made.on.to_string());
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
        entries.push(entry);
    }
    entries
}

fn decisions(kept: &Timeline) -> Vec<Entry> {
    let mut entries = Vec::new();
    for decision in kept.decisions.iter().rev() {
        let mut entry = Entry::default();
        entry.fact("Decided on", decision.decided_on.to_string());
        entry
            .fact("How", words(decision.kind.code()))
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

fn awards(kept: &Timeline, places: &Places) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (_, terms) in kept.awards.iter().rev() {
        let place = terms.establishment.as_ref().and_then(|id| places.get(id));
        let mut entry = Entry::default();
        entry
            .fact("To", place.cloned().unwrap_or_default())
            .fact("Setting", terms.setting.title());
        entry
            .fact("From", terms.from.to_string())
            .fact("Until before", day(terms.to));
        entry.fact(
            "Band",
            terms
                .band
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
        );
        entry.fact(
            "Amount of a year",
            terms.annual.map_or_else(String::new, |sum| sum.to_string()),
        );
        entry.fact("Share of full time", terms.fte.rate().to_string());
        entry.passage("Note", &terms.note);
        entries.push(entry);
    }
    entries
}

fn payment_line(line: &PaymentLine) -> Entry {
    let mut entry = Entry::default();
    entry
        .fact("Paid to", &line.payee_name)
        .fact("For", line.kind.title());
    entry.fact("Band", line.band.clone().unwrap_or_default());
    if let Some(days) = &line.days {
        entry
            .fact("From", days.start().to_string())
            .fact("Last day", day(days.last_day()));
    }
    entry.fact("Amount", line.amount.to_string());
    entry
}

/// One look or change, without who it was.
fn look(entry: &audit::Recorded) -> Entry {
    let mut told = Entry::default();
    told.fact("When", &entry.at)
        .fact("What", words(&entry.action));
    told
}

fn day(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

fn yes(holds: bool) -> &'static str {
    if holds { "Yes" } else { "No" }
}

/// A code in words.
fn words(code: &str) -> String {
    code.replace(['_', '-'], " ")
}
