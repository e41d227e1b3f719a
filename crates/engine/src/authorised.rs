//! Who may say what, as a type.
//!
//! Every handler of something that arrived takes an [`Authorised`] of the kind of sender it obeys. Only this module
//! makes one, by comparing the address our own server vouches for; a handler that forgets to ask does not compile.

use std::marker::PhantomData;

use sotto_model::{Jid, Peer};

/// Our own account, another of our devices included: carbons, archive results, our own published data.
#[derive(Debug)]
pub enum Own {}
/// Somebody else, known by their bare address.
#[derive(Debug)]
pub enum Contact {}
/// Our server, speaking about our account: the contact list.
#[derive(Debug)]
pub enum Server {}

/// A room that we are in, or on our way into: for itself where the address has no name behind it, else for one occupant.
#[derive(Debug)]
pub enum Room {}

/// Proof that a stanza comes from whom it says.
#[derive(Debug)]
pub struct Authorised<Who> {
    /// The sender's bare address.
    pub peer: Peer,
    who: PhantomData<Who>,
}

impl<Who> Authorised<Who> {
    fn new(peer: Peer) -> Self {
        Self { peer, who: PhantomData }
    }
}

/// Our own account wrote it: no sender, or exactly our bare address (XEP-0280 §11, XEP-0313 §5.1.3).
/// One of our other devices' full addresses is not enough; a stolen one could then rewrite history.
pub fn own(from: Option<&Jid>, me: &Peer) -> Option<Authorised<Own>> {
    match from {
        None => Some(Authorised::new(me.clone())),
        Some(from) if from.as_str() == me.as_str() => Some(Authorised::new(me.clone())),
        Some(_) => None,
    }
}

/// Our server wrote it, about our account: the same rule (RFC 6121 §2.1.6), under its own name.
pub fn server(from: Option<&Jid>, me: &Peer) -> Option<Authorised<Server>> {
    own(from, me).map(|own| Authorised::new(own.peer))
}

/// Somebody else wrote it. Our server has checked `from`, or its sender's server has (RFC 6120 §8.1.2.1).
pub fn contact(from: Option<&Jid>, me: &Peer) -> Option<Authorised<Contact>> {
    let peer = Peer(from?.to_bare());
    (peer != *me).then(|| Authorised::new(peer))
}

/// It came through a room of ours. What a room says counts for that room alone: never for a contact, nor for another room.
pub fn room(from: Option<&Jid>, ours: impl Fn(&Peer) -> bool) -> Option<Authorised<Room>> {
    let peer = Peer(from?.to_bare());
    ours(&peer).then(|| Authorised::new(peer))
}

/// The room itself says it, none of its occupants.
pub fn room_itself(from: Option<&Jid>, ours: impl Fn(&Peer) -> bool) -> Option<Authorised<Room>> {
    from.filter(|from| from.resource().is_none())
        .and_then(|from| room(Some(from), ours))
}

/// A bare address's own published data (XEP-0163): ours or somebody's, but always the publisher's.
pub fn publisher(from: Option<&Jid>, me: &Peer) -> Result<Authorised<Own>, Option<Authorised<Contact>>> {
    own(from, me).ok_or_else(|| contact(from, me))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jid(text: &str) -> Jid {
        text.parse().unwrap()
    }

    #[test]
    fn r01_only_our_bare_address_speaks_for_our_account() {
        let me = Peer("juliet@capulet.lit".parse().unwrap());
        assert!(own(None, &me).is_some());
        assert!(own(Some(&jid("juliet@capulet.lit")), &me).is_some());
        for other in [
            "juliet@capulet.lit/balcony",
            "romeo@montague.lit",
            "capulet.lit",
            "juliet@capulet.lit.evil.lit",
        ] {
            assert!(own(Some(&jid(other)), &me).is_none(), "{other}");
            assert!(server(Some(&jid(other)), &me).is_none(), "{other}");
        }
    }

    #[test]
    fn r14_an_occupant_never_speaks_for_the_room_and_no_room_for_another() {
        let coven = Peer("coven@chat.lit".parse().unwrap());
        let ours = |peer: &Peer| *peer == coven;
        assert!(room(Some(&jid("coven@chat.lit/hecate")), ours).is_some());
        assert!(room_itself(Some(&jid("coven@chat.lit")), ours).is_some());
        assert!(room_itself(Some(&jid("coven@chat.lit/hecate")), ours).is_none());
        for other in ["chat.lit", "cave@chat.lit", "coven@chat.lit.evil.lit"] {
            assert!(room(Some(&jid(other)), ours).is_none(), "{other}");
        }
        assert!(room(None, ours).is_none());
    }

    #[test]
    fn a_contact_is_somebody_else() {
        let me = Peer("juliet@capulet.lit".parse().unwrap());
        assert!(contact(Some(&jid("juliet@capulet.lit/x")), &me).is_none());
        assert!(contact(None, &me).is_none());
        assert_eq!(
            contact(Some(&jid("romeo@montague.lit/orchard")), &me)
                .unwrap()
                .peer
                .as_str(),
            "romeo@montague.lit"
        );
    }
}
