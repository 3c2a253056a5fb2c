//! Destroying what a state holds, and seeing that it is gone.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use terraproof_terraform::{Destroy, Refresh, Terraform};
use tokio_util::sync::CancellationToken;

use crate::Error;
use crate::error::ErrorKind;

/// How often a transient failure is tried again, and the pause before the first of those, doubled each time.
const RETRIES: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_secs(2);

/// Destroys what the state of a working directory holds.
///
/// First without refresh, since the state is minutes old; after a failure with refresh; then again while the failure is
/// transient. `-target` is never used: it could hide what is left.
///
/// ```no_run
/// # async fn example(terraform: terraproof::terraform::Terraform) -> Result<(), terraproof::Error> {
/// use terraproof::Teardown;
///
/// Teardown::of(terraform).var_file("variables.tfvars.json").run(&Default::default()).await
/// # }
/// ```
#[must_use = "nothing is destroyed until `.run(..).await`"]
#[derive(Debug)]
pub struct Teardown {
    terraform: Terraform,
    var_files: Vec<PathBuf>,
    remote_state: bool,
}

impl Teardown {
    /// Prepares to destroy what lies in the terraform's directory.
    pub fn of(terraform: Terraform) -> Self {
        Self { terraform, var_files: Vec::new(), remote_state: false }
    }

    /// Adds a file of variables; the same as apply was given.
    pub fn var_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.var_files.push(file.into());
        self
    }

    /// Says that the state is not in the directory: whether it is empty cannot be seen there.
    pub fn remote_state(mut self) -> Self {
        self.remote_state = true;
        self
    }

    /// Destroys. The token ends the pauses between attempts; terraform itself ends by the one it was built with.
    ///
    /// # Errors
    /// Returns the last failure, or says that the state still holds resources although terraform was content.
    pub async fn run(&self, stop: &CancellationToken) -> Result<(), Error> {
        let Err(first) = self.once(Refresh::No).await else { return Ok(()) };
        if stop.is_cancelled() {
            return Err(first);
        }
        let mut pause = FIRST_PAUSE;
        for _ in 0..RETRIES {
            let Err(error) = self.once(Refresh::Yes).await else { return Ok(()) };
            if !error.is_transient() {
                return Err(error);
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => pause *= 2,
                () = stop.cancelled() => return Err(error),
            }
        }
        self.once(Refresh::Yes).await
    }

    async fn once(&self, refresh: Refresh) -> Result<(), Error> {
        let destroy =
            self.var_files.iter().fold(Destroy::new().refresh(refresh), |destroy, file| destroy.var_file(file));
        self.terraform.destroy(&destroy).await?;
        if !self.remote_state && holds_nothing(self.terraform.directory()) == Some(false) {
            let message = "terraform was content with its destroy, and the state still holds resources";
            return Err(Error::new(ErrorKind::Leak, message));
        }
        Ok(())
    }
}

/// Tells whether the local state in a directory holds no resource; `None` when it is there and cannot be read.
///
/// Without a state nothing was made, unless the lock says that an apply was under way when it died.
#[must_use]
pub fn holds_nothing(directory: &Path) -> Option<bool> {
    match std::fs::read(directory.join("terraform.tfstate")) {
        Ok(bytes) => {
            let state: Value = serde_json::from_slice(&bytes).ok()?;
            state["resources"].as_array().map(Vec::is_empty)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            (!directory.join(".terraform.tfstate.lock.info").exists()).then_some(true)
        }
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_tells_whether_it_holds_something() {
        let directory = tempfile::tempdir().unwrap();
        let state = directory.path().join("terraform.tfstate");
        assert_eq!(holds_nothing(directory.path()), Some(true));
        std::fs::write(&state, r#"{"version": 4, "resources": []}"#).unwrap();
        assert_eq!(holds_nothing(directory.path()), Some(true));
        std::fs::write(&state, r#"{"version": 4, "resources": [{}]}"#).unwrap();
        assert_eq!(holds_nothing(directory.path()), Some(false));
    }

    #[test]
    fn a_torn_state_and_a_lock_without_a_state_tell_nothing() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join(".terraform.tfstate.lock.info"), "{}").unwrap();
        assert_eq!(holds_nothing(directory.path()), None);
        std::fs::write(directory.path().join("terraform.tfstate"), r#"{"version": 4, "reso"#).unwrap();
        assert_eq!(holds_nothing(directory.path()), None);
    }
}
