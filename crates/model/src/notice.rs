//! What the operating system is asked to show.

use serde::{Deserialize, Serialize};

use crate::{MessageId, Peer};

/// One wish concerning notifications. *Whether* is decided in the engine, *how* in the shell around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Notice {
    /// A message arrived that the user is not looking at.
    Message {
        /// Whose conversation a click opens.
        peer: Peer,
        /// What the contact is called here.
        name: String,
        /// The text, or nothing where previews are off.
        preview: Option<String>,
        /// The row, so that a repaint replaces instead of stacking.
        message: MessageId,
        /// Unread messages of this conversation, this one included.
        unread: u32,
    },
    /// A contact invites into a room.
    Invitation {
        /// Which room.
        peer: Peer,
        /// What the contact is called here.
        name: String,
    },
    /// A favourite came online.
    Online {
        /// Who.
        peer: Peer,
        /// What the contact is called here.
        name: String,
    },
    /// Everything shown for this conversation was read, here or on another device.
    Withdraw {
        /// Which conversation.
        peer: Peer,
    },
}
