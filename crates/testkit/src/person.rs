//! One person at one computer: engine, archive file, server, clock.

use std::collections::VecDeque;

use rand_chacha::ChaCha20Rng;
use sotto_engine::rand_core::SeedableRng;
use sotto_engine::{Changed, Command, Effect, Engine, File, Input, Live, Refused, Timer, Transfer};
use sotto_model::{FileId, FullJid, MessageId, Notice, Peer, Presence, Timestamp};
use sotto_store::{Key, Store, StoreError};
use sotto_views::{ConversationRow, DeviceRow, Edges, Entry, MessageRow, Passing, Reader, Window};
use sotto_wire::Element;
use tempfile::TempDir;

use crate::passing::Seen;
use crate::server::whole_seconds;
use crate::xml::with_attr;
use crate::{Server, contains, timeline, xml};

/// When every scenario begins: a moment in the middle of a second.
pub const START: Timestamp = Timestamp(1_790_000_000_400);

const FILE: &str = "archive.db";
const KEY: [u8; 32] = [7; 32];

/// A person with an account.
pub struct Person {
    /// The account's address.
    pub me: Peer,
    /// What the clock on the wall says.
    pub now: Timestamp,
    /// The account's server.
    pub server: Server,
    /// What was sent and not asked about yet, questions to the server aside.
    pub sent: Vec<Element>,
    /// Questions to the server, oldest first.
    pub asked: Vec<Element>,
    /// What the desktop was asked to tell and not asked about yet.
    pub notices: Vec<Notice>,
    /// What was to be done with files, and not asked about yet.
    pub transfers: Vec<Transfer>,
    /// Which views were said to have changed, and not asked about yet.
    pub changed: Vec<Changed>,
    engine: Option<Engine>,
    reader: Reader,
    timers: Vec<(Timestamp, Timer)>,
    inbox: VecDeque<Input>,
    seed: u64,
    directory: TempDir,
}

impl Person {
    /// A person with a new account, not signed in yet.
    pub fn new(jid: &str) -> Self {
        Self::with_dice(jid, 1)
    }

    /// The same, with other dice: another device, with other keys.
    pub fn with_dice(jid: &str, seed: u64) -> Self {
        let me = Peer(jid.parse().unwrap());
        let directory = tempfile::tempdir().unwrap();
        let (engine, reader) = open(&directory, &me, seed, START);
        Self {
            server: Server::new(jid),
            me,
            now: START,
            sent: Vec::new(),
            asked: Vec::new(),
            notices: Vec::new(),
            changed: Vec::new(),
            transfers: Vec::new(),
            engine: Some(engine),
            reader,
            timers: Vec::new(),
            inbox: VecDeque::new(),
            seed,
            directory,
        }
    }

    /// Juliet, at home, signed in, with Romeo as a contact.
    pub fn juliet() -> Self {
        let mut juliet = Self::new("juliet@capulet.lit");
        juliet.server.roster = vec!["<item jid='romeo@montague.lit' subscription='both'/>".to_owned()];
        juliet.signs_in();
        juliet.sent.clear();
        juliet.notices.clear();
        juliet
    }

    /// The stream is up, a new one.
    pub fn signs_in(&mut self) -> &mut Self {
        self.online(false)
    }

    /// The old stream goes on.
    pub fn resumes(&mut self) -> &mut Self {
        self.online(true)
    }

    fn online(&mut self, resumed: bool) -> &mut Self {
        let jid: FullJid = format!("{}/balcony", self.me).parse().unwrap();
        self.feed(Input::Online { jid, resumed })
    }

    /// The stream is gone.
    pub fn loses_the_connection(&mut self) -> &mut Self {
        self.feed(Input::Offline)
    }

    /// The program ends, however it may, and is started again. It is not signed in.
    pub fn restarts(&mut self) -> &mut Self {
        self.seed += 1;
        self.engine = None;
        self.timers.clear();
        self.inbox.clear();
        let (engine, reader) = open(&self.directory, &self.me, self.seed, self.now);
        self.engine = Some(engine);
        self.reader = reader;
        self
    }

