//! The ratchet's messages on the wire of either profile. Parsing borrows; nothing here is trusted before the MAC verified.

use crate::{
    Profile,
    curve::{InvalidKey, PublicKey},
    protobuf::{Fields, Malformed, put_bytes, put_number},
};

/// The legacy version byte: message version 3, and a sender that knows up to 3. A key exchange's own is covered by no
/// MAC, so nothing else is accepted.
const VERSION: u8 = 0x33;

/// What the ratchet says about one message, in the clear.
#[derive(Clone, Copy)]
pub(crate) struct Header {
    /// The sender's current ratchet key.
    pub(crate) dh: PublicKey,
    /// The message's number in its chain, from 0.
    pub(crate) n: u32,
    /// How many messages the sender's previous chain had. Other programs send one less.
    pub(crate) pn: u32,
}

/// A received ratchet message.
pub(crate) struct Message<'a> {
    pub(crate) header: Header,
    pub(crate) ciphertext: &'a [u8],
    /// The bytes the MAC covers after the associated data, as received: encoding them anew could differ.
    pub(crate) authenticated: &'a [u8],
    pub(crate) mac: &'a [u8],
}

/// A received key exchange with the ratchet message inside.
pub(crate) struct KeyExchange<'a> {
    /// Absent if the sender used none, which OMEMO forbids.
    pub(crate) prekey: Option<u32>,
    pub(crate) signed_prekey: u32,
    pub(crate) identity_wire: &'a [u8],
    pub(crate) base: PublicKey,
    pub(crate) message: Message<'a>,
}

/// What an initiator repeats until it is answered.
pub(crate) struct KeyExchangeHeader<'a> {
    pub(crate) prekey: u32,
    pub(crate) signed_prekey: u32,
    pub(crate) identity_wire: &'a [u8],
    pub(crate) base: PublicKey,
}

impl From<InvalidKey> for Malformed {
    fn from(_: InvalidKey) -> Self {
        Self
    }
}

/// Field numbers of the ratchet message: key, n, pn, ciphertext.
const fn message_fields(profile: Profile) -> [u8; 4] {
    match profile {
        Profile::Legacy => [1, 2, 3, 4],
        Profile::Omemo2 => [3, 1, 2, 4],
    }
}

/// Field numbers of the key exchange: prekey, signed prekey, identity, base key, message.
const fn exchange_fields(profile: Profile) -> [u8; 5] {
    match profile {
        Profile::Legacy => [1, 6, 3, 2, 4],
        Profile::Omemo2 => [1, 2, 3, 4, 5],
    }
}

impl<'a> Message<'a> {
    pub(crate) fn parse(profile: Profile, data: &'a [u8]) -> Result<Self, Malformed> {
        let (authenticated, body, mac) = match profile {
            Profile::Legacy => {
                let cut = data.len().checked_sub(profile.mac_length()).ok_or(Malformed)?;
                let (authenticated, mac) = data.split_at_checked(cut).ok_or(Malformed)?;
                (authenticated, unversioned(authenticated)?, mac)
            }
            Profile::Omemo2 => {
                let outer = Fields::parse(data)?;
                (outer.bytes(2)?, outer.bytes(2)?, outer.bytes(1)?)
            }
        };
        let [dh, n, pn, ciphertext] = message_fields(profile).map(usize::from);
        let fields = Fields::parse(body)?;
        let header = Header {
            dh: PublicKey::from_wire(profile, fields.bytes(dh)?)?,
            n: fields.number(n)?.unwrap_or(0),
            pn: fields.number(pn)?.unwrap_or(0),
        };
        Ok(Self {
            header,
            ciphertext: fields.bytes(ciphertext)?,
            authenticated,
            mac,
        })
    }
}

impl<'a> KeyExchange<'a> {
    pub(crate) fn parse(profile: Profile, data: &'a [u8]) -> Result<Self, Malformed> {
        let body = match profile {
            Profile::Legacy => unversioned(data)?,
            Profile::Omemo2 => data,
        };
        let [prekey, signed_prekey, identity, base, message] = exchange_fields(profile).map(usize::from);
        let fields = Fields::parse(body)?;
        Ok(Self {
            prekey: fields.number(prekey)?,
            signed_prekey: fields.number(signed_prekey)?.ok_or(Malformed)?,
            identity_wire: fields.bytes(identity)?,
            base: PublicKey::from_wire(profile, fields.bytes(base)?)?,
            message: Message::parse(profile, fields.bytes(message)?)?,
        })
    }
}

/// The version byte and fields that the MAC will cover.
pub(crate) fn encode_authenticated(profile: Profile, header: &Header, ciphertext: &[u8]) -> Vec<u8> {
    let [dh, n, pn, body] = message_fields(profile);
    let mut out = Vec::with_capacity(64 + ciphertext.len());
    match profile {
        Profile::Legacy => {
            out.push(VERSION);
            put_bytes(&mut out, dh, &header.dh.to_wire(profile));
            put_number(&mut out, n, header.n);
            put_number(&mut out, pn, header.pn);
        }
        Profile::Omemo2 => {
            put_number(&mut out, n, header.n);
            put_number(&mut out, pn, header.pn);
            put_bytes(&mut out, dh, header.dh.as_bytes());
        }
    }
    put_bytes(&mut out, body, ciphertext);
    out
}

