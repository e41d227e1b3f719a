//! RFC 6120 §8.2.3: questions and answers.
//!
//! Requests that we answer are read here; answers are handed on as they are, because only whoever asked knows
//! what they mean.

use minidom::Element;
use sotto_model::Jid;

use crate::stanza::address;
use crate::{Condition, Malformed, StanzaError, blocking, ns, ping, roster, version, xml};

/// A received iq.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Iq {
    /// Who asks or answers; nobody means our own account or server.
    pub from: Option<Jid>,
    /// Whom they mean.
    pub to: Option<Jid>,
    /// What connects the answer to the question.
    pub id: String,
    /// The question or answer.
    pub kind: IqKind,
}

/// The four types of iq.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IqKind {
    /// A question.
    Get(Request),
    /// An order.
    Set(Request),
    /// An answer.
    Result(Option<Element>),
    /// A refusal.
    Error(StanzaError),
}

/// What others may ask of us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// XEP-0199.
    Ping,
    /// XEP-0030: what can you do?
    DiscoInfo {
        /// About one part of it, such as a capabilities hash.
        node: Option<String>,
    },
    /// XEP-0030: what belongs to you?
    DiscoItems {
        /// About one part of it.
        node: Option<String>,
    },
    /// XEP-0092: which software are you?
    Version,
    /// RFC 6121 §2.1.6: a contact changed.
    RosterPush(roster::Push),
    /// XEP-0191: whom our server keeps away changed.
    Blocking(blocking::Push),
    /// Anything else, to be refused.
    Unknown,
}

impl Iq {
    /// Reads an iq.
    ///
    /// # Errors
    /// [`Malformed`] where it is no iq, has no id, or its type or an address cannot be read.
    pub fn parse(e: &Element) -> Result<Self, Malformed> {
        if !e.is("iq", ns::CLIENT) {
            return Err(Malformed::NotAStanza);
        }
        let kind = match e.attr("type") {
            Some("get") => IqKind::Get(get_request(e)),
            Some("set") => IqKind::Set(set_request(e)),
            Some("result") => IqKind::Result(e.children().next().cloned()),
            Some("error") => IqKind::Error(StanzaError::of(e)),
            _ => return Err(Malformed::Kind),
        };
        let id = xml::id(e, "id").ok_or(Malformed::NoId)?;
        Ok(Self {
            from: address(e, "from")?,
            to: address(e, "to")?,
            id,
            kind,
        })
    }
}

fn get_request(e: &Element) -> Request {
    let Some(payload) = e.children().next() else {
        return Request::Unknown;
    };
    if ping::is(payload) {
        Request::Ping
    } else if payload.is("query", ns::DISCO_INFO) {
        Request::DiscoInfo {
            node: payload.attr("node").map(str::to_owned),
        }
    } else if payload.is("query", ns::DISCO_ITEMS) {
        Request::DiscoItems {
            node: payload.attr("node").map(str::to_owned),
        }
    } else if version::is(payload) {
        Request::Version
    } else {
        Request::Unknown
    }
}

fn set_request(e: &Element) -> Request {
    let Some(payload) = e.children().next() else {
        return Request::Unknown;
    };
    let roster = || roster::Push::parse(payload).map(Request::RosterPush);
    let blocking = || blocking::Push::parse(payload).map(Request::Blocking);
    roster().or_else(blocking).unwrap_or(Request::Unknown)
}

/// A question; to nobody means to our own account.
pub fn get(id: &str, to: Option<&Jid>, payload: Element) -> Element {
    iq("get", id, to).child(payload).done()
}

/// An order; to nobody means to our own account.
pub fn set(id: &str, to: Option<&Jid>, payload: Element) -> Element {
    iq("set", id, to).child(payload).done()
}

/// An answer to whoever asked.
pub fn result(to: Option<&Jid>, id: &str, payload: Option<Element>) -> Element {
    iq("result", id, to).maybe(payload).done()
}

