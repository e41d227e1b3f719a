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
