//! What others proposed and waits for the signature of whoever is signed in, each with the way to it.

use leptos::prelude::*;

use crate::calendar::FinancialYear;
use crate::pages::words;
use crate::service::Moment;
use crate::service::overview::ToSign;

/// The list; nothing where nothing waits.
pub(super) fn to_sign(waiting: &ToSign) -> Option<AnyView> {
    if waiting.is_empty() {
        return None;
    }
    let runs = waiting.runs.iter().map(|run| {
        let year = FinancialYear::containing(run.year_on);
        let period = run.period + 1;
        item(
            format!("/payments/{}/periods/{period}", run.year_on.year()),
            format!("Release the payments of period {period}, {year}"),
            format!("{}, {} lines", run.total, run.lines),
        )
    });
    let virements = waiting.virements.iter().map(|virement| {
        let year = FinancialYear::containing(virement.year_on);
        item(
            format!(
                "/high-needs/monitoring/{}/virements",
                virement.year_on.year()
            ),
            format!("Decide on a virement of {}, {year}", virement.amount),
            format!(
                "from line {} to line {}",
                virement.from_line, virement.to_line
            ),
        )
    });
    let rule_sets = waiting.rule_sets.iter().map(|life| {
        item(
            format!("/rules/proposals/{}", life.digest),
            format!("Approve the rules “{}”", life.title),
            format!("from {}", words::day(life.first_day)),
        )
    });
    let amounts = waiting.amounts.iter().map(|line| {
        item(
            format!("/decisions/{}", line.profile),
            if waiting.unjudged.contains(&line.child) {
                format!("Judge the levels of {}, and agree an amount", line.local_id)
            } else {
                format!("Agree {} a year for {}", line.annual, line.local_id)
            },
            format!(
                "proposed by {} on {}, above the officer’s limit",
                line.officer_name,
                words::day(Moment::of(line.at).today)
            ),
        )
    });
    let costs = waiting.costs.iter().map(|line| {
        item(
            format!("/children/{}/costs/proposals/{}", line.child, line.id),
            format!(
                "Agree up to {} a year for {}: {}",
                line.annual,
                line.local_id,
                line.kind.title().to_lowercase()
            ),
            format!(
                "proposed by {} on {}, above the officer’s limit",
                line.officer_name,
                words::day(Moment::of(line.at).today)
            ),
        )
    });
    let items: Vec<AnyView> = runs
        .chain(virements)
        .chain(rule_sets)
        .chain(amounts)
        .chain(costs)
        .collect();
    Some(
        view! {
            <h2 class="govuk-heading-m">"Waiting for your signature"</h2>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        }
        .into_any(),
    )
}

fn item(href: String, title: String, about: String) -> AnyView {
    view! {
        <li>
            <a class="govuk-link" href=href>{title}</a>
            ": "
            {about}
        </li>
    }
    .into_any()
}
