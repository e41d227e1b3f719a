//! What each table keeps, and in which direction it may change.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_model::{
    ConversationId, Delivery, DeviceId, Encryption, Failure, MessageId, OriginId, Peer, StanzaId, Subscription,
    Timestamp, Trust, Unreadable,
};
use sotto_omemo::{Address, IdentityKeyPair, PreKeyPair, Profile};
use sotto_store::messages::{Kind, New, Seen};
use sotto_store::{Key, Store, StoreError, Tx, account, contacts, conversations, messages, omemo, outbox, receipts};

/// Runs within one transaction of a new archive.
fn within(test: impl FnOnce(&Tx<'_>) -> Result<(), StoreError>) {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(&directory.path().join("archive.db"), &Key::new([1; 32])).unwrap();
    let tx = store.begin().unwrap();
    account::ensure(&tx, &peer("juliet@capulet.lit")).unwrap();
    test(&tx).unwrap();
    tx.commit().unwrap();
}

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

fn device(id: u32) -> DeviceId {
    id.try_into().unwrap()
}

fn romeo(tx: &Tx<'_>) -> Result<ConversationId, StoreError> {
    Ok(conversations::ensure(tx, &peer("romeo@montague.lit"))?.id)
}

fn new<'a>(conversation: ConversationId, at: i64, text: &'a str) -> New<'a> {
    New {
        conversation,
        kind: Kind::Message,
        outgoing: false,
        author: messages::Author::default(),
        mention: false,
        at: Timestamp(at),
        place: Timestamp(at),
        origin: None,
        origin_unique: false,
        stanza: None,
        target: None,
        body: Ok(text),
        encryption: Encryption::None,
        exposed: false,
        device: None,
        delivery: None,
    }
}

fn mine<'a>(conversation: ConversationId, at: i64, origin: &'a OriginId) -> New<'a> {
    New {
        outgoing: true,
        origin: Some(origin),
        origin_unique: true,
        delivery: Some(Delivery::Queued),
        ..new(conversation, at, "mine")
    }
}

#[test]
fn delivery_only_ever_goes_forward() {
    within(|tx| {
        let origin = OriginId("o".into());
        let id = messages::insert(tx, &mine(romeo(tx)?, 1, &origin))?;
        assert!(messages::advance(tx, id, Delivery::Delivered)?);
        assert!(!messages::advance(tx, id, Delivery::Sent)?);
        messages::fail(tx, id, Failure::Rejected)?;
        assert_eq!(
            messages::own(tx, id)?.unwrap().delivery,
            Delivery::Delivered,
            "what arrived did not fail"
        );
        Ok(())
    });
}

#[test]
fn only_a_failed_message_is_put_back_or_forgotten() {
    within(|tx| {
        let origin = OriginId("o".into());
        let id = messages::insert(tx, &mine(romeo(tx)?, 1, &origin))?;
        assert!(!messages::requeue(tx, id, true)? && !messages::discard(tx, id)?);
        messages::fail(tx, id, Failure::NoKeys)?;
        assert!(messages::requeue(tx, id, true)?);
        assert!(messages::own(tx, id)?.unwrap().send_plain);
        messages::fail(tx, id, Failure::NoKeys)?;
        outbox::put(tx, id, "<message/>")?;
        assert!(messages::discard(tx, id)?);
        assert_eq!(outbox::find(tx, id)?, None, "its bytes go with it");
        Ok(())
    });
}

#[test]
fn queued_messages_keep_the_order_in_which_they_were_written() {
    within(|tx| {
        let (romeo, origins) = (romeo(tx)?, [OriginId("a".into()), OriginId("b".into())]);
        let first = messages::insert(tx, &mine(romeo, 9, &origins[0]))?;
        let second = messages::insert(tx, &mine(romeo, 3, &origins[1]))?;
        let queued: Vec<MessageId> = messages::queued(tx, Some(romeo))?
            .into_iter()
            .map(|one| one.id)
            .collect();
        assert_eq!(queued, [first, second]);
        messages::advance(tx, first, Delivery::Sent)?;
        assert_eq!(messages::queued(tx, None)?.len(), 1);
        Ok(())
    });
}

