//! What those need who tell somebody that messages were read, or show them to somebody.

use sotto_model::{ConversationId, MessageId, OriginId, StanzaId};

use crate::conversations::Place;
use crate::{StoreError, Tx};

/// Our archive's ids of the latest messages of theirs.
pub fn latest_of_theirs(tx: &Tx<'_>, conversation: ConversationId, limit: u32) -> Result<Vec<StanzaId>, StoreError> {
    tx.list(
        "SELECT stanza_id FROM messages INDEXED BY messages_unread
         WHERE conversation = ?1 AND outgoing = 0 AND kind = 1 AND stanza_id <> '' ORDER BY place DESC, id DESC LIMIT ?2",
        (conversation.0, limit),
        |row| Ok(StanzaId(row.get(0)?)),
    )
}

/// Notes that its sender wants to know when it is read.
pub fn set_markable(tx: &Tx<'_>, id: MessageId) -> Result<(), StoreError> {
    tx.execute("UPDATE messages SET markable = 1 WHERE id = ?1", [id.0])?;
    Ok(())
}

/// The last message of theirs after one place and up to another whose sender wants to know that it was read.
pub fn last_markable(
    tx: &Tx<'_>,
    conversation: ConversationId,
    after: Place,
    up_to: Place,
) -> Result<Option<OriginId>, StoreError> {
    tx.find(
        "SELECT origin_id FROM messages INDEXED BY messages_unread WHERE conversation = ?1 AND outgoing = 0 AND kind = 1
             AND markable = 1 AND origin_id <> '' AND (place, id) > (?2, ?3) AND (place, id) <= (?4, ?5)
         ORDER BY place DESC, id DESC LIMIT 1",
        (conversation.0, after.at.0, after.id, up_to.at.0, up_to.id),
        |row| Ok(OriginId(row.get(0)?)),
    )
}

/// Our archive's id of the last message of theirs up to a place.
pub fn last_archived(tx: &Tx<'_>, conversation: ConversationId, up_to: Place) -> Result<Option<StanzaId>, StoreError> {
    tx.find(
        "SELECT stanza_id FROM messages INDEXED BY messages_unread WHERE conversation = ?1 AND outgoing = 0 AND kind = 1
             AND stanza_id <> '' AND (place, id) <= (?2, ?3) ORDER BY place DESC, id DESC LIMIT 1",
        (conversation.0, up_to.at.0, up_to.id),
        |row| Ok(StanzaId(row.get(0)?)),
    )
}

/// The message that our archive has under this id, ours or theirs.
pub fn by_stanza_id(
    tx: &Tx<'_>,
    conversation: ConversationId,
    stanza: &StanzaId,
) -> Result<Option<MessageId>, StoreError> {
    tx.find(
        "SELECT id FROM messages WHERE stanza_id = ?1 AND stanza_id <> '' AND conversation = ?2",
        (stanza.as_str(), conversation.0),
        |row| Ok(MessageId(row.get(0)?)),
    )
}
