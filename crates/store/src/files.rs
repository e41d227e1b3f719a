//! Files that go with messages: what they are, where they are, and what opens them. Their contents are kept elsewhere.

use sotto_model::{Code, FileFailure, FileId, FileState, MessageId};

use crate::{StoreError, Tx};

/// A file.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Which.
    pub id: FileId,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// How large, in bytes; 0 where nobody said.
    pub size: u64,
    /// Width and height in pixels.
    pub extent: Option<(u32, u32)>,
    /// How long it plays, in milliseconds; 0 where nobody said.
    pub length: u32,
    /// Key and initialisation vector.
    pub secret: Vec<u8>,
    /// Its address on a server; empty as long as it has none.
    pub source: String,
    /// It is encrypted there, with that secret.
    pub sealed: bool,
    /// Its SHA-256, where its sender said.
    pub sha256: Vec<u8>,
    /// Where it is.
    pub state: FileState,
    /// How loud it is, from its beginning to its end.
    pub peaks: Vec<u8>,
    /// A small picture of it.
    pub thumbnail: Vec<u8>,
}

const COLUMNS: &str =
    "SELECT id, name, media_type, size, width, height, length, secret, source, sealed, sha256, state, peaks,
    thumbnail FROM files";

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<File> {
    let extent: (u32, u32) = (row.get(4)?, row.get(5)?);
    Ok(File {
        id: FileId(row.get(0)?),
        name: row.get(1)?,
        media_type: row.get(2)?,
        size: u64::try_from(row.get::<_, i64>(3)?).unwrap_or_default(),
        extent: (extent.0 > 0 && extent.1 > 0).then_some(extent),
        length: row.get(6)?,
        secret: row.get(7)?,
        source: row.get(8)?,
        sealed: row.get(9)?,
        sha256: row.get(10)?,
        state: FileState::from_code(row.get(11)?).unwrap_or(FileState::Failed),
        peaks: row.get(12)?,
        thumbnail: row.get(13)?,
    })
}

/// Keeps a file, with its message if it has one by now.
pub fn insert(tx: &Tx<'_>, file: &File, message: Option<MessageId>) -> Result<(), StoreError> {
    let (width, height) = file.extent.unwrap_or_default();
    tx.execute(
        "INSERT INTO files (id, message, name, media_type, size, width, height, length, secret, source, sealed, sha256, state,
             peaks, thumbnail)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        rusqlite::params![
            file.id.0,
            message.map(|message| message.0),
            file.name,
            file.media_type,
            i64::try_from(file.size).unwrap_or(i64::MAX),
            width,
            height,
            file.length,
            file.secret,
            file.source,
            file.sealed,
            file.sha256,
            file.state.code(),
            file.peaks,
            file.thumbnail,
        ],
    )?;
    Ok(())
}

/// A file.
pub fn get(tx: &Tx<'_>, id: FileId) -> Result<Option<File>, StoreError> {
    tx.find(&format!("{COLUMNS} WHERE id = ?1"), [id.0], read)
}

/// The file of a message.
pub fn of_message(tx: &Tx<'_>, message: MessageId) -> Result<Option<File>, StoreError> {
    tx.find(
        &format!("{COLUMNS} WHERE message = ?1 AND message IS NOT NULL"),
        [message.0],
        read,
    )
}

/// The message of a file.
pub fn message_of(tx: &Tx<'_>, id: FileId) -> Result<Option<MessageId>, StoreError> {
    let found = tx.find("SELECT message FROM files WHERE id = ?1", [id.0], |row| {
        row.get::<_, Option<i64>>(0)
    })?;
    Ok(found.flatten().map(MessageId))
}

/// Gives a chosen file its message; false if there is none such, or it has one.
pub fn attach(tx: &Tx<'_>, id: FileId, message: MessageId) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE files SET message = ?2 WHERE id = ?1 AND message IS NULL",
        (id.0, message.0),
    )?;
    Ok(changed == 1)
}

/// Whether a file is chosen and not sent.
pub fn is_chosen(tx: &Tx<'_>, id: FileId) -> Result<bool, StoreError> {
    let found = tx.find("SELECT 1 FROM files WHERE id = ?1 AND message IS NULL", [id.0], |_| {
        Ok(())
    })?;
    Ok(found.is_some())
}

/// Forgets files that were chosen and never sent.
pub fn forget_chosen(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM files WHERE message IS NULL", [])?;
    Ok(())
}

/// Forgets a chosen file.
pub fn forget(tx: &Tx<'_>, id: FileId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM files WHERE id = ?1 AND message IS NULL", [id.0])?;
    Ok(())
}

/// Every file there is.
pub fn all(tx: &Tx<'_>) -> Result<Vec<FileId>, StoreError> {
    tx.list("SELECT id FROM files", [], |row| Ok(FileId(row.get(0)?)))
}

/// Files on their way here.
pub fn coming(tx: &Tx<'_>) -> Result<Vec<File>, StoreError> {
    tx.list(&format!("{COLUMNS} WHERE state = 2"), [], read)
}

/// Notes that a file is on a server now.
pub fn set_source(tx: &Tx<'_>, id: FileId, source: &str, sealed: bool) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE files SET source = ?2, sealed = ?3 WHERE id = ?1",
        (id.0, source, sealed),
    )?;
    Ok(())
}

/// Notes where a file is, and why it is not here.
pub fn set_state(tx: &Tx<'_>, id: FileId, state: FileState, failure: Option<FileFailure>) -> Result<(), StoreError> {
    let failure = failure.map_or(0, Code::code);
    tx.execute(
        "UPDATE files SET state = ?2, failure = ?3 WHERE id = ?1",
        (id.0, state.code(), failure),
    )?;
    Ok(())
}

/// What was found out about a file by having it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What it is, whatever its name says.
    pub media_type: String,
    /// How large, in bytes.
    pub size: u64,
    /// Width and height in pixels.
    pub extent: Option<(u32, u32)>,
    /// A small picture of it.
    pub thumbnail: Vec<u8>,
}

/// Notes that a file is here, and what it is.
pub fn set_here(tx: &Tx<'_>, id: FileId, found: &Found) -> Result<(), StoreError> {
    let (width, height) = found.extent.unwrap_or_default();
    let size = i64::try_from(found.size).unwrap_or(i64::MAX);
    tx.execute(
        "UPDATE files SET state = ?2, failure = 0, media_type = ?3, size = ?4, width = ?5, height = ?6, thumbnail = ?7 WHERE id = ?1",
        (id.0, FileState::Here.code(), &found.media_type, size, width, height, &found.thumbnail),
    )?;
    Ok(())
}