#[test]
fn a_message_is_recognised_by_the_archives_id_and_then_by_its_senders() {
    within(|tx| {
        let romeo = romeo(tx)?;
        let (origin, other) = (OriginId("o".into()), OriginId("else".into()));
        let (stanza, later) = (StanzaId("s".into()), StanzaId("other".into()));
        let row = New {
            origin: Some(&origin),
            origin_unique: true,
            stanza: Some(&stanza),
            target: None,
            ..new(romeo, 1, "x")
        };
        let id = messages::insert(tx, &row)?;
        let seen = |origin: Option<(&OriginId, bool)>, stanza| messages::seen(tx, romeo, false, "", origin, stanza);
        assert_eq!(seen(None, Some(&stanza))?, Seen::As(id));
        assert_eq!(seen(Some((&origin, true)), Some(&later))?, Seen::As(id));
        assert_eq!(
            seen(Some((&origin, false)), Some(&later))?,
            Seen::Never,
            "ids that start over"
        );
        assert_eq!(seen(Some((&other, true)), None)?, Seen::Never);
        assert_eq!(
            messages::seen(tx, romeo, true, "", Some((&origin, true)), None)?,
            Seen::Never,
            "only in its direction"
        );
        let nurse = conversations::ensure(tx, &peer("nurse@capulet.lit"))?.id;
        assert_eq!(
            messages::seen(tx, nurse, false, "", Some((&origin, true)), None)?,
            Seen::Never,
            "only in its conversation"
        );
        Ok(())
    });
}

#[test]
fn an_archive_id_is_given_once() {
    within(|tx| {
        let romeo = romeo(tx)?;
        let (one, two) = (
            messages::insert(tx, &new(romeo, 1, "one"))?,
            messages::insert(tx, &new(romeo, 2, "two"))?,
        );
        let (a, b) = (StanzaId("a".into()), StanzaId("b".into()));
        messages::set_stanza_id(tx, one, &a)?;
        messages::set_stanza_id(tx, one, &b)?;
        messages::set_stanza_id(tx, two, &a)?;
        assert_eq!(messages::seen(tx, romeo, false, "", None, Some(&a))?, Seen::As(one));
        assert_eq!(messages::seen(tx, romeo, false, "", None, Some(&b))?, Seen::Never);
        Ok(())
    });
}

#[test]
fn reading_goes_forward_and_back_only_for_news() {
    within(|tx| {
        let romeo = romeo(tx)?;
        let ids = [1, 2, 3].map(|at| messages::insert(tx, &new(romeo, at, "x")).unwrap());
        let place = |id| messages::place(tx, id).unwrap().unwrap().1;
        assert_eq!(conversations::unread(tx, romeo)?, 3);
        assert!(conversations::mark_read(tx, romeo, place(ids[1]))?);
        assert!(!conversations::mark_read(tx, romeo, place(ids[0]))?);
        assert_eq!(conversations::unread(tx, romeo)?, 1);
        conversations::mark_unread(tx, romeo, place(ids[2]))?;
        assert_eq!(conversations::unread(tx, romeo)?, 1, "it was not read anyway");
        conversations::mark_unread(tx, romeo, place(ids[0]))?;
        assert_eq!(conversations::unread(tx, romeo)?, 3);
        Ok(())
    });
}

#[test]
fn a_moved_message_takes_reading_and_the_newest_place_along() {
    within(|tx| {
        let romeo = romeo(tx)?;
        let (one, two) = (
            messages::insert(tx, &new(romeo, 10, "one"))?,
            messages::insert(tx, &new(romeo, 20, "two"))?,
        );
        conversations::mark_read(tx, romeo, messages::place(tx, one)?.unwrap().1)?;
        messages::put_at(tx, one, Timestamp(30))?;
        assert_eq!(conversations::newest(tx, romeo)?.unwrap().id, one.0);
        assert_eq!(
            conversations::unread(tx, romeo)?,
            0,
            "what stands before what was read is read"
        );
        messages::put_at(tx, one, Timestamp(5))?;
        assert_eq!(conversations::newest(tx, romeo)?.unwrap().id, two.0);
        assert_eq!(conversations::unread(tx, romeo)?, 1);
        Ok(())
    });
}

#[test]
fn receipts_may_come_first_and_grow_only() {
    within(|tx| {
        let (romeo, target) = (romeo(tx)?, OriginId("o".into()));
        assert!(receipts::put(tx, romeo, &target, Delivery::Read, Timestamp(1))?);
        assert!(!receipts::put(tx, romeo, &target, Delivery::Delivered, Timestamp(2))?);
        receipts::put_displayed_elsewhere(tx, romeo, &target)?;
        receipts::put_displayed_elsewhere(tx, romeo, &target)?;
        assert!(receipts::take_displayed_elsewhere(tx, romeo, &target)?);
        assert!(!receipts::take_displayed_elsewhere(tx, romeo, &target)?);
        Ok(())
    });
}

#[test]
fn a_new_contact_list_keeps_our_own_facts_and_takes_everybody_else_off() {
    within(|tx| {
        let (romeo, nurse) = (peer("romeo@montague.lit"), peer("nurse@capulet.lit"));
        contacts::put(tx, &romeo, "Romeo", Subscription::Both, false, &[])?;
        contacts::put(tx, &nurse, "Nurse", Subscription::Both, false, &[])?;
        contacts::set_favourite(tx, &romeo, true)?;
        contacts::clear(tx)?;
        contacts::put(tx, &nurse, "", Subscription::To, true, &[])?;
        let found = contacts::find(tx, &romeo)?.unwrap();
        assert_eq!(
            (found.listed, found.favourite, found.subscription),
            (false, true, Subscription::None)
        );
        let found = contacts::find(tx, &nurse)?.unwrap();
        assert_eq!((found.listed, found.pending, found.name.as_str()), (true, true, ""));
        Ok(())
    });
}

