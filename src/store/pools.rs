//! The two kinds of database behind one [`Store`].

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _};

use super::error::StoreError;
use super::keyring::{AuditKey, KEY_VARIABLE};
use super::memory::Memory;
use super::tx::{Either, Tx};
use super::{child, establishment, identity};

/// The tables of both databases, inside the executable.
static MIGRATIONS: Migrator = sqlx::migrate!("src/store/migrations");

/// The migrations that this program has, by number.
pub(super) fn known_migrations() -> Vec<i64> {
    MIGRATIONS
        .iter()
        .map(|migration| migration.version)
        .collect()
}

/// How long a caller waits for a connection, and a SQLite writer for another process's write.
const WAIT: Duration = Duration::from_secs(20);

/// Readers of one SQLite file: as many as small servers have cores, since each connection holds its own page cache.
const SQLITE_READERS: u32 = 4;

/// Connections to PostgreSQL from one process; several processes may share one server.
const POSTGRES_CONNECTIONS: u32 = 8;

/// A database, ready to be used. Cloning shares the connections.
#[derive(Clone)]
pub struct Store {
    pools: Pools,
    key: AuditKey,
    memory: Memory,
}

/// SQLite allows one writer: it has a pool of its own, in which writers queue in order instead of trying again.
#[derive(Clone)]
enum Pools {
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

impl Store {
    /// What this process remembers of the database.
    #[must_use]
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Opens a database by its URL, `sqlite:path` (made if missing) or `postgres://…`.
    ///
    /// The audit key is taken from the environment, or else from the file beside a SQLite database.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the URL is of neither kind, the database cannot be reached, or a PostgreSQL
    /// database comes without a key in the environment.
    pub async fn open(url: &str) -> Result<Store, StoreError> {
        let key = match (AuditKey::of_environment()?, sqlite_options(url)?) {
            (Some(key), _) => key,
            (None, Some(options)) => AuditKey::beside(options.get_filename())?,
            (None, None) => {
                return Err(StoreError::unavailable(format!(
                    "a PostgreSQL database needs the audit key in {KEY_VARIABLE} (64 hexadecimal digits)"
                )));
            }
        };
        Store::open_with_key(url, key).await
    }

    /// The audit key that belongs to a URL: from the environment, or from the file beside a SQLite database. None is made.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the URL is of neither kind, or what is there is no key.
    pub fn key_at_hand(url: &str) -> Result<Option<AuditKey>, StoreError> {
        match (AuditKey::of_environment()?, sqlite_options(url)?) {
            (None, Some(options)) => AuditKey::kept_beside(options.get_filename()),
            (key, _) => Ok(key),
        }
    }

    /// As [`Store::open`], with the audit key given.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the URL is of neither kind or the database cannot be reached.
    pub async fn open_with_key(url: &str, key: AuditKey) -> Result<Store, StoreError> {
        Store::opened(url, key, Writing::default()).await
    }

    /// As [`Store::open_with_key`], to write so many children's records at once into a file that nobody else has and that is
    /// thrown away if anything fails. SQLite then keeps more of the pages that it writes to again and again, and writes each
    /// once, into the file: neither a log nor the wait for the disk would save anything.
    ///
    /// # Errors
    /// As [`Store::open_with_key`].
    pub async fn open_to_fill(
        url: &str,
        key: AuditKey,
        children: usize,
    ) -> Result<Store, StoreError> {
        Store::opened(url, key, Writing::of_children(children)).await
    }

    async fn opened(url: &str, key: AuditKey, writing: Writing) -> Result<Store, StoreError> {
        let pools = match sqlite_options(url)? {
            Some(options) => open_sqlite(options, writing).await?,
            None => open_postgres(url).await?,
        };
        Ok(Store {
            pools,
            key,
            memory: Memory::default(),
        })
    }

    /// The file that a URL names; `None` if it names a server's database.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the URL is of neither kind.
    pub fn file_of(url: &str) -> Result<Option<PathBuf>, StoreError> {
        let options = sqlite_options(url)?;
        Ok(options.map(|options| options.get_filename().to_owned()))
    }

    /// Brings the tables up to date; does nothing where they are.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if a migration fails or the database is newer than this program.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => MIGRATIONS.run(writer).await?,
            Pools::Postgres(pool) => MIGRATIONS.run(pool).await?,
        }
        // A migration cannot fold a name: what it cannot fill in is filled in here.
        let mut tx = self.begin().await?;
        identity::complete_index(&mut tx).await?;
        child::complete_index(&mut tx).await?;
        establishment::complete_index(&mut tx).await?;
        tx.commit().await
    }

    /// Brings empty tables to what they are after some of the migrations: those that a backup's tables had had.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if a migration fails or the tables have had others.
    pub(super) async fn migrate_to(&self, versions: &[i64]) -> Result<(), StoreError> {
        let chosen = MIGRATIONS
            .iter()
            .filter(|migration| versions.contains(&migration.version));
        let migrator = Migrator::with_migrations(chosen.cloned().collect());
        match &self.pools {
            Pools::Sqlite { writer, .. } => migrator.run(writer).await?,
            Pools::Postgres(pool) => migrator.run(pool).await?,
        }
        Ok(())
    }

    /// Begins a transaction that may write. On SQLite it holds the only writer's place until it ends: keep it short.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if no connection comes free in time.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        // On SQLite a plain BEGIN that writes later loses races that BEGIN IMMEDIATE waits for.
        let transaction = match &self.pools {
            Pools::Sqlite { writer, .. } => {
                Either::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            Pools::Postgres(pool) => Either::Postgres(pool.begin().await?),
        };
        Ok(Tx::new(transaction, self.key.clone()))
    }

    /// Begins a transaction that only reads, and sees one state of the database throughout.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if no connection comes free in time.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        let transaction = match &self.pools {
            Pools::Sqlite { readers, .. } => Either::Sqlite(readers.begin().await?),
            Pools::Postgres(pool) => Either::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            ),
        };
        Ok(Tx::new(transaction, self.key.clone()))
    }

    /// Whether the database answers, for the readiness page.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let mut tx = self.read().await?;
        tx.count("SELECT CAST(1 AS BIGINT) AS n", Vec::new())
            .await?;
        Ok(())
    }

    /// Counts the rows afresh for the query planner; worth its time after an import.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the database cannot be used.
    pub async fn analyse(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.execute("ANALYZE", Vec::new()).await?;
        tx.commit().await
    }

    /// Closes every connection, after which the store cannot be used.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

