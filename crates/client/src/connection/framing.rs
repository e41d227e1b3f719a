//! From bytes to stanzas, with a limit on everything.
//!
//! This layer stands in front of `minidom` because `minidom` recurses over an element's children and has no
//! limits: one message of 35 kB with 5,000 elements inside each other overflows the stack of whoever clones,
//! prints or drops it. A stanza over a soft limit is never built; it is skipped to its end, so that the stream
//! lives on and stream management still counts it. A stanza over a hard limit ends the stream.
//!
//! The tokenizer is rxml's `RawParser`, which knows neither DTDs nor processing instructions nor comments
//! (RFC 6120 §11.1 forbids them) and checks UTF-8, names and nesting. What it leaves to its user (namespaces,
//! duplicate attributes) is in [`super::builder`].

use minidom::Element;
use rxml::error::EndOrError;
use rxml::{Options, Parse, RawEvent, RawParser, WithOptions};

use super::builder::{Builder, Built};
use super::settings::Limits;

/// The bytes handed to the tokenizer at once. Bounds how far a token can run past the hard limit unnoticed.
const SLICE: usize = 16 * 1024;

/// One thing a server can say on a stream.
#[derive(Debug, PartialEq)]
pub enum Frame {
    /// The server opened its stream.
    Open(Opened),
    /// A whole child element of the stream.
    Element(Element),
    /// A child element of the stream was over a soft limit.
    Skipped(Skipped),
    /// The server closed its stream.
    Close,
}

/// What the server said when it opened its stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// The stream's id, if any.
    pub id: Option<String>,
    /// Whether the server speaks XMPP 1.0, that is whether features will follow (RFC 6120 §4.7.5).
    pub version_1: bool,
}

/// An element that was not built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The limit it broke first.
    pub reason: SkipReason,
    /// Whether it was a message, presence or iq, which stream management counts.
    pub stanza: bool,
}

/// The soft limit a stanza broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SkipReason {
    /// Too many levels of elements.
    TooDeep,
    /// A name or an attribute value was too long.
    TokenTooLong,
    /// Too many bytes in all.
    TooBig,
    /// Too many attributes on one element.
    TooManyAttributes,
    /// Too many elements in one element.
    TooManyChildren,
}

/// Why a stream cannot be read any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Not well-formed, not namespace-well-formed, not UTF-8, or XML that XMPP forbids.
    #[error("malformed or forbidden XML")]
    BadXml,
    /// Well-formed, but the root is not an XMPP client stream.
    #[error("not an XMPP stream")]
    NotAStream,
    /// A stanza over a hard limit.
    #[error("stanza over the hard limit")]
    TooBig,
}

/// Cuts a byte stream into [`Frame`]s. One per XML stream: a stream restart needs a new one.
pub struct Framer {
    parser: RawParser,
    builder: Builder,
    hard_stanza: usize,
    /// Bytes given to the tokenizer that no event has accounted for yet.
    pending: usize,
    failed: Option<FrameError>,
}

impl Framer {
    /// A framer at the start of a stream.
    pub fn new(limits: Limits) -> Self {
        // The soft limit on tokens is the builder's, which can skip; the tokenizer could only fail. This one is
        // never reached, because the hard limit on the stanza comes first.
        let max_token_length = limits.hard_stanza.saturating_add(2 * SLICE);
        let options = Options {
            max_token_length,
            ..Options::default()
        };
        Self {
            parser: RawParser::with_options(options),
            builder: Builder::new(limits),
            hard_stanza: limits.hard_stanza,
            pending: 0,
            failed: None,
        }
    }

    /// Takes bytes from the front of `input` until a frame is complete or `input` is empty.
    ///
    /// # Errors
    /// If the stream cannot be read any further; the same error for every later call.
    pub fn next(&mut self, input: &mut &[u8]) -> Result<Option<Frame>, FrameError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let result = self.advance(input);
        self.failed = result.as_ref().err().copied();
        result
    }

    fn advance(&mut self, input: &mut &[u8]) -> Result<Option<Frame>, FrameError> {
        loop {
            let (mut slice, _) = input.split_at(input.len().min(SLICE));
            let given = slice.len();
            let parsed = self.parser.parse(&mut slice, false);
            let taken = given - slice.len();
            *input = input.split_at(taken).1;
            self.pending += taken;
            match parsed {
                Ok(Some(event)) => {
                    if let Some(frame) = self.event(event)? {
                        return Ok(Some(frame));
                    }
                }
                Ok(None) => return Ok(None),
                Err(EndOrError::NeedMoreData) => {
                    self.check_hard_limit()?;
                    if input.is_empty() {
                        return Ok(None);
                    }
                }
                Err(EndOrError::Error(error)) => {
                    log::debug!("unreadable stream: {error}");
                    return Err(FrameError::BadXml);
                }
            }
        }
    }

    fn event(&mut self, event: RawEvent) -> Result<Option<Frame>, FrameError> {
        self.pending = self.pending.saturating_sub(event.metrics().len());
        let built = self.builder.event(event)?;
        self.check_hard_limit()?;
        Ok(match built {
            Built::Nothing => None,
            Built::Open(opened) => Some(Frame::Open(opened)),
            Built::Element(element) => Some(Frame::Element(element)),
            Built::Skipped(skipped) => Some(Frame::Skipped(skipped)),
            Built::Close => Some(Frame::Close),
        })
    }

    fn check_hard_limit(&self) -> Result<(), FrameError> {
        if self.builder.size() + self.pending > self.hard_stanza {
            Err(FrameError::TooBig)
        } else {
            Ok(())
        }
    }
}
