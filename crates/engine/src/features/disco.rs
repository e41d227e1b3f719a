//! XEP-0030 2.5rc3 and XEP-0115 1.6.0: what we can do, and what our account's server does for us; also the answers to
//! ping (XEP-0199) and software version (XEP-0092).
//!
//! Deliberately not: asking contacts. Nothing here depends yet on what theirs can do.

use sotto_store::StoreError;
use sotto_wire::caps::Caps;
use sotto_wire::disco::{Identity, Info};
use sotto_wire::{Condition, Iq, Request, disco, iq, ns, omemo_legacy, version};

use super::archive;
use super::contacts::sees_us;
use crate::cx::{Answer, Awaiting, Cx};
use sotto_model::Peer;

/// Identifies the program in entity capabilities.
const NODE: &str = "https://sotto.chat";

/// What we can do.
fn features() -> Info {
    let mut features: std::collections::BTreeSet<String> = [
        ns::DISCO_INFO,
        ns::CAPS,
        ns::PING,
        ns::VERSION,
        ns::RECEIPTS,
        ns::CHAT_STATES,
        ns::MARKERS,
        ns::SID,
        ns::EME,
        ns::HINTS,
        ns::NICK,
        ns::CORRECT,
        ns::RETRACT,
        ns::REACTIONS,
        ns::REPLY,
        ns::FALLBACK,
        ns::OOB,
        ns::SHARING,
        ns::FILE_METADATA,
        ns::STYLING,
        ns::SPOILER,
        ns::MUC,
        ns::CONFERENCE,
        ns::OCCUPANT_ID,
        ns::REFERENCE,
    ]
    .into_iter()
    .map(str::to_owned)
    .collect();
    // "+notify" makes servers send us contacts' device lists when they change (XEP-0163 §4.3).
    features.insert(format!("{}+notify", omemo_legacy::DEVICE_LIST_NODE));
    features.insert(format!("{}+notify", sotto_wire::pins::NODE));
    features.insert(format!("{}+notify", ns::AVATAR_METADATA));
    features.insert(format!("{}+notify", ns::NICK));
    features.insert(format!("{}+notify", ns::MDS));
    features.insert(format!("{}+notify", ns::BOOKMARKS));
    let identity = Identity {
        category: "client".into(),
        kind: "pc".into(),
        lang: String::new(),
        name: "Sotto".into(),
    };
    Info {
        identities: vec![identity],
        features,
        ..Info::default()
    }
}

/// The fingerprint of that, for our presence.
pub(super) fn caps() -> Caps {
    Caps::announce(NODE, &features())
}

pub(super) fn start(cx: &mut Cx<'_, '_>) {
    let me = cx.me.0.clone();
    cx.get(Some(&me), disco::info_request(None), Awaiting::AccountInfo);
}

pub(super) fn on_reply(cx: &mut Cx<'_, '_>, answer: Answer) -> Result<(), StoreError> {
    let info = match answer {
        Answer::Result(Some(payload)) => Info::parse(&payload),
        Answer::Result(None) | Answer::Error(_) => None,
        // The stream is as good as gone; the next one asks again. Guessing "no archive" would lose messages.
        Answer::None => return Ok(()),
    };
    let info = info.unwrap_or_default();
    archive::start(cx, info.has(ns::MAM), info.has(ns::SID))
}

/// Answers a question. Strangers are told nothing: an answer would say that we are online.
pub(super) fn asked(cx: &mut Cx<'_, '_>, iq: &Iq, request: &Request) {
    let from = iq.from.as_ref();
    let bare = from.map(|from| Peer(from.to_bare()));
    let known = match &bare {
        None => true,
        Some(peer) if peer == cx.me || peer.0.as_str() == cx.me.0.domain().as_str() => true,
        Some(peer) => sees_us(cx, peer).unwrap_or(false),
    };
    let answer = match request {
        _ if !known => iq::error(from, &iq.id, Condition::ServiceUnavailable),
        Request::Ping => iq::result(from, &iq.id, None),
        Request::DiscoInfo { node } => {
            let ours = caps().disco_node();
            match node.as_deref() {
                None => iq::result(from, &iq.id, Some(features().to_element())),
                Some(node) if node == ours => {
                    let info = Info {
                        node: Some(ours),
                        ..features()
                    };
                    iq::result(from, &iq.id, Some(info.to_element()))
                }
                Some(_) => iq::error(from, &iq.id, Condition::ItemNotFound),
            }
        }
        Request::Version => iq::result(from, &iq.id, Some(version::result("Sotto", env!("CARGO_PKG_VERSION")))),
        Request::DiscoItems { .. } | Request::RosterPush(_) | Request::Blocking(_) | Request::Unknown => {
            iq::error(from, &iq.id, Condition::ServiceUnavailable)
        }
    };
    cx.send(answer);
}

/// Refuses to do what was asked.
pub(super) fn refuse(cx: &mut Cx<'_, '_>, iq: &Iq) {
    cx.send(iq::error(iq.from.as_ref(), &iq.id, Condition::ServiceUnavailable));
}
