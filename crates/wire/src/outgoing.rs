//! RFC 6121 §5: messages that we send.
//!
//! One id serves as the stanza's `id` and as XEP-0359 `origin-id`, so that receipts, markers and echoes agree.

use minidom::Element;
use sotto_model::{ChatState, Jid, OriginId};

use crate::{
    Fallback, Hints, Mention, MessageKind, Method, Reactions, Receipt, Reply, Sharing, chat_states, corrections,
    markers, ns, oob, retractions, stanza_ids, styling, threads, xml,
};

/// A message to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// To whom.
    pub to: Jid,
    /// What kind of conversation it belongs to.
    pub kind: MessageKind,
    /// Stanza id and origin-id at once.
    pub id: OriginId,
    /// The text; with `encrypted` only an apology to clients that cannot decrypt.
    pub body: Option<String>,
    /// The encrypted content.
    pub encrypted: Option<Element>,
    /// XEP-0380: how it was encrypted.
    pub method: Option<Method>,
    /// XEP-0184: a receipt, or the wish for one.
    pub receipt: Option<Receipt>,
    /// XEP-0333: tells that everything up to this message was displayed.
    pub displayed: Option<OriginId>,
    /// XEP-0308: which message it replaces.
    pub corrects: Option<OriginId>,
    /// XEP-0424: which message it takes back.
    pub retracts: Option<OriginId>,
    /// XEP-0444: our reactions to a message.
    pub reactions: Option<Reactions>,
    /// XEP-0461: which message it answers.
    pub reply: Option<Reply>,
    /// XEP-0428: what stands in the text for those who know none of these.
    pub fallback: Option<Fallback>,
    /// XEP-0382: the text is to be hidden until asked for.
    pub spoiler: bool,
    /// XEP-0201: the thread it belongs to.
    pub thread: Option<String>,
    /// XEP-0066: the address that the text consists of.
    pub oob: Option<String>,
    /// XEP-0447: a file.
    pub sharing: Option<Sharing>,
    /// XEP-0085: what we are doing.
    pub chat_state: Option<ChatState>,
    /// XEP-0333: the wish to be told when it is displayed.
    pub markable: bool,
    /// XEP-0334: wishes about storing and copying.
    pub hints: Hints,
    /// XEP-0372: who is named.
    pub mentions: Vec<Mention>,
    /// XEP-0045 §7.5: it goes to an occupant alone.
    pub private: bool,
}

impl Outgoing {
    /// A message that carries nothing yet.
    pub fn new(to: Jid, kind: MessageKind, id: OriginId) -> Self {
        Self {
            to,
            kind,
            id,
            body: None,
            encrypted: None,
            method: None,
            receipt: None,
            displayed: None,
            corrects: None,
            retracts: None,
            reactions: None,
            reply: None,
            fallback: None,
            spoiler: false,
            thread: None,
            oob: None,
            sharing: None,
            chat_state: None,
            markable: false,
            hints: Hints::default(),
            mentions: Vec::new(),
            private: false,
        }
    }

    /// The stanza.
    pub fn to_element(&self) -> Element {
        xml::build("message", ns::CLIENT)
            .attr("to", self.to.as_str())
            .attr("type", self.kind.name())
            .attr("id", self.id.as_str())
            .maybe(
                self.body
                    .as_deref()
                    .map(|body| xml::text_element("body", ns::CLIENT, body)),
            )
            .maybe(self.encrypted.clone())
            .maybe(self.method.as_ref().map(Method::to_element))
            .child(stanza_ids::origin(&self.id))
            .maybe(self.receipt.as_ref().map(Receipt::to_element))
            .maybe(self.displayed.as_ref().map(markers::displayed))
            .maybe(self.corrects.as_ref().map(corrections::replace))
            .maybe(self.retracts.as_ref().map(retractions::retract))
            .maybe(self.reactions.as_ref().map(Reactions::to_element))
            .maybe(self.reply.as_ref().map(Reply::to_element))
            .maybe(self.fallback.as_ref().map(Fallback::to_element))
            .maybe(self.thread.as_deref().map(threads::thread))
            .maybe(self.spoiler.then(|| styling::spoiler("")))
            .maybe(self.sharing.as_ref().map(Sharing::to_element))
            .maybe(self.oob.as_deref().map(oob::url))
            .maybe(self.chat_state.map(chat_states::to_element))
            .maybe(self.markable.then(markers::markable))
            .children(self.hints.to_elements())
            .children(self.mentions.iter().map(Mention::to_element))
            .maybe(self.private.then(|| xml::build("x", ns::MUC_USER)))
            .done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Message;
    use crate::xml::testing::xml;

    #[test]
    fn o19_a_message_says_what_it_was_told_to_and_nothing_else() {
        let to = Jid::new("juliet@capulet.lit").unwrap();
        let plain = Outgoing::new(to, MessageKind::Chat, OriginId("o1".into()));
        let expected = "<message to='juliet@capulet.lit' type='chat' id='o1'><origin-id xmlns='urn:xmpp:sid:0' id='o1'/></message>";
        assert_eq!(plain.to_element(), xml(expected));

        let full = Outgoing {
            body: Some("hi".into()),
            method: Some(Method::omemo2()),
            receipt: Some(Receipt::Requested),
            displayed: Some(OriginId("o0".into())),
            chat_state: Some(ChatState::Active),
            markable: true,
            hints: Hints {
                store: true,
                ..Hints::default()
            },
            ..plain
        };
        let read = Message::parse(&full.to_element()).unwrap();
        assert_eq!(
            (read.id.as_deref(), read.origin_id),
            (Some("o1"), Some(OriginId("o1".into())))
        );
        assert_eq!(
            (read.body, read.method, read.receipt),
            (full.body, full.method, full.receipt)
        );
        assert_eq!(
            (read.displayed, read.chat_state, read.hints),
            (full.displayed, full.chat_state, full.hints)
        );
        assert!(read.markable);
    }
}
