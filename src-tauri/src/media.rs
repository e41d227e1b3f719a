//! `media://localhost/<account>/<kind>/<id>`: what the page shows that is not its own, decrypted as it is read. Nothing of it is
//! ever a file on the disk, and nothing of it is text that could become markup.
//!
//! | kind | id |
//! |---|---|
//! | `file` | a file's id: all of it, or the range that is asked for |
//! | `thumbnail` | a file's id: a small picture of it |
//! | `avatar` | the name of a person's picture, which was encoded by us |

use sotto_client::{AccountId, FileId};
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder};

use crate::core::Core;

/// The scheme.
pub(crate) const SCHEME: &str = "media";

/// The most that is handed over at once, in bytes: whoever plays a long file asks again.
const MOST: u64 = 64 * 1024 * 1024;
const AT_ONCE: u64 = 4 * 1024 * 1024;

/// What the page asks for.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    File(AccountId, FileId),
    Thumbnail(AccountId, FileId),
    Avatar(AccountId, String),
}

/// Answers the page.
pub(crate) fn serve<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let range = request
            .headers()
            .get(header::RANGE)
            .and_then(|range| range.to_str().ok())
            .and_then(range);
        let answer = match wanted(request.uri().path()) {
            Some(wanted) => answer(&app.state::<Core>(), wanted, range).await,
            None => None,
        };
        responder.respond(answer.unwrap_or_else(|| bare(StatusCode::NOT_FOUND)));
    });
}

async fn answer(core: &Core, wanted: Wanted, range: Option<(u64, Option<u64>)>) -> Option<Response<Vec<u8>>> {
    let client = core.client().await.ok()?;
    let (account, file, small) = match wanted {
        Wanted::File(account, file) => (account, file, false),
        Wanted::Thumbnail(account, file) => (account, file, true),
        Wanted::Avatar(account, hash) => return avatar(&client.picture(&account, &hash).await.ok()??),
    };
    let media = client.media(&account, file).await.ok()?;
    let work = tokio::task::spawn_blocking(move || {
        if small {
            let bytes = media.thumbnail().to_vec();
            let kind = if bytes.starts_with(&[0xff, 0xd8]) {
                "image/jpeg"
            } else {
                "image/png"
            };
            return (!bytes.is_empty()).then(|| whole(kind, bytes));
        }
        let length = media.length().ok()?;
        let kind = shown_as(media.media_type());
        match range {
            Some((from, to)) if from < length => {
                let to = to.unwrap_or(u64::MAX).min(length - 1).min(from + AT_ONCE - 1);
                let bytes = media
                    .part(from, usize::try_from(to.checked_sub(from)? + 1).ok()?)
                    .ok()?;
                Some(part(kind, bytes, from, to, length))
            }
            Some(_) => Some(bare(StatusCode::RANGE_NOT_SATISFIABLE)),
            None if length > MOST => Some(bare(StatusCode::PAYLOAD_TOO_LARGE)),
            None => Some(whole(kind, media.whole().ok()?)),
        }
    });
    work.await.ok().flatten()
}

/// Only what a page shows as a picture or plays is called what it is: nothing can be a page, a style or a script.
fn shown_as(media_type: &str) -> &str {
    let shown = matches!(media_type, "image/jpeg" | "image/png" | "image/gif" | "image/webp");
    let played = media_type.starts_with("audio/") || media_type.starts_with("video/");
    let plain = media_type.bytes().all(|byte| byte.is_ascii_graphic());
    if (shown || played) && plain {
        media_type
    } else {
        "application/octet-stream"
    }
}

