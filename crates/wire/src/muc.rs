//! XEP-0045 1.35.3: rooms, from entering one to closing it.
//!
//! Deliberately not: `groupchat 1.0`, reserving nicknames ahead, and lists of bans by address pattern.

use minidom::Element;
use sotto_model::{Affiliation, Jid, Role};

use crate::caps::Caps;
use crate::forms::Form;
use crate::{ns, xml};

/// Most items kept of one list of members.
const ITEMS_MAX: usize = 10_000;

/// Longest reason kept, in characters: it may end on a screen.
const REASON_MAX: usize = 500;

/// What a room says beside a message or presence that came through it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MucUser {
    /// Whom the presence is about.
    pub item: Option<Item>,
    /// What happened; the numbers are in XEP-0045 §15.6.2.
    pub statuses: Vec<u16>,
    /// The room is gone.
    pub destroyed: bool,
    /// Somebody inside invites us.
    pub invite: Option<Mediated>,
    /// The password that goes with that.
    pub password: Option<String>,
}

/// An invitation that the room passes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mediated {
    /// Who invites, says the room.
    pub from: Option<Jid>,
    /// Their words.
    pub reason: Option<String>,
}

/// What somebody is and may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// For good.
    pub affiliation: Affiliation,
    /// As long as they are there.
    pub role: Role,
    /// Who they really are, if the room tells.
    pub jid: Option<Jid>,
    /// What they call themselves, or will from now on.
    pub nick: Option<String>,
    /// Who made it so.
    pub actor: Option<String>,
    /// And why.
    pub reason: Option<String>,
}

impl MucUser {
    /// Reads `<x/>`.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("x", ns::MUC_USER) {
            return None;
        }
        let statuses = xml::children(e, "status", ns::MUC_USER).filter_map(|status| xml::parsed(status, "code"));
        let invite = xml::child(e, "invite", ns::MUC_USER);
        Some(Self {
            item: xml::child(e, "item", ns::MUC_USER).map(|item| Item::parse(item, ns::MUC_USER)),
            statuses: statuses.take(20).collect(),
            destroyed: xml::child(e, "destroy", ns::MUC_USER).is_some(),
            invite: invite.map(|invite| Mediated {
                from: xml::parsed(invite, "from"),
                reason: reason(invite, ns::MUC_USER),
            }),
            password: xml::child_text(e, "password", ns::MUC_USER),
        })
    }

    /// Whether this was said among other things.
    pub fn says(&self, status: u16) -> bool {
        self.statuses.contains(&status)
    }
}

impl Item {
    fn parse(e: &Element, namespace: &str) -> Self {
        Self {
            affiliation: affiliation(e.attr("affiliation")),
            role: match e.attr("role") {
                Some("visitor") => Role::Visitor,
                Some("participant") => Role::Participant,
                Some("moderator") => Role::Moderator,
                _ => Role::None,
            },
            jid: xml::parsed(e, "jid"),
            nick: xml::id(e, "nick"),
            actor: xml::child(e, "actor", namespace)
                .and_then(|actor| xml::id(actor, "nick").or_else(|| xml::id(actor, "jid"))),
            reason: reason(e, namespace),
        }
    }
}

fn reason(e: &Element, namespace: &str) -> Option<String> {
    xml::child_text(e, "reason", namespace).map(|text| text.chars().take(REASON_MAX).collect())
}

fn affiliation(name: Option<&str>) -> Affiliation {
    match name {
        Some("outcast") => Affiliation::Outcast,
        Some("member") => Affiliation::Member,
        Some("admin") => Affiliation::Admin,
        Some("owner") => Affiliation::Owner,
        _ => Affiliation::None,
    }
}

/// The word for it.
pub fn affiliation_name(affiliation: Affiliation) -> &'static str {
    match affiliation {
        Affiliation::Outcast => "outcast",
        Affiliation::None => "none",
        Affiliation::Member => "member",
        Affiliation::Admin => "admin",
        Affiliation::Owner => "owner",
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::None => "none",
        Role::Visitor => "visitor",
        Role::Participant => "participant",
        Role::Moderator => "moderator",
    }
}

