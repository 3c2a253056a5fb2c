//! Taking over a stack that an earlier run of the same test left standing.

use std::path::PathBuf;

use crate::Error;
use crate::ledger::{Entry, LocalLedger, Phase, StackId};

/// Is where a stack goes: its name in the ledger, its directory, and what is taken over.
pub(super) struct Place {
    pub(super) id: StackId,
    pub(super) root: PathBuf,
    pub(super) kept: Option<Entry>,
}

/// Finds the place of a stack. What the ledger knows already is taken over if it was kept, and otherwise left alone: it is
/// the leftover of an earlier attempt, and its state must not be lost.
pub(super) fn place_for(ledger: &LocalLedger, id: StackId) -> Result<Place, Error> {
    let stack = id.stack.clone();
    let mut id = id;
    for attempt in 2_u32.. {
        let mut root = ledger.stack_directory(&id);
        match ledger.find(&id)? {
            Some(kept) if kept.phase == Phase::Kept => {
                while root.exists() {
                    root.as_mut_os_string().push("+");
                }
                return Ok(Place { id, root, kept: Some(kept) });
            }
            None if !root.exists() => return Ok(Place { id, root, kept: None }),
            _ => {}
        }
        id.stack = format!("{stack}~{attempt}");
    }
    Err(Error::misuse(format!("there is no free place for the stack `{stack}`")))
}

/// Gives the new working directory the state of the kept one.
pub(super) fn take_over(kept: &Entry, entry: &mut Entry) -> Result<(), Error> {
    let state = kept.directory.join("terraform.tfstate");
    if state.exists() {
        let copy = entry.directory.join("terraform.tfstate");
        std::fs::copy(&state, &copy).map_err(|source| Error::io("take over the state", &state, source))?;
    }
    entry.created = kept.created;
    entry.phase = Phase::Applied;
    Ok(())
}
