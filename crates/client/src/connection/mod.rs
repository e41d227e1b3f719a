//! The network connection of one account.
//!
//! [`Connection::spawn`] starts a task that connects, signs in, keeps the stream alive, and reconnects. It tells the
//! account's actor what happens as [`Event`]s, in order, and takes [`Request`]s through a [`ConnectionHandle`].
//!
//! | file | job |
//! |---|---|
//! | `dns`, `transport` | addresses, TCP, TLS |
//! | `framing`, `builder` | bytes to stanzas, with limits |
//! | `printing` | stanzas to bytes |
//! | `stream`, `sasl`, `scram`, `login` | from a connection to a session |
//! | `management` | what was sent and acknowledged, what arrived and was committed |
//! | `session` | a session at work |
//! | `backoff`, `supervisor` | again |
//!
//! **Invariants.** Nothing is said in the clear but the wish for TLS. The server proves that it knows the password.
//! A stanza counts for the server only after the account has committed it. No element deeper than
//! [`Limits::max_depth`] ever exists. No wait is without end.

#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used))]

mod backoff;
mod builder;
mod dns;
mod features;
mod framing;
mod login;
mod lost;
mod management;
mod printing;
mod sasl;
mod scram;
mod session;
mod settings;
mod stream;
mod supervisor;
mod transport;

use std::time::Duration;

use jid::FullJid;
use minidom::Element;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

pub use features::{Caps, Features};
pub use framing::{Frame, FrameError, Framer, Opened, SkipReason, Skipped};
pub use login::try_login;
pub use lost::{CertificateProblem, Lost};
pub use settings::{Limits, Mechanism, Server, Settings, Timeouts, TlsMode};
pub(crate) use transport::http_tls;

/// What an account's actor is told, in order.
#[derive(Debug, PartialEq)]
pub enum Event {
    /// An attempt begins.
    Connecting,
    /// Signed in.
    Online {
        /// Our address.
        jid: FullJid,
        /// Whether the old session goes on: nothing was lost, presence and rooms are as they were. Otherwise
        /// everything not reported by [`Event::Acked`] must be sent again.
        resumed: bool,
        /// How; to be kept as [`Settings::strongest`] if stronger than that.
        mechanism: Mechanism,
        /// What the server offers.
        features: Features,
    },
    /// A message, presence or iq. To be answered with one [`Request::Handled`] once its effects are on disk.
    Stanza(Element),
    /// A stanza broke a limit and was not read. To be answered with one [`Request::Handled`] too.
    Skipped(SkipReason),
    /// The server has these stanzas now.
    Acked(Vec<Token>),
    /// No connection any more, or none yet. To be answered with one [`Request::Drained`].
    Offline {
        /// Why.
        why: Lost,
        /// When the next attempt begins; `None` means never, and that the task is gone.
        retry_in: Option<Duration>,
    },
}

/// Chosen by the sender of a stanza that wants to know when the server has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token(pub u64);

/// What an account's actor can ask for.
#[derive(Debug)]
pub enum Request {
    /// Send a stanza.
    Send {
        /// The stanza.
        stanza: Element,
        /// To be reported by [`Event::Acked`].
        token: Option<Token>,
    },
    /// The oldest stanza told and not yet handled is committed: the server may forget it.
    Handled,
    /// Everything up to [`Event::Offline`] was handled: the next attempt may begin.
    Drained,
    /// Somebody is looking: find out quickly whether the connection is alive, or try again at once.
    Hurry,
    /// Say goodbye and end. What was sent before is sent.
    Stop,
}

/// The entry point.
pub struct Connection;

impl Connection {
    /// Starts an account's connection on the current tokio runtime.
    ///
    /// `events` is called on the connection's task and must not block.
    pub fn spawn(settings: Settings, events: impl FnMut(Event) + Send + 'static) -> ConnectionHandle {
        let (requests, received) = unbounded_channel();
        tokio::spawn(supervisor::Supervisor::new(settings, received, events).run());
        ConnectionHandle { requests }
    }
}

/// Talks to a connection. Dropping it stops the connection.
#[derive(Debug)]
pub struct ConnectionHandle {
    requests: UnboundedSender<Request>,
}

impl ConnectionHandle {
    /// Asks for something. After the task's end this does nothing.
    pub fn request(&self, request: Request) {
        if self.requests.send(request).is_err() {
            log::debug!("a request after the end");
        }
    }
}
