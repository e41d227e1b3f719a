//! XEP-0045 §10: making a room, configuring it, closing it. One that we made is configured before anything is said in it,
//! however often that is interrupted: what is left to do is in the store.

use base64::Engine as _;
use sotto_model::{Affiliation, ConversationKind, Jid, Peer, RoomProblem, RoomState};
use sotto_store::conversations::{self, Conversation};
use sotto_store::rooms;
use sotto_wire::forms::Form;
use sotto_wire::{Invitation, muc};

use super::joining::{self, Purpose};
use super::{Awaiting, history, invitations};
use crate::cx::{Answer, Cx};
use crate::features::{Decided, Done};
use crate::input::{Changed, Refused, Timer};
use crate::label;

/// Makes a room: a private group with these people, or a public channel.
pub(in crate::features) fn create(
    cx: &mut Cx<'_, '_>,
    kind: ConversationKind,
    name: &str,
    address: Option<Peer>,
    people: &[Peer],
) -> Decided {
    let name = label::line(name, label::LONGEST);
    if name.is_empty() || kind == ConversationKind::Person {
        return Ok(Some(Refused::InvalidText));
    }
    if cx.live.online.is_none() {
        return Ok(Some(Refused::Offline));
    }
    let peer = match address {
        Some(address) => address,
        None => match fresh_address(cx) {
            Some(address) => address,
            None => return Ok(Some(Refused::NoService)),
        },
    };
    if peer.0.node().is_none() || conversations::find(cx.tx, &peer)?.is_some() {
        return Ok(Some(Refused::BadRequest));
    }
    let conversation = joining::want(cx, &peer, kind, None, None)?;
    conversations::opened(cx.tx, conversation.id, cx.now)?;
    rooms::set_name(cx.tx, conversation.id, &name)?;
    rooms::set_unfinished(cx.tx, conversation.id, true)?;
    rooms::set_kind(cx.tx, conversation.id, kind)?;
    if kind == ConversationKind::Channel {
        conversations::set_mode(cx.tx, conversation.id, sotto_model::EncryptionMode::Plain)?;
    }
    for person in people.iter().filter(|person| *person != cx.me) {
        rooms::set_member(cx.tx, conversation.id, person, Affiliation::Member, true)?;
    }
    joining::enter(cx, &peer)?;
    Ok(None)
}

/// An address that nobody guesses, on our server's service for rooms.
fn fresh_address(cx: &mut Cx<'_, '_>) -> Option<Peer> {
    let service = cx.live.rooms.directory.service()?.clone();
    let mut bytes = [0; 10];
    cx.rng.fill_bytes(&mut bytes);
    let node: String = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .encode(bytes)
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    format!("{node}@{}", service.0).parse().ok().map(Peer)
}

/// We are inside of what we made: asks what there is to configure.
pub(super) fn set_up(cx: &mut Cx<'_, '_>, peer: &Peer) {
    let awaiting = Awaiting::Setup(peer.clone());
    cx.get(Some(&peer.0), muc::configuration_request(), awaiting.into());
}

pub(super) fn form_came(cx: &mut Cx<'_, '_>, peer: &Peer, answer: &Answer) -> Done {
    let Answer::Result(Some(payload)) = answer else {
        return joining::failed(cx, peer, RoomProblem::MayNotCreate);
    };
    let (Some(mut form), Some(conversation)) = (muc::parse_configuration(payload), conversations::find(cx.tx, peer)?)
    else {
        return joining::failed(cx, peer, RoomProblem::MayNotCreate);
    };
    let stored = rooms::find(cx.tx, conversation.id)?.unwrap_or_default();
    fill(&mut form, rooms::kind(cx.tx, conversation.id)?, &stored.name);
    let awaiting = Awaiting::Configured(peer.clone());
    cx.set(Some(&peer.0), muc::configure(&form), awaiting.into());
    Ok(())
}

/// What makes a room a private group or a public channel, in every server's words.
fn fill(form: &mut Form, kind: ConversationKind, name: &str) {
    let group = kind == ConversationKind::Group;
    let flag = |on: bool| if on { "1" } else { "0" };
    for (var, value) in [
        ("muc#roomconfig_roomname", name),
        ("muc#roomconfig_persistentroom", "1"),
        ("muc#roomconfig_publicroom", flag(!group)),
        ("muc#roomconfig_membersonly", flag(group)),
        ("muc#roomconfig_whois", if group { "anyone" } else { "moderators" }),
        ("muc#roomconfig_moderatedroom", "0"),
        ("muc#roomconfig_allowinvites", flag(group)),
        ("muc#roomconfig_changesubject", flag(group)),
        ("muc#roomconfig_enablearchiving", "1"),
        ("mam", "1"),
        ("public_list", flag(!group)),
        ("members_by_default", "1"),
    ] {
        form.set(var, value);
    }
}

pub(super) fn configured(cx: &mut Cx<'_, '_>, peer: &Peer, answer: &Answer) -> Done {
    let Some(conversation) = conversations::find(cx.tx, peer)? else {
        return Ok(());
    };
    if !matches!(answer, Answer::Result(_)) {
        let unfinished = cx.live.rooms.rooms.get(peer).is_some_and(|room| room.unfinished);
        return if unfinished {
            joining::failed(cx, peer, RoomProblem::MayNotCreate)
        } else {
            Ok(())
        };
    }
    rooms::set_unfinished(cx.tx, conversation.id, false)?;
    let Some(room) = cx.live.rooms.rooms.get_mut(peer) else {
        return Ok(());
    };
    room.form = None;
    let fresh = std::mem::replace(&mut room.unfinished, false);
    joining::ask(cx, peer, Purpose::Update);
    if fresh { finished(cx, &conversation) } else { Ok(()) }
}