/// Joins the covered bytes and their MAC, cut to the profile's length by the caller.
pub(crate) fn encode_message(profile: Profile, mut authenticated: Vec<u8>, mac: &[u8]) -> Vec<u8> {
    match profile {
        Profile::Legacy => {
            authenticated.extend_from_slice(mac);
            authenticated
        }
        Profile::Omemo2 => {
            let mut out = Vec::with_capacity(authenticated.len() + mac.len() + 8);
            put_bytes(&mut out, 1, mac);
            put_bytes(&mut out, 2, &authenticated);
            out
        }
    }
}

/// Wraps a ratchet message into a key exchange. The legacy registration id is left out: nothing in XMPP has a use for it.
pub(crate) fn encode_key_exchange(profile: Profile, header: &KeyExchangeHeader<'_>, message: &[u8]) -> Vec<u8> {
    let [prekey, signed_prekey, identity, base, inner] = exchange_fields(profile);
    let mut out = Vec::with_capacity(message.len() + 96);
    if profile == Profile::Legacy {
        out.push(VERSION);
    }
    put_number(&mut out, prekey, header.prekey);
    put_number(&mut out, signed_prekey, header.signed_prekey);
    put_bytes(&mut out, identity, header.identity_wire);
    put_bytes(&mut out, base, &header.base.to_wire(profile));
    put_bytes(&mut out, inner, message);
    out
}

fn unversioned(data: &[u8]) -> Result<&[u8], Malformed> {
    data.strip_prefix(&[VERSION]).ok_or(Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{curve::KeyPair, testing::rng};

    const PROFILES: [Profile; 2] = [Profile::Legacy, Profile::Omemo2];

    fn message(profile: Profile) -> (Header, Vec<u8>) {
        let header = Header {
            dh: KeyPair::generate(&mut rng(1)).public(),
            n: 0,
            pn: 300,
        };
        let covered = encode_authenticated(profile, &header, &[1; 48]);
        (
            header,
            encode_message(profile, covered, &[2; 16][..profile.mac_length()]),
        )
    }

    #[test]
    fn a_message_is_read_back_with_the_very_bytes_its_mac_covers() {
        for profile in PROFILES {
            let (header, wire) = message(profile);
            let read = Message::parse(profile, &wire).unwrap();
            assert!(read.header.dh == header.dh);
            assert_eq!(
                (read.header.n, read.header.pn, read.ciphertext),
                (0, 300, [1; 48].as_slice())
            );
            assert_eq!(read.mac, &[2; 16][..profile.mac_length()]);
            assert_eq!(read.authenticated, encode_authenticated(profile, &header, &[1; 48]));
        }
    }

    #[test]
    fn a_key_exchange_is_read_back() {
        for profile in PROFILES {
            let (header, inner) = message(profile);
            let exchange = KeyExchangeHeader {
                prekey: 7,
                signed_prekey: 1,
                identity_wire: b"identity",
                base: header.dh,
            };
            let wire = encode_key_exchange(profile, &exchange, &inner);
            let read = KeyExchange::parse(profile, &wire).unwrap();
            assert_eq!(
                (read.prekey, read.signed_prekey, read.identity_wire),
                (Some(7), 1, b"identity".as_slice())
            );
            assert!(read.base == header.dh);
            assert_eq!(read.message.ciphertext, [1; 48]);
        }
    }

    #[test]
    fn o24_truncated_messages_are_refused_at_every_length() {
        for profile in PROFILES {
            let (header, wire) = message(profile);
            let exchange = KeyExchangeHeader {
                prekey: 7,
                signed_prekey: 1,
                identity_wire: b"id",
                base: header.dh,
            };
            let whole = encode_key_exchange(profile, &exchange, &wire);
            for length in 0..whole.len() {
                assert!(
                    KeyExchange::parse(profile, &whole[..length]).is_err(),
                    "{profile:?} {length}"
                );
            }
            for length in 0..wire.len() - profile.mac_length() {
                // The last eight bytes of a legacy message are its MAC whatever they are, so only the fields can be short.
                assert!(
                    Message::parse(profile, &wire[..length]).is_err(),
                    "{profile:?} {length}"
                );
            }
        }
    }

    #[test]
    fn a_message_of_another_protocol_version_is_refused() {
        let (_, mut wire) = message(Profile::Legacy);
        for version in [0x23, 0x44, 0x03, 0x00, 0x32] {
            wire[0] = version;
            assert!(Message::parse(Profile::Legacy, &wire).is_err(), "{version:#x}");
        }
    }
}
