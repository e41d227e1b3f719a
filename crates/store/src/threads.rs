//! Which thread a message belongs to (XEP-0201).

use sotto_model::{ConversationId, MessageId};

use crate::{StoreError, Tx};

/// Keeps that a message belongs to a thread.
pub fn put(tx: &Tx<'_>, conversation: ConversationId, message: MessageId, thread: &str) -> Result<(), StoreError> {
    tx.execute(
        "INSERT OR IGNORE INTO threads (message, conversation, thread) VALUES (?1, ?2, ?3)",
        (message.0, conversation.0, thread),
    )?;
    Ok(())
}

/// The thread that a message says it belongs to.
pub fn of(tx: &Tx<'_>, message: MessageId) -> Result<Option<String>, StoreError> {
    tx.find("SELECT thread FROM threads WHERE message = ?1", [message.0], |row| {
        row.get(0)
    })
}
