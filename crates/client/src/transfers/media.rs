//! Files as the window shows them and as other programs get them.

use std::fs::{File as Disk, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sotto_engine::File;
use sotto_model::media;

use super::sealed::Reader;
use super::{names, path_of};

/// A file of an account, to be read. What opens it stays in here.
pub struct Media {
    file: File,
    path: PathBuf,
}

/// Where a file was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Where.
    pub path: PathBuf,
    /// Opening it may run a program of its author's.
    pub may_run: bool,
}

impl Media {
    pub(crate) fn new(account: &Path, file: File) -> Self {
        Self {
            path: path_of(account, file.id),
            file,
        }
    }

    /// What it is.
    pub fn media_type(&self) -> &str {
        &self.file.media_type
    }

    /// The small picture of it; empty if there is none.
    pub fn thumbnail(&self) -> &[u8] {
        &self.file.thumbnail
    }

    /// How large it is, in bytes.
    ///
    /// # Errors
    /// If it is not here.
    pub fn length(&self) -> io::Result<u64> {
        Ok(Reader::open(&self.path, &self.file.secret)?.length())
    }

    /// All of it.
    ///
    /// # Errors
    /// If it is not here, or not what it was.
    pub fn whole(&self) -> io::Result<Vec<u8>> {
        Reader::open(&self.path, &self.file.secret)?.all()
    }

    /// A part of it.
    ///
    /// # Errors
    /// If it is not here.
    pub fn part(&self, from: u64, length: usize) -> io::Result<Vec<u8>> {
        Reader::open(&self.path, &self.file.secret)?.part(from, length)
    }

    /// Writes it as it is into a directory, under its own name or, where there is such a file, a name like it. What is there
    /// is never replaced, and nothing but a whole file stays.
    ///
    /// # Errors
    /// If it is not here, or cannot be written there.
    pub fn save(&self, directory: &Path) -> io::Result<Saved> {
        let media_type = &self.file.media_type;
        let told = if self.file.name.is_empty() {
            "file"
        } else {
            &self.file.name
        };
        let name = names::safe(told, media_type);
        let (path, disk) = fresh(directory, &name)?;
        match self.copy(disk).and_then(|()| mark(&path)) {
            Ok(()) => Ok(Saved {
                may_run: names::may_run(&name) || media::kind_of(media_type) != media::kind_of(media::type_of(&name)),
                path,
            }),
            Err(error) => {
                if let Err(error) = std::fs::remove_file(&path) {
                    log::debug!("what was begun stays: {error}");
                }
                Err(error)
            }
        }
    }

    fn copy(&self, mut disk: Disk) -> io::Result<()> {
        let mut reader = Reader::open(&self.path, &self.file.secret)?;
        while let Some(piece) = reader.next()? {
            disk.write_all(&piece)?;
        }
        disk.sync_all()
    }
}

/// A new file: nothing that is there is opened, a link in its place neither.
fn fresh(directory: &Path, name: &str) -> io::Result<(PathBuf, Disk)> {
    for number in 0..1000 {
        let path = directory.join(if number == 0 {
            name.to_owned()
        } else {
            names::numbered(name, number)
        });
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(disk) => return Ok((path, disk)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}

/// Tells Windows that a file came from elsewhere: it asks before it runs anything of it.
#[cfg(windows)]
fn mark(path: &Path) -> io::Result<()> {
    let mut stream = path.as_os_str().to_owned();
    stream.push(":Zone.Identifier");
    // A disk without such streams cannot keep the mark, and the file is no less wanted for it.
    if let Err(error) = std::fs::write(stream, "[ZoneTransfer]\r\nZoneId=3\r\n") {
        log::debug!("not marked as from elsewhere: {error}");
    }
    Ok(())
}

/// Tells macOS that a file came from elsewhere: it asks before it runs anything of it.
#[cfg(target_os = "macos")]
fn mark(path: &Path) -> io::Result<()> {
    let value = "0081;00000000;Sotto;";
    let marked = std::process::Command::new("/usr/bin/xattr")
        .args(["-w", "com.apple.quarantine", value])
        .arg(path)
        .status();
    if !marked.is_ok_and(|status| status.success()) {
        log::debug!("not marked as from elsewhere");
    }
    Ok(())
}

/// Elsewhere a file without the right to be run is not run.
#[cfg(not(any(windows, target_os = "macos")))]
fn mark(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use sotto_model::{FileId, FileState};

    use super::super::sealed::Writer;
    use super::*;

    fn here(account: &Path, name: &str, content: &[u8]) -> Media {
        let id = FileId(7);
        let secret = vec![3; 44];
        std::fs::create_dir_all(super::super::directory_of(account)).unwrap();
        let mut writer = Writer::encrypting(&path_of(account, id), &secret).unwrap();
        writer.write(content).unwrap();
        writer.finish().unwrap();
        let file = File {
            id,
            name: name.to_owned(),
            media_type: "text/plain".to_owned(),
            size: 0,
            extent: None,
            length: 0,
            secret,
            source: String::new(),
            sealed: false,
            sha256: Vec::new(),
            state: FileState::Here,
            peaks: Vec::new(),
            thumbnail: Vec::new(),
        };
        Media::new(account, file)
    }

    #[test]
    fn w11_a_file_is_saved_beside_what_is_there_and_through_no_link() {
        let (account, downloads) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let media = here(account.path(), "../notes.txt", b"new");
        std::fs::write(downloads.path().join("_notes.txt"), "old").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/passwd", downloads.path().join("_notes (1).txt")).unwrap();
        let saved = media.save(downloads.path()).unwrap();
        assert_eq!(saved.path.parent(), Some(downloads.path()));
        assert_eq!(std::fs::read(&saved.path).unwrap(), b"new");
        assert_eq!(std::fs::read(downloads.path().join("_notes.txt")).unwrap(), b"old");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                std::fs::metadata(&saved.path).unwrap().permissions().mode() & 0o111,
                0,
                "nobody may run it"
            );
        }
    }

    #[test]
    fn a_file_altered_on_our_disk_is_not_saved() {
        let (account, downloads) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let media = here(account.path(), "a.txt", &[5; 1000]);
        let path = path_of(account.path(), FileId(7));
        let mut sealed = std::fs::read(&path).unwrap();
        *sealed.get_mut(10).unwrap() ^= 1;
        std::fs::write(&path, sealed).unwrap();
        assert!(media.save(downloads.path()).is_err() && media.whole().is_err());
        assert_eq!(std::fs::read_dir(downloads.path()).unwrap().count(), 0);
    }

    #[test]
    fn w12_what_may_run_is_said_to() {
        let (account, downloads) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for (name, runs) in [("a.desktop", true), ("a.html", true), ("a.txt", false)] {
            assert_eq!(
                here(account.path(), name, b"x").save(downloads.path()).unwrap().may_run,
                runs,
                "{name}"
            );
        }
    }
}
