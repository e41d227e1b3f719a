//! TCP and TLS.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, ProtocolVersion, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::lost::{CertificateProblem, Lost};
use super::settings::TlsMode;

/// An encrypted connection.
pub(crate) type Secure = TlsStream<Socket>;

/// A TCP connection that answers at once.
///
/// A server that batches small writes (Nagle) waits for our acknowledgement, and a kernel that delays that by
/// 40 ms makes every page of an archive cost 40 ms. `TCP_QUICKACK` is not permanent, so it is set before each read.
pub(crate) struct Socket(TcpStream);

impl Socket {
    pub(crate) fn new(tcp: TcpStream) -> Self {
        if let Err(error) = tcp.set_nodelay(true) {
            log::debug!("TCP_NODELAY: {error}");
        }
        Self(tcp)
    }

    #[cfg(target_os = "linux")]
    fn acknowledge_quickly(&self) {
        // Failing costs speed only, and a socket that cannot do this fails at the read that follows.
        let _ = socket2::SockRef::from(&self.0).set_tcp_quickack(true);
    }

    #[cfg(not(target_os = "linux"))]
    fn acknowledge_quickly(&self) {}
}

impl AsyncRead for Socket {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.acknowledge_quickly();
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

/// Opens a TCP connection to the first of `addresses` that answers, starting one attempt every `stagger`
/// (RFC 8305 §5): an address that swallows packets costs `stagger`, not a timeout. Gives its place in the list.
///
/// # Errors
/// What the last attempt to fail reported; `Unreachable` if there is no address.
pub(crate) async fn connect_any(addresses: Vec<SocketAddr>, stagger: Duration) -> Result<(usize, Socket), Lost> {
    let attempt = |address| async move { TcpStream::connect(address).await.map(Socket::new) };
    race(addresses, stagger, attempt)
        .await
        .map_err(|error| error.map_or(Lost::Unreachable, |error| from_io(&error)))
}

async fn race<A, T, E, F>(targets: Vec<A>, stagger: Duration, attempt: impl Fn(A) -> F) -> Result<(usize, T), Option<E>>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut waiting = targets.into_iter().enumerate();
    let mut running = JoinSet::new();
    let mut last_error = None;
    let mut more = true;
    loop {
        if more {
            match waiting.next() {
                Some((at, target)) => {
                    let attempt = attempt(target);
                    running.spawn(async move { (at, attempt.await) });
                }
                None => more = false,
            }
        }
        let finished = tokio::select! {
            finished = running.join_next() => finished,
            () = tokio::time::sleep(stagger), if more => continue,
        };
        match finished {
            Some(Ok((at, Ok(connected)))) => return Ok((at, connected)),
            Some(Ok((_, Err(error)))) => last_error = Some(error),
            Some(Err(_)) => {}
            None if !more => return Err(last_error),
            None => {}
        }
    }
}

/// How TLS is done for one account: made once, so that issuers are read once and sessions are resumed.
#[derive(Clone)]
pub(crate) struct Tls {
    upgraded: Arc<ClientConfig>,
    direct: Arc<ClientConfig>,
}

impl Tls {
    /// Reads the trusted issuers. Blocks on files.
    ///
    /// # Errors
    /// `Certificate(Other)` if they cannot be read.
    pub(crate) fn new(ca_file: Option<&Path>) -> Result<Self, Lost> {
        let config = config(ca_file).map_err(|error| {
            log::warn!("no usable list of trusted issuers: {error}");
            Lost::Certificate(CertificateProblem::Other)
        })?;
        // XEP-0368: only direct TLS says by ALPN what will be spoken inside; the clone shares issuers and sessions.
        let mut direct = config.clone();
        direct.alpn_protocols = vec![b"xmpp-client".to_vec()];
        Ok(Self {
            upgraded: Arc::new(config),
            direct: Arc::new(direct),
        })
    }

