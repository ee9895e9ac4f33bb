//! The register is given, compared with what is on record, and imported.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{HERE, path};
use crate::access::{Action, Subject};
use crate::components::{
    Button, Cell, Column, Details, FileUpload, InsetText, Pagination, SummaryList, SummaryRow,
    Table,
};
use crate::forms::Problems;
use crate::ids::{BlobId, Digest};
use crate::pages::words::count;
use crate::service::establishments::{self, EstablishmentChange, NotUploaded, Preview};
use crate::service::reach::require;
use crate::visit::{
    AppState, FormBody, ImportUpload, Page, SignedIn, Upload, Visit, WebError, redirect,
};

/// How many establishments a page shows.
const A_PAGE: usize = 50;

/// The largest register, in bytes: what imports read at the most.
const REGISTER_BYTES_MAX: usize = 150_000_000;

/// Which page of the changes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: String,
}

/// The form that imports.
#[derive(Debug, Deserialize)]
pub struct ConfirmForm {
    shown: String,
}

/// Answers `GET /administration/establishments/register`.
///
/// # Errors
/// [`WebError::Forbidden`] to anybody but an administrator.
pub async fn ask(visit: Visit, person: SignedIn) -> Result<Response, WebError> {
    require(&person.actor, Action::RunImport, &Subject::Anything)?;
    Ok(asked(&visit, &Problems::default()))
}

/// Answers `POST /administration/establishments/register`: keeps the file, to be compared.
///
/// # Errors
/// As [`ask`]; [`WebError::TooLarge`] far above the limit on registers.
pub async fn give(
    visit: Visit,
    State(state): State<AppState>,
    ImportUpload { person, form }: ImportUpload<REGISTER_BYTES_MAX>,
) -> Result<Response, WebError> {
    let Upload::Read(mut sent) = form else {
        let problems = Problems::one("file", "The file must be 150 MB or less");
        return Ok(asked(&visit, &problems));
    };
    let file = sent.take_file("file").map(|file| (file.name, file.bytes));
    let Some(file) = file else {
        return Ok(asked(
            &visit,
            &Problems::one("file", "Choose the file of the register"),
        ));
    };
    let moment = state.clock.moment();
    match establishments::upload(&state.store, &person.actor, file, moment).await {
        Ok(upload) => Ok(redirect(&format!("{HERE}/register/{upload}"))),
        Err(NotUploaded::Unreadable(why)) => {
            Ok(asked(&visit, &Problems::one("file", format!("{why}."))))
        }
        Err(NotUploaded::Service(error)) => Err(error.into()),
    }
}

fn asked(visit: &Visit, problems: &Problems) -> Response {
    let title = "Import the register of establishments";
    let page = Page::titled(title).below(path()).with_problems(problems);
    page.answer(visit, || {
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">{title}</h1>
                    <p class="govuk-body">
                        "The file that GIAS offers for download, or an extract of it. It is compared with what is on record first. \
                         Nothing is removed: an establishment that the file does not have stays as it is."
                    </p>
                    <form method="post" action=format!("{HERE}/register") enctype="multipart/form-data" novalidate>
                        <FileUpload
                            name="file"
                            label="Register"
                            hint="Comma-separated text (.csv), 150 MB at the most."
                            error=problems.of("file")
                            accept=".csv"
                        />
                        <Button text="Compare with the records" />
                    </form>
                </div>
            </div>
        }
    })
}

/// Answers `GET /administration/establishments/register/{upload}`.
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
    let id = upload_id(&upload)?;
    let moment = state.clock.moment();
    let preview = establishments::preview(&state.store, &person.actor, &id, moment).await?;
    let title = "Compare the register with the records";
    let page = Page::titled(title).below(path());
    Ok(page.answer(&visit, move || {
        let here = format!("{HERE}/register/{id}");
        let text = format!(
            "Import: {} new, {} changed",
            count(preview.summary.added.into()),
            count(preview.summary.changed.into())
        );
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">"Nothing was changed yet."</p>
            <SummaryList rows=facts(&preview) />
            {problems(&preview)}
            {changes(&here, &preview, asked.page.parse().unwrap_or(1))}
            <form method="post" action=here.clone()>
                <input type="hidden" name="shown" value=preview.digest.to_string() />
                <div class="govuk-button-group">
                    <Button text=text />
                    <a class="govuk-link" href=HERE>"Do not import it"</a>
                </div>
            </form>
        }
    }))
}

