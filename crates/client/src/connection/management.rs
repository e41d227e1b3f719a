//! Stream management (XEP-0198 1.6.3): what was sent and not yet acknowledged, what arrived and was committed.
//!
//! A ledger without I/O. Outbound it keeps each stanza until the server has it, so that a resumed stream can
//! repeat it. Inbound it counts a stanza only once it was *committed*, not when it was read: what we acknowledge
//! the server forgets, so an acknowledgement before the commit would lose a message at a crash.
//!
//! On a server without stream management the same ledger carries the acknowledgements we make up from pings.

use std::collections::VecDeque;

use super::Token;

/// The XML namespace of the version spoken.
pub(crate) const NS_SM: &str = "urn:xmpp:sm:3";

/// The server claims to have handled something else than what we sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FalseCount {
    /// Stanzas we sent in this session, modulo 2³².
    pub(crate) sent: u32,
}

struct Outgoing {
    xml: String,
    token: Option<Token>,
}

/// A thing that arrived and is not counted yet.
enum Arrival {
    /// Told to the account; waits for its commit.
    Told { counts: bool },
    /// Dealt with by the connection itself; counts as soon as all before it do.
    Swallowed,
}

/// The counts of one session, which may outlive several connections.
#[derive(Default)]
pub(crate) struct Ledger {
    /// The session's id, if the server would resume it.
    session: Option<String>,
    unacked: VecDeque<Outgoing>,
    unacked_bytes: usize,
    sent: u32,
    handled: u32,
    arrivals: VecDeque<Arrival>,
}

impl Ledger {
    /// Begins a new session and forgets the old one. What the old one left unacknowledged is not repeated: the
    /// account's own outbox does that, and knows better what is still wanted.
    pub(crate) fn begin(&mut self, session: Option<String>) {
        *self = Self {
            session,
            ..Self::default()
        };
    }

    /// The session to resume and our count for it, if that can be tried.
    pub(crate) fn resumable(&self) -> Option<(String, u32)> {
        self.session.clone().map(|session| (session, self.handled))
    }

    /// Gives up on resuming.
    pub(crate) fn abandon(&mut self) {
        self.session = None;
    }

    /// Notes a stanza as sent.
    pub(crate) fn sent(&mut self, xml: String, token: Option<Token>) {
        self.sent = self.sent.wrapping_add(1);
        self.unacked_bytes += xml.len();
        self.unacked.push_back(Outgoing { xml, token });
    }

    /// The number of stanzas sent, modulo 2³².
    pub(crate) fn sent_count(&self) -> u32 {
        self.sent
    }

    /// The server says it has handled `h` stanzas: gives the tokens of those it had not said before.
    pub(crate) fn acked(&mut self, h: u32) -> Result<Vec<Token>, FalseCount> {
        let left = self.sent.wrapping_sub(h) as usize;
        let newly = self
            .unacked
            .len()
            .checked_sub(left)
            .ok_or(FalseCount { sent: self.sent })?;
        let acked = self.unacked.drain(..newly);
        let (mut bytes, mut tokens) = (0, Vec::new());
        for outgoing in acked {
            bytes += outgoing.xml.len();
            tokens.extend(outgoing.token);
        }
        self.unacked_bytes -= bytes;
        Ok(tokens)
    }

    /// Everything sent and not acknowledged, in order: to be repeated on a resumed stream.
    pub(crate) fn unacked(&self) -> impl Iterator<Item = &str> {
        self.unacked.iter().map(|outgoing| outgoing.xml.as_str())
    }

    /// Bytes sent and not acknowledged.
    pub(crate) fn unacked_bytes(&self) -> usize {
        self.unacked_bytes
    }

    /// Notes something that was told to the account. `counts`: whether stream management counts it.
    pub(crate) fn told(&mut self, counts: bool) {
        self.arrivals.push_back(Arrival::Told { counts });
    }

    /// Notes a stanza the connection dealt with itself.
    pub(crate) fn swallowed(&mut self) {
        self.arrivals.push_back(Arrival::Swallowed);
        self.settle();
    }

    /// The account has committed the oldest thing it was told.
    pub(crate) fn committed(&mut self) {
        match self.arrivals.pop_front() {
            Some(Arrival::Told { counts: true }) => self.handled = self.handled.wrapping_add(1),
            Some(Arrival::Told { counts: false }) => {}
            Some(Arrival::Swallowed) | None => log::debug!("a commit of nothing"),
        }
        self.settle();
    }

