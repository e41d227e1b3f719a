//! The two wire profiles of OMEMO and everything in which they differ by a constant.

/// Which OMEMO a bundle, a session or a message belongs to. Sessions of the two never mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// `eu.siacs.conversations.axolotl`, XEP-0384 0.3: the Signal protocol's third version on the wire.
    Legacy,
    /// `urn:xmpp:omemo:2`, XEP-0384 0.9.
    Omemo2,
}

impl Profile {
    /// HKDF info of the key agreement (X3DH §2.1).
    pub(crate) const fn x3dh_info(self) -> &'static [u8] {
        match self {
            Self::Legacy => b"WhisperText",
            Self::Omemo2 => b"OMEMO X3DH",
        }
    }

    /// HKDF info of a Diffie-Hellman ratchet step.
    pub(crate) const fn root_info(self) -> &'static [u8] {
        match self {
            Self::Legacy => b"WhisperRatchet",
            Self::Omemo2 => b"OMEMO Root Chain",
        }
    }

    /// HKDF info under which one message's cipher key, MAC key and IV are derived.
    pub(crate) const fn message_info(self) -> &'static [u8] {
        match self {
            Self::Legacy => b"WhisperMessageKeys",
            Self::Omemo2 => b"OMEMO Message Key Material",
        }
    }

    /// Bytes left of the HMAC-SHA-256 that closes a message.
    pub(crate) const fn mac_length(self) -> usize {
        match self {
            Self::Legacy => 8,
            Self::Omemo2 => 16,
        }
    }
}
