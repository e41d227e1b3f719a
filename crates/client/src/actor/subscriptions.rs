//! Live queries of one account: re-read when something they show may have changed, told as keyed patches.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sotto_engine::Changed;
use sotto_model::Peer;
use sotto_views::{AccountRow, Edges, Passing, Patch, ReadError, Reader, Row, TransferRow, View, Window};

use crate::Sink;

/// What a query reads from.
pub(super) struct Sources<'a> {
    pub(super) reader: &'a Reader,
    pub(super) passing: &'a dyn Passing,
    pub(super) account: AccountRow,
    pub(super) transfers: Vec<TransferRow>,
}

/// All live queries of an account.
#[derive(Default)]
pub(super) struct Subscriptions {
    all: BTreeMap<u64, Subscription>,
    dirty: BTreeSet<u64>,
    awaited: bool,
}

struct Subscription {
    view: View,
    window: Window,
    sink: Sink,
    shown: Shown,
}

/// What the other side of a subscription has by now.
enum Shown {
    Nothing,
    Rows(Snapshot),
}

struct Snapshot {
    rows: BTreeMap<String, Value>,
    edges: Edges,
}

impl Subscriptions {
    pub(super) fn add(&mut self, id: u64, view: View, window: Window, sink: Sink) {
        self.all.insert(
            id,
            Subscription {
                view,
                window,
                sink,
                shown: Shown::Nothing,
            },
        );
        self.dirty.insert(id);
        self.awaited = true;
    }

    pub(super) fn retarget(&mut self, id: u64, window: Window) {
        if let Some(subscription) = self.all.get_mut(&id) {
            subscription.window = window;
            self.dirty.insert(id);
            self.awaited = true;
        }
    }

    pub(super) fn remove(&mut self, id: u64) {
        self.all.remove(&id);
        self.dirty.remove(&id);
    }

    /// The archive is another one: nothing that was shown counts.
    pub(super) fn reset(&mut self) {
        for (id, subscription) in &mut self.all {
            subscription.shown = Shown::Nothing;
            self.dirty.insert(*id);
        }
    }

    pub(super) fn mark(&mut self, changed: &Changed) {
        let touched = self
            .all
            .iter()
            .filter(|(_, one)| touches(changed, &one.view))
            .map(|(id, _)| *id);
        self.dirty.extend(touched);
    }

    /// A file has come further.
    pub(super) fn mark_transfers(&mut self) {
        let shown = self.all.iter().filter(|(_, one)| one.view == View::Transfers);
        self.dirty.extend(shown.map(|(id, _)| *id));
    }

    pub(super) fn waiting(&self) -> bool {
        !self.dirty.is_empty()
    }

    /// Somebody has nothing to show until first rows or those of another window come.
    pub(super) fn awaited(&self) -> bool {
        self.awaited
    }

    /// Tells every subscription that may have changed what did.
    pub(super) fn flush(&mut self, sources: &Sources<'_>) -> Result<(), ReadError> {
        self.awaited = false;
        while let Some(id) = self.dirty.pop_first() {
            let Some(subscription) = self.all.get_mut(&id) else {
                continue;
            };
            if let Some(patch) = subscription.refresh(sources)? {
                (subscription.sink)(vec![patch]);
            }
        }
        Ok(())
    }
}

fn touches(changed: &Changed, view: &View) -> bool {
    let concerns = |peer: &Peer| match changed {
        Changed::Everything => true,
        Changed::Conversation(changed) => changed == peer,
        Changed::Account | Changed::Contacts | Changed::Members(_) | Changed::Directory => false,
    };
    match view {
        View::Profile | View::Accounts => false,
        View::Account | View::Transfers => true,
        View::Preferences => matches!(changed, Changed::Account | Changed::Everything),
        View::Chats => matches!(
            changed,
            Changed::Conversation(_) | Changed::Everything | Changed::Contacts
        ),
        View::Members { peer, .. } | View::RoomForm { peer } | View::Ignored { peer } => match changed {
            Changed::Members(changed) => changed == peer,
            Changed::Everything => true,
            Changed::Account | Changed::Contacts | Changed::Conversation(_) | Changed::Directory => false,
        },
        View::Directory => matches!(changed, Changed::Directory | Changed::Everything),
        View::Contacts | View::Requests | View::Blocked | View::Invitations => {
            matches!(changed, Changed::Contacts | Changed::Everything)
        }
        // Its header counts who is inside.
        View::Conversation { peer } => concerns(peer) || matches!(changed, Changed::Members(inside) if inside == peer),
        View::Timeline { peer }
        | View::Devices { peer }
        | View::Find { peer, .. }
        | View::Thread { peer, .. }
        | View::Pinned { peer }
        | View::Scheduled { peer }
        | View::Versions { peer, .. } => concerns(peer),
    }
}

