//! RFC 6121 §5: messages, with every payload we know already read.
//!
//! Deliberately not: `subject` and `thread`, and bodies in further languages; the first body counts.

use minidom::Element;
use sotto_model::{ChatState, Jid, OriginId, StanzaId};

use crate::stanza::address;
use crate::{
    Archived, Carbon, Delay, Forwarded, Hints, Malformed, Method, Receipt, StanzaError, chat_states, markers, ns,
    omemo_legacy, omemo2, pubsub, stanza_ids, xml,
};

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
    /// XEP-0045: it came through a room.
    pub muc_user: bool,
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

/// How a message is encrypted. Anything but `None` around this means that `body` is not what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encrypted {
    /// XEP-0384 0.3.
    Legacy(omemo_legacy::Header),
    /// XEP-0384 0.8 and later.
    Omemo2(omemo2::Header),
    /// By something we do not speak.
    Unknown(Method),
    /// It says OMEMO, but the element is missing or cannot be read.
    Malformed(Method),
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
            ns::CHAT_STATES => first(&mut self.chat_state, || chat_states::parse(child)),
            ns::EME => first(&mut self.method, || Method::parse(child)),
            ns::HINTS => self.hints.take(child),
            ns::PUBSUB_EVENT => first(&mut self.event, || pubsub::Event::parse(child)),
            ns::MUC_USER => self.muc_user |= child.name() == "x",
            _ => {}
        }
    }

    fn take_wrapper(&mut self, child: &Element) {
        first(&mut self.carbon, || Carbon::parse(child));
        first(&mut self.archived, || Archived::parse(child));
    }
}

impl Forwarded {
    /// Reads `<forwarded/>`; what the message in it forwards is not read.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("forwarded", ns::FORWARD) {
            return None;
        }
        let message = xml::child(e, "message", ns::CLIENT)?;
        Some(Self {
            delay: e.children().find_map(Delay::parse),
            message: Box::new(Message::parse_nested(message, Nesting::Inner).ok()?),
        })
    }
}

fn first<T>(slot: &mut Option<T>, read: impl FnOnce() -> Option<T>) {
    if slot.is_none() {
        *slot = read();
    }
}

/// The encrypted contents of one message, of which one is chosen in the end.
#[derive(Default)]
struct Ciphertexts {
    omemo2: Option<Result<omemo2::Header, Malformed>>,
    legacy: Option<Result<omemo_legacy::Header, Malformed>>,
    openpgp: Option<&'static str>,
}

impl Ciphertexts {
    fn take(&mut self, child: &Element) {
        if child.is("encrypted", ns::OMEMO_2) {
            first(&mut self.omemo2, || {
                Some(omemo2::Header::parse(child).ok_or(Malformed::Kind))
            });
        } else if child.is("encrypted", ns::OMEMO_LEGACY) {
            first(&mut self.legacy, || {
                Some(omemo_legacy::Header::parse(child).ok_or(Malformed::Kind))
            });
        } else if child.is("openpgp", ns::OPENPGP) {
            first(&mut self.openpgp, || Some(ns::OPENPGP));
        } else if child.is("x", ns::OPENPGP_OLD) {
            first(&mut self.openpgp, || Some(ns::OPENPGP_OLD));
        }
    }

    /// What can be read wins over what cannot, OMEMO 2 over legacy; last comes a mere claim, which still keeps
    /// the apology in `body` from being shown as if it had been said.
    fn decide(self, method: Option<&Method>) -> Option<Encrypted> {
        let claimed = method.map(|method| match method.namespace.as_str() {
            ns::OMEMO_LEGACY | ns::OMEMO_2 => Encrypted::Malformed(method.clone()),
            _ => Encrypted::Unknown(method.clone()),
        });
        match (self.omemo2, self.legacy) {
            (Some(Ok(header)), _) => Some(Encrypted::Omemo2(header)),
            (_, Some(Ok(header))) => Some(Encrypted::Legacy(header)),
            (Some(Err(_)), _) => Some(Encrypted::Malformed(Method::omemo2())),
            (_, Some(Err(_))) => Some(Encrypted::Malformed(Method::omemo_legacy())),
            (None, None) => self
                .openpgp
                .map(|ns| Encrypted::Unknown(Method::openpgp(ns)))
                .or(claimed),
        }
    }
}
