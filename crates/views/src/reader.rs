//! The read-only connection.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, OpenFlags, OptionalExtension, Params, Row};
use sotto_model::{Peer, Presence, Timestamp};
use zeroize::Zeroize;

use crate::rooms::{Directory, FormField, Occupant, RoomNow};

/// Reading failed.
#[derive(Debug, thiserror::Error)]
#[error("the archive could not be read: {0}")]
pub struct ReadError(#[from] rusqlite::Error);

/// What the rows show and the archive does not hold: it passes with the stream.
pub trait Passing {
    /// Somebody's availability and words.
    fn presence(&self, peer: &Peer) -> (Presence, Option<String>);
    /// Since when nobody has touched their device.
    fn idle(&self, peer: &Peer) -> Option<Timestamp>;
    /// Whether somebody is writing to us.
    fn typing(&self, peer: &Peer) -> bool;
    /// Whether the server keeps people away, and whether it wants to know why.
    fn blocking(&self) -> (bool, bool);
    /// Whether asking for somebody's devices was in vain.
    fn devices_failed(&self, peer: &Peer) -> bool;
    /// A room as it is now; nothing for one that we are neither in nor about to enter.
    fn room(&self, peer: &Peer) -> Option<RoomNow>;
    /// Who is in a room, from a place on, whose name or address has these letters.
    fn occupants(&self, peer: &Peer, search: &str, first: usize, count: usize) -> Vec<Occupant>;
    /// What a search for rooms has found so far.
    fn directory(&self) -> Directory;
    /// A room's configuration, while it is being looked at.
    fn form(&self, peer: &Peer) -> Option<Vec<FormField>>;
}

/// An archive, open for reading.
pub struct Reader {
    connection: Connection,
    pub(crate) me: Peer,
}

impl Reader {
    /// Opens the archive of the account `me` at `path` with its raw 256-bit key. It has to exist already.
    ///
    /// # Errors
    /// If it cannot be opened or read.
    pub fn open(path: &Path, key: &[u8; 32], me: Peer) -> Result<Self, ReadError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        let mut pragma = String::from("PRAGMA key = \"x'");
        key.iter().for_each(|byte| pragma.push_str(&format!("{byte:02x}")));
        pragma.push_str("'\"");
        let set = connection.execute_batch(&pragma);
        pragma.zeroize();
        set?;
        connection.execute_batch("PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;")?;
        // Otherwise SQLite plans a statement anew for every value it compares with a column that has a partial index.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.set_prepared_statement_cache_capacity(32);
        Ok(Self { connection, me })
    }

    pub(crate) fn statement(&self, sql: &str) -> Result<CachedStatement<'_>, ReadError> {
        Ok(self.connection.prepare_cached(sql)?)
    }

    pub(crate) fn find<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, ReadError> {
        Ok(self.statement(sql)?.query_row(parameters, read).optional()?)
    }

    pub(crate) fn list<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, ReadError> {
        Ok(self
            .statement(sql)?
            .query_map(parameters, read)?
            .collect::<Result<_, _>>()?)
    }
}

/// A stored address. What `store` wrote was checked when it arrived.
pub(crate) fn peer(row: &Row<'_>, column: usize) -> rusqlite::Result<Peer> {
    let text: String = row.get(column)?;
    text.parse().map(Peer).map_err(|_| rusqlite::Error::InvalidQuery)
}

/// Text that is absent when empty.
pub(crate) fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<String>> {
    Ok(row.get::<_, Option<String>>(column)?.filter(|text| !text.is_empty()))
}

/// A state that is absent when its number is 0.
pub(crate) fn state<T: sotto_model::Code>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    Ok(row.get::<_, Option<i64>>(column)?.and_then(T::from_code))
}
