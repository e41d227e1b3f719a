//! Everything that can wake an account, and everything it can answer with. Closed on purpose: read this to know what
//! may happen.

use sotto_model::{FileFailure, FileId, FullJid, MessageId, Notice, Peer};
pub use sotto_store::files::{File, Found};
use sotto_wire::Element;
pub use sotto_wire::upload::Slot;

use crate::Command;
use crate::features::archive;

/// What can happen to an account.
#[derive(Debug)]
pub enum Input {
    /// The stream is up and authenticated.
    Online {
        /// Our full address on it.
        jid: FullJid,
        /// The previous stream goes on (XEP-0198): nothing was lost, nothing has to be asked again.
        resumed: bool,
    },
    /// A stanza, in the order of arrival.
    Stanza(Element),
    /// The server has these messages of ours.
    Acked(Vec<MessageId>),
    /// The stream is gone. Everything that came before was handed over before this.
    Offline,
    /// A timer that an earlier effect set.
    Timer(Timer),
    /// A picture was decoded and encoded anew; nothing if it was none.
    Decoded {
        /// Which was asked for.
        hash: String,
        /// As it may be shown.
        picture: Option<Vec<u8>>,
    },
    /// The user did something.
    Command(Command),
    /// A file was moved, or could not be.
    Transferred(FileId, Transferred),
    /// The user chose a file; it is encrypted beside the archive.
    Chosen(Box<Chosen>),
    /// The account is to be taken off this computer: nobody is to encrypt to this device any more. What comes of it is
    /// told by [`crate::Live::omemo`].
    SignOut,
}

/// What a timer was set for. One that comes too late or twice finds nothing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Timer {
    /// A question was not answered.
    Unanswered(String),
    /// Somebody stopped writing without saying so.
    TypingEnds(Peer),
    /// A conversation is to be silent no longer.
    MuteEnds(Peer),
    /// A page of the archive waits to be written.
    Archive(archive::Turn),
    /// A text is to be sent, perhaps.
    Scheduled,
    /// A file may be tried again.
    Transfer(FileId),
    /// The contact list's first wave of presence is over.
    Settled,
    /// A room wants looking after: to be tried again, or asked whether we are still inside.
    Room(Peer),
    /// A room should have passed our own message on by now.
    Echo(Peer),
    /// Somebody in a room stopped writing without saying so.
    Writes(Peer, String),
}

/// What is to be done outside, in this order, once the transaction is committed. It does not exist otherwise.
#[derive(Debug)]
pub enum Effect {
    /// Put a stanza on the stream.
    Send {
        /// What.
        stanza: Element,
        /// Tell when the server has it.
        message: Option<MessageId>,
    },
    /// Come back later.
    Timer {
        /// For what.
        timer: Timer,
        /// In how many milliseconds; 0 means as soon as what is waiting has been sent.
        after: u64,
    },
    /// Decode what claims to be a picture, within limits, and come back with it.
    Decode {
        /// Its name.
        hash: String,
        /// As it came.
        picture: Vec<u8>,
    },
    /// Move a file; what becomes of it comes back as [`Input::Transferred`].
    Transfer(Transfer),
    /// Tell the user.
    Notify(Notice),
    /// What the window may show has changed.
    Changed(Changed),
}

/// What is to be done with a file.
pub enum Transfer {
    /// Put it on a server.
    Upload {
        /// Which.
        file: FileId,
        /// What it is encrypted with beside the archive.
        secret: Vec<u8>,
        /// How large it is, in bytes, decrypted.
        size: u64,
        /// As it is beside the archive; decrypted otherwise.
        sealed: bool,
        /// What the server is told that it is.
        media_type: String,
        /// Where to.
        slot: Slot,
    },
    /// Fetch it.
    Download {
        /// Which.
        file: FileId,
        /// From where.
        source: String,
        /// What it is to be encrypted with beside the archive.
        secret: Vec<u8>,
        /// It is encrypted there, with that secret.
        sealed: bool,
        /// What it should be; empty where nobody said.
        sha256: Vec<u8>,
        /// What it is called.
        name: String,
        /// No more than so many bytes.
        most: u64,
    },
    /// Stop moving it.
    Cancel {
        /// Which.
        file: FileId,
    },
}

// Keys are not to be printed by mistake.
impl std::fmt::Debug for Transfer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Upload { .. } => "Upload",
            Self::Download { .. } => "Download",
            Self::Cancel { .. } => "Cancel",
        })
    }
}

/// A file that the user chose.
pub struct Chosen(pub File);

impl std::fmt::Debug for Chosen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Chosen")
    }
}

/// What became of moving a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transferred {
    /// It is on the server.
    Put {
        /// Where.
        source: String,
        /// Encrypted.
        sealed: bool,
    },
    /// It is not.
    NotPut(FileFailure),
    /// It is here, and this is what it is.
    Fetched(Found),
    /// It is not.
    NotFetched(FileFailure),
}

/// Which views may have changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Changed {
    /// The account's own row.
    Account,
    /// The contact list and the requests.
    Contacts,
    /// One conversation: its place in the list, its header, its messages, its people's devices.
    Conversation(Peer),
    /// Who is in a room, and how it is configured.
    Members(Peer),
    /// What a search for rooms found.
    Directory,
    /// Every conversation.
    Everything,
}

/// What a command can be refused with. Anything else is accepted, durably.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No such message, device or contact.
    #[error("not found")]
    NotFound,
    /// The text is empty or too long.
    #[error("invalid text")]
    InvalidText,
    /// This cannot be done without a connection.
    #[error("offline")]
    Offline,
    /// What came encrypted would leave in the clear.
    #[error("would expose what was encrypted")]
    WouldExpose,
    /// Our server has no service for rooms.
    #[error("no service for rooms")]
    NoService,
    /// It makes no sense, such as distrusting the device one is sitting at.
    #[error("bad request")]
    BadRequest,
}
