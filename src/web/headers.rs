//! The headers that every answer carries.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::visit::{Visit, WithIsland};

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const CROSS_ORIGIN_OPENER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-opener-policy");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// The layer that adds them; inside the visit, whose nonce it names.
pub(super) async fn add(visit: Visit, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let island = response.extensions().get::<WithIsland>().is_some();
    let headers = response.headers_mut();
    if is_html(headers) {
        // A nonce is URL-safe base64, which a header can hold.
        if let Ok(policy) = HeaderValue::from_str(&content_security_policy(visit.nonce(), island)) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
    } else {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            // No page: shown inside a browser all the same, it would run nothing and belong to nobody.
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
        );
    }
    // Whatever does not say otherwise may hold personal data.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

const FIXED: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: under it browsers send `Origin: null` with our own forms, and the origin check needs the origin.
    (header::REFERRER_POLICY, "same-origin"),
    (
        PERMISSIONS_POLICY,
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
    (CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
];

fn is_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// Nothing but our own style and the scripts that carry the nonce; WebAssembly, what it imports and what it fetches only
/// on a page with an island.
fn content_security_policy(nonce: &str, island: bool) -> String {
    let (scripts, fetches) = if island {
        (
            " 'strict-dynamic' 'wasm-unsafe-eval'",
            "; connect-src 'self'",
        )
    } else {
        ("", "")
    };
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}'{scripts}; style-src 'self'; img-src 'self' data:{fetches}; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::content_security_policy;

    #[test]
    fn webassembly_runs_only_on_a_page_with_an_island() {
        assert!(!content_security_policy("n", false).contains("wasm"));
        assert!(!content_security_policy("n", false).contains("connect-src"));
        assert!(
            content_security_policy("n", true)
                .contains("'nonce-n' 'strict-dynamic' 'wasm-unsafe-eval'")
        );
    }
}
