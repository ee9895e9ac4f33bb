//! What a filter becomes in the query: conditions over `child c` alone, each answered by an index.

use super::{Filter, PlanFilter, current_placement};
use crate::calendar::Date;
use crate::ids::Upn;
use crate::store::clause::Clause;
use crate::store::establishment::Sought;
use crate::store::fold::{near_asked, reference_asked, search_words, start_asked};
use crate::store::value::text;

/// Limits a query over `child c` to what a filter finds; its school's words as they were looked up.
pub(super) fn matching(found: &mut Clause, filter: &Filter, school: &[Sought], day: Date) {
    if let Some(words) = &filter.text {
        matching_text(found, words, filter.near);
    }
    if filter.school.is_some() {
        matching_school(found, school, day);
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

/// A number however it is parted, or every word at the beginning of a word of the name; with `near`, also every word nearly
/// a word of it.
fn matching_text(found: &mut Clause, typed: &str, near: bool) {
    // A NUL is in no stored text; without it the rest may still be found.
    let typed = typed.replace('\0', "");
    let number: String = typed.chars().filter(|c| c.is_alphanumeric()).collect();
    found
        .push(" AND c.id IN (SELECT child_id FROM reference_key WHERE found_by IN ")
        .bind_list(reference_asked(&typed).into_iter().map(text));
    found
        .push(" UNION ALL SELECT id FROM child WHERE uln = ")
        .bind(text(&number));
    if let Ok(upn) = Upn::parse(&number) {
        found
            .push(" UNION ALL SELECT child_id FROM child_identity WHERE upn = ")
            .bind(text(&upn));
        found
            .push(" UNION ALL SELECT child_id FROM child_identity WHERE former_upns <> ' ' AND former_upns LIKE ")
            .bind(text(format!("% {upn} %")));
    }
    let words = search_words(&typed);
    matching_words(found, &words);
    if near {
        matching_nearly(found, &words);
    }
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

/// Adds those whose name has every word nearly among its own: by the index of words with a letter left out.
fn matching_nearly(found: &mut Clause, words: &[String]) {
    let Some((first, others)) = words.split_first() else {
        return;
    };
    found.push(" UNION ALL SELECT n.child_id FROM name_near n WHERE n.variant IN ");
    found.bind_list(near_asked(first).into_iter().map(text));
    for word in others {
        found.push(" AND n.child_id IN (SELECT child_id FROM name_near WHERE variant IN ");
        found
            .bind_list(near_asked(word).into_iter().map(text))
            .push(")");
    }
}

/// Placed on the day at an establishment with every word in its name.
fn matching_school(found: &mut Clause, words: &[Sought], day: Date) {
    found.push(
        " AND c.id IN (SELECT x.child_id FROM placement x WHERE x.establishment_id IN \
         (SELECT e.id FROM establishment e WHERE ",
    );
    found.push(if words.is_empty() { "FALSE" } else { "TRUE" });
    for word in words {
        word.limit(found);
    }
    found.push(")");
    current_placement(found, day).push(")");
}
