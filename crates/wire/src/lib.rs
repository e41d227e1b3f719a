//! XML to typed payloads and back, one file per specification.
//!
//! **Invariants:** no state, no clock, no network. Above this crate nobody touches elements of a received
//! stanza: everything is turned into a closed type once, here. A payload that makes no sense is dropped and
//! the rest of its stanza kept; only a stanza whose address or kind cannot be read is [`Malformed`], because
//! guessing either of those would be guessing who said it.
//!
//! Where a child occurs twice, the first one counts. Nothing here panics on any input, and every list that a
//! peer can make long has a cap.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic))]

pub mod aesgcm;
pub mod avatars;
pub mod blocking;
pub mod bookmarks;
pub mod bundle;
pub mod caps;
pub mod carbons;
pub mod chat_states;
pub mod corrections;
pub mod delay;
pub mod disco;
pub mod eme;
pub mod encrypted;
pub mod error;
pub mod fallback;
pub mod forms;
pub mod forward;
pub mod hints;
pub mod invitations;
pub mod iq;
pub mod mam;
pub mod markers;
pub mod mds;
pub mod mentions;
pub mod message;
pub mod moderation;
pub mod muc;
pub mod nick;
pub mod ns;
pub mod occupants;
pub mod omemo2;
pub mod omemo_legacy;
pub mod oob;
pub mod outgoing;
pub mod ping;
pub mod pins;
pub mod presence;
pub mod pubsub;
pub mod reactions;
pub mod receipts;
pub mod replies;
pub mod retractions;
pub mod roster;
pub mod sce;
pub mod sharing;
pub mod stanza;
pub mod stanza_ids;
pub mod styling;
pub mod threads;
pub mod time;
pub mod upload;
pub mod version;
pub mod xml;

pub use carbons::{Carbon, CarbonDirection};
pub use delay::Delay;
pub use eme::Method;
pub use encrypted::Encrypted;
pub use error::{Condition, ErrorKind, StanzaError};
pub use fallback::Fallback;
pub use forward::Forwarded;
pub use hints::Hints;
pub use invitations::Invitation;
pub use iq::{Iq, IqKind, Request};
pub use mam::Archived;
pub use mentions::Mention;
pub use message::{Message, MessageKind};
pub use minidom::Element;
pub use moderation::Moderation;
pub use muc::MucUser;
pub use outgoing::Outgoing;
pub use presence::{Presence, PresenceKind};
pub use reactions::Reactions;
pub use receipts::Receipt;
pub use replies::Reply;
pub use sharing::Sharing;
pub use stanza::{Malformed, Stanza};