impl Subscription {
    fn refresh(&mut self, from: &Sources<'_>) -> Result<Option<Value>, ReadError> {
        let all = Edges::default();
        Ok(match &self.view {
            View::Profile | View::Accounts => None,
            View::Account => self.shown.update(vec![from.account.clone()], all),
            View::Chats => self.shown.update(from.reader.chats(from.passing)?, all),
            View::Contacts => self.shown.update(from.reader.contacts(from.passing)?, all),
            View::Requests => self.shown.update(from.reader.requests()?, all),
            View::Blocked => self.shown.update(from.reader.blocked()?, all),
            View::Timeline { peer } => {
                let (rows, edges) = from.reader.timeline(peer, self.window)?;
                self.shown.update(rows, edges)
            }
            View::Conversation { peer } => self
                .shown
                .update(vec![from.reader.conversation(peer, from.passing)?], all),
            View::Versions { peer, message } => self.shown.update(from.reader.versions(peer, *message)?, all),
            View::Find { peer, text, reach } => {
                let (rows, edges) = from.reader.said(peer, text, *reach)?;
                self.shown.update(rows, edges)
            }
            View::Thread { peer, message } => self.shown.update(from.reader.thread(peer, *message)?, all),
            View::Pinned { peer } => self.shown.update(from.reader.pinned(peer)?, all),
            View::Scheduled { peer } => self.shown.update(from.reader.scheduled(peer)?, all),
            View::Devices { peer } => self.shown.update(from.reader.devices(peer)?, all),
            View::Members {
                peer,
                search,
                first,
                count,
            } => {
                let rows = from.reader.members(peer, search, (*first, *count), from.passing)?;
                let edges = Edges {
                    before: *first > 0,
                    after: rows.len() >= *count as usize,
                };
                self.shown.update(rows, edges)
            }
            View::Invitations => self.shown.update(from.reader.invitations()?, all),
            View::Directory => self.shown.update(from.passing.directory().rows(), all),
            View::RoomForm { peer } => {
                let form = from.passing.form(peer).unwrap_or_default();
                self.shown.update(sotto_views::form_rows(form), all)
            }
            View::Ignored { peer } => self.shown.update(from.reader.ignored(peer)?, all),
            View::Transfers => self.shown.update(from.transfers.clone(), all),
            View::Preferences => self.shown.update(vec![from.reader.preferences()?], all),
        })
    }
}

impl Shown {
    /// What to tell so that the other side has exactly these rows; nothing if it has them.
    fn update<R: Row>(&mut self, mut rows: Vec<R>, edges: Edges) -> Option<Value> {
        let json = |row: &R| serde_json::to_value(row).expect("rows are plain data");
        let fresh: BTreeMap<String, Value> = rows.iter().map(|row| (row.id().to_owned(), json(row))).collect();
        let patch = match self {
            Self::Nothing => Patch::Reset {
                rows: std::mem::take(&mut rows),
                edges,
            },
            Self::Rows(old) => {
                let remove: Vec<String> = old.rows.keys().filter(|id| !fresh.contains_key(*id)).cloned().collect();
                rows.retain(|row| old.rows.get(row.id()) != fresh.get(row.id()));
                if remove.is_empty() && rows.is_empty() && old.edges == edges {
                    return None;
                }
                Patch::Change {
                    upsert: rows,
                    remove,
                    edges,
                }
            }
        };
        *self = Self::Rows(Snapshot { rows: fresh, edges });
        Some(serde_json::to_value(patch).expect("rows are plain data"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use sotto_model::{Presence, Subscription as Seen};
    use sotto_views::ContactRow;

    use super::*;

    fn contact(id: &str, name: &str) -> ContactRow {
        ContactRow {
            id: id.to_owned(),
            sort: (0.0, 0.0),
            peer: Peer(id.parse().unwrap()),
            name: name.to_owned(),
            avatar: None,
            presence: Presence::Offline,
            status: None,
            subscription: Seen::None,
            pending: false,
            favourite: false,
            groups: Vec::new(),
        }
    }

    #[test]
    fn only_what_changed_is_told() {
        let mut shown = Shown::Nothing;
        let all = Edges::default();
        let first = shown
            .update(vec![contact("a@x", "Anna"), contact("b@x", "Bert")], all)
            .unwrap();
        assert_eq!(first["type"], "reset");
        assert!(
            shown
                .update(vec![contact("a@x", "Anna"), contact("b@x", "Bert")], all)
                .is_none()
        );
        let change = shown
            .update(vec![contact("a@x", "Anne"), contact("c@x", "Carl")], all)
            .unwrap();
        assert_eq!(change["type"], "change");
        assert_eq!(change["remove"], serde_json::json!(["b@x"]));
        let upserted: Vec<_> = change["upsert"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["id"].clone())
            .collect();
        assert_eq!(upserted, ["a@x", "c@x"]);
    }
}
