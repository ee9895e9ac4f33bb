//! What stands between HTTP and the pages.

pub mod assets;
