//! What is about a message and not in it: corrections, reactions, deletion, the message it answers.

use rusqlite::Row;
use sotto_model::{MessageId, Peer, Timestamp};

use crate::chats::one_line;
use crate::reader::{ReadError, Reader};
use crate::{Quote, Reaction, VersionRow};

/// Columns for a message `m`, in the order in which [`About::read`] takes them; they want [`JOINS`].
pub(crate) const COLUMNS: &str = "c.body, iif(m.kind = 1, m.target, ''),
        (SELECT max(x.kind) FROM messages x WHERE x.conversation = m.conversation AND x.target = m.reference
            AND x.target <> '' AND (x.kind = 7 OR (x.kind = 6 AND x.outgoing = m.outgoing AND x.author = m.author))),
        (SELECT group_concat(nick || char(30) || body, char(31)) FROM (SELECT x.nick, x.body,
                max((x.place << 20) + (x.id & 1048575)) FROM messages x WHERE x.conversation = m.conversation
                AND x.target = m.reference AND x.target <> '' AND x.kind = 5 AND x.outgoing = 0 GROUP BY x.author)),
        (SELECT x.body FROM messages x WHERE x.conversation = m.conversation AND x.target = m.reference
            AND x.target <> '' AND x.kind = 5 AND x.outgoing = 1 AND x.delivery <> 2
            ORDER BY x.place DESC, x.id DESC LIMIT 1),
        q.id, q.outgoing, iif(qh.spoiler, iif(qh.hint <> '', qh.hint, '▒▒▒'), coalesce(qc.body, q.body)), q.nick";

/// Where these columns come from.
pub(crate) const JOINS: &str = "
    LEFT JOIN messages c ON c.id = (SELECT correction FROM corrections WHERE message = m.id)
    LEFT JOIN messages q ON q.id = (SELECT y.id FROM messages y WHERE y.conversation = m.conversation
        AND y.reference = m.target AND y.reference <> '' AND m.target <> '' AND m.kind = 1 AND y.kind = 1
        ORDER BY y.id LIMIT 1)
    LEFT JOIN messages qc ON qc.id = (SELECT correction FROM corrections WHERE message = q.id)
    LEFT JOIN markup qh ON qh.message = coalesce(qc.id, q.id)";

/// People named beside one kind of reaction.
const NAMED: usize = 20;

/// What is about a message.
pub(crate) struct About {
    /// Its latest text, if that is not its first.
    pub(crate) corrected: Option<String>,
    pub(crate) retracted: bool,
    /// Not by its author, but by somebody who keeps order in the room.
    pub(crate) moderated: bool,
    pub(crate) reply: Option<Quote>,
    pub(crate) reactions: Vec<Reaction>,
}

impl About {
    /// Reads [`COLUMNS`], of which this is the first.
    pub(crate) fn read(row: &Row<'_>, first: usize) -> rusqlite::Result<Self> {
        let target: String = row.get(first + 1)?;
        let theirs: Option<String> = row.get(first + 3)?;
        let mine: Option<String> = row.get(first + 4)?;
        let quoted: Option<i64> = row.get(first + 5)?;
        let text: Option<String> = row.get(first + 7)?;
        if let Some(kind) = row.get::<_, Option<i64>>(first + 2)? {
            // Nothing is left of it.
            return Ok(Self {
                corrected: None,
                retracted: true,
                moderated: kind == 7,
                reply: None,
                reactions: Vec::new(),
            });
        }
        Ok(Self {
            corrected: row.get(first)?,
            retracted: false,
            moderated: false,
            reply: (!target.is_empty()).then_some(Quote {
                message: quoted.map(MessageId),
                outgoing: row.get::<_, Option<bool>>(first + 6)?.unwrap_or_default(),
                author: row.get::<_, Option<String>>(first + 8)?.filter(|nick| !nick.is_empty()),
                text: text.filter(|text| !text.is_empty()).map(|text| one_line(&text)),
            }),
            reactions: reactions(theirs.as_deref(), mine.as_deref()),
        })
    }
}

/// Everybody's emoji, each kind once. Theirs come as names and emoji, one person after the other.
fn reactions(theirs: Option<&str>, mine: Option<&str>) -> Vec<Reaction> {
    let people = theirs.into_iter().flat_map(|theirs| theirs.split('\u{1f}'));
    let people = people.map(|person| person.split_once('\u{1e}').unwrap_or(("", person)));
    let mut found: Vec<Reaction> = Vec::new();
    for (name, emojis, ours) in people
        .map(|(name, emojis)| (name, emojis, false))
        .chain(mine.map(|mine| ("", mine, true)))
    {
        for emoji in emojis.split_whitespace() {
            let at = match found.iter().position(|known| known.emoji == emoji) {
                Some(at) => at,
                None => {
                    found.push(Reaction {
                        emoji: emoji.to_owned(),
                        ..Reaction::default()
                    });
                    found.len() - 1
                }
            };
            if let Some(known) = found.get_mut(at) {
                known.count += 1;
                known.mine |= ours;
                if !name.is_empty() && known.names.len() < NAMED {
                    known.names.push(name.to_owned());
                }
            }
        }
    }
    found
}

impl Reader {
    /// Every text a message had, oldest first.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn versions(&self, peer: &Peer, message: MessageId) -> Result<Vec<VersionRow>, ReadError> {
        self.list(
            "SELECT v.id, v.at, v.place, v.body FROM messages m
             JOIN conversations o ON o.id = m.conversation AND o.peer = ?2
             JOIN messages v ON v.id = m.id OR v.id IN (SELECT correction FROM valid_corrections WHERE message = m.id)
             WHERE m.id = ?1 AND m.kind = 1 AND v.unreadable = 0 AND v.body <> '' ORDER BY v.place, v.id",
            (message.0, peer.as_str()),
            |row| {
                let id: i64 = row.get(0)?;
                #[expect(clippy::cast_precision_loss, reason = "milliseconds and row ids stay far below 2^53")]
                let sort = (row.get::<_, i64>(2)? as f64, id as f64);
                Ok(VersionRow {
                    id: id.to_string(),
                    sort,
                    at: Timestamp(row.get(1)?),
                    text: row.get(3)?,
                })
            },
        )
    }
}
