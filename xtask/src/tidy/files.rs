//! What every file has to keep: a length one can read at a sitting, and no trace of the machine it was written on.

use std::fs;

use anyhow::Result;

use crate::shell::root;

/// Lines of code in one file; unit tests at its end do not count.
const MOST_LINES: usize = 500;

/// Places on somebody's machine. Written in two halves, so that this list does not find itself.
const MACHINE: [&str; 4] = [
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Use", "rs/"),
];

const CODE: [&str; 7] = [".rs", ".ts", ".svelte", ".css", ".py", ".sh", ".mjs"];

/// Files that break these rules.
pub fn check(files: &[String]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for file in files {
        // What is no text has no lines, and what was deleted a moment ago has no content.
        let Ok(text) = fs::read_to_string(root().join(file)) else {
            continue;
        };
        if counts(file) && lines(file, &text) > MOST_LINES {
            found.push(format!(
                "{file}: more than {MOST_LINES} lines; split it along a seam that has a name"
            ));
        }
        for (number, line) in text.lines().enumerate() {
            if let Some(place) = MACHINE.iter().find(|place| names_place(line, place)) {
                found.push(format!(
                    "{file}:{}: names a place on one machine ({place}…)",
                    number + 1
                ));
            }
        }
    }
    Ok(found)
}

/// Whether the length of this file matters.
fn counts(file: &str) -> bool {
    let test = file.contains("/tests/") || file.starts_with("tests/") || file.contains(".test.");
    CODE.iter().any(|suffix| file.ends_with(suffix)) && !test && !file.contains("/generated/")
}

/// Lines up to the unit tests.
fn lines(file: &str, text: &str) -> usize {
    let end = if file.ends_with(".rs") {
        "#[cfg(test)]\nmod "
    } else {
        "\u{0}"
    };
    text.split(end).next().unwrap_or_default().lines().count()
}

/// An absolute path, not the middle of an address or of a longer path.
fn names_place(line: &str, place: &str) -> bool {
    line.match_indices(place)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-*}$".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_on_a_machine_is_found_and_a_web_address_is_not() {
        let [.., home, _] = MACHINE;
        assert!(names_place(&format!("open(\"{home}anna/notes\")"), home));
        assert!(!names_place(&format!("see https://example.org{home}page"), home));
    }

    #[test]
    fn unit_tests_do_not_count_as_length() {
        assert_eq!(lines("a.rs", "one\ntwo\n#[cfg(test)]\nmod tests {\n}\n"), 2);
        assert!(
            !counts("crates/engine/tests/replay.rs")
                && !counts("ui/src/lib/ipc/generated/View.ts")
                && counts("ui/src/a.svelte")
        );
    }
}
