//! Our own keys, and `KeyStore`: how the ratchet reaches them inside the transaction that the message is kept in.

use sotto_model::{DeviceId, Timestamp};
use sotto_omemo::{Address, IdentityKey, IdentityKeyPair, KeyStore, PreKeyPair, Profile, SignedPreKeyPair};
use zeroize::Zeroizing;

use super::devices;
use crate::{StoreError, Tx};

/// The number a profile is kept as, and its bit in `omemo_devices.listed`.
pub(super) fn profile_code(profile: Profile) -> i64 {
    match profile {
        Profile::Legacy => 1,
        Profile::Omemo2 => 2,
    }
}

fn secret(bytes: &[u8]) -> Result<&[u8; 32], StoreError> {
    bytes
        .try_into()
        .map_err(|_| StoreError::Unexpected("a key of the wrong length".into()))
}

fn broken<E: std::fmt::Display>(error: E) -> StoreError {
    StoreError::Unexpected(error.to_string())
}

/// The device this program is.
#[derive(Clone)]
pub struct OwnDevice {
    /// Its id.
    pub id: DeviceId,
    /// Its identity.
    pub identity: IdentityKeyPair,
    /// The number the next prekey gets; ids are never used twice.
    pub next_prekey: u32,
    /// The number the next signed prekey gets.
    pub next_signed_prekey: u32,
    /// The server holds our current bundle.
    pub published: bool,
}

/// Our device, if it was made already.
pub fn own(tx: &Tx<'_>) -> Result<Option<OwnDevice>, StoreError> {
    let row = tx.find(
        "SELECT device, identity, next_prekey, next_signed_prekey, published FROM omemo_device WHERE id = 1",
        [],
        |row| {
            Ok((
                row.get::<_, u32>(0)?,
                Zeroizing::new(row.get::<_, Vec<u8>>(1)?),
                row.get::<_, u32>(2)?,
                row.get::<_, u32>(3)?,
                row.get::<_, bool>(4)?,
            ))
        },
    )?;
    let Some((id, identity, next_prekey, next_signed_prekey, published)) = row else {
        return Ok(None);
    };
    Ok(Some(OwnDevice {
        id: DeviceId::try_from(id).map_err(broken)?,
        identity: IdentityKeyPair::from_bytes(secret(&identity)?).map_err(broken)?,
        next_prekey,
        next_signed_prekey,
        published,
    }))
}

/// Makes our device; an existing one stays as it is.
pub fn create_own(tx: &Tx<'_>, id: DeviceId, identity: &IdentityKeyPair) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO omemo_device (id, device, identity, fingerprint) VALUES (1, ?1, ?2, ?3) ON CONFLICT (id) DO NOTHING",
        (id.get(), identity.to_bytes().as_slice(), identity.public().fingerprint()),
    )?;
    Ok(())
}

/// Notes whether the server holds our current bundle.
pub fn set_published(tx: &Tx<'_>, published: bool) -> Result<(), StoreError> {
    tx.execute("UPDATE omemo_device SET published = ?1 WHERE id = 1", [published])?;
    Ok(())
}

/// Keeps fresh prekeys and moves the counter past them.
pub fn put_prekeys(tx: &Tx<'_>, prekeys: &[PreKeyPair]) -> Result<(), StoreError> {
    for prekey in prekeys {
        let bytes = prekey.to_bytes();
        tx.execute(
            "INSERT INTO omemo_prekeys (id, secret) VALUES (?1, ?2)",
            (prekey.id, bytes.as_slice()),
        )?;
    }
    tx.execute(
        "UPDATE omemo_device SET next_prekey = max(next_prekey, (SELECT coalesce(max(id), 0) + 1 FROM omemo_prekeys))",
        [],
    )?;
    Ok(())
}

/// The prekeys that may still be published.
pub fn prekeys(tx: &Tx<'_>) -> Result<Vec<PreKeyPair>, StoreError> {
    let rows = tx.list(
        "SELECT id, secret FROM omemo_prekeys WHERE used = 0 ORDER BY id",
        [],
        |row| Ok((row.get::<_, u32>(0)?, Zeroizing::new(row.get::<_, Vec<u8>>(1)?))),
    )?;
    rows.iter()
        .map(|(id, bytes)| PreKeyPair::from_bytes(*id, secret(bytes)?).map_err(broken))
        .collect()
}

/// How many prekeys have not been used.
pub fn unused_prekeys(tx: &Tx<'_>) -> Result<usize, StoreError> {
    let count = tx.find("SELECT count(*) FROM omemo_prekeys WHERE used = 0", [], |row| {
        row.get::<_, i64>(0)
    })?;
    Ok(usize::try_from(count.unwrap_or(0)).unwrap_or(0))
}

/// Deletes the prekeys that were used; not to be done while an archive catch-up runs, in which another message may use
/// the same one (XEP-0384 §business rules). Answers how many there were.
pub fn purge_used_prekeys(tx: &Tx<'_>) -> Result<usize, StoreError> {
    tx.execute("DELETE FROM omemo_prekeys WHERE used = 1", [])
}

