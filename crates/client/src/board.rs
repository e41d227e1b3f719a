//! What the program shows before and beside any account: whether the profile is open, and its accounts.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use sotto_model::AccountId;
use sotto_views::{AccountRow, Edges, Lock, Patch, ProfileRow, View};

use crate::Sink;

/// Shared by the doors and every actor. Held for a few lines at a time, never across anything that waits.
#[derive(Default)]
pub(crate) struct Board(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    lock: Option<Lock>,
    accounts: BTreeMap<AccountId, AccountRow>,
    subscribers: BTreeMap<u64, (View, Sink)>,
}

impl Board {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        // Every change is complete before the guard is dropped, so a panic elsewhere leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_lock(&self, lock: Lock) {
        let mut inner = self.inner();
        inner.lock = Some(lock);
        inner.tell(&View::Profile);
    }

    /// Puts an account's row, or its newer version, on the board.
    pub(crate) fn put(&self, row: AccountRow) {
        let mut inner = self.inner();
        if inner.accounts.get(&row.account) != Some(&row) {
            inner.accounts.insert(row.account.clone(), row);
            inner.tell(&View::Accounts);
        }
    }

    pub(crate) fn remove(&self, account: &AccountId) {
        let mut inner = self.inner();
        inner.accounts.remove(account);
        inner.tell(&View::Accounts);
    }

    pub(crate) fn subscribe(&self, id: u64, view: View, sink: Sink) {
        let mut inner = self.inner();
        sink(vec![inner.patch(&view)]);
        inner.subscribers.insert(id, (view, sink));
    }

    pub(crate) fn unsubscribe(&self, id: u64) {
        self.inner().subscribers.remove(&id);
    }
}

impl Inner {
    fn tell(&self, about: &View) {
        for (view, sink) in self.subscribers.values() {
            if view == about {
                sink(vec![self.patch(view)]);
            }
        }
    }

    fn patch(&self, view: &View) -> Value {
        let edges = Edges::default();
        let patch = match view {
            View::Profile => {
                let lock = self.lock.unwrap_or(Lock::Open);
                let row = ProfileRow {
                    id: "profile".to_owned(),
                    sort: (0.0, 0.0),
                    lock,
                };
                serde_json::to_value(Patch::Reset { rows: vec![row], edges })
            }
            View::Accounts
            | View::Account
            | View::Chats
            | View::Contacts
            | View::Requests
            | View::Blocked
            | View::Transfers
            | View::Timeline { .. }
            | View::Conversation { .. }
            | View::Devices { .. }
            | View::Find { .. }
            | View::Thread { .. }
            | View::Pinned { .. }
            | View::Scheduled { .. }
            | View::Versions { .. }
            | View::Preferences
            | View::Members { .. }
            | View::Invitations
            | View::Directory
            | View::RoomForm { .. }
            | View::Ignored { .. } => {
                let rows = self.accounts.values().cloned().collect();
                serde_json::to_value(Patch::Reset { rows, edges })
            }
        };
        patch.expect("rows are plain data")
    }
}
