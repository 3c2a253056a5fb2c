//! IAM roles.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, Reach, iam};
use crate::nuke::api::services::IAM;
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::Resource;

/// Roles, by name. Service-linked ones and those of IAM Identity Center are AWS's.
#[derive(Debug)]
pub(super) struct IamRole;

pub(super) const ABOUT: About = About {
    uses: &["iam-oidc-provider", "iam-policy", "iam-user"],
    reach: Reach::Global,
    cloud_nuke: Some("IAMRole"),
    aws_nuke: Some("IAMRole"),
    ..About::new("iam-role", "AWS::IAM::Role")
};

/// Where the policy is that says who may take the role.
const DOCUMENT: &str = "AssumeRolePolicyDocument";

#[async_trait]
impl Kind for IamRole {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        iam::details(api, "Role", "RoleDetailList", |role| found.extend(read(role))).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        iam::without_policies(api, "Role", resource).await?;
        for profile in resource.fact_list("instance_profiles") {
            let removed = json!({ "InstanceProfileName": profile, "RoleName": resource.id() });
            iam::tolerant(api.call(&IAM, "RemoveRoleFromInstanceProfile", removed).await.map(drop))?;
        }
        let answer = api.call(&IAM, "DeleteRole", json!({ "RoleName": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(role: Node<'_>) -> Option<Resource> {
    let mut resource = iam::started(ABOUT.name, role.text("RoleName")?, "RoleId", role);
    resource.tags = role.tags("Tags");
    // Whom it trusts; the instance profiles that hold it are not what it needs.
    resource.told_in(&json!({ DOCUMENT: role.text(DOCUMENT) }));
    resource.built_in = iam::built_in(role.text("Path").unwrap_or_default());
    iam::inline_policies(&mut resource, &role.list("RolePolicyList"));
    let profiles: Vec<&str> =
        role.list("InstanceProfileList").iter().filter_map(|profile| profile.text("InstanceProfileName")).collect();
    if !profiles.is_empty() {
        resource.facts.insert("instance_profiles".to_owned(), json!(profiles));
    }
    Some(resource)
}
