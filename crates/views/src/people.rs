//! Contacts and those who want to become some.

use sotto_model::{Subscription, Timestamp};

use crate::reader::{Passing, ReadError, Reader, peer, state};
use crate::{ContactRow, RequestRow};

impl Reader {
    /// The contact list, by name.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn contacts(&self, passing: &dyn Passing) -> Result<Vec<ContactRow>, ReadError> {
        let mut rows = self.list(
            "SELECT peer, coalesce(nullif(name, ''), peer), subscription, pending, favourite FROM contacts WHERE listed = 1",
            [],
            |row| {
                let peer = peer(row, 0)?;
                let (presence, status) = passing.presence(&peer);
                Ok(ContactRow {
                    id: peer.to_string(),
                    sort: (0.0, 0.0),
                    name: row.get(1)?,
                    presence,
                    status,
                    subscription: state::<Subscription>(row, 2)?.unwrap_or_default(),
                    pending: row.get(3)?,
                    favourite: row.get(4)?,
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

    /// People who ask to become contacts, newest first.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn requests(&self) -> Result<Vec<RequestRow>, ReadError> {
        self.list(
            "SELECT peer, coalesce(nullif(name, ''), peer), at FROM requests ORDER BY at DESC",
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
                    peer,
                })
            },
        )
    }
}
