//! The conversation list.

use sotto_model::{Delivery, Timestamp};

use crate::reader::{Passing, ReadError, Reader, peer, state, text};
use crate::styling::cover;
use crate::{ChatRow, Preview};

/// Pinned conversations stand this far above the newest one: a thousand years in milliseconds.
const PINNED: f64 = 31_557_600_000_000.0;

impl Reader {
    /// Every conversation that has something to show. Those that strangers began wait elsewhere: see [`Reader::requests`].
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn chats(&self, passing: &dyn Passing) -> Result<Vec<ChatRow>, ReadError> {
        let mut by_name = false;
        let mut rows = self.list(
            "SELECT c.peer, coalesce(nullif(k.name, ''), nullif(o.name, ''), nullif(w.nick, ''), c.peer), c.last_at, c.opened_at, c.draft, c.pinned, c.muted,
                 m.outgoing, iif(h.spoiler, iif(h.hint <> '', h.hint, '▒▒▒'), substr(coalesce(n.body, m.body), 1, 200)), iif(n.id IS NULL, m.unreadable, 0),
                 max(m.delivery, coalesce(r.delivery, 0)),
                 (SELECT count(*) FROM (SELECT 1 FROM messages u WHERE u.conversation = c.id AND u.outgoing = 0
                     AND u.kind = 1 AND (u.place, u.id) > (c.read_place, c.read_id) LIMIT 1000)),
                 EXISTS (SELECT 1 FROM messages f WHERE f.conversation = c.id AND f.delivery IN (1, 2) AND f.delivery = 2),
                 EXISTS (SELECT 1 FROM messages x WHERE x.conversation = c.id AND x.target = m.reference AND x.target <> ''
                     AND (x.kind = 7 OR (x.kind = 6 AND x.outgoing = m.outgoing AND x.author = m.author))),
                 iif(w.avatar_ready, w.avatar, NULL), c.archived,
                 (SELECT preferences ->> '$.chatOrder' FROM account),
                 c.kind, m.nick,
                 EXISTS (SELECT 1 FROM messages z WHERE z.conversation = c.id AND z.mention = 1
                     AND (z.place, z.id) > (c.read_place, c.read_id)),
                 (SELECT f.media_type FROM files f WHERE f.message = m.id AND f.message IS NOT NULL)
             FROM conversations c
             LEFT JOIN messages m ON m.id = c.last_id
             LEFT JOIN messages n ON n.id = (SELECT correction FROM corrections WHERE message = m.id)
             LEFT JOIN markup h ON h.message = coalesce(n.id, m.id)
             LEFT JOIN contacts k ON k.peer = c.peer
             LEFT JOIN people w ON w.peer = c.peer
             LEFT JOIN rooms o ON o.conversation = c.id
             LEFT JOIN receipts r ON m.outgoing = 1 AND r.conversation = c.id AND r.target = m.origin_id
             WHERE c.standing = 1 AND (c.last_id <> 0 OR c.opened_at <> 0 OR c.draft <> '')
             ORDER BY c.pinned DESC, max(c.last_at, c.opened_at) DESC, c.peer",
            [],
            |row| {
                let peer = peer(row, 0)?;
                let at = row.get::<_, i64>(2)?.max(row.get::<_, i64>(3)?);
                let pinned: bool = row.get(5)?;
                #[expect(clippy::cast_precision_loss, reason = "milliseconds fit a double for 285,000 years")]
                let newest_first = -(at as f64);
                let unread: u32 = row.get(11)?;
                let order: Option<String> = row.get(16)?;
                let above = match order.as_deref() {
                    Some("unreadFirst") if unread > 0 => PINNED,
                    _ => 0.0,
                } + if pinned { 2.0 * PINNED } else { 0.0 };
                by_name |= order.as_deref() == Some("name");
                let outgoing: Option<bool> = row.get(7)?;
                Ok(ChatRow {
                    id: peer.to_string(),
                    sort: (newest_first - above, 0.0),
                    name: row.get(1)?,
                    avatar: text(row, 14)?,
                    presence: passing.presence(&peer).0,
                    at: (at > 0).then_some(Timestamp(at)),
                    preview: match outgoing {
                        Some(outgoing) => Some(Preview {
                            outgoing,
                            text: text(row, 8)?.map(|text| one_line(&text)),
                            unreadable: state(row, 9)?,
                            delivery: state::<Delivery>(row, 10)?.filter(|_| outgoing),
                            retracted: row.get(13)?,
                            author: text(row, 18)?,
                            file: text(row, 20)?.map(|media_type| sotto_model::media::kind_of(&media_type)),
                        }),
                        None => None,
                    },
                    unread,
                    draft: text(row, 4)?.map(|draft| one_line(&draft)),
                    failed: row.get(12)?,
                    typing: passing.typing(&peer),
                    kind: state(row, 17)?.unwrap_or_default(),
                    writing: passing.room(&peer).map(|room| room.typing).unwrap_or_default(),
                    mention: row.get(19)?,
                    pinned,
                    archived: row.get(15)?,
                    muted: row.get(6)?,
                    peer,
                })
            },
        )?;
        if by_name {
            rows.sort_by_cached_key(|row| (!row.pinned, row.name.to_lowercase(), row.id.clone()));
            for (place, row) in (0u32..).zip(&mut rows) {
                row.sort = (f64::from(place), 0.0);
            }
        }
        Ok(rows)
    }
}

pub(crate) fn one_line(text: &str) -> String {
    cover(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(200)
        .collect()
}