/// Enters a room under the name in the address, asking for at most so many of its last messages.
pub fn join(occupant: &Jid, password: Option<&str>, history: u32, caps: Option<&Caps>) -> Element {
    let x = xml::build("x", ns::MUC)
        .child(xml::build("history", ns::MUC).attr("maxstanzas", &history.to_string()))
        .maybe(password.map(|password| xml::text_element("password", ns::MUC, password)));
    xml::build("presence", ns::CLIENT)
        .attr("to", occupant.as_str())
        .child(x)
        .maybe(caps.map(Caps::to_element))
        .done()
}

/// Takes another name in a room.
pub fn rename(occupant: &Jid, caps: Option<&Caps>) -> Element {
    let presence = xml::build("presence", ns::CLIENT).attr("to", occupant.as_str());
    presence.maybe(caps.map(Caps::to_element)).done()
}

/// Leaves a room.
pub fn leave(occupant: &Jid) -> Element {
    xml::build("presence", ns::CLIENT)
        .attr("to", occupant.as_str())
        .attr("type", "unavailable")
        .done()
}

/// A room's subject; an empty one takes it away.
pub fn subject(room: &Jid, id: &str, text: &str) -> Element {
    xml::build("message", ns::CLIENT)
        .attr("to", room.as_str())
        .attr("type", "groupchat")
        .attr("id", id)
        .child(xml::text_element("subject", ns::CLIENT, text))
        .done()
}

/// Gives an occupant another role; `None` sends them out.
pub fn set_role(nick: &str, role: Role, reason: Option<&str>) -> Element {
    let item = xml::build("item", ns::MUC_ADMIN)
        .attr("nick", nick)
        .attr("role", role_name(role))
        .maybe(reason.map(|reason| xml::text_element("reason", ns::MUC_ADMIN, reason)));
    xml::build("query", ns::MUC_ADMIN).child(item).done()
}

/// Makes somebody something else to the room.
pub fn set_affiliation(jid: &Jid, affiliation: Affiliation, reason: Option<&str>) -> Element {
    let item = xml::build("item", ns::MUC_ADMIN)
        .attr("jid", jid.as_str())
        .attr("affiliation", affiliation_name(affiliation))
        .maybe(reason.map(|reason| xml::text_element("reason", ns::MUC_ADMIN, reason)));
    xml::build("query", ns::MUC_ADMIN).child(item).done()
}

/// Asks who is this to the room.
pub fn list(affiliation: Affiliation) -> Element {
    let item = xml::build("item", ns::MUC_ADMIN).attr("affiliation", affiliation_name(affiliation));
    xml::build("query", ns::MUC_ADMIN).child(item).done()
}

/// Reads the answer to [`list`].
pub fn parse_list(e: &Element) -> Option<Vec<Item>> {
    if !e.is("query", ns::MUC_ADMIN) {
        return None;
    }
    let items = xml::children(e, "item", ns::MUC_ADMIN).map(|item| Item::parse(item, ns::MUC_ADMIN));
    Some(items.take(ITEMS_MAX).collect())
}

/// Asks how a room is configured.
pub fn configuration_request() -> Element {
    xml::build("query", ns::MUC_OWNER).done()
}

/// Reads the answer to [`configuration_request`].
pub fn parse_configuration(e: &Element) -> Option<Form> {
    if !e.is("query", ns::MUC_OWNER) {
        return None;
    }
    e.children().find_map(Form::parse)
}

/// Configures a room.
pub fn configure(form: &Form) -> Element {
    xml::build("query", ns::MUC_OWNER)
        .child(form.to_element("submit"))
        .done()
}

