//! IAM instance profiles.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, Reach, iam};
use crate::nuke::api::services::IAM;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, Use};

/// Instance profiles, by name.
#[derive(Debug)]
pub(super) struct IamInstanceProfile;

const ABOUT: About = About {
    uses: &["iam-role"],
    reach: Reach::Global,
    details: true,
    cloud_nuke: Some("IAMInstanceProfile"),
    aws_nuke: Some("IAMInstanceProfile"),
    ..About::new("iam-instance-profile", "AWS::IAM::InstanceProfile")
};

#[async_trait]
impl Kind for IamInstanceProfile {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&IAM, "ListInstanceProfiles", json!({ "MaxItems": 1000 }), Paging::MARKER);
        while let Some(page) = pages.next().await? {
            page.list("InstanceProfiles").into_iter().for_each(|profile| found.extend(read(profile)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let profile = api.call(&IAM, "GetInstanceProfile", json!({ "InstanceProfileName": resource.id() })).await?;
        resource.tags = profile.node().tags("InstanceProfile/Tags");
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        for role in resource.fact_list("roles") {
            let removed = json!({ "InstanceProfileName": resource.id(), "RoleName": role });
            iam::tolerant(api.call(&IAM, "RemoveRoleFromInstanceProfile", removed).await.map(drop))?;
        }
        let answer = api.call(&IAM, "DeleteInstanceProfile", json!({ "InstanceProfileName": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(profile: Node<'_>) -> Option<Resource> {
    let mut resource = iam::started(ABOUT.name, profile.text("InstanceProfileName")?, "InstanceProfileId", profile);
    resource.told_in(profile.0);
    let roles = profile.list("Roles");
    let roles: Vec<&str> = roles.iter().filter_map(|role| role.text("RoleName")).collect();
    for role in &roles {
        resource.uses(Use::of(Reference::global("iam-role", *role)));
    }
    resource.facts.insert("roles".to_owned(), json!(roles));
    Some(resource)
}
