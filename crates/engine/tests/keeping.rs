//! How conversations and contacts are kept in order: put away, silent for a time, sorted, in groups.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{ChatOrder, Peer, Preferences, Timestamp};
use sotto_testkit::orders::said;
use sotto_testkit::{Command, Person, Refused};

const JULIET: &str = "juliet@capulet.lit";
const ROMEO: &str = "romeo@montague.lit";
const NURSE: &str = "nurse@capulet.lit";
const HOUR: i64 = 3_600_000;

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

fn says(juliet: &mut Person, who: &str, text: &str) {
    juliet.commands(Command::OpenChat { peer: peer(who) }).unwrap();
    juliet.now = juliet.now.plus(1_000);
    juliet.gets(&said(&format!("{who}/x"), JULIET, text, text));
}

fn mute(whom: &str, on: bool, until: Option<Timestamp>) -> Command {
    let peer = peer(whom);
    Command::SetMuted { peer, on, until }
}

fn archive(juliet: &mut Person, whom: &str) {
    let peer = peer(whom);
    juliet.commands(Command::SetArchived { peer, on: true }).unwrap();
}

/// The list in its order; who is put away is in brackets.
fn list(juliet: &Person) -> Vec<String> {
    let rows = juliet.reader().chats(&juliet.passing()).unwrap();
    let mut rows: Vec<_> = rows.into_iter().map(|row| (row.sort, row.id, row.archived)).collect();
    rows.sort_by(|a, b| a.0.partial_cmp(&b.0).unwrap());
    let name = |(_, id, archived)| if archived { format!("({id})") } else { id };
    rows.into_iter().map(name).collect()
}

#[test]
fn what_is_put_away_comes_back_with_something_new_unless_it_is_silent() {
    let mut juliet = Person::juliet();
    says(&mut juliet, ROMEO, "one");
    archive(&mut juliet, ROMEO);
    assert_eq!(list(&juliet), ["(romeo@montague.lit)"]);
    says(&mut juliet, ROMEO, "two");
    assert_eq!(list(&juliet), [ROMEO]);
    archive(&mut juliet, ROMEO);
    juliet.commands(mute(ROMEO, true, None)).unwrap();
    says(&mut juliet, ROMEO, "three");
    assert_eq!(list(&juliet), ["(romeo@montague.lit)"]);
    juliet.writes(ROMEO, "my own word");
    assert_eq!(list(&juliet), [ROMEO]);
}

#[test]
fn what_is_put_away_stays_so_while_old_history_comes_in() {
    let mut juliet = Person::juliet();
    says(&mut juliet, ROMEO, "new");
    archive(&mut juliet, ROMEO);
    juliet.loses_the_connection().signs_in();
    assert_eq!(list(&juliet), ["(romeo@montague.lit)"]);
}

#[test]
fn a_silence_for_an_hour_ends_after_an_hour() {
    let mut juliet = Person::juliet();
    let until = juliet.now.plus(HOUR);
    juliet.commands(mute(ROMEO, true, Some(until))).unwrap();
    assert_eq!(juliet.conversation(ROMEO).muted_until, Some(until));
    says(&mut juliet, ROMEO, "one");
    juliet.notifies(&[]).waits(HOUR);
    let row = juliet.conversation(ROMEO);
    assert_eq!((row.muted, row.muted_until), (false, None));
    says(&mut juliet, ROMEO, "two");
    juliet.notifies(&["romeo@montague.lit: two (2)"]);
}

#[test]
fn a_silence_that_ended_while_nobody_was_there_is_over() {
    let mut juliet = Person::juliet();
    let until = juliet.now.plus(HOUR);
    juliet.commands(mute(ROMEO, true, Some(until))).unwrap();
    juliet.restarts();
    juliet.now = juliet.now.plus(2 * HOUR);
    juliet.signs_in().waits(1);
    assert!(!juliet.conversation(ROMEO).muted);
}

#[test]
fn a_silence_made_longer_does_not_end_with_the_shorter_one() {
    let mut juliet = Person::juliet();
    let (short, long) = (juliet.now.plus(HOUR), juliet.now.plus(8 * HOUR));
    juliet.commands(mute(ROMEO, true, Some(short))).unwrap();
    juliet.commands(mute(ROMEO, true, Some(long))).unwrap();
    juliet.waits(2 * HOUR);
    assert!(juliet.conversation(ROMEO).muted);
    juliet.commands(mute(ROMEO, true, None)).unwrap();
    juliet.waits(9 * HOUR);
    assert!(juliet.conversation(ROMEO).muted, "for good");
}

#[test]
fn conversations_stand_in_the_order_the_user_likes() {
    let mut juliet = Person::juliet();
    says(&mut juliet, NURSE, "one");
    says(&mut juliet, "paris@verona.lit", "two");
    says(&mut juliet, ROMEO, "three");
    juliet.reads(ROMEO).reads("paris@verona.lit");
    let order = |juliet: &mut Person, chat_order| {
        let preferences = Preferences {
            chat_order,
            ..Preferences::default()
        };
        juliet.commands(Command::SetPreferences { preferences }).unwrap();
        list(juliet)
    };
    assert_eq!(list(&juliet), [ROMEO, "paris@verona.lit", NURSE]);
    assert_eq!(
        order(&mut juliet, ChatOrder::UnreadFirst),
        [NURSE, ROMEO, "paris@verona.lit"]
    );
    assert_eq!(order(&mut juliet, ChatOrder::Name), [NURSE, "paris@verona.lit", ROMEO]);
    let pin = Command::SetPinned {
        peer: peer(ROMEO),
        on: true,
    };
    juliet.commands(pin).unwrap();
    assert_eq!(list(&juliet), [ROMEO, NURSE, "paris@verona.lit"]);
    assert_eq!(
        order(&mut juliet, ChatOrder::UnreadFirst),
        [ROMEO, NURSE, "paris@verona.lit"]
    );
}

#[test]
fn groups_are_the_servers_and_outlive_a_new_name() {
    let mut juliet = Person::juliet();
    juliet.receives(
        "<iq type='set' id='p'><query xmlns='jabber:iq:roster'><item jid='romeo@montague.lit' subscription='both'>
         <group>Friends</group><group> Ve\u{202e}rona </group><group/><group>Friends</group></item></query></iq>",
    );
    assert_eq!(juliet.conversation(ROMEO).groups, ["Friends", "Verona"]);
    let rows = juliet.reader().contacts(&juliet.passing()).unwrap();
    assert_eq!(rows[0].groups, ["Friends", "Verona"]);
    let rename = Command::RenameContact {
        peer: peer(ROMEO),
        name: "My love".into(),
    };
    juliet.commands(rename).unwrap();
    let sent = String::from(juliet.asked.last().unwrap());
    assert!(sent.contains("Friends") && sent.contains("Verona"), "{sent}");
    let groups = |whom: &str, groups: &[&str]| Command::SetGroups {
        peer: peer(whom),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
    };
    juliet.commands(groups(ROMEO, &["Family", "", "Family"])).unwrap();
    assert_eq!(juliet.conversation(ROMEO).groups, ["Family"]);
    assert!(String::from(juliet.asked.last().unwrap()).contains("My love"));
    assert_eq!(juliet.commands(groups(NURSE, &["Family"])), Err(Refused::NotFound));
}
