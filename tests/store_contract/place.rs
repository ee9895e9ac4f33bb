//! A fresh database of either kind, with a way to tamper with it behind the store's back.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use send_banding::store::{AuditKey, Store, StoreError, audit};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection};

/// What a contract function gives back: a failure of the store fails the test.
pub type Outcome = Result<(), StoreError>;

/// A store on a fresh database.
pub struct Place {
    pub store: Store,
    pub url: String,
    tampered: AtomicBool,
    _directory: tempfile::TempDir,
}

impl Place {
    pub async fn sqlite() -> Place {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", directory.path().join("test.db").display());
        Place::open(url, directory).await
    }

    pub async fn postgres() -> Place {
        let url = tokio::task::spawn_blocking(crate::postgres_cluster::new_database)
            .await
            .unwrap();
        Place::open(url, tempfile::tempdir().unwrap()).await
    }

    async fn open(url: String, directory: tempfile::TempDir) -> Place {
        let key = AuditKey::of_bytes(&[7; 32]).unwrap();
        let store = Store::open_with_key(&url, key).await.unwrap();
        store.migrate().await.unwrap();
        Place {
            store,
            url,
            tampered: AtomicBool::new(false),
            _directory: directory,
        }
    }

    /// Runs a statement past the store, as somebody with access to the database could.
    pub async fn tamper(&self, sql: &str) {
        self.tampered.store(true, Ordering::Relaxed);
        let sql = AssertSqlSafe(sql);
        if self.url.starts_with("sqlite:") {
            let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        } else {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }
    }

    /// After a contract: where nobody wrote past the store, every row is as it was sealed and every one is counted.
    pub async fn is_as_the_store_wrote_it(&self) {
        if !self.tampered.load(Ordering::Relaxed) {
            let mut tx = self.store.read().await.unwrap();
            let found = audit::verify(&mut tx, None).await.unwrap();
            assert!(found.is_whole(), "{:?}", found.faults);
        }
    }

    /// The tables that the migrations make.
    pub async fn tables(&self) -> BTreeSet<String> {
        let names: Vec<String> = if self.url.starts_with("sqlite:") {
            let sql =
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
            let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
            let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
            rows.iter().map(|row| row.get("name")).collect()
        } else {
            let sql = "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = current_schema()";
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
            rows.iter().map(|row| row.get("name")).collect()
        };
        let migrations = |name: &String| name != "_sqlx_migrations";
        names.into_iter().filter(migrations).collect()
    }
}
