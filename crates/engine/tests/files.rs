//! Files: to our server and from others' (XEP-0363, 0066, 0446, 0447, 0454).

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{EncryptionMode, FileFailure, FileId, FileState, Peer};
use sotto_testkit::orders::{agree, said};
use sotto_testkit::views::{Entry, FileRow};
use sotto_testkit::wire::{Element, aesgcm::Sealed};
use sotto_testkit::{Chosen, Command, Device, File, Found, Input, Person, Refused, Transfer, Transferred, xml};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

fn file(id: i64, name: &str, size: u64) -> File {
    File {
        id: FileId(id),
        name: name.to_owned(),
        media_type: "image/jpeg".to_owned(),
        size,
        extent: Some((40, 30)),
        length: 0,
        secret: (0..44).collect(),
        source: String::new(),
        sealed: false,
        sha256: vec![9; 32],
        state: FileState::Here,
        peaks: Vec::new(),
        thumbnail: Vec::new(),
    }
}

fn chooses(person: &mut Person, file: File) {
    person.feed(Input::Chosen(Box::new(Chosen(file))));
}

fn sends(person: &mut Person, ids: &[i64], text: &str) -> Result<(), Refused> {
    let files = ids.iter().map(|id| FileId(*id)).collect();
    person.commands(Command::SendFiles {
        peer: peer(ROMEO),
        files,
        text: text.to_owned(),
    })
}

/// Takes the one upload that was begun: which file, where to, and whether as it lies encrypted.
fn upload(person: &mut Person) -> (FileId, String, bool) {
    let begun: Vec<Transfer> = person.transfers.drain(..).collect();
    let [Transfer::Upload { file, slot, sealed, .. }] = begun.as_slice() else {
        panic!("{begun:?}");
    };
    (*file, slot.get.clone(), *sealed)
}

/// Takes the one download that was begun: which file, from where, and how much of it at most.
fn download(person: &mut Person) -> (FileId, String, u64) {
    let begun: Vec<Transfer> = person.transfers.drain(..).collect();
    let [Transfer::Download { file, source, most, .. }] = begun.as_slice() else {
        panic!("{begun:?}");
    };
    (*file, source.clone(), *most)
}

fn put(person: &mut Person, (id, source, sealed): (FileId, String, bool)) {
    person.feed(Input::Transferred(id, Transferred::Put { source, sealed }));
}

fn shown(person: &Person) -> FileRow {
    let rows = person.rows(ROMEO);
    let mut files = rows.iter().filter_map(|row| match &row.entry {
        Entry::Message { file, .. } => file.clone().map(|file| *file),
        Entry::Device { .. } | Entry::Gap => None,
    });
    files.next_back().expect("there is a file")
}

/// Juliet, whose server takes files.
fn with_uploads() -> Person {
    let mut juliet = Person::juliet();
    juliet.server.largest_file = Some(1000);
    juliet
}

