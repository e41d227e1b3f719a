//! What each person is told without a word of ours, and what our other devices read.

use sotto_model::{Code, ConversationId, Peer, Privacy, StanzaId, Tell};

use crate::{StoreError, Tx};

/// What somebody is told.
pub fn of(tx: &Tx<'_>, peer: &Peer) -> Result<Privacy, StoreError> {
    let found = tx.find(
        "SELECT tell_receipts, tell_markers, tell_typing FROM conversations WHERE peer = ?1",
        [peer.as_str()],
        |row| {
            let tell = |column| Ok::<_, rusqlite::Error>(Tell::from_code(row.get(column)?).unwrap_or_default());
            Ok(Privacy {
                receipts: tell(0)?,
                markers: tell(1)?,
                typing: tell(2)?,
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// Decides what the person of a conversation is told.
pub fn set(tx: &Tx<'_>, id: ConversationId, choice: Privacy) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE conversations SET tell_receipts = ?2, tell_markers = ?3, tell_typing = ?4 WHERE id = ?1",
        (
            id.0,
            choice.receipts.code(),
            choice.markers.code(),
            choice.typing.code(),
        ),
    )?;
    Ok(())
}

/// Keeps that another device of ours read up to a message that is not here yet. One for each conversation: the last.
pub fn read_later(tx: &Tx<'_>, id: ConversationId, message: &StanzaId) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE conversations SET read_elsewhere = ?2 WHERE id = ?1",
        (id.0, message.as_str()),
    )?;
    Ok(())
}

/// Whether another device of ours read up to this message before it came here; told once.
pub fn was_read(tx: &Tx<'_>, id: ConversationId, message: &StanzaId) -> Result<bool, StoreError> {
    let taken = tx.execute(
        "UPDATE conversations SET read_elsewhere = '' WHERE id = ?1 AND read_elsewhere = ?2 AND read_elsewhere <> ''",
        (id.0, message.as_str()),
    )?;
    Ok(taken == 1)
}
