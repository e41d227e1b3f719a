//! XEP-0372 0.6.0: whom a message in a room names. A name in the text is enough, as long as it stands by itself.

use sotto_model::Peer;
use sotto_wire::Mention;

use super::joining;
use crate::cx::Cx;
use crate::envelope::{Author, Envelope};

/// The most people that one message of ours names.
const MOST: usize = 20;

/// What names everybody.
const EVERYBODY: &str = "@room";

/// Whether what somebody else said in a room names us.
pub(crate) fn us(cx: &Cx<'_, '_>, envelope: &Envelope<'_>, text: &str) -> bool {
    let Author::Occupant(speaker) = &envelope.author else {
        return false;
    };
    let nick = cx.live.rooms.nick(&speaker.room.peer);
    let address = joining::address(&speaker.room.peer, nick);
    let encrypted = envelope.message.encrypted.is_some();
    let referred = envelope.message.mentions.iter().any(|mention| {
        mention.whom.as_str() == cx.me.as_str() || address.as_ref().is_some_and(|own| *own == mention.whom)
    });
    (referred && !encrypted) || named(text, nick) || named(text, EVERYBODY)
}

/// Whether a name stands in a text by itself, whatever its case.
fn named(text: &str, name: &str) -> bool {
    !name.is_empty() && places(&text.to_lowercase(), &name.to_lowercase()).next().is_some()
}

/// Where a name stands by itself, in bytes.
fn places<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = usize> + 't {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(name).map(|(at, _)| at).filter(move |at| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|after| after.chars().next());
        !letter(before) && !letter(after)
    })
}

/// Who is named in a text of ours with an `@` before the name.
pub(crate) fn of(cx: &Cx<'_, '_>, peer: &Peer, text: &str) -> Vec<Mention> {
    let Some(room) = cx.live.rooms.room(peer) else {
        return Vec::new();
    };
    if !text.contains('@') {
        return Vec::new();
    }
    let mut found = Vec::new();
    for occupant in room.occupants().all() {
        let name = format!("@{}", occupant.nick);
        let Some(at) = places(text, &name).next() else { continue };
        let begin = text.get(..at).map_or(0, |before| before.chars().count());
        if let Some(whom) = joining::address(peer, &occupant.nick) {
            found.push(Mention {
                whom,
                part: Some(begin..begin + name.chars().count()),
            });
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_counts_where_it_stands_by_itself() {
        for (text, name, is) in [
            ("Anna, look", "anna", true),
            ("look @Anna!", "anna", true),
            ("Annabel is here", "anna", false),
            ("Johanna", "anna", false),
            ("и анна тоже", "Анна", true),
            ("", "anna", false),
            ("anything", "", false),
        ] {
            assert_eq!(named(text, name), is, "{text}");
        }
    }
}
