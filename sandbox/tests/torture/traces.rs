//! What a victim left: in its account, in its ledger, among the processes.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;
use terraproof::ledger::Ledger as _;
use terraproof_local::AccountId;

use crate::common::wait;
use crate::proc::working_below;
use crate::victim::Place;

/// Lists what is there that should not be.
#[derive(Debug, Default)]
pub(crate) struct Traces {
    /// What the account holds.
    pub(crate) resources: Vec<String>,
    /// Whether the account is still open.
    pub(crate) account: Option<String>,
    /// Entries of the ledger, readable or not, and what lies beside them.
    pub(crate) ledger: Vec<String>,
    pub(crate) processes: Vec<String>,
}

impl Traces {
    pub(crate) fn of(place: &Place, account: Option<&str>) -> Self {
        let account = account.map(|id| id.parse::<AccountId>().unwrap());
        let mut traces = Self { ledger: in_ledger(place), ..Self::default() };
        let processes = working_below(place.directory());
        traces.processes =
            processes.into_iter().map(|process| format!("{} {}", process.pid, process.command)).collect();
        if let Some(account) = account.filter(|account| is_open(place, account)) {
            let emulator = place.emulator().unwrap();
            let holdings = wait(emulator.holdings(&account)).unwrap();
            traces.resources = holdings.items.iter().map(ToString::to_string).collect();
            traces.account = Some(account.to_string());
        }
        traces
    }

    pub(crate) fn count(&self) -> usize {
        self.resources.len() + usize::from(self.account.is_some()) + self.ledger.len() + self.processes.len()
    }
}

fn is_open(place: &Place, account: &AccountId) -> bool {
    place.emulator().is_some_and(|emulator| wait(emulator.accounts()).unwrap().contains(account))
}

fn in_ledger(place: &Place) -> Vec<String> {
    let ledger = place.ledger();
    let listing = ledger.list().unwrap();
    let mut found: Vec<String> =
        listing.entries.iter().map(|entry| format!("{} ({:?})", entry.id, entry.phase)).collect();
    found.extend(listing.unreadable.iter().map(|(path, reason)| format!("{}: {reason}", path.display())));
    found.extend(files_below(ledger.directory(), 2).into_iter().map(|path| path.display().to_string()));
    found
}

/// Lists what is in a directory, and in its directories down to some depth.
fn files_below(directory: &Path, depth: u32) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        if depth > 1 {
            found.extend(files_below(&entry.path(), depth - 1));
        }
        found.push(entry.path());
    }
    found
}

/// Lists state files of a victim that cannot be read as JSON, once nobody writes them any more.
pub(crate) fn torn_states(place: &Place) -> Vec<PathBuf> {
    let end = Instant::now() + Duration::from_secs(5);
    loop {
        let torn: Vec<PathBuf> =
            files_below(place.ledger().directory(), 6).into_iter().filter(|path| is_torn_state(path)).collect();
        // A terraform that outlived its test may be in the middle of writing.
        if torn.is_empty() || Instant::now() > end {
            return torn;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn is_torn_state(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_state = name.ends_with(".tfstate") || name.ends_with(".tfstate.backup");
    is_state && fs::read(path).is_ok_and(|bytes| serde_json::from_slice::<Value>(&bytes).is_err())
}
