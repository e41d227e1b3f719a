//! Rooms: going in, what is said there and by whom, coming back.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used)]

use sotto_testkit::model::{ConversationKind, EncryptionMode, MessageId, Peer, RoomProblem, RoomState};
use sotto_testkit::views::{Entry, Readiness};
use sotto_testkit::{Command, Person, Room, occupant};

const COVEN: &str = "coven@chat.lit";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

/// Juliet in a public channel with Hecate and Crone.
fn inside() -> Person {
    let mut juliet = Person::juliet();
    juliet.server.rooms.insert(COVEN.to_owned(), Room::channel(COVEN));
    juliet.enters(COVEN, &["hecate", "crone"]);
    juliet.sent.clear();
    juliet.notices.clear();
    juliet
}

fn message(person: &Person, room: &str, text: &str) -> MessageId {
    person.row(room, text).message
}

#[test]
fn a_channel_is_entered_and_says_what_it_is() {
    let juliet = inside();
    let row = juliet.conversation(COVEN);
    let room = row.room.unwrap();
    assert_eq!(
        (row.kind, row.mode, row.name.as_str()),
        (ConversationKind::Channel, EncryptionMode::Plain, "Coven")
    );
    assert_eq!(
        (room.state, room.online, room.nick.as_str()),
        (RoomState::Joined, 3, "juliet")
    );
    assert_eq!(row.readiness, Readiness::Plain);
    let members = juliet
        .reader()
        .members(&peer(COVEN), "", (0, 100), &juliet.passing())
        .unwrap();
    let names: Vec<_> = members.iter().map(|row| (row.name.as_str(), row.own)).collect();
    assert_eq!(names, [("crone", false), ("hecate", false), ("juliet", true)]);
}

#[test]
fn what_is_said_is_shown_with_who_said_it_and_what_i_say_is_sent_once_it_comes_back() {
    let mut juliet = inside();
    juliet.hears(COVEN, "hecate", "<message id='1'><body>double, double</body></message>");
    juliet.writes(COVEN, "toil and trouble");
    juliet.shows(COVEN, &["hecate: double, double", "me: toil and trouble [Queued]"]);
    juliet.hears_the_echo(COVEN, "juliet");
    juliet.shows(COVEN, &["hecate: double, double", "me: toil and trouble [Sent]"]);
    juliet.sends_nothing();
}

#[test]
fn r18_what_comes_from_a_room_that_we_are_not_in_is_dropped_and_counted() {
    let mut juliet = inside();
    for forged in [
        "<message type='groupchat' from='cave@chat.lit/hecate' id='1'><body>hi</body></message>",
        "<message type='groupchat' from='romeo@montague.lit/x' id='2'><body>hi</body></message>",
        "<presence from='cave@chat.lit/x'><x xmlns='http://jabber.org/protocol/muc#user'><status code='110'/></x></presence>",
        "<message from='juliet@capulet.lit'><received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>
         <message xmlns='jabber:client' type='groupchat' from='coven@chat.lit/hecate' to='juliet@capulet.lit'><body>hi</body></message></forwarded></received></message>",
    ] {
        let before = juliet.live().forged;
        juliet.receives(forged);
        assert_eq!(juliet.live().forged, before + 1, "{forged}");
    }
    juliet
        .shows(COVEN, &[])
        .shows("cave@chat.lit", &[])
        .shows("romeo@montague.lit", &[]);
    juliet.notifies(&[]);
}

#[test]
fn r12_only_the_same_occupant_corrects_and_takes_back() {
    let mut juliet = inside();
    juliet.hears(COVEN, "hecate", "<message id='1'><body>duble</body></message>");
    let corrected = |id: &str, text: &str| {
        format!("<message id='{id}'><body>{text}</body><replace xmlns='urn:xmpp:message-correct:0' id='1'/></message>")
    };
    juliet.hears(COVEN, "crone", &corrected("2", "stolen"));
    juliet.shows(COVEN, &["hecate: duble", "crone: stolen"]);
    juliet.hears(COVEN, "hecate", &corrected("3", "double"));
    juliet.shows(COVEN, &["hecate: double (edited)", "crone: stolen"]);
    let retracted = "<message id='4'><retract xmlns='urn:xmpp:message-retract:1' id='coven-1'/></message>";
    juliet.hears(COVEN, "crone", retracted);
    juliet.shows(COVEN, &["hecate: double (edited)", "crone: stolen"]);
    juliet.hears(COVEN, "hecate", &retracted.replace("'4'", "'5'"));
    juliet.shows(COVEN, &["hecate: (deleted)", "crone: stolen"]);
}

