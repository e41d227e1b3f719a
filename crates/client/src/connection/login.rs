//! From a server's name to a session: addresses, TLS, signing in, resuming or binding.

use jid::{BareJid, FullJid};
use minidom::Element;
use tokio::time::timeout;

use super::builder::NS_CLIENT;
use super::dns;
use super::features::Features;
use super::lost::Lost;
use super::management::{self, NS_SM};
use super::printing::escape;
use super::sasl;
use super::scram::SaltedPassword;
use super::settings::{Mechanism, Settings};
use super::stream::{Stream, secure};
use super::transport::{Secure, Tls, connect_any};

const NS_BIND: &str = "urn:ietf:params:xml:ns:xmpp-bind";
const NS_STANZA_ERRORS: &str = "urn:ietf:params:xml:ns:xmpp-stanzas";
/// However many addresses a server has, only so many are taken as far as TLS.
const MAX_HANDSHAKES: usize = 4;
/// However much a server says between our question and its answer, only so much is kept.
const MAX_EARLY: usize = 256;

/// A session that has just begun or been resumed.
pub(crate) struct Session {
    pub(crate) stream: Stream<Secure>,
    pub(crate) mechanism: Mechanism,
    pub(crate) features: Features,
    pub(crate) begun: Begun,
}

/// How a session began.
pub(crate) enum Begun {
    /// The old session goes on; the server handled this many of our stanzas.
    Resumed { h: u32 },
    /// A new one.
    Fresh {
        jid: FullJid,
        /// How many of the old session's stanzas the server handled, if it still knows.
        old_h: Option<u32>,
        /// Whether stream management was turned on.
        managed: Managed,
        /// What arrived before counting began.
        early: Vec<Element>,
    },
}

/// What a server does of stream management.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Managed {
    /// Nothing.
    No,
    /// It counts.
    Counted,
    /// It counts, and a lost connection can be resumed by this id.
    Resumable(String),
}

/// What is kept between sign-ins.
#[derive(Default)]
pub(crate) struct Kept {
    tls: Option<Tls>,
    salted: Option<SaltedPassword>,
}

/// Connects, authenticates, closes: for the sign-in screen. Gives the mechanism used, to be kept as
/// [`Settings::strongest`].
///
/// # Errors
/// Why it did not work.
pub async fn try_login(settings: &Settings) -> Result<Mechanism, Lost> {
    let mut kept = Kept::default();
    let signed_in = timeout(settings.timeouts.login, sign_in(settings, &mut kept)).await;
    let (stream, mechanism) = signed_in.map_err(|_| Lost::TimedOut)??;
    stream.leave().await;
    Ok(mechanism)
}

/// Connects, authenticates, and resumes `old` (its id and our count) or binds.
pub(crate) async fn log_in(
    settings: &Settings,
    kept: &mut Kept,
    old: Option<(String, u32)>,
    last: Option<&FullJid>,
) -> Result<Session, Lost> {
    let whole = async {
        let (mut stream, mechanism) = sign_in(settings, kept).await?;
        let features = stream.open(settings.jid.domain().as_str(), Some(&settings.jid)).await?;
        let known = Features::read(&features);
        let begun = begin(&mut stream, settings, &known, old, last).await?;
        Ok(Session {
            stream,
            mechanism,
            features: known,
            begun,
        })
    };
    timeout(settings.timeouts.login, whole)
        .await
        .map_err(|_| Lost::TimedOut)?
}

async fn sign_in(settings: &Settings, kept: &mut Kept) -> Result<(Stream<Secure>, Mechanism), Lost> {
    let tls = match kept.tls.take() {
        Some(tls) => tls,
        None => {
            let ca_file = settings.ca_file.clone();
            tokio::task::spawn_blocking(move || Tls::new(ca_file.as_deref()))
                .await
                .map_err(|_| Lost::Busy)??
        }
    };
    let (mut stream, features) = connect(settings, &tls).await?;
    // Kept only now: after a refused certificate the trusted issuers are read again, for somebody may have added one.
    kept.tls = Some(tls);
    let mechanism = sasl::authenticate(&mut stream, &features, settings, &mut kept.salted).await?;
    Ok((stream, mechanism))
}

/// Gives an open encrypted stream to the first of the server's addresses where that works.
async fn connect(settings: &Settings, tls: &Tls) -> Result<(Stream<Secure>, Element), Lost> {
    let domain = settings.jid.domain().as_str();
    let patience = settings.timeouts.connect;
    let resolved = timeout(patience, dns::addresses(domain, &settings.server)).await;
    let mut addresses = resolved.map_err(|_| Lost::TimedOut)??;
    let mut first_error = None;
    for _ in 0..MAX_HANDSHAKES {
        let sockets = addresses.iter().map(|(address, _)| *address).collect();
        let connected = timeout(patience, connect_any(sockets, settings.timeouts.stagger)).await;
        let (at, socket) = match connected.unwrap_or(Err(Lost::TimedOut)) {
            Ok(connected) => connected,
            Err(error) => return Err(first_error.unwrap_or(error)),
        };
        let (_, mode) = addresses.remove(at);
        let opened = async {
            let step = settings.timeouts.step;
            let mut stream = secure(socket, mode, tls, domain, settings.limits, step).await?;
            let features = stream.open(domain, Some(&settings.jid)).await?;
            Ok((stream, features))
        };
        match opened.await {
            Ok(opened) => return Ok(opened),
            Err(error) => {
                first_error.get_or_insert(error);
            }
        }
        if addresses.is_empty() {
            break;
        }
    }
    Err(first_error.unwrap_or(Lost::Unreachable))
}

