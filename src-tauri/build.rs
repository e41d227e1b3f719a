//! Declares the commands of the page, so that each needs a permission in `capabilities/main.json`.

use tauri_build::{AppManifest, Attributes};

/// `src/doors.rs` and `src/files.rs`.
const DOORS: &[&str] = &[
    "dispatch",
    "subscribe",
    "retarget",
    "unsubscribe",
    "open_link",
    "take_file",
    "take_piece",
    "take_end",
    "save_file",
    "show_downloads",
];

fn main() {
    let attributes = Attributes::new().app_manifest(AppManifest::new().commands(DOORS));
    tauri_build::try_build(attributes).expect("the configuration, the icons and the capabilities are whole");
}
