//! Conversations: with whom, how, and read up to where.

use sotto_model::{Code, ConversationId, ConversationKind, EncryptionMode, MessageId, Peer, Standing, Timestamp};

use crate::{StoreError, Tx};

/// A conversation.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// Its row.
    pub id: ConversationId,
    /// With whom.
    pub peer: Peer,
    /// Encrypted or plain.
    pub mode: EncryptionMode,
    /// Never notifies.
    pub muted: bool,
    /// When that ends; nothing if it does not.
    pub muted_until: Option<Timestamp>,
    /// The place up to which it was read.
    pub read: Place,
    /// Whether we want it.
    pub standing: Standing,
    /// A person, or a kind of room.
    pub kind: ConversationKind,
}

impl Conversation {
    /// It is a room, of either kind.
    pub fn is_room(&self) -> bool {
        match self.kind {
            ConversationKind::Person => false,
            ConversationKind::Group | ConversationKind::Channel => true,
        }
    }
}

/// A place in a timeline: as a rule by time (see the schema), then by row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Milliseconds, like a time.
    pub at: Timestamp,
    /// Its row.
    pub id: i64,
}

const COLUMNS: &str = "id, peer, mode, muted, read_place, read_id, standing, muted_until, kind";

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Conversation> {
    let peer: String = row.get(1)?;
    Ok(Conversation {
        id: ConversationId(row.get(0)?),
        peer: Peer(peer.parse().map_err(|_| rusqlite::Error::InvalidQuery)?),
        mode: EncryptionMode::from_code(row.get(2)?).unwrap_or(EncryptionMode::Encrypted),
        muted: row.get(3)?,
        muted_until: Some(Timestamp(row.get(7)?)).filter(|until| until.0 > 0),
        read: Place {
            at: Timestamp(row.get(4)?),
            id: row.get(5)?,
        },
        standing: Standing::from_code(row.get(6)?).unwrap_or_default(),
        kind: ConversationKind::from_code(row.get(8)?).unwrap_or_default(),
    })
}

/// The conversation with somebody, if there is one.
pub fn find(tx: &Tx<'_>, peer: &Peer) -> Result<Option<Conversation>, StoreError> {
    tx.find(
        &format!("SELECT {COLUMNS} FROM conversations WHERE peer = ?1"),
        [peer.as_str()],
        read,
    )
}

/// The conversation of a row id.
pub fn get(tx: &Tx<'_>, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
    tx.find(
        &format!("SELECT {COLUMNS} FROM conversations WHERE id = ?1"),
        [id.0],
        read,
    )
}

/// The conversations in which something was said last.
pub fn recent(tx: &Tx<'_>, limit: u32) -> Result<Vec<Conversation>, StoreError> {
    tx.list(
        &format!(
            "SELECT {COLUMNS} FROM conversations WHERE last_id <> 0 ORDER BY last_place DESC, last_id DESC LIMIT ?1"
        ),
        [limit],
        read,
    )
}

/// The conversation with somebody, made if there is none.
pub fn ensure(tx: &Tx<'_>, peer: &Peer) -> Result<Conversation, StoreError> {
    ensure_as(tx, peer, Standing::Accepted)
}

/// The conversation with somebody, made with this standing if there is none.
pub fn ensure_as(tx: &Tx<'_>, peer: &Peer, standing: Standing) -> Result<Conversation, StoreError> {
    if let Some(found) = find(tx, peer)? {
        return Ok(found);
    }
    tx.execute(
        "INSERT INTO conversations (peer, standing) VALUES (?1, ?2)",
        (peer.as_str(), standing.code()),
    )?;
    find(tx, peer)?.ok_or_else(|| StoreError::Unexpected("a conversation just made".into()))
}

/// Gives a conversation another standing; true if it had not got it.
pub fn set_standing(tx: &Tx<'_>, id: ConversationId, standing: Standing) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE conversations SET standing = ?2 WHERE id = ?1 AND standing <> ?2",
        (id.0, standing.code()),
    )?;
    Ok(changed == 1)
}

/// Whoever is on the contact list is no stranger.
pub fn accept_listed(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE conversations SET standing = 1 WHERE standing <> 1
             AND peer IN (SELECT peer FROM contacts WHERE listed = 1)",
        [],
    )?;
    Ok(())
}

/// Places an empty conversation in the list as of now.
pub fn opened(tx: &Tx<'_>, id: ConversationId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE conversations SET opened_at = ?2 WHERE id = ?1 AND last_id = 0",
        (id.0, now.0),
    )?;
    Ok(())
}

/// Chooses between encrypted and plain.
pub fn set_mode(tx: &Tx<'_>, id: ConversationId, mode: EncryptionMode) -> Result<(), StoreError> {
    tx.execute("UPDATE conversations SET mode = ?2 WHERE id = ?1", (id.0, mode.code()))?;
    Ok(())
}

