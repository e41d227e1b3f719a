//! XEP-0085 2.1: who is writing. Never kept, never sent to people who may not see our presence.

use sotto_model::{ChatState, ConversationKind, Jid, Peer, Presence};
use sotto_store::conversations;
use sotto_wire::{Hints, MessageKind, Outgoing};

use super::Decided;
use super::displayed;
use crate::cx::Cx;
use crate::envelope::{Envelope, Route};
use crate::input::{Changed, Timer};

/// How long "writing" is believed without a further word, in milliseconds.
const BELIEVED: u64 = 60_000;

pub(crate) fn received(cx: &mut Cx<'_, '_>, envelope: &Envelope<'_>) {
    let Some(contact) = envelope.contact().filter(|_| envelope.route == Route::Live) else {
        return;
    };
    let composing = envelope.message.chat_state == Some(ChatState::Composing);
    let spoke = envelope.message.chat_state.is_some() || envelope.message.body.is_some();
    if composing && cx.live.reading.typing.len() < 1_000 {
        cx.live.reading.typing.insert(contact.peer.clone());
        cx.after(BELIEVED, Timer::TypingEnds(contact.peer.clone()));
        cx.changed(Changed::Conversation(contact.peer.clone()));
    } else if spoke {
        ended(cx, &contact.peer);
    }
}

pub(super) fn ended(cx: &mut Cx<'_, '_>, peer: &Peer) {
    if cx.live.reading.typing.remove(peer) {
        cx.changed(Changed::Conversation(peer.clone()));
    }
}

pub(super) fn typing(cx: &mut Cx<'_, '_>, peer: &Peer, composing: bool) -> Decided {
    if let Some(conversation) = conversations::find(cx.tx, peer)?.filter(|conversation| conversation.is_room()) {
        // In a crowd nobody wants to know.
        let told = conversation.kind == ConversationKind::Group && cx.live.rooms.is_ready(peer);
        if told && cx.account.preferences.typing {
            say(cx, peer, MessageKind::Groupchat, composing);
        }
        return Ok(None);
    }
    let there = cx.live.presence.of(peer).0 != Presence::Offline;
    if !there || !displayed::may(cx, peer, displayed::Kind::Typing)? {
        return Ok(None);
    }
    say(cx, peer, MessageKind::Chat, composing);
    Ok(None)
}

fn say(cx: &mut Cx<'_, '_>, peer: &Peer, kind: MessageKind, composing: bool) {
    let fresh = cx.fresh_origin();
    let stanza = Outgoing {
        chat_state: Some(if composing {
            ChatState::Composing
        } else {
            ChatState::Paused
        }),
        hints: Hints {
            no_store: true,
            ..Hints::default()
        },
        ..Outgoing::new(Jid::from(peer.0.clone()), kind, fresh)
    };
    cx.send(stanza.to_element());
}
