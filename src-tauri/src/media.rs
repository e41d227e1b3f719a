//! `media://localhost/ACCOUNT/avatar/HASH`: pictures out of the encrypted archive, straight into the page: never in base64,
//! never in a file.
//!
//! What is served was encoded by us from what others sent, and is of one type; the page gets nothing by guessing, for it
//! may see all of its accounts' pictures anyway, and nothing else stands behind these addresses.

use sotto_client::AccountId;
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder};

use crate::core::Core;

/// The scheme.
pub(crate) const SCHEME: &str = "media";

/// What an address asks for.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    /// A person's picture.
    Avatar(AccountId, String),
}

impl Wanted {
    /// Reads the path of an address; nothing for whatever is not exactly one.
    fn parse(path: &str) -> Option<Self> {
        let mut parts = path.strip_prefix('/')?.split('/');
        let account = AccountId::try_from(parts.next()?.to_owned()).ok()?;
        let (kind, name) = (parts.next()?, parts.next()?);
        let hash = name.len() == 40 && name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        match (kind, hash, parts.next()) {
            ("avatar", true, None) => Some(Self::Avatar(account, name.to_owned())),
            _ => None,
        }
    }
}

/// Answers the page.
// Tauri hands over ownership.
#[allow(clippy::needless_pass_by_value)]
pub(crate) fn serve<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    let wanted = Wanted::parse(request.uri().path());
    tauri::async_runtime::spawn(async move {
        let bytes = match wanted {
            Some(Wanted::Avatar(account, hash)) => avatar(&app.state::<Core>(), &account, &hash).await,
            None => None,
        };
        responder.respond(answer(bytes));
    });
}

async fn avatar(core: &Core, account: &AccountId, hash: &str) -> Option<Vec<u8>> {
    core.client().await.ok()?.picture(account, hash).await.ok()?
}

fn answer(bytes: Option<Vec<u8>>) -> Response<Vec<u8>> {
    let found = bytes.is_some();
    let mut response = Response::new(bytes.unwrap_or_default());
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, header::HeaderValue::from_static(value));
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    if found {
        set(header::CONTENT_TYPE, "image/png");
        // Its name is made of what is in it.
        set(header::CACHE_CONTROL, "private, max-age=31536000, immutable");
    } else {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w04_only_whole_addresses_of_pictures_are_answered() {
        let (account, hash) = ("0123456789abcdef", "111f4b3c50d7b0df729d299bc6f8e9ef9066971f");
        let wanted = Wanted::parse(&format!("/{account}/avatar/{hash}"));
        let id = AccountId::try_from(account.to_owned()).unwrap();
        assert_eq!(wanted, Some(Wanted::Avatar(id, hash.to_owned())));
        for path in [
            String::new(),
            "/".into(),
            format!("/{account}/avatar/../../archive.db"),
            format!("/../{account}/avatar/{hash}"),
            format!("/{account}/avatar/{hash}/"),
            format!("/{account}/avatar/{}", hash.to_uppercase()),
            format!("/{account}/avatar/{}", &hash[1..]),
            format!("/{account}/file/{hash}"),
            format!("//{account}/avatar/{hash}"),
        ] {
            assert_eq!(Wanted::parse(&path), None, "{path}");
        }
    }

    #[test]
    fn what_is_not_there_is_said_not_to_be() {
        assert_eq!(answer(None).status(), StatusCode::NOT_FOUND);
        let there = answer(Some(vec![1]));
        assert_eq!(there.headers()[header::CONTENT_TYPE], "image/png");
        assert_eq!(there.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}
