//! The command line.

use std::path::PathBuf;

use anyhow::{Context, bail};
use sotto_client::SecretStorage;

/// What was asked for.
pub(crate) struct Arguments {
    pub(crate) profile: PathBuf,
    pub(crate) storage: SecretStorage,
}

const USAGE: &str = "usage: sotto-rpc --profile DIR [--no-keyring]";

impl Arguments {
    pub(crate) fn from_environment() -> anyhow::Result<Self> {
        let mut profile = None;
        let mut storage = SecretStorage::Keyring;
        let mut arguments = std::env::args_os().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--profile") => profile = Some(PathBuf::from(arguments.next().context(USAGE)?)),
                Some("--no-keyring") => storage = SecretStorage::Passphrase,
                _ => bail!(USAGE),
            }
        }
        Ok(Self {
            profile: profile.context(USAGE)?,
            storage,
        })
    }
}
