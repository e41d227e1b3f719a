//! Who is in a room: kept in memory in the order in which it is shown, so that one who comes or goes costs the same in a
//! room of five as in one of five thousand.

use std::collections::{BTreeMap, BTreeSet};

use sotto_model::{Affiliation, Peer, Role};
use sotto_wire::muc::Item;

/// Occupants of one room that are kept in mind; a flood of them must not fill the memory.
const MOST: usize = 50_000;

/// Somebody in a room.
#[derive(Clone, Debug)]
pub struct Occupant {
    /// What they call themselves.
    pub nick: String,
    /// Who the room says they are (XEP-0421).
    pub id: Option<String>,
    /// The address behind it, if the room tells.
    pub real: Option<Peer>,
    /// As long as they are there.
    pub role: Role,
    /// For good.
    pub affiliation: Affiliation,
    /// What is written on their hats.
    pub hats: Vec<String>,
    /// Which stay under this name it is.
    stay: u32,
}

impl Occupant {
    /// What nobody else in this room can have: the room's id for them; else their address; else this stay under this name.
    pub fn key(&self) -> String {
        match (&self.id, &self.real) {
            (Some(id), _) => format!("o:{id}"),
            (None, Some(real)) => format!("j:{real}"),
            (None, None) => format!("n:{}:{}", self.stay, self.nick),
        }
    }

    fn place(&self) -> (u8, String, String) {
        let rank = match (self.affiliation, self.role) {
            (Affiliation::Owner, _) => 0,
            (Affiliation::Admin, _) => 1,
            (_, Role::Moderator) => 2,
            _ => 3,
        };
        (rank, self.nick.to_lowercase(), self.nick.clone())
    }
}

/// Everybody in a room.
#[derive(Default)]
pub struct Occupants {
    by_nick: BTreeMap<String, Occupant>,
    by_id: BTreeMap<String, String>,
    shown: BTreeSet<(u8, String, String)>,
    stays: u32,
}

impl Occupants {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.by_nick.len()
    }

    /// Who goes by this name.
    pub fn get(&self, nick: &str) -> Option<&Occupant> {
        self.by_nick.get(nick)
    }

    /// Who has this id.
    pub fn by_id(&self, id: &str) -> Option<&Occupant> {
        self.by_id.get(id).and_then(|nick| self.by_nick.get(nick))
    }

    /// Everybody whose name or address has these letters, from a place on, as they are shown.
    pub fn part(&self, search: &str, first: usize, count: usize) -> impl Iterator<Item = &Occupant> {
        let search = search.to_lowercase();
        let all = self.shown.iter().filter_map(|(_, _, nick)| self.by_nick.get(nick));
        all.filter(move |one| {
            let address = one.real.as_ref().map_or("", Peer::as_str);
            search.is_empty() || one.nick.to_lowercase().contains(&search) || address.contains(&search)
        })
        .skip(first)
        .take(count)
    }

    /// All of them, in no order.
    pub fn all(&self) -> impl Iterator<Item = &Occupant> {
        self.by_nick.values()
    }

    pub(super) fn put(&mut self, nick: &str, id: Option<String>, item: &Item, hats: Vec<String>) {
        let before = self.take(nick);
        if self.by_nick.len() >= MOST {
            return;
        }
        let stay = before.map_or_else(
            || {
                self.stays += 1;
                self.stays
            },
            |before| before.stay,
        );
        let occupant = Occupant {
            nick: nick.to_owned(),
            real: item.jid.as_ref().map(|jid| Peer(jid.to_bare())),
            role: item.role,
            affiliation: item.affiliation,
            hats,
            stay,
            id,
        };
        if let Some(id) = &occupant.id {
            self.by_id.insert(id.clone(), nick.to_owned());
        }
        self.shown.insert(occupant.place());
        self.by_nick.insert(nick.to_owned(), occupant);
    }

    /// Somebody goes.
    pub(super) fn take(&mut self, nick: &str) -> Option<Occupant> {
        let gone = self.by_nick.remove(nick)?;
        self.shown.remove(&gone.place());
        if let Some(id) = &gone.id
            && self.by_id.get(id).is_some_and(|known| known == nick)
        {
            self.by_id.remove(id);
        }
        Some(gone)
    }

    /// Somebody takes another name, and stays who they are.
    pub(super) fn rename(&mut self, from: &str, to: &str) {
        if let Some(mut occupant) = self.take(from) {
            // A name that is taken already is not taken over.
            if self.by_nick.contains_key(to) {
                return;
            }
            to.clone_into(&mut occupant.nick);
            if let Some(id) = &occupant.id {
                self.by_id.insert(id.clone(), to.to_owned());
            }
            self.shown.insert(occupant.place());
            self.by_nick.insert(to.to_owned(), occupant);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(affiliation: Affiliation) -> Item {
        Item {
            affiliation,
            role: Role::Participant,
            ..Item::default()
        }
    }

    #[test]
    fn who_may_most_stands_first_and_a_name_stays_found() {
        let mut there = Occupants::default();
        there.put("bert", None, &item(Affiliation::None), Vec::new());
        there.put("Anna", None, &item(Affiliation::None), Vec::new());
        there.put("zoe", None, &item(Affiliation::Owner), Vec::new());
        let names = |there: &Occupants, search: &str| {
            let part: Vec<String> = there.part(search, 0, 10).map(|one| one.nick.clone()).collect();
            part.join(" ")
        };
        assert_eq!(names(&there, ""), "zoe Anna bert");
        assert_eq!(names(&there, "AN"), "Anna");
        there.put("bert", None, &item(Affiliation::Admin), Vec::new());
        assert_eq!(names(&there, ""), "zoe bert Anna");
        assert_eq!(there.count(), 3);
        there.take("bert");
        assert_eq!(names(&there, ""), "zoe Anna");
    }

    #[test]
    fn r12_who_leaves_and_comes_back_is_somebody_else_unless_the_room_says_otherwise() {
        let mut there = Occupants::default();
        there.put("anna", None, &item(Affiliation::None), Vec::new());
        let before = there.get("anna").unwrap().key();
        there.put("anna", None, &item(Affiliation::Member), Vec::new());
        assert_eq!(there.get("anna").unwrap().key(), before, "the same stay");
        there.rename("anna", "anne");
        there.rename("anne", "anna");
        assert_eq!(there.get("anna").unwrap().key(), before, "another name and back");
        there.take("anna");
        there.put("anna", None, &item(Affiliation::None), Vec::new());
        assert_ne!(there.get("anna").unwrap().key(), before);
        there.put("bert", Some("id".into()), &item(Affiliation::None), Vec::new());
        let known = there.by_id("id").unwrap().key();
        there.take("bert");
        there.put("robert", Some("id".into()), &item(Affiliation::None), Vec::new());
        assert_eq!(there.get("robert").unwrap().key(), known);
    }
}
