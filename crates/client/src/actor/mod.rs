//! One account at work: a thread that takes one thing at a time, and does what the engine answers.
//!
//! **Invariants.** Effects are done only after their transaction committed. A stanza is reported as handled to the
//! connection only then. A fault of the engine or the archive ends with a new engine from disk, never with a patched one.

mod archive;
mod subscriptions;
mod timers;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rand_chacha::ChaCha20Rng;
use sotto_engine::rand_core::SeedableRng;
use sotto_engine::{Changed, Command, Effect, Engine, Input, ListState, Live};
use sotto_model::{AccountId, ErrorCode, MessageId, Peer, Presence, Timestamp};
use sotto_store::{Key, StoreError};
use sotto_views::{AccountRow, Connection as State, Passing, Reader, View, Window};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use self::subscriptions::{Sources, Subscriptions};
use self::timers::Timers;
use crate::accounts::{AccountFile, archive_of};
use crate::board::Board;
use crate::command::ClientError;
use crate::connection::{Connection, ConnectionHandle, Event, Request, Token};
use crate::{Host, Sink, fault};

/// Patches are folded to at most one per frame.
const FRAME: Duration = Duration::from_millis(16);

/// How long to wait before trying a broken archive again; grows with each time in a row.
const RESTART: Duration = Duration::from_secs(2);
const RESTART_AT_MOST: Duration = Duration::from_secs(120);

/// Everything an actor is told.
pub(crate) enum Message {
    Event(Event),
    Command(Command, oneshot::Sender<Result<(), ClientError>>),
    Subscribe(u64, View, Window, Sink),
    Retarget(u64, Window),
    Unsubscribe(u64),
    Password(Zeroizing<String>),
    Stop,
}

/// What an actor needs to begin.
pub(crate) struct Setup {
    pub(crate) id: AccountId,
    pub(crate) directory: PathBuf,
    pub(crate) file: AccountFile,
    pub(crate) key: Key,
    pub(crate) password: Zeroizing<String>,
    pub(crate) board: Arc<Board>,
    pub(crate) host: Arc<dyn Host>,
    pub(crate) runtime: Handle,
}

/// The doors' side of an actor.
pub(crate) struct Actor {
    messages: Sender<Message>,
    thread: JoinHandle<()>,
}

impl Actor {
    /// Starts the account's thread.
    pub(crate) fn start(setup: Setup) -> std::io::Result<Self> {
        let (messages, inbox) = channel();
        let loopback = messages.clone();
        let thread = std::thread::Builder::new()
            .name(format!("account {}", setup.id))
            .spawn(move || Account::new(setup, inbox, loopback).live())?;
        Ok(Self { messages, thread })
    }

    pub(crate) fn tell(&self, message: Message) -> Result<(), ClientError> {
        self.messages
            .send(message)
            .map_err(|_| ClientError::new(ErrorCode::Internal, "the account has stopped"))
    }

    /// Ends it, having committed and sent what was accepted before.
    pub(crate) fn stop(self) {
        if self.messages.send(Message::Stop).is_ok() && self.thread.join().is_err() {
            log::error!("an account's thread ended badly");
        }
    }
}

struct Account {
    setup: Setup,
    inbox: Receiver<Message>,
    loopback: Sender<Message>,
    connection: Option<ConnectionHandle>,
    state: State,
    problem: Option<ErrorCode>,
    retry_at: Option<Timestamp>,
    subscriptions: Subscriptions,
    timers: Timers,
    /// Something of the account's own row may have changed.
    row_stale: bool,
}

/// How one life of the engine ended.
enum End {
    Stopped,
    Broken(ErrorCode),
}

/// One life of the engine, and the archive it reads.
struct Core {
    engine: Engine,
    reader: Reader,
}

impl Account {
    fn new(setup: Setup, inbox: Receiver<Message>, loopback: Sender<Message>) -> Self {
        Self {
            setup,
            inbox,
            loopback,
            connection: None,
            state: State::Connecting,
            problem: None,
            retry_at: None,
            subscriptions: Subscriptions::default(),
            timers: Timers::default(),
            row_stale: true,
        }
    }

