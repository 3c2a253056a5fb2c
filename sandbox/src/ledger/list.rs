//! `terraproof ledger list`.

use clap::Args;
use comfy_table::Table;
use jiff::Timestamp;
use serde_json::{Value, json};
use terraproof::ledger::{Entry, Ledger as _, Listing, LocalLedger};

use super::{life, phase, seconds_between};
use crate::{Error, Exit, console, duration};

/// List all stacks that are written down, oldest first
#[derive(Debug, Args)]
#[command(after_help = "Ends with 5 when something in the ledger could not be read.")]
pub(crate) struct Options {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(ledger: &LocalLedger, options: &Options) -> Result<Exit, Error> {
    let listing = ledger.list()?;
    let now = Timestamp::now();
    console::print(&if options.json { json_of(&listing) } else { text(ledger, &listing, now) })?;
    Ok(if listing.unreadable.is_empty() { Exit::Done } else { Exit::Unreadable })
}

fn text(ledger: &LocalLedger, listing: &Listing, now: Timestamp) -> String {
    let mut text = if listing.entries.is_empty() {
        format!("nothing is written down in `{}`\n", ledger.directory().display())
    } else {
        format!("{}\n", table(&listing.entries, now))
    };
    for (path, reason) in &listing.unreadable {
        text.push_str(&format!("`{}` cannot be understood, and is left as it is: {reason}\n", path.display()));
    }
    if listing.entries.iter().any(|entry| entry.owner.is_alive() == Some(false)) {
        text.push_str("`terraproof reap` destroys what dead tests left\n");
    }
    text
}

fn table(entries: &[Entry], now: Timestamp) -> Table {
    let mut table = console::table(&["stack", "phase", "owner", "account", "age", "expires", "directory"]);
    for entry in entries {
        table.add_row([
            entry.id.to_string(),
            phase(&entry.phase).to_owned(),
            format!("{} ({})", life(&entry.owner), entry.owner.pid),
            entry.account.clone().unwrap_or_else(|| "-".to_owned()),
            duration::short(seconds_between(entry.created, now)),
            match seconds_between(now, entry.expires) {
                left @ 1.. => format!("in {}", duration::short(left)),
                past => format!("{} ago", duration::short(-past)),
            },
            entry.directory.display().to_string(),
        ]);
    }
    table
}

fn json_of(listing: &Listing) -> String {
    let entries: Vec<Value> = listing
        .entries
        .iter()
        .map(|entry| {
            json!({
                "id": entry.id.to_string(), "run": entry.id.run, "test": entry.id.test, "stack": entry.id.stack,
                "phase": phase(&entry.phase), "owner": life(&entry.owner), "pid": entry.owner.pid, "host": entry.owner.host,
                "account": entry.account, "sandbox": entry.sandbox, "created": entry.created, "expires": entry.expires,
                "directory": entry.directory,
            })
        })
        .collect();
    let unreadable: Vec<Value> =
        listing.unreadable.iter().map(|(path, reason)| json!({"path": path, "reason": reason})).collect();
    format!("{:#}\n", json!({"stacks": entries, "unreadable": unreadable}))
}
