//! What earlier runs wrote down and did not take out again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use terraproof::ledger::{Entry, Ledger as _, Listing, LocalLedger};

use super::finding::Finding;
use crate::console;

const AREA: &str = "ledger";

/// Says which stacks the ledger holds, which of their owners are dead, and which working directories belong to none.
pub(super) fn examine() -> Vec<Finding> {
    let listed = LocalLedger::of_user().and_then(|ledger| ledger.list().map(|listing| (ledger, listing)));
    match listed {
        Ok((ledger, listing)) => described(ledger.directory(), &listing),
        // Without a ledger a test is refused before anything exists.
        Err(error) => vec![Finding::problem(AREA, console::sentence(&error)).next(error.hint().map(str::to_owned))],
    }
}

fn described(directory: &Path, listing: &Listing) -> Vec<Finding> {
    let mut findings = vec![summary(directory, listing)];
    findings.extend(listing.entries.iter().filter(|entry| entry.owner.is_alive() == Some(false)).map(abandoned));
    findings.extend(listing.unreadable.iter().map(|(path, reason)| {
        let text = format!("`{}` cannot be understood: {reason}", path.display());
        Finding::note(AREA, text).next("look at it: it may name something that still exists".to_owned())
    }));
    findings.extend(orphans(directory, listing).into_iter().map(|orphan| {
        let text = format!("`{}` is a working directory without an entry", orphan.display());
        Finding::note(AREA, text).next("remove it when its state file names nothing you need".to_owned())
    }));
    findings
}

fn summary(directory: &Path, listing: &Listing) -> Finding {
    let count = |alive| listing.entries.iter().filter(|entry| entry.owner.is_alive() == alive).count();
    let [alive, dead, elsewhere] = [Some(true), Some(false), None].map(count);
    let text = match listing.entries.len() {
        0 => "empty: nothing was left behind".to_owned(),
        _ => format!("{alive} of running tests, {dead} of dead ones, {elsewhere} of other machines"),
    };
    Finding::ok(AREA, format!("{text}; in `{}`", directory.display()))
        .fact("alive", alive)
        .fact("dead", dead)
        .fact("elsewhere", elsewhere)
}

/// An entry whose test died without cleaning up.
fn abandoned(entry: &Entry) -> Finding {
    let text = format!("`{}` was left behind by pid {}, in sandbox `{}`", entry.id, entry.owner.pid, entry.sandbox);
    let next = if entry.emulator.is_some() {
        "it lived in the localhost cloud: `terraproof down` ends that, and the entry's files can be removed".to_owned()
    } else {
        format!("destroy it by hand: run `terraform destroy` in `{}`", entry.directory.display())
    };
    Finding::note(AREA, text).next(next).fact("entry", entry.id.to_string())
}

/// Lists working directories that no entry names, in runs of which no test is alive: a test makes the directory before the entry.
fn orphans(directory: &Path, listing: &Listing) -> Vec<PathBuf> {
    let is_over = |run: &PathBuf| {
        let mut entries = listing.entries.iter().filter(|entry| directory.join(entry.id.run.as_str()) == *run);
        entries.all(|entry| entry.owner.is_alive() == Some(false))
    };
    let named: BTreeSet<&Path> = listing.entries.iter().map(|entry| entry.root.as_path()).collect();
    let runs = directories_in(directory).into_iter().filter(is_over);
    runs.flat_map(|run| directories_in(&run)).filter(|path| !named.iter().any(|root| root.starts_with(path))).collect()
}

fn directories_in(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::finding::State;

    #[test]
    fn an_empty_ledger_is_as_it_should_be() {
        let findings = described(Path::new("/nowhere"), &Listing::default());
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].state, State::Ok);
    }

    #[test]
    fn a_directory_without_an_entry_and_a_torn_entry_are_reported() {
        let directory = tempfile::tempdir().unwrap();
        let run = directory.path().join("r1234567");
        std::fs::create_dir_all(run.join("test.site")).unwrap();
        std::fs::write(run.join("torn.json"), "{").unwrap();
        let listing = LocalLedger::at(directory.path()).list().unwrap();
        let findings = described(directory.path(), &listing);
        assert_eq!(findings.len(), 3);
        assert!(findings[2].text.contains("test.site"), "{}", findings[2].text);
        assert!(findings.iter().all(|finding| finding.state != State::Problem));
    }
}
