//! Why a key could not be encrypted or decrypted.

/// Why nothing was encrypted to a device. In every case nothing was stored either.
#[derive(Debug, thiserror::Error)]
pub enum EncryptError<E: std::error::Error + 'static> {
    /// There is no session; fetch the bundle and call [`crate::begin_session`].
    #[error("no session with that device")]
    NoSession,
    /// The bundle has another identity key than the one pinned for that device.
    #[error("the device's identity key has changed")]
    IdentityChanged,
    /// The bundle was parsed for the other profile.
    #[error("the bundle belongs to another profile")]
    WrongProfile,
    /// One of the bundle's keys agrees on zero.
    #[error("the bundle holds a weak key")]
    WeakKey,
    /// The chain's 2^32 message numbers are used up.
    #[error("the session cannot send any more")]
    Exhausted,
    /// The stored record cannot be read.
    #[error("the stored session is damaged")]
    Damaged,
    /// The storage failed.
    #[error("the key store failed")]
    Store(#[source] E),
}

/// Why a received key was not decrypted. In every case nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum DecryptError<E: std::error::Error + 'static> {
    /// No session with that device, and the message does not start one.
    #[error("no session with that device")]
    NoSession,
    /// The message was decrypted before, or is so old that its key was given up. A duplicate is no failure to show.
    #[error("the message was already decrypted")]
    Replayed,
    /// Altered on its way, or the sessions are out of step. XEP-0384 forbids answering with a new session by itself.
    #[error("the message does not fit the session")]
    Broken,
    /// Not a message of this profile at all.
    #[error("the message is malformed")]
    Malformed,
    /// Sent under another identity key than the one pinned for that device.
    #[error("the device's identity key has changed")]
    IdentityChanged,
    /// It starts a session without a prekey, or with one we no longer have.
    #[error("the message uses no prekey of ours")]
    NoPreKey,
    /// It claims that more than 2000 messages before it are missing.
    #[error("too many messages are missing before this one")]
    TooFarAhead,
    /// The stored record cannot be read.
    #[error("the stored session is damaged")]
    Damaged,
    /// The storage failed.
    #[error("the key store failed")]
    Store(#[source] E),
}
