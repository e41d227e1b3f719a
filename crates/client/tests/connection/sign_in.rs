//! Proving the password, and having the server prove it too.

use std::time::Duration;

use sotto_client::connection::{Event, Lost, Mechanism, Settings, TlsMode, try_login};
use tokio::io::copy_bidirectional;

use super::client::Client;
use super::evil::{DOMAIN, Evil, PASSWORD, Peer, Signature, Tls, mechanisms};

const SASL: &str = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'";
const LISTED: &str = "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'><channel-binding type='tls-exporter'/>\
                      </sasl-channel-binding>";

fn exporter(peer: &Peer<Tls>) -> Vec<u8> {
    let (_, session) = peer.io.get_ref();
    session
        .export_keying_material(vec![0; 32], b"EXPORTER-Channel-Binding", Some(&[]))
        .unwrap()
}

/// What signing in gives when the server offers this and does not answer, and what the server hears.
async fn offered(features: &str, change: impl FnOnce(&mut Settings)) -> (Result<Mechanism, Lost>, String) {
    let server = Evil::new().await;
    let mut settings = server.settings(TlsMode::Direct);
    settings.timeouts.step = Duration::from_millis(300);
    change(&mut settings);
    let script = async {
        let mut peer = server.accept().await;
        peer.open(features).await;
        peer.hear_the_end().await
    };
    tokio::join!(try_login(&settings), script)
}

/// What signing in gives when the server answers `<auth/>` so, and what the server hears after that.
async fn answered(answer: &str) -> (Result<Mechanism, Lost>, String) {
    let server = Evil::new().await;
    let settings = server.settings(TlsMode::Direct);
    let script = async {
        let mut peer = server.accept().await;
        peer.open(&mechanisms(&["SCRAM-SHA-256"])).await;
        peer.hear("</auth>").await;
        peer.say(answer).await;
        peer.hear_the_end().await
    };
    tokio::join!(try_login(&settings), script)
}

#[tokio::test]
async fn a3_t13_scram_without_plus_is_used_on_tls_1_3_and_plain_is_not() {
    let features = mechanisms(&["PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256"]);
    let (_, heard) = offered(&features, |_| {}).await;
    assert!(heard.contains("mechanism='SCRAM-SHA-256'"), "{heard}");
}

#[tokio::test]
async fn t12_plain_alone_is_refused_after_better_was_used() {
    for before in [Mechanism::ScramSha1, Mechanism::ScramSha256Plus] {
        let (result, heard) = offered(&mechanisms(&["PLAIN"]), |settings| settings.strongest = Some(before)).await;
        assert_eq!((result, heard.as_str()), (Err(Lost::NoSafeLogin), ""));
    }
}

#[tokio::test]
async fn t12_within_one_connection_a_reconnect_does_not_fall_back_to_plain() {
    let server = Evil::new().await;
    let mut client = Client::start(server.settings(TlsMode::Direct));
    let first = async { server.accept().await.log_in("one").await };
    tokio::join!(first, client.online());
    client.offline().await;
    let second = async {
        let mut peer = server.accept().await;
        peer.open(&mechanisms(&["PLAIN"])).await;
        peer.hear_the_end().await
    };
    let (heard, (why, retry_in)) = tokio::join!(second, client.offline());
    assert_eq!((why, retry_in, heard.as_str()), (Lost::NoSafeLogin, None, ""));
}

#[tokio::test]
async fn plain_is_used_inside_tls_where_nothing_better_was_ever_known() {
    let server = Evil::new().await;
    let settings = server.settings(TlsMode::Direct);
    let script = async {
        let mut peer = server.accept().await;
        peer.open(&mechanisms(&["PLAIN", "X-UNHEARD-OF"])).await;
        let auth = peer.hear("</auth>").await;
        peer.say(&format!("<success {SASL}/>")).await;
        auth
    };
    let (result, auth) = tokio::join!(try_login(&settings), script);
    assert_eq!(result, Ok(Mechanism::Plain));
    use base64::Engine as _;
    let expected = base64::engine::general_purpose::STANDARD.encode(format!("\0juliet\0{PASSWORD}"));
    assert!(auth.ends_with(&format!("mechanism='PLAIN'>{expected}</auth>")));
}

