//! XEP-0084, XEP-0153, XEP-0172: what people look like and call themselves.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::wire::avatars::AvatarId;
use sotto_testkit::wire::ns;
use sotto_testkit::{Command, Person, Picture, Refused, xml};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";
/// The scenarios' decoder takes for a picture what begins like this.
const PICTURE: &[u8] = b"picture of romeo";

fn id(picture: &[u8]) -> String {
    AvatarId::of(picture).as_str().to_owned()
}

fn base64(bytes: &[u8]) -> String {
    sotto_testkit::wire::avatars::data(bytes).text()
}

/// Romeo's server has this picture of his.
fn publishes(juliet: &mut Person, who: &str, picture: &[u8]) {
    let data = format!("<data xmlns='urn:xmpp:avatar:data'>{}</data>", base64(picture));
    let node = (who.to_owned(), ns::AVATAR_DATA.to_owned());
    juliet.server.nodes.insert(node, xml(&data));
}

fn says(from: &str, info: &str) -> String {
    format!(
        "<message from='{from}' to='{JULIET}/balcony' type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'>
         <items node='urn:xmpp:avatar:metadata'><item id='i'><metadata xmlns='urn:xmpp:avatar:metadata'>{info}</metadata></item></items></event></message>"
    )
}

fn has(from: &str, picture: &[u8]) -> String {
    says(
        from,
        &format!(
            "<info id='{}' bytes='{}' type='image/png'/>",
            id(picture),
            picture.len()
        ),
    )
}

fn avatar(juliet: &Person, who: &str) -> Option<String> {
    juliet.conversation(who).avatar
}

fn asked_for(juliet: &Person, what: &str) -> usize {
    juliet
        .asked
        .iter()
        .filter(|iq| String::from(*iq).contains(what))
        .count()
}

#[test]
fn a_picture_is_fetched_once_and_kept() {
    let mut juliet = Person::juliet();
    publishes(&mut juliet, ROMEO, PICTURE);
    juliet.receives(&has(ROMEO, PICTURE));
    assert_eq!(avatar(&juliet, ROMEO), Some(id(PICTURE)));
    assert_eq!(juliet.reader().picture(&id(PICTURE)).unwrap().as_deref(), Some(PICTURE));
    juliet
        .receives(&has(ROMEO, PICTURE))
        .restarts()
        .signs_in()
        .receives(&has(ROMEO, PICTURE));
    assert_eq!(asked_for(&juliet, ns::AVATAR_DATA), 1);
    assert_eq!(avatar(&juliet, ROMEO), Some(id(PICTURE)));
    let rows = juliet.reader().contacts(&juliet.passing()).unwrap();
    assert_eq!(rows[0].avatar, Some(id(PICTURE)));
}

#[test]
fn a_new_picture_replaces_the_old_one_and_none_takes_it_away() {
    let mut juliet = Person::juliet();
    publishes(&mut juliet, ROMEO, PICTURE);
    juliet.receives(&has(ROMEO, PICTURE));
    publishes(&mut juliet, ROMEO, b"picture, older and wiser");
    juliet.receives(&has(ROMEO, b"picture, older and wiser"));
    assert_eq!(avatar(&juliet, ROMEO), Some(id(b"picture, older and wiser")));
    assert_eq!(
        juliet.reader().picture(&id(PICTURE)).unwrap(),
        None,
        "nobody has it any more"
    );
    juliet.receives(&says(ROMEO, ""));
    assert_eq!(avatar(&juliet, ROMEO), None);
}

