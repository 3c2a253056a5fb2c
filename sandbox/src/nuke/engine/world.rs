//! What the engine needs of a cloud.

use async_trait::async_trait;

use crate::nuke::api::ApiError;
use crate::nuke::kinds::{About, Deleted};
use crate::nuke::model::{Reference, Resource};

/// Is a cloud with one account in it: the real one, or a simulated one.
#[async_trait]
pub(crate) trait World: Send + Sync {
    /// Says what a kind is; nothing when it is not known.
    fn about(&self, kind: &str) -> Option<&About>;

    /// Reads the named ones again; what is not returned is gone.
    async fn look(&self, kind: &str, region: &str, ids: &[&str]) -> Result<Vec<Resource>, ApiError>;

    /// Tells which of the named ones are still there; what it says of them may be less than `look` says.
    async fn remaining(&self, kind: &str, region: &str, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        self.look(kind, region, ids).await
    }

    /// Asks for the deletion of resources of one kind and region; one outcome each, in the same order.
    async fn delete(&self, kind: &str, region: &str, resources: &[Resource]) -> Vec<Result<Deleted, ApiError>>;

    /// Ends uses without deleting the user.
    async fn cut(&self, resource: &Resource, uses: &[Reference]) -> Result<(), ApiError>;

    /// Switches the deletion protection off.
    async fn unprotect(&self, resource: &Resource) -> Result<(), ApiError>;

    /// Finds what keeps a resource from going.
    async fn blockers(&self, resource: &Resource) -> Result<Vec<Reference>, ApiError>;
}
