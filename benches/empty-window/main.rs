//! The least a Tauri window can be: what Sotto's start and memory are held against. It is built like Sotto, with the same
//! Tauri, the same features and the same profile, and shows one colour.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!("empty-window/tauri.conf.json"))
}
