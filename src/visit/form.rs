//! Form bodies and queries, read without trusting them.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

use super::errors::WebError;

/// The largest form body read, in bytes: an area's evidence with a page of quotation at each domain fits several times.
pub const FORM_BYTES_MAX: usize = 256 * 1024;

/// A form body as a raw form; a body that is no form is 400, one that is too large 413.
pub struct FormBody<F>(pub F);

impl<F: DeserializeOwned, S: Send + Sync> FromRequest<S> for FormBody<F> {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<FormBody<F>, WebError> {
        let bytes = form_bytes(request, state).await?;
        serde_urlencoded::from_bytes(&bytes)
            .map(FormBody)
            .map_err(|_| WebError::BadRequest)
    }
}

/// A form body as names and values in the order sent, for forms whose fields come from a rule set, or that repeat.
pub struct Lists(Vec<(String, String)>);

impl Lists {
    /// The first value of a field, without the spaces round it.
    #[must_use]
    pub fn first(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Every name and value but those of some fields, to be sent again.
    #[must_use]
    pub fn pairs_but(&self, left_out: &[&str]) -> Vec<(String, String)> {
        let kept = self.0.iter();
        kept.filter(|(field, _)| !left_out.contains(&field.as_str()))
            .cloned()
            .collect()
    }

    /// Every value of a field, without the spaces round it.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.trim())
    }
}

impl<S: Send + Sync> FromRequest<S> for Lists {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Lists, WebError> {
        let bytes = form_bytes(request, state).await?;
        serde_urlencoded::from_bytes(&bytes)
            .map(Lists)
            .map_err(|_| WebError::BadRequest)
    }
}

async fn form_bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, WebError> {
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| {
            kind.as_bytes()
                .starts_with(b"application/x-www-form-urlencoded")
        });
    if !is_form {
        return Err(WebError::BadRequest);
    }
    Bytes::from_request(request, state)
        .await
        .map_err(|rejection| too_large_or_broken(&rejection))
}

fn too_large_or_broken(rejection: &BytesRejection) -> WebError {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        WebError::TooLarge
    } else {
        WebError::BadRequest
    }
}
