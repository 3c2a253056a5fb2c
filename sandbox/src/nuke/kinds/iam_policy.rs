//! IAM policies of the account.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, Reach, iam};
use crate::nuke::api::services::IAM;
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Reference, Resource};

/// Managed policies that the account made, by ARN. Those of AWS are not listed.
#[derive(Debug)]
pub(super) struct IamPolicy;

const ABOUT: About = About {
    reach: Reach::Global,
    details: true,
    cloud_nuke: Some("IAMPolicies"),
    aws_nuke: Some("IAMPolicy"),
    ..About::new("iam-policy", "AWS::IAM::ManagedPolicy")
};

#[async_trait]
impl Kind for IamPolicy {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        iam::details(api, "LocalManagedPolicy", "Policies", |policy| found.extend(read(policy))).await
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let tags = api.call(&IAM, "ListPolicyTags", json!({ "PolicyArn": resource.id() })).await?;
        resource.tags = tags.node().tags("Tags");
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        for version in resource.fact_list("old_versions") {
            let old = json!({ "PolicyArn": resource.id(), "VersionId": version });
            iam::tolerant(api.call(&IAM, "DeletePolicyVersion", old).await.map(drop))?;
        }
        let answer = api.call(&IAM, "DeletePolicy", json!({ "PolicyArn": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }

    async fn blockers(&self, api: &Api, resource: &Resource) -> Result<Vec<Reference>, ApiError> {
        let entities =
            api.call(&IAM, "ListEntitiesForPolicy", json!({ "PolicyArn": resource.id(), "MaxItems": 1000 })).await?;
        let attached = [
            ("PolicyRoles", "RoleName", "iam-role"),
            ("PolicyUsers", "UserName", "iam-user"),
            ("PolicyGroups", "GroupName", "iam-group"),
        ];
        let named = attached.iter().flat_map(|(list, name, kind)| {
            let entities = entities.list(list);
            entities.into_iter().filter_map(|entity| Some(Reference::global(*kind, entity.text(name)?)))
        });
        Ok(named.collect())
    }
}

fn read(policy: Node<'_>) -> Option<Resource> {
    let arn = policy.text("Arn")?;
    if arn.contains(":iam::aws:") {
        return None;
    }
    let mut resource = iam::started(ABOUT.name, arn, "PolicyId", policy);
    resource.name = policy.text("PolicyName").map(str::to_owned);
    let versions = policy.list("PolicyVersionList");
    let old = versions.iter().filter(|version| !version.flag("IsDefaultVersion"));
    let old: Vec<&str> = old.filter_map(|version| version.text("VersionId")).collect();
    if !old.is_empty() {
        resource.facts.insert("old_versions".to_owned(), json!(old));
    }
    Some(resource)
}
