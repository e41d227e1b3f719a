//! The one window: what it may do, where it stands, and how it comes and goes.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use sotto_client::{AccountId, ClientError, ErrorCode, Peer};
use tauri::webview::{DownloadEvent, NewWindowResponse, PageLoadEvent, PermissionResponse};
use tauri::{AppHandle, Emitter, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};
use tokio::sync::Notify;

use crate::core::{Core, fault};
use crate::doors::{self, Page};
use crate::host::{accounts, tray::Tray};
use crate::place;
#[cfg(target_os = "linux")]
use crate::rendering;

/// Its label; `capabilities/main.json` names it.
pub(crate) const LABEL: &str = "main";

/// The size it has the first time, and the least it can have (logical px).
const SIZE: (f64, f64) = (1080.0, 720.0);
const SMALLEST: (f64, f64) = (360.0, 480.0);

/// The event that opens a conversation in the page.
const OPEN_CHAT: &str = "open-chat";
/// The event that opens the settings.
const SHOW_SETTINGS: &str = "show-settings";

/// Which conversation the page is to open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct OpenChat {
    pub(crate) account: AccountId,
    pub(crate) peer: Peer,
}

/// How far the page is, and what it is to be told once it listens.
#[derive(Default)]
pub(crate) struct Ready {
    painted: Notify,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    listening: bool,
    chat: Option<OpenChat>,
}

/// How long a page may take to load before the window is shown without it.
const PATIENCE: Duration = Duration::from_secs(3);

/// Makes the window, hidden: it is shown when there is something to see.
///
/// # Errors
/// If the system has no window to give.
pub(crate) fn build(app: &AppHandle, profile: &Path, title: &str) -> tauri::Result<WebviewWindow> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default());
    #[cfg(target_os = "linux")]
    let window = window.initialization_script(rendering::font_script());
    let window = window
        .initialization_script(account_script(profile))
        .title(title)
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .center()
        .visible(false)
        .data_directory(profile.join("webview"))
        .general_autofill_enabled(false)
        // What is dropped on the page is the page's to take; the window itself goes nowhere.
        .disable_drag_drop_handler()
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, event| !matches!(event, DownloadEvent::Requested { .. }))
        .on_permission_request(|_, _| PermissionResponse::Deny)
        .on_document_title_changed(|window, title| report(window.set_title(&title)))
        .on_page_load(|window, load| match load.event() {
            PageLoadEvent::Started => left(window.app_handle()),
            PageLoadEvent::Finished => window.state::<Ready>().painted.notify_one(),
        })
        .build()?;
    place::restore(&window, profile);
    let handle = window.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::Focused(false) => keep_place(handle.app_handle()),
        WindowEvent::CloseRequested { api, .. } => {
            keep_place(handle.app_handle());
            if handle.state::<Tray>().is_there() {
                api.prevent_close();
                report(handle.hide());
            }
        }
        _ => {}
    });
    Ok(window)
}

/// Tells the page whose screen it will be, as far as the profile's directory shows: so it can ask for its rows at once.
fn account_script(profile: &Path) -> String {
    let account = sotto_client::first_account(profile).map(String::from);
    account.map_or_else(String::new, |id| {
        format!("document.documentElement?.setAttribute('data-account', '{id}');")
    })
}

/// Remembers where the window stands.
pub(crate) fn keep_place(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        place::keep(&window, app.state::<Core>().profile());
    }
}

/// The page is the program's own, wherever a script or a link tries to lead it.
fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // So the same is called on Windows.
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

/// A page is being replaced, by itself or by its first load.
fn left(app: &AppHandle) {
    app.state::<Ready>().state().listening = false;
    app.state::<crate::files::Taking>().leave();
    let app = app.clone();
    tauri::async_runtime::spawn(async move { doors::leave(&app.state::<Core>(), &app.state::<Page>()).await });
}

/// Brings the window to the front.
pub(crate) fn show(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else {
        return;
    };
    report(window.show());
    report(window.unminimize());
    report(window.set_focus());
}

/// Brings the window to the front with its settings.
pub(crate) fn show_settings(app: &AppHandle) {
    show(app);
    report(app.emit_to(LABEL, SHOW_SETTINGS, ()));
}

/// Brings the window to the front with a conversation.
pub(crate) fn open_chat(app: &AppHandle, chat: OpenChat) {
    show(app);
    let ready = app.state::<Ready>();
    let mut state = ready.state();
    if state.listening {
        report(app.emit_to(LABEL, OPEN_CHAT, chat));
    } else {
        state.chat = Some(chat);
    }
}

/// The same for a link, which names nobody's account: the first one's.
///
/// # Errors
/// If nobody is signed in.
pub(crate) async fn open_chat_with(app: &AppHandle, peer: Peer) -> Result<(), ClientError> {
    let accounts = app.state::<accounts::Accounts>();
    let Some(account) = accounts.first() else {
        return Err(fault(ErrorCode::NotFound, &"nobody is signed in"));
    };
    open_chat(app, OpenChat { account, peer });
    Ok(())
}

/// The page shows an account, so it listens: tells it what it was not there to hear.
pub(crate) fn listens(app: &AppHandle) {
    let ready = app.state::<Ready>();
    let mut state = ready.state();
    if !std::mem::replace(&mut state.listening, true) {
        log::info!("the page is ready to be used");
    }
    if let Some(chat) = state.chat.take() {
        report(app.emit_to(LABEL, OPEN_CHAT, chat));
    }
}

/// Shows the window the first time: with its page in it, not white.
pub(crate) async fn show_first(app: &AppHandle) {
    let ready = app.state::<Ready>();
    if tokio::time::timeout(PATIENCE, ready.painted.notified()).await.is_err() {
        log::warn!("the page takes its time");
    }
    show(app);
}

impl Ready {
    fn state(&self) -> MutexGuard<'_, State> {
        // Every change is complete before the guard is dropped, so a panic elsewhere leaves nothing half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The window system refused something that nobody can help.
pub(crate) fn report(outcome: tauri::Result<()>) {
    if let Err(error) = outcome {
        log::debug!("the window system refused: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w05_only_the_programs_own_page_is_ever_loaded() {
        for url in [
            "tauri://localhost",
            "tauri://localhost/index.html",
            "http://tauri.localhost/",
        ] {
            assert!(is_ours(&url.parse().unwrap()), "{url}");
        }
        for url in [
            "https://example.org",
            "http://tauri.localhost.example.org",
            "http://localhost:1420",
            "tauri://elsewhere",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:1",
            "about:blank",
            "blob:tauri://localhost/x",
        ] {
            assert!(!is_ours(&url.parse().unwrap()), "{url}");
        }
    }
}
