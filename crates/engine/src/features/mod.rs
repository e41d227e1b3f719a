//! One file per thing an account can do, and the registries: here every input finds its feature.

pub mod archive;
pub mod avatars;
pub mod blocking;
pub mod bounces;
pub mod carbons;
pub mod chat_states;
pub mod contacts;
pub mod conversations;
pub mod corrections;
pub mod disco;
pub mod displayed;
pub mod files;
pub mod forwarding;
pub mod messages;
pub mod nicks;
pub mod notices;
pub mod omemo;
pub mod pins;
pub mod presence;
pub mod reactions;
pub mod reading;
pub mod receipts;
pub mod replies;
pub mod requests;
pub mod retractions;
pub mod rooms;
pub mod roster;
pub mod scheduled;
pub mod threads;

use sotto_model::MessageId;
use sotto_store::StoreError;
use sotto_wire::pubsub::Event;
use sotto_wire::{Iq, IqKind, Request, Stanza, ns};

use crate::authorised::{Authorised, Contact, Own};
use crate::cx::{Answer, Awaiting, Cx};
use crate::input::{Input, Refused, Timer};
use crate::{Command, authorised, inbound, outbound};

type Done = Result<(), StoreError>;
type Decided = Result<Option<Refused>, StoreError>;

/// Where every input goes.
pub(crate) fn handle(cx: &mut Cx<'_, '_>, input: Input) -> Decided {
    match input {
        Input::Online { jid, resumed } => online(cx, jid, resumed)?,
        Input::Stanza(element) => match Stanza::parse(&element) {
            Ok(Stanza::Message(message)) => inbound::message(cx, *message)?,
            Ok(Stanza::Presence(stanza)) => somebody_comes_or_goes(cx, &stanza)?,
            Ok(Stanza::Iq(iq)) => query(cx, *iq)?,
            Err(malformed) => log::debug!("ignored a stanza: {malformed}"),
        },
        Input::Acked(messages) => acked(cx, &messages)?,
        Input::Offline => offline(cx)?,
        Input::Timer(timer) => time(cx, timer)?,
        Input::Decoded { hash, picture } => avatars::decoded(cx, &hash, picture.as_deref())?,
        Input::Command(order) => return command(cx, order),
        Input::Transferred(file, outcome) => files::transferred(cx, file, outcome)?,
        Input::Chosen(chosen) => files::chosen(cx, &chosen.0)?,
        Input::SignOut => omemo::leave(cx),
    }
    Ok(None)
}

/// What comes through a room says nothing about a contact, and nothing counts that claims to come through a room of ours.
fn somebody_comes_or_goes(cx: &mut Cx<'_, '_>, stanza: &sotto_wire::Presence) -> Done {
    let from = stanza.from.as_ref().map(|from| sotto_model::Peer(from.to_bare()));
    if stanza.muc.is_some() || from.is_some_and(|from| cx.live.rooms.knows(&from)) {
        return rooms::attending::presence(cx, stanza);
    }
    presence::received(cx, stanza)
}

fn online(cx: &mut Cx<'_, '_>, jid: sotto_model::FullJid, resumed: bool) -> Done {
    cx.live.online = Some(jid);
    cx.changed(crate::Changed::Account);
    scheduled::due(cx)?;
    if resumed {
        rooms::staying::resumed(cx);
        return outbound::pump_all(cx);
    }
    // A new stream knows nothing of the old one's questions, presence and unacknowledged messages.
    forget_stream(cx)?;
    roster::start(cx);
    carbons::start(cx);
    disco::start(cx);
    pins::start(cx);
    blocking::start(cx);
    displayed::start(cx);
    files::start(cx)?;
    presence::start(cx);
    conversations::start(cx)?;
    avatars::start(cx)?;
    rooms::start(cx);
    omemo::start(cx)
}

fn offline(cx: &mut Cx<'_, '_>) -> Done {
    cx.live.online = None;
    cx.changed(crate::Changed::Everything);
    Ok(())
}

fn forget_stream(cx: &mut Cx<'_, '_>) -> Done {
    let pending = std::mem::take(&mut cx.live.pending);
    drop(pending);
    presence::forget(cx);
    archive::forget(cx);
    cx.live.placing = Default::default();
    omemo::forget(cx);
    rooms::forget(cx);
    outbound::forget(cx);
    Ok(())
}

fn acked(cx: &mut Cx<'_, '_>, messages: &[MessageId]) -> Done {
    messages.iter().try_for_each(|id| outbound::acked(cx, *id))
}

/// Something of our own that was published changed.
pub(crate) fn own_event(cx: &mut Cx<'_, '_>, own: &Authorised<Own>, event: &Event) -> Done {
    match event.node.as_str() {
        ns::AVATAR_METADATA => avatars::own_event(cx, own, event),
        ns::NICK => nicks::own_event(cx, own, event),
        ns::MDS => displayed::own_event(cx, own, event),
        sotto_wire::pins::NODE => pins::own_event(cx, own, event),
        ns::BOOKMARKS => rooms::bookmarks::event(cx, own, event),
        _ => omemo::own_event(cx, own, event),
    }
}

