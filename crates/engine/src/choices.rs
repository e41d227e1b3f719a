//! What the user's actions carry.

use base64::Engine as _;
use serde::Deserialize;
use sotto_model::MessageId;
use ts_rs::TS;

/// What the user decided about a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Verdict {
    /// Fingerprints were compared.
    Verified,
    /// Encrypt to it without comparing.
    Accepted,
    /// Never encrypt to it.
    Distrusted,
}

/// What the server's people are told about somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Report {
    /// They send what nobody wants.
    Spam,
    /// They do something worse.
    Abuse,
}

/// A message of ours whose text is being changed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Editing {
    /// Which.
    pub message: MessageId,
    /// What is written in its place so far.
    pub text: String,
}

/// A picture's bytes; base64 on its way through a door.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Picture(pub Vec<u8>);

/// The text is no base64.
#[derive(Debug, thiserror::Error)]
#[error("not base64")]
pub struct NotBase64;

impl TryFrom<String> for Picture {
    type Error = NotBase64;

    fn try_from(text: String) -> Result<Self, NotBase64> {
        let bytes = base64::engine::general_purpose::STANDARD.decode(text);
        bytes.map(Self).map_err(|_| NotBase64)
    }
}
