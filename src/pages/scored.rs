//! A profile as it was scored, to be read: the case, what was judged with its evidence, and the questions that it raised.

use leptos::prelude::*;

use super::{besides_levels, words};
use crate::components::{SummaryList, SummaryRow};
use crate::engine::Context;
use crate::explain::circumstances;
use crate::needs::{Evidence, Grounds, NeedsProfile};
use crate::rules::{Area, Domain, Question, RuleSet};

/// What was known of the case: setting, need, share of full time and what else the rules ask.
pub fn case_rows(context: &Context, rules: &RuleSet) -> Vec<SummaryRow> {
    let need = context.primary_need;
    let mut rows = vec![
        SummaryRow::new("Scored for", context.setting.title()),
        SummaryRow::new(
            "Primary need",
            need.map_or("Not given", |need| need.title()),
        ),
        SummaryRow::new("Full-time equivalent (FTE)", context.fte.to_string()),
    ];
    let asked = circumstances(context.hours, &context.facts, rules);
    rows.extend(
        asked
            .into_iter()
            .map(|(what, value)| SummaryRow::new(what, value)),
    );
    rows
}

/// Everything that was judged: what stands besides levels first, then area by area each level. What a level means and the
/// evidence for it are folded, or unfolded from the beginning.
pub fn judged(needs: &NeedsProfile, rules: &RuleSet, unfolded: bool) -> AnyView {
    let areas: Vec<AnyView> = rules
        .areas
        .iter()
        .map(|area| of_area(needs, area, unfolded))
        .collect();
    let table = (!areas.is_empty()).then(|| {
        view! {
            <table class="govuk-table app-judged" role="table">
                <caption class="govuk-visually-hidden">"Each level, with what it means and the evidence for it"</caption>
                <thead class="govuk-table__head" role="rowgroup">
                    <tr class="govuk-table__row" role="row">
                        <th scope="col" role="columnheader" class="govuk-table__header">"Domain"</th>
                        <th scope="col" role="columnheader" class="govuk-table__header">"Level"</th>
                        <th scope="col" role="columnheader" class="govuk-table__header">"Meaning and evidence"</th>
                    </tr>
                </thead>
                {areas}
            </table>
        }
    });
    view! {
        {besides_levels::section("Judged besides levels", needs, rules)}
        {table}
    }
    .into_any()
}

fn of_area(needs: &NeedsProfile, area: &Area, unfolded: bool) -> AnyView {
    let rows: Vec<AnyView> = area
        .domains
        .iter()
        .map(|domain| of_domain(needs, domain, unfolded))
        .collect();
    view! {
        <tbody class="govuk-table__body" role="rowgroup">
            <tr class="govuk-table__row app-judged__area" role="row">
                <th colspan="3" scope="rowgroup" role="rowheader" class="govuk-table__header">{area.title.clone()}</th>
            </tr>
            {rows}
        </tbody>
    }
    .into_any()
}

fn of_domain(needs: &NeedsProfile, domain: &Domain, unfolded: bool) -> AnyView {
    let level = needs.level(&domain.id);
    let descriptor = level.and_then(|level| domain.levels.get(&level)).cloned();
    let evidence = needs.evidence().get(&domain.id);
    // Where nothing is claimed nothing has to be shown for it.
    let is_claimed = level.is_some_and(|level| level.number() > 0);
    let lacks = (is_claimed && evidence.is_none()).then_some("No evidence given");
    let pieces: Vec<&Evidence> = evidence.into_iter().flat_map(Grounds::iter).collect();
    let places: Vec<String> = pieces
        .iter()
        .map(|one| words::evidence_place(one))
        .collect();
    let summary = match places.as_slice() {
        [] => "What this level means".to_owned(),
        places => places.join("; "),
    };
    let quotations: Vec<String> = match pieces.as_slice() {
        // The line above says where it is.
        [only] => vec![format!("“{}”", only.quotation)],
        several => several
            .iter()
            .map(|one| words::evidence_said(one))
            .collect(),
    };
    let folded = (descriptor.is_some() || !quotations.is_empty()).then(|| {
        let hidden = format!(": {}", domain.title);
        view! {
            <details class="govuk-details" open=unfolded>
                <summary class="govuk-details__summary">
                    <span class="govuk-details__summary-text">
                        {summary} <span class="govuk-visually-hidden app-joined">{hidden}</span>
                    </span>
                </summary>
                <div class="govuk-details__text">
                    {descriptor.map(|words| view! { <p class="govuk-body-s">{words}</p> })}
                    {quotations.into_iter().map(|words| view! { <p class="govuk-body app-quotation">{words}</p> }).collect_view()}
                </div>
            </details>
        }
    });
    view! {
        <tr class="govuk-table__row" role="row">
            <th scope="row" role="rowheader" class="govuk-table__header">{domain.title.clone()}</th>
            <td class="govuk-table__cell" role="cell">
                <span class="app-whole">{words::level_said(needs, &domain.id)}</span>
            </td>
            <td class="govuk-table__cell" role="cell">
                {lacks.map(|words| view! { <strong class="app-judged__lacks">{words}</strong> })}
                {folded}
            </td>
        </tr>
    }
    .into_any()
}

/// The questions that the profile raised, each with the scorer's answer; nothing where it raised none.
pub fn questions(asked: &[(Question, Option<String>)]) -> Option<AnyView> {
    let rows: Vec<SummaryRow> = asked
        .iter()
        .map(|(question, answer)| {
            let answer = answer.clone().unwrap_or_else(|| "No answer".to_owned());
            SummaryRow::new(question.ask.clone(), answer)
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <h2 class="govuk-heading-m" id="questions">"Questions that the profile raised, with the scorer’s answers"</h2>
            <SummaryList rows=rows />
        }
        .into_any()
    })
}
