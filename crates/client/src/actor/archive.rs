//! Opening an account's archive, and what to do with one that is damaged.

use std::path::{Path, PathBuf};

use sotto_model::{Peer, Timestamp};
use sotto_store::{Key, Store, StoreError};
use sotto_views::Reader;

use crate::profile::private_file;

/// Both sides of an open archive.
pub(super) struct Archive {
    pub(super) store: Store,
    pub(super) reader: Reader,
    /// A damaged one had to be put aside; this is a new one.
    pub(super) replaced: bool,
}

/// Opens the archive at `path`. The key is known to be the right one, so a file it does not open is damaged: that file
/// is kept under another name, and a new one begins, to be filled from the server.
pub(super) fn open(
    path: &Path,
    key: &Key,
    me: &Peer,
    after_crash: bool,
    now: Timestamp,
) -> Result<Archive, StoreError> {
    match try_open(path, key, after_crash) {
        Ok(store) => finish(store, path, key, me, false),
        Err(StoreError::Damaged(why)) => {
            log::error!("an archive is damaged and was put aside: {why}");
            set_aside(path, now)?;
            finish(try_open(path, key, false)?, path, key, me, true)
        }
        Err(StoreError::WrongKey) => {
            log::error!("an archive is damaged from its first page and was put aside");
            set_aside(path, now)?;
            finish(try_open(path, key, false)?, path, key, me, true)
        }
        Err(error) => Err(error),
    }
}

fn try_open(path: &Path, key: &Key, after_crash: bool) -> Result<Store, StoreError> {
    // Made before the database is: SQLite gives its journals the permissions of the file they belong to. A file that
    // cannot be opened for writing is the store's to name.
    if let Err(error) = private_file(path) {
        log::debug!("an archive's permissions could not be set: {error}");
    }
    let store = Store::open(path, key)?;
    if after_crash {
        store.check()?;
    }
    Ok(store)
}

fn finish(store: Store, path: &Path, key: &Key, me: &Peer, replaced: bool) -> Result<Archive, StoreError> {
    let reader =
        Reader::open(path, key.bytes(), me.clone()).map_err(|error| StoreError::Unexpected(error.to_string()))?;
    Ok(Archive {
        store,
        reader,
        replaced,
    })
}

fn set_aside(path: &Path, now: Timestamp) -> Result<(), StoreError> {
    for suffix in ["", "-wal", "-shm"] {
        let from = with_suffix(path, suffix);
        if from.exists() {
            let to = with_suffix(path, &format!(".damaged-{}{suffix}", now.0));
            std::fs::rename(&from, &to).map_err(|error| StoreError::Io(error.to_string()))?;
        }
    }
    Ok(())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