/// What we made is ready: whoever is to be in it is asked in.
fn finished(cx: &mut Cx<'_, '_>, conversation: &Conversation) -> Done {
    let peer = &conversation.peer;
    for member in rooms::members(cx.tx, conversation.id)? {
        if member.invite {
            invite(cx, conversation, &member.jid, None)?;
        }
    }
    super::bookmarks::publish(cx, conversation)?;
    super::members::ask(cx, conversation)?;
    cx.changed(Changed::Conversation(peer.clone()));
    cx.after(super::staying::SILENCE, Timer::Room(peer.clone()));
    history::start(cx, peer)
}

/// Invites somebody; in a group that makes them a member first.
fn invite(cx: &mut Cx<'_, '_>, conversation: &Conversation, person: &Peer, reason: Option<&str>) -> Done {
    let room = &conversation.peer;
    let stored = rooms::find(cx.tx, conversation.id)?.unwrap_or_default();
    let kind = rooms::kind(cx.tx, conversation.id)?;
    let whom = Jid::from(person.0.clone());
    let affiliation = cx
        .live
        .rooms
        .rooms
        .get(room)
        .map(|room| room.affiliation)
        .unwrap_or_default();
    let id = cx.fresh_id();
    if kind == ConversationKind::Group && affiliation < Affiliation::Admin {
        // The room makes them a member and passes it on, if its owner lets members invite.
        cx.send(sotto_wire::invitations::mediated(&room.0, &id, &whom, reason));
        return Ok(());
    }
    if kind == ConversationKind::Group {
        let payload = muc::set_affiliation(&whom, Affiliation::Member, None);
        cx.set(Some(&room.0), payload, crate::cx::Awaiting::Nobody);
        rooms::set_member(cx.tx, conversation.id, person, Affiliation::Member, false)?;
        crate::features::omemo::prepare(cx, person)?;
        cx.changed(Changed::Members(room.clone()));
    }
    let invitation = Invitation {
        room: room.0.clone(),
        password: Some(stored.password).filter(|password| !password.is_empty()),
        reason: reason.map(str::to_owned),
    };
    cx.send(invitation.to_message(&person.0, &id));
    Ok(())
}

/// The user invites people.
pub(in crate::features) fn invite_people(
    cx: &mut Cx<'_, '_>,
    room: &Peer,
    people: &[Peer],
    reason: Option<&str>,
) -> Decided {
    let Some(conversation) = conversations::find(cx.tx, room)?.filter(Conversation::is_room) else {
        return Ok(Some(Refused::NotFound));
    };
    if !cx.live.rooms.is_ready(room) {
        return Ok(Some(Refused::Offline));
    }
    let reason = reason
        .map(|reason| label::line(reason, invitations::REASON))
        .filter(|reason| !reason.is_empty());
    for person in people {
        if person != cx.me {
            invite(cx, &conversation, person, reason.as_deref())?;
        }
    }
    cx.changed(Changed::Conversation(room.clone()));
    Ok(None)
}

/// The user closes a room for good. What was said stays here.
pub(in crate::features) fn destroy(cx: &mut Cx<'_, '_>, room: &Peer) -> Decided {
    let Some(conversation) = conversations::find(cx.tx, room)?.filter(Conversation::is_room) else {
        return Ok(Some(Refused::NotFound));
    };
    let owner = cx
        .live
        .rooms
        .rooms
        .get(room)
        .is_some_and(|room| room.affiliation == Affiliation::Owner);
    if cx.live.online.is_none() || !owner {
        return Ok(Some(Refused::BadRequest));
    }
    cx.set(Some(&room.0), muc::destroy(None), crate::cx::Awaiting::Nobody);
    rooms::set_wanted(cx.tx, conversation.id, false)?;
    super::bookmarks::retract(cx, &conversation)?;
    Ok(None)
}

/// The user wants to see how a room is configured.
pub(in crate::features) fn ask_form(cx: &mut Cx<'_, '_>, room: &Peer) -> Decided {
    let Some(known) = cx
        .live
        .rooms
        .rooms
        .get_mut(room)
        .filter(|room| room.state == RoomState::Joined)
    else {
        return Ok(Some(Refused::Offline));
    };
    known.form = None;
    cx.get(
        Some(&room.0),
        muc::configuration_request(),
        Awaiting::Form(room.clone()).into(),
    );
    cx.changed(Changed::Members(room.clone()));
    Ok(None)
}

pub(super) fn form_to_show(cx: &mut Cx<'_, '_>, peer: &Peer, answer: &Answer) {
    if let Answer::Result(Some(payload)) = answer
        && let Some(room) = cx.live.rooms.rooms.get_mut(peer)
    {
        room.form = muc::parse_configuration(payload);
        cx.changed(Changed::Members(peer.clone()));
    }
}

/// The user configured a room: of the form that was shown, these values are others.
pub(in crate::features) fn configure(
    cx: &mut Cx<'_, '_>,
    room: &Peer,
    values: &std::collections::BTreeMap<String, Vec<String>>,
) -> Decided {
    let Some(mut form) = cx.live.rooms.rooms.get(room).and_then(|room| room.form.clone()) else {
        return Ok(Some(Refused::Offline));
    };
    for field in &mut form.fields {
        if let Some(chosen) = values.get(&field.var) {
            field.values.clone_from(chosen);
        }
    }
    cx.set(
        Some(&room.0),
        muc::configure(&form),
        Awaiting::Configured(room.clone()).into(),
    );
    Ok(None)
}
