//! The page of a profile that waits or was decided: what bears on it, its levels, and the form.

use axum::response::Response;
use leptos::prelude::*;

use super::super::extracts::beside;
use super::super::{scored, words};
use super::{compare, conflict, form};
use crate::components::{
    BandPanel, InsetText, NotificationBanner, SummaryList, SummaryRow, WarningText,
};
use crate::forms::Problems;
use crate::forms::conclusion::ConclusionForm;
use crate::forms::first_judgement::FirstJudgementForm;
use crate::islands::outcome;
use crate::needs::SectionFLine;
use crate::service::Moment;
use crate::service::deciding::{AmountProposal, Case, Stage};
use crate::visit::{Page, Visit};

pub(super) fn page(
    visit: &Visit,
    case: &Case,
    (filled, unfolded): (&ConclusionForm, bool),
    problems: &Problems,
) -> Response {
    let page = Page::titled("Decide on a profile")
        .back("/decisions", "Back to decisions")
        .with_problems(problems);
    page.answer(visit, || {
        let asks = case.may_decide && case.stage == Stage::Waiting;
        view! {
            {caption(case)}
            <h1 class="govuk-heading-l">"Decide on a profile"</h1>
            {notices(case)}
            {parts(case, asks)}
            {facts(case)}
            <div class="app-beside">
                <div class="app-beside__main">
                    {levels(case, unfolded)}
                    {scored::questions(&case.questions)}
                </div>
                {(!case.is_to_be_judged()).then(|| view! {
                    <div class="app-beside__aside">
                        <BandPanel outcome=outcome::of_determination(&case.made, &case.rules) />
                    </div>
                })}
                <div class="app-beside__main">
                    {asks.then(|| if case.is_to_be_judged() {
                        let blank = FirstJudgementForm::of(case.version.number);
                        let question = compare::question(case, &blank, &Problems::default());
                        view! {
                            <h2 class="govuk-heading-m" id=ANSWER>"Your first judgement"</h2>
                            {question}
                        }
                        .into_any()
                    } else {
                        form::conclusion(case, filled, problems)
                    })}
                </div>
            </div>
            {case.may_decide.then(|| conflict::way_out(&case.about.child))}
        }
    })
}

/// Where the page's form is.
pub(super) const ANSWER: &str = "answer";

/// The parts of the page, each a step away from wherever its reader is.
fn parts(case: &Case, asks: bool) -> AnyView {
    let mut parts = vec![("#levels".to_owned(), "Levels and evidence")];
    if !case.questions.is_empty() {
        parts.push(("#questions".to_owned(), "Questions"));
    }
    if asks {
        let title = if case.is_to_be_judged() {
            "Your first judgement"
        } else {
            "Section F and your decision"
        };
        parts.push((format!("#{ANSWER}"), title));
    }
    let items = parts.into_iter().map(|(href, title)| {
        view! { <li><a class="govuk-link" href=href>{title}</a></li> }
    });
    view! {
        <nav class="app-parts" aria-label="On this page">
            <ol class="app-parts__list">{items.collect_view()}</ol>
        </nav>
    }
    .into_any()
}

fn levels(case: &Case, unfolded: bool) -> AnyView {
    let (suffix, text) = if unfolded {
        ("", "Fold the evidence")
    } else {
        ("?evidence=open", "Unfold all the evidence")
    };
    let href = format!("/decisions/{}{suffix}#levels", case.profile);
    view! {
        <h2 class="govuk-heading-m" id="levels">"Levels and evidence"</h2>
        <p class="govuk-body"><a class="govuk-link" href=href>{text}</a></p>
        {beside(&case.extracts, "Extracts of the plan that was read:")}
        {scored::judged(&case.version.needs, &case.rules, unfolded)}
    }
    .into_any()
}

pub(super) fn caption(case: &Case) -> AnyView {
    words::about_child(&case.about)
}

