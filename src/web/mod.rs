//! The service as a whole: its routes and the layers round them.
//!
//! What one request needs, and the pages, are below, in `visit` and `pages`; nothing here knows a child or an amount.

mod dress;
mod fixed;
mod headers;
mod log;
mod origin;
mod router;
mod routes;

pub use router::app;