async fn begin(
    stream: &mut Stream<Secure>,
    settings: &Settings,
    features: &Features,
    old: Option<(String, u32)>,
    last: Option<&FullJid>,
) -> Result<Begun, Lost> {
    let mut early = Vec::new();
    let mut old_h = None;
    if let Some((session, h)) = old.filter(|_| features.sm) {
        match resume(stream, &session, h, &mut early).await? {
            Resumption::Resumed(h) => return Ok(Begun::Resumed { h }),
            Resumption::Failed(h) => old_h = h,
        }
    }
    let wanted = settings.resource.as_deref().or(last.map(|jid| jid.resource().as_str()));
    let jid = bind(stream, &settings.jid, wanted, &mut early).await?;
    let managed = if features.sm {
        enable(stream, &mut early).await?
    } else {
        Managed::No
    };
    Ok(Begun::Fresh {
        jid,
        old_h,
        managed,
        early,
    })
}

enum Resumption {
    Resumed(u32),
    Failed(Option<u32>),
}

async fn resume(
    stream: &mut Stream<Secure>,
    session: &str,
    h: u32,
    early: &mut Vec<Element>,
) -> Result<Resumption, Lost> {
    let mut xml = format!("<resume xmlns='{NS_SM}' h='{h}' previd='");
    escape(session, &mut xml);
    xml.push_str("'/>");
    stream.send(&xml).await?;
    let answer = answer(stream, early, |element| element.has_ns(NS_SM)).await?;
    let h = management::count(&answer);
    match (answer.name(), h) {
        ("resumed", Some(h)) if answer.attr("previd") == Some(session) => Ok(Resumption::Resumed(h)),
        ("failed", h) => Ok(Resumption::Failed(h)),
        _ => Err(Lost::BadXml),
    }
}

/// RFC 6120 §7. If the wanted resource is taken and the server minds, it chooses another.
async fn bind(
    stream: &mut Stream<Secure>,
    account: &BareJid,
    wanted: Option<&str>,
    early: &mut Vec<Element>,
) -> Result<FullJid, Lost> {
    for resource in [wanted, None] {
        let mut xml = format!("<iq type='set' id='bind'><bind xmlns='{NS_BIND}'>");
        if let Some(resource) = resource {
            xml.push_str("<resource>");
            escape(resource, &mut xml);
            xml.push_str("</resource>");
        }
        xml.push_str("</bind></iq>");
        stream.send(&xml).await?;
        let is_answer = |element: &Element| element.is("iq", NS_CLIENT) && element.attr("id") == Some("bind");
        let answer = answer(stream, early, is_answer).await?;
        if answer.attr("type") == Some("result") {
            return bound(&answer, account);
        }
        if resource.is_none() || !mentions(&answer, "conflict") {
            return Err(if mentions(&answer, "resource-constraint") {
                Lost::Busy
            } else {
                Lost::NotAuthorised
            });
        }
    }
    Err(Lost::NotAuthorised)
}

/// The address the server gave us, which must be of the account we signed in to: anything else means that we were
/// signed in as somebody else, or as nobody.
fn bound(answer: &Element, account: &BareJid) -> Result<FullJid, Lost> {
    let text = answer
        .get_child("bind", NS_BIND)
        .and_then(|bind| bind.get_child("jid", NS_BIND))
        .map(Element::text);
    let jid: FullJid = text.and_then(|text| text.parse().ok()).ok_or(Lost::BadXml)?;
    if jid.to_bare() == *account {
        Ok(jid)
    } else {
        Err(Lost::NotAuthorised)
    }
}

fn mentions(answer: &Element, condition: &str) -> bool {
    let error = answer.get_child("error", NS_CLIENT);
    error.is_some_and(|error| error.has_child(condition, NS_STANZA_ERRORS))
}

/// Turns stream management on. A server that refuses is used without it.
async fn enable(stream: &mut Stream<Secure>, early: &mut Vec<Element>) -> Result<Managed, Lost> {
    stream.send(&format!("<enable xmlns='{NS_SM}' resume='true'/>")).await?;
    let answer = answer(stream, early, |element| element.has_ns(NS_SM)).await?;
    let resumes = matches!(answer.attr("resume"), Some("true" | "1"));
    match (answer.name(), answer.attr("id").filter(|_| resumes)) {
        ("enabled", Some(id)) => Ok(Managed::Resumable(id.to_owned())),
        ("enabled", None) => Ok(Managed::Counted),
        ("failed", _) => Ok(Managed::No),
        _ => Err(Lost::BadXml),
    }
}

/// Waits for an answer; keeps what else arrives meanwhile.
async fn answer(
    stream: &mut Stream<Secure>,
    early: &mut Vec<Element>,
    is_answer: impl Fn(&Element) -> bool,
) -> Result<Element, Lost> {
    loop {
        let element = stream.element().await?;
        if is_answer(&element) {
            return Ok(element);
        }
        if early.len() >= MAX_EARLY {
            return Err(Lost::PolicyViolation);
        }
        if element.has_ns(NS_CLIENT) {
            early.push(element);
        }
    }
}