/// Something that somebody published changed.
pub(crate) fn contact_event(cx: &mut Cx<'_, '_>, contact: &Authorised<Contact>, event: &Event) -> Done {
    match event.node.as_str() {
        ns::AVATAR_METADATA => avatars::contact_event(cx, contact, event),
        ns::NICK => nicks::contact_event(cx, contact, event),
        _ => omemo::contact_event(cx, contact, event),
    }
}

fn query(cx: &mut Cx<'_, '_>, iq: Iq) -> Done {
    match &iq.kind {
        IqKind::Get(request) => {
            disco::asked(cx, &iq, request);
            Ok(())
        }
        IqKind::Set(Request::RosterPush(push)) => match authorised::server(iq.from.as_ref(), cx.me) {
            Some(server) => roster::pushed(cx, &server, &iq, push),
            None => {
                cx.live.forged += 1;
                disco::refuse(cx, &iq);
                Ok(())
            }
        },
        IqKind::Set(Request::Blocking(push)) => match authorised::server(iq.from.as_ref(), cx.me) {
            Some(server) => blocking::pushed(cx, &server, &iq, push),
            None => {
                cx.live.forged += 1;
                disco::refuse(cx, &iq);
                Ok(())
            }
        },
        IqKind::Set(_) => {
            disco::refuse(cx, &iq);
            Ok(())
        }
        IqKind::Result(_) | IqKind::Error(_) => match cx.answered(iq) {
            Some((awaiting, answer)) => reply(cx, awaiting, answer),
            None => Ok(()),
        },
    }
}

fn reply(cx: &mut Cx<'_, '_>, awaiting: Awaiting, answer: Answer) -> Done {
    match awaiting {
        Awaiting::Roster => roster::on_reply(cx, answer),
        Awaiting::AccountInfo => disco::on_reply(cx, answer),
        Awaiting::Displayed(awaiting) => displayed::on_reply(cx, awaiting, answer),
        Awaiting::Avatars(awaiting) => avatars::on_reply(cx, awaiting, answer),
        Awaiting::Blocking(awaiting) => blocking::on_reply(cx, awaiting, answer),
        Awaiting::Archive(turn) => archive::on_reply(cx, turn, answer),
        Awaiting::Files(awaiting) => files::on_reply(cx, awaiting, answer),
        Awaiting::Omemo(awaiting) => omemo::on_reply(cx, awaiting, answer),
        Awaiting::Pins(awaiting) => pins::on_reply(cx, awaiting, &answer),
        Awaiting::Rooms(awaiting) => rooms::on_reply(cx, awaiting, answer),
        Awaiting::Nobody => Ok(()),
    }
}

fn time(cx: &mut Cx<'_, '_>, timer: Timer) -> Done {
    match timer {
        Timer::Unanswered(id) => match cx.give_up(&id) {
            Some(awaiting) => reply(cx, awaiting, Answer::None),
            None => Ok(()),
        },
        Timer::TypingEnds(peer) => {
            chat_states::ended(cx, &peer);
            Ok(())
        }
        Timer::MuteEnds(peer) => conversations::mute_ends(cx, &peer),
        Timer::Archive(turn) => archive::write(cx, turn),
        Timer::Scheduled => scheduled::due(cx),
        Timer::Transfer(file) => files::rested(cx, file),
        Timer::Settled => {
            presence::settled(cx);
            Ok(())
        }
        Timer::Room(peer) => rooms::staying::time(cx, &peer),
        Timer::Echo(peer) => rooms::staying::echo_missing(cx, &peer),
        Timer::Writes(peer, nick) => {
            rooms::speaking::wrote(cx, &peer, &nick);
            Ok(())
        }
    }
}

