//! The page of a lost race: somebody saved the draft first. The text that was sent is not lost: it stands on the page.

use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

use super::draft::file_address;
use super::{below_drafts, draft_address};
use crate::components::{ButtonKind, ButtonLink, Details};
use crate::pages::words;
use crate::service::rule_life::{Change, OpenDraft};
use crate::visit::{Page, Visit};

/// Shows what was saved meanwhile and what was about to be.
pub(super) fn conflict(visit: &Visit, now: &OpenDraft, mine: &Change) -> Response {
    let page = Page::titled("Somebody else saved this draft first")
        .below(below_drafts())
        .with_status(StatusCode::CONFLICT);
    page.answer(visit, || {
        let saved = format!(
            "{} saved version {} on {}, after you opened the file. Nothing of yours was saved.",
            now.line.saved_by,
            now.line.version,
            words::day(now.line.saved_at.today)
        );
        let theirs = now.texts.get(&mine.name).cloned();
        let same = theirs == mine.text;
        let file = now.texts.contains_key(&mine.name).then(|| {
            let href = file_address(now, &mine.name);
            view! { <ButtonLink href=href text="Open the file as it is now" /> }
        });
        let draft = draft_address(&now.line.id);
        view! {
            <h1 class="govuk-heading-l">"Somebody else saved this draft first"</h1>
            <p class="govuk-body">{saved}</p>
            <p class="govuk-body">
                {if same {
                    "This file is the same in both."
                } else {
                    "Open the file as it is now and put your changes in again. Your text is kept on this page to copy from."
                }}
            </p>
            {file}
            " "
            <ButtonLink href=draft text="Back to the draft" kind=ButtonKind::Secondary />
            {text("The text that you sent", mine.text.clone(), true)}
            {text("The text as it is now", theirs, false)}
        }
    })
}

fn text(title: &'static str, text: Option<String>, open: bool) -> AnyView {
    let text = text.unwrap_or_else(|| "The file is taken away.".to_owned());
    view! {
        <Details summary=title open=open>
            <pre class="app-rule-text" tabindex="0" role="region" aria-label=title>{text}</pre>
        </Details>
    }
    .into_any()
}
