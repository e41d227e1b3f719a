//! The account's connection: one at a time, begun, listened to and left politely.

use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use sotto_engine::Input;
use sotto_views::Connection as State;

use super::Message;
use super::life::{Account, Core, End, after};
use crate::connection::{Connection, ConnectionHandle, Event, Mechanism, Request, Settings};
use crate::fault;

/// How long leaving may take: a server that does not answer must not keep the program from ending.
const GOODBYE: Duration = Duration::from_secs(3);

/// Which of an account's connections an event is from. What an older one has still to say is of no use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Generation(u64);

/// The connection in use, if there is one.
pub(super) struct Line {
    loopback: Sender<Message>,
    generation: Generation,
    connection: Option<ConnectionHandle>,
}

impl Line {
    pub(super) fn new(loopback: Sender<Message>) -> Self {
        Self {
            loopback,
            generation: Generation::default(),
            connection: None,
        }
    }

    /// How whatever is done elsewhere comes back.
    pub(super) fn loopback(&self) -> Sender<Message> {
        self.loopback.clone()
    }

    pub(super) fn request(&self, request: Request) {
        if let Some(connection) = &self.connection {
            connection.request(request);
        }
    }

    /// Ends the connection without waiting for its last word.
    pub(super) fn drop(&mut self) {
        self.request(Request::Stop);
        self.connection = None;
    }

    fn open(&mut self, settings: Settings) {
        self.drop();
        self.generation.0 += 1;
        let (generation, loopback) = (self.generation, self.loopback.clone());
        self.connection = Some(Connection::spawn(settings, move |event| {
            // An actor that is gone has stopped its connection too.
            drop(loopback.send(Message::Event(generation, event)));
        }));
    }
}

impl Account {
    pub(super) fn connect(&mut self) {
        self.connect_at = None;
        let settings = self.setup.file.settings(self.setup.password.clone());
        let runtime = self.setup.runtime.clone();
        let _guard = runtime.enter();
        self.line.open(settings);
        self.show(State::Connecting, None, None);
    }

    pub(super) fn event(&mut self, core: &mut Core, from: Generation, event: Event) -> Result<(), End> {
        if from != self.line.generation {
            return Ok(());
        }
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
                self.line.request(Request::Handled);
            }
            Event::Skipped(reason) => {
                log::warn!("a stanza was skipped: {reason:?}");
                self.line.request(Request::Handled);
            }
            Event::Acked(tokens) => self.acked(core, tokens)?,
            Event::Offline { why, retry_in } => {
                let state = if retry_in.is_some() {
                    State::Waiting
                } else {
                    self.line.connection = None;
                    State::Stopped
                };
                self.show(state, fault::lost(&why), retry_in.map(after));
                self.input(core, Input::Offline)?;
                self.line.request(Request::Drained);
            }
        }
        Ok(())
    }

    /// Says goodbye and waits until it is said, but not for long. Acknowledgements on the way out still count.
    pub(super) fn say_goodbye(&mut self, core: &mut Core) -> Result<(), End> {
        if self.line.connection.is_none() {
            return Ok(());
        }
        self.line.request(Request::Stop);
        let until = Instant::now() + GOODBYE;
        // Anything else than events comes too late: whoever asked sees that nobody answers.
        while let Ok(message) = self.inbox.recv_timeout(until.saturating_duration_since(Instant::now())) {
            match message {
                Message::Event(from, Event::Offline { .. }) if from == self.line.generation => break,
                Message::Event(from, Event::Acked(tokens)) if from == self.line.generation => {
                    self.acked(core, tokens)?;
                }
                _ => {}
            }
        }
        self.line.connection = None;
        Ok(())
    }

    fn signed_in_by(&mut self, mechanism: Mechanism) {
        if self.setup.file.strongest.is_none_or(|known| known < mechanism) {
            self.setup.file.strongest = Some(mechanism);
            if let Err(error) = self.setup.file.write(&self.setup.directory) {
                log::warn!("how we signed in could not be noted: {error}");
            }
        }
    }
}
