//! Why the archive could not be read or written.

use rusqlite::ErrorCode;

/// What went wrong, in the terms its callers act by.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full; nothing of the transaction happened.
    #[error("the disk is full")]
    DiskFull,
    /// The file or its directory cannot be written.
    #[error("the archive cannot be written")]
    ReadOnly,
    /// The key does not fit, or the file is no archive.
    #[error("the key does not open the archive")]
    WrongKey,
    /// The file is damaged.
    #[error("the archive is damaged: {0}")]
    Damaged(String),
    /// A newer program wrote the file; it is left alone.
    #[error("the archive has schema {found}, this program knows {known}")]
    TooNew {
        /// The version in the file.
        found: u32,
        /// The newest this program can read.
        known: u32,
    },
    /// Somebody else holds the file.
    #[error("the archive is in use")]
    Busy,
    /// The disk failed.
    #[error("the disk failed: {0}")]
    Io(String),
    /// Something in the file that this program never writes, or a statement that is wrong: a fault of ours.
    #[error("unexpected: {0}")]
    Unexpected(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::NotADatabase) => Self::WrongKey,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged(text),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::SystemIoFailure) => Self::Io(text),
            _ => Self::Unexpected(text),
        }
    }
}
