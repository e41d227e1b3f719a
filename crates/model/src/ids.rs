//! One type per kind of id. XMPP has five ids that look alike and mean different things; mixing them up is
//! the classic bug of the field, so the compiler keeps them apart.

use std::fmt;

use jid::BareJid;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One signed-in account: the name of its directory in the profile (`[0-9a-f]{16}`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(as = "String")]
pub struct AccountId(String);

/// The text is not the name of an account directory.
#[derive(Debug, thiserror::Error)]
#[error("not an account id")]
pub struct InvalidAccountId;

impl AccountId {
    /// An id made of eight random bytes.
    pub fn from_random(bytes: [u8; 8]) -> Self {
        Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The directory name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AccountId {
    type Error = InvalidAccountId;

    fn try_from(text: String) -> Result<Self, InvalidAccountId> {
        // It becomes a path component, so nothing but the exact form is let through.
        let valid = text.len() == 16 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if valid { Ok(Self(text)) } else { Err(InvalidAccountId) }
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        id.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whom a conversation is with: a bare address, already normalised (RFC 7622).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[ts(as = "String")]
pub struct Peer(pub BareJid);

impl Peer {
    /// The address as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl From<BareJid> for Peer {
    fn from(jid: BareJid) -> Self {
        Self(jid)
    }
}

macro_rules! row_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[ts(as = "i32")] // a row id stays far below 2^53; TypeScript sees a plain number
        pub struct $name(pub i64);
    };
}

row_id!(
    /// A message's row in this account's database: local, never sent, never reused.
    MessageId
);
row_id!(
    /// A conversation's row in this account's database.
    ConversationId
);

/// A file of this account: chosen by chance, so that nobody guesses the address of one. Local, never sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[ts(as = "i32")] // below 2^53; TypeScript sees a plain number
pub struct FileId(pub i64);

impl FileId {
    /// An id made of eight random bytes, of which 52 bits are used.
    pub fn from_random(bytes: [u8; 8]) -> Self {
        Self(i64::from_be_bytes(bytes) & ((1 << 52) - 1))
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub String);

        impl $name {
            /// The id as it travels.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

text_id!(
    /// The id its sender gave a message (XEP-0359 `origin-id`, or the stanza's `id` where there is none).
    OriginId
);
text_id!(
    /// The id an archive gave a message (XEP-0359 `stanza-id`): trustworthy only from our own archive.
    StanzaId
);

/// An OMEMO device id: 1 to 2^31 - 1 (XEP-0384 §4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "u32", into = "u32")]
#[ts(as = "u32")]
pub struct DeviceId(u32);

/// Zero, or above 2^31 - 1.
#[derive(Debug, thiserror::Error)]
#[error("not an OMEMO device id")]
pub struct InvalidDeviceId;

impl DeviceId {
    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for DeviceId {
    type Error = InvalidDeviceId;

    fn try_from(id: u32) -> Result<Self, InvalidDeviceId> {
        if (1..=0x7fff_ffff).contains(&id) {
            Ok(Self(id))
        } else {
            Err(InvalidDeviceId)
        }
    }
}

impl From<DeviceId> for u32 {
    fn from(id: DeviceId) -> Self {
        id.0
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_id_is_only_ever_a_plain_directory_name() {
        for hostile in [
            "../../etc/passwd",
            "",
            "0123456789ABCDEF",
            "0123456789abcdef0",
            "0123456789abcde/",
        ] {
            assert!(AccountId::try_from(hostile.to_owned()).is_err(), "{hostile}");
        }
        assert_eq!(AccountId::from_random([0xab; 8]).as_str(), "abababababababab");
    }

    #[test]
    fn device_ids_are_positive_31_bit_numbers() {
        assert!(DeviceId::try_from(0).is_err());
        assert!(DeviceId::try_from(0x8000_0000).is_err());
        assert!(DeviceId::try_from(0x7fff_ffff).is_ok());
    }
}
