//! The contact list (RFC 6121 §2) and the people who ask to be on it.

use sotto_model::{Code, Peer, Subscription, Timestamp};

use crate::{StoreError, Tx};

/// A contact as the server's list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Who.
    pub peer: Peer,
    /// What the user calls them; empty if nothing was chosen.
    pub name: String,
    /// Who sees whom.
    pub subscription: Subscription,
    /// We asked and have no answer.
    pub pending: bool,
    /// On the server's list.
    pub listed: bool,
    /// Notify when they come online.
    pub favourite: bool,
    /// The groups the user put them into.
    pub groups: Vec<String>,
}

/// Writes what the server's list says about somebody.
pub fn put(
    tx: &Tx<'_>,
    peer: &Peer,
    name: &str,
    subscription: Subscription,
    pending: bool,
    groups: &[String],
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO contacts (peer, name, subscription, pending, groups, listed) VALUES (?1, ?2, ?3, ?4, ?5, 1)
         ON CONFLICT (peer) DO UPDATE SET name = ?2, subscription = ?3, pending = ?4, groups = ?5, listed = 1",
        (peer.as_str(), name, subscription.code(), pending, groups.join("\n")),
    )?;
    Ok(())
}

/// Takes somebody off the list.
pub fn remove(tx: &Tx<'_>, peer: &Peer) -> Result<(), StoreError> {
    tx.execute("DELETE FROM contacts WHERE peer = ?1", [peer.as_str()])?;
    Ok(())
}

/// Takes everybody off the list, before a whole new one is written in the same transaction; our own facts stay.
pub fn clear(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE contacts SET listed = 0, subscription = 1, pending = 0, name = '', groups = ''",
        [],
    )?;
    Ok(())
}

/// Looks somebody up.
pub fn find(tx: &Tx<'_>, peer: &Peer) -> Result<Option<Contact>, StoreError> {
    tx.find(
        "SELECT name, subscription, pending, listed, favourite, groups FROM contacts WHERE peer = ?1",
        [peer.as_str()],
        |row| {
            Ok(Contact {
                peer: peer.clone(),
                name: row.get(0)?,
                subscription: Subscription::from_code(row.get(1)?).unwrap_or_default(),
                pending: row.get(2)?,
                listed: row.get(3)?,
                favourite: row.get(4)?,
                groups: row.get::<_, String>(5)?.lines().map(str::to_owned).collect(),
            })
        },
    )
}

/// Marks a favourite, or no longer.
pub fn set_favourite(tx: &Tx<'_>, peer: &Peer, on: bool) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO contacts (peer, favourite) VALUES (?1, ?2) ON CONFLICT (peer) DO UPDATE SET favourite = ?2",
        (peer.as_str(), on),
    )?;
    Ok(())
}

/// The most requests kept: a flood of them must not fill the disk (R23).
const MOST_REQUESTS: i64 = 500;

/// Keeps a request; true if it is new.
pub fn put_request(tx: &Tx<'_>, peer: &Peer, name: &str, at: Timestamp) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "INSERT INTO requests (peer, name, at) SELECT ?1, ?2, ?3
         WHERE (SELECT count(*) FROM requests) < ?4 ON CONFLICT (peer) DO NOTHING",
        (peer.as_str(), name, at.0, MOST_REQUESTS),
    )?;
    Ok(changed == 1)
}

/// Forgets a request; true if there was one.
pub fn remove_request(tx: &Tx<'_>, peer: &Peer) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM requests WHERE peer = ?1", [peer.as_str()])? == 1)
}
