//! Cognito user pools.

use async_trait::async_trait;
use serde_json::json;

use super::needs::if_any;
use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::COGNITO;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource};

/// User pools, by id, with their domain.
#[derive(Debug)]
pub(super) struct CognitoPool;

const ABOUT: About = About {
    uses: &["acm-certificate", "iam-role", "kms-key", "lambda-function"],
    uses_in_detail: true,
    details: true,
    cloud_nuke: Some("CognitoUserPool"),
    aws_nuke: Some("CognitoUserPool"),
    ..About::new("cognito-pool", "AWS::Cognito::UserPool")
};

#[async_trait]
impl Kind for CognitoPool {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = json!({ "MaxResults": 60 });
        let mut pages = api.pages(&COGNITO, "ListUserPools", asked, Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            for pool in page.list("UserPools") {
                let Some(id) = pool.text("Id") else { continue };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), id));
                resource.name = pool.text("Name").map(str::to_owned);
                resource.created = pool.time("CreationDate");
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let answer = api.call(&COGNITO, "DescribeUserPool", json!({ "UserPoolId": resource.id() })).await?;
        let Some(pool) = answer.node().at("UserPool") else {
            return Err(ApiError::unexpected("no pool was described"));
        };
        resource.name = pool.text("Name").map(str::to_owned);
        resource.created = pool.time("CreationDate");
        resource.tags = pool.tags("UserPoolTags");
        let is_protected = pool.text("DeletionProtection") == Some("ACTIVE");
        resource.protection = is_protected.then(|| "deletion protection".to_owned());
        super::told_of(resource, pool, &["EmailConfiguration", "LambdaConfig", "SmsConfiguration"]);
        if let Some(domain) = pool.text("CustomDomain") {
            // Its certificate.
            let domain = api.call(&COGNITO, "DescribeUserPoolDomain", json!({ "Domain": domain })).await;
            if_any(domain)?.iter().for_each(|domain| resource.told_in(&domain.body));
        }
        if let Some(domain) = pool.text("Domain") {
            resource.facts.insert("domain".to_owned(), domain.into());
        }
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::one_by_one(self, api, ids, |id| Resource::new(Reference::new(ABOUT.name, api.region(), id))).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        if let Some(domain) = resource.facts.get("domain").and_then(serde_json::Value::as_str) {
            let asked = json!({ "UserPoolId": resource.id(), "Domain": domain });
            match api.call(&COGNITO, "DeleteUserPoolDomain", asked).await {
                Err(error) if !error.is_absent() => return Err(error),
                _ => {}
            }
        }
        let answer = api.call(&COGNITO, "DeleteUserPool", json!({ "UserPoolId": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }

    async fn unprotect(&self, api: &Api, resource: &Resource) -> Result<(), ApiError> {
        let off = json!({ "UserPoolId": resource.id(), "DeletionProtection": "INACTIVE" });
        api.call(&COGNITO, "UpdateUserPool", off).await.map(drop)
    }
}
