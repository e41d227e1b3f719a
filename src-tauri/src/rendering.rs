//! How WebKitGTK draws, and with what font. Its default wants a working GPU driver: without a GPU it takes 70 MiB more and is
//! slower, and with NVIDIA's own driver windows stay white or flicker.

use std::ffi::OsStr;
use std::path::Path;

use anyhow::bail;
use gtk::glib::object::ObjectExt;
use gtk::pango::FontDescription;

/// Where the kernel offers GPUs to draw with.
const NODES: &str = "/dev/dri";
/// There with NVIDIA's own driver only.
const NVIDIA: &str = "/proc/driver/nvidia/version";
/// The switch that leaves the rest of WebKit's drawing as it is.
const NO_DMABUF: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
/// The device WebKit is to look for a GPU on. Without it, it loads all of OpenGL to find one: 60 ms and 30 MiB where there is none.
const DEVICE: &str = "WEBKIT_WEB_RENDER_DEVICE_FILE";
/// Whoever set one of these has chosen.
const CHOSEN: [&str; 4] = [
    NO_DMABUF,
    "WEBKIT_DISABLE_COMPOSITING_MODE",
    "WEBKIT_FORCE_DMABUF_RENDERER",
    "WEBKIT_DMABUF_RENDERER_FORCE_SHM",
];

/// Where the screen is; GTK ends the program without a word to the user where there is none.
const SCREENS: [&str; 2] = ["WAYLAND_DISPLAY", "DISPLAY"];

/// Sets what is needed. Must be called before any thread is started: none may read the environment while
/// it changes.
///
/// # Errors
/// If there is no screen.
pub(crate) fn choose() -> anyhow::Result<()> {
    if !is_set(&SCREENS) {
        bail!("there is no screen: neither {} is set", SCREENS.join(" nor "));
    }
    if is_set(&CHOSEN) {
        return Ok(());
    }
    for (name, value) in settings(has_gpu(Path::new(NODES)), Path::new(NVIDIA).exists()) {
        if let Err(error) = gtk::glib::setenv(name, value, false) {
            log::warn!("drawing as WebKit chooses: {error}");
        }
    }
    Ok(())
}

fn settings(gpu: bool, nvidia: bool) -> Vec<(&'static str, &'static str)> {
    match (gpu, nvidia) {
        (true, false) => vec![],
        (true, true) => vec![(NO_DMABUF, "1")],
        (false, _) => vec![(NO_DMABUF, "1"), (DEVICE, "/dev/null")],
    }
}

/// Tells the page the desktop's font, as the style `--desktop-font`: what WebKitGTK calls `system-ui` is some font that
/// fontconfig knows under that name, whatever the user chose. Must be called on the main thread, once GTK runs.
pub(crate) fn font_script() -> String {
    let chosen: Option<String> = gtk::Settings::default().and_then(|settings| settings.property("gtk-font-name"));
    let family = chosen.and_then(|name| FontDescription::from_string(&name).family());
    family.map(|family| script(&family)).unwrap_or_default()
}

fn script(family: &str) -> String {
    // Once as a string of CSS, once as one of JavaScript.
    let quoted = format!("\"{}\"", family.replace(['\\', '"', '\n'], ""));
    let quoted = serde_json::Value::from(quoted);
    format!("document.documentElement?.style.setProperty('--desktop-font', {quoted});")
}

fn is_set(names: &[&str]) -> bool {
    names
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
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
        assert!(settings(true, false).is_empty());
        assert_eq!(settings(true, true), [(NO_DMABUF, "1")]);
        assert_eq!(settings(false, false), [(NO_DMABUF, "1"), (DEVICE, "/dev/null")]);
    }

    #[test]
    fn a_font_is_a_name_whatever_stands_in_it() {
        let set = |value| format!("document.documentElement?.style.setProperty('--desktop-font', {value});");
        assert_eq!(script("Noto Sans"), set(r#""\"Noto Sans\"""#));
        assert_eq!(script("x\"\\); alert(1"), set(r#""\"x); alert(1\"""#));
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
