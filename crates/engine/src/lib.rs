//! The account: one input, one transaction, a list of effects.
//!
//! **Invariants.** No clock, no dice of its own, no network, no files: what happens depends only on what is handed in,
//! so that any order of events can be replayed. Effects exist only if the transaction that caused them committed: a
//! ratchet is on disk before a byte encrypted with it leaves. Features never call each other; they meet in the store
//! or in a named step of [`inbound`] and [`outbound`].

mod authorised;
mod choices;
mod command;
mod cx;
mod envelope;
mod features;
mod inbound;
mod input;
mod label;
mod outbound;
mod placing;

pub use command::{Command, Editing, Picture, Report, Verdict};
pub use cx::Live;
pub use features::archive::Turn;
pub use features::omemo::ListState;
pub use features::rooms::occupants::Occupant;
pub use features::rooms::{Live as RoomsLive, Room};
pub use input::{Changed, Chosen, Effect, File, Found, Input, Refused, Slot, Timer, Transfer, Transferred};
use sotto_model::{Peer, Timestamp};
pub use sotto_omemo::rand_core;
use sotto_omemo::rand_core::CryptoRng;
use sotto_store::{Store, StoreError, account};

use crate::cx::Cx;

/// One account.
pub struct Engine {
    store: Store,
    me: Peer,
    rng: Box<dyn CryptoRng + Send>,
    live: Live,
}

/// What an input came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// To be done now, in this order.
    pub effects: Vec<Effect>,
    /// The command was refused; nothing of it happened.
    pub refused: Option<Refused>,
}

impl Engine {
    /// Takes over an open archive, making what a new one lacks.
    ///
    /// # Errors
    /// If the archive cannot be read or written.
    pub fn new(
        mut store: Store,
        me: Peer,
        mut rng: Box<dyn CryptoRng + Send>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let tx = store.begin()?;
        account::ensure(&tx, &me)?;
        sotto_store::files::forget_chosen(&tx)?;
        features::omemo::ensure_device(&tx, &mut *rng, now)?;
        tx.commit()?;
        Ok(Self {
            store,
            me,
            rng,
            live: Live::default(),
        })
    }

    /// One input, one transaction; none for what touches no table. After an error the engine no longer agrees with its archive: throw it away and make
    /// a new one from disk.
    ///
    /// # Errors
    /// If the transaction could not be committed; then none of it happened.
    pub fn handle(&mut self, input: Input, now: Timestamp) -> Result<Outcome, StoreError> {
        let Some(input) = inbound::collect(&mut self.live, &self.me, input) else {
            return Ok(Outcome::default());
        };
        let tx = self.store.begin()?;
        let mut cx = Cx::new(&tx, &self.me, now, &mut *self.rng, &mut self.live)?;
        let refused = features::handle(&mut cx, input)?;
        let effects = std::mem::take(&mut cx.effects);
        if let Some(refused) = refused {
            // Dropped without commit. A refusal is decided before anything passing is touched.
            return Ok(Outcome {
                effects: Vec::new(),
                refused: Some(refused),
            });
        }
        tx.commit()?;
        Ok(Outcome { effects, refused: None })
    }

    /// The files that this archive knows of.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn files(&mut self) -> Result<Vec<sotto_model::FileId>, StoreError> {
        sotto_store::files::all(&self.store.begin()?)
    }

    /// A file, with what opens it.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn file(&mut self, id: sotto_model::FileId) -> Result<Option<File>, StoreError> {
        sotto_store::files::get(&self.store.begin()?, id)
    }

    /// The passing state, for what the window shows of it.
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// Our address.
    pub fn me(&self) -> &Peer {
        &self.me
    }
}
