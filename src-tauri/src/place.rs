//! Where the window stood, so that it comes back there. In physical pixels: the screens may differ in scale.

use std::path::Path;

use serde::{Deserialize, Serialize};
use tauri::{PhysicalPosition, PhysicalSize, WebviewWindow};

/// The file in the profile.
const FILE: &str = "window.json";

/// How much of the window's top edge must be on a screen for it to be found and moved (px).
const GRIP: i32 = 80;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    x: i32,
    y: i32,
    width: u32,
    height: u32,
    maximized: bool,
}

/// A screen's area.
type Area = (PhysicalPosition<i32>, PhysicalSize<u32>);

/// Keeps where the window stands. Losing this is no loss worth a message.
pub(crate) fn keep(window: &WebviewWindow, profile: &Path) {
    if let Err(error) = try_keep(window, profile) {
        log::debug!("the window's place is not kept: {error:#}");
    }
}

fn try_keep(window: &WebviewWindow, profile: &Path) -> anyhow::Result<()> {
    if !window.is_visible()? || window.is_minimized()? {
        return Ok(());
    }
    let maximized = window.is_maximized()?;
    let before = read(profile);
    let place = match before {
        // What it goes back to when it is no longer maximised.
        Some(before) if maximized => Place { maximized, ..before },
        _ => {
            let (PhysicalPosition { x, y }, PhysicalSize { width, height }) =
                (window.outer_position()?, window.inner_size()?);
            Place {
                x,
                y,
                width,
                height,
                maximized,
            }
        }
    };
    if before != Some(place) {
        std::fs::write(profile.join(FILE), serde_json::to_vec(&place)?)?;
    }
    Ok(())
}

/// Puts the window where it stood, if that is still on a screen.
pub(crate) fn restore(window: &WebviewWindow, profile: &Path) {
    let Some(place) = read(profile) else { return };
    let screens = window.available_monitors().unwrap_or_default();
    let areas = screens.iter().map(|screen| (*screen.position(), *screen.size()));
    if let Err(error) = put(window, place, within_reach(place, areas)) {
        log::debug!("the window's place is not restored: {error}");
    }
}

fn put(window: &WebviewWindow, place: Place, reachable: bool) -> tauri::Result<()> {
    window.set_size(PhysicalSize::new(place.width, place.height))?;
    if reachable {
        window.set_position(PhysicalPosition::new(place.x, place.y))?;
    }
    if place.maximized {
        window.maximize()?;
    }
    Ok(())
}

fn read(profile: &Path) -> Option<Place> {
    let bytes = std::fs::read(profile.join(FILE)).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Whether the top edge can be got hold of: screens are unplugged.
fn within_reach(place: Place, mut screens: impl Iterator<Item = Area>) -> bool {
    let width = i32::try_from(place.width).unwrap_or(i32::MAX);
    screens.any(|(at, size)| {
        let right = at.x.saturating_add_unsigned(size.width);
        let bottom = at.y.saturating_add_unsigned(size.height);
        place.x.saturating_add(width) >= at.x.saturating_add(GRIP)
            && place.x <= right.saturating_sub(GRIP)
            && place.y >= at.y
            && place.y <= bottom.saturating_sub(GRIP)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Area = (
        PhysicalPosition { x: 0, y: 0 },
        PhysicalSize {
            width: 1920,
            height: 1080,
        },
    );

    fn at(x: i32, y: i32) -> Place {
        Place {
            x,
            y,
            width: 1000,
            height: 700,
            maximized: false,
        }
    }

    #[test]
    fn a_window_comes_back_only_to_where_it_can_be_got_hold_of() {
        for (x, y) in [(0, 0), (-900, 10), (1800, 900)] {
            assert!(within_reach(at(x, y), [SCREEN].into_iter()), "{x}, {y}");
        }
        for (x, y) in [(-990, 0), (1900, 0), (100, -40), (100, 1060), (i32::MAX, i32::MIN)] {
            assert!(!within_reach(at(x, y), [SCREEN].into_iter()), "{x}, {y}");
        }
        assert!(!within_reach(at(0, 0), std::iter::empty()));
    }

    #[test]
    fn a_damaged_file_is_as_good_as_none() {
        let profile = tempfile::tempdir().unwrap();
        assert_eq!(read(profile.path()), None);
        std::fs::write(profile.path().join(FILE), "{\"x\": 1").unwrap();
        assert_eq!(read(profile.path()), None);
        std::fs::write(profile.path().join(FILE), serde_json::to_vec(&at(1, 2)).unwrap()).unwrap();
        assert_eq!(read(profile.path()), Some(at(1, 2)));
    }
}
