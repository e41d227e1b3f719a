//! What the user chose.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Tell;

/// How the window is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// In which order conversations stand, below those that are pinned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum ChatOrder {
    /// The newest first.
    #[default]
    Newest,
    /// Those with something unread first, then the newest.
    UnreadFirst,
    /// By name.
    Name,
}

/// What one person is told without a word of ours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Privacy {
    /// That their messages arrived (XEP-0184).
    pub receipts: Tell,
    /// That their messages were read (XEP-0333).
    pub markers: Tell,
    /// That we are writing (XEP-0085).
    pub typing: Tell,
}

/// The user's choices for one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct Preferences {
    /// Notifications show the message.
    pub previews: bool,
    /// Notify at all.
    pub notifications: bool,
    /// Tell contacts that their messages arrived (XEP-0184).
    pub receipts: bool,
    /// Tell contacts that their messages were read (XEP-0333).
    pub markers: bool,
    /// Tell contacts that we are writing (XEP-0085).
    pub typing: bool,
    /// Enter sends; otherwise Ctrl+Enter does.
    pub enter_sends: bool,
    /// How the window is coloured.
    pub theme: Theme,
    /// In which order conversations stand.
    pub chat_order: ChatOrder,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            previews: true,
            notifications: true,
            receipts: true,
            markers: true,
            typing: true,
            enter_sends: true,
            theme: Theme::System,
            chat_order: ChatOrder::Newest,
        }
    }
}
