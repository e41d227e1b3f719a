//! What the operating system shows of Sotto outside its window. *Whether* is decided in the engine, *how* is here.

pub(crate) mod accounts;
pub(crate) mod idle;
pub(crate) mod notifications;
#[cfg(target_os = "linux")]
pub(crate) mod panel;
pub(crate) mod tray;

use std::time::Duration;

use sotto_client::{AccountId, Host, Notice};
use tokio::sync::mpsc::UnboundedSender;

/// How long the window may take at the start before the accounts connect all the same.
const HEAD_START: Duration = Duration::from_millis(600);

/// The desktop, as the core knows it.
pub(crate) struct Desktop(pub(crate) UnboundedSender<(AccountId, Notice)>);

impl Host for Desktop {
    fn notify(&self, account: &AccountId, notice: Notice) {
        if self.0.send((account.clone(), notice)).is_err() {
            log::debug!("a notification after the end");
        }
    }

    fn head_start(&self) -> Duration {
        HEAD_START
    }
}
