//! Files that come with messages, and whether they are fetched without being asked for.

use sotto_model::{Encryption, FileId, FileKind, FileState, MessageId, Standing, media};
use sotto_store::conversations::Conversation;
use sotto_store::files::{self, File};
use sotto_store::{StoreError, contacts};
use sotto_wire::aesgcm::Sealed;
use sotto_wire::{Message, Sharing};

use super::{UNASKED, download};
use crate::cx::Cx;
use crate::envelope::{Author, Envelope, Route};
use crate::label;

/// The file that a message consists of, if it does.
pub(crate) fn read(cx: &mut Cx<'_, '_>, message: &Message, encryption: Encryption, text: &str) -> Option<File> {
    if let Some(sealed) = Sealed::parse(text) {
        let name = last_part(&sealed.url);
        return Some(arriving(
            cx,
            Sharing {
                url: sealed.url,
                name,
                ..Sharing::default()
            },
            Some(sealed.secret),
        ));
    }
    if encryption != Encryption::None {
        return None;
    }
    let told = message
        .sharing
        .clone()
        .filter(|told| text.trim() == told.url || text.is_empty());
    let bare = message.oob.clone().filter(|url| text.trim() == url);
    let told = told.or_else(|| {
        bare.map(|url| Sharing {
            name: last_part(&url),
            url,
            ..Sharing::default()
        })
    })?;
    Some(arriving(cx, told, None))
}

fn arriving(cx: &mut Cx<'_, '_>, told: Sharing, secret: Option<Vec<u8>>) -> File {
    let mut random = [0; 8];
    cx.rng.fill_bytes(&mut random);
    let name = label::line(told.name.as_deref().unwrap_or_default(), label::LONGEST);
    let by_name = media::type_of(&name);
    let media_type = told
        .media_type
        .filter(|_| by_name == media::UNKNOWN)
        .unwrap_or_else(|| by_name.to_owned());
    File {
        id: FileId::from_random(random),
        name,
        media_type: label::line(&media_type, label::LONGEST),
        size: told.size.unwrap_or_default(),
        extent: told.extent,
        length: told.length.unwrap_or_default(),
        sealed: secret.is_some(),
        secret: secret.unwrap_or_else(|| fresh_secret(cx)),
        source: told.url,
        sha256: told.sha256.unwrap_or_default(),
        state: FileState::There,
        peaks: Vec::new(),
        thumbnail: Vec::new(),
    }
}

fn fresh_secret(cx: &mut Cx<'_, '_>) -> Vec<u8> {
    let mut secret = vec![0; 44];
    cx.rng.fill_bytes(&mut secret);
    secret
}

fn last_part(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next()?;
    let part = path.rsplit('/').next()?;
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let escaped = digits
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .filter(|_| *byte == b'%');
        bytes.push(escaped.unwrap_or(*byte));
        rest = escaped.map_or(after, |_| after.get(2..).unwrap_or_default());
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Keeps a file that came with a message, and fetches it at once if that can do no harm: pictures and sounds of people on
/// our list, no larger than a picture is. To fetch something tells its server where we are (W09).
pub(crate) fn kept(
    cx: &mut Cx<'_, '_>,
    envelope: &Envelope<'_>,
    conversation: &Conversation,
    message: MessageId,
    mut file: File,
) -> Result<(), StoreError> {
    let fresh = match envelope.route {
        Route::Live | Route::Carbon | Route::CatchUp(_) => true,
        Route::History(_) | Route::RoomHistory => false,
    };
    let shown = matches!(media::kind_of(&file.media_type), FileKind::Picture | FileKind::Audio) && file.size <= UNASKED;
    if fresh && shown && conversation.standing == Standing::Accepted && known(cx, envelope)? {
        file.state = FileState::Coming;
        download(cx, &file, UNASKED);
    }
    files::insert(cx.tx, &file, Some(message))
}

fn known(cx: &Cx<'_, '_>, envelope: &Envelope<'_>) -> Result<bool, StoreError> {
    Ok(match &envelope.author {
        Author::Us => true,
        Author::Contact(contact) => contacts::find(cx.tx, &contact.peer)?.is_some_and(|contact| contact.listed),
        // Whoever is in a room is on nobody's list.
        Author::Occupant(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_last_part_of_an_address() {
        for (url, name) in [
            ("https://a/b/tr%C3%A8s%20cool.jpg?x=/y#/z", "très cool.jpg"),
            ("https://a/%2e%2e%2f%2e%2e%2fpasswd", "../../passwd"),
            ("https://a/%zz%4", "%zz%4"),
            ("https://a/", ""),
        ] {
            assert_eq!(last_part(url).as_deref(), Some(name), "{url}");
        }
    }
}
