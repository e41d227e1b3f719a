//! OMEMO (XEP-0384): key agreement, double ratchet, bundles and trust rules, in both profiles in use.
//!
//! Written from XEP-0384 0.3 and 0.9 and from Signal's specifications of X3DH, the double ratchet and XEdDSA, and proven
//! against three independent implementations (`tests/oracle.rs`); why not one of those: `docs/decisions/0001`.
//!
//! **Invariants.** No stanza, SQL, clock, network or randomness of its own. A session moves on only together with a
//! message whose MAC verified, or one that is about to be sent; the caller stores it before the message leaves. Every
//! secret is wiped when dropped. Whatever arrives, nothing panics, and no message costs more than a few milliseconds.

#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used))]

#[cfg(feature = "bare")]
pub mod bare;
mod bundle;
mod curve;
mod error;
mod exchange;
mod identity;
mod kdf;
pub mod memory;
mod message;
mod payload;
mod prekeys;
mod profile;
mod protobuf;
mod ratchet;
mod record;
mod session;
mod store;
#[cfg(test)]
mod testing;
pub mod trust;
mod x3dh;
mod xeddsa;

pub use bundle::{Bundle, BundleError};
pub use curve::InvalidKey;
pub use error::{DecryptError, EncryptError};
pub use exchange::{EncryptedKey, OpenedKey, begin_session, decrypt_key, encrypt_key};
pub use identity::{IdentityKey, IdentityKeyPair};
pub use payload::{OpenError, Sealed, open, seal};
pub use prekeys::{PreKeyPair, SIGNED_PREKEY_BYTES, SignedPreKeyPair};
pub use profile::Profile;
pub use rand_core;
pub use store::{Address, KeyStore};
