//! Links that a click may open. The page has checked them already; it is not believed.

use sotto_client::{ClientError, ErrorCode, Peer};
use sotto_model::BareJid;
use url::Url;

use crate::core::fault;

/// What is opened outside. Everything else (`file`, `smb`, `javascript`, `ms-msdt`, …) is refused by its name.
const OUTSIDE: [&str; 4] = ["http", "https", "mailto", "geo"];

/// No honest link is longer, in bytes.
const LONGEST: usize = 8 * 1024;

/// Where a link leads.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// To a conversation here (RFC 5122).
    Chat(Peer),
    /// To another program.
    Outside(Url),
}

/// Reads a link, or says why it is not opened.
///
/// # Errors
/// [`ErrorCode::BadRequest`] for everything that is not certainly harmless.
pub(crate) fn read(text: &str) -> Result<Target, ClientError> {
    let refuse = |why: &dyn std::fmt::Display| Err(fault(ErrorCode::BadRequest, why));
    if text.len() > LONGEST || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return refuse(&"not a link");
    }
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => return refuse(&error),
    };
    match url.scheme() {
        "xmpp" => address(&url).map(Target::Chat),
        scheme if OUTSIDE.contains(&scheme) => Ok(Target::Outside(url)),
        scheme => refuse(&format_args!("links of the kind {scheme}: are not opened")),
    }
}

/// The address in an `xmpp:` link. What it asks for (`?join`, `?message;body=…`) is not done: a link that another
/// person wrote must not act in the user's name.
fn address(url: &Url) -> Result<Peer, ClientError> {
    let wrong = |why: &dyn std::fmt::Display| fault(ErrorCode::InvalidAddress, why);
    let path = percent_decode(url.path()).ok_or_else(|| wrong(&"not UTF-8"))?;
    let jid: BareJid = path.parse().map_err(|error| wrong(&error))?;
    Ok(Peer(jid))
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Hands a link to the program the user has for it: as one argument, without a shell.
///
/// # Errors
/// If the system has none, or it does not start.
pub(crate) fn open(url: &Url) -> Result<(), ClientError> {
    // `xdg-open` is a shell script that splits $BROWSER into words; GIO reads the same associations without one.
    #[cfg(target_os = "linux")]
    let opened = gio::AppInfo::launch_default_for_uri(url.as_str(), None::<&gio::AppLaunchContext>);
    #[cfg(not(target_os = "linux"))]
    let opened = open::that_detached(url.as_str());
    opened.map_err(|error| fault(ErrorCode::NotFound, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w06_only_harmless_kinds_of_links_are_opened() {
        for link in [
            "https://example.org/a?b=c#d",
            "http://192.0.2.1",
            "mailto:anna@example.org",
            "geo:52.5,13.4",
        ] {
            assert!(matches!(read(link), Ok(Target::Outside(_))), "{link}");
        }
        for link in [
            "file:///etc/passwd",
            "FILE://host/share",
            "smb://host/share",
            "nfs://host/export",
            "javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "ms-msdt:/id",
            "search-ms:query=x",
            "aesgcm://host/x",
            "tel:+491",
            "ftp://example.org",
            "blob:https://example.org/x",
            "about:blank",
            "tauri://localhost",
            "//example.org",
            "example.org",
            "",
        ] {
            assert!(read(link).is_err(), "{link}");
        }
    }

    #[test]
    fn w06_a_link_stays_one_argument() {
        for link in [
            "https://example.org/ --help",
            "https://example.org/\nx",
            "\thttps://example.org",
        ] {
            assert!(read(link).is_err(), "{link}");
        }
        assert!(read(&format!("https://example.org/{}", "x".repeat(LONGEST))).is_err());
        let Ok(Target::Outside(url)) = read("https://example.org/\"$(id)`id`'") else {
            panic!("a strange path is still a path");
        };
        assert!(!url.as_str().contains('"') && !url.as_str().starts_with('-'));
    }

    #[test]
    fn an_xmpp_link_leads_to_a_conversation_and_does_nothing_else() {
        let romeo = Target::Chat(Peer("romeo@example.org".parse().unwrap()));
        assert_eq!(read("xmpp:romeo@example.org").unwrap(), romeo);
        assert_eq!(
            read("xmpp:romeo@example.org?message;body=send%20me%20money").unwrap(),
            romeo
        );
        let odd = Target::Chat(Peer("jürgen@example.org".parse().unwrap()));
        assert_eq!(read("xmpp:j%C3%BCrgen@example.org").unwrap(), odd);
        for link in ["xmpp:", "xmpp:%ff@example.org", "xmpp:%4", "xmpp:a@b@c"] {
            assert!(read(link).is_err(), "{link}");
        }
    }
}