fn upload_id(text: &str) -> Result<BlobId, WebError> {
    BlobId::parse(text).map_err(|_| WebError::NotFound)
}

/// Answers `POST /administration/establishments/register/{upload}`: imports it as it was shown.
///
/// # Errors
/// As [`compare`]; [`WebError::Conflict`] if the establishments changed since.
pub async fn confirm(
    State(state): State<AppState>,
    person: SignedIn,
    Path(upload): Path<String>,
    FormBody(sent): FormBody<ConfirmForm>,
) -> Result<Response, WebError> {
    let id = upload_id(&upload)?;
    let shown = Digest::parse(&sent.shown).map_err(|_| WebError::BadRequest)?;
    let (store, moment) = (&state.store, state.clock.moment());
    let done = establishments::confirm(store, &person.actor, &id, &shown, moment).await?;
    let said = format!(
        "The register was imported: {} new, {} changed, {} as they were, {} refused.",
        count(done.added.into()),
        count(done.changed.into()),
        count(done.unchanged.into()),
        count(done.refused.into())
    );
    person.leave_said(&state, said).await?;
    Ok(redirect(HERE))
}

fn facts(preview: &Preview) -> Vec<SummaryRow> {
    let summary = &preview.summary;
    let number = |number: u32| count(number.into());
    let file = preview.file.clone();
    let mut rows = vec![
        SummaryRow::new(
            "File",
            view! { <span class="govuk-!-text-break-word">{file}</span> },
        ),
        SummaryRow::new("Establishments read", number(summary.establishments)),
        SummaryRow::new("New", number(summary.added)),
        SummaryRow::new("Changed", number(summary.changed)),
        SummaryRow::new("As they were", number(summary.unchanged)),
        SummaryRow::new("Lines not taken", number(summary.refused)),
    ];
    if !summary.missing_columns.is_empty() {
        rows.push(SummaryRow::new(
            "Columns that the file has not, left as they are",
            summary.missing_columns.join(", "),
        ));
    }
    rows
}

fn problems(preview: &Preview) -> Option<AnyView> {
    let number = preview.problems.len();
    let first = if number > A_PAGE {
        format!(", the first {A_PAGE} of them")
    } else {
        String::new()
    };
    let items = preview.problems.iter().take(A_PAGE);
    let items = items
        .map(|problem| view! { <li>{problem.to_string()}</li> })
        .collect_view();
    (number > 0).then(|| {
        view! {
            <Details summary=format!("Problems ({}){first}", count(number as u64))>
                <ul class="govuk-list govuk-list--bullet">{items}</ul>
            </Details>
        }
        .into_any()
    })
}

fn changes(here: &str, preview: &Preview, page: usize) -> AnyView {
    let total = preview.changes.len();
    if total == 0 {
        return view! { <InsetText>"No establishment is new or changes."</InsetText> }.into_any();
    }
    let pages = total.div_ceil(A_PAGE);
    let page = page.clamp(1, pages);
    let shown = preview.changes.iter().skip((page - 1) * A_PAGE);
    let rows = shown.take(A_PAGE).map(row).collect();
    let columns = ["Establishment", "URN", "What changes"].map(Column::text);
    let (current, last) = (
        u32::try_from(page).unwrap_or(u32::MAX),
        u32::try_from(pages).unwrap_or(u32::MAX),
    );
    view! {
        <Table caption="New and changed" columns=columns.into() rows=rows />
        <Pagination base=here current=current last=last />
    }
    .into_any()
}

fn row(change: &EstablishmentChange) -> Vec<Cell> {
    let or_none = |text: &str| if text.is_empty() { "none" } else { text }.to_owned();
    let fields = change.fields.iter().map(|(field, before, after)| {
        let words = format!("{} → {}", or_none(before), or_none(after));
        view! { <li><strong>{*field}</strong>" "{words}</li> }
    });
    let what = if change.is_new {
        Cell::from("New")
    } else {
        Cell::of(
            view! { <ul class="govuk-list govuk-!-margin-bottom-0">{fields.collect_view()}</ul> },
        )
    };
    let urn = change.urn.as_ref().map(ToString::to_string);
    vec![
        Cell::from(change.name.clone()),
        Cell::from(urn.unwrap_or_default()),
        what,
    ]
}
