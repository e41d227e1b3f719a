//! Passwords and archive keys: in the system's keyring, or, where none answers, in a file sealed with a passphrase.
//! Never in a file that anybody can read.

mod keyring;
mod vault;

use std::path::Path;

use sotto_model::AccountId;
pub(crate) use vault::{Vault, random};
use zeroize::Zeroizing;

/// Why a secret could not be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SecretsError {
    /// No keyring answers.
    #[error("no keyring answers")]
    Absent,
    /// The keyring is there and locked.
    #[error("the keyring is locked")]
    Locked,
    /// The keyring is open, and this secret is not in it.
    #[error("the secret is not there")]
    Missing,
    /// The passphrase is wrong, or the sealed file was altered.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// The passphrase is too short to protect anything.
    #[error("a passphrase has at least eight characters")]
    TooShort,
    /// The sealed file could not be read or written.
    #[error("the sealed file: {0}")]
    File(#[from] std::io::Error),
}

/// What is kept for an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Secret {
    /// The key of the archive file: 32 bytes.
    ArchiveKey,
    /// The password, as text.
    Password,
}

impl Secret {
    fn name(self, account: &AccountId) -> String {
        match self {
            Self::ArchiveKey => format!("{account}/archive-key"),
            Self::Password => format!("{account}/password"),
        }
    }
}

/// Where secrets are.
pub(crate) enum Secrets {
    /// In the system's keyring.
    Keyring,
    /// In a sealed file.
    Vault(Vault),
}

impl Secrets {
    /// Whether a keyring answers, and is open.
    pub(crate) fn probe_keyring() -> Result<(), SecretsError> {
        keyring::probe()
    }

    /// Whether this profile keeps its secrets in a sealed file.
    pub(crate) fn vault_exists(directory: &Path) -> bool {
        Vault::path(directory).exists()
    }

    pub(crate) fn get(&self, account: &AccountId, secret: Secret) -> Result<Zeroizing<Vec<u8>>, SecretsError> {
        match self {
            Self::Keyring => keyring::get(secret.name(account)),
            Self::Vault(vault) => vault.get(&secret.name(account)),
        }
    }

    pub(crate) fn set(&mut self, account: &AccountId, secret: Secret, value: &[u8]) -> Result<(), SecretsError> {
        match self {
            Self::Keyring => keyring::set(secret.name(account), Zeroizing::new(value.to_vec())),
            Self::Vault(vault) => vault.set(secret.name(account), value),
        }
    }

    pub(crate) fn remove(&mut self, account: &AccountId) -> Result<(), SecretsError> {
        for secret in [Secret::ArchiveKey, Secret::Password] {
            match self {
                Self::Keyring => keyring::remove(secret.name(account))?,
                Self::Vault(vault) => vault.remove(&secret.name(account))?,
            }
        }
        Ok(())
    }
}
