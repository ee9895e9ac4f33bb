//! What whoever writes rules has in hand: the drafts, each with the way to its check and its effect, and what waits for a second
//! person.

use leptos::prelude::*;

use super::figure;
use crate::components::{Cell, Column, Figure, InsetText, Table};
use crate::pages::rule_life::{DRAFTS, draft_address, draft_cells};
use crate::pages::words;
use crate::service::rule_life::{DraftLine, RuleLife, Work};

/// How much is in work.
pub(super) fn figures(work: &Work) -> Vec<Figure> {
    let count = |many: usize| u64::try_from(many).unwrap_or(u64::MAX);
    let waiting = count(work.proposed.len());
    vec![
        figure(count(work.open.len()), "Drafts of rules", Some(DRAFTS)),
        figure(
            count(work.sent_back()),
            "Sent back to be changed",
            Some(DRAFTS),
        ),
        figure(
            count(work.with_problems()),
            "Drafts with problems to put right",
            Some(DRAFTS),
        ),
        figure(waiting, "Waiting for a second person", Some("/rules")),
    ]
}

/// The drafts and the proposals; or how to begin.
pub(super) fn in_work(work: &Work) -> AnyView {
    let drafts = if work.open.is_empty() {
        view! {
            <InsetText>
                "No draft is being written. "
                <a class="govuk-link" href=DRAFTS>"Begin one as a copy of a set"</a>
                ", such as last year’s."
            </InsetText>
        }
        .into_any()
    } else {
        let columns = vec![
            Column::text("Draft"),
            Column::text("State"),
            Column::text("Check"),
            Column::text("Last saved"),
            Column::text("Effect on the children of today"),
        ];
        let rows = work.open.iter().map(draft_row).collect();
        view! { <Table caption="Drafts of rules, the last saved first" columns=columns rows=rows /> }
            .into_any()
    };
    let proposed = listed("Waiting for a second person", &work.proposed, |life| {
        format!("/rules/proposals/{}", life.digest)
    });
    let later = listed("Agreed, begins later", &work.begins_later, |life| {
        format!("/rules/{}", life.digest)
    });
    view! {
        {drafts}
        {proposed}
        {later}
    }
    .into_any()
}

fn draft_row(line: &DraftLine) -> Vec<Cell> {
    // What is not sound comes to nothing for anybody.
    let effect = if line.sound {
        let href = format!("{}/effect", draft_address(&line.id));
        Cell::of(view! { <a class="govuk-link" href=href>"See the effect"</a> })
    } else {
        Cell::from("Once it is sound")
    };
    let mut cells = draft_cells(line);
    cells.push(effect);
    cells
}

/// Sets with their first days, each with the way to it; nothing where there is none.
fn listed(
    heading: &'static str,
    lives: &[RuleLife],
    href: impl Fn(&RuleLife) -> String,
) -> Option<AnyView> {
    let items = lives.iter().map(|life| {
        let about = format!(": “{}”, from {}", life.title, words::day(life.first_day));
        let name = life.reference.to_string();
        view! { <li><a class="govuk-link" href=href(life)>{name}</a>{about}</li> }
    });
    let items: Vec<_> = items.collect();
    (!items.is_empty()).then(|| {
        view! {
            <h2 class="govuk-heading-m">{heading}</h2>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        }
        .into_any()
    })
}
