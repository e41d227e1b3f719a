//! Files beside the archive: always encrypted, whatever they were on their way. Only the archive knows what opens them.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use ring::digest;

use super::gcm::{BLOCK, Gcm, TAG};
use crate::profile::private_new;

/// How much is read, encrypted and written at once, in bytes.
pub(super) const PIECE: usize = 256 * 1024;

/// What is wrong with a file of ours.
fn broken(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why.to_owned())
}

/// A file being written, a piece at a time. Dropped without [`Writer::finish`], nothing is left of it.
pub(super) struct Writer {
    path: PathBuf,
    part: PathBuf,
    file: File,
    gcm: Gcm,
    /// What is given is to be encrypted, and this becomes its hash; otherwise it is encrypted already, and ends in its tag.
    plain: Option<digest::Context>,
    buffer: Vec<u8>,
    length: u64,
    done: bool,
}

impl Writer {
    /// Begins a file of which the content will be given.
    pub(super) fn encrypting(path: &Path, secret: &[u8]) -> io::Result<Self> {
        let gcm = Gcm::new(secret).ok_or_else(|| broken("a secret of another length"))?;
        Self::begin(path, gcm, Some(digest::Context::new(&digest::SHA256)))
    }

    /// Begins a file of which the encrypted content will be given.
    pub(super) fn verifying(path: &Path, secret: &[u8]) -> io::Result<Self> {
        let gcm = Gcm::new(secret).ok_or_else(|| broken("a secret of another length"))?;
        Self::begin(path, gcm, None)
    }

    fn begin(path: &Path, gcm: Gcm, plain: Option<digest::Context>) -> io::Result<Self> {
        let part = path.with_extension("part");
        Ok(Self {
            path: path.to_owned(),
            file: private_new(&part)?,
            part,
            gcm,
            plain,
            buffer: Vec::with_capacity(PIECE * 2),
            length: 0,
            done: false,
        })
    }

    /// How much content there is so far.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Takes the next bytes.
    pub(super) fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len() as u64;
        while !bytes.is_empty() {
            let room = (PIECE + TAG).saturating_sub(self.buffer.len()).min(bytes.len());
            let (now, later) = bytes.split_at(room);
            self.buffer.extend_from_slice(now);
            bytes = later;
            if self.buffer.len() == PIECE + TAG {
                self.put(PIECE)?;
            }
        }
        Ok(())
    }

    /// Puts the first bytes of the buffer into the file; the last sixteen may be a tag, so they wait.
    fn put(&mut self, count: usize) -> io::Result<()> {
        let Some(piece) = self.buffer.get_mut(..count) else {
            return Ok(());
        };
        match &mut self.plain {
            Some(hash) => {
                hash.update(piece);
                self.gcm.encrypt(piece);
            }
            None => self.gcm.take_in(piece),
        }
        self.file.write_all(piece)?;
        self.buffer.drain(..count);
        Ok(())
    }

    /// Ends the file; answers with the length of its content and, where that was given, its SHA-256.
    pub(super) fn finish(mut self) -> io::Result<(u64, Vec<u8>)> {
        let tag = if self.plain.is_some() { 0 } else { TAG };
        let content = self.buffer.len().checked_sub(tag).ok_or_else(|| broken("too short"))?;
        // Whole pieces first: all but the last are multiples of a block.
        if content > PIECE {
            self.put(PIECE)?;
        }
        let content = content - if content > PIECE { PIECE } else { 0 };
        self.put(content)?;
        let none = Gcm::new(&[0; 44]).expect("44 bytes are a key and a vector");
        let gcm = std::mem::replace(&mut self.gcm, none);
        let hash = match self.plain.take() {
            Some(hash) => {
                self.file.write_all(&gcm.tag())?;
                hash.finish().as_ref().to_vec()
            }
            None if gcm.verify(&self.buffer) => {
                self.file.write_all(&self.buffer)?;
                Vec::new()
            }
            None => return Err(broken("altered")),
        };
        let length = self.length - tag as u64;
        self.file.sync_all()?;
        std::fs::rename(&self.part, &self.path)?;
        self.done = true;
        Ok((length, hash))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.done
            && let Err(error) = std::fs::remove_file(&self.part)
        {
            log::debug!("what was left of a file stays: {error}");
        }
    }
}

/// A file to be read.
pub(super) struct Reader {
    file: File,
    gcm: Gcm,
    length: u64,
    at: u64,
}

