//! When to try again.

use std::time::Duration;

use super::lost::{Lost, Retry};
use super::settings::Timeouts;

/// So many connections in a row that die young of one cause make us stop resuming the session: perhaps the very
/// stanza the server would repeat is the cause.
const EARLY_DEATHS: u32 = 3;

/// Remembers how connections ended, to wait longer each time.
///
/// Signing in does not count as success: a connection that dies young is a failure although signing in worked.
/// Otherwise one stanza that kills the connection and is delivered again at each sign-in makes a hot loop.
#[derive(Default)]
pub(crate) struct Backoff {
    /// Attempts in a row that did not even sign in.
    attempts: u32,
    /// Connections in a row that were lost, counting from the last one that lived.
    losses: u32,
    early: Option<(Lost, u32)>,
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Signing in never worked.
    BeforeOnline,
    /// So long after signing in.
    After(Duration),
}

impl Backoff {
    /// Notes an end; tells whether to stop resuming the session.
    pub(crate) fn ended(&mut self, why: Lost, end: End, timeouts: &Timeouts) -> bool {
        match end {
            End::BeforeOnline => self.attempts = self.attempts.saturating_add(1),
            End::After(age) if age >= timeouts.young => {
                (self.attempts, self.losses) = (0, 1);
                self.early = None;
            }
            End::After(_) => {
                // A server that was down and is up again is no reason to wait longer the next time it is down.
                self.attempts = 0;
                self.losses = self.losses.saturating_add(1);
                let before = self
                    .early
                    .filter(|(cause, _)| *cause == why)
                    .map_or(0, |(_, times)| times);
                self.early = Some((why, before + 1));
            }
        }
        self.early.is_some_and(|(_, times)| times >= EARLY_DEATHS)
    }

    /// The wait before the next attempt, `None` if there must be none. "Full jitter": anything between nothing and
    /// a bound that doubles, so that the clients of a restarted server do not all come back at once.
    pub(crate) fn wait(&self, why: Lost, timeouts: &Timeouts, random: u32) -> Option<Duration> {
        let failures = self.attempts.saturating_add(self.losses);
        let exponent = failures.saturating_sub(1).min(16);
        let bound = timeouts
            .retry_base
            .saturating_mul(1 << exponent)
            .min(timeouts.retry_cap);
        let jittered = bound.mul_f64(f64::from(random) / f64::from(u32::MAX));
        match why.retry() {
            Retry::Soon => Some(jittered),
            Retry::Slowly => Some(timeouts.slow_retry + jittered),
            Retry::Never => None,
        }
    }
}

/// A random number for the wait. Without randomness it is the longest one.
pub(crate) fn random() -> u32 {
    let mut bytes = [u8::MAX; 4];
    // On failure the bytes stay as they are, which is the safe side.
    let _ = ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut bytes);
    u32::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONGEST: u32 = u32::MAX;

    #[test]
    fn a2_the_wait_keeps_growing_when_connections_die_young_although_signing_in_worked() {
        let (timeouts, mut backoff) = (Timeouts::default(), Backoff::default());
        let waits: Vec<_> = (0..12)
            .map(|_| {
                backoff.ended(Lost::BadXml, End::After(Duration::from_millis(80)), &timeouts);
                backoff.wait(Lost::BadXml, &timeouts, LONGEST).unwrap().as_secs()
            })
            .collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
    }

    #[test]
    fn a_connection_that_lived_is_tried_again_at_once() {
        let (timeouts, mut backoff) = (Timeouts::default(), Backoff::default());
        for _ in 0..9 {
            backoff.ended(Lost::Refused, End::BeforeOnline, &timeouts);
        }
        assert_eq!(
            backoff.wait(Lost::Refused, &timeouts, LONGEST),
            Some(Duration::from_secs(256))
        );
        backoff.ended(Lost::TimedOut, End::After(timeouts.young), &timeouts);
        assert_eq!(
            backoff.wait(Lost::TimedOut, &timeouts, LONGEST),
            Some(timeouts.retry_base)
        );
        assert_eq!(backoff.wait(Lost::TimedOut, &timeouts, 0), Some(Duration::ZERO));
    }

    #[test]
    fn f16_a_server_that_restarts_three_times_in_a_minute_is_not_left_alone_for_minutes() {
        let (timeouts, mut backoff) = (Timeouts::default(), Backoff::default());
        let mut longest = Duration::ZERO;
        for _ in 0..3 {
            backoff.ended(Lost::Closed, End::After(Duration::from_secs(9)), &timeouts);
            for _ in 0..3 {
                backoff.ended(Lost::Refused, End::BeforeOnline, &timeouts);
                longest = longest.max(backoff.wait(Lost::Refused, &timeouts, LONGEST).unwrap());
            }
        }
        assert_eq!(longest, Duration::from_secs(32));
    }

    #[test]
    fn a2_three_early_deaths_of_one_cause_end_resumption_and_different_ones_do_not() {
        let (timeouts, mut backoff) = (Timeouts::default(), Backoff::default());
        let young = End::After(Duration::ZERO);
        assert!(!backoff.ended(Lost::Closed, young, &timeouts));
        assert!(!backoff.ended(Lost::Closed, young, &timeouts));
        assert!(!backoff.ended(Lost::TimedOut, young, &timeouts));
        assert!(!backoff.ended(Lost::Closed, young, &timeouts));
        assert!(!backoff.ended(Lost::Closed, young, &timeouts));
        assert!(backoff.ended(Lost::Closed, young, &timeouts));
        assert!(!backoff.ended(Lost::Closed, End::After(timeouts.young), &timeouts));
    }

    #[test]
    fn a_certificate_is_tried_again_slowly_and_a_wrong_password_never() {
        let (timeouts, mut backoff) = (Timeouts::default(), Backoff::default());
        backoff.ended(Lost::UnknownHost, End::BeforeOnline, &timeouts);
        assert_eq!(backoff.wait(Lost::UnknownHost, &timeouts, 0), Some(timeouts.slow_retry));
        assert_eq!(backoff.wait(Lost::WrongPassword, &timeouts, 0), None);
    }
}
