//! What is said about a message: corrections (XEP-0308), deletion (0424), reactions (0444), answers (0461).

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{EncryptionMode, MessageId, Peer};
use sotto_testkit::orders::{agree, said};
use sotto_testkit::wire::Element;
use sotto_testkit::{Command, Device, Editing, Person, Refused, xml};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

/// Juliet, who writes to Romeo in the clear.
fn plain() -> Person {
    let mut juliet = Person::juliet();
    let mode = EncryptionMode::Plain;
    juliet
        .commands(Command::SetEncryption {
            peer: peer(ROMEO),
            mode,
        })
        .unwrap();
    juliet.sent.clear();
    juliet
}

fn romeo(id: &str, text: &str) -> Element {
    said("romeo@montague.lit/orchard", JULIET, id, text)
}

fn with(mut message: Element, payload: &str) -> Element {
    message.append_child(xml(payload));
    message
}

fn corrects(id: &str, target: &str, text: &str) -> Element {
    with(
        romeo(id, text),
        &format!("<replace xmlns='urn:xmpp:message-correct:0' id='{target}'/>"),
    )
}

fn retracts(id: &str, target: &str) -> Element {
    let retract = format!("<retract xmlns='urn:xmpp:message-retract:1' id='{target}'/>");
    let fallback = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:1'/>";
    with(with(romeo(id, "took it back"), &retract), fallback)
}

fn reacts(from: &str, to: &str, id: &str, target: &str, emojis: &[&str]) -> Element {
    let emojis: String = emojis
        .iter()
        .map(|emoji| format!("<reaction>{emoji}</reaction>"))
        .collect();
    xml(&format!(
        "<message from='{from}' to='{to}' type='chat' id='{id}'><origin-id xmlns='urn:xmpp:sid:0' id='{id}'/>
         <reactions xmlns='urn:xmpp:reactions:0' id='{target}'>{emojis}</reactions><store xmlns='urn:xmpp:hints'/></message>"
    ))
}

fn message(juliet: &Person, text: &str) -> MessageId {
    juliet.row(ROMEO, text).message
}

#[test]
fn a_correction_takes_the_place_of_the_text_and_the_first_one_can_be_seen() {
    let mut juliet = plain();
    juliet.gets(&romeo("1", "helo")).gets(&romeo("2", "more"));
    juliet.notices.clear();
    juliet.gets(&corrects("3", "1", "hello")).notifies(&[]);
    juliet.gets(&corrects("4", "1", "hello!"));
    juliet
        .shows(ROMEO, &["romeo: hello! (edited)", "romeo: more"])
        .unread(ROMEO, 2);
    let versions = juliet
        .reader()
        .versions(&peer(ROMEO), message(&juliet, "hello!"))
        .unwrap();
    let texts: Vec<_> = versions.iter().map(|version| version.text.as_str()).collect();
    assert_eq!(texts, ["helo", "hello", "hello!"]);
}

#[test]
fn only_who_wrote_a_message_changes_it() {
    let mut juliet = plain();
    juliet.writes(ROMEO, "mine");
    let origin = juliet
        .sends("<message><body>mine</body></message>")
        .attr("id")
        .unwrap()
        .to_owned();
    juliet
        .gets(&corrects("1", &origin, "yours"))
        .gets(&retracts("2", &origin));
    assert!(
        juliet.lines(ROMEO).contains(&"me: mine [Sent]".to_owned()),
        "{:?}",
        juliet.lines(ROMEO)
    );
}

#[test]
fn a_correction_of_what_is_not_here_is_a_message() {
    let mut juliet = plain();
    juliet.gets(&corrects("2", "lost", "what he meant"));
    juliet.shows(ROMEO, &["romeo: what he meant"]);
    juliet.gets(&romeo("lost", "what he wrote"));
    juliet.shows(ROMEO, &["romeo: what he meant (edited)"]);
}

/// Every text that the first message of the conversation has.
fn texts(juliet: &Person) -> Vec<String> {
    let first = juliet.rows(ROMEO)[0].message;
    let versions = juliet.reader().versions(&peer(ROMEO), first).unwrap();
    versions.into_iter().map(|version| version.text).collect()
}

#[test]
fn a_message_taken_back_is_gone_whichever_came_first() {
    for first in [true, false] {
        let mut juliet = plain();
        let mut come = [romeo("1", "a secret"), retracts("9", "1")];
        if !first {
            come.reverse();
        }
        come.iter().for_each(|stanza| {
            juliet.gets(stanza);
        });
        assert_eq!(texts(&juliet), [""; 0], "erased, not hidden");
        juliet.gets(&corrects("3", "1", "another secret"));
        juliet.gets(&reacts("romeo@montague.lit/x", JULIET, "4", "1", &["👍"]));
        juliet.shows(ROMEO, &["romeo: (deleted)"]);
        assert_eq!(texts(&juliet), [""; 0], "nor what corrects it");
    }
}

