//! XEP-0380 0.4.0: explicit message encryption.
//!
//! Tells apart "encrypted by something we do not speak" from "not encrypted". The name is only a label for
//! people and never decides anything.

use minidom::Element;

use crate::{ns, xml};

/// Longest label kept, in characters.
const NAME_MAX: usize = 100;

/// How a message says it was encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// The namespace of the encryption.
    pub namespace: String,
    /// What people call it.
    pub name: Option<String>,
}

impl Method {
    /// Legacy OMEMO.
    pub fn omemo_legacy() -> Self {
        Self {
            namespace: ns::OMEMO_LEGACY.to_owned(),
            name: Some("OMEMO".to_owned()),
        }
    }

    /// OMEMO 2.
    pub fn omemo2() -> Self {
        Self {
            namespace: ns::OMEMO_2.to_owned(),
            name: Some("OMEMO".to_owned()),
        }
    }

    /// OpenPGP, old or new.
    pub fn openpgp(namespace: &str) -> Self {
        Self {
            namespace: namespace.to_owned(),
            name: Some("OpenPGP".to_owned()),
        }
    }

    /// Reads `<encryption/>`.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("encryption", ns::EME) {
            return None;
        }
        let name = e.attr("name").map(|name| name.chars().take(NAME_MAX).collect());
        Some(Self {
            namespace: xml::id(e, "namespace")?,
            name,
        })
    }

    /// The element that [`parse`](Self::parse) reads.
    pub fn to_element(&self) -> Element {
        xml::build("encryption", ns::EME)
            .maybe_attr("name", self.name.as_deref())
            .attr("namespace", &self.namespace)
            .done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn the_example_of_xep_0380_is_read() {
        let method = Method::parse(&xml(
            "<encryption xmlns='urn:xmpp:eme:0' name='Custom' namespace='im:example:customencryption'/>",
        ));
        let expected = Method {
            namespace: "im:example:customencryption".into(),
            name: Some("Custom".into()),
        };
        assert_eq!(method.as_ref(), Some(&expected));
        assert_eq!(Method::parse(&expected.to_element()), method);
    }
}
