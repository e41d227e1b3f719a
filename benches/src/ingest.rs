//! An archive read in for the first time: from bytes, as a server sends them, to committed rows.
//!
//! The server is played here and its time is not counted: only framing, parsing, the engine and the archive are. The limit
//! is the same rows inserted alone, into the same schema with the same settings, in transactions of the same size.

use std::collections::VecDeque;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use sotto_client::connection::{Frame, Framer, Limits};
use sotto_engine::{Effect, Engine, Input, Outcome as Answer, Timer};
use sotto_model::{Peer, Timestamp};
use sotto_store::{Key, Store};
use sotto_wire::{Element, ns};

use crate::outcome::{Against, Outcome, Target, median};
use crate::{Size, archive, scratch};

const ME: &str = "juliet@capulet.lit";
const KEY: [u8; 32] = [3; 32];
/// Runs the benchmark.
///
/// # Errors
/// If the archive cannot be written, or not everything arrives in it.
pub fn measure(size: Size) -> Result<Vec<Outcome>> {
    let (messages, rounds) = match size {
        Size::Quick => (10_000, 3),
        Size::Full => (10_000, 9),
    };
    let (mut ours, mut alone) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let directory = scratch::directory()?;
        let file = directory.path().join("archive.db");
        let mut server = Server::new(
            messages,
            Engine::new(
                Store::open(&file, &Key::new(KEY))?,
                Peer(ME.parse()?),
                Box::new(ChaCha20Rng::seed_from_u64(1)),
                Timestamp(archive::END),
            )?,
        )?;
        ours.push(server.deliver()?);
        let kept = Rows::read(&file)?;
        let count = kept.values.len();
        ensure!(count == messages, "{count} of {messages} messages arrived");
        alone.push(kept.insert(&directory.path().join("alone.db"), server.page)?);
    }
    Ok(vec![Outcome {
        name: "ingest",
        ours: median(ours),
        against: Against::Limit(median(alone)),
        unit: "messages/s",
        target: Target::AtLeast(0.5),
    }])
}

/// Answers an engine's questions with an archive of made-up messages.
struct Server {
    engine: Engine,
    framer: Framer,
    messages: usize,
    /// The largest page asked for.
    page: usize,
    questions: VecDeque<Element>,
    timers: VecDeque<Timer>,
    /// What our side has taken so far.
    spent: Duration,
}

impl Server {
    fn new(messages: usize, engine: Engine) -> Result<Self> {
        let mut framer = Framer::new(Limits::default());
        let mut header: &[u8] = b"<stream:stream xmlns='jabber:client' version='1.0' \
            xmlns:stream='http://etherx.jabber.org/streams'>";
        ensure!(
            matches!(framer.next(&mut header)?, Some(Frame::Open(_))),
            "a stream begins"
        );
        Ok(Self {
            engine,
            framer,
            messages,
            page: 1,
            questions: VecDeque::new(),
            timers: VecDeque::new(),
            spent: Duration::ZERO,
        })
    }

    /// Messages a second, from the first byte of the archive to the last commit.
    fn deliver(&mut self) -> Result<f64> {
        let jid = format!("{ME}/bench").parse()?;
        self.input(Input::Online { jid, resumed: false })?;
        self.spent = Duration::ZERO;
        while let Some(question) = self.questions.pop_front() {
            let answer = self.answer(&question)?;
            self.receive(&answer)?;
        }
        Ok(self.messages as f64 / self.spent.as_secs_f64())
    }

    /// What is timed: bytes become stanzas, stanzas become rows.
    fn receive(&mut self, mut bytes: &[u8]) -> Result<()> {
        let started = Instant::now();
        while let Some(frame) = self.framer.next(&mut bytes)? {
            let Frame::Element(element) = frame else { continue };
            self.input(Input::Stanza(element))?;
        }
        self.spent += started.elapsed();
        Ok(())
    }

    /// One input and, as the account's actor has it, whatever the engine wants to do right after.
    fn input(&mut self, input: Input) -> Result<()> {
        let answer = self.engine.handle(input, Timestamp(archive::END))?;
        self.note(answer);
        while let Some(timer) = self.timers.pop_front() {
            let answer = self.engine.handle(Input::Timer(timer), Timestamp(archive::END))?;
            self.note(answer);
        }
        Ok(())
    }

