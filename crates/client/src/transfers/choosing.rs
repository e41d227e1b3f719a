//! What the user chose to send: taken a piece at a time, encrypted at once, and made ready.

use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use sotto_engine::File;
use sotto_model::{FileId, FileKind, FileState, media};
use ts_rs::TS;

use super::sealed::{Reader, Writer};
use super::{moving, names, path_of, pictures};
use crate::secrets::random;

/// The largest file that is taken.
const LARGEST: u64 = 4 * 1024 * 1024 * 1024;

/// A file that is being taken. Dropped unfinished, nothing is left of it.
pub struct Choosing {
    id: FileId,
    path: PathBuf,
    secret: Vec<u8>,
    writer: Writer,
}

/// A file that was chosen, and can be sent.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ChosenFile {
    /// What a command names it by.
    pub file: FileId,
    /// What it is called.
    pub name: String,
    /// What it is for who looks at it.
    pub kind: FileKind,
    /// How large it is now, in bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// Width and height in pixels.
    pub extent: Option<(u32, u32)>,
}

/// What its sender knows of a recording.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recording {
    pub(crate) length: u32,
    pub(crate) peaks: Vec<u8>,
}

impl Choosing {
    pub(crate) fn begin(account: &Path) -> io::Result<Self> {
        let id = FileId::from_random(random());
        let path = path_of(account, id);
        if let Some(directory) = path.parent() {
            crate::profile::make_private(directory)?;
        }
        let secret = random::<44>().to_vec();
        let writer = Writer::encrypting(&path, &secret)?;
        Ok(Self {
            id,
            path,
            secret,
            writer,
        })
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// If they cannot be kept, or the file is too large.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.writer.length() + bytes.len() as u64 > LARGEST {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        self.writer.write(bytes)
    }

    /// Ends it. Of pictures everything is taken away but the picture, unless they are to go as they are.
    pub(crate) fn finish(self, name: &str, as_is: bool, recording: Recording) -> io::Result<File> {
        let Self {
            id,
            path,
            secret,
            writer,
        } = self;
        let (_, mut sha256) = writer.finish()?;
        let mut secret = secret;
        let mut media_type = media::type_of(name);
        let mut name = names::safe(name, media_type);
        let size = Reader::open(&path, &secret)?.length();
        let first = Reader::open(&path, &secret)?.part(0, 16)?;
        if !as_is && pictures::may_be_one(&first, size) {
            let whole = Reader::open(&path, &secret)?.all()?;
            if let Some((clean, clean_type)) = pictures::without_traces(&whole) {
                // Another text needs another key.
                secret = random::<44>().to_vec();
                let mut writer = Writer::encrypting(&path, &secret)?;
                writer.write(&clean)?;
                (_, sha256) = writer.finish()?;
                media_type = clean_type;
                name = renamed(&name, clean_type);
            }
        }
        let found = moving::examine(&path, &secret, media_type)?;
        Ok(File {
            id,
            name,
            media_type: found.media_type,
            size: found.size,
            extent: found.extent,
            length: recording.length,
            secret,
            source: String::new(),
            sealed: false,
            sha256,
            state: FileState::Here,
            peaks: recording.peaks,
            thumbnail: found.thumbnail,
        })
    }
}

fn renamed(name: &str, media_type: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    match media::ending_of(media_type) {
        Some(_) if media::type_of(name) == media_type => name.to_owned(),
        Some(ending) => format!("{stem}.{ending}"),
        None => name.to_owned(),
    }
}

impl ChosenFile {
    pub(crate) fn of(file: &File) -> Self {
        Self {
            file: file.id,
            name: file.name.clone(),
            kind: media::kind_of(&file.media_type),
            size: file.size,
            extent: file.extent,
        }
    }
}
