//! A signed-in connection at work: stanzas in both directions, acknowledgements, and noticing that it is dead.

use std::collections::VecDeque;
use std::time::Duration;

use jid::FullJid;
use minidom::Element;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, sleep_until, timeout};

use super::builder::NS_STREAM;
use super::features::{Features, is_stanza};
use super::framing::{Frame, FrameError, Framer};
use super::lost::Lost;
use super::management::{self, FalseCount, Ledger, NS_SM};
use super::printing::{escape, print};
use super::settings::Timeouts;
use super::stream::{NS_STREAM_ERRORS, Stream, stream_error};
use super::transport::from_io;
use super::{Event, Request, Token};

const NS_PING: &str = "urn:xmpp:ping";
const READ: usize = 16 * 1024;
/// Reading pauses while the account is so many things behind, so that a flood fills the server's memory, not ours.
const MAX_UNCOMMITTED: usize = 1024;
/// How long a server's question for our count may wait for commits. Some ask after every stanza: answered one by one, a history
/// of thousands is as many questions and answers.
const LINGER: Duration = Duration::from_millis(50);
/// Requests taken before their bytes are written and an acknowledgement is asked for.
const BATCH: usize = 64;
/// Slower than this, a server may be called dead: a rate limit of 10 kB/s must not look like a lost connection.
const SLOWEST: u64 = 4 * 1024;
/// An answer not given after this many times the patience is not coming, however much else is heard.
const LAST_PATIENCE: u32 = 10;

/// The question whose answer proves that the server is there and has what we sent.
struct Probe {
    asked: Instant,
    patience: Duration,
}

/// What a session needs besides its connection.
pub(crate) struct Work<'a> {
    pub(crate) jid: &'a FullJid,
    pub(crate) features: &'a Features,
    pub(crate) timeouts: Timeouts,
    pub(crate) ledger: &'a mut Ledger,
    pub(crate) requests: &'a mut UnboundedReceiver<Request>,
    pub(crate) events: &'a mut (dyn FnMut(Event) + Send),
}

/// A session at work on one connection.
pub(crate) struct Running<'a, S> {
    work: Work<'a>,
    reader: ReadHalf<S>,
    writer: WriteHalf<S>,
    framer: Framer,
    unread: Vec<u8>,
    out: VecDeque<u8>,
    unflushed: bool,
    heard: Instant,
    probe: Option<Probe>,
    /// Stanzas were sent after the question under way was asked.
    sent_since: bool,
    /// Pings that stand in for acknowledgements: their ids and what an answer acknowledges.
    pings: VecDeque<(String, u32)>,
    /// When the server asked for our count, if it still waits for the answer.
    asked: Option<Instant>,
    /// An acknowledgement was given that left things uncommitted; another is due when they are committed.
    owes_count: bool,
}

/// Whether to go on.
type Step = Result<(), Lost>;

