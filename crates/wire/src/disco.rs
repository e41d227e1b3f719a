//! XEP-0030 2.5.0 and XEP-0128 1.0.1: what an entity is, can do and contains.
//!
//! Deliberately not: paging of items, and the actions that were never used.

use std::collections::BTreeSet;

use minidom::Element;
use sotto_model::Jid;

use crate::forms::Form;
use crate::{ns, xml};

const IDENTITIES_MAX: usize = 100;
const FEATURES_MAX: usize = 2000;
const FORMS_MAX: usize = 20;
const ITEMS_MAX: usize = 2000;

/// What an entity is and can do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// What was asked about.
    pub node: Option<String>,
    /// What it is.
    pub identities: Vec<Identity>,
    /// What it can do.
    pub features: BTreeSet<String>,
    /// More about it (XEP-0128).
    pub forms: Vec<Form>,
    /// Something occurred twice or was cut off, so it proves no capabilities hash (XEP-0115 §5.4).
    pub ill_formed: bool,
}

/// What an entity is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// Such as `client` or `server`.
    pub category: String,
    /// Such as `pc`.
    pub kind: String,
    /// The language of the name, or empty.
    pub lang: String,
    /// What it calls itself, or empty.
    pub name: String,
}

impl Info {
    /// Whether it can do this.
    pub fn has(&self, feature: &str) -> bool {
        self.features.contains(feature)
    }

    /// Reads the answer to [`info_request`].
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("query", ns::DISCO_INFO) {
            return None;
        }
        let mut info = Self {
            node: xml::id(e, "node"),
            ..Self::default()
        };
        for child in e.children() {
            if child.is("identity", ns::DISCO_INFO) {
                info.add_identity(child);
            } else if child.is("feature", ns::DISCO_INFO) {
                info.add_feature(child);
            } else if let Some(form) = Form::parse(child) {
                info.add_form(form);
            }
        }
        Some(info)
    }

    fn add_identity(&mut self, e: &Element) {
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        let identity = Identity {
            category: text(e.attr("category")),
            kind: text(e.attr("type")),
            lang: text(e.attr_ns(ns::XML, "lang")),
            name: text(e.attr("name")),
        };
        if self.identities.len() >= IDENTITIES_MAX || self.identities.contains(&identity) {
            self.ill_formed = true;
        } else {
            self.identities.push(identity);
        }
    }

    fn add_feature(&mut self, e: &Element) {
        let Some(feature) = xml::id(e, "var") else {
            return;
        };
        if self.features.len() >= FEATURES_MAX || !self.features.insert(feature) {
            self.ill_formed = true;
        }
    }

    /// XEP-0115 §5.4 rule 3.5: two forms of one type, or a type with two values, are ill-formed.
    fn add_form(&mut self, form: Form) {
        if let Some(form_type) = form.form_type() {
            let twice = self
                .forms
                .iter()
                .any(|other| other.form_type().is_some_and(|o| o.values == form_type.values));
            let ambiguous = form_type
                .values
                .iter()
                .any(|value| Some(value) != form_type.values.first());
            self.ill_formed |= twice || ambiguous;
        }
        if self.forms.len() >= FORMS_MAX {
            self.ill_formed = true;
        } else {
            self.forms.push(form);
        }
    }

    /// Our own answer.
    pub fn to_element(&self) -> Element {
        xml::build("query", ns::DISCO_INFO)
            .maybe_attr("node", self.node.as_deref())
            .children(self.identities.iter().map(Identity::to_element))
            .children(
                self.features
                    .iter()
                    .map(|var| xml::build("feature", ns::DISCO_INFO).attr("var", var)),
            )
            .children(self.forms.iter().map(|form| form.to_element("result")))
            .done()
    }
}

impl Identity {
    fn to_element(&self) -> Element {
        fn given(text: &str) -> Option<&str> {
            (!text.is_empty()).then_some(text)
        }
        xml::build("identity", ns::DISCO_INFO)
            .attr("category", &self.category)
            .attr("type", &self.kind)
            .maybe_lang(given(&self.lang))
            .maybe_attr("name", given(&self.name))
            .done()
    }
}

