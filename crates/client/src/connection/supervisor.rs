//! Keeps an account connected: connect, work, wait, again.

use std::time::Duration;

use jid::FullJid;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, sleep_until};

use super::backoff::{Backoff, End, random};
use super::features::is_stanza;
use super::login::{Begun, Kept, Managed, Session, log_in};
use super::lost::Lost;
use super::management::Ledger;
use super::printing::print;
use super::session::{Running, Work};
use super::settings::Settings;
use super::{Event, Request};

/// After a change of network a waiting connection is tried again within this time.
const HURRY: Duration = Duration::from_secs(1);

/// One account's connection over all its connections.
pub(crate) struct Supervisor<E> {
    settings: Settings,
    requests: UnboundedReceiver<Request>,
    events: E,
    ledger: Ledger,
    kept: Kept,
    backoff: Backoff,
    /// The address bound last.
    jid: Option<FullJid>,
}

impl<E: FnMut(Event) + Send> Supervisor<E> {
    pub(crate) fn new(settings: Settings, requests: UnboundedReceiver<Request>, events: E) -> Self {
        Self {
            settings,
            requests,
            events,
            ledger: Ledger::default(),
            kept: Kept::default(),
            backoff: Backoff::default(),
            jid: None,
        }
    }

    /// Runs until stopped or until a loss that only the user can do something about.
    pub(crate) async fn run(mut self) {
        loop {
            (self.events)(Event::Connecting);
            let (why, end) = match self.log_in().await {
                Ok(session) => {
                    let online = Instant::now();
                    let why = self.work(session).await;
                    (why, End::After(online.elapsed()))
                }
                Err(why) => (why, End::BeforeOnline),
            };
            if self.backoff.ended(why, end, &self.settings.timeouts) {
                self.ledger.abandon();
            }
            let retry_in = self.backoff.wait(why, &self.settings.timeouts, random());
            log::info!("offline: {why}; next attempt in {retry_in:?}");
            (self.events)(Event::Offline { why, retry_in });
            let Some(wait) = retry_in else { return };
            if self.wait(wait).await.is_err() {
                (self.events)(Event::Offline {
                    why: Lost::Stopped,
                    retry_in: None,
                });
                return;
            }
        }
    }

    async fn log_in(&mut self) -> Result<Session, Lost> {
        let (settings, kept) = (&self.settings, &mut self.kept);
        let attempt = log_in(settings, kept, self.ledger.resumable(), self.jid.as_ref());
        tokio::pin!(attempt);
        loop {
            tokio::select! {
                finished = &mut attempt => return finished,
                request = self.requests.recv() => {
                    if offline_request(request, &mut self.ledger) == Wish::Stop {
                        return Err(Lost::Stopped);
                    }
                }
            }
        }
    }

    async fn work(&mut self, session: Session) -> Lost {
        let Session {
            stream,
            mechanism,
            mut features,
            begun,
        } = session;
        // A later sign-in on this connection must not be weaker than this one either.
        self.settings.strongest = self.settings.strongest.max(Some(mechanism));
        let (resumed, acked, early) = match begun {
            Begun::Resumed { h } => match self.ledger.acked(h) {
                Ok(acked) => (true, acked, Vec::new()),
                Err(_) => {
                    self.ledger.abandon();
                    return Lost::PolicyViolation;
                }
            },
            Begun::Fresh {
                jid,
                old_h,
                managed,
                early,
            } => {
                // Only a hint about a session that is over: a false one is not worth losing the new session for.
                let acked = old_h.and_then(|h| self.ledger.acked(h).ok()).unwrap_or_default();
                self.jid = Some(jid);
                if managed == Managed::No {
                    features = features.without_management();
                }
                self.ledger.begin(match managed {
                    Managed::Resumable(id) => Some(id),
                    Managed::No | Managed::Counted => None,
                });
                (false, acked, early)
            }
        };
        let Some(jid) = self.jid.clone() else {
            return Lost::BadXml;
        };
        (self.events)(Event::Online {
            jid: jid.clone(),
            resumed,
            mechanism,
            features: features.clone(),
        });
        if !acked.is_empty() {
            (self.events)(Event::Acked(acked));
        }
        for element in early.into_iter().filter(is_stanza) {
            self.ledger.told(false);
            (self.events)(Event::Stanza(element));
        }
        let mut running = Running::new(
            stream,
            Work {
                jid: &jid,
                features: &features,
                timeouts: self.settings.timeouts,
                ledger: &mut self.ledger,
                requests: &mut self.requests,
                events: &mut self.events,
            },
        );
        if resumed {
            running.repeat();
        }
        running.run().await
    }

    /// Waits for the time to pass *and* for the account to have dealt with all it was told: resuming before that
    /// would claim a count that is not true yet.
    async fn wait(&mut self, wait: Duration) -> Result<(), Lost> {
        let mut until = Instant::now() + wait;
        let mut drained = false;
        loop {
            tokio::select! {
                () = sleep_until(until), if drained => return Ok(()),
                request = self.requests.recv() => match offline_request(request, &mut self.ledger) {
                    Wish::Nothing => {}
                    Wish::Drained => drained = true,
                    Wish::Hurry => {
                        let part = f64::from(random()) / f64::from(u32::MAX);
                        until = until.min(Instant::now() + HURRY.mul_f64(part));
                    }
                    Wish::Stop => return Err(Lost::Stopped),
                },
            }
        }
    }
}

/// What a request means while there is no connection.
#[derive(PartialEq, Eq)]
enum Wish {
    Nothing,
    Drained,
    Hurry,
    Stop,
}

fn offline_request(request: Option<Request>, ledger: &mut Ledger) -> Wish {
    match request {
        // Sent before its sender knew that we are offline: belongs to the session, if that can go on.
        Some(Request::Send { stanza, token }) => {
            if ledger.resumable().is_some() && is_stanza(&stanza) {
                ledger.sent(print(&stanza), token);
            }
            Wish::Nothing
        }
        Some(Request::Handled) => {
            ledger.committed();
            Wish::Nothing
        }
        Some(Request::Drained) => Wish::Drained,
        Some(Request::Hurry) => Wish::Hurry,
        Some(Request::Stop) | None => Wish::Stop,
    }
}
