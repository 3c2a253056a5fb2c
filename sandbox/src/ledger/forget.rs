//! `terraproof ledger forget`.

use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _};

use clap::Args;
use terraproof::ledger::{Claimed, Entry, LocalLedger};

use super::FORGOTTEN;
use crate::{Error, Exit, console};

/// Take a stack out of the ledger without destroying it
///
/// The stack is not destroyed: whatever exists stays, and nothing will find it again. Its working directory, with the state, is kept.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The stack, as `list` shows it: RUN/TEST.STACK
    id: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(ledger: &LocalLedger, options: &Options) -> Result<Exit, Error> {
    let entry = super::find(ledger, &options.id)?;
    let exists =
        if entry.phase.may_exist() { "whatever exists stays" } else { "nothing of it exists yet, as far as is known" };
    console::say(&format!("`{}` is not destroyed: {exists}, and nothing will find it again", entry.id));
    if !options.yes {
        confirm(&entry)?;
    }
    forget(ledger, &entry)?;
    let kept = if entry.root.exists() {
        format!("; its working directory is still `{}`", entry.root.display())
    } else {
        String::new()
    };
    console::print(&format!("`{}` is forgotten{kept}\n", entry.id))?;
    Ok(Exit::Done)
}

fn confirm(entry: &Entry) -> Result<(), Error> {
    if !io::stdin().is_terminal() {
        return Err(Error::NotConfirmed { reason: "there is no terminal to ask on" });
    }
    console::say(&format!("type `{}` to forget it", entry.id));
    let mut typed = String::new();
    io::stdin().lock().read_line(&mut typed).map_err(|source| Error::System { doing: "read the answer", source })?;
    if typed.trim() == entry.id.to_string() {
        return Ok(());
    }
    Err(Error::NotConfirmed { reason: "what was typed is not its id" })
}

fn forget(ledger: &LocalLedger, entry: &Entry) -> Result<(), Error> {
    let claim = match ledger.claim(&entry.id)? {
        Claimed::Mine(claim) => claim,
        Claimed::Held => return Err(Error::NotConfirmed { reason: "another process is reaping it" }),
        Claimed::Gone => return Ok(()),
    };
    if entry.root.is_dir() {
        let mark = entry.root.join(FORGOTTEN);
        let text = format!("`{}` was taken out of the ledger on purpose.\n", entry.id);
        fs::write(&mark, text).map_err(|source| Error::io("write", &mark, source))?;
    }
    Ok(claim.remove()?)
}
