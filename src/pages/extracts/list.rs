//! The list of a child's extracts, with the form that attaches one.

use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::response::Response;
use leptos::prelude::*;

use super::{address, because, size, table};
use crate::components::{Button, Details, FileUpload, Select, SelectOption};
use crate::forms::Problems;
use crate::ids::{ChildId, ExtractId, PlanVersionId};
use crate::pages::child::below_record;
use crate::pages::words::{day, plan_state};
use crate::service::Moment;
use crate::service::extracts::{self, Attached, Extract, Extracts, Offered};
use crate::visit::{AppState, Page, Sent, SignedIn, Upload, Visit, WebError, given_file, redirect};

/// The field of the version of the plan.
const VERSION: &str = "version";

/// The field of the file.
const FILE: &str = "file";

/// Answers `GET /children/{child}/extracts`.
///
/// # Errors
/// [`WebError::NotFound`] if there is no such child or the reader may not read its extracts.
pub async fn list(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
) -> Result<Response, WebError> {
    let child = ChildId::parse(&child).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let found = extracts::list(&state.store, &person.actor, &child, moment).await?;
    let max = state.settings.file_bytes_max;
    Ok(page(&visit, &found, "", &Problems::default(), max))
}

/// Answers `POST /children/{child}/extracts`: attaches a file.
///
/// # Errors
/// [`WebError::NotFound`] if there is no such child or the person may not attach anything to its record.
pub async fn attach(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
    upload: Upload,
) -> Result<Response, WebError> {
    let child = ChildId::parse(&child).map_err(|_| WebError::NotFound)?;
    let (actor, moment) = (&person.actor, state.clock.moment());
    let max = state.settings.file_bytes_max;
    let (chosen, read) = match upload {
        Upload::TooLarge => (String::new(), Err(too_large(max))),
        Upload::Read(mut sent) => (sent.value(VERSION).to_owned(), offered(&mut sent)),
    };
    let problems = match read {
        Err(problems) => problems,
        Ok(offered) => {
            let done = extracts::attach(&state.store, actor, &child, offered, moment).await?;
            match problem_of(done) {
                Some(problems) => problems,
                None => {
                    person
                        .leave_said(&state, "The extract was attached.")
                        .await?;
                    return Ok(redirect(&address(&child)));
                }
            }
        }
    };
    let found = extracts::list(&state.store, actor, &child, moment).await?;
    if !found.keeps {
        return Err(WebError::NotFound);
    }
    Ok(page(&visit, &found, &chosen, &problems, max))
}

fn too_large(max: usize) -> Problems {
    let message = format!(
        "The file must be {} MB or smaller. Choose an extract, not the whole plan",
        max / 1_000_000
    );
    Problems::one(FILE, message)
}

/// What the form offers, or what it lacks.
fn offered(sent: &mut Sent) -> Result<Offered, Problems> {
    let mut problems = Problems::default();
    let plan_version = PlanVersionId::parse(sent.value(VERSION)).ok();
    if plan_version.is_none() {
        problems.add(VERSION, "Select the version of the plan");
    }
    let file = sent.take_file(FILE);
    if file.is_none() {
        problems.add(FILE, "Choose a file");
    }
    match (plan_version, file) {
        (Some(plan_version), Some(file)) => Ok(Offered {
            plan_version,
            name: file.name,
            bytes: file.bytes,
        }),
        _ => Err(problems),
    }
}

fn problem_of(done: Attached) -> Option<Problems> {
    Some(match done {
        Attached::Done => return None,
        Attached::Refused(why) => Problems::one(FILE, why.to_string()),
        Attached::OtherPlan => Problems::one(VERSION, "Select a version of this child’s plan"),
        Attached::Already => Problems::one(FILE, "This file is attached to that version already"),
        Attached::TooMany => Problems::one(
            FILE,
            "No more files are kept for one child. Remove one that is not needed any more",
        ),
    })
}

