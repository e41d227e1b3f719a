//! Invitations into rooms: XEP-0249 1.2 and those that come through the room (XEP-0045 §7.8.2). They wait for the user like
//! somebody who asks to become a contact. One of a stranger's waits silently.

use sotto_model::{ConversationKind, Notice, Peer};
use sotto_store::rooms::{self, Waiting};
use sotto_store::{contacts, conversations};
use sotto_wire::{Message, MessageKind};

use super::joining;
use crate::cx::Cx;
use crate::envelope::Route;
use crate::features::contacts::name;
use crate::features::{Decided, Done};
use crate::input::{Changed, Refused};
use crate::label;

/// The most that wait: a flood of them must not fill the disk.
const MOST: u32 = 200;

/// The longest words of an inviter that are shown, in characters.
pub(super) const REASON: usize = 300;

/// Whether a message is one.
pub(crate) fn invites(message: &Message) -> bool {
    let mediated = message.muc.as_ref().is_some_and(|muc| muc.invite.is_some());
    message.kind != MessageKind::Error && (message.invitation.is_some() || mediated)
}

/// Somebody invites us.
pub(crate) fn received(cx: &mut Cx<'_, '_>, route: &Route, message: &Message) -> Done {
    let Some(from) = message.from.as_ref().map(|from| Peer(from.to_bare())) else {
        return Ok(());
    };
    // What we sent ourselves, and what is older than our being here, invites nobody.
    if from == *cx.me || !matches!(route, Route::Live | Route::Carbon | Route::CatchUp(_)) {
        return Ok(());
    }
    let Some(waiting) = read(message, from) else {
        return Ok(());
    };
    if waiting.room.0.node().is_none() || rooms::invitations(cx.tx)? >= MOST {
        return Ok(());
    }
    // Where we are already, nobody has to invite us.
    if let Some(conversation) = conversations::find(cx.tx, &waiting.room)?
        && rooms::find(cx.tx, conversation.id)?.is_some_and(|room| room.wanted && !room.unfinished)
    {
        return Ok(());
    }
    let known = contacts::find(cx.tx, &waiting.inviter)?.is_some_and(|contact| contact.listed);
    let fresh = rooms::put_invitation(cx.tx, &waiting, cx.now)?;
    cx.changed(Changed::Contacts);
    if fresh && known && cx.account.preferences.notifications {
        let name = name(cx, &waiting.inviter)?;
        cx.notify(Notice::Invitation {
            peer: waiting.room,
            name,
        });
    }
    Ok(())
}

fn read(message: &Message, from: Peer) -> Option<Waiting> {
    let words = |reason: &Option<String>| label::line(reason.as_deref().unwrap_or(""), REASON);
    if let Some(invitation) = &message.invitation
        && message.muc.as_ref().is_none_or(|muc| muc.invite.is_none())
    {
        return Some(Waiting {
            room: Peer(invitation.room.clone()),
            inviter: from,
            mediated: false,
            password: invitation.password.clone().unwrap_or_default(),
            reason: words(&invitation.reason),
        });
    }
    // A room invites into itself alone; who stands behind it is its word.
    let muc = message.muc.as_ref()?;
    let invite = muc.invite.as_ref()?;
    Some(Waiting {
        room: from,
        inviter: Peer(invite.from.as_ref()?.to_bare()),
        mediated: true,
        password: muc.password.clone().unwrap_or_default(),
        reason: words(&invite.reason),
    })
}

/// The user goes in.
pub(in crate::features) fn accept(cx: &mut Cx<'_, '_>, room: &Peer) -> Decided {
    if cx.live.online.is_none() {
        return Ok(Some(Refused::Offline));
    }
    let Some(waiting) = rooms::invitation(cx.tx, room)? else {
        return Ok(Some(Refused::NotFound));
    };
    let password = Some(waiting.password.as_str()).filter(|password| !password.is_empty());
    let conversation = joining::want(cx, room, ConversationKind::Channel, None, password)?;
    conversations::opened(cx.tx, conversation.id, cx.now)?;
    cx.changed(Changed::Conversation(room.clone()));
    joining::enter(cx, room)?;
    Ok(None)
}

/// The user does not. Who asked through the room is told so; nobody else learns that we are here.
pub(in crate::features) fn decline(cx: &mut Cx<'_, '_>, room: &Peer) -> Decided {
    let Some(waiting) = rooms::invitation(cx.tx, room)? else {
        return Ok(Some(Refused::NotFound));
    };
    rooms::remove_invitation(cx.tx, room)?;
    let known = contacts::find(cx.tx, &waiting.inviter)?.is_some_and(|contact| contact.listed);
    if waiting.mediated && known {
        let id = cx.fresh_id();
        let inviter = waiting.inviter.0.into();
        cx.send(sotto_wire::invitations::decline(&room.0, &id, &inviter));
    }
    cx.notify(Notice::Withdraw { peer: room.clone() });
    cx.changed(Changed::Contacts);
    Ok(None)
}