/// Closes a room for good.
pub fn destroy(reason: Option<&str>) -> Element {
    let destroy = xml::build("destroy", ns::MUC_OWNER)
        .maybe(reason.map(|reason| xml::text_element("reason", ns::MUC_OWNER, reason)));
    xml::build("query", ns::MUC_OWNER).child(destroy).done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Presence;
    use crate::xml::testing::xml;

    fn jid(text: &str) -> Jid {
        Jid::new(text).unwrap()
    }

    #[test]
    fn entering_is_that_of_example_19_without_history() {
        let expected = xml(
            "<presence to='coven@chat.shakespeare.lit/thirdwitch'><x xmlns='http://jabber.org/protocol/muc'>
             <history maxstanzas='0'/><password>cauldronburn</password></x></presence>",
        );
        let sent = join(
            &jid("coven@chat.shakespeare.lit/thirdwitch"),
            Some("cauldronburn"),
            0,
            None,
        );
        assert_eq!(
            String::from(&sent),
            String::from(&expected).replace("\n             ", "")
        );
    }

    #[test]
    fn an_occupants_presence_is_read() {
        let presence = Presence::parse(&xml(
            "<presence from='coven@chat.shakespeare.lit/thirdwitch' id='n13mt3l' to='hag66@shakespeare.lit/pda'>
               <x xmlns='http://jabber.org/protocol/muc#user'>
                 <item affiliation='member' role='participant' jid='hag66@shakespeare.lit/pda'/><status code='100'/>
                 <status code='110'/><status code='many'/></x>
               <occupant-id xmlns='urn:xmpp:occupant-id:0' id='dd72603deec90a38ba552f7c68cbcc61bca202cd'/>
               <hats xmlns='urn:xmpp:hats:0'><hat title='Host' uri='http://schemas.example.com/hats#host'/></hats></presence>",
        ))
        .unwrap();
        let muc = presence.muc.unwrap();
        assert!(muc.says(110) && !muc.says(201) && muc.statuses.len() == 2);
        let item = muc.item.unwrap();
        assert_eq!((item.affiliation, item.role), (Affiliation::Member, Role::Participant));
        assert_eq!(item.jid, Some(jid("hag66@shakespeare.lit/pda")));
        assert_eq!(presence.occupant_id.unwrap().len(), 40);
        assert_eq!(presence.hats, ["Host"]);
    }

    #[test]
    fn what_makes_no_sense_gives_nobody_a_rank() {
        let item = |text: &str| MucUser::parse(&xml(text)).unwrap().item.unwrap();
        let odd =
            item("<x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='OWNER' role='king' jid='@'/></x>");
        assert_eq!(odd, Item::default());
        assert_eq!(
            MucUser::parse(&xml("<x xmlns='http://jabber.org/protocol/muc'/>")),
            None
        );
    }

    #[test]
    fn a_kick_names_who_did_it_and_why() {
        let muc = MucUser::parse(&xml(
            "<x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='none' role='none'><actor nick='Fluellen'/>
             <reason>Avaunt, you cullion!</reason></item><status code='307'/></x>",
        ))
        .unwrap();
        let item = muc.item.unwrap();
        assert_eq!(item.actor.as_deref(), Some("Fluellen"));
        assert_eq!(item.reason.as_deref(), Some("Avaunt, you cullion!"));
        assert!(muc.statuses.contains(&307));
    }

    #[test]
    fn orders_are_those_of_the_specification() {
        for (sent, expected) in [
            (
                set_role("pistol", Role::None, Some("Avaunt, you cullion!")),
                "<query xmlns='http://jabber.org/protocol/muc#admin'><item nick='pistol' role='none'><reason>Avaunt, you cullion!</reason></item></query>",
            ),
            (
                set_affiliation(&jid("earlofcambridge@shakespeare.lit"), Affiliation::Outcast, None),
                "<query xmlns='http://jabber.org/protocol/muc#admin'><item jid='earlofcambridge@shakespeare.lit' affiliation='outcast'/></query>",
            ),
            (
                list(Affiliation::Member),
                "<query xmlns='http://jabber.org/protocol/muc#admin'><item affiliation='member'/></query>",
            ),
            (
                destroy(Some("Macbeth doth come.")),
                "<query xmlns='http://jabber.org/protocol/muc#owner'><destroy><reason>Macbeth doth come.</reason></destroy></query>",
            ),
        ] {
            assert_eq!(sent, xml(expected));
        }
    }

    #[test]
    fn a_list_of_members_is_read() {
        let list = parse_list(&xml(
            "<query xmlns='http://jabber.org/protocol/muc#admin'><item affiliation='member' jid='hag66@shakespeare.lit' nick='thirdwitch'/>
             <item affiliation='member' jid='@'/></query>",
        ))
        .unwrap();
        assert_eq!(list[0].jid, Some(jid("hag66@shakespeare.lit")));
        assert_eq!((list.len(), &list[1].jid), (2, &None));
    }
}
