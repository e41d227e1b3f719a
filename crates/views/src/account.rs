//! What the archive knows of the account itself.

use sotto_model::{Code, Preferences, Presence};

use crate::PreferencesRow;
use crate::reader::{ReadError, Reader, text};

/// The durable half of an [`crate::AccountRow`]; whoever keeps the connection adds the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AccountFacts {
    /// The availability the user chose.
    pub presence: Presence,
    /// The user's status text.
    pub status: Option<String>,
    /// Unread messages in conversations that are not silenced.
    pub unread: u32,
    /// This device's fingerprint: 64 hexadecimal digits.
    pub fingerprint: Option<String>,
    /// Our picture.
    pub avatar: Option<String>,
    /// What we call ourselves.
    pub nick: Option<String>,
}

impl Reader {
    /// The account.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn account(&self) -> Result<AccountFacts, ReadError> {
        let facts = self.find(
            "SELECT presence, status, (SELECT fingerprint FROM omemo_device),
                 (SELECT coalesce(sum((SELECT count(*) FROM (SELECT 1 FROM messages m WHERE m.conversation = c.id
                     AND m.outgoing = 0 AND m.kind = 1 AND (m.place, m.id) > (c.read_place, c.read_id) LIMIT 1000))), 0)
                  FROM conversations c WHERE c.muted = 0 AND c.standing = 1),
                 (SELECT avatar FROM people WHERE peer = account.jid AND avatar_ready = 1),
                 (SELECT nick FROM people WHERE peer = account.jid)
             FROM account WHERE id = 1",
            [],
            |row| {
                Ok(AccountFacts {
                    presence: Presence::from_code(row.get(0)?).unwrap_or(Presence::Online),
                    status: text(row, 1)?,
                    fingerprint: text(row, 2)?,
                    unread: row.get(3)?,
                    avatar: text(row, 4)?,
                    nick: text(row, 5)?,
                })
            },
        )?;
        Ok(facts.unwrap_or_default())
    }

    /// A person's picture, as it may be shown.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn picture(&self, hash: &str) -> Result<Option<Vec<u8>>, ReadError> {
        self.find(
            "SELECT bytes FROM pictures WHERE hash = ?1 AND length(bytes) > 0",
            [hash],
            |row| row.get(0),
        )
    }

    /// The user's choices.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn preferences(&self) -> Result<PreferencesRow, ReadError> {
        let stored: Option<String> = self.find("SELECT preferences FROM account WHERE id = 1", [], |row| row.get(0))?;
        let preferences: Preferences = stored
            .and_then(|stored| serde_json::from_str(&stored).ok())
            .unwrap_or_default();
        Ok(PreferencesRow {
            id: "preferences".to_owned(),
            sort: (0.0, 0.0),
            preferences,
        })
    }
}
