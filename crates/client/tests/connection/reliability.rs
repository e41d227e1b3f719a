//! Connections that die, and what becomes of the session.

use std::time::{Duration, Instant};

use sotto_client::connection::{Event, Lost, Request, Settings, TlsMode};

use super::client::Client;
use super::evil::{Evil, Peer, SM, Tls};

async fn first(server: &Evil, settings: Settings) -> (Peer<Tls>, Client) {
    let mut client = Client::start(settings);
    let script = async {
        let mut peer = server.accept().await;
        peer.log_in("one").await;
        peer
    };
    let (peer, resumed) = tokio::join!(script, client.online());
    assert!(!resumed);
    (peer, client)
}

async fn online(server: &Evil) -> (Peer<Tls>, Client) {
    first(server, server.settings(TlsMode::Direct)).await
}

/// Signs the client in and gives its wish to resume.
async fn back(server: &Evil) -> (Peer<Tls>, String) {
    let mut peer = server.accept().await;
    peer.sign_in(&format!("<sm xmlns='{SM}'/>")).await;
    let resume = peer.hear("/>").await;
    (peer, resume)
}

async fn resumed(peer: &mut Peer<Tls>, h: u32) {
    peer.say(&format!("<resumed xmlns='{SM}' previd='one' h='{h}'/>")).await;
}

#[tokio::test]
async fn a_lost_connection_is_resumed_and_what_the_server_missed_is_repeated_in_order() {
    let server = Evil::new().await;
    let (mut peer, mut client) = online(&server).await;
    peer.say("<message id='in'/>").await;
    assert_eq!(client.stanza().await, "in");
    client.ask(Request::Handled);
    for id in 1..=3 {
        client.send(id);
    }
    peer.hear("<message id='3'>").await;
    drop(peer);
    assert_eq!(client.offline().await.0, Lost::Closed);
    let script = async {
        let (mut peer, resume) = back(&server).await;
        assert_eq!(resume, format!("<resume xmlns='{SM}' h='1' previd='one'/>"));
        resumed(&mut peer, 1).await;
        let heard = peer.hear("<r xmlns='urn:xmpp:sm:3'/>").await;
        let at = |id: u32| heard.find(&format!("<message id='{id}'>"));
        assert!(at(1).is_none() && at(2).unwrap() < at(3).unwrap(), "{heard}");
        peer.say(&format!("<a xmlns='{SM}' h='3'/>")).await;
        peer
    };
    let (_peer, resumed) = tokio::join!(script, client.online());
    assert!(resumed);
    assert_eq!(client.acked().await, [1]);
    assert_eq!(client.acked().await, [2, 3]);
}

#[tokio::test]
async fn f16_when_the_server_forgot_the_session_a_new_one_begins_and_nothing_is_repeated() {
    for (h, known) in [("", &[][..]), (" h='1'", &[1]), (" h='99'", &[])] {
        let server = Evil::new().await;
        let (mut peer, mut client) = online(&server).await;
        client.send(1);
        client.send(2);
        peer.hear("<message id='2'>").await;
        drop(peer);
        client.offline().await;
        let script = async {
            let (mut peer, _) = back(&server).await;
            let gone = "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>";
            peer.say(&format!("<failed xmlns='{SM}'{h}>{gone}</failed>")).await;
            peer.bind().await;
            peer.hear("resume='true'/>").await;
            peer.say(&format!("<enabled xmlns='{SM}' id='two' resume='true'/>"))
                .await;
            peer
        };
        let (mut peer, resumed) = tokio::join!(script, client.online());
        assert!(!resumed);
        if !known.is_empty() {
            assert_eq!(client.acked().await, known, "what the server still knew it had");
        }
        // The counts begin anew.
        client.send(3);
        let heard = peer.hear("<r xmlns='urn:xmpp:sm:3'/>").await;
        assert!(!heard.contains("id='1'") && !heard.contains("id='2'"), "{heard}");
        peer.say(&format!("<a xmlns='{SM}' h='1'/>")).await;
        assert_eq!(client.acked().await, [3]);
    }
}

#[tokio::test]
async fn x13_a_false_count_on_resumption_gives_up_the_session_and_not_the_account() {
    let server = Evil::new().await;
    let (peer, mut client) = online(&server).await;
    drop(peer);
    client.offline().await;
    let script = async {
        let (mut peer, _) = back(&server).await;
        resumed(&mut peer, 5).await;
        peer.hear_the_end().await
    };
    let (_, (why, _)) = tokio::join!(script, client.offline());
    assert_eq!(why, Lost::PolicyViolation);
    let again = async { server.accept().await.log_in("two").await };
    let ((), resumed) = tokio::join!(again, client.online());
    assert!(!resumed);
}

