//! Taking a stack down, and seeing that it is down.

use std::time::Duration;

use serde_json::Value;
use terraproof_terraform::{Destroy, Refresh};
use tokio_util::sync::CancellationToken;

use super::Deployment;
use crate::Error;
use crate::error::ErrorKind;
use crate::ledger::Phase;

/// How often a transient failure of destroy is tried again, and the pause before the first of those.
const RETRIES: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_secs(2);

impl Deployment {
    /// Destroys what may exist and verifies that the state is empty; only then the ledger lets go of it.
    ///
    /// First without refresh, since the state is minutes old; after a failure with refresh; then again while the failure
    /// is transient. The reason of the last failure stays in the ledger.
    pub(crate) async fn destroy(&self, stop: CancellationToken) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        if !self.phase().may_exist() || self.state_is_empty() == Some(true) {
            return self.forget();
        }
        self.enter(Phase::Destroying)?;
        match self.try_to_destroy(&stop).await {
            Ok(()) => self.forget(),
            Err(error) => {
                self.enter(Phase::Undestroyed { reason: error.to_string() })?;
                Err(error)
            }
        }
    }

    async fn try_to_destroy(&self, stop: &CancellationToken) -> Result<(), Error> {
        let Err(first) = self.destroy_once(Destroy::new().refresh(Refresh::No), stop).await else { return Ok(()) };
        if stop.is_cancelled() {
            return Err(first);
        }
        let mut pause = FIRST_PAUSE;
        for _ in 0..RETRIES {
            let Err(error) = self.destroy_once(Destroy::new(), stop).await else { return Ok(()) };
            if !error.is_transient() {
                return Err(error);
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => pause *= 2,
                () = stop.cancelled() => return Err(error),
            }
        }
        self.destroy_once(Destroy::new(), stop).await
    }

    async fn destroy_once(&self, mut destroy: Destroy, stop: &CancellationToken) -> Result<(), Error> {
        for file in self.files_of_variables() {
            destroy = destroy.var_file(file);
        }
        let terraform = self.terraform(stop.clone(), None);
        self.watched("destroy", terraform.destroy(&destroy)).await?;
        match self.state_is_empty() {
            Some(false) => {
                let message = format!("destroy of `{}` succeeded, and the state still holds resources", self.id().stack);
                Err(Error::new(ErrorKind::Leak, message))
            }
            _ => Ok(()),
        }
    }

    /// Tells whether the local state holds no resource; `None` when the state is elsewhere or cannot be read.
    fn state_is_empty(&self) -> Option<bool> {
        if self.parts.closure.backend().is_some_and(|backend| backend != "local") {
            return None;
        }
        let bytes = match std::fs::read(self.directory().join("terraform.tfstate")) {
            Ok(bytes) => bytes,
            // Terraform writes the state before the first resource is done; a lock means that one was under way.
            Err(_) => return (!self.directory().join(".terraform.tfstate.lock.info").exists()).then_some(true),
        };
        let state: Value = serde_json::from_slice(&bytes).ok()?;
        state["resources"].as_array().map(Vec::is_empty)
    }
}
