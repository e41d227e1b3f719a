//! Messages. A row is written once; what becomes of it is a delivery state, or a fact in another table.

use sotto_model::{
    Code, ConversationId, Delivery, DeviceId, Encryption, Failure, MessageId, OriginId, StanzaId, Timestamp, Unreadable,
};

use crate::conversations::Place;
pub use crate::referring::{
    Referred, Subject, address_of, latest_of_theirs, nick, own_by_origin, referred, subject, theirs_by_origin,
};
use crate::{StoreError, Tx, retractions};

/// What a row is; the numbers are in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A message.
    Message = 1,
    /// A device appeared or changed.
    Device = 2,
    /// Messages are missing here.
    Gap = 3,
    /// Another text for a message.
    Correction = 4,
    /// Somebody's reactions to a message.
    Reaction = 5,
    /// A message was taken back.
    Retraction = 6,
    /// A message was taken away by somebody who keeps order in the room.
    Moderation = 7,
}

impl Kind {
    fn from_code(code: i64) -> Self {
        match code {
            2 => Self::Device,
            3 => Self::Gap,
            4 => Self::Correction,
            5 => Self::Reaction,
            6 => Self::Retraction,
            7 => Self::Moderation,
            _ => Self::Message,
        }
    }
}

/// Who wrote something in a room. Nobody in particular for what we wrote, and between two.
#[derive(Clone, Copy, Debug, Default)]
pub struct Author<'a> {
    /// What nobody else in the room can have.
    pub key: &'a str,
    /// What they called themselves.
    pub nick: &'a str,
    /// The address behind it, if the room tells.
    pub real: &'a str,
}

/// A message about to be kept.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// In which conversation.
    pub conversation: ConversationId,
    /// What it is.
    pub kind: Kind,
    /// We wrote it.
    pub outgoing: bool,
    /// Who wrote it, in a room.
    pub author: Author<'a>,
    /// It names us.
    pub mention: bool,
    /// When it was written, as shown.
    pub at: Timestamp,
    /// Where it stands.
    pub place: Timestamp,
    /// Its sender's id.
    pub origin: Option<&'a OriginId>,
    /// That id is one nobody else chooses (XEP-0359), not a mere stanza id.
    pub origin_unique: bool,
    /// Our archive's id.
    pub stanza: Option<&'a StanzaId>,
    /// The sender's id of the message that this is about, or answers.
    pub target: Option<&'a OriginId>,
    /// The text, or why there is none.
    pub body: Result<&'a str, Unreadable>,
    /// How it travelled.
    pub encryption: Encryption,
    /// It travelled readable although the conversation is encrypted.
    pub exposed: bool,
    /// The device that encrypted it, or that the line is about.
    pub device: Option<DeviceId>,
    /// How far it has come, if we wrote it.
    pub delivery: Option<Delivery>,
}

/// Keeps a message and places it in its conversation. An archive id that another message has already is a forged one, and
/// is not kept with it.
pub fn insert(tx: &Tx<'_>, new: &New<'_>) -> Result<MessageId, StoreError> {
    let (body, unreadable) = match new.body {
        Ok(text) => (text, 0),
        Err(why) => ("", why.code()),
    };
    tx.execute(
        "INSERT INTO messages (conversation, kind, outgoing, at, origin_id, origin_unique, stanza_id, body, encryption,
             exposed, device, unreadable, delivery, place, target)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6,
             iif(EXISTS (SELECT 1 FROM messages WHERE conversation = ?1 AND stanza_id = ?7 AND stanza_id <> ''), '', ?7),
             ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        (
            new.conversation.0,
            new.kind as i64,
            new.outgoing,
            new.at.0,
            new.origin.map_or("", OriginId::as_str),
            new.origin_unique,
            new.stanza.map_or("", StanzaId::as_str),
            body,
            new.encryption.code(),
            new.exposed,
            new.device.map_or(0, DeviceId::get),
            unreadable,
            new.delivery.map_or(0, Code::code),
            new.place.0,
            new.target.map_or("", OriginId::as_str),
        ),
    )?;
    let id = tx.0.last_insert_rowid();
    tx.execute(
        "UPDATE messages SET author = ?2, nick = ?3, real = ?4, mention = ?5, reference = iif((SELECT kind FROM conversations
             WHERE id = messages.conversation) = 1, origin_id, stanza_id) WHERE id = ?1",
        (id, new.author.key, new.author.nick, new.author.real, new.mention),
    )?;
    retractions::settle(tx, new, MessageId(id))?;
    if new.kind == Kind::Message {
        tx.execute(
            "UPDATE conversations SET last_at = ?2, last_place = ?3, last_id = ?4
             WHERE id = ?1 AND (last_place, last_id) < (?3, ?4)",
            (new.conversation.0, new.at.0, new.place.0, id),
        )?;
    }
    Ok(MessageId(id))
}

