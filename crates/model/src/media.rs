//! What kind of file a name or a type stands for.

use crate::FileKind;

/// Endings of names and what they stand for; of several for one type the first is given to files without one.
const TYPES: [(&str, &str); 33] = [
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("heic", "image/heic"),
    ("svg", "image/svg+xml"),
    ("mp4", "video/mp4"),
    ("m4v", "video/mp4"),
    ("webm", "video/webm"),
    ("mkv", "video/x-matroska"),
    ("mov", "video/quicktime"),
    ("ogg", "audio/ogg"),
    ("oga", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("aac", "audio/aac"),
    ("flac", "audio/flac"),
    ("wav", "audio/wav"),
    ("weba", "audio/webm"),
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("md", "text/markdown"),
    ("csv", "text/csv"),
    ("json", "application/json"),
    ("zip", "application/zip"),
    ("gz", "application/gzip"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
];

/// The type of everything else.
pub const UNKNOWN: &str = "application/octet-stream";

/// The type that a file's name stands for.
pub fn type_of(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let known = TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(ending));
    known.map_or(UNKNOWN, |(_, media_type)| media_type)
}

/// The ending that names of such files have; nothing for types that are not known.
pub fn ending_of(media_type: &str) -> Option<&'static str> {
    TYPES
        .iter()
        .find(|(_, known)| *known == media_type)
        .map(|(ending, _)| *ending)
}

/// What such a file is for whoever looks at it. A picture is only what the window may show: a format that contains
/// programs or other addresses is a document.
pub fn kind_of(media_type: &str) -> FileKind {
    match media_type {
        "image/jpeg" | "image/png" | "image/gif" | "image/webp" => FileKind::Picture,
        video if video.starts_with("video/") => FileKind::Video,
        audio if audio.starts_with("audio/") => FileKind::Audio,
        _ => FileKind::Document,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w12_what_may_contain_a_program_is_never_a_picture() {
        for name in [
            "a.svg",
            "a.html",
            "a.jpg.exe",
            "a.desktop",
            "a.jar",
            "jpg",
            ".jpg.lnk",
            "a.",
        ] {
            assert_eq!(kind_of(type_of(name)), FileKind::Document, "{name}");
        }
        assert_eq!(kind_of(type_of("A.JPG")), FileKind::Picture);
        assert_eq!(ending_of("audio/ogg"), Some("ogg"));
    }
}
