//! The number each state is kept as in the database. Written by `store`, read by `views`: one table for both.
//! A number is never given another meaning.

use crate::{
    Affiliation, ConversationKind, Delivery, Encryption, EncryptionMode, Failure, FileFailure, FileState, NotifyLevel,
    Presence, RoomProblem, Standing, Subscription, Tell, Trust, Unreadable,
};

/// A state with a permanent number.
pub trait Code: Sized {
    /// The number.
    fn code(self) -> i64;
    /// The state of that number; nothing for a number that was never given out.
    fn from_code(code: i64) -> Option<Self>;
}

macro_rules! codes {
    ($($name:ident { $($variant:ident = $code:literal),+ $(,)? })+) => {$(
        impl Code for $name {
            fn code(self) -> i64 {
                match self { $(Self::$variant => $code),+ }
            }

            fn from_code(code: i64) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    )+};
}

codes! {
    Delivery { Queued = 1, Failed = 2, Sent = 3, Delivered = 4, Read = 5 }
    Failure { NoKeys = 1, Untrusted = 2, BadKeys = 3, Rejected = 4, Unreachable = 5, NotPrivate = 6, NoUploads = 7, TooLarge = 8, UploadFailed = 9 }
    FileState { There = 1, Coming = 2, Here = 3, Failed = 4 }
    FileFailure { Unreachable = 1, Gone = 2, TooLarge = 3, Insecure = 4, Altered = 5, NoSpace = 6 }
    Encryption { None = 1, OmemoLegacy = 2, Omemo2 = 3 }
    EncryptionMode { Encrypted = 1, Plain = 2 }
    Tell { AsUsual = 1, Always = 2, Never = 3 }
    Trust { Undecided = 1, Blind = 2, Verified = 3, Distrusted = 4, Changed = 5 }
    Unreadable {
        NotForThisDevice = 1, NoSession = 2, Broken = 3, KeyGone = 4, IdentityChanged = 5, Malformed = 6, UnknownMethod = 7,
    }
    Presence { Offline = 1, Busy = 2, ExtendedAway = 3, Away = 4, Online = 5, FreeToChat = 6 }
    Standing { Accepted = 1, Waiting = 2, Ignored = 3 }
    Subscription { None = 1, To = 2, From = 3, Both = 4 }
    ConversationKind { Person = 1, Group = 2, Channel = 3 }
    Affiliation { Outcast = 1, None = 2, Member = 3, Admin = 4, Owner = 5 }
    NotifyLevel { All = 1, Mentions = 2, Never = 3 }
    RoomProblem {
        Banned = 1, MembersOnly = 2, PasswordWanted = 3, NickTaken = 4, Full = 5, NotFound = 6, Unreachable = 7,
        MayNotCreate = 8, Kicked = 9, Destroyed = 10, Refused = 11,
    }
}
