//! How texts want to be shown (XEP-0382, XEP-0393). Most say nothing about it and have no row.

use sotto_model::MessageId;

use crate::{StoreError, Tx};

/// What a message says about how it is to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup {
    /// Its text is as it is, whatever it looks like.
    pub unstyled: bool,
    /// It is hidden until asked for: with a hint, which may be empty.
    pub spoiler: Option<String>,
}

/// Whether a message is to be hidden until asked for.
pub fn is_spoiler(tx: &Tx<'_>, id: MessageId) -> Result<bool, StoreError> {
    let found = tx.find(
        "SELECT 1 FROM markup WHERE message = ?1 AND spoiler",
        [id.0],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Keeps that, if it is anything.
pub fn put(tx: &Tx<'_>, id: MessageId, markup: &Markup) -> Result<(), StoreError> {
    if *markup == Markup::default() {
        return Ok(());
    }
    tx.execute(
        "INSERT INTO markup (message, unstyled, spoiler, hint) VALUES (?1, ?2, ?3, ?4)",
        (
            id.0,
            markup.unstyled,
            markup.spoiler.is_some(),
            markup.spoiler.as_deref().unwrap_or_default(),
        ),
    )?;
    Ok(())
}
