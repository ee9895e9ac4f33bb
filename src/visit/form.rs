//! Form bodies and queries, read without trusting them.

use std::borrow::Cow;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

use super::errors::WebError;
use crate::letters::{is_unseen, without_marks};

/// The largest form body read, in bytes: an area's evidence with a page of quotation at each domain fits several times.
pub const FORM_BYTES_MAX: usize = 256 * 1024;

/// How many characters before one that nobody sees tell where it stands.
const SHOWN_BEFORE: usize = 40;

/// A form body as a raw form; a body that is no form is 400, one that is too large 413.
pub struct FormBody<F>(pub F);

impl<F: DeserializeOwned, S: Send + Sync> FromRequest<S> for FormBody<F> {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<FormBody<F>, WebError> {
        let bytes = form_bytes(request, state).await?;
        let pairs = pairs(&bytes)?;
        let text = serde_urlencoded::to_string(pairs).map_err(|_| WebError::BadRequest)?;
        serde_urlencoded::from_str(&text)
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
        pairs(&bytes).map(Lists)
    }
}

/// The names and values of a form, in the order sent, all of them text.
fn pairs(bytes: &[u8]) -> Result<Vec<(String, String)>, WebError> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_bytes(bytes).map_err(|_| WebError::BadRequest)?;
    let text = |(name, value): (String, String)| {
        is_text(&name)?;
        Ok((name, read_text(value)?))
    };
    pairs.into_iter().map(text).collect()
}

/// A field's text without the marks that come along with a copied text and mean nothing.
pub(super) fn read_text(value: String) -> Result<String, WebError> {
    let value = match without_marks(&value) {
        Cow::Owned(read) => read,
        Cow::Borrowed(_) => value,
    };
    is_text(&value)?;
    Ok(value)
}

/// Refuses what nobody sees but what ends lines or stands between words: it comes along when text is copied, a database may
/// refuse it, a file that is exported must not hold it, and it can make a text read as another. One place for every form.
fn is_text(value: &str) -> Result<(), WebError> {
    let is_odd = |letter: char| is_unseen(letter) && !letter.is_whitespace();
    let Some(at) = value.find(is_odd) else {
        return Ok(());
    };
    let before: Vec<char> = value[..at].chars().rev().take(SHOWN_BEFORE).collect();
    let after: String = before.into_iter().rev().collect();
    Err(WebError::ControlCharacters {
        after: after.trim_start().to_owned(),
    })
}

/// The key that a form carries, none where it has none; what is no key is 400.
pub fn key_of<I, E>(
    typed: &str,
    parse: impl Fn(&str) -> Result<I, E>,
) -> Result<Option<I>, WebError> {
    match typed {
        "" => Ok(None),
        typed => parse(typed).map(Some).map_err(|_| WebError::BadRequest),
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

#[cfg(test)]
mod tests {
    use super::{WebError, is_text, pairs};

    #[test]
    fn what_a_copied_text_brings_along_is_taken_out_of_a_form() {
        let sent = b"words=lang%02uage%C2%AD+ther%E2%80%8Bapy&more=%EF%BB%BFyes";
        let read = pairs(sent).unwrap();
        let kept = [("words", "language therapy"), ("more", "yes")];
        let kept = kept.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(read, kept);
        assert!(pairs(b"words=a%E2%80%AEb").is_err());
    }

    #[test]
    fn what_nobody_sees_is_refused_with_the_words_before_it() {
        for text in ["", "Zoë\tŁęcka\r\nנועה", "a\u{200f}b", "a\u{c}b"] {
            assert!(is_text(text).is_ok(), "{text:?}");
        }
        for (text, before) in [
            ("\0", ""),
            ("the child needs\u{7} help", "the child needs"),
            ("a\u{1b}[2J", "a"),
            ("a\u{202e}b", "a"),
        ] {
            let refused = is_text(text).unwrap_err();
            assert!(
                matches!(&refused, WebError::ControlCharacters { after } if after == before),
                "{refused:?}"
            );
        }
    }
}
