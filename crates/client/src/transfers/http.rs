//! HTTP/1.1 over TLS, as much of it as putting and fetching files needs.
//!
//! Deliberately not: anything but `https`, redirects to another host, compression (a small answer could become a large
//! one), cookies, and any header that tells who we are.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body::{Body, Frame, SizeHint};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use sotto_model::FileFailure;
use tokio::net::TcpStream;
use tokio::sync::{OnceCell, mpsc};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use crate::connection::http_tls;

/// How long to wait for a connection, and for anything to move on it.
const CONNECT: Duration = Duration::from_secs(15);
pub(super) const STALLED: Duration = Duration::from_secs(30);

/// How often a server may send us on to another place of its own.
const REDIRECTS: usize = 3;

type Outcome<T> = Result<T, FileFailure>;

/// A way to servers, trusting what the account trusts.
pub(super) struct Http {
    ca_file: Option<PathBuf>,
    /// The account's own server is in a private network: so may files be.
    private: bool,
    config: OnceCell<Arc<ClientConfig>>,
}

/// What is sent along with a request: pieces from somewhere else.
pub(super) struct Pieces {
    from: Option<mpsc::Receiver<std::io::Result<Bytes>>>,
    left: u64,
}

impl Pieces {
    fn none() -> Self {
        Self { from: None, left: 0 }
    }

    /// So many bytes, as they come.
    pub(super) fn new(from: mpsc::Receiver<std::io::Result<Bytes>>, length: u64) -> Self {
        Self {
            from: Some(from),
            left: length,
        }
    }
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<std::io::Result<Frame<Bytes>>>> {
        let Some(from) = &mut self.from else {
            return Poll::Ready(None);
        };
        let piece = std::task::ready!(from.poll_recv(cx));
        if let Some(Ok(bytes)) = &piece {
            self.left = self.left.saturating_sub(bytes.len() as u64);
        }
        Poll::Ready(piece.map(|piece| piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

impl Http {
    /// For an account that trusts this authority, or the system's; and whose server is at this host, if it was named.
    pub(super) fn new(ca_file: Option<PathBuf>, server: Option<&str>) -> Self {
        let private = server.is_some_and(|host| host == "localhost" || host.parse().is_ok_and(|ip| !is_public(ip)));
        Self {
            ca_file,
            private,
            config: OnceCell::new(),
        }
    }

    /// Puts something somewhere.
    pub(super) async fn put(
        &self,
        url: &str,
        headers: &[(String, String)],
        media_type: &str,
        pieces: Pieces,
    ) -> Outcome<()> {
        let url = parse(url)?;
        let mut request = Request::put(target(&url))
            .header(header::HOST, host_of(&url))
            .header(header::CONTENT_TYPE, media_type);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request = request.body(pieces).map_err(|_| FileFailure::Insecure)?;
        let answer = self.send(&url, request, None).await?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            status if status.is_redirection() => Err(FileFailure::Insecure),
            StatusCode::PAYLOAD_TOO_LARGE => Err(FileFailure::TooLarge),
            status if status.is_server_error() => Err(FileFailure::Unreachable),
            _ => Err(FileFailure::Gone),
        }
    }

    /// Asks for something; answers with how much there is, where the server says so, and its pieces.
    pub(super) async fn get(&self, url: &str) -> Outcome<(Option<u64>, Incoming)> {
        let mut url = parse(url)?;
        for _ in 0..=REDIRECTS {
            let request = Request::get(target(&url)).header(header::HOST, host_of(&url));
            let request = request.body(Pieces::none()).map_err(|_| FileFailure::Insecure)?;
            let answer = self.send(&url, request, Some(STALLED)).await?;
            match answer.status() {
                StatusCode::OK => return content(answer),
                status if status.is_redirection() => url = follow(&url, &answer)?,
                status if status.is_server_error() => return Err(FileFailure::Unreachable),
                _ => return Err(FileFailure::Gone),
            }
        }
        Err(FileFailure::Insecure)
    }

    async fn send(
        &self,
        url: &Url,
        request: Request<Pieces>,
        patience: Option<Duration>,
    ) -> Outcome<Response<Incoming>> {
        let mut sender = self.connect(url).await?;
        let answer = sender.send_request(request);
        let answer = match patience {
            Some(patience) => timeout(patience, answer).await.map_err(|_| FileFailure::Unreachable)?,
            // Whoever sends something sees by itself whether that moves.
            None => answer.await,
        };
        answer.map_err(|error| {
            log::debug!("a transfer broke off: {error}");
            FileFailure::Unreachable
        })
    }

    async fn connect(&self, url: &Url) -> Outcome<SendRequest<Pieces>> {
        let config = self.config.get_or_try_init(|| async {
            let ca_file = self.ca_file.clone();
            let made = tokio::task::spawn_blocking(move || http_tls(ca_file.as_deref())).await;
            made.ok()
                .and_then(Result::ok)
                .map(Arc::new)
                .ok_or(FileFailure::Unreachable)
        });
        let config = config.await?.clone();
        let socket = timeout(CONNECT, self.reach(url))
            .await
            .map_err(|_| FileFailure::Unreachable)??;
        let name = match url.host() {
            Some(Host::Domain(name)) => ServerName::try_from(name.to_owned()).map_err(|_| FileFailure::Insecure)?,
            Some(Host::Ipv4(ip)) => ServerName::from(IpAddr::from(ip)),
            Some(Host::Ipv6(ip)) => ServerName::from(IpAddr::from(ip)),
            None => return Err(FileFailure::Insecure),
        };
        let secure = timeout(CONNECT, TlsConnector::from(config).connect(name, socket)).await;
        let secure = secure.map_err(|_| FileFailure::Unreachable)?.map_err(|error| {
            log::debug!("no protected connection: {error}");
            FileFailure::Insecure
        })?;
        let (sender, connection) = http1::handshake(TokioIo::new(secure))
            .await
            .map_err(|_| FileFailure::Unreachable)?;
        // Ends with the sender.
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                log::debug!("a transfer's connection broke: {error}");
            }
        });
        Ok(sender)
    }

