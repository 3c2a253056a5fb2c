//! Replication groups of ElastiCache.

use std::collections::HashSet;

use async_trait::async_trait;
use serde_json::json;

use super::{ARN, About, Deleted, Found, Kind, dns, ec2, groups};
use crate::nuke::api::services::ELASTICACHE;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, State};

/// Replication groups, by id, with their clusters. They are deleted without a last snapshot.
#[derive(Debug)]
pub(super) struct ElasticacheReplicationGroup;

const ABOUT: About = About {
    uses: &["firehose-stream", "kms-key", "logs-group"],
    details: true,
    cost: 20,
    patience: 3600,
    aws_nuke: Some("ElasticacheReplicationGroup"),
    ..About::new("elasticache-replication-group", "AWS::ElastiCache::ReplicationGroup")
};

#[async_trait]
impl Kind for ElasticacheReplicationGroup {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = json!({ "MaxRecords": 100 });
        let mut pages = api.pages(&ELASTICACHE, "DescribeReplicationGroups", asked, Paging::MARKER);
        let mut groups = Vec::new();
        while let Some(page) = pages.next().await? {
            groups.extend(page.list("ReplicationGroups").into_iter().filter_map(|group| read(api, group)));
        }
        without_gone(api, &mut groups).await?;
        found.extend(groups);
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        groups::read_tags(api, &ELASTICACHE, resource).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "ReplicationGroupId": resource.id(), "RetainPrimaryCluster": false });
        let answer = api.call(&ELASTICACHE, "DeleteReplicationGroup", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

/// Drops the groups that are being deleted and have no cluster any more: an emulator goes on listing them.
async fn without_gone(api: &Api, groups: &mut Vec<Resource>) -> Result<(), ApiError> {
    if !groups.iter().any(|group| group.state == State::Deleting) {
        return Ok(());
    }
    let mut there = HashSet::new();
    let mut pages = api.pages(&ELASTICACHE, "DescribeCacheClusters", json!({ "MaxRecords": 100 }), Paging::MARKER);
    while let Some(page) = pages.next().await? {
        let clusters = page.list("CacheClusters");
        there.extend(clusters.iter().filter_map(|cluster| cluster.text("ReplicationGroupId")).map(str::to_owned));
    }
    groups.retain(|group| group.state == State::Present || there.contains(group.id()));
    Ok(())
}

fn read(api: &Api, group: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), group.text("ReplicationGroupId")?));
    resource.created = group.time("ReplicationGroupCreateTime");
    resource.identity = group.text("ReplicationGroupCreateTime").map(str::to_owned);
    resource.facts.insert(ARN.to_owned(), group.text_or_empty("ARN").into());
    resource.told_in(group.0);
    ec2::uses_key(&mut resource, group.text("KmsKeyId"));
    if group.text("Status") == Some("deleting") {
        resource.state = State::Deleting;
    }
    dns::answers_at(&mut resource, group.text("ConfigurationEndpoint/Address"));
    for nodes in group.list("NodeGroups") {
        for endpoint in ["PrimaryEndpoint/Address", "ReaderEndpoint/Address"] {
            dns::answers_at(&mut resource, nodes.text(endpoint));
        }
    }
    Some(resource)
}
