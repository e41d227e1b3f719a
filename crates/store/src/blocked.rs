//! Who may not reach us (XEP-0191), as the server's list has it.

use sotto_model::{Jid, Peer};

use crate::{StoreError, Tx};

/// The most addresses kept: the server enforces all of them, we only show them.
const MOST: usize = 10_000;

/// Makes these all there are.
pub fn replace(tx: &Tx<'_>, addresses: &[Jid]) -> Result<(), StoreError> {
    clear(tx)?;
    addresses.iter().take(MOST).try_for_each(|address| put(tx, address))
}

/// Adds one.
pub fn put(tx: &Tx<'_>, address: &Jid) -> Result<(), StoreError> {
    tx.execute(
        "INSERT OR IGNORE INTO blocked (address) VALUES (?1)",
        [address.as_str()],
    )?;
    Ok(())
}

/// Takes one away.
pub fn remove(tx: &Tx<'_>, address: &Jid) -> Result<(), StoreError> {
    tx.execute("DELETE FROM blocked WHERE address = ?1", [address.as_str()])?;
    Ok(())
}

/// Takes all away.
pub fn clear(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM blocked", [])?;
    Ok(())
}

/// Whether somebody is on the list, themselves or with their whole server.
pub fn is_blocked(tx: &Tx<'_>, peer: &Peer) -> Result<bool, StoreError> {
    let found = tx.find(
        "SELECT 1 FROM blocked WHERE address IN (?1, ?2) LIMIT 1",
        (peer.as_str(), peer.0.domain().as_str()),
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}
