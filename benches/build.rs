//! Tauri's macro, which the empty window is made with, wants the directory that cargo gives to a package with a build
//! program; there is nothing to build here.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
