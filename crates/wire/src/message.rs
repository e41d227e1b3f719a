//! RFC 6121 §5: messages, with every payload we know already read.
//!
//! Deliberately not: bodies in further languages; the first body counts.

use minidom::Element;
use sotto_model::{ChatState, Jid, OriginId, StanzaId};

use crate::encrypted::Ciphertexts;
use crate::stanza::address;
use crate::{
    Archived, Carbon, Delay, Encrypted, Fallback, Hints, Invitation, Malformed, Mention, Method, Moderation, MucUser,
    Reactions, Receipt, Reply, Sharing, StanzaError, chat_states, corrections, fallback, markers, mentions, ns,
    occupants, oob, pubsub, retractions, stanza_ids, styling, threads, xml,
};

/// Longest subject kept, in characters.
const SUBJECT_MAX: usize = 1_000;

/// A received message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// Who sent it; nobody means our own account or server.
    pub from: Option<Jid>,
    /// To whom it was sent.
    pub to: Option<Jid>,
    /// The `id` attribute.
    pub id: Option<String>,
    /// What kind of conversation it belongs to.
    pub kind: MessageKind,
    /// The text, never empty. Beside `encrypted` it is only an apology to clients that cannot decrypt.
    pub body: Option<String>,
    /// XEP-0359: the sender's id.
    pub origin_id: Option<OriginId>,
    /// XEP-0359: who assigned which id, in order.
    pub stanza_ids: Vec<(Jid, StanzaId)>,
    /// XEP-0203: when it was first sent.
    pub delay: Option<Delay>,
    /// XEP-0184: a receipt, or the wish for one.
    pub receipt: Option<Receipt>,
    /// XEP-0333: the latest message the sender has displayed.
    pub displayed: Option<OriginId>,
    /// XEP-0333: the sender wants to know when it is displayed.
    pub markable: bool,
    /// XEP-0308: which message it replaces.
    pub corrects: Option<OriginId>,
    /// XEP-0424: which message it takes back.
    pub retracts: Option<OriginId>,
    /// XEP-0444: the sender's reactions to a message.
    pub reactions: Option<Reactions>,
    /// XEP-0461: which message it answers.
    pub reply: Option<Reply>,
    /// XEP-0428: what stands in the text for those who know none of these.
    pub fallbacks: Vec<Fallback>,
    /// XEP-0393: the text is as it is, whatever it looks like.
    pub unstyled: bool,
    /// XEP-0382: the text is hidden until asked for, with a hint that may be empty.
    pub spoiler: Option<String>,
    /// XEP-0201: the thread it belongs to.
    pub thread: Option<String>,
    /// XEP-0066: the address that the text consists of.
    pub oob: Option<String>,
    /// XEP-0447: a file.
    pub sharing: Option<Sharing>,
    /// XEP-0085: what the sender is doing.
    pub chat_state: Option<ChatState>,
    /// The encrypted content.
    pub encrypted: Option<Encrypted>,
    /// XEP-0380: how it says it was encrypted.
    pub method: Option<Method>,
    /// XEP-0334: wishes about storing and copying.
    pub hints: Hints,
    /// XEP-0280: a copy of another device's message.
    pub carbon: Option<Carbon>,
    /// XEP-0313: a result of an archive query.
    pub archived: Option<Archived>,
    /// XEP-0060: something changed in a node.
    pub event: Option<pubsub::Event>,
    /// RFC 6121 §5.2.4: the subject; an empty one says that there is none any more.
    pub subject: Option<String>,
    /// XEP-0045: it came through a room, which says this.
    pub muc: Option<MucUser>,
    /// XEP-0421: who wrote it, says the room.
    pub occupant_id: Option<String>,
    /// XEP-0249: an invitation into a room.
    pub invitation: Option<Invitation>,
    /// XEP-0372: who is named.
    pub mentions: Vec<Mention>,
    /// XEP-0425: a message was taken away, says whoever sent this.
    pub moderation: Option<Moderation>,
    /// What went wrong, exactly where `kind` is `Error`.
    pub error: Option<StanzaError>,
}

/// RFC 6121 §5.2.2: the type of a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MessageKind {
    /// One to one.
    Chat,
    /// The default, and what an unknown type is to be taken for.
    #[default]
    Normal,
    /// In a room.
    Groupchat,
    /// An announcement, such as a pubsub event.
    Headline,
    /// A message of ours that came back.
    Error,
}