#[test]
fn reactions_are_the_last_ones_of_each_and_tell_nobody() {
    let mut juliet = plain();
    juliet.gets(&romeo("1", "hello"));
    juliet.notices.clear();
    let id = message(&juliet, "hello");
    juliet.gets(&reacts("romeo@montague.lit/x", JULIET, "2", "1", &["👍", "🎉"]));
    juliet.notifies(&[]).shows(ROMEO, &["romeo: hello 👍 🎉"]);
    let emojis = vec!["🎉".to_owned()];
    juliet.commands(Command::React { message: id, emojis }).unwrap();
    let sent = juliet.sends(
        "<message to='romeo@montague.lit' type='chat'><reactions xmlns='urn:xmpp:reactions:0' id='1'><reaction>🎉</reaction></reactions><store xmlns='urn:xmpp:hints'/></message>",
    );
    assert!(!sent.has_child("request", "urn:xmpp:receipts"), "nobody waits for it");
    juliet.shows(ROMEO, &["romeo: hello 👍 🎉!2"]);
    juliet.gets(&reacts("romeo@montague.lit/x", JULIET, "3", "1", &[]));
    juliet.shows(ROMEO, &["romeo: hello 🎉!"]);
    juliet
        .commands(Command::React {
            message: id,
            emojis: vec![],
        })
        .unwrap();
    juliet.shows(ROMEO, &["romeo: hello"]);
    for bad in ["thumbs up", "a", ""] {
        let emojis = vec![bad.to_owned()];
        assert_eq!(
            juliet.commands(Command::React { message: id, emojis }),
            Err(Refused::BadRequest)
        );
    }
}

#[test]
fn an_answer_names_what_it_answers_and_the_quotation_is_not_its_text() {
    let mut juliet = plain();
    juliet.gets(&romeo("1", "two\nlines"));
    let (peer, text) = (peer(ROMEO), "yes".to_owned());
    let reply_to = Some(message(&juliet, "two\nlines"));
    juliet
        .commands(Command::Send {
            peer: peer.clone(),
            text,
            reply_to,
        })
        .unwrap();
    juliet.sends(
        "<message><body>&gt; two\n&gt; lines\nyes</body><reply xmlns='urn:xmpp:reply:0' to='romeo@montague.lit' id='1'/>
         <fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='14'/></fallback></message>",
    );
    juliet.shows(ROMEO, &["romeo: two\nlines", "me: <two lines> yes [Sent]"]);
    let (message, text) = (message(&juliet, "yes"), "no".to_owned());
    juliet.commands(Command::Correct { message, text }).unwrap();
    juliet.sends(
        "<message><body>&gt; two\n&gt; lines\nno</body><replace xmlns='urn:xmpp:message-correct:0'/>
         <reply xmlns='urn:xmpp:reply:0' to='romeo@montague.lit' id='1'/></message>",
    );
    juliet.shows(ROMEO, &["romeo: two\nlines", "me: <two lines> no (edited) [Sent]"]);
    let answer = with(
        with(
            romeo("3", "&gt; gone\nindeed"),
            "<reply xmlns='urn:xmpp:reply:0' id='unknown'/>",
        ),
        "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='7'/></fallback>",
    );
    juliet.gets(&answer);
    assert_eq!(juliet.lines(ROMEO)[2], "romeo: <?> indeed");
    let reply_to = Some(MessageId(4711));
    let nowhere = Command::Send {
        peer,
        text: "x".into(),
        reply_to,
    };
    assert_eq!(juliet.commands(nowhere), Err(Refused::NotFound));
}

#[test]
fn a_correction_of_ours_is_sent_and_shown_at_once() {
    let mut juliet = plain();
    juliet.writes(ROMEO, "helo");
    let origin = juliet
        .sends("<message><body>helo</body></message>")
        .attr("id")
        .unwrap()
        .to_owned();
    let id = message(&juliet, "helo");
    juliet
        .commands(Command::Correct {
            message: id,
            text: "hello".into(),
        })
        .unwrap();
    juliet.sends(&format!(
        "<message><body>hello</body><replace xmlns='urn:xmpp:message-correct:0' id='{origin}'/></message>"
    ));
    juliet.shows(ROMEO, &["me: hello (edited) [Sent]"]);
    juliet.commands(Command::Retract { message: id }).unwrap();
    juliet.sends(&format!(
        "<message><retract xmlns='urn:xmpp:message-retract:1' id='{origin}'/><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:1'/><store xmlns='urn:xmpp:hints'/></message>"
    ));
    juliet.shows(ROMEO, &["me: (deleted) [Sent]"]);
    let late = Command::Correct {
        message: id,
        text: "hello?".into(),
    };
    assert_eq!(juliet.commands(late), Err(Refused::BadRequest));
}

