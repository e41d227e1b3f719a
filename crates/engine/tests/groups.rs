//! Private groups: made, encrypted to everybody who can read, and to nobody else.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used)]

use sotto_testkit::model::{ConversationKind, EncryptionMode, Peer};
use sotto_testkit::views::Readiness;
use sotto_testkit::{Command, Device, Person, Room, occupant, receivers};

const FAMILY: &str = "family@chat.lit";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

/// Juliet in a group with Nurse, who has one device, and Tybalt, who publishes no keys.
fn inside() -> (Person, Device) {
    let mut juliet = Person::juliet();
    let nurse = Device::new("nurse@capulet.lit", 11);
    nurse.publishes(&mut juliet.server);
    juliet.server.rooms.insert(
        FAMILY.to_owned(),
        Room::group(
            FAMILY,
            &["juliet@capulet.lit", "nurse@capulet.lit", "tybalt@capulet.lit"],
        ),
    );
    juliet.enters(FAMILY, &["nurse"]);
    juliet.sent.clear();
    (juliet, nurse)
}

#[test]
fn a_group_is_encrypted_to_who_can_read_it_and_names_who_cannot() {
    let (mut juliet, mut nurse) = inside();
    let row = juliet.conversation(FAMILY);
    assert_eq!(
        (row.kind, row.mode),
        (ConversationKind::Group, EncryptionMode::Encrypted)
    );
    assert_eq!(
        row.readiness,
        Readiness::Group {
            readers: 1,
            without: vec![peer("tybalt@capulet.lit")]
        }
    );
    juliet.writes(FAMILY, "come to the garden");
    let sent = juliet.sends(&format!(
        "<message to='{FAMILY}' type='groupchat'><encrypted xmlns='eu.siacs.conversations.axolotl'/></message>"
    ));
    assert!(
        !String::from(&sent).contains("garden"),
        "the text is nowhere in the clear"
    );
    assert_eq!(receivers(&sent), [11]);
    assert_eq!(
        nurse.reads("juliet@capulet.lit", &sent).unwrap().unwrap(),
        "come to the garden"
    );
}

#[test]
fn whichever_part_of_the_members_is_wanted_who_is_away_comes_after_who_is_there() {
    let (juliet, _) = inside();
    let part = |search: &str, first: u32, count: u32| {
        let rows = juliet
            .reader()
            .members(&peer(FAMILY), search, (first, count), &juliet.passing())
            .unwrap();
        let places: Vec<_> = rows.iter().map(|row| row.sort.0 as u32).collect();
        assert_eq!(places, (first..first + rows.len() as u32).collect::<Vec<_>>());
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let all = part("", 0, 10);
    assert_eq!(all.len(), 3);
    assert_eq!(all[2], "tybalt@capulet.lit");
    for first in 0..4 {
        assert_eq!(
            part("", first, 1),
            all[first as usize..].iter().take(1).cloned().collect::<Vec<_>>()
        );
        assert_eq!(part("", first, 10), all[(first as usize).min(3)..]);
    }
    assert_eq!(part("tybalt", 0, 1), ["tybalt@capulet.lit"]);
    assert!(part("tybalt", 1, 1).is_empty());
}

#[test]
fn what_a_member_writes_is_read_with_the_keys_of_who_is_behind_the_name() {
    let (mut juliet, mut nurse) = inside();
    juliet.writes(FAMILY, "are you there?");
    let sent = juliet.sends("<message type='groupchat'/>");
    nurse.reads("juliet@capulet.lit", &sent).unwrap();
    juliet.hears(FAMILY, "juliet", &String::from(&sent));
    let here = Device::find(&juliet.server, "juliet@capulet.lit");
    let header = nurse.header(&[("juliet@capulet.lit", here)], Some("madam!"));
    let said = format!(
        "<message id='n1'><body>no</body>{}</message>",
        String::from(&header.to_element())
    );
    juliet.hears(FAMILY, "nurse", &said);
    juliet.shows(FAMILY, &["me (omemo): are you there? [Sent]", "nurse (omemo): madam!"]);
}

#[test]
fn who_comes_into_the_group_reads_what_is_written_from_then_on_and_who_goes_does_not() {
    let (mut juliet, _) = inside();
    let peter = Device::new("peter@capulet.lit", 12);
    peter.publishes(&mut juliet.server);
    juliet.receives(&occupant(FAMILY, "peter", ""));
    juliet.writes(FAMILY, "hello Peter");
    let sent = juliet.sends("<message type='groupchat'/>");
    assert_eq!(receivers(&sent), [11, 12]);
    juliet.receives(&format!(
        "<presence from='{FAMILY}/peter' type='unavailable'><x xmlns='http://jabber.org/protocol/muc#user'>
         <item affiliation='none' role='none' jid='peter@capulet.lit/x'/><status code='321'/></x></presence>"
    ));
    juliet.writes(FAMILY, "is he gone?");
    assert_eq!(receivers(&juliet.sends("<message type='groupchat'/>")), [11]);
}

#[test]
fn a_group_that_is_opened_to_everybody_gets_nothing_until_i_decide() {
    let (mut juliet, _) = inside();
    let group = juliet.server.rooms.get_mut(FAMILY).unwrap();
    group.features.retain(|feature| *feature != "muc_membersonly");
    juliet.receives(&format!(
        "<message type='groupchat' from='{FAMILY}'><x xmlns='http://jabber.org/protocol/muc#user'><status code='104'/></x></message>"
    ));
    juliet.writes(FAMILY, "a secret");
    juliet.sends_nothing();
    juliet.shows(FAMILY, &["me: a secret [Failed: NotPrivate]"]);
}

#[test]
fn a_new_group_is_configured_before_anybody_is_asked_in() {
    let mut juliet = Person::juliet();
    let nurse = Device::new("nurse@capulet.lit", 11);
    nurse.publishes(&mut juliet.server);
    let mut group = Room::group(FAMILY, &["juliet@capulet.lit"]);
    group.name = "The family".to_owned();
    juliet.server.rooms.insert(FAMILY.to_owned(), group);
    juliet
        .commands(Command::CreateRoom {
            kind: ConversationKind::Group,
            name: "The family".to_owned(),
            address: Some(peer(FAMILY)),
            people: vec![peer("nurse@capulet.lit")],
        })
        .unwrap();
    juliet
        .writes(FAMILY, "welcome")
        .sends("<presence><x xmlns='http://jabber.org/protocol/muc'/></presence>");
    juliet.sends_nothing();
    juliet.asked.clear();
    juliet.receives(&format!(
        "<presence from='{FAMILY}/juliet'><x xmlns='http://jabber.org/protocol/muc#user'>
         <item affiliation='owner' role='moderator' jid='juliet@capulet.lit/balcony'/><status code='110'/><status code='201'/></x></presence>"
    ));
    let asked: Vec<String> = juliet.asked.iter().map(String::from).collect();
    let at = |what: &str| {
        asked
            .iter()
            .position(|iq| iq.contains(what))
            .unwrap_or_else(|| panic!("{what} in {asked:#?}"))
    };
    let configured = at("<value>The family</value>");
    assert!(asked[configured].contains("muc#roomconfig_membersonly'><value>1<"));
    assert!(configured < at("<item affiliation='member' jid='nurse@capulet.lit'/>"));
    juliet.sends("<message to='nurse@capulet.lit'><x xmlns='jabber:x:conference' jid='family@chat.lit'/></message>");
    juliet.sends("<message type='groupchat'><encrypted xmlns='eu.siacs.conversations.axolotl'/></message>");
    assert!(juliet.server.bookmarks.contains_key(FAMILY));
}
