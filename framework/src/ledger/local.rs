//! The ledger in the user's state directory.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::replace::torn_of;
use super::{Entry, Ledger, Listing, StackId};
use crate::{Error, project};

/// Keeps entries as files below one directory, `<run>/<test>.<stack>.json`.
///
/// Files are replaced by rename, with file and directory fsynced, and are readable by their owner only.
#[derive(Debug, Clone)]
pub struct LocalLedger {
    directory: PathBuf,
}

impl LocalLedger {
    /// Opens the ledger of this user: `$XDG_STATE_HOME/terraproof/ledger`, or `$HOME/.local/state/terraproof/ledger`.
    ///
    /// # Errors
    /// Fails when there is no home directory.
    pub fn of_user() -> Result<Self, Error> {
        Ok(Self::at(project::state_directory()?.join("ledger")))
    }

    /// Opens a ledger in a directory, which need not be there yet.
    #[must_use]
    pub fn at(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into() }
    }

    /// Returns where the entries are.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Returns where a stack's working directory belongs: beside its entry.
    #[must_use]
    pub fn stack_directory(&self, id: &StackId) -> PathBuf {
        self.directory.join(id.run.as_str()).join(format!("{}.{}", id.test, id.stack))
    }

    /// Reads one entry; `None` when there is none.
    ///
    /// # Errors
    /// Fails when there is one that cannot be read.
    pub fn find(&self, id: &StackId) -> Result<Option<Entry>, Error> {
        let file = self.file(id);
        match fs::read(&file) {
            Ok(bytes) => parse(&bytes).map(Some).map_err(|reason| {
                Error::configuration(format!("the ledger entry `{}` cannot be read: {reason}", file.display()))
                    .with_hint("`terraproof ledger list` shows it; move it away once what it stands for is gone")
            }),
            Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::io("read the ledger entry", &file, source)),
        }
    }

    pub(super) fn run_directory(&self, id: &StackId) -> PathBuf {
        self.directory.join(id.run.as_str())
    }

    pub(super) fn file(&self, id: &StackId) -> PathBuf {
        self.run_directory(id).join(format!("{}.{}.json", id.test, id.stack))
    }

    /// What is being written; whoever holds the lock may replace it, or take it away.
    fn torn_file(&self, id: &StackId) -> PathBuf {
        torn_of(&self.file(id))
    }

    /// No test's name starts with a dot, so no working directory is in its way.
    pub(super) fn lock_file(&self, id: &StackId) -> PathBuf {
        self.run_directory(id).join(format!(".{}.{}.lock", id.test, id.stack))
    }

    fn read_run(&self, run: &Path, listing: &mut Listing) -> io::Result<()> {
        for file in fs::read_dir(run)? {
            let path = file?.path();
            match self.understood(&path) {
                Ok(Some(entry)) => listing.entries.push(entry),
                Ok(None) => {}
                Err(reason) => listing.unreadable.push((path, reason)),
            }
        }
        Ok(())
    }

    /// Reads one file of a run; `None` for what is no entry: a working directory, a lock, a file that is being written.
    fn understood(&self, path: &Path) -> Result<Option<Entry>, String> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') {
            return Ok(None);
        }
        if !name.ends_with(".json") {
            return if path.is_dir() {
                Ok(None)
            } else {
                Err("it is no entry: nothing of terraproof is called so".to_owned())
            };
        }
        let entry = match fs::read(path) {
            Ok(bytes) => parse(&bytes)?,
            // Taken out since the directory was read.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            // A stack's name may end in `.json`: then it is the working directory.
            Err(_) if path.is_dir() && with_json(path).exists() => return Ok(None),
            Err(error) => return Err(error.to_string()),
        };
        // A copy under another name would be destroyed twice, and its own name would stay for ever.
        if self.file(&entry.id) != path {
            return Err(format!("it says that it is `{}`, whose entry has another name", entry.id));
        }
        Ok(Some(entry))
    }
}

impl Ledger for LocalLedger {
    fn write(&self, entry: &Entry) -> Result<(), Error> {
        self.claim_to_write(&entry.id)?.write(entry)
    }

    fn update(&self, entry: &Entry) -> Result<(), Error> {
        self.claim_to_write(&entry.id)?.update(entry)
    }

    fn remove(&self, id: &StackId) -> Result<(), Error> {
        let file = self.file(id);
        match fs::remove_file(&file) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(Error::io("remove the ledger entry", &file, source));
            }
            _ => {}
        }
        let _mostly_not_there = fs::remove_file(self.torn_file(id));
        // The run's directory goes with its last stack; one that still holds something stays.
        if let Some(run) = file.parent() {
            let _emptied = fs::remove_dir(run);
        }
        Ok(())
    }

    fn list(&self) -> Result<Listing, Error> {
        let mut listing = Listing::default();
        let runs = match fs::read_dir(&self.directory) {
            Ok(runs) => runs,
            Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(listing),
            Err(source) => return Err(Error::io("read the ledger", &self.directory, source)),
        };
        for run in runs {
            let run = run.map_err(|source| Error::io("read the ledger", &self.directory, source))?.path();
            match self.read_run(&run, &mut listing) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    listing.unreadable.push((run, source.to_string()));
                }
                _ => {}
            }
        }
        listing.entries.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
        Ok(listing)
    }
}

