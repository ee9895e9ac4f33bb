//! Amounts that follow from the adults of a class.

use std::collections::BTreeMap;

use crate::money::{Decimal, Rate};
use crate::needs::PostId;
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, number_of, shown, wrong_kind};
use crate::rules::set::{ClassStaffing, Staffing};
use crate::rules::tree::{Entry, Value};
use crate::rules::words::in_pounds;

use super::amounts::{Asked, within_limit};
use super::by_band::{by_band, rising};

/// More pupils or adults than any class has.
const CLASS_MAX: i64 = 100;

/// Reads `class_posts`, `classes` and `per_pupil`.
pub(super) fn staffing(fields: &Fields<'_>, asked: &Asked<'_>) -> Option<Staffing> {
    let posts = posts(fields)?;
    let per_pupil = fields.maybe_number("per_pupil");
    if let Some(pounds) = per_pupil
        .as_ref()
        .filter(|pounds| pounds.value.value() < Decimal::ZERO)
    {
        let sentence = "per_pupil is below nothing: write pounds a year";
        fields.wrong(&pounds.place, Fault::BadAmount, sentence);
    }
    let per_pupil = per_pupil.map_or(Rate::new(Decimal::ZERO), |pounds| pounds.value);
    let read = |entry: &Entry| {
        let class = class(fields, entry, &posts)?;
        let pounds = a_pupil(&class, &posts, per_pupil).unwrap_or(Decimal::MAX);
        let of = format!("band {}", shown(&entry.key));
        within_limit(
            fields,
            &entry.place,
            pounds,
            &of,
            asked.yearly,
            asked.within.limit,
        );
        Some(class)
    };
    let (classes, places) = by_band(fields, "classes", asked, read);
    let amounts = classes
        .iter()
        .filter_map(|(band, class)| Some((band.clone(), a_pupil(class, &posts, per_pupil)?)));
    rising(fields, asked, &amounts.collect(), &places, |pounds| {
        format!("{} for a pupil", in_pounds(Rate::new(pounds.round_dp(2))))
    });
    Some(Staffing {
        posts,
        classes,
        per_pupil,
    })
}

fn posts(fields: &Fields<'_>) -> Option<BTreeMap<PostId, Rate>> {
    fields.required("class_posts")?;
    let mut posts = BTreeMap::new();
    for entry in &fields.section("class_posts")?.entries {
        let cost = number_of(&entry.node, &entry.key, fields.problems);
        if let Some(cost) = cost
            .as_ref()
            .filter(|cost| cost.value.value() <= Decimal::ZERO)
        {
            let sentence = "a post costs more than nothing: write pounds a year";
            fields.wrong(&cost.place, Fault::BadAmount, sentence);
        }
        match PostId::parse(&entry.key) {
            Ok(id) if id.as_str() != "pupils" => {
                posts.insert(id, cost.map_or(Rate::ONE, |cost| cost.value));
            }
            _ => {
                let sentence = format!(
                    "“{}” is no name of a post: write it in lower case with dashes, such as teacher",
                    shown(&entry.key)
                );
                fields.wrong(&entry.place, Fault::BadValue, sentence);
            }
        }
    }
    Some(posts)
}

fn class(
    fields: &Fields<'_>,
    entry: &Entry,
    posts: &BTreeMap<PostId, Rate>,
) -> Option<ClassStaffing> {
    let Value::Table(table) = &entry.node.value else {
        let wanted = "the class in braces, such as { pupils = \"10\", teacher = \"1\" }";
        wrong_kind(&entry.node, &entry.key, wanted, fields.problems);
        return None;
    };
    let (mut pupils, mut adults) = (None, BTreeMap::new());
    for entry in &table.entries {
        let Some(number) = number_of(&entry.node, &entry.key, fields.problems) else {
            continue;
        };
        let least = if entry.key == "pupils" {
            Decimal::ONE
        } else {
            Decimal::ZERO
        };
        if !(least..=Decimal::from(CLASS_MAX)).contains(&number.value.value()) {
            let sentence = format!(
                "no class has {} {}: mend it",
                number.value,
                shown(&entry.key)
            );
            fields.wrong(&number.place, Fault::BadValue, sentence);
            continue;
        }
        if entry.key == "pupils" {
            pupils = Some(number.value);
            continue;
        }
        match PostId::parse(&entry.key)
            .ok()
            .filter(|id| posts.contains_key(id))
        {
            Some(post) => {
                adults.insert(post, number.value);
            }
            None => unknown_post(fields, entry, posts),
        }
    }
    if pupils.is_none() && table.get("pupils").is_none() {
        let sentence = "this class has no pupils: add pupils = \"…\"";
        fields.wrong(&table.place, Fault::MissingKey, sentence);
    }
    Some(ClassStaffing {
        pupils: pupils?,
        adults,
    })
}

fn unknown_post(fields: &Fields<'_>, entry: &Entry, posts: &BTreeMap<PostId, Rate>) {
    let known: Vec<&str> = posts.keys().map(PostId::as_str).collect();
    let sentence = format!(
        "“{}” is not one of class_posts: write pupils or one of {}",
        shown(&entry.key),
        known.join(", ")
    );
    fields.wrong(&entry.place, Fault::UnknownPost, sentence);
}

/// Pounds a year for one pupil of a class.
pub(super) fn a_pupil(
    class: &ClassStaffing,
    posts: &BTreeMap<PostId, Rate>,
    per_pupil: Rate,
) -> Option<Decimal> {
    let mut staff = Decimal::ZERO;
    for (post, adults) in &class.adults {
        let cost = adults.value().checked_mul(posts.get(post)?.value())?;
        staff = staff.checked_add(cost)?;
    }
    staff
        .checked_div(class.pupils.value())?
        .checked_add(per_pupil.value())
}