impl fmt::Debug for Store {
    /// Says which kind of database it is; never where, since a URL may hold a password.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self.pools {
            Pools::Sqlite { .. } => "Store(SQLite)",
            Pools::Postgres(_) => "Store(PostgreSQL)",
        })
    }
}

/// How a SQLite file is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Writing {
    /// The pages that the writer keeps, in KiB.
    cache: usize,
    journal: SqliteJournalMode,
    synchronous: SqliteSynchronous,
}

impl Default for Writing {
    /// Nothing that was committed is lost, whatever fails. The cache is wide, since a row goes into many indexes, in each at
    /// another place.
    fn default() -> Writing {
        Writing {
            cache: 64 << 10,
            journal: SqliteJournalMode::Wal,
            synchronous: SqliteSynchronous::Full,
        }
    }
}

impl Writing {
    /// For so many children at once: a file has about 7 KiB of each, and the writer keeps most of it, but never more than the
    /// memory of a small server.
    fn of_children(children: usize) -> Writing {
        const MOST: usize = 2 << 20;
        Writing {
            cache: children
                .saturating_mul(10)
                .clamp(Writing::default().cache, MOST),
            journal: SqliteJournalMode::Off,
            synchronous: SqliteSynchronous::Off,
        }
    }
}

/// How to open a SQLite URL; `None` if the URL is PostgreSQL's.
fn sqlite_options(url: &str) -> Result<Option<SqliteConnectOptions>, StoreError> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(None);
    }
    if !url.starts_with("sqlite:") || url.contains(":memory:") {
        return Err(StoreError::unavailable(
            "a database is given as sqlite:PATH (a file) or as postgres://…",
        ));
    }
    let options = SqliteConnectOptions::from_str(url)?
        .foreign_keys(true)
        .busy_timeout(WAIT)
        .disable_statement_logging();
    Ok(Some(options))
}

async fn open_sqlite(options: SqliteConnectOptions, writing: Writing) -> Result<Pools, StoreError> {
    let options = options
        .journal_mode(writing.journal)
        .synchronous(writing.synchronous);
    // The writer comes first: it makes the file and its write-ahead log, which readers need.
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .acquire_timeout(WAIT)
        .connect_with(
            options
                .clone()
                .create_if_missing(true)
                // SQLite takes a negative number for KiB.
                .pragma("cache_size", format!("-{}", writing.cache)),
        )
        .await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .acquire_timeout(WAIT)
        .connect_with(options.pragma("query_only", "ON"))
        .await?;
    Ok(Pools::Sqlite { writer, readers })
}

async fn open_postgres(url: &str) -> Result<Pools, StoreError> {
    // The error's text may repeat the URL, and with it the password.
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| StoreError::unavailable("the PostgreSQL URL is not well formed"))?
        .application_name("send-banding")
        .disable_statement_logging();
    // A pool would try again until its wait is over; a server that is not there is told at once.
    options.connect().await?.close().await?;
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(WAIT)
        .connect_with(options)
        .await?;
    Ok(Pools::Postgres(pool))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn refusal(url: &str) -> String {
        let key = AuditKey::of_bytes(&[1; 32]).unwrap();
        let Err(StoreError::Unavailable(cause)) = Store::open_with_key(url, key).await else {
            panic!("{url} was opened");
        };
        cause.to_string()
    }

    #[tokio::test]
    async fn a_url_of_another_kind_is_refused_with_what_is_wanted() {
        for url in ["mysql://a/b", "data.db", "", "sqlite::memory:"] {
            assert!(refusal(url).await.contains("sqlite:PATH"), "{url}");
        }
    }

    #[tokio::test]
    async fn a_password_is_in_no_error() {
        let said = refusal("postgres://user:secret@[/x").await;
        assert!(!said.contains("secret"), "{said}");
        let said = refusal("postgres://user:secret@localhost:1/x").await;
        assert!(!said.contains("secret"), "{said}");
    }

    #[test]
    fn a_nations_file_is_written_through_a_wider_cache_and_none_through_a_narrower() {
        let cache = |children| Writing::of_children(children).cache >> 10;
        assert_eq!([0, 4_200, 60_000, 720_000].map(cache), [64, 64, 585, 2_048]);
    }

    #[tokio::test]
    async fn a_store_says_its_kind_and_not_its_place() {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/a.db", directory.path().display());
        let store = Store::open(&url).await.unwrap();
        assert_eq!(format!("{store:?}"), "Store(SQLite)");
        assert!(directory.path().join("a.db.audit-key").exists());
    }
}