    async fn reach(&self, url: &Url) -> Outcome<TcpStream> {
        let port = url.port_or_known_default().unwrap_or(443);
        let addresses: Vec<SocketAddr> = match url.host() {
            Some(Host::Domain(name)) => {
                let found = tokio::net::lookup_host((name, port))
                    .await
                    .map_err(|_| FileFailure::Unreachable)?;
                found.collect()
            }
            Some(Host::Ipv4(ip)) => vec![(ip, port).into()],
            Some(Host::Ipv6(ip)) => vec![(ip, port).into()],
            None => return Err(FileFailure::Insecure),
        };
        // Nobody sends us looking around in a network that only we can reach.
        if !self.private && !addresses.iter().all(|address| is_public(address.ip())) {
            return Err(FileFailure::Insecure);
        }
        for address in addresses {
            if let Ok(socket) = TcpStream::connect(address).await {
                return Ok(socket);
            }
        }
        Err(FileFailure::Unreachable)
    }
}

fn parse(url: &str) -> Outcome<Url> {
    let url = Url::parse(url).map_err(|_| FileFailure::Insecure)?;
    // Names and passwords in an address only hide where it leads.
    let plain = url.username().is_empty() && url.password().is_none();
    if url.scheme() == "https" && plain && url.has_host() {
        Ok(url)
    } else {
        Err(FileFailure::Insecure)
    }
}

fn follow(from: &Url, answer: &Response<Incoming>) -> Outcome<Url> {
    let to = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
    let to = to.and_then(|to| from.join(to).ok()).ok_or(FileFailure::Insecure)?;
    let same = to.host() == from.host() && to.port_or_known_default() == from.port_or_known_default();
    if same {
        parse(to.as_str())
    } else {
        Err(FileFailure::Insecure)
    }
}

fn content(answer: Response<Incoming>) -> Outcome<(Option<u64>, Incoming)> {
    let encoding = answer.headers().get(header::CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| encoding != "identity") {
        return Err(FileFailure::Altered);
    }
    let length = answer
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok());
    Ok((length, answer.into_body()))
}

fn target(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Whether an address is one that anybody can reach.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            let shared = a == 100 && (64..128).contains(&b);
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_unspecified()
                || ip.is_broadcast()
                || ip.is_multicast()
                || shared
                || a == 0)
        }
        IpAddr::V6(ip) => match ip.to_ipv4() {
            Some(inside) => is_public(inside.into()),
            None => {
                !(ip.is_loopback()
                    || ip.is_unspecified()
                    || ip.is_multicast()
                    || ip.is_unique_local()
                    || ip.is_unicast_link_local())
            }
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn only_protected_addresses_are_gone_to() {
        for url in [
            "http://a/b",
            "ftp://a/b",
            "file:///etc/passwd",
            "https://user@a/b",
            "https://:x@a/b",
            "https:///",
            "data:,x",
            "aesgcm://a/b",
        ] {
            assert!(parse(url).is_err(), "{url}");
        }
        let url = parse("https://a.test:5281/b%20c?d=e#f").unwrap();
        assert_eq!(
            (target(&url).as_str(), host_of(&url).as_str()),
            ("/b%20c?d=e", "a.test:5281")
        );
    }

    #[test]
    fn w08_addresses_that_only_we_can_reach_are_known() {
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in ["192.0.2.1", "2001:db8::1", "8.8.8.8"] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }
}