    /// Encrypts a connection; the certificate must be valid for `domain`, wherever the connection leads.
    ///
    /// # Errors
    /// What is wrong with the certificate, or with the connection.
    pub(crate) async fn encrypt(&self, socket: Socket, mode: TlsMode, domain: &str) -> Result<Secure, Lost> {
        let ascii = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_owned());
        let name = ServerName::try_from(ascii).map_err(|_| Lost::UnknownHost)?;
        let config = match mode {
            TlsMode::StartTls => &self.upgraded,
            TlsMode::Direct => &self.direct,
        };
        TlsConnector::from(Arc::clone(config))
            .connect(name, socket)
            .await
            .map_err(|error| from_io(&error))
    }
}

/// TLS for files: the same trust, and HTTP/1.1 inside. Blocks on files.
///
/// # Errors
/// If the trusted issuers cannot be read.
pub(crate) fn http_tls(ca_file: Option<&Path>) -> Result<ClientConfig, rustls::Error> {
    let mut config = config(ca_file)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn config(ca_file: Option<&Path>) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match ca_file {
        None => Arc::new(rustls_platform_verifier::Verifier::new(Arc::clone(&provider))?),
        Some(path) => {
            let unreadable = |error| rustls::Error::General(format!("the file of authorities: {error}"));
            let mut roots = RootCertStore::empty();
            for certificate in CertificateDer::pem_file_iter(path).map_err(|error| unreadable(error.to_string()))? {
                roots.add(certificate.map_err(|error| unreadable(error.to_string()))?)?;
            }
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
                .build()
                .map_err(|error| unreadable(error.to_string()))?
        }
    };
    // "Dangerous" is rustls's word for any verifier not built by itself; both of these are complete ones.
    let builder = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    Ok(builder.with_no_client_auth())
}

/// Channel binding of a TLS session.
pub(crate) trait Exporter {
    /// The data of the binding type `tls-exporter` (RFC 9266). `None` below TLS 1.3, where it would depend on an
    /// extension rustls does not report.
    fn exporter(&self) -> Option<Vec<u8>>;
}

impl Exporter for Secure {
    fn exporter(&self) -> Option<Vec<u8>> {
        let (_, session) = self.get_ref();
        if session.protocol_version() != Some(ProtocolVersion::TLSv1_3) {
            return None;
        }
        session
            .export_keying_material(vec![0; 32], b"EXPORTER-Channel-Binding", Some(&[]))
            .ok()
    }
}

/// What a failed connection or handshake means.
pub(crate) fn from_io(error: &io::Error) -> Lost {
    if let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        return from_tls(tls);
    }
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Lost::Refused,
        io::ErrorKind::TimedOut => Lost::TimedOut,
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::AddrNotAvailable => {
            Lost::Unreachable
        }
        _ => Lost::Closed,
    }
}

fn from_tls(error: &rustls::Error) -> Lost {
    match error {
        rustls::Error::InvalidCertificate(problem) => Lost::Certificate(match problem {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => CertificateProblem::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                CertificateProblem::NotYetValid
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                CertificateProblem::WrongName
            }
            // A bad signature: the issuer only bears the name of one we trust.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => CertificateProblem::UnknownIssuer,
            _ => CertificateProblem::Other,
        }),
        _ => Lost::NoTls,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn t22_an_address_that_swallows_packets_costs_only_the_stagger() {
        let begun = tokio::time::Instant::now();
        let attempt = |answers: bool| async move {
            if !answers {
                std::future::pending::<()>().await;
            }
            Ok::<_, ()>(())
        };
        let won = race(vec![false, false, true], Duration::from_millis(250), attempt).await;
        assert_eq!(won, Ok((2, ())));
        assert_eq!(begun.elapsed(), Duration::from_millis(500));
    }

    #[tokio::test(start_paused = true)]
    async fn a_refused_address_costs_nothing_and_the_last_refusal_is_told() {
        let begun = tokio::time::Instant::now();
        let lost = race(vec![1, 2], Duration::from_secs(9), |n| async move { Err::<(), _>(n) }).await;
        assert_eq!(lost, Err(Some(2)));
        assert_eq!(begun.elapsed(), Duration::ZERO);
        assert_eq!(
            race(
                Vec::new(),
                Duration::from_secs(9),
                |n: u8| async move { Err::<(), _>(n) }
            )
            .await,
            Err(None)
        );
    }
}