#[tokio::test]
async fn t14_anonymous_or_nothing_is_no_safe_login() {
    for features in [mechanisms(&["ANONYMOUS"]), mechanisms(&[]), String::new()] {
        let (result, heard) = offered(&features, |_| {}).await;
        assert_eq!((result, heard.as_str()), (Err(Lost::NoSafeLogin), ""));
    }
}

#[tokio::test]
async fn a4_t15_success_before_any_proof_is_refused_and_nothing_is_sent_after_it() {
    for success in [
        format!("<success {SASL}/>"),
        format!("<success {SASL}>dj1hYmM=</success>"),
    ] {
        let (result, heard) = answered(&success).await;
        assert_eq!((result, heard.as_str()), (Err(Lost::ServerNotAuthenticated), ""));
    }
}

#[tokio::test]
async fn a4_t15_a_wrong_or_missing_server_signature_is_refused_and_nothing_is_sent_after_it() {
    for signature in [Signature::Wrong, Signature::Missing] {
        let server = Evil::new().await;
        let mut client = Client::start(server.settings(TlsMode::Direct));
        let script = async {
            let mut peer = server.accept().await;
            peer.open(&mechanisms(&["SCRAM-SHA-256"])).await;
            peer.scram(signature, &[]).await.unwrap();
            peer.hear_the_end().await
        };
        let (heard, (why, retry_in)) = tokio::join!(script, client.offline());
        assert_eq!(
            (why, retry_in, heard.as_str()),
            (Lost::ServerNotAuthenticated, None, "")
        );
        assert!(client.is_over().await);
    }
}

#[tokio::test]
async fn t15_garbage_instead_of_a_challenge_is_refused() {
    for answer in [
        "<challenge {SASL}>%%%</challenge>",
        "<challenge {SASL}/>",
        "<message/>",
        "<failure {SASL}/>",
    ] {
        let (result, heard) = answered(&answer.replace("{SASL}", SASL)).await;
        assert!(
            matches!(result, Err(Lost::ServerNotAuthenticated | Lost::NotAuthorised)),
            "{result:?}"
        );
        assert_eq!(heard, "");
    }
}

#[tokio::test]
async fn each_refusal_has_its_own_reason() {
    for (condition, why) in [
        ("not-authorized", Lost::WrongPassword),
        ("account-disabled", Lost::AccountDisabled),
        ("temporary-auth-failure", Lost::Busy),
        ("mechanism-too-weak", Lost::NoSafeLogin),
        ("bad-protocol", Lost::NotAuthorised),
    ] {
        let (result, _) = answered(&format!("<failure {SASL}><{condition}/><text>no</text></failure>")).await;
        assert_eq!(result, Err(why), "{condition}");
    }
}

#[tokio::test]
async fn a_wrong_password_stops_and_is_not_tried_again() {
    let server = Evil::new().await;
    let mut settings = server.settings(TlsMode::Direct);
    settings.password = "art thou".to_owned().into();
    let mut client = Client::start(settings);
    let script = async {
        let mut peer = server.accept().await;
        peer.open(&mechanisms(&["SCRAM-SHA-256"])).await;
        assert_eq!(peer.scram(Signature::Right, &[]).await, None);
    };
    let ((), (why, retry_in)) = tokio::join!(script, client.offline());
    assert_eq!((why, retry_in), (Lost::WrongPassword, None));
    assert!(client.is_over().await);
    assert!(server.nobody_comes_within(Duration::from_millis(100)).await);
}

