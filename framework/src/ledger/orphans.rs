//! Working directories that no entry names.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Listing, LocalLedger};

impl LocalLedger {
    /// Lists directories of runs that no entry names, sorted; a listing that is a moment old is enough.
    ///
    /// A directory beside an entry that cannot be read is not among them: the entry may name it.
    #[must_use]
    pub fn orphans(&self, listing: &Listing) -> Vec<PathBuf> {
        let named: BTreeSet<&Path> = listing.entries.iter().map(|entry| entry.root.as_path()).collect();
        let runs = directories_in(self.directory()).into_iter();
        let mut orphans: Vec<PathBuf> = runs.flat_map(|run| directories_in(&run)).collect();
        orphans.retain(|path| !named.contains(path.as_path()) && !has_entry(path));
        orphans.sort();
        orphans
    }

    /// Lists runs that hold nothing but what a killed process was writing, sorted.
    #[must_use]
    pub fn empty_runs(&self) -> Vec<PathBuf> {
        let hidden = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with('.');
        let holds_nothing = |run: &PathBuf| {
            fs::read_dir(run).is_ok_and(|mut entries| entries.all(|entry| entry.is_ok_and(|entry| hidden(&entry))))
        };
        let mut runs = directories_in(self.directory());
        runs.retain(holds_nothing);
        runs.sort();
        runs
    }
}

/// Looks for the entry again: it may have been written since the ledger was listed. A resumed stack's directory has `+` behind its name.
fn has_entry(directory: &Path) -> bool {
    let name = directory.to_string_lossy();
    let name = name.trim_end_matches('+');
    Path::new(&format!("{name}.json")).exists()
}

fn directories_in(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Ledger as _;
    use crate::ledger::local::tests::entry;

    #[test]
    fn a_directory_is_an_orphan_unless_an_entry_names_it_or_might() {
        let home = tempfile::tempdir().unwrap();
        let ledger = LocalLedger::at(home.path());
        ledger.write(&entry("site")).unwrap();
        let run = home.path().join("r1234567");
        for name in ["site.works.site", "site.works.site+", "torn.stack", "left.behind"] {
            fs::create_dir(run.join(name)).unwrap();
        }
        fs::write(run.join("torn.stack.json"), "{").unwrap();
        let orphans = ledger.orphans(&ledger.list().unwrap());
        assert_eq!(orphans, [run.join("left.behind")]);
    }

    #[test]
    fn a_run_with_nothing_but_torn_writes_is_empty() {
        let home = tempfile::tempdir().unwrap();
        let ledger = LocalLedger::at(home.path());
        ledger.write(&entry("site")).unwrap();
        let torn = home.path().join("rtorn");
        fs::create_dir(&torn).unwrap();
        fs::write(torn.join(".entry-abc"), "{").unwrap();
        assert_eq!(ledger.empty_runs(), [torn]);
    }
}