    /// Lives until stopped; what breaks is built anew from disk, after a pause that grows.
    fn live(mut self) {
        let mut pause = RESTART;
        let mut after_crash = !self.ended_well();
        loop {
            let began = Instant::now();
            let end = catch_unwind(AssertUnwindSafe(|| self.run(after_crash))).unwrap_or_else(|_| {
                log::error!("an account panicked and is restarted");
                End::Broken(ErrorCode::Internal)
            });
            self.connection = None;
            let End::Broken(problem) = end else {
                self.mark_end();
                return;
            };
            after_crash = true;
            if began.elapsed() > RESTART_AT_MOST {
                pause = RESTART;
            }
            self.state = State::Waiting;
            self.problem = Some(problem);
            self.retry_at = Some(now().plus(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX)));
            self.setup.board.put(self.row(&Default::default(), false));
            if self.wait(pause, problem) {
                return;
            }
            pause = (pause * 2).min(RESTART_AT_MOST);
        }
    }

    /// Passes a pause, answering what cannot be done meanwhile. True if stopped.
    fn wait(&mut self, pause: Duration, problem: ErrorCode) -> bool {
        let until = Instant::now() + pause;
        loop {
            match self.inbox.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return true,
                Err(RecvTimeoutError::Timeout) => return false,
                Ok(Message::Command(_, answer)) => {
                    // Whoever asked may have gone; the refusal is then nobody's.
                    drop(answer.send(Err(ClientError::new(problem, "the archive cannot be used just now"))));
                }
                Ok(Message::Subscribe(id, view, window, sink)) => self.subscriptions.add(id, view, window, sink),
                Ok(Message::Retarget(id, window)) => self.subscriptions.retarget(id, window),
                Ok(Message::Unsubscribe(id)) => self.subscriptions.remove(id),
                Ok(Message::Password(password)) => self.setup.password = password,
                // The stream these belong to is gone; the next one asks again.
                Ok(Message::Event(_)) => {}
            }
        }
    }

    fn run(&mut self, after_crash: bool) -> End {
        match self.open(after_crash) {
            Ok(core) => self.work(core),
            Err(error) => {
                log::error!("an archive cannot be opened: {error}");
                End::Broken(fault::store(&error))
            }
        }
    }

    fn open(&mut self, after_crash: bool) -> Result<Core, StoreError> {
        let (path, me) = (archive_of(&self.setup.directory), self.setup.file.jid.clone());
        let archive = archive::open(&path, &self.setup.key, &me, after_crash, now())?;
        let engine = Engine::new(archive.store, me, Box::new(ChaCha20Rng::from_os_rng()), now())?;
        self.timers = Timers::default();
        self.subscriptions.reset();
        self.problem = archive.replaced.then_some(ErrorCode::Damaged);
        self.retry_at = None;
        self.row_stale = true;
        Ok(Core {
            engine,
            reader: archive.reader,
        })
    }

    fn work(&mut self, mut core: Core) -> End {
        self.mark_begin();
        self.connect();
        let mut flush_at = Instant::now();
        loop {
            if let Some(timer) = self.timers.due(Instant::now()) {
                if let Err(end) = self.input(&mut core, Input::Timer(timer)) {
                    return end;
                }
                continue;
            }
            if (self.subscriptions.waiting() || self.row_stale) && Instant::now() >= flush_at {
                if let Err(end) = self.flush(&core) {
                    return end;
                }
                flush_at = Instant::now() + FRAME;
            }
            let message = match self.pause(flush_at) {
                Some(pause) => match self.inbox.recv_timeout(pause) {
                    Ok(message) => message,
                    Err(RecvTimeoutError::Timeout) => continue,
                    Err(RecvTimeoutError::Disconnected) => return End::Stopped,
                },
                None => match self.inbox.recv() {
                    Ok(message) => message,
                    Err(_) => return End::Stopped,
                },
            };
            if let Err(end) = self.take(&mut core, message) {
                return end;
            }
        }
    }

    /// How long nothing is to be done; nothing means for as long as nothing arrives.
    fn pause(&self, flush_at: Instant) -> Option<Duration> {
        let flush = (self.subscriptions.waiting() || self.row_stale).then_some(flush_at);
        let next = [flush, self.timers.next()].into_iter().flatten().min()?;
        Some(next.saturating_duration_since(Instant::now()))
    }

    fn take(&mut self, core: &mut Core, message: Message) -> Result<(), End> {
        match message {
            Message::Event(event) => self.event(core, event),
            Message::Command(command, answer) => {
                let outcome = self.command(core, command);
                let ended = outcome.as_ref().is_err_and(|(_, ended)| *ended);
                let answered = outcome.map_err(|(error, _)| error);
                let code = answered.as_ref().err().map(|error| error.code);
                // Whoever asked may have gone; what was accepted stays accepted.
                drop(answer.send(answered));
                match code {
                    Some(code) if ended => Err(End::Broken(code)),
                    _ => Ok(()),
                }
            }
            Message::Subscribe(id, view, window, sink) => {
                self.subscriptions.add(id, view, window, sink);
                Ok(())
            }
            Message::Retarget(id, window) => {
                self.subscriptions.retarget(id, window);
                Ok(())
            }
            Message::Unsubscribe(id) => {
                self.subscriptions.remove(id);
                Ok(())
            }
            Message::Password(password) => {
                self.setup.password = password;
                self.connect();
                Ok(())
            }
            Message::Stop => {
                self.stop_connection();
                Err(End::Stopped)
            }
        }
    }

    /// The error of a command, and whether the engine is at its end.
    fn command(&mut self, core: &mut Core, command: Command) -> Result<(), (ClientError, bool)> {
        let outcome = core
            .engine
            .handle(Input::Command(command), now())
            .map_err(|error| (error.into(), true))?;
        if let Some(refused) = outcome.refused {
            return Err((refused.into(), false));
        }
        self.act(outcome.effects);
        Ok(())
    }

    fn event(&mut self, core: &mut Core, event: Event) -> Result<(), End> {
        match event {
            Event::Connecting => self.show(State::Connecting, None, None),
            Event::Online {
                jid,
                resumed,
                mechanism,
                ..
            } => {
                self.signed_in_by(mechanism);
                self.show(State::Online, None, None);
                self.input(core, Input::Online { jid, resumed })?;
            }
            Event::Stanza(stanza) => {
                self.input(core, Input::Stanza(stanza))?;
                self.request(Request::Handled);
            }
            Event::Skipped(reason) => {
                log::warn!("a stanza was skipped: {reason:?}");
                self.request(Request::Handled);
            }
            Event::Acked(tokens) => {
                let messages = tokens
                    .into_iter()
                    .filter_map(|token| i64::try_from(token.0).ok())
                    .map(MessageId);
                self.input(core, Input::Acked(messages.collect()))?;
            }
            Event::Offline { why, retry_in } => {
                let retry_at = retry_in.map(|pause| now().plus(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX)));
                let state = if retry_in.is_some() {
                    State::Waiting
                } else {
                    State::Stopped
                };
                self.show(state, fault::lost(&why), retry_at);
                self.input(core, Input::Offline)?;
                self.request(Request::Drained);
            }
        }
        Ok(())
    }

    fn input(&mut self, core: &mut Core, input: Input) -> Result<(), End> {
        match core.engine.handle(input, now()) {
            Ok(outcome) => {
                self.act(outcome.effects);
                Ok(())
            }
            Err(error) => {
                log::error!("an account's transaction failed: {error}");
                Err(End::Broken(fault::store(&error)))
            }
        }
    }

    fn act(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send { stanza, message } => {
                    let token = message.and_then(|id| u64::try_from(id.0).ok()).map(Token);
                    self.request(Request::Send { stanza, token });
                }
                Effect::Timer { timer, after } => self.timers.set(timer, after),
                Effect::Notify(notice) => self.setup.host.notify(&self.setup.id, notice),
                Effect::Changed(changed) => {
                    self.subscriptions.mark(&changed);
                    self.row_stale = true;
                }
            }
        }
    }

    fn request(&self, request: Request) {
        if let Some(connection) = &self.connection {
            connection.request(request);
        }
    }

    fn connect(&mut self) {
        self.stop_connection();
        let settings = self.setup.file.settings(self.setup.password.clone());
        let loopback = self.loopback.clone();
        let _guard = self.setup.runtime.enter();
        self.connection = Some(Connection::spawn(settings, move |event| {
            // An actor that is gone has stopped its connection too.
            drop(loopback.send(Message::Event(event)));
        }));
        self.show(State::Connecting, None, None);
    }

    fn stop_connection(&mut self) {
        self.request(Request::Stop);
        self.connection = None;
    }

    fn signed_in_by(&mut self, mechanism: crate::connection::Mechanism) {
        if self.setup.file.strongest.is_none_or(|known| known < mechanism) {
            self.setup.file.strongest = Some(mechanism);
            if let Err(error) = self.setup.file.write(&self.setup.directory) {
                log::warn!("how we signed in could not be noted: {error}");
            }
        }
    }

    fn show(&mut self, state: State, problem: Option<ErrorCode>, retry_at: Option<Timestamp>) {
        self.state = state;
        // That an archive had to be replaced stays to be seen until the program ends.
        self.problem = problem.or(self.problem.filter(|problem| *problem == ErrorCode::Damaged));
        self.retry_at = retry_at;
        self.row_stale = true;
        self.subscriptions.mark(&Changed::Account);
    }

    fn flush(&mut self, core: &Core) -> Result<(), End> {
        let broken = |error: sotto_views::ReadError| {
            log::error!("{error}");
            End::Broken(ErrorCode::Internal)
        };
        let live = core.engine.live();
        let facts = core.reader.account().map_err(broken)?;
        let row = self.row(&facts, live.archive.busy());
        self.setup.board.put(row.clone());
        self.row_stale = false;
        let sources = Sources {
            reader: &core.reader,
            passing: &LivePassing(live),
            account: row,
        };
        self.subscriptions.flush(&sources).map_err(broken)
    }

    fn row(&self, facts: &sotto_views::AccountFacts, syncing: bool) -> AccountRow {
        AccountRow {
            id: self.setup.id.to_string(),
            sort: (0.0, 0.0),
            account: self.setup.id.clone(),
            jid: self.setup.file.jid.clone(),
            connection: self.state,
            problem: self.problem,
            retry_at: self.retry_at,
            presence: facts.presence,
            status: facts.status.clone(),
            unread: facts.unread,
            syncing,
            fingerprint: facts.fingerprint.clone(),
        }
    }

    /// A file that is there only while the account runs: found at the start, it tells of a crash.
    fn mark(&self) -> PathBuf {
        self.setup.directory.join("running")
    }

    fn ended_well(&self) -> bool {
        !self.mark().exists()
    }

    fn mark_begin(&self) {
        if let Err(error) = std::fs::write(self.mark(), b"") {
            log::warn!("the start could not be noted: {error}");
        }
    }

    fn mark_end(&self) {
        if let Err(error) = std::fs::remove_file(self.mark()) {
            log::debug!("the end could not be noted: {error}");
        }
    }
}

struct LivePassing<'a>(&'a Live);

impl Passing for LivePassing<'_> {
    fn presence(&self, peer: &Peer) -> (Presence, Option<String>) {
        if self.0.online.is_none() {
            return (Presence::Offline, None);
        }
        let (presence, status) = self.0.presence.of(peer);
        (presence, status.map(str::to_owned))
    }

    fn typing(&self, peer: &Peer) -> bool {
        self.0.online.is_some() && self.0.reading.typing.contains(peer)
    }

    fn devices_failed(&self, peer: &Peer) -> bool {
        self.0.omemo.list(peer) == Some(ListState::Failed)
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
