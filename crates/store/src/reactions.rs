//! Reactions of ours (XEP-0444).

use crate::messages::Subject;
use crate::{StoreError, Tx};

/// Ours on a message, as the last set of them says, whether or not it has left already.
pub fn ours(tx: &Tx<'_>, subject: &Subject) -> Result<Vec<String>, StoreError> {
    let Some(reference) = &subject.reference else {
        return Ok(Vec::new());
    };
    let set: Option<String> = tx.find(
        "SELECT body FROM messages WHERE conversation = ?1 AND target = ?2 AND target <> '' AND kind = 5 AND outgoing = 1
             AND delivery <> 2 ORDER BY place DESC, id DESC LIMIT 1",
        (subject.conversation.0, reference.as_str()),
        |row| row.get(0),
    )?;
    Ok(set.unwrap_or_default().split_whitespace().map(str::to_owned).collect())
}
