//! XEP-0249 1.2: inviting somebody into a room, from one person to another; and the way through the room (XEP-0045 §7.8.2).

use minidom::Element;
use sotto_model::{BareJid, Jid};

use crate::{ns, xml};

/// Longest words kept of an invitation, in characters.
const REASON_MAX: usize = 500;

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Into which room.
    pub room: BareJid,
    /// Its password.
    pub password: Option<String>,
    /// The inviter's words.
    pub reason: Option<String>,
}

impl Invitation {
    /// Reads `<x/>`.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("x", ns::CONFERENCE) {
            return None;
        }
        Some(Self {
            room: xml::parsed(e, "jid")?,
            password: e.attr("password").map(str::to_owned),
            reason: e.attr("reason").map(|text| text.chars().take(REASON_MAX).collect()),
        })
    }

    /// The message to whom is invited.
    pub fn to_message(&self, to: &BareJid, id: &str) -> Element {
        let x = xml::build("x", ns::CONFERENCE)
            .attr("jid", self.room.as_str())
            .maybe_attr("password", self.password.as_deref())
            .maybe_attr("reason", self.reason.as_deref());
        xml::build("message", ns::CLIENT)
            .attr("to", to.as_str())
            .attr("id", id)
            .child(x)
            .done()
    }
}

/// Asks the room to invite somebody, which makes them a member of one that has members only.
pub fn mediated(room: &BareJid, id: &str, whom: &Jid, reason: Option<&str>) -> Element {
    let invite = xml::build("invite", ns::MUC_USER)
        .attr("to", whom.as_str())
        .maybe(reason.map(|reason| xml::text_element("reason", ns::MUC_USER, reason)));
    xml::build("message", ns::CLIENT)
        .attr("to", room.as_str())
        .attr("id", id)
        .child(xml::build("x", ns::MUC_USER).child(invite))
        .done()
}

/// Declines what came through the room.
pub fn decline(room: &BareJid, id: &str, inviter: &Jid) -> Element {
    let decline = xml::build("decline", ns::MUC_USER).attr("to", inviter.as_str());
    xml::build("message", ns::CLIENT)
        .attr("to", room.as_str())
        .attr("id", id)
        .child(xml::build("x", ns::MUC_USER).child(decline))
        .done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Message;
    use crate::xml::testing::xml;

    #[test]
    fn the_invitation_of_xep_0249_is_read_and_written() {
        let message = Message::parse(&xml(
            "<message from='crone1@shakespeare.lit/desktop' to='hecate@shakespeare.lit'><x xmlns='jabber:x:conference'
             jid='darkcave@macbeth.shakespeare.lit' password='cauldronburn' reason='Hey Hecate, this is the place for all good witches!'/></message>",
        ))
        .unwrap();
        let invitation = message.invitation.unwrap();
        assert_eq!(invitation.room.as_str(), "darkcave@macbeth.shakespeare.lit");
        assert_eq!(invitation.password.as_deref(), Some("cauldronburn"));
        let written = invitation.to_message(&"hecate@shakespeare.lit".parse().unwrap(), "i1");
        assert_eq!(Message::parse(&written).unwrap().invitation, Some(invitation));
    }

    #[test]
    fn an_invitation_into_nowhere_is_none() {
        for hostile in [
            "<x xmlns='jabber:x:conference'/>",
            "<x xmlns='jabber:x:conference' jid='@'/>",
        ] {
            assert_eq!(Invitation::parse(&xml(hostile)), None, "{hostile}");
        }
    }

    #[test]
    fn the_mediated_invitation_of_xep_0045_is_read() {
        let message = Message::parse(&xml(
            "<message from='coven@chat.shakespeare.lit' to='hecate@shakespeare.lit'><x xmlns='http://jabber.org/protocol/muc#user'>
             <invite from='crone1@shakespeare.lit/desktop'><reason>Hey Hecate</reason></invite><password>cauldronburn</password></x></message>",
        ))
        .unwrap();
        let muc = message.muc.unwrap();
        let invite = muc.invite.unwrap();
        assert_eq!(invite.from, Some(Jid::new("crone1@shakespeare.lit/desktop").unwrap()));
        assert_eq!(muc.password.as_deref(), Some("cauldronburn"));
        let whom = Jid::new("hecate@shakespeare.lit").unwrap();
        let room = "coven@chat.shakespeare.lit".parse().unwrap();
        let expected = "<message to='coven@chat.shakespeare.lit' id='i'><x xmlns='http://jabber.org/protocol/muc#user'><invite to='hecate@shakespeare.lit'/></x></message>";
        assert_eq!(mediated(&room, "i", &whom, None), xml(expected));
    }
}
