//! An archive read in for the first time: from bytes, as a server sends them, to committed rows.
//!
//! The server is played here and its time is not counted: only framing, parsing, the engine and the archive are. It gives
//! 50 messages a page, as Prosody does. The limit is the same rows inserted alone, into the same schema with the same
//! settings, in transactions of the same size.

use std::collections::VecDeque;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use sotto_client::connection::{Frame, Framer, Limits};
use sotto_engine::{Effect, Engine, Input, Timer};
use sotto_model::{Peer, Timestamp};
use sotto_store::{Key, Store};
use sotto_wire::{Element, ns};

use crate::outcome::{Against, Outcome, Target, median};
use crate::{Size, archive, scratch};

const ME: &str = "juliet@capulet.lit";
const KEY: [u8; 32] = [3; 32];
const NOW: Timestamp = Timestamp(archive::END);
/// Messages a page, whatever is asked for (Prosody's `max_archive_query_results`).
const PAGE: usize = 50;

/// Runs the benchmark.
///
/// # Errors
/// If the archive cannot be written, or not everything arrives in it.
pub fn measure(size: Size) -> Result<Vec<Outcome>> {
    let (messages, rounds) = match size {
        Size::Quick => (10_000, 5),
        Size::Full => (10_000, 15),
    };
    let (mut ours, mut alone) = (Vec::new(), Vec::new());
    let server = Server::new(messages);
    for _ in 0..rounds {
        let directory = scratch::directory()?;
        let file = directory.path().join("archive.db");
        let store = Store::open(&file, &Key::new(KEY))?;
        let rng = Box::new(ChaCha20Rng::seed_from_u64(1));
        let account = Account::new(Engine::new(store, Peer(ME.parse()?), rng, NOW)?)?;
        ours.push(messages as f64 / account.read(&server)?.as_secs_f64());
        let kept = Rows::read(&file)?;
        let count = kept.values.len();
        ensure!(count == messages, "{count} of {messages} messages arrived");
        alone.push(kept.insert(&directory.path().join("alone.db"))?);
    }
    Ok(vec![Outcome {
        name: "ingest",
        ours: median(ours),
        against: Against::Limit(median(alone)),
        unit: "messages/s",
        target: Target::AtLeast(0.5),
    }])
}

/// The account, from the bytes of its stream to the rows of its archive.
struct Account {
    engine: Engine,
    framer: Framer,
    questions: VecDeque<Element>,
    /// How long it has worked so far.
    spent: Duration,
}

impl Account {
    fn new(engine: Engine) -> Result<Self> {
        let mut framer = Framer::new(Limits::default());
        let mut header: &[u8] =
            b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";
        ensure!(
            matches!(framer.next(&mut header)?, Some(Frame::Open(_))),
            "a stream begins"
        );
        Ok(Self {
            engine,
            framer,
            questions: VecDeque::new(),
            spent: Duration::ZERO,
        })
    }

    /// Signs in and reads all that the server has; tells how long that took.
    fn read(mut self, server: &Server) -> Result<Duration> {
        let jid = format!("{ME}/bench").parse()?;
        self.input(Input::Online { jid, resumed: false })?;
        while let Some(question) = self.questions.pop_front() {
            let answer = server.answer(&question)?;
            let started = Instant::now();
            self.receive(answer.as_bytes())?;
            self.spent += started.elapsed();
        }
        Ok(self.spent)
    }

    fn receive(&mut self, mut bytes: &[u8]) -> Result<()> {
        while let Some(frame) = self.framer.next(&mut bytes)? {
            if let Frame::Element(element) = frame {
                self.input(Input::Stanza(element))?;
            }
        }
        Ok(())
    }

    /// One input, and what the engine wants done right after it.
    fn input(&mut self, input: Input) -> Result<()> {
        for timer in self.handle(input)? {
            self.handle(Input::Timer(timer))?;
        }
        Ok(())
    }

    fn handle(&mut self, input: Input) -> Result<Vec<Timer>> {
        let mut at_once = Vec::new();
        for effect in self.engine.handle(input, NOW)?.effects {
            match effect {
                Effect::Send { stanza, .. } => self.questions.push_back(stanza),
                Effect::Timer { timer, after: 0 } => at_once.push(timer),
                Effect::Timer { .. }
                | Effect::Decode { .. }
                | Effect::Transfer(_)
                | Effect::Notify(_)
                | Effect::Changed(_) => {}
            }
        }
        Ok(at_once)
    }
}

/// An archive of made-up messages. Each is cut where the id of the query goes.
struct Server {
    messages: Vec<(String, String)>,
}

impl Server {
    fn new(messages: usize) -> Self {
        let message = |number| {
            let before = format!("<message to='{ME}/bench'><result xmlns='{}' queryid='", ns::MAM);
            let after = format!(
                "' id='{}'><forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='{}'/>{}\
                 </forwarded></result></message>",
                archive::id(number),
                archive::stamp(number, messages),
                archive::message(number, ME),
            );
            (before, after)
        };
        Self {
            messages: (0..messages).map(message).collect(),
        }
    }

    fn answer(&self, question: &Element) -> Result<String> {
        let (Some(id), Some(payload)) = (question.attr("id"), question.children().next()) else {
            return Ok(String::new());
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
        Ok(format!("<iq type='result' id='{id}'{from}>{payload}</iq>"))
    }

    /// One page and its end, the way Prosody writes them.
    fn page(&self, id: &str, query: &Element) -> Result<String> {
        let set = query.get_child("set", ns::RSM).context("a page")?;
        let before = set
            .get_child("before", ns::RSM)
            .map(Element::text)
            .filter(|id| !id.is_empty());
        let end = before.map_or(Ok(self.messages.len()), |id| archive::number(&id))?;
        let start = end.saturating_sub(PAGE);
        let query = query.attr("queryid").context("a query has an id")?;
        let mut xml = String::with_capacity((end - start) * 1024);
        for (before, after) in self.messages.get(start..end).context("a page within the archive")? {
            xml.extend([before, query, after]);
        }
        let complete = if start == 0 { " complete='true'" } else { "" };
        xml.push_str(&format!(
            "<iq type='result' id='{id}'><fin xmlns='{}'{complete}><set xmlns='{}'><first index='{start}'>{}</first>\
             <last>{}</last><count>{}</count></set></fin></iq>",
            ns::MAM,
            ns::RSM,
            archive::id(start),
            archive::id(end - 1),
            self.messages.len(),
        ));
        Ok(xml)
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
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let rows = statement.query_map([], |row| (0..columns.len()).map(|column| row.get(column)).collect())?;
        let values = rows.collect::<Result<_, _>>()?;
        Ok(Self { columns, values })
    }

    /// The same rows again, and nothing else: messages a second.
    fn insert(&self, file: &Path) -> Result<f64> {
        drop(Store::open(file, &Key::new(KEY))?);
        let mut connection = open(file)?;
        for peer in 0..archive::PEERS {
            connection.execute("INSERT INTO conversations (peer) VALUES (?1)", [archive::peer(peer)])?;
        }
        let places = vec!["?"; self.columns.len()].join(", ");
        let sql = format!("INSERT INTO messages ({}) VALUES ({places})", self.columns.join(", "));
        let started = Instant::now();
        for page in self.values.chunks(PAGE) {
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
