//! Which of the encrypted contents of a message counts (XEP-0384, XEP-0380, XEP-0373).
//!
//! Deliberately not: OTR, which hides in the body; its users have moved on.

use minidom::Element;

use crate::message::first;
use crate::{Method, ns, omemo_legacy, omemo2};

/// How a message is encrypted. Anything but `None` around this means that `body` is not what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encrypted {
    /// XEP-0384 0.3.
    Legacy(omemo_legacy::Header),
    /// XEP-0384 0.8 and later.
    Omemo2(omemo2::Header),
    /// By something we do not speak.
    Unknown(Method),
    /// It says OMEMO, but the element is missing or cannot be read.
    Malformed(Method),
}

/// The encrypted contents of one message, of which one is chosen in the end. Of each kind: absent, unreadable
/// (`Some(None)`) or read.
#[derive(Default)]
pub(crate) struct Ciphertexts {
    omemo2: Option<Option<omemo2::Header>>,
    legacy: Option<Option<omemo_legacy::Header>>,
    openpgp: Option<&'static str>,
}

impl Ciphertexts {
    /// Takes up one child of a message; others are left alone.
    pub(crate) fn take(&mut self, child: &Element) {
        if child.is("encrypted", ns::OMEMO_2) {
            first(&mut self.omemo2, || Some(omemo2::Header::parse(child)));
        } else if child.is("encrypted", ns::OMEMO_LEGACY) {
            first(&mut self.legacy, || Some(omemo_legacy::Header::parse(child)));
        } else if child.is("openpgp", ns::OPENPGP) {
            first(&mut self.openpgp, || Some(ns::OPENPGP));
        } else if child.is("x", ns::OPENPGP_OLD) {
            first(&mut self.openpgp, || Some(ns::OPENPGP_OLD));
        }
    }

    /// What can be read wins over what cannot, OMEMO 2 over legacy; last comes a mere claim, which still keeps
    /// the apology in `body` from being shown as if it had been said.
    pub(crate) fn decide(self, claim: Option<&Method>) -> Option<Encrypted> {
        match (self.omemo2, self.legacy) {
            (Some(Some(header)), _) => Some(Encrypted::Omemo2(header)),
            (_, Some(Some(header))) => Some(Encrypted::Legacy(header)),
            (Some(None), _) => Some(Encrypted::Malformed(Method::omemo2())),
            (None, Some(None)) => Some(Encrypted::Malformed(Method::omemo_legacy())),
            (None, None) => match self.openpgp {
                Some(namespace) => Some(Encrypted::Unknown(Method::openpgp(namespace))),
                None => claim.map(claimed),
            },
        }
    }
}

/// XEP-0380 names a method, but nothing encrypted by it is there.
fn claimed(method: &Method) -> Encrypted {
    match method.namespace.as_str() {
        ns::OMEMO_LEGACY | ns::OMEMO_2 => Encrypted::Malformed(method.clone()),
        _ => Encrypted::Unknown(method.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Message;
    use crate::xml::testing::xml;

    const LEGACY: &str = "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'><key rid='2'>aGk=</key><iv>aGk=</iv></header><payload>aGk=</payload></encrypted>";
    const OMEMO2: &str = "<encrypted xmlns='urn:xmpp:omemo:2'><header sid='3'><keys jid='a@b'><key rid='2'>aGk=</key></keys></header><payload>aGk=</payload></encrypted>";

    #[test]
    fn of_two_encrypted_contents_the_newer_readable_one_is_taken() {
        let encrypted = |content: &str| message(&format!("<message>{content}</message>")).encrypted;
        assert!(matches!(encrypted(LEGACY), Some(Encrypted::Legacy(_))));
        assert!(matches!(encrypted(OMEMO2), Some(Encrypted::Omemo2(_))));
        assert!(matches!(
            encrypted(&format!("{LEGACY}{OMEMO2}")),
            Some(Encrypted::Omemo2(_))
        ));
        let broken = "<encrypted xmlns='urn:xmpp:omemo:2'/>";
        assert!(matches!(
            encrypted(&format!("{broken}{LEGACY}")),
            Some(Encrypted::Legacy(_))
        ));
    }

    #[test]
    fn o19_the_body_beside_something_encrypted_is_never_alone() {
        let encrypted = |content: &str| message(&format!("<message><body>clear</body>{content}</message>")).encrypted;
        let malformed = [
            "<encrypted xmlns='eu.siacs.conversations.axolotl'/>",
            "<encrypted xmlns='urn:xmpp:omemo:2'><header/></encrypted>",
            "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='0'/></encrypted>",
            "<encryption xmlns='urn:xmpp:eme:0' namespace='eu.siacs.conversations.axolotl'/>",
            "<encryption xmlns='urn:xmpp:eme:0' namespace='urn:xmpp:omemo:2'/>",
        ];
        for content in malformed {
            assert!(matches!(encrypted(content), Some(Encrypted::Malformed(_))), "{content}");
        }
        let unknown = [
            "<openpgp xmlns='urn:xmpp:openpgp:0'>aGk=</openpgp>",
            "<x xmlns='jabber:x:encrypted'>aGk=</x>",
            "<encryption xmlns='urn:xmpp:eme:0' name='OTR' namespace='urn:xmpp:otr:0'/>",
        ];
        for content in unknown {
            assert!(matches!(encrypted(content), Some(Encrypted::Unknown(_))), "{content}");
        }
        assert_eq!(encrypted("<encryption xmlns='urn:xmpp:eme:0'/>"), None);
    }

    fn message(text: &str) -> Message {
        Message::parse(&xml(text)).unwrap()
    }
}