    fn note(&mut self, answer: Answer) {
        for effect in answer.effects {
            match effect {
                Effect::Send { stanza, .. } => self.questions.push_back(stanza),
                Effect::Timer { timer, after: 0 } => self.timers.push_back(timer),
                Effect::Timer { .. } | Effect::Notify(_) | Effect::Changed(_) => {}
            }
        }
    }

    fn answer(&mut self, question: &Element) -> Result<Vec<u8>> {
        let (Some(id), Some(payload)) = (question.attr("id"), question.children().next()) else {
            return Ok(Vec::new());
        };
        let payload = match payload.ns().as_str() {
            ns::MAM => return self.page(id, payload),
            ns::DISCO_INFO => format!("<query xmlns='{}'><feature var='{}'/></query>", ns::DISCO_INFO, ns::MAM),
            _ => String::new(),
        };
        let from = question
            .attr("to")
            .map(|to| format!(" from='{to}'"))
            .unwrap_or_default();
        Ok(format!("<iq type='result' id='{id}'{from}>{payload}</iq>").into_bytes())
    }

    /// One page and its end, the way Prosody writes them.
    fn page(&mut self, id: &str, query: &Element) -> Result<Vec<u8>> {
        let set = query.get_child("set", ns::RSM).context("a page")?;
        let text = |name| set.get_child(name, ns::RSM).map(Element::text);
        self.page = text("max").context("a page size")?.parse()?;
        let before = text("before")
            .filter(|id| !id.is_empty())
            .map(|id| archive::number(&id));
        let end = before.unwrap_or(Ok(self.messages))?;
        let start = end.saturating_sub(self.page);
        let query = query.attr("queryid").context("a query has an id")?;
        let mut xml = String::new();
        for number in start..end {
            xml.push_str(&format!(
                "<message to='{ME}/bench'><result xmlns='{}' queryid='{query}' id='{}'><forwarded \
                 xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='{}'/>{}</forwarded></result></message>",
                ns::MAM,
                archive::id(number),
                archive::stamp(number, self.messages),
                archive::message(number, ME),
            ));
        }
        let complete = if start == 0 { " complete='true'" } else { "" };
        xml.push_str(&format!(
            "<iq type='result' id='{id}'><fin xmlns='{}'{complete}><set xmlns='{}'><first index='{start}'>{}</first>\
             <last>{}</last><count>{}</count></set></fin></iq>",
            ns::MAM,
            ns::RSM,
            archive::id(start),
            archive::id(end - 1),
            self.messages,
        ));
        Ok(xml.into_bytes())
    }
}

/// Opens an archive with the settings of `Store::open`.
fn open(file: &Path) -> Result<Connection> {
    let connection = Connection::open(file)?;
    let key: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    connection.execute_batch(&format!(
        "PRAGMA key = \"x'{key}'\";
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;"
    ))?;
    Ok(connection)
}

/// Everything that arrived, in the order in which it was written.
struct Rows {
    columns: Vec<String>,
    values: Vec<Vec<Value>>,
}

impl Rows {
    fn read(file: &Path) -> Result<Self> {
        let connection = open(file)?;
        let mut statement = connection.prepare("SELECT * FROM messages ORDER BY id")?;
        let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
        let rows = statement.query_map([], |row| (0..columns.len()).map(|column| row.get(column)).collect())?;
        let values = rows.collect::<Result<_, _>>()?;
        Ok(Self { columns, values })
    }

    /// The same rows again, and nothing else: messages a second.
    fn insert(&self, file: &Path, page: usize) -> Result<f64> {
        drop(Store::open(file, &Key::new(KEY))?);
        let mut connection = open(file)?;
        for peer in 0..archive::PEERS {
            connection.execute("INSERT INTO conversations (peer) VALUES (?1)", [archive::peer(peer)])?;
        }
        let places = vec!["?"; self.columns.len()].join(", ");
        let sql = format!("INSERT INTO messages ({}) VALUES ({places})", self.columns.join(", "));
        let started = Instant::now();
        for page in self.values.chunks(page) {
            let tx = connection.transaction()?;
            let mut statement = tx.prepare_cached(&sql)?;
            for row in page {
                statement.execute(params_from_iter(row))?;
            }
            drop(statement);
            tx.commit()?;
        }
        Ok(self.values.len() as f64 / started.elapsed().as_secs_f64())
    }
}
