//! The read side: the rows the window paints, and their SQL.
//!
//! **Invariant:** opens the database read-only; writes nothing.

mod rows;
mod view;

pub use rows::*;
pub use sotto_model::ErrorCode;
pub use view::{Edges, Patch, View, Window};