/// Keeps what is written and not sent.
pub fn set_draft(tx: &Tx<'_>, id: ConversationId, text: &str) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE conversations SET draft = ?2 WHERE id = ?1 AND draft <> ?2",
        (id.0, text),
    )?;
    Ok(())
}

/// Keeps it on top, or no longer.
pub fn set_pinned(tx: &Tx<'_>, id: ConversationId, on: bool) -> Result<(), StoreError> {
    tx.execute("UPDATE conversations SET pinned = ?2 WHERE id = ?1", (id.0, on))?;
    Ok(())
}

/// Silences it, for good or until some time, or no longer.
pub fn set_muted(tx: &Tx<'_>, id: ConversationId, on: bool, until: Option<Timestamp>) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE conversations SET muted = ?2, muted_until = ?3 WHERE id = ?1",
        (id.0, on, until.map_or(0, |until| until.0)),
    )?;
    Ok(())
}

/// Conversations that are silent until some time.
pub fn muted_for_a_time(tx: &Tx<'_>) -> Result<Vec<Conversation>, StoreError> {
    tx.list(
        &format!("SELECT {COLUMNS} FROM conversations WHERE muted_until > 0"),
        [],
        read,
    )
}

/// Puts it away, or takes it out again; true if that changed something.
pub fn set_archived(tx: &Tx<'_>, id: ConversationId, on: bool) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE conversations SET archived = ?2 WHERE id = ?1 AND archived <> ?2",
        (id.0, on),
    )?;
    Ok(changed == 1)
}

/// Something new came: it is taken out again, unless it is silent.
pub fn unarchive(tx: &Tx<'_>, id: ConversationId) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE conversations SET archived = 0 WHERE id = ?1 AND archived = 1 AND muted = 0",
        [id.0],
    )?;
    Ok(())
}

/// Moves the reading position forward, never back; true if it moved.
pub fn mark_read(tx: &Tx<'_>, id: ConversationId, up_to: Place) -> Result<bool, StoreError> {
    let moved = tx.execute(
        "UPDATE conversations SET read_place = ?2, read_id = ?3 WHERE id = ?1 AND (read_place, read_id) < (?2, ?3)",
        (id.0, up_to.at.0, up_to.id),
    )?;
    Ok(moved == 1)
}

/// Moves the reading position back to before a message that came late to its place: what nobody has seen is not read.
pub fn mark_unread(tx: &Tx<'_>, id: ConversationId, from: Place) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE conversations SET read_place = ?2, read_id = ?3 - 1 WHERE id = ?1 AND (read_place, read_id) >= (?2, ?3)",
        (id.0, from.at.0, from.id),
    )?;
    Ok(())
}

fn place(row: &rusqlite::Row<'_>) -> rusqlite::Result<Place> {
    Ok(Place {
        at: Timestamp(row.get(0)?),
        id: row.get(1)?,
    })
}

/// Where the newest message stands.
pub fn newest(tx: &Tx<'_>, id: ConversationId) -> Result<Option<Place>, StoreError> {
    tx.find(
        "SELECT last_place, last_id FROM conversations WHERE id = ?1 AND last_id <> 0",
        [id.0],
        place,
    )
}

/// Where the newest message stands that was kept no later than the row `known`, those aside that never left us.
pub fn newest_settled(tx: &Tx<'_>, id: ConversationId, known: MessageId) -> Result<Option<Place>, StoreError> {
    tx.find(
        "SELECT place, id FROM messages WHERE conversation = ?1 AND id <= ?2 AND kind = 1 AND delivery NOT IN (1, 2)
         ORDER BY place DESC, id DESC LIMIT 1",
        (id.0, known.0),
        place,
    )
}

/// Conversations in which something was kept both up to the row `known` and after it, and where what came after begins.
pub fn torn(tx: &Tx<'_>, known: MessageId) -> Result<Vec<(ConversationId, Timestamp)>, StoreError> {
    tx.list(
        "SELECT m.conversation, min(m.place) FROM messages m WHERE m.id > ?1 AND m.kind = 1 GROUP BY m.conversation
         HAVING EXISTS (SELECT 1 FROM messages o WHERE o.conversation = m.conversation AND o.id <= ?1 AND o.kind = 1)",
        [known.0],
        |row| Ok((ConversationId(row.get(0)?), Timestamp(row.get(1)?))),
    )
}

/// Messages of the other side after the reading position, counted up to 1000.
pub fn unread(tx: &Tx<'_>, id: ConversationId) -> Result<u32, StoreError> {
    let count = tx.find(
        "SELECT count(*) FROM (SELECT 1 FROM messages m JOIN conversations c ON c.id = m.conversation
         WHERE m.conversation = ?1 AND m.outgoing = 0 AND m.kind = 1 AND (m.place, m.id) > (c.read_place, c.read_id) LIMIT 1000)",
        [id.0],
        |row| row.get(0),
    )?;
    Ok(count.unwrap_or(0))
}
