//! The four doors as Tauri commands, and `open_link`. Everything the page can do passes here, and is checked here: what
//! runs in the page is not trusted to name only what exists.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sotto_client::{AccountId, ClientError, Command, ErrorCode, Reply, View, Window};
use tauri::ipc::Channel;
use tauri::{AppHandle, State};

use crate::core::{Core, fault};
use crate::links::{self, Target};
use crate::window;

/// How many bytes of rows are handed over at once: Tauri's limit is 8 KiB, and what encloses them counts.
const AT_ONCE: usize = 7 * 1024;

/// What the page that is loaded now holds open, so that a reload leaves nothing behind.
#[derive(Default)]
pub(crate) struct Page(Mutex<Held>);

#[derive(Default)]
struct Held {
    /// Counts the pages that were loaded.
    visit: u64,
    subscriptions: BTreeSet<u64>,
}

impl Page {
    fn held(&self) -> MutexGuard<'_, Held> {
        // Every change is complete before the guard is dropped, so a panic elsewhere leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn visit(&self) -> u64 {
        self.held().visit
    }

    /// Notes a subscription; false if the page that asked for it is gone.
    fn keep(&self, visit: u64, subscription: u64) -> bool {
        let mut held = self.held();
        held.visit == visit && held.subscriptions.insert(subscription)
    }

    /// Whether the subscription was one of this page's; it is not any more.
    fn forget(&self, subscription: u64) -> bool {
        self.held().subscriptions.remove(&subscription)
    }

    fn holds(&self, subscription: u64) -> bool {
        self.held().subscriptions.contains(&subscription)
    }

    /// Another page is loaded: answers with what the last one left.
    fn turn(&self) -> BTreeSet<u64> {
        let mut held = self.held();
        held.visit += 1;
        std::mem::take(&mut held.subscriptions)
    }
}

/// Ends what a page that is being replaced had subscribed to.
pub(crate) async fn leave(core: &Core, page: &Page) {
    let left = page.turn();
    if left.is_empty() {
        return;
    }
    if let Ok(client) = core.client().await {
        left.into_iter()
            .for_each(|subscription| client.unsubscribe(subscription));
    }
}

/// Does something in an account, or with the program.
#[tauri::command]
pub(crate) async fn dispatch(
    app: AppHandle,
    core: State<'_, Core>,
    account: Option<AccountId>,
    command: Value,
) -> Result<Reply, ClientError> {
    let client = core.client().await?;
    match account {
        Some(account) => {
            let command = parse(command)?;
            // A page that says what its user looks at shows an account, and has begun to listen before.
            if matches!(command, Command::Focus { .. }) {
                window::listens(&app);
            }
            client.dispatch(&account, command).await
        }
        None => client.dispatch_app(parse(command)?).await,
    }
}

/// The fault of a command is not spelled out: a password may stand in it.
fn parse<T: DeserializeOwned>(command: Value) -> Result<T, ClientError> {
    serde_json::from_value(command).map_err(|_| fault(ErrorCode::BadRequest, &"no such command, or a field is wrong"))
}

/// Opens a live query; its patches go through the channel in batches.
#[tauri::command]
pub(crate) async fn subscribe(
    core: State<'_, Core>,
    page: State<'_, Page>,
    account: Option<AccountId>,
    view: View,
    window: Option<Window>,
    channel: Channel<Vec<Value>>,
) -> Result<u64, ClientError> {
    let visit = page.visit();
    let client = core.client().await?;
    let chats = matches!(view, View::Chats);
    let sink = Box::new(move |patches: Vec<Value>| {
        let steps = if chats { in_steps(patches) } else { vec![patches] };
        if let Err(error) = steps.into_iter().try_for_each(|patches| channel.send(patches)) {
            log::debug!("patches for a page that is gone: {error}");
        }
    });
    let subscription = client.subscribe(account.as_ref(), view, window, sink)?;
    if !page.keep(visit, subscription) {
        client.unsubscribe(subscription);
    }
    Ok(subscription)
}

