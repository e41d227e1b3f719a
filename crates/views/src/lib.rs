//! The read side: the rows the window paints, and their SQL.
//!
//! **Invariant:** opens the database read-only; writes nothing.

mod about;
mod account;
mod chats;
mod conversation;
mod drafts;
mod files;
mod find;
mod header;
mod look;
mod people;
mod places;
mod reader;
mod rooms;
mod rows;
pub mod styling;
mod timeline;
mod view;

pub use account::AccountFacts;
pub use drafts::DraftEdit;
pub use files::{FileRow, TransferRow};
pub use find::FoundRow;
pub use header::*;
pub use look::Look;
pub use places::{ScheduledRow, Thread};
pub use reader::{Passing, ReadError, Reader};
pub use rooms::*;
pub use rows::*;
pub use view::{Edges, Patch, View, Window};
