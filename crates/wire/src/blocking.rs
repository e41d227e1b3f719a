//! XEP-0191 1.3: telling the server whom to keep away, with XEP-0377 0.4.1: and telling it why.
//!
//! Deliberately not: the approval to pass a report on to others (§5 of XEP-0377), which nobody is asked for.

use minidom::Element;
use sotto_model::{Jid, StanzaId};

use crate::{ns, stanza_ids, xml};

/// Most addresses read of one list.
const MOST: usize = 10_000;

/// What to tell the server's people about somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Why.
    pub reason: Reason,
    /// Which messages show it, by our archive's ids.
    pub messages: Vec<(Jid, StanzaId)>,
}

/// XEP-0377 §4: why somebody is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Unwanted messages.
    Spam,
    /// Abuse of any other kind.
    Abuse,
}

impl Reason {
    fn name(self) -> &'static str {
        match self {
            Self::Spam => "urn:xmpp:reporting:spam",
            Self::Abuse => "urn:xmpp:reporting:abuse",
        }
    }
}

/// A change of the list, made by another device of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Push {
    /// These were added.
    Block(Vec<Jid>),
    /// These were taken away.
    Unblock(Vec<Jid>),
    /// All were taken away.
    UnblockAll,
}

/// Asks for the list; who has asked is told of its changes.
pub fn list_request() -> Element {
    xml::build("blocklist", ns::BLOCKING).done()
}

/// Reads the answer to [`list_request`]; addresses that cannot be read are left out.
pub fn parse_list(e: &Element) -> Option<Vec<Jid>> {
    e.is("blocklist", ns::BLOCKING).then(|| addresses(e))
}

impl Push {
    /// Reads a change. Blocking nobody is none (§3.3: at least one item).
    pub fn parse(e: &Element) -> Option<Self> {
        if e.is("block", ns::BLOCKING) {
            return Some(addresses(e)).filter(|all| !all.is_empty()).map(Self::Block);
        }
        if !e.is("unblock", ns::BLOCKING) {
            return None;
        }
        // Only an empty element means everybody; one whose addresses cannot be read must not.
        if e.children().next().is_none() {
            return Some(Self::UnblockAll);
        }
        Some(Self::Unblock(addresses(e)))
    }
}

fn addresses(e: &Element) -> Vec<Jid> {
    xml::children(e, "item", ns::BLOCKING)
        .filter_map(|item| xml::parsed(item, "jid"))
        .take(MOST)
        .collect()
}

/// Keeps somebody away.
pub fn block(address: &Jid, report: Option<&Report>) -> Element {
    let item = xml::build("item", ns::BLOCKING)
        .attr("jid", address.as_str())
        .maybe(report.map(Report::to_element));
    xml::build("block", ns::BLOCKING).child(item).done()
}

/// Lets somebody through again.
pub fn unblock(address: &Jid) -> Element {
    let item = xml::build("item", ns::BLOCKING).attr("jid", address.as_str());
    xml::build("unblock", ns::BLOCKING).child(item).done()
}

impl Report {
    fn to_element(&self) -> Element {
        xml::build("report", ns::REPORTING)
            .attr("reason", self.reason.name())
            .children(self.messages.iter().map(|(by, id)| stanza_ids::stanza(by, id)))
            .done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    fn jids(all: &[&str]) -> Vec<Jid> {
        all.iter().map(|jid| Jid::new(jid).unwrap()).collect()
    }

    #[test]
    fn the_examples_of_xep_0191_are_read_and_written() {
        let list = xml(
            "<blocklist xmlns='urn:xmpp:blocking'><item jid='romeo@montague.net'/><item jid='iago@shakespeare.lit'/></blocklist>",
        );
        assert_eq!(
            parse_list(&list),
            Some(jids(&["romeo@montague.net", "iago@shakespeare.lit"]))
        );
        assert_eq!(list_request(), xml("<blocklist xmlns='urn:xmpp:blocking'/>"));
        let blocked = xml("<block xmlns='urn:xmpp:blocking'><item jid='romeo@montague.net'/></block>");
        let romeo = jids(&["romeo@montague.net"]);
        assert_eq!(Push::parse(&blocked), Some(Push::Block(romeo.clone())));
        assert_eq!(block(&romeo[0], None), blocked);
        let unblocked = xml("<unblock xmlns='urn:xmpp:blocking'><item jid='romeo@montague.net'/></unblock>");
        assert_eq!(Push::parse(&unblocked), Some(Push::Unblock(romeo.clone())));
        assert_eq!(unblock(&romeo[0]), unblocked);
        assert_eq!(
            Push::parse(&xml("<unblock xmlns='urn:xmpp:blocking'/>")),
            Some(Push::UnblockAll)
        );
    }

    #[test]
    fn a_report_is_that_of_xep_0377() {
        let romeo = Jid::new("romeo@example.net").unwrap();
        let report = Report {
            reason: Reason::Spam,
            messages: vec![(romeo.clone(), StanzaId("28482-98726-73623".into()))],
        };
        let expected = xml(
            "<block xmlns='urn:xmpp:blocking'><item jid='romeo@example.net'>
             <report xmlns='urn:xmpp:reporting:1' reason='urn:xmpp:reporting:spam'><stanza-id xmlns='urn:xmpp:sid:0' by='romeo@example.net' id='28482-98726-73623'/></report></item></block>"
                .replace(">\n             <", "><").as_str(),
        );
        assert_eq!(block(&romeo, Some(&report)), expected);
    }

    #[test]
    fn what_cannot_be_read_frees_nobody_and_blocks_nobody() {
        for text in [
            "<block xmlns='urn:xmpp:blocking'/>",
            "<block xmlns='urn:xmpp:blocking'><item/><item jid='@'/></block>",
            "<unblock xmlns='urn:x'/>",
        ] {
            assert_eq!(Push::parse(&xml(text)), None, "{text}");
        }
        let unreadable = xml("<unblock xmlns='urn:xmpp:blocking'><item jid='@'/></unblock>");
        assert_eq!(Push::parse(&unreadable), Some(Push::Unblock(vec![])));
    }
}
