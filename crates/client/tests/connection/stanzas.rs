//! A session at work: stanzas, acknowledgements, and servers that lie about them.

use std::time::Duration;

use sotto_client::connection::{Event, Lost, Request, SkipReason, TlsMode};

use super::client::Client;
use super::evil::{DOMAIN, Evil, Peer, SM, Tls};

/// A client online on a server with stream management.
async fn online(server: &Evil) -> (Peer<Tls>, Client) {
    let mut client = Client::start(server.settings(TlsMode::Direct));
    let script = async {
        let mut peer = server.accept().await;
        peer.log_in("one").await;
        peer
    };
    let (peer, resumed) = tokio::join!(script, client.online());
    assert!(!resumed);
    (peer, client)
}

/// Asks the client for its count.
async fn count(peer: &mut Peer<Tls>) -> String {
    peer.say(&format!("<r xmlns='{SM}'/>")).await;
    let heard = peer.hear("/>").await;
    let count = heard
        .rsplit_once(" h='")
        .unwrap_or_else(|| panic!("no count in {heard}"))
        .1;
    count.trim_end_matches("'/>").to_owned()
}

async fn say_deep(peer: &mut Peer<Tls>, name: &str, depth: usize) {
    peer.say(&format!(
        "<{name}>{}{}</{name}>",
        "<b>".repeat(depth),
        "</b>".repeat(depth)
    ))
    .await;
}

#[tokio::test]
async fn a_sent_stanza_is_acknowledged_by_its_token_once_the_server_says_so() {
    let server = Evil::new().await;
    let (mut peer, mut client) = online(&server).await;
    client.send(7);
    client.ask(Request::Send {
        stanza: "<presence xmlns='jabber:client'/>".parse().unwrap(),
        token: None,
    });
    client.send(8);
    let heard = peer.hear("<r xmlns='urn:xmpp:sm:3'/>").await;
    assert_eq!(heard.matches("<r ").count(), 1, "one question for one batch: {heard}");
    assert!(
        heard.starts_with("<message id='7'><body>hark</body></message>"),
        "{heard}"
    );
    peer.say(&format!("<a xmlns='{SM}' h='1'/>")).await;
    assert_eq!(client.acked().await, [7]);
    peer.say(&format!("<a xmlns='{SM}' h='1'/><a xmlns='{SM}' h='3'/>"))
        .await;
    assert_eq!(client.acked().await, [8]);
}

#[tokio::test]
async fn a11_only_committed_stanzas_are_counted_and_the_rest_follow_by_themselves() {
    let server = Evil::new().await;
    let (mut peer, mut client) = online(&server).await;
    peer.say("<message id='1'/><iq id='2'/><presence id='3'/>").await;
    for id in ["1", "2", "3"] {
        assert_eq!(client.stanza().await, id);
    }
    assert_eq!(count(&mut peer).await, "0");
    client.ask(Request::Handled);
    client.ask(Request::Handled);
    client.ask(Request::Handled);
    assert_eq!(peer.hear("h='3'/>").await, format!("<a xmlns='{SM}' h='3'/>"));
    assert_eq!(count(&mut peer).await, "3");
}

#[tokio::test]
async fn a_server_that_asks_after_every_stanza_is_answered_together() {
    let server = Evil::new().await;
    let (mut peer, mut client) = online(&server).await;
    let asks = format!("<r xmlns='{SM}'/>").repeat(20);
    peer.say(&format!("<message id='1'/>{asks}")).await;
    assert_eq!(client.stanza().await, "1");
    assert_eq!(peer.hear("/>").await, format!("<a xmlns='{SM}' h='0'/>"));
    client.ask(Request::Handled);
    assert_eq!(peer.hear("h='1'/>").await, format!("<a xmlns='{SM}' h='1'/>"));
}

#[tokio::test]
async fn what_is_no_stanza_is_not_told_and_not_counted() {
    let server = Evil::new().await;
    let (mut peer, mut client) = online(&server).await;
    peer.say("<message xmlns='urn:other'/><stream:features/> <x/><message id='1'/>")
        .await;
    assert_eq!(client.stanza().await, "1");
    client.ask(Request::Handled);
    assert_eq!(count(&mut peer).await, "1");
}

#[tokio::test]
async fn a1_x01_a_bomb_is_told_as_skipped_counted_in_its_turn_and_the_stream_goes_on() {
    let server = Evil::new().await;
    let (mut peer, mut client) = online(&server).await;
    peer.say("<message id='before'/>").await;
    for depth in [100, 5_000, 35_000] {
        say_deep(&mut peer, "message", depth).await;
    }
    peer.say("<message id='after'/>").await;
    assert_eq!(client.stanza().await, "before");
    for _ in 0..3 {
        assert_eq!(client.skipped().await, SkipReason::TooDeep);
    }
    assert_eq!(client.stanza().await, "after");
    for expected in ["1", "2", "3", "4", "5"] {
        client.ask(Request::Handled);
        // The first count that is asked for too early is followed by one that is not; ask until it is true.
        while count(&mut peer).await != expected {}
    }
}

