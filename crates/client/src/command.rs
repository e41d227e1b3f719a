//! What the user can do with the program as a whole; everything else is an account's own command.

use serde::{Deserialize, Serialize};
use sotto_model::AccountId;
use ts_rs::TS;

/// How to reach a server that its name alone does not lead to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ServerAddress {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Encrypted from the first byte, instead of after asking for it (StartTLS).
    #[serde(default)]
    pub direct_tls: bool,
}

/// One action that concerns the program.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "type")]
#[ts(export)]
pub enum AppCommand {
    /// Adds an account: signs in once to see that it works, then keeps it.
    SignIn {
        /// The address, `name@server`.
        jid: String,
        /// The password; goes to the keyring.
        password: String,
        /// Where the server is, if its name does not tell.
        #[serde(default)]
        server: Option<ServerAddress>,
        /// A file with the certificate authority of a private server (PEM).
        #[serde(default)]
        ca_file: Option<String>,
    },
    /// Signs out and removes everything of the account from this computer.
    SignOut {
        /// Which.
        account: AccountId,
    },
    /// Gives an account whose password no longer works another one.
    EnterPassword {
        /// Which.
        account: AccountId,
        /// The new password.
        password: String,
    },
    /// Opens the archives where no keyring can; the first time, this chooses the passphrase.
    Unlock {
        /// At least eight characters.
        passphrase: String,
    },
    /// Asks the keyring again.
    RetryKeyring,
}

/// What a command answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
#[ts(export)]
pub enum Reply {
    /// Durably accepted.
    Done,
    /// The account that was signed in.
    SignedIn {
        /// Its id.
        account: AccountId,
    },
}

/// Why a door stayed shut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{code:?}: {detail}")]
#[ts(export)]
pub struct ClientError {
    /// What the window says.
    pub code: sotto_model::ErrorCode,
    /// For the log and the curious: never shown as the message, never matched on.
    pub detail: String,
}
