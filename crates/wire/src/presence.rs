//! RFC 6121 §3 and §4: availability and subscriptions.
//!
//! Deliberately not: probing (servers do that), and status in further languages.

use minidom::Element;
use sotto_model::{BareJid, Jid, Presence as Show, Timestamp};

use crate::avatars::{self, Metadata};
use crate::caps::Caps;
use crate::stanza::address;
use crate::{Delay, Malformed, MucUser, StanzaError, nick, ns, occupants, time, xml};

/// Longest status kept, in characters.
const STATUS_MAX: usize = 1000;

/// A received presence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    /// Whose; nobody means our own account.
    pub from: Option<Jid>,
    /// The type.
    pub kind: PresenceKind,
    /// How available; `Offline` unless `kind` is `Available`.
    pub show: Show,
    /// What they say about it.
    pub status: Option<String>,
    /// RFC 6121 §4.7.2.3: which device messages go to.
    pub priority: i8,
    /// XEP-0115: what the device can do.
    pub caps: Option<Caps>,
    /// XEP-0203: since when.
    pub delay: Option<Delay>,
    /// XEP-0319: since when nobody touched the device.
    pub idle: Option<Timestamp>,
    /// XEP-0153: which picture is in their vCard.
    pub avatar: Option<Metadata>,
    /// XEP-0172: what they call themselves, in a subscription request.
    pub nick: Option<String>,
    /// XEP-0045: it came through a room, which says this.
    pub muc: Option<MucUser>,
    /// XEP-0421: who it is, says the room.
    pub occupant_id: Option<String>,
    /// XEP-0317: what is written on their hats.
    pub hats: Vec<String>,
    /// Why it came back, exactly where `kind` is `Error`.
    pub error: Option<StanzaError>,
}

/// RFC 6121 §4.7.1: the type of a presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PresenceKind {
    /// No type: the device is there.
    Available,
    /// The device left.
    Unavailable,
    /// They ask to see our presence.
    Subscribe,
    /// They let us see theirs.
    Subscribed,
    /// They no longer want to see ours.
    Unsubscribe,
    /// They no longer let us see theirs.
    Unsubscribed,
    /// A server asks for our presence.
    Probe,
    /// A presence of ours came back.
    Error,
}

impl PresenceKind {
    fn parse(name: Option<&str>) -> Result<Self, Malformed> {
        match name {
            None => Ok(Self::Available),
            Some("unavailable") => Ok(Self::Unavailable),
            Some("subscribe") => Ok(Self::Subscribe),
            Some("subscribed") => Ok(Self::Subscribed),
            Some("unsubscribe") => Ok(Self::Unsubscribe),
            Some("unsubscribed") => Ok(Self::Unsubscribed),
            Some("probe") => Ok(Self::Probe),
            Some("error") => Ok(Self::Error),
            Some(_) => Err(Malformed::Kind),
        }
    }
}

impl Presence {
    /// Reads a presence.
    ///
    /// # Errors
    /// [`Malformed`] where it is no presence, or its type or an address cannot be read.
    pub fn parse(e: &Element) -> Result<Self, Malformed> {
        if !e.is("presence", ns::CLIENT) {
            return Err(Malformed::NotAStanza);
        }
        let kind = PresenceKind::parse(e.attr("type"))?;
        let status = xml::child_text(e, "status", ns::CLIENT).map(|text| text.chars().take(STATUS_MAX).collect());
        Ok(Self {
            from: address(e, "from")?,
            kind,
            show: if kind == PresenceKind::Available {
                show(e)
            } else {
                Show::Offline
            },
            status,
            priority: xml::child(e, "priority", ns::CLIENT)
                .and_then(|p| p.text().trim().parse().ok())
                .unwrap_or(0),
            caps: e.children().find_map(Caps::parse),
            delay: e.children().find_map(Delay::parse),
            idle: xml::child(e, "idle", ns::IDLE).and_then(|idle| time::parse(idle.attr("since")?)),
            avatar: e.children().find_map(avatars::parse_update),
            nick: e.children().find_map(nick::parse),
            muc: e.children().find_map(MucUser::parse),
            occupant_id: e.children().find_map(occupants::parse_id),
            hats: e.children().find_map(occupants::parse_hats).unwrap_or_default(),
            error: (kind == PresenceKind::Error).then(|| StanzaError::of(e)),
        })
    }
}

/// RFC 6121 §4.7.2.1: an unknown `show` is ignored, and the device is simply there.
fn show(e: &Element) -> Show {
    match xml::child_text(e, "show", ns::CLIENT).as_deref().map(str::trim) {
        Some("dnd") => Show::Busy,
        Some("xa") => Show::ExtendedAway,
        Some("away") => Show::Away,
        Some("chat") => Show::FreeToChat,
        _ => Show::Online,
    }
}

/// Our availability, to everybody who may see it. `Offline` makes it [`unavailable`].
pub fn available(show: Show, status: Option<&str>, caps: Option<&Caps>, idle: Option<Timestamp>) -> Element {
    let show = match show {
        Show::Offline => return unavailable(),
        Show::Busy => Some("dnd"),
        Show::ExtendedAway => Some("xa"),
        Show::Away => Some("away"),
        Show::Online => None,
        Show::FreeToChat => Some("chat"),
    };
    xml::build("presence", ns::CLIENT)
        .maybe(show.map(|show| xml::text_element("show", ns::CLIENT, show)))
        .maybe(status.map(|status| xml::text_element("status", ns::CLIENT, status)))
        .maybe(caps.map(Caps::to_element))
        .maybe(idle.map(|since| xml::build("idle", ns::IDLE).attr("since", &time::format(since))))
        .done()
}