#[tokio::test]
async fn a2_x02_a_long_attribute_neither_ends_nor_disturbs_the_stream() {
    let server = Evil::new().await;
    let (mut peer, mut client) = online(&server).await;
    for length in [8_193, 9_103, 200_000] {
        peer.say(&format!("<message id='{length}' x='{}'/>", "y".repeat(length)))
            .await;
        assert_eq!(client.stanza().await, length.to_string());
    }
    peer.say(&format!("<message x='{}'/><message id='after'/>", "y".repeat(300_000)))
        .await;
    assert_eq!(client.skipped().await, SkipReason::TokenTooLong);
    assert_eq!(client.stanza().await, "after");
}

#[tokio::test]
async fn x04_a_stanza_far_too_big_closes_the_stream_with_a_reason_and_all_before_it_is_kept() {
    let server = Evil::new().await;
    let (peer, mut client) = online(&server).await;
    let (mut reader, mut writer) = tokio::io::split(peer.io);
    let talk = async move {
        use tokio::io::AsyncWriteExt as _;
        let mut bytes = b"<message id='before'/><message><body>".to_vec();
        bytes.resize(bytes.len() + 10_000_000, b'z');
        // The client may hang up in the middle.
        let _ = writer.write_all(&bytes).await;
    };
    let listen = async {
        use tokio::io::AsyncReadExt as _;
        let mut heard = Vec::new();
        // Likewise.
        let _ = reader.read_to_end(&mut heard).await;
        String::from_utf8(heard).unwrap()
    };
    let told = async {
        assert_eq!(client.stanza().await, "before");
        client.offline().await
    };
    let ((), heard, (why, retry_in)) = tokio::join!(talk, listen, told);
    assert_eq!(why, Lost::StanzaTooBig);
    assert!(retry_in.is_some());
    assert!(heard.contains("<policy-violation "), "{heard}");
    assert!(heard.ends_with("</stream:stream>"), "{heard}");
}

#[tokio::test]
async fn x05_forbidden_xml_closes_the_stream_with_a_reason() {
    for hostile in [
        "<!DOCTYPE x>",
        "<!-- x -->",
        "<?x y?>",
        "<message>&evil;</message>",
        "<message></iq>",
    ] {
        let server = Evil::new().await;
        let (mut peer, mut client) = online(&server).await;
        peer.say(hostile).await;
        let ((why, _), heard) = tokio::join!(client.offline(), peer.hear_the_end());
        assert_eq!(why, Lost::BadXml, "{hostile}");
        assert!(
            heard.contains("<not-well-formed ") && heard.ends_with("</stream:stream>"),
            "{heard}"
        );
    }
}

#[tokio::test]
async fn x10_the_end_of_the_stream_is_answered_and_a_new_session_begun() {
    for end in ["</stream:stream>", "</stream:stream><message id='too late'/>"] {
        let server = Evil::new().await;
        let (mut peer, mut client) = online(&server).await;
        peer.say(end).await;
        let ((why, retry_in), heard) = tokio::join!(client.offline(), peer.hear_the_end());
        assert_eq!((why, heard.as_str()), (Lost::Closed, "</stream:stream>"));
        assert!(retry_in.is_some());
        let again = async { server.accept().await.log_in("two").await };
        let ((), resumed) = tokio::join!(again, client.online());
        assert!(!resumed, "a session that was closed cannot be resumed");
    }
}

#[tokio::test]
async fn x10_a_second_stream_or_an_end_while_signing_in_is_refused() {
    let header = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";
    for (instead, expected) in [
        (header, Lost::TimedOut),
        ("</stream:stream>", Lost::Closed),
        ("<message/>", Lost::BadXml),
    ] {
        let server = Evil::new().await;
        let mut settings = server.settings(TlsMode::Direct);
        settings.timeouts.step = Duration::from_millis(200);
        let mut client = Client::start(settings);
        let script = async {
            let mut peer = server.accept().await;
            peer.hear("streams'>").await;
            peer.say(&format!("{header}{instead}")).await;
            peer.hear_the_end().await
        };
        let (heard, (why, _)) = tokio::join!(script, client.offline());
        assert_eq!((why, heard.as_str()), (expected, ""), "{instead}");
    }
}

