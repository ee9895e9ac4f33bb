//! Where a request comes from: the host it names, and the page that sent a form.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::visit::{AppState, PublicUrl, WebError};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The layer that refuses what a foreign page, or a foreign name for this machine, sent.
pub(super) async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let public = state.settings.public_url.as_ref();
    let host = host_of(&request);
    // A probe asks by address, not by name.
    let probe = matches!(request.uri().path(), "/health" | "/ready");
    if let Some(public) = public
        && !probe
        && host.as_deref() != Some(public.host())
    {
        return WebError::Misdirected.into_response();
    }
    if writes(request.method()) && !is_ours(request.headers(), host.as_deref(), public) {
        return WebError::Foreign.into_response();
    }
    next.run(request).await
}

fn writes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The host asked for, in lower case: from the request line over HTTP/2, else from the header.
fn host_of(request: &Request) -> Option<String> {
    let named = request
        .uri()
        .authority()
        .map(|authority| authority.as_str().to_owned());
    named
        .or_else(|| {
            let header = request.headers().get(header::HOST)?;
            header.to_str().ok().map(str::to_owned)
        })
        .map(|host| host.to_ascii_lowercase())
}

/// Whether a form was sent by one of our own pages: browsers name the origin, and newer ones also say how it relates.
fn is_ours(headers: &HeaderMap, host: Option<&str>, public: Option<&PublicUrl>) -> bool {
    let text = |name: HeaderName| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or("unreadable"))
    };
    let site = text(SEC_FETCH_SITE);
    if site.is_some_and(|site| site != "same-origin") {
        return false;
    }
    match (text(header::ORIGIN), public) {
        (Some(origin), Some(public)) => origin.eq_ignore_ascii_case(&public.origin()),
        (Some(origin), None) => origin_host(origin).is_some_and(|from| Some(from.as_str()) == host),
        (None, _) => site == Some("same-origin"),
    }
}

/// The host of an origin such as `http://127.0.0.1:3000`, in lower case; none for `null`.
fn origin_host(origin: &str) -> Option<String> {
    let uri: Uri = origin.parse().ok()?;
    uri.scheme()?;
    uri.authority()
        .map(|authority| authority.as_str().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{SEC_FETCH_SITE, is_ours};
    use axum::http::{HeaderMap, HeaderValue, header};

    fn headers(origin: Option<&'static str>, site: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        }
        if let Some(site) = site {
            headers.insert(SEC_FETCH_SITE, HeaderValue::from_static(site));
        }
        headers
    }

    #[test]
    fn without_a_public_address_the_origin_is_the_host_that_was_asked() {
        let ours = |origin, site| is_ours(&headers(origin, site), Some("127.0.0.1:3000"), None);
        assert!(ours(Some("http://127.0.0.1:3000"), None));
        assert!(ours(Some("http://127.0.0.1:3000"), Some("same-origin")));
        assert!(ours(None, Some("same-origin")));
        assert!(!ours(None, None));
        assert!(!ours(Some("null"), None));
        assert!(!ours(Some("http://evil.example"), Some("same-origin")));
        assert!(!ours(Some("http://127.0.0.1:3000"), Some("cross-site")));
        assert!(!ours(None, Some("same-site")));
        assert!(!ours(None, Some("none")));
    }

    #[test]
    fn with_a_public_address_the_origin_is_that_address_scheme_and_all() {
        let public = "https://banding.example.gov.uk".parse().unwrap();
        let ours = |origin| {
            is_ours(
                &headers(Some(origin), None),
                Some("banding.example.gov.uk"),
                Some(&public),
            )
        };
        assert!(ours("https://banding.example.gov.uk"));
        assert!(!ours("http://banding.example.gov.uk"));
        assert!(!ours("https://banding.example.gov.uk:8443"));
    }
}
