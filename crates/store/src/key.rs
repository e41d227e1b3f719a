//! The key of an archive file.

use rusqlite::Connection;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::StoreError;

/// 256 random bits. SQLCipher takes them raw, without a key derivation, which would cost every start a second.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl Key {
    /// A key made of 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the keyring and for the read side.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Hands the key to a fresh connection and reads one page with it.
    pub(crate) fn unlock(&self, connection: &Connection) -> Result<(), StoreError> {
        let mut pragma = String::with_capacity(96);
        pragma.push_str("PRAGMA key = \"x'");
        for byte in &self.0 {
            pragma.push_str(&format!("{byte:02x}"));
        }
        pragma.push_str("'\"");
        let set = connection.execute_batch(&pragma);
        pragma.zeroize();
        set?;
        connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
            .map_err(StoreError::from)
    }
}
