//! Talks to the provider: its description and keys, kept for a while, and the exchange of a code for a person.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use thiserror::Error;
use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use super::description::{Description, with_query};
use super::flow::Started;
use super::keys::Keys;
use super::settings::{Settings, is_local};
use super::token::{self, Person, TokenError};

/// How long an answer of the provider may take.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);
/// The most that is read of an answer, in bytes.
const ANSWER_MAX: u64 = 1024 * 1024;
/// How long the description and the keys are believed.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(1);
/// How often at most they are fetched because a token names a key that is not known: providers change keys.
const AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(1);

/// The provider of one council. Cloning shares what is known of it.
#[derive(Clone)]
pub struct Provider(Arc<Inner>);

struct Inner {
    settings: Settings,
    agent: Agent,
    known: Mutex<Option<Known>>,
}

#[derive(Clone)]
struct Known {
    description: Description,
    keys: Keys,
    since: Timestamp,
}

/// Why the provider did not say who signed in. No value that it sent is in the words.
#[derive(Debug, Error)]
pub enum ProviderError {
    /// It does not answer, or not with what was asked for.
    #[error("the sign-in provider does not answer as it must: {0}")]
    Silent(&'static str),
    /// It does not take the code, or not from us.
    #[error("the sign-in provider refuses the code (status {0})")]
    Refused(u16),
    /// Its certificates cannot be read.
    #[error("the certificates of the sign-in provider cannot be read")]
    Certificates,
    /// Its token is not believed.
    #[error(transparent)]
    Token(#[from] TokenError),
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Provider({:?})", self.0.settings)
    }
}

impl Provider {
    /// A provider that has not been asked yet.
    ///
    /// # Errors
    /// [`ProviderError::Certificates`] if its own certificates are none.
    pub fn new(settings: Settings) -> Result<Provider, ProviderError> {
        let mut tls = TlsConfig::builder();
        if let Some(pem) = &settings.certificates {
            tls = tls.root_certs(RootCerts::from(certificates(pem)?));
        }
        let mut config = Agent::config_builder()
            .timeout_global(Some(ANSWERS_WITHIN))
            .max_redirects(0)
            .http_status_as_error(false)
            .tls_config(tls.build());
        // A council's server reaches the outside through its proxy (HTTPS_PROXY), and this machine without.
        if is_local(&settings.issuer) {
            config = config.proxy(None);
        }
        Ok(Provider(Arc::new(Inner {
            settings,
            agent: config.build().into(),
            known: Mutex::new(None),
        })))
    }

    /// What the council says of it.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Where to send the browser to sign in. Waits for the provider where its description is not known.
    ///
    /// # Errors
    /// [`ProviderError::Silent`].
    pub fn entrance(
        &self,
        started: &Started,
        back: &str,
        now: Timestamp,
    ) -> Result<String, ProviderError> {
        let settings = self.settings();
        let known = self.known(None, now)?;
        let values = [
            ("response_type", "code"),
            ("client_id", &settings.client_id),
            ("redirect_uri", back),
            ("scope", &settings.scopes.join(" ")),
            ("state", &started.state()),
            ("nonce", &started.nonce()),
            ("code_challenge", &started.challenge()),
            ("code_challenge_method", "S256"),
        ];
        with_query(&known.description.authorise, &values)
            .ok_or(ProviderError::Silent("its address cannot be used"))
    }

    /// Where to send the browser to sign out of the provider as well; `None` where it has no such place.
    ///
    /// # Errors
    /// [`ProviderError::Silent`].
    pub fn exit(&self, back: &str, now: Timestamp) -> Result<Option<String>, ProviderError> {
        let known = self.known(None, now)?;
        let values = [
            ("client_id", self.settings().client_id.as_str()),
            ("post_logout_redirect_uri", back),
        ];
        let leave = known.description.leave.as_deref();
        Ok(leave.and_then(|leave| with_query(leave, &values)))
    }

