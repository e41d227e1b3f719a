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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::Form;
    use crate::xml::testing::xml;

    const SIMPLE: &str = "<identity category='client' type='pc' name='Exodus 0.9.1'/>
        <feature var='http://jabber.org/protocol/caps'/><feature var='http://jabber.org/protocol/muc'/>
        <feature var='http://jabber.org/protocol/disco#items'/><feature var='http://jabber.org/protocol/disco#info'/>";
    const COMPLEX: &str = "<identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>
        <identity xml:lang='el' category='client' name='Ψ 0.11' type='pc'/>
        <feature var='http://jabber.org/protocol/caps'/><feature var='http://jabber.org/protocol/disco#info'/>
        <feature var='http://jabber.org/protocol/disco#items'/><feature var='http://jabber.org/protocol/muc'/>
        <x xmlns='jabber:x:data' type='result'>
          <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>
          <field var='os'><value>Mac</value></field>
          <field var='ip_version' type='text-multi'><value>ipv6</value><value>ipv4</value></field>
          <field var='os_version'><value>10.5.1</value></field><field var='software'><value>Psi</value></field>
          <field var='software_version'><value>0.11</value></field></x>";

    fn info(content: &str) -> Info {
        Info::parse(&xml(&format!(
            "<query xmlns='http://jabber.org/protocol/disco#info'>{content}</query>"
        )))
        .unwrap()
    }

    fn caps(ver: &str) -> Caps {
        Caps {
            hash: "sha-1".into(),
            node: "http://psi-im.org".into(),
            ver: ver.into(),
        }
    }

    #[test]
    fn the_examples_of_section_5_give_their_hashes() {
        assert_eq!(verification(&info(SIMPLE)), "QgayPKawpkPSDYmwT/WM94uAlu0=");
        assert_eq!(verification(&info(COMPLEX)), "q07IKJEyjvHSyhy//CH0CxmKi8w=");
        assert_eq!(
            verify(&caps("q07IKJEyjvHSyhy//CH0CxmKi8w="), &info(COMPLEX)),
            Verdict::Valid
        );
    }

    #[test]
    fn r22_an_answer_about_something_else_proves_nothing() {
        assert_eq!(
            verify(&caps("q07IKJEyjvHSyhy//CH0CxmKi8w="), &info(SIMPLE)),
            Verdict::Mismatch
        );
        let md5 = Caps {
            hash: "md5".into(),
            ..caps("QgayPKawpkPSDYmwT/WM94uAlu0=")
        };
        assert_eq!(verify(&md5, &info(SIMPLE)), Verdict::UnknownHash);
    }

    #[test]
    fn r22_what_section_5_4_calls_ill_formed_proves_nothing_whatever_its_hash() {
        let form = |kind: &str, types: &str| {
            format!("<x xmlns='jabber:x:data'><field var='FORM_TYPE' type='{kind}'>{types}</field></x>")
        };
        let (once, other) = (
            form("hidden", "<value>a</value>"),
            form("hidden", "<value>a</value><value>b</value>"),
        );
        for double in [
            "<identity category='client' type='pc' name='Exodus 0.9.1'/>".to_owned(),
            "<feature var='http://jabber.org/protocol/muc'/>".to_owned(),
            format!("{once}{once}"),
            other,
        ] {
            let info = info(&format!("{SIMPLE}{double}"));
            assert_eq!(
                verify(&caps(&verification(&info)), &info),
                Verdict::IllFormed,
                "{double}"
            );
        }
    }

    #[test]
    fn a_form_without_hidden_type_is_ignored() {
        let open = "<x xmlns='jabber:x:data'><field var='FORM_TYPE'><value>a</value></field><field var='b'><value>c</value></field></x>";
        let none = "<x xmlns='jabber:x:data'><field var='b'><value>c</value></field></x>";
        for form in [open, none] {
            let info = info(&format!("{SIMPLE}{form}"));
            assert_eq!(
                verify(&caps("QgayPKawpkPSDYmwT/WM94uAlu0="), &info),
                Verdict::Valid,
                "{form}"
            );
        }
    }

    #[test]
    fn the_four_characters_of_an_escaped_bracket_are_not_a_bracket() {
        let honest = info("<feature var='a'/><feature var='b'/>");
        let forged = info("<feature var='a&amp;lt;b'/>");
        assert_ne!(verification(&honest), verification(&forged));
    }

    #[test]
    fn our_own_announcement_is_proved_by_our_own_answer() {
        let mut info = info(SIMPLE);
        info.forms
            .push(Form::new("urn:xmpp:dataforms:softwareinfo").with("software", "Sotto"));
        let caps = Caps::announce("https://sotto.example", &info);
        assert_eq!(verify(&caps, &Info::parse(&info.to_element()).unwrap()), Verdict::Valid);
        assert_eq!(Caps::parse(&caps.to_element()), Some(caps));
    }

    #[test]
    fn the_format_before_version_1_4_is_ignored() {
        assert_eq!(
            Caps::parse(&xml(
                "<c xmlns='http://jabber.org/protocol/caps' node='http://x' ver='1.0' ext='a b'/>"
            )),
            None
        );
    }
}
