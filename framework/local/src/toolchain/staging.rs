//! Directories in the making: under a name of their own until complete, and cleared away when their maker is dead.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Error, ProcessId, files};

const PREFIX: &str = ".tmp-";
const OWNER: &str = ".owner.json";

/// Returns a new name for what is in the making, or in the unmaking.
pub(super) fn name() -> String {
    format!("{PREFIX}{:016x}", fastrand::u64(..))
}

/// Holds a directory that is removed unless it becomes the real one.
#[derive(Debug)]
pub(super) struct Staging {
    path: PathBuf,
    done: bool,
}

impl Staging {
    /// Makes one beside the place where it shall end, so that a rename suffices. The caller holds the lock.
    pub(super) fn create(parent: &Path) -> Result<Self, Error> {
        files::create_directory(parent)?;
        clear_abandoned(parent)?;
        let path = parent.join(name());
        files::create_directory(&path)?;
        let staging = Self { path, done: false };
        let owner = serde_json::to_vec(&ProcessId::current())
            .map_err(|error| Error::io("describe", &staging.path, error.into()))?;
        files::write(&staging.path.join(OWNER), &owner, 0o644)?;
        Ok(staging)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the directory its name, which is free: whoever uses what is there keeps it.
    pub(super) fn publish(mut self, target: &Path) -> Result<(), Error> {
        files::remove(&self.path.join(OWNER))?;
        fs::rename(&self.path, target).map_err(|source| Error::io("rename to", target, source))?;
        self.done = true;
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.done {
            // What remains is cleared by the next installation.
            fs::remove_dir_all(&self.path).ok();
        }
    }
}

/// Removes what a killed installation left. One that still lives belongs to a process that is just being ended.
fn clear_abandoned(parent: &Path) -> Result<(), Error> {
    let entries = fs::read_dir(parent).map_err(|source| Error::io("list", parent, source))?;
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(PREFIX) && !is_owned(&entry.path()) {
            files::remove(&entry.path())?;
        }
    }
    Ok(())
}

fn is_owned(directory: &Path) -> bool {
    let owner = files::read(&directory.join(OWNER)).ok().flatten();
    owner.and_then(|text| serde_json::from_str::<ProcessId>(&text).ok()).is_some_and(|owner| owner.is_alive())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_dead_installation_left_is_cleared_and_what_lives_stays() {
        let parent = tempfile::tempdir().unwrap();
        let dead = parent.path().join(".tmp-dead");
        fs::create_dir(&dead).unwrap();
        fs::write(dead.join(OWNER), r#"{"pid":1,"start_time":"never"}"#).unwrap();
        let living = Staging::create(parent.path()).unwrap();
        let other = Staging::create(parent.path()).unwrap();
        assert!(!dead.exists() && living.path().exists() && other.path().exists());
    }

    #[test]
    fn a_published_directory_holds_no_owner() {
        let parent = tempfile::tempdir().unwrap();
        let target = parent.path().join("target");
        let staging = Staging::create(parent.path()).unwrap();
        fs::write(staging.path().join("new"), "").unwrap();
        staging.publish(&target).unwrap();
        let names: Vec<_> = fs::read_dir(&target).unwrap().flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(names, ["new"]);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_has_the_name_already_is_not_touched() {
        let parent = tempfile::tempdir().unwrap();
        let target = parent.path().join("target");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("old"), "").unwrap();
        let staging = Staging::create(parent.path()).unwrap();
        assert!(staging.publish(&target).is_err());
        assert!(target.join("old").exists());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_installation_that_fails_leaves_nothing() {
        let parent = tempfile::tempdir().unwrap();
        drop(Staging::create(parent.path()).unwrap());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }
}
