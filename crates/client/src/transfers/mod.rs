//! Files of one account: on their way, and beside the archive.
//!
//! | file | job |
//! |---|---|
//! | `http` | to and from servers |
//! | `sealed`, `gcm` | how files lie here: encrypted |
//! | `choosing` | what the user chose, made ready to be sent |
//! | `media` | what the window and other programs get to see |
//! | `pictures`, `names` | what can go wrong with others' pictures and names |
//!
//! **Invariants.** Of a file's content nothing is on the disk as it is, but where the user saves it. What comes is verified
//! before anything of it is shown. However large a file, a transfer takes the same memory; but for pictures, which are
//! decoded under limits.

mod choosing;
mod gcm;
mod http;
mod media;
mod moving;
mod names;
mod pictures;
mod sealed;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;

pub(crate) use choosing::Recording;
pub use choosing::{Choosing, ChosenFile};
pub use media::{Media, Saved};
use sotto_engine::{Transfer, Transferred};
use sotto_model::{FileFailure, FileId};
use sotto_views::TransferRow;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;

use self::http::Http;
use crate::accounts::AccountFile;
use crate::actor::Message;

/// Files that move at once.
const AT_ONCE: usize = 3;

/// Where an account's files lie.
pub(crate) fn directory_of(account: &Path) -> PathBuf {
    account.join("files")
}

/// Where a file lies.
pub(crate) fn path_of(account: &Path, file: FileId) -> PathBuf {
    directory_of(account).join(file.to_string())
}

/// Removes what belongs to no row any more: its key is gone, so it is of no use to anybody.
pub(crate) fn sweep(account: &Path, known: &[FileId]) {
    let known: BTreeSet<String> = known.iter().map(ToString::to_string).collect();
    for entry in std::fs::read_dir(directory_of(account)).into_iter().flatten().flatten() {
        if !known.contains(&*entry.file_name().to_string_lossy())
            && let Err(error) = std::fs::remove_file(entry.path())
        {
            log::debug!("a file without use stays: {error}");
        }
    }
}

/// How far a file has come.
#[derive(Default)]
pub(crate) struct Progress {
    done: AtomicU64,
    size: AtomicU64,
}

/// The files of an account that move.
pub(crate) struct Transfers {
    directory: PathBuf,
    http: Arc<Http>,
    places: Arc<Semaphore>,
    runtime: Handle,
    tell: Sender<Message>,
    moving: BTreeMap<FileId, (Arc<Progress>, AbortHandle)>,
}

impl Transfers {
    pub(crate) fn new(account: &Path, file: &AccountFile, runtime: Handle, tell: Sender<Message>) -> Self {
        let server = file.server.as_ref().map(|server| server.host.as_str());
        Self {
            directory: account.to_owned(),
            http: Arc::new(Http::new(file.ca_file.clone(), server)),
            places: Arc::new(Semaphore::new(AT_ONCE)),
            runtime,
            tell,
            moving: BTreeMap::new(),
        }
    }

    /// Begins, or ends, what the engine wants.
    pub(crate) fn begin(&mut self, transfer: Transfer) {
        let file = match &transfer {
            Transfer::Cancel { file } => return self.stop(*file),
            Transfer::Upload { file, .. } | Transfer::Download { file, .. } => *file,
        };
        self.stop(file);
        let progress = Arc::new(Progress::default());
        let job = moving::Job {
            path: path_of(&self.directory, file),
            http: self.http.clone(),
            progress: progress.clone(),
            news: moving::News::new(self.tell.clone()),
        };
        let (places, tell) = (self.places.clone(), self.tell.clone());
        let task = self.runtime.spawn(async move {
            let _place = places.acquire().await;
            let outcome = job.run(transfer).await;
            // An actor that is gone has no use for it; the next one asks again.
            drop(tell.send(Message::Transferred(file, outcome)));
        });
        self.moving.insert(file, (progress, task.abort_handle()));
    }

    fn stop(&mut self, file: FileId) {
        if let Some((_, task)) = self.moving.remove(&file) {
            task.abort();
        }
    }

    /// Something arrived, or did not.
    pub(crate) fn ended(&mut self, file: FileId) {
        self.moving.remove(&file);
    }

    /// What moves, for the window.
    pub(crate) fn rows(&self) -> Vec<TransferRow> {
        let row = |(file, (progress, _)): (&FileId, &(Arc<Progress>, AbortHandle))| TransferRow {
            id: file.to_string(),
            sort: (0, 0),
            file: *file,
            done: progress.done.load(Ordering::Relaxed),
            size: progress.size.load(Ordering::Relaxed),
        };
        self.moving.iter().map(row).collect()
    }
}

impl Drop for Transfers {
    fn drop(&mut self) {
        self.moving.values().for_each(|(_, task)| task.abort());
    }
}

fn failed(sending: bool, why: FileFailure) -> Transferred {
    if sending {
        Transferred::NotPut(why)
    } else {
        Transferred::NotFetched(why)
    }
}
