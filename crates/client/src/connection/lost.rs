//! Why there is no connection.

/// Why a connection could not be made or did not last. Closed on purpose: the window has one sentence for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Lost {
    /// The server's name does not exist, or the server says it does not serve that name.
    #[error("no such server")]
    UnknownHost,
    /// Nothing listens there.
    #[error("connection refused")]
    Refused,
    /// No way leads there: no network, or a firewall.
    #[error("server unreachable")]
    Unreachable,
    /// The server did not answer in time, or no longer answers.
    #[error("timed out")]
    TimedOut,
    /// The server's certificate is not acceptable.
    #[error("certificate refused: {0}")]
    Certificate(CertificateProblem),
    /// The server cannot or will not encrypt the connection.
    #[error("no encryption offered")]
    NoTls,
    /// The server refused the password.
    #[error("wrong password")]
    WrongPassword,
    /// The server offers no way of signing in that is safe, or only a weaker one than this account has used.
    #[error("no safe way to sign in")]
    NoSafeLogin,
    /// The server did not prove that it knows the password.
    #[error("the server did not prove its identity")]
    ServerNotAuthenticated,
    /// Somebody sits between us and the server, with a certificate we trust.
    #[error("somebody is reading along on this connection")]
    ChannelBindingMismatch,
    /// The account exists and is locked.
    #[error("account disabled")]
    AccountDisabled,
    /// Another client took our resource.
    #[error("replaced by another client")]
    Conflict,
    /// Signed in, but not allowed to use the service as this account.
    #[error("not authorised")]
    NotAuthorised,
    /// The server closed the connection because of something we did.
    #[error("against the server's policy")]
    PolicyViolation,
    /// The server sent a stanza too big even to skip.
    #[error("stanza too big")]
    StanzaTooBig,
    /// The server sent something that is not XMPP.
    #[error("malformed data from the server")]
    BadXml,
    /// The server cannot serve us just now.
    #[error("server temporarily unable")]
    Busy,
    /// The connection ended without a reason.
    #[error("connection closed")]
    Closed,
    /// We were asked to stop.
    #[error("stopped")]
    Stopped,
}

/// What is wrong with a server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CertificateProblem {
    /// No longer valid, or this machine's clock is ahead.
    #[error("expired")]
    Expired,
    /// Not valid yet, or this machine's clock is behind.
    #[error("not valid yet")]
    NotYetValid,
    /// Made out to somebody else.
    #[error("for another name")]
    WrongName,
    /// Signed by nobody we trust.
    #[error("unknown issuer")]
    UnknownIssuer,
    /// Anything else: weak, revoked, misused, unreadable, or the list of trusted issuers cannot be read.
    #[error("invalid")]
    Other,
}

/// Whether and how soon to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retry {
    Soon,
    Slowly,
    Never,
}

impl Lost {
    /// Whether trying again by itself would be useless or harmful: only the user can do something about it.
    pub fn is_final(&self) -> bool {
        self.retry() == Retry::Never
    }

    pub(crate) fn retry(self) -> Retry {
        match self {
            Self::Refused | Self::Unreachable | Self::TimedOut | Self::BadXml | Self::Closed | Self::StanzaTooBig => {
                Retry::Soon
            }
            // Certificates are renewed, clocks corrected, names registered, hotel networks signed in to.
            Self::UnknownHost | Self::Certificate(_) | Self::NoTls | Self::PolicyViolation | Self::Busy => {
                Retry::Slowly
            }
            // Every further attempt would offer the password's proof to whoever is there, lock the account, or
            // throw out the other client, which throws out us.
            Self::WrongPassword
            | Self::NoSafeLogin
            | Self::ServerNotAuthenticated
            | Self::ChannelBindingMismatch
            | Self::AccountDisabled
            | Self::Conflict
            | Self::NotAuthorised
            | Self::Stopped => Retry::Never,
        }
    }
}
