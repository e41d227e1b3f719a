//! Later texts of messages (XEP-0308).

use sotto_model::{ConversationId, OriginId};

use crate::{StoreError, Tx};

/// The text that a message has now: its own, or that of the last correction by who wrote it that travelled no less
/// protected. Nothing if it cannot be read, or is not here.
pub fn text_now(tx: &Tx<'_>, conversation: ConversationId, origin: &OriginId) -> Result<Option<String>, StoreError> {
    tx.find(
        "SELECT coalesce((SELECT body FROM messages WHERE id = k.correction), m.body)
         FROM messages m JOIN corrections k ON k.message = m.id
         WHERE m.conversation = ?1 AND m.origin_id = ?2 AND m.origin_id <> '' AND m.kind = 1 AND m.unreadable = 0
         ORDER BY m.id LIMIT 1",
        (conversation.0, origin.as_str()),
        |row| row.get(0),
    )
}

/// The message that one of ours answers.
pub fn answers(tx: &Tx<'_>, conversation: ConversationId, origin: &OriginId) -> Result<Option<OriginId>, StoreError> {
    tx.find(
        "SELECT target FROM messages WHERE conversation = ?1 AND origin_id = ?2 AND origin_id <> '' AND outgoing = 1
             AND kind = 1 AND target <> ''",
        (conversation.0, origin.as_str()),
        |row| row.get(0).map(OriginId),
    )
}
