//! Names of files, as others choose them, on a disk of ours.

use std::path::Path;

use sotto_model::media;

/// The longest name, in bytes: every file system has room for it, and for a number.
const LONGEST: usize = 180;

/// Names that Windows keeps for devices, whatever their ending.
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// A name that leads nowhere but into the directory it is used in, and that looks like what it is.
pub(super) fn safe(name: &str, media_type: &str) -> String {
    let visible = name.chars().filter(|&c| !hidden(c));
    let harmless: String = visible
        .map(|c| {
            if c.is_control() || r#"/\:*?"<>|"#.contains(c) {
                '_'
            } else {
                c
            }
        })
        .collect();
    // A dot at the beginning hides a file; dots and spaces at the end are dropped by Windows, and another name appears.
    let harmless = harmless.trim_start_matches(|c: char| c == '.' || c.is_whitespace());
    let harmless = harmless.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    let (stem, ending) = match harmless.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 12 => (stem, Some(ending)),
        _ => (harmless, None),
    };
    let ending = ending.or_else(|| media::ending_of(media_type));
    let room = LONGEST - ending.map_or(0, |ending| ending.len() + 1);
    let cut = stem
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|end| *end <= room)
        .last();
    let stem = stem.get(..cut.unwrap_or_default()).unwrap_or_default().trim_end();
    let stem = if stem.is_empty() { "file" } else { stem };
    let first = stem
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_ascii_lowercase();
    let port = first.strip_prefix("com").or_else(|| first.strip_prefix("lpt"));
    let port = port.is_some_and(|number| number.chars().count() == 1 && number.chars().all(|c| c.is_numeric()));
    let stem = if port || RESERVED.contains(&first.as_str()) {
        format!("_{stem}")
    } else {
        stem.to_owned()
    };
    match ending {
        Some(ending) => format!("{stem}.{ending}"),
        None => stem,
    }
}

/// Marks that show nothing, or turn around what stands about them: `gpj.exe` would read `exe.jpg`.
fn hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// The same with a number, for where there is such a file already.
pub(super) fn numbered(name: &str, number: u32) -> String {
    let path = Path::new(name);
    let stem = path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    match path.extension() {
        Some(ending) => format!("{stem} ({number}).{}", ending.to_string_lossy()),
        None => format!("{stem} ({number})"),
    }
}

/// Whether opening such a file may run a program of its author's: it is only shown where it lies (W12).
pub(super) fn may_run(name: &str) -> bool {
    const HARMLESS: [&str; 30] = [
        "jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "mp4", "m4v", "webm", "mkv", "mov", "ogg", "oga", "opus",
        "mp3", "m4a", "aac", "flac", "wav", "weba", "pdf", "txt", "md", "csv", "odt", "ods", "docx", "xlsx", "zip",
    ];
    let ending = name
        .rsplit_once('.')
        .map_or("", |(_, ending)| ending)
        .to_ascii_lowercase();
    !HARMLESS.contains(&ending.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w11_a_name_never_leads_out_of_its_directory() {
        for hostile in [
            "../../.bashrc",
            "..\\..\\x",
            "/etc/passwd",
            "C:\\x",
            "a/../../b",
            "..",
            ".",
            "",
            "...",
            "a\0b",
            "%2e%2e/x",
            "~/x",
            "\u{2024}./x",
            "a:stream",
            "\\\\host\\share",
            " . ",
            "\u{202e}",
            "file\n.sh",
        ] {
            let name = safe(hostile, "text/plain");
            let parts: Vec<_> = Path::new(&name).components().collect();
            assert!(
                matches!(parts.as_slice(), [std::path::Component::Normal(_)]),
                "{hostile:?} {name:?}"
            );
            assert!(
                !name.starts_with('.') && !name.ends_with(['.', ' ']) && !name.contains(['/', '\\', ':', '\0', '\n']),
                "{name:?}"
            );
        }
    }

    #[test]
    fn w11_a_name_looks_like_what_it_is() {
        for (told, kept) in [
            ("photo_\u{202e}gpj.exe", "photo_gpj.exe"),
            (".desktop", "desktop.txt"),
            ("CON", "_CON.txt"),
            ("con.tar.gz", "_con.tar.gz"),
            ("COM1.txt", "_COM1.txt"),
            ("LPT¹", "_LPT¹.txt"),
            ("contact.txt", "contact.txt"),
            ("a.txt. . ", "a.txt"),
            ("Ünïcode 写真.jpg", "Ünïcode 写真.jpg"),
            ("no ending", "no ending.txt"),
        ] {
            assert_eq!(safe(told, "text/plain"), kept, "{told:?}");
        }
        let long = safe(&format!("{}.jpg", "ü".repeat(300)), "image/jpeg");
        assert!(long.len() <= LONGEST && long.ends_with("ü.jpg"), "{long}");
        assert_eq!(numbered("a.b.jpg", 2), "a.b (2).jpg");
    }

    #[test]
    fn w12_what_may_run_is_not_opened() {
        for name in [
            "a.desktop",
            "a.exe",
            "a.lnk",
            "a.html",
            "a.svg",
            "a.jar",
            "a.jpg.exe",
            "a",
            "a.sh",
            "a.PS1",
        ] {
            assert!(may_run(name), "{name}");
        }
        assert!(!may_run("a.JPG") && !may_run("a.pdf"));
    }
}
