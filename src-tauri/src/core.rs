//! The core of the program, opened beside the window: a keyring that hesitates must not keep the window from appearing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sotto_client::{AppCommand, Client, ClientError, ErrorCode, Host, SecretStorage};
use tokio::sync::watch;

/// The passphrase of an archive, for a session without a keyring.
const PASSPHRASE: &str = "SOTTO_PASSPHRASE";

/// The client, as soon as it is open; until then, those who ask wait.
pub(crate) struct Core {
    profile: PathBuf,
    opened: watch::Receiver<Option<Result<Client, ClientError>>>,
}

impl Core {
    /// Begins to open the profile. On a task of its own: whoever gives up waiting must not interrupt it.
    pub(crate) fn open(profile: PathBuf, storage: SecretStorage, host: Arc<dyn Host>) -> Self {
        let (tell, opened) = watch::channel(None);
        let directory = profile.clone();
        tauri::async_runtime::spawn(async move {
            let outcome = open(directory, storage, host).await;
            // Nobody waits any more only when the program ends.
            drop(tell.send(Some(outcome)));
        });
        Self { profile, opened }
    }

    /// Where accounts and archives are kept.
    pub(crate) fn profile(&self) -> &Path {
        &self.profile
    }

    /// The client, once it is open.
    ///
    /// # Errors
    /// Those of [`Client::open`], to everybody who asks.
    pub(crate) async fn client(&self) -> Result<Client, ClientError> {
        let mut opened = self.opened.clone();
        match opened.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(outcome)) => outcome.clone(),
            Ok(None) | Err(_) => Err(fault(ErrorCode::Internal, &"the opening of the profile broke off")),
        }
    }

    /// Ends every account, having committed and sent what was accepted before.
    pub(crate) fn shut_down(&self) {
        if let Some(Ok(client)) = &*self.opened.borrow() {
            client.shut_down();
        }
    }
}

async fn open(profile: PathBuf, storage: SecretStorage, host: Arc<dyn Host>) -> Result<Client, ClientError> {
    let client = tokio::task::spawn_blocking(move || Client::open(&profile, storage, host))
        .await
        .map_err(|error| fault(ErrorCode::Internal, &error))??;
    if let Ok(passphrase) = std::env::var(PASSPHRASE)
        && let Err(refused) = client.dispatch_app(AppCommand::Unlock { passphrase }).await
    {
        // The window asks for the right one.
        log::warn!("{PASSPHRASE} does not open the profile: {:?}", refused.code);
    }
    Ok(client)
}

/// An error of this side of the doors.
pub(crate) fn fault(code: ErrorCode, detail: &dyn std::fmt::Display) -> ClientError {
    ClientError {
        code,
        detail: detail.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use sotto_client::{AccountId, Notice};

    use super::*;

    struct Nobody;

    impl Host for Nobody {
        fn notify(&self, _: &AccountId, _: Notice) {}
    }

    fn open_in(profile: &Path) -> Core {
        Core::open(profile.to_owned(), SecretStorage::Passphrase, Arc::new(Nobody))
    }

    #[test]
    fn who_gives_up_waiting_does_not_make_the_profile_open_twice() {
        let profile = tempfile::tempdir().unwrap();
        tauri::async_runtime::block_on(async {
            let core = open_in(profile.path());
            // It may be open already: then there was nothing to give up.
            drop(tokio::time::timeout(std::time::Duration::ZERO, core.client()).await);
            assert!(core.client().await.is_ok());
        });
    }

    #[test]
    fn f11_a_profile_that_is_open_is_said_to_be() {
        let profile = tempfile::tempdir().unwrap();
        tauri::async_runtime::block_on(async {
            let first = open_in(profile.path());
            assert!(first.client().await.is_ok());
            let Err(refused) = open_in(profile.path()).client().await else {
                panic!("it was opened twice");
            };
            assert_eq!(refused.code, ErrorCode::AlreadyRunning);
        });
    }
}