fn wanted(path: &str) -> Option<Wanted> {
    let mut parts = path.strip_prefix('/')?.split('/');
    let account = AccountId::try_from(parts.next()?.to_owned()).ok()?;
    let (kind, id) = (parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let hash = id.len() == 40 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if kind == "avatar" && hash {
        return Some(Wanted::Avatar(account, id.to_owned()));
    }
    let file = FileId(id.parse().ok()?);
    match kind {
        "file" => Some(Wanted::File(account, file)),
        "thumbnail" => Some(Wanted::Thumbnail(account, file)),
        _ => None,
    }
}

/// The first range that is asked for.
fn range(text: &str) -> Option<(u64, Option<u64>)> {
    let (from, to) = text.trim().strip_prefix("bytes=")?.split(',').next()?.split_once('-')?;
    Some((from.trim().parse().ok()?, to.trim().parse().ok()))
}

/// A person's picture: its name is made of what is in it, so it never changes.
fn avatar(bytes: &[u8]) -> Option<Response<Vec<u8>>> {
    let mut found = whole("image/png", bytes.to_vec());
    let forever = header::HeaderValue::from_static("private, max-age=31536000, immutable");
    found.headers_mut().insert(header::CACHE_CONTROL, forever);
    Some(found)
}

fn response(status: StatusCode, media_type: &str) -> tauri::http::response::Builder {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, media_type)
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::ACCEPT_RANGES, "bytes")
        .header("X-Content-Type-Options", "nosniff")
        .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")
        // The page is of another scheme, and the only one that can ask.
        .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
}

fn whole(media_type: &str, bytes: Vec<u8>) -> Response<Vec<u8>> {
    response(StatusCode::OK, media_type).body(bytes).unwrap_or_default()
}

fn part(media_type: &str, bytes: Vec<u8>, from: u64, to: u64, length: u64) -> Response<Vec<u8>> {
    let range = format!("bytes {from}-{to}/{length}");
    response(StatusCode::PARTIAL_CONTENT, media_type)
        .header(header::CONTENT_RANGE, range)
        .body(bytes)
        .unwrap_or_default()
}

fn bare(status: StatusCode) -> Response<Vec<u8>> {
    response(status, "application/octet-stream")
        .body(Vec::new())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w04_only_an_account_a_kind_and_a_number_are_an_address() {
        let account = AccountId::from_random([1; 8]);
        assert_eq!(
            wanted("/0101010101010101/file/7"),
            Some(Wanted::File(account.clone(), FileId(7)))
        );
        assert_eq!(
            wanted("/0101010101010101/thumbnail/7"),
            Some(Wanted::Thumbnail(account, FileId(7)))
        );
        let hash = "111f4b3c50d7b0df729d299bc6f8e9ef9066971f";
        let avatar = Wanted::Avatar(AccountId::from_random([1; 8]), hash.to_owned());
        assert_eq!(wanted(&format!("/0101010101010101/avatar/{hash}")), Some(avatar));
        for path in [
            format!("/0101010101010101/avatar/{hash}/"),
            format!("/0101010101010101/avatar/{}", hash.to_uppercase()),
            format!("//0101010101010101/avatar/{hash}"),
        ] {
            assert_eq!(wanted(&path), None, "{path}");
        }
        for path in [
            "",
            "/",
            "/0101010101010101",
            "/0101010101010101/file",
            "/0101010101010101/file/7/x",
            "/0101010101010101/key/7",
            "/../../etc/passwd",
            "/0101010101010101/file/../../archive.db",
            "/0101010101010101/file/7%2f..",
            "//file/7",
            "/x/file/7",
        ] {
            assert_eq!(wanted(path), None, "{path}");
        }
    }

    #[test]
    fn w12_nothing_that_comes_this_way_is_a_page_or_a_script() {
        for media_type in [
            "text/html",
            "image/svg+xml",
            "application/xhtml+xml",
            "text/javascript",
            "audio/x\r\nX: y",
            "text/css",
            "",
        ] {
            assert_eq!(shown_as(media_type), "application/octet-stream", "{media_type}");
        }
        assert_eq!(shown_as("image/png"), "image/png");
        assert_eq!(range("bytes=5-9, 1-2"), Some((5, Some(9))));
        assert_eq!(
            (range("bytes=5-"), range("bytes=-5"), range("lines=1-2")),
            (Some((5, None)), None, None)
        );
    }
}