#[tokio::test]
async fn t10_channel_binding_reaches_the_real_server_directly_and_fails_through_a_relay_with_a_valid_certificate() {
    let features = format!("{}{LISTED}", mechanisms(&["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"]));
    for relayed in [false, true] {
        let real = Evil::new().await;
        let relay = Evil::with_authority_of(&real).await;
        let settings = if relayed {
            relay.settings(TlsMode::Direct)
        } else {
            real.settings(TlsMode::Direct)
        };
        let onward = real.settings(TlsMode::Direct);
        let script = async {
            let mut peer = real.accept().await;
            let binding = exporter(&peer);
            peer.open(&features).await;
            peer.scram(Signature::Right, &binding).await
        };
        let middle = async {
            if relayed {
                let mut victim = relay.accept().await;
                let mut server = super::evil::connect(&onward).await;
                // Ends when the victim hangs up.
                let _ = copy_bidirectional(&mut victim.io, &mut server).await;
            }
        };
        let (result, header, ()) = tokio::join!(try_login(&settings), script, middle);
        if relayed {
            assert_eq!((result, header), (Err(Lost::ChannelBindingMismatch), None));
        } else {
            assert_eq!(
                (result, header.as_deref()),
                (Ok(Mechanism::ScramSha256Plus), Some("p=tls-exporter,,"))
            );
        }
    }
}

#[tokio::test]
async fn t11_a_relay_that_hides_channel_binding_is_told_on_by_the_gs2_header_or_the_downgrade_hash() {
    // The hash a server offering SCRAM-SHA-256 and -PLUS with tls-exporter would send; the client saw neither.
    let text = "SCRAM-SHA-256\u{1e}SCRAM-SHA-256-PLUS\u{1f}tls-exporter";
    let hash = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    use base64::Engine as _;
    let hash = format!(",h={}", base64::engine::general_purpose::STANDARD.encode(hash));
    let server = Evil::new().await;
    let settings = server.settings(TlsMode::Direct);
    let hidden = async {
        let mut peer = server.accept().await;
        peer.open(&mechanisms(&["SCRAM-SHA-256"])).await;
        peer.scram(Signature::Right, &[]).await
    };
    let (result, header) = tokio::join!(try_login(&settings), hidden);
    assert_eq!((result, header.as_deref()), (Ok(Mechanism::ScramSha256), Some("y,,")));
    let hashed = async {
        let mut peer = server.accept().await;
        peer.open(&mechanisms(&["SCRAM-SHA-256"])).await;
        peer.challenge(&hash).await;
        peer.hear_the_end().await
    };
    let (result, heard) = tokio::join!(try_login(&settings), hashed);
    assert_eq!((result, heard.as_str()), (Err(Lost::ChannelBindingMismatch), ""));
}

#[tokio::test]
async fn t14_a_server_that_binds_us_as_somebody_else_is_left() {
    for jid in [
        "nobody@anon.example/x",
        "romeo@capulet.example/balcony",
        "capulet.example/x",
        "juliet@capulet.example",
        "",
    ] {
        let server = Evil::new().await;
        let mut client = Client::start(server.settings(TlsMode::Direct));
        let script = async {
            let mut peer = server.accept().await;
            peer.sign_in("").await;
            peer.hear("</bind></iq>").await;
            peer.say(&format!(
                "<iq type='result' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>{jid}</jid></bind></iq>"
            ))
            .await;
            peer.hear_the_end().await
        };
        let (heard, (why, _)) = tokio::join!(script, client.offline());
        assert!(matches!(why, Lost::NotAuthorised | Lost::BadXml), "{why:?} for {jid}");
        assert_eq!(heard, "");
    }
}

#[tokio::test]
async fn a_resource_that_is_taken_makes_way_for_one_the_server_chooses() {
    let server = Evil::new().await;
    let mut client = Client::start(server.settings(TlsMode::Direct));
    let script = async {
        let mut peer = server.accept().await;
        peer.sign_in("").await;
        assert!(peer.hear("</bind></iq>").await.contains("<resource>balcony</resource>"));
        peer.say(
            "<iq type='error' id='bind'><error type='cancel'>\
             <conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
        )
        .await;
        assert!(!peer.hear("</bind></iq>").await.contains("resource"));
        let bind = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>";
        peer.say(&format!(
            "<iq type='result' id='bind'>{bind}<jid>juliet@{DOMAIN}/orchard</jid></bind></iq>"
        ))
        .await;
        peer
    };
    let (_peer, event) = tokio::join!(script, async {
        assert_eq!(client.next().await, Event::Connecting);
        client.next().await
    });
    match event {
        Event::Online { jid, features, .. } => {
            assert_eq!(jid.resource().as_str(), "orchard");
            assert!(!features.sm);
        }
        other => panic!("{other:?}"),
    }
}
