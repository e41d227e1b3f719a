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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn only_the_three_stanzas_of_jabber_client_are_stanzas() {
        assert!(matches!(Stanza::parse(&xml("<message/>")), Ok(Stanza::Message(_))));
        assert!(matches!(Stanza::parse(&xml("<presence/>")), Ok(Stanza::Presence(_))));
        assert!(matches!(
            Stanza::parse(&xml("<iq type='result' id='1'/>")),
            Ok(Stanza::Iq(_))
        ));
        for other in [
            "<message xmlns='jabber:server'/>",
            "<message xmlns='urn:x'/>",
            "<a xmlns='urn:xmpp:sm:3' h='1'/>",
            "<body>hi</body>",
            "<Message/>",
        ] {
            assert_eq!(Stanza::parse(&xml(other)), Err(Malformed::NotAStanza), "{other}");
        }
    }

    #[test]
    fn x11_an_unreadable_address_is_never_taken_for_the_servers_own_word() {
        let long = "a".repeat(1024);
        let hostile = [
            "",
            "@",
            "/",
            "@b",
            "a@",
            "a@b/",
            "a@@b",
            "a b@c",
            "a@b c",
            "a@xn--example-.org",
            "\u{202e}a@b\u{202e}",
            "a@b..c",
            "a&amp;b@c",
            "a'@c",
            "a@b/\u{0085}",
            &format!("{long}@b"),
            &format!("a@{long}"),
            &format!("a@b/{long}"),
        ];
        for from in hostile {
            for stanza in ["message", "presence", "iq"] {
                let text = format!("<{stanza} type='error' id='1' from=\"{from}\"/>");
                assert_eq!(Stanza::parse(&xml(&text)), Err(Malformed::Address), "{text}");
            }
        }
    }

    #[test]
    fn x11_a_host_that_only_looks_like_another_is_another() {
        let real = Jid::new("juliet@example.org").unwrap();
        for masked in [
            "juliet@ex\u{0430}mple.org",
            "juliet@example.org.evil.org",
            "juliet@xn--exmple-4nf.org",
            "juliet@example\u{2024}org.evil",
        ] {
            if let Ok(Stanza::Message(message)) = Stanza::parse(&xml(&format!("<message from='{masked}'/>"))) {
                assert_ne!(message.from, Some(real.clone()), "{masked}");
            }
        }
    }
}
