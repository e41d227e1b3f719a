//! RFC 6120 §8: the three kinds of stanza.

use minidom::Element;
use sotto_model::Jid;

use crate::{Iq, Message, Presence, ns};

/// One received stanza.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stanza {
    /// Something said.
    Message(Box<Message>),
    /// Somebody's availability, or a subscription request or answer.
    Presence(Box<Presence>),
    /// A question or an answer.
    Iq(Box<Iq>),
}

/// Why an element is no stanza that anybody can act upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Neither message, presence nor iq of `jabber:client`.
    #[error("not a stanza")]
    NotAStanza,
    /// A `from` or `to` that is no address. Taking it for absent would make it the server's own word.
    #[error("an address that is none")]
    Address,
    /// A type outside of the closed list, where there is no default.
    #[error("an unknown stanza type")]
    Kind,
    /// An iq without id cannot be answered.
    #[error("an iq without id")]
    NoId,
}

impl Stanza {
    /// Reads a stanza.
    ///
    /// # Errors
    /// [`Malformed`] where the address, the type or an iq's id cannot be read.
    pub fn parse(e: &Element) -> Result<Self, Malformed> {
        if !e.has_ns(ns::CLIENT) {
            return Err(Malformed::NotAStanza);
        }
        match e.name() {
            "message" => Message::parse(e).map(|message| Self::Message(Box::new(message))),
            "presence" => Presence::parse(e).map(|presence| Self::Presence(Box::new(presence))),
            "iq" => Iq::parse(e).map(|iq| Self::Iq(Box::new(iq))),
            _ => Err(Malformed::NotAStanza),
        }
    }
}

/// `from` or `to`: absent is fine, unreadable is not.
pub(crate) fn address(e: &Element, name: &str) -> Result<Option<Jid>, Malformed> {
    e.attr(name)
        .map(|text| Jid::new(text).map_err(|_| Malformed::Address))
        .transpose()
}
