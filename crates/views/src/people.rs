//! Contacts and those who want to become some.

use sotto_model::{Subscription, Timestamp};

use crate::chats::one_line;
use crate::reader::{Passing, ReadError, Reader, peer, state, text};
use crate::{BlockedRow, ContactRow, RequestRow};

impl Reader {
    /// The contact list, by name.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn contacts(&self, passing: &dyn Passing) -> Result<Vec<ContactRow>, ReadError> {
        let mut rows = self.list(
            "SELECT k.peer, coalesce(nullif(k.name, ''), nullif(w.nick, ''), k.peer), k.subscription, k.pending, k.favourite,
                 iif(w.avatar_ready, w.avatar, NULL), k.groups
             FROM contacts k LEFT JOIN people w ON w.peer = k.peer WHERE k.listed = 1",
            [],
            |row| {
                let peer = peer(row, 0)?;
                let (presence, status) = passing.presence(&peer);
                Ok(ContactRow {
                    id: peer.to_string(),
                    sort: (0.0, 0.0),
                    name: row.get(1)?,
                    avatar: text(row, 5)?,
                    presence,
                    status,
                    subscription: state::<Subscription>(row, 2)?.unwrap_or_default(),
                    pending: row.get(3)?,
                    favourite: row.get(4)?,
                    groups: row.get::<_, String>(6)?.lines().map(str::to_owned).collect(),
                    peer,
                })
            },
        )?;
        rows.sort_by_cached_key(|row| (row.name.to_lowercase(), row.id.clone()));
        for (place, row) in (0u32..).zip(&mut rows) {
            row.sort = (f64::from(place), 0.0);
        }
        Ok(rows)
    }

    /// Strangers who wrote or ask to become contacts, newest first.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn requests(&self) -> Result<Vec<RequestRow>, ReadError> {
        self.list(
            "SELECT c.peer, coalesce(nullif(r.name, ''), c.peer), max(c.last_at, coalesce(r.at, 0)) AS newest, r.peer IS NOT NULL,
                 iif(m.unreadable = 0, substr(m.body, 1, 200), ''),
                 (SELECT count(*) FROM (SELECT 1 FROM messages u WHERE u.conversation = c.id AND u.outgoing = 0 AND u.kind = 1
                     LIMIT 1000))
             FROM conversations c LEFT JOIN requests r ON r.peer = c.peer LEFT JOIN messages m ON m.id = c.last_id
             WHERE c.standing = 2 AND c.standing <> 1 AND (c.last_id <> 0 OR r.peer IS NOT NULL)
                 AND NOT EXISTS (SELECT 1 FROM blocked b WHERE b.address = c.peer)
             UNION ALL
             SELECT r.peer, coalesce(nullif(r.name, ''), r.peer), r.at AS newest, 1, '', 0 FROM requests r
             WHERE NOT EXISTS (SELECT 1 FROM conversations c WHERE c.peer = r.peer AND c.standing <> 1)
             ORDER BY newest DESC LIMIT 500",
            [],
            |row| {
                let peer = peer(row, 0)?;
                let at: i64 = row.get(2)?;
                #[expect(clippy::cast_precision_loss, reason = "milliseconds fit a double for 285,000 years")]
                let sort = (-(at as f64), 0.0);
                Ok(RequestRow {
                    id: peer.to_string(),
                    sort,
                    name: row.get(1)?,
                    at: Timestamp(at),
                    asks: row.get(3)?,
                    text: text(row, 4)?.map(|text| one_line(&text)),
                    messages: row.get(5)?,
                    peer,
                })
            },
        )
    }

    /// Who may not reach us, by name.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn blocked(&self) -> Result<Vec<BlockedRow>, ReadError> {
        let mut rows = self.list(
            "SELECT b.address, coalesce(nullif(k.name, ''), b.address) FROM blocked b LEFT JOIN contacts k ON k.peer = b.address",
            [],
            |row| {
                Ok(BlockedRow {
                    id: row.get(0)?,
                    sort: (0.0, 0.0),
                    name: row.get(1)?,
                })
            },
        )?;
        rows.sort_by_cached_key(|row| (row.name.to_lowercase(), row.id.clone()));
        for (place, row) in (0u32..).zip(&mut rows) {
            row.sort = (f64::from(place), 0.0);
        }
        Ok(rows)
    }
}
