//! An extract beside the records: what it would change, and the button that imports it.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::parts::{Part, listed, parts};
use super::{HERE, address, counted, path};
use crate::components::{
    Button, ButtonKind, Checkboxes, Choice, Details, SummaryList, SummaryRow, TextInput,
    WarningText,
};
use crate::forms::Problems;
use crate::ids::{BlobId, Digest};
use crate::pages::words::{count, day};
use crate::service::caseload::{self, Confirmed, Ending, NotImported, Preview, Tally, Upload};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Which part is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    show: String,
    page: String,
}

/// The form that imports.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    shown: String,
    end: String,
    missing: String,
}

/// Answers `GET /administration/imports/caseload/{upload}`.
///
/// # Errors
/// [`WebError::Forbidden`] to anybody but an administrator; [`WebError::NotFound`] for a file that the reader did not give,
/// or gave too long ago.
pub async fn compare(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(upload): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let shown = shown(&state, &person, &upload).await?;
    let problems = Problems::default();
    Ok(page(
        &visit,
        &shown,
        &asked,
        &ConfirmForm::default(),
        &problems,
    ))
}

async fn shown(
    state: &AppState,
    person: &SignedIn,
    upload: &str,
) -> Result<(Upload, Preview), WebError> {
    let id = BlobId::parse(upload).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    Ok(caseload::preview(&state.store, &person.actor, &id, moment).await?)
}

/// Answers `POST /administration/imports/caseload/{upload}`: imports it as it was shown.
///
/// # Errors
/// As [`compare`]; [`WebError::Conflict`] if the records changed since.
pub async fn confirm(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(upload): Path<String>,
    FormBody(sent): FormBody<ConfirmForm>,
) -> Result<Response, WebError> {
    let id = BlobId::parse(&upload).map_err(|_| WebError::NotFound)?;
    let digest = Digest::parse(&sent.shown).map_err(|_| WebError::BadRequest)?;
    let said = sent.missing.trim();
    let ending = match (sent.end.as_str(), said.parse()) {
        ("yes", Ok(number)) => Ending::Missing(Some(number)),
        ("yes", Err(_)) => Ending::Missing(None),
        _ => Ending::Nobody,
    };
    let (choice, moment) = ((ending, &digest), state.clock.moment());
    match caseload::confirm(&state.store, &person.actor, &id, choice, moment).await? {
        Confirmed::Done(imported) => {
            person
                .leave_said(
                    &state,
                    in_words(&imported.preview.tally, imported.to_look_at),
                )
                .await?;
            Ok(redirect(&address(&imported.run)))
        }
        Confirmed::Already(run) => Ok(redirect(&address(&run))),
        Confirmed::NotDone(NotImported::Stale) => Err(WebError::Conflict),
        Confirmed::NotDone(why) => {
            let shown = shown(&state, &person, &upload).await?;
            let problems = Problems::one("missing", format!("{why}."));
            Ok(page(&visit, &shown, &Asked::default(), &sent, &problems))
        }
    }
}

fn in_words(tally: &Tally, to_look_at: u64) -> String {
    let awards = match to_look_at {
        0 => String::new(),
        1 => " One award goes on though the child left its school or has no plan: see “Awards to look at”.".to_owned(),
        many => format!(
            " {many} awards go on though the child left their school or has no plan: see “Awards to look at”."
        ),
    };
    let ended = match tally.ended {
        0 => String::new(),
        ended => format!(
            " The plans and placements of {} were ended.",
            counted(ended, "child", "children")
        ),
    };
    format!(
        "{} read: {} new, {} changed, {} unchanged, {} not taken.{ended}{awards}",
        counted(tally.rows, "row was", "rows were"),
        tally.new,
        tally.changed,
        tally.unchanged,
        tally.refused
    )
}

