//! One line a request: the method, the route's pattern, the status, the time it took. Never an address, a name or a form.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

/// The layer that writes it.
#[expect(
    clippy::disallowed_methods,
    reason = "the time that an answer took is for the log only"
)]
pub(super) async fn write(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    // The pattern, `/children/{child}`, and not the address.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(no route)".to_owned(), |route| route.as_str().to_owned());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let millis = started.elapsed().as_millis();
    tracing::info!(%method, route, status, millis, "answered");
    response
}
