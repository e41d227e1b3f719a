//! Where measurements write: beside the program, on the disk that builds go to. The system's directory for temporary
//! files may be memory, where a flush costs nothing.

use std::fs::File;
use std::io::{Seek, Write};
use std::time::Instant;

use anyhow::{Context, Result};
use tempfile::TempDir;

/// A directory that is removed when dropped.
///
/// # Errors
/// If it cannot be made.
pub fn directory() -> Result<TempDir> {
    let program = std::env::current_exe()?;
    let place = program.parent().context("a program is in a directory")?;
    Ok(tempfile::Builder::new().prefix("bench-").tempdir_in(place)?)
}

/// Writes to one place on the disk, again and again: the least that making something durable can cost.
pub struct Flusher {
    _directory: TempDir,
    file: File,
}

impl Flusher {
    /// On the disk that measurements write to.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn new() -> Result<Self> {
        let directory = directory()?;
        let file = File::create(directory.path().join("page"))?;
        Ok(Self {
            _directory: directory,
            file,
        })
    }

    /// Milliseconds until so many bytes are durable.
    ///
    /// # Errors
    /// If the disk cannot be written.
    pub fn flush(&mut self, bytes: usize) -> Result<f64> {
        let content = vec![1; bytes];
        let started = Instant::now();
        self.file.rewind()?;
        self.file.write_all(&content)?;
        self.file.sync_data()?;
        Ok(started.elapsed().as_secs_f64() * 1000.0)
    }
}
