//! What passes with the stream, as the window sees it.

use sotto_engine::{ListState, Live};
use sotto_model::{Peer, Presence, Timestamp};
use sotto_views::{Directory, FormField, Occupant, Passing, RoomNow};

pub(crate) struct Seen<'a>(pub(crate) &'a Live);

impl Passing for Seen<'_> {
    fn presence(&self, peer: &Peer) -> (Presence, Option<String>) {
        let (presence, status) = self.0.presence.of(peer);
        (presence, status.map(str::to_owned))
    }

    fn idle(&self, peer: &Peer) -> Option<Timestamp> {
        self.0.presence.idle(peer)
    }

    fn typing(&self, peer: &Peer) -> bool {
        self.0.reading.typing.contains(peer)
    }

    fn blocking(&self) -> (bool, bool) {
        (self.0.blocking.blocks, self.0.blocking.reports)
    }

    fn devices_failed(&self, peer: &Peer) -> bool {
        self.0.omemo.list(peer) == Some(ListState::Failed)
    }

    fn room(&self, peer: &Peer) -> Option<RoomNow> {
        let room = self.0.rooms.room(peer).filter(|_| self.0.online.is_some())?;
        Some(RoomNow {
            state: room.state(),
            count: u32::try_from(room.occupants().count()).unwrap_or(u32::MAX),
            role: room.role(),
            typing: room.typing().map(str::to_owned).collect(),
        })
    }

    fn occupants(&self, peer: &Peer, search: &str, first: usize, count: usize) -> Vec<Occupant> {
        let Some(room) = self.0.rooms.room(peer).filter(|_| self.0.online.is_some()) else {
            return Vec::new();
        };
        let part = room.occupants().part(search, first, count);
        part.map(|one| Occupant {
            key: one.key(),
            nick: one.nick.clone(),
            real: one.real.clone(),
            role: one.role,
            affiliation: one.affiliation,
            hats: one.hats.clone(),
            own: one.nick == room.nick(),
        })
        .collect()
    }

    fn directory(&self) -> Directory {
        let live = self.0.rooms.directory();
        Directory {
            searching: live.searching(),
            rooms: live
                .found()
                .map(|(peer, found)| (peer.clone(), found.name.clone(), found.people))
                .collect(),
        }
    }

    fn form(&self, peer: &Peer) -> Option<Vec<FormField>> {
        let form = self.0.rooms.room(peer)?.form()?;
        let fields = form
            .fields
            .iter()
            .filter(|field| field.kind.as_deref() != Some("hidden"));
        let fields = fields.map(|field| FormField {
            var: field.var.clone(),
            kind: field.kind.clone().unwrap_or_else(|| "text-single".to_owned()),
            label: field.label.clone().unwrap_or_else(|| field.var.clone()),
            values: field.values.clone(),
            required: field.required,
            options: field.options.clone(),
        });
        Some(fields.collect())
    }
}