#[tokio::test]
async fn no_attempt_is_made_before_the_account_has_dealt_with_everything() {
    let server = Evil::new().await;
    let (mut peer, mut client) = online(&server).await;
    peer.say("<message id='1'/>").await;
    assert_eq!(client.stanza().await, "1");
    drop(peer);
    assert!(matches!(client.next().await, Event::Offline { why: Lost::Closed, .. }));
    assert!(server.nobody_comes_within(Duration::from_millis(150)).await);
    client.ask(Request::Handled);
    client.ask(Request::Drained);
    let (_peer, resume) = back(&server).await;
    assert!(resume.contains("h='1'"), "the late commit counts: {resume}");
}

#[tokio::test]
async fn what_is_sent_while_the_account_does_not_know_yet_goes_out_on_the_resumed_stream() {
    let server = Evil::new().await;
    let (peer, mut client) = online(&server).await;
    drop(peer);
    assert!(matches!(client.next().await, Event::Offline { .. }));
    client.send(1);
    client.ask(Request::Drained);
    let script = async {
        let (mut peer, _) = back(&server).await;
        resumed(&mut peer, 0).await;
        peer.hear("<message id='1'>").await;
        peer
    };
    let (_peer, resumed) = tokio::join!(script, client.online());
    assert!(resumed);
}

#[tokio::test]
async fn f13_a_hundred_flaps_make_no_two_connections_at_once_and_lose_or_double_nothing() {
    let server = Evil::new().await;
    let mut settings = server.settings(TlsMode::Direct);
    // Each connection is old enough to count as a success, so that the session is resumed each time.
    settings.timeouts.young = Duration::ZERO;
    let (mut peer, mut client) = first(&server, settings).await;
    for flap in 1..=100u32 {
        client.send(u64::from(flap));
        peer.hear(&format!("<message id='{flap}'>")).await;
        client.ask(Request::Hurry);
        drop(peer);
        client.offline().await;
        let script = async {
            let (mut peer, _) = back(&server).await;
            resumed(&mut peer, flap).await;
            peer
        };
        let (next, resumed) = tokio::join!(script, client.online());
        assert!(resumed, "flap {flap}");
        assert_eq!(client.acked().await, [u64::from(flap)]);
        peer = next;
    }
    assert!(server.nobody_comes_within(Duration::from_millis(50)).await);
    client.ask(Request::Stop);
    let heard = peer.hear_the_end().await;
    assert!(!heard.contains("<message"), "{heard}");
}

#[tokio::test]
async fn a_stopped_connection_waits_for_the_servers_goodbye_and_takes_its_last_acknowledgement() {
    let server = Evil::new().await;
    let mut settings = server.settings(TlsMode::Direct);
    settings.timeouts.close = Duration::from_secs(20);
    let (mut peer, mut client) = first(&server, settings).await;
    client.send(1);
    client.ask(Request::Stop);
    peer.hear("</stream:stream>").await;
    peer.say(&format!("<message id='late'/><a xmlns='{SM}' h='1'/></stream:stream>"))
        .await;
    assert_eq!(client.acked().await, [1]);
    assert_eq!(client.offline().await, (Lost::Stopped, None));
    assert!(client.is_over().await);
}

#[tokio::test]
async fn a_stopped_connection_does_not_wait_for_ever() {
    let server = Evil::new().await;
    let mut settings = server.settings(TlsMode::Direct);
    settings.timeouts.close = Duration::from_millis(200);
    let (peer, mut client) = first(&server, settings).await;
    let begun = Instant::now();
    client.ask(Request::Stop);
    assert_eq!(client.offline().await, (Lost::Stopped, None));
    assert!(begun.elapsed() < Duration::from_secs(10));
    drop(peer);
}

#[tokio::test]
async fn f14_a_half_open_connection_is_noticed_in_time_after_sending_and_the_stanza_is_repeated() {
    let server = Evil::new().await;
    let mut settings = server.settings(TlsMode::Direct);
    settings.timeouts.ack = Duration::from_millis(200);
    let (_silent, mut client) = first(&server, settings).await;
    let begun = Instant::now();
    client.send(1);
    assert_eq!(client.offline().await.0, Lost::TimedOut);
    let noticed = begun.elapsed();
    assert!(
        noticed >= Duration::from_millis(200) && noticed < Duration::from_secs(2),
        "{noticed:?}"
    );
    let script = async {
        let (mut peer, _) = back(&server).await;
        resumed(&mut peer, 0).await;
        peer.hear("<message id='1'>").await;
        peer
    };
    let (_peer, resumed) = tokio::join!(script, client.online());
    assert!(resumed);
}

#[test]
fn f14_the_times_set_notice_a_half_open_connection_within_15_s_of_sending_and_70_s_of_silence() {
    let timeouts = sotto_client::connection::Timeouts::default();
    assert!(timeouts.ack <= Duration::from_secs(15));
    assert!(timeouts.idle + timeouts.idle_answer <= Duration::from_secs(70));
    assert!(timeouts.hurried_answer <= Duration::from_secs(5));
}

