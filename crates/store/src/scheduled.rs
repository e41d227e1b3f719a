//! Texts that are to be sent later.

use sotto_model::{ConversationId, MessageId, Timestamp};

use crate::{StoreError, Tx};

/// A text that is to be sent later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheduled {
    /// Its row.
    pub id: i64,
    /// In which conversation.
    pub conversation: ConversationId,
    /// The text.
    pub body: String,
    /// When.
    pub at: Timestamp,
    /// It was written for an encrypted conversation.
    pub secret: bool,
    /// The message that it answers.
    pub reply: Option<MessageId>,
}

/// How many there may be; each costs a look at every start.
pub const MOST: u32 = 1_000;

const COLUMNS: &str = "SELECT id, conversation, body, at, secret, reply FROM scheduled";

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Scheduled> {
    Ok(Scheduled {
        id: row.get(0)?,
        conversation: ConversationId(row.get(1)?),
        body: row.get(2)?,
        at: Timestamp(row.get(3)?),
        secret: row.get(4)?,
        reply: Some(row.get(5)?).filter(|id| *id != 0).map(MessageId),
    })
}

/// Keeps one. False if there are too many.
pub fn add(
    tx: &Tx<'_>,
    conversation: ConversationId,
    body: &str,
    at: Timestamp,
    secret: bool,
    reply: Option<MessageId>,
) -> Result<bool, StoreError> {
    let added = tx.execute(
        "INSERT INTO scheduled (conversation, body, at, secret, reply) SELECT ?1, ?2, ?3, ?4, ?5
         WHERE (SELECT count(*) FROM scheduled) < ?6",
        (conversation.0, body, at.0, secret, reply.map_or(0, |id| id.0), MOST),
    )?;
    Ok(added == 1)
}

/// One of them.
pub fn get(tx: &Tx<'_>, id: i64) -> Result<Option<Scheduled>, StoreError> {
    tx.find(&format!("{COLUMNS} WHERE id = ?1"), [id], read)
}

/// Another text, and another time. False if it is not there any more.
pub fn change(tx: &Tx<'_>, id: i64, body: &str, at: Timestamp) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE scheduled SET body = ?2, at = ?3 WHERE id = ?1",
        (id, body, at.0),
    )?;
    Ok(changed == 1)
}

/// Forgets one.
pub fn remove(tx: &Tx<'_>, id: i64) -> Result<(), StoreError> {
    tx.execute("DELETE FROM scheduled WHERE id = ?1", [id])?;
    Ok(())
}

/// Those whose time has come, in its order.
pub fn due(tx: &Tx<'_>, now: Timestamp) -> Result<Vec<Scheduled>, StoreError> {
    tx.list(&format!("{COLUMNS} WHERE at <= ?1 ORDER BY at, id"), [now.0], read)
}

/// When the next one is due.
pub fn next(tx: &Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    tx.find("SELECT at FROM scheduled ORDER BY at LIMIT 1", [], |row| {
        row.get(0).map(Timestamp)
    })
}
