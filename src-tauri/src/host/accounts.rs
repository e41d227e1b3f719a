//! What is shown of the accounts outside the page: unread messages in the tray, the dock and the task bar, and the
//! presence that the tray's menu changes.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Deserialize;
use serde_json::Value;
use sotto_client::{AccountId, Client, ClientError, Command, View};
use sotto_model::Presence;
use tauri::{AppHandle, Manager};

use super::tray::Tray;
use crate::core::Core;
use crate::window;

/// Of an account's row, what is of use here.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Account {
    account: AccountId,
    presence: Presence,
    status: Option<String>,
    unread: u32,
}

/// The accounts as they are now.
#[derive(Default)]
pub(crate) struct Accounts(Mutex<Vec<Account>>);

/// The program's own view of them always sends all rows.
#[derive(Deserialize)]
struct Rows {
    rows: Vec<Account>,
}

impl Accounts {
    fn rows(&self) -> MutexGuard<'_, Vec<Account>> {
        // Every change is complete before the guard is dropped, so a panic elsewhere leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The account that a link opens in.
    pub(crate) fn first(&self) -> Option<AccountId> {
        self.rows().first().map(|row| row.account.clone())
    }

    /// All of them.
    pub(crate) fn ids(&self) -> Vec<AccountId> {
        self.rows().iter().map(|row| row.account.clone()).collect()
    }

    /// Unread messages in all accounts.
    pub(crate) fn unread(&self) -> u32 {
        self.rows().iter().fold(0, |sum, row| sum.saturating_add(row.unread))
    }

    /// The presence they share, if they do.
    pub(crate) fn presence(&self) -> Option<Presence> {
        let rows = self.rows();
        let (first, rest) = rows.split_first()?;
        rest.iter()
            .all(|row| row.presence == first.presence)
            .then_some(first.presence)
    }

    /// Takes the rows in; true if they differ.
    fn take(&self, patches: Vec<Value>) -> bool {
        let Some(Rows { rows }) = patches
            .into_iter()
            .last()
            .and_then(|last| serde_json::from_value(last).ok())
        else {
            return false;
        };
        let mut held = self.rows();
        let differs = *held != rows;
        *held = rows;
        differs
    }
}

/// Follows the accounts.
///
/// # Errors
/// None that can happen: the view is the program's own.
pub(crate) fn follow(app: &AppHandle, client: &Client) -> Result<u64, ClientError> {
    let app = app.clone();
    let sink = Box::new(move |patches| {
        if app.state::<Accounts>().take(patches) {
            show(&app);
        }
    });
    client.subscribe(None, View::Accounts, None, sink)
}

/// Paints what changed, on the thread that may.
fn show(app: &AppHandle) {
    let handle = app.clone();
    window::report(app.run_on_main_thread(move || {
        let (accounts, tray) = (handle.state::<Accounts>(), handle.state::<Tray>());
        let unread = accounts.unread();
        tray.paint(unread, accounts.presence());
        if let Some(window) = handle.get_webview_window(window::LABEL) {
            window::report(window.set_badge_count((unread > 0).then_some(i64::from(unread))));
        }
    }));
}

/// Sets the presence of every account; each keeps its own words.
pub(crate) fn set_presence(app: &AppHandle, presence: Presence) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let rows = app.state::<Accounts>().rows().clone();
        let Ok(client) = app.state::<Core>().client().await else {
            return;
        };
        for Account { account, status, .. } in rows {
            if let Err(refused) = client
                .dispatch(&account, Command::SetPresence { presence, status })
                .await
            {
                log::warn!("the presence was refused: {:?}", refused.code);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn patch(rows: &[(&str, &str, u32)]) -> Vec<Value> {
        let row = |(account, presence, unread): &(&str, &str, u32)| json!({"account": account.repeat(16), "presence": presence, "status": null, "unread": unread, "jid": "a@b"});
        vec![json!({"type": "reset", "rows": rows.iter().map(row).collect::<Vec<_>>(), "edges": {}})]
    }

    #[test]
    fn unread_messages_of_all_accounts_are_one_number() {
        let accounts = Accounts::default();
        assert!(accounts.take(patch(&[("a", "online", 2), ("b", "online", 3)])));
        assert_eq!(accounts.unread(), 5);
        assert!(!accounts.take(patch(&[("a", "online", 2), ("b", "online", 3)])));
    }

    #[test]
    fn a_presence_is_shown_only_where_all_share_it() {
        let accounts = Accounts::default();
        assert_eq!(accounts.presence(), None);
        accounts.take(patch(&[("a", "away", 0), ("b", "away", 0)]));
        assert_eq!(accounts.presence(), Some(Presence::Away));
        accounts.take(patch(&[("a", "away", 0), ("b", "online", 0)]));
        assert_eq!(accounts.presence(), None);
    }
}