#[test]
fn r23_requests_without_end_do_not_fill_the_disk() {
    within(|tx| {
        for n in 0..600 {
            let kept = contacts::put_request(tx, &peer(&format!("u{n}@evil.lit")), "", Timestamp(n))?;
            assert_eq!(kept, n < 500);
        }
        assert!(
            !contacts::put_request(tx, &peer("u1@evil.lit"), "", Timestamp(0))?,
            "and none counts twice"
        );
        assert!(contacts::remove_request(tx, &peer("u1@evil.lit"))?);
        Ok(())
    });
}

#[test]
fn a_pinned_key_is_never_replaced_and_a_device_never_forgotten() {
    within(|tx| {
        let mut rng = rand_core::OsRng;
        let mut key = || IdentityKeyPair::from_rng(&mut rand_core::UnwrapMut(&mut rng)).public();
        let (first, other) = (key(), key());
        let address = Address {
            jid: "romeo@montague.lit".into(),
            device: device(11),
        };
        let (jid, now) = (address.jid.as_str(), Timestamp(1));
        let new = omemo::note_list(tx, Profile::Legacy, jid, &[device(11), device(12)], Trust::Blind, now)?;
        assert_eq!(new, [device(11), device(12)]);
        omemo::pin_identity(tx, &address, &first, Trust::Undecided, now)?;
        omemo::pin_identity(tx, &address, &other, Trust::Blind, now)?;
        omemo::set_trust(tx, &address, Trust::Verified)?;
        assert!(omemo::note_list(tx, Profile::Legacy, jid, &[], Trust::Blind, now)?.is_empty());
        let kept = omemo::device(tx, Profile::Legacy, &address)?.unwrap();
        assert_eq!(
            (kept.identity, kept.trust, kept.listed),
            (Some(first), Trust::Verified, false)
        );
        assert!(omemo::list_known(tx, Profile::Legacy, jid)? && !omemo::list_known(tx, Profile::Omemo2, jid)?);
        let elsewhere = Address {
            jid: "paris@verona.lit".into(),
            device: device(11),
        };
        assert!(
            omemo::identity_elsewhere(tx, &elsewhere, &first)? && !omemo::identity_elsewhere(tx, &address, &first)?
        );
        Ok(())
    });
}

#[test]
fn prekey_numbers_are_never_used_twice() {
    within(|tx| {
        let mut rng = rand_core::OsRng;
        let mut rng = rand_core::UnwrapMut(&mut rng);
        omemo::create_own(tx, device(1), &IdentityKeyPair::from_rng(&mut rng))?;
        omemo::put_prekeys(
            tx,
            &[PreKeyPair::generate(1, &mut rng), PreKeyPair::generate(2, &mut rng)],
        )?;
        use sotto_omemo::KeyStore;
        let mut keys = omemo::Keys::new(tx, "juliet@capulet.lit");
        keys.prekey_used(2)?;
        assert_eq!(omemo::unused_prekeys(tx)?, 1);
        assert!(keys.prekey(2)?.is_some(), "another message under way may need it");
        assert_eq!(omemo::purge_used_prekeys(tx)?, 1);
        assert!(keys.prekey(2)?.is_none());
        assert_eq!(omemo::own(tx)?.unwrap().next_prekey, 3);
        Ok(())
    });
}

#[test]
fn r24_a_line_about_a_device_of_ours_is_not_a_word_to_a_stranger() {
    within(|tx| {
        let romeo = romeo(tx)?;
        messages::insert(
            tx,
            &New {
                kind: Kind::Device,
                outgoing: true,
                device: Some(device(77)),
                ..new(romeo, 1, "")
            },
        )?;
        assert!(!messages::wrote_to(tx, romeo)?);
        assert_eq!(conversations::newest(tx, romeo)?, None, "nor is it news");
        Ok(())
    });
}

#[test]
fn five_hundred_unreadable_messages_are_one_line() {
    within(|tx| {
        let romeo = romeo(tx)?;
        let row = New {
            body: Err(Unreadable::Broken),
            device: Some(device(11)),
            ..new(romeo, 100_000, "")
        };
        messages::insert(tx, &row)?;
        let near = |device, why, at| messages::unreadable_near(tx, romeo, device, why, Timestamp(at));
        assert!(near(Some(device(11)), Unreadable::Broken, 130_000)?);
        assert!(!near(Some(device(11)), Unreadable::Broken, 170_000)?);
        assert!(!near(Some(device(12)), Unreadable::Broken, 130_000)?);
        assert!(!near(Some(device(11)), Unreadable::NoSession, 130_000)?);
        Ok(())
    });
}
