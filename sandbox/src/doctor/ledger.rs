//! What earlier runs wrote down and did not take out again.

use std::path::{Path, PathBuf};

use terraproof::ledger::{Entry, Ledger as _, Listing, LocalLedger, Phase};

use super::finding::Finding;
use crate::console;

const AREA: &str = "ledger";

/// Says which stacks the ledger holds, which of their owners are dead, and which working directories belong to none.
pub(super) fn examine() -> Vec<Finding> {
    let listed = LocalLedger::of_user().and_then(|ledger| ledger.list().map(|listing| (ledger, listing)));
    match listed {
        Ok((ledger, listing)) => described(&ledger, &listing),
        // Without a ledger a test is refused before anything exists.
        Err(error) => vec![Finding::problem(AREA, console::sentence(&error)).next(error.hint().map(str::to_owned))],
    }
}

fn described(ledger: &LocalLedger, listing: &Listing) -> Vec<Finding> {
    let mut findings = vec![summary(ledger.directory(), listing)];
    findings.extend(listing.entries.iter().filter(|entry| entry.owner.is_alive() == Some(false)).map(abandoned));
    findings.extend(listing.unreadable.iter().map(|(path, reason)| {
        let text = format!("`{}` cannot be understood: {reason}", path.display());
        Finding::note(AREA, text).next("look at it: it may name something that still exists".to_owned())
    }));
    findings.extend(orphans(ledger, listing).into_iter().map(|orphan| {
        let text = format!("`{}` is a working directory without an entry", orphan.display());
        Finding::note(AREA, text)
            .next("`terraproof reap` removes it once it is an hour old and its state names nothing".to_owned())
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

/// An entry whose test died without cleaning up, or that was kept on purpose.
fn abandoned(entry: &Entry) -> Finding {
    let finding = match entry.phase {
        Phase::Kept => {
            let text = format!("`{}` is kept until {:.0}", entry.id, entry.expires);
            let run = &entry.id.run;
            Finding::note(AREA, text).next(format!("`terraproof reap --run {run} --kept` destroys it before that"))
        }
        _ => {
            let (id, pid, sandbox) = (&entry.id, entry.owner.pid, &entry.sandbox);
            let text = format!("`{id}` was left behind by pid {pid}, in sandbox `{sandbox}`");
            Finding::note(AREA, text).next("`terraproof reap` destroys it".to_owned())
        }
    };
    finding.fact("entry", entry.id.to_string())
}

/// Lists working directories that no entry names, in runs of which no test is alive: a test makes the directory before the entry.
fn orphans(ledger: &LocalLedger, listing: &Listing) -> Vec<PathBuf> {
    let mut orphans = ledger.orphans(listing);
    orphans.retain(|path| {
        let run = path.parent().and_then(Path::file_name);
        let mut entries = listing.entries.iter().filter(|entry| run.is_some_and(|run| run == entry.id.run.as_str()));
        entries.all(|entry| entry.owner.is_alive() == Some(false))
    });
    orphans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::finding::State;

    #[test]
    fn an_empty_ledger_is_as_it_should_be() {
        let findings = described(&LocalLedger::at("/nowhere"), &Listing::default());
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].state, State::Ok);
    }

    #[test]
    fn a_directory_without_an_entry_and_a_torn_entry_are_reported() {
        let directory = tempfile::tempdir().unwrap();
        let run = directory.path().join("r1234567");
        std::fs::create_dir_all(run.join("test.site")).unwrap();
        std::fs::write(run.join("torn.json"), "{").unwrap();
        let ledger = LocalLedger::at(directory.path());
        let findings = described(&ledger, &ledger.list().unwrap());
        assert_eq!(findings.len(), 3);
        assert!(findings[2].text.contains("test.site"), "{}", findings[2].text);
        assert!(findings.iter().all(|finding| finding.state != State::Problem));
    }
}