impl MessageKind {
    /// The value of the `type` attribute.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Normal => "normal",
            Self::Groupchat => "groupchat",
            Self::Headline => "headline",
            Self::Error => "error",
        }
    }

    fn parse(name: Option<&str>) -> Self {
        match name {
            Some("chat") => Self::Chat,
            Some("groupchat") => Self::Groupchat,
            Some("headline") => Self::Headline,
            Some("error") => Self::Error,
            _ => Self::Normal,
        }
    }
}

/// Whether the message may itself carry another one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nesting {
    /// As received.
    Outer,
    /// Inside of a carbon or archive result: whatever is forwarded in there is ignored, so that a copy of a
    /// forged copy never looks like a copy.
    Inner,
}

impl Message {
    /// Reads a message.
    ///
    /// # Errors
    /// [`Malformed`] where it is no message or an address cannot be read.
    pub fn parse(e: &Element) -> Result<Self, Malformed> {
        Self::parse_nested(e, Nesting::Outer)
    }

    pub(crate) fn parse_nested(e: &Element, nesting: Nesting) -> Result<Self, Malformed> {
        if !e.is("message", ns::CLIENT) {
            return Err(Malformed::NotAStanza);
        }
        let kind = MessageKind::parse(e.attr("type"));
        let mut message = Self {
            from: address(e, "from")?,
            to: address(e, "to")?,
            id: xml::id(e, "id"),
            kind,
            error: (kind == MessageKind::Error).then(|| StanzaError::of(e)),
            ..Self::default()
        };
        let mut encrypted = Ciphertexts::default();
        for child in e.children() {
            message.take(child);
            encrypted.take(child);
            if nesting == Nesting::Outer {
                message.take_wrapper(child);
            }
        }
        message.encrypted = encrypted.decide(message.method.as_ref());
        Ok(message)
    }

    /// Takes up one child. What is set already stays: the first of its kind counts.
    fn take(&mut self, child: &Element) {
        match child.ns().as_str() {
            ns::CLIENT if child.name() == "body" => {
                first(&mut self.body, || Some(child.text()).filter(|t| !t.is_empty()))
            }
            ns::CLIENT if child.name() == "subject" => first(&mut self.subject, || {
                Some(child.text().chars().take(SUBJECT_MAX).collect())
            }),
            ns::CLIENT => first(&mut self.thread, || threads::parse(child)),
            ns::SID => {
                first(&mut self.origin_id, || stanza_ids::parse_origin(child));
                if self.stanza_ids.len() < stanza_ids::MAX {
                    self.stanza_ids.extend(stanza_ids::parse_stanza(child));
                }
            }
            ns::DELAY => first(&mut self.delay, || Delay::parse(child)),
            ns::RECEIPTS => first(&mut self.receipt, || Receipt::parse(child)),
            ns::MARKERS => {
                first(&mut self.displayed, || markers::parse_displayed(child));
                self.markable |= markers::is_markable(child);
            }
            ns::CORRECT => first(&mut self.corrects, || corrections::parse(child)),
            ns::RETRACT => {
                first(&mut self.moderation, || Moderation::parse(child));
                first(&mut self.retracts, || retractions::parse(child));
            }
            ns::REACTIONS => first(&mut self.reactions, || Reactions::parse(child)),
            ns::REPLY => first(&mut self.reply, || Reply::parse(child)),
            ns::FALLBACK if self.fallbacks.len() < fallback::MAX => self.fallbacks.extend(Fallback::parse(child)),
            ns::STYLING => self.unstyled |= styling::is_unstyled(child),
            ns::SPOILER => first(&mut self.spoiler, || styling::parse_spoiler(child)),
            ns::OOB => first(&mut self.oob, || oob::parse(child)),
            ns::SHARING => first(&mut self.sharing, || Sharing::parse(child)),
            ns::CHAT_STATES => first(&mut self.chat_state, || chat_states::parse(child)),
            ns::EME => first(&mut self.method, || Method::parse(child)),
            ns::HINTS => self.hints.take(child),
            ns::PUBSUB_EVENT => first(&mut self.event, || pubsub::Event::parse(child)),
            ns::MUC_USER => first(&mut self.muc, || MucUser::parse(child)),
            ns::OCCUPANT_ID => first(&mut self.occupant_id, || occupants::parse_id(child)),
            ns::CONFERENCE => first(&mut self.invitation, || Invitation::parse(child)),
            ns::REFERENCE if self.mentions.len() < mentions::MAX => self.mentions.extend(Mention::parse(child)),
            ns::FASTEN => first(&mut self.moderation, || Moderation::parse(child)),
            _ => {}
        }
    }

