//! The client as its account sees it.

use std::time::Duration;

use sotto_client::connection::{
    Connection, ConnectionHandle, Event, Lost, Mechanism, Request, Settings, SkipReason, Token,
};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(20);

pub struct Client {
    handle: ConnectionHandle,
    events: UnboundedReceiver<Event>,
}

impl Client {
    pub fn start(settings: Settings) -> Self {
        let (tell, events) = unbounded_channel();
        let handle = Connection::spawn(settings, move |event| {
            // A test that ended no longer listens.
            let _ = tell.send(event);
        });
        Self { handle, events }
    }

    pub async fn next(&mut self) -> Event {
        timeout(PATIENCE, self.events.recv())
            .await
            .expect("nothing happens")
            .expect("the connection is gone")
    }

    /// Nothing more will ever happen.
    pub async fn is_over(&mut self) -> bool {
        timeout(PATIENCE, self.events.recv())
            .await
            .expect("still running")
            .is_none()
    }

    /// Waits for the next time online; tells whether the session was resumed.
    pub async fn online(&mut self) -> bool {
        loop {
            match self.next().await {
                Event::Connecting => {}
                Event::Online { resumed, mechanism, .. } => {
                    assert_eq!(mechanism, Mechanism::ScramSha256);
                    return resumed;
                }
                other => panic!("{other:?} instead of online"),
            }
        }
    }

    /// Waits for the next end, says that it was dealt with, and tells why and after how long comes the next attempt.
    pub async fn offline(&mut self) -> (Lost, Option<Duration>) {
        loop {
            if let Event::Offline { why, retry_in } = self.next().await {
                self.handle.request(Request::Drained);
                return (why, retry_in);
            }
        }
    }

    /// The id of the next stanza, which is left uncommitted.
    pub async fn stanza(&mut self) -> String {
        match self.next().await {
            Event::Stanza(stanza) => stanza.attr("id").unwrap_or_default().to_owned(),
            other => panic!("{other:?} instead of a stanza"),
        }
    }

    pub async fn skipped(&mut self) -> SkipReason {
        match self.next().await {
            Event::Skipped(reason) => reason,
            other => panic!("{other:?} instead of a skipped stanza"),
        }
    }

    pub async fn acked(&mut self) -> Vec<u64> {
        match self.next().await {
            Event::Acked(tokens) => tokens.into_iter().map(|token| token.0).collect(),
            other => panic!("{other:?} instead of an acknowledgement"),
        }
    }

    pub fn ask(&self, request: Request) {
        self.handle.request(request);
    }

    /// Sends a message with this id and a token of the same number.
    pub fn send(&self, id: u64) {
        let stanza = format!("<message xmlns='jabber:client' id='{id}'><body>hark</body></message>");
        self.ask(Request::Send {
            stanza: stanza.parse().unwrap(),
            token: Some(Token(id)),
        });
    }
}
