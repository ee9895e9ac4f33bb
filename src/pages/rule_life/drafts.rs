//! The drafts of rules, and a new one as a copy of a set.

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{DRAFTS, draft_address, stage_tag, state_words};
use crate::access::{Action, Subject};
use crate::components::{
    Button, Cell, Column, Crumb, InsetText, Select, SelectOption, Table, Tag, TagColour,
};
use crate::forms::Problems;
use crate::ids::Digest;
use crate::pages::words;
use crate::service::reach::{allows, require};
use crate::service::rule_life::{self, Begun, DraftLine};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /rules/drafts`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see drafts.
pub async fn list(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
) -> Result<Response, WebError> {
    page(&state, &visit, &person, &Problems::default()).await
}

/// The set to copy.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Copied {
    from: String,
}

/// Answers `POST /rules/drafts`: begins a draft as a copy.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not edit rules; [`WebError::NotFound`] for a set that does not exist.
pub async fn begin(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    FormBody(copied): FormBody<Copied>,
) -> Result<Response, WebError> {
    require(&person.actor, Action::EditRules, &Subject::Anything)?;
    let Ok(from) = Digest::parse(&copied.from) else {
        let problems = Problems::one("from", "Select the rules to copy");
        return page(&state, &visit, &person, &problems).await;
    };
    let moment = state.clock.moment();
    match rule_life::begin(&state.store, state.rules, &person.actor, &from, moment).await? {
        Begun::New(id) => Ok(redirect(&draft_address(&id))),
        Begun::NoText => {
            let message = "Only the rules of that set were kept, not the text they were written in. Select another";
            page(&state, &visit, &person, &Problems::one("from", message)).await
        }
    }
}

async fn page(
    state: &AppState,
    visit: &Visit,
    person: &SignedIn,
    problems: &Problems,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let drafts = rule_life::drafts(&state.store, &person.actor).await?;
    let sets = rule_life::all(&state.store, &person.actor, moment).await?;
    let mut options = vec![SelectOption::new("", "Select rules")];
    options.extend(sets.iter().map(|(life, standing)| {
        // Two texts may have one name, such as one that was sent back and the one in force.
        let state = state_words(*standing).to_lowercase();
        let label = format!("{}: {} ({state})", life.reference, life.title);
        SelectOption::new(life.digest.to_string(), label)
    }));
    let writes = allows(&person.actor, Action::EditRules);
    let page = Page::titled("Drafts of rules")
        .below(vec![Crumb::new("Banding rules", "/rules")])
        .with_problems(problems);
    Ok(page.answer(visit, || {
        let listed = if drafts.is_empty() {
            view! { <InsetText>"There is no draft."</InsetText> }.into_any()
        } else {
            let columns = vec![
                Column::text("Draft"),
                Column::text("State"),
                Column::text("Check"),
                Column::text("Last saved"),
            ];
            let rows = drafts.iter().map(draft_cells).collect();
            view! { <Table caption="Drafts, the last saved first" columns=columns rows=rows /> }
                .into_any()
        };
        let begin = writes.then(|| {
            view! {
                <h2 class="govuk-heading-m">"Begin a draft"</h2>
                <form method="post" action=DRAFTS novalidate>
                    <Select
                        name="from"
                        label="Copy the text and the cases of"
                        hint="Last year’s set is the usual start: change its days, its version and what is new."
                        options=options
                        error=problems.of("from")
                    />
                    <Button text="Begin the draft" />
                </form>
                <p class="govuk-body">
                    <a class="govuk-link" href=format!("{DRAFTS}/upload")>"Begin a draft from files of your own"</a>
                </p>
            }
        });
        view! {
            <h1 class="govuk-heading-l">"Drafts of rules"</h1>
            <p class="govuk-body">
                "A draft decides nothing. It is proposed with its record, and in force once a second person approves it."
            </p>
            {listed}
            {begin}
        }
    }))
}

/// A draft: its name, its stage, whether its check finds problems, and when it was saved by whom.
pub fn draft_cells(line: &DraftLine) -> Vec<Cell> {
    let href = draft_address(&line.id);
    let title = match &line.reference {
        Some(reference) => reference.to_string(),
        None => "Without a name yet".to_owned(),
    };
    let check = if line.sound {
        view! { <Tag text="Sound" colour=TagColour::Green /> }.into_any()
    } else {
        view! { <Tag text="Has problems" colour=TagColour::Red /> }.into_any()
    };
    let saved = format!(
        "{}, {} (version {})",
        words::day(line.saved_at.today),
        line.saved_by,
        line.version
    );
    vec![
        Cell::of(view! { <a class="govuk-link" href=href>{title}</a> }),
        Cell::of(stage_tag(&line.stage)),
        Cell::of(check),
        Cell::from(saved),
    ]
}
