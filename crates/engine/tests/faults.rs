//! Kills, lost connections and files that cannot be written, in the middle of an encrypted conversation.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::Peer;
use sotto_testkit::omemo::rand_core::{RngCore, SeedableRng};
use sotto_testkit::store::StoreError;
use sotto_testkit::wire::{Element, ns};
use sotto_testkit::{Command, Device, Dice, Input, Person, xml};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";

/// Two people with their own programs and servers.
struct World {
    people: [Person; 2],
    online: [bool; 2],
    dice: Dice,
    said: [Vec<String>; 2],
    /// Everything encrypted that ever left, by who sent it: no two different ones may share a ratchet step.
    left: Vec<Element>,
}

impl World {
    fn new(seed: u64) -> Self {
        let person = |jid: &str, other: &str, dice| {
            let mut person = Person::with_dice(jid, dice);
            person.server.roster = vec![format!("<item jid='{other}' subscription='both'/>")];
            person.signs_in();
            person
        };
        let people = [
            person(JULIET, ROMEO, seed * 1000 + 1),
            person(ROMEO, JULIET, seed * 1000 + 500),
        ];
        let mut world = Self {
            people,
            online: [true; 2],
            dice: Dice::seed_from_u64(seed),
            said: [Vec::new(), Vec::new()],
            left: Vec::new(),
        };
        world.share_keys();
        world
    }

    fn chance(&mut self, of: u32) -> u32 {
        self.dice.next_u32() % of
    }

    /// What one publishes the other can fetch.
    fn share_keys(&mut self) {
        for (of, to) in [(0, 1), (1, 0)] {
            let owner = self.people[of].me.to_string();
            let nodes: Vec<_> = self.people[of]
                .server
                .nodes
                .clone()
                .into_iter()
                .filter(|((jid, _), _)| *jid == owner)
                .collect();
            self.people[to].server.nodes.extend(nodes);
        }
    }

    fn step(&mut self) {
        let who = self.chance(2) as usize;
        self.people[who].now = self.people[who].now.plus(i64::from(self.chance(3_000)));
        let text = format!("{who}-{}", self.said[who].len());
        let whom = [ROMEO, JULIET][who];
        match self.chance(12) {
            0..=4 => {
                self.people[who].writes(whom, &text);
                self.said[who].push(text);
            }
            5 => {
                let order = Command::Send {
                    peer: Peer(whom.parse().unwrap()),
                    text: text.clone(),
                    reply_to: None,
                };
                self.people[who].dies_after(Input::Command(order));
                self.online[who] = false;
                self.said[who].push(text);
            }
            6 => {
                self.people[who].loses_the_connection();
                self.online[who] = false;
            }
            7 => {
                self.people[who].restarts();
                self.online[who] = false;
            }
            8 => self.people[who].server.acknowledges ^= true,
            _ => self.comes_back(who),
        }
        self.post();
        self.share_keys();
    }

    fn comes_back(&mut self, who: usize) {
        if !self.online[who] {
            self.online[who] = true;
            self.people[who].signs_in();
        }
    }

    /// Whatever was sent reaches the other's server, and the other if they are there.
    fn post(&mut self) {
        for (from, to) in [(0, 1), (1, 0)] {
            let sender = format!("{}/balcony", self.people[from].me);
            for stanza in std::mem::take(&mut self.people[from].sent) {
                if stanza.name() != "message" {
                    continue;
                }
                self.left.push(stanza.clone());
                let message =
                    xml(&String::from(&stanza).replacen("<message ", &format!("<message from='{sender}' "), 1));
                let lost = self.chance(6) == 0;
                let now = self.people[to].now;
                if lost && self.online[to] {
                    // Killed with the message in hand, before or after it was kept.
                    let id = self.people[to].server.keep(&message, now);
                    if self.chance(2) == 0 {
                        let mut live = message.clone();
                        live.append_child(xml(&format!(
                            "<stanza-id xmlns='{}' by='{}' id='{id}'/>",
                            ns::SID,
                            self.people[to].me
                        )));
                        self.people[to].dies_after(Input::Stanza(live));
                    } else {
                        self.people[to].restarts();
                    }
                    self.online[to] = false;
                } else if self.online[to] {
                    self.people[to].gets(&message);
                } else {
                    self.people[to].server.keep(&message, now);
                }
            }
        }
    }