    /// The archive file is lost, keys aside, and the account signed in anew.
    pub(crate) fn signs_in_elsewhere(&mut self) -> &mut Self {
        let directory = tempfile::tempdir().unwrap();
        self.engine = None;
        self.timers.clear();
        // The same dice make the same keys, so that what was encrypted for this device can be read.
        let (engine, reader) = open(&directory, &self.me, 1, self.now);
        self.engine = Some(engine);
        self.reader = reader;
        self.directory = directory;
        self.notices.clear();
        self.signs_in()
    }

    /// Something happens and is committed, and the program is killed before anything of it gets out.
    pub fn dies_after(&mut self, input: Input) -> &mut Self {
        let engine = self.engine.as_mut().expect("always there but while restarting");
        engine.handle(input, self.now).unwrap();
        self.restarts()
    }

    /// Something happens while the archive file cannot be written. Nothing of it gets out, and the engine is made anew.
    pub fn cannot_keep(&mut self, input: Input) -> StoreError {
        let mut other = Store::open(&self.directory.path().join(FILE), &Key::new(KEY)).unwrap();
        let held = other.begin().unwrap();
        sotto_store::account::set_presence(&held, Presence::Busy, "holding the file").unwrap();
        let engine = self.engine.as_mut().expect("always there but while restarting");
        let error = engine.handle(input, self.now).expect_err("the file is held");
        drop(held);
        self.restarts();
        error
    }

    /// Time passes, and what was set for it happens.
    pub fn waits(&mut self, milliseconds: i64) -> &mut Self {
        let until = self.now.plus(milliseconds);
        while let Some(at) = self.next_timer(until) {
            let (due, timer) = self.timers.remove(at);
            self.now = self.now.max(due);
            self.feed(Input::Timer(timer));
        }
        self.now = until;
        self
    }

    fn next_timer(&self, until: Timestamp) -> Option<usize> {
        let due = self.timers.iter().enumerate().filter(|(_, (due, _))| *due <= until);
        due.min_by_key(|(_, (due, _))| *due).map(|(at, _)| at)
    }

    /// A stanza arrives, as text without its namespace.
    pub fn receives(&mut self, stanza: &str) -> &mut Self {
        self.receives_element(xml(stanza))
    }

    /// A stanza arrives.
    pub fn receives_element(&mut self, stanza: Element) -> &mut Self {
        self.feed(Input::Stanza(stanza))
    }

    /// The server passes a message on: it keeps it, and says under which id.
    pub fn gets(&mut self, message: &Element) -> &mut Self {
        let id = self.server.keep(message, self.now);
        let me = self.me.clone();
        self.receives_element(with_stanza_id(message, me.as_str(), &id))
    }

    /// The user does something; true if it was accepted.
    pub fn commands(&mut self, command: Command) -> Result<(), Refused> {
        let engine = self.engine.as_mut().expect("always there but while restarting");
        let outcome = engine.handle(Input::Command(command), self.now).unwrap();
        if let Some(refused) = outcome.refused {
            return Err(refused);
        }
        self.act(outcome.effects);
        self.run();
        Ok(())
    }

    /// The user writes a message.
    pub fn writes(&mut self, to: &str, text: &str) -> &mut Self {
        let peer = peer(to);
        let text = text.to_owned();
        let reply_to = None;
        self.commands(Command::Send { peer, text, reply_to }).unwrap();
        self
    }

    /// The user looks at a conversation, at its newest message.
    pub fn looks_at(&mut self, whom: &str) -> &mut Self {
        self.focuses(Some(whom), true, true)
    }

    /// What the user is looking at.
    pub fn focuses(&mut self, whom: Option<&str>, active: bool, at_bottom: bool) -> &mut Self {
        let peer = whom.map(peer);
        self.commands(Command::Focus {
            peer,
            active,
            at_bottom,
        })
        .unwrap();
        self
    }

    /// The user reads a conversation to its end.
    pub fn reads(&mut self, whom: &str) -> &mut Self {
        let up_to = self.rows(whom).last().expect("there is something to read").message;
        self.commands(Command::MarkRead {
            peer: peer(whom),
            up_to,
        })
        .unwrap();
        self
    }

