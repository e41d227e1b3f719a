//! What the window sees of an account: its own row, and its live queries.

use sotto_engine::{Changed, ListState, Live};
use sotto_model::{ErrorCode, Peer, Presence, Timestamp};
use sotto_views::{
    AccountFacts, AccountRow, Connection as State, Directory, FormField, Occupant, Passing, ReadError, RoomNow,
};

use super::life::{Account, Core, End};
use super::subscriptions::Sources;

impl Account {
    /// Whether something that is shown may no longer be true.
    pub(super) fn stale(&self) -> bool {
        self.row_stale || self.subscriptions.waiting()
    }

    pub(super) fn show(&mut self, state: State, problem: Option<ErrorCode>, retry_at: Option<Timestamp>) {
        self.state = state;
        // That an archive had to be replaced stays to be seen until the program ends.
        self.problem = problem.or(self.problem.filter(|problem| *problem == ErrorCode::Damaged));
        self.retry_at = retry_at;
        self.row_stale = true;
        self.subscriptions.mark(&Changed::Account);
    }

    pub(super) fn flush(&mut self, core: &Core) -> Result<(), End> {
        let broken = |error: ReadError| {
            log::error!("{error}");
            End::Broken(ErrorCode::Internal)
        };
        let live = core.engine.live();
        let facts = core.reader.account().map_err(broken)?;
        let row = self.row(&facts, live.archive.busy());
        self.setup.board.put(row.clone());
        self.row_stale = false;
        let sources = Sources {
            reader: &core.reader,
            passing: &LivePassing(live),
            account: row,
            transfers: self.transfers.rows(),
        };
        self.subscriptions.flush(&sources).map_err(broken)
    }

    pub(super) fn row(&self, facts: &AccountFacts, syncing: bool) -> AccountRow {
        AccountRow {
            id: self.setup.id.to_string(),
            sort: (0.0, 0.0),
            account: self.setup.id.clone(),
            jid: self.setup.file.jid.clone(),
            connection: self.state,
            problem: self.problem,
            retry_at: self.retry_at,
            presence: facts.presence,
            status: facts.status.clone(),
            unread: facts.unread,
            syncing,
            fingerprint: facts.fingerprint.clone(),
            avatar: facts.avatar.clone(),
            nick: facts.nick.clone(),
        }
    }
}

struct LivePassing<'a>(&'a Live);

impl Passing for LivePassing<'_> {
    fn presence(&self, peer: &Peer) -> (Presence, Option<String>) {
        if self.0.online.is_none() {
            return (Presence::Offline, None);
        }
        let (presence, status) = self.0.presence.of(peer);
        (presence, status.map(str::to_owned))
    }

    fn idle(&self, peer: &Peer) -> Option<Timestamp> {
        self.0.online.as_ref().and_then(|_| self.0.presence.idle(peer))
    }

    fn typing(&self, peer: &Peer) -> bool {
        self.0.online.is_some() && self.0.reading.typing.contains(peer)
    }

    fn blocking(&self) -> (bool, bool) {
        let live = &self.0.blocking;
        let there = self.0.online.is_some();
        (there && live.blocks, there && live.reports)
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
