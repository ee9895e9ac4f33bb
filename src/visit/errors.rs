//! Why a request was not answered as asked: its status, and the reference number by which its cause is found.

use std::error::Error;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rand::RngExt as _;
use thiserror::Error;

use crate::access::Reason;
use crate::service::ServiceError;
use crate::service::kept_back::KeptBack;

/// Why a request was not answered as asked. Handlers return it by `?`; the page that it becomes never holds a cause.
#[derive(Debug, Error)]
pub enum WebError {
    /// The request makes no sense.
    #[error("the request is malformed")]
    BadRequest,
    /// A field of a form holds a control character, which no text has and no page shows.
    #[error("a form holds control characters")]
    ControlCharacters {
        /// What stands before it.
        after: String,
    },
    /// A form that no page of ours sent.
    #[error("the form was sent from elsewhere")]
    Foreign,
    /// The user may not do this.
    #[error("the user may not do this")]
    Forbidden,
    /// The user is to judge first, and sees it then.
    #[error("the user is to judge first")]
    KeptBack(Box<KeptBack>),
    /// The user has seen levels of the child's, and cannot score blind.
    #[error("the user has seen the levels")]
    SeenLevels,
    /// There is no such page, or none for this user.
    #[error("there is no such page")]
    NotFound,
    /// Somebody else changed the record first.
    #[error("the record was changed by somebody else")]
    Conflict,
    /// What was sent is larger than what is read.
    #[error("the body is too large")]
    TooLarge,
    /// The request names a host that is not this service's.
    #[error("the request is for another host")]
    Misdirected,
    /// Too many attempts.
    #[error("too many attempts")]
    TooMany {
        /// After how many seconds another may be made.
        retry_after_s: u32,
    },
    /// The database does not answer; the cause is logged where that was found out.
    #[error("the service is not available")]
    Unavailable,
    /// Something broke.
    #[error("something broke")]
    Broken(#[source] Box<dyn Error + Send + Sync>),
}

impl WebError {
    /// The status of each, in one place.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            WebError::BadRequest => StatusCode::BAD_REQUEST,
            WebError::ControlCharacters { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            WebError::Foreign
            | WebError::Forbidden
            | WebError::KeptBack(_)
            | WebError::SeenLevels => StatusCode::FORBIDDEN,
            WebError::NotFound => StatusCode::NOT_FOUND,
            WebError::Conflict => StatusCode::CONFLICT,
            WebError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            WebError::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            WebError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            WebError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            WebError::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl WebError {
    /// Logs the cause of what broke, all the way down, and returns its number; what is nobody's fault is not logged.
    /// Causes hold no personal data: the store sees to that.
    pub fn log(&self) -> Option<Reference> {
        let WebError::Broken(cause) = self else {
            return None;
        };
        let reference = Reference::random();
        let mut sentences = vec![cause.to_string()];
        let mut next = cause.source();
        while let Some(cause) = next {
            sentences.push(cause.to_string());
            next = cause.source();
        }
        let cause = sentences.join(": ");
        tracing::error!(reference = reference.0, cause, "something broke");
        Some(reference)
    }
}

impl From<ServiceError> for WebError {
    fn from(error: ServiceError) -> WebError {
        match error {
            ServiceError::NotFound => WebError::NotFound,
            ServiceError::Refused(Reason::SeenLevels) => WebError::SeenLevels,
            ServiceError::Refused(_) => WebError::Forbidden,
            ServiceError::KeptBack(kept) => WebError::KeptBack(kept),
            ServiceError::Conflict => WebError::Conflict,
            ServiceError::Broken(cause) => WebError::Broken(cause),
        }
    }
}

/// Where a form holds a character that nobody sees, for the page to show.
#[derive(Clone)]
pub struct Unseen {
    /// The last words before it; nothing if a field begins with it.
    pub after: String,
}

/// Why something is refused to somebody whose role allows it, for the page to say.
#[derive(Clone)]
pub enum Why {
    /// It is shown later.
    KeptBack(Box<KeptBack>),
    /// The levels were seen.
    SeenLevels,
}

/// The number under which a cause was logged, for the page to show.
#[derive(Clone)]
pub struct Reference(String);

impl Reference {
    /// Eight characters that can be read out over the telephone: no vowels, so no words; no 0, 1 or look-alikes.
    #[must_use]
    pub fn random() -> Reference {
        const LETTERS: &[u8; 28] = b"BCDFGHJKLMNPQRSTVWXYZ3456789";
        let mut random = rand::rng();
        let text: String = (0..9)
            .map(|place| {
                if place == 4 {
                    '-'
                } else {
                    char::from(LETTERS[random.random_range(0..LETTERS.len())])
                }
            })
            .collect();
        Reference(text)
    }

    /// The number, as `BCDF-GHJK`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl IntoResponse for WebError {
    /// The status alone; a layer in `web` makes the page.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Some(reference) = self.log() {
            response.extensions_mut().insert(reference);
        }
        match self {
            WebError::TooMany { retry_after_s } => {
                let headers = response.headers_mut();
                headers.insert(header::RETRY_AFTER, retry_after_s.into());
            }
            WebError::KeptBack(kept) => {
                response.extensions_mut().insert(Why::KeptBack(kept));
            }
            WebError::SeenLevels => {
                response.extensions_mut().insert(Why::SeenLevels);
            }
            WebError::ControlCharacters { after } => {
                response.extensions_mut().insert(Unseen { after });
            }
            _ => {}
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn a_reference_can_be_read_out() {
        let reference = Reference::random().0;
        assert_eq!(reference.len(), 9);
        assert_eq!(reference.chars().nth(4), Some('-'));
        assert_ne!(reference, Reference::random().0);
    }
}
