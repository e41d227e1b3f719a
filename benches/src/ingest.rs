//! An archive read in for the first time: from bytes, as a server sends them, to committed rows.
//!
//! As in the program there are two threads: one cuts bytes into stanzas, the other is the account. The server's pages are
//! written beforehand. The limit is the same rows inserted alone, into the same schema with the same settings, in
//! transactions of the same size.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

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
        let (seconds, page) = read_in(&server, Engine::new(store, Peer(ME.parse()?), rng, NOW)?)?;
        ours.push(messages as f64 / seconds);
        let kept = Rows::read(&file)?;
        let count = kept.values.len();
        ensure!(count == messages, "{count} of {messages} messages arrived");
        alone.push(kept.insert(&directory.path().join("alone.db"), page)?);
    }
    Ok(vec![Outcome {
        name: "ingest",
        ours: median(ours),
        against: Against::Limit(median(alone)),
        unit: "messages/s",
        target: Target::AtLeast(0.5),
    }])
}

/// Seconds from signing in to the last commit, and the size of the pages.
fn read_in(server: &Server, engine: Engine) -> Result<(f64, usize)> {
    let (ask, asked) = channel();
    let (tell, told) = channel();
    let started = Instant::now();
    std::thread::scope(|scope| {
        let connection = scope.spawn(move || connection(server, &asked, &tell));
        let account = Account { engine, ask }.live(&told);
        let page = connection
            .join()
            .map_err(|_| anyhow::anyhow!("the connection panicked"))??;
        account?;
        Ok((started.elapsed().as_secs_f64(), page))
    })
}

/// What the connection does: questions become the server's bytes, and bytes become stanzas. Tells the size of a page.
fn connection(server: &Server, asked: &Receiver<Element>, tell: &Sender<Element>) -> Result<usize> {
    let mut framer = Framer::new(Limits::default());
    let mut header: &[u8] =
        b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";
    ensure!(
        matches!(framer.next(&mut header)?, Some(Frame::Open(_))),
        "a stream begins"
    );
    let mut page = 1;
    while let Ok(question) = asked.recv() {
        let answer = server.answer(&question, &mut page)?;
        let mut bytes = answer.as_bytes();
        while let Some(frame) = framer.next(&mut bytes)? {
            let Frame::Element(element) = frame else { continue };
            if tell.send(element).is_err() {
                break; // The account has all it wanted.
            }
        }
    }
    Ok(page)
}

/// What the account's actor does: one input after the other, and at once what the engine wants done right after.
struct Account {
    engine: Engine,
    ask: Sender<Element>,
}

impl Account {
    /// Lives until the archive was read.
    fn live(mut self, told: &Receiver<Element>) -> Result<()> {
        let jid = format!("{ME}/bench").parse()?;
        self.input(Input::Online { jid, resumed: false })?;
        let mut begun = false;
        while !begun || self.engine.live().archive.busy() {
            let element = told.recv().context("the connection ended before the archive")?;
            self.input(Input::Stanza(element))?;
            begun |= self.engine.live().archive.busy();
        }
        Ok(())
    }

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
                Effect::Send { stanza, .. } => self.ask.send(stanza)?,
                Effect::Timer { timer, after: 0 } => at_once.push(timer),
                Effect::Timer { .. } | Effect::Notify(_) | Effect::Changed(_) => {}
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

    fn answer(&self, question: &Element, page: &mut usize) -> Result<String> {
        let (Some(id), Some(payload)) = (question.attr("id"), question.children().next()) else {
            return Ok(String::new());
        };
        let payload = match payload.ns().as_str() {
            ns::MAM => return self.page(id, payload, page),
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
    fn page(&self, id: &str, query: &Element, size: &mut usize) -> Result<String> {
        let set = query.get_child("set", ns::RSM).context("a page")?;
        let text = |name| set.get_child(name, ns::RSM).map(Element::text);
        *size = text("max").context("a page size")?.parse()?;
        let before = text("before").filter(|id| !id.is_empty());
        let end = before.map_or(Ok(self.messages.len()), |id| archive::number(&id))?;
        let start = end.saturating_sub(*size);
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
