//! How long nobody has touched the keyboard or the mouse, as the desktop knows it.
//!
//! Linux: GNOME's idle monitor, else the screen saver's interface that KDE and others offer. Where neither answers, and on
//! other systems for now, nobody is ever taken to be away.

use std::time::Duration;

use sotto_client::Command;
use sotto_model::Timestamp;
use tauri::{AppHandle, Manager};

use super::accounts::Accounts;
use crate::core::Core;

/// How often the desktop is asked.
const PERIOD: Duration = Duration::from_secs(30);

/// Idle for so long means away (XEP-0319 §3.1 suggests it).
const AWAY_AFTER: Duration = Duration::from_secs(300);

/// Tells every account when the user goes away and comes back, until the program ends.
pub(crate) async fn watch(app: AppHandle) {
    let mut told = false;
    loop {
        tokio::time::sleep(PERIOD).await;
        let Ok(Some(idle)) = tokio::task::spawn_blocking(desktop::idle).await else {
            continue;
        };
        let away = idle >= AWAY_AFTER;
        if away != told {
            told = away;
            tell(&app, away.then(|| before(idle))).await;
        }
    }
}

fn before(idle: Duration) -> Timestamp {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let since = now.unwrap_or_default().saturating_sub(idle);
    Timestamp(i64::try_from(since.as_millis()).unwrap_or_default())
}

async fn tell(app: &AppHandle, since: Option<Timestamp>) {
    let Ok(client) = app.state::<Core>().client().await else {
        return;
    };
    for account in app.state::<Accounts>().ids() {
        if let Err(refused) = client.dispatch(&account, Command::SetIdle { since }).await {
            log::debug!("an account was not told of it: {:?}", refused.code);
        }
    }
}

#[cfg(target_os = "linux")]
mod desktop {
    use std::time::Duration;

    use gtk::glib::{Variant, VariantTy};

    /// Name, path, interface and method of who may know.
    const KNOWING: [(&str, &str, &str, &str, &str); 2] = [
        (
            "org.gnome.Mutter.IdleMonitor",
            "/org/gnome/Mutter/IdleMonitor/Core",
            "org.gnome.Mutter.IdleMonitor",
            "GetIdletime",
            "(t)",
        ),
        (
            "org.freedesktop.ScreenSaver",
            "/org/freedesktop/ScreenSaver",
            "org.freedesktop.ScreenSaver",
            "GetSessionIdleTime",
            "(u)",
        ),
    ];

    pub(super) fn idle() -> Option<Duration> {
        let bus = gio::bus_get_sync(gio::BusType::Session, gio::Cancellable::NONE).ok()?;
        KNOWING.iter().find_map(|(name, path, interface, method, kind)| {
            let answer = bus
                .call_sync(
                    Some(name),
                    path,
                    interface,
                    method,
                    None::<&Variant>,
                    VariantTy::new(kind).ok(),
                    gio::DBusCallFlags::NO_AUTO_START,
                    1_000,
                    gio::Cancellable::NONE,
                )
                .ok()?;
            let value = answer.child_value(0);
            let milliseconds = value.get::<u64>().or_else(|| value.get::<u32>().map(u64::from))?;
            Some(Duration::from_millis(milliseconds))
        })
    }
}

#[cfg(not(target_os = "linux"))]
mod desktop {
    use std::time::Duration;

    pub(super) fn idle() -> Option<Duration> {
        None
    }
}
