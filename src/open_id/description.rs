//! What a provider says of itself: where to send the browser, where to exchange the code, where its keys are.

use serde::Deserialize;
use serde_json::Value;

use super::settings::is_local;

/// A provider's description, of which only addresses over TLS are used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Description {
    pub(super) authorise: String,
    pub(super) token: String,
    pub(super) keys: String,
    /// Where somebody signs out of the provider; not every provider has one.
    pub(super) leave: Option<String>,
    /// Whether the client's secret goes into the form, because the provider takes it nowhere else.
    pub(super) secret_in_form: bool,
}

#[derive(Deserialize)]
struct Raw {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

impl Description {
    /// Where the description of an issuer is.
    pub(super) fn address(issuer: &str) -> String {
        let issuer = issuer.trim_end_matches('/');
        format!("{issuer}/.well-known/openid-configuration")
    }

    /// Reads it; `None` if it is another issuer's, or names an address without TLS that is not on this machine.
    pub(super) fn of(json: Value, issuer: &str) -> Option<Description> {
        let raw: Raw = serde_json::from_value(json).ok()?;
        let addresses = [
            &raw.authorization_endpoint,
            &raw.token_endpoint,
            &raw.jwks_uri,
        ];
        if raw.issuer != issuer || !addresses.into_iter().all(|address| is_secure(address)) {
            return None;
        }
        // Where nothing is said, the secret goes into the header (OpenID Connect Discovery, section 3).
        let in_form = raw
            .token_endpoint_auth_methods_supported
            .is_some_and(|ways| !ways.iter().any(|way| way == "client_secret_basic"));
        Some(Description {
            authorise: raw.authorization_endpoint,
            token: raw.token_endpoint,
            keys: raw.jwks_uri,
            leave: raw
                .end_session_endpoint
                .filter(|address| is_secure(address)),
            secret_in_form: in_form,
        })
    }
}

fn is_secure(address: &str) -> bool {
    address.starts_with("https://") || is_local(address)
}

/// An address with more values in its query.
pub(super) fn with_query(address: &str, values: &[(&str, &str)]) -> Option<String> {
    let query = serde_urlencoded::to_string(values).ok()?;
    let joint = if address.contains('?') { '&' } else { '?' };
    Some(format!("{address}{joint}{query}"))
}

#[cfg(test)]
mod tests {
    use super::{Description, with_query};
    use serde_json::json;

    #[test]
    fn a_description_is_its_issuers_own_and_over_tls() {
        let issuer = "https://login.example.gov.uk/t/";
        assert_eq!(
            Description::address(issuer),
            "https://login.example.gov.uk/t/.well-known/openid-configuration"
        );
        let good = json!({
            "issuer": issuer,
            "authorization_endpoint": "https://login.example.gov.uk/a?p=1",
            "token_endpoint": "https://login.example.gov.uk/t",
            "jwks_uri": "https://login.example.gov.uk/k",
            "end_session_endpoint": "http://login.example.gov.uk/out",
        });
        let read = Description::of(good.clone(), issuer).unwrap();
        assert!(!read.secret_in_form);
        assert_eq!(read.leave, None, "not over TLS");
        assert_eq!(
            with_query(&read.authorise, &[("a", "b c")]).unwrap(),
            "https://login.example.gov.uk/a?p=1&a=b+c"
        );
        for (key, value) in [
            ("issuer", "https://login.example.gov.uk/t"),
            ("issuer", "https://evil.example/"),
            ("token_endpoint", "http://login.example.gov.uk/t"),
            ("jwks_uri", "file:///etc/passwd"),
            ("authorization_endpoint", "javascript:alert(1)"),
        ] {
            let mut bad = good.clone();
            bad[key] = value.into();
            assert_eq!(Description::of(bad, issuer), None, "{key} {value}");
        }
    }
}
