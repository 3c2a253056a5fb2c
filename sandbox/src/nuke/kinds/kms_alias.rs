//! KMS aliases.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::KMS;
use crate::nuke::api::{Api, ApiError};
use crate::nuke::model::{Reference, Resource, Tags, Use};

/// Aliases, by name. Those that start with `alias/aws/` are AWS's.
#[derive(Debug)]
pub(super) struct KmsAlias;

const ABOUT: About = About {
    uses: &["kms-key"],
    follows: true,
    tags: false,
    aws_nuke: Some("KMSAlias"),
    ..About::new("kms-alias", "AWS::KMS::Alias")
};

#[async_trait]
impl Kind for KmsAlias {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&KMS, "ListAliases", json!({ "Limit": 100 }), super::KMS_PAGING);
        while let Some(page) = pages.next().await? {
            for alias in page.list("Aliases") {
                let Some(name) = alias.text("AliasName") else { continue };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), name));
                resource.created = alias.time("CreationDate");
                resource.identity = alias.text("TargetKeyId").map(str::to_owned);
                resource.tags = Tags::None;
                if name.starts_with("alias/aws/") {
                    resource.built_in = Some("an alias of AWS".to_owned());
                }
                if let Some(key) = alias.text("TargetKeyId") {
                    resource.uses(Use::of(Reference::new("kms-key", api.region(), key)));
                }
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&KMS, "DeleteAlias", json!({ "AliasName": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