/// Keeps a fresh signed prekey and moves the counter past it.
pub fn put_signed_prekey(tx: &Tx<'_>, prekey: &SignedPreKeyPair, now: Timestamp) -> Result<(), StoreError> {
    let bytes = prekey.to_bytes();
    tx.execute(
        "INSERT INTO omemo_signed_prekeys (id, secret, created_at) VALUES (?1, ?2, ?3)",
        (prekey.id, bytes.as_slice(), now.0),
    )?;
    tx.execute(
        "UPDATE omemo_device SET next_signed_prekey = max(next_signed_prekey, ?1 + 1)",
        [prekey.id],
    )?;
    Ok(())
}

/// Our signed prekeys, newest first: the first is the published one, older ones stay readable for a while.
pub fn signed_prekeys(tx: &Tx<'_>) -> Result<Vec<(SignedPreKeyPair, Timestamp)>, StoreError> {
    let rows = tx.list(
        "SELECT id, secret, created_at FROM omemo_signed_prekeys ORDER BY id DESC",
        [],
        |row| {
            Ok((
                row.get::<_, u32>(0)?,
                Zeroizing::new(row.get::<_, Vec<u8>>(1)?),
                Timestamp(row.get(2)?),
            ))
        },
    )?;
    rows.iter()
        .map(|(id, bytes, at)| Ok((SignedPreKeyPair::from_bytes(*id, bytes).map_err(broken)?, *at)))
        .collect()
}

/// Deletes all but the three newest signed prekeys: messages begun with one older than that are no longer on their way.
pub fn trim_signed_prekeys(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM omemo_signed_prekeys WHERE id NOT IN (SELECT id FROM omemo_signed_prekeys ORDER BY id DESC LIMIT 3)",
        [],
    )?;
    Ok(())
}

/// Whether there is a session with a device.
pub fn has_session(tx: &Tx<'_>, profile: Profile, with: &Address) -> Result<bool, StoreError> {
    let found = tx.find(
        "SELECT 1 FROM omemo_sessions WHERE profile = ?1 AND jid = ?2 AND device = ?3",
        (profile_code(profile), &with.jid, with.device.get()),
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// The ratchet's view of this transaction.
pub struct Keys<'tx, 'store> {
    tx: &'tx Tx<'store>,
    jid: String,
}

impl<'tx, 'store> Keys<'tx, 'store> {
    /// For the account whose bare address is `jid`.
    pub fn new(tx: &'tx Tx<'store>, jid: impl Into<String>) -> Self {
        Self { tx, jid: jid.into() }
    }

    fn own(&self) -> Result<OwnDevice, StoreError> {
        own(self.tx)?.ok_or_else(|| StoreError::Unexpected("no device of our own yet".into()))
    }
}

impl KeyStore for Keys<'_, '_> {
    type Error = StoreError;

    fn identity(&self) -> Result<IdentityKeyPair, StoreError> {
        Ok(self.own()?.identity)
    }

    fn own_address(&self) -> Result<Address, StoreError> {
        Ok(Address {
            jid: self.jid.clone(),
            device: self.own()?.id,
        })
    }

    fn prekey(&self, id: u32) -> Result<Option<PreKeyPair>, StoreError> {
        let row = self
            .tx
            .find("SELECT secret FROM omemo_prekeys WHERE id = ?1", [id], |row| {
                row.get::<_, Vec<u8>>(0).map(Zeroizing::new)
            })?;
        row.map(|bytes| PreKeyPair::from_bytes(id, secret(&bytes)?).map_err(broken))
            .transpose()
    }

    fn prekey_used(&mut self, id: u32) -> Result<(), StoreError> {
        self.tx
            .execute("UPDATE omemo_prekeys SET used = 1 WHERE id = ?1", [id])?;
        Ok(())
    }

    fn signed_prekey(&self, id: u32) -> Result<Option<SignedPreKeyPair>, StoreError> {
        let row = self
            .tx
            .find("SELECT secret FROM omemo_signed_prekeys WHERE id = ?1", [id], |row| {
                row.get::<_, Vec<u8>>(0).map(Zeroizing::new)
            })?;
        row.map(|bytes| SignedPreKeyPair::from_bytes(id, &bytes).map_err(broken))
            .transpose()
    }

    fn session(&self, profile: Profile, with: &Address) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        self.tx.find(
            "SELECT record FROM omemo_sessions WHERE profile = ?1 AND jid = ?2 AND device = ?3",
            (profile_code(profile), &with.jid, with.device.get()),
            |row| row.get::<_, Vec<u8>>(0).map(Zeroizing::new),
        )
    }

    fn put_session(&mut self, profile: Profile, with: &Address, record: &[u8]) -> Result<(), StoreError> {
        self.tx.execute(
            "INSERT INTO omemo_sessions (profile, jid, device, record) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (profile, jid, device) DO UPDATE SET record = ?4",
            (profile_code(profile), &with.jid, with.device.get(), record),
        )?;
        Ok(())
    }

    fn known_identity(&self, of: &Address) -> Result<Option<IdentityKey>, StoreError> {
        Ok(devices::device(self.tx, Profile::Legacy, of)?.and_then(|device| device.identity))
    }
}
