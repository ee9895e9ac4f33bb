//! A fresh database of either kind, with a way to tamper with it behind the store's back.

use send_banding::store::{AuditKey, Store, StoreError};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};

/// What a contract function gives back: a failure of the store fails the test.
pub type Outcome = Result<(), StoreError>;

/// A store on a fresh database.
pub struct Place {
    pub store: Store,
    pub url: String,
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
            _directory: directory,
        }
    }

    /// Runs a statement past the store, as somebody with access to the database could.
    pub async fn tamper(&self, sql: &str) {
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
}