/// Asks what an entity can do.
pub fn info_request(node: Option<&str>) -> Element {
    xml::build("query", ns::DISCO_INFO).maybe_attr("node", node).done()
}

/// What belongs to an entity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Items {
    /// What was asked about.
    pub node: Option<String>,
    /// The parts; those whose address cannot be read are left out.
    pub items: Vec<Item>,
}

/// Something that belongs to an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Where it is.
    pub jid: Jid,
    /// Which part of that address.
    pub node: Option<String>,
    /// What it calls itself.
    pub name: Option<String>,
}

impl Items {
    /// Reads the answer to [`items_request`].
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("query", ns::DISCO_ITEMS) {
            return None;
        }
        let items = xml::children(e, "item", ns::DISCO_ITEMS)
            .filter_map(Item::parse)
            .take(ITEMS_MAX);
        Some(Self {
            node: xml::id(e, "node"),
            items: items.collect(),
        })
    }

    /// Our own answer.
    pub fn to_element(&self) -> Element {
        let item = |item: &Item| {
            xml::build("item", ns::DISCO_ITEMS)
                .attr("jid", item.jid.as_str())
                .maybe_attr("node", item.node.as_deref())
                .maybe_attr("name", item.name.as_deref())
        };
        xml::build("query", ns::DISCO_ITEMS)
            .maybe_attr("node", self.node.as_deref())
            .children(self.items.iter().map(item))
            .done()
    }
}

impl Item {
    fn parse(e: &Element) -> Option<Self> {
        Some(Self {
            jid: xml::parsed(e, "jid")?,
            node: e.attr("node").map(str::to_owned),
            name: e.attr("name").map(str::to_owned),
        })
    }
}

/// Asks what belongs to an entity.
pub fn items_request(node: Option<&str>) -> Element {
    xml::build("query", ns::DISCO_ITEMS).maybe_attr("node", node).done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn the_answer_of_a_server_is_read() {
        let info = Info::parse(&xml(
            "<query xmlns='http://jabber.org/protocol/disco#info'><identity category='server' type='im' name='Prosody'/>
             <identity category='pubsub' type='pep'/><feature var='urn:xmpp:mam:2'/><feature/><feature var=''/><other xmlns='urn:x'/></query>",
        ))
        .unwrap();
        assert!(info.has("urn:xmpp:mam:2") && !info.has("urn:xmpp:carbons:2") && !info.ill_formed);
        assert_eq!(info.features.len(), 1);
        assert_eq!(info.identities[1].kind, "pep");
        assert_eq!(Info::parse(&info.to_element()), Some(info));
    }

    #[test]
    fn endless_answers_are_cut_and_prove_nothing() {
        let features: String = (0..5000).map(|n| format!("<feature var='f{n}'/>")).collect();
        let info = Info::parse(&xml(&format!(
            "<query xmlns='http://jabber.org/protocol/disco#info'>{features}</query>"
        )))
        .unwrap();
        assert_eq!(info.features.len(), FEATURES_MAX);
        assert!(info.ill_formed);
    }

    #[test]
    fn items_without_a_readable_address_are_left_out() {
        let items = Items::parse(&xml(
            "<query xmlns='http://jabber.org/protocol/disco#items'><item jid='conference.a.lit' name='Rooms'/><item/><item jid='@'/></query>",
        ))
        .unwrap();
        assert_eq!(items.items.len(), 1);
        assert_eq!(Items::parse(&items.to_element()), Some(items));
    }

    #[test]
    fn requests_name_the_node_they_are_about() {
        assert_eq!(
            info_request(Some("n")),
            xml("<query xmlns='http://jabber.org/protocol/disco#info' node='n'/>")
        );
        assert_eq!(
            items_request(None),
            xml("<query xmlns='http://jabber.org/protocol/disco#items'/>")
        );
    }
}
