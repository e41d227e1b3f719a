//! The profile: a directory with everything this program keeps, held by one process at a time.
//!
//! ```text
//! lock                    held while the program runs (a lock of the system, not a file that outlives a crash)
//! vault.json              only where no keyring answers
//! accounts/<id>/account.json, archive.db
//! ```

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use sotto_model::{ErrorCode, Peer};
use sotto_views::Lock;

use crate::accounts::AccountFile;
use crate::command::ClientError;
use crate::secrets::{Secrets, SecretsError, Vault};

/// Where secrets are to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretStorage {
    /// In the system's keyring, or behind a passphrase where none answers.
    Keyring,
    /// Behind a passphrase, whatever the system offers.
    Passphrase,
}

/// An open profile.
pub(crate) struct Profile {
    directory: PathBuf,
    /// Keeps other processes out for as long as it lives.
    _lock: File,
    storage: SecretStorage,
    secrets: Option<Secrets>,
    lock: Lock,
}

impl Profile {
    /// Opens the profile, made if there is none, for this process alone.
    pub(crate) fn open(directory: &Path, storage: SecretStorage) -> Result<Self, ClientError> {
        make_private(directory)?;
        make_private(&directory.join("accounts"))?;
        let file = private_file(&directory.join("lock"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(ClientError::new(ErrorCode::AlreadyRunning, "the profile is in use"));
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let mut profile = Self {
            directory: directory.to_owned(),
            _lock: file,
            storage,
            secrets: None,
            lock: Lock::Open,
        };
        profile.try_keyring();
        Ok(profile)
    }

    /// Asks the keyring, unless this profile has a vault.
    pub(crate) fn try_keyring(&mut self) {
        if Secrets::vault_exists(&self.directory) {
            self.lock = Lock::Passphrase;
            return;
        }
        let answer = match self.storage {
            SecretStorage::Keyring => Secrets::probe_keyring(),
            SecretStorage::Passphrase => Err(SecretsError::Absent),
        };
        (self.secrets, self.lock) = match answer {
            Ok(()) => (Some(Secrets::Keyring), Lock::Open),
            // Accounts without a vault have their keys in the keyring, wherever it is gone: nothing is made anew.
            Err(_) if self.account_directories().next().is_some() => (None, Lock::Keyring),
            Err(SecretsError::Locked) => (None, Lock::Keyring),
            Err(_) => (None, Lock::ChoosePassphrase),
        };
    }

    /// Opens the vault; the first time, makes it.
    pub(crate) fn unlock(&mut self, passphrase: &str) -> Result<(), ClientError> {
        let vault = match self.lock {
            Lock::Open => return Ok(()),
            Lock::ChoosePassphrase => Vault::create(&self.directory, passphrase)?,
            Lock::Passphrase => Vault::open(&self.directory, passphrase)?,
            Lock::Keyring => return Err(SecretsError::Locked.into()),
        };
        self.secrets = Some(Secrets::Vault(vault));
        self.lock = Lock::Open;
        Ok(())
    }

    /// The keyring answered, and then turned out to be locked: it gives out what is not secret all the same.
    pub(crate) fn found_locked(&mut self) {
        self.secrets = None;
        self.lock = Lock::Keyring;
    }

    pub(crate) fn lock(&self) -> Lock {
        self.lock
    }

    /// The secrets, once they are open.
    pub(crate) fn secrets(&mut self) -> Result<&mut Secrets, ClientError> {
        let lock = self.lock;
        self.secrets.as_mut().ok_or_else(|| match lock {
            Lock::Keyring => SecretsError::Locked.into(),
            Lock::Open | Lock::ChoosePassphrase | Lock::Passphrase => SecretsError::Absent.into(),
        })
    }

    pub(crate) fn accounts(&self) -> PathBuf {
        accounts_of(&self.directory)
    }

    /// Refuses an account that the profile has.
    pub(crate) fn has_no(&self, jid: &Peer) -> Result<(), ClientError> {
        let same = |directory: PathBuf| AccountFile::read(&directory).is_ok_and(|file| file.jid == *jid);
        if self.account_directories().any(same) {
            return Err(ClientError::new(ErrorCode::AlreadySignedIn, "signed in here already"));
        }
        Ok(())
    }

    pub(crate) fn account_directories(&self) -> impl Iterator<Item = PathBuf> + use<> {
        let entries = std::fs::read_dir(self.accounts()).into_iter().flatten();
        entries
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .filter(|path| path.join("account.json").exists())
    }
}

/// Where a profile keeps its accounts.
pub(crate) fn accounts_of(profile: &Path) -> PathBuf {
    profile.join("accounts")
}

/// Makes a directory that only its owner may enter.
pub(crate) fn make_private(path: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Opens a file that only its owner may read and write, made if there is none; one that is there keeps its content.
pub(crate) fn private_file(path: &Path) -> std::io::Result<File> {
    let file = private().create(true).truncate(false).write(true).open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Older versions made some of them readable to others.
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    }
    Ok(file)
}

/// Makes a file that only its owner may read and write; empty, whatever there was.
pub(crate) fn private_new(path: &Path) -> std::io::Result<File> {
    private().create(true).truncate(true).write(true).open(path)
}

/// Options with which a new file is its owner's alone from its first moment.
fn private() -> OpenOptions {
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

/// Replaces a file whole or not at all, readable only by its owner.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let fresh = path.with_extension("new");
    let mut file = private().create(true).truncate(true).write(true).open(&fresh)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&fresh, path)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn w23_a_profile_is_its_owners_alone_even_one_that_was_not() {
        let parent = tempfile::tempdir().unwrap();
        let directory = parent.path().join("profile");
        drop(Profile::open(&directory, SecretStorage::Passphrase).ok().unwrap());
        assert_eq!(mode(&directory), 0o700);
        assert_eq!(mode(&directory.join("accounts")), 0o700);
        assert_eq!(mode(&directory.join("lock")), 0o600);
        std::fs::set_permissions(directory.join("lock"), std::fs::Permissions::from_mode(0o644)).unwrap();
        drop(Profile::open(&directory, SecretStorage::Passphrase).ok().unwrap());
        assert_eq!(mode(&directory.join("lock")), 0o600);
    }

    #[test]
    fn w23_opening_a_private_file_keeps_what_is_in_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("archive.db");
        write_atomically(&path, b"content").unwrap();
        assert_eq!(mode(&path), 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).unwrap();
        drop(private_file(&path).unwrap());
        assert_eq!(mode(&path), 0o600);
        assert_eq!(std::fs::read(&path).unwrap(), b"content");
    }
}