    /// Something happens, and everything that follows from it without time passing.
    pub fn feed(&mut self, input: Input) -> &mut Self {
        self.inbox.push_back(input);
        self.run();
        self
    }

    fn run(&mut self) {
        while let Some(input) = self.inbox.pop_front() {
            let engine = self.engine.as_mut().expect("always there but while restarting");
            let outcome = engine.handle(input, self.now).unwrap();
            assert_eq!(outcome.refused, None, "only commands are refused");
            self.act(outcome.effects);
        }
    }

    fn act(&mut self, effects: Vec<Effect>) {
        // What is to be done at once comes before whatever the server says next.
        let mut at_once = VecDeque::new();
        for effect in effects {
            match effect {
                Effect::Send { stanza, message } => self.leave(stanza, message),
                Effect::Transfer(transfer) => self.transfers.push(transfer),
                Effect::Timer { timer, after: 0 } => at_once.push_back(Input::Timer(timer)),
                Effect::Timer { timer, after } => {
                    let due = self.now.plus(i64::try_from(after).unwrap());
                    self.timers.push((due, timer));
                }
                Effect::Decode { hash, picture } => at_once.push_back(Input::Decoded {
                    hash,
                    // Here a picture is whatever says so.
                    picture: picture.starts_with(b"picture").then_some(picture),
                }),
                Effect::Notify(notice) => self.notices.push(notice),
                Effect::Changed(changed) => self.changed.push(changed),
            }
        }
        at_once.extend(self.inbox.drain(..));
        self.inbox = at_once;
    }

    fn leave(&mut self, stanza: Element, message: Option<MessageId>) {
        if stanza.name() == "iq" && matches!(stanza.attr("type"), Some("get" | "set")) {
            let answers = self.server.answers_to(&stanza);
            self.inbox.extend(answers.into_iter().map(Input::Stanza));
            self.asked.push(stanza);
            return;
        }
        if let Some(message) = message {
            if self.server.acknowledges {
                self.inbox.push_back(Input::Acked(vec![message]));
            }
            if self.server.archives {
                let kept = with_attr(&stanza, "from", &format!("{}/balcony", self.me));
                self.server.keep(&kept, self.now);
            }
        }
        self.sent.push(stanza);
    }

    /// The server answers at last what it was asked about a namespace or node, and does from now on.
    pub fn is_answered(&mut self, about: &str) -> &mut Self {
        self.server.ignores.retain(|ignored| ignored != about);
        let questions = self.asked.iter().rev().cloned();
        let last = questions
            .into_iter()
            .find(|iq| String::from(iq).contains(about))
            .expect("it was asked");
        for answer in self.server.answers_to(&last) {
            self.inbox.push_back(Input::Stanza(answer));
        }
        self.run();
        self
    }

    /// Asserts that a stanza like this one has left, and takes it.
    pub fn sends(&mut self, wanted: &str) -> Element {
        let wanted = xml(wanted);
        let Some(at) = self.sent.iter().position(|stanza| contains(stanza, &wanted)) else {
            let sent: Vec<String> = self.sent.iter().map(String::from).collect();
            panic!(
                "nothing like {} among what was sent:\n{}",
                String::from(&wanted),
                sent.join("\n")
            );
        };
        self.sent.remove(at)
    }

    /// Asserts that nothing else has left.
    pub fn sends_nothing(&mut self) -> &mut Self {
        let sent: Vec<String> = self.sent.iter().map(String::from).collect();
        assert!(sent.is_empty(), "sent: {}", sent.join("\n"));
        self
    }

    /// Asserts what the window would paint of a conversation, line by line.
    pub fn shows(&mut self, whom: &str, lines: &[&str]) -> &mut Self {
        assert_eq!(self.lines(whom), lines);
        self
    }

    /// What the window would paint of a conversation.
    pub fn lines(&self, whom: &str) -> Vec<String> {
        self.rows(whom).iter().map(timeline::line).collect()
    }

