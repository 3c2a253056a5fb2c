//! The lock of the plugin cache: terraform's own is not safe for two `init` at once.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::Error;
use crate::files::AtPath;
use crate::process::Stop;

/// How long to wait when the command has no deadline.
const PATIENCE: Duration = Duration::from_mins(10);
/// How often to try: a file lock cannot be awaited, and a thread that waits for one could not be stopped.
const PAUSE: Duration = Duration::from_millis(50);

/// Takes the lock; it is released when the file is dropped, and by the kernel when the process dies.
pub(crate) async fn lock(cache: &Path, stop: &Stop) -> Result<File, Error> {
    fs::create_dir_all(cache).at("create", cache)?;
    let path = cache.join(".terraproof.lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).at("open", &path)?;
    let deadline = Instant::now() + PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(source)) => return Err(source).at("lock", &path),
            Err(TryLockError::WouldBlock) if stop.already().is_some() || Instant::now() >= deadline => {
                return Err(Error::CacheLocked { path: cache.to_owned() });
            }
            Err(TryLockError::WouldBlock) => sleep(PAUSE).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio_util::sync::CancellationToken;

    use super::*;

    #[tokio::test]
    async fn only_one_holds_the_lock_and_waiting_for_it_can_be_stopped() {
        let cache = tempfile::tempdir().unwrap();
        let held = lock(cache.path(), &Stop::default()).await.unwrap();
        let token = CancellationToken::new();
        token.cancel();
        let stopped = Stop { token, ..Stop::default() };
        assert!(matches!(lock(cache.path(), &stopped).await, Err(Error::CacheLocked { .. })));
        drop(held);
        lock(cache.path(), &stopped).await.unwrap();
    }
}