fn page(
    visit: &Visit,
    (upload, preview): &(Upload, Preview),
    asked: &Asked,
    sent: &ConfirmForm,
    problems: &Problems,
) -> Response {
    let title = "Compare the extract with the records";
    let page = Page::titled(title).below(path()).with_problems(problems);
    page.answer(visit, || {
        let part = Part::of(&asked.show, preview);
        let here = format!("{HERE}/caseload/{}", upload.id);
        let notes = notes(&preview.notes);
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">"Nothing was changed yet."</p>
            <SummaryList rows=facts(upload, &preview.tally) />
            {notes}
            {preview.is_a_loss.then(|| loss(&preview.tally))}
            {parts(&here, part, preview)}
            {listed(&here, part, preview, asked.page.parse().unwrap_or(1))}
            {confirmation(&here, upload, preview, sent, problems)}
        }
    })
}

fn facts(upload: &Upload, tally: &Tally) -> Vec<SummaryRow> {
    let number = |number: u32| count(number.into());
    let mut rows = vec![
        SummaryRow::new(
            "File",
            view! { <span class="govuk-!-text-break-word">{upload.file.clone()}</span> },
        ),
        SummaryRow::new("Case system", upload.system.title.clone()),
        SummaryRow::new("Day of the extract", day(upload.wanted.on)),
        SummaryRow::new("Rows read", number(tally.rows)),
        SummaryRow::new("New children", number(tally.new)),
        SummaryRow::new("Changed", number(tally.changed)),
        SummaryRow::new("Unchanged", number(tally.unchanged)),
        SummaryRow::new("With problems, not taken", number(tally.refused)),
    ];
    if upload.wanted.corrects.is_none() {
        rows.push(SummaryRow::new(
            "Of the caseload, not in the extract",
            format!("{} of {}", number(tally.missing), number(tally.caseload)),
        ));
    }
    rows
}

fn notes(notes: &[String]) -> Option<AnyView> {
    let items = notes
        .iter()
        .map(|note| view! { <li>{note.clone()}</li> })
        .collect_view();
    (!notes.is_empty()).then(|| {
        view! {
            <Details summary=format!("Notes on the file ({})", notes.len())>
                <ul class="govuk-list govuk-list--bullet">{items}</ul>
            </Details>
        }
        .into_any()
    })
}

fn loss(tally: &Tally) -> impl IntoView + use<> {
    let text = format!(
        "{} of the {} children of the caseload are not in this extract. It may be only a part of it. Check before you end \
         anything.",
        count(tally.missing.into()),
        count(tally.caseload.into())
    );
    view! { <WarningText text=text /> }
}

fn confirmation(
    here: &str,
    upload: &Upload,
    preview: &Preview,
    sent: &ConfirmForm,
    problems: &Problems,
) -> AnyView {
    let tally = &preview.tally;
    let ends = (tally.missing > 0 && upload.wanted.corrects.is_none())
        .then(|| ending(preview, sent, problems));
    let takes = tally.new + tally.changed;
    let text = format!("Import: {} new, {} changed", tally.new, tally.changed);
    let nothing = (takes == 0).then(
        || view! { <p class="govuk-body">"No record would change. Importing notes that the extract was read."</p> },
    );
    view! {
        <h2 class="govuk-heading-m">"Import"</h2>
        {nothing}
        <form method="post" action=here.to_owned() novalidate>
            <input type="hidden" name="shown" value=preview.digest.to_string() />
            {ends}
            <Button text=text kind=ButtonKind::Primary />
        </form>
    }
    .into_any()
}

/// Whether the missing are to be ended; of a loss, the number has to be typed.
fn ending(preview: &Preview, sent: &ConfirmForm, problems: &Problems) -> AnyView {
    let missing = preview.tally.missing;
    let label = format!(
        "End the plans and placements of the {} not in the extract",
        counted(missing, "child", "children")
    );
    let ticked = if sent.end == "yes" {
        vec!["yes".to_owned()]
    } else {
        Vec::new()
    };
    let asks = preview.is_a_loss.then(|| {
        view! {
            <TextInput
                name="missing"
                label="To end them all the same, type how many they are"
                value=sent.missing.clone()
                error=problems.of("missing")
                width=5
                inputmode="numeric"
            />
        }
    });
    view! {
        <Checkboxes
            name="end"
            legend="Children who are not in the extract"
            hint="Left as they are unless you tick this. Nobody is deleted, and awards end by an officer’s decision only."
            choices=vec![Choice::new("yes", label)]
            values=ticked
        />
        {asks}
    }
    .into_any()
}
