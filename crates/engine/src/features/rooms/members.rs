//! Who belongs to a private group: their devices read what is written there, whether they are inside just now or not.

use sotto_model::{Affiliation, ConversationKind, Peer, Role};
use sotto_store::conversations::{self, Conversation};
use sotto_store::{StoreError, rooms};
use sotto_wire::muc::{self, Item};

use super::Awaiting;
use crate::cx::{Answer, Cx};
use crate::features::{Done, omemo};
use crate::input::Changed;

/// Members of one group that are taken seriously; each costs fetches and keys in every message.
const MOST: usize = 1_000;

/// The lists that together are a group's members.
const LISTS: [Affiliation; 3] = [Affiliation::Owner, Affiliation::Admin, Affiliation::Member];

/// Asks who belongs to a group.
pub(super) fn ask(cx: &mut Cx<'_, '_>, conversation: &Conversation) -> Done {
    if rooms::kind(cx.tx, conversation.id)? != ConversationKind::Group {
        return Ok(());
    }
    for affiliation in LISTS {
        let awaiting = Awaiting::List(conversation.peer.clone(), affiliation);
        cx.get(Some(&conversation.peer.0), muc::list(affiliation), awaiting.into());
    }
    Ok(())
}

pub(super) fn listed(cx: &mut Cx<'_, '_>, peer: &Peer, affiliation: Affiliation, answer: &Answer) -> Done {
    // A list that was refused is unknown, not empty: whoever was seen inside stays a member.
    let Answer::Result(Some(payload)) = answer else {
        return Ok(());
    };
    let (Some(list), Some(conversation)) = (muc::parse_list(payload), conversations::find(cx.tx, peer)?) else {
        return Ok(());
    };
    rooms::clear_members(cx.tx, conversation.id, affiliation)?;
    for jid in list.iter().filter_map(|item| item.jid.as_ref()).take(MOST) {
        let member = Peer(jid.to_bare());
        rooms::set_member(cx.tx, conversation.id, &member, affiliation, false)?;
        if affiliation != Affiliation::Outcast {
            omemo::prepare(cx, &member)?;
        }
    }
    cx.changed(Changed::Members(peer.clone()));
    cx.changed(Changed::Conversation(peer.clone()));
    Ok(())
}

/// Presence, or the room itself, says what somebody is to it.
pub(super) fn seen(cx: &mut Cx<'_, '_>, peer: &Peer, item: &Item) -> Done {
    let private = cx.live.rooms.rooms.get(peer).is_some_and(|room| room.features.private);
    let Some(jid) = item.jid.as_ref().filter(|_| private) else {
        return Ok(());
    };
    // Whoever only goes stays what they are.
    if item.role == Role::None && item.affiliation >= Affiliation::Member {
        return Ok(());
    }
    let Some(conversation) = conversations::find(cx.tx, peer)? else {
        return Ok(());
    };
    let member = Peer(jid.to_bare());
    let many = rooms::members(cx.tx, conversation.id)?.len() >= MOST;
    if !many && rooms::set_member(cx.tx, conversation.id, &member, item.affiliation, false)? {
        omemo::prepare(cx, &member)?;
        cx.changed(Changed::Members(peer.clone()));
        cx.changed(Changed::Conversation(peer.clone()));
    }
    if item.role != Role::None && item.affiliation >= Affiliation::Member {
        omemo::look_again(cx, &member)?;
    }
    Ok(())
}

/// Who is to read what is written in a group, ourselves aside; nothing if that is not certain.
pub(crate) fn readers(cx: &Cx<'_, '_>, conversation: &Conversation) -> Result<Option<Vec<Peer>>, StoreError> {
    let private = cx
        .live
        .rooms
        .rooms
        .get(&conversation.peer)
        .is_some_and(|room| room.features.private);
    if !private || conversation.kind != ConversationKind::Group {
        return Ok(None);
    }
    let members = rooms::members(cx.tx, conversation.id)?.into_iter();
    Ok(Some(
        members.map(|member| member.jid).filter(|jid| jid != cx.me).collect(),
    ))
}

/// Gets ready to write in a conversation: lists and keys that are not known yet.
pub(in crate::features) fn prepare(cx: &mut Cx<'_, '_>, conversation: &Conversation) -> Done {
    match conversation.kind {
        ConversationKind::Person => omemo::prepare(cx, &conversation.peer),
        ConversationKind::Channel => Ok(()),
        ConversationKind::Group => {
            for jid in readers(cx, conversation)?.unwrap_or_default() {
                omemo::prepare(cx, &jid)?;
            }
            Ok(())
        }
    }
}

/// Somebody's devices are other ones: their groups may go on.
pub(in crate::features) fn devices_changed(cx: &mut Cx<'_, '_>, peer: &Peer) -> Done {
    for id in rooms::groups_of(cx.tx, peer)? {
        if let Some(conversation) = conversations::get(cx.tx, id)? {
            cx.changed(Changed::Conversation(conversation.peer));
        }
        crate::outbound::pump(cx, id)?;
    }
    Ok(())
}
