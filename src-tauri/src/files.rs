//! Files between the page and the disk. The page never names a path: it hands over what its user chose, dropped or pasted,
//! piece by piece, and what is saved goes to where downloads go.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use sotto_client::{AccountId, Choosing, ChosenFile, ClientError, ErrorCode, FileId, Saved};
use tauri::State;
use tauri::ipc::{InvokeBody, Request};

use crate::core::{Core, fault};

/// Files that are taken at once; no honest page takes more.
const MOST: usize = 64;
/// The largest piece, in bytes.
const PIECE: usize = 8 * 1024 * 1024;

/// What the page is handing over.
#[derive(Default)]
pub(crate) struct Taking(Mutex<Taken>);

/// A file that is half handed over; nothing once it has ended.
type Half = Arc<Mutex<Option<Choosing>>>;

#[derive(Default)]
struct Taken {
    next: u64,
    files: BTreeMap<u64, (AccountId, Half)>,
}

impl Taking {
    fn taken(&self) -> MutexGuard<'_, Taken> {
        // Every change is complete before the guard is dropped, so a panic elsewhere leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A page that goes leaves nothing half handed over.
    pub(crate) fn leave(&self) {
        self.taken().files.clear();
    }
}

/// Begins to take a file; answers with the number that its pieces name.
#[tauri::command]
pub(crate) async fn take_file(
    core: State<'_, Core>,
    taking: State<'_, Taking>,
    account: AccountId,
) -> Result<u64, ClientError> {
    let choosing = core.client().await?.choose(&account)?;
    let mut taken = taking.taken();
    if taken.files.len() >= MOST {
        return Err(fault(ErrorCode::BadRequest, &"too many files at once"));
    }
    taken.next += 1;
    let number = taken.next;
    taken
        .files
        .insert(number, (account, Arc::new(Mutex::new(Some(choosing)))));
    Ok(number)
}

/// Takes the next piece, as raw bytes; the header `file` names which.
#[tauri::command]
pub(crate) async fn take_piece(taking: State<'_, Taking>, request: Request<'_>) -> Result<(), ClientError> {
    let wrong = || fault(ErrorCode::BadRequest, &"not a piece of a file");
    let number = request
        .headers()
        .get("file")
        .and_then(|number| number.to_str().ok()?.parse::<u64>().ok())
        .ok_or_else(wrong)?;
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(wrong());
    };
    if bytes.len() > PIECE {
        return Err(wrong());
    }
    let file = taking
        .taken()
        .files
        .get(&number)
        .map(|(_, file)| file.clone())
        .ok_or_else(wrong)?;
    let bytes = bytes.clone();
    let outcome = tokio::task::spawn_blocking(move || {
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        match file.as_mut() {
            Some(choosing) => choosing.write(&bytes).map_err(ClientError::from),
            None => Err(fault(ErrorCode::BadRequest, &"it has ended")),
        }
    });
    outcome.await.map_err(|error| fault(ErrorCode::Internal, &error))?
}

/// Ends it: the file can be sent. Without a name it was not to be taken after all.
#[tauri::command]
pub(crate) async fn take_end(
    core: State<'_, Core>,
    taking: State<'_, Taking>,
    file: u64,
    name: Option<String>,
    as_is: bool,
    length: Option<u32>,
    peaks: Option<Vec<u8>>,
) -> Result<Option<ChosenFile>, ClientError> {
    let found = taking.taken().files.remove(&file);
    let (account, choosing) = found.ok_or_else(|| fault(ErrorCode::NotFound, &"no such file"))?;
    let choosing = choosing.lock().unwrap_or_else(PoisonError::into_inner).take();
    let (Some(choosing), Some(name)) = (choosing, name) else {
        return Ok(None);
    };
    let recording = length.map(|length| (length, peaks.unwrap_or_default().into_iter().take(256).collect()));
    core.client()
        .await?
        .chosen(&account, choosing, name, as_is, recording)
        .await
        .map(Some)
}

/// Saves a file where downloads go, and shows it there or opens it. What may run a program is only shown.
#[tauri::command]
pub(crate) async fn save_file(
    core: State<'_, Core>,
    account: AccountId,
    file: FileId,
    open: bool,
) -> Result<Value, ClientError> {
    let media = core.client().await?.media(&account, file).await?;
    let saved = tokio::task::spawn_blocking(move || media.save(&downloads()?));
    let Saved { path, may_run } = saved.await.map_err(|error| fault(ErrorCode::Internal, &error))??;
    if open {
        let target = if may_run {
            path.parent().unwrap_or(&path).to_owned()
        } else {
            path.clone()
        };
        if let Err(error) = show(&target) {
            log::info!("nothing opens it: {error}");
        }
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(json!({"name": name, "opened": open && !may_run}))
}

/// Shows where downloads go.
#[tauri::command]
pub(crate) async fn show_downloads() -> Result<(), ClientError> {
    let shown = tokio::task::spawn_blocking(|| show(&downloads()?));
    Ok(shown.await.map_err(|error| fault(ErrorCode::Internal, &error))??)
}

fn downloads() -> std::io::Result<PathBuf> {
    let place = dirs::download_dir()
        .or_else(dirs::home_dir)
        .ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))?;
    std::fs::create_dir_all(&place)?;
    Ok(place)
}

fn show(path: &Path) -> std::io::Result<()> {
    let url = url::Url::from_file_path(path).map_err(|()| std::io::Error::from(std::io::ErrorKind::InvalidInput))?;
    #[cfg(target_os = "linux")]
    return gio::AppInfo::launch_default_for_uri(url.as_str(), None::<&gio::AppLaunchContext>)
        .map_err(std::io::Error::other);
    #[cfg(not(target_os = "linux"))]
    return open::that_detached(url.as_str());
}
