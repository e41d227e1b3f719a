//! What somebody said, said again elsewhere: as a text of ours, which is all that every program understands.
//!
//! Deliberately not XEP-0297 within a message: it would tell who wrote to whom, and few programs show it.

use std::collections::BTreeSet;

use sotto_model::{EncryptionMode, MessageId, Peer};
use sotto_store::messages::Kind;
use sotto_store::{conversations, corrections};

use super::Decided;
use super::messages::{clean, put};
use crate::cx::Cx;
use crate::input::{Changed, Refused};
use crate::outbound;

/// How many messages, and how many conversations, at a time.
const MOST: usize = 100;

pub(super) fn forward(cx: &mut Cx<'_, '_>, which: &[MessageId], to: &[Peer], in_the_clear: bool) -> Decided {
    if which.is_empty() || to.is_empty() || which.len() > MOST || to.len() > MOST {
        return Ok(Some(Refused::BadRequest));
    }
    let (mut texts, mut secret) = (Vec::new(), false);
    for id in which {
        let Some(said) = corrections::text_of(cx.tx, *id)? else {
            return Ok(Some(Refused::NotFound));
        };
        let Some(text) = clean(&said.body) else {
            return Ok(Some(Refused::InvalidText));
        };
        texts.push(text);
        secret |= said.secret;
    }
    let mut targets = Vec::new();
    for peer in to.iter().collect::<BTreeSet<_>>() {
        let conversation = conversations::ensure(cx.tx, peer)?;
        // What came encrypted leaves so, unless the user was asked.
        if secret && !in_the_clear && conversation.mode == EncryptionMode::Plain {
            return Ok(Some(Refused::WouldExpose));
        }
        targets.push(conversation);
    }
    for conversation in targets {
        for text in &texts {
            put(cx, conversation.id, Kind::Message, None, text)?;
        }
        cx.changed(Changed::Conversation(conversation.peer));
        outbound::pump(cx, conversation.id)?;
    }
    Ok(None)
}