/// Keeps that messages are missing at a place.
pub fn insert_gap(tx: &Tx<'_>, conversation: ConversationId, place: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO messages (conversation, kind, at, place) VALUES (?1, ?2, ?3, ?3)",
        (conversation.0, Kind::Gap as i64, place.0),
    )?;
    Ok(())
}

/// What de-duplication found out about a message that came (again).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It is new.
    Never,
    /// It is this row.
    As(MessageId),
}

// The empty ids that the partial indexes leave out have to be ruled out here too, or SQLite may not use these indexes and
// every message is compared with all others.
const BY_STANZA: &str =
    "SELECT id FROM messages WHERE conversation = ?2 AND stanza_id = ?1 AND stanza_id <> '' AND outgoing = ?3";
const SAME_ORIGIN: &str = "SELECT id FROM messages
    WHERE conversation = ?1 AND origin_id = ?2 AND origin_id <> '' AND outgoing = ?3
    AND author = ?6 AND ((?4 AND origin_unique) OR stanza_id = '' OR ?5) LIMIT 1";

/// Whether a message is here already: by our archive's id; else by its sender's.
///
/// Both count only within their own direction of their own conversation, and in a room by their own author, so nobody can
/// hide somebody else's message. A mere stanza id (not an `origin-id`) counts only against a row our archive has not named yet: some
/// clients start counting at 1 on every start.
pub fn seen(
    tx: &Tx<'_>,
    conversation: ConversationId,
    outgoing: bool,
    author: &str,
    origin: Option<(&OriginId, bool)>,
    stanza: Option<&StanzaId>,
) -> Result<Seen, StoreError> {
    if let Some(stanza) = stanza {
        let row = tx.find(BY_STANZA, (stanza.as_str(), conversation.0, outgoing), |row| row.get(0))?;
        if let Some(id) = row {
            return Ok(Seen::As(MessageId(id)));
        }
    }
    let Some((origin, unique)) = origin else {
        return Ok(Seen::Never);
    };
    let row = tx.find(
        SAME_ORIGIN,
        (
            conversation.0,
            origin.as_str(),
            outgoing,
            unique,
            stanza.is_none(),
            author,
        ),
        |row| row.get(0),
    )?;
    Ok(row.map_or(Seen::Never, |id| Seen::As(MessageId(id))))
}

/// Gives a row its archive id, if it has none.
pub fn set_stanza_id(tx: &Tx<'_>, id: MessageId, stanza: &StanzaId) -> Result<(), StoreError> {
    let given = tx.execute(
        "UPDATE OR IGNORE messages SET stanza_id = ?2 WHERE id = ?1 AND stanza_id = ''",
        (id.0, stanza.as_str()),
    )?;
    if given == 1 {
        tx.execute(
            "UPDATE messages SET reference = stanza_id WHERE id = ?1
                 AND (SELECT kind FROM conversations WHERE id = messages.conversation) <> 1",
            [id.0],
        )?;
    }
    Ok(())
}

/// A message of ours, as sending needs it.
#[derive(Clone, Debug)]
pub struct Unsent {
    /// Its row.
    pub id: MessageId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// The id it travels under.
    pub origin: OriginId,
    /// The text.
    pub body: String,
    /// How far it has come.
    pub delivery: Delivery,
    /// The user chose to send this one unencrypted.
    pub send_plain: bool,
    /// What it is.
    pub kind: Kind,
    /// The sender's id of the message that it is about, or answers.
    pub target: Option<OriginId>,
}

const UNSENT: &str = "SELECT id, conversation, origin_id, body, delivery, send_plain, kind, target FROM messages";

fn read_unsent(row: &rusqlite::Row<'_>) -> rusqlite::Result<Unsent> {
    Ok(Unsent {
        id: MessageId(row.get(0)?),
        conversation: ConversationId(row.get(1)?),
        origin: OriginId(row.get(2)?),
        body: row.get(3)?,
        delivery: Delivery::from_code(row.get(4)?).unwrap_or(Delivery::Queued),
        send_plain: row.get(5)?,
        kind: Kind::from_code(row.get(6)?),
        target: Some(row.get(7)?).filter(|id: &String| !id.is_empty()).map(OriginId),
    })
}

