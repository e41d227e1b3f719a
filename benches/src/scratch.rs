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

/// Milliseconds that flushes of one page took: the least that a durable transaction costs.
///
/// # Errors
/// If the disk cannot be written.
pub fn flushes(count: usize) -> Result<Vec<f64>> {
    let directory = directory()?;
    let mut file = File::create(directory.path().join("page"))?;
    let mut flush = |byte: u8| -> Result<f64> {
        file.rewind()?;
        file.write_all(&[byte; 4096])?;
        let started = Instant::now();
        file.sync_data()?;
        Ok(started.elapsed().as_secs_f64() * 1000.0)
    };
    (0..count).map(|round| flush(round as u8)).collect()
}
