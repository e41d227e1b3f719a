//! Messages that were taken back (XEP-0424) or away (XEP-0425). Their text goes, whichever of the two came first; only who
//! wrote a message can take it back, and only a room can take it away.

use sotto_model::MessageId;

use crate::messages::{Kind, New};
use crate::{StoreError, Tx};

const RETRACTED: &str = "SELECT 1 FROM messages m JOIN messages x ON x.conversation = m.conversation
        AND x.target = m.reference AND x.target <> '' AND x.kind IN (6, 7)
    WHERE m.id = ?1 AND (x.kind = 7 OR (x.outgoing = m.outgoing AND x.author = m.author)) LIMIT 1";

/// Whether a message was taken back by who wrote it, or away by its room.
pub fn retracted(tx: &Tx<'_>, message: MessageId) -> Result<bool, StoreError> {
    Ok(tx.find(RETRACTED, [message.0], |_| Ok(()))?.is_some())
}

/// Erases what a row that was just kept takes back, or what takes that row back.
pub(crate) fn settle(tx: &Tx<'_>, new: &New<'_>, id: MessageId) -> Result<(), StoreError> {
    let concerned = match new.kind {
        Kind::Retraction | Kind::Moderation => concerned(tx, "reference", new)?,
        Kind::Message => vec![id],
        Kind::Correction => concerned(tx, "origin_id", new)?,
        Kind::Device | Kind::Gap | Kind::Reaction => return Ok(()),
    };
    for message in concerned {
        if retracted(tx, message)? {
            erase(tx, message)?;
        }
    }
    Ok(())
}

/// The messages that a row is about.
fn concerned(tx: &Tx<'_>, by: &str, new: &New<'_>) -> Result<Vec<MessageId>, StoreError> {
    let Some(target) = new.target else {
        return Ok(Vec::new());
    };
    tx.list(
        &format!("SELECT id FROM messages WHERE conversation = ?1 AND {by} = ?2 AND {by} <> '' AND kind = 1"),
        (new.conversation.0, target.as_str()),
        |row| Ok(MessageId(row.get(0)?)),
    )
}

fn erase(tx: &Tx<'_>, message: MessageId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM files WHERE message = ?1", [message.0])?;
    tx.execute(
        "UPDATE messages SET body = '', unreadable = 0 WHERE id = ?1",
        [message.0],
    )?;
    tx.execute(
        "UPDATE messages SET body = '', unreadable = 0 WHERE id IN (SELECT c.id FROM messages m JOIN messages c
             ON c.conversation = m.conversation AND c.target = m.origin_id AND c.target <> '' AND c.kind = 4
             AND c.outgoing = m.outgoing AND c.author = m.author WHERE m.id = ?1)",
        [message.0],
    )?;
    tx.execute(
        "DELETE FROM markup WHERE message = ?1 OR message IN (SELECT c.id FROM messages m JOIN messages c
             ON c.conversation = m.conversation AND c.target = m.origin_id AND c.target <> '' AND c.kind = 4
             AND c.outgoing = m.outgoing AND c.author = m.author WHERE m.id = ?1)",
        [message.0],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::tests::plan;

    #[test]
    fn what_is_about_a_message_is_found_by_index_however_long_the_conversation() {
        const CORRECTION: &str = "SELECT correction FROM corrections WHERE message = ?1";
        for (sql, by) in [
            (RETRACTED, "messages_target (conversation=? AND target=? AND kind=?)"),
            (
                CORRECTION,
                "messages_target (conversation=? AND target=? AND kind=? AND outgoing=?)",
            ),
        ] {
            assert!(plan(sql).contains(by), "{}", plan(sql));
        }
    }
}
