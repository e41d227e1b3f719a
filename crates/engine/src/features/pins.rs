//! Messages kept at hand, on all of one's own devices: a private node of our account (see `wire/pins.rs`).
//!
//! What the server has is asked for on every new stream and counts, but for what we changed meanwhile.

use std::collections::BTreeSet;

use sotto_model::MessageId;
use sotto_store::pins::{self, Pin, State};
use sotto_store::{StoreError, messages};
use sotto_wire::Condition;
use sotto_wire::pins::{NODE, Pinned};
use sotto_wire::pubsub::{self, Access, Change, Event, Items, MaxItems, Options};

use super::Decided;
use crate::authorised::{Authorised, Own};
use crate::cx::{Answer, Cx};
use crate::input::{Changed, Refused};

/// What this stream taught about the node.
#[derive(Default)]
pub struct Live {
    /// How much it holds is not said with what is published, but where it is configured.
    configures: bool,
    /// It was published to without saying that.
    unconfigured: bool,
}

/// Who is asked about what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaiting {
    /// What there is.
    All,
    /// Whether one was taken in, under this name.
    Published(String),
    /// Whether one was taken away, under this name.
    Withdrawn(String),
    /// Whether the node took its configuration.
    Configured,
}

impl From<Awaiting> for crate::cx::Awaiting {
    fn from(awaiting: Awaiting) -> Self {
        Self::Pins(awaiting)
    }
}

pub(super) fn pin(cx: &mut Cx<'_, '_>, id: MessageId, on: bool) -> Decided {
    let Some(subject) = messages::subject(cx.tx, id)? else {
        return Ok(Some(Refused::NotFound));
    };
    let Some(target) = subject.origin else {
        return Ok(Some(Refused::BadRequest));
    };
    let Some(conversation) = sotto_store::conversations::get(cx.tx, subject.conversation)? else {
        return Ok(Some(Refused::NotFound));
    };
    let pin = Pin {
        peer: conversation.peer.clone(),
        outgoing: subject.outgoing,
        target,
        at: cx.now,
    };
    pins::put(cx.tx, &pin, if on { State::New } else { State::Gone })?;
    cx.changed(Changed::Conversation(conversation.peer));
    tell(cx, &pin, on);
    Ok(None)
}

pub(super) fn start(cx: &mut Cx<'_, '_>) {
    cx.get(None, pubsub::items_request(NODE, None), Awaiting::All.into());
}

pub(super) fn on_reply(cx: &mut Cx<'_, '_>, awaiting: Awaiting, answer: &Answer) -> Result<(), StoreError> {
    match (awaiting, answer) {
        (Awaiting::All, Answer::Result(payload)) => {
            let items = payload.as_ref().and_then(Items::parse).map(|items| items.items);
            all(cx, &read(items.unwrap_or_default()))
        }
        (Awaiting::All, Answer::Error(error)) if error.condition == Condition::ItemNotFound => all(cx, &[]),
        (Awaiting::Published(item), Answer::Result(_)) => {
            settled(cx, &item, State::New)?;
            if std::mem::take(&mut cx.live.pins.unconfigured) {
                let configure = pubsub::configure(NODE, &options());
                cx.set(None, configure, Awaiting::Configured.into());
            }
            Ok(())
        }
        (Awaiting::Withdrawn(item), Answer::Result(_)) => settled(cx, &item, State::Gone),
        // What is not there need not be taken away.
        (Awaiting::Withdrawn(item), Answer::Error(error)) if error.condition == Condition::ItemNotFound => {
            settled(cx, &item, State::Gone)
        }
        // The node exists with other settings: nothing is told to it before those are right.
        (Awaiting::Published(_), Answer::Error(error))
            if matches!(error.condition, Condition::Conflict | Condition::NotAcceptable) =>
        {
            cx.set(None, pubsub::configure(NODE, &options()), Awaiting::Configured.into());
            Ok(())
        }
        // Some servers (ejabberd 23) take the number of items only where the node is configured.
        (Awaiting::Published(_), Answer::Error(error))
            if error.condition == Condition::ResourceConstraint && !cx.live.pins.configures =>
        {
            cx.live.pins.configures = true;
            push(cx)
        }
        (Awaiting::Configured, Answer::Result(_)) => push(cx),
        (
            Awaiting::All | Awaiting::Published(_) | Awaiting::Withdrawn(_) | Awaiting::Configured,
            Answer::Error(_) | Answer::None,
        ) => Ok(()),
    }
}

