//! The made-up history that measurements read: plain chat messages with 20 people over a year.

use anyhow::Result;
use sotto_model::Timestamp;
use sotto_wire::time;

/// How many people wrote.
pub const PEERS: usize = 20;

/// When the last message was written: 2026-01-01, in milliseconds since 1970.
pub const END: i64 = 1_767_225_600_000;

const WORDS: [&str; 24] = [
    "the", "meeting", "tomorrow", "at", "nine", "please", "send", "files", "coffee", "lunch", "thanks", "okay",
    "great", "weekend", "train", "late", "photo", "key", "device", "history", "page", "scroll", "because", "remember",
];

/// The archive's id of a message.
pub fn id(number: usize) -> String {
    format!("019b7a3c-7a00-7000-8000-{number:012}")
}

/// Which message has this id.
///
/// # Errors
/// If none has.
pub fn number(id: &str) -> Result<usize> {
    let (_, digits) = id.rsplit_once('-').unwrap_or_default();
    Ok(digits.parse()?)
}

/// Somebody who wrote.
pub fn peer(number: usize) -> String {
    format!("peer{}@capulet.lit", number % PEERS)
}

/// When a message of so many was written: one a minute, the last one a minute ago (XEP-0082).
pub fn stamp(number: usize, of: usize) -> String {
    let minutes = i64::try_from(of - number).unwrap_or(i64::MAX);
    time::format(Timestamp(END).plus(minutes.saturating_mul(-60_000)))
}

/// A message as its sender wrote it; every third one is ours.
pub fn message(number: usize, me: &str) -> String {
    let (peer, body) = (peer(number), body(number));
    let (from, to) = if number.is_multiple_of(3) {
        (format!("{me}/phone"), peer)
    } else {
        (format!("{peer}/phone"), me.to_owned())
    };
    format!(
        "<message xmlns='jabber:client' from='{from}' to='{to}' type='chat' id='m{number}' xml:lang='en'>\
         <body>{body}</body><origin-id xmlns='urn:xmpp:sid:0' id='m{number}'/></message>"
    )
}

/// Three to twenty-five words and the number.
fn body(number: usize) -> String {
    let mut state = number as u64;
    let mut next = || {
        // A linear congruence (Knuth's constants) is random enough for small talk.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let count = 3 + next() % 23;
    let mut words: Vec<&str> = Vec::with_capacity(count);
    words.extend((0..count).filter_map(|_| WORDS.get(next() % WORDS.len())));
    format!("{} #{number}", words.join(" "))
}