    fn settle(&mut self) {
        for _ in 0..6 {
            for who in [0, 1] {
                self.people[who].server.acknowledges = true;
                self.people[who].loses_the_connection();
                self.online[who] = false;
                self.comes_back(who);
                self.post();
                self.share_keys();
            }
        }
    }

    fn texts(&self, who: usize) -> (Vec<String>, Vec<String>) {
        let lines = self.people[who].lines([ROMEO, JULIET][who]);
        let (mine, theirs): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.starts_with("me "));
        let text = |line: &String| line.split(": ").nth(1).unwrap().split(" [").next().unwrap().to_owned();
        (mine.iter().map(text).collect(), theirs.iter().map(text).collect())
    }
}

/// The ratchet step of each ciphertext: the key it says, and its number in the chain.
fn ratchet_steps(sent: &[Element]) -> Vec<(Vec<u8>, String)> {
    let messages = sent
        .iter()
        .filter_map(|stanza| stanza.get_child("encrypted", ns::OMEMO_LEGACY));
    messages
        .flat_map(|encrypted| {
            let header = encrypted.get_child("header", ns::OMEMO_LEGACY).unwrap();
            let payload = encrypted
                .get_child("payload", ns::OMEMO_LEGACY)
                .map(Element::text)
                .unwrap_or_default();
            let keys = header.children().filter(|child| child.name() == "key");
            keys.map(move |key| {
                (
                    sotto_testkit::ratchet_step(&key.text(), key.attr("prekey").is_some()),
                    payload.clone(),
                )
            })
            .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn f01_f02_f27_whatever_is_killed_whenever_each_message_arrives_once_and_no_key_is_used_twice() {
    for seed in 1..=12 {
        let mut world = World::new(seed);
        for _ in 0..60 {
            world.step();
        }
        world.settle();
        let (juliets, romeos) = (world.texts(0), world.texts(1));
        assert_eq!(juliets.0, world.said[0], "seed {seed}: what Juliet wrote");
        assert_eq!(romeos.0, world.said[1], "seed {seed}: what Romeo wrote");
        assert_eq!(juliets.1, world.said[1], "seed {seed}: what Juliet read");
        assert_eq!(romeos.1, world.said[0], "seed {seed}: what Romeo read");
        let mut steps = ratchet_steps(&world.left);
        steps.sort();
        steps.dedup();
        let texts = steps.len();
        assert!(
            texts > 20 && world.said.iter().all(|said| said.len() > 5),
            "seed {seed}: hardly anything was said"
        );
        steps.dedup_by(|a, b| a.0 == b.0);
        assert_eq!(steps.len(), texts, "seed {seed}: a ratchet step covered two texts");
    }
}

#[test]
fn f05_f06_what_cannot_be_kept_does_not_get_out_and_nothing_is_lost() {
    let mut juliet = Person::juliet();
    let mut romeo = Device::new(ROMEO, 11);
    romeo.publishes(&mut juliet.server);
    let hers = Device::find(&juliet.server, JULIET);
    romeo.begins(&juliet.server, JULIET, hers);
    let message = romeo.encrypts(JULIET, &[(JULIET, hers)], Some("hello"));
    let now = juliet.now;
    juliet.server.keep(&message, now);
    assert!(matches!(juliet.cannot_keep(Input::Stanza(message)), StoreError::Busy));
    juliet.sends_nothing().shows(ROMEO, &[]).notifies(&[]);
    let order = Command::Send {
        peer: Peer(ROMEO.parse().unwrap()),
        text: "never accepted".into(),
        reply_to: None,
    };
    assert!(matches!(juliet.cannot_keep(Input::Command(order)), StoreError::Busy));
    juliet.sends_nothing().shows(ROMEO, &[]);
    juliet
        .signs_in()
        .shows(ROMEO, &["romeo (omemo): hello"])
        .notifies(&["romeo@montague.lit: hello (1)"]);
}