/// Another device of ours changed something.
pub(crate) fn own_event(cx: &mut Cx<'_, '_>, _own: &Authorised<Own>, event: &Event) -> Result<(), StoreError> {
    if event.node != NODE {
        return Ok(());
    }
    match &event.change {
        Change::Items(items) => {
            for pin in read(items.clone()) {
                learn(cx, &pin)?;
            }
        }
        Change::Retracted(ids) => {
            let now = cx.now;
            for pinned in ids.iter().filter_map(|id| Pinned::of_item(id, now)) {
                forget(cx, &of(pinned))?;
            }
        }
        Change::Purged | Change::Deleted => {
            for pin in pins::all(cx.tx, State::Known)? {
                forget(cx, &pin)?;
            }
        }
    }
    Ok(())
}

/// What the server has, in the place of what it had.
fn all(cx: &mut Cx<'_, '_>, there: &[Pin]) -> Result<(), StoreError> {
    let names: BTreeSet<String> = there.iter().map(|pin| wire(pin).item()).collect();
    for pin in pins::all(cx.tx, State::Known)? {
        if !names.contains(&wire(&pin).item()) {
            forget(cx, &pin)?;
        }
    }
    let gone: BTreeSet<String> = pins::all(cx.tx, State::Gone)?
        .iter()
        .map(|pin| wire(pin).item())
        .collect();
    for pin in there.iter().filter(|pin| !gone.contains(&wire(pin).item())) {
        learn(cx, pin)?;
    }
    push(cx)
}

fn push(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    for pin in pins::all(cx.tx, State::New)? {
        tell(cx, &pin, true);
    }
    for pin in pins::all(cx.tx, State::Gone)? {
        tell(cx, &pin, false);
    }
    Ok(())
}

fn tell(cx: &mut Cx<'_, '_>, pin: &Pin, on: bool) {
    let pinned = wire(pin);
    let item = pinned.item();
    if on {
        let mut options = options();
        if cx.live.pins.configures {
            options.max_items = None;
            cx.live.pins.unconfigured = true;
        }
        let publish = pubsub::publish(NODE, &item, pinned.to_element(), Some(&options));
        cx.set(None, publish, Awaiting::Published(item).into());
    } else {
        cx.set(None, pubsub::retract(NODE, &item), Awaiting::Withdrawn(item).into());
    }
}

/// Nobody else may read it (XEP-0223).
fn options() -> Options {
    Options {
        access: Access::Whitelist,
        persist: true,
        max_items: Some(MaxItems::Max),
        send_last: None,
    }
}

/// Our other devices know it now.
fn settled(cx: &mut Cx<'_, '_>, item: &str, was: State) -> Result<(), StoreError> {
    let told = pins::all(cx.tx, was)?.into_iter().find(|pin| wire(pin).item() == item);
    match told {
        Some(pin) if was == State::New => pins::put(cx.tx, &pin, State::Known),
        Some(pin) => pins::remove(cx.tx, &pin),
        // Changed again meanwhile.
        None => Ok(()),
    }
}

fn learn(cx: &mut Cx<'_, '_>, pin: &Pin) -> Result<(), StoreError> {
    pins::put(cx.tx, pin, State::Known)?;
    cx.changed(Changed::Conversation(pin.peer.clone()));
    Ok(())
}

fn forget(cx: &mut Cx<'_, '_>, pin: &Pin) -> Result<(), StoreError> {
    pins::remove(cx.tx, pin)?;
    cx.changed(Changed::Conversation(pin.peer.clone()));
    Ok(())
}

fn read(items: Vec<pubsub::Item>) -> Vec<Pin> {
    let payloads = items.iter().filter_map(|item| item.payload.as_ref());
    payloads
        .filter_map(Pinned::parse)
        .map(of)
        .take(pins::MOST as usize)
        .collect()
}

fn of(pinned: Pinned) -> Pin {
    Pin {
        peer: pinned.with,
        outgoing: pinned.own,
        target: pinned.id,
        at: pinned.since,
    }
}

fn wire(pin: &Pin) -> Pinned {
    Pinned {
        with: pin.peer.clone(),
        own: pin.outgoing,
        id: pin.target.clone(),
        since: pin.at,
    }
}