fn notices(case: &Case) -> AnyView {
    let own = (case.own && case.stage == Stage::Waiting).then(|| {
        view! { <WarningText text="You scored this profile, so another officer has to decide on it." /> }
    });
    let stage = match &case.stage {
        Stage::Waiting => None,
        Stage::SentBack => Some("This profile was sent back to its scorer.".to_owned()),
        Stage::Decided(decision) => Some(format!(
            "This profile was decided on {}.",
            words::day(decision.decided_on)
        )),
    };
    let checked = case
        .section_f_checked
        .as_ref()
        .filter(|checked| !checked.is_empty());
    let checked =
        checked.map(|checked| format!("Checked in Section F before it was decided: {checked}"));
    let lines = section_f_lines(&case.section_f_lines);
    let individual = case
        .individual
        .as_ref()
        .filter(|_| case.stage == Stage::Waiting)
        .map(|found| {
            let sentence = format!(
                "{} found on {} that it needs an individually agreed amount: {}",
                found.officer,
                words::day(found.on),
                found.note
            );
            let amount = case.may_decide.then(|| {
                let href = format!("/decisions/{}/amount", case.profile);
                view! {
                    <p class="govuk-body">
                        <a class="govuk-link" href=href>"Agree an individual amount"</a>
                    </p>
                }
            });
            let proposed = case.proposal.as_ref().map(|(kept, officer)| {
                let sentence = proposed_sentence(kept, officer);
                view! { <p class="govuk-body">{sentence}</p> }
            });
            view! {
                <InsetText>{sentence}</InsetText>
                {proposed}
                {amount}
            }
        });
    let change = case.sees_change.then(|| {
        let href = format!("/decisions/{}/what-would-change", case.profile);
        view! {
            <p class="govuk-body">
                <a class="govuk-link" href=href>"What would change this band"</a>
            </p>
        }
    });
    let compares = matches!(case.stage, Stage::Decided(_))
        || (case.may_decide && case.stage == Stage::Waiting && case.judged);
    let compare = compares.then(|| {
        let href = format!("/decisions/{}/compare", case.profile);
        view! {
            <p class="govuk-body">
                <a class="govuk-link" href=href>"Compare with the previous profile and similar ones"</a>
            </p>
        }
    });
    view! {
        {own}
        {compare}
        {stage.map(|text| view! { <NotificationBanner text=text /> })}
        {checked.map(|text| view! { <p class="govuk-body">{text}</p> })}
        {individual}
        {lines}
        {change}
    }
    .into_any()
}

/// The lines of Section F that were gone through, each with its answer; nothing without any.
pub(super) fn section_f_lines(lines: &[SectionFLine]) -> Option<AnyView> {
    (!lines.is_empty()).then(|| {
        let items = lines
            .iter()
            .map(|line| view! { <li>{line.said()}</li> })
            .collect_view();
        view! {
            <p class="govuk-body">"Section F, line by line:"</p>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        }
        .into_any()
    })
}

/// What an officer proposed above the officer's own limit, in words.
pub(super) fn proposed_sentence(kept: &AmountProposal, officer: &str) -> String {
    format!(
        "{officer} proposed {} a year on {}, which is above the officer’s limit. It waits for an officer with a higher one.",
        kept.annual,
        words::day(Moment::of(kept.at).today)
    )
}

fn facts(case: &Case) -> impl IntoView + use<> {
    let plan = case
        .plan
        .as_ref()
        .map_or("None: scored on other evidence".to_owned(), |plan| {
            let dated = words::day_or(plan.dated_on, "no date kept");
            format!(
                "{}, version {}, {dated}",
                words::plan_state(plan.state),
                plan.number
            )
        });
    let place = case
        .placement
        .as_ref()
        .map_or("None today".to_owned(), |(place, name)| {
            let setting = place.setting.title();
            name.as_ref().map_or_else(
                || setting.to_owned(),
                |name| format!("{name}, {}", setting.to_ascii_lowercase()),
            )
        });
    let award = case.award.as_ref().map(|award| {
        let band = award
            .band
            .as_ref()
            .map_or("No band".to_owned(), |band| format!("Band {band}"));
        let worth = case.award_worth.as_ref();
        let amount = worth.map_or("no amount by band".to_owned(), |worth| {
            words::worth_a_year(worth, "no amount by band")
        });
        format!("{band}, {amount}, since {}", words::day(award.from))
    });
    let record = format!("/children/{}", case.about.child);
    // By its identity, so that the link means the same rules for ever.
    let rules_page = format!("/rules/{}", case.rules.digest());
    let rules = format!("{} ({})", case.rules.scheme.title, case.rules.reference());
    let mut rows = vec![
        SummaryRow::new(
            "Record",
            view! { <a class="govuk-link" href=record>"Open the child’s record"</a> },
        ),
        SummaryRow::new("Plan read", plan),
        SummaryRow::new(
            "Scored by",
            case.scorer.clone().unwrap_or_else(|| "Imported".to_owned()),
        ),
        SummaryRow::new("Sent", words::day(case.sent_on)),
    ];
    rows.extend(scored::case_rows(&case.context, &case.rules));
    rows.push(SummaryRow::new("Placement today", place));
    if !case.is_to_be_judged() {
        let award = award.unwrap_or_else(|| "None".to_owned());
        rows.push(SummaryRow::new("Award in force", award));
    }
    rows.push(SummaryRow::new(
        "Rules",
        view! { <a class="govuk-link" href=rules_page>{rules}</a> },
    ));
    let after = rows.split_off(rows.len().div_ceil(2));
    view! {
        <div class="govuk-grid-row app-facts">
            <div class="govuk-grid-column-one-half"><SummaryList rows=rows /></div>
            <div class="govuk-grid-column-one-half"><SummaryList rows=after /></div>
        </div>
    }
}
