//! Who holds the lock of a local state.

use std::fmt;
use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use rustix::process::{Flock, FlockType, fcntl_getlk};
use serde::Deserialize;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::Error;
use crate::error::ErrorKind;

/// How long somebody else's terraform is waited for.
const PATIENCE: Duration = Duration::from_secs(15);
/// Nothing tells when a lock is released.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Is the lock that a living process holds on the local state of a working directory.
///
/// Terraform locks the state file itself, and the system releases that lock when its holder ends, however it ends: what a
/// dead process left beside it holds nobody up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateLock {
    /// The process; absent where the system does not tell, as for one in another container.
    pub pid: Option<u32>,
    /// What terraform noted about it.
    note: Option<Note>,
}

/// Is what terraform writes beside a state that it locks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Note {
    operation: String,
    who: String,
    created: String,
}

impl StateLock {
    /// Finds the lock that another process holds now; `None` when there is none.
    #[must_use]
    pub fn held_in(directory: &Path) -> Option<Self> {
        let file = File::open(directory.join("terraform.tfstate")).ok()?;
        let held = fcntl_getlk(&file, &Flock::from(FlockType::WriteLock)).ok()??;
        let note = fs::read(directory.join(".terraform.tfstate.lock.info")).ok();
        Some(Self {
            pid: held.pid.and_then(|pid| pid.as_raw_nonzero().get().try_into().ok()),
            note: note.and_then(|note| serde_json::from_slice(&note).ok()),
        })
    }

    /// Waits until nobody holds it: for some seconds, and not longer than until the token fires.
    ///
    /// # Errors
    /// Says who still holds it.
    pub async fn released(directory: &Path, stop: &CancellationToken) -> Result<(), Error> {
        let end = Instant::now() + PATIENCE;
        while let Some(lock) = Self::held_in(directory) {
            if Instant::now() >= end || stop.is_cancelled() {
                let message = format!("the lock of the state in `{}` is held by {lock}", directory.display());
                return Err(Error::new(ErrorKind::Locked, message)
                    .with_hint("wait until that process has ended, or end it, and try again"));
            }
            sleep(LOOK_AGAIN).await;
        }
        Ok(())
    }
}

impl fmt::Display for StateLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pid {
            Some(pid) => write!(f, "the living process {pid}")?,
            None => f.write_str("a process that cannot be seen from here")?,
        }
        match &self.note {
            Some(Note { operation, who, created }) => write!(f, " (`{who}`, {operation} since {created})"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader};
    use std::process::{Child, Command, Stdio};

    use super::*;

    /// Locks as terraform does, until it is killed or its input ends.
    fn holder(directory: &Path) -> Child {
        let script = "import fcntl, sys; f = open(sys.argv[1], 'r+'); fcntl.lockf(f, fcntl.LOCK_EX); print(flush=True); sys.stdin.read()";
        let mut command = Command::new("python3");
        command.args(["-c", script]).arg(directory.join("terraform.tfstate"));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut String::new()).unwrap();
        child
    }

    fn directory_with_note() -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("terraform.tfstate"), "{}").unwrap();
        let note =
            r#"{"ID": "1", "Operation": "OperationTypeApply", "Who": "me@here", "Created": "2026-01-02T03:04:05Z"}"#;
        fs::write(directory.path().join(".terraform.tfstate.lock.info"), note).unwrap();
        directory
    }

    #[tokio::test]
    async fn a_lock_is_held_while_its_process_lives_and_not_by_what_it_left() {
        let directory = directory_with_note();
        assert_eq!(StateLock::held_in(directory.path()), None);
        let mut child = holder(directory.path());
        let lock = StateLock::held_in(directory.path()).unwrap();
        assert_eq!(lock.pid, Some(child.id()));
        let stopped = CancellationToken::new();
        stopped.cancel();
        let error = StateLock::released(directory.path(), &stopped).await.unwrap_err();
        let expected = format!("process {} (`me@here`, OperationTypeApply since 2026-01-02T03:04:05Z)", child.id());
        assert!(error.kind() == ErrorKind::Locked && error.to_string().ends_with(&expected), "{error}");
        child.kill().unwrap();
        child.wait().unwrap();
        StateLock::released(directory.path(), &stopped).await.unwrap();
    }

    #[tokio::test]
    async fn one_that_lets_go_is_waited_for() {
        let directory = directory_with_note();
        let mut child = holder(directory.path());
        let waiting = CancellationToken::new();
        let released = StateLock::released(directory.path(), &waiting);
        let end = async {
            drop(child.stdin.take());
        };
        let (released, ()) = tokio::join!(released, end);
        released.unwrap();
        child.wait().unwrap();
    }
}
