//! What a server offers after signing in.

use std::time::Duration;

use minidom::Element;

use super::builder::NS_CLIENT;
use super::management::NS_SM;

const NS_ROSTER_VERSIONING: &str = "urn:xmpp:features:rosterver";
const NS_PRE_APPROVAL: &str = "urn:xmpp:features:pre-approval";
const NS_CSI: &str = "urn:xmpp:csi:0";
const NS_LIMITS: &str = "urn:xmpp:stream-limits:0";
const NS_CAPS: &str = "http://jabber.org/protocol/caps";

/// The stream features that matter to an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// Stream management (XEP-0198).
    pub sm: bool,
    /// Roster versioning (RFC 6121 §2.6).
    pub roster_versioning: bool,
    /// Subscription pre-approval (RFC 6121 §3.4).
    pub pre_approval: bool,
    /// Client state indication (XEP-0352).
    pub csi: bool,
    /// The largest stanza the server takes, in bytes (XEP-0478). A larger one costs the connection.
    pub max_stanza: Option<u64>,
    /// How long the server tolerates silence (XEP-0478).
    pub max_idle: Option<Duration>,
    /// The server's entity capabilities (XEP-0115).
    pub caps: Option<Caps>,
}

/// Entity capabilities of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caps {
    /// The software's address.
    pub node: String,
    /// The verification string.
    pub ver: String,
    /// The hash function's name.
    pub hash: String,
}

impl Features {
    pub(crate) fn read(features: &Element) -> Self {
        let limit = |name: &str| {
            let limits = features.get_child("limits", NS_LIMITS)?;
            limits.get_child(name, NS_LIMITS)?.text().trim().parse::<u64>().ok()
        };
        let caps = features
            .children()
            .find(|child| child.is("c", NS_CAPS))
            .and_then(|caps| {
                let attribute = |name: &str| caps.attr(name).map(str::to_owned);
                Some(Caps {
                    node: attribute("node")?,
                    ver: attribute("ver")?,
                    hash: attribute("hash")?,
                })
            });
        Self {
            sm: features.has_child("sm", NS_SM),
            roster_versioning: features.has_child("ver", NS_ROSTER_VERSIONING),
            pre_approval: features.has_child("sub", NS_PRE_APPROVAL),
            csi: features.has_child("csi", NS_CSI),
            max_stanza: limit("max-bytes"),
            max_idle: limit("idle-seconds")
                .filter(|seconds| *seconds > 0)
                .map(Duration::from_secs),
            caps,
        }
    }

    /// What an account is left with when stream management was offered and then refused.
    pub(crate) fn without_management(self) -> Self {
        Self { sm: false, ..self }
    }
}

/// Whether an element is a stanza, which stream management counts.
pub(crate) fn is_stanza(element: &Element) -> bool {
    element.has_ns(NS_CLIENT) && matches!(element.name(), "message" | "presence" | "iq")
}
