//! A server that follows a script. Certificates are made on the spot.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use ring::{digest, hmac, pbkdf2};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use sotto_client::connection::{Limits, Server, Settings, Timeouts, TlsMode};
use tempfile::NamedTempFile;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

pub const DOMAIN: &str = "capulet.example";
pub const PASSWORD: &str = "wherefore";
pub const SM: &str = "urn:xmpp:sm:3";
/// Longer than anything in these tests takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is wrong with the server's certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Certificate {
    Good,
    For(&'static str),
    SelfSigned,
    Expired,
    NotYetValid,
}

pub struct Evil {
    listener: TcpListener,
    acceptor: TlsAcceptor,
    authority: NamedTempFile,
}

pub type Tls = TlsStream<TcpStream>;

impl Evil {
    pub async fn new() -> Self {
        Self::with(Certificate::Good).await
    }

    pub async fn with(certificate: Certificate) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (config, authority) = identity(certificate);
        Self {
            listener,
            acceptor: TlsAcceptor::from(Arc::new(config)),
            authority,
        }
    }

    /// A second server with certificates from the same authority, as a thief of the authority would have.
    pub async fn with_authority_of(other: &Self) -> Self {
        let mut authority = NamedTempFile::new().unwrap();
        authority
            .write_all(&std::fs::read(other.authority.path()).unwrap())
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self {
            listener,
            acceptor: other.acceptor.clone(),
            authority,
        }
    }

    pub fn settings(&self, tls: TlsMode) -> Settings {
        let port = self.listener.local_addr().unwrap().port();
        let timeouts = Timeouts {
            step: Duration::from_secs(5),
            retry_base: Duration::from_millis(5),
            retry_cap: Duration::from_millis(20),
            slow_retry: Duration::from_millis(5),
            close: Duration::from_millis(200),
            ..Timeouts::default()
        };
        Settings {
            jid: format!("juliet@{DOMAIN}").parse().unwrap(),
            password: PASSWORD.to_owned().into(),
            resource: Some("balcony".into()),
            server: Server::At {
                host: "127.0.0.1".into(),
                port,
                tls,
            },
            ca_file: Some(self.authority.path().to_owned()),
            strongest: None,
            limits: Limits::default(),
            timeouts,
        }
    }

    pub async fn accept_plain(&self) -> Peer<TcpStream> {
        let (tcp, _) = timeout(PATIENCE, self.listener.accept())
            .await
            .expect("nobody came")
            .unwrap();
        tcp.set_nodelay(true).unwrap();
        Peer::new(tcp)
    }

    pub async fn accept(&self) -> Peer<Tls> {
        let plain = self.accept_plain().await;
        self.encrypt(plain).await
    }

    /// A connection whose TLS the client may refuse.
    pub async fn try_accept(&self) -> std::io::Result<Peer<Tls>> {
        let plain = self.accept_plain().await;
        self.acceptor.accept(plain.io).await.map(Peer::new)
    }

    pub async fn encrypt(&self, plain: Peer<TcpStream>) -> Peer<Tls> {
        assert_eq!(plain.heard, "", "the client spoke before TLS");
        Peer::new(
            timeout(PATIENCE, self.acceptor.accept(plain.io))
                .await
                .unwrap()
                .unwrap(),
        )
    }

    /// Frees the port; the authority's file lives on.
    pub fn hang_up(self) -> NamedTempFile {
        self.authority
    }

    /// Whether a client is waiting to be accepted within this time.
    pub async fn nobody_comes_within(&self, time: Duration) -> bool {
        timeout(time, self.listener.accept()).await.is_err()
    }
}

/// A TLS connection to a server as a client makes it, for who stands in the middle.
pub async fn connect(settings: &Settings) -> tokio_rustls::client::TlsStream<TcpStream> {
    use rustls::pki_types::pem::PemObject as _;
    let Server::At { host, port, .. } = &settings.server else {
        panic!("no address")
    };
    let mut roots = rustls::RootCertStore::empty();
    let file = settings.ca_file.as_ref().unwrap();
    roots
        .add(rustls::pki_types::CertificateDer::from_pem_file(file).unwrap())
        .unwrap();
    let config = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let tcp = TcpStream::connect((host.as_str(), *port)).await.unwrap();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    connector.connect(DOMAIN.try_into().unwrap(), tcp).await.unwrap()
}

