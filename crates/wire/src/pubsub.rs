//! XEP-0060 1.30.0, as far as personal eventing (XEP-0163 1.2.2) uses it.
//!
//! Events, fetching, publishing with options, configuring and deleting. Deliberately not: subscriptions by hand,
//! affiliations, collections and paging. Whose node an event is about is told by the message's `from` alone.

use minidom::Element;

use crate::forms::Form;
use crate::{ns, xml};

/// Most items kept of one event or answer.
const ITEMS_MAX: usize = 1000;

/// Something changed in a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Which node.
    pub node: String,
    /// What changed.
    pub change: Change,
}

/// What changed in a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// These were published.
    Items(Vec<Item>),
    /// These, by id, were taken back.
    Retracted(Vec<String>),
    /// Everything was taken back.
    Purged,
    /// The node is gone.
    Deleted,
}

/// Something published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id in the node.
    pub id: Option<String>,
    /// What was published.
    pub payload: Option<Element>,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Items {
    /// Which node.
    pub node: String,
    /// Newest first or last: servers differ.
    pub items: Vec<Item>,
}

impl Event {
    /// Reads `<event/>`; nothing for changes that do not concern us, such as a new configuration.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("event", ns::PUBSUB_EVENT) {
            return None;
        }
        let change = e.children().find(|c| c.has_ns(ns::PUBSUB_EVENT))?;
        let node = xml::id(change, "node")?;
        let change = match change.name() {
            "items" => Self::items(change),
            "purge" => Change::Purged,
            "delete" => Change::Deleted,
            _ => return None,
        };
        Some(Self { node, change })
    }

    fn items(e: &Element) -> Change {
        let retracted: Vec<String> = xml::children(e, "retract", ns::PUBSUB_EVENT)
            .filter_map(|r| xml::id(r, "id"))
            .take(ITEMS_MAX)
            .collect();
        let items = items(e, ns::PUBSUB_EVENT);
        // The schema allows one or the other, never both.
        if items.is_empty() && !retracted.is_empty() {
            Change::Retracted(retracted)
        } else {
            Change::Items(items)
        }
    }
}

impl Items {
    /// Reads the answer to [`items_request`] and [`item_request`].
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("pubsub", ns::PUBSUB) {
            return None;
        }
        let list = xml::child(e, "items", ns::PUBSUB)?;
        Some(Self {
            node: xml::id(list, "node")?,
            items: items(list, ns::PUBSUB),
        })
    }
}

fn items(e: &Element, namespace: &'static str) -> Vec<Item> {
    let item = |e: &Element| Item {
        id: xml::id(e, "id"),
        payload: e.children().next().cloned(),
    };
    xml::children(e, "item", namespace).map(item).take(ITEMS_MAX).collect()
}

/// Asks for what a node holds, or for its `max` newest items.
pub fn items_request(node: &str, max: Option<u32>) -> Element {
    let max = max.map(|max| max.to_string());
    let items = xml::build("items", ns::PUBSUB)
        .attr("node", node)
        .maybe_attr("max_items", max.as_deref());
    xml::build("pubsub", ns::PUBSUB).child(items).done()
}

/// Asks for one item.
pub fn item_request(node: &str, item_id: &str) -> Element {
    let item = xml::build("item", ns::PUBSUB).attr("id", item_id);
    let items = xml::build("items", ns::PUBSUB).attr("node", node).child(item);
    xml::build("pubsub", ns::PUBSUB).child(items).done()
}

/// Publishes, replacing the item of the same id. With options the server refuses where the node is configured
/// otherwise (§7.1.5: `conflict`), so that a secret never lands in an open node.
pub fn publish(node: &str, item_id: &str, payload: Element, options: Option<&Options>) -> Element {
    let item = xml::build("item", ns::PUBSUB).attr("id", item_id).child(payload);
    let form = options.map(|options| options.form(ns::PUBSUB_PUBLISH_OPTIONS).to_element("submit"));
    xml::build("pubsub", ns::PUBSUB)
        .child(xml::build("publish", ns::PUBSUB).attr("node", node).child(item))
        .maybe(form.map(|form| xml::build("publish-options", ns::PUBSUB).child(form)))
        .done()
}

