//! Why something the user asked for did not happen: one code a sentence.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The window turns each into a translated sentence saying what happened and what to do. Nothing matches on text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum ErrorCode {
    /// Not an address like anna@example.org.
    InvalidAddress,
    /// No server of that name.
    UnknownServer,
    /// The server is there and refuses connections.
    Refused,
    /// No way to the server: no network, or it is down.
    Unreachable,
    /// It did not answer in time.
    TimedOut,
    /// The certificate has expired (or this computer's clock is wrong).
    CertificateExpired,
    /// The certificate is not valid yet (or this computer's clock is wrong).
    CertificateNotYetValid,
    /// The certificate belongs to another name.
    CertificateWrongName,
    /// Nobody this computer trusts has signed the certificate.
    CertificateUnknownIssuer,
    /// Anything else that is wrong with the certificate.
    CertificateInvalid,
    /// The server offers no encrypted connection.
    NoEncryption,
    /// Wrong address or password.
    WrongPassword,
    /// The server offers only ways to sign in that would expose the password.
    NoSafeLogin,
    /// The server could not prove that it knows the account: somebody may be in between.
    ServerNotAuthenticated,
    /// The account is disabled.
    AccountDisabled,
    /// Another program signed in under the same name.
    Replaced,
    /// The server closed the connection because of something that was sent.
    Rejected,
    /// The server speaks something that is not understood.
    Misunderstood,
    /// This account is signed in here already.
    AlreadySignedIn,
    /// Sotto already runs on this profile.
    AlreadyRunning,
    /// No keyring answers: a passphrase is needed to protect the archive.
    PassphraseNeeded,
    /// The keyring is there and locked.
    KeyringLocked,
    /// The passphrase is wrong.
    WrongPassphrase,
    /// The key of this archive is not in the keyring.
    KeyMissing,
    /// What came encrypted would leave in the clear.
    WouldExpose,
    /// The disk is full.
    DiskFull,
    /// The archive cannot be written.
    ReadOnly,
    /// The archive was damaged; it was kept aside and a new one is filled from the server.
    Damaged,
    /// The archive was written by a newer Sotto.
    TooNew,
    /// Not connected.
    Offline,
    /// No such account, conversation, message or device.
    NotFound,
    /// A message that cannot be sent as it is: empty, or too long.
    InvalidText,
    /// The server has no service for rooms.
    NoRoomService,
    /// A request that makes no sense.
    BadRequest,
    /// A fault of ours.
    Internal,
}
