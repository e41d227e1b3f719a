//! Faults of the lower layers, as the codes that the window turns into sentences.

use sotto_engine::Refused;
use sotto_model::ErrorCode;
use sotto_store::StoreError;

use crate::command::ClientError;
use crate::connection::{CertificateProblem, Lost};
use crate::secrets::SecretsError;

impl ClientError {
    pub(crate) fn new(code: ErrorCode, detail: impl ToString) -> Self {
        Self {
            code,
            detail: detail.to_string(),
        }
    }
}

impl From<StoreError> for ClientError {
    fn from(error: StoreError) -> Self {
        Self::new(store(&error), error)
    }
}

impl From<SecretsError> for ClientError {
    fn from(error: SecretsError) -> Self {
        let code = match error {
            SecretsError::Absent => ErrorCode::PassphraseNeeded,
            SecretsError::Locked => ErrorCode::KeyringLocked,
            SecretsError::Missing => ErrorCode::KeyMissing,
            SecretsError::WrongPassphrase => ErrorCode::WrongPassphrase,
            SecretsError::TooShort => ErrorCode::BadRequest,
            SecretsError::File(ref error) => io(error),
        };
        Self::new(code, error)
    }
}

impl From<std::io::Error> for ClientError {
    fn from(error: std::io::Error) -> Self {
        Self::new(io(&error), error)
    }
}

impl From<Refused> for ClientError {
    fn from(refused: Refused) -> Self {
        let code = match refused {
            Refused::NotFound => ErrorCode::NotFound,
            Refused::InvalidText => ErrorCode::InvalidText,
            Refused::Offline => ErrorCode::Offline,
            Refused::WouldExpose => ErrorCode::WouldExpose,
            Refused::NoService => ErrorCode::NoRoomService,
            Refused::BadRequest => ErrorCode::BadRequest,
        };
        Self::new(code, refused)
    }
}

fn io(error: &std::io::Error) -> ErrorCode {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => ErrorCode::DiskFull,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => ErrorCode::ReadOnly,
        _ => ErrorCode::Internal,
    }
}

/// What an archive's fault is called.
pub(crate) fn store(error: &StoreError) -> ErrorCode {
    match error {
        StoreError::DiskFull => ErrorCode::DiskFull,
        StoreError::ReadOnly => ErrorCode::ReadOnly,
        StoreError::WrongKey => ErrorCode::KeyMissing,
        StoreError::Damaged(_) => ErrorCode::Damaged,
        StoreError::TooNew { .. } => ErrorCode::TooNew,
        StoreError::Busy => ErrorCode::AlreadyRunning,
        StoreError::Io(_) | StoreError::Unexpected(_) => ErrorCode::Internal,
    }
}

/// What the loss of a connection is called; nothing where it was wanted or is nobody's business.
pub(crate) fn lost(why: &Lost) -> Option<ErrorCode> {
    Some(match why {
        Lost::UnknownHost => ErrorCode::UnknownServer,
        Lost::Refused => ErrorCode::Refused,
        Lost::Unreachable | Lost::Closed | Lost::Busy => ErrorCode::Unreachable,
        Lost::TimedOut => ErrorCode::TimedOut,
        Lost::Certificate(CertificateProblem::Expired) => ErrorCode::CertificateExpired,
        Lost::Certificate(CertificateProblem::NotYetValid) => ErrorCode::CertificateNotYetValid,
        Lost::Certificate(CertificateProblem::WrongName) => ErrorCode::CertificateWrongName,
        Lost::Certificate(CertificateProblem::UnknownIssuer) => ErrorCode::CertificateUnknownIssuer,
        Lost::Certificate(CertificateProblem::Other) => ErrorCode::CertificateInvalid,
        Lost::NoTls => ErrorCode::NoEncryption,
        Lost::WrongPassword => ErrorCode::WrongPassword,
        Lost::NoSafeLogin => ErrorCode::NoSafeLogin,
        Lost::ServerNotAuthenticated | Lost::ChannelBindingMismatch => ErrorCode::ServerNotAuthenticated,
        Lost::AccountDisabled | Lost::NotAuthorised => ErrorCode::AccountDisabled,
        Lost::Conflict => ErrorCode::Replaced,
        Lost::PolicyViolation | Lost::StanzaTooBig => ErrorCode::Rejected,
        Lost::BadXml => ErrorCode::Misunderstood,
        Lost::Stopped => return None,
    })
}
