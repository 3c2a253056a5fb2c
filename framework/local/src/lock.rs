//! A lock that processes share through a file.

use std::fs::{File, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

use tokio::time::Instant;

use crate::{Error, files};

/// How often a waiting process looks again. The system has no way to be told without blocking a thread that nobody could cancel.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Holds the lock until dropped, or until the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct FileLock {
    _file: File,
}

impl FileLock {
    /// Takes the lock, and tells `waiting` once if another process holds it.
    pub(crate) async fn acquire(path: &Path, limit: Duration, waiting: impl FnOnce()) -> Result<Self, Error> {
        let deadline = Instant::now() + limit;
        let mut waiting = Some(waiting);
        loop {
            if let Some(lock) = Self::try_acquire(path)? {
                return Ok(lock);
            }
            if Instant::now() >= deadline {
                return Err(Error::TimedOut {
                    doing: format!("take the lock `{}`", path.display()),
                    seconds: limit.as_secs(),
                });
            }
            if let Some(waiting) = waiting.take() {
                waiting();
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Takes the lock if nobody holds it.
    ///
    /// Who holds it may remove its file; whoever gets the lock of a removed file has nothing, and tries again.
    pub(crate) fn try_acquire(path: &Path) -> Result<Option<Self>, Error> {
        if let Some(parent) = path.parent() {
            files::create_directory(parent)?;
        }
        let file = match File::options().create(true).truncate(false).write(true).open(path) {
            Ok(file) => file,
            // The directory was removed meanwhile, by somebody who held the lock.
            Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(Error::io("open", path, source)),
        };
        match file.try_lock() {
            Ok(()) if is_at(&file, path) => Ok(Some(Self { _file: file })),
            Ok(()) | Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(Error::io("lock", path, source)),
        }
    }
}

/// Tells whether a path still leads to a file that was opened there.
fn is_at(file: &File, path: &Path) -> bool {
    let identity = |metadata: io::Result<std::fs::Metadata>| metadata.ok().map(|it| (it.dev(), it.ino()));
    identity(file.metadata()).is_some_and(|opened| identity(path.metadata()) == Some(opened))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_second_waits_and_says_so_and_gets_it_when_the_first_is_done() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("below/lock");
        let first = FileLock::acquire(&path, Duration::ZERO, || panic!("nobody holds it")).await.unwrap();
        let mut first = Some(first);
        FileLock::acquire(&path, Duration::from_secs(60), || drop(first.take())).await.unwrap();
        assert!(first.is_none());
    }

    #[tokio::test]
    async fn a_wait_ends_at_its_limit() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("lock");
        let _held = FileLock::acquire(&path, Duration::ZERO, || ()).await.unwrap();
        let error = FileLock::acquire(&path, Duration::ZERO, || ()).await.unwrap_err();
        assert!(error.to_string().contains("take the lock"), "{error}");
    }

    #[tokio::test]
    async fn a_lock_whose_file_was_removed_is_no_lock() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("below/lock");
        let first = FileLock::acquire(&path, Duration::ZERO, || ()).await.unwrap();
        let removed = File::open(&path).unwrap();
        std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
        drop(first);
        assert!(!is_at(&removed, &path));
        let second = FileLock::acquire(&path, Duration::ZERO, || ()).await.unwrap();
        assert!(is_at(&second._file, &path) && !is_at(&removed, &path));
    }
}