#[test]
fn w14_what_is_not_what_its_hash_says_or_no_picture_is_not_shown() {
    let mut juliet = Person::juliet();
    publishes(&mut juliet, ROMEO, b"picture of somebody else");
    juliet.receives(&has(ROMEO, PICTURE));
    assert_eq!(avatar(&juliet, ROMEO), None);
    publishes(&mut juliet, ROMEO, b"<svg onload='alert(1)'/>");
    juliet.receives(&has(ROMEO, b"<svg onload='alert(1)'/>"));
    assert_eq!(avatar(&juliet, ROMEO), None);
    assert_eq!(juliet.reader().picture(&id(b"<svg onload='alert(1)'/>")).unwrap(), None);
    juliet.asked.clear();
    juliet.receives(&says(
        ROMEO,
        &format!("<info id='{}' bytes='10000000' type='image/png'/>", id(PICTURE)),
    ));
    juliet.receives(&says(
        ROMEO,
        &format!(
            "<info id='{}' bytes='9' type='image/png' url='http://canary.lit/'/>",
            id(PICTURE)
        ),
    ));
    assert!(juliet.asked.is_empty(), "neither is asked for: {:?}", juliet.asked);
}

#[test]
fn r10_strangers_have_no_picture_here_and_nobody_has_ours() {
    let mut juliet = Person::juliet();
    for who in ["mallory@evil.lit", ROMEO, JULIET] {
        publishes(&mut juliet, who, PICTURE);
    }
    juliet.asked.clear();
    juliet.receives(&has("mallory@evil.lit", PICTURE));
    juliet.receives(&format!(
        "<presence from='mallory@evil.lit/x'><x xmlns='vcard-temp:x:update'><photo>{}</photo></x></presence>",
        id(PICTURE)
    ));
    juliet.receives(&has(&format!("{JULIET}/phone"), PICTURE));
    assert!(juliet.asked.is_empty(), "{:?}", juliet.asked);
    assert_eq!(avatar(&juliet, "mallory@evil.lit"), None);
    assert_eq!(juliet.reader().account().unwrap().avatar, None);
    juliet.receives(&has(JULIET, PICTURE));
    assert_eq!(juliet.reader().account().unwrap().avatar, Some(id(PICTURE)));
}

#[test]
fn a_picture_in_a_vcard_counts_where_none_was_published() {
    let mut juliet = Person::juliet();
    let card = format!(
        "<vCard xmlns='vcard-temp'><PHOTO><TYPE>image/png</TYPE><BINVAL>{}</BINVAL></PHOTO></vCard>",
        base64(PICTURE)
    );
    juliet.server.cards.insert(ROMEO.into(), xml(&card));
    let presence = |hash: &str| {
        format!("<presence from='{ROMEO}/orchard'><x xmlns='vcard-temp:x:update'><photo>{hash}</photo></x></presence>")
    };
    juliet.receives(&presence(&id(PICTURE)));
    assert_eq!(avatar(&juliet, ROMEO), Some(id(PICTURE)));
    publishes(&mut juliet, ROMEO, b"picture, published");
    juliet.receives(&has(ROMEO, b"picture, published"));
    juliet.receives(&presence(&id(PICTURE))).receives(&presence(""));
    assert_eq!(avatar(&juliet, ROMEO), Some(id(b"picture, published")));
    juliet.receives(&says(ROMEO, "")).receives(&presence(&id(PICTURE)));
    assert_eq!(avatar(&juliet, ROMEO), Some(id(PICTURE)));
}

#[test]
fn hundreds_of_pictures_are_asked_for_a_few_at_a_time() {
    let mut juliet = Person::juliet();
    let contacts = (0..300).map(|n| format!("<item jid='c{n}@montague.lit' subscription='both'/>"));
    juliet.server.roster.extend(contacts);
    juliet.loses_the_connection().signs_in();
    juliet.server.ignores.push(ns::AVATAR_DATA.into());
    for n in 0..300 {
        let picture = format!("picture {n}");
        publishes(&mut juliet, &format!("c{n}@montague.lit"), picture.as_bytes());
        juliet.receives(&has(&format!("c{n}@montague.lit"), picture.as_bytes()));
    }
    assert_eq!(asked_for(&juliet, ns::AVATAR_DATA), 4);
    juliet.server.ignores.clear();
    juliet.loses_the_connection().signs_in();
    assert_eq!(asked_for(&juliet, ns::AVATAR_DATA), 304);
    let rows = juliet.reader().contacts(&juliet.passing()).unwrap();
    assert_eq!(rows.iter().filter(|row| row.avatar.is_some()).count(), 300);
}

