//! Everybody's devices. One is never forgotten: a device that vanishes from its list and comes back is the same device.

use sotto_model::{Code, DeviceId, Timestamp, Trust};
use sotto_omemo::{Address, IdentityKey, Profile};

use super::keys::profile_code;
use crate::{StoreError, Tx};

/// A device of somebody's, or another one of ours.
#[derive(Clone, Debug)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Its key, once known.
    pub identity: Option<IdentityKey>,
    /// What we think of it.
    pub trust: Trust,
    /// Its owner's list for the profile asked about names it.
    pub listed: bool,
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<Device>> {
    let Ok(id) = DeviceId::try_from(row.get::<_, u32>(0)?) else {
        return Ok(None);
    };
    let identity: Vec<u8> = row.get(1)?;
    Ok(Some(Device {
        id,
        identity: identity
            .try_into()
            .ok()
            .and_then(|bytes: [u8; 32]| IdentityKey::from_bytes(&bytes).ok()),
        // A number we do not know is no reason to trust.
        trust: Trust::from_code(row.get(2)?).unwrap_or(Trust::Undecided),
        listed: row.get(3)?,
    }))
}

/// All devices of somebody, oldest first.
pub fn devices(tx: &Tx<'_>, profile: Profile, jid: &str) -> Result<Vec<Device>, StoreError> {
    let rows = tx.list(
        "SELECT device, identity, trust, (listed & ?2) <> 0 FROM omemo_devices WHERE jid = ?1 ORDER BY first_seen, device",
        (jid, profile_code(profile)),
        read,
    )?;
    Ok(rows.into_iter().flatten().collect())
}

/// One device.
pub fn device(tx: &Tx<'_>, profile: Profile, address: &Address) -> Result<Option<Device>, StoreError> {
    let row = tx.find(
        "SELECT device, identity, trust, (listed & ?3) <> 0 FROM omemo_devices WHERE jid = ?1 AND device = ?2",
        (&address.jid, address.device.get(), profile_code(profile)),
        read,
    )?;
    Ok(row.flatten())
}

/// Writes a published list: these devices are named, all others of that person are not. Answers with the new ones.
///
/// `trust` is what a device never seen before starts with.
pub fn note_list(
    tx: &Tx<'_>,
    profile: Profile,
    jid: &str,
    listed: &[DeviceId],
    trust: Trust,
    now: Timestamp,
) -> Result<Vec<DeviceId>, StoreError> {
    let bit = profile_code(profile);
    tx.execute(
        "UPDATE omemo_devices SET listed = listed & ~?2 WHERE jid = ?1",
        (jid, bit),
    )?;
    let mut new = Vec::new();
    for device in listed {
        let key = (jid, device.get(), bit);
        if tx.execute(
            "UPDATE omemo_devices SET listed = listed | ?3 WHERE jid = ?1 AND device = ?2",
            key,
        )? == 0
        {
            tx.execute(
                "INSERT INTO omemo_devices (jid, device, listed, trust, first_seen) VALUES (?1, ?2, ?3, ?4, ?5)",
                (jid, device.get(), bit, trust.code(), now.0),
            )?;
            new.push(*device);
        }
    }
    tx.execute(
        "INSERT OR REPLACE INTO omemo_lists (jid, profile, at) VALUES (?1, ?2, ?3)",
        (jid, bit, now.0),
    )?;
    Ok(new)
}

/// Whether somebody's list was ever seen (an empty one counts).
pub fn list_known(tx: &Tx<'_>, profile: Profile, jid: &str) -> Result<bool, StoreError> {
    let found = tx.find(
        "SELECT 1 FROM omemo_lists WHERE jid = ?1 AND profile = ?2",
        (jid, profile_code(profile)),
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Keeps a device's key the first time it is seen; a device unknown so far is made, unlisted. Never replaces a key.
pub fn pin_identity(
    tx: &Tx<'_>,
    address: &Address,
    identity: &IdentityKey,
    trust: Trust,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO omemo_devices (jid, device, identity, trust, first_seen) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (jid, device) DO UPDATE SET identity = ?3 WHERE identity = x''",
        (
            &address.jid,
            address.device.get(),
            identity.to_bytes(),
            trust.code(),
            now.0,
        ),
    )?;
    Ok(())
}

/// Keeps what was decided about a device.
pub fn set_trust(tx: &Tx<'_>, address: &Address, trust: Trust) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE omemo_devices SET trust = ?3 WHERE jid = ?1 AND device = ?2 AND trust <> ?3",
        (&address.jid, address.device.get(), trust.code()),
    )?;
    Ok(changed == 1)
}

/// Notes that a device sent something we could read.
pub fn seen_sending(tx: &Tx<'_>, address: &Address, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE omemo_devices SET last_seen = ?3 WHERE jid = ?1 AND device = ?2 AND last_seen < ?3",
        (&address.jid, address.device.get(), now.0),
    )?;
    Ok(())
}

/// Whether this key was already seen under another address: a key belongs to one device of one person (O07).
pub fn identity_elsewhere(tx: &Tx<'_>, address: &Address, identity: &IdentityKey) -> Result<bool, StoreError> {
    let found = tx.find(
        "SELECT 1 FROM omemo_devices WHERE identity = ?1 AND identity <> x'' AND jid <> ?2 LIMIT 1",
        (identity.to_bytes(), &address.jid),
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}
