//! IAM groups.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, Reach, iam};
use crate::nuke::api::services::IAM;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Resource, Tags};

/// Groups of users, by name. IAM has no tags for them.
#[derive(Debug)]
pub(super) struct IamGroup;

const ABOUT: About = About {
    uses: &["iam-policy"],
    reach: Reach::Global,
    tags: false,
    cloud_nuke: Some("IAMGroups"),
    aws_nuke: Some("IAMGroup"),
    ..About::new("iam-group", "AWS::IAM::Group")
};

#[async_trait]
impl Kind for IamGroup {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        iam::details(api, "Group", "GroupDetailList", |group| found.extend(read(group))).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        iam::without_policies(api, "Group", resource).await?;
        let mut pages = api.pages(&IAM, "GetGroup", json!({ "GroupName": resource.id() }), Paging::MARKER);
        let mut members = Vec::new();
        while let Some(page) = pages.next().await? {
            members.extend(page.list("Users").iter().filter_map(|user| user.text("UserName")).map(str::to_owned));
        }
        for user in members {
            let removed = json!({ "GroupName": resource.id(), "UserName": user });
            iam::tolerant(api.call(&IAM, "RemoveUserFromGroup", removed).await.map(drop))?;
        }
        let answer = api.call(&IAM, "DeleteGroup", json!({ "GroupName": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(group: Node<'_>) -> Option<Resource> {
    let mut resource = iam::started(ABOUT.name, group.text("GroupName")?, "GroupId", group);
    resource.tags = Tags::None;
    iam::inline_policies(&mut resource, &group.list("GroupPolicyList"));
    Some(resource)
}
