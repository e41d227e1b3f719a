//! One account at work: a thread that takes one thing at a time, and does what the engine answers.
//!
//! | file | job |
//! |---|---|
//! | `life` | from one engine to the next: opening, breaking, beginning anew |
//! | `work` | what is told to the account goes to the engine, and its effects out |
//! | `stream` | the account's connection, and leaving it politely |
//! | `showing`, `subscriptions` | what the window sees |
//! | `archive`, `mark`, `timers` | the file, how the last run ended, what is to come back when |
//!
//! **Invariants.** Effects are done only after their transaction committed. A stanza is reported as handled to the
//! connection only then. A fault of the engine or the archive ends with a new engine from disk, never with a patched one.

mod archive;
mod life;
mod mark;
mod showing;
mod stream;
mod subscriptions;
mod timers;
mod work;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

use sotto_engine::{Command, File, Transferred};
use sotto_model::{AccountId, ErrorCode, FileId};
use sotto_store::Key;
use sotto_views::{View, Window};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use self::life::Account;
use self::stream::Generation;
use crate::accounts::AccountFile;
use crate::board::Board;
use crate::command::ClientError;
use crate::connection::Event;
use crate::{Host, Sink};

/// Everything an actor is told.
pub(crate) enum Message {
    Event(Generation, Event),
    /// A picture was decoded; nothing if it was none.
    Decoded(String, Option<Vec<u8>>),
    /// Somebody wants to see a picture.
    Picture(String, oneshot::Sender<Option<Vec<u8>>>),
    Command(Command, oneshot::Sender<Result<(), ClientError>>),
    Subscribe(u64, View, Window, Sink),
    Retarget(u64, Window),
    Unsubscribe(u64),
    /// A file was moved, or could not be.
    Transferred(FileId, Transferred),
    /// A file has come further.
    Moved,
    /// The user chose a file.
    Chosen(Box<File>, oneshot::Sender<Result<(), ClientError>>),
    /// Somebody wants to read a file.
    Read(FileId, oneshot::Sender<Option<File>>),
    Password(Zeroizing<String>),
    SignOut,
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

    /// Begins to end it, as [`Actor::stop`] does, without waiting.
    pub(crate) fn ask_to_stop(&self) {
        if self.messages.send(Message::Stop).is_err() {
            log::debug!("an account has stopped already");
        }
    }

    /// Ends it, having committed and sent what was accepted before.
    pub(crate) fn stop(self) {
        self.end(Message::Stop);
    }

    /// Ends it for good: while there is a connection, our device is taken off the account first.
    pub(crate) fn sign_out(self) {
        self.end(Message::SignOut);
    }

    fn end(self, how: Message) {
        // One that has stopped already takes no message, and ends all the same.
        drop(self.messages.send(how));
        if self.thread.join().is_err() {
            log::error!("an account's thread ended badly");
        }
    }
}
