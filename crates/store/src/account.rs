//! What the account knows about itself.

use sotto_model::{Code, Peer, Preferences, Presence, StanzaId};

use crate::{StoreError, Tx};

/// The account's single row.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its address.
    pub jid: Peer,
    /// The version of the contact list we hold (RFC 6121 §2.6).
    pub roster_version: Option<String>,
    /// Everything in the server's archive up to and including this id is committed here.
    pub archive_cursor: Option<StanzaId>,
    /// The history before the first sign-in is committed from this id on; nothing if none of it is.
    pub history_cursor: Option<StanzaId>,
    /// There is no older history on the server.
    pub history_complete: bool,
    /// The availability the user chose.
    pub presence: Presence,
    /// The user's status text.
    pub status: String,
    /// The user's choices.
    pub preferences: Preferences,
}

/// Makes the row of a new archive; an existing one stays as it is.
pub fn ensure(tx: &Tx<'_>, jid: &Peer) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO account (id, jid) VALUES (1, ?1) ON CONFLICT (id) DO NOTHING",
        [jid.as_str()],
    )?;
    Ok(())
}

/// Reads the row.
pub fn load(tx: &Tx<'_>) -> Result<Account, StoreError> {
    let row = tx.find(
        "SELECT jid, roster_version, archive_cursor, presence, status, preferences, history_cursor, history_complete FROM account WHERE id = 1",
        [],
        |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, i64>(3)?,
                row.get::<_, String>(4)?,
                row.get::<_, String>(5)?,
                row.get::<_, String>(6)?,
                row.get::<_, bool>(7)?,
            ))
        },
    )?;
    let (jid, roster_version, cursor, presence, status, preferences, history, history_complete) =
        row.ok_or_else(|| StoreError::Unexpected("an archive without its account".into()))?;
    Ok(Account {
        jid: Peer(
            jid.parse()
                .map_err(|_| StoreError::Unexpected("the account's address".into()))?,
        ),
        roster_version: Some(roster_version).filter(|version| !version.is_empty()),
        archive_cursor: Some(StanzaId(cursor)).filter(|id| !id.0.is_empty()),
        history_cursor: Some(StanzaId(history)).filter(|id| !id.0.is_empty()),
        history_complete,
        presence: Presence::from_code(presence).unwrap_or(Presence::Online),
        status,
        // An older program's choices lack what a newer one added; those take their defaults.
        preferences: serde_json::from_str(&preferences).unwrap_or_default(),
    })
}

/// Remembers which version of the contact list is committed.
pub fn set_roster_version(tx: &Tx<'_>, version: Option<&str>) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE account SET roster_version = ?1 WHERE id = 1",
        [version.unwrap_or("")],
    )?;
    Ok(())
}

/// Moves the archive cursor; `None` forgets it, so that the next catch-up starts by time.
pub fn set_archive_cursor(tx: &Tx<'_>, id: Option<&StanzaId>) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE account SET archive_cursor = ?1 WHERE id = 1",
        [id.map_or("", StanzaId::as_str)],
    )?;
    Ok(())
}

/// Moves the start of the known history back.
pub fn set_history(tx: &Tx<'_>, oldest: Option<&StanzaId>, complete: bool) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE account SET history_cursor = ?1, history_complete = ?2 WHERE id = 1",
        (oldest.map_or("", StanzaId::as_str), complete),
    )?;
    Ok(())
}

/// Keeps the availability the user chose.
pub fn set_presence(tx: &Tx<'_>, presence: Presence, status: &str) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE account SET presence = ?1, status = ?2 WHERE id = 1",
        (presence.code(), status),
    )?;
    Ok(())
}

/// Keeps the user's choices.
pub fn set_preferences(tx: &Tx<'_>, preferences: &Preferences) -> Result<(), StoreError> {
    let text = serde_json::to_string(preferences).map_err(|error| StoreError::Unexpected(error.to_string()))?;
    tx.execute("UPDATE account SET preferences = ?1 WHERE id = 1", [text])?;
    Ok(())
}
