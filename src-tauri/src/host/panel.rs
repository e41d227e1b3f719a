//! Whether a Linux desktop has a panel that shows tray icons. It may start after us and end before us.

use gio::{BusNameWatcherFlags, BusType};
use tauri::AppHandle;

use super::tray;

/// Who shows tray icons registers under this name (StatusNotifierItem).
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// Has a tray icon as long as somebody shows it. On the main thread only.
pub(crate) fn watch(app: &AppHandle) {
    let (appeared, vanished) = (app.clone(), app.clone());
    // For as long as the program runs: nobody stops watching.
    let _watch = gio::bus_watch_name(
        BusType::Session,
        WATCHER,
        BusNameWatcherFlags::NONE,
        move |_, _, _| tray::appear(&appeared),
        move |_, _| tray::vanish(&vanished),
    );
}
