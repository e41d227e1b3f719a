//! The icon in the panel: opens the window, changes the presence, quits. Where there is a tray, closing the window only
//! hides it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sotto_model::Presence;
use tauri::menu::{CheckMenuItem, Menu, MenuEvent, MenuItem, PredefinedMenuItem, Submenu};
use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager, Wry};

use super::accounts::{self, Accounts};
use crate::window;
use crate::words::{Brand, Words};

/// What the menu offers to be seen as, and the id of its line.
const PRESENCES: [(&str, Presence); 4] = [
    ("tray-online", Presence::Online),
    ("tray-away", Presence::Away),
    ("tray-busy", Presence::Busy),
    ("tray-invisible", Presence::Offline),
];

/// The tray, where and as long as there is one.
#[derive(Default)]
pub(crate) struct Tray(Mutex<Option<Shown>>);

struct Shown {
    icon: TrayIcon,
    presences: Vec<(Presence, CheckMenuItem<Wry>)>,
    words: Words,
}

impl Tray {
    fn shown(&self) -> MutexGuard<'_, Option<Shown>> {
        // Every change is complete before the guard is dropped, so a panic elsewhere leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a hidden window can be brought back.
    pub(crate) fn is_there(&self) -> bool {
        self.shown().is_some()
    }

    /// Shows how many messages are unread, and the presence all accounts share.
    pub(crate) fn paint(&self, unread: u32, presence: Option<Presence>) {
        let shown = self.shown();
        let Some(Shown { icon, presences, words }) = &*shown else {
            return;
        };
        let (image, template) = (image(unread), cfg!(target_os = "macos"));
        window::report(icon.set_icon_with_as_template(Some(image), template));
        window::report(icon.set_tooltip(Some(words.count("tray-unread", unread))));
        for (which, item) in presences {
            window::report(item.set_checked(presence == Some(*which)));
            window::report(item.set_enabled(presence.is_some()));
        }
    }
}

/// The menu bar of macOS tints what has one colour; other panels may be light or dark and do not say which.
#[cfg(target_os = "macos")]
const IMAGES: [tauri::image::Image<'_>; 2] = [
    tauri::include_image!("../assets/brand/icons/tray.png"),
    tauri::include_image!("../assets/brand/icons/tray-unread.png"),
];
#[cfg(not(target_os = "macos"))]
const IMAGES: [tauri::image::Image<'_>; 2] = [
    tauri::include_image!("../assets/brand/icons/tray-colour.png"),
    tauri::include_image!("../assets/brand/icons/tray-colour-unread.png"),
];

fn image(unread: u32) -> tauri::image::Image<'static> {
    let [read, new] = IMAGES;
    if unread > 0 { new } else { read }
}

/// Puts the icon into the tray. On the main thread only.
pub(crate) fn appear(app: &AppHandle) {
    let tray = app.state::<Tray>();
    if tray.is_there() {
        return;
    }
    match build(app) {
        Ok(shown) => *tray.shown() = Some(shown),
        Err(error) => return log::info!("no tray: {error}"),
    }
    let accounts = app.state::<Accounts>();
    tray.paint(accounts.unread(), accounts.presence());
}

/// The panel has gone, and the icon with it: a hidden window could not be reached any more. On the main thread only.
#[cfg(target_os = "linux")]
pub(crate) fn vanish(app: &AppHandle) {
    let gone = app.state::<Tray>().shown().take();
    if gone.is_some() {
        drop(app.remove_tray_by_id(ID));
        window::show(app);
    }
}

const ID: &str = "sotto";

fn build(app: &AppHandle) -> tauri::Result<Shown> {
    let words = Words::of_the_system(&Brand::load());
    let item = |id: &str| MenuItem::with_id(app, id, words.say(id), true, None::<&str>);
    let choice = |(id, presence): (&str, Presence)| -> tauri::Result<_> {
        let item = CheckMenuItem::with_id(app, id, words.say(id), false, false, None::<&str>)?;
        Ok((presence, item))
    };
    let presences = PRESENCES.into_iter().map(choice).collect::<tauri::Result<Vec<_>>>()?;
    let submenu = Submenu::with_id(app, "tray-presence", words.say("tray-presence"), true)?;
    for (_, item) in &presences {
        submenu.append(item)?;
    }
    let line = PredefinedMenuItem::separator(app)?;
    let menu = Menu::with_items(
        app,
        &[
            &item("tray-open")?,
            &submenu,
            &item("tray-settings")?,
            &line,
            &item("tray-quit")?,
        ],
    )?;
    let builder = TrayIconBuilder::with_id(ID);
    // Elsewhere a title is written beside the icon.
    #[cfg(target_os = "linux")]
    let builder = builder.title(Brand::load().name);
    let icon = builder
        .icon(image(0))
        .icon_as_template(cfg!(target_os = "macos"))
        .menu(&menu)
        .show_menu_on_left_click(cfg!(target_os = "macos"))
        .on_menu_event(chosen)
        .on_tray_icon_event(|icon, event| {
            if let TrayIconEvent::Click {
                button: MouseButton::Left,
                button_state: MouseButtonState::Up,
                ..
            } = event
            {
                window::show(icon.app_handle());
            }
        })
        .build(app)?;
    Ok(Shown { icon, presences, words })
}

// Tauri hands over ownership.
#[allow(clippy::needless_pass_by_value)]
fn chosen(app: &AppHandle, event: MenuEvent) {
    match event.id().as_ref() {
        "tray-open" => window::show(app),
        "tray-settings" => window::show_settings(app),
        "tray-quit" => app.exit(0),
        id => {
            if let Some((_, presence)) = PRESENCES.into_iter().find(|(name, _)| *name == id) {
                accounts::set_presence(app, presence);
            }
        }
    }
}
