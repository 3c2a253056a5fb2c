//! The directory of one build's emulator, with its state, its lock and its logs.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::build;
use super::state::State;
use crate::lock::FileLock;
use crate::{Cache, Error, files};

const STATE: &str = "state.json";
const LOCK: &str = "lock";

/// Names the directory `<cache>/emulator/<digest of the build>/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Home {
    directory: PathBuf,
    layout: Layout,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Current,
    /// All builds shared one directory, above those of today.
    Shared,
}

impl Home {
    /// Returns the one that this build starts its emulator in.
    pub(super) fn of_this_build(cache: &Cache) -> Self {
        Self::of_build(cache, &build::digest())
    }

    pub(super) fn of_build(cache: &Cache, digest: &str) -> Self {
        Self { directory: cache.emulator().join(digest), layout: Layout::Current }
    }

    /// Lists those that are there, this build's first.
    pub(super) fn all(cache: &Cache) -> Result<Vec<Self>, Error> {
        let root = cache.emulator();
        let directories = directories_in(&root)?;
        let mut homes: Vec<Self> = directories
            .iter()
            .filter(|path| is_there(&path.join(STATE)) || is_there(&path.join(LOCK)))
            .map(|path| Self { directory: path.clone(), layout: Layout::Current })
            .collect();
        let own = Self::of_this_build(cache);
        homes.sort_by_key(|home| (*home != own, home.directory.clone()));
        if is_there(&root.join(STATE)) || directories.iter().any(|path| is_instance(path)) {
            homes.push(Self { directory: root, layout: Layout::Shared });
        }
        Ok(homes)
    }

    pub(super) fn state_file(&self) -> PathBuf {
        self.directory.join(STATE)
    }

    pub(super) fn lock_file(&self) -> PathBuf {
        self.directory.join(LOCK)
    }

    /// Returns the directory of the files of one instance.
    pub(super) fn instance(&self, instance: &str) -> PathBuf {
        self.directory.join(instance)
    }

    /// Makes it a directory that only this user can enter; the caller holds the lock.
    pub(super) fn protect(&self) -> Result<(), Error> {
        files::create_private_directory(&self.directory)
    }

    /// Removes the directories of instances that ended; the caller holds the lock.
    pub(super) fn clear_instances(&self) -> Result<(), Error> {
        let instances = directories_in(&self.directory)?;
        let is_ours = |path: &&PathBuf| self.layout == Layout::Current || is_instance(path);
        instances.iter().filter(is_ours).try_for_each(|path| files::remove(path))
    }

    /// Removes everything, the lock last; the caller holds it.
    pub(super) fn clear(&self) -> Result<(), Error> {
        files::remove(&self.state_file())?;
        self.clear_instances()?;
        if self.layout == Layout::Current { files::remove(&self.directory) } else { files::remove(&self.lock_file()) }
    }

    /// Clears the others of which no process is left. What resists, or is being started, is no reason to fail.
    pub(super) fn clear_dead(&self, cache: &Cache) {
        for home in Self::all(cache).unwrap_or_default().iter().filter(|home| *home != self) {
            let Ok(Some(_lock)) = FileLock::try_acquire(&home.lock_file()) else { continue };
            let is_dead = |state: Option<State>| state.is_none_or(|state| state.alive().is_empty());
            if State::read(home).is_ok_and(is_dead) {
                home.clear().ok();
            }
        }
    }
}

fn directories_in(path: &Path) -> Result<Vec<PathBuf>, Error> {
    match fs::read_dir(path) {
        Ok(entries) => Ok(entries.flatten().map(|entry| entry.path()).filter(|path| is_directory(path)).collect()),
        Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(Error::io("list", path, source)),
    }
}

fn is_instance(path: &Path) -> bool {
    is_there(&path.join(build::SCRIPTS[0].0))
}

fn is_directory(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir())
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache() -> (tempfile::TempDir, Cache) {
        let directory = tempfile::tempdir().unwrap();
        let cache = Cache::at(directory.path());
        (directory, cache)
    }

    fn write(path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "{}").unwrap();
    }

    #[test]
    fn this_builds_home_comes_first_and_the_shared_one_of_before_last() {
        let (_directory, cache) = cache();
        let (own, other) = (Home::of_this_build(&cache), Home::of_build(&cache, "0000000000000000"));
        for path in [own.lock_file(), other.state_file(), cache.emulator().join("state.json")] {
            write(&path);
        }
        let shared = Home { directory: cache.emulator(), layout: Layout::Shared };
        assert_eq!(Home::all(&cache).unwrap(), [own, other, shared]);
    }

    #[test]
    fn clearing_what_was_shared_leaves_the_homes_of_today() {
        let (_directory, cache) = cache();
        let (root, own) = (cache.emulator(), Home::of_this_build(&cache));
        for path in [own.state_file(), root.join("state.json"), root.join("lock"), root.join("abcd/launcher.py")] {
            write(&path);
        }
        let homes = Home::all(&cache).unwrap();
        homes[1].clear().unwrap();
        assert_eq!(directories_in(&root).unwrap(), std::slice::from_ref(&own.directory));
        assert!(own.state_file().exists() && fs::read_dir(&root).unwrap().count() == 1);
    }

    #[test]
    fn homes_without_a_process_are_cleared_but_not_one_that_is_being_started() {
        let (_directory, cache) = cache();
        let [own, dead, starting] = ["a", "b", "c"].map(|build| Home::of_build(&cache, build));
        for home in [&own, &dead, &starting] {
            write(&home.lock_file());
            write(&home.instance("one").join("worker-0.log"));
        }
        let _lock = FileLock::try_acquire(&starting.lock_file()).unwrap().unwrap();
        own.clear_dead(&cache);
        assert!(own.lock_file().exists() && starting.lock_file().exists() && !dead.directory.exists());
    }
}
