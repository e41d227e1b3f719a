//! What is kept of an account outside its archive: how to sign in, and how to tell that the archive's key is right.

use std::path::{Path, PathBuf};

use ring::digest;
use serde::{Deserialize, Serialize};
use sotto_model::{AccountId, ErrorCode, Peer, Presence};
use sotto_store::Key;
use sotto_views::{AccountRow, Connection};
use zeroize::Zeroizing;

use crate::command::{ClientError, ServerAddress};
use crate::connection::{Limits, Mechanism, Server, Settings, Timeouts, TlsMode};
use crate::profile::{self, write_atomically};

/// The content of `account.json`. No secret is in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountFile {
    pub(crate) jid: Peer,
    #[serde(default)]
    pub(crate) server: Option<ServerAddress>,
    #[serde(default)]
    pub(crate) ca_file: Option<PathBuf>,
    /// The best way of signing in that ever worked; nothing worse is accepted again.
    #[serde(default)]
    pub(crate) strongest: Option<Mechanism>,
    /// A fingerprint of the archive's key: tells a wrong key from a damaged file.
    pub(crate) key_check: String,
    /// The last part of our full address, the same at every start: so the server ends what a crashed run left behind,
    /// instead of keeping it for minutes, in contacts' eyes as well.
    #[serde(default = "fresh_resource")]
    pub(crate) resource: String,
}

/// A resource that nobody else has and that tells nothing.
pub(crate) fn fresh_resource() -> String {
    crate::secrets::random::<6>()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

impl AccountFile {
    pub(crate) fn read(directory: &Path) -> Result<Self, ClientError> {
        let bytes = std::fs::read(directory.join("account.json"))?;
        serde_json::from_slice(&bytes).map_err(|error| ClientError::new(ErrorCode::Internal, error))
    }

    pub(crate) fn write(&self, directory: &Path) -> Result<(), ClientError> {
        let json = serde_json::to_vec_pretty(self).map_err(|error| ClientError::new(ErrorCode::Internal, error))?;
        Ok(write_atomically(&directory.join("account.json"), &json)?)
    }

    /// The row of an account that does not run.
    pub(crate) fn stopped(&self, id: AccountId, problem: ErrorCode) -> AccountRow {
        AccountRow {
            id: id.to_string(),
            sort: (0.0, 0.0),
            account: id,
            jid: self.jid.clone(),
            connection: Connection::Stopped,
            problem: Some(problem),
            retry_at: None,
            presence: Presence::Offline,
            status: None,
            unread: 0,
            syncing: false,
            fingerprint: None,
            avatar: None,
            nick: None,
        }
    }

    pub(crate) fn settings(&self, password: Zeroizing<String>) -> Settings {
        let server = match &self.server {
            None => Server::Discover,
            Some(ServerAddress { host, port, direct_tls }) => Server::At {
                host: host.clone(),
                port: *port,
                tls: if *direct_tls {
                    TlsMode::Direct
                } else {
                    TlsMode::StartTls
                },
            },
        };
        Settings {
            jid: self.jid.0.clone(),
            password,
            resource: Some(self.resource.clone()),
            server,
            ca_file: self.ca_file.clone(),
            strongest: self.strongest,
            limits: Limits::default(),
            timeouts: Timeouts::default(),
        }
    }
}

/// The account whose screen is shown first, as far as the directories of a profile tell.
pub fn first_account(profile: &Path) -> Option<AccountId> {
    let directories = std::fs::read_dir(profile::accounts_of(profile)).ok()?;
    directories.flatten().filter_map(|entry| id_of(&entry.path())).min()
}

/// The id of an account directory.
pub(crate) fn id_of(directory: &Path) -> Option<AccountId> {
    let name = directory.file_name()?.to_str()?.to_owned();
    AccountId::try_from(name).ok()
}

/// The archive of an account directory.
pub(crate) fn archive_of(directory: &Path) -> PathBuf {
    directory.join("archive.db")
}

/// A fingerprint of a key with 256 random bits; nothing can be learnt from it.
pub(crate) fn key_check(key: &Key) -> String {
    let mut input = Zeroizing::new(b"sotto archive key check".to_vec());
    input.extend_from_slice(key.bytes());
    let hash = digest::digest(&digest::SHA256, &input);
    hash.as_ref()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
