//! Finding in a conversation. Bounded: the newest messages are looked at, one by one, and so many found.

use serde::Serialize;
use sotto_model::{MessageId, Peer};
use ts_rs::TS;

use crate::Edges;
use crate::reader::{ReadError, Reader};
use crate::rows::Sort;

/// A message that says what is looked for.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FoundRow {
    /// The row's number as text.
    pub id: String,
    /// Where it stands in the conversation.
    pub sort: Sort,
    /// Which message.
    pub message: MessageId,
}

/// More than that, and one looks for something else.
const MOST: usize = 500;

/// The furthest that one look reaches.
const FURTHEST: u32 = 1_000_000;

/// Texts and later texts of messages, the newest first.
const SAID: &str = "SELECT m.id, m.kind, m.body FROM messages m
    WHERE m.conversation = ?1 AND m.kind IN (1, 4) ORDER BY m.place DESC, m.id DESC LIMIT ?2";

/// What the message says now that is this row or is corrected by it.
const NOW: &str = "SELECT m.id, m.place, coalesce(c.body, m.body) FROM messages x
    JOIN messages m ON m.id = iif(x.kind = 1, x.id, (SELECT t.id FROM messages t WHERE t.conversation = x.conversation
        AND t.origin_id = x.target AND t.origin_id <> '' AND t.outgoing = x.outgoing AND t.kind = 1 LIMIT 1))
    LEFT JOIN messages c ON c.id = (SELECT correction FROM corrections WHERE message = m.id)
    WHERE x.id = ?1";

impl Reader {
    /// Messages of the conversation with `peer` that say `text`, whatever its case, among the newest `reach`; oldest first,
    /// and whether there are older messages that were not looked at.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn said(&self, peer: &Peer, text: &str, reach: u32) -> Result<(Vec<FoundRow>, Edges), ReadError> {
        let wanted = text.trim().to_lowercase();
        let Some(conversation) = self.conversation_id(peer)?.filter(|_| !wanted.is_empty()) else {
            return Ok((Vec::new(), Edges::default()));
        };
        let reach = reach.min(FURTHEST);
        let (mut candidates, mut looked) = (Vec::new(), 0);
        self.list(SAID, (conversation, reach.saturating_add(1)), |row| {
            looked += 1;
            if looked <= reach && candidates.len() < MOST && says(row.get_ref(2)?.as_str().unwrap_or_default(), &wanted)
            {
                candidates.push(row.get::<_, i64>(0)?);
            }
            Ok(())
        })?;
        let mut rows: Vec<FoundRow> = Vec::new();
        for id in candidates {
            rows.extend(self.find(NOW, [id], |row| found(row, &wanted))?.flatten());
        }
        rows.sort_by(|a, b| a.sort.partial_cmp(&b.sort).unwrap_or(std::cmp::Ordering::Equal));
        rows.dedup_by(|a, b| a.id == b.id);
        let edges = Edges {
            before: looked > reach || rows.len() >= MOST,
            after: false,
        };
        Ok((rows, edges))
    }
}

fn says(text: &str, wanted: &str) -> bool {
    text.to_lowercase().contains(wanted)
}

fn found(row: &rusqlite::Row<'_>, wanted: &str) -> rusqlite::Result<Option<FoundRow>> {
    let (id, place): (i64, i64) = (row.get(0)?, row.get(1)?);
    let text: String = row.get(2)?;
    #[expect(clippy::cast_precision_loss, reason = "milliseconds and row ids stay far below 2^53")]
    let sort = (place as f64, id as f64);
    Ok(says(&text, wanted).then(|| FoundRow {
        id: id.to_string(),
        sort,
        message: MessageId(id),
    }))
}
