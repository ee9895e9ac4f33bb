//! What a filter becomes in the query: conditions over `child c` alone, each answered by an index.

use super::{Filter, PlanFilter, current_placement};
use crate::calendar::Date;
use crate::ids::Upn;
use crate::store::clause::Clause;
use crate::store::fold::{near_asked, search_words, start_asked};
use crate::store::value::text;

/// Limits a query over `child c` to what a filter finds.
pub(super) fn matching(found: &mut Clause, filter: &Filter, day: Date) {
    match &filter.text {
        Some(words) if filter.near => matching_nearly(found, words),
        Some(words) => matching_text(found, words),
        None => {}
    }
    if let Some(words) = &filter.school {
        matching_school(found, words, day);
    }
    matching_work(found, filter, day);
    if let Some((from, to)) = filter.born {
        found
            .push(" AND c.id IN (SELECT b.child_id FROM child_identity b WHERE b.birth_date >= ")
            .bind(text(from))
            .push(" AND b.birth_date < ")
            .bind(text(to))
            .push(")");
    }
    if let Some(need) = filter.need {
        found
            .push(
                " AND c.id IN (SELECT p.child_id FROM plan_need n JOIN plan_version v ON v.id = n.plan_version_id \
                 JOIN plan p ON p.id = v.plan_id AND p.latest_version = v.number WHERE n.rank = 1 \
                 AND p.ordinal = (SELECT MAX(q.ordinal) FROM plan q WHERE q.child_id = p.child_id) AND n.need = ",
            )
            .bind(text(need.code()))
            .push(")");
    }
    if let Some(setting) = filter.setting {
        found.push(
            " AND c.id IN (SELECT x.child_id FROM placement x WHERE x.rank = 1 AND x.setting = ",
        );
        found.bind(text(setting.code()));
        current_placement(found, day).push(")");
    }
    if let Some(place) = &filter.establishment {
        found.push(" AND c.id IN (SELECT x.child_id FROM placement x WHERE x.establishment_id = ");
        found.bind(text(place));
        current_placement(found, day).push(")");
    }
    if !filter.but.is_empty() {
        found.push(" AND c.id NOT IN ");
        found.bind_list(filter.but.iter().map(text));
    }
    if let Some(band) = &filter.band {
        found.push(
            " AND c.id IN (SELECT a.child_id FROM award a JOIN award_version w ON w.award_id = a.id \
             AND w.number = a.latest_version WHERE w.band = ",
        );
        found
            .bind(text(band))
            .push(" AND w.from_on <= ")
            .bind(text(day));
        found
            .push(" AND (w.to_on IS NULL OR w.to_on > ")
            .bind(text(day))
            .push("))");
    }
    found.push(match filter.plan {
        PlanFilter::Any => "",
        PlanFilter::Open => " AND c.id IN (SELECT child_id FROM plan WHERE ceased_on IS NULL)",
        PlanFilter::Ceased => {
            " AND c.id IN (SELECT child_id FROM plan) AND c.id NOT IN (SELECT child_id FROM plan WHERE ceased_on IS NULL)"
        }
        PlanFilter::Never => " AND c.id NOT IN (SELECT child_id FROM plan)",
    });
}

/// Limits the query to what waits to be done: reviews, moves between phases, placements to be found.
fn matching_work(found: &mut Clause, filter: &Filter, day: Date) {
    if let Some(before) = filter.review_due_before {
        found.push(
            " AND c.id IN (SELECT child_id FROM plan WHERE ceased_on IS NULL AND review_due_on < ",
        );
        found.bind(text(before)).push(")");
    }
    if let Some(from) = filter.review_due_from {
        found.push(
            " AND c.id IN (SELECT child_id FROM plan WHERE ceased_on IS NULL AND review_due_on >= ",
        );
        found.bind(text(from)).push(")");
    }
    if let Some((after, up_to)) = filter.transfer_due {
        found.push(
            " AND c.id IN (SELECT child_id FROM plan WHERE ceased_on IS NULL AND phase_transfer_final_on IS NULL \
             AND phase_transfer_due_on > ",
        );
        found
            .bind(text(after))
            .push(" AND phase_transfer_due_on <= ");
        found.bind(text(up_to)).push(")");
    }
    if filter.placement_unknown {
        found.push(
            " AND c.id IN (SELECT child_id FROM plan WHERE ceased_on IS NULL AND placed_from > ",
        );
        found.bind(text(day)).push(
            ") AND NOT EXISTS (SELECT 1 FROM placement x WHERE x.child_id = c.id AND x.setting <> 'UNK'",
        );
        current_placement(found, day).push(")");
    }
}

/// A number exactly, or every word at the beginning of a word of the name.
fn matching_text(found: &mut Clause, typed: &str) {
    // A NUL is in no stored text; without it the rest may still be found.
    let typed = typed.replace('\0', "");
    let exact = typed.trim();
    found
        .push(" AND c.id IN (SELECT id FROM child WHERE local_id IN ")
        .bind_list([text(exact), text(exact.to_uppercase())]);
    found
        .push(" UNION ALL SELECT id FROM child WHERE uln = ")
        .bind(text(exact));
    if let Ok(upn) = Upn::parse(exact) {
        found
            .push(" UNION ALL SELECT child_id FROM child_identity WHERE upn = ")
            .bind(text(&upn));
        found
            .push(" UNION ALL SELECT child_id FROM child_identity WHERE former_upns <> ' ' AND former_upns LIKE ")
            .bind(text(format!("% {upn} %")));
    }
    matching_words(found, &search_words(&typed));
    found.push(")");
}

/// Adds those whose name has every word at the beginning of one of its own: the longest word by the index of beginnings,
/// then all of them in the names so found.
fn matching_words(found: &mut Clause, words: &[String]) {
    let Some(longest) = words.iter().max_by_key(|word| word.chars().count()) else {
        return;
    };
    found
        .push(
            " UNION ALL SELECT s.child_id FROM name_start s JOIN child_identity k ON k.child_id = s.child_id \
             WHERE s.start_of_word = ",
        )
        .bind(text(start_asked(longest)));
    for word in words {
        found
            .push(" AND k.name_key LIKE ")
            .bind(text(format!("% {word}%")));
    }
}

/// Every word nearly a word of the name: by the index of words with a letter left out.
fn matching_nearly(found: &mut Clause, typed: &str) {
    let typed = typed.replace('\0', "");
    let words = search_words(&typed);
    if words.is_empty() {
        found.push(" AND FALSE");
    }
    for word in words {
        found.push(" AND c.id IN (SELECT child_id FROM name_near WHERE variant IN ");
        found
            .bind_list(near_asked(&word).into_iter().map(text))
            .push(")");
    }
}

/// Placed on the day at an establishment with every word at the beginning of a word of its name.
fn matching_school(found: &mut Clause, typed: &str, day: Date) {
    let words = search_words(&typed.replace('\0', ""));
    found.push(
        " AND c.id IN (SELECT x.child_id FROM placement x JOIN establishment e ON e.id = x.establishment_id WHERE ",
    );
    found.push(if words.is_empty() { "FALSE" } else { "TRUE" });
    for word in words {
        found
            .push(" AND e.name_key LIKE ")
            .bind(text(format!("% {word}%")));
    }
    current_placement(found, day).push(")");
}