/// A refusal to whoever asked.
pub fn error(to: Option<&Jid>, id: &str, condition: Condition) -> Element {
    iq("error", id, to)
        .child(StanzaError::from(condition).to_element())
        .done()
}

fn iq(kind: &'static str, id: &str, to: Option<&Jid>) -> xml::Build {
    xml::build("iq", ns::CLIENT)
        .attr("type", kind)
        .attr("id", id)
        .maybe_attr("to", to.map(Jid::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    fn kind(text: &str) -> IqKind {
        Iq::parse(&xml(text)).unwrap().kind
    }

    #[test]
    fn the_requests_we_answer_are_told_apart() {
        let get = |payload: &str| kind(&format!("<iq type='get' id='1'>{payload}</iq>"));
        assert_eq!(get("<ping xmlns='urn:xmpp:ping'/>"), IqKind::Get(Request::Ping));
        assert_eq!(get("<query xmlns='jabber:iq:version'/>"), IqKind::Get(Request::Version));
        let node = Some("http://sotto.example#hash".to_owned());
        assert_eq!(
            get("<query xmlns='http://jabber.org/protocol/disco#info' node='http://sotto.example#hash'/>"),
            IqKind::Get(Request::DiscoInfo { node })
        );
        assert_eq!(
            get("<query xmlns='http://jabber.org/protocol/disco#items'/>"),
            IqKind::Get(Request::DiscoItems { node: None })
        );
        for unknown in [
            "",
            "<query xmlns='jabber:iq:last'/>",
            "<ping xmlns='urn:x'/>",
            "<query xmlns='jabber:iq:roster'/>",
        ] {
            assert_eq!(get(unknown), IqKind::Get(Request::Unknown), "{unknown}");
        }
    }

    #[test]
    fn an_order_is_not_a_question() {
        assert_eq!(
            kind("<iq type='set' id='1'><ping xmlns='urn:xmpp:ping'/></iq>"),
            IqKind::Set(Request::Unknown)
        );
        let push = "<iq type='set' id='1'><query xmlns='jabber:iq:roster'><item jid='a@b'/></query></iq>";
        assert!(matches!(kind(push), IqKind::Set(Request::RosterPush(_))));
        let two =
            "<iq type='set' id='1'><query xmlns='jabber:iq:roster'><item jid='a@b'/><item jid='c@d'/></query></iq>";
        assert_eq!(kind(two), IqKind::Set(Request::Unknown));
    }

    #[test]
    fn without_id_or_type_there_is_nothing_to_answer() {
        assert_eq!(Iq::parse(&xml("<iq type='get'/>")), Err(Malformed::NoId));
        assert_eq!(Iq::parse(&xml("<iq type='get' id=''/>")), Err(Malformed::NoId));
        assert_eq!(Iq::parse(&xml("<iq id='1'/>")), Err(Malformed::Kind));
        assert_eq!(Iq::parse(&xml("<iq type='ask' id='1'/>")), Err(Malformed::Kind));
    }

    #[test]
    fn what_we_send_is_what_others_read() {
        let server = Jid::new("capulet.lit").unwrap();
        let asked = Iq::parse(&get("1", Some(&server), ping::request())).unwrap();
        assert_eq!(
            (asked.to, asked.kind),
            (Some(server.clone()), IqKind::Get(Request::Ping))
        );
        assert_eq!(Iq::parse(&result(None, "1", None)).unwrap().kind, IqKind::Result(None));
        let answered = Iq::parse(&result(None, "1", Some(version::result("Sotto", "1")))).unwrap();
        assert_eq!(answered.kind, IqKind::Result(Some(version::result("Sotto", "1"))));
        let refused = Iq::parse(&error(Some(&server), "1", Condition::ServiceUnavailable)).unwrap();
        assert_eq!(refused.kind, IqKind::Error(Condition::ServiceUnavailable.into()));
        assert_eq!(
            Iq::parse(&set("1", None, ping::request())).unwrap().kind,
            IqKind::Set(Request::Unknown)
        );
    }
}
