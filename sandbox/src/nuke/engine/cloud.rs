//! The real cloud: the table of kinds, called in their regions.

use async_trait::async_trait;

use super::World;
use crate::nuke::api::{Account, Api, ApiError};
use crate::nuke::kinds::{self, About, Deleted, Kind};
use crate::nuke::model::{GLOBAL, Reference, Resource};

/// Is an account of AWS, with every kind that is known.
#[derive(Debug)]
pub(crate) struct Cloud {
    account: Account,
    /// Where kinds that belong to the whole account are called.
    home: String,
}

impl Cloud {
    /// Opens an account to the engine; `home` is the region in which kinds are called that have none.
    pub(crate) fn new(account: Account, home: impl Into<String>) -> Self {
        Self { account, home: home.into() }
    }

    fn api(&self, region: &str) -> Api {
        self.account.api(if region == GLOBAL { &self.home } else { region })
    }
}

fn find(kind: &str) -> Result<&'static dyn Kind, ApiError> {
    kinds::find(kind).ok_or_else(|| ApiError::unsupported(format!("the kind `{kind}` is not known")))
}

#[async_trait]
impl World for Cloud {
    fn about(&self, kind: &str) -> Option<&About> {
        kinds::find(kind).map(|kind| kind.about())
    }

    async fn look(&self, kind: &str, region: &str, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        find(kind)?.look(&self.api(region), ids).await
    }

    async fn remaining(&self, kind: &str, region: &str, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        find(kind)?.remaining(&self.api(region), ids).await
    }

    async fn delete(&self, kind: &str, region: &str, resources: &[Resource]) -> Vec<Result<Deleted, ApiError>> {
        match find(kind) {
            Ok(kind) => kind.delete(&self.api(region), resources).await,
            Err(error) => resources.iter().map(|_| Err(error.clone())).collect(),
        }
    }

    async fn cut(&self, resource: &Resource, uses: &[Reference]) -> Result<(), ApiError> {
        find(&resource.reference.kind)?.cut(&self.api(&resource.reference.region), resource, uses).await
    }

    async fn unprotect(&self, resource: &Resource) -> Result<(), ApiError> {
        find(&resource.reference.kind)?.unprotect(&self.api(&resource.reference.region), resource).await
    }

    async fn blockers(&self, resource: &Resource) -> Result<Vec<Reference>, ApiError> {
        find(&resource.reference.kind)?.blockers(&self.api(&resource.reference.region), resource).await
    }
}