#[tokio::test]
async fn f14_silence_is_questioned_and_an_answer_to_the_question_is_enough() {
    let server = Evil::new().await;
    let mut settings = server.settings(TlsMode::Direct);
    settings.timeouts.idle = Duration::from_millis(50);
    settings.timeouts.idle_answer = Duration::from_millis(300);
    let (mut peer, mut client) = first(&server, settings).await;
    for _ in 0..3 {
        peer.hear("<r xmlns='urn:xmpp:sm:3'/>").await;
        peer.say(&format!("<a xmlns='{SM}' h='0'/>")).await;
    }
    peer.hear("<r xmlns='urn:xmpp:sm:3'/>").await;
    assert_eq!(client.offline().await.0, Lost::TimedOut);
}

#[tokio::test]
async fn f15_whoever_looks_after_waking_up_learns_quickly_of_a_dead_connection() {
    let server = Evil::new().await;
    let mut settings = server.settings(TlsMode::Direct);
    settings.timeouts.hurried_answer = Duration::from_millis(100);
    let (_silent, mut client) = first(&server, settings).await;
    let begun = Instant::now();
    client.ask(Request::Hurry);
    assert_eq!(client.offline().await.0, Lost::TimedOut);
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn f25_a_server_that_reads_slowly_is_not_taken_for_dead() {
    let server = Evil::new().await;
    let mut settings = server.settings(TlsMode::Direct);
    settings.timeouts.ack = Duration::from_millis(100);
    let (mut peer, mut client) = first(&server, settings).await;
    let body = "z".repeat(40_000);
    let stanza = format!("<message xmlns='jabber:client'><body>{body}</body></message>")
        .parse()
        .unwrap();
    client.ask(Request::Send {
        stanza,
        token: Some(sotto_client::connection::Token(1)),
    });
    peer.hear("<r xmlns='urn:xmpp:sm:3'/>").await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    peer.say(&format!("<a xmlns='{SM}' h='1'/>")).await;
    assert_eq!(client.acked().await, [1]);
}

#[tokio::test]
async fn a2_connections_that_die_young_of_one_cause_stop_resuming_and_wait_longer_each_time() {
    let server = Evil::new().await;
    let mut settings = server.settings(TlsMode::Direct);
    settings.timeouts.retry_base = Duration::from_millis(2);
    settings.timeouts.retry_cap = Duration::from_secs(5);
    let (mut peer, mut client) = first(&server, settings).await;
    let mut waits = Vec::new();
    for death in 1..=5 {
        drop(peer);
        let (why, retry_in) = client.offline().await;
        assert_eq!(why, Lost::Closed);
        waits.push(retry_in.unwrap());
        let script = async {
            let mut peer = server.accept().await;
            peer.sign_in(&format!("<sm xmlns='{SM}'/>")).await;
            if death < 3 {
                assert!(peer.hear("/>").await.starts_with("<resume "), "death {death}");
                resumed(&mut peer, 0).await;
            } else {
                assert!(
                    peer.hear("<bind").await.starts_with("<iq "),
                    "death {death}: the session is abandoned"
                );
                peer.bind().await;
                peer.hear("resume='true'/>").await;
                peer.say(&format!("<enabled xmlns='{SM}' id='one' resume='true'/>"))
                    .await;
            }
            peer
        };
        (peer, _) = tokio::join!(script, client.online());
    }
    for (failures, wait) in waits.iter().enumerate() {
        assert!(*wait <= Duration::from_millis(2 << failures), "{waits:?}");
    }
}

#[tokio::test]
async fn whoever_looks_shortens_the_wait() {
    let server = Evil::new().await;
    let mut settings = server.settings(TlsMode::Direct);
    settings.timeouts.slow_retry = Duration::from_secs(3600);
    let (mut peer, mut client) = first(&server, settings).await;
    let busy = "<resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>";
    peer.say(&format!("<stream:error>{busy}</stream:error>")).await;
    let (why, retry_in) = client.offline().await;
    assert_eq!(why, Lost::Busy);
    assert!(retry_in.unwrap() >= Duration::from_secs(3600));
    client.ask(Request::Hurry);
    let again = async { server.accept().await.log_in("two").await };
    tokio::join!(again, client.online());
}

#[tokio::test]
async fn stop_ends_the_wait_and_the_attempt() {
    let server = Evil::new().await;
    let mut settings = server.settings(TlsMode::Direct);
    settings.timeouts.slow_retry = Duration::from_secs(3600);
    let (mut peer, mut client) = first(&server, settings.clone()).await;
    peer.say("<stream:error><resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>")
        .await;
    client.offline().await;
    client.ask(Request::Stop);
    assert_eq!(
        client.next().await,
        Event::Offline {
            why: Lost::Stopped,
            retry_in: None
        }
    );
    assert!(client.is_over().await);

    let mut client = Client::start(settings);
    let peer = server.accept().await;
    client.ask(Request::Stop);
    assert_eq!(client.offline().await, (Lost::Stopped, None));
    assert!(client.is_over().await);
    drop(peer);
}
