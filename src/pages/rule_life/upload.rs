//! The files of a rule set, sent from a folder: as a new draft, or over those of one.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::file::{path, writable};
use super::{DRAFTS, below_drafts, draft_address};
use crate::access::Action;
use crate::components::{Button, Crumb, FileUpload};
use crate::forms::Problems;
use crate::forms::rule_upload::{self, FILES};
use crate::service::reach::allows;
use crate::service::rule_life::{self, Change, OpenDraft, Saved, Texts};
use crate::visit::{AppState, Page, SignedIn, Upload, Visit, WebError, redirect};

/// Answers `GET /rules/drafts/upload`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not edit rules.
pub async fn begin_form(visit: Visit, person: SignedIn) -> Result<Response, WebError> {
    let asked = Asked::begin(&person)?;
    Ok(asked.page(&visit, &Problems::default()))
}

/// Answers `POST /rules/drafts/upload`.
///
/// # Errors
/// As [`begin_form`].
pub async fn begin(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    sent: Upload,
) -> Result<Response, WebError> {
    let asked = Asked::begin(&person)?;
    let texts = match read(sent) {
        Ok((texts, _)) => texts,
        Err(problems) => return Ok(asked.page(&visit, &problems)),
    };
    let moment = state.clock.moment();
    let id = rule_life::begin_from_files(&state.store, &person.actor, &texts, moment).await?;
    person.leave_said(&state, said(texts.len())).await?;
    Ok(redirect(&draft_address(&id)))
}

/// Answers `GET /rules/drafts/{draft}/upload`.
///
/// # Errors
/// As [`begin_form`]; [`WebError::NotFound`] for a draft that does not exist; [`WebError::Conflict`] for one that is
/// proposed or approved.
pub async fn over_form(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(draft): Path<String>,
) -> Result<Response, WebError> {
    let draft = writable(&state, &person, &draft).await?;
    Ok(Asked::over(&draft).page(&visit, &Problems::default()))
}

/// Answers `POST /rules/drafts/{draft}/upload`.
///
/// # Errors
/// As [`over_form`].
pub async fn over(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(draft): Path<String>,
    sent: Upload,
) -> Result<Response, WebError> {
    let draft = writable(&state, &person, &draft).await?;
    let (texts, seen) = match read(sent) {
        Ok(read) => read,
        Err(problems) => return Ok(Asked::over(&draft).page(&visit, &problems)),
    };
    let changes: Vec<Change> = texts
        .into_iter()
        .map(|(name, text)| Change {
            name,
            text: Some(text),
        })
        .collect();
    let (over, moment) = ((&draft.line.id, seen), state.clock.moment());
    match rule_life::save(&state.store, &person.actor, over, &changes, moment).await? {
        Saved::Done => {
            person.leave_said(&state, said(changes.len())).await?;
            Ok(redirect(&draft_address(&draft.line.id)))
        }
        Saved::Lost(now) => {
            let lost = "Somebody saved the draft after this page was opened. Look at what they left, then send the files \
                        again if they are still what you want";
            Ok(Asked::over(&now).page(&visit, &Problems::one(FILES, lost)))
        }
        Saved::Closed => Err(WebError::Conflict),
    }
}

/// The texts that were sent, and the version of the draft that their sender saw.
fn read(sent: Upload) -> Result<(Texts, u32), Problems> {
    let Upload::Read(mut sent) = sent else {
        return Err(Problems::one(
            FILES,
            "The files are too large together. Send fewer at a time",
        ));
    };
    let files = sent.take_files(FILES).into_iter();
    let texts = rule_upload::texts(files.map(|file| (file.name, file.bytes)).collect())?;
    Ok((texts, sent.value("version").parse().unwrap_or_default()))
}

fn said(files: usize) -> String {
    match files {
        1 => "One file was kept and the draft was checked.".to_owned(),
        files => format!("{files} files were kept and the draft was checked."),
    }
}

/// What the page asks files for.
struct Asked {
    title: &'static str,
    hint: &'static str,
    action: String,
    below: Vec<Crumb>,
    version: u32,
}

impl Asked {
    fn begin(person: &SignedIn) -> Result<Asked, WebError> {
        if !allows(&person.actor, Action::EditRules) {
            return Err(WebError::Forbidden);
        }
        Ok(Asked {
            title: "Begin a draft from files",
            hint: "Every file of the set that ends in .toml, its cases among them. You can select several at once.",
            action: format!("{DRAFTS}/upload"),
            below: below_drafts(),
            version: 0,
        })
    }

    fn over(draft: &OpenDraft) -> Asked {
        Asked {
            title: "Send files",
            hint: "A file takes the place of the draft’s file of the same name; another name is added. You can select \
                   several at once.",
            action: format!("{}/upload", draft_address(&draft.line.id)),
            below: path(draft),
            version: draft.line.version,
        }
    }

    fn page(self, visit: &Visit, problems: &Problems) -> Response {
        let page = Page::titled(self.title)
            .below(self.below)
            .with_problems(problems);
        page.answer(visit, || {
            view! {
                <h1 class="govuk-heading-l">{self.title}</h1>
                <form method="post" action=self.action enctype="multipart/form-data" novalidate>
                    <input type="hidden" name="version" value=self.version.to_string() />
                    <FileUpload
                        name=FILES
                        label="Files"
                        hint=self.hint
                        error=problems.of(FILES)
                        accept=".toml"
                        several=true
                    />
                    <Button text="Send and check" />
                </form>
                <p class="govuk-body">
                    "A draft decides nothing: the files are checked, and every problem is shown with its line."
                </p>
            }
        })
    }
}