#[test]
fn what_was_never_sent_is_changed_and_forgotten_without_a_trace() {
    let mut juliet = plain();
    juliet.loses_the_connection().writes(ROMEO, "helo").writes(ROMEO, "no");
    juliet
        .commands(Command::Correct {
            message: message(&juliet, "helo"),
            text: "hello".into(),
        })
        .unwrap();
    juliet
        .commands(Command::Retract {
            message: message(&juliet, "no"),
        })
        .unwrap();
    juliet.shows(ROMEO, &["me: hello [Queued]"]);
    juliet.signs_in();
    juliet.sends("<message><body>hello</body></message>");
    juliet.shows(ROMEO, &["me: hello [Sent]"]);
}

#[test]
fn a_correction_of_an_encrypted_message_is_encrypted_and_a_plain_one_changes_nothing() {
    let (mut juliet, mut devices) = Device::of_romeo(&[11]);
    juliet.writes(ROMEO, "helo");
    let sent = juliet.sends("<message><encrypted xmlns='eu.siacs.conversations.axolotl'/></message>");
    let origin = sent.attr("id").unwrap().to_owned();
    assert_eq!(devices[0].reads(JULIET, &sent), Ok(Some("helo".to_owned())));
    juliet
        .commands(Command::Correct {
            message: message(&juliet, "helo"),
            text: "hello".into(),
        })
        .unwrap();
    let sent = juliet.sends(&format!(
        "<message><encrypted xmlns='eu.siacs.conversations.axolotl'/><replace xmlns='urn:xmpp:message-correct:0' id='{origin}'/></message>"
    ));
    assert!(!String::from(&sent).contains("hello"));
    assert_eq!(devices[0].reads(JULIET, &sent), Ok(Some("hello".to_owned())));
    juliet.shows(ROMEO, &["me (omemo): hello (edited) [Sent]"]);
    let forged = with(
        said("juliet@capulet.lit/other", ROMEO, "f1", "send money"),
        &format!("<replace xmlns='urn:xmpp:message-correct:0' id='{origin}'/>"),
    );
    juliet.gets(&xml(&format!(
        "<message from='{JULIET}'><sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>{}</forwarded></sent></message>",
        String::from(&forged)
    )));
    assert_eq!(juliet.lines(ROMEO), ["me (omemo): hello (edited) [Sent]"]);
}

#[test]
fn whatever_the_order_a_conversation_with_all_of_these_ends_up_the_same() {
    let lines = [
        "romeo (exposed): one! (edited) 👍",
        "romeo (exposed): (deleted)",
        "romeo (exposed): <one!> three",
    ];
    agree(ROMEO, &lines, || {
        let answer = with(romeo("5", "three"), "<reply xmlns='urn:xmpp:reply:0' id='1'/>");
        let messages = vec![
            romeo("1", "one"),
            romeo("2", "two"),
            corrects("3", "1", "one!"),
            retracts("4", "2"),
            answer,
            reacts("romeo@montague.lit/orchard", JULIET, "6", "1", &["👍"]),
        ];
        (Person::juliet(), messages)
    });
}

/// Juliet from now on writes to Romeo in the clear.
fn goes_plain(juliet: &mut Person) {
    let mode = EncryptionMode::Plain;
    juliet
        .commands(Command::SetEncryption {
            peer: peer(ROMEO),
            mode,
        })
        .unwrap();
    juliet.sent.clear();
}

#[test]
fn an_answer_in_the_clear_does_not_quote_what_was_encrypted() {
    let (mut juliet, _) = Device::of_romeo(&[11]);
    juliet.writes(ROMEO, "the secret");
    let reply_to = Some(message(&juliet, "the secret"));
    goes_plain(&mut juliet);
    let (peer, text) = (peer(ROMEO), "as I said".to_owned());
    juliet.commands(Command::Send { peer, text, reply_to }).unwrap();
    let sent = juliet.sends("<message><body>as I said</body><reply xmlns='urn:xmpp:reply:0'/></message>");
    assert!(!String::from(&sent).contains("secret"));
    assert_eq!(
        juliet.lines(ROMEO)[1],
        "me: <the secret> as I said [Sent]",
        "here it is no secret"
    );
}

