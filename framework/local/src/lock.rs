//! A lock that processes share through a file.

use std::fs::{File, TryLockError};
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
        if let Some(parent) = path.parent() {
            files::create_directory(parent)?;
        }
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(|source| Error::io("open", path, source))?;
        let deadline = Instant::now() + limit;
        let mut waiting = Some(waiting);
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::Error(source)) => return Err(Error::io("lock", path, source)),
                Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                    return Err(Error::TimedOut {
                        doing: format!("take the lock `{}`", path.display()),
                        seconds: limit.as_secs(),
                    });
                }
                Err(TryLockError::WouldBlock) => {
                    if let Some(waiting) = waiting.take() {
                        waiting();
                    }
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
            }
        }
    }
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
}
