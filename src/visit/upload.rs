//! Forms with a file, read without trusting them: whole, within the operator's limit.

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Multipart, Request};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt as _;

use super::errors::WebError;
use super::file_name;
use super::form::{FORM_BYTES_MAX, read_text};
use super::session::SignedIn;
use super::state::AppState;
use crate::access::{Action, Subject};
use crate::service::reach::require;

/// The most parts in a form of ours, and far more than any has.
const PARTS_MAX: usize = 40;

/// How many times the limit is read and thrown away: a browser shows an answer only once it has sent its form.
const THROWN_AWAY: usize = 3;

/// A form with files.
pub enum Upload {
    /// It was read.
    Read(Sent),
    /// A file is larger than the limit; nothing of the form was kept.
    TooLarge,
}

/// The fields and files of a form.
#[derive(Default)]
pub struct Sent {
    fields: Vec<(String, String)>,
    files: Vec<SentFile>,
}

/// A file as it was sent: nothing is known of it but what its sender says.
pub struct SentFile {
    field: String,
    /// The name that its sender gives it, without folders and marks that are not seen, 120 characters at the most.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Sent {
    /// The first value of a field, without the spaces round it; blank without it.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        let mut named = self.fields.iter().filter(|(field, _)| field == name);
        named.next().map_or("", |(_, value)| value.trim())
    }

    /// The file of a field. A browser sends a file without name or content where none was chosen: that is none.
    #[must_use]
    pub fn take_file(&mut self, name: &str) -> Option<SentFile> {
        let place = self.files.iter().position(|file| file.field == name)?;
        let file = self.files.swap_remove(place);
        file.was_chosen().then_some(file)
    }

    /// Every file of a field that takes several.
    #[must_use]
    pub fn take_files(&mut self, name: &str) -> Vec<SentFile> {
        let (taken, left) = std::mem::take(&mut self.files)
            .into_iter()
            .partition(|file| file.field == name);
        self.files = left;
        let chosen: Vec<SentFile> = taken;
        chosen.into_iter().filter(SentFile::was_chosen).collect()
    }
}

impl SentFile {
    /// Whether it is a file at all, and not the blank that stands for none.
    fn was_chosen(&self) -> bool {
        !self.name.is_empty() || !self.bytes.is_empty()
    }
}

/// A form with files that are read by an import, up to a limit of their own, in bytes. Nothing of it is read before it is
/// known that its sender runs imports: nobody else fills the server's memory with files of that size.
pub struct ImportUpload<const FILE_BYTES_MAX: usize> {
    /// Who sent it, and runs imports.
    pub person: SignedIn,
    /// The form.
    pub form: Upload,
}

impl<const FILE_BYTES_MAX: usize> FromRequest<AppState> for ImportUpload<FILE_BYTES_MAX> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (mut head, body) = request.into_parts();
        let asked = <SignedIn as FromRequestParts<AppState>>::from_request_parts(&mut head, state);
        let person = asked.await?;
        require(&person.actor, Action::RunImport, &Subject::Anything)
            .map_err(|error| WebError::from(error).into_response())?;
        let request = Request::from_parts(head, body);
        let form = Upload::within(FILE_BYTES_MAX, request, state).await;
        let form = form.map_err(IntoResponse::into_response)?;
        Ok(ImportUpload { person, form })
    }
}

impl FromRequest<AppState> for Upload {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &AppState) -> Result<Upload, WebError> {
        Upload::within(state.settings.file_bytes_max, request, state).await
    }
}

impl Upload {
    async fn within(
        file_bytes_max: usize,
        request: Request,
        state: &AppState,
    ) -> Result<Upload, WebError> {
        let (head, body) = request.into_parts();
        let Some(body) = whole(body, file_bytes_max + FORM_BYTES_MAX).await? else {
            return Ok(Upload::TooLarge);
        };
        let mut request = Request::from_parts(head, Body::from(body));
        // It was read, and so is within our own limit.
        DefaultBodyLimit::disable().apply(&mut request);
        let form = Multipart::from_request(request, state).await;
        let sent = read(form.map_err(|_| WebError::BadRequest)?).await?;
        if sent
            .files
            .iter()
            .any(|file| file.bytes.len() > file_bytes_max)
        {
            return Ok(Upload::TooLarge);
        }
        Ok(Upload::Read(sent))
    }
}

/// The fields and files of a form's parts.
async fn read(mut form: Multipart) -> Result<Sent, WebError> {
    let mut sent = Sent::default();
    while let Some(part) = form.next_field().await.map_err(|_| WebError::BadRequest)? {
        if sent.fields.len() + sent.files.len() == PARTS_MAX {
            return Err(WebError::BadRequest);
        }
        let field = part.name().unwrap_or_default().to_owned();
        let name = part.file_name().map(file_name::plain);
        let bytes = part.bytes().await.map_err(|_| WebError::BadRequest)?;
        let bytes = bytes.to_vec();
        if let Some(name) = name {
            sent.files.push(SentFile { field, name, bytes });
        } else {
            let value = String::from_utf8(bytes).map_err(|_| WebError::BadRequest)?;
            sent.fields.push((field, read_text(value)?));
        }
    }
    Ok(sent)
}

/// The whole body; `None` if it is above the limit, and then read to its end all the same, within reason.
async fn whole(body: Body, limit: usize) -> Result<Option<Vec<u8>>, WebError> {
    let mut stream = body.into_data_stream();
    let mut kept = Vec::new();
    let mut length = 0_usize;
    while let Some(chunk) = stream.next().await {
        // Somebody who hangs up half-way sent no form.
        let chunk = chunk.map_err(|_| WebError::BadRequest)?;
        length += chunk.len();
        if length > limit.saturating_mul(THROWN_AWAY) {
            return Err(WebError::TooLarge);
        }
        if length > limit {
            kept = Vec::new();
        } else {
            kept.extend_from_slice(&chunk);
        }
    }
    Ok((length <= limit).then_some(kept))
}
