//! What an account is told goes to its engine, one thing at a time, and what the engine answers is done.

use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use sotto_engine::{Chosen, Command, Effect, Input};
use sotto_model::MessageId;
use sotto_views::Connection as State;

use super::Message;
use super::life::{Account, Core, End, now};
use crate::command::ClientError;
use crate::connection::{Request, Token};
use crate::{fault, pictures};

/// Changes are folded to at most one patch per frame.
const FRAME: Duration = Duration::from_millis(16);

/// How long a window that has its first rows takes to show them.
const FIRST_FRAMES: Duration = Duration::from_millis(50);

/// Turning to the window and away again and again is not a reason to bother the server each time.
const BETWEEN_HURRIES: Duration = Duration::from_secs(5);

/// How long taking our device off the account may take: somebody is waiting for the account to be gone.
const LEAVING: Duration = Duration::from_secs(5);

impl Account {
    /// Works until stopped or until something breaks.
    pub(super) fn work(&mut self, mut core: Core) -> End {
        self.connect_at = Some(Instant::now() + std::mem::take(&mut self.head_start));
        match self.turns(&mut core) {
            End::Stopped => self.say_goodbye(&mut core).err().unwrap_or(End::Stopped),
            broken @ End::Broken(_) => broken,
        }
    }

    fn turns(&mut self, core: &mut Core) -> End {
        let mut flush_at = Instant::now();
        loop {
            if let Err(end) = self.turn(core, &mut flush_at) {
                return end;
            }
        }
    }

    fn turn(&mut self, core: &mut Core, flush_at: &mut Instant) -> Result<(), End> {
        if self.has_left(core) {
            return Err(End::Stopped);
        }
        if let Some(timer) = self.timers.due(Instant::now()) {
            return self.input(core, Input::Timer(timer));
        }
        let now = Instant::now();
        if self.connect_at.is_some_and(|at| now >= at) {
            self.connect();
        }
        if self.subscriptions.awaited() {
            *flush_at = now;
        }
        if self.stale() && now >= *flush_at {
            self.flush(core)?;
            *flush_at = Instant::now() + FRAME;
        }
        match self.next(*flush_at)? {
            Some(message) => self.take(core, message),
            None => Ok(()),
        }
    }

    /// The next message; nothing if something else is due first.
    fn next(&self, flush_at: Instant) -> Result<Option<Message>, End> {
        let flush = self.stale().then_some(flush_at);
        let due = [flush, self.timers.next(), self.leaving, self.connect_at]
            .into_iter()
            .flatten()
            .min();
        let Some(due) = due else {
            return self.inbox.recv().map(Some).map_err(|_| End::Stopped);
        };
        match self.inbox.recv_timeout(due.saturating_duration_since(Instant::now())) {
            Ok(message) => Ok(Some(message)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(End::Stopped),
        }
    }

    fn take(&mut self, core: &mut Core, message: Message) -> Result<(), End> {
        match message {
            Message::Event(from, event) => self.event(core, from, event)?,
            Message::Decoded(hash, picture) => self.input(core, Input::Decoded { hash, picture })?,
            Message::Picture(hash, answer) => {
                let picture = core.reader.picture(&hash).unwrap_or_else(|error| {
                    log::warn!("a picture could not be read: {error}");
                    None
                });
                // Whoever asked may have gone.
                drop(answer.send(picture));
            }
            Message::Command(command, answer) => {
                self.hurry_for(&command);
                let outcome = self.command(core, command);
                let ended = outcome.as_ref().is_err_and(|(_, ended)| *ended);
                let answered = outcome.map_err(|(error, _)| error);
                let code = answered.as_ref().err().map(|error| error.code);
                // Whoever asked may have gone; what was accepted stays accepted.
                drop(answer.send(answered));
                if let Some(code) = code.filter(|_| ended) {
                    return Err(End::Broken(code));
                }
            }
            Message::Subscribe(id, view, window, sink) => self.subscriptions.add(id, view, window, sink),
            Message::Retarget(id, window) => self.subscriptions.retarget(id, window),
            Message::Unsubscribe(id) => self.subscriptions.remove(id),
            Message::Transferred(file, outcome) => {
                self.transfers.ended(file);
                self.subscriptions.mark_transfers();
                self.input(core, Input::Transferred(file, outcome))?;
            }
            Message::Moved => self.subscriptions.mark_transfers(),
            Message::Chosen(file, answer) => {
                self.input(core, Input::Chosen(Box::new(Chosen(*file))))?;
                // Whoever chose it may have gone; it is forgotten at the next start.
                drop(answer.send(Ok(())));
            }
            Message::Read(file, answer) => match core.engine.file(file) {
                // Whoever asked may have gone.
                Ok(found) => drop(answer.send(found)),
                Err(error) => {
                    log::error!("a file cannot be looked up: {error}");
                    return Err(End::Broken(fault::store(&error)));
                }
            },
            Message::Password(password) => {
                self.setup.password = password;
                self.input(core, Input::Offline)?;
                self.connect();
            }
            Message::SignOut => {
                self.leaving = Some(Instant::now() + LEAVING);
                self.input(core, Input::SignOut)?;
            }
            Message::Stop => return Err(End::Stopped),
        }
        Ok(())
    }

    /// Whoever turns to the window wants the connection now, not at the end of a pause, and is not to be shown as connected
    /// what died while the machine slept.
    fn hurry_for(&mut self, command: &Command) {
        let Command::Focus { active, .. } = command else {
            return;
        };
        self.connect_at = self.connect_at.map(|at| at.min(Instant::now() + FIRST_FRAMES));
        let rested = self.hurried.is_none_or(|at| at.elapsed() > BETWEEN_HURRIES);
        if *active && !self.watched && rested {
            self.hurried = Some(Instant::now());
            self.line.request(Request::Hurry);
        }
        self.watched = *active;
    }

    /// Whether the account is being signed out, and all was done for that which can be done.
    fn has_left(&self, core: &Core) -> bool {
        let gone = |until| self.state != State::Online || core.engine.live().omemo.left() || Instant::now() >= until;
        self.leaving.is_some_and(gone)
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

    pub(super) fn acked(&mut self, core: &mut Core, tokens: Vec<Token>) -> Result<(), End> {
        let messages = tokens
            .into_iter()
            .filter_map(|token| i64::try_from(token.0).ok())
            .map(MessageId);
        self.input(core, Input::Acked(messages.collect()))
    }

    pub(super) fn input(&mut self, core: &mut Core, input: Input) -> Result<(), End> {
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

    /// Beside the account's thread: others' pictures are to keep nobody waiting.
    fn decode(&self, hash: String, picture: Vec<u8>) {
        let loopback = self.line.loopback();
        self.setup.runtime.spawn_blocking(move || {
            let decoded = pictures::small(&picture, pictures::Shape::AsItIs);
            // An actor that is gone asks for it again another time.
            drop(loopback.send(Message::Decoded(hash, decoded)));
        });
    }

    fn act(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send { stanza, message } => {
                    let token = message.and_then(|id| u64::try_from(id.0).ok()).map(Token);
                    self.line.request(Request::Send { stanza, token });
                }
                Effect::Transfer(transfer) => {
                    self.transfers.begin(transfer);
                    self.subscriptions.mark_transfers();
                }
                Effect::Timer { timer, after } => self.timers.set(timer, after),
                Effect::Decode { hash, picture } => self.decode(hash, picture),
                Effect::Notify(notice) => self.setup.host.notify(&self.setup.id, notice),
                Effect::Changed(changed) => {
                    self.subscriptions.mark(&changed);
                    self.row_stale = true;
                }
            }
        }
    }
}
