//! A file that is there only while an account runs: found at the start, it tells of a crash.

use std::path::{Path, PathBuf};

use crate::profile::private_file;

pub(super) struct Mark(PathBuf);

impl Mark {
    /// The mark of an account directory.
    pub(super) fn of(directory: &Path) -> Self {
        Self(directory.join("running"))
    }

    pub(super) fn is_there(&self) -> bool {
        self.0.exists()
    }

    pub(super) fn put(&self) {
        if let Err(error) = private_file(&self.0) {
            log::warn!("the start could not be noted: {error}");
        }
    }

    pub(super) fn remove(&self) {
        if let Err(error) = std::fs::remove_file(&self.0) {
            log::debug!("the end could not be noted: {error}");
        }
    }
}
