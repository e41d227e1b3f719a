//! A file with all secrets of a profile, sealed with a passphrase: Argon2id (RFC 9106) and AES-256-GCM.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::SecretsError;
use crate::profile::write_atomically;

/// RFC 9106 §4, second recommendation: 64 MiB and three passes; four lanes' work is done by one thread.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;

/// More than this was never written by us, and would make opening the file an attack.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;

const SHORTEST: usize = 8;

/// The file's content.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sealed {
    version: u32,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
    nonce: String,
    sealed: String,
}

/// An open vault. The key it was opened with stays in memory, to seal it again when something changes.
pub(crate) struct Vault {
    path: PathBuf,
    key: Zeroizing<[u8; 32]>,
    salt: [u8; 16],
    secrets: BTreeMap<String, Zeroizing<Vec<u8>>>,
}

impl Vault {
    pub(super) fn path(directory: &Path) -> PathBuf {
        directory.join("vault.json")
    }

    /// Makes a new vault.
    pub(crate) fn create(directory: &Path, passphrase: &str) -> Result<Self, SecretsError> {
        if passphrase.chars().count() < SHORTEST {
            return Err(SecretsError::TooShort);
        }
        let salt = random::<16>();
        let key = derive(passphrase, &salt, MEMORY_KIB, PASSES, LANES)?;
        let vault = Self {
            path: Self::path(directory),
            key,
            salt,
            secrets: BTreeMap::new(),
        };
        vault.save()?;
        Ok(vault)
    }

    /// Opens an existing one.
    pub(crate) fn open(directory: &Path, passphrase: &str) -> Result<Self, SecretsError> {
        let path = Self::path(directory);
        let file: Sealed = serde_json::from_slice(&std::fs::read(&path)?).map_err(|_| damaged())?;
        if file.version != 1 || file.memory_kib > MOST_MEMORY_KIB || file.passes > 100 || file.lanes > 64 {
            return Err(damaged());
        }
        let salt: [u8; 16] = decode(&file.salt)?.try_into().map_err(|_| damaged())?;
        let nonce: [u8; 12] = decode(&file.nonce)?.try_into().map_err(|_| damaged())?;
        let key = derive(passphrase, &salt, file.memory_kib, file.passes, file.lanes)?;
        let mut sealed = decode(&file.sealed)?;
        let plain = aead(&key)
            .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed)
            .map_err(|_| SecretsError::WrongPassphrase)?;
        let texts: BTreeMap<String, String> = serde_json::from_slice(plain).map_err(|_| damaged())?;
        plain.zeroize();
        let mut secrets = BTreeMap::new();
        for (name, mut text) in texts {
            secrets.insert(name, Zeroizing::new(decode(&text)?));
            text.zeroize();
        }
        Ok(Self {
            path,
            key,
            salt,
            secrets,
        })
    }

    pub(super) fn get(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, SecretsError> {
        self.secrets.get(name).cloned().ok_or(SecretsError::Missing)
    }

    pub(super) fn set(&mut self, name: String, value: &[u8]) -> Result<(), SecretsError> {
        self.secrets.insert(name, Zeroizing::new(value.to_vec()));
        self.save()
    }

    pub(super) fn remove(&mut self, name: &str) -> Result<(), SecretsError> {
        if self.secrets.remove(name).is_some() {
            self.save()
        } else {
            Ok(())
        }
    }

    fn save(&self) -> Result<(), SecretsError> {
        let mut texts: BTreeMap<&str, String> = self
            .secrets
            .iter()
            .map(|(name, value)| (name.as_str(), BASE64.encode(value)))
            .collect();
        let mut bytes = Zeroizing::new(serde_json::to_vec(&texts).map_err(|_| damaged())?);
        texts.values_mut().for_each(Zeroize::zeroize);
        let nonce = random::<12>();
        aead(&self.key)
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut *bytes)
            .map_err(|_| damaged())?;
        let file = Sealed {
            version: 1,
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: LANES,
            salt: BASE64.encode(self.salt),
            nonce: BASE64.encode(nonce),
            sealed: BASE64.encode(&*bytes),
        };
        let json = serde_json::to_vec_pretty(&file).map_err(|_| damaged())?;
        Ok(write_atomically(&self.path, &json)?)
    }
}

fn derive(
    passphrase: &str,
    salt: &[u8],
    memory_kib: u32,
    passes: u32,
    lanes: u32,
) -> Result<Zeroizing<[u8; 32]>, SecretsError> {
    let params = Params::new(memory_kib, passes, lanes, Some(32)).map_err(|_| damaged())?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut *key)
        .map_err(|_| damaged())?;
    Ok(key)
}

fn aead(key: &[u8; 32]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("32 bytes are an AES-256 key"))
}

/// Random bytes of the operating system's.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("an operating system without randomness is none to run on");
    bytes
}

fn decode(text: &str) -> Result<Vec<u8>, SecretsError> {
    BASE64.decode(text).map_err(|_| damaged())
}

fn damaged() -> SecretsError {
    SecretsError::File(std::io::Error::new(
        std::io::ErrorKind::InvalidData,
        "the vault is damaged",
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_was_sealed_opens_with_the_same_passphrase_and_no_other() {
        let directory = tempfile::tempdir().unwrap();
        let mut vault = Vault::create(directory.path(), "correct horse").unwrap();
        vault.set("a/password".into(), b"hunter2").unwrap();
        let again = Vault::open(directory.path(), "correct horse").unwrap();
        assert_eq!(*again.get("a/password").unwrap(), b"hunter2");
        assert!(matches!(
            Vault::open(directory.path(), "correct hors"),
            Err(SecretsError::WrongPassphrase)
        ));
        let file = std::fs::read_to_string(Vault::path(directory.path())).unwrap();
        assert!(!file.contains("hunter2") && !file.contains(&BASE64.encode("hunter2")));
    }

    #[test]
    fn an_altered_vault_does_not_open() {
        let directory = tempfile::tempdir().unwrap();
        Vault::create(directory.path(), "correct horse").unwrap();
        let path = Vault::path(directory.path());
        let mut file: Sealed = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let mut bytes = BASE64.decode(&file.sealed).unwrap();
        bytes[0] ^= 1;
        file.sealed = BASE64.encode(bytes);
        std::fs::write(&path, serde_json::to_vec(&file).unwrap()).unwrap();
        assert!(Vault::open(directory.path(), "correct horse").is_err());
    }

    #[test]
    fn a_passphrase_has_eight_characters() {
        let directory = tempfile::tempdir().unwrap();
        assert!(matches!(
            Vault::create(directory.path(), "seven77"),
            Err(SecretsError::TooShort)
        ));
        assert!(!Vault::path(directory.path()).exists());
    }
}