fn parse(bytes: &[u8]) -> Result<Entry, String> {
    let entry: Entry = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    match entry.version {
        1 => Ok(entry),
        other => Err(format!("version {other} is not known (this build reads 1)")),
    }
}

fn with_json(path: &Path) -> PathBuf {
    let mut longer = path.to_owned();
    longer.as_mut_os_string().push(".json");
    longer
}

#[cfg(test)]
pub(super) mod tests {
    use std::ffi::OsStr;

    use super::*;
    use crate::RunId;
    use crate::ledger::{Owner, Phase};

    pub(in crate::ledger) fn entry(stack: &str) -> Entry {
        Entry {
            version: 1,
            id: StackId { run: RunId::parse("r1234567").unwrap(), test: "site.works".into(), stack: stack.into() },
            owner: Owner::this_process(),
            sandbox: "local".into(),
            account: Some("111122223333".into()),
            emulator: None,
            cache: None,
            region: None,
            source: "/x/examples/site".into(),
            directory: "/x".into(),
            root: "/x".into(),
            variables: None,
            var_files: Vec::new(),
            secrets: Vec::new(),
            environment: None,
            binary: "/usr/bin/terraform".into(),
            created: jiff::Timestamp::UNIX_EPOCH,
            expires: jiff::Timestamp::UNIX_EPOCH,
            phase: Phase::Prepared,
            process: None,
        }
    }

    #[test]
    fn an_entry_is_read_back_as_it_was_written() {
        let home = tempfile::tempdir().unwrap();
        let ledger = LocalLedger::at(home.path().join("ledger"));
        let mut written = entry("site");
        written.phase = Phase::Undestroyed { reason: "the bucket is not empty".into() };
        ledger.write(&written).unwrap();
        let listing = ledger.list().unwrap();
        assert_eq!(serde_json::to_value(&listing.entries[0]).unwrap(), serde_json::to_value(&written).unwrap());
    }

    #[test]
    fn a_torn_and_a_foreign_file_are_reported_and_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let ledger = LocalLedger::at(home.path());
        ledger.write(&entry("site")).unwrap();
        let run = home.path().join("r1234567");
        fs::write(run.join("torn.json"), "{\"version\": 1, \"run\": \"r12").unwrap();
        fs::write(run.join("foreign.json"), "[]").unwrap();
        let listing = ledger.list().unwrap();
        assert_eq!((listing.entries.len(), listing.unreadable.len()), (1, 2));
        assert!(run.join("torn.json").exists() && run.join("foreign.json").exists());
    }

    #[test]
    fn what_is_no_entry_is_reported_and_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let ledger = LocalLedger::at(home.path());
        ledger.write(&entry("site")).unwrap();
        let run = home.path().join("r1234567");
        fs::copy(ledger.file(&entry("site").id), run.join("copy.json")).unwrap();
        fs::create_dir(run.join("directory.json")).unwrap();
        fs::write(run.join("notes.txt"), "").unwrap();
        fs::write(home.path().join("README"), "").unwrap();
        let listing = ledger.list().unwrap();
        let mut names: Vec<_> = listing.unreadable.iter().map(|(path, _)| path.file_name().unwrap()).collect();
        names.sort();
        assert_eq!(
            (listing.entries.len(), names),
            (1, ["README", "copy.json", "directory.json", "notes.txt"].map(OsStr::new).into())
        );
    }

    #[test]
    fn a_stack_may_be_called_like_a_file() {
        let home = tempfile::tempdir().unwrap();
        let ledger = LocalLedger::at(home.path());
        ledger.write(&entry("site.json")).unwrap();
        fs::create_dir(ledger.stack_directory(&entry("site.json").id)).unwrap();
        let listing = ledger.list().unwrap();
        assert_eq!((listing.entries.len(), listing.unreadable.len()), (1, 0));
    }

    #[test]
    fn an_entry_of_a_later_version_is_not_guessed_at() {
        let home = tempfile::tempdir().unwrap();
        let ledger = LocalLedger::at(home.path());
        ledger.write(&Entry { version: 2, ..entry("site") }).unwrap();
        let listing = ledger.list().unwrap();
        assert_eq!(listing.unreadable[0].1, "version 2 is not known (this build reads 1)");
    }

    #[test]
    fn the_last_entry_of_a_run_takes_the_directory_with_it() {
        let home = tempfile::tempdir().unwrap();
        let ledger = LocalLedger::at(home.path().join("ledger"));
        ledger.write(&entry("a")).unwrap();
        ledger.write(&entry("b")).unwrap();
        ledger.remove(&entry("a").id).unwrap();
        assert!(home.path().join("ledger/r1234567").exists());
        ledger.remove(&entry("b").id).unwrap();
        ledger.remove(&entry("b").id).unwrap();
        assert!(!home.path().join("ledger/r1234567").exists());
    }

    #[test]
    fn a_ledger_that_was_never_written_is_empty() {
        assert!(LocalLedger::at("/nowhere/at/all").list().unwrap().entries.is_empty());
    }
}
