//! What the operating system shows of Sotto outside its window. *Whether* is decided in the engine, *how* is here.

pub(crate) mod accounts;
pub(crate) mod notifications;
#[cfg(target_os = "linux")]
pub(crate) mod panel;
pub(crate) mod tray;

use sotto_client::{AccountId, Host, Notice};
use tokio::sync::mpsc::UnboundedSender;

/// The desktop, as the core knows it.
pub(crate) struct Desktop(pub(crate) UnboundedSender<(AccountId, Notice)>);

impl Host for Desktop {
    fn notify(&self, account: &AccountId, notice: Notice) {
        if self.0.send((account.clone(), notice)).is_err() {
            log::debug!("a notification after the end");
        }
    }
}
