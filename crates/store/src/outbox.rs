//! What queued messages look like on the wire: written with the ratchet step that made them, removed when the server has them.

use sotto_model::MessageId;

use crate::{StoreError, Tx};

/// Keeps the bytes of a message. From here on every try sends exactly these.
pub fn put(tx: &Tx<'_>, message: MessageId, stanza: &str) -> Result<(), StoreError> {
    tx.execute(
        "INSERT OR REPLACE INTO outbox (message, stanza) VALUES (?1, ?2)",
        (message.0, stanza),
    )?;
    Ok(())
}

/// The bytes of a message, if they are settled.
pub fn find(tx: &Tx<'_>, message: MessageId) -> Result<Option<String>, StoreError> {
    tx.find("SELECT stanza FROM outbox WHERE message = ?1", [message.0], |row| {
        row.get(0)
    })
}

/// Forgets the bytes: the server has them, or the user changed their mind.
pub fn remove(tx: &Tx<'_>, message: MessageId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM outbox WHERE message = ?1", [message.0])?;
    Ok(())
}
