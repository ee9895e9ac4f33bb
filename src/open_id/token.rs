//! The token that says who signed in: nothing of it is believed before its signature and its claims are checked.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use subtle::ConstantTimeEq as _;
use thiserror::Error;

use super::keys::{Algorithm, Keys};
use super::settings::Settings;

/// How far two clocks may be apart, in seconds.
const LEEWAY_S: i64 = 60;

/// The longest subject (OpenID Connect Core, section 2) and the longest name that is kept, in characters.
const SUBJECT_MAX: usize = 255;
const NAME_MAX: usize = 100;

/// Who signed in, by the provider's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The provider's own name for them, which never changes and is given to nobody else.
    pub subject: String,
    /// The name that colleagues see, if the provider says one.
    pub name: Option<String>,
    /// The values of the claim that roles come from.
    pub groups: Vec<String>,
}

/// Why a token is not believed. No value of the token is in the words.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum TokenError {
    /// It is not of three parts that can be read.
    #[error("the token is malformed")]
    Malformed,
    /// It is signed by an algorithm that is not accepted, or not at all.
    #[error("the token is not signed by RS256 or ES256")]
    Algorithm,
    /// No key of the provider made the signature.
    #[error("the token's signature is not by a key of the provider")]
    Signature,
    /// Another issued it.
    #[error("the token is of another issuer")]
    Issuer,
    /// It is for another.
    #[error("the token is for another service")]
    Audience,
    /// Its time is over, or has not come.
    #[error("the token is out of its time")]
    Time,
    /// It answers another sign-in.
    #[error("the token answers another sign-in")]
    Nonce,
    /// It names nobody.
    #[error("the token has no subject that can be kept")]
    Subject,
}

#[derive(Deserialize)]
struct Header {
    alg: Value,
    kid: Option<String>,
    /// Extensions that must be understood; none is.
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: OneOrMore,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: Option<String>,
    #[serde(flatten)]
    others: Value,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// The key that a token names, before anything is believed: which keys are to be fetched. `None` if it names none.
pub(super) fn key_of(token: &str) -> Option<String> {
    let (header, _) = token.split_once('.')?;
    part::<Header>(header).ok()?.kid
}

/// Checks a token, and reads who signed in from it.
///
/// # Errors
/// [`TokenError`]: the first thing that is wrong.
pub(super) fn check(
    token: &str,
    keys: &Keys,
    settings: &Settings,
    nonce: &str,
    now: Timestamp,
) -> Result<Person, TokenError> {
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(TokenError::Malformed)?;
    let header: Header = part(header)?;
    let algorithm: Algorithm =
        serde_json::from_value(header.alg).map_err(|_| TokenError::Algorithm)?;
    let signature = bytes(signature)?;
    let by_provider = keys.signed(
        header.kid.as_deref(),
        algorithm,
        signed.as_bytes(),
        &signature,
    );
    if header.crit.is_some() || !by_provider {
        return Err(TokenError::Signature);
    }
    let claims: Claims = part(claims)?;
    check_claims(&claims, settings, nonce, now)?;
    let subject = claims.sub;
    if subject.is_empty() || subject.chars().count() > SUBJECT_MAX || subject.contains('\0') {
        return Err(TokenError::Subject);
    }
    Ok(Person {
        subject,
        name: found(&claims.others, &settings.name_claim)
            .and_then(Value::as_str)
            .and_then(shown),
        groups: texts(found(&claims.others, &settings.role_claim)),
    })
}

fn check_claims(
    claims: &Claims,
    settings: &Settings,
    nonce: &str,
    now: Timestamp,
) -> Result<(), TokenError> {
    if claims.iss != settings.issuer {
        return Err(TokenError::Issuer);
    }
    let us = &settings.client_id;
    let (among, alone) = match &claims.aud {
        OneOrMore::One(one) => (one == us, true),
        OneOrMore::More(more) => (more.contains(us), more.len() == 1),
    };
    // For several audiences the token must say which of them it was issued to.
    let party = match &claims.azp {
        Some(party) => party == us,
        None => alone,
    };
    if !among || !party {
        return Err(TokenError::Audience);
    }
    let now = now.as_second();
    let begun = claims.nbf.unwrap_or(claims.iat).max(claims.iat);
    if claims.exp.saturating_add(LEEWAY_S) <= now || begun.saturating_sub(LEEWAY_S) > now {
        return Err(TokenError::Time);
    }
    let said = claims.nonce.as_deref().unwrap_or_default();
    if bool::from(said.as_bytes().ct_eq(nonce.as_bytes())) {
        Ok(())
    } else {
        Err(TokenError::Nonce)
    }
}

fn bytes(text: &str) -> Result<Vec<u8>, TokenError> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| TokenError::Malformed)
}

fn part<T: DeserializeOwned>(text: &str) -> Result<T, TokenError> {
    serde_json::from_slice(&bytes(text)?).map_err(|_| TokenError::Malformed)
}

/// A claim by its name, or by a path that begins with a slash.
fn found<'a>(claims: &'a Value, claim: &str) -> Option<&'a Value> {
    if claim.starts_with('/') {
        claims.pointer(claim)
    } else {
        claims.get(claim)
    }
}

/// The texts of a claim that holds one or several.
fn texts(claim: Option<&Value>) -> Vec<String> {
    let one = |value: &Value| value.as_str().map(str::to_owned);
    match claim {
        Some(Value::Array(values)) => values.iter().filter_map(one).collect(),
        Some(value) => one(value).into_iter().collect(),
        None => Vec::new(),
    }
}

/// A name as pages can show it.
fn shown(name: &str) -> Option<String> {
    let plain = name.chars().filter(|letter| !letter.is_control());
    let name: String = plain.take(NAME_MAX).collect();
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests;
