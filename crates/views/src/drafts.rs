//! What a draft is about, and how much waits besides it.

use serde::Serialize;
use sotto_model::{MessageId, Peer};
use ts_rs::TS;

use crate::reader::{ReadError, Reader};
use crate::{ConversationRow, Entry, MessageRow};

/// A message of ours whose text is being changed.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DraftEdit {
    /// Which.
    pub row: MessageRow,
    /// What is written in its place so far.
    pub text: String,
}

impl Reader {
    pub(crate) fn fill_draft(&self, row: &mut ConversationRow) -> Result<(), ReadError> {
        let sql = "SELECT (SELECT count(*) FROM scheduled s WHERE s.conversation = c.id),
                (SELECT count(*) FROM pins p WHERE p.conversation = c.id AND p.state <> 3), d.reply, d.edit, d.edit_text
             FROM conversations c LEFT JOIN drafts d ON d.conversation = c.id WHERE c.peer = ?1";
        let found = self.find(sql, [row.id.clone()], |found| {
            row.scheduled = found.get(0)?;
            row.pins = found.get(1)?;
            let (reply, edit): (Option<i64>, Option<i64>) = (found.get(2)?, found.get(3)?);
            Ok((reply, edit, found.get::<_, Option<String>>(4)?))
        })?;
        let Some((reply, edit, text)) = found else {
            return Ok(());
        };
        row.draft_reply = self.message(&row.peer, reply)?;
        row.draft_edit = self.message(&row.peer, edit)?.map(|row| DraftEdit {
            row,
            text: text.unwrap_or_default(),
        });
        Ok(())
    }

    /// A message that can still be answered or changed.
    fn message(&self, peer: &Peer, id: Option<i64>) -> Result<Option<MessageRow>, ReadError> {
        let Some(id) = id.filter(|id| *id != 0).map(MessageId) else {
            return Ok(None);
        };
        let there = |row: &MessageRow| matches!(&row.entry, Entry::Message { retracted: false, .. });
        Ok(self.messages(peer, "m.id = ?4", id.0)?.into_iter().find(there))
    }
}
