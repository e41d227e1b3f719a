//! Messages that were taken back (XEP-0424). Their text goes, whichever of the two came first; only who wrote a message can
//! take it back.

use sotto_model::{ConversationId, OriginId};

use crate::messages::{Kind, New};
use crate::{StoreError, Tx};

const RETRACTED: &str = "SELECT 1 FROM messages
    WHERE conversation = ?1 AND target = ?2 AND target <> '' AND kind = 6 AND outgoing = ?3 LIMIT 1";

/// Whether a message was taken back by who wrote it.
pub fn retracted(
    tx: &Tx<'_>,
    conversation: ConversationId,
    outgoing: bool,
    origin: &OriginId,
) -> Result<bool, StoreError> {
    let found = tx.find(RETRACTED, (conversation.0, origin.as_str(), outgoing), |_| Ok(()))?;
    Ok(found.is_some())
}

/// Erases what a row that was just kept takes back, or what takes that row back.
pub(crate) fn settle(tx: &Tx<'_>, new: &New<'_>) -> Result<(), StoreError> {
    let erased = match new.kind {
        Kind::Retraction => new.target,
        Kind::Message => new.origin,
        Kind::Correction => new.target,
        Kind::Device | Kind::Gap | Kind::Reaction => None,
    };
    let Some(erased) = erased else { return Ok(()) };
    if new.kind == Kind::Retraction || retracted(tx, new.conversation, new.outgoing, erased)? {
        erase(tx, new.conversation, new.outgoing, erased)?;
    }
    Ok(())
}

fn erase(tx: &Tx<'_>, conversation: ConversationId, outgoing: bool, origin: &OriginId) -> Result<(), StoreError> {
    for which in [
        "origin_id = ?3 AND origin_id <> '' AND kind = 1",
        "target = ?3 AND target <> '' AND kind = 4",
    ] {
        tx.execute(
            &format!(
                "UPDATE messages SET body = '', unreadable = 0 WHERE conversation = ?1 AND outgoing = ?2 AND {which}"
            ),
            (conversation.0, outgoing, origin.as_str()),
        )?;
        let hints = format!("SELECT id FROM messages WHERE conversation = ?1 AND outgoing = ?2 AND {which}");
        tx.execute(
            &format!("DELETE FROM markup WHERE message IN ({hints})"),
            (conversation.0, outgoing, origin.as_str()),
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::tests::plan;

    #[test]
    fn what_is_about_a_message_is_found_by_index_however_long_the_conversation() {
        const CORRECTION: &str = "SELECT correction FROM corrections WHERE message = ?1";
        for sql in [RETRACTED, CORRECTION] {
            let by = "messages_target (conversation=? AND target=? AND kind=? AND outgoing=?)";
            assert!(plan(sql).contains(by), "{}", plan(sql));
        }
    }
}
