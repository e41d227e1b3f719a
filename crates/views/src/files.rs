//! Files that go with messages.

use rusqlite::Row;
use serde::Serialize;
use sotto_model::{FileFailure, FileId, FileKind, FileState, media};
use ts_rs::TS;

use crate::reader::state;

/// The file that a message consists of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FileRow {
    /// What addresses of the window's own name it by.
    pub id: FileId,
    /// What it is called; may be empty.
    pub name: String,
    /// What it is, as its sender says or as was found.
    pub media_type: String,
    /// What it is for who looks at it.
    pub kind: FileKind,
    /// How large, in bytes; nothing where nobody said.
    #[ts(type = "number | null")]
    pub size: Option<u64>,
    /// Width and height in pixels.
    pub extent: Option<(u32, u32)>,
    /// How long it plays, in milliseconds.
    pub length: Option<u32>,
    /// How loud it is, from its beginning to its end.
    pub peaks: Vec<u8>,
    /// There is a small picture of it.
    pub thumbnail: bool,
    /// Where it is.
    pub state: FileState,
    /// Why it is not here.
    pub failure: Option<FileFailure>,
}

/// A file on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TransferRow {
    /// The file's id as text.
    pub id: String,
    /// Always the same: nobody lists them.
    #[ts(type = "[number, number]")]
    pub sort: (i64, i64),
    /// Which file.
    pub file: FileId,
    /// How much of it was moved, in bytes.
    #[ts(type = "number")]
    pub done: u64,
    /// How much there is; 0 where nobody said.
    #[ts(type = "number")]
    pub size: u64,
}

/// Columns by their names; they want [`JOIN`].
pub(crate) const COLUMNS: &str = "f.id AS file_id, f.name AS file_name, f.media_type AS file_type, f.size AS file_size,
        f.width AS file_width, f.height AS file_height, f.length AS file_length, f.peaks AS file_peaks,
        f.thumbnail <> x'' AS file_thumbnail, f.state AS file_state, f.failure AS file_failure";

/// Where they come from: the file of a message `m`.
pub(crate) const JOIN: &str = "LEFT JOIN files f ON f.message = m.id AND f.message IS NOT NULL";

/// Reads [`COLUMNS`].
pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Option<FileRow>> {
    let Some(id) = row.get::<_, Option<i64>>("file_id")? else {
        return Ok(None);
    };
    let media_type: String = row.get("file_type")?;
    let extent: (u32, u32) = (row.get("file_width")?, row.get("file_height")?);
    let names = row.as_ref();
    Ok(Some(FileRow {
        id: FileId(id),
        name: row.get("file_name")?,
        kind: media::kind_of(&media_type),
        media_type,
        size: u64::try_from(row.get::<_, i64>("file_size")?)
            .ok()
            .filter(|size| *size > 0),
        extent: (extent.0 > 0 && extent.1 > 0).then_some(extent),
        length: Some(row.get::<_, u32>("file_length")?).filter(|length| *length > 0),
        peaks: row.get("file_peaks")?,
        thumbnail: row.get("file_thumbnail")?,
        state: state(row, names.column_index("file_state")?)?.unwrap_or(FileState::Failed),
        failure: state::<FileFailure>(row, names.column_index("file_failure")?)?,
    }))
}
