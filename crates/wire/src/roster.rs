//! RFC 6121 §2: the contact list, with roster versioning (§2.6).
//!
//! Deliberately not: pre-approval (§3.4) beyond reading it, and item exchange (XEP-0144). Who may push (our own
//! account only, §2.1.6) is checked by the engine.

use minidom::Element;
use sotto_model::{BareJid, Jid, Subscription};

use crate::{ns, xml};

const ITEMS_MAX: usize = 20_000;
const GROUPS_MAX: usize = 100;
/// Longest name of a contact or group kept, in characters.
const NAME_MAX: usize = 200;

/// One contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The contact's address.
    pub jid: BareJid,
    /// What the user calls them.
    pub name: Option<String>,
    /// Who sees whose presence.
    pub subscription: Subscription,
    /// Our subscription request awaits their answer.
    pub ask: bool,
    /// The groups the user put them into.
    pub groups: Vec<String>,
    /// Their coming request is already granted (§3.4).
    pub approved: bool,
}

/// The whole list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// Its version, to ask only for changes the next time.
    pub ver: Option<String>,
    /// The contacts; those whose address cannot be read are left out.
    pub items: Vec<Item>,
}

/// One change to the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// The version after the change.
    pub ver: Option<String>,
    /// The contact as it is now.
    pub item: Item,
    /// The contact is gone.
    pub removed: bool,
}

impl Roster {
    /// Reads the answer to [`query`]. (An answer without payload means: nothing changed.)
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("query", ns::ROSTER) {
            return None;
        }
        let present = |item: &&Element| item.attr("subscription") != Some("remove");
        let items = xml::children(e, "item", ns::ROSTER)
            .filter(present)
            .filter_map(Item::parse);
        Some(Self {
            ver: ver(e),
            items: items.take(ITEMS_MAX).collect(),
        })
    }
}

impl Push {
    /// Reads the payload of a roster push: exactly one item (§2.1.6).
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("query", ns::ROSTER) {
            return None;
        }
        let mut items = xml::children(e, "item", ns::ROSTER);
        let (item, None) = (items.next()?, items.next()) else {
            return None;
        };
        Some(Self {
            ver: ver(e),
            item: Item::parse(item)?,
            removed: item.attr("subscription") == Some("remove"),
        })
    }
}

impl Item {
    fn parse(e: &Element) -> Option<Self> {
        // Some servers keep items with a resource; the contact is the bare address all the same.
        let jid = Jid::new(e.attr("jid")?).ok()?.into_bare();
        let subscription = match e.attr("subscription") {
            Some("to") => Subscription::To,
            Some("from") => Subscription::From,
            Some("both") => Subscription::Both,
            _ => Subscription::None,
        };
        let groups = xml::children(e, "group", ns::ROSTER).filter_map(|group| label(&group.text()));
        Some(Self {
            jid,
            name: e.attr("name").and_then(label),
            subscription,
            ask: e.attr("ask") == Some("subscribe"),
            groups: groups.take(GROUPS_MAX).collect(),
            approved: xml::flag(e, "approved"),
        })
    }
}

fn ver(e: &Element) -> Option<String> {
    // An empty version is one: "I support versioning and know nothing" (§2.6.2).
    e.attr("ver").filter(|ver| ver.len() <= 1024).map(str::to_owned)
}

fn label(text: &str) -> Option<String> {
    let text: String = text.chars().take(NAME_MAX).collect();
    (!text.trim().is_empty()).then_some(text)
}

/// Asks for the list, or for what changed since `ver`; an empty `ver` asks for everything, with a version.
pub fn query(ver: Option<&str>) -> Element {
    xml::build("query", ns::ROSTER).maybe_attr("ver", ver).done()
}

/// Adds or changes a contact. Name and groups replace what was there.
pub fn set(jid: &BareJid, name: Option<&str>, groups: &[String]) -> Element {
    let item = xml::build("item", ns::ROSTER)
        .attr("jid", jid.as_str())
        .maybe_attr("name", name)
        .children(groups.iter().map(|group| xml::text_element("group", ns::ROSTER, group)));
    xml::build("query", ns::ROSTER).child(item).done()
}

/// Removes a contact, and both subscriptions with it.
pub fn remove(jid: &BareJid) -> Element {
    let item = xml::build("item", ns::ROSTER)
        .attr("jid", jid.as_str())
        .attr("subscription", "remove");
    xml::build("query", ns::ROSTER).child(item).done()
}
