//! What people publish about themselves: their picture, and what they call themselves.

use sotto_model::Peer;

use crate::{StoreError, Tx};

/// Who says which picture somebody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// They published it (XEP-0084).
    Published = 1,
    /// It is in their vCard (XEP-0153), which counts where nothing was published.
    Card = 2,
}

/// Keeps which picture somebody has; an empty hash is none. True if that is news.
pub fn set_avatar(tx: &Tx<'_>, peer: &Peer, hash: &str, source: Source) -> Result<bool, StoreError> {
    let before = avatar(tx, peer)?;
    let changed = tx.execute(
        "INSERT INTO people (peer, avatar, avatar_source, avatar_ready)
         VALUES (?1, ?2, ?3, EXISTS (SELECT 1 FROM pictures WHERE hash = ?2 AND length(bytes) > 0))
         ON CONFLICT (peer) DO UPDATE SET avatar = excluded.avatar, avatar_source = ?3, avatar_ready = excluded.avatar_ready
         WHERE (avatar <> ?2 OR avatar_source <> ?3) AND NOT (?3 = 2 AND avatar_source = 1 AND avatar <> '')",
        (peer.as_str(), hash, source as i64),
    )?;
    if changed == 1 && !before.is_empty() && before != hash {
        tx.execute(
            "DELETE FROM pictures WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM people WHERE avatar = ?1 AND avatar <> '')",
            [before],
        )?;
    }
    Ok(changed == 1)
}

fn avatar(tx: &Tx<'_>, peer: &Peer) -> Result<String, StoreError> {
    let found = tx.find("SELECT avatar FROM people WHERE peer = ?1", [peer.as_str()], |row| {
        row.get(0)
    })?;
    Ok(found.unwrap_or_default())
}

/// Whether a picture is here, be it as one that cannot be shown.
pub fn has_picture(tx: &Tx<'_>, hash: &str) -> Result<bool, StoreError> {
    let found = tx.find("SELECT 1 FROM pictures WHERE hash = ?1", [hash], |_| Ok(()))?;
    Ok(found.is_some())
}

/// Pictures that people have and that are not here.
pub fn missing_pictures(tx: &Tx<'_>, most: usize) -> Result<Vec<(Peer, String, Source)>, StoreError> {
    let rows = tx.list(
        "SELECT peer, avatar, avatar_source FROM people WHERE avatar <> '' AND avatar_ready = 0
             AND NOT EXISTS (SELECT 1 FROM pictures WHERE hash = avatar) LIMIT ?1",
        [i64::try_from(most).unwrap_or(i64::MAX)],
        |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, i64>(2)?)),
    )?;
    let source = |code| if code == 2 { Source::Card } else { Source::Published };
    Ok(rows
        .into_iter()
        .filter_map(|(peer, hash, code)| Some((Peer(peer.parse().ok()?), hash, source(code))))
        .collect())
}

/// Keeps a picture, and tells whose it is; nothing in it means that what they sent cannot be shown.
pub fn put_picture(tx: &Tx<'_>, hash: &str, bytes: &[u8]) -> Result<Vec<Peer>, StoreError> {
    let owners = tx.list(
        "SELECT peer FROM people WHERE avatar = ?1 AND avatar <> ''",
        [hash],
        |row| row.get::<_, String>(0),
    )?;
    // Whose it was may have another one by now.
    if owners.is_empty() {
        return Ok(Vec::new());
    }
    tx.execute(
        "INSERT OR REPLACE INTO pictures (hash, bytes) VALUES (?1, ?2)",
        (hash, bytes),
    )?;
    tx.execute(
        "UPDATE people SET avatar_ready = ?2 WHERE avatar = ?1 AND avatar <> ''",
        (hash, !bytes.is_empty()),
    )?;
    Ok(owners
        .into_iter()
        .filter_map(|peer| peer.parse().ok().map(Peer))
        .collect())
}

/// Keeps what somebody calls themselves; true if that is news.
pub fn set_nick(tx: &Tx<'_>, peer: &Peer, nick: &str) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "INSERT INTO people (peer, nick) VALUES (?1, ?2) ON CONFLICT (peer) DO UPDATE SET nick = ?2 WHERE nick <> ?2",
        (peer.as_str(), nick),
    )?;
    Ok(changed == 1)
}

/// What somebody calls themselves; empty if they do not say.
pub fn nick(tx: &Tx<'_>, peer: &Peer) -> Result<String, StoreError> {
    let found = tx.find("SELECT nick FROM people WHERE peer = ?1", [peer.as_str()], |row| {
        row.get(0)
    })?;
    Ok(found.unwrap_or_default())
}