/// The first screenful on its own: what is longer, Tauri does not hand to the page but has it fetch.
fn in_steps(mut patches: Vec<Value>) -> Vec<Vec<Value>> {
    let Some(rest) = patches.first_mut().and_then(beyond_first) else {
        return vec![patches];
    };
    let mut later = vec![rest];
    later.extend(patches.drain(1..));
    vec![patches, later]
}

/// Takes what is too long out of a patch with all rows, as a patch of its own.
fn beyond_first(patch: &mut Value) -> Option<Value> {
    let edges = patch.get("edges")?.clone();
    let rows = patch.get_mut("rows")?.as_array_mut()?;
    let mut length = 0;
    let first = rows.iter().take_while(|row| {
        length += row.to_string().len();
        length < AT_ONCE
    });
    let rest = rows.split_off(first.count());
    (!rest.is_empty()).then(|| json!({"type": "change", "upsert": rest, "remove": [], "edges": edges}))
}

/// Moves the window of a windowed view.
#[tauri::command]
pub(crate) async fn retarget(
    core: State<'_, Core>,
    page: State<'_, Page>,
    subscription: u64,
    window: Window,
) -> Result<(), ClientError> {
    if !page.holds(subscription) {
        return Err(fault(ErrorCode::NotFound, &"no subscription of this page"));
    }
    core.client().await?.retarget(subscription, window)
}

/// Ends a live query; one that has ended already is no error.
#[tauri::command]
pub(crate) async fn unsubscribe(
    core: State<'_, Core>,
    page: State<'_, Page>,
    subscription: u64,
) -> Result<(), ClientError> {
    if page.forget(subscription) {
        core.client().await?.unsubscribe(subscription);
    }
    Ok(())
}

/// Opens a link outside, or a conversation for an `xmpp:` one.
#[tauri::command]
pub(crate) async fn open_link(app: AppHandle, url: String) -> Result<(), ClientError> {
    match links::read(&url)? {
        Target::Chat(peer) => window::open_chat_with(&app, peer).await,
        Target::Outside(url) => tokio::task::spawn_blocking(move || links::open(&url))
            .await
            .map_err(|error| fault(ErrorCode::Internal, &error))?,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reload_leaves_no_subscription_behind() {
        let page = Page::default();
        let visit = page.visit();
        assert!(page.keep(visit, 1) && page.keep(visit, 2) && page.forget(1));
        assert_eq!(page.turn(), BTreeSet::from([2]));
        assert!(page.turn().is_empty());
    }

    #[test]
    fn a_subscription_that_comes_after_its_page_has_gone_is_not_kept() {
        let page = Page::default();
        let visit = page.visit();
        page.turn();
        assert!(!page.keep(visit, 1));
        assert!(page.turn().is_empty());
    }

    #[test]
    fn the_first_screenful_comes_before_the_rest_and_nothing_is_lost() {
        let rows: Vec<Value> = (0..200).map(|id| json!({"id": id, "text": "x".repeat(400)})).collect();
        let edges = json!({"before": false, "after": false});
        let all = json!({"type": "reset", "rows": rows, "edges": edges});
        let steps = in_steps(vec![all]);
        let [first, rest] = steps.as_slice() else {
            panic!("{} steps", steps.len());
        };
        let text = serde_json::to_string(first).unwrap();
        assert!((6 * 1024..8 * 1024).contains(&text.len()), "{} bytes", text.len());
        let mut told = first[0]["rows"].as_array().unwrap().clone();
        assert_eq!(rest[0]["type"], "change");
        told.extend(rest[0]["upsert"].as_array().unwrap().iter().cloned());
        assert_eq!(told, rows);
        let short = vec![json!({"type": "reset", "rows": [], "edges": edges})];
        assert_eq!(in_steps(short.clone()), [short]);
    }

    #[test]
    fn w04_a_command_of_the_wrong_shape_is_refused_without_repeating_what_stood_in_it() {
        let command = serde_json::json!({"type": "signIn", "jid": 7, "password": "hunter2"});
        let Err(refused) = parse::<sotto_client::AppCommand>(command) else {
            panic!("it was taken");
        };
        assert_eq!(refused.code, ErrorCode::BadRequest);
        assert!(!refused.detail.contains("hunter2"));
    }
}