/// Takes one item back, and tells the subscribers.
pub fn retract(node: &str, item_id: &str) -> Element {
    let item = xml::build("item", ns::PUBSUB).attr("id", item_id);
    let retract = xml::build("retract", ns::PUBSUB)
        .attr("node", node)
        .attr("notify", "true")
        .child(item);
    xml::build("pubsub", ns::PUBSUB).child(retract).done()
}

/// Deletes a node of ours.
pub fn delete_node(node: &str) -> Element {
    let delete = xml::build("delete", ns::PUBSUB_OWNER).attr("node", node);
    xml::build("pubsub", ns::PUBSUB_OWNER).child(delete).done()
}

/// Asks how a node of ours is configured.
pub fn configure_request(node: &str) -> Element {
    let configure = xml::build("configure", ns::PUBSUB_OWNER).attr("node", node);
    xml::build("pubsub", ns::PUBSUB_OWNER).child(configure).done()
}

/// Configures a node of ours.
pub fn configure(node: &str, options: &Options) -> Element {
    let form = options.form(ns::PUBSUB_NODE_CONFIG).to_element("submit");
    let configure = xml::build("configure", ns::PUBSUB_OWNER).attr("node", node).child(form);
    xml::build("pubsub", ns::PUBSUB_OWNER).child(configure).done()
}

/// How a node is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Who may read it.
    pub access: Access,
    /// Items outlive the server's restart, and are there for who comes later.
    pub persist: bool,
    /// How many items it holds; nothing leaves that to the server.
    pub max_items: Option<MaxItems>,
    /// Whether who comes later is told the last item unasked; nothing leaves that to the server.
    pub send_last: Option<bool>,
}

/// Who may read a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Everybody.
    Open,
    /// Nobody but the owner's own devices, unless listed.
    Whitelist,
    /// Contacts that see our presence.
    Presence,
}

impl Access {
    /// The value of `pubsub#access_model`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Whitelist => "whitelist",
            Self::Presence => "presence",
        }
    }
}

/// How many items a node holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MaxItems {
    /// So many.
    Count(u32),
    /// As many as the server allows.
    Max,
}

impl Options {
    /// For our own devices alone, all items kept and none sent unasked (XEP-0490 §4.1).
    pub const DIARY: Self = Self {
        access: Access::Whitelist,
        persist: true,
        max_items: Some(MaxItems::Max),
        send_last: Some(false),
    };

    /// For our own devices alone, where the server knows no more than that.
    pub const PRIVATE: Self = Self {
        access: Access::Whitelist,
        persist: true,
        max_items: None,
        send_last: None,
    };

