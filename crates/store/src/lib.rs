//! The archive: one SQLCipher file per account, every write to it, and nothing else.
//!
//! **Invariants.** Ratchets, messages, cursors and de-duplication live in the same file and commit in the same
//! transaction. A committed transaction is on disk (`synchronous = FULL`): only then may bytes encrypted in it leave.
//! No XML and no shape of the window is known here.

pub mod account;
pub mod blocked;
pub mod contacts;
pub mod conversations;
pub mod corrections;
pub mod drafts;
mod error;
pub mod files;
mod key;
pub mod markup;
pub mod messages;
mod migrate;
pub mod omemo;
pub mod outbox;
pub mod people;
pub mod pins;
pub mod privacy;
pub mod reactions;
pub mod readings;
pub mod receipts;
mod referring;
pub mod retractions;
pub mod rooms;
pub mod scheduled;
pub mod threads;

use std::path::Path;
use std::sync::Once;
use std::time::Duration;

pub use error::StoreError;
pub use key::Key;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

/// An open archive.
pub struct Store {
    connection: Connection,
}

/// A transaction; dropped without [`Tx::commit`], it never happened.
pub struct Tx<'store>(rusqlite::Transaction<'store>);

/// Lets SQLCipher set itself up before two threads open archives at once: SQLite calls itself ready a moment before its
/// extensions are, and a key given in that moment is refused.
fn initialize() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if let Err(error) = Connection::open_in_memory() {
            log::warn!("no database in memory: {error}");
        }
    });
}

impl Store {
    /// Opens the archive at `path`, makes it if there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] where `key` does not fit or the file is no archive at all,
    /// [`StoreError::TooNew`] where a newer program wrote it; see [`StoreError`] for the rest.
    pub fn open(path: &Path, key: &Key) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        initialize();
        let mut connection = Connection::open_with_flags(path, flags)?;
        key.unlock(&connection)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA secure_delete = ON;
             PRAGMA temp_store = MEMORY;
             PRAGMA trusted_schema = OFF;",
        )?;
        // Otherwise SQLite plans a statement anew for every value it compares with a column that has a partial index.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.set_prepared_statement_cache_capacity(128);
        migrate::up(&mut connection)?;
        Ok(Self { connection })
    }

    /// Begins a transaction. It takes the write lock with its first write, so one that only reads costs no disk flush.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn begin(&mut self) -> Result<Tx<'_>, StoreError> {
        Ok(Tx(self
            .connection
            .transaction_with_behavior(TransactionBehavior::Deferred)?))
    }

    /// Looks through the whole file for damage. Takes seconds on a large archive.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if there is any.
    pub fn check(&self) -> Result<(), StoreError> {
        let verdict: String = self
            .connection
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if verdict == "ok" {
            Ok(())
        } else {
            Err(StoreError::Damaged(verdict))
        }
    }
}

impl Tx<'_> {
    /// Makes everything of this transaction durable.
    ///
    /// # Errors
    /// If it could not be made so; then none of it happened.
    pub fn commit(self) -> Result<(), StoreError> {
        Ok(self.0.commit()?)
    }

    fn statement(&self, sql: &str) -> Result<rusqlite::CachedStatement<'_>, StoreError> {
        Ok(self.0.prepare_cached(sql)?)
    }

    fn execute(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<usize, StoreError> {
        let mut statement = self.statement(sql)?;
        let changed = statement.execute(parameters)?;
        #[cfg(test)]
        scans::note(sql, &statement);
        Ok(changed)
    }

    /// The single row of a query, or nothing.
    fn find<T>(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
        read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        use rusqlite::OptionalExtension;
        let mut statement = self.statement(sql)?;
        let row = statement.query_row(parameters, read).optional()?;
        #[cfg(test)]
        scans::note(sql, &statement);
        Ok(row)
    }

    fn list<T>(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.statement(sql)?;
        let rows = statement.query_map(parameters, read)?.collect::<Result<_, _>>()?;
        #[cfg(test)]
        scans::note(sql, &statement);
        Ok(rows)
    }
}

#[cfg(test)]
mod faults;
#[cfg(test)]
mod scans;