/// A message of ours.
pub fn own(tx: &Tx<'_>, id: MessageId) -> Result<Option<Unsent>, StoreError> {
    tx.find(&format!("{UNSENT} WHERE id = ?1 AND outgoing = 1"), [id.0], read_unsent)
}

/// Messages of ours that wait to be sent, in the order they were written.
pub fn queued(tx: &Tx<'_>, conversation: Option<ConversationId>) -> Result<Vec<Unsent>, StoreError> {
    // Named, because without statistics the planner would rather read every message there is in their order.
    let queued = format!("{UNSENT} INDEXED BY messages_unsent WHERE delivery IN (1, 2) AND delivery = 1");
    match conversation {
        Some(id) => tx.list(
            &format!("{queued} AND conversation = ?1 ORDER BY id"),
            [id.0],
            read_unsent,
        ),
        None => tx.list(&format!("{queued} ORDER BY id"), [], read_unsent),
    }
}

/// Another text for a message of ours that was never sent. False if it was, perhaps.
pub fn rewrite_unsent(tx: &Tx<'_>, id: MessageId, text: &str) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE messages SET body = ?2 WHERE id = ?1 AND delivery IN (1, 2)
             AND NOT EXISTS (SELECT 1 FROM outbox WHERE message = ?1)",
        (id.0, text),
    )?;
    Ok(changed == 1)
}

/// The last correction of a message of ours, if that could not be sent.
pub fn failed_correction(tx: &Tx<'_>, id: MessageId) -> Result<Option<MessageId>, StoreError> {
    tx.find(
        "SELECT c.id FROM messages m JOIN messages c ON c.conversation = m.conversation AND c.target = m.origin_id
             AND c.target <> '' AND c.kind = 4 AND c.outgoing = 1 AND c.delivery = 2
         WHERE m.id = ?1 AND m.kind = 1 ORDER BY c.id DESC LIMIT 1",
        [id.0],
        |row| Ok(MessageId(row.get(0)?)),
    )
}

/// Settles how a message of ours travels.
pub fn set_encryption(tx: &Tx<'_>, id: MessageId, encryption: Encryption, exposed: bool) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE messages SET encryption = ?2, exposed = ?3 WHERE id = ?1",
        (id.0, encryption.code(), exposed),
    )?;
    Ok(())
}

/// Notes that the message has come further; never back. True if it did.
pub fn advance(tx: &Tx<'_>, id: MessageId, delivery: Delivery) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE messages SET delivery = ?2, failure = 0 WHERE id = ?1 AND outgoing = 1 AND delivery < ?2",
        (id.0, delivery.code()),
    )?;
    Ok(changed == 1)
}

/// Notes that the message cannot be sent as things are.
pub fn fail(tx: &Tx<'_>, id: MessageId, failure: Failure) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE messages SET delivery = ?2, failure = ?3 WHERE id = ?1 AND outgoing = 1 AND delivery < ?4",
        (
            id.0,
            Delivery::Failed.code(),
            failure.code(),
            Delivery::Delivered.code(),
        ),
    )?;
    Ok(())
}

/// Puts a failed message back into the queue; true if it had failed.
pub fn requeue(tx: &Tx<'_>, id: MessageId, plain: bool) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE messages SET delivery = ?2, failure = 0, send_plain = ?4 WHERE id = ?1 AND delivery = ?3",
        (id.0, Delivery::Queued.code(), Delivery::Failed.code(), plain),
    )?;
    Ok(changed == 1)
}

/// Forgets a message of ours that could not be sent; true if there was such.
pub fn discard(tx: &Tx<'_>, id: MessageId) -> Result<bool, StoreError> {
    forget(tx, id, "delivery = 2")
}

/// Forgets a message of ours that never left; true if there was such.
pub fn forget_unsent(tx: &Tx<'_>, id: MessageId) -> Result<bool, StoreError> {
    forget(
        tx,
        id,
        "delivery IN (1, 2) AND NOT EXISTS (SELECT 1 FROM outbox WHERE message = ?1)",
    )
}