#[test]
fn our_picture_is_published_before_it_is_announced_and_taken_back() {
    let mut juliet = Person::juliet();
    let set = |picture: Option<&[u8]>| Command::SetAvatar {
        picture: picture.map(|bytes| Picture(bytes.to_vec())),
    };
    juliet.commands(set(Some(PICTURE))).unwrap();
    let published: Vec<String> = juliet.server.published.iter().map(String::from).collect();
    let [.., data, metadata] = published.as_slice() else {
        panic!("{published:?}")
    };
    assert!(data.contains(ns::AVATAR_DATA) && data.contains(&id(PICTURE)) && data.contains("presence"));
    assert!(metadata.contains(ns::AVATAR_METADATA) && metadata.contains(&id(PICTURE)));
    juliet.commands(set(None)).unwrap();
    let last = String::from(juliet.server.published.last().unwrap());
    assert!(last.contains(ns::AVATAR_METADATA) && !last.contains("<info"));
    assert_eq!(juliet.commands(set(Some(&vec![0; 300_000]))), Err(Refused::BadRequest));
    juliet.loses_the_connection();
    assert_eq!(juliet.commands(set(None)), Err(Refused::Offline));
}

#[test]
fn a_node_that_another_program_configured_is_taken_as_it_is() {
    let mut juliet = Person::juliet();
    juliet.server.conflicts = vec![ns::AVATAR_DATA.into(), ns::AVATAR_METADATA.into()];
    let picture = Some(Picture(PICTURE.to_vec()));
    juliet.commands(Command::SetAvatar { picture }).unwrap();
    let tries = |node: &str| {
        asked_for(&juliet, &format!("publish node=\"{node}\"")) + asked_for(&juliet, &format!("publish node='{node}'"))
    };
    assert_eq!(
        (tries(ns::AVATAR_DATA), tries(ns::AVATAR_METADATA)),
        (2, 0),
        "and not for ever"
    );
}

#[test]
fn a_contact_is_called_what_they_call_themselves_unless_we_chose_a_name() {
    let nick = |from: &str, nick: &str| {
        format!(
            "<message from='{from}' to='{JULIET}/balcony'><event xmlns='http://jabber.org/protocol/pubsub#event'>
             <items node='http://jabber.org/protocol/nick'><item id='i'><nick xmlns='http://jabber.org/protocol/nick'>{nick}</nick></item></items></event></message>"
        )
    };
    let mut juliet = Person::juliet();
    juliet.receives(&nick(ROMEO, "Ro\u{202e}meo  M."));
    assert_eq!(juliet.conversation(ROMEO).name, "Romeo M.");
    juliet.receives(&nick("mallory@evil.lit", "Romeo M."));
    assert_eq!(juliet.conversation("mallory@evil.lit").name, "mallory@evil.lit", "R20");
    juliet
        .commands(Command::RenameContact {
            peer: juliet.conversation(ROMEO).peer,
            name: "My love".into(),
        })
        .unwrap();
    assert_eq!(juliet.conversation(ROMEO).name, "My love");
    juliet.receives(&nick(JULIET, "Juliet C."));
    assert_eq!(juliet.reader().account().unwrap().nick.as_deref(), Some("Juliet C."));
    juliet.commands(Command::SetNick { name: "J.".into() }).unwrap();
    assert_eq!(juliet.reader().account().unwrap().nick.as_deref(), Some("J."));
    assert!(String::from(juliet.server.published.last().unwrap()).contains(">J.<"));
    juliet
        .commands(Command::AddContact {
            peer: juliet.conversation("nurse@capulet.lit").peer,
            name: None,
        })
        .unwrap();
    juliet.sends("<presence to='nurse@capulet.lit' type='subscribe'><nick xmlns='http://jabber.org/protocol/nick'>J.</nick></presence>");
}