#[tokio::test]
async fn x13_a_false_or_senseless_count_ends_the_stream_cleanly() {
    for (h, why) in [
        ("2", Lost::PolicyViolation),
        ("4294967295", Lost::PolicyViolation),
        ("4294967296", Lost::BadXml),
        ("18446744073709551616", Lost::BadXml),
        ("-1", Lost::BadXml),
        ("1e9", Lost::BadXml),
        ("", Lost::BadXml),
    ] {
        let server = Evil::new().await;
        let (mut peer, mut client) = online(&server).await;
        client.send(1);
        peer.hear("<r xmlns='urn:xmpp:sm:3'/>").await;
        peer.say(&format!("<a xmlns='{SM}' h='{h}'/>")).await;
        let ((lost, retry_in), heard) = tokio::join!(client.offline(), peer.hear_the_end());
        assert_eq!(lost, why, "{h}");
        assert!(retry_in.is_some());
        assert!(
            heard.contains("undefined-condition") && heard.ends_with("</stream:stream>"),
            "{heard}"
        );
    }
}

#[tokio::test]
async fn without_stream_management_a_ping_acknowledges_and_its_answer_is_swallowed() {
    for answer in ["result", "error"] {
        let server = Evil::new().await;
        let mut client = Client::start(server.settings(TlsMode::Direct));
        let script = async {
            let mut peer = server.accept().await;
            peer.log_in_unmanaged().await;
            peer
        };
        let (mut peer, _) = tokio::join!(script, client.online());
        client.send(1);
        client.send(2);
        let ping = peer.hear("</iq>").await;
        let id = ping.split("id='ping").nth(1).unwrap().split('\'').next().unwrap();
        // Neither a stranger nor a contact can acknowledge in the server's name.
        peer.say(&format!(
            "<iq type='result' id='ping{id}' from='romeo@montague.example/x'/>"
        ))
        .await;
        assert_eq!(client.stanza().await, format!("ping{id}"));
        peer.say(&format!(
            "<iq type='{answer}' id='ping{id}' from='{DOMAIN}'/><message id='next'/>"
        ))
        .await;
        assert_eq!(client.acked().await, [1, 2]);
        assert_eq!(client.stanza().await, "next");
    }
}

#[tokio::test]
async fn stop_sends_what_was_asked_before_it_and_says_goodbye() {
    let server = Evil::new().await;
    let (mut peer, mut client) = online(&server).await;
    peer.say("<message id='1'/>").await;
    assert_eq!(client.stanza().await, "1");
    client.ask(Request::Handled);
    client.send(1);
    client.ask(Request::Stop);
    let heard = peer.hear_the_end().await;
    assert!(heard.contains("<message id='1'>"), "{heard}");
    assert!(
        heard.ends_with(&format!("<a xmlns='{SM}' h='1'/><r xmlns='{SM}'/></stream:stream>")),
        "{heard}"
    );
    assert_eq!(
        client.next().await,
        Event::Offline {
            why: Lost::Stopped,
            retry_in: None
        }
    );
    assert!(client.is_over().await);
}

#[tokio::test]
async fn dropping_the_handle_stops_the_connection() {
    let server = Evil::new().await;
    let (mut peer, client) = online(&server).await;
    drop(client);
    assert!(peer.hear_the_end().await.ends_with("</stream:stream>"));
}

#[tokio::test]
async fn each_stream_error_has_its_own_reason_and_a_conflict_is_not_fought() {
    for (condition, why) in [
        ("conflict", Lost::Conflict),
        ("policy-violation", Lost::PolicyViolation),
        ("host-unknown", Lost::UnknownHost),
        ("not-authorized", Lost::NotAuthorised),
        ("system-shutdown", Lost::Closed),
        ("see-other-host", Lost::Closed),
        ("made-up", Lost::Closed),
    ] {
        let server = Evil::new().await;
        let (mut peer, mut client) = online(&server).await;
        let error = format!("<{condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>");
        peer.say(&format!("<stream:error>{error}</stream:error></stream:stream>"))
            .await;
        let (lost, retry_in) = client.offline().await;
        assert_eq!((lost, retry_in.is_none()), (why, why.is_final()), "{condition}");
    }
    assert!(Lost::Conflict.is_final());
}

#[tokio::test]
async fn a_flood_waits_at_the_server_until_the_account_keeps_up() {
    let server = Evil::new().await;
    let (mut peer, mut client) = online(&server).await;
    let flood: String = (0..3_000).map(|id| format!("<message id='{id}'/>")).collect();
    peer.say(&flood).await;
    for id in 0..1_024 {
        assert_eq!(client.stanza().await, id.to_string());
    }
    assert!(
        tokio::time::timeout(Duration::from_millis(100), client.next())
            .await
            .is_err()
    );
    for id in 1_024..3_000 {
        client.ask(Request::Handled);
        assert_eq!(client.stanza().await, id.to_string());
    }
}
