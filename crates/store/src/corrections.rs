//! Later texts of messages (XEP-0308).

use sotto_model::{ConversationId, MessageId, OriginId};

use crate::{StoreError, Tx};

/// What a message says now.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// Its own text, or that of the last correction by who wrote it that travelled no less protected.
    pub body: String,
    /// It travelled encrypted: nobody is to repeat it in the clear.
    pub secret: bool,
}

/// What a message says now. Nothing if it cannot be read, or is not here.
pub fn text_now(tx: &Tx<'_>, conversation: ConversationId, reference: &OriginId) -> Result<Option<Text>, StoreError> {
    tx.find(
        "SELECT coalesce(c.body, m.body), m.encryption <> 1 OR coalesce(c.encryption, 1) <> 1
         FROM messages m JOIN corrections k ON k.message = m.id LEFT JOIN messages c ON c.id = k.correction
         WHERE m.conversation = ?1 AND m.reference = ?2 AND m.reference <> '' AND m.kind = 1 AND m.unreadable = 0
         ORDER BY m.id LIMIT 1",
        (conversation.0, reference.as_str()),
        |row| {
            Ok(Text {
                body: row.get(0)?,
                secret: row.get(1)?,
            })
        },
    )
}

/// The same of a row, whoever wrote it. Nothing if it cannot be read, or was taken back.
pub fn text_of(tx: &Tx<'_>, id: MessageId) -> Result<Option<Text>, StoreError> {
    tx.find(
        "SELECT coalesce(c.body, m.body), m.encryption <> 1 OR coalesce(c.encryption, 1) <> 1
         FROM messages m JOIN corrections k ON k.message = m.id LEFT JOIN messages c ON c.id = k.correction
         WHERE m.id = ?1 AND m.kind = 1 AND m.unreadable = 0 AND m.body <> ''",
        [id.0],
        |row| {
            Ok(Text {
                body: row.get(0)?,
                secret: row.get(1)?,
            })
        },
    )
}

/// Whether a message of ours travelled encrypted.
pub fn is_secret(tx: &Tx<'_>, conversation: ConversationId, origin: &OriginId) -> Result<bool, StoreError> {
    let found = tx.find(
        "SELECT 1 FROM messages WHERE conversation = ?1 AND origin_id = ?2 AND origin_id <> '' AND outgoing = 1
             AND kind = 1 AND encryption <> 1",
        (conversation.0, origin.as_str()),
        |_| Ok(()),
    )?;
    Ok(found.is_some())
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
