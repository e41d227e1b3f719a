//! XEP-0402 1.2.0: the rooms of an account, on all its devices; with XEP-0492 0.2.0, which of them may disturb. What
//! XEP-0048 1.3 kept in XEP-0049's storage is read, to be taken over.
//!
//! Extensions that are not ours are kept as they are: other programs put theirs there.

use minidom::Element;
use sotto_model::{BareJid, NotifyLevel};

use crate::{ns, xml};

/// Most bookmarks read from the old storage.
const MAX: usize = 1_000;

/// Longest foreign extensions kept, in bytes.
const EXTENSIONS_MAX: usize = 10_000;

/// A room of the account's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bookmark {
    /// What it is called.
    pub name: Option<String>,
    /// To be entered on every device as soon as it is online.
    pub autojoin: bool,
    /// Under which name.
    pub nick: Option<String>,
    /// With which password.
    pub password: Option<String>,
    /// Which messages are told of.
    pub notify: Option<NotifyLevel>,
    /// What other programs keep there, as XML.
    pub extensions: Vec<String>,
}

impl Bookmark {
    /// Reads `<conference/>`.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("conference", ns::BOOKMARKS) {
            return None;
        }
        let mut bookmark = Self::common(e, ns::BOOKMARKS);
        let mut room_left = EXTENSIONS_MAX;
        for extension in xml::child(e, "extensions", ns::BOOKMARKS)
            .into_iter()
            .flat_map(Element::children)
        {
            if extension.is("notify", ns::NOTIFY) {
                bookmark.notify = notify(extension);
                continue;
            }
            let text = String::from(extension);
            if let Some(left) = room_left.checked_sub(text.len()) {
                room_left = left;
                bookmark.extensions.push(text);
            }
        }
        Some(bookmark)
    }

    fn common(e: &Element, namespace: &str) -> Self {
        Self {
            name: xml::id(e, "name"),
            autojoin: xml::flag(e, "autojoin"),
            nick: xml::child_text(e, "nick", namespace),
            password: xml::child_text(e, "password", namespace),
            notify: None,
            extensions: Vec::new(),
        }
    }

    /// The element to publish.
    pub fn to_element(&self) -> Element {
        let level = self.notify.map(|level| {
            let name = match level {
                NotifyLevel::All => "always",
                NotifyLevel::Mentions => "on-mention",
                NotifyLevel::Never => "never",
            };
            xml::build("notify", ns::NOTIFY)
                .child(xml::build(name, ns::NOTIFY))
                .done()
        });
        let foreign = self.extensions.iter().filter_map(|text| text.parse::<Element>().ok());
        let extensions: Vec<Element> = level.into_iter().chain(foreign).collect();
        xml::build("conference", ns::BOOKMARKS)
            .maybe_attr("name", self.name.as_deref())
            .maybe_attr("autojoin", self.autojoin.then_some("true"))
            .maybe(
                self.nick
                    .as_deref()
                    .map(|nick| xml::text_element("nick", ns::BOOKMARKS, nick)),
            )
            .maybe(
                self.password
                    .as_deref()
                    .map(|password| xml::text_element("password", ns::BOOKMARKS, password)),
            )
            .maybe((!extensions.is_empty()).then(|| xml::build("extensions", ns::BOOKMARKS).children(extensions)))
            .done()
    }
}

fn notify(e: &Element) -> Option<NotifyLevel> {
    e.children()
        .filter(|child| child.has_ns(ns::NOTIFY))
        .find_map(|child| match child.name() {
            "always" => Some(NotifyLevel::All),
            "on-mention" => Some(NotifyLevel::Mentions),
            "never" => Some(NotifyLevel::Never),
            _ => None,
        })
}

/// Asks for the old storage.
pub fn old_request() -> Element {
    xml::build("query", ns::PRIVATE)
        .child(xml::build("storage", ns::BOOKMARKS_OLD))
        .done()
}

/// Reads the answer to [`old_request`].
pub fn parse_old(e: &Element) -> Vec<(BareJid, Bookmark)> {
    let storage = xml::child(e, "storage", ns::BOOKMARKS_OLD);
    let rooms = storage
        .into_iter()
        .flat_map(|storage| xml::children(storage, "conference", ns::BOOKMARKS_OLD));
    rooms
        .filter_map(|e| Some((xml::parsed(e, "jid")?, Bookmark::common(e, ns::BOOKMARKS_OLD))))
        .take(MAX)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn the_bookmark_of_xep_0402_is_read_and_what_is_not_ours_kept() {
        let e = xml(
            "<conference xmlns='urn:xmpp:bookmarks:1' name='Council of Oberon' autojoin='true'><nick>Puck</nick><password>x</password><extensions>\
             <notify xmlns='urn:xmpp:notification-settings:1'><on-mention/></notify><state xmlns='http://myclient.example/bookmark/state' minimized='true'/></extensions></conference>",
        );
        let bookmark = Bookmark::parse(&e).unwrap();
        assert_eq!(bookmark.name.as_deref(), Some("Council of Oberon"));
        assert_eq!((bookmark.autojoin, bookmark.nick.as_deref()), (true, Some("Puck")));
        assert_eq!(bookmark.notify, Some(NotifyLevel::Mentions));
        assert!(bookmark.extensions[0].contains("minimized"));
        assert_eq!(Bookmark::parse(&bookmark.to_element()), Some(bookmark));
    }

    #[test]
    fn the_old_storage_is_read() {
        let old = parse_old(&xml(
            "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'>
             <conference name='Council of Oberon' autojoin='true' jid='council@conference.underhill.org'><nick>Puck</nick></conference>
             <conference jid='@'/><url name='x' url='https://x'/></storage></query>",
        ));
        assert_eq!(old.len(), 1);
        assert_eq!(old[0].0.as_str(), "council@conference.underhill.org");
        assert_eq!(old[0].1.nick.as_deref(), Some("Puck"));
    }

    #[test]
    fn x04_extensions_without_end_are_cut() {
        let many = format!("<e xmlns='urn:x'>{}</e>", "x".repeat(6_000)).repeat(5);
        let e = xml(&format!(
            "<conference xmlns='urn:xmpp:bookmarks:1'><extensions>{many}</extensions></conference>"
        ));
        assert_eq!(Bookmark::parse(&e).unwrap().extensions.len(), 1);
    }
}
