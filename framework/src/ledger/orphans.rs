//! Working directories that no entry names.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::claim::clear_torn_write;
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

    /// Removes what killed processes were writing, and runs that hold nothing else; what is being written now stays.
    pub fn remove_torn_writes(&self) {
        for run in directories_in(self.directory()) {
            for file in fs::read_dir(&run).into_iter().flatten().flatten() {
                clear_torn_write(&file.path());
            }
            let _unless_it_holds_something = fs::remove_dir(run);
        }
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
    use crate::ledger::local::tests::entry;
    use crate::ledger::{Claimed, Ledger as _};

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
    fn what_a_killed_process_was_writing_goes_with_its_run() {
        let home = tempfile::tempdir().unwrap();
        let ledger = LocalLedger::at(home.path());
        let run = home.path().join("r1234567");
        fs::create_dir(&run).unwrap();
        fs::write(run.join(".site.works.site.entry"), "{").unwrap();
        fs::write(run.join(".site.works.site.lock"), "").unwrap();
        ledger.remove_torn_writes();
        assert!(!run.exists());
    }

    #[test]
    fn what_is_being_written_now_stays() {
        let home = tempfile::tempdir().unwrap();
        let ledger = LocalLedger::at(home.path());
        ledger.write(&entry("site")).unwrap();
        let Claimed::Mine(_claim) = ledger.claim(&entry("site").id).unwrap() else { panic!("it is free") };
        let torn = home.path().join("r1234567/.site.works.site.entry");
        fs::write(&torn, "{").unwrap();
        ledger.remove_torn_writes();
        assert!(torn.exists());
    }

    #[test]
    fn an_entry_takes_its_torn_write_with_it() {
        let home = tempfile::tempdir().unwrap();
        let ledger = LocalLedger::at(home.path());
        ledger.write(&entry("site")).unwrap();
        fs::write(home.path().join("r1234567/.site.works.site.entry"), "{").unwrap();
        ledger.remove(&entry("site").id).unwrap();
        assert!(!home.path().join("r1234567").exists());
    }
}
