//! Getting to an encrypted stream, or not.

use std::time::Duration;

use sotto_client::connection::{CertificateProblem, Event, Lost, Mechanism, TlsMode, try_login};

use super::client::Client;
use super::evil::{Certificate, Evil, Signature, mechanisms};

const STARTTLS: &str = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
const PROCEED: &str = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";

/// A StartTLS client and what the server sees until the client is gone, after answering `<starttls/>` so.
async fn answered(answer: &str) -> (Lost, String) {
    let server = Evil::new().await;
    let mut settings = server.settings(TlsMode::StartTls);
    settings.timeouts.step = Duration::from_millis(300);
    let script = async {
        let mut peer = server.accept_plain().await;
        peer.open(STARTTLS).await;
        peer.hear("xmpp-tls'/>").await;
        peer.say(answer).await;
        peer.hear_the_end().await
    };
    let (result, heard) = tokio::join!(try_login(&settings), script);
    (result.unwrap_err(), heard)
}

#[tokio::test]
async fn t01_without_starttls_nothing_but_the_header_is_said_in_the_clear() {
    let server = Evil::new().await;
    let settings = server.settings(TlsMode::StartTls);
    let script = async {
        let mut peer = server.accept_plain().await;
        peer.open(&mechanisms(&["PLAIN", "SCRAM-SHA-256"])).await;
        peer.hear_the_end().await
    };
    let (result, heard) = tokio::join!(try_login(&settings), script);
    assert_eq!(result, Err(Lost::NoTls));
    assert_eq!(heard, "");
}

#[tokio::test]
async fn t01_the_header_in_the_clear_does_not_tell_who_signs_in() {
    let server = Evil::new().await;
    let settings = server.settings(TlsMode::StartTls);
    let script = async {
        let mut peer = server.accept_plain().await;
        peer.hear("streams'>").await
    };
    let (_, heard) = tokio::join!(
        async { tokio::time::timeout(Duration::from_millis(300), try_login(&settings)).await },
        script
    );
    assert!(!heard.contains("juliet"), "{heard}");
}

#[tokio::test]
async fn t02_mechanisms_before_tls_are_ignored_and_a_success_before_tls_ends_the_attempt() {
    let server = Evil::new().await;
    let settings = server.settings(TlsMode::StartTls);
    let script = async {
        let mut peer = server.accept_plain().await;
        peer.open(&format!("{}{STARTTLS}", mechanisms(&["PLAIN", "ANONYMOUS"])))
            .await;
        assert_eq!(peer.hear("/>").await, STARTTLS);
        peer.say("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>").await;
        peer.hear_the_end().await
    };
    let (result, heard) = tokio::join!(try_login(&settings), script);
    assert_eq!(result, Err(Lost::NoTls));
    assert_eq!(heard, "");
}

#[tokio::test]
async fn t03_what_is_injected_behind_proceed_ends_the_attempt() {
    let injected = format!("{PROCEED}<message><body>trust me</body></message>");
    assert_eq!(answered(&injected).await, (Lost::NoTls, String::new()));
}

#[tokio::test]
async fn t05_failure_or_anything_but_proceed_ends_the_attempt_at_once() {
    let failure = "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>";
    for answer in [failure, "<proceed xmlns='urn:other'/>", "<message/>"] {
        assert_eq!(answered(answer).await, (Lost::NoTls, String::new()), "{answer}");
    }
}

#[tokio::test]
async fn t05_silence_ends_the_attempt_in_time() {
    assert_eq!(answered("").await, (Lost::TimedOut, String::new()));
}

#[tokio::test]
async fn t04_byte_by_byte_or_at_once_the_sign_in_is_the_same() {
    for mode in [TlsMode::StartTls, TlsMode::Direct] {
        for dripping in [false, true] {
            let server = Evil::new().await;
            let settings = server.settings(mode);
            let script = async {
                let mut peer = server.accept_plain().await;
                if mode == TlsMode::StartTls {
                    peer.dripping = dripping;
                    peer.open(STARTTLS).await;
                    peer.hear("xmpp-tls'/>").await;
                    peer.say(PROCEED).await;
                }
                let mut peer = server.encrypt(peer).await;
                peer.dripping = dripping;
                peer.log_in("one").await;
                peer.say("<message id='first'/>").await;
                peer
            };
            let mut client = Client::start(settings);
            let (_peer, resumed) = tokio::join!(script, client.online());
            assert!(!resumed);
            assert_eq!(client.stanza().await, "first");
        }
    }
}