    fn form(&self, form_type: &str) -> Form {
        let max_items = self.max_items.map(|max| match max {
            MaxItems::Count(count) => count.to_string(),
            MaxItems::Max => "max".to_owned(),
        });
        Form::new(form_type)
            .with("pubsub#access_model", self.access.name())
            .with("pubsub#persist_items", if self.persist { "true" } else { "false" })
            .maybe("pubsub#max_items", max_items.as_deref())
            .maybe(
                "pubsub#send_last_published_item",
                self.send_last
                    .map(|on| if on { "on_sub_and_presence" } else { "never" }),
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    fn event(content: &str) -> Option<Event> {
        Event::parse(&xml(&format!(
            "<event xmlns='http://jabber.org/protocol/pubsub#event'>{content}</event>"
        )))
    }

    #[test]
    fn everything_that_can_happen_to_a_node_is_told_apart() {
        let items = event("<items node='n'><item id='1'><entry xmlns='urn:x'/></item><item/></items>").unwrap();
        let entry = Item {
            id: Some("1".into()),
            payload: Some(xml("<entry xmlns='urn:x'/>")),
        };
        assert_eq!(items.node, "n");
        assert_eq!(
            items.change,
            Change::Items(vec![
                entry,
                Item {
                    id: None,
                    payload: None
                }
            ])
        );
        let retracted = event("<items node='n'><retract id='1'/><retract id='2'/><retract/></items>").unwrap();
        assert_eq!(retracted.change, Change::Retracted(vec!["1".into(), "2".into()]));
        assert_eq!(event("<purge node='n'/>").unwrap().change, Change::Purged);
        assert_eq!(
            event("<delete node='n'><redirect uri='xmpp:x'/></delete>")
                .unwrap()
                .change,
            Change::Deleted
        );
        assert_eq!(event("<items node='n'/>").unwrap().change, Change::Items(vec![]));
    }

    #[test]
    fn events_that_name_no_node_or_concern_nobody_are_ignored() {
        for content in [
            "",
            "<items/>",
            "<items node=''/>",
            "<configuration node='n'/>",
            "<subscription node='n'/>",
            "<items xmlns='urn:x' node='n'/>",
        ] {
            assert_eq!(event(content), None, "{content}");
        }
    }

    #[test]
    fn the_answer_to_a_request_is_read() {
        let e = xml(
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='n'><item id='current'><list xmlns='urn:x'/></item></items></pubsub>",
        );
        let items = Items::parse(&e).unwrap();
        assert_eq!((items.node.as_str(), items.items.len()), ("n", 1));
        assert_eq!(
            Items::parse(&xml("<pubsub xmlns='http://jabber.org/protocol/pubsub'/>")),
            None
        );
    }

    #[test]
    fn endless_lists_are_cut() {
        let many = "<item id='1'/>".repeat(5000);
        let Change::Items(items) = event(&format!("<items node='n'>{many}</items>")).unwrap().change else {
            panic!("not items")
        };
        assert_eq!(items.len(), ITEMS_MAX);
    }

    #[test]
    fn publishing_states_how_the_node_must_be() {
        let options = Options {
            access: Access::Open,
            persist: true,
            max_items: Some(MaxItems::Max),
            send_last: None,
        };
        let expected = xml(
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='n'><item id='current'><p xmlns='urn:x'/></item></publish><publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/pubsub#publish-options</value></field><field var='pubsub#access_model'><value>open</value></field><field var='pubsub#persist_items'><value>true</value></field><field var='pubsub#max_items'><value>max</value></field></x></publish-options></pubsub>",
        );
        assert_eq!(
            publish("n", "current", xml("<p xmlns='urn:x'/>"), Some(&options)),
            expected
        );
    }

    #[test]
    fn the_other_requests_are_those_of_the_specification() {
        let ns = "xmlns='http://jabber.org/protocol/pubsub'";
        assert_eq!(
            items_request("n", Some(1)),
            xml(&format!("<pubsub {ns}><items node='n' max_items='1'/></pubsub>"))
        );
        assert_eq!(
            item_request("n", "i"),
            xml(&format!("<pubsub {ns}><items node='n'><item id='i'/></items></pubsub>"))
        );
        assert_eq!(
            retract("n", "i"),
            xml(&format!(
                "<pubsub {ns}><retract node='n' notify='true'><item id='i'/></retract></pubsub>"
            ))
        );
        let owner = "xmlns='http://jabber.org/protocol/pubsub#owner'";
        assert_eq!(
            delete_node("n"),
            xml(&format!("<pubsub {owner}><delete node='n'/></pubsub>"))
        );
        assert_eq!(
            configure_request("n"),
            xml(&format!("<pubsub {owner}><configure node='n'/></pubsub>"))
        );
        let options = Options {
            access: Access::Whitelist,
            persist: false,
            max_items: Some(MaxItems::Count(1)),
            send_last: None,
        };
        let form = "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/pubsub#node_config</value></field><field var='pubsub#access_model'><value>whitelist</value></field><field var='pubsub#persist_items'><value>false</value></field><field var='pubsub#max_items'><value>1</value></field></x>";
        assert_eq!(
            configure("n", &options),
            xml(&format!(
                "<pubsub {owner}><configure node='n'>{form}</configure></pubsub>"
            ))
        );
    }
}
