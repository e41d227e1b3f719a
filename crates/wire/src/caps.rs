//! XEP-0115 1.6.0: entity capabilities.
//!
//! SHA-1 only, which is what everybody sends; other hashes are not verified and so never shared between
//! contacts. The string that is hashed has no escaping, so two different answers can be made to share a hash
//! (§8.1): a verified answer may be reused for whoever announces that hash, but decides nothing that matters
//! for security. Deliberately not: the format before version 1.4 (no `hash` attribute), and XEP-0390.

use minidom::Element;
use sha1::{Digest as _, Sha1};

use crate::disco::Info;
use crate::forms::{Field, Form};
use crate::{ns, xml};

/// What a presence says about the sender's abilities.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Caps {
    /// The hash function, such as `sha-1`.
    pub hash: String,
    /// The software.
    pub node: String,
    /// The hash of the abilities.
    pub ver: String,
}

/// What became of comparing an answer to the announced hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The answer holds for everybody who announces that hash.
    Valid,
    /// The answer is about something else: use it for nobody but its sender.
    Mismatch,
    /// The answer breaks a rule of §5.4: use it for nobody but its sender.
    IllFormed,
    /// A hash function that we do not know: use it for nobody but its sender.
    UnknownHash,
}

impl Caps {
    /// Our own announcement.
    pub fn announce(node: &str, info: &Info) -> Self {
        Self {
            hash: "sha-1".to_owned(),
            node: node.to_owned(),
            ver: verification(info),
        }
    }

    /// Reads `<c/>`.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("c", ns::CAPS) {
            return None;
        }
        Some(Self {
            hash: xml::id(e, "hash")?,
            node: xml::id(e, "node")?,
            ver: xml::id(e, "ver")?,
        })
    }

    /// The element that [`parse`](Self::parse) reads.
    pub fn to_element(&self) -> Element {
        xml::build("c", ns::CAPS)
            .attr("hash", &self.hash)
            .attr("node", &self.node)
            .attr("ver", &self.ver)
            .done()
    }

    /// The node to ask about (§6.2).
    pub fn disco_node(&self) -> String {
        format!("{}#{}", self.node, self.ver)
    }
}

/// Whether `info` is what `caps` announces (§5.4).
pub fn verify(caps: &Caps, info: &Info) -> Verdict {
    if caps.hash != "sha-1" {
        Verdict::UnknownHash
    } else if info.ill_formed {
        Verdict::IllFormed
    } else if verification(info) == caps.ver {
        Verdict::Valid
    } else {
        Verdict::Mismatch
    }
}

/// The verification string of §5.1: SHA-1, in base64.
pub fn verification(info: &Info) -> String {
    let mut identities: Vec<_> = info
        .identities
        .iter()
        .map(|i| (&i.category, &i.kind, &i.lang, &i.name))
        .collect();
    identities.sort();
    let mut text: String = identities
        .into_iter()
        .map(|(a, b, c, d)| format!("{a}/{b}/{c}/{d}<"))
        .collect();
    for feature in &info.features {
        push(&mut text, feature);
    }
    let mut forms: Vec<_> = info
        .forms
        .iter()
        .filter_map(|form| Some((form.form_type()?.values.first()?, form)))
        .collect();
    forms.sort_by_key(|(form_type, _)| *form_type);
    for (form_type, form) in forms {
        push(&mut text, form_type);
        push_fields(&mut text, form);
    }
    xml::encode(&Sha1::digest(text))
}

fn push_fields(text: &mut String, form: &Form) {
    let mut fields: Vec<&Field> = form.fields.iter().filter(|field| field.var != "FORM_TYPE").collect();
    fields.sort_by_key(|field| &field.var);
    for field in fields {
        push(text, &field.var);
        let mut values: Vec<&String> = field.values.iter().collect();
        values.sort();
        values.into_iter().for_each(|value| push(text, value));
    }
}

fn push(text: &mut String, part: &str) {
    text.push_str(part);
    text.push('<');
}
