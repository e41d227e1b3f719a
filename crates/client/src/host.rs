//! What the program around the core provides.

use sotto_model::{AccountId, Notice};

/// The face of the program: a window with notifications, or a pipe.
pub trait Host: Send + Sync + 'static {
    /// Shows or withdraws a notification. Must not block.
    fn notify(&self, account: &AccountId, notice: Notice);
}
