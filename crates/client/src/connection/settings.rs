//! What a connection is told once, before it starts.

use std::path::PathBuf;
use std::time::Duration;

use jid::BareJid;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Everything needed to sign in to one account and to stay signed in.
#[derive(Clone)]
pub struct Settings {
    /// The account.
    pub jid: BareJid,
    /// The account's password; wiped from memory when the settings are dropped.
    pub password: Zeroizing<String>,
    /// The resource to ask for. `None` lets the server choose one.
    pub resource: Option<String>,
    /// Where the server is.
    pub server: Server,
    /// A PEM file of certificate authorities. If given, *only* these are trusted for this account: a private
    /// server's certificate must not also be forgeable by every public authority.
    pub ca_file: Option<PathBuf>,
    /// The strongest mechanism this account has ever been signed in with, so that a server (or somebody in
    /// between) that suddenly offers less is refused. `None` on the first sign-in.
    pub strongest: Option<Mechanism>,
    /// How much a server may send before it is too much.
    pub limits: Limits,
    /// How long to wait for what.
    pub timeouts: Timeouts,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

/// Where an account's server is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Server {
    /// Ask DNS, by RFC 6120 §3.2 and XEP-0368.
    Discover,
    /// Go straight to this host and port. The certificate must still be valid for the account's domain.
    At {
        /// A host name or an IP address.
        host: String,
        /// The TCP port.
        port: u16,
        /// How TLS is begun there.
        tls: TlsMode,
    },
}

/// How TLS is begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TlsMode {
    /// In the clear first, then upgraded (RFC 6120 §5). Nothing but the upgrade is ever said in the clear.
    StartTls,
    /// TLS from the first byte (XEP-0368).
    Direct,
}

/// How the password was proven to the server. A stronger mechanism is greater.
///
/// The `Plus` variants bind the proof to this very TLS connection, so they outrank any hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Mechanism {
    /// The password itself, readable by the server (RFC 4616).
    #[serde(rename = "PLAIN")]
    Plain,
    /// RFC 5802.
    #[serde(rename = "SCRAM-SHA-1")]
    ScramSha1,
    /// RFC 7677.
    #[serde(rename = "SCRAM-SHA-256")]
    ScramSha256,
    /// As SCRAM-SHA-256, with the longer hash; the only one offered by servers that store only that.
    #[serde(rename = "SCRAM-SHA-512")]
    ScramSha512,
    /// SCRAM-SHA-1 with channel binding.
    #[serde(rename = "SCRAM-SHA-1-PLUS")]
    ScramSha1Plus,
    /// SCRAM-SHA-256 with channel binding.
    #[serde(rename = "SCRAM-SHA-256-PLUS")]
    ScramSha256Plus,
    /// SCRAM-SHA-512 with channel binding.
    #[serde(rename = "SCRAM-SHA-512-PLUS")]
    ScramSha512Plus,
}

impl Mechanism {
    /// Every mechanism we speak, strongest first.
    pub const BY_STRENGTH: [Self; 7] = [
        Self::ScramSha512Plus,
        Self::ScramSha256Plus,
        Self::ScramSha1Plus,
        Self::ScramSha512,
        Self::ScramSha256,
        Self::ScramSha1,
        Self::Plain,
    ];

    /// The name on the wire, as registered with IANA.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::ScramSha1 => "SCRAM-SHA-1",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha512 => "SCRAM-SHA-512",
            Self::ScramSha1Plus => "SCRAM-SHA-1-PLUS",
            Self::ScramSha256Plus => "SCRAM-SHA-256-PLUS",
            Self::ScramSha512Plus => "SCRAM-SHA-512-PLUS",
        }
    }

    /// Whether the proof is bound to the TLS connection it is made on.
    pub fn binds_channel(self) -> bool {
        self >= Self::ScramSha1Plus
    }
}

/// How much of one stanza is accepted. Above a soft limit the stanza is skipped and the stream lives on; above
/// a hard one the stream is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Soft: levels of elements inside each other, the stanza itself being the first. `minidom` recurses when it
    /// clones, prints and drops, so this bounds the stack of every thread that touches a stanza.
    pub max_depth: usize,
    /// Soft: bytes of one attribute value, attribute name or element name.
    pub max_token: usize,
    /// Soft: bytes of one stanza.
    pub max_stanza: usize,
    /// Soft: attributes of one element, namespace declarations included.
    pub max_attributes: usize,
    /// Soft: child elements of one element.
    pub max_children: usize,
    /// Hard: bytes of one stanza, skipped or not.
    pub hard_stanza: usize,
    /// Hard: levels of elements inside each other, skipped or not; the tokenizer remembers each open one.
    pub hard_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_depth: 64,
            max_token: 256 * 1024,
            max_stanza: 1024 * 1024,
            max_attributes: 256,
            max_children: 20_000,
            hard_stanza: 4 * 1024 * 1024,
            hard_depth: 100_000,
        }
    }
}

/// How long to wait for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// To resolve names and open a TCP connection to any of the server's addresses.
    pub connect: Duration,
    /// Between the attempts at two addresses, the first not having answered yet (RFC 8305 §5).
    pub stagger: Duration,
    /// For each answer while signing in.
    pub step: Duration,
    /// For the whole of signing in, so that a server dripping answers cannot hold us.
    pub login: Duration,
    /// For the server's acknowledgement after sending something; grows with the bytes still unacknowledged.
    pub ack: Duration,
    /// Without hearing anything before the server is asked whether it is there.
    pub idle: Duration,
    /// For the answer to that question.
    pub idle_answer: Duration,
    /// For the same after the network changed or the machine woke up.
    pub hurried_answer: Duration,
    /// For a clean close.
    pub close: Duration,
    /// Upper bound of the first random wait before reconnecting; doubles with every failure.
    pub retry_base: Duration,
    /// Upper bound of any random wait before reconnecting.
    pub retry_cap: Duration,
    /// Least wait after a loss that a quick retry cannot cure (a certificate, an unknown host).
    pub slow_retry: Duration,
    /// A connection lost before this age counts as a failure although signing in worked, so that a stanza
    /// which kills every connection cannot make us reconnect in a hot loop.
    pub young: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            stagger: Duration::from_millis(250),
            step: Duration::from_secs(10),
            login: Duration::from_secs(45),
            ack: Duration::from_secs(12),
            idle: Duration::from_secs(60),
            idle_answer: Duration::from_secs(10),
            hurried_answer: Duration::from_secs(5),
            close: Duration::from_secs(2),
            retry_base: Duration::from_secs(1),
            retry_cap: Duration::from_secs(300),
            slow_retry: Duration::from_secs(30),
            young: Duration::from_secs(60),
        }
    }
}
