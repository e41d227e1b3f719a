//! An account's life: an engine at work until it is stopped or something breaks, then another one from disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rand_chacha::ChaCha20Rng;
use sotto_engine::Engine;
use sotto_engine::rand_core::SeedableRng;
use sotto_model::{ErrorCode, Timestamp};
use sotto_store::StoreError;
use sotto_views::{Connection as State, Reader};

use super::mark::Mark;
use super::stream::Line;
use super::subscriptions::Subscriptions;
use super::timers::Timers;
use super::{Message, Setup, archive};
use crate::accounts::archive_of;
use crate::command::ClientError;
use crate::fault;
use crate::transfers::{self, Transfers};

/// How long to wait before trying a broken archive again; grows with each time in a row.
const RESTART: Duration = Duration::from_secs(2);
const RESTART_AT_MOST: Duration = Duration::from_secs(120);

pub(super) struct Account {
    pub(super) setup: Setup,
    pub(super) inbox: Receiver<Message>,
    pub(super) line: Line,
    pub(super) state: State,
    pub(super) problem: Option<ErrorCode>,
    pub(super) retry_at: Option<Timestamp>,
    pub(super) subscriptions: Subscriptions,
    pub(super) timers: Timers,
    pub(super) transfers: Transfers,
    /// Something of the account's own row may have changed.
    pub(super) row_stale: bool,
    /// The account is being signed out, and this is how long that may take.
    pub(super) leaving: Option<Instant>,
    /// When the connection is to be begun.
    pub(super) connect_at: Option<Instant>,
    /// How long to leave that until the window has shown itself; once.
    pub(super) head_start: Duration,
    /// The window is being looked at.
    pub(super) watched: bool,
    /// When the connection was last asked to hurry.
    pub(super) hurried: Option<Instant>,
    mark: Mark,
}

/// How one life of the engine ended.
pub(super) enum End {
    Stopped,
    Broken(ErrorCode),
}

/// One life of the engine, and the archive it reads.
pub(super) struct Core {
    /// Dropped before the engine's own connection to the file: the last to leave moves the journal into the archive, and
    /// one that only reads cannot.
    pub(super) reader: Reader,
    pub(super) engine: Engine,
}

impl Account {
    pub(super) fn new(setup: Setup, inbox: Receiver<Message>, loopback: Sender<Message>) -> Self {
        Self {
            mark: Mark::of(&setup.directory),
            transfers: Transfers::new(&setup.directory, &setup.file, setup.runtime.clone(), loopback.clone()),
            line: Line::new(loopback),
            head_start: setup.host.head_start(),
            setup,
            inbox,
            state: State::Connecting,
            problem: None,
            retry_at: None,
            subscriptions: Subscriptions::default(),
            timers: Timers::default(),
            row_stale: true,
            leaving: None,
            connect_at: None,
            watched: false,
            hurried: None,
        }
    }

    /// Lives until stopped; what breaks is built anew from disk, after a pause that grows.
    pub(super) fn live(mut self) {
        let mut pause = RESTART;
        let mut after_crash = self.mark.is_there();
        loop {
            let began = Instant::now();
            let end = catch_unwind(AssertUnwindSafe(|| self.run(after_crash))).unwrap_or_else(|_| {
                log::error!("an account panicked and is restarted");
                End::Broken(ErrorCode::Internal)
            });
            self.line.drop();
            let End::Broken(problem) = end else {
                self.mark.remove();
                return;
            };
            after_crash = true;
            if began.elapsed() > RESTART_AT_MOST {
                pause = RESTART;
            }
            self.state = State::Waiting;
            self.problem = Some(problem);
            self.retry_at = Some(after(pause));
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
                Ok(Message::Stop | Message::SignOut) | Err(RecvTimeoutError::Disconnected) => return true,
                Err(RecvTimeoutError::Timeout) => return false,
                Ok(Message::Command(_, answer)) => {
                    // Whoever asked may have gone; the refusal is then nobody's.
                    drop(answer.send(Err(ClientError::new(problem, "the archive cannot be used just now"))));
                }
                Ok(Message::Chosen(_, answer)) => {
                    drop(answer.send(Err(ClientError::new(problem, "the archive cannot be used just now"))));
                }
                Ok(Message::Read(_, answer)) => drop(answer.send(None)),
                Ok(Message::Transferred(..) | Message::Moved) => {}
                Ok(Message::Subscribe(id, view, window, sink)) => self.subscriptions.add(id, view, window, sink),
                Ok(Message::Retarget(id, window)) => self.subscriptions.retarget(id, window),
                Ok(Message::Unsubscribe(id)) => self.subscriptions.remove(id),
                Ok(Message::Password(password)) => self.setup.password = password,
                // The stream these belong to is gone; the next one asks again.
                Ok(Message::Event(..) | Message::Decoded(..) | Message::Picture(..)) => {}
            }
        }
    }

    fn run(&mut self, after_crash: bool) -> End {
        match self.open(after_crash) {
            Ok(core) => {
                self.mark.put();
                self.work(core)
            }
            Err(error) => {
                log::error!("an archive cannot be opened: {error}");
                End::Broken(fault::store(&error))
            }
        }
    }

    fn open(&mut self, after_crash: bool) -> Result<Core, StoreError> {
        let (path, me) = (archive_of(&self.setup.directory), self.setup.file.jid.clone());
        let archive = archive::open(&path, &self.setup.key, &me, after_crash, now())?;
        let mut engine = Engine::new(archive.store, me, Box::new(ChaCha20Rng::from_os_rng()), now())?;
        transfers::sweep(&self.setup.directory, &engine.files()?);
        self.timers = Timers::default();
        self.subscriptions.reset();
        self.problem = archive.replaced.then_some(ErrorCode::Damaged);
        self.retry_at = None;
        self.row_stale = true;
        Ok(Core {
            reader: archive.reader,
            engine,
        })
    }
}

pub(super) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The time when a pause that begins now will be over.
pub(super) fn after(pause: Duration) -> Timestamp {
    now().plus(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX))
}