fn plain() -> Person {
    let mut juliet = with_uploads();
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

#[test]
fn a_file_is_put_on_the_server_first_and_then_its_address_is_sent_encrypted() {
    let (mut juliet, mut devices) = Device::of_romeo(&[11]);
    juliet.server.largest_file = Some(1000);
    chooses(&mut juliet, file(7, "garden.jpg", 900));
    sends(&mut juliet, &[7], "look").unwrap();
    let text = juliet.sends("<message><encrypted xmlns='eu.siacs.conversations.axolotl'/></message>");
    assert_eq!(devices[0].reads(JULIET, &text), Ok(Some("look".to_owned())));
    juliet.sends_nothing();
    juliet.shows(ROMEO, &["me (omemo): look [Sent]", "me: [garden.jpg Here] [Queued]"]);
    let begun = upload(&mut juliet);
    assert!(
        begun.2 && !begun.1.contains("garden") && begun.1.ends_with(".jpg"),
        "{begun:?}"
    );
    let address = begun.1.clone();
    put(&mut juliet, begun);
    let sent = juliet.sends("<message><encrypted xmlns='eu.siacs.conversations.axolotl'/></message>");
    // Nothing beside what is encrypted tells what it is, or where.
    for secret in ["garden", "upload.capulet.lit", "oob", "sfs", "aesgcm"] {
        assert!(!String::from(&sent).contains(secret), "{secret}");
    }
    let read = devices[0].reads(JULIET, &sent).unwrap().unwrap();
    let expected = Sealed {
        url: address,
        secret: (0..44).collect(),
    };
    assert_eq!(Sealed::parse(&read), Some(expected));
    juliet.shows(
        ROMEO,
        &["me (omemo): look [Sent]", "me (omemo): [garden.jpg Here] [Sent]"],
    );
}

#[test]
fn in_the_clear_a_file_says_what_it_is() {
    let mut juliet = plain();
    chooses(&mut juliet, file(7, "garden.jpg", 900));
    sends(&mut juliet, &[7], "").unwrap();
    let begun = upload(&mut juliet);
    assert!(!begun.2);
    put(&mut juliet, begun);
    juliet.sends(
        "<message><body>https://upload.capulet.lit/1/garden.jpg</body>
         <x xmlns='jabber:x:oob'><url>https://upload.capulet.lit/1/garden.jpg</url></x>
         <file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'><name>garden.jpg</name><size>900</size>
           <width>40</width></file></file-sharing>
         <fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'/></message>",
    );
}

#[test]
fn what_is_written_after_a_large_file_does_not_wait_for_it() {
    let mut juliet = plain();
    chooses(&mut juliet, file(7, "a.jpg", 900));
    sends(&mut juliet, &[7], "").unwrap();
    juliet.writes(ROMEO, "and this");
    juliet.sends("<message><body>and this</body></message>");
    juliet.shows(ROMEO, &["me: [a.jpg Here] [Queued]", "me: and this [Sent]"]);
}

#[test]
fn f27_an_upload_goes_on_after_a_restart_and_is_sent_once() {
    let mut juliet = plain();
    chooses(&mut juliet, file(7, "a.jpg", 900));
    sends(&mut juliet, &[7], "").unwrap();
    upload(&mut juliet);
    juliet.restarts().signs_in();
    let begun = upload(&mut juliet);
    juliet.loses_the_connection();
    put(&mut juliet, begun);
    juliet.restarts();
    juliet.sent.clear();
    juliet.signs_in();
    assert!(juliet.transfers.is_empty(), "it is there already");
    juliet.sends("<message><x xmlns='jabber:x:oob'/></message>");
    assert!(juliet.sent.iter().all(|stanza| stanza.name() != "message"));
}

#[test]
fn an_upload_that_breaks_is_tried_again_with_patience_and_fails_in_the_end() {
    let mut juliet = plain();
    chooses(&mut juliet, file(7, "a.jpg", 900));
    sends(&mut juliet, &[7], "").unwrap();
    for _ in 0..5 {
        let (id, ..) = upload(&mut juliet);
        juliet.feed(Input::Transferred(id, Transferred::NotPut(FileFailure::Unreachable)));
        assert!(juliet.transfers.is_empty());
        juliet.waits(120_000);
    }
    let (id, ..) = upload(&mut juliet);
    juliet.feed(Input::Transferred(id, Transferred::NotPut(FileFailure::Unreachable)));
    juliet.shows(ROMEO, &["me: [a.jpg Here] [Failed: UploadFailed]"]);
    let message = juliet.rows(ROMEO)[0].message;
    juliet.commands(Command::Retry { message }).unwrap();
    let begun = upload(&mut juliet);
    put(&mut juliet, begun);
    juliet.sends("<message><x xmlns='jabber:x:oob'/></message>");
}

#[test]
fn what_our_server_does_not_take_is_said_before_anything_is_moved() {
    let mut juliet = plain();
    chooses(&mut juliet, file(7, "a.jpg", 1001));
    sends(&mut juliet, &[7], "").unwrap();
    juliet.shows(ROMEO, &["me: [a.jpg Here] [Failed: TooLarge]"]);
    juliet.server.largest_file = None;
    juliet.loses_the_connection().signs_in();
    chooses(&mut juliet, file(8, "b.jpg", 10));
    sends(&mut juliet, &[8], "").unwrap();
    assert_eq!(juliet.lines(ROMEO)[1], "me: [b.jpg Here] [Failed: NoUploads]");
    assert!(juliet.transfers.is_empty());
}

#[test]
fn the_key_of_an_encrypted_file_is_never_told_in_the_clear() {
    let mut juliet = with_uploads();
    // Romeo has no keys; his file is on the server before anybody knows.
    chooses(&mut juliet, file(7, "a.jpg", 900));
    sends(&mut juliet, &[7], "").unwrap();
    let begun = upload(&mut juliet);
    assert!(begun.2);
    put(&mut juliet, begun);
    juliet.shows(ROMEO, &["me: [a.jpg Here] [Failed: NoKeys]"]);
    let message = juliet.rows(ROMEO)[0].message;
    juliet.commands(Command::SendUnencrypted { message }).unwrap();
    let begun = upload(&mut juliet);
    assert!(!begun.2, "it is put there anew, for everybody");
    put(&mut juliet, begun);
    let sent = String::from(&juliet.sends("<message><x xmlns='jabber:x:oob'/></message>"));
    assert!(!sent.contains("aesgcm") && !sent.contains("000102"));
}

#[test]
fn a_file_is_sent_once_and_nobody_sends_what_was_not_chosen() {
    let mut juliet = plain();
    chooses(&mut juliet, file(7, "a.jpg", 9));
    assert_eq!(sends(&mut juliet, &[8], ""), Err(Refused::NotFound));
    assert_eq!(sends(&mut juliet, &[7, 7], ""), Err(Refused::NotFound));
    assert_eq!(sends(&mut juliet, &[], "text"), Err(Refused::BadRequest));
    sends(&mut juliet, &[7], "").unwrap();
    assert_eq!(sends(&mut juliet, &[7], ""), Err(Refused::NotFound));
}

#[test]
fn a_file_that_is_taken_back_before_it_is_there_is_gone() {
    let mut juliet = plain();
    chooses(&mut juliet, file(7, "a.jpg", 9));
    sends(&mut juliet, &[7], "").unwrap();
    let begun = upload(&mut juliet);
    let message = juliet.rows(ROMEO)[0].message;
    juliet.commands(Command::CancelFile { message }).unwrap();
    assert!(matches!(juliet.transfers.as_slice(), [Transfer::Cancel { .. }]));
    put(&mut juliet, begun);
    juliet.shows(ROMEO, &[]);
    juliet.sends_nothing();
}

const ADDRESS: &str = "https://download.montague.lit/4a77/photo.jpg";

fn shared(id: &str, file: &str) -> Element {
    let mut message = said("romeo@montague.lit/orchard", JULIET, id, ADDRESS);
    message.append_child(xml(&format!("<x xmlns='jabber:x:oob'><url>{ADDRESS}</url></x>")));
    message.append_child(xml(&format!(
        "<file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'>{file}</file>
         <sources><url-data xmlns='http://jabber.org/protocol/url-data' target='{ADDRESS}'/></sources></file-sharing>"
    )));
    message
}

const PHOTO: &str = "<name>summit.jpg</name><media-type>image/jpeg</media-type><size>3032449</size><width>4096</width><height>2160</height>";

#[test]
fn a_picture_of_a_contact_comes_by_itself_and_its_place_is_kept() {
    let mut juliet = Person::juliet();
    juliet.gets(&shared("1", PHOTO));
    juliet.shows(ROMEO, &["romeo (exposed): [summit.jpg Coming]"]);
    assert_eq!(shown(&juliet).extent, Some((4096, 2160)));
    let (id, from, most) = download(&mut juliet);
    assert_eq!((from.as_str(), most), (ADDRESS, 3_032_449));
    let found = Found {
        media_type: "image/jpeg".into(),
        size: 3_032_449,
        extent: Some((4096, 2160)),
        thumbnail: vec![1],
    };
    juliet.feed(Input::Transferred(id, Transferred::Fetched(found)));
    juliet.shows(ROMEO, &["romeo (exposed): [summit.jpg Here]"]);
    assert!(shown(&juliet).thumbnail);
}

#[test]
fn w09_nothing_of_a_stranger_and_nothing_large_is_fetched_without_being_asked_for() {
    let mut juliet = Person::juliet();
    let mut stranger = said("mallory@evil.lit/x", JULIET, "1", ADDRESS);
    stranger.append_child(xml(&format!("<x xmlns='jabber:x:oob'><url>{ADDRESS}</url></x>")));
    juliet.gets(&stranger);
    juliet.gets(&shared("2", "<name>a.jpg</name><size>10000000000</size>"));
    juliet.gets(&shared("3", "<name>a.zip</name><size>10</size>"));
    juliet.gets(&shared("4", "<name>a.mp4</name><size>10</size>"));
    assert!(juliet.transfers.is_empty());
    juliet.shows(
        ROMEO,
        &[
            "romeo (exposed): [a.jpg There]",
            "romeo (exposed): [a.zip There]",
            "romeo (exposed): [a.mp4 There]",
        ],
    );
    let message = juliet.rows("mallory@evil.lit")[0].message;
    juliet.commands(Command::FetchFile { message }).unwrap();
    juliet.commands(Command::FetchFile { message }).unwrap();
    let (.., most) = download(&mut juliet);
    assert!(most <= 4 << 30, "what nobody announced ends somewhere all the same");
    juliet.commands(Command::CancelFile { message }).unwrap();
    juliet.shows("mallory@evil.lit", &["mallory (exposed): [photo.jpg There]"]);
}

#[test]
fn what_could_not_be_fetched_says_so_and_is_fetched_again_when_asked_for() {
    let mut juliet = Person::juliet();
    juliet.gets(&shared("1", PHOTO));
    let (id, ..) = download(&mut juliet);
    juliet.feed(Input::Transferred(id, Transferred::NotFetched(FileFailure::Altered)));
    assert_eq!(
        (shown(&juliet).state, shown(&juliet).failure),
        (FileState::Failed, Some(FileFailure::Altered))
    );
    let message = juliet.rows(ROMEO)[0].message;
    juliet.commands(Command::FetchFile { message }).unwrap();
    assert_eq!(download(&mut juliet).0, id);
    juliet.restarts().signs_in();
    assert_eq!(
        download(&mut juliet).0,
        id,
        "what was on its way when the program ended"
    );
}

#[test]
fn o19_what_stands_beside_an_encrypted_message_is_no_file_of_its_author() {
    let (mut juliet, mut devices) = Device::of_romeo(&[11]);
    juliet.writes(ROMEO, "hello");
    let sent = juliet.sends("<message><encrypted xmlns='eu.siacs.conversations.axolotl'/></message>");
    devices[0].reads(JULIET, &sent).unwrap();
    let own = Device::find(&juliet.server, JULIET);
    let mut message = devices[0].encrypts(JULIET, &[(JULIET, own)], Some("just words"));
    for child in shared("x", PHOTO).children().skip(1) {
        message.append_child(child.clone());
    }
    juliet.gets(&message);
    assert_eq!(juliet.lines(ROMEO)[1], "romeo (omemo): just words");
    let address = format!("aesgcm://download.montague.lit/4a77/photo.jpg#{}", "ab".repeat(44));
    let message = devices[0].encrypts(JULIET, &[(JULIET, own)], Some(&address));
    juliet.gets(&message);
    assert_eq!(juliet.lines(ROMEO)[2], "romeo (omemo): [photo.jpg Coming]");
}

#[test]
fn r20_w11_a_hostile_name_is_shown_without_what_hides_in_it() {
    let mut juliet = Person::juliet();
    juliet.gets(&shared(
        "1",
        "<name>photo_\u{202e}gpj.exe</name><media-type>image/jpeg</media-type>",
    ));
    let file = shown(&juliet);
    assert_eq!(file.name, "photo_gpj.exe");
    // An address in a text is a text.
    juliet.gets(&said("romeo@montague.lit/orchard", JULIET, "2", ADDRESS));
    assert_eq!(juliet.lines(ROMEO)[1], format!("romeo (exposed): {ADDRESS}"));
}

#[test]
fn f21_whatever_the_order_a_file_is_one_line_and_what_takes_it_back_removes_it() {
    let lines = [
        "romeo (exposed): [a.zip There]",
        "romeo (exposed): (deleted)",
        "romeo (exposed): done",
    ];
    agree(ROMEO, &lines, || {
        let mut retract = said("romeo@montague.lit/orchard", JULIET, "3", "took it back");
        retract.append_child(xml("<retract xmlns='urn:xmpp:message-retract:1' id='2'/>"));
        let messages = vec![
            shared("1", "<name>a.zip</name>"),
            shared("2", "<name>b.zip</name>"),
            retract,
            said("romeo@montague.lit/orchard", JULIET, "4", "done"),
        ];
        (Person::juliet(), messages)
    });
}

#[test]
fn a_file_that_was_taken_back_cannot_be_opened_any_more() {
    let mut juliet = Person::juliet();
    juliet.gets(&shared("1", PHOTO));
    let (id, ..) = download(&mut juliet);
    assert!(juliet.file(id).is_some());
    let mut retract = said("romeo@montague.lit/orchard", JULIET, "2", "took it back");
    retract.append_child(xml("<retract xmlns='urn:xmpp:message-retract:1' id='1'/>"));
    juliet.gets(&retract);
    assert!(juliet.file(id).is_none(), "its key is gone");
}
