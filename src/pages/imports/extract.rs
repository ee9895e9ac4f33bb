//! An extract of the case system is given.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{HERE, path};
use crate::access::{Action, Subject};
use crate::components::{
    Button, DateFields, DateInput, Details, FileUpload, InsetText, Select, SelectOption,
};
use crate::forms::{Problems, day};
use crate::ids::ImportRunId;
use crate::service::caseload::{self, CaseSystem, NotUploaded, Wanted};
use crate::service::reach::require;
use crate::visit::{
    AppState, ImportUpload, Page, Sent, SignedIn, Upload, Visit, WebError, redirect,
};

/// The largest extract, in bytes: what imports read at the most.
const EXTRACT_BYTES_MAX: usize = 30_000_000;

/// Which run's rows are corrected.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    corrects: String,
}

/// What was filled in beside the files.
#[derive(Default)]
struct Filled {
    system: String,
    on: DateFields,
    corrects: Option<ImportRunId>,
}

/// Answers `GET /administration/imports/caseload`.
///
/// # Errors
/// [`WebError::Forbidden`] to anybody but an administrator.
pub async fn ask(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    require(&person.actor, Action::RunImport, &Subject::Anything)?;
    let systems = caseload::systems(&state.store).await?;
    let filled = Filled {
        corrects: ImportRunId::parse(&asked.corrects).ok(),
        ..Filled::default()
    };
    Ok(page(&visit, &systems, filled, &Problems::default()))
}

/// Answers `POST /administration/imports/caseload`: keeps the file, to be compared.
///
/// # Errors
/// As [`ask`]; [`WebError::TooLarge`] far above the limit on files.
pub async fn give(
    visit: Visit,
    State(state): State<AppState>,
    ImportUpload { person, form }: ImportUpload<EXTRACT_BYTES_MAX>,
) -> Result<Response, WebError> {
    let Upload::Read(mut sent) = form else {
        let systems = caseload::systems(&state.store).await?;
        let problems = Problems::one("file", "The file must be 30 MB or less");
        return Ok(page(&visit, &systems, Filled::default(), &problems));
    };
    let mut problems = Problems::default();
    let moment = state.clock.moment();
    let mut filled = filled(&sent);
    let on = match day::parse(
        "Day of the extract",
        &filled.on.day,
        &filled.on.month,
        &filled.on.year,
    ) {
        Ok(on) => on.unwrap_or(moment.today),
        Err(message) => {
            problems.add("on", message);
            moment.today
        }
    };
    if on > moment.today {
        problems.add("on", "Day of the extract must not be after today");
    }
    if let Some(columns) = sent.take_file("columns") {
        match described(columns.bytes) {
            Ok(system) => {
                filled.system.clone_from(&system.code);
                let by = Some(&person.actor.user);
                caseload::keep_system(&state.store, by, &system, moment).await?;
            }
            Err(why) => problems.add("columns", why),
        }
    }
    let file = sent.take_file("file").map(|file| (file.name, file.bytes));
    if file.is_none() {
        problems.add("file", "Choose the file of the extract");
    }
    let wanted = Wanted {
        system: filled.system.clone(),
        on,
        corrects: filled.corrects.clone(),
    };
    if let Some(file) = file.filter(|_| problems.is_empty()) {
        match caseload::upload(&state.store, &person.actor, file, &wanted, moment).await {
            Ok(upload) => return Ok(redirect(&format!("{HERE}/caseload/{upload}"))),
            Err(NotUploaded::Unreadable(why)) => problems.add("file", why.to_string()),
            Err(NotUploaded::Service(error)) => return Err(error.into()),
        }
    }
    let systems = caseload::systems(&state.store).await?;
    Ok(page(&visit, &systems, filled, &problems))
}

/// The system that a file describes.
fn described(bytes: Vec<u8>) -> Result<CaseSystem, String> {
    let text =
        String::from_utf8(bytes).map_err(|_| "The list of columns must be a text in UTF-8")?;
    CaseSystem::parse(&text).map_err(|why| format!("The list of columns cannot be used: {why}"))
}

fn filled(sent: &Sent) -> Filled {
    let text = |field: &str| sent.value(field).to_owned();
    Filled {
        system: text("system"),
        on: DateFields {
            day: text("on-day"),
            month: text("on-month"),
            year: text("on-year"),
        },
        corrects: ImportRunId::parse(sent.value("corrects")).ok(),
    }
}

fn page(visit: &Visit, systems: &[CaseSystem], filled: Filled, problems: &Problems) -> Response {
    let title = if filled.corrects.is_some() {
        "Give corrected rows"
    } else {
        "Import an extract of the case system"
    };
    let options: Vec<SelectOption> = systems
        .iter()
        .map(|system| SelectOption::new(system.code.clone(), system.title.clone()))
        .collect();
    let page = Page::titled(title).below(path()).with_problems(problems);
    let columns_error = problems.of("columns");
    let file_error = problems.of("file");
    let on_error = problems.of("on");
    page.answer(visit, || {
        let corrects = filled.corrects.as_ref().map(|run| {
            view! {
                <InsetText>
                    "Only the rows of this file are read: nobody is missing from it, and the problems of the rows that are taken \
                     are settled."
                </InsetText>
                <input type="hidden" name="corrects" value=run.to_string() />
            }
        });
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">{title}</h1>
                    <p class="govuk-body">
                        "The file is compared with the records first. You see what is new, what changes field by field and what \
                         cannot be taken, before anything is written."
                    </p>
                    <form method="post" action=format!("{HERE}/caseload") enctype="multipart/form-data" novalidate>
                        {corrects}
                        <Select
                            name="system"
                            label="Case system"
                            hint="Whose columns the file has."
                            options=options
                            value=filled.system
                        />
                        <FileUpload
                            name="file"
                            label="Extract"
                            hint="A workbook (.xlsx) or comma-separated text in UTF-8 (.csv), 30 MB at the most."
                            error=file_error
                            accept=".csv,.xlsx"
                        />
                        <DateInput
                            name="on"
                            legend="Day of the extract"
                            hint="Blank is today."
                            value=filled.on
                            error=on_error
                        />
                        <Details summary="Describe another case system" open=columns_error.is_some()>
                            <FileUpload
                                name="columns"
                                label="List of columns (optional)"
                                hint="A TOML file; docs/casework.md of the product says how it is written. It is kept under its code and offered above from then on."
                                error=columns_error
                                accept=".toml"
                            />
                        </Details>
                        <Button text="Compare with the records" />
                    </form>
                </div>
            </div>
        }
    })
}
