//! What every handler shares: the store, the rule sets, the clock, the settings.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use axum::http::Uri;
use jiff::Timestamp;
use thiserror::Error;

use super::council::Council;
use crate::explain::Contacts;
use crate::open_id::Provider;
use crate::rules::RuleBook;
use crate::service::password::Passwords;
use crate::service::{Moment, Store};

/// What every handler shares. Cloning shares it.
#[derive(Clone)]
pub struct AppState {
    /// The database.
    pub store: Store,
    /// Every rule set at hand.
    pub rules: &'static RuleBook,
    /// The time.
    pub clock: Clock,
    /// What the operator chose.
    pub settings: Arc<Settings>,
    /// Checks passwords, a bounded number at a time.
    pub passwords: Passwords,
}

/// What the operator chose.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The council.
    pub council: Council,
    /// Where families can turn, as statements say it.
    pub contacts: Contacts,
    /// Whether the authority is invented, which every page then says.
    pub invented: bool,
    /// The authority whose rule sets decide, as in `exampleshire/2026-04-01`.
    pub authority: String,
    /// The address under which people reach the service; without one, any host and plain HTTP are served.
    pub public_url: Option<PublicUrl>,
    /// Where the demonstration sign-ins are printed; none outside a demonstration.
    pub demo_sign_ins: Option<String>,
    /// The council's own sign-in provider; without one, everybody signs in by password.
    pub open_id: Option<Provider>,
    /// The largest file that is taken from a browser, in bytes.
    pub file_bytes_max: usize,
}

impl Settings {
    /// Whether people reach the service over TLS, so that cookies may be marked Secure.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.public_url.as_ref().is_some_and(PublicUrl::is_secure)
    }
}

/// The source of the time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine for the time"
    )]
    pub fn system() -> Clock {
        Clock(Arc::new(Timestamp::now))
    }

    /// A clock that a test sets.
    #[must_use]
    pub fn of(source: impl Fn() -> Timestamp + Send + Sync + 'static) -> Clock {
        Clock(Arc::new(source))
    }

    /// The instant, and the day in England.
    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment::of((self.0)())
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Clock")
    }
}

/// The address under which people reach the service: a scheme and a host, such as `https://banding.example.gov.uk`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    secure: bool,
    host: String,
}

/// A text that is no public address.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("“{0}” is not an address of the form https://banding.example.gov.uk, without a path")]
pub struct PublicUrlError(String);

impl PublicUrl {
    /// Whether it is reached over TLS, so that cookies may be marked Secure.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// The host, with its port if that is not the scheme's own.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The origin that a browser names for its pages.
    #[must_use]
    pub fn origin(&self) -> String {
        format!(
            "{}://{}",
            if self.secure { "https" } else { "http" },
            self.host
        )
    }
}

impl FromStr for PublicUrl {
    type Err = PublicUrlError;

    fn from_str(text: &str) -> Result<PublicUrl, PublicUrlError> {
        let refused = || PublicUrlError(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| refused())?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(refused()),
        };
        let authority = uri.authority().ok_or_else(refused)?;
        let plain = uri.path() == "/" && uri.query().is_none() && !authority.as_str().contains('@');
        if !plain {
            return Err(refused());
        }
        // A browser leaves the scheme's own port out of both Host and Origin.
        let own_port = if secure { 443 } else { 80 };
        let host = match authority.port_u16() {
            Some(port) if port != own_port => format!("{}:{port}", authority.host()),
            _ => authority.host().to_owned(),
        };
        Ok(PublicUrl {
            secure,
            host: host.to_ascii_lowercase(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::PublicUrl;

    #[test]
    fn a_public_address_is_a_scheme_and_a_host() {
        let origin = |text: &str| text.parse::<PublicUrl>().ok().map(|url| url.origin());
        assert_eq!(
            origin("https://Banding.example.gov.uk"),
            Some("https://banding.example.gov.uk".to_owned())
        );
        assert_eq!(
            origin("https://banding.example.gov.uk:443/"),
            Some("https://banding.example.gov.uk".to_owned())
        );
        assert_eq!(
            origin("http://localhost:3000"),
            Some("http://localhost:3000".to_owned())
        );
        for text in [
            "banding.example.gov.uk",
            "ftp://a.uk",
            "https://a.uk/path",
            "https://me@a.uk",
            "",
        ] {
            assert_eq!(origin(text), None, "{text}");
        }
    }
}
