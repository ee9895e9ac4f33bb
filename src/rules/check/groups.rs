//! Groups of domains: their weights and caps.

use std::collections::BTreeMap;

use crate::money::{Decimal, Rate};
use crate::needs::{DomainId, GroupId};
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed};
use crate::rules::set::{AboveCap, Group, GroupCap, Model};
use crate::rules::tree::{Place, Table};

use super::conditions::Names;
use super::model::{Scored, not_here, too_many_scores};
use super::needs::{Areas, known_domain, same_id};
use super::scores::Scores;

/// Reads every `[[group]]`; each domain is in exactly one.
pub(super) fn weighted(root: &Fields<'_>, names: &Names<'_>, shares: &[Rate]) -> Scored {
    let mut grouped: BTreeMap<DomainId, String> = BTreeMap::new();
    let mut ids: BTreeMap<GroupId, Place> = BTreeMap::new();
    let before = root.problems.len();
    let tables = root.sections("group");
    let mut groups: Vec<Group> = Vec::with_capacity(tables.len());
    for table in &tables {
        groups.extend(group(root, table, names, &mut grouped, &mut ids));
    }
    for (domain, place) in names.areas.domains() {
        if !grouped.contains_key(domain) {
            let sentence = format!(
                "the domain {domain} is in no [[group]], so its level would count for nothing: add it to a group's domains"
            );
            root.problems.add(place, Fault::DomainGrouping, sentence);
        }
    }
    // Scores are worked out only from groups that stand as written.
    let whole =
        root.problems.len() == before && !groups.is_empty() && !names.levels.list().is_empty();
    let scores = if whole {
        Scores::of_groups(&groups, &names.areas.ranks(shares), |domain| {
            names.areas.levels_of(domain).to_vec()
        })
    } else {
        None
    };
    if whole && scores.is_none() && root.maybe("band").is_some() {
        too_many_scores(root);
    }
    if groups.is_empty() && root.maybe("group").is_none() {
        let sentence = "weighted_levels needs a [[group]] for every domain: add them";
        root.problems.add(root.place(), Fault::MissingKey, sentence);
    }
    Scored {
        model: Model::WeightedLevels {
            groups,
            shares: shares.to_vec(),
        },
        scores,
    }
}

fn group(
    root: &Fields<'_>,
    table: &Table,
    names: &Names<'_>,
    grouped: &mut BTreeMap<DomainId, String>,
    ids: &mut BTreeMap<GroupId, Place>,
) -> Option<Group> {
    let keys = ["id", "title", "domains", "weight", "cap", "above_cap"];
    let fields = Fields::of(table, "[[group]]", &keys, root.problems);
    let id = fields.parsed::<GroupId>("id");
    let title = fields.text("title");
    let weight = fields.number("weight");
    let before = root.problems.len();
    let domains = domains_of(&fields, names.areas, grouped);
    if let Some(weight) = weight
        .as_ref()
        .filter(|weight| weight.value.value() <= Decimal::ZERO)
    {
        let sentence = "the weight must be above 0: with 0 or less these needs would count for nothing or against the child";
        fields
            .problems
            .add(&weight.place, Fault::BadValue, sentence);
    }
    // What a cap can bind is known only of domains that stand as written.
    let known = (root.problems.len() == before).then_some(domains.as_slice());
    let cap = cap(&fields, names, known, weight.as_ref());
    let id = id?;
    if ids.insert(id.value.clone(), id.place.clone()).is_some() {
        same_id(&fields, "group", id.value.as_str(), &id.place);
    }
    Some(Group {
        id: id.value,
        title: title?.value,
        domains,
        weight: weight?.value,
        cap,
    })
}

fn domains_of(
    fields: &Fields<'_>,
    areas: &Areas,
    grouped: &mut BTreeMap<DomainId, String>,
) -> Vec<DomainId> {
    let names = fields.texts("domains");
    if names.as_ref().is_some_and(Vec::is_empty) {
        let sentence = "this group has no domains: name them, or take the group out";
        fields.problems.add(fields.place(), Fault::Empty, sentence);
    }
    let mut domains = Vec::new();
    for name in names.unwrap_or_default() {
        let Some(domain) = known_domain(fields, areas, &name) else {
            continue;
        };
        if grouped.insert(domain.clone(), name.value.clone()).is_some() {
            let sentence = format!(
                "the domain {domain} is in two groups or twice in one, so it would count twice: keep one"
            );
            fields
                .problems
                .add(&name.place, Fault::DomainGrouping, sentence);
            continue;
        }
        domains.push(domain);
    }
    domains
}

fn cap(
    fields: &Fields<'_>,
    names: &Names<'_>,
    domains: Option<&[DomainId]>,
    weight: Option<&Placed<Rate>>,
) -> Option<GroupCap> {
    let choices = [("clamp", AboveCap::Clamp), ("block", AboveCap::Block)];
    let Some(points) = fields.maybe_number("cap") else {
        if fields.maybe("cap").is_none() {
            not_here(fields, "above_cap", "a group with a cap");
        }
        return None;
    };
    fields.required("above_cap")?;
    let above = fields.maybe_choice("above_cap", &choices)?;
    let (Some(weight), Some(domains)) = (weight, domains) else {
        return None;
    };
    let of = |domain| names.areas.levels_of(domain).iter();
    let tops = domains.iter().filter_map(|domain| of(domain).next_back());
    let most: u32 = tops.map(|level| u32::from(level.number())).sum();
    let needs = domains.iter().flat_map(of).map(|level| level.number());
    let least = needs.filter(|level| *level > 0).min()?;
    let step = Decimal::from(least).checked_mul(weight.value.value())?;
    let most = Decimal::from(most).checked_mul(weight.value.value())?;
    let cap = points.value.value();
    if cap >= most {
        let sentence = format!(
            "the cap {} never binds, since this group comes to {most} at the most: lower it, or take cap and above_cap out",
            points.value
        );
        fields
            .problems
            .add(&points.place, Fault::PointlessCap, sentence);
    } else if cap < step {
        let sentence = format!(
            "the cap {} is below {step}, the least that any need in this group counts, so every need would count alike: raise it",
            points.value
        );
        fields
            .problems
            .add(&points.place, Fault::PointlessCap, sentence);
    }
    Some(GroupCap {
        points: points.value,
        above: above.value,
    })
}
