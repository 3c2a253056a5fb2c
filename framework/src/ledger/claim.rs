//! The lock of one entry: whoever changes an entry, or acts on it, holds it.

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::replace::{torn_of, write_durably, write_soon};
use super::{Entry, Ledger as _, LocalLedger, StackId};
use crate::Error;

/// How long a writer waits for another one. A reaper holds the lock for minutes, and then the stack is no longer the writer's.
const PATIENCE: Duration = Duration::from_secs(2);
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// Says what came of claiming an entry.
#[derive(Debug)]
pub enum Claimed {
    /// Nobody else may change the entry until the claim is dropped.
    Mine(Claim),
    /// Another process holds it.
    Held,
    /// There is no entry, and nothing beside it.
    Gone,
}

/// Holds the lock of an entry until dropped, or until the process ends, however it ends.
///
/// While it is held no other process can write the entry: one that takes a kept stack over is refused.
#[derive(Debug)]
pub struct Claim {
    ledger: LocalLedger,
    id: StackId,
    path: PathBuf,
    /// The lock is on the open file, not on its name: it is released when this is closed.
    file: File,
}

impl LocalLedger {
    /// Takes the lock of an entry without waiting.
    ///
    /// # Errors
    /// Fails when the lock file can be neither made nor locked.
    pub fn claim(&self, id: &StackId) -> Result<Claimed, Error> {
        let path = self.lock_file(id);
        match try_lock(&path) {
            Ok(Some(file)) => Ok(Claimed::Mine(Claim { ledger: self.clone(), id: id.clone(), path, file })),
            Ok(None) => Ok(Claimed::Held),
            Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(Claimed::Gone),
            Err(source) => Err(Error::io("lock the ledger entry", &path, source)),
        }
    }

    /// Takes the lock to write: the run's directory is made, and other writers are waited for.
    pub(super) fn claim_to_write(&self, id: &StackId) -> Result<Claim, Error> {
        let end = Instant::now() + PATIENCE;
        let (path, run) = (self.lock_file(id), self.run_directory(id));
        loop {
            make_private(&run).map_err(|source| Error::io("write the ledger entry", &run, source))?;
            match self.claim(id)? {
                Claimed::Mine(claim) => return Ok(claim),
                // The last stack of a run may take the directory away between our making and our using it.
                Claimed::Held | Claimed::Gone if Instant::now() < end => std::thread::sleep(LOOK_AGAIN),
                Claimed::Held => {
                    return Err(Error::misuse(format!("the stack `{id}` is being reaped by another process"))
                        .with_hint(
                            "it is no longer this run's: wait until `terraproof ledger list` shows it no more",
                        ));
                }
                Claimed::Gone => {
                    return Err(Error::io("write the ledger entry", &path, io::ErrorKind::NotFound.into()));
                }
            }
        }
    }
}

impl Claim {
    /// Returns which stack is claimed.
    #[must_use]
    pub fn id(&self) -> &StackId {
        &self.id
    }

    /// Reads the entry as it is now; `None` when it is gone.
    ///
    /// # Errors
    /// Fails when it is there and cannot be read.
    pub fn read(&self) -> Result<Option<Entry>, Error> {
        self.ledger.find(&self.id)
    }

    /// Replaces the entry.
    ///
    /// # Errors
    /// Fails when it could not be made durable.
    pub fn write(&self, entry: &Entry) -> Result<(), Error> {
        let file = self.ledger.file(&self.id);
        write_durably(&file, entry).map_err(|source| Error::io("write the ledger entry", &file, source))
    }

    /// Replaces the entry, where the loss of power may take it back to what it was.
    ///
    /// # Errors
    /// Fails when it could not be written.
    pub fn update(&self, entry: &Entry) -> Result<(), Error> {
        let file = self.ledger.file(&self.id);
        write_soon(&file, entry).map_err(|source| Error::io("write the ledger entry", &file, source))
    }

    /// Takes the entry out of the ledger.
    ///
    /// # Errors
    /// Fails when the ledger cannot be written.
    pub fn remove(&self) -> Result<(), Error> {
        self.ledger.remove(&self.id)
    }
}

