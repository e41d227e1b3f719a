//! XEP-0085 2.1: chat state notifications.
//!
//! All five states, both ways. When to send which is the engine's business.

use minidom::Element;
use sotto_model::ChatState;

use crate::{ns, xml};

/// Reads one of the five state elements.
pub fn parse(e: &Element) -> Option<ChatState> {
    if !e.has_ns(ns::CHAT_STATES) {
        return None;
    }
    match e.name() {
        "active" => Some(ChatState::Active),
        "composing" => Some(ChatState::Composing),
        "paused" => Some(ChatState::Paused),
        "inactive" => Some(ChatState::Inactive),
        "gone" => Some(ChatState::Gone),
        _ => None,
    }
}

/// The element that [`parse`] reads.
pub fn to_element(state: ChatState) -> Element {
    let name = match state {
        ChatState::Active => "active",
        ChatState::Composing => "composing",
        ChatState::Paused => "paused",
        ChatState::Inactive => "inactive",
        ChatState::Gone => "gone",
    };
    xml::build(name, ns::CHAT_STATES).done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn every_state_survives_the_way_there_and_back() {
        for state in [
            ChatState::Active,
            ChatState::Composing,
            ChatState::Paused,
            ChatState::Inactive,
            ChatState::Gone,
        ] {
            assert_eq!(parse(&to_element(state)), Some(state));
        }
        assert_eq!(
            parse(&xml("<thinking xmlns='http://jabber.org/protocol/chatstates'/>")),
            None
        );
        assert_eq!(parse(&xml("<active xmlns='urn:x'/>")), None);
    }
}