impl<'a, S: AsyncRead + AsyncWrite> Running<'a, S> {
    pub(crate) fn new(stream: Stream<S>, work: Work<'a>) -> Self
    where
        S: Unpin,
    {
        let (io, framer, unread) = stream.into_parts();
        let (reader, writer) = tokio::io::split(io);
        Self {
            work,
            reader,
            writer,
            framer,
            unread,
            out: VecDeque::new(),
            unflushed: false,
            heard: Instant::now(),
            probe: None,
            sent_since: false,
            pings: VecDeque::new(),
            asked: None,
            owes_count: false,
        }
    }

    /// Repeats what the old connection left unacknowledged, after a resumption.
    pub(crate) fn repeat(&mut self) {
        for xml in self.work.ledger.unacked() {
            self.out.extend(xml.as_bytes());
            self.sent_since = true;
        }
        self.ask_if_sent();
    }

    /// Works until the connection ends, and says why it did.
    pub(crate) async fn run(mut self) -> Lost {
        let why = loop {
            if let Err(why) = self.turn().await {
                break why;
            }
        };
        self.finish(why).await;
        why
    }

    async fn turn(&mut self) -> Step {
        self.read_frames()?;
        let reading = self.listens();
        let deadline = self.deadline();
        let writing = !self.out.is_empty() || self.unflushed;
        self.unread.reserve(READ);
        tokio::select! {
            read = self.reader.read_buf(&mut self.unread), if reading => {
                if read.map_err(|error| from_io(&error))? == 0 {
                    return Err(Lost::Closed);
                }
                self.heard = Instant::now();
                Ok(())
            }
            written = write_some(&mut self.writer, &mut self.out), if writing => {
                self.unflushed = written.map_err(|error| from_io(&error))?;
                Ok(())
            }
            request = self.work.requests.recv() => self.requests(request),
            () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => self.overdue(),
        }
    }

    /// Whether the account keeps up.
    fn listens(&self) -> bool {
        self.work.ledger.uncommitted() < MAX_UNCOMMITTED
    }

    // --- what we send

    fn requests(&mut self, first: Option<Request>) -> Step {
        let mut next = Some(first.unwrap_or(Request::Stop));
        let mut taken = 0;
        while let Some(request) = next {
            self.request(request)?;
            taken += 1;
            next = if taken < BATCH {
                self.work.requests.try_recv().ok()
            } else {
                None
            };
        }
        self.ask_if_sent();
        Ok(())
    }

    fn request(&mut self, request: Request) -> Step {
        match request {
            Request::Send { stanza, token } => self.send(&stanza, token),
            Request::Handled => self.committed(),
            Request::Drained => {}
            Request::Hurry => self.ask(self.work.timeouts.hurried_answer),
            Request::Stop => return Err(Lost::Stopped),
        }
        Ok(())
    }

    fn send(&mut self, element: &Element, token: Option<Token>) {
        let xml = print(element);
        self.out.extend(xml.as_bytes());
        if is_stanza(element) {
            self.work.ledger.sent(xml, token);
            self.sent_since = true;
        }
    }

    fn committed(&mut self) {
        if !self.listens() {
            // While we did not listen no answer could be heard, so the clocks start anew.
            self.heard = Instant::now();
            if let Some(probe) = &mut self.probe {
                probe.asked = self.heard;
            }
        }
        self.work.ledger.committed();
        if (self.owes_count || self.asked.is_some()) && self.work.ledger.uncommitted() == 0 {
            self.tell_count();
        }
    }

    fn tell_count(&mut self) {
        let xml = format!("<a xmlns='{NS_SM}' h='{}'/>", self.work.ledger.handled());
        self.out.extend(xml.as_bytes());
        self.asked = None;
        self.owes_count = self.work.ledger.uncommitted() > 0;
    }

    // --- is the server there?

    fn ask_if_sent(&mut self) {
        if self.sent_since && self.probe.is_none() {
            let bytes = self.work.ledger.unacked_bytes() as u64;
            self.ask(self.work.timeouts.ack + Duration::from_secs(bytes / SLOWEST));
        }
    }

    /// Asks for an acknowledgement of all that was sent (XEP-0198 §4), by a ping (XEP-0199) where there is no
    /// stream management.
    fn ask(&mut self, patience: Duration) {
        if self.work.features.sm {
            self.out.extend(format!("<r xmlns='{NS_SM}'/>").as_bytes());
        } else {
            self.ping();
        }
        self.sent_since = false;
        self.probe = Some(Probe {
            asked: Instant::now(),
            patience,
        });
    }

    fn ping(&mut self) {
        let covered = self.work.ledger.sent_count();
        let id = format!("ping-{:08x}-{covered}", super::backoff::random());
        let mut xml = format!("<iq type='get' id='{id}' to='");
        escape(self.work.jid.domain().as_str(), &mut xml);
        xml.push_str(&format!("'><ping xmlns='{NS_PING}'/></iq>"));
        self.out.extend(xml.as_bytes());
        self.pings.push_back((id, covered));
    }

    /// When something is to be done though nothing happens. What is not listened to cannot be overdue.
    fn deadline(&self) -> Option<Instant> {
        let answer = self.asked.map(|asked| asked + LINGER);
        let silence = self.listens().then(|| self.too_silent());
        [answer, silence].into_iter().flatten().min()
    }

    fn too_silent(&self) -> Instant {
        match &self.probe {
            Some(probe) => {
                let silent = probe.asked.max(self.heard) + probe.patience;
                silent.min(probe.asked + probe.patience * LAST_PATIENCE)
            }
            None => {
                let tolerated = self.work.features.max_idle.map(|idle| idle / 2);
                self.heard + tolerated.map_or(self.work.timeouts.idle, |idle| idle.min(self.work.timeouts.idle))
            }
        }
    }

    fn overdue(&mut self) -> Step {
        if self.asked.is_some_and(|asked| asked + LINGER <= Instant::now()) {
            self.tell_count();
            return Ok(());
        }
        if self.probe.is_some() {
            return Err(Lost::TimedOut);
        }
        self.ask(self.work.timeouts.idle_answer);
        Ok(())
    }

    fn answered(&mut self, h: u32) -> Step {
        self.probe = None;
        let tokens = self.work.ledger.acked(h).map_err(|FalseCount { sent }| {
            self.complain(
                "undefined-condition",
                &format!("<handled-count-too-high xmlns='{NS_SM}' h='{h}' send-count='{sent}'/>"),
            );
            Lost::PolicyViolation
        })?;
        if !tokens.is_empty() {
            (self.work.events)(Event::Acked(tokens));
        }
        self.ask_if_sent();
        Ok(())
    }

    // --- what we receive

    fn read_frames(&mut self) -> Step {
        let unread = std::mem::take(&mut self.unread);
        let mut rest = unread.as_slice();
        let mut result = Ok(());
        while result.is_ok() && self.listens() {
            match self.framer.next(&mut rest) {
                Ok(Some(frame)) => result = self.frame(frame),
                Ok(None) => break,
                Err(error) => {
                    self.complain(condition(error), "");
                    result = Err(error.into());
                }
            }
        }
        let taken = unread.len() - rest.len();
        self.unread = unread;
        self.unread.drain(..taken);
        result
    }

    fn frame(&mut self, frame: Frame) -> Step {
        match frame {
            Frame::Element(element) => self.element(element),
            Frame::Skipped(skipped) => {
                log::debug!("skipped an element: {:?}", skipped.reason);
                self.work.ledger.told(skipped.stanza);
                (self.work.events)(Event::Skipped(skipped.reason));
                Ok(())
            }
            Frame::Close => self.ended_by_server(Lost::Closed),
            // A second stream inside the first, which the framer does not give, or one we did not ask for.
            Frame::Open(_) => self.ended_by_server(Lost::BadXml),
        }
    }

    fn element(&mut self, element: Element) -> Step {
        if element.has_ns(NS_SM) {
            return self.management(&element);
        }
        if element.is("error", NS_STREAM) {
            return self.ended_by_server(stream_error(&element));
        }
        if !is_stanza(&element) {
            log::debug!("an element that is no stanza");
            return Ok(());
        }
        if let Some(covered) = self.pong(&element) {
            self.work.ledger.swallowed();
            return self.answered(covered);
        }
        self.work.ledger.told(true);
        (self.work.events)(Event::Stanza(element));
        Ok(())
    }

    fn management(&mut self, element: &Element) -> Step {
        match element.name() {
            "r" if self.work.ledger.uncommitted() == 0 => self.tell_count(),
            "r" => self.asked = self.asked.or_else(|| Some(Instant::now())),
            "a" => match management::count(element) {
                Some(h) => return self.answered(h),
                None => {
                    self.complain("undefined-condition", "");
                    return Err(Lost::BadXml);
                }
            },
            _ => log::debug!("an element of stream management out of place"),
        }
        Ok(())
    }

    /// What an answer to one of our pings acknowledges. An error is an answer too: somebody gave it.
    fn pong(&mut self, element: &Element) -> Option<u32> {
        let from_server = element
            .attr("from")
            .is_none_or(|from| from == self.work.jid.domain().as_str());
        let is_answer = matches!(element.attr("type"), Some("result" | "error"));
        if element.name() != "iq" || !from_server || !is_answer {
            return None;
        }
        let id = element.attr("id")?;
        let at = self.pings.iter().position(|(ping, _)| ping == id)?;
        self.pings.drain(..=at).next_back().map(|(_, covered)| covered)
    }

    // --- the end

    /// The server said goodbye: the session is over, not only the connection.
    fn ended_by_server(&mut self, why: Lost) -> Step {
        self.work.ledger.abandon();
        self.out.extend(b"</stream:stream>");
        Err(why)
    }

    /// Says what the server did wrong (RFC 6120 §4.9) and ends the session.
    fn complain(&mut self, condition: &str, detail: &str) {
        self.work.ledger.abandon();
        let xml =
            format!("<stream:error><{condition} xmlns='{NS_STREAM_ERRORS}'/>{detail}</stream:error></stream:stream>");
        self.out.extend(xml.as_bytes());
    }

    /// Leaves politely if there is anybody to be polite to. Never takes longer than the time allowed.
    async fn finish(mut self, why: Lost) {
        if why == Lost::Stopped {
            if self.work.features.sm {
                self.tell_count();
                self.out.extend(format!("<r xmlns='{NS_SM}'/>").as_bytes());
            }
            self.out.extend(b"</stream:stream>");
        }
        let close = self.work.timeouts.close;
        let leave = async {
            while write_some(&mut self.writer, &mut self.out).await? {}
            if why == Lost::Stopped {
                self.hear_out().await?;
            }
            self.writer.shutdown().await
        };
        // A server that is gone need not be told so.
        let _ = timeout(close, leave).await;
        if why == Lost::Stopped {
            self.work.ledger.abandon();
        }
    }

    /// Reads until the server has said goodbye too (RFC 6120 §4.4): closing with something unread resets the connection,
    /// and a server that has not yet read our goodbye then takes us for lost, not for gone. Of what it still says only
    /// acknowledgements are of interest; the rest was not told to the account, so the archive brings it again.
    async fn hear_out(&mut self) -> std::io::Result<()> {
        loop {
            let unread = std::mem::take(&mut self.unread);
            let mut rest = unread.as_slice();
            loop {
                match self.framer.next(&mut rest) {
                    Ok(Some(Frame::Element(element))) if element.is("a", NS_SM) => self.last_count(&element),
                    Ok(Some(Frame::Close)) | Err(_) => return Ok(()),
                    Ok(Some(_)) => {}
                    Ok(None) => break,
                }
            }
            if self.reader.read_buf(&mut self.unread).await? == 0 {
                return Ok(());
            }
        }
    }

    fn last_count(&mut self, element: &Element) {
        let tokens = management::count(element).and_then(|h| self.work.ledger.acked(h).ok());
        if let Some(tokens) = tokens.filter(|tokens| !tokens.is_empty()) {
            (self.work.events)(Event::Acked(tokens));
        }
    }
}

/// Writes a part of `out`, or flushes if all of it is written. Tells whether there is more to do. Loses nothing
/// when dropped half-way.
async fn write_some<W: AsyncWrite + Unpin>(writer: &mut W, out: &mut VecDeque<u8>) -> std::io::Result<bool> {
    if out.is_empty() {
        writer.flush().await?;
        return Ok(false);
    }
    match writer.write_buf(out).await? {
        0 => Err(std::io::ErrorKind::WriteZero.into()),
        _ => Ok(true),
    }
}

fn condition(error: FrameError) -> &'static str {
    match error {
        FrameError::BadXml => "not-well-formed",
        FrameError::NotAStream => "invalid-namespace",
        FrameError::TooBig => "policy-violation",
    }
}
