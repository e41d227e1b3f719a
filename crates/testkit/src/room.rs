//! A room, as far as one of its occupants sees it.

use sotto_model::{Jid, Timestamp};
use sotto_wire::{Element, ns};

use crate::server::{Archived, error, page, result};
use crate::xml::with_attr;
use crate::{Person, xml};

/// A room. What it does is in its public fields: a scenario may set any of them.
#[derive(Clone, Debug)]
pub struct Room {
    /// Its address.
    pub address: String,
    /// What it calls itself.
    pub name: String,
    /// What it announces.
    pub features: Vec<&'static str>,
    /// Who is what to it: address and affiliation.
    pub members: Vec<(String, String)>,
    /// Its archive, oldest first.
    pub archive: Vec<Archived>,
    /// Messages to a page, whatever was asked for.
    pub page: usize,
    next: u32,
}

impl Room {
    /// A public channel with everything that new services have.
    pub fn channel(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            name: "Coven".to_owned(),
            features: vec![
                ns::MUC,
                ns::MAM,
                ns::SID,
                ns::OCCUPANT_ID,
                ns::MODERATE,
                "muc_open",
                "muc_semianonymous",
            ],
            members: Vec::new(),
            archive: Vec::new(),
            page: 50,
            next: 0,
        }
    }

    /// A private group of these people.
    pub fn group(address: &str, members: &[&str]) -> Self {
        let members = members.iter().map(|jid| ((*jid).to_owned(), "member".to_owned()));
        Self {
            features: vec![
                ns::MUC,
                ns::MAM,
                ns::SID,
                ns::OCCUPANT_ID,
                "muc_membersonly",
                "muc_nonanonymous",
            ],
            members: members.collect(),
            ..Self::channel(address)
        }
    }

    /// Keeps what an occupant says, and gives it as everybody inside gets it.
    pub fn says(&mut self, nick: &str, message: &str, at: Timestamp) -> Element {
        self.next += 1;
        let id = format!("{}-{}", self.name.to_lowercase(), self.next);
        let said = with_attr(&xml(message), "from", &format!("{}/{nick}", self.address));
        let mut said = if said.attr("type").is_none() {
            with_attr(&said, "type", "groupchat")
        } else {
            said
        };
        if self.features.contains(&ns::OCCUPANT_ID) {
            said.append_child(xml(&format!(
                "<occupant-id xmlns='{}' id='id-of-{nick}'/>",
                ns::OCCUPANT_ID
            )));
        }
        self.archive.push(Archived {
            id: id.clone(),
            at,
            message: said.clone(),
        });
        said.append_child(xml(&format!(
            "<stanza-id xmlns='{}' by='{}' id='{id}'/>",
            ns::SID,
            self.address
        )));
        said
    }

    pub(crate) fn answers_to(&self, iq: &Element, payload: &Element) -> Vec<Element> {
        match (payload.name(), payload.ns().as_str()) {
            ("query", ns::DISCO_INFO) => {
                let features: String = self
                    .features
                    .iter()
                    .map(|name| format!("<feature var='{name}'/>"))
                    .collect();
                let info = format!(
                    "<query xmlns='{}'><identity category='conference' type='text' name='{}'/>{features}</query>",
                    ns::DISCO_INFO,
                    self.name
                );
                vec![result(iq, &info)]
            }
            ("query", ns::MAM) => page(&self.address, &self.archive, self.page, iq, payload),
            ("query", ns::MUC_ADMIN) if iq.attr("type") == Some("get") => {
                let wanted = payload
                    .children()
                    .next()
                    .and_then(|item| item.attr("affiliation"))
                    .unwrap_or_default();
                let members = self.members.iter().filter(|(_, affiliation)| affiliation == wanted);
                let items: String = members
                    .map(|(jid, affiliation)| format!("<item jid='{jid}' affiliation='{affiliation}'/>"))
                    .collect();
                vec![result(iq, &format!("<query xmlns='{}'>{items}</query>", ns::MUC_ADMIN))]
            }
            ("query", ns::MUC_OWNER) if iq.attr("type") == Some("get") => {
                let fields: String = ["roomname", "membersonly", "whois", "persistentroom", "publicroom"]
                    .iter()
                    .map(|field| format!("<field var='muc#roomconfig_{field}'><value/></field>"))
                    .collect();
                let form = format!(
                    "<query xmlns='{}'><x xmlns='jabber:x:data' type='form'>{fields}</x></query>",
                    ns::MUC_OWNER
                );
                vec![result(iq, &form)]
            }
            ("query", ns::MUC_ADMIN | ns::MUC_OWNER) | ("moderate", ns::MODERATE) => vec![result(iq, "")],
            _ => vec![error(iq, "service-unavailable")],
        }
    }
}

/// The room of an address.
fn of(jid: &str) -> String {
    Jid::new(jid).unwrap().to_bare().to_string()
}

impl Person {
    /// The user goes into a room of the server's, and is let in, with these people inside.
    pub fn enters(&mut self, address: &str, others: &[&str]) -> &mut Self {
        let peer = sotto_model::Peer(address.parse().unwrap());
        let (nick, password) = (None, None);
        self.commands(sotto_engine::Command::JoinRoom { peer, nick, password })
            .unwrap();
        self.is_let_in(address, others)
    }

    /// A room lets us in under the name we asked for.
    pub fn is_let_in(&mut self, address: &str, others: &[&str]) -> &mut Self {
        for nick in others {
            self.receives(&occupant(address, nick, ""));
        }
        let asked = self.sends(&format!("<presence><x xmlns='{}'/></presence>", ns::MUC));
        let to = asked.attr("to").unwrap();
        assert_eq!(of(to), address);
        let nick = Jid::new(to).unwrap().resource().unwrap().to_string();
        self.receives(&occupant(address, &nick, "<status code='110'/>"))
    }

    /// A room passes on what we sent last, as to everybody; nothing but that had left.
    pub fn hears_the_echo(&mut self, address: &str, nick: &str) -> &mut Self {
        let said = self.sends(&format!("<message to='{address}' type='groupchat'/>"));
        self.hears(address, nick, &String::from(&said))
    }

    /// Somebody says something in a room.
    pub fn hears(&mut self, address: &str, nick: &str, message: &str) -> &mut Self {
        let at = self.now;
        let room = self.server.rooms.get_mut(address).expect("a room of the server's");
        let said = room.says(nick, message, at);
        self.receives_element(said)
    }
}

/// The presence of somebody in a room, whose address there is their name at `capulet.lit`.
pub fn occupant(address: &str, nick: &str, more: &str) -> String {
    format!(
        "<presence from='{address}/{nick}'><x xmlns='{}'><item affiliation='member' role='participant'
         jid='{nick}@capulet.lit/x'/>{more}</x><occupant-id xmlns='{}' id='id-of-{nick}'/></presence>",
        ns::MUC_USER,
        ns::OCCUPANT_ID
    )
}
