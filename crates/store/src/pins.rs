//! Messages kept at hand, on all of one's devices.

use sotto_model::{ConversationId, OriginId, Peer, Timestamp};

use crate::{StoreError, Tx, conversations};

/// A message kept at hand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pin {
    /// In whose conversation.
    pub peer: Peer,
    /// We wrote it.
    pub outgoing: bool,
    /// Its sender's id.
    pub target: OriginId,
    /// Since when.
    pub at: Timestamp,
}

/// What our other devices know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing yet.
    New = 1,
    /// All of it.
    Known = 2,
    /// More than they should: it was taken away.
    Gone = 3,
}

/// How many there may be.
pub const MOST: u32 = 1_000;

/// Keeps a message at hand.
pub fn put(tx: &Tx<'_>, pin: &Pin, state: State) -> Result<(), StoreError> {
    let conversation = conversations::ensure(tx, &pin.peer)?.id;
    tx.execute(
        "INSERT INTO pins (conversation, outgoing, target, at, state) SELECT ?1, ?2, ?3, ?4, ?5
         WHERE (SELECT count(*) FROM pins) < ?6
         ON CONFLICT DO UPDATE SET at = ?4, state = ?5",
        (
            conversation.0,
            pin.outgoing,
            pin.target.as_str(),
            pin.at.0,
            state as i64,
            MOST,
        ),
    )?;
    Ok(())
}

/// Whether a message is kept at hand.
pub fn is_pinned(
    tx: &Tx<'_>,
    conversation: ConversationId,
    outgoing: bool,
    target: &OriginId,
) -> Result<bool, StoreError> {
    let found = tx.find(
        "SELECT 1 FROM pins WHERE conversation = ?1 AND target = ?2 AND outgoing = ?3 AND state <> 3",
        (conversation.0, target.as_str(), outgoing),
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Forgets one altogether.
pub fn remove(tx: &Tx<'_>, pin: &Pin) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM pins WHERE conversation = (SELECT id FROM conversations WHERE peer = ?1) AND target = ?2 AND outgoing = ?3",
        (pin.peer.as_str(), pin.target.as_str(), pin.outgoing),
    )?;
    Ok(())
}

/// All of which our other devices know this much.
pub fn all(tx: &Tx<'_>, state: State) -> Result<Vec<Pin>, StoreError> {
    tx.list(
        "SELECT c.peer, p.outgoing, p.target, p.at FROM pins p JOIN conversations c ON c.id = p.conversation
         WHERE p.state = ?1 ORDER BY p.at",
        [state as i64],
        |row| {
            let peer: String = row.get(0)?;
            Ok(Pin {
                peer: Peer(peer.parse().map_err(|_| rusqlite::Error::InvalidQuery)?),
                outgoing: row.get(1)?,
                target: OriginId(row.get(2)?),
                at: Timestamp(row.get(3)?),
            })
        },
    )
}