#[test]
fn what_corrects_an_encrypted_message_is_never_sent_in_the_clear() {
    let (mut juliet, mut devices) = Device::of_romeo(&[11]);
    juliet.writes(ROMEO, "the secert");
    let first = juliet.sends("<message><encrypted xmlns='eu.siacs.conversations.axolotl'/></message>");
    devices[0].reads(JULIET, &first).unwrap();
    goes_plain(&mut juliet);
    let (message, text) = (message(&juliet, "the secert"), "the secret".to_owned());
    juliet.commands(Command::Correct { message, text }).unwrap();
    let sent = juliet.sends("<message><encrypted xmlns='eu.siacs.conversations.axolotl'/><replace xmlns='urn:xmpp:message-correct:0'/></message>");
    assert!(!String::from(&sent).contains("the secret"));
    assert_eq!(devices[0].reads(JULIET, &sent), Ok(Some("the secret".to_owned())));
    juliet.shows(ROMEO, &["me (omemo): the secret (edited) [Sent]"]);
}

#[test]
fn two_reactions_given_at_once_are_both_kept() {
    let mut juliet = plain();
    juliet.gets(&romeo("1", "hello"));
    let id = message(&juliet, "hello");
    let toggle = |emoji: &str| Command::ToggleReaction {
        message: id,
        emoji: emoji.to_owned(),
    };
    juliet.commands(toggle("👍")).unwrap();
    juliet.commands(toggle("🎉")).unwrap();
    juliet.shows(ROMEO, &["romeo: hello 👍! 🎉!"]);
    juliet.commands(toggle("👍")).unwrap();
    juliet.shows(ROMEO, &["romeo: hello 🎉!"]);
    assert_eq!(juliet.commands(toggle("no emoji")), Err(Refused::BadRequest));
}

#[test]
fn a_draft_keeps_what_it_answers_and_what_is_being_changed() {
    let mut juliet = plain();
    juliet.gets(&romeo("1", "wilt thou be gone?"));
    juliet.writes(ROMEO, "helo");
    let (asked, wrote) = (message(&juliet, "wilt thou be gone?"), message(&juliet, "helo"));
    let draft = |reply_to, editing| Command::SaveDraft {
        peer: peer(ROMEO),
        text: "it is not".into(),
        reply_to,
        editing,
    };
    let editing = Some(Editing {
        message: wrote,
        text: "hell".into(),
    });
    juliet.commands(draft(Some(asked), editing)).unwrap();
    juliet.restarts();
    let row = juliet.conversation(ROMEO);
    assert_eq!(row.draft_reply.unwrap().message, asked);
    let edit = row.draft_edit.unwrap();
    assert_eq!((edit.row.message, edit.text.as_str()), (wrote, "hell"));
    juliet
        .commands(Command::Correct {
            message: wrote,
            text: "hello".into(),
        })
        .unwrap();
    assert_eq!(juliet.conversation(ROMEO).draft_edit, None);
    let (peer, reply_to) = (peer(ROMEO), Some(asked));
    let text = "it is not yet day".into();
    juliet.commands(Command::Send { peer, text, reply_to }).unwrap();
    let row = juliet.conversation(ROMEO);
    assert_eq!((row.draft.as_str(), row.draft_reply), ("", None));
    // What was deleted meanwhile is neither answered nor changed.
    juliet.commands(draft(Some(asked), None)).unwrap();
    juliet.gets(&retracts("9", "1"));
    assert_eq!(juliet.conversation(ROMEO).draft_reply, None);
}

#[test]
fn messages_are_found_by_what_they_say_now() {
    let mut juliet = plain();
    juliet
        .gets(&romeo("1", "The Lark"))
        .gets(&romeo("2", "nightingale"))
        .gets(&romeo("3", "ÜBER alles larks"));
    juliet
        .gets(&corrects("4", "2", "it was the lark"))
        .gets(&retracts("5", "9"));
    let found = |text: &str, reach| {
        let (rows, edges) = juliet.reader().said(&peer(ROMEO), text, reach).unwrap();
        let texts: Vec<_> = rows.iter().map(|row| row.message).collect();
        (texts, edges.before)
    };
    let id = |text| message(&juliet, text);
    let (lark, corrected, larks) = (id("The Lark"), id("it was the lark"), id("ÜBER alles larks"));
    assert_eq!(found("LARK", 100), (vec![lark, corrected, larks], false));
    assert_eq!(found("nightingale", 100), (vec![], false));
    assert_eq!(found("über", 100), (vec![larks], false));
    assert_eq!(found("lark", 2), (vec![corrected, larks], true));
    assert_eq!(found("  ", 100), (vec![], false));
}
