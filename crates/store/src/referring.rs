//! Messages, as whoever refers to them needs them.

use sotto_model::{ConversationId, MessageId, OriginId, Peer, StanzaId};

use crate::{StoreError, Tx};

/// A message, as whoever refers to it needs it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// In which conversation.
    pub conversation: ConversationId,
    /// We wrote it.
    pub outgoing: bool,
    /// Its sender's id, by which it is corrected; nothing if it has none.
    pub origin: Option<OriginId>,
    /// What reactions, answers and deletions call it by: in a room the room's id. Nothing as long as it has none, and nobody
    /// can refer to it.
    pub reference: Option<OriginId>,
    /// Who wrote it, in a room.
    pub author: String,
    /// The address behind that, if the room tells.
    pub real: String,
}

/// A message to refer to; nothing if there is none such.
pub fn subject(tx: &Tx<'_>, id: MessageId) -> Result<Option<Subject>, StoreError> {
    tx.find(
        "SELECT conversation, outgoing, origin_id, reference, author, real FROM messages WHERE id = ?1 AND kind = 1",
        [id.0],
        |row| {
            let given = |id: String| Some(id).filter(|id| !id.is_empty()).map(OriginId);
            Ok(Subject {
                conversation: ConversationId(row.get(0)?),
                outgoing: row.get(1)?,
                origin: given(row.get(2)?),
                reference: given(row.get(3)?),
                author: row.get(4)?,
                real: row.get(5)?,
            })
        },
    )
}

/// The message that this refers to.
pub fn referred(
    tx: &Tx<'_>,
    conversation: ConversationId,
    reference: &OriginId,
) -> Result<Option<Referred>, StoreError> {
    tx.find(
        "SELECT outgoing, nick FROM messages WHERE conversation = ?1 AND reference = ?2 AND reference <> '' AND kind = 1
         ORDER BY id LIMIT 1",
        (conversation.0, reference.as_str()),
        |row| {
            Ok(Referred {
                outgoing: row.get(0)?,
                nick: row.get(1)?,
            })
        },
    )
}

/// The address that was behind an author in a room when the room last told.
pub fn address_of(tx: &Tx<'_>, conversation: ConversationId, author: &str) -> Result<Option<Peer>, StoreError> {
    let real: Option<String> = tx.find(
        "SELECT real FROM messages WHERE conversation = ?1 AND author = ?2 AND author <> '' AND real <> ''
         ORDER BY id DESC LIMIT 1",
        (conversation.0, author),
        |row| row.get(0),
    )?;
    Ok(real.and_then(|real| real.parse().ok()).map(Peer))
}

/// Whose a message is that something refers to.
#[derive(Clone, Debug)]
pub struct Referred {
    /// Ours.
    pub outgoing: bool,
    /// Its author's name in the room, or empty.
    pub nick: String,
}

/// What its author called themselves in the room.
pub fn nick(tx: &Tx<'_>, id: MessageId) -> Result<Option<String>, StoreError> {
    tx.find(
        "SELECT nick FROM messages WHERE id = ?1 AND nick <> ''",
        [id.0],
        |row| row.get(0),
    )
}

pub(crate) const BY_ORIGIN: &str = "SELECT id FROM messages
    WHERE conversation = ?1 AND origin_id = ?2 AND origin_id <> '' AND outgoing = ?3";

/// The message of ours that travelled under this id.
pub fn own_by_origin(
    tx: &Tx<'_>,
    conversation: ConversationId,
    origin: &OriginId,
) -> Result<Option<MessageId>, StoreError> {
    tx.find(BY_ORIGIN, (conversation.0, origin.as_str(), true), |row| {
        Ok(MessageId(row.get(0)?))
    })
}

/// The message of theirs that travelled under this id.
pub fn theirs_by_origin(
    tx: &Tx<'_>,
    conversation: ConversationId,
    origin: &OriginId,
) -> Result<Option<MessageId>, StoreError> {
    tx.find(BY_ORIGIN, (conversation.0, origin.as_str(), false), |row| {
        Ok(MessageId(row.get(0)?))
    })
}

/// Our archive's ids of the latest messages of theirs.
pub fn latest_of_theirs(tx: &Tx<'_>, conversation: ConversationId, limit: u32) -> Result<Vec<StanzaId>, StoreError> {
    tx.list(
        "SELECT stanza_id FROM messages INDEXED BY messages_unread
         WHERE conversation = ?1 AND outgoing = 0 AND kind = 1 AND stanza_id <> '' ORDER BY place DESC, id DESC LIMIT ?2",
        (conversation.0, limit),
        |row| Ok(StanzaId(row.get(0)?)),
    )
}
