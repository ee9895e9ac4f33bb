//! Commands that need a database: its address, and a runtime to speak to it.

use std::error::Error;
use std::future::Future;

use crate::service::{Moment, ServiceError};
use crate::store::{Store, StoreError};
use crate::visit::Clock;

/// The database of a command.
#[derive(Debug, clap::Args)]
pub struct Database {
    /// The database: sqlite:FILE or postgres://…
    #[arg(
        long = "database",
        value_name = "URL",
        env = "DATABASE_URL",
        hide_env_values = true
    )]
    pub url: String,
}

impl Database {
    /// Opens the database, brings its tables up to date, and does something with it.
    ///
    /// # Errors
    /// What could not be done, in a sentence.
    pub(super) fn with<T, W>(&self, work: impl FnOnce(Store, Moment) -> W) -> Result<T, String>
    where
        W: Future<Output = Result<T, String>>,
    {
        self.with_as_it_is(|store, moment| async move {
            store.migrate().await.map_err(|error| in_words(&error))?;
            work(store, moment).await
        })
    }

    /// Opens the database and does something with it; its tables stay as they are.
    ///
    /// # Errors
    /// What could not be done, in a sentence.
    pub(super) fn with_as_it_is<T, W>(
        &self,
        work: impl FnOnce(Store, Moment) -> W,
    ) -> Result<T, String>
    where
        W: Future<Output = Result<T, String>>,
    {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| format!("the runtime cannot be started: {error}"))?;
        runtime.block_on(async {
            let store = Store::open(&self.url)
                .await
                .map_err(|error| in_words(&error))?;
            let done = work(store.clone(), Clock::system().moment()).await;
            store.close().await;
            done
        })
    }
}

/// An error with its causes, for whoever runs the command on the server.
pub(super) fn in_words(error: &(dyn Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let text = inner.to_string();
        if !words.ends_with(&text) {
            words = format!("{words}: {text}");
        }
        cause = inner.source();
    }
    words
}

/// A store's error in words.
pub(super) fn store_error(error: StoreError) -> String {
    in_words(&error)
}

/// A use case's error in words.
pub(super) fn service_error(error: ServiceError) -> String {
    in_words(&error)
}
