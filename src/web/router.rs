//! What is round every route: the origin's check, headers, pages of errors, the log.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};

use super::routes::routes;
use super::{dress, headers, log, origin};
use crate::visit::{self, AppState, FORM_BYTES_MAX};

/// The whole service, ready to be served or asked by a test.
pub fn app(state: AppState) -> Router {
    framed(routes(), state)
}

/// Routes with everything that is round each of them.
fn framed(routes: Router<AppState>, state: AppState) -> Router {
    routes
        .fallback(|| async { StatusCode::NOT_FOUND })
        .method_not_allowed_fallback(|| async { StatusCode::METHOD_NOT_ALLOWED })
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        // The last is the outermost.
        .layer(from_fn_with_state(state.clone(), origin::check))
        .layer(from_fn(dress::errors))
        .layer(from_fn(headers::add))
        .layer(from_fn_with_state(state.clone(), visit::begin))
        .layer(from_fn(log::write))
        .with_state(state)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::body::{Body, to_bytes};
    use axum::http::{Request, StatusCode};
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::{Router, framed};
    use crate::service::password::Passwords;
    use crate::service::{Store, rule_book};
    use crate::visit::{AppState, Clock, Council, Settings};

    async fn state(directory: &std::path::Path) -> AppState {
        let url = format!("sqlite:{}", directory.join("test.db").display());
        AppState {
            store: Store::open(&url).await.unwrap(),
            rules: rule_book(),
            clock: Clock::system(),
            settings: Arc::new(Settings {
                file_bytes_max: 1_000_000,
                council: Council::new("Exampleshire Council", "#14495c").unwrap(),
                contacts: crate::explain::Contacts::default(),
                invented: true,
                authority: "exampleshire".to_owned(),
                public_url: None,
                demo_sign_ins: None,
                open_id: None,
            }),
            passwords: Passwords::new().unwrap(),
        }
    }

    #[tokio::test]
    async fn a_panic_is_a_page_with_a_reference_number_and_none_of_its_words() {
        async fn broken() -> StatusCode {
            panic!("a secret of the works")
        }
        let directory = tempfile::tempdir().unwrap();
        let app = framed(
            Router::new().route("/broken", get(broken)),
            state(directory.path()).await,
        );
        let asked = Request::get("/broken").body(Body::empty()).unwrap();
        let answer = app.oneshot(asked).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let page = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let page = String::from_utf8_lossy(&page).into_owned();
        assert!(
            page.contains("Sorry, there is a problem with the service"),
            "{page}"
        );
        assert!(page.contains("give the reference number"), "{page}");
        assert!(!page.contains("secret"), "{page}");
    }
}
