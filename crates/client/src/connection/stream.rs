//! One XML stream before it carries stanzas: opening it, reading single answers, upgrading it.

use std::time::Duration;

use jid::BareJid;
use minidom::Element;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::builder::{NS_CLIENT, NS_STREAM};
use super::framing::{Frame, FrameError, Framer};
use super::lost::Lost;
use super::printing::escape;
use super::settings::{Limits, TlsMode};
use super::transport::{Secure, Socket, Tls, from_io};

pub(crate) const NS_STREAM_ERRORS: &str = "urn:ietf:params:xml:ns:xmpp-streams";
const NS_TLS: &str = "urn:ietf:params:xml:ns:xmpp-tls";

/// Bytes asked of the socket at once: a whole TLS record.
const READ: usize = 16 * 1024;

/// A stream, its framer, and the bytes that were read but not yet framed.
pub(crate) struct Stream<S> {
    io: S,
    framer: Framer,
    limits: Limits,
    unread: Vec<u8>,
    step: Duration,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Stream<S> {
    pub(crate) fn new(io: S, limits: Limits, step: Duration) -> Self {
        Self {
            io,
            framer: Framer::new(limits),
            limits,
            unread: Vec::new(),
            step,
        }
    }

    pub(crate) fn io(&self) -> &S {
        &self.io
    }

    /// Opens a stream, or opens it anew after an upgrade, and gives the server's features.
    ///
    /// `from` must only be given inside TLS: it tells everybody on the way who signs in (RFC 6120 §4.7.1).
    pub(crate) async fn open(&mut self, domain: &str, from: Option<&BareJid>) -> Result<Element, Lost> {
        self.framer = Framer::new(self.limits);
        let mut header = String::from("<?xml version='1.0'?><stream:stream to='");
        escape(domain, &mut header);
        if let Some(jid) = from {
            header.push_str("' from='");
            escape(jid.as_str(), &mut header);
        }
        header.push_str("' version='1.0' xml:lang='en' xmlns='");
        header.push_str(NS_CLIENT);
        header.push_str("' xmlns:stream='");
        header.push_str(NS_STREAM);
        header.push_str("'>");
        self.write(header.as_bytes()).await?;
        match self.frame().await? {
            Frame::Open(opened) if opened.version_1 => {}
            // Before 1.0 there were no features and no safe way of signing in (XEP-0078).
            Frame::Open(_) => return Err(Lost::NoSafeLogin),
            _ => return Err(Lost::BadXml),
        }
        let features = self.element().await?;
        if features.is("features", NS_STREAM) {
            Ok(features)
        } else {
            Err(Lost::BadXml)
        }
    }

    /// Sends XML of our own making.
    pub(crate) async fn send(&mut self, xml: &str) -> Result<(), Lost> {
        self.write(xml.as_bytes()).await
    }

    /// Reads the next element of the stream; a stream error becomes its [`Lost`].
    pub(crate) async fn element(&mut self) -> Result<Element, Lost> {
        match self.frame().await? {
            Frame::Element(element) if element.is("error", NS_STREAM) => Err(stream_error(&element)),
            Frame::Element(element) => Ok(element),
            Frame::Skipped(_) => Err(Lost::StanzaTooBig),
            Frame::Close => Err(Lost::Closed),
            Frame::Open(_) => Err(Lost::BadXml),
        }
    }

    async fn frame(&mut self) -> Result<Frame, Lost> {
        timeout(self.step, self.next_frame())
            .await
            .map_err(|_| Lost::TimedOut)?
    }

    async fn next_frame(&mut self) -> Result<Frame, Lost> {
        loop {
            let mut rest = self.unread.as_slice();
            let before = rest.len();
            let framed = self.framer.next(&mut rest);
            let taken = before - rest.len();
            self.unread.drain(..taken);
            if let Some(frame) = framed.map_err(Lost::from)? {
                return Ok(frame);
            }
            self.unread.reserve(READ);
            if self
                .io
                .read_buf(&mut self.unread)
                .await
                .map_err(|error| from_io(&error))?
                == 0
            {
                return Err(Lost::Closed);
            }
        }
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Lost> {
        let write = async {
            self.io.write_all(bytes).await?;
            self.io.flush().await
        };
        timeout(self.step, write)
            .await
            .map_err(|_| Lost::TimedOut)?
            .map_err(|error| from_io(&error))
    }

    /// Ends the connection without a word on the XML stream.
    pub(crate) async fn leave(mut self) {
        // Whether the server hears it changes nothing for us.
        let _ = timeout(self.step, self.io.shutdown()).await;
    }

    /// Gives up the stream for its parts: the connection, the framer, and what was read but not framed.
    pub(crate) fn into_parts(self) -> (S, Framer, Vec<u8>) {
        (self.io, self.framer, self.unread)
    }
}

/// Encrypts a fresh connection the way `mode` says and gives an unopened stream over it.
pub(crate) async fn secure(
    socket: Socket,
    mode: TlsMode,
    tls: &Tls,
    domain: &str,
    limits: Limits,
    step: Duration,
) -> Result<Stream<Secure>, Lost> {
    let socket = match mode {
        TlsMode::Direct => socket,
        TlsMode::StartTls => start_tls(Stream::new(socket, limits, step), domain).await?,
    };
    let encrypted = timeout(step, tls.encrypt(socket, mode, domain))
        .await
        .map_err(|_| Lost::TimedOut)??;
    Ok(Stream::new(encrypted, limits, step))
}

/// RFC 6120 §5. Everything said in the clear could come from anybody, so nothing of it is believed but the
/// upgrade itself, and a single byte after `<proceed/>` ends the attempt: it would be read as if encrypted.
async fn start_tls(mut stream: Stream<Socket>, domain: &str) -> Result<Socket, Lost> {
    let features = stream.open(domain, None).await?;
    if !features.has_child("starttls", NS_TLS) {
        return Err(Lost::NoTls);
    }
    stream.send(&format!("<starttls xmlns='{NS_TLS}'/>")).await?;
    let answer = stream.element().await?;
    let (socket, _, unread) = stream.into_parts();
    if answer.is("proceed", NS_TLS) && unread.is_empty() {
        Ok(socket)
    } else {
        Err(Lost::NoTls)
    }
}

/// What a stream error means (RFC 6120 §4.9.3).
pub(crate) fn stream_error(error: &Element) -> Lost {
    let condition = error
        .children()
        .find(|child| child.has_ns(NS_STREAM_ERRORS) && child.name() != "text");
    match condition.map_or("", Element::name) {
        "conflict" => Lost::Conflict,
        "not-authorized" | "invalid-from" => Lost::NotAuthorised,
        "host-unknown" | "host-gone" => Lost::UnknownHost,
        "policy-violation" | "restricted-xml" | "unsupported-stanza-type" => Lost::PolicyViolation,
        "bad-format"
        | "invalid-xml"
        | "not-well-formed"
        | "invalid-namespace"
        | "bad-namespace-prefix"
        | "unsupported-encoding"
        | "unsupported-version" => Lost::BadXml,
        "resource-constraint" | "internal-server-error" | "remote-connection-failed" => Lost::Busy,
        // Where see-other-host leads is not proven by any certificate of ours: an ordinary retry is as good.
        _ => Lost::Closed,
    }
}

impl From<FrameError> for Lost {
    fn from(error: FrameError) -> Self {
        match error {
            FrameError::BadXml | FrameError::NotAStream => Self::BadXml,
            FrameError::TooBig => Self::StanzaTooBig,
        }
    }
}
