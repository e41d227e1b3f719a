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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    const CONTACT: &str =
        "<item jid='nurse@capulet.lit' name='Nurse' subscription='both' ask='subscribe' approved='true'>
        <group>Servants</group><group>Home</group><group/></item>";

    fn roster(items: &str) -> Roster {
        Roster::parse(&xml(&format!(
            "<query xmlns='jabber:iq:roster' ver='ver11'>{items}</query>"
        )))
        .unwrap()
    }

    #[test]
    fn a_contact_is_read_with_everything_the_server_says() {
        let roster = roster(CONTACT);
        assert_eq!(roster.ver.as_deref(), Some("ver11"));
        let nurse = Item {
            jid: BareJid::new("nurse@capulet.lit").unwrap(),
            name: Some("Nurse".into()),
            subscription: Subscription::Both,
            ask: true,
            groups: vec!["Servants".into(), "Home".into()],
            approved: true,
        };
        assert_eq!(roster.items, [nurse]);
    }

    #[test]
    fn an_item_that_cannot_be_read_does_not_take_the_list_with_it() {
        let roster = roster(
            "<item/><item jid='@'/><item jid='a@b' subscription='odd' name=' '/><item jid='c@d' subscription='remove'/><item xmlns='urn:x' jid='e@f'/>",
        );
        let names: Vec<_> = roster
            .items
            .iter()
            .map(|item| (item.jid.as_str(), item.subscription, item.name.clone()))
            .collect();
        assert_eq!(names, [("a@b", Subscription::None, None)]);
    }

    #[test]
    fn r08_a_list_of_a_hundred_thousand_is_cut() {
        assert_eq!(roster(&"<item jid='a@b'/>".repeat(100_000)).items.len(), ITEMS_MAX);
    }

    #[test]
    fn a_push_has_exactly_one_item() {
        let push = |items: &str| Push::parse(&xml(&format!("<query xmlns='jabber:iq:roster' ver=''>{items}</query>")));
        assert!(!push(CONTACT).unwrap().removed);
        assert_eq!(push(CONTACT).unwrap().ver.as_deref(), Some(""));
        assert!(push("<item jid='a@b' subscription='remove'/>").unwrap().removed);
        for not_one in ["", "<item jid='@'/>", "<item jid='a@b'/><item jid='c@d'/>"] {
            assert_eq!(push(not_one), None, "{not_one}");
        }
    }

    #[test]
    fn requests_are_those_of_rfc_6121() {
        let romeo = BareJid::new("romeo@montague.lit").unwrap();
        assert_eq!(query(None), xml("<query xmlns='jabber:iq:roster'/>"));
        assert_eq!(query(Some("")), xml("<query xmlns='jabber:iq:roster' ver=''/>"));
        assert_eq!(
            set(&romeo, Some("Romeo"), &["Friends".into()]),
            xml(
                "<query xmlns='jabber:iq:roster'><item jid='romeo@montague.lit' name='Romeo'><group>Friends</group></item></query>"
            )
        );
        assert_eq!(
            remove(&romeo),
            xml("<query xmlns='jabber:iq:roster'><item jid='romeo@montague.lit' subscription='remove'/></query>")
        );
    }
}