/// Answers `GET /children/{child}/extracts/{extract}`: the file, to be saved.
///
/// # Errors
/// [`WebError::NotFound`] if there is no such child, extract or file, or the reader may not have it.
pub async fn fetch(
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, extract)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let child = ChildId::parse(&child).map_err(|_| WebError::NotFound)?;
    let extract = ExtractId::parse(&extract).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let wanted = (&child, &extract);
    let file = extracts::fetch(&state.store, &person.actor, wanted, moment).await?;
    let ours = format!("extract.{}", file.kind.ending());
    let kind = HeaderValue::from_static(file.kind.media_type());
    given_file((&ours, &file.name), kind, file.bytes)
}

fn page(
    visit: &Visit,
    found: &Extracts,
    chosen: &str,
    problems: &Problems,
    max: usize,
) -> Response {
    let about = &found.about;
    let path = below_record(&about.child, &about.local_id);
    let page = Page::titled("Extracts of the plan")
        .below(path)
        .with_problems(problems);
    page.answer(visit, || {
        let kept: Vec<&Extract> = found.all.iter().filter(|one| one.file.is_some()).collect();
        let none = kept.is_empty();
        let list = if none {
            view! { <p class="govuk-body">"No extract is attached."</p> }.into_any()
        } else {
            table(&kept, found.works_here, found.keeps).into_any()
        };
        view! {
            <span class="govuk-caption-l">{about.shown()}", "<span class="app-reference">{about.local_id.to_string()}</span></span>
            <h1 class="govuk-heading-l">"Extracts of the plan"</h1>
            {list}
            {removed(found)}
            {found.keeps.then(|| form(found, chosen, problems, max))}
        }
    })
}

/// What was removed, and why.
fn removed(found: &Extracts) -> Option<AnyView> {
    let gone: Vec<_> = found
        .all
        .iter()
        .filter_map(|extract| extract.removed.as_ref().map(|removal| (extract, removal)))
        .map(|(extract, removal)| {
            let on = day(Moment::of(removal.at).today);
            let what = format!(
                "{on}: {}, {}, ",
                extract.kind.title(),
                size(extract.size_bytes)
            );
            let digest = extract.digest.short().to_owned();
            let why = format!(". {}.", because(removal.because));
            view! { <li>{what}<span class="app-reference">{digest}</span>{why}</li> }
        })
        .collect();
    (!gone.is_empty()).then(|| {
        view! {
            <Details summary="Extracts that were removed">
                <ul class="govuk-list">{gone}</ul>
            </Details>
        }
        .into_any()
    })
}

fn form(found: &Extracts, chosen: &str, problems: &Problems, max: usize) -> AnyView {
    if found.versions.is_empty() {
        return view! { <p class="govuk-body">"The child has no plan to attach an extract to."</p> }
            .into_any();
    }
    let mut options = vec![SelectOption::new("", "Select a version")];
    options.extend(found.versions.iter().map(|(ordinal, version)| {
        let dated = version
            .dated_on
            .map_or_else(String::new, |on| format!(" of {}", day(on)));
        let label = format!(
            "{}{dated} (plan {ordinal}, version {})",
            plan_state(version.state),
            version.number
        );
        SelectOption::new(version.id.to_string(), label)
    }));
    let hint = format!(
        "A PDF or a Word document (.docx) of up to {} MB, without a password, macros or scripts",
        max / 1_000_000
    );
    view! {
        <div class="govuk-grid-row">
            <div class="govuk-grid-column-two-thirds">
                <h2 class="govuk-heading-m">"Attach an extract"</h2>
                <p class="govuk-body">
                    "Attach only the pages that levels rest on, from Sections B, F or K, and not the whole plan. Black out what \
                     tells of somebody else before you attach it."
                </p>
                <form method="post" enctype="multipart/form-data" action=address(&found.about.child) novalidate>
                    <Select
                        name=VERSION
                        label="Version of the plan"
                        options=options
                        value=chosen.to_owned()
                        error=problems.of(VERSION)
                    />
                    <FileUpload name=FILE label="File" hint=hint error=problems.of(FILE) accept=".pdf,.docx" />
                    <Button text="Attach" />
                </form>
            </div>
        </div>
    }
    .into_any()
}
