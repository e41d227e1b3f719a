//! The system's keyring: Secret Service, Keychain or Credential Manager.
//!
//! Opening it costs a key exchange, so one that answered is kept. One that does not is opened anew, once: it may have been
//! started again, and has then forgotten who talked to it before.

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

use super::SecretsError;

/// Under which the entries appear in the keyring's own program.
const SERVICE: &str = "Sotto";

/// A keyring that hangs, as behind a dialog nobody sees, must not hang the program (F12).
const PATIENCE: Duration = Duration::from_secs(5);

/// Unlocking may show a dialog that somebody has to type into.
const PATIENCE_WITH_DIALOG: Duration = Duration::from_secs(120);

#[cfg(all(unix, not(target_os = "macos")))]
use zbus_secret_service_keyring_store::Store;

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;

#[cfg(windows)]
use windows_native_keyring_store::Store;

static ANSWERED: Mutex<Option<Arc<Store>>> = Mutex::new(None);

/// Does something to an entry, with the keyring that answered last or with a fresh one.
fn with<T>(name: &str, work: impl Fn(&Entry) -> Result<T, Error>) -> Result<T, Error> {
    let known = ANSWERED.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(store) = known {
        let outcome = store.build(SERVICE, name, None).and_then(|entry| work(&entry));
        if outcome.as_ref().map_or_else(answers, |_| true) {
            keep(store);
            return outcome;
        }
    }
    let store = Store::new()?;
    let outcome = work(&store.build(SERVICE, name, None)?);
    keep(store);
    outcome
}

fn keep(store: Arc<Store>) {
    *ANSWERED.lock().unwrap_or_else(PoisonError::into_inner) = Some(store);
}

/// Whether a failure is the keyring's answer. Asking a locked one again would only show its dialog twice.
fn answers(error: &Error) -> bool {
    matches!(error, Error::NoEntry | Error::NoStorageAccess(_))
}

pub(super) fn probe() -> Result<(), SecretsError> {
    match get("probe".to_owned()) {
        Ok(_) | Err(SecretsError::Missing) => Ok(()),
        Err(error) => Err(error),
    }
}

pub(super) fn get(name: String) -> Result<Zeroizing<Vec<u8>>, SecretsError> {
    on_a_thread(PATIENCE, move || with(&name, Entry::get_secret).map(Zeroizing::new))
}

pub(super) fn set(name: String, value: Zeroizing<Vec<u8>>) -> Result<(), SecretsError> {
    on_a_thread(PATIENCE_WITH_DIALOG, move || {
        with(&name, |entry| entry.set_secret(&value))
    })
}

pub(super) fn remove(name: String) -> Result<(), SecretsError> {
    match on_a_thread(PATIENCE, move || with(&name, Entry::delete_credential)) {
        Ok(()) | Err(SecretsError::Missing) => Ok(()),
        Err(error) => Err(error),
    }
}

fn on_a_thread<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, SecretsError> {
    let (done, outcome) = mpsc::channel();
    std::thread::spawn(move || {
        // Nobody may be listening any more; then the answer is of no use.
        drop(done.send(work()));
    });
    match outcome.recv_timeout(patience) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(Error::NoEntry)) => Err(SecretsError::Missing),
        Ok(Err(Error::NoStorageAccess(_))) => Err(SecretsError::Locked),
        Ok(Err(error)) => {
            log::info!("the keyring does not answer: {error}");
            Err(SecretsError::Absent)
        }
        Err(_) => Err(SecretsError::Locked),
    }
}
