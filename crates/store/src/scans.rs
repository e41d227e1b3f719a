//! No question about one message may read all of them: a partial index serves only who repeats its condition.

use std::cell::RefCell;

use rusqlite::{CachedStatement, StatementStatus};
use sotto_model::{
    ConversationId, Delivery, DeviceId, Encryption, OriginId, Peer, StanzaId, Timestamp, Trust, Unreadable,
};
use sotto_omemo::{Address, IdentityKey, IdentityKeyPair};

use crate::messages::{Kind, New};
use crate::{Key, Store, Tx, account, conversations, messages, omemo};

thread_local! {
    static SCANS: RefCell<Vec<(i32, String)>> = const { RefCell::new(Vec::new()) };
}

/// Takes down how many rows a statement read one after the other.
pub(crate) fn note(sql: &str, statement: &CachedStatement<'_>) {
    let steps = statement.reset_status(StatementStatus::FullscanStep);
    if steps > 0 {
        SCANS.with_borrow_mut(|scans| scans.push((steps, sql.to_owned())));
    }
}

const MANY: i64 = 500;

fn key() -> IdentityKey {
    IdentityKeyPair::from_rng(&mut rand_core::UnwrapMut(&mut rand_core::OsRng)).public()
}

fn address(jid: &str) -> Address {
    Address {
        jid: jid.to_owned(),
        device: DeviceId::try_from(1).unwrap(),
    }
}

fn fill(tx: &Tx<'_>, conversation: ConversationId) {
    let key = key();
    for n in 0..MANY {
        let (origin, stanza) = (OriginId(format!("o{n}")), StanzaId(format!("s{n}")));
        let new = New {
            conversation,
            kind: Kind::Message,
            outgoing: false,
            author: messages::Author::default(),
            mention: false,
            at: Timestamp(n),
            place: Timestamp(n),
            origin: Some(&origin),
            origin_unique: true,
            stanza: Some(&stanza),
            target: None,
            body: Ok("text"),
            encryption: Encryption::None,
            exposed: false,
            device: None,
            delivery: None,
        };
        let id = messages::insert(tx, &new).unwrap();
        messages::set_stanza_id(tx, id, &stanza).unwrap();
        messages::advance(tx, id, Delivery::Sent).unwrap();
        omemo::pin_identity(tx, &address(&format!("u{n}@x.lit")), &key, Trust::Blind, Timestamp(0)).unwrap();
    }
}

#[test]
fn nothing_that_is_asked_for_every_message_reads_all_messages() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(&directory.path().join("archive.db"), &Key::new([1; 32])).unwrap();
    let tx = store.begin().unwrap();
    account::ensure(&tx, &Peer("juliet@capulet.lit".parse().unwrap())).unwrap();
    let romeo = conversations::ensure(&tx, &Peer("romeo@montague.lit".parse().unwrap()))
        .unwrap()
        .id;
    fill(&tx, romeo);
    let (origin, stanza) = (OriginId("unknown".into()), StanzaId("unknown".into()));
    let id = messages::newest_row(&tx).unwrap();
    messages::seen(&tx, romeo, false, "", Some((&origin, true)), Some(&stanza)).unwrap();
    messages::own_by_origin(&tx, romeo, &origin).unwrap();
    messages::theirs_by_origin(&tx, romeo, &origin).unwrap();
    messages::queued(&tx, None).unwrap();
    messages::queued(&tx, Some(romeo)).unwrap();
    messages::wrote_to(&tx, romeo).unwrap();
    messages::unreadable_near(&tx, romeo, None, Unreadable::Broken, Timestamp(0)).unwrap();
    messages::put_at(&tx, id, Timestamp(MANY)).unwrap();
    let (_, place) = messages::place(&tx, id).unwrap().unwrap();
    conversations::newest(&tx, romeo).unwrap();
    conversations::newest_settled(&tx, romeo, id).unwrap();
    conversations::mark_read(&tx, romeo, place).unwrap();
    conversations::unread(&tx, romeo).unwrap();
    omemo::identity_elsewhere(&tx, &address("v@x.lit"), &key()).unwrap();
    let scans = SCANS.take();
    assert!(scans.iter().all(|(steps, _)| *steps < 10), "{scans:#?}");
    tx.list("SELECT id FROM messages WHERE body = 'none'", [], |row| {
        row.get::<_, i64>(0)
    })
    .unwrap();
    assert!(SCANS.take()[0].0 >= 499, "a scan would have been noticed");
}
