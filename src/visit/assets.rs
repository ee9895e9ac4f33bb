//! The browser's files (style sheet, scripts, WebAssembly), carried inside the executable.
//!
//! `tools/site.mjs` assembles them: each under a name that holds the hash of its content, so that a browser may keep it
//! for ever, with its brotli and gzip forms beside it. Nothing is compressed while a request waits. A debug build reads
//! the files from disk, and works, without style, where no site was built.

use std::{collections::BTreeMap, sync::LazyLock};

use axum::{
    body::Body,
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "target/site/"]
#[allow_missing = true]
struct Site;

/// Plain name to hashed name, such as `app.css` to `app-0123456789abcdef.css`. Empty where no site was built.
static NAMES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    Site::get("manifest.json")
        .and_then(|file| serde_json::from_slice(&file.data).ok())
        .unwrap_or_default()
});

/// Where a browser finds the file with this plain name: `path("app.css")` is `/assets/app-0123456789abcdef.css`.
///
/// A name that the site does not have is returned as it is, and answered by 404.
pub fn path(name: &str) -> String {
    format!("/assets/{}", NAMES.get(name).map_or(name, String::as_str))
}

/// Answers `GET /assets/{*path}`: the smallest form that the browser accepts, to be kept for a year; 404 for any name
/// that the site does not list.
pub async fn serve(Path(name): Path<String>, request: HeaderMap) -> Response {
    if !NAMES.values().any(|hashed| *hashed == name) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let accepted = request
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let coding = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .find(|(coding, _)| accepts(accepted, coding));
    let (stored, tag) = match coding {
        Some((coding, suffix)) => (format!("{name}{suffix}"), format!("\"{name}.{coding}\"")),
        None => (name.clone(), format!("\"{name}\"")),
    };
    let Some(file) = Site::get(&stored) else {
        return StatusCode::NOT_FOUND.into_response();
    };

    let known = request
        .get(header::IF_NONE_MATCH)
        .is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(file.data).into_response()
    };
    let mut set = |name: HeaderName, value: HeaderValue| response.headers_mut().insert(name, value);
    set(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    set(header::VARY, HeaderValue::from_static("accept-encoding"));
    set(
        header::CONTENT_TYPE,
        HeaderValue::from_static(content_type(&name)),
    );
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        set(header::ETAG, tag);
    }
    if let Some((coding, _)) = coding {
        set(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

/// Whether an Accept-Encoding header lists the coding without refusing it (`br;q=0`).
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let refused = parts.any(|part| {
            let quality = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="));
            quality.is_some_and(|quality| quality.trim_end_matches(['0', '.']).is_empty())
        });
        named && !refused
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{accepts, content_type};

    #[test]
    fn a_coding_is_accepted_where_it_is_listed_and_not_refused() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("GZIP;q=0.5", "gzip"));
        assert!(accepts("br;q=0.001", "br"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("br; q=0.000", "br"));
        assert!(!accepts("gzip", "br"));
        assert!(!accepts("", "gzip"));
    }

    #[test]
    fn webassembly_is_served_as_what_a_browser_can_compile_while_it_arrives() {
        assert_eq!(
            content_type("send-banding-0123456789abcdef.wasm"),
            "application/wasm"
        );
    }
}
