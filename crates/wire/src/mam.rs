//! XEP-0313 1.1.3: message archive management, with the paging of XEP-0059 1.0.
//!
//! Queries by contact and time, forwards and backwards. Deliberately not: preferences, flipped pages, and
//! fetching by id. That results answer a query of ours and come from our own archive is checked by the engine.

use minidom::Element;
use sotto_model::{Jid, StanzaId, Timestamp};

use crate::forms::Form;
use crate::{Forwarded, ns, time, xml};

/// One message out of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archived {
    /// Which query it answers.
    pub query: Option<String>,
    /// Its id in that archive.
    pub id: StanzaId,
    /// The message.
    pub forwarded: Forwarded,
}

impl Archived {
    /// Reads `<result/>`.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("result", ns::MAM) {
            return None;
        }
        Some(Self {
            query: xml::id(e, "queryid"),
            id: StanzaId(xml::id(e, "id")?),
            forwarded: Forwarded::parse(xml::child(e, "forwarded", ns::FORWARD)?)?,
        })
    }
}

/// Which messages to ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Exchanged with whom.
    pub with: Option<Jid>,
    /// Not before.
    pub start: Option<Timestamp>,
    /// Not after.
    pub end: Option<Timestamp>,
}

/// Which page of the answer to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// The oldest.
    First,
    /// The one that follows this message.
    After(StanzaId),
    /// The one that precedes this message, or the newest.
    Before(Option<StanzaId>),
}

/// Asks for at most `max` messages; they arrive in order of age, whichever way the pages go.
pub fn query(query_id: &str, filter: &Filter, page: &Page, max: u32) -> Element {
    let form = Form::new(ns::MAM)
        .maybe("with", filter.with.as_ref().map(Jid::as_str))
        .maybe("start", filter.start.map(time::format).as_deref())
        .maybe("end", filter.end.map(time::format).as_deref());
    let turn = match page {
        Page::First => None,
        Page::After(id) => Some(xml::text_element("after", ns::RSM, id.as_str())),
        Page::Before(Some(id)) => Some(xml::text_element("before", ns::RSM, id.as_str())),
        Page::Before(None) => Some(xml::build("before", ns::RSM).done()),
    };
    let set = xml::build("set", ns::RSM)
        .child(xml::text_element("max", ns::RSM, &max.to_string()))
        .maybe(turn);
    xml::build("query", ns::MAM)
        .attr("queryid", query_id)
        .child(form.to_element("submit"))
        .child(set)
        .done()
}

/// The end of one page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fin {
    /// There is nothing further in that direction.
    pub complete: bool,
    /// The archive will not change under us between pages.
    pub stable: bool,
    /// The oldest message of the page.
    pub first: Option<StanzaId>,
    /// The newest message of the page.
    pub last: Option<StanzaId>,
    /// How many messages match in all, says the server.
    pub count: Option<u64>,
}

impl Fin {
    /// Reads the answer to [`query`].
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("fin", ns::MAM) {
            return None;
        }
        let set = xml::child(e, "set", ns::RSM);
        let edge = |name| {
            set.and_then(|set| xml::child_text(set, name, ns::RSM))
                .filter(|id| id.len() <= 1024)
        };
        Some(Self {
            complete: xml::flag(e, "complete"),
            // The default is true (§4.3.2): only an explicit "false" says otherwise.
            stable: !matches!(e.attr("stable").map(str::trim), Some("false" | "0")),
            first: edge("first").map(StanzaId),
            last: edge("last").map(StanzaId),
            count: edge("count").and_then(|count| count.trim().parse().ok()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Message;
    use crate::xml::testing::xml;

    #[test]
    fn a_query_is_the_one_of_the_specification() {
        let filter = Filter {
            with: Some(Jid::new("juliet@capulet.lit").unwrap()),
            start: Some(Timestamp(1_275_868_800_000)),
            end: None,
        };
        let expected = xml(
            "<query xmlns='urn:xmpp:mam:2' queryid='q1'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field><field var='with'><value>juliet@capulet.lit</value></field><field var='start'><value>2010-06-07T00:00:00.000Z</value></field></x><set xmlns='http://jabber.org/protocol/rsm'><max>50</max><after>09af3-cc343-b409f</after></set></query>",
        );
        assert_eq!(
            query("q1", &filter, &Page::After(StanzaId("09af3-cc343-b409f".into())), 50),
            expected
        );
    }

    #[test]
    fn pages_go_both_ways() {
        let set = |page: Page| {
            let query = query("q", &Filter::default(), &page, 10);
            String::from(xml::child(&query, "set", ns::RSM).unwrap())
        };
        assert!(set(Page::Before(None)).contains("<before/>"));
        assert!(set(Page::Before(Some(StanzaId("x".into())))).contains("<before>x</before>"));
        assert!(!set(Page::First).contains("before") && !set(Page::First).contains("after"));
    }

    #[test]
    fn the_result_of_xep_0313_is_read() {
        let e = xml(
            "<message id='aeb213' to='juliet@capulet.lit/chamber'><result xmlns='urn:xmpp:mam:2' queryid='f27' id='28482-98726-73623'>
               <forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2010-07-10T23:08:25Z'/>
                 <message xmlns='jabber:client' to='juliet@capulet.lit/balcony' from='romeo@montague.lit/orchard' type='chat'>
                   <body>Call me but love, and I'll be new baptized; Henceforth I never will be Romeo.</body></message>
               </forwarded></result></message>",
        );
        let archived = Message::parse(&e).unwrap().archived.unwrap();
        assert_eq!(
            (archived.query.as_deref(), archived.id.as_str()),
            (Some("f27"), "28482-98726-73623")
        );
        assert_eq!(archived.forwarded.delay.unwrap().stamp, Timestamp(1_278_803_305_000));
        assert!(archived.forwarded.message.body.unwrap().starts_with("Call me"));
    }

    #[test]
    fn the_end_of_a_page_is_read() {
        let fin = Fin::parse(&xml(
            "<fin xmlns='urn:xmpp:mam:2' complete='true' stable='false'><set xmlns='http://jabber.org/protocol/rsm'>
             <first index='0'>28482-98726-73623</first><last>09af3-cc343-b409f</last><count>16</count></set></fin>",
        ));
        let expected = Fin {
            complete: true,
            stable: false,
            first: Some(StanzaId("28482-98726-73623".into())),
            last: Some(StanzaId("09af3-cc343-b409f".into())),
            count: Some(16),
        };
        assert_eq!(fin, Some(expected));
    }

    #[test]
    fn x13_an_end_that_says_nothing_readable_is_not_complete() {
        for count in ["-1", "18446744073709551616", "NaN", "1e9", ""] {
            let text = format!(
                "<fin xmlns='urn:xmpp:mam:2' complete='yes'><set xmlns='http://jabber.org/protocol/rsm'><last/><count>{count}</count></set></fin>"
            );
            assert_eq!(
                Fin::parse(&xml(&text)),
                Some(Fin {
                    stable: true,
                    ..Fin::default()
                }),
                "{count}"
            );
        }
    }
}