impl Drop for Claim {
    /// Takes the lock's file away while it is still locked: whoever has opened it meanwhile sees that its name is gone.
    fn drop(&mut self) {
        if is_at(&self.file, &self.path) {
            let _left_for_the_next = fs::remove_file(&self.path);
        }
        let _unless_it_holds_something = fs::remove_dir(self.ledger.run_directory(&self.id));
    }
}

/// Takes away what a process was writing when it was killed, with its lock; what is being written now stays.
pub(super) fn clear_torn_write(lock: &Path) {
    let name = lock.file_name().unwrap_or_default().to_string_lossy();
    let Some(stem) = name.strip_prefix('.').and_then(|name| name.strip_suffix(".lock")) else { return };
    let Ok(Some(file)) = try_lock(lock) else { return };
    let _mostly_not_there = fs::remove_file(torn_of(&lock.with_file_name(format!("{stem}.json"))));
    if is_at(&file, lock) {
        let _left_for_the_next = fs::remove_file(lock);
    }
}

/// Locks the file that has this name now; `None` when another process holds it.
fn try_lock(path: &Path) -> io::Result<Option<File>> {
    loop {
        let file = File::options().create(true).truncate(false).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) if is_at(&file, path) => return Ok(Some(file)),
            // Its holder took it away between our opening and our locking it.
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(source)) => return Err(source),
        }
    }
}

fn is_at(file: &File, path: &Path) -> bool {
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let (open, named) = (file.metadata().map(identity), fs::metadata(path).map(identity));
    matches!((open, named), (Ok(open), Ok(named)) if open == named)
}

pub(super) fn make_private(directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;

    fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::local::tests::entry;

    fn mine(ledger: &LocalLedger, stack: &str) -> Claim {
        match ledger.claim(&entry(stack).id).unwrap() {
            Claimed::Mine(claim) => claim,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_entry_is_claimed_once_at_a_time() {
        let home = tempfile::tempdir().unwrap();
        let ledger = LocalLedger::at(home.path().join("ledger"));
        ledger.write(&entry("site")).unwrap();
        let first = mine(&ledger, "site");
        assert!(matches!(ledger.claim(&entry("site").id).unwrap(), Claimed::Held));
        drop(first);
        assert!(mine(&ledger, "site").read().unwrap().is_some());
    }

    #[test]
    fn what_is_claimed_cannot_be_written_by_others() {
        let home = tempfile::tempdir().unwrap();
        let ledger = LocalLedger::at(home.path().join("ledger"));
        ledger.write(&entry("site")).unwrap();
        let claim = mine(&ledger, "site");
        let error = ledger.write(&entry("site")).unwrap_err();
        assert!(error.to_string().contains("being reaped"), "{error}");
        claim.write(&entry("site")).unwrap();
    }

    #[test]
    fn a_claim_leaves_no_file_and_takes_the_run_with_its_last_entry() {
        let home = tempfile::tempdir().unwrap();
        let ledger = LocalLedger::at(home.path().join("ledger"));
        ledger.write(&entry("site")).unwrap();
        drop(mine(&ledger, "site"));
        assert_eq!(fs::read_dir(home.path().join("ledger/r1234567")).unwrap().count(), 1);
        let claim = mine(&ledger, "site");
        claim.remove().unwrap();
        drop(claim);
        assert!(!home.path().join("ledger/r1234567").exists());
        assert!(matches!(ledger.claim(&entry("site").id).unwrap(), Claimed::Gone));
    }

    #[test]
    fn many_that_claim_and_let_go_at_once_never_hold_it_together() {
        let home = tempfile::tempdir().unwrap();
        let ledger = LocalLedger::at(home.path().join("ledger"));
        ledger.write(&entry("other")).unwrap();
        let inside = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..300 {
                        if let Claimed::Mine(claim) = ledger.claim(&entry("site").id).unwrap() {
                            assert_eq!(inside.fetch_add(1, std::sync::atomic::Ordering::SeqCst), 0);
                            inside.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                            drop(claim);
                        }
                    }
                });
            }
        });
    }
}