fn identity(certificate: Certificate) -> (ServerConfig, NamedTempFile) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name.push(DnType::CommonName, "Friar Laurence");
    let authority_key = KeyPair::generate().unwrap();
    let authority_certificate = authority.self_signed(&authority_key).unwrap();
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(authority_certificate.pem().as_bytes()).unwrap();

    let name = if let Certificate::For(name) = certificate {
        name
    } else {
        DOMAIN
    };
    let mut leaf = CertificateParams::new(vec![name.to_owned()]).unwrap();
    match certificate {
        Certificate::Expired => leaf.not_after = date_time_ymd(2001, 1, 1),
        Certificate::NotYetValid => leaf.not_before = date_time_ymd(2300, 1, 1),
        Certificate::Good | Certificate::For(_) | Certificate::SelfSigned => {}
    }
    let key = KeyPair::generate().unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let signed = match certificate {
        Certificate::SelfSigned => leaf.self_signed(&key),
        _ => leaf.signed_by(&key, &issuer),
    };
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![signed.unwrap().der().clone()], key)
        .unwrap();
    (config, file)
}

/// The client as the server sees it.
pub struct Peer<S> {
    pub io: S,
    heard: String,
    /// Write one byte at a time.
    pub dripping: bool,
}

/// How the server lies while it signs a client in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    Right,
    Wrong,
    Missing,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Peer<S> {
    fn new(io: S) -> Self {
        Self {
            io,
            heard: String::new(),
            dripping: false,
        }
    }

    pub async fn say(&mut self, xml: &str) {
        if !self.dripping {
            self.io.write_all(xml.as_bytes()).await.unwrap();
            return self.io.flush().await.unwrap();
        }
        for byte in xml.as_bytes() {
            self.io.write_all(&[*byte]).await.unwrap();
            self.io.flush().await.unwrap();
        }
    }

    /// Everything the client says up to and including `end`.
    pub async fn hear(&mut self, end: &str) -> String {
        loop {
            if let Some(at) = self.heard.find(end) {
                let rest = self.heard.split_off(at + end.len());
                return std::mem::replace(&mut self.heard, rest);
            }
            let mut bytes = [0; 4096];
            match timeout(PATIENCE, self.io.read(&mut bytes)).await {
                Ok(Ok(count)) if count > 0 => self.heard.push_str(std::str::from_utf8(&bytes[..count]).unwrap()),
                other => panic!("waited for {end:?}, heard {:?}, then {other:?}", self.heard),
            }
        }
    }

    /// Everything the client says until it closes the connection.
    pub async fn hear_the_end(&mut self) -> String {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = timeout(PATIENCE, self.io.read(&mut bytes)).await.expect("no end") {
            self.heard.push_str(std::str::from_utf8(&bytes[..count]).unwrap());
        }
        std::mem::take(&mut self.heard)
    }

    /// Answers the client's stream with one that has these features.
    pub async fn open(&mut self, features: &str) {
        self.hear("xmlns:stream='http://etherx.jabber.org/streams'>").await;
        let header = format!(
            "<?xml version='1.0'?><stream:stream from='{DOMAIN}' id='i' version='1.0' xml:lang='en' \
             xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
        );
        self.say(&format!("{header}<stream:features>{features}</stream:features>"))
            .await;
    }

    /// Answers `<auth/>` with a challenge carrying this extension.
    pub async fn challenge(&mut self, extra: &str) {
        let first = decode(&self.hear("</auth>").await);
        let nonce = first.split_once(",r=").unwrap().1;
        let challenge = format!("r={nonce}server,s={},i=4096{extra}", BASE64.encode("salt"));
        let challenge = BASE64.encode(challenge);
        self.say(&format!(
            "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{challenge}</challenge>"
        ))
        .await;
    }

    /// One SCRAM-SHA-256 exchange. `binding` is the server's channel binding data, checked if the client binds.
    /// Gives the client's gs2 header, or `None` if the client did not know the password or was bound elsewhere,
    /// in which case it was told so.
    pub async fn scram(&mut self, signature: Signature, binding: &[u8]) -> Option<String> {
        let auth = self.hear("</auth>").await;
        assert!(auth.contains("mechanism='SCRAM-SHA-256"), "{auth}");
        let first = decode(&auth);
        let bare = &first[first.find("n=").unwrap()..];
        let header = first.strip_suffix(bare).unwrap().to_owned();
        assert_eq!(auth.contains("-PLUS"), header.starts_with("p="), "{header}");
        let nonce = bare.split_once(",r=").unwrap().1;
        let server_first = format!("r={nonce}server,s={},i=4096", BASE64.encode("salt"));
        let sasl = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'";
        self.say(&format!(
            "<challenge {sasl}>{}</challenge>",
            BASE64.encode(&server_first)
        ))
        .await;
        let last = decode(&self.hear("</response>").await);
        let (without_proof, proof) = last.split_once(",p=").unwrap();

        let mut salted = [0; 32];
        let rounds = 4096.try_into().unwrap();
        pbkdf2::derive(
            pbkdf2::PBKDF2_HMAC_SHA256,
            rounds,
            b"salt",
            PASSWORD.as_bytes(),
            &mut salted,
        );
        let sign = |key: &[u8], text: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text);
        let message = format!("{bare},{server_first},{without_proof}");
        let client_key = sign(&salted, b"Client Key");
        let stored = digest::digest(&digest::SHA256, client_key.as_ref());
        let expected = sign(stored.as_ref(), message.as_bytes());
        let xor: Vec<u8> = client_key
            .as_ref()
            .iter()
            .zip(expected.as_ref())
            .map(|(a, b)| a ^ b)
            .collect();

        let mut bound = header.as_bytes().to_vec();
        if header.starts_with("p=") {
            bound.extend_from_slice(binding);
        }
        if !without_proof.starts_with(&format!("c={},", BASE64.encode(bound))) {
            self.say(&format!("<failure {sasl}><malformed-request/></failure>"))
                .await;
            return None;
        }
        if BASE64.encode(xor) != proof {
            self.say(&format!("<failure {sasl}><not-authorized/></failure>")).await;
            return None;
        }
        let server_key = sign(&salted, b"Server Key");
        let said = match signature {
            Signature::Right => format!("v={}", BASE64.encode(sign(server_key.as_ref(), message.as_bytes()))),
            Signature::Wrong => format!("v={}", BASE64.encode([7; 32])),
            Signature::Missing => String::new(),
        };
        self.say(&format!("<success {sasl}>{}</success>", BASE64.encode(said)))
            .await;
        Some(header)
    }

    /// Signs the client in by SCRAM-SHA-256 and opens the second stream.
    pub async fn sign_in(&mut self, features: &str) {
        self.open(&mechanisms(&["SCRAM-SHA-256"])).await;
        self.scram(Signature::Right, &[]).await.expect("the right password");
        self.open(&format!("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>{features}"))
            .await;
    }

    pub async fn bind(&mut self) {
        self.hear("</bind></iq>").await;
        self.say(&format!(
            "<iq type='result' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>\
             <jid>juliet@{DOMAIN}/balcony</jid></bind></iq>"
        ))
        .await;
    }

    /// The whole way to a new session with stream management, to be resumed as `id`.
    pub async fn log_in(&mut self, id: &str) {
        self.sign_in(&format!("<sm xmlns='{SM}'/>")).await;
        self.bind().await;
        self.hear("resume='true'/>").await;
        self.say(&format!("<enabled xmlns='{SM}' id='{id}' resume='true'/>"))
            .await;
    }

    /// The whole way to a session on a server without stream management.
    pub async fn log_in_unmanaged(&mut self) {
        self.sign_in("").await;
        self.bind().await;
    }
}

pub fn mechanisms(names: &[&str]) -> String {
    let list: String = names
        .iter()
        .map(|name| format!("<mechanism>{name}</mechanism>"))
        .collect();
    format!("<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{list}</mechanisms>")
}

fn decode(element: &str) -> String {
    let text = &element[element.find('>').unwrap() + 1..element.rfind("</").unwrap()];
    String::from_utf8(BASE64.decode(text).unwrap()).unwrap()
}