    fn take_wrapper(&mut self, child: &Element) {
        first(&mut self.carbon, || Carbon::parse(child));
        first(&mut self.archived, || Archived::parse(child));
    }
}

/// Fills what is still empty.
pub(crate) fn first<T>(slot: &mut Option<T>, read: impl FnOnce() -> Option<T>) {
    if slot.is_none() {
        *slot = read();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CarbonDirection;
    use crate::xml::testing::xml;

    fn message(text: &str) -> Message {
        Message::parse(&xml(text)).unwrap()
    }

    #[test]
    fn a_chat_message_is_read_with_everything_around_it() {
        let message = message(
            "<message from='romeo@montague.lit/orchard' to='juliet@capulet.lit' type='chat' id='a1'>
               <body>Neither, fair saint</body>
               <origin-id xmlns='urn:xmpp:sid:0' id='o1'/>
               <stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.lit' id='s1'/>
               <stanza-id xmlns='urn:xmpp:sid:0' by='room@muc.lit' id='s2'/>
               <delay xmlns='urn:xmpp:delay' stamp='2002-09-10T23:08:25Z'/>
               <request xmlns='urn:xmpp:receipts'/>
               <markable xmlns='urn:xmpp:chat-markers:0'/>
               <active xmlns='http://jabber.org/protocol/chatstates'/>
               <store xmlns='urn:xmpp:hints'/><no-copy xmlns='urn:xmpp:hints'/>
               <unknown xmlns='urn:example:new'><child/></unknown>
             </message>",
        );
        assert_eq!(message.kind, MessageKind::Chat);
        assert_eq!(
            message.from.as_ref().map(Jid::as_str),
            Some("romeo@montague.lit/orchard")
        );
        assert_eq!(message.body.as_deref(), Some("Neither, fair saint"));
        assert_eq!(message.id.as_deref(), Some("a1"));
        assert_eq!(message.origin_id, Some(OriginId("o1".into())));
        let ids: Vec<_> = message
            .stanza_ids
            .iter()
            .map(|(by, id)| (by.as_str(), id.as_str()))
            .collect();
        assert_eq!(ids, [("juliet@capulet.lit", "s1"), ("room@muc.lit", "s2")]);
        assert!(message.delay.is_some());
        assert_eq!(message.receipt, Some(Receipt::Requested));
        assert!(message.markable && message.displayed.is_none());
        assert_eq!(message.chat_state, Some(ChatState::Active));
        assert_eq!(
            message.hints,
            Hints {
                store: true,
                no_copy: true,
                ..Hints::default()
            }
        );
        assert_eq!((message.encrypted, message.error, message.muc), (None, None, None));
    }

    #[test]
    fn an_unknown_type_is_a_normal_message() {
        assert_eq!(message("<message type='telegram'/>").kind, MessageKind::Normal);
        assert_eq!(message("<message/>").kind, MessageKind::Normal);
    }

    #[test]
    fn the_first_of_two_children_counts_and_a_broken_one_is_passed_over() {
        let message = message(
            "<message><body/><body>first</body><body>second</body>
               <delay xmlns='urn:xmpp:delay' stamp='never'/><delay xmlns='urn:xmpp:delay' stamp='1970-01-01T00:00:01Z'/>
               <origin-id xmlns='urn:xmpp:sid:0'/><origin-id xmlns='urn:xmpp:sid:0' id='x'/><origin-id xmlns='urn:xmpp:sid:0' id='y'/>
               <stanza-id xmlns='urn:xmpp:sid:0' id='nobody'/><stanza-id xmlns='urn:xmpp:sid:0' by='@' id='nobody'/>
             </message>",
        );
        assert_eq!(message.body.as_deref(), Some("first"));
        assert_eq!(message.delay.unwrap().stamp.0, 1000);
        assert_eq!(message.origin_id, Some(OriginId("x".into())));
        assert!(message.stanza_ids.is_empty());
    }

    #[test]
    fn children_of_a_foreign_namespace_are_not_ours() {
        let message = message(
            "<message><body xmlns='urn:x'>no</body><delay stamp='1970-01-01T00:00:01Z'/><request xmlns='urn:xmpp:receipts:0'/>
               <received xmlns='urn:xmpp:carbons:1'/><origin-id id='x'/><x/><encrypted xmlns='urn:xmpp:omemo:1'/></message>",
        );
        assert_eq!(message, Message::default());
    }

    #[test]
    fn ids_and_lists_have_limits() {
        let ids = "<stanza-id xmlns='urn:xmpp:sid:0' by='a@b' id='1'/>".repeat(5000);
        let long = "x".repeat(5000);
        let message = message(&format!(
            "<message id='{long}'>{ids}<origin-id xmlns='urn:xmpp:sid:0' id='{long}'/></message>"
        ));
        assert_eq!(message.stanza_ids.len(), stanza_ids::MAX);
        assert_eq!((message.id, message.origin_id), (None, None));
    }

    #[test]
    fn an_error_carries_its_condition_and_even_an_empty_one_is_an_error() {
        let gone = message(
            "<message type='error' id='a'><body>hi</body><error type='wait' by='b.example'>
             <remote-server-timeout xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
             <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>later</text></error></message>",
        );
        let error = gone.error.unwrap();
        assert_eq!(error.condition, crate::Condition::RemoteServerTimeout);
        assert_eq!(error.kind, crate::ErrorKind::Wait);
        assert_eq!(error.text.as_deref(), Some("later"));
        assert_eq!(
            message("<message type='error'/>").error.unwrap().condition,
            crate::Condition::Undefined
        );
        assert_eq!(message("<message><error type='wait'/></message>").error, None);
    }

    #[test]
    fn x07_markup_in_a_body_stays_text() {
        let inner = "</body></message><message from='boss@b'><body>pay</body></message>";
        let escaped = inner.replace('&', "&amp;").replace('<', "&lt;");
        let texts = [
            format!("<body>{escaped}</body>"),
            format!("<body><![CDATA[{inner}]]></body>"),
        ];
        for text in texts {
            let message = message(&format!("<message from='mallory@b'>{text}</message>"));
            assert_eq!(message.body.as_deref(), Some(inner));
            assert_eq!(message.from.as_ref().map(Jid::as_str), Some("mallory@b"));
        }
    }

    #[test]
    fn nothing_is_unwrapped_twice() {
        let forwarded = |inner: &str| format!("<forwarded xmlns='urn:xmpp:forward:0'>{inner}</forwarded>");
        let carbon = |inner: &str| {
            format!(
                "<message from='a@b'><sent xmlns='urn:xmpp:carbons:2'>{}</sent></message>",
                forwarded(inner)
            )
        };
        let said = "<message xmlns='jabber:client' from='a@b/1' to='c@d'><body>hi</body></message>";
        let once = message(&carbon(said)).carbon.unwrap();
        assert_eq!(once.direction, CarbonDirection::Sent);
        assert_eq!(once.forwarded.message.body.as_deref(), Some("hi"));

        let result = format!("<result xmlns='urn:xmpp:mam:2' id='1'>{}</result>", forwarded(said));
        let nested = carbon(said).replacen("<message", "<message xmlns='jabber:client'", 1);
        let both = nested.replacen("</message>", &format!("</message>{result}"), 1);
        for wrapped in [carbon(&nested), carbon(&both)] {
            let inner = message(&wrapped).carbon.unwrap().forwarded.message;
            assert_eq!((inner.carbon, inner.archived, inner.body), (None, None, None));
        }
    }

    #[test]
    fn a_copy_whose_sender_cannot_be_read_is_no_copy() {
        for inner in [
            "",
            "<message xmlns='jabber:client' from='@'/>",
            "<message xmlns='jabber:server'/>",
            "<presence xmlns='jabber:client'/>",
        ] {
            let text = format!(
                "<message><received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>{inner}</forwarded></received></message>"
            );
            assert_eq!(message(&text).carbon, None, "{inner}");
        }
        assert_eq!(
            message("<message><received xmlns='urn:xmpp:carbons:2'/></message>").carbon,
            None
        );
    }
}
