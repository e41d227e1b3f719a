//! The core of the program, opened beside the window: a keyring that hesitates must not keep the window from appearing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sotto_client::{AppCommand, Client, ClientError, ErrorCode, Host, SecretStorage};
use tokio::sync::OnceCell;

/// The passphrase of an archive, for a session without a keyring.
const PASSPHRASE: &str = "SOTTO_PASSPHRASE";

/// The client, as soon as it is open; until then, those who ask wait.
pub(crate) struct Core {
    profile: PathBuf,
    storage: SecretStorage,
    host: Arc<dyn Host>,
    client: OnceCell<Result<Client, ClientError>>,
}

impl Core {
    pub(crate) fn new(profile: PathBuf, storage: SecretStorage, host: Arc<dyn Host>) -> Self {
        Self {
            profile,
            storage,
            host,
            client: OnceCell::new(),
        }
    }

    /// Where accounts and archives are kept.
    pub(crate) fn profile(&self) -> &Path {
        &self.profile
    }

    /// The client, opening it the first time.
    ///
    /// # Errors
    /// Those of [`Client::open`], to everybody who asks.
    pub(crate) async fn client(&self) -> Result<Client, ClientError> {
        self.client.get_or_init(|| self.open()).await.clone()
    }

    /// Ends every account, having committed and sent what was accepted before.
    pub(crate) fn shut_down(&self) {
        if let Some(Ok(client)) = self.client.get() {
            client.shut_down();
        }
    }

    async fn open(&self) -> Result<Client, ClientError> {
        let (profile, storage, host) = (self.profile.clone(), self.storage, self.host.clone());
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
}

/// An error of this side of the doors.
pub(crate) fn fault(code: ErrorCode, detail: &dyn std::fmt::Display) -> ClientError {
    ClientError {
        code,
        detail: detail.to_string(),
    }
}