#[test]
fn r12_whoever_takes_over_a_name_in_a_room_without_occupant_ids_is_somebody_else() {
    let mut juliet = Person::juliet();
    let mut cave = Room::channel(COVEN);
    cave.features.retain(|feature| !feature.contains("occupant-id"));
    juliet.server.rooms.insert(COVEN.to_owned(), cave);
    let stranger = |kind: &str| {
        format!(
            "<presence from='{COVEN}/anna'{kind}><x xmlns='http://jabber.org/protocol/muc#user'>
             <item affiliation='none' role='participant'/></x></presence>"
        )
    };
    juliet.enters(COVEN, &[]);
    juliet.receives(&stranger(""));
    juliet.hears(COVEN, "anna", "<message id='1'><body>mine</body></message>");
    juliet
        .receives(&stranger(" type='unavailable'"))
        .receives(&stranger(""));
    juliet.hears(
        COVEN,
        "anna",
        "<message id='2'><body>not mine</body><replace xmlns='urn:xmpp:message-correct:0' id='1'/></message>",
    );
    juliet.shows(COVEN, &["anna: mine", "anna: not mine"]);
}

#[test]
fn r14_only_the_room_itself_takes_a_message_away() {
    let mut juliet = inside();
    juliet.hears(COVEN, "crone", "<message id='1'><body>spam</body></message>");
    let said = |from: &str| {
        format!(
            "<message type='groupchat' from='{from}' id='m'><retract xmlns='urn:xmpp:message-retract:1' id='coven-1'>
             <moderated xmlns='urn:xmpp:message-moderate:1' by='{COVEN}/hecate'/><reason>spam</reason></retract></message>"
        )
    };
    juliet
        .receives(&said("coven@chat.lit/hecate"))
        .receives(&said("romeo@montague.lit"));
    juliet.shows(COVEN, &["crone: spam"]);
    juliet.receives(&said(COVEN));
    juliet.shows(COVEN, &["crone: (deleted)"]);
    let Entry::Message { moderated, .. } = juliet.rows(COVEN)[0].entry.clone() else {
        panic!("a message");
    };
    assert!(moderated);
}

#[test]
fn reactions_and_answers_in_a_room_go_by_the_rooms_ids() {
    let mut juliet = inside();
    juliet.hears(
        COVEN,
        "hecate",
        "<message id='1'><body>when shall we meet?</body></message>",
    );
    let asked = message(&juliet, COVEN, "when shall we meet?");
    let emojis = vec!["🌩".to_owned()];
    juliet.commands(Command::React { message: asked, emojis }).unwrap();
    juliet.sends("<message type='groupchat'><reactions xmlns='urn:xmpp:reactions:0' id='coven-1'/></message>");
    for nick in ["hecate", "crone"] {
        juliet.hears(
            COVEN,
            nick,
            &format!("<message id='r-{nick}'><reactions xmlns='urn:xmpp:reactions:0' id='coven-1'><reaction>🌩</reaction></reactions></message>"),
        );
    }
    let text = "when the battle's lost and won".to_owned();
    juliet
        .commands(Command::Send {
            peer: peer(COVEN),
            text,
            reply_to: Some(asked),
        })
        .unwrap();
    juliet.sends(&format!(
        "<message type='groupchat'><reply xmlns='urn:xmpp:reply:0' to='{COVEN}/hecate' id='coven-1'/></message>"
    ));
    assert_eq!(juliet.lines(COVEN)[0], "hecate: when shall we meet? 🌩!3");
    let Entry::Message { reactions, .. } = juliet.rows(COVEN)[0].entry.clone() else {
        panic!("a message");
    };
    assert_eq!(reactions[0].names, ["crone", "hecate"]);
}

#[test]
fn channels_are_quiet_unless_i_am_named() {
    let mut juliet = inside();
    juliet
        .hears(
            COVEN,
            "hecate",
            "<message id='1'><body>nothing of note</body></message>",
        )
        .notifies(&[]);
    juliet.hears(
        COVEN,
        "hecate",
        "<message id='2'><body>come here, Juliet!</body></message>",
    );
    juliet.notifies(&["Coven: hecate: come here, Juliet! (2)"]);
    juliet
        .hears(
            COVEN,
            "hecate",
            "<message id='3'><body>julietta is somebody else</body></message>",
        )
        .notifies(&[]);
    juliet.unread(COVEN, 3);
    juliet
        .commands(Command::SetIgnored {
            peer: peer(COVEN),
            who: "o:id-of-hecate".to_owned(),
            name: "hecate".to_owned(),
            on: true,
        })
        .unwrap();
    juliet
        .hears(COVEN, "hecate", "<message id='4'><body>juliet, juliet</body></message>")
        .notifies(&[]);
    juliet.shows(COVEN, &[]);
}

