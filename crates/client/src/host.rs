//! What the program around the core provides.

use std::time::Duration;

use sotto_model::{AccountId, Notice};

/// The face of the program: a window with notifications, or a pipe.
pub trait Host: Send + Sync + 'static {
    /// Shows or withdraws a notification. Must not block.
    fn notify(&self, account: &AccountId, notice: Notice);

    /// How long accounts leave the processor to the window at the start, before they connect; a window that says what
    /// its user looks at has shown itself, and ends it.
    fn head_start(&self) -> Duration {
        Duration::ZERO
    }
}
