//! What drafts are about: the message that is answered, the one whose text is being changed.

use sotto_model::{ConversationId, MessageId};

use crate::{StoreError, Tx};

/// What a draft is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// It answers this.
    pub reply: Option<MessageId>,
    /// Meanwhile this message's text is being changed to that.
    pub edit: Option<(MessageId, String)>,
}

/// Keeps that; nothing takes away what was kept.
pub fn put(tx: &Tx<'_>, conversation: ConversationId, about: &About) -> Result<(), StoreError> {
    if *about == About::default() {
        tx.execute("DELETE FROM drafts WHERE conversation = ?1", [conversation.0])?;
        return Ok(());
    }
    let (edit, text) = about.edit.as_ref().map_or((0, ""), |(id, text)| (id.0, text));
    tx.execute(
        "INSERT INTO drafts (conversation, reply, edit, edit_text) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET reply = ?2, edit = ?3, edit_text = ?4",
        (conversation.0, about.reply.map_or(0, |id| id.0), edit, text),
    )?;
    Ok(())
}

/// The answer was sent.
pub fn answered(tx: &Tx<'_>, conversation: ConversationId) -> Result<(), StoreError> {
    tx.execute("UPDATE drafts SET reply = 0 WHERE conversation = ?1", [conversation.0])?;
    Ok(())
}

/// The text was changed, or never will be.
pub fn edited(tx: &Tx<'_>, message: MessageId) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE drafts SET edit = 0, edit_text = '' WHERE edit = ?1
             AND conversation = (SELECT conversation FROM messages WHERE id = ?1)",
        [message.0],
    )?;
    Ok(())
}
