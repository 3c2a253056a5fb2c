//! OpenID Connect identity providers.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, Reach};
use crate::nuke::api::services::IAM;
use crate::nuke::api::{Api, ApiError};
use crate::nuke::model::{Reference, Resource};

/// Identity providers, by ARN. The listing has no pages: an account has a hundred at most.
#[derive(Debug)]
pub(super) struct IamOidcProvider;

const ABOUT: About = About {
    reach: Reach::Global,
    details: true,
    cloud_nuke: Some("OIDCProvider"),
    aws_nuke: Some("IAMOpenIDConnectProvider"),
    ..About::new("iam-oidc-provider", "AWS::IAM::OIDCProvider")
};

#[async_trait]
impl Kind for IamOidcProvider {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let answer = api.call(&IAM, "ListOpenIDConnectProviders", json!({})).await?;
        for provider in answer.list("OpenIDConnectProviderList") {
            found.extend(provider.text("Arn").map(provider_of));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "OpenIDConnectProviderArn": resource.id() });
        let provider = api.call(&IAM, "GetOpenIDConnectProvider", asked).await?;
        resource.created = provider.node().time("CreateDate");
        resource.identity = provider.text("CreateDate").map(str::to_owned);
        resource.tags = provider.node().tags("Tags");
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::one_by_one(self, api, ids, provider_of).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "OpenIDConnectProviderArn": resource.id() });
        let answer = api.call(&IAM, "DeleteOpenIDConnectProvider", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn provider_of(arn: &str) -> Resource {
    let mut resource = Resource::new(Reference::global(ABOUT.name, arn));
    resource.name = arn.split_once(":oidc-provider/").map(|(_, host)| host.to_owned());
    resource
}