#[test]
fn what_was_said_while_i_was_away_is_found_and_nothing_twice() {
    let mut juliet = inside();
    juliet.hears(COVEN, "hecate", "<message id='1'><body>one</body></message>");
    juliet.writes(COVEN, "mine").hears_the_echo(COVEN, "juliet");
    juliet.loses_the_connection().notices.clear();
    let now = juliet.now;
    let coven = juliet.server.rooms.get_mut(COVEN).unwrap();
    coven.says("crone", "<message id='2'><body>two, juliet</body></message>", now);
    juliet.restarts().signs_in();
    juliet.is_let_in(COVEN, &["hecate"]);
    juliet.shows(COVEN, &["hecate: one", "me: mine [Sent]", "crone: two, juliet"]);
    juliet.notifies(&["Coven: crone: two, juliet (1)"]);
}

#[test]
fn a_message_that_the_room_had_before_the_stream_broke_is_not_said_twice() {
    let mut juliet = inside();
    juliet.writes(COVEN, "did you hear me?");
    let said = juliet.sends("<message type='groupchat'/>");
    let now = juliet.now;
    let coven = juliet.server.rooms.get_mut(COVEN).unwrap();
    coven.says("juliet", &String::from(&said), now);
    juliet.loses_the_connection().restarts().signs_in();
    juliet.is_let_in(COVEN, &[]);
    juliet.shows(COVEN, &["me: did you hear me? [Sent]"]);
    assert!(!juliet.sent.iter().any(|stanza| stanza.name() == "message"));
}

#[test]
fn a_message_that_the_room_never_had_is_said_again_in_the_same_words() {
    let mut juliet = inside();
    juliet.writes(COVEN, "did you hear me?");
    let first = juliet.sends("<message type='groupchat'/>");
    juliet.loses_the_connection().restarts().signs_in();
    juliet.is_let_in(COVEN, &[]);
    assert_eq!(juliet.sends("<message type='groupchat'/>"), first);
}

#[test]
fn why_a_room_does_not_let_me_in_is_told() {
    for (condition, problem) in [
        ("forbidden", RoomProblem::Banned),
        ("registration-required", RoomProblem::MembersOnly),
        ("not-authorized", RoomProblem::PasswordWanted),
        ("service-unavailable", RoomProblem::Full),
        ("remote-server-timeout", RoomProblem::Unreachable),
    ] {
        let mut juliet = Person::juliet();
        juliet.server.rooms.insert(COVEN.to_owned(), Room::channel(COVEN));
        let (nick, password) = (None, None);
        juliet
            .commands(Command::JoinRoom {
                peer: peer(COVEN),
                nick,
                password,
            })
            .unwrap();
        juliet.receives(&format!(
            "<presence from='{COVEN}/juliet' type='error'><error type='auth'><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>"
        ));
        assert_eq!(
            juliet.conversation(COVEN).room.unwrap().problem,
            Some(problem),
            "{condition}"
        );
    }
}

#[test]
fn a_taken_name_is_changed_until_one_is_free() {
    let mut juliet = Person::juliet();
    juliet.server.rooms.insert(COVEN.to_owned(), Room::channel(COVEN));
    let (nick, password) = (None, None);
    juliet
        .commands(Command::JoinRoom {
            peer: peer(COVEN),
            nick,
            password,
        })
        .unwrap();
    juliet.sends(&format!("<presence to='{COVEN}/juliet'/>"));
    juliet.receives(&format!(
        "<presence from='{COVEN}/juliet' type='error'><error type='cancel'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>"
    ));
    juliet.is_let_in(COVEN, &["juliet"]);
    assert_eq!(juliet.conversation(COVEN).room.unwrap().nick, "juliet_");
}

#[test]
fn a_room_that_went_away_is_entered_again_and_one_that_kicked_me_is_not() {
    let gone = |codes: &str| {
        format!(
            "<presence from='{COVEN}/juliet' type='unavailable'><x xmlns='http://jabber.org/protocol/muc#user'>
             <item affiliation='none' role='none'/>{codes}</x></presence>"
        )
    };
    let mut juliet = inside();
    juliet.receives(&gone("<status code='110'/><status code='307'/><status code='333'/>"));
    juliet.waits(60_000).is_let_in(COVEN, &[]);
    juliet.receives(&gone("<status code='110'/><status code='307'/>"));
    let room = juliet.conversation(COVEN).room.unwrap();
    assert_eq!(
        (room.state, room.problem),
        (RoomState::Outside, Some(RoomProblem::Kicked))
    );
    juliet.sent.clear();
    juliet.waits(600_000).sends_nothing();
}

