//! The command line.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use sotto_client::SecretStorage;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// Where accounts and archives are kept.
    pub(crate) profile: PathBuf,
    /// Where secrets are kept.
    pub(crate) storage: SecretStorage,
    /// An `xmpp:` link to open, as the desktop passes the one that was clicked.
    pub(crate) link: Option<String>,
}

const USAGE: &str = "usage: sotto [--profile DIR] [--no-keyring] [xmpp:ADDRESS]";

/// The profile's directory among the user's data.
const DEFAULT_PROFILE: &str = "sotto";

impl Arguments {
    /// # Errors
    /// With the usage, for what is not understood.
    pub(crate) fn from_environment() -> anyhow::Result<Self> {
        Self::parse(std::env::args_os().skip(1).map(PathBuf::from), dirs::data_dir)
    }

    fn parse(words: impl IntoIterator<Item = PathBuf>, data: impl FnOnce() -> Option<PathBuf>) -> anyhow::Result<Self> {
        let mut profile = None;
        let mut storage = SecretStorage::Keyring;
        let mut link = None;
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            match word.to_str() {
                Some("--profile") => profile = Some(words.next().context(USAGE)?),
                Some("--no-keyring") => storage = SecretStorage::Passphrase,
                Some(text) if text.starts_with("xmpp:") => link = Some(text.to_owned()),
                _ => bail!(USAGE),
            }
        }
        let profile = match profile {
            Some(profile) => profile,
            None => data()
                .context("the system names no place for data")?
                .join(DEFAULT_PROFILE),
        };
        // The WebView resolves paths against a directory of its own.
        Ok(Self {
            profile: std::path::absolute(Path::new(&profile))?,
            storage,
            link,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> anyhow::Result<Arguments> {
        Arguments::parse(words.iter().map(PathBuf::from), || Some(std::env::temp_dir()))
    }

    #[test]
    fn without_a_word_the_profile_is_among_the_users_data() {
        let asked = parse(&[]).unwrap();
        assert_eq!(asked.profile, std::env::temp_dir().join("sotto"));
        assert_eq!(asked.storage, SecretStorage::Keyring);
    }

    #[test]
    fn a_link_the_desktop_passes_is_kept() {
        let asked = parse(&["--profile", "p", "xmpp:romeo@example.org"]).unwrap();
        assert!(asked.profile.is_absolute() && asked.profile.ends_with("p"));
        assert_eq!(asked.link.as_deref(), Some("xmpp:romeo@example.org"));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for words in [&["--profile"][..], &["--devtools"], &["file:///etc/passwd"]] {
            assert!(parse(words).is_err(), "{words:?}");
        }
    }
}
