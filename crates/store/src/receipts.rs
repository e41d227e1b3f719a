//! Delivery receipts (XEP-0184) and displayed markers (XEP-0333), kept under the id they refer to: they may come before,
//! after, or without the message.

use sotto_model::{Code, ConversationId, Delivery, OriginId, Timestamp};

use crate::{StoreError, Tx};

/// Keeps a receipt; a later weaker one changes nothing. True if something changed.
pub fn put(
    tx: &Tx<'_>,
    conversation: ConversationId,
    target: &OriginId,
    delivery: Delivery,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "INSERT INTO receipts (conversation, target, delivery, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (conversation, target) DO UPDATE SET delivery = ?3, at = ?4 WHERE delivery < ?3",
        (conversation.0, target.as_str(), delivery.code(), at.0),
    )?;
    Ok(changed == 1)
}

/// Keeps that another device of ours displayed a message that is not here yet.
pub fn put_displayed_elsewhere(tx: &Tx<'_>, conversation: ConversationId, target: &OriginId) -> Result<(), StoreError> {
    tx.execute(
        "INSERT OR IGNORE INTO displayed_elsewhere (conversation, target) VALUES (?1, ?2)",
        (conversation.0, target.as_str()),
    )?;
    Ok(())
}

/// Whether another device of ours displayed this message before it came here; told once.
pub fn take_displayed_elsewhere(
    tx: &Tx<'_>,
    conversation: ConversationId,
    target: &OriginId,
) -> Result<bool, StoreError> {
    let taken = tx.execute(
        "DELETE FROM displayed_elsewhere WHERE conversation = ?1 AND target = ?2",
        (conversation.0, target.as_str()),
    )?;
    Ok(taken == 1)
}
