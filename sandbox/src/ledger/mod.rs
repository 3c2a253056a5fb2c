//! `terraproof ledger`: what exists, as it was written down before it existed.

mod forget;
mod list;
mod show;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use terraproof::ledger::{Entry, Ledger as _, LocalLedger, Owner, Phase};

use crate::{Error, Exit};

/// Marks a working directory that was left behind on purpose.
pub(crate) const FORGOTTEN: &str = "FORGOTTEN";

/// Look into the ledger: which stacks exist, or may exist
///
/// Every stack is written down here before anything of it exists, and taken out after a verified destroy.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::Options),
    Show(show::Options),
    Forget(forget::Options),
}

pub(crate) fn run(options: &Options) -> Result<Exit, Error> {
    let ledger = LocalLedger::of_user()?;
    match &options.command {
        Command::List(options) => list::run(&ledger, options),
        Command::Show(options) => show::run(&ledger, options),
        Command::Forget(options) => forget::run(&ledger, options),
    }
}

/// Finds an entry by the id that `list` shows.
pub(crate) fn find(ledger: &LocalLedger, id: &str) -> Result<Entry, Error> {
    let entries = ledger.list()?.entries;
    if let Some(entry) = entries.iter().find(|entry| entry.id.to_string() == id) {
        return Ok(entry.clone());
    }
    // Whoever leaves out the run, or the test, means the only one that ends so.
    let mut similar =
        entries.iter().map(|entry| entry.id.to_string()).filter(|known| known.ends_with(id) || known.starts_with(id));
    Err(Error::NoStack { id: id.to_owned(), nearest: similar.next() })
}

/// Returns the phase as one word, as the entry's file has it.
fn phase(phase: &Phase) -> &'static str {
    match phase {
        Phase::Prepared => "prepared",
        Phase::Applying => "applying",
        Phase::Applied => "applied",
        Phase::Destroying => "destroying",
        Phase::Undestroyed { .. } => "undestroyed",
        Phase::Kept => "kept",
    }
}

fn life(owner: &Owner) -> &'static str {
    match owner.is_alive() {
        Some(true) => "alive",
        Some(false) => "dead",
        None => "elsewhere",
    }
}

fn seconds_between(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_secs()
}