#[tokio::test]
async fn t06_t08_each_bad_certificate_is_refused_with_its_own_reason() {
    for (certificate, problem) in [
        (Certificate::For("other.example"), CertificateProblem::WrongName),
        (Certificate::For("*.capulet.example"), CertificateProblem::WrongName),
        (Certificate::For("*.example"), CertificateProblem::WrongName),
        (
            Certificate::For("capulet.example.evil.test"),
            CertificateProblem::WrongName,
        ),
        (Certificate::SelfSigned, CertificateProblem::UnknownIssuer),
        (Certificate::Expired, CertificateProblem::Expired),
        (Certificate::NotYetValid, CertificateProblem::NotYetValid),
    ] {
        let server = Evil::with(certificate).await;
        let settings = server.settings(TlsMode::Direct);
        let script = async {
            if let Ok(mut peer) = server.try_accept().await {
                peer.hear_the_end().await;
            }
        };
        let (result, ()) = tokio::join!(try_login(&settings), script);
        assert_eq!(result, Err(Lost::Certificate(problem)), "{problem:?}");
    }
}

#[tokio::test]
async fn t08_a_public_authority_cannot_vouch_for_an_account_with_its_own_authority_file() {
    let (server, other) = (Evil::new().await, Evil::new().await);
    let mut settings = server.settings(TlsMode::Direct);
    settings.ca_file = other.settings(TlsMode::Direct).ca_file;
    let (result, accepted) = tokio::join!(try_login(&settings), server.try_accept());
    assert_eq!(result, Err(Lost::Certificate(CertificateProblem::UnknownIssuer)));
    assert!(accepted.is_err());
}

#[tokio::test]
async fn an_authority_file_that_cannot_be_read_is_a_certificate_problem_not_a_crash() {
    let server = Evil::new().await;
    let mut settings = server.settings(TlsMode::Direct);
    settings.ca_file = Some("no/such/file.pem".into());
    assert_eq!(
        try_login(&settings).await,
        Err(Lost::Certificate(CertificateProblem::Other))
    );
}

#[tokio::test]
async fn t20_compression_is_never_negotiated() {
    let server = Evil::new().await;
    let offer = "<compression xmlns='http://jabber.org/features/compress'><method>zlib</method></compression>";
    let mut client = Client::start(server.settings(TlsMode::Direct));
    let script = async {
        let mut peer = server.accept().await;
        peer.open(&format!("{offer}{}", mechanisms(&["SCRAM-SHA-256"]))).await;
        peer.scram(Signature::Right, &[]).await.unwrap();
        peer.open(&format!("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>{offer}"))
            .await;
        let heard = peer.hear("<bind").await;
        assert!(!heard.contains("compress"), "{heard}");
        peer.bind().await;
        peer
    };
    let (_peer, _) = tokio::join!(script, client.online());
}

#[tokio::test]
async fn t22_a_dead_port_is_refused_at_once_and_tried_again_by_itself() {
    let server = Evil::new().await;
    let settings = server.settings(TlsMode::Direct);
    let _authority = server.hang_up();
    let mut client = Client::start(settings);
    assert_eq!(client.next().await, Event::Connecting);
    let (why, retry_in) = client.offline().await;
    assert_eq!(why, Lost::Refused);
    assert!(retry_in.is_some());
    assert_eq!(client.next().await, Event::Connecting);
}

#[tokio::test]
async fn direct_tls_with_the_right_certificate_signs_in() {
    let server = Evil::new().await;
    let settings = server.settings(TlsMode::Direct);
    let script = async {
        let mut peer = server.accept().await;
        peer.open(&mechanisms(&["SCRAM-SHA-256"])).await;
        peer.scram(Signature::Right, &[]).await.unwrap();
        peer.hear_the_end().await
    };
    let (result, heard) = tokio::join!(try_login(&settings), script);
    assert_eq!(result, Ok(Mechanism::ScramSha256));
    assert_eq!(heard, "");
}
