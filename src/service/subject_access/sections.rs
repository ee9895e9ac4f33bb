//! What is kept of a child, put into words section by section.

use std::collections::BTreeMap;

use super::held::{Entry, Section};
use super::{funded, judged, plans, told};
use crate::calendar::Date;
use crate::ids::{Digest, EstablishmentId};
use crate::rules::{RuleBook, RuleSet};
use crate::service::ServiceError;
use crate::service::scoring::rules_of;
use crate::store::audit::{self, Recorded};
use crate::store::award::AwardVersion;
use crate::store::import_row::RowOfChild;
use crate::store::plan_extract::Extract;
use crate::store::timeline::Timeline;
use crate::store::transfer::Transfer;
use crate::store::{
    Page, Tx, absence, award, case_authority, claim, establishment, kept_of_child, payment,
    written_of,
};

/// How many entries of the audit trail are read at a time.
const AT_A_TIME: u32 = 500;

/// The sections of a child's history.
pub(super) async fn of(
    tx: &mut Tx,
    rules: &RuleBook,
    kept: &Timeline,
    ethnicity: Option<String>,
) -> Result<Vec<Section>, ServiceError> {
    let mut terms = Vec::new();
    for (one, _) in &kept.awards {
        terms.extend(award::versions_of(tx, &one.id).await?);
    }
    let places = places(tx, kept, &terms).await?;
    let sets = rule_sets(tx, rules, kept).await;
    let paid = payment::lines_of_child(tx, &kept.child.id).await?;
    let written = written_of::all(tx, &kept.child.id).await?;
    let besides = kept_of_child::all(tx, &kept.child.id).await?;
    let looks = looks(tx, kept).await?;
    let away = absence::all_of(tx, &kept.child.id).await?;
    let claims = claim::all_of(tx, &kept.child.id).await?;
    let authorities = case_authority::all_of(tx, &kept.child.id).await?;
    Ok(vec![
        section("Who the child is", vec![plans::identity(kept, ethnicity)]),
        section(
            "Requests for an assessment and what came of them",
            plans::assessments(kept),
        ),
        section(
            "Education, Health and Care Plans",
            kept.plans
                .iter()
                .flat_map(|plan| plans::plan_entries(plan, &places))
                .collect(),
        ),
        section(
            "Where the child is taught",
            kept.placements
                .iter()
                .map(|at| funded::placement(at, &places))
                .collect(),
        ),
        section(
            "Authorities that paid or looked after the child",
            authorities
                .iter()
                .rev()
                .map(funded::case_authority)
                .collect(),
        ),
        section(
            "What authorities claimed from each other",
            claims.iter().map(funded::claim).collect(),
        ),
        section(
            "Absences from a place that was kept",
            away.iter()
                .rev()
                .map(|one| funded::absence(one, &places))
                .collect(),
        ),
        section(
            "What the placements cost",
            kept.cost_lines.iter().map(funded::cost_line).collect(),
        ),
        section(
            "Levels of need and their evidence",
            judged::profiles(kept, &sets),
        ),
        section(
            "What the rules made of them",
            judged::determinations(kept, &sets),
        ),
        section("Decisions", judged::decisions(kept)),
        section(
            "Awards, with each change of their terms",
            terms
                .iter()
                .map(|terms| funded::award(terms, &places))
                .collect(),
        ),
        section(
            "What schools and officers wrote besides",
            written.iter().map(judged::written).collect(),
        ),
        section("Payments", paid.iter().map(funded::payment_line).collect()),
        section(
            "What else is kept of each of these",
            besides.iter().map(judged::kept_row).collect(),
        ),
        section(
            "Who looked at the record",
            looks.iter().rev().map(funded::look).collect(),
        ),
    ])
}

/// The extracts that officers attached, those that were removed too.
pub(super) fn extracts(all: &[Extract]) -> Section {
    let entries = all.iter().rev().map(plans::extract).collect();
    section("Extracts of plans", entries)
}

/// The packages in which a plan went to another authority or came from one.
pub(super) fn packages(all: &[Transfer]) -> Section {
    let entries = all.iter().map(plans::package).collect();
    section("Packages to and from other authorities", entries)
}

/// The rows of the case system's extracts that name the child, were not taken, and are kept to be corrected.
pub(super) fn untaken_rows(all: &[RowOfChild]) -> Section {
    let entries = all.iter().map(plans::untaken_row).collect();
    section(
        "Rows of the case system’s extracts that were not taken",
        entries,
    )
}

fn section(title: &'static str, entries: Vec<Entry>) -> Section {
    let entries = entries.into_iter().filter(|entry| !entry.facts.is_empty());
    Section {
        title,
        entries: entries.collect(),
    }
}

pub(super) type Places = BTreeMap<EstablishmentId, String>;
pub(super) type Sets = BTreeMap<Digest, RuleSet>;

async fn places(
    tx: &mut Tx,
    kept: &Timeline,
    terms: &[AwardVersion],
) -> Result<Places, ServiceError> {
    let placed = kept
        .placements
        .iter()
        .filter_map(|at| at.establishment.as_ref());
    let awarded = terms
        .iter()
        .filter_map(|terms| terms.establishment.as_ref());
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

/// The whole trail of the child, the newest first.
async fn looks(tx: &mut Tx, kept: &Timeline) -> Result<Vec<Recorded>, ServiceError> {
    let mut all = Vec::new();
    for page in 1.. {
        let page = Page::new(page, AT_A_TIME);
        let found = audit::about_child(tx, &kept.child.id, page).await?;
        let is_last = u64::from(found.page.number()) >= found.pages();
        all.extend(found.items);
        if is_last {
            break;
        }
    }
    Ok(all)
}

pub(super) fn day(day: Option<Date>) -> String {
    day.map_or_else(String::new, told::day)
}

pub(super) fn yes(holds: bool) -> &'static str {
    if holds { "Yes" } else { "No" }
}

/// A code in words.
pub(super) fn words(code: &str) -> String {
    code.replace(['_', '-'], " ")
}