    /// Exchanges a code for the person who signed in. Waits for the provider.
    ///
    /// # Errors
    /// [`ProviderError`]: it does not answer, refuses, or its token is not believed.
    pub fn person(
        &self,
        started: &Started,
        code: &str,
        back: &str,
        now: Timestamp,
    ) -> Result<Person, ProviderError> {
        let known = self.known(None, now)?;
        let token = self.token(&known.description, started, code, back)?;
        let known = self.known(token::key_of(&token).as_deref(), now)?;
        let nonce = started.nonce();
        Ok(token::check(
            &token,
            &known.keys,
            self.settings(),
            &nonce,
            now,
        )?)
    }

    fn token(
        &self,
        description: &Description,
        started: &Started,
        code: &str,
        back: &str,
    ) -> Result<String, ProviderError> {
        let (client, verifier) = (&self.settings().client_id, started.verifier());
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", back),
            ("client_id", client.as_str()),
            ("code_verifier", verifier.as_str()),
        ];
        let mut request = self.0.agent.post(&description.token);
        match &self.settings().client_secret {
            Some(secret) if description.secret_in_form => form.push(("client_secret", secret)),
            Some(secret) => request = request.header("authorization", basic(client, secret)),
            None => {}
        }
        let answer = request
            .send_form(form)
            .map_err(|_| ProviderError::Silent("the code cannot be exchanged"))?;
        let status = answer.status();
        if !status.is_success() {
            return Err(ProviderError::Refused(status.as_u16()));
        }
        let json = json(answer)?;
        let token = json["id_token"].as_str();
        let token = token.ok_or(ProviderError::Silent("there is no token in its answer"))?;
        Ok(token.to_owned())
    }

    /// What is known of the provider, fetched where it is old or lacks the key that is named.
    fn known(&self, key: Option<&str>, now: Timestamp) -> Result<Known, ProviderError> {
        let known = self.slot().clone();
        if let Some(known) = known {
            let age = now.duration_since(known.since);
            let lacks = key.is_some() && !known.keys.know(key);
            let fresh = !age.is_negative() && age < KEPT_FOR;
            if fresh && !(lacks && age > AGAIN_AFTER) {
                return Ok(known);
            }
        }
        let issuer = &self.settings().issuer;
        let description = Description::of(self.get(&Description::address(issuer))?, issuer).ok_or(
            ProviderError::Silent("its description is another's, or names an address without TLS"),
        )?;
        let keys = Keys::of(&self.get(&description.keys)?);
        let known = Known {
            description,
            keys,
            since: now,
        };
        *self.slot() = Some(known.clone());
        Ok(known)
    }

    /// The slot is only ever replaced whole: one that a panic left behind is as good as any.
    fn slot(&self) -> std::sync::MutexGuard<'_, Option<Known>> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, address: &str) -> Result<Value, ProviderError> {
        let answer = self
            .0
            .agent
            .get(address)
            .call()
            .map_err(|_| ProviderError::Silent("it cannot be reached"))?;
        if !answer.status().is_success() {
            return Err(ProviderError::Silent("it has no description or no keys"));
        }
        json(answer)
    }
}

fn json(mut answer: ureq::http::Response<ureq::Body>) -> Result<Value, ProviderError> {
    let body = answer
        .body_mut()
        .with_config()
        .limit(ANSWER_MAX)
        .read_to_vec();
    let body = body.map_err(|_| ProviderError::Silent("its answer is too long or breaks off"))?;
    serde_json::from_slice(&body).map_err(|_| ProviderError::Silent("its answer is no JSON"))
}

/// RFC 6749, section 2.3.1: name and secret are escaped as in a form before they are put together.
fn basic(client: &str, secret: &str) -> String {
    let escaped = |text: &str| {
        let pair = serde_urlencoded::to_string([("", text)]).unwrap_or_default();
        pair.trim_start_matches('=').to_owned()
    };
    let both = format!("{}:{}", escaped(client), escaped(secret));
    format!("Basic {}", STANDARD.encode(both))
}

fn certificates(pem: &[u8]) -> Result<Vec<ureq::tls::Certificate<'static>>, ProviderError> {
    let mut found = Vec::new();
    for item in parse_pem(pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|_| ProviderError::Certificates)? {
            found.push(certificate);
        }
    }
    if found.is_empty() {
        return Err(ProviderError::Certificates);
    }
    Ok(found)
}
