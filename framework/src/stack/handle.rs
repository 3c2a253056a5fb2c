//! A deployed stack, borrowed from its scope.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::de::DeserializeOwned;
use terraproof_terraform::{Outputs, Planned};

use super::{Deployment, Reapply, Resource};
use crate::{Error, Scope};

/// Is a deployed stack, borrowed from its [`Scope`]. Dropping it destroys nothing: the scope does that.
pub struct Stack<'s> {
    scope: &'s Scope,
    deployment: Arc<Deployment>,
    outputs: Mutex<Outputs>,
}

impl<'s> Stack<'s> {
    pub(super) fn new(scope: &'s Scope, deployment: Arc<Deployment>, outputs: Outputs) -> Self {
        Self { scope, deployment, outputs: Mutex::new(outputs) }
    }

    /// Returns an output, decoded from what apply printed: no process is started.
    ///
    /// # Errors
    /// Fails when there is no such output (those there are get listed) or it is of another type.
    pub fn output<T: DeserializeOwned>(&self, name: &str) -> Result<T, Error> {
        Ok(self.known_outputs().get(name)?)
    }

    /// Returns all outputs as one value, such as a struct with a field for each.
    ///
    /// # Errors
    /// Fails when an output is missing or of another type; the error says which.
    pub fn outputs<T: DeserializeOwned>(&self) -> Result<T, Error> {
        Ok(self.known_outputs().all()?)
    }

    /// Returns a resource of the state by its full address, such as `module.site.aws_s3_bucket.this`.
    ///
    /// # Errors
    /// Fails when there is none, naming the nearest address.
    pub async fn resource(&self, address: &str) -> Result<Resource, Error> {
        let deployment = Arc::clone(&self.deployment);
        let shown = self.scope.inner().operate(async move { deployment.show().await }).await?;
        Resource::find(&shown, address)
    }

    /// Plans with the variables last applied.
    ///
    /// # Errors
    /// Fails when terraform does.
    pub async fn plan(&self) -> Result<Planned, Error> {
        let deployment = Arc::clone(&self.deployment);
        self.scope.inner().operate(async move { deployment.plan().await }).await
    }

    /// Checks that a second apply would change nothing.
    ///
    /// # Errors
    /// Fails with every change that the plan shows.
    pub async fn expect_no_changes(&self) -> Result<(), Error> {
        let deployment = Arc::clone(&self.deployment);
        self.scope.inner().operate(async move { deployment.expect_no_changes().await }).await
    }

    /// Checks that nobody changed what was deployed.
    ///
    /// # Errors
    /// Fails with every resource that differs from the state.
    pub async fn expect_no_drift(&self) -> Result<(), Error> {
        let deployment = Arc::clone(&self.deployment);
        self.scope.inner().operate(async move { deployment.expect_no_drift().await }).await
    }

    /// Asks for another apply, with other variables.
    pub fn reapply(&self) -> Reapply<'_, 's> {
        Reapply::new(self)
    }

    /// Destroys the stack now instead of at the end of the test.
    ///
    /// # Errors
    /// Fails when terraform does; the scope tries again during cleanup.
    pub async fn destroy(self) -> Result<(), Error> {
        let (deployment, stop) = (Arc::clone(&self.deployment), self.scope.inner().stop_token().clone());
        self.scope.inner().operate(async move { deployment.destroy_early(stop).await }).await
    }

    /// Returns where terraform runs for this stack.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.deployment.directory()
    }

    pub(super) fn scope(&self) -> &'s Scope {
        self.scope
    }

    pub(super) fn deployment(&self) -> &Arc<Deployment> {
        &self.deployment
    }

    pub(super) fn known_outputs(&self) -> MutexGuard<'_, Outputs> {
        self.outputs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Stack<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Stack").field(&self.deployment.id().to_string()).finish()
    }
}