    /// The newest 150 rows of a conversation.
    pub fn rows(&self, whom: &str) -> Vec<MessageRow> {
        self.window(whom, Window::LATEST).0
    }

    /// Some rows of a conversation, in the order the window puts them.
    pub fn window(&self, whom: &str, window: Window) -> (Vec<MessageRow>, Edges) {
        let (rows, edges) = self.reader.timeline(&peer(whom), window).unwrap();
        assert!(
            rows.is_sorted_by(|a, b| a.sort < b.sort),
            "rows come as they are sorted"
        );
        (rows, edges)
    }

    /// The row of the message with this text.
    pub fn row(&self, whom: &str, text: &str) -> MessageRow {
        let rows = self.rows(whom);
        let found = rows
            .iter()
            .find(|row| matches!(&row.entry, Entry::Message { text: Some(found), .. } if found == text));
        found
            .unwrap_or_else(|| panic!("no {text:?} in {:?}", self.lines(whom)))
            .clone()
    }

    /// Asserts how many messages are unread.
    pub fn unread(&mut self, whom: &str, count: u32) -> &mut Self {
        assert_eq!(self.conversation(whom).unread, count, "unread");
        self
    }

    /// Header and composer of a conversation.
    pub fn conversation(&self, whom: &str) -> ConversationRow {
        self.reader.conversation(&peer(whom), &Seen(self.live())).unwrap()
    }

    /// Somebody's encryption devices.
    pub fn devices(&self, whom: &str) -> Vec<DeviceRow> {
        self.reader.devices(&peer(whom)).unwrap()
    }

    /// The read side.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// What passes with the stream, as the window sees it.
    pub fn passing(&self) -> impl Passing + '_ {
        Seen(self.live())
    }

    /// The engine's passing state.
    pub fn live(&self) -> &Live {
        self.engine.as_ref().expect("always there but while restarting").live()
    }

    /// A file, with what opens it.
    pub fn file(&mut self, id: FileId) -> Option<File> {
        let engine = self.engine.as_mut().expect("always there but while restarting");
        engine.file(id).unwrap()
    }

    /// Asserts what the desktop was asked to tell since the last time, in words.
    pub fn notifies(&mut self, notices: &[&str]) -> &mut Self {
        let told: Vec<String> = self.notices.drain(..).map(|notice| words(&notice)).collect();
        assert_eq!(told, notices);
        self
    }

    /// The archive file's bytes, its write-ahead log included.
    pub fn files(&self) -> Vec<u8> {
        let entries = std::fs::read_dir(self.directory.path()).unwrap();
        entries
            .flat_map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
            .collect()
    }

    /// The moment as servers stamp it.
    pub fn stamp(&self) -> String {
        sotto_wire::time::format(whole_seconds(self.now))
    }
}

fn open(directory: &TempDir, me: &Peer, seed: u64, now: Timestamp) -> (Engine, Reader) {
    let path = directory.path().join(FILE);
    let store = Store::open(&path, &Key::new(KEY)).unwrap();
    let dice = Box::new(ChaCha20Rng::seed_from_u64(seed));
    let engine = Engine::new(store, me.clone(), dice, now).unwrap();
    (engine, Reader::open(&path, &KEY, me.clone()).unwrap())
}

/// A message with our archive's id for it.
pub(crate) fn with_stanza_id(message: &Element, by: &str, id: &str) -> Element {
    let mut message = message.clone();
    message.append_child(xml(&format!("<stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='{id}'/>")));
    message
}

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

fn words(notice: &Notice) -> String {
    match notice {
        Notice::Message {
            name,
            preview: Some(text),
            unread,
            ..
        } => format!("{name}: {text} ({unread})"),
        Notice::Message {
            name,
            preview: None,
            unread,
            ..
        } => format!("{name} ({unread})"),
        Notice::Invitation { peer, name } => format!("{name} invites into {peer}"),
        Notice::Online { name, .. } => format!("{name} is there"),
        Notice::Withdraw { peer } => format!("nothing of {peer}"),
    }
}
