//! Log groups of CloudWatch Logs.

use std::collections::HashSet;

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::LOGS;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, Tags};

/// Log groups, by name.
#[derive(Debug)]
pub(super) struct LogsGroup;

const ABOUT: About = About {
    uses: &["firehose-stream", "iam-role", "kinesis-stream", "kms-key", "lambda-function"],
    needs: true,
    details: true,
    cloud_nuke: Some("CloudWatchLogGroup"),
    aws_nuke: Some("CloudWatchLogsLogGroup"),
    ..About::new("logs-group", "AWS::Logs::LogGroup")
};

#[async_trait]
impl Kind for LogsGroup {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        described(api, json!({ "limit": 50 }), found).await
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        resource.tags = tags(api, resource.id()).await?;
        Ok(())
    }

    /// Reads whom the group feeds: functions and streams, and the role that may write there.
    async fn needs(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "logGroupName": resource.id() });
        let mut pages = api.pages(&LOGS, "DescribeSubscriptionFilters", asked, Paging::LOWER_NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            resource.told_in(&page.body);
        }
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        let mut found = Vec::new();
        if ids.len() >= super::MANY {
            found = super::named_by_listing(self, api, ids).await?;
        }
        // Pages can shift while groups go: only what is not there by its own name is gone.
        let listed: HashSet<&str> = found.iter().map(Resource::id).collect();
        let others: Vec<&str> = ids.iter().copied().filter(|id| !listed.contains(id)).collect();
        let mut named = super::at_once(others.into_iter().map(|id| named(api, id))).await?;
        named.extend(found.into_iter().map(Some));
        super::detailed(self, api, named.into_iter().flatten().collect()).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&LOGS, "DeleteLogGroup", json!({ "logGroupName": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }

    async fn unprotect(&self, api: &Api, resource: &Resource) -> Result<(), ApiError> {
        let off = json!({ "logGroupIdentifier": resource.id(), "deletionProtectionEnabled": false });
        api.call(&LOGS, "PutLogGroupDeletionProtection", off).await.map(drop)
    }
}

/// Reads the tags of the group of this name: by its ARN, an emulator may not know the account.
async fn tags(api: &Api, name: &str) -> Result<Tags, ApiError> {
    let tags = api.call(&LOGS, "ListTagsLogGroup", json!({ "logGroupName": name })).await?;
    Ok(tags.node().tags("tags"))
}

async fn described(api: &Api, parameters: serde_json::Value, found: &mut Found) -> Result<(), ApiError> {
    let mut pages = api.pages(&LOGS, "DescribeLogGroups", parameters, Paging::LOWER_NEXT_TOKEN);
    while let Some(page) = pages.next().await? {
        page.list("logGroups").into_iter().for_each(|group| found.extend(read(api, group)));
    }
    Ok(())
}

/// Reads the group of exactly this name: groups are sorted by name, so it comes first of those that begin so.
async fn named(api: &Api, name: &str) -> Result<Option<Resource>, ApiError> {
    let asked = json!({ "limit": 1, "logGroupNamePrefix": name });
    let answer = api.call(&LOGS, "DescribeLogGroups", asked).await?;
    let groups = answer.list("logGroups");
    Ok(groups.first().and_then(|group| read(api, *group)).filter(|group| group.id() == name))
}

fn read(api: &Api, group: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), group.text("logGroupName")?));
    resource.created = group.time("creationTime");
    resource.told_in(group.0);
    ec2::uses_key(&mut resource, group.text("kmsKeyId"));
    resource.identity = group.number("creationTime").map(|time| time.to_string());
    resource.protection = group.flag("deletionProtectionEnabled").then(|| "deletion protection".to_owned());
    Some(resource)
}
