//! How WebKitGTK draws. Its default wants a working GPU driver: without a GPU it takes 70 MiB more and is slower, and with
//! NVIDIA's own driver windows stay white or flicker.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use anyhow::bail;

/// Where the kernel offers GPUs to draw with.
const NODES: &str = "/dev/dri";
/// There with NVIDIA's own driver only.
const NVIDIA: &str = "/proc/driver/nvidia/version";
/// The switch that leaves the rest of WebKit's drawing as it is.
const NO_DMABUF: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
/// Whoever set one of these has chosen.
const CHOSEN: [&str; 4] = [
    NO_DMABUF,
    "WEBKIT_DISABLE_COMPOSITING_MODE",
    "WEBKIT_FORCE_DMABUF_RENDERER",
    "WEBKIT_DMABUF_RENDERER_FORCE_SHM",
];

/// Where the screen is; GTK ends the program without a word to the user where there is none.
const SCREENS: [&str; 2] = ["WAYLAND_DISPLAY", "DISPLAY"];

/// Starts the program anew with the switch, if it is needed. Must be called before anything else is started; returns
/// where nothing is to be changed. A process may not safely change its own environment, so it is replaced.
///
/// # Errors
/// If there is no screen.
pub(crate) fn choose() -> anyhow::Result<()> {
    if !is_set(&SCREENS) {
        bail!("there is no screen: neither {} is set", SCREENS.join(" nor "));
    }
    if is_set(&CHOSEN) || gpu_works(has_gpu(Path::new(NODES)), Path::new(NVIDIA).exists()) {
        return Ok(());
    }
    let error = Command::new(std::env::current_exe()?)
        .args(std::env::args_os().skip(1))
        .env(NO_DMABUF, "1")
        .exec();
    log::warn!("drawing as WebKit chooses: {error}");
    Ok(())
}

fn is_set(names: &[&str]) -> bool {
    names
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn gpu_works(gpu: bool, nvidia: bool) -> bool {
    gpu && !nvidia
}

fn has_gpu(nodes: &Path) -> bool {
    let named = |name: &OsStr| name.to_str().is_some_and(|name| name.starts_with("renderD"));
    std::fs::read_dir(nodes).is_ok_and(|entries| entries.flatten().any(|entry| named(&entry.file_name())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_draws_with_its_gpu_only_where_that_works() {
        assert!(gpu_works(true, false));
        assert!(!gpu_works(false, false));
        assert!(!gpu_works(true, true));
    }

    #[test]
    fn a_gpu_is_a_render_node() {
        let nodes = tempfile::tempdir().unwrap();
        assert!(!has_gpu(&nodes.path().join("absent")));
        std::fs::write(nodes.path().join("card0"), "").unwrap();
        assert!(!has_gpu(nodes.path()));
        std::fs::write(nodes.path().join("renderD128"), "").unwrap();
        assert!(has_gpu(nodes.path()));
    }
}
