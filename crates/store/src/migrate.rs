//! Numbered migrations. One is applied once, whole, and never edited afterwards (`cargo xtask tidy` compares checksums).

use rusqlite::{Connection, TransactionBehavior};

use crate::StoreError;

pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_initial.sql"),
    include_str!("../migrations/0002_about.sql"),
    include_str!("../migrations/0003_rooms.sql"),
    include_str!("../migrations/0004_files.sql"),
    include_str!("../migrations/0005_people.sql"),
    include_str!("../migrations/0006_messages.sql"),
];

/// Brings the schema up to date, each step in a transaction of its own: killed in between, the next start goes on.
pub(crate) fn up(connection: &mut Connection) -> Result<(), StoreError> {
    let known = u32::try_from(MIGRATIONS.len()).expect("a handful");
    let found: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > known {
        return Err(StoreError::TooNew { found, known });
    }
    for (version, sql) in (1..=known).zip(MIGRATIONS).skip(found as usize) {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", version)?;
        tx.commit()?;
    }
    Ok(())
}
