//! What the checker found in a draft: every problem with its place, and what became of the cases.

use leptos::prelude::*;

use crate::components::{Cell, Column, Details, InsetText, Table};
use crate::service::rule_life::{Finding, Report};

/// The whole report; `file_address` leads to the page where a file is mended.
pub(super) fn report(report: &Report, file_address: impl Fn(&str) -> String) -> AnyView {
    let problems = findings(
        "What is wrong with the text",
        &report.problems,
        &file_address,
    );
    let differing = findings(
        "Cases that end otherwise than they say",
        &report.differing,
        &file_address,
    );
    let doubts = findings(
        "In doubt: it may be meant, but look at it twice",
        &report.doubts,
        &file_address,
    );
    let summary = summary(report);
    let uncovered = uncovered(report);
    let unnoticed = unnoticed(report);
    view! {
        <p class="govuk-body">{summary}</p>
        {problems}
        {differing}
        {doubts}
        {uncovered}
        {unnoticed}
    }
    .into_any()
}

/// The parts of the rules that no case hits; nothing while there are no cases to speak of.
fn uncovered(report: &Report) -> Option<AnyView> {
    if report.cases == 0 || report.not_hit == 0 {
        return None;
    }
    let hit = report.parts.saturating_sub(report.not_hit);
    let sentence = format!(
        "The cases hit {hit} of {} bands, rows, caps, floors and modifiers.",
        report.parts
    );
    let items: Vec<AnyView> = report
        .not_hit_named
        .iter()
        .map(|part| view! { <li>{part.clone()}</li> }.into_any())
        .collect();
    let more = usize::try_from(report.not_hit).unwrap_or(usize::MAX);
    let more = more.saturating_sub(items.len());
    let more = (more > 0).then(|| view! { <li>{format!("{more} more")}</li> });
    Some(
        view! {
            <p class="govuk-body">{sentence}</p>
            <Details summary="What no case shows an example of">
                <ul class="govuk-list govuk-list--bullet">
                    {items}
                    {more}
                </ul>
            </Details>
        }
        .into_any(),
    )
}

/// The figures that could be others, and every case would hold.
fn unnoticed(report: &Report) -> Option<AnyView> {
    let said = |figure: &String| view! { <li>{figure.clone()}</li> }.into_any();
    let items: Vec<AnyView> = report.unnoticed.iter().map(said).collect();
    (!items.is_empty()).then(|| {
        view! {
            <Details summary="Figures on which no case turns">
                <ul class="govuk-list govuk-list--bullet">{items}</ul>
            </Details>
        }
        .into_any()
    })
}

fn summary(report: &Report) -> String {
    let cases = match report.cases {
        0 => "There are no cases, so nothing shows that they give what was meant.".to_owned(),
        1 if report.differing.is_empty() => "The one case holds.".to_owned(),
        all if report.differing.is_empty() => format!("All {all} cases hold."),
        all => format!("Not all of the {all} cases hold."),
    };
    match report.problems.len() {
        0 => format!("The rules are sound. {cases}"),
        1 => "There is 1 problem. The rest is checked once it is mended.".to_owned(),
        many => format!("There are {many} problems. The cases run once they are mended."),
    }
}

fn findings(
    caption: &'static str,
    found: &[Finding],
    file_address: &impl Fn(&str) -> String,
) -> Option<AnyView> {
    if found.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("File"),
        Column::number("Line"),
        Column::number("Column"),
        Column::text("What it is, and how to mend it"),
    ];
    let row = |finding: &Finding| {
        let (href, file) = (file_address(&finding.file), finding.file.clone());
        vec![
            Cell::of(view! { <a class="govuk-link" href=href>{file}</a> }),
            Cell::from(finding.line.to_string()),
            Cell::from(finding.column.to_string()),
            Cell::from(finding.sentence.clone()),
        ]
    };
    let rows = found.iter().map(row).collect();
    Some(view! { <Table caption=caption columns=columns rows=rows /> }.into_any())
}

/// The problems of one file, above its text.
pub(super) fn of_file(report: &Report, name: &str) -> Option<AnyView> {
    let own = |finding: &&Finding| finding.file == name;
    let items: Vec<AnyView> = report
        .problems
        .iter()
        .chain(&report.differing)
        .filter(own)
        .map(|finding| {
            let place = format!("Line {}, column {}: ", finding.line, finding.column);
            view! { <li><strong>{place}</strong> {finding.sentence.clone()}</li> }.into_any()
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <InsetText>
                <p class="govuk-body">"As it was last saved, this file has problems:"</p>
                <ul class="govuk-list govuk-list--bullet">{items}</ul>
            </InsetText>
        }
        .into_any()
    })
}
