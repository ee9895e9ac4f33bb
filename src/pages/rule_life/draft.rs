//! One draft: what the checker finds, its files, its versions, and the way to a proposal.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{below_drafts, draft_address, draft_id, draft_title, report, stage_tag};
use crate::access::Action;
use crate::components::{
    ButtonKind, ButtonLink, Cell, Column, Details, SummaryList, SummaryRow, Table, WarningText,
};
use crate::pages::words;
use crate::service::reach::allows;
use crate::service::rule_life::{self, OpenDraft, Stage};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Answers `GET /rules/drafts/{draft}`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see drafts; [`WebError::NotFound`] for one that does not exist.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(draft): Path<String>,
) -> Result<Response, WebError> {
    let draft = rule_life::open(&state.store, &person.actor, &draft_id(&draft)?).await?;
    let writes = allows(&person.actor, Action::EditRules) && draft.line.stage.is_open();
    let title = draft_title(&draft);
    let page = Page::titled(title.clone()).below(below_drafts());
    Ok(page.answer(&visit, || {
        let file_address = |name: &str| file_address(&draft, name);
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            {sent_back(&draft)}
            {facts(&draft)}
            <h2 class="govuk-heading-m">"Check"</h2>
            {report::report(&draft.report, file_address)}
            {effect(&draft)}
            {next_step(&draft, writes)}
            <h2 class="govuk-heading-m">"Files"</h2>
            {files(&draft, writes)}
            {versions(&draft)}
        }
    }))
}

/// Where a file of a draft is shown and changed.
pub(super) fn file_address(draft: &OpenDraft, name: &str) -> String {
    format!("{}/files/{name}", draft_address(&draft.line.id))
}

fn sent_back(draft: &OpenDraft) -> Option<AnyView> {
    let Stage::SentBack(reason) = &draft.line.stage else {
        return None;
    };
    let text = format!("It was sent back: {reason}");
    Some(view! { <WarningText text=text /> }.into_any())
}

fn facts(draft: &OpenDraft) -> AnyView {
    let mut rows = vec![SummaryRow::new("State", stage_tag(&draft.line.stage))];
    if let Some(from) = &draft.started_from {
        let (href, short) = (format!("/rules/{from}"), from.short().to_owned());
        let link = view! { <a class="govuk-link" href=href>"The set with the identity " <code>{short}</code></a> };
        rows.push(SummaryRow::new("Copied from", link));
    }
    let identity = match &draft.digest {
        Some(digest) => view! { <code>{digest.short().to_owned()}</code> }.into_any(),
        None => "None while the text has a problem".into_any(),
    };
    rows.push(SummaryRow::new("Identity", identity));
    let saved = format!(
        "{} by {}, version {}",
        words::day(draft.line.saved_at.today),
        draft.line.saved_by,
        draft.line.version
    );
    rows.push(SummaryRow::new("Last saved", saved));
    view! { <SummaryList rows=rows /> }.into_any()
}

/// The way to what the draft would do, once its text makes rules.
fn effect(draft: &OpenDraft) -> Option<AnyView> {
    draft.digest.as_ref()?;
    let href = super::effect::address(draft);
    Some(
        view! { <p class="govuk-body"><a class="govuk-link" href=href>"Effect on the live cohort"</a></p> }.into_any(),
    )
}

fn next_step(draft: &OpenDraft, writes: bool) -> Option<AnyView> {
    match &draft.line.stage {
        Stage::Proposed(digest) => {
            let href = format!("/rules/proposals/{digest}");
            Some(
                view! {
                    <p class="govuk-body">
                        "It is not changed while it waits for an answer. "
                        <a class="govuk-link" href=href>"Open the proposal"</a>
                    </p>
                }
                .into_any(),
            )
        }
        Stage::Approved(digest) => {
            let href = format!("/rules/{digest}");
            Some(
                view! {
                    <p class="govuk-body">
                        "It is not changed any more: begin another draft as a copy. "
                        <a class="govuk-link" href=href>"Open the approved rules"</a>
                    </p>
                }
                .into_any(),
            )
        }
        Stage::Writing | Stage::SentBack(_) if writes && draft.line.sound => {
            let href = format!("{}/propose", draft_address(&draft.line.id));
            Some(view! { <ButtonLink href=href text="Propose these rules" /> }.into_any())
        }
        Stage::Writing | Stage::SentBack(_) => None,
    }
}

fn files(draft: &OpenDraft, writes: bool) -> AnyView {
    let columns = vec![Column::text("File"), Column::number("Lines")];
    let row = |(name, text): (&String, &String)| {
        let (href, name) = (file_address(draft, name), name.clone());
        vec![
            Cell::of(view! { <a class="govuk-link" href=href>{name}</a> }),
            Cell::from(text.lines().count().to_string()),
        ]
    };
    let rows = draft.texts.iter().map(row).collect();
    let add = writes.then(|| {
        let href = format!("{}/new-file", draft_address(&draft.line.id));
        let send = format!("{}/upload", draft_address(&draft.line.id));
        view! {
            <div class="govuk-button-group">
                <ButtonLink href=href text="Add a file" kind=ButtonKind::Secondary />
                <ButtonLink href=send text="Send files" kind=ButtonKind::Secondary />
            </div>
        }
    });
    view! {
        <Table caption="Files of the draft" caption_hidden=true columns=columns rows=rows />
        {add}
    }
    .into_any()
}

fn versions(draft: &OpenDraft) -> AnyView {
    let columns = vec![
        Column::number("Version"),
        Column::text("Saved"),
        Column::text("By"),
        Column::text("Check"),
    ];
    let rows = draft
        .versions
        .iter()
        .map(|version| {
            vec![
                Cell::from(version.number.to_string()),
                Cell::from(words::day(version.at.today)),
                Cell::from(version.by.clone()),
                Cell::from(if version.sound {
                    "Sound"
                } else {
                    "Had problems"
                }),
            ]
        })
        .collect();
    view! {
        <Details summary="Every version">
            <Table caption="Versions, the newest first" caption_hidden=true columns=columns rows=rows />
        </Details>
    }
    .into_any()
}
