//! A profile as it was scored, to be read: the case, what was judged with its evidence, and the questions that it raised.

use leptos::prelude::*;

use super::{besides_levels, words};
use crate::components::{SummaryList, SummaryRow};
use crate::engine::Context;
use crate::explain::circumstances;
use crate::needs::NeedsProfile;
use crate::rules::{Area, Question, RuleSet};

/// What was known of the case: setting, need, share of full time and what else the rules ask.
pub fn case_rows(context: &Context, rules: &RuleSet) -> Vec<SummaryRow> {
    let need = context.primary_need;
    let mut rows = vec![
        SummaryRow::new("Scored for", context.setting.title()),
        SummaryRow::new(
            "Primary need",
            need.map_or("Not given", |need| need.title()),
        ),
        SummaryRow::new("Full-time equivalent", context.fte.to_string()),
    ];
    let asked = circumstances(context.hours, &context.facts, rules);
    rows.extend(
        asked
            .into_iter()
            .map(|(what, value)| SummaryRow::new(what, value)),
    );
    rows
}

/// Everything that was judged: what stands besides levels first, then area by area each level with its evidence.
pub fn judged(needs: &NeedsProfile, rules: &RuleSet) -> AnyView {
    let areas = rules.areas.iter();
    view! {
        {besides_levels::section("Judged besides levels", needs, rules)}
        {areas.map(|area| of_area(needs, area)).collect_view()}
    }
    .into_any()
}

fn of_area(needs: &NeedsProfile, area: &Area) -> AnyView {
    let rows = area
        .domains
        .iter()
        .map(|domain| {
            let level = needs.level(&domain.id);
            let descriptor = level.and_then(|level| domain.levels.get(&level)).cloned();
            let level = words::level_said(needs, &domain.id);
            let evidence = needs.evidence().get(&domain.id).map_or_else(
                || "No evidence given".to_owned(),
                |known| format!("{}: “{}”", words::evidence_place(known), known.quotation),
            );
            SummaryRow::new(
                domain.title.clone(),
                view! {
                    <p class="govuk-body"><strong>{level}</strong></p>
                    <p class="govuk-body-s">{descriptor}</p>
                    <p class="govuk-body app-quotation">{evidence}</p>
                },
            )
        })
        .collect();
    view! {
        <h2 class="govuk-heading-m">{area.title.clone()}</h2>
        <SummaryList rows=rows />
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
            <h2 class="govuk-heading-m">"Questions that the profile raised, with the scorer’s answers"</h2>
            <SummaryList rows=rows />
        }
        .into_any()
    })
}
