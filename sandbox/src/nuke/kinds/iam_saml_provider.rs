//! SAML providers of IAM.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, Reach, needs};
use crate::nuke::api::services::IAM;
use crate::nuke::api::{Api, ApiError};
use crate::nuke::model::{Reference, Resource};

/// SAML providers, by ARN. Those of single sign-on are its own.
#[derive(Debug)]
pub(super) struct IamSamlProvider;

const ABOUT: About = About {
    reach: Reach::Global,
    details: true,
    aws_nuke: Some("IAMSAMLProvider"),
    ..About::new("iam-saml-provider", "AWS::IAM::SAMLProvider")
};

#[async_trait]
impl Kind for IamSamlProvider {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let answer = api.call(&IAM, "ListSAMLProviders", json!({})).await?;
        for provider in answer.list("SAMLProviderList") {
            let Some(arn) = provider.text("Arn") else { continue };
            let mut resource = Resource::new(Reference::global(ABOUT.name, arn));
            let name = arn.rsplit('/').next().unwrap_or(arn);
            if name.starts_with("AWSSSO_") {
                resource.built_in = Some("belongs to IAM Identity Center".to_owned());
            }
            resource.name = Some(name.to_owned());
            resource.created = provider.time("CreateDate");
            resource.identity = provider.text("CreateDate").map(str::to_owned);
            found.push(resource);
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "SAMLProviderArn": resource.id() });
        let tags = needs::if_any(api.call(&IAM, "ListSAMLProviderTags", asked.clone()).await)?;
        let tags = match tags {
            Some(tags) => tags,
            None => api.call(&IAM, "GetSAMLProvider", asked).await?,
        };
        resource.tags = tags.node().tags("Tags");
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&IAM, "DeleteSAMLProvider", json!({ "SAMLProviderArn": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
