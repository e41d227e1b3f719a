//! Where a message belongs besides its place in time: to a thread, among those kept at hand, to a later hour.

use rusqlite::Row;
use serde::Serialize;
use sotto_model::{MessageId, Peer, Timestamp};
use ts_rs::TS;

use crate::MessageRow;
use crate::reader::{ReadError, Reader};
use crate::rows::Sort;

/// What a message has to do with a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
#[ts(export)]
pub enum Thread {
    /// One begins with it.
    Begins {
        /// How many messages it has besides.
        replies: u32,
    },
    /// It belongs to one whose first message is here.
    Continues,
    /// It belongs to one that another program named; most of those are no more than a conversation.
    Named,
}

/// A text that is to be sent later.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScheduledRow {
    /// The row's number as text.
    pub id: String,
    /// The next one first.
    pub sort: Sort,
    /// What commands name it by.
    #[ts(as = "f64")]
    pub scheduled: i64,
    /// When.
    pub at: Timestamp,
    /// The text.
    pub text: String,
}

/// Columns of a message `m`, by their names.
pub(crate) const COLUMNS: &str = "
    (SELECT count(*) FROM (SELECT 1 FROM threads t WHERE t.conversation = m.conversation AND t.thread = m.origin_id
        AND m.origin_id <> '' AND m.kind = 1 LIMIT 1000)) AS place_replies,
    (SELECT EXISTS (SELECT 1 FROM messages y WHERE y.conversation = m.conversation AND y.origin_id = t.thread
        AND y.origin_id <> '' AND y.kind = 1) FROM threads t WHERE t.message = m.id) AS place_continues,
    EXISTS (SELECT 1 FROM pins p WHERE p.conversation = m.conversation AND p.target = m.origin_id AND m.origin_id <> ''
        AND p.outgoing = m.outgoing AND p.state <> 3) AS place_pinned";

pub(crate) fn thread(row: &Row<'_>) -> rusqlite::Result<Option<Thread>> {
    let replies: u32 = row.get("place_replies")?;
    let continues: Option<bool> = row.get("place_continues")?;
    Ok(match (replies, continues) {
        (0, None) => None,
        (0, Some(true)) => Some(Thread::Continues),
        (0, Some(false)) => Some(Thread::Named),
        (replies, _) => Some(Thread::Begins { replies }),
    })
}

impl Reader {
    /// The thread of a message, oldest first: the newest 300 of it.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn thread(&self, peer: &Peer, message: MessageId) -> Result<Vec<MessageRow>, ReadError> {
        let named =
            "coalesce((SELECT thread FROM threads WHERE message = ?4), (SELECT origin_id FROM messages WHERE id = ?4))";
        let condition = format!(
            "m.kind = 1 AND m.id IN (
                 SELECT message FROM threads WHERE conversation = ?1 AND thread = {named} AND thread <> ''
                 UNION SELECT id FROM messages WHERE conversation = ?1 AND origin_id = {named} AND origin_id <> '' AND kind = 1
                 UNION SELECT ?4)"
        );
        self.messages(peer, &condition, message.0)
    }

    /// What is kept at hand in a conversation, oldest first.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn pinned(&self, peer: &Peer) -> Result<Vec<MessageRow>, ReadError> {
        let condition = "m.kind = 1 AND ?4 = 0 AND m.id IN (
            SELECT x.id FROM pins p JOIN messages x ON x.conversation = p.conversation AND x.origin_id = p.target
                AND x.origin_id <> '' AND x.outgoing = p.outgoing AND x.kind = 1
            WHERE p.conversation = ?1 AND p.state <> 3)";
        self.messages(peer, condition, 0)
    }

    /// What is to be sent later in a conversation, the next one first.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn scheduled(&self, peer: &Peer) -> Result<Vec<ScheduledRow>, ReadError> {
        self.list(
            "SELECT s.id, s.at, s.body FROM scheduled s JOIN conversations c ON c.id = s.conversation WHERE c.peer = ?1
             ORDER BY s.at, s.id",
            [peer.as_str()],
            |row| {
                let (id, at): (i64, i64) = (row.get(0)?, row.get(1)?);
                #[expect(clippy::cast_precision_loss, reason = "milliseconds and row ids stay far below 2^53")]
                let sort = (at as f64, id as f64);
                Ok(ScheduledRow {
                    id: id.to_string(),
                    sort,
                    scheduled: id,
                    at: Timestamp(at),
                    text: row.get(2)?,
                })
            },
        )
    }
}