fn forget(tx: &Tx<'_>, id: MessageId, condition: &str) -> Result<bool, StoreError> {
    let sql = format!("DELETE FROM messages WHERE id = ?1 AND {condition} RETURNING conversation");
    let Some(conversation) = tx.find(&sql, [id.0], |row| row.get::<_, i64>(0))? else {
        return Ok(false);
    };
    find_newest(tx, conversation)?;
    Ok(true)
}

/// Moves a message to another place, because the archive has it there. What was read stays read.
pub fn put_at(tx: &Tx<'_>, id: MessageId, place: Timestamp) -> Result<(), StoreError> {
    let conversation = tx.find(
        "UPDATE messages SET place = ?2 WHERE id = ?1 RETURNING conversation",
        (id.0, place.0),
        |row| row.get::<_, i64>(0),
    )?;
    let Some(conversation) = conversation else {
        return Ok(());
    };
    tx.execute(
        "UPDATE conversations SET read_place = ?3 WHERE id = ?1 AND read_id = ?2",
        (conversation, id.0, place.0),
    )?;
    find_newest(tx, conversation)
}

fn find_newest(tx: &Tx<'_>, conversation: i64) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE conversations SET (last_at, last_place, last_id) = (SELECT coalesce(max(at), 0), coalesce(max(place), 0),
             coalesce(max(id), 0) FROM (SELECT at, place, id FROM messages WHERE conversation = ?1 AND kind = 1
                 ORDER BY place DESC, id DESC LIMIT 1)) WHERE id = ?1",
        [conversation],
    )?;
    Ok(())
}

/// The text of a message, if it could be read.
pub fn text(tx: &Tx<'_>, id: MessageId) -> Result<Option<String>, StoreError> {
    tx.find(
        "SELECT body FROM messages WHERE id = ?1 AND unreadable = 0",
        [id.0],
        |row| row.get(0),
    )
}

/// The newest row of all.
pub fn newest_row(tx: &Tx<'_>) -> Result<MessageId, StoreError> {
    let newest = tx.find("SELECT coalesce(max(id), 0) FROM messages", [], |row| row.get(0))?;
    Ok(MessageId(newest.unwrap_or(0)))
}

/// In which conversation a row is, and where.
pub fn place(tx: &Tx<'_>, id: MessageId) -> Result<Option<(ConversationId, Place)>, StoreError> {
    tx.find(
        "SELECT conversation, place FROM messages WHERE id = ?1",
        [id.0],
        |row| {
            Ok((
                ConversationId(row.get(0)?),
                Place {
                    at: Timestamp(row.get(1)?),
                    id: id.0,
                },
            ))
        },
    )
}

/// Whether we ever wrote in a conversation.
pub fn wrote_to(tx: &Tx<'_>, conversation: ConversationId) -> Result<bool, StoreError> {
    let found = tx.find(
        "SELECT 1 FROM messages WHERE conversation = ?1 AND outgoing = 1 AND kind = 1 LIMIT 1",
        [conversation.0],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Whether something unreadable of this device is already shown near this time: one line says it as well as five hundred.
pub fn unreadable_near(
    tx: &Tx<'_>,
    conversation: ConversationId,
    device: Option<DeviceId>,
    why: Unreadable,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let found = tx.find(
        "SELECT 1 FROM messages WHERE conversation = ?1 AND at BETWEEN ?2 AND ?3 AND unreadable <> 0 AND unreadable = ?4
         AND device = ?5 LIMIT 1",
        (conversation.0, at.plus(-60_000).0, at.plus(60_000).0, why.code(), device.map_or(0, DeviceId::get)),
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::{Key, Store};

    /// How SQLite goes about a query.
    pub(crate) fn plan(sql: &str) -> String {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("archive.db"), &Key::new([1; 32])).unwrap();
        let mut statement = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let unset = vec![rusqlite::types::Null; statement.parameter_count()];
        let steps = statement.query_map(rusqlite::params_from_iter(unset), |row| row.get::<_, String>(3));
        steps.unwrap().map(Result::unwrap).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn whether_a_message_is_here_already_is_found_by_index_however_large_the_archive() {
        for (sql, index) in [
            (BY_STANZA, "messages_stanza_id (conversation=? AND stanza_id=?)"),
            (SAME_ORIGIN, "messages_origin_id (conversation=? AND origin_id=?)"),
            (
                crate::referring::BY_ORIGIN,
                "messages_origin_id (conversation=? AND origin_id=?)",
            ),
        ] {
            assert!(plan(sql).contains(index), "{}", plan(sql));
        }
    }
}
