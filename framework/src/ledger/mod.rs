//! What exists, written down before it exists.
//!
//! One file per stack, `$XDG_STATE_HOME/terraproof/ledger/<run>/<test>.<stack>.json`, and beside it the working directory
//! with state and variables. It is there, fsynced, before `apply` starts, and goes after a verified destroy.

mod claim;
mod entry;
mod local;
mod orphans;
mod owner;
mod ready;
mod replace;
mod tenant;

pub use claim::{Claim, Claimed};
pub use entry::{Entry, Phase, StackId};
pub use local::LocalLedger;
pub use owner::Owner;
pub use tenant::Tenant;

use std::path::PathBuf;

use crate::Error;

/// Keeps entries somewhere that outlives the process.
///
/// A store promises: after `write` returns, the entry survives the loss of power; `write` replaces an entry as a whole or
/// not at all; `remove` of what is not there is fine.
pub trait Ledger: std::fmt::Debug + Send + Sync {
    /// Writes an entry down, or replaces it.
    ///
    /// # Errors
    /// Fails when it could not be made durable; nothing may be created then.
    fn write(&self, entry: &Entry) -> Result<(), Error>;

    /// Replaces an entry as a whole, like [`write`](Self::write), where the loss of power may take it back to what it was.
    ///
    /// For what only makes a later look better informed: that an apply has ended, which process runs. By default it is
    /// `write`.
    ///
    /// # Errors
    /// Fails when the store cannot be written.
    fn update(&self, entry: &Entry) -> Result<(), Error> {
        self.write(entry)
    }

    /// Takes an entry out.
    ///
    /// # Errors
    /// Fails when the store cannot be written.
    fn remove(&self, id: &StackId) -> Result<(), Error>;

    /// Reads everything.
    ///
    /// # Errors
    /// Fails when the store cannot be read at all; single entries that cannot are listed in [`Listing::unreadable`].
    fn list(&self) -> Result<Listing, Error>;
}

/// Is everything a ledger holds.
#[derive(Debug, Default)]
pub struct Listing {
    /// What could be read, oldest first.
    pub entries: Vec<Entry>,
    /// Files that could not, with the reason; they are left where they are.
    pub unreadable: Vec<(PathBuf, String)>,
}
