//! RFC 6121 §2: the contact list, its versions, and who may change it.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::Subscription;
use sotto_testkit::{Command, Person, Refused};

fn peer(jid: &str) -> sotto_testkit::model::Peer {
    sotto_testkit::model::Peer(jid.parse().unwrap())
}

fn names(juliet: &Person) -> Vec<String> {
    let rows = juliet.reader().contacts(&juliet.passing()).unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

#[test]
fn the_list_is_fetched_once_and_then_only_if_it_changed() {
    let mut juliet = Person::new("juliet@capulet.lit");
    juliet.server.roster = vec!["<item jid='romeo@montague.lit' name='Romeo' subscription='both'/>".into()];
    juliet.server.roster_version = Some("v1".into());
    juliet.signs_in();
    assert_eq!(names(&juliet), ["Romeo"]);
    assert_eq!(
        asked_version(&juliet),
        "",
        "an empty version says that we can keep versions"
    );

    juliet.asked.clear();
    juliet.restarts().signs_in();
    assert_eq!(asked_version(&juliet), "v1");
    assert_eq!(names(&juliet), ["Romeo"], "an empty answer means that nothing changed");

    juliet.server.roster = vec!["<item jid='nurse@capulet.lit' name='Nurse' subscription='both'/>".into()];
    juliet.server.roster_version = Some("v2".into());
    juliet.restarts().signs_in();
    assert_eq!(names(&juliet), ["Nurse"]);
}

fn asked_version(juliet: &Person) -> String {
    let mut queries = juliet
        .asked
        .iter()
        .rev()
        .filter_map(|iq| iq.get_child("query", "jabber:iq:roster"));
    queries.next().unwrap().attr("ver").unwrap().to_owned()
}

#[test]
fn a_failed_answer_is_not_an_empty_list() {
    let mut juliet = Person::juliet();
    juliet
        .server
        .refuses
        .insert("jabber:iq:roster".into(), "internal-server-error");
    juliet.restarts().signs_in();
    assert_eq!(names(&juliet), ["romeo@montague.lit"]);
}

#[test]
fn a_change_made_elsewhere_is_pushed_and_answered() {
    let mut juliet = Person::juliet();
    juliet.receives(
        "<iq type='set' id='p1'><query xmlns='jabber:iq:roster' ver='v7'>
         <item jid='nurse@capulet.lit' name='Nurse' subscription='to'/></query></iq>",
    );
    juliet.sends("<iq type='result' id='p1'/>");
    assert_eq!(names(&juliet), ["Nurse", "romeo@montague.lit"]);
    juliet.receives(
        "<iq type='set' id='p2'><query xmlns='jabber:iq:roster' ver='v8'><item jid='nurse@capulet.lit' subscription='remove'/></query></iq>",
    );
    assert_eq!(names(&juliet), ["romeo@montague.lit"]);
}

#[test]
fn r07_a_push_from_anybody_but_our_server_changes_nothing() {
    for from in [
        "mallory@evil.lit",
        "romeo@montague.lit/orchard",
        "juliet@capulet.lit/phone",
        "capulet.lit",
        "juliet@capulet.lit.evil.lit",
    ] {
        let mut juliet = Person::juliet();
        juliet.receives(&format!(
            "<iq type='set' id='p1' from='{from}'><query xmlns='jabber:iq:roster'>
             <item jid='mallory@evil.lit' subscription='both'/></query></iq>"
        ));
        assert_eq!(names(&juliet), ["romeo@montague.lit"], "{from}");
        juliet.sends("<iq type='error' id='p1'/>");
        assert_eq!(juliet.live().forged, 1, "{from}");
    }
}

#[test]
fn r07_a_push_from_our_own_bare_address_is_the_servers() {
    let mut juliet = Person::juliet();
    juliet.receives(
        "<iq type='set' id='p1' from='juliet@capulet.lit'><query xmlns='jabber:iq:roster'>
         <item jid='nurse@capulet.lit' subscription='both'/></query></iq>",
    );
    assert_eq!(names(&juliet), ["nurse@capulet.lit", "romeo@montague.lit"]);
}

#[test]
fn r08_of_contradicting_pushes_the_last_one_counts() {
    let mut juliet = Person::juliet();
    for (ver, subscription) in [("v9", "both"), ("v3", "none"), ("v9", "from")] {
        juliet.receives(&format!(
            "<iq type='set' id='{ver}'><query xmlns='jabber:iq:roster' ver='{ver}'>
             <item jid='romeo@montague.lit' subscription='{subscription}'/></query></iq>"
        ));
    }
    assert_eq!(
        juliet.conversation("romeo@montague.lit").subscription,
        Subscription::From
    );
}

#[test]
fn r08_a_list_that_names_somebody_twice_has_them_once() {
    let mut juliet = Person::new("juliet@capulet.lit");
    juliet.server.roster = vec![
        "<item jid='romeo@montague.lit' name='First' subscription='both'/>".into(),
        "<item jid='romeo@montague.lit' name='Second' subscription='to'/>".into(),
        "<item jid='@' subscription='both'/><item subscription='both'/>".into(),
    ];
    juliet.signs_in();
    assert_eq!(names(&juliet), ["Second"]);
}

#[test]
fn r08_a_push_with_two_items_or_none_is_refused() {
    let mut juliet = Person::juliet();
    for items in ["", "<item jid='a@evil.lit'/><item jid='b@evil.lit'/>"] {
        juliet.receives(&format!(
            "<iq type='set' id='p'><query xmlns='jabber:iq:roster'>{items}</query></iq>"
        ));
        juliet.sends("<iq type='error' id='p'/>");
    }
    assert_eq!(names(&juliet), ["romeo@montague.lit"]);
}

#[test]
fn r08_a_hundred_thousand_contacts_are_a_list_and_more_are_not_kept() {
    let mut juliet = Person::new("juliet@capulet.lit");
    juliet.server.roster = (0..100_050)
        .map(|n| format!("<item jid='u{n}@capulet.lit'/>"))
        .collect();
    juliet.signs_in();
    let count = names(&juliet).len();
    assert!((1..=100_000).contains(&count), "{count}");
}

#[test]
fn our_own_facts_about_a_contact_survive_a_new_list() {
    let mut juliet = Person::juliet();
    juliet
        .commands(Command::SetFavourite {
            peer: peer("romeo@montague.lit"),
            on: true,
        })
        .unwrap();
    juliet.restarts().signs_in();
    assert!(juliet.conversation("romeo@montague.lit").favourite);
}

#[test]
fn a_contact_is_renamed_here_and_on_the_server() {
    let mut juliet = Person::juliet();
    let rename = |name: &str| Command::RenameContact {
        peer: peer("romeo@montague.lit"),
        name: name.into(),
    };
    juliet.commands(rename("My love")).unwrap();
    assert_eq!(names(&juliet), ["My love"]);
    let item = juliet
        .asked
        .last()
        .unwrap()
        .children()
        .next()
        .unwrap()
        .children()
        .next()
        .unwrap()
        .clone();
    assert_eq!(
        (item.attr("jid"), item.attr("name")),
        (Some("romeo@montague.lit"), Some("My love"))
    );
    let unknown = Command::RenameContact {
        peer: peer("tybalt@capulet.lit"),
        name: "T".into(),
    };
    assert_eq!(juliet.commands(unknown), Err(Refused::NotFound));
    juliet.loses_the_connection();
    assert_eq!(juliet.commands(rename("x")), Err(Refused::Offline));
}