impl Reader {
    /// Opens a file.
    pub(super) fn open(path: &Path, secret: &[u8]) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file
            .metadata()?
            .len()
            .checked_sub(TAG as u64)
            .ok_or_else(|| broken("too short"))?;
        let gcm = Gcm::new(secret).ok_or_else(|| broken("a secret of another length"))?;
        Ok(Self {
            file,
            gcm,
            length,
            at: 0,
        })
    }

    /// How much content there is.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// The next piece of the content; nothing at its end, where it turned out to be what was written.
    pub(super) fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let left = self.length - self.at;
        if left == 0 {
            let mut tag = [0; TAG];
            self.file.read_exact(&mut tag)?;
            let zero = Gcm::new(&[0; 44]).expect("44 bytes are a key and a vector");
            return if std::mem::replace(&mut self.gcm, zero).verify(&tag) {
                Ok(None)
            } else {
                Err(broken("altered"))
            };
        }
        let mut piece = vec![0; usize::try_from(left).unwrap_or(PIECE).min(PIECE)];
        self.file.read_exact(&mut piece)?;
        self.gcm.decrypt(&mut piece);
        self.at += piece.len() as u64;
        Ok(Some(piece))
    }

    /// All of it, verified.
    pub(super) fn all(mut self) -> io::Result<Vec<u8>> {
        let mut whole = Vec::with_capacity(usize::try_from(self.length).unwrap_or_default());
        while let Some(piece) = self.next()? {
            whole.extend(piece);
        }
        Ok(whole)
    }

    /// A part of it. What was verified when it came is not verified again.
    pub(super) fn part(mut self, from: u64, length: usize) -> io::Result<Vec<u8>> {
        let before = from % BLOCK as u64;
        let begin = from - before;
        let skip = usize::try_from(before).unwrap_or_default();
        let wanted = (length + skip) as u64;
        let count = usize::try_from(wanted.min(self.length.saturating_sub(begin))).unwrap_or_default();
        let mut piece = vec![0; count];
        self.file.seek(SeekFrom::Start(begin))?;
        self.file.read_exact(&mut piece)?;
        self.gcm.apply(begin, &mut piece);
        Ok(piece.split_off(skip.min(count)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn secret() -> Vec<u8> {
        (0..44).collect()
    }

    fn content(length: usize) -> Vec<u8> {
        (0..length).map(|at| (at * 13 + at / 1000) as u8).collect()
    }

    #[test]
    fn files_of_every_length_come_back_whole_and_in_parts() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("1");
        for length in [
            0,
            1,
            TAG,
            PIECE - 1,
            PIECE,
            PIECE + 1,
            PIECE + TAG,
            PIECE + TAG + 1,
            3 * PIECE + 7,
        ] {
            let mut writer = Writer::encrypting(&path, &secret()).unwrap();
            content(length)
                .chunks(100_003)
                .for_each(|bytes| writer.write(bytes).unwrap());
            let (written, hash) = writer.finish().unwrap();
            assert_eq!(
                (written, hash),
                (
                    length as u64,
                    digest::digest(&digest::SHA256, &content(length)).as_ref().to_vec()
                )
            );
            assert_eq!(
                Reader::open(&path, &secret()).unwrap().all().unwrap(),
                content(length),
                "{length}"
            );
            // What is on the disk is what would have come encrypted.
            let sealed = std::fs::read(&path).unwrap();
            let mut writer = Writer::verifying(&path, &secret()).unwrap();
            sealed.chunks(77_777).for_each(|bytes| writer.write(bytes).unwrap());
            assert_eq!(writer.finish().unwrap().0, length as u64);
            let part = Reader::open(&path, &secret())
                .unwrap()
                .part(length as u64 / 2, 50)
                .unwrap();
            let from = length / 2;
            assert_eq!(part, content(length)[from..length.min(from + 50)], "{length}");
        }
    }

    #[test]
    fn what_was_altered_on_its_way_leaves_nothing_behind() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("1");
        let mut writer = Writer::encrypting(&path, &secret()).unwrap();
        writer.write(&content(PIECE * 2)).unwrap();
        writer.finish().unwrap();
        let mut sealed = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let plain = content(64);
        assert!(!sealed.windows(64).any(|part| part == plain), "it is encrypted");
        sealed[PIECE + 5] ^= 4;
        let mut writer = Writer::verifying(&path, &secret()).unwrap();
        writer.write(&sealed).unwrap();
        assert!(writer.finish().is_err());
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
    }
}