    fn settle(&mut self) {
        while let Some(Arrival::Swallowed) = self.arrivals.front() {
            self.arrivals.pop_front();
            self.handled = self.handled.wrapping_add(1);
        }
    }

    /// Our count for the server, modulo 2³².
    pub(crate) fn handled(&self) -> u32 {
        self.handled
    }

    /// Things told and not yet committed.
    pub(crate) fn uncommitted(&self) -> usize {
        self.arrivals.len()
    }
}

/// Reads the `h` of `<a/>`, `<resumed/>` or `<failed/>`. A negative, fractional or too large one is `None`.
pub(crate) fn count(element: &minidom::Element) -> Option<u32> {
    element.attr("h")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_acknowledgement_gives_the_tokens_up_to_its_count_once() {
        let mut ledger = Ledger::default();
        for n in 0..4 {
            ledger.sent("<message/>".into(), (n % 2 == 0).then_some(Token(n)));
        }
        assert_eq!(ledger.acked(3), Ok(vec![Token(0), Token(2)]));
        assert_eq!(ledger.acked(3), Ok(vec![]));
        assert_eq!(ledger.unacked().count(), 1);
        assert_eq!(ledger.unacked_bytes(), "<message/>".len());
    }

    #[test]
    fn x13_a_count_above_what_was_sent_or_below_what_was_said_is_false() {
        let mut ledger = Ledger::default();
        ledger.sent(String::new(), None);
        ledger.sent(String::new(), None);
        assert_eq!(ledger.acked(1), Ok(vec![]));
        for h in [0, 3, u32::MAX, 1 << 31] {
            assert_eq!(ledger.acked(h), Err(FalseCount { sent: 2 }), "{h}");
        }
        assert_eq!(ledger.acked(2), Ok(vec![]));
    }

    #[test]
    fn x13_a_count_that_is_no_number_is_none() {
        for h in [
            "-1",
            "",
            "1e9",
            "NaN",
            "4294967296",
            "18446744073709551616",
            " 1",
            "0x1",
        ] {
            let xml = format!("<a xmlns='{NS_SM}' h='{h}'/>");
            assert_eq!(count(&xml.parse().unwrap()), None, "{h}");
        }
    }

    #[test]
    fn a_stanza_counts_when_committed_and_a_swallowed_one_after_those_before_it() {
        let mut ledger = Ledger::default();
        ledger.told(true);
        ledger.swallowed();
        ledger.told(false);
        ledger.told(true);
        assert_eq!(ledger.handled(), 0);
        ledger.committed();
        assert_eq!(ledger.handled(), 2);
        ledger.committed();
        assert_eq!(
            ledger.handled(),
            2,
            "what stream management does not count must not be counted"
        );
        ledger.committed();
        assert_eq!((ledger.handled(), ledger.uncommitted()), (3, 0));
    }

    #[test]
    fn both_counts_go_on_after_two_to_the_thirty_two() {
        let mut ledger = Ledger {
            sent: u32::MAX,
            handled: u32::MAX,
            ..Ledger::default()
        };
        ledger.sent(String::new(), Some(Token(1)));
        ledger.sent(String::new(), Some(Token(2)));
        ledger.told(true);
        ledger.committed();
        assert_eq!(ledger.handled(), 0);
        assert_eq!(ledger.acked(0), Ok(vec![Token(1)]));
        assert_eq!(ledger.acked(1), Ok(vec![Token(2)]));
    }

    proptest! {
        #[test]
        fn z07_no_count_makes_a_token_come_twice_or_out_of_order(steps in proptest::collection::vec(0u32..12, 1..60)) {
            let mut ledger = Ledger::default();
            let (mut next, mut seen) = (0u64, Vec::new());
            for step in steps {
                if step < 4 {
                    ledger.sent("x".into(), Some(Token(next)));
                    next += 1;
                } else if let Ok(tokens) = ledger.acked(step.wrapping_sub(6)) {
                    seen.extend(tokens.into_iter().map(|token| token.0));
                }
                prop_assert_eq!(ledger.unacked().count() as u64 + seen.len() as u64, next);
                prop_assert_eq!(ledger.unacked_bytes(), ledger.unacked().count());
            }
            prop_assert!(seen.iter().copied().eq(0..seen.len() as u64));
        }
    }
}
