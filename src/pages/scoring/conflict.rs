//! The page of a lost race: what was saved elsewhere beside what was about to be saved, and a choice between them.

use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

use super::{ACTION, address, caption, tasks_address, version_field};
use crate::components::{Button, ButtonKind, ButtonLink, Cell, Column, Table};
use crate::pages::words::day;
use crate::service::scoring::OpenScoring;
use crate::visit::{Page, Visit};

/// One answer as it stands in both.
pub(super) struct Compared {
    title: String,
    saved: String,
    mine: String,
}

impl Compared {
    /// An answer by its title: as saved, and as sent.
    pub(super) fn new(
        title: impl Into<String>,
        saved: impl Into<String>,
        mine: impl Into<String>,
    ) -> Compared {
        Compared {
            title: title.into(),
            saved: saved.into(),
            mine: mine.into(),
        }
    }
}

/// Shows both and lets the person choose. `fields` are the person's own answers, sent again if chosen.
pub(super) fn conflict(
    visit: &Visit,
    now: &OpenScoring,
    part: &str,
    compared: Vec<Compared>,
    fields: Vec<(String, String)>,
) -> Response {
    let (title, said, button) = match &now.with_colleague {
        Some(colleague) => (
            format!("{} took this profile over", colleague.name),
            format!(
                "{} took it over on {}, after you opened this part. What you just sent was not saved. Below is what is saved now, \
                 beside what you sent.",
                colleague.name,
                day(colleague.on)
            ),
            None,
        ),
        None => (
            "This was saved somewhere else".to_owned(),
            "You saved this part in another window or on another device after you opened it here. Nothing of what you just sent was \
             saved yet. Choose which to keep."
                .to_owned(),
            Some("Save what I sent"),
        ),
    };
    let (back, back_text) = match &now.with_colleague {
        Some(_) => (
            format!("/children/{}", now.about.child),
            "Back to the record",
        ),
        None => (tasks_address(now), "Back to the list"),
    };
    let page = Page::titled(title.clone())
        .back(back.clone(), back_text)
        .with_status(StatusCode::CONFLICT);
    page.answer(visit, || {
        let rows = compared
            .into_iter()
            .map(|row| {
                let differs = row.saved != row.mine;
                let title = if differs {
                    view! { <strong>{row.title}</strong> " (differs)" }.into_any()
                } else {
                    row.title.into_any()
                };
                vec![Cell::of(title), Cell::from(row.saved), Cell::from(row.mine)]
            })
            .collect();
        let columns = vec![
            Column::text("Answer"),
            Column::text("Saved already"),
            Column::text("What you sent"),
        ];
        let hidden = fields
            .into_iter()
            .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
            .collect_view();
        view! {
            {caption(now)}
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">{said}</p>
            <Table caption="Both answers" columns=columns rows=rows />
            {match button {
                Some(button) => view! {
                    <form method="post" action=address(now, part) class="app-actions">
                        {version_field(now.version)}
                        {hidden}
                        <Button text=button name=ACTION value="continue" />
                        <ButtonLink href=address(now, part) text="Keep what was saved" kind=ButtonKind::Secondary />
                    </form>
                }
                .into_any(),
                None => view! { <ButtonLink href=back text=back_text kind=ButtonKind::Secondary /> }.into_any(),
            }}
        }
    })
}