#[test]
fn a_room_that_forgot_me_is_found_out_and_entered_again() {
    let mut juliet = inside();
    juliet.asked.clear();
    juliet.server.ignores.push("urn:xmpp:ping".to_owned());
    juliet.resumes();
    let ping = juliet
        .asked
        .iter()
        .find(|iq| iq.has_child("ping", "urn:xmpp:ping"))
        .unwrap()
        .clone();
    assert_eq!(ping.attr("to"), Some("coven@chat.lit/juliet"));
    // XEP-0410 §3.1: "not-acceptable" says that we are not inside.
    let id = ping.attr("id").unwrap();
    juliet.receives(&format!(
        "<iq type='error' id='{id}' from='{COVEN}/juliet'><error type='cancel'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
    ));
    juliet.is_let_in(COVEN, &["hecate"]);
}

#[test]
fn an_invitation_of_a_contact_is_told_and_a_strangers_waits_silently() {
    let invitation = |from: &str, room: &str| {
        format!(
            "<message from='{from}' to='juliet@capulet.lit'><x xmlns='jabber:x:conference' jid='{room}' reason='come'/></message>"
        )
    };
    let mut juliet = Person::juliet();
    juliet.receives(&invitation("romeo@montague.lit/x", COVEN));
    juliet.notifies(&["romeo@montague.lit invites into coven@chat.lit"]);
    juliet
        .receives(&invitation("mallory@evil.lit/x", "trap@chat.lit"))
        .notifies(&[]);
    let waiting = juliet.reader().invitations().unwrap();
    assert_eq!(waiting.len(), 2);
    juliet.server.rooms.insert(COVEN.to_owned(), Room::channel(COVEN));
    juliet
        .commands(Command::AcceptInvitation { peer: peer(COVEN) })
        .unwrap();
    juliet.is_let_in(COVEN, &[]);
    juliet
        .commands(Command::DeclineInvitation {
            peer: peer("trap@chat.lit"),
        })
        .unwrap();
    assert!(juliet.reader().invitations().unwrap().is_empty());
    juliet.sends_nothing();
}

#[test]
fn r19_what_an_occupant_says_to_me_alone_is_no_word_of_a_contact() {
    let mut juliet = inside();
    juliet.receives(&format!(
        "<message type='chat' from='{COVEN}/hecate' to='juliet@capulet.lit' id='p'><body>psst</body></message>"
    ));
    juliet.shows(COVEN, &[]).notifies(&[]);
}

#[test]
fn a_bookmark_takes_me_into_a_room_on_every_device_and_out_again() {
    let mut juliet = Person::juliet();
    juliet.server.rooms.insert(COVEN.to_owned(), Room::channel(COVEN));
    let event = |from: &str, inner: &str| {
        format!(
            "<message from='{from}'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='urn:xmpp:bookmarks:1'>{inner}</items></event></message>"
        )
    };
    let item = format!(
        "<item id='{COVEN}'><conference xmlns='urn:xmpp:bookmarks:1' autojoin='true' name='The Coven'><nick>Jule</nick></conference></item>"
    );
    juliet.receives(&event("romeo@montague.lit", &item)).sends_nothing();
    juliet.receives(&event("juliet@capulet.lit", &item));
    juliet.is_let_in(COVEN, &[]);
    assert_eq!(juliet.conversation(COVEN).room.unwrap().nick, "Jule");
    juliet.receives(&event("juliet@capulet.lit", &format!("<retract id='{COVEN}'/>")));
    juliet.sends(&format!("<presence to='{COVEN}/Jule' type='unavailable'/>"));
}

#[test]
fn who_writes_is_told_by_name_and_forgotten_when_they_have_said_it() {
    let mut juliet = inside();
    let composing = "<message id='c'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>";
    juliet.hears(COVEN, "hecate", composing);
    assert_eq!(juliet.conversation(COVEN).room.unwrap().writing, ["hecate"]);
    juliet.hears(COVEN, "hecate", "<message id='1'><body>done</body></message>");
    assert!(juliet.conversation(COVEN).room.unwrap().writing.is_empty());
    juliet.receives(&occupant(COVEN, "crone", ""));
}