/// We leave.
pub fn unavailable() -> Element {
    xml::build("presence", ns::CLIENT).attr("type", "unavailable").done()
}

/// We ask to see their presence, and say what we call ourselves.
pub fn subscribe(to: &BareJid, nick: Option<&str>) -> Element {
    directed("subscribe", to).maybe(nick.map(nick::to_element)).done()
}

/// We let them see our presence.
pub fn subscribed(to: &BareJid) -> Element {
    directed("subscribed", to).done()
}

/// We no longer want to see their presence.
pub fn unsubscribe(to: &BareJid) -> Element {
    directed("unsubscribe", to).done()
}

/// We no longer let them see our presence, or never will.
pub fn unsubscribed(to: &BareJid) -> Element {
    directed("unsubscribed", to).done()
}

fn directed(kind: &'static str, to: &BareJid) -> xml::Build {
    xml::build("presence", ns::CLIENT)
        .attr("type", kind)
        .attr("to", to.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    fn presence(text: &str) -> Presence {
        Presence::parse(&xml(text)).unwrap()
    }

    #[test]
    fn availability_is_read() {
        let away = presence(
            "<presence from='romeo@montague.lit/orchard'><show>dnd</show><status>Wooing Juliet</status><priority>-1</priority>
             <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='http://psi-im.org' ver='q07IKJEyjvHSyhy//CH0CxmKi8w='/></presence>",
        );
        assert_eq!(
            (away.kind, away.show, away.priority),
            (PresenceKind::Available, Show::Busy, -1)
        );
        assert_eq!(away.status.as_deref(), Some("Wooing Juliet"));
        assert_eq!(away.caps.unwrap().ver, "q07IKJEyjvHSyhy//CH0CxmKi8w=");
    }

    #[test]
    fn what_cannot_be_read_falls_back_to_being_there() {
        for (text, show) in [
            ("<presence/>", Show::Online),
            ("<presence><show>sleeping</show></presence>", Show::Online),
            ("<presence><show> away </show></presence>", Show::Away),
            (
                "<presence type='unavailable'><show>chat</show></presence>",
                Show::Offline,
            ),
        ] {
            assert_eq!(presence(text).show, show, "{text}");
        }
        for hostile in ["128", "-129", "1e1", "", "NaN"] {
            assert_eq!(
                presence(&format!("<presence><priority>{hostile}</priority></presence>")).priority,
                0,
                "{hostile}"
            );
        }
    }

    #[test]
    fn the_example_of_xep_0319_is_read_and_written() {
        let away = "<presence><show>away</show><idle xmlns='urn:xmpp:idle:1' since='1969-07-21T02:56:15Z'/></presence>";
        let since = Timestamp(-14_159_025_000);
        assert_eq!(presence(away).idle, Some(since));
        let sent = available(Show::Away, None, None, Some(since));
        assert_eq!(Presence::parse(&sent).unwrap().idle, Some(since));
        let hostile = "<presence><idle xmlns='urn:xmpp:idle:1' since='yesterday'/></presence>";
        assert_eq!(presence(hostile).idle, None);
    }

    #[test]
    fn an_unknown_type_is_no_presence() {
        assert_eq!(Presence::parse(&xml("<presence type='here'/>")), Err(Malformed::Kind));
    }

    #[test]
    fn a_request_carries_the_name_its_sender_wants_on_one_line() {
        let ask = presence(
            "<presence type='subscribe' from='a@b'><nick xmlns='http://jabber.org/protocol/nick'> Ish\nmael </nick></presence>",
        );
        assert_eq!(
            (ask.kind, ask.nick.as_deref()),
            (PresenceKind::Subscribe, Some("Ishmael"))
        );
        let long = presence(&format!(
            "<presence><nick xmlns='http://jabber.org/protocol/nick'>{}</nick></presence>",
            "x".repeat(3000)
        ));
        assert_eq!(long.nick.unwrap().len(), 100);
    }

    #[test]
    fn what_we_send_is_what_others_read() {
        for show in [
            Show::Offline,
            Show::Busy,
            Show::ExtendedAway,
            Show::Away,
            Show::Online,
            Show::FreeToChat,
        ] {
            let sent = Presence::parse(&available(show, Some("at <sea>"), None, None)).unwrap();
            assert_eq!(sent.show, show);
        }
        let juliet = BareJid::new("juliet@capulet.lit").unwrap();
        let kinds = [
            (subscribe(&juliet, Some("Romeo")), PresenceKind::Subscribe),
            (subscribed(&juliet), PresenceKind::Subscribed),
            (unsubscribe(&juliet), PresenceKind::Unsubscribe),
            (unsubscribed(&juliet), PresenceKind::Unsubscribed),
            (unavailable(), PresenceKind::Unavailable),
        ];
        for (element, kind) in kinds {
            assert_eq!(Presence::parse(&element).unwrap().kind, kind);
        }
    }
}