fn command(cx: &mut Cx<'_, '_>, command: Command) -> Decided {
    match command {
        Command::Focus {
            peer,
            active,
            at_bottom,
        } => reading::focus(cx, peer, active, at_bottom),
        Command::OpenChat { peer } => conversations::open(cx, &peer),
        Command::Send { peer, text, reply_to } => messages::send(cx, &peer, &text, reply_to),
        Command::SendFiles { peer, files, text } => files::send(cx, &peer, &files, &text),
        Command::FetchFile { message } => files::fetch(cx, message),
        Command::CancelFile { message } => files::cancel(cx, message),
        Command::Correct { message, text } => corrections::correct(cx, message, &text),
        Command::Retract { message } => retractions::retract(cx, message),
        Command::React { message, emojis } => reactions::react(cx, message, emojis),
        Command::ToggleReaction { message, emoji } => reactions::toggle(cx, message, emoji),
        Command::Forward {
            messages,
            to,
            in_the_clear,
        } => forwarding::forward(cx, &messages, &to, in_the_clear),
        Command::SendInThread { message, text } => threads::send(cx, message, &text),
        Command::PinMessage { message, on } => pins::pin(cx, message, on),
        Command::Schedule {
            peer,
            text,
            at,
            reply_to,
        } => scheduled::add(cx, &peer, &text, at, reply_to),
        Command::Reschedule { scheduled, text, at } => scheduled::change(cx, scheduled, &text, at),
        Command::Unschedule { scheduled } => scheduled::cancel(cx, scheduled),
        Command::SendScheduled { scheduled } => scheduled::send_now(cx, scheduled),
        Command::Retry { message } => messages::retry(cx, message, false),
        Command::SendUnencrypted { message } => messages::retry(cx, message, true),
        Command::Discard { message } => messages::discard(cx, message),
        Command::SaveDraft {
            peer,
            text,
            reply_to,
            editing,
        } => conversations::save_draft(cx, &peer, &text, reply_to, editing),
        Command::Typing { peer, composing } => chat_states::typing(cx, &peer, composing),
        Command::MarkRead { peer, up_to } => reading::mark_read(cx, &peer, up_to),
        Command::SetEncryption { peer, mode } => conversations::set_encryption(cx, &peer, mode),
        Command::SetPinned { peer, on } => conversations::set_pinned(cx, &peer, on),
        Command::SetMuted { peer, on, until } => conversations::set_muted(cx, &peer, on, until),
        Command::SetArchived { peer, on } => conversations::set_archived(cx, &peer, on),
        Command::SetGroups { peer, groups } => contacts::set_groups(cx, &peer, &groups),
        Command::SetFavourite { peer, on } => contacts::set_favourite(cx, &peer, on),
        Command::AddContact { peer, name } => contacts::add(cx, &peer, name.as_deref()),
        Command::RenameContact { peer, name } => contacts::rename(cx, &peer, &name),
        Command::RemoveContact { peer } => contacts::remove(cx, &peer),
        Command::AcceptRequest { peer } => requests::accept(cx, &peer),
        Command::IgnoreRequest { peer } => requests::ignore(cx, &peer),
        Command::SetPrivacy { peer, privacy } => displayed::set(cx, &peer, privacy),
        Command::SetNick { name } => nicks::set(cx, &name),
        Command::SetAvatar { picture } => avatars::set(cx, picture.map(|picture| picture.0)),
        Command::Block { peer, report } => blocking::block(cx, &peer, report),
        Command::Unblock { address } => blocking::unblock(cx, address),
        Command::SetIdle { since } => presence::set_idle(cx, since),
        Command::SetPresence { presence, status } => presence::set(cx, presence, status.as_deref()),
        Command::TrustDevice { peer, device, verdict } => omemo::decide(cx, &peer, device, verdict),
        Command::RepairSession { peer, device } => omemo::repair(cx, &peer, device),
        Command::RemoveDevice { device } => omemo::remove_own(cx, device),
        Command::JoinRoom { peer, nick, password } => {
            rooms::joining::join(cx, &peer, nick.as_deref(), password.as_deref())
        }
        Command::CreateRoom {
            kind,
            name,
            address,
            people,
        } => rooms::owning::create(cx, kind, &name, address, &people),
        Command::LeaveRoom { peer } => rooms::joining::leave(cx, &peer),
        Command::DestroyRoom { peer } => rooms::owning::destroy(cx, &peer),
        Command::Invite { peer, people, reason } => rooms::owning::invite_people(cx, &peer, &people, reason.as_deref()),
        Command::AcceptInvitation { peer } => rooms::invitations::accept(cx, &peer),
        Command::DeclineInvitation { peer } => rooms::invitations::decline(cx, &peer),
        Command::SetSubject { peer, text } => rooms::acting::set_subject(cx, &peer, &text),
        Command::SetRoomNick { peer, nick } => rooms::joining::rename(cx, &peer, &nick),
        Command::SetRole { peer, nick, role } => rooms::acting::set_role(cx, &peer, &nick, role),
        Command::SetAffiliation {
            peer,
            person,
            affiliation,
        } => rooms::acting::set_affiliation(cx, &peer, &person, affiliation),
        Command::Moderate { message, reason } => rooms::acting::moderate(cx, message, reason.as_deref()),
        Command::SetNotify { peer, level } => rooms::acting::set_notify(cx, &peer, level),
        Command::SetIgnored { peer, who, name, on } => rooms::acting::ignore(cx, &peer, &who, &name, on),
        Command::LoadOlder { peer } => rooms::history::older(cx, &peer),
        Command::FindRooms { service } => rooms::directory::search(cx, service.as_ref()),
        Command::OpenRoomForm { peer } => rooms::owning::ask_form(cx, &peer),
        Command::ConfigureRoom { peer, values } => rooms::owning::configure(cx, &peer, &values),
        Command::SetPreferences { preferences } => conversations::set_preferences(cx, &preferences),
    }
}
